"""What the documents say exists, exists."""

from __future__ import annotations

import re

import pytest
import yaml

from pipeline.cli import app
from pipeline.design.figure import Marker
from pipeline.design.files.contents_file import load_contents
from pipeline.foundation.stages import PROJECT_ROOT, TEMPLATES
from pipeline.process.models_read import load_models

# data/reference/README.md names files of its sources, so its paths are not ours.
DOCUMENTS = (
    "README.md",
    "CONTRIBUTING.md",
    "DECISIONS.md",
    "CHANGELOG.md",
    "READERS.md",
    "deploy/README.md",
    "docs/checking.md",
    "docs/glossary.md",
    "docs/operations.md",
    "docs/publishing.md",
    "docs/quality.md",
    "docs/security-properties.md",
    "data/README.md",
)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_and_paths_in_a_document_exist(name: str) -> None:
    text = (PROJECT_ROOT / name).read_text(encoding="utf-8")
    folder = (PROJECT_ROOT / name).parent
    for target in re.findall(r"\]\((?!http|#)([^)#]+)", text):
        assert (folder / target).exists(), f"{name} links to {target}"
    for path in re.findall(r"`((?:pipeline|sql|tests|assets|publication_templates|data)/[\w./-]+)`", text):
        if "<" not in path and not path.startswith(("data/england", "data/*")):
            assert (PROJECT_ROOT / path).exists(), f"{name} names {path}"


def test_the_glossary_is_in_order_and_says_where_each_word_is_decided() -> None:
    text = (PROJECT_ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")][2:]
    assert all(len(row) == 3 and re.fullmatch(r"`[\w./-]+`", row[2]) for row in rows)
    words = [row[0] for row in rows]
    assert words == sorted(set(words)) and len(words) > 30
    for word, _, place in rows:
        stem = word.split()[-1].removesuffix("s")
        file = (PROJECT_ROOT / place.strip("`")).read_text(encoding="utf-8").lower()
        assert stem in file, f"{place} does not speak of {word}"


def test_the_letters_of_markers_are_those_of_the_editions() -> None:
    text = (PROJECT_ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if line.startswith("| marker "))
    told = dict(re.findall(r"`(\w)` ([a-z0 ]+?)(?:,| \()", row))
    symbols = load_contents(TEMPLATES / "children-looked-after" / "tables.yaml").edition_for(2024).symbols
    assert {letter: words.split()[0] for letter, words in told.items()} == {
        symbols[Marker.CONFIDENTIAL]: "suppressed", symbols[Marker.NOT_AVAILABLE]: "not",
        symbols[Marker.NOT_APPLICABLE]: "not", symbols[Marker.LOW_RELIABILITY]: "unreliable",
        symbols[Marker.NEGLIGIBLE]: "more",
    }  # fmt: skip


def test_every_security_property_has_its_module_and_a_test_that_is_there() -> None:
    text = (PROJECT_ROOT / "docs" / "security-properties.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ") and "`" in line]
    assert len(rows) > 20
    for row in rows:
        _, _, kept_by, tested_by, _ = (part.strip() for part in row.split("|"))
        path, _, name = tested_by.strip("`").partition("::")
        assert (PROJECT_ROOT / kept_by.strip("`")).exists(), row
        assert f"def {name}(" in (PROJECT_ROOT / path).read_text(encoding="utf-8"), row


def test_the_readme_shows_every_command_and_no_other() -> None:
    text = (PROJECT_ROOT / "README.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"\bsfr ([a-z]+)", text))
    commands = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    commands |= {group.name for group in app.registered_groups if group.name}
    assert shown <= commands
    assert commands - shown <= {"synthesise"}  # make release calls it; CONTRIBUTING shows it


def test_every_command_says_what_it_does() -> None:
    for command in app.registered_commands:
        assert command.callback is not None
        assert command.callback.__doc__, f"{command.name} has no help"


def test_make_targets_of_the_readme_exist() -> None:
    text = (PROJECT_ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (PROJECT_ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"`?make (\w+)", text)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"the README names make {target}"


def test_every_model_tells_its_source() -> None:
    for model in load_models():
        assert model.source
        if model.stage.value == "core" and model.name.endswith(("_year", "_march")):
            assert model.counted, f"{model.name} does not say what is counted"


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*/readings.yaml")))
def test_readings_are_sentences(path: object) -> None:
    for reading in yaml.safe_load(open(str(path), encoding="utf-8")):  # noqa: SIM115
        assert reading.endswith(".")
