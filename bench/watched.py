"""Seconds by the clock and of processors, by part of the work, each piece of work in a process of its own."""

from __future__ import annotations

import functools
import importlib
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar
from unittest.mock import patch

from pipeline.foundation.workers import workers

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Spent:
    """Seconds by the clock, and of this process and those that it started and that have ended."""

    seconds: float
    of_processors: float

    def __sub__(self, before: Spent) -> Spent:
        """What was spent since."""
        return Spent(self.seconds - before.seconds, self.of_processors - before.of_processors)

    def __add__(self, other: Spent) -> Spent:
        """Both together."""
        return Spent(self.seconds + other.seconds, self.of_processors + other.of_processors)


NOTHING = Spent(0.0, 0.0)


def now() -> Spent:
    """What was spent up to now."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return Spent(time.perf_counter(), sum(one.ru_utime + one.ru_stime for one in used))


@dataclass
class Work:
    """A piece of work: what it was, what each of its parts took, in order, and the most memory it had, in MB.

    Parts ``within`` others are told beside them and are no more time.
    """

    words: str
    parts: dict[str, Spent] = field(default_factory=dict)
    within: dict[str, Spent] = field(default_factory=dict)
    peak: float = 0.0

    @property
    def whole(self) -> Spent:
        """What all parts took together."""
        return functools.reduce(Spent.__add__, self.parts.values(), NOTHING)

    @contextmanager
    def part(self, words: str) -> Iterator[None]:
        """Count what is spent meanwhile as that part."""
        before = now()
        try:
            yield
        finally:
            self.parts[words] = self.parts.get(words, NOTHING) + (now() - before)

    @contextmanager
    def watching(self, functions: dict[str, str]) -> Iterator[None]:
        """Count what functions of modules spend as parts within others; ``functions`` names what each is called."""
        with ExitStack() as stack:
            for place, words in functions.items():
                module, _, name = place.rpartition(".")
                found = importlib.import_module(module)
                stack.enter_context(patch.object(found, name, self._counted(getattr(found, name), words)))
            yield

    def _counted(self, function: Callable[..., Answer], words: str) -> Callable[..., Answer]:
        @functools.wraps(function)
        def counted(*given: Any, **named: Any) -> Answer:
            before = now()
            try:
                return function(*given, **named)
            finally:
                self.within[words] = self.within.get(words, NOTHING) + (now() - before)

        return counted


def in_its_own_process(do: Callable[..., Work], *given: object) -> Work:
    """The work as ``do`` tells it, done in a new process, with the most memory that it and its largest child had."""
    with workers(1) as pool:
        return pool.submit(_done, do, given).result()


def _done(do: Callable[..., Work], given: tuple[object, ...]) -> Work:
    work = do(*given)
    own, children = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    work.peak = (own + children) / 1024
    return work
