"""The children in need census is read as it was written: every record, every review and factor, with its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.collect.collections.cin import create_cin_tables, reading, stage_cin
from pipeline.collect.collections.cin.account import record_accounts
from pipeline.collect.folders import Unit
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.models import build, grain_violations
from pipeline.process.models_read import load_models

# An element: its name, and its text or the elements in it.
Node = tuple[str, Any]
REFERRAL: list[Node] = [("CINreferralDate", "2023-05-01"), ("ReferralSource", "1A"), ("PrimaryNeedCode", "N1")]


def child(*details: Sequence[Node], name: str = "c1", **identifiers: str) -> Node:
    """A Child element with CINdetails of these contents."""
    fields = {"LAchildID": name, "PersonBirthDate": "2015-06-01", "GenderCurrent": "1", **identifiers}
    return (
        "Child",
        [
            ("ChildIdentifiers", [(field, value) for field, value in fields.items() if value]),
            ("ChildCharacteristics", [("Ethnicity", "WBRI"), ("Disabilities", [("Disability", "NONE")])]),
            *(("CINdetails", [*detail, ("ReferralNFA", "0")]) for detail in details),
        ],
    )


def xml(node: Node, indent: str | None = "  ", depth: int = 0) -> str:
    """An element as text: one element a line, or all on one line when ``indent`` is None."""
    name, content = node
    before, after = ("", "") if indent is None else (indent * depth, "\n")
    if isinstance(content, str):
        return f"{before}<{name}>{escape(content)}</{name}>{after}"
    inner = "".join(xml(part, indent, depth + 1) for part in content)
    return f"{before}<{name}>{after}{inner}{before}</{name}>{after}"


def census(
    children: Iterable[Node], year: int = 2024, la: str = "301", header: Mapping[str, str] | None = None, **layout: Any
) -> str:
    """A census document."""
    stated = {"Collection": "CIN", "Year": str(year), "ReferenceDate": f"{year}-03-31", "LEA": la, **(header or {})}
    described = [(name, stated[name]) for name in ("Collection", "Year", "ReferenceDate") if stated[name]]
    message: Node = (
        "Message",
        [
            ("Header", [("CollectionDetails", described), ("Source", [("SourceLevel", "L"), ("LEA", stated["LEA"])])]),
            ("Children", list(children)),
        ],
    )
    return '<?xml version="1.0" encoding="utf-8"?>\n' + xml(message, **layout)


def send(folder: Path, document: str | bytes, year: int = 2024, la: str = "301", name: str = "census.xml") -> Path:
    """Put a document into the returns folder; returns the returns folder."""
    place = folder / "cin" / str(year) / la
    place.mkdir(parents=True, exist_ok=True)
    (place / name).write_bytes(document if isinstance(document, bytes) else document.encode("utf-8"))
    return folder


def rows(warehouse: Warehouse, query: str) -> list[tuple[Any, ...]]:
    return warehouse.connection.execute(query).fetchall()


def rules(warehouse: Warehouse) -> list[str]:
    return [rule for (rule,) in rows(warehouse, "SELECT DISTINCT rule FROM raw.findings ORDER BY rule")]


DATES = st.dates(date(2023, 4, 1), date(2024, 3, 31))
FACTORS = st.lists(st.sampled_from(["1A", "2B", "13A", "18B", "24A"]), max_size=4)
ASSESSMENTS = st.lists(st.tuples(DATES, FACTORS), max_size=3)
PLANS = st.lists(st.tuples(DATES, st.lists(DATES, max_size=4)), max_size=2)
REFERRALS = st.lists(st.tuples(DATES, ASSESSMENTS, PLANS), max_size=3)
CHILDREN = st.lists(REFERRALS, min_size=1, max_size=4)


def _details(referred: date, assessments: Any, plans: Any) -> list[Node]:
    nodes: list[Node] = [("CINreferralDate", str(referred)), ("ReferralSource", "6")]
    for started, factors in assessments:
        found: Node = ("FactorsIdentifiedAtAssessment", [("AssessmentFactors", factor) for factor in factors])
        nodes.append(("Assessments", [("AssessmentActualStartDate", str(started)), found]))
    for started, reviews in plans:
        held: Node = ("Reviews", [("CPPreviewDate", str(day)) for day in reviews])
        nodes.append(
            ("ChildProtectionPlans", [("CPPstartDate", str(started)), ("InitialCategoryOfAbuse", "NEG"), held])
        )
    return nodes


def test_every_record_comes_back_with_the_numbers_of_what_it_stands_in(tmp_path: Path) -> None:
    with Warehouse() as warehouse:
        create_cin_tables(warehouse)

        @settings(max_examples=40, deadline=None)
        @given(CHILDREN, st.sampled_from(["  ", None, "\t"]))
        def comes_back(children: Any, indent: str | None) -> None:
            document = census(
                (
                    child(*(_details(*referral) for referral in referrals), name=f"c{number}")
                    for number, referrals in enumerate(children)
                ),
                indent=indent,
            )
            place = send(tmp_path, document) / "cin/2024/301"
            reading.read_units(warehouse, 2024, [Unit(2024, "301", place, "cin/2024/301")])
            referrals, factors, reviews = _expected(children)
            at, order = "child_number, referral_number", "ORDER BY element"
            assert rows(warehouse, f"SELECT {at}, referred_on FROM raw.cin_referrals {order}") == referrals
            assert factors == rows(
                warehouse,
                f"SELECT {at}, assessment_number, factor_number, factor FROM raw.cin_assessment_factors {order}",
            )
            assert reviews == rows(
                warehouse, f"SELECT {at}, plan_number, review_number, reviewed_on FROM raw.cin_reviews {order}"
            )

        comes_back()


def _expected(children: Any) -> tuple[list[Any], list[Any], list[Any]]:
    """The referrals, factors and reviews of the children, with the numbers of what they stand in."""
    found_referrals, found_factors, found_reviews = [], [], []
    for child_number, referrals in enumerate(children, start=1):
        for referral_number, (referred, assessments, plans) in enumerate(referrals, start=1):
            at = (child_number, referral_number)
            found_referrals.append((*at, str(referred)))
            for number, (_, factors) in enumerate(assessments, start=1):
                found_factors += [(*at, number, place, code) for place, code in enumerate(factors, start=1)]
            for number, (_, reviews) in enumerate(plans, start=1):
                found_reviews += [(*at, number, place, str(day)) for place, day in enumerate(reviews, start=1)]
    return found_referrals, found_factors, found_reviews


def test_line_and_element_lead_back_to_the_document(tmp_path: Path) -> None:
    filler = [child([("CINreferralDate", "2023-05-01"), ("ReferralSource", "6")], name=f"c{n}") for n in range(4500)]
    last = child([*REFERRAL, ("Assessments", [("AssessmentActualStartDate", "2023-05-02")])], name="last")
    document = census([*filler, last])
    lines = document.split("\n")
    assert len(lines) > 66_000, "the parser keeps lines in sixteen bits, so the test needs more of them"
    with Warehouse() as warehouse:
        stage_cin(warehouse, send(tmp_path, document), [2024])
        starts = {"children": "<Child>", "referrals": "<CINdetails>", "assessments": "<Assessments>"}
        for record_type, start in starts.items():
            found = [line for (line,) in rows(warehouse, f"SELECT line FROM raw.cin_{record_type} ORDER BY element")]
            assert found == [number for number, line in enumerate(lines, start=1) if line.strip() == start]
        kinds = (*starts, "disabilities")
        elements = " UNION ALL ".join(f"SELECT element FROM raw.cin_{record_type}" for record_type in kinds)
        count, low, high = rows(
            warehouse, f"SELECT count(DISTINCT element), min(element), max(element) FROM ({elements})"
        )[0]
        assert (count, low, high) == (13504, 1, 13504)


def test_text_is_kept_as_sent_and_a_field_sent_twice_is_not_read(tmp_path: Path) -> None:
    odd = 'O\'Neil "x" \\ | , \u00e9 & <1>'
    document = census(
        [child([*REFERRAL, ("CINclosureDate", "2023-06-01"), ("CINclosureDate", "2023-07-01")], name=odd)]
    )
    document = document.replace("2023-05-01", "\n  2023-05-01\t")
    with Warehouse() as warehouse:
        stage_cin(warehouse, send(tmp_path, document), [2024])
        assert rows(warehouse, "SELECT child_id FROM raw.cin_children") == [(odd,)]
        assert rows(warehouse, "SELECT referred_on, closed_on FROM raw.typed_cin_referrals") == [
            (date(2023, 5, 1), None)
        ]
        assert rows(warehouse, "SELECT rule FROM raw.findings WHERE field = 'CINclosureDate'") == [("date_not_read",)]


def test_initial_and_core_assessments_are_kinds_of_2014_only(tmp_path: Path) -> None:
    kinds = [
        (name, [("AssessmentActualStartDate", "2014-01-06")]) for name in ("CoreAssessments", "InitialAssessments")
    ]
    details: list[Node] = [("CINreferralDate", "2014-01-05"), *kinds, ("Assessments", kinds[0][1])]
    for year in (2014, 2015):
        send(tmp_path, census([child(details)], year=year), year=year)
    with Warehouse() as warehouse:
        stage_cin(warehouse, tmp_path, [2014, 2015])
        found = rows(
            warehouse, "SELECT collection_year, assessment_number, kind FROM raw.typed_cin_assessments ORDER BY ALL"
        )
        assert found == [(2014, 1, "core"), (2014, 2, "initial"), (2014, 3, "single"), (2015, 1, "single")]
        fields = rows(warehouse, "SELECT field FROM raw.findings WHERE rule = 'element_not_collected' ORDER BY ALL")
        assert fields == [("CoreAssessments",), ("InitialAssessments",)]


def test_two_processes_read_what_one_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for la in ("301", "302", "303"):
        children = [child(REFERRAL, name=f"{la} {number}") for number in range(int(la) - 298)]
        send(tmp_path, census(children, la=la), la=la)
    tables = ("raw.files", "raw.findings", "raw.typed_cin_children", "raw.typed_cin_referrals", "raw.coverage")
    found = []
    for least in (10**9, 1):
        monkeypatch.setattr(reading, "FEWEST_BYTES_TO_SHARE", least)
        with Warehouse(tmp_path / f"{least}.duckdb") as warehouse:
            stage_cin(warehouse, tmp_path, [2024])
            found.append([sorted(rows(warehouse, f"FROM {table}"), key=str) for table in tables])
    assert found[0] == found[1]
    assert not list(tmp_path.glob("cin-reading-*")), "text files about children are left behind"


def test_only_what_changed_is_read_again(tmp_path: Path) -> None:
    for la in ("301", "302", "303"):
        send(tmp_path, census([child(REFERRAL)], la=la), la=la)
    with Warehouse() as warehouse:
        first = stage_cin(warehouse, tmp_path, [2024])
        before = rows(warehouse, "FROM raw.findings ORDER BY ALL")
        again = stage_cin(warehouse, tmp_path, [2024])
        assert (len(first.units_read), again.units_read, len(again.units_unchanged)) == (3, (), 3)
        assert rows(warehouse, "FROM raw.findings ORDER BY ALL") == before
        send(tmp_path, census([child(REFERRAL), child(REFERRAL, name="c2")], la="302"), la="302")
        (tmp_path / "cin/2024/303/census.xml").unlink()
        (tmp_path / "cin/2024/303").rmdir()
        changed = stage_cin(warehouse, tmp_path, [2024])
        assert (changed.units_read, changed.units_removed) == (((2024, "302"),), ((2024, "303"),))
        assert rows(warehouse, "SELECT la_code, count(*) FROM raw.typed_cin_children GROUP BY ALL ORDER BY ALL") == [
            ("301", 1),
            ("302", 2),
        ]


def test_records_in_are_records_staged_and_set_aside(tmp_path: Path) -> None:
    plan = ("ChildProtectionPlans", [("CPPstartDate", "2023-05-02"), ("Reviews", [("CPPreviewDate", "2023-06-01")])])
    same = [*REFERRAL, plan]
    send(tmp_path, census([child(same, same), child(same, name="", PersonBirthDate="2010-01-01")]))
    with Warehouse() as warehouse:
        stage_cin(warehouse, tmp_path, [2024])
        accounts = {one.record_type: (one.records, one.staged, one.set_aside) for one in record_accounts(warehouse)}
        assert accounts == {
            "children": (2, 1, 1),
            "disabilities": (2, 1, 1),
            "referrals": (3, 1, 2),
            "child_protection_plans": (3, 1, 2),
            "reviews": (3, 1, 2),
        }
        models = load_models()
        names = [model.name for model in models if model.name.startswith("staged.cin_")]
        built = build(warehouse, models, names=names)
        assert {name.removeprefix("staged.cin_"): count for name, count in built.items() if count} == {
            record_type: staged for record_type, (_, staged, _) in accounts.items()
        }
        assert not any(grain_violations(warehouse, models[name]) for name in names)
