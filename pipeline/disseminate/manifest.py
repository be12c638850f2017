"""manifest.json: what a release holds, so that anyone can check it; what it was made from is for its keeper to know.

How many records a file of a return has is a count (those of AD1 are the children who were adopted), and the hash of a
short file can be guessed and tried. So the files read are listed in ``restricted/`` and one digest of all is published.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.foundation.stages import PACKAGE, PROJECT_ROOT, SHIPPED
from pipeline.foundation.warehouse import Warehouse
from pipeline.protect.edition.release_key import digest_of_inputs, release_key

COUNTING_FOLDERS = ("pipeline", "sql", "data/reference")
"""What decides the counts of authorities; how they are grossed, protected and shown lies in the templates too."""
CODE_FOLDERS = (*COUNTING_FOLDERS, "publication_templates")
INPUTS = "inputs.json"
"""The file in ``restricted/`` that names every file read."""
INPUTS_DIGEST = "inputs_digest"
"""The field of the manifest that is the same for the same returns."""
SIGN_OFF = "sign_off"
"""The field of the manifest that says how many warnings were accepted, of a release that was signed."""
CODE_ENDINGS = {".py", ".sql", ".yaml", ".toml", ".csv", ".txt", ".j2", ".css", ".js"}


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def code_version(folders: Sequence[str] = CODE_FOLDERS) -> str:
    """SHA-256 over everything that decides a figure: code, models, templates and reference data, by content.

    A commit number would miss an uncommitted edit, and an installed package has none; this is the same in a checkout
    and in the wheel that is made of it. ``folders`` are some of CODE_FOLDERS, where only what lies in them matters.
    """
    digest = hashlib.sha256()
    for folder in folders:
        top = PACKAGE.parent if folder == PACKAGE.name else PROJECT_ROOT
        for path in sorted(_code_in(str(top / folder))):
            digest.update(path.removeprefix(f"{top}{os.sep}").replace(os.sep, "/").encode())
            found = os.stat(path)
            digest.update(_sha256_as_it_is(path, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns))
    return digest.hexdigest()


def _code_in(folder: str) -> Iterator[str]:
    """The files of a folder and those in it that decide a figure; what a wheel ships lies in folders of its own."""
    for entry in os.scandir(folder):
        if entry.is_dir():
            if entry.name != "__pycache__" and entry.path != str(SHIPPED):
                yield from _code_in(entry.path)
        elif os.path.splitext(entry.name)[1] in CODE_ENDINGS:
            yield entry.path


@cache
def _sha256_as_it_is(path: str, *_: int) -> bytes:
    """SHA-256 of a file that has this number, size and times: a release asks ten times."""
    return bytes.fromhex(sha256_of(Path(path)))


def write_inputs(restricted: Path, warehouse: Warehouse) -> None:
    """Write ``inputs.json``: every file read by its path, SHA-256 and number of records, and the release's key."""
    files = warehouse.connection.execute(
        "SELECT path, min(sha256), CAST(coalesce(sum(records), 0) AS BIGINT) FROM raw.files GROUP BY path ORDER BY path"
    ).fetchall()
    key = release_key(warehouse)
    content = {
        INPUTS_DIGEST: digest_of_inputs(key),
        "release_key": key.hex(),
        "inputs": [{"path": path, "sha256": sha256, "records": records} for path, sha256, records in files],
    }
    _write(restricted / INPUTS, content)


def write_manifest(publish: Path, about: Mapping[str, Any], inputs_digest: str, row_counts: Mapping[str, int]) -> None:
    """Write ``manifest.json`` over every file then in ``publish``; call it last.

    What it says of a file is what whoever holds the file can work out: its hash, its size and its rows.
    """
    outputs = [
        {
            "path": path.relative_to(publish).as_posix(),
            "sha256": sha256_of(path),
            "bytes": path.stat().st_size,
            **({"rows": row_counts[path.name]} if path.name in row_counts else {}),
        }
        for path in sorted(publish.rglob("*"))
        if path.is_file()
    ]
    content = {**about, "code_version": code_version(), INPUTS_DIGEST: inputs_digest, "outputs": outputs}
    _write(publish / "manifest.json", content)


def _write(path: Path, content: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
