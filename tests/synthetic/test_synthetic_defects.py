"""Planted defects and omissions: where the ledger says they are, and nowhere else."""

from __future__ import annotations

import csv
from pathlib import Path

from pipeline.synthetic import DefectKind, PlantedDefect, synthesise
from tests.synthetic.synthetic_england import day, read, returns

LAS = ["301", "302", "303"]


def test_defects_are_where_the_ledger_says(tmp_path: Path) -> None:
    las = ["302", "303", "304", "305", "306"]
    kinds = list(DefectKind)
    defects = [PlantedDefect(kind, 2024, las[max(0, number - 7)]) for number, kind in enumerate(kinds)]
    summary = synthesise([2024], tmp_path, scale=0.5, las=las, defects=defects, processes=1)
    assert summary.planted_defects == len(kinds)
    with (tmp_path / "ledger" / "planted_defects.csv").open(encoding="utf-8") as file:
        planted = {row["kind"]: row for row in csv.DictReader(file)}
    assert set(planted) == {kind.value for kind in kinds}
    episodes = (tmp_path / "ssda903/2024/302/episodes.csv").read_text(encoding="utf-8").splitlines()
    heading = episodes[0].split(",")

    def record(kind: str) -> dict[str, str]:
        assert planted[kind]["path"] == "ssda903/2024/302/episodes.csv"
        return dict(zip(heading, episodes[int(planted[kind]["line"]) - 1].split(","), strict=True))

    assert record("bad_date")["DECOM"].startswith("30/02/")
    assert record("unknown_code")["LS"] == "X9"
    backwards = record("ceased_before_started")
    assert day(backwards["DEC"]) < day(backwards["DECOM"])  # type: ignore[operator]
    assert len(record("two_digit_year")["DEC"]) == 8
    assert episodes.count(episodes[int(planted["duplicate_record"]["line"]) - 1]) == 2
    line = int(planted["overlapping_episodes"]["line"]) - 1
    before = dict(zip(heading, episodes[line - 1].split(","), strict=True))
    assert day(record("overlapping_episodes")["DECOM"]) < day(before["DEC"])  # type: ignore[operator]
    header = read(tmp_path, 2024, "302", "header")
    assert record("missing_header")["CHILD"] not in {row["CHILD"] for row in header}
    second = header[int(planted["disagreeing_headers"]["line"]) - 2]
    assert len({row["DOB"] for row in header if row["CHILD"] == second["CHILD"]}) == 2
    assert (tmp_path / planted["wrong_encoding"]["path"]).read_bytes()[:2] in (b"\xff\xfe", b"\xfe\xff")
    other, own = planted["wrong_authority"]["path"], planted["empty_folder"]["path"]
    assert list((tmp_path / own).iterdir()) == []
    # The next authority whose own return is whole.
    assert (tmp_path / other / "header.csv").read_bytes() == (tmp_path / "ssda903/2024/306/header.csv").read_bytes()


def test_one_defect_of_every_kind_is_planted_when_asked(tmp_path: Path) -> None:
    summary = synthesise([2023, 2024], tmp_path, scale=0.02, plant_defects=True, processes=1)
    assert summary.planted_defects == len(DefectKind)
    with (tmp_path / "ledger" / "planted_defects.csv").open(encoding="utf-8") as file:
        assert {row["collection_year"] for row in csv.DictReader(file)} == {"2024"}


def test_what_is_omitted_is_left_out_and_said(tmp_path: Path) -> None:
    summary = synthesise([2024], tmp_path, scale=0.1, las=LAS, omit="301:OC3;Missing,302", processes=1)
    assert summary.omitted == 2
    assert returns(tmp_path) == [(2024, "301"), (2024, "303")]
    names = {path.stem for path in (tmp_path / "ssda903/2024/301").iterdir()}
    assert not {"oc3", "missing"} & names and "episodes" in names
    with (tmp_path / "manifest.csv").open(encoding="utf-8") as file:
        manifest = {row["la_code"]: row["items_not_supplied"] for row in csv.DictReader(file)}
    assert manifest == {"301": "OC3;Missing", "303": ""}


def test_a_year_of_which_everything_is_omitted_is_an_empty_folder(tmp_path: Path) -> None:
    synthesise([2024], tmp_path, scale=0.1, las=["301"], omit="301", processes=1)
    assert list((tmp_path / "ssda903" / "2024").iterdir()) == []
    assert not list(tmp_path.glob(".*aside"))
