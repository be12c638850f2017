"""Moves of an authority's own children in the preview: what stability counts, for nobody else and in no file."""

from __future__ import annotations

import dataclasses
import shutil
from collections import Counter
from pathlib import Path

from pipeline.consult.bundle.preview import Move
from pipeline.consult.bundle.reading import Bundle
from pipeline.consult.bundle.writing import write_bundle
from pipeline.consult.making.moves import MovesOfChildren
from pipeline.foundation.warehouse import Warehouse
from tests.consult.built_preview import Made
from tests.consult.conftest import KEYRING, Exercise, TurnedClock
from tests.consult.dummy_preview import dummy_authority, dummy_definitions
from tests.runs.stability.returned import EDITION, LAS

# By hand: a child of 201 went from one placement to another, with a temporary move between; 202 has another child.
OF_201 = (
    Move("placement", "A1", "01/02/2012", "came into care", "U1 AB1 1AA", True, "the placement when the year began"),
    Move("placement", "A1", "03/05/2013", "U1 AB1 1AA", "T1", False, "a temporary move"),
    Move("placement", "A1", "09/10/2013", "U1 AB1 1AA", "K2 AB1 4DD", True, "another carer"),
    Move("social worker", "A1", "01/04/2013", "nobody in the year", "SW7", True, "another person"),
)
OF_202 = (Move("placement", "B9", "04/06/2013", "came into care", "R1 ZZ9 9ZZ", True, "the first placement"),)


def with_moves(exercise: Exercise, folder: Path) -> Exercise:
    """The exercise over a bundle in which two authorities have moves."""
    first, other = (dummy_authority(code, 12, 2) for code in ("201", "202"))
    authorities = (dataclasses.replace(first, moves=OF_201), dataclasses.replace(other, moves=OF_202))
    write_bundle(folder / "with", dummy_definitions(2), authorities, KEYRING)
    return dataclasses.replace(
        exercise, service=dataclasses.replace(exercise.service, bundle=Bundle(folder / "with", KEYRING))
    )


def test_each_authority_sees_its_own_children_alone(exercise: Exercise, tmp_path: Path) -> None:
    shown = with_moves(exercise, tmp_path)
    page, other = (shown.visitor(who).get("/moves").text for who in ("officer", "other officer"))
    assert page.count(">A1</th>") == 3 and "B9" not in page and "ZZ9" not in page
    assert other.count(">B9</th>") == 1 and "A1" not in other and "K2" not in other
    for words in ("09/10/2013", "U1 AB1 1AA", "K2 AB1 4DD", "another carer", "a temporary move", "not counted"):
        assert words in page
    workers = shown.visitor("officer").get("/moves?kind=social%20worker").text
    assert "SW7" in workers and "K2" not in workers
    assert "tells of none" in shown.visitor("officer").get("/moves?kind=school").text


def test_statisticians_and_strangers_are_shown_no_move(exercise: Exercise, tmp_path: Path) -> None:
    shown = with_moves(exercise, tmp_path)
    for who in ("statistician", "administrator", ""):
        answer = shown.visitor(who).get("/moves")
        assert answer.status_code != 200 and "A1" not in answer.text


def test_they_are_gone_when_the_window_closes(exercise: Exercise, tmp_path: Path) -> None:
    shown = with_moves(exercise, tmp_path)
    officer = shown.visitor("officer")
    assert isinstance(shown.clock, TurnedClock)
    shown.clock.now = shown.window().closes_at
    assert officer.get("/moves").status_code != 200


def test_what_counts_is_what_stability_counts(published_stability: Path, tmp_path: Path) -> None:
    """Child by child: the rows that count are as many as the models of the release say, for all three."""
    copy = shutil.copy(published_stability.parent / f".{EDITION}.duckdb", tmp_path / "copy.duckdb")
    with Warehouse(Path(copy)) as warehouse:
        told = MovesOfChildren(warehouse, EDITION)
        counted = {
            kind: Counter((la, one.child_id) for la in LAS for one in told.of(la) if one.counted and one.kind == kind)
            for kind in ("placement", "school", "social worker")
        }
        for kind, table, column, none in (
            ("placement", "core.placements_held", "number_of_placements_held", "no_placement"),
            ("school", "core.school_stability", "any_school_move", "no_school_move"),
            ("social worker", "core.social_workers_held", "number_of_social_workers", "no_social_worker"),
        ):
            rows = warehouse.connection.execute(
                f"SELECT la_code, child_id, {column} FROM {table} WHERE span_in_years = 1 AND collection_year = ?",
                [EDITION],
            ).fetchall()
            assert len(rows) > 50
            for la_code, child_id, category in rows:
                number = counted[kind][la_code, child_id]
                least = category.partition("_")[0]
                assert category == none if number == 0 else least.isdigit()
                assert number == 0 or (number >= int(least) if "or_more" in category else number == int(least))
            assert set(counted[kind]) <= {(la_code, child_id) for la_code, child_id, _ in rows}


def test_a_built_preview_has_the_children_of_each_return_alone(made: Made) -> None:
    bundle = Bundle(made.bundle, KEYRING)
    for code in ("201", "202"):
        image = bundle.image_of(code)
        assert image is not None
        sent = (made.returns / f"ssda903/2024/{code}/header.csv").read_text(encoding="utf-8-sig")
        listed = image.moves("placement", 0, 100_000)
        own = {line.split(",")[0] for line in sent.splitlines()[1:]}
        assert listed and {one.child_id for one in listed} <= own
    names = {one.child_id for one in listed}
    published = "".join(
        path.read_text(encoding="utf-8")
        for path in made.this_year.rglob("publish/**/*")
        if path.suffix in (".csv", ".html")
    )
    assert not any(f",{name}," in published for name in names)
