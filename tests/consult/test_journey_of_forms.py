"""The whole exercise through its forms: look, agree, query, answer, sign off, close, and the log that remains."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

from openpyxl import load_workbook

from pipeline.consult.exercise.standing import settle
from pipeline.consult.store.audit_log import PURPOSE_AUDIT
from tests.consult.conftest import CHILDREN, CLOSES, INDICATORS, KEYRING, Exercise, post
from tests.consult.dummy_preview import CODES


def test_officer_senior_and_statistician_go_through_the_exercise(exercise_in_each: Exercise) -> None:
    exercise = exercise_in_each
    officer, senior, statistician = map(exercise.visitor, ("officer", "senior", "statistician"))
    assert officer.get("/").headers["location"] == "/indicators"
    page = officer.get("/indicators").text
    assert page.count("/indicators/") >= INDICATORS and "No reply" in page

    assert post(officer, f"/indicators/{CODES[0]}/agree", f"/indicators/{CODES[0]}").status_code == 303
    assert "Agreed" in officer.get(f"/indicators/{CODES[0]}").text

    children = officer.get(f"/indicators/{CODES[1]}/children").text
    assert f"{CHILDREN} rows" in children
    reference = re.search(r"/children/([0-9a-f]{24})/query", children)
    assert reference is not None
    address = f"/indicators/{CODES[1]}/children/{reference[1]}/query"
    incomplete = post(officer, address, address)
    assert incomplete.status_code == 422 and "Select a reason" in incomplete.text
    sent = post(officer, address, address, reason="child_counted", explanation="Left on 30 March.")
    query = sent.headers["location"]
    assert "Left on 30 March." in officer.get(query).text

    early = post(senior, "/sign-off", "/indicators", confirm="yes")
    assert early.status_code == 422 and "2 still to do" in early.text
    for code in CODES[2:INDICATORS]:
        post(senior, f"/indicators/{code}/agree", f"/indicators/{code}")
    assert post(officer, "/sign-off", "/indicators", confirm="yes").status_code == 404
    assert post(senior, "/sign-off", "/indicators", confirm="yes").headers["location"] == "/receipt"
    assert re.search(r"2014-201-[0-9A-F]{12}", senior.get("/receipt").text)
    late = post(officer, f"/indicators/{CODES[0]}/agree", "/indicators")
    assert late.status_code == 409 and "signed off" in late.text

    answered = post(
        statistician, f"/all-queries/{query.rpartition('/')[2]}/answer", "/progress",
        outcome="figure_stands", answer="The child ceased on 31 March.",
    )  # fmt: skip
    assert answered.status_code == 303
    assert "The child ceased on 31 March." in officer.get(query).text
    post(statistician, "/announce", "/announce", indicator=CODES[3], text="A code was read wrongly.")
    assert "A code was read wrongly." in officer.get("/indicators").text
    assert "A code was read wrongly." in exercise.visitor("other officer").get("/indicators").text

    assert post(statistician, "/close", "/close").status_code == 303
    lines = list(csv.DictReader(io.StringIO(statistician.get("/log.csv").content.decode("utf-8-sig"))))
    silent = [line for line in lines if line["Event"] == "no reply"]
    assert len(silent) == INDICATORS and {line["Authority"] for line in silent} == {"202"}
    assert {line["Event"] for line in lines} == {
        "agreed",
        "queried",
        "query",
        "answer",
        "signed off",
        "announced",
        "no reply",
    }
    assert officer.get("/indicators").status_code == 404
    assert "Signed off" in officer.get("/receipt").text


def test_silence_is_recorded_once_the_clock_has_closed_the_window(exercise: Exercise) -> None:
    exercise.clock.now = CLOSES + timedelta(minutes=1)
    statistician = exercise.visitor("statistician")
    for _ in range(2):
        lines = list(csv.DictReader(io.StringIO(statistician.get("/log.csv").content.decode("utf-8-sig"))))
        assert [line["Event"] for line in lines] == ["no reply"] * INDICATORS * 2
        assert {line["When"] for line in lines} == {"03/11/2014 17:00:00"}
    service, key = exercise.service, KEYRING.for_purpose(PURPOSE_AUDIT)
    with service.state.writing() as connection:
        assert not settle(connection, exercise.window(), service.indicators.values(), exercise.clock.now, key)


def test_children_are_filtered_and_add_up_to_what_the_page_says(exercise: Exercise) -> None:
    officer = exercise.visitor("officer")
    address = f"/indicators/{CODES[0]}/children"
    page = officer.get(address).text
    total = re.search(r"adds up to ([\d,]+) / ([\d,]+)", page)
    assert total is not None
    lines = list(csv.DictReader(io.StringIO(officer.get(address + ".csv").content.decode("utf-8-sig"))))
    assert len(lines) == CHILDREN
    assert str(sum(int(line["Adds to numerator"]) for line in lines)) == total[1]
    assert str(sum(int(line["Adds to denominator"]) for line in lines)) == total[2]
    out = officer.get(address + ".csv?counted=not_counted").content.decode("utf-8-sig")
    assert {line["Counted"] for line in csv.DictReader(io.StringIO(out))} == {"not counted"}
    found = post(officer, address, address, child="201X00003").text
    assert re.search(r">1 row<", found)
    assert "201X00004" not in found


def test_workbooks_open_and_hold_what_the_pages_show(exercise: Exercise) -> None:
    officer = exercise.visitor("officer")
    book = load_workbook(io.BytesIO(officer.get("/workbook.xlsx").content))
    assert book.sheetnames == ["Cover", "Indicators", "Comparisons", "Definitions", "Children", "Changes", "Decisions"]
    assert book["Children"].max_row == 3 + CHILDREN * INDICATORS
    one = load_workbook(io.BytesIO(officer.get(f"/indicators/{CODES[0]}/children.xlsx?counted=counted").content))
    assert {row[3].value for row in one["Children"].iter_rows(min_row=4)} == {"counted"}
