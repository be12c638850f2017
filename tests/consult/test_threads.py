"""A query as a thread, what an answer promises and the next preview keeps, and what is agreed with one press."""

from __future__ import annotations

import dataclasses
import re
from datetime import timedelta
from pathlib import Path

from starlette.testclient import TestClient

from pipeline.consult.bundle.preview import AuthorityPreview
from pipeline.consult.bundle.reading import Bundle
from pipeline.consult.bundle.writing import write_bundle
from tests.consult.conftest import CHILDREN, INDICATORS, KEYRING, Exercise, post
from tests.consult.dummy_preview import CODES, dummy_authority, dummy_definitions

PAGE = f"/indicators/{CODES[0]}"


def ask(officer: TestClient, child: str = "") -> str:
    address = f"{PAGE}/query"
    if child:
        page = post(officer, f"{PAGE}/children", f"{PAGE}/children", child=child).text
        found = re.search(r"/children/([0-9a-f]{24})/query", page)
        assert found is not None
        address = f"{PAGE}/children/{found[1]}/query"
    return str(post(officer, address, address, reason="calculation", explanation="One too many.").headers["location"])


def answer(statistician: TestClient, query: str, outcome: str, words: str) -> int:
    address = f"/all-queries/{query.rpartition('/')[2]}/answer"
    return int(post(statistician, address, "/announce", outcome=outcome, answer=words).status_code)


def one_child_less(authority: AuthorityPreview) -> AuthorityPreview:
    """The same with the first counted child of the first indicator not counted, as a corrected return would have it."""
    row = next(one for one in authority.children if one.indicator == CODES[0] and one.numerator)
    gone = dataclasses.replace(row, counted=False, numerator=0, denominator=0, reason="ceased before 31 March")

    def figure(one):  # type: ignore[no-untyped-def]
        if one.indicator != row.indicator or one.year != row.year:
            return one
        return dataclasses.replace(
            one, numerator=one.numerator - 1, denominator=one.denominator - 1, value=f"{one.value}1"
        )

    return dataclasses.replace(
        authority,
        figures=tuple(map(figure, authority.figures)),
        children=tuple(gone if one == row else one for one in authority.children),
    )


def test_a_query_is_a_thread_that_stands_where_the_figure_is(exercise_in_each: Exercise) -> None:
    exercise = exercise_in_each
    officer, statistician = exercise.visitor("officer"), exercise.visitor("statistician")
    query = ask(officer)
    assert "waiting for an answer" in officer.get("/indicators").text
    assert "One too many." in officer.get(PAGE).text
    assert post(officer, query, query, words="").status_code == 422
    assert post(officer, query, query, words="It is child 12 in our list.").status_code == 303
    assert answer(statistician, query, "figure_stands", "It is right.") == 303
    assert "the figure stands" in officer.get("/indicators").text
    # Adding to an answered query reopens it; the statistician sees it among those that wait.
    post(officer, query, query, words="It is not: see page 2.")
    page = officer.get(PAGE).text
    order = ["One too many.", "It is child 12", "It is right.", "It is not: see page 2."]
    places = [page.index(words) for words in order]
    assert places == sorted(places) and "reopened the query" in page
    assert "Waiting for an answer, again" in statistician.get("/all-queries").text
    assert ">1</td>" in statistician.get("/progress").text
    assert answer(statistician, query, "more_is_needed", "Which page?") == 303
    assert post(officer, query, query, words="Of the list.").status_code == 303
    assert answer(statistician, query, "figure_stands", "Still right.") == 303
    assert answer(statistician, query, "figure_stands", "Again.") == 409
    # Another authority's officer finds no thread to add to.
    assert post(exercise.visitor("other officer"), query, "/indicators", words="x").status_code == 404


def test_a_withdrawn_query_leaves_the_indicator_to_be_decided(exercise: Exercise) -> None:
    officer = exercise.visitor("officer")
    query = ask(officer)
    assert "Queried" in officer.get(PAGE).text
    assert post(officer, f"{query}/withdraw", query).headers["location"] == PAGE
    page = officer.get(PAGE).text
    assert "No reply" in page and "withdrew the query" in page
    assert post(officer, query, query, words="more").status_code == 409
    assert "Agree all the rest (4)" in officer.get("/indicators").text
    assert post(officer, "/indicators", "/indicators").headers["location"] == "/indicators"
    listed = officer.get("/indicators").text
    assert listed.count(">Agreed</strong>") == INDICATORS and "Agree all the rest" not in listed


def test_all_the_rest_leaves_what_was_queried(exercise: Exercise) -> None:
    officer = exercise.visitor("officer")
    ask(officer)
    post(officer, "/indicators", "/indicators")
    listed = officer.get("/indicators").text
    assert (listed.count(">Agreed</strong>"), listed.count(">Queried</strong>")) == (INDICATORS - 1, 1)


def test_the_statistician_sees_figure_children_and_history_behind_a_query_of_its_indicator_alone(
    exercise: Exercise,
) -> None:
    officer = exercise.visitor("officer")
    query = ask(officer, "201X00003").rpartition("/")[2]
    post(officer, f"{PAGE}/commentary", PAGE, words="We opened a new home in May.")
    statistician = exercise.visitor("statistician")
    page = statistician.get(f"/all-queries/{query}/behind").text
    image = exercise.service.bundle.image_of("201")
    assert image is not None
    figure = next(one for one in image.figures() if one.indicator == CODES[0] and one.year == 2014)
    assert f">{figure.denominator:,}</td>" in page and "201X00003" in page
    assert "We opened a new home in May." in page and "Queried by Officer" in page
    children = statistician.get(f"/all-queries/{query}/children").text
    assert f"{CHILDREN} rows" in children and "children.csv" not in children and ">Query</a>" not in children
    assert CODES[1] not in children
    for address in (f"/indicators/{CODES[0]}/children", f"/indicators/{CODES[0]}", "/workbook.xlsx"):
        assert statistician.get(address).status_code == 404


def test_a_figure_that_will_change_is_promised_and_kept_by_the_next_preview(exercise: Exercise, tmp_path: Path) -> None:
    officer, senior, statistician = map(exercise.visitor, ("officer", "senior", "statistician"))
    query = ask(officer)
    post(officer, "/indicators", "/window")
    assert post(senior, "/sign-off", "/indicators", confirm="yes").headers["location"] == "/receipt"
    assert answer(statistician, query, "figure_will_change", "We count the child no longer.") == 303
    assert "This figure will change" in officer.get(PAGE).text
    assert "Not yet" in statistician.get("/will-change").text

    exercise.clock.now += timedelta(days=1)
    old = exercise.service.bundle
    first, other = (dummy_authority(code, CHILDREN, INDICATORS) for code in ("201", "202"))
    authorities = (one_child_less(first), other)
    write_bundle(tmp_path / "second", dummy_definitions(INDICATORS), authorities, KEYRING, old)
    served = dataclasses.replace(exercise.service, bundle=Bundle(tmp_path / "second", KEYRING))
    again = dataclasses.replace(exercise, service=served)
    officer, senior, statistician = map(again.visitor, ("officer", "senior", "statistician"))
    page = " ".join(officer.get(PAGE).text.split())
    change = next(one for one in served.bundle.image_of("201").changes() if not one.child_id)  # type: ignore[union-attr]
    assert "This figure has changed" in page and f"{change.before} before, {change.after} now" in page
    assert "on figures that have changed since" in officer.get("/indicators").text
    told = statistician.get("/will-change").text
    assert "Changed" in told and f"{change.before} to {change.after}" in told and "Not yet" not in told
    # What changed may be decided again, and is signed again; the rest may not.
    assert post(officer, f"/indicators/{CODES[1]}/agree", "/indicators").status_code == 409
    assert post(officer, f"{PAGE}/agree", "/indicators").status_code == 303
    assert post(senior, "/sign-off", "/sign-off", confirm="yes").headers["location"] == "/receipt"
    assert post(senior, "/sign-off", "/indicators", confirm="yes").status_code == 422
    assert served.bundle.contents.bundle_id in senior.get("/receipt").text
