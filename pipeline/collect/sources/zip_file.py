"""Returns in a zip file, as they are handed over: <return>/<year>/<la_code>/ in it, in a folder of its own or not."""

from __future__ import annotations

import stat
import zipfile
import zlib
from pathlib import Path

from pipeline.collect.sources.copying import Copies
from pipeline.foundation.stages import UnreadableInput

_ENCRYPTED = 0x1


def unpack(path: Path, folder: Path) -> None:
    """Unpack the file into an empty folder.

    Raises UnreadableInput for what is no zip file, is cut short, has a password, or holds a link, a name that leads
    elsewhere, or more than a return may.
    """
    copies = Copies(str(path), folder)
    try:
        with zipfile.ZipFile(path) as packed:
            for entry in packed.infolist():
                if entry.is_dir():
                    continue
                if entry.flag_bits & _ENCRYPTED:
                    raise UnreadableInput(f"{path}: it has a password. Unpack it, or have it sent without.")
                if stat.S_ISLNK(entry.external_attr >> 16):
                    raise UnreadableInput(f"{path}, {entry.filename}: it is a link. Have the file itself packed.")
                with packed.open(entry) as opened:
                    copies.copy(entry.filename, entry.file_size, opened)
    except FileNotFoundError as error:
        raise UnreadableInput(f"{path}: there is no such file.") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise UnreadableInput(f"{path}: not a zip file that can be read ({error}). Have it sent again.") from error
