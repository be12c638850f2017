"""Folders and options that stand in first-release.toml, and what is said of those that there are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.foundation.stages import UsageError
from pipeline.runs.defaults import FILE_NAME, read_defaults

COMMANDS = {"release": ["returns", "out", "all_earlier", "earlier"], "check": ["returns", "la"]}


def test_paths_begin_where_the_file_lies_and_addresses_stay(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_text(
        '[release]\nreturns = "england"\nout = "/releases"\nall-earlier = true\nearlier = ["a", "/b"]\n'
        '[check]\nreturns = "postgresql://host/returns"\nla = "301"\n',
        encoding="utf-8",
    )
    assert read_defaults(path, COMMANDS) == {
        "release": {
            "returns": str(tmp_path / "england"),
            "out": "/releases",
            "all_earlier": True,
            "earlier": [str(tmp_path / "a"), "/b"],
        },
        "check": {"returns": "postgresql://host/returns", "la": "301"},
    }
    assert read_defaults(tmp_path / "nothing.toml", COMMANDS) == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[release\n", "first-release.toml"),
        ("[releas]\n", "no command 'releas'; 'release' is meant?"),
        ('[release]\nreturn = "x"\n', r"\[release\]: there is no option 'return'; 'returns' is meant?"),
        ('release = "x"\n', r"write \[release\] above its options"),
        (b"\xff\xfe", "first-release.toml"),
    ],
)
def test_what_there_is_not_is_refused(tmp_path: Path, text: str | bytes, words: str) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(UsageError, match=words):
        read_defaults(path, COMMANDS)
