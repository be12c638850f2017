"""manifest.json: what a release was made from and what it holds, so that anyone can check both."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.stages import PROJECT_ROOT

CODE_FOLDERS = ("pipeline", "sql", "publication_templates", "data/reference")
CODE_ENDINGS = {".py", ".sql", ".yaml", ".toml", ".csv", ".txt", ".j2", ".css"}


@dataclass(frozen=True)
class InputFile:
    """A return's file as read: its path within the returns folder, SHA-256 and number of records."""

    path: str
    sha256: str
    records: int


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def code_version() -> str:
    """SHA-256 over everything that decides a figure: code, models, templates and reference data, by content.

    A commit number would miss an uncommitted edit; this does not.
    """
    digest = hashlib.sha256()
    for folder in CODE_FOLDERS:
        for path in sorted((PROJECT_ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix in CODE_ENDINGS:
                digest.update(path.relative_to(PROJECT_ROOT).as_posix().encode())
                digest.update(bytes.fromhex(sha256_of(path)))
    return digest.hexdigest()


def write_manifest(
    publish: Path, about: Mapping[str, Any], inputs: Sequence[InputFile], row_counts: Mapping[str, int]
) -> None:
    """Write ``manifest.json`` over every file then in ``publish``; call it last."""
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
    content = {
        **about,
        "code_version": code_version(),
        "inputs": [{"path": file.path, "sha256": file.sha256, "records": file.records} for file in inputs],
        "outputs": outputs,
    }
    (publish / "manifest.json").write_text(
        json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8"
    )
