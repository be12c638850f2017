"""Returns from anywhere as a folder: what is fetched lies in a private working folder and is gone at the end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.collect.sources.database import DRIVERS, fetch_tables
from pipeline.collect.sources.object_storage import fetch_objects
from pipeline.collect.sources.zip_file import unpack
from pipeline.collect.specification import return_names
from pipeline.foundation.stages import UsageError
from pipeline.foundation.working_folder import working_folder

_SCHEME = re.compile(r"([a-z][a-z0-9+]+)://", re.IGNORECASE)
_SECRET = re.compile(r"://[^/@]*:[^/@]*@|[?&](password|secret|key|token)=", re.IGNORECASE)


@contextmanager
def returns_in(given: str, beside: Path | None = None) -> Iterator[Path]:
    """The folder of the returns that ``given`` names: a folder, a zip file, or the address of a store or database.

    What has to be fetched goes to a working folder in ``beside``. Raises UsageError for an address that holds a secret
    (a command line is read by others, and kept) or of a kind that is not known, UnreadableInput for what is not as it
    should be.
    """
    scheme = _SCHEME.match(given)
    if scheme is None:
        path = Path(given)
        if path.suffix.lower() != ".zip" or path.is_dir():
            yield path
            return
    elif _SECRET.search(given):
        raise UsageError(
            "The address of the returns holds a password or key. Leave it out and put it into the environment, as the "
            "service's own programs read it (PGPASSWORD, AWS_SECRET_ACCESS_KEY and the like)."
        )
    with working_folder(beside) as working:
        folder = working / "returns"
        folder.mkdir()
        if scheme is None:
            unpack(Path(given), folder)
        elif scheme[1].lower().partition("+")[0] in DRIVERS:
            fetch_tables(given, folder)
        else:
            fetch_objects(given, folder)
        yield _within(folder)


def _within(folder: Path) -> Path:
    """The folder, or the one folder that everything fetched lies in, where that has no name of a return's own."""
    inside = list(folder.iterdir())
    if len(inside) == 1 and inside[0].is_dir() and inside[0].name not in return_names():
        return _within(inside[0])
    return folder
