"""What follows from records that did not change is left as it is, and all is as a run from nothing makes it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from random import Random

import pytest

from pipeline.disseminate.restricted_findings import FINDINGS, write_findings
from pipeline.foundation.kept_answers import KeptAnswers, using
from pipeline.foundation.stages import Stage
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.made_in_part import build_in_part, divided, with_relatives
from pipeline.process.models_read import MODEL_STAGES
from pipeline.runs import reading
from pipeline.runs.changed_authorities import changed_authorities
from pipeline.runs.reading import read
from pipeline.runs.release import prepare
from pipeline.runs.release_models import models_of_release
from pipeline.runs.run import ReleaseRun
from pipeline.synthetic import synthesise
from tests.runs.made_in_part import made_of

RELEASE, YEARS = "children-looked-after", (2023, 2024)
CUMBRIA = ("909", "942", "943")
"""An authority, and the two that took over from it between the two years."""
AUTHORITIES = ("201", "301", *CUMBRIA)
OF_THE_RUN = {"raw.made_of", "raw.counted_from"}
"""Tables that say what the others were made of, and when."""


@dataclass
class Kept:
    """A run that was made, what it read, and the warehouse that it left."""

    run: ReleaseRun
    warehouse: Warehouse
    answers: KeptAnswers

    def again(self) -> list[frozenset[str] | None]:
        """Take all steps again; the authorities of which each stage was made."""
        return prepared(self.run, self.warehouse, self.answers)


def prepared(run: ReleaseRun, warehouse: Warehouse, answers: KeptAnswers | None) -> list[frozenset[str] | None]:
    """Take all steps up to the grossed figures; the authorities of which each stage was made."""
    with made_of(share=1.0) as made, using(answers):
        prepare(run, warehouse, report=lambda _: None)
    return made


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the returns of five authorities, and of the warehouse and answers that a run on them left."""
    folder = tmp_path_factory.mktemp("changing")
    synthesise(YEARS, folder / "returns", seed=3, las=AUTHORITIES, scale=0.2, processes=1)
    with opened(folder) as one:
        assert one.again() == [None] * 4
    return folder


@contextmanager
def opened(folder: Path) -> Iterator[Kept]:
    run = ReleaseRun(RELEASE, YEARS[-1], "", folder / "returns", folder / "out", accept_coverage=True)
    with Warehouse(folder / "kept.duckdb") as warehouse:
        yield Kept(run, warehouse, KeptAnswers(folder / "answers", pytest.fail))


@pytest.fixture
def kept(first: Path, tmp_path: Path) -> Iterator[Kept]:
    """A copy of all of it."""
    shutil.copytree(first, tmp_path / "copy")
    with opened(tmp_path / "copy") as one:
        yield one


def contents(warehouse: Warehouse) -> dict[str, tuple[int, int]]:
    """Of every table the number of its rows and the sum of their digests, in whatever order they stand."""
    rows = warehouse.connection.execute(
        "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = current_database() "
        "AND NOT temporary ORDER BY ALL"
    ).fetchall()
    return {name: of_table(warehouse, name) for (name,) in rows if name not in OF_THE_RUN}


def of_table(warehouse: Warehouse, name: str) -> tuple[int, int]:
    found = warehouse.connection.execute(
        f"SELECT count(*), coalesce(sum(hash(told)::HUGEINT), 0) FROM {name} AS told"
    ).fetchone()
    assert found is not None
    return found


def findings(warehouse: Warehouse, folder: Path) -> bytes:
    folder.mkdir()
    write_findings(warehouse, folder)
    return (folder / FINDINGS).read_bytes()


def test_the_rows_of_an_authority_follow_from_its_records_alone(kept: Kept) -> None:
    """Made of these alone, of each stage after the other, all tables are as they were: so it is of what is declared."""
    models, before = models_of_release(RELEASE), contents(kept.warehouse)
    for las, stage in product(({"301"}, {"201"}, set(CUMBRIA)), MODEL_STAGES):
        build_in_part(kept.warehouse, models, stage, las)
    after = contents(kept.warehouse)
    assert [name for name in before if after[name] != before[name]] == []
    assert len(before) > 150 and before["core.episodes"][0] > 1000
    whole = {model.name for model in models} - divided(models)
    assert whole == {
        "core.postcode_points", "core.children_placed_within_local_authority",
        "cells.children_placed_within_local_authority",
    }  # fmt: skip


def test_with_an_authority_go_those_before_and_after_it(kept: Kept) -> None:
    assert with_relatives(kept.warehouse, {"301"}) == {"301"}
    assert {one: with_relatives(kept.warehouse, {one}) for one in CUMBRIA} == dict.fromkeys(CUMBRIA, frozenset(CUMBRIA))


def last_line_out(folder: Path, random: Random) -> None:
    path = random.choice(sorted(folder.iterdir()))
    path.write_bytes(path.read_bytes().rstrip().rpartition(b"\n")[0] + b"\n")


def a_field_emptied(folder: Path, random: Random) -> None:
    path = folder / "episodes.csv"
    lines = path.read_text(encoding="utf-8").split("\n")
    at = random.randrange(1, len(lines) - 1)
    fields = lines[at].split(",")
    fields[random.randrange(1, len(fields))] = ""
    lines[at] = ",".join(fields)
    path.write_text("\n".join(lines), encoding="utf-8")


def a_file_out(folder: Path, random: Random) -> None:
    random.choice(sorted(folder.iterdir())).unlink()


def nothing_sent(folder: Path, random: Random) -> None:
    shutil.rmtree(folder)


def files_of_another(folder: Path, random: Random) -> None:
    """Those of another authority: as soon as both are there, which of the two is out of place depends on both."""
    other = random.choice([one for one in sorted(folder.parent.iterdir()) if one != folder])
    shutil.rmtree(folder)
    shutil.copytree(other, folder)


def not_supplied(folder: Path, random: Random) -> None:
    """Of each authority at most once: the manifest has a line for a return."""
    path = folder.parents[2] / "manifest.csv"
    line = f"ssda903,{folder.parent.name},{folder.name},"
    kept = [one for one in path.read_text(encoding="utf-8").splitlines() if not one.startswith(line)]
    commas = "," * (kept[0].count(",") - 4)
    path.write_text("\n".join([*kept, f"{line},OC3;Missing{commas}"]) + "\n", encoding="utf-8")


CHANGES: tuple[Callable[[Path, Random], object], ...] = (
    last_line_out, a_field_emptied, a_file_out, nothing_sent, files_of_another, not_supplied,
)  # fmt: skip


@pytest.mark.parametrize("seed", [1])
def test_after_any_changes_all_is_as_made_from_nothing(kept: Kept, tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    last_line_out(kept.run.returns / "ssda903" / "2023" / "909", random)
    assert kept.again() == [frozenset(CUMBRIA)] * 4
    for change in random.sample(CHANGES, 4):
        folders = sorted((kept.run.returns / "ssda903").glob("*/*"))
        change(random.choice(folders), random)
    assert None not in kept.again()
    with Warehouse() as anew:
        assert prepared(kept.run, anew, None) == []
        expected, found = contents(anew), contents(kept.warehouse)
        assert [name for name in {**expected, **found} if expected.get(name) != found.get(name)] == []
        assert findings(anew, tmp_path / "anew") == findings(kept.warehouse, tmp_path / "kept")


def test_what_other_code_read_is_read_again(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not read(kept.run, kept.warehouse).units_read
    monkeypatch.setattr(reading, "code_version", lambda *_: "another")
    units = {(year, la) for year in YEARS for la in AUTHORITIES if (la == "909") == (year < 2024) or la not in CUMBRIA}
    assert set(read(kept.run, kept.warehouse).units_read) == units
    assert not kept.warehouse.has_table("raw.made_of"), "no table is said to be made of what is there now"


def test_a_stage_that_was_begun_and_not_ended_is_made_whole(kept: Kept) -> None:
    def chosen(besides: str = "of this code") -> frozenset[str] | None:
        with using(kept.answers), changed_authorities(kept.warehouse, Stage.CORE, besides) as las:
            return las

    assert chosen() is None and chosen() == frozenset() and chosen(besides="of other code") is None
    with (
        pytest.raises(KeyboardInterrupt),
        using(kept.answers),
        changed_authorities(kept.warehouse, Stage.CORE, "of this code"),
    ):
        raise KeyboardInterrupt
    assert chosen() is None and chosen() == frozenset()
    with using(None), changed_authorities(kept.warehouse, Stage.CORE, "of this code") as las:
        assert las is None
    assert chosen() is None
