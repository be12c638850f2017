"""The models are kept as they were read, and read afresh when a file that they are made of changes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.foundation import stages
from pipeline.process import models_read
from pipeline.process.models_read import load_models

MODEL = "-- A child.\n-- grain: child_id\n-- source: nowhere\nSELECT child_id FROM staged.header\n"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A cache folder of its own, and a process that has read nothing yet."""
    monkeypatch.setattr(stages, "CACHE", tmp_path)
    models_read._models_made_of.cache_clear()
    yield tmp_path
    models_read._models_made_of.cache_clear()


def kept(cache: Path) -> Path:
    (path,) = cache.glob("models-*.kept")
    return path


def refuse(*_: object, **__: object) -> None:
    raise AssertionError("read again")


def test_what_is_kept_is_what_was_read(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = load_models()
    assert kept(cache).stat().st_mode & 0o777 == 0o600
    models_read._models_made_of.cache_clear()
    monkeypatch.setattr(models_read, "read_models", refuse)
    assert load_models() == read


@pytest.mark.parametrize("spoil", ["", "cut", "other"])
def test_what_is_spoilt_is_read_again(cache: Path, spoil: str) -> None:
    read = load_models()
    content = kept(cache).read_text(encoding="utf-8")
    spoilt = {"": "", "cut": content[:-10], "other": content.replace("staged.episodes", "staged.header")}[spoil]
    assert spoilt != content
    kept(cache).write_text(spoilt, encoding="utf-8")
    models_read._models_made_of.cache_clear()
    assert load_models() == read
    assert kept(cache).read_text(encoding="utf-8") == content


def test_a_file_that_changed_is_read_though_it_looks_the_same(tmp_path: Path) -> None:
    """Of the same length and written at the same time, as a copied tree may be."""
    path = tmp_path / "core" / "children.sql"
    path.parent.mkdir()
    for stage in ("staged", "cells", "functions"):
        (tmp_path / stage).mkdir()
    (tmp_path / "staged" / "header.sql").write_text(MODEL.replace("staged.header", "raw.typed_header"))
    path.write_text(MODEL)
    before, at = load_models(tmp_path), path.stat().st_mtime_ns
    path.write_text(MODEL.replace("A child", "A youth"))
    os.utime(path, ns=(at, at))
    assert (before["core.children"].summary, load_models(tmp_path)["core.children"].summary) == ("A child.", "A youth.")
