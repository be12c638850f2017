"""Folders and options that stand in first-release.toml, and what is said of those that there are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.foundation.stages import UnreadableInput, UsageError
from pipeline.runs.defaults import FILE_NAME, read_defaults

COMMANDS = {
    "release": {name: name for name in ("returns", "out", "all_earlier", "earlier")},
    "check": {name: name for name in ("returns", "la")},
    "explain": {"release": "release_dir", "json": "as_json"},
}


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


def test_an_option_stands_as_it_is_typed_whatever_it_is_called_within(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / FILE_NAME).write_text('[explain]\nrelease = "2024"\n[release]\nout = "out"\n', encoding="utf-8")
    assert read_defaults(tmp_path / FILE_NAME, COMMANDS | {"release": {"out": "out"}}) == {
        "explain": {"release_dir": str(tmp_path / "2024")},
        "release": {"out": str(tmp_path / "out")},
    }
    monkeypatch.chdir(tmp_path)
    error = CliRunner().invoke(app, ["explain", "LAA5!G21"]).exception
    assert isinstance(error, UnreadableInput) and str(tmp_path / "2024" / "publish") in str(error)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[release\n", "first-release.toml"),
        ("[releas]\n", r"no command 'releas'. Is 'release' meant\?"),
        ('[release]\nreturn = "x"\n', r"\[release\]: there is no option 'return'. Is 'returns' meant\?"),
        ('release = "x"\n', r"write \[release\] above its options"),
        (b"\xff\xfe", "first-release.toml"),
    ],
)
def test_what_there_is_not_is_refused(tmp_path: Path, text: str | bytes, words: str) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(UsageError, match=words):
        read_defaults(path, COMMANDS)
