"""What a column of a SELECT goes back to: the lineage that the specification of a return rests on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.foundation import stages
from pipeline.process import columns_followed
from pipeline.process.columns_followed import Following, followed, origins_of
from pipeline.process.models import Models
from pipeline.process.models_read import load_models
from pipeline.process.sql_files import parse


def origins(query: str) -> tuple[dict[str, set[str]], set[str]]:
    """Each column with the ``table.column`` that it is worked out from, and those that conditions read."""
    found = origins_of(parse(query, Path("query.sql")))
    named = {name: {".".join(one) for one in sources} for name, sources in found.columns.items()}
    return named, {".".join(one) for one in found.conditions}


def test_columns_are_followed_through_ctes_unions_windows_and_aliases() -> None:
    columns, conditions = origins(
        """
        WITH told AS (
            SELECT one.child_id, one.born_on AS born, one.legal_status FROM staged.a AS one WHERE one.sent
            UNION ALL
            SELECT child_id, date_of_birth, NULL FROM staged.b
        )
        SELECT child_id, CASE WHEN born < DATE '2000-01-01' THEN 'old' END AS age,
            max(legal_status) OVER (PARTITION BY child_id) AS status, 1 AS one
        FROM told
        QUALIFY row_number() OVER (ORDER BY born) = 1
        """
    )
    assert columns == {
        "child_id": {"staged.a.child_id", "staged.b.child_id"},
        "age": {"staged.a.born_on", "staged.b.date_of_birth"},
        "status": {"staged.a.legal_status", "staged.a.child_id", "staged.b.child_id"},
        "one": set(),
    }
    assert conditions == {"staged.a.sent", "staged.a.born_on", "staged.b.date_of_birth"}


def test_what_is_looked_up_goes_back_to_what_it_is_looked_up_by() -> None:
    """A distance is worked out of points, which are looked up by postcode; the child ties records together only."""
    columns, _ = origins(
        """
        SELECT episode.child_id, place.easting, header.sex
        FROM staged.episodes AS episode
        JOIN staged.header AS header ON header.child_id = episode.child_id
        LEFT JOIN reference.points AS place ON place.postcode = episode.placement_postcode
        """
    )
    assert columns["easting"] == {"reference.points.easting", "staged.episodes.placement_postcode"}
    assert columns["sex"] == {"staged.header.sex"}


def test_fields_of_returns_reach_the_cells_that_are_known_to_rest_on_them() -> None:
    following = Following(load_models())
    on_31_march = {
        field: {reached for table, reached in following.cells_of(("staged.episodes", field))
                if table == "cells.looked_after_on_31_march"}
        for field in ("legal_status", "placement_postcode", "category_of_need", "placement_provider", "placement_urn")
    }  # fmt: skip
    assert "legal_status" in on_31_march["legal_status"]
    assert {"locality", "distance_and_locality"} <= on_31_march["placement_postcode"]
    assert "placement_provider" in on_31_march["placement_provider"]
    assert on_31_march["placement_urn"] == set()
    assert ("cells.cases_held", "amount") in following.cells_of(("staged.social_workers", "cases"))
    assert following.cells_of(("staged.episodes", "no_such_column")) == frozenset()


def test_what_is_kept_is_what_was_followed_and_of_these_models_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = Models(load_models().chosen(names=["core.episodes", "cells.looked_after_on_31_march"]), ())
    afresh = Following(models).as_lists()
    assert afresh["used"] and afresh["taken_by"]
    monkeypatch.setattr(stages, "CACHE", tmp_path)
    asked: list[Path] = []
    parsed = columns_followed.parse
    monkeypatch.setattr(columns_followed, "parse", lambda query, path: (asked.append(path), parsed(query, path))[1])
    for is_kept in (False, True):
        followed.cache_clear()
        asked.clear()
        assert followed(models).as_lists() == afresh
        assert (asked == []) is is_kept
    # Another SELECT of the same name, and a file that somebody spoilt, are followed afresh.
    other = Models(tuple(replace(one, query=f"{one.query} ") for one in models), ())
    followed.cache_clear()
    assert followed(other).as_lists() == afresh
    assert asked
    (path,) = tmp_path.glob("following-*.kept")
    path.write_text(path.read_text(encoding="utf-8").replace("used", "lost"), encoding="utf-8")
    followed.cache_clear()
    asked.clear()
    assert followed(other).as_lists() == afresh
    assert asked
    followed.cache_clear()
