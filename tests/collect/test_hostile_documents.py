"""Hostile documents beside the files of a return: each is one finding, and costs its neighbours nothing."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

from pipeline.collect.collections.ssda903.staging import SSDA903
from pipeline.collect.csv_set.reading import read_years
from pipeline.collect.csv_set.staging import check_units
from pipeline.collect.quality import quality_counts
from pipeline.foundation.warehouse import Warehouse
from pipeline.runs.check import check_return
from tests.collect.test_returns_document import document, write_document
from tests.collect.test_returns_folder import CLEAN, write_return

LAUGHS = "<!DOCTYPE EXPSSDA903 [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]>"
HOSTILE = {
    "entities": (LAUGHS + "<EXPSSDA903><CHILD>&b;</CHILD></EXPSSDA903>", "document_type_declared"),
    "a file of the machine": (
        "<!DOCTYPE EXPSSDA903 [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><EXPSSDA903>&e;</EXPSSDA903>",
        "document_type_declared",
    ),
    "an undeclared entity": ("<EXPSSDA903>&e;</EXPSSDA903>", "document_not_well_formed"),
    "cut short": (document(CLEAN)[:900], "document_not_well_formed"),
    "deep": ("<EXPSSDA903>" + "<a>" * 1000 + "</a>" * 1000 + "</EXPSSDA903>", "document_too_complex"),
    "eleven megabytes of text": (f"<EXPSSDA903>{'x' * 11_000_000}</EXPSSDA903>", "document_too_complex"),
    "a page": ("<html><body>Log in</body></html>", "document_not_a_return"),
    "a census": ("<Message><Children/></Message>", "document_not_a_return"),
    "a namespace": ("<EXPSSDA903 xmlns='urn:x'/>", "document_not_a_return"),
    "an encoding nobody has": ("<?xml version='1.0' encoding='klingon'?><EXPSSDA903/>", "document_encoding"),
}


def test_a_hostile_document_is_one_finding_and_costs_its_neighbours_nothing(tmp_path: Path) -> None:
    """Each beside the files of an authority of its own, whose records count as they do in a return of files alone."""
    for number, (text, _) in enumerate(HOSTILE.values()):
        write_document(write_return(tmp_path / "ssda903/2024" / f"{number:03d}", CLEAN), text)
    started = time.process_time()
    with Warehouse() as warehouse:
        read_years(warehouse, SSDA903.specification, tmp_path, [2024])
        check_units(warehouse, SSDA903.specification, [2024], SSDA903.match_identifiers, SSDA903.look_up)
        found = warehouse.connection.execute("SELECT la_code, path, rule, effect FROM raw.findings").fetchall()
        counts = quality_counts(warehouse, "ssda903")
    assert time.process_time() - started < 20, "a hostile file must not cost time"
    assert sorted(found) == [
        (f"{number:03d}", f"ssda903/2024/{number:03d}/return.xml", rule, "file not read")
        for number, (_, rule) in enumerate(HOSTILE.values())
    ]
    staged = Counter[str]()
    for one in counts:
        staged[one.la_code] += one.staged
    assert set(staged.values()) == {sum(map(len, CLEAN.values()))} and len(staged) == len(HOSTILE)


def test_a_return_with_a_hostile_document_is_supplied(tmp_path: Path) -> None:
    folder = write_document(write_return(tmp_path / "201", CLEAN), HOSTILE["entities"][0])
    report = check_return(folder, 2024, "201")
    assert [(one.path, one.rule) for one in report.findings] == [("201/return.xml", HOSTILE["entities"][1])]
    assert report.status == "supplied"
