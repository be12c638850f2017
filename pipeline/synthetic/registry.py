"""What can be synthesised: each return with its writer and the options that are for it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

from pipeline.foundation.stages import UsageError
from pipeline.synthetic.adoption_quarterly.england import synthesise_adoption_quarterly
from pipeline.synthetic.cin.census import synthesise_cin
from pipeline.synthetic.few_figures.attainment import synthesise_attainment
from pipeline.synthetic.few_figures.staying_put import synthesise_staying_put
from pipeline.synthetic.pupils.england import synthesise_pupils
from pipeline.synthetic.ssda903.england import synthesise
from pipeline.synthetic.workforce.returns import synthesise_workforce


class Summary(Protocol):
    """What was written, for a program and for people."""

    def as_dict(self) -> dict[str, Any]:
        """For --json."""

    def in_words(self) -> str:
        """For people."""


WRITERS: Final[Mapping[str, Callable[..., Summary]]] = {
    "ssda903": synthesise,
    "cin": synthesise_cin,
    "staying_put": synthesise_staying_put,
    "attainment": synthesise_attainment,
    "workforce": synthesise_workforce,
    "adoption_quarterly": synthesise_adoption_quarterly,
    "pupils": synthesise_pupils,
}


def synthesise_return(return_name: str, options: Mapping[str, object], **asked: Any) -> Summary:
    """Write the returns of that name; ``options`` are those that not every writer takes, empty where not asked for.

    Raises UsageError for a return that nothing writes, or an option that is not for it.
    """
    writer = WRITERS.get(return_name)
    if writer is None:
        raise UsageError(f"--return {return_name!r} is not known; use {', '.join(WRITERS)}.")
    taken = {name: value for name, value in options.items() if name in inspect.signature(writer).parameters}
    if refused := sorted(
        f"--{name.replace('_', '-')}" for name, value in options.items() if value and name not in taken
    ):
        raise UsageError(f"{', '.join(refused)}: not for the return {return_name}; leave it out.")
    return writer(**asked, **taken)
