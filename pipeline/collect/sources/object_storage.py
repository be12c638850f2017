"""Returns in object storage, or in whatever else fsspec reaches: s3://bucket/returns, abfs://, gs://."""

from __future__ import annotations

from pathlib import Path

from pipeline.collect.sources.copying import Copies
from pipeline.foundation.interruptions import NUMBERS_OF_DISKS
from pipeline.foundation.stages import UnreadableInput, UsageError


def fetch_objects(address: str, folder: Path) -> None:
    """Copy everything below the address into an empty folder.

    Whose key is used says the environment, as the store's own programs read it. Raises UsageError for an address of a
    kind for which no package is installed, UnreadableInput where nothing is there.
    """
    try:
        import fsspec
    except ModuleNotFoundError as error:
        raise UsageError(f'{address}: install the extra for it: pip install "first-release[sources]"') from error
    try:
        store, root = fsspec.core.url_to_fs(address)
    except (ValueError, ImportError) as error:
        raise UsageError(f"{address}: nothing that is installed reads this kind of address ({error}).") from error
    copies = Copies(address, folder)
    try:
        found = store.find(root, detail=True)
        for name, about in sorted(found.items()):
            with store.open(name, "rb") as opened:
                copies.copy(name.removeprefix(root).lstrip("/"), int(about["size"]), opened)
    except OSError as error:
        # Stores tell refusals as errors of files, without a number; a full disk of ours has one.
        if error.errno in NUMBERS_OF_DISKS:
            raise
        raise UnreadableInput(f"{address}: {error}. See that it answers, and whose key the environment has.") from error
    if not found:
        raise UnreadableInput(f"{address}: nothing is there. Give the place that holds <return>/<year>/<la_code>/.")
