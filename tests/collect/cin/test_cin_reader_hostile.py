"""Broken and hostile census files cost nothing but a finding, and never the neighbours' returns."""

from __future__ import annotations

import gzip
import io
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.collect.collections.cin import reading, stage_cin
from pipeline.collect.collections.cin.document.layout import ROOT
from pipeline.collect.collections.cin.document.structure import MOST_NOTED
from pipeline.collect.formats.documents import Document, open_document
from pipeline.foundation.warehouse import Warehouse
from tests.collect.cin.test_cin_reader import REFERRAL, census, child, rows, rules, send

GOOD = census([child(REFERRAL)])
BODY = GOOD.split("\n", 1)[1]
LAUGHS = "<!DOCTYPE Message [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {after} '{f'&{before};' * 10}'>" for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)


def _zipped(text: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("census.xml", text)
    return buffer.getvalue()


HOSTILE: dict[str, tuple[bytes, str]] = {
    "entity that reads a file": (
        f"<!DOCTYPE Message [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>{BODY.replace('c1', '&x;')}".encode(),
        "document_type_declared",
    ),
    "external subset": (
        f"<!DOCTYPE Message SYSTEM 'http://127.0.0.1:9/x.dtd'>{BODY}".encode(),
        "document_type_declared",
    ),
    "billion laughs": (f"{LAUGHS}]>{BODY.replace('c1', '&i;')}".encode(), "document_type_declared"),
    "billion laughs in UTF-16": (f"{LAUGHS}]>{BODY}".encode("utf-16"), "document_type_declared"),
    "document type after a long comment": (
        f"<!--{'x' * 200_000}--><!DOCTYPE Message>{BODY}".encode(),
        "document_type_declared",
    ),
    "entity that is not declared": (GOOD.replace("c1", "&x;").encode(), "document_not_well_formed"),
    "truncated": (GOOD[: len(GOOD) // 2].encode(), "document_not_well_formed"),
    "junk after the end": (f"{GOOD}<x/>".encode(), "document_not_well_formed"),
    "NUL inside": (GOOD.replace("c1", "c\x001").encode(), "document_not_well_formed"),
    "not in the declared encoding": (GOOD.replace("c1", "caf\u00e9").encode("cp1252"), "document_encoding"),
    "unknown encoding": (GOOD.replace("utf-8", "klingon").encode(), "document_encoding"),
    "UTF-7": (GOOD.replace("utf-8", "utf-7").encode(), "document_encoding"),
    "EBCDIC": (GOOD.replace("utf-8", "cp037").encode("cp037"), "file_not_xml"),
    "text of eleven megabytes": (GOOD.replace("c1", "c" * 11_000_000).encode(), "document_too_complex"),
    "depth of a thousand": (
        ("<Message>" + "<a>" * 1000 + "</a>" * 1000 + "</Message>").encode(),
        "document_too_complex",
    ),
    "gzip": (gzip.compress(GOOD.encode()), "file_compressed"),
    "zip bomb": (_zipped("0" * 50_000_000), "file_compressed"),
    "PDF": (b"%PDF-1.7 ...", "file_not_xml"),
    "CSV": (b"CHILD,DOB\n1,01/01/2010\n", "file_not_xml"),
    "nothing": (b"", "document_empty"),
    "blanks": (b" \r\n\t", "document_empty"),
    "other root": (b"<CINdetailsCollection><Child/></CINdetailsCollection>", "document_not_a_census"),
    "namespace": (GOOD.replace("<Message>", "<Message xmlns='urn:x'>").encode(), "document_not_a_census"),
    "other collection": (GOOD.replace(">CIN<", ">SWWF<").encode(), "document_of_another_collection"),
}


def opened(content: bytes) -> Document:
    return open_document(content, ROOT, "document_not_a_census")


@pytest.mark.parametrize(("content", "rule"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_is_one_finding(content: bytes, rule: str) -> None:
    started = time.perf_counter()
    document = opened(content)
    if rule == "document_of_another_collection":
        assert document.root is not None
        return
    assert (document.rule, document.root) == (rule, None)
    assert time.perf_counter() - started < 20, "a hostile file must not cost time"


def test_hostile_files_leave_the_neighbours_alone(tmp_path: Path) -> None:
    for number, (content, _) in enumerate(HOSTILE.values(), start=400):
        send(tmp_path, content, la=str(number))
    send(tmp_path, GOOD)
    with Warehouse() as warehouse:
        stage_cin(warehouse, tmp_path, [2024])
        found = dict(
            rows(warehouse, "SELECT la_code, min(rule) FROM raw.findings WHERE file_id IS NOT NULL GROUP BY la_code")
        )
        for number, (_, rule) in enumerate(HOSTILE.values(), start=400):
            assert found[str(number)] == rule
        assert rows(warehouse, "SELECT la_code FROM raw.coverage WHERE status = 'supplied'") == [("301",)]
        assert rows(warehouse, "SELECT DISTINCT status FROM raw.coverage WHERE la_code <> '301'") == [("not usable",)]
        shown = " ".join(message for (message,) in rows(warehouse, "SELECT message FROM raw.findings"))
        assert "hostname" not in shown and "caf" not in shown


def test_a_finding_on_a_broken_document_names_the_line() -> None:
    lines = GOOD.split("\n")
    lines[9] = lines[9].replace("</", "<")
    assert opened("\n".join(lines).encode()).line in range(10, 14)
    assert opened(f"<?xml version='1.0'?>\n\n<!DOCTYPE Message>{BODY}".encode()).line == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_encodings_that_are_declared_are_read(encoding: str, tmp_path: Path) -> None:
    declared = encoding.removesuffix("-sig")
    document = GOOD.replace("utf-8", declared).replace("c1", "caf\u00e9").encode(encoding)
    with Warehouse() as warehouse:
        stage_cin(warehouse, send(tmp_path, document), [2024])
        assert rows(warehouse, "SELECT child_id FROM raw.cin_children") == [("caf\u00e9",)]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.integers(0, len(GOOD)), st.integers(0, 40))
def test_no_bytes_raise(noise: bytes, position: int, replaced: int) -> None:
    good = GOOD.encode()
    for content in (noise, good[:position] + noise + good[position + replaced :]):
        document = opened(content)
        assert (document.root is None) == bool(document.rule)


HEADERS: dict[str, tuple[dict[str, str], str, str]] = {
    "another authority": ({"LEA": "302"}, "header_of_another_la", "not usable"),
    "another year": ({"Year": "2023", "ReferenceDate": "2023-03-31"}, "header_of_another_year", "not usable"),
    "another year without a date": ({"Year": "2023", "ReferenceDate": ""}, "header_of_another_year", "not usable"),
    "another day": ({"ReferenceDate": "2024-03-28"}, "header_reference_date_wrong", "supplied"),
    "no date": ({"ReferenceDate": "31/03/2024"}, "header_reference_date_wrong", "supplied"),
    "year of the first day": ({"Year": "2023"}, "header_year_differs", "supplied"),
    "no authority": ({"LEA": ""}, "header_missing", "supplied"),
}


@pytest.mark.parametrize(("header", "rule", "status"), HEADERS.values(), ids=HEADERS.keys())
def test_the_header_is_held_against_the_folder(header: dict[str, str], rule: str, status: str, tmp_path: Path) -> None:
    with Warehouse() as warehouse:
        stage_cin(warehouse, send(tmp_path, census([child(REFERRAL)], header=header)), [2024])
        assert rule in rules(warehouse)
        assert rows(warehouse, "SELECT status FROM raw.coverage") == [(status,)]
        aside = rows(warehouse, "SELECT count(*) FROM raw.set_aside")[0][0]
        assert aside == (3 if status == "not usable" else 0)


def test_two_documents_of_one_authority_cannot_both_hold(tmp_path: Path) -> None:
    send(tmp_path, GOOD, name="new.xml")
    send(tmp_path, GOOD, name="old.xml")
    send(tmp_path, "covering letter", name="letter.txt")
    with Warehouse() as warehouse:
        stage_cin(warehouse, tmp_path, [2024])
        assert {"document_repeated", "file_not_xml"} <= set(rules(warehouse))
        assert rows(warehouse, "SELECT status FROM raw.coverage") == [("not usable",)]


STRUCTURES: dict[str, tuple[Callable[[str], str], str, str]] = {
    "unknown": (
        lambda text: text.replace("<Children>", "<Children><Pet><Name>x</Name></Pet>"),
        "element_unknown",
        "Pet",
    ),
    "misplaced": (
        lambda text: text.replace("<CINdetails>", "<Section47/><CINdetails>"),
        "element_misplaced",
        "Section47",
    ),
    "of the name of another year": (lambda text: text.replace("GenderCurrent", "Sex"), "element_renamed", "Sex"),
    "of another year": (
        lambda text: text.replace("<CINdetails>", "<CINdetails><PreProceedingsandFGDM/>"),
        "element_not_collected",
        "PreProceedingsandFGDM",
    ),
    "of another namespace": (
        lambda text: text.replace("<CINreferralDate>", "<CINreferralDate xmlns='urn:x'>"),
        "element_unknown",
        "{urn:x}CINreferralDate",
    ),
}


@pytest.mark.parametrize(("change", "rule", "field"), STRUCTURES.values(), ids=STRUCTURES.keys())
def test_elements_that_are_not_read_are_told(
    change: Callable[[str], str], rule: str, field: str, tmp_path: Path
) -> None:
    with Warehouse() as warehouse:
        stage_cin(warehouse, send(tmp_path, change(GOOD)), [2024])
        found = rows(
            warehouse, "SELECT rule, field FROM raw.findings WHERE rule LIKE 'element!_%' ESCAPE '!' AND file_id > 0"
        )
        assert found == [(rule, field)]


@pytest.mark.parametrize("where", ["<Children>", "<ChildIdentifiers>"])
def test_a_crowd_of_elements_costs_no_more_than_reading_it(where: str, tmp_path: Path) -> None:
    """Before, the time grew with the square of their number: 200,000 took more than three minutes, 40,000 a half."""
    crowd = "".join(f"<E{number}/>" for number in range(100_000))
    started = time.perf_counter()
    with Warehouse() as warehouse:
        stage_cin(warehouse, send(tmp_path, GOOD.replace(where, where + crowd)), [2024])
        told = rows(warehouse, "SELECT count(*) FROM raw.findings WHERE rule = 'element_unknown'")
        assert told == [(MOST_NOTED,)]
    assert time.perf_counter() - started < 60, "a hostile file must not cost time"


def test_an_element_that_was_renamed_is_read_and_told_by_its_name_of_the_year(tmp_path: Path) -> None:
    with Warehouse() as warehouse:
        stage_cin(warehouse, send(tmp_path, GOOD.replace("GenderCurrent>", "Sex>")), [2024])
        messages = rows(warehouse, "SELECT message FROM raw.findings WHERE rule = 'element_renamed'")
        sexes = rows(warehouse, "SELECT DISTINCT sex FROM raw.typed_cin_children")
    assert len(messages) == 1
    assert messages[0][0].endswith("which 2024 calls GenderCurrent; they were read as that. Send GenderCurrent.")
    assert sexes == [("1",)]


def test_attributes_of_elements_that_are_read_are_no_finding(tmp_path: Path) -> None:
    with Warehouse() as warehouse:
        stage_cin(warehouse, send(tmp_path, GOOD.replace("<CINdetails>", "<CINdetails source='x'>")), [2024])
        assert not [rule for rule in rules(warehouse) if rule.startswith("element_") and rule != "element_missing"]
        assert rows(warehouse, "SELECT count(*) FROM raw.cin_referrals") == [(1,)]


def test_an_overlong_value_is_cut_and_told(tmp_path: Path) -> None:
    with Warehouse() as warehouse:
        stage_cin(warehouse, send(tmp_path, GOOD.replace("c1", "c" * 100_000)), [2024])
        assert "value_too_long" in rules(warehouse)
        assert rows(warehouse, "SELECT length(child_id) FROM raw.cin_children") == [(250,)]


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.xml"
    outside.write_text(GOOD)
    place = tmp_path / "returns/cin/2024/301"
    place.mkdir(parents=True)
    (place / "census.xml").symlink_to(outside)
    with Warehouse() as warehouse:
        stage_cin(warehouse, tmp_path / "returns", [2024])
        assert "file_refused" in rules(warehouse)
        assert rows(warehouse, "FROM raw.cin_children") == []


def test_a_reading_process_that_dies_is_told_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for la in ("301", "302"):
        send(tmp_path, census([child(REFERRAL)], la=la), la=la)
    monkeypatch.setattr(reading, "FEWEST_BYTES_TO_SHARE", 1)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with Warehouse(tmp_path / "w.duckdb") as warehouse, pytest.raises(reading.ReadingStopped, match="reading stopped"):
        stage_cin(warehouse, tmp_path, [2024])
    assert not list(tmp_path.glob("cin-reading-*"))
    monkeypatch.undo()
    with Warehouse(tmp_path / "w.duckdb") as warehouse:
        assert len(stage_cin(warehouse, tmp_path, [2024]).units_read) == 2
