"""A bundle: what it refuses to hold, what it shows of a change, and that it opens for nobody without the key."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path

import pytest

from pipeline.consult.bundle.image import ChildFilter
from pipeline.consult.bundle.preview import AuthorityPreview, Period, Preview
from pipeline.consult.bundle.reading import Bundle
from pipeline.consult.bundle.writing import write_bundle
from pipeline.consult.store.sealing import Keyring, new_key
from pipeline.foundation.stages import CheckFailed, NotAuthorised, UnreadableInput, UsageError
from tests.consult.conftest import KEYRING
from tests.consult.dummy_preview import CODES, YEAR, dummy_authority, dummy_definitions, percentage

PREVIEW = dummy_definitions(2)


def authority(code: str = "201") -> AuthorityPreview:
    return dummy_authority(code, 12, 2)


def write(folder: Path, *authorities: AuthorityPreview, preview: Preview = PREVIEW, previous: Bundle | None = None):
    return write_bundle(folder, preview, authorities, KEYRING, previous)


def with_child(changed: AuthorityPreview, place: int = 0, **values: object) -> AuthorityPreview:
    rows = list(changed.children)
    rows[place] = dataclasses.replace(rows[place], **values)
    return dataclasses.replace(changed, children=tuple(rows))


def with_figure(changed: AuthorityPreview, place: int, **values: object) -> AuthorityPreview:
    figures = list(changed.figures)
    figures[place] = dataclasses.replace(figures[place], **values)
    return dataclasses.replace(changed, figures=tuple(figures))


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    contents = write(tmp_path / "b", authority(), authority("202"))
    bundle = Bundle(tmp_path / "b", KEYRING)
    assert bundle.contents == contents
    image = bundle.image_of("201")
    assert image is not None and image.la_name == "Dummy Authority 201"
    assert tuple(image.figures()) == authority().figures
    assert tuple(image.comparisons()) == authority().comparisons
    assert tuple(child.row for child in image.listed_children()) == authority().children
    assert bundle.image_of("999") is None


def test_the_sums_of_reasons_are_numerator_and_denominator(tmp_path: Path) -> None:
    write(tmp_path / "b", authority())
    image = Bundle(tmp_path / "b", KEYRING).image_of("201")
    assert image is not None
    for figure in image.figures():
        if figure.period is Period.SINGLE and figure.year == YEAR:
            reasons = image.reasons(figure.indicator, YEAR)
            assert sum(one.numerator for one in reasons) == figure.numerator
            assert sum(one.denominator for one in reasons) == figure.denominator
            rows = sum(one.rows for one in reasons)
            assert rows == image.count_children(ChildFilter(figure.indicator, YEAR)) == 12


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (with_child(authority(), counted=True, denominator=2), "add up to"),
        (with_child(authority(), counted=False, denominator=0, numerator=1), "counts exactly when"),
        (with_child(authority(), reason=""), "without a reason"),
        (with_child(authority(), indicator="unknown"), "unknown indicator"),
        (with_child(authority(), year=2011), "without a figure"),
        (with_figure(authority(), 3, numerator=1), "three years"),
        (with_figure(authority(), 0, indicator="unknown"), "unknown indicator"),
        (with_figure(authority(), 1, year=YEAR), "two single figures"),
        (
            dataclasses.replace(authority(), comparisons=(dataclasses.replace(authority().comparisons[0], year=YEAR),)),
            "not published yet",
        ),
    ],
)
def test_what_does_not_hold_is_refused_without_naming_a_child(
    tmp_path: Path, broken: AuthorityPreview, words: str
) -> None:
    with pytest.raises(CheckFailed, match=words) as told:
        write(tmp_path / "b", broken)
    assert "201X" not in str(told.value)
    assert list(tmp_path.iterdir()) == []


def test_an_authority_twice_and_a_folder_that_exists_are_refused(tmp_path: Path) -> None:
    with pytest.raises((CheckFailed, FileExistsError)):
        write(tmp_path / "b", authority(), authority())
    write(tmp_path / "b", authority())
    with pytest.raises(UsageError, match="never written over"):
        write(tmp_path / "b", authority())
    code = dataclasses.replace(PREVIEW.indicators[0], code="Not A Code")
    with pytest.raises(CheckFailed, match="lower-case"):
        write(tmp_path / "c", preview=dataclasses.replace(PREVIEW, indicators=(code,)))


def test_nothing_at_rest_is_readable(tmp_path: Path) -> None:
    write(tmp_path / "b", authority())
    for path in (tmp_path / "b").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0
        if path.is_file():
            content = path.read_bytes()
            assert b"201X" not in content and b"DECOM 2" not in content and b"SQLite" not in content


def test_another_key_an_exchanged_and_a_changed_file_do_not_open(tmp_path: Path) -> None:
    write(tmp_path / "b", authority(), authority("202"))
    with pytest.raises(UnreadableInput, match="another key"):
        Bundle(tmp_path / "b", Keyring(b"o" * 32))
    files = tmp_path / "b" / "authorities"
    shutil.copy(files / "202.sealed", files / "201.sealed")
    with pytest.raises(UnreadableInput, match="does not open"):
        Bundle(tmp_path / "b", KEYRING).image_of("201")
    write(tmp_path / "earlier", with_child(authority("202"), facts="other"))
    shutil.copy(tmp_path / "earlier" / "authorities" / "202.sealed", files / "202.sealed")
    with pytest.raises(UnreadableInput, match="another preview"):
        Bundle(tmp_path / "b", KEYRING).image_of("202")
    wrapped = json.loads((tmp_path / "b" / "preview.json").read_text())
    wrapped["contents"] = wrapped["contents"].replace("Dummy Authority 201", "Dummy Authority 202")
    (tmp_path / "b" / "preview.json").write_text(json.dumps(wrapped))
    with pytest.raises(UnreadableInput, match="was changed"):
        Bundle(tmp_path / "b", KEYRING)


def test_the_key_comes_from_the_environment_and_from_nowhere_else() -> None:
    assert Keyring.from_environment({"SFR_PREVIEW_KEY": new_key()})
    for environment in ({}, {"SFR_PREVIEW_KEY": "short"}, {"SFR_PREVIEW_KEY": "not base64!"}):
        with pytest.raises(NotAuthorised, match="SFR_PREVIEW_KEY"):
            Keyring.from_environment(environment)
    assert "k" * 8 not in repr(KEYRING)


def test_a_resubmission_shows_what_changed_and_keeps_references(tmp_path: Path) -> None:
    before = authority()
    write(tmp_path / "one", before, authority("202"))
    place = next(place for place, row in enumerate(before.children) if row.indicator == CODES[0] and row.numerator)
    moved = with_child(before, place, numerator=0, reason="does not apply")
    old = before.figures[2]
    numerator = (old.numerator or 0) - 1
    moved = with_figure(moved, 2, numerator=numerator, value=percentage(numerator, old.denominator or 0))
    average = before.figures[3]
    moved = with_figure(moved, 3, numerator=(average.numerator or 0) - 1)
    one = Bundle(tmp_path / "one", KEYRING)
    two = write(tmp_path / "two", moved, authority("202"), authority("203"), previous=one)
    assert two.previous_bundle_id == one.contents.bundle_id != two.bundle_id
    bundle = Bundle(tmp_path / "two", KEYRING)
    image, earlier = bundle.image_of("201"), one.image_of("201")
    assert image is not None and earlier is not None
    figures = [change for change in image.changes() if not change.child_id]
    assert {(change.indicator, change.period) for change in figures} == {(CODES[0], "single"), (CODES[0], "three_year")}
    (child,) = [change for change in image.changes() if change.child_id]
    assert (child.child_id, child.what) == (before.children[place].child_id, "child counted otherwise")
    assert (child.before, child.after) == ("applies (adds 1 / 1)", "does not apply (adds 0 / 1)")
    names = [listed.reference for listed in image.listed_children()]
    assert names == [listed.reference for listed in earlier.listed_children()]
    for unchanged in ("202", "203"):
        opened = bundle.image_of(unchanged)
        assert opened is not None and opened.changes() == []
