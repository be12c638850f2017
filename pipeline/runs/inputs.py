"""Digests of what a run reads: the returns, by content, and the packages and the machine that read them."""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

from pipeline.collect.manifest import FILE_NAME as MANIFEST
from pipeline.design.files.data_sets_file import load_release
from pipeline.disseminate.manifest import sha256_of
from pipeline.foundation.stages import TEMPLATES
from pipeline.process.agreement import return_agreed_with
from pipeline.process.identifiers import has_identifiers, return_compared_with
from pipeline.reference.periods import period_of
from pipeline.runs.run import ReleaseRun

_THREADS = 2


def digest_of_returns(run: ReleaseRun) -> str:
    """SHA-256 over the manifest and every file of the returns that the run reads, by its place and content.

    Which years have a folder is part of it: one that cannot be read is told of.
    """
    release = load_release(run.name)
    folders = {
        run.returns.joinpath(name, *period_of(year).folder)
        for name, years in run.years_by_return().items()
        for year in years
    }
    if has_identifiers(release.returns):
        folders.add(run.returns / return_compared_with() / str(run.year))
    if other := return_agreed_with(TEMPLATES / run.name, run.latest):
        folders.add(run.returns / other)
    told = [f"passed over {sentence}" for sentence in run.passed_over()]
    lying = [(path.relative_to(run.returns).as_posix(), path) for folder in sorted(folders) for path in below(folder)]
    lying.append((MANIFEST, run.returns / MANIFEST))
    return digest_of([*told, *by_content(lying)])


def digest_of_packages() -> str:
    """SHA-256 over Python, the machine's kind, and every package that is installed, by name and version."""
    packages = {one.name for folder in map(Path, sys.path) for one in folder.glob("*.dist-info")}
    return digest_of([platform.python_version(), platform.machine(), *sorted(packages)])


def below(folder: Path) -> list[Path]:
    """All that lies below a folder, in order; links are not followed."""
    return sorted(Path(parent, name) for parent, folders, files in os.walk(folder) for name in (*folders, *files))


def by_content(files: Iterable[tuple[str, Path]]) -> Iterator[str]:
    """For each file the name that it is known by, with the SHA-256 of what is in it or why that cannot be told."""
    with ThreadPoolExecutor(_THREADS) as threads:  # hashing leaves Python to other threads
        yield from threads.map(_told, files)


def _told(one: tuple[str, Path]) -> str:
    name, path = one
    try:
        if path.is_symlink() or not path.is_file():
            return f"{name} {'link' if path.is_symlink() else 'folder' if path.is_dir() else 'no file'}"
        found = path.stat()
        return f"{name} {_content(path, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)}"
    except OSError as error:
        return f"{name} {type(error).__name__}"


@lru_cache(1 << 16)
def _content(path: Path, *_: int) -> str:
    """SHA-256 of a file as it is now: a run asks again and again whether its returns are still those that it read."""
    return sha256_of(path)


def digest_of(lines: Iterable[str]) -> str:
    """SHA-256 over some lines of text, in their order."""
    digest = hashlib.sha256()
    for line in lines:
        # Lengths before texts: no two different lists read alike.
        content = os.fsencode(line)
        digest.update(f"{len(content)}:".encode() + content)
    return digest.hexdigest()
