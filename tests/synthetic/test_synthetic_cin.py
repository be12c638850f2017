"""The synthetic census: repeatable, near the published figures, and the same children as the synthetic SSDA903."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from pipeline.collect.specification import load_specification
from pipeline.foundation.stages import UsageError
from pipeline.synthetic import synthesise
from pipeline.synthetic.cin import CinOmission, census, synthesise_cin
from pipeline.synthetic.cin.lives.targets import national_targets
from tests.synthetic.synthetic_cin import children, codes, day, digests, ledger, recount, rows

SCALE = 0.01
PAIR = ["301", "330"]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every authority in one year, very small."""
    out = tmp_path_factory.mktemp("census")
    synthesise_cin([2024], out, scale=SCALE, processes=1)
    return out


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two authorities in two years with their SSDA903 returns, larger."""
    out = tmp_path_factory.mktemp("pair")
    synthesise([2023, 2024], out, scale=0.08, las=PAIR, processes=1)
    synthesise_cin([2023, 2024], out, scale=0.08, las=PAIR, processes=1)
    return out


def test_the_same_arguments_give_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for folder, seed in (("one", 1), ("two", 1), ("three", 2)):
        synthesise_cin([2024], tmp_path / folder, scale=0.05, seed=seed, las=["301"], processes=1)
    assert digests(tmp_path / "one") == digests(tmp_path / "two")
    assert digests(tmp_path / "one", "*.xml") != digests(tmp_path / "three", "*.xml")


def test_an_authority_does_not_depend_on_who_else_or_which_years_are_written(small: Path, tmp_path: Path) -> None:
    synthesise_cin([2023, 2024], tmp_path, scale=SCALE, las=["301", "943"], processes=1)
    alone, whole = digests(tmp_path / "cin" / "2024"), digests(small / "cin" / "2024")
    assert len(alone) == 2
    assert alone == {name: digest for name, digest in whole.items() if name in alone}


def test_two_processes_write_what_one_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(census, "_WORTH_A_PROCESS", 0)
    for folder, processes in (("one", 1), ("two", 2)):
        synthesise_cin([2024], tmp_path / folder, scale=0.02, las=["301", "302"], processes=processes)
    assert digests(tmp_path / "one") == digests(tmp_path / "two")


def test_totals_come_near_the_published_ones(small: Path) -> None:
    counts, national = ledger(small, 2024), national_targets()
    for measure, category, published in (
        ("in_need_on_31_march", "total", "in_need_on_31_march"),
        ("referrals", "total", "referrals"),
        ("re_referrals", "total", "re_referrals"),
        ("no_further_action", "total", "no_further_action"),
        ("assessed_not_in_need", "total", "assessed_not_in_need"),
        ("episodes_ending", "total", "episodes_ending"),
        ("section_47", "total", "section_47"),
        ("conferences", "total", "conferences"),
        ("plans_starting", "total", "plans_starting"),
        ("plans_starting", "second_or_subsequent", "plans_second_or_subsequent"),
        ("plans_on_31_march", "total", "plans_on_31_march"),
    ):
        assert counts[measure, category] == pytest.approx(national[2024, published] * SCALE, rel=0.03), published
    assert counts["assessments", "within_45_days"] / counts["assessments", "total"] == pytest.approx(0.845, abs=0.02)
    assert counts["conferences", "within_15_days"] / counts["conferences", "total"] == pytest.approx(0.797, abs=0.045)
    in_need = counts["in_need_on_31_march", "total"]
    for category, low, high in (
        ("unborn", 0.006, 0.025),
        ("N1", 0.53, 0.62),
        ("disabled", 0.10, 0.14),
        ("male", 0.50, 0.57),
        ("16_and_over", 0.18, 0.32),
    ):
        assert low < counts["in_need_on_31_march", category] / in_need < high, category


@pytest.mark.parametrize("year", [2023, 2024])
def test_the_ledger_is_what_a_recount_finds(pair: Path, year: int) -> None:
    for code in PAIR:
        counted = recount(pair, year, code, with_year_before=year == 2024)
        kept = ledger(pair, year, code)
        unseen = {("looked_after_on_31_march", "with_open_case"), ("looked_after_on_31_march", "without_open_case")}
        if year == 2023:
            unseen |= {("re_referrals", "total"), ("children_referred_again", "total")}
        expected = {key: count for key, count in kept.items() if key not in unseen and count}
        assert {key: count for key, count in counted.items() if count} == expected
        assert expected["referrals", "total"] > 100


@pytest.mark.parametrize("year", [2014, 2017, 2021, 2022, 2023, 2025])
def test_elements_and_codes_are_those_of_the_year(year: int, tmp_path: Path) -> None:
    """Held against the reader's specification, which knows each code's years."""
    synthesise_cin([year], tmp_path, scale=0.1, las=["886"], processes=1)
    everybody = children(tmp_path, year, "886")
    content = load_specification("cin").content
    sets = {
        "GenderCurrent": "sex",
        "Sex": "sex",
        "Ethnicity": "ethnicity",
        "UPNunknown": "reason_unique_pupil_number_unknown",
        "Disability": "disability",
        "ReferralSource": "source_of_referral",
        "PrimaryNeedCode": "primary_need",
        "ReasonForClosure": "reason_for_closure",
        "AssessmentFactors": "factor",
        "InitialCategoryOfAbuse": "category_of_abuse",
        "LatestCategoryOfAbuse": "category_of_abuse",
    }
    valid = {
        name: {
            code
            for entry in content["code_sets"][name]
            if entry.get("first_year", 0) <= year <= entry.get("last_year", 9999)
            for code in entry["codes"]
        }
        for name in set(sets.values())
    }
    sent: dict[str, set[str]] = {}
    for child in everybody:
        for element in child.iter():
            sent.setdefault(element.tag, set()).add(element.text or "")
    for element, name in sets.items():
        assert sent.get(element, set()) <= valid[name], element
    assert ("Sex" in sent, "GenderCurrent" in sent) == (year >= 2025, year < 2025)
    assert ("CINPlanDates" in sent) == (year >= 2022)
    assert ("InitialAssessments" in sent and "CoreAssessments" in sent) == (year == 2014)
    assert ("ChildSeenBySocialWorker" in sent) == (year == 2014)
    for element, code, since in (
        ("ReferralSource", "5D", 2023),
        ("ReasonForClosure", "RC9", 2023),
        ("AssessmentFactors", "24A", 2022),
        ("AssessmentFactors", "18C", 2021),
    ):
        assert (code in sent[element]) == (year >= since), code


def test_children_in_care_have_the_identifiers_of_their_ssda903_return(pair: Path) -> None:
    for code in PAIR:
        folder = pair / "ssda903" / "2024" / code
        headers = {row["CHILD"]: row for row in rows(folder / "header.csv")}
        open_on_31_march = {
            row["CHILD"] for row in rows(folder / "episodes.csv") if not row["DEC"] and row["LS"] not in ("V3", "V4")
        }
        census_of = {child.findtext(".//LAchildID"): child for child in children(pair, 2024, code)}
        with_open_case = 0
        for identifier in open_on_31_march:
            child = census_of.get(identifier)
            if child is None:
                continue
            header = headers[identifier]
            born = day(child, ".//PersonBirthDate")
            assert born is not None
            assert born.strftime("%d/%m/%Y") == header["DOB"]
            assert (child.findtext(".//UPN") or child.findtext(".//UPNunknown")) == header["UPN"]
            assert child.findtext(".//Ethnicity") == header["ETHNIC"]
            assert child.findtext(".//GenderCurrent") == header["SEX"]
            with_open_case += any(case.find("CINclosureDate") is None for case in child.iter("CINdetails"))
        counts = ledger(pair, 2024, code)
        assert counts["looked_after_on_31_march", "with_open_case"] == with_open_case
        without = counts["looked_after_on_31_march", "without_open_case"]
        assert with_open_case + without == len(open_on_31_march)
        assert with_open_case > 0.93 * len(open_on_31_march)


def test_cases_go_on_from_year_to_year(pair: Path) -> None:
    """What is open on 31 March is in the next return with the same referral, plan and reviews."""
    for code in PAIR:
        later = {
            (child.findtext(".//LAchildID"), case.findtext("CINreferralDate")): case
            for child in children(pair, 2024, code)
            for case in child.iter("CINdetails")
        }
        plans = 0
        for child in children(pair, 2023, code):
            for case in child.iter("CINdetails"):
                if case.findtext("ReferralNFA") in ("1", "true") or case.find("CINclosureDate") is not None:
                    continue
                same = later[child.findtext(".//LAchildID"), case.findtext("CINreferralDate")]
                for field in ("ReferralSource", "PrimaryNeedCode"):
                    assert same.findtext(field) == case.findtext(field)
                for plan in case.iter("ChildProtectionPlans"):
                    if plan.find("CPPendDate") is not None:
                        continue
                    plans += 1
                    again = same.find(f"ChildProtectionPlans[CPPstartDate='{plan.findtext('CPPstartDate')}']")
                    for field in ("CPPstartDate", "InitialCategoryOfAbuse", "NumberOfPreviousCPP"):
                        assert again.findtext(field) == plan.findtext(field)
                    reviews = [each.text for each in plan.iter("CPPreviewDate")]
                    assert [each.text for each in again.iter("CPPreviewDate")][: len(reviews)] == reviews
        assert plans > 5


def test_an_unborn_child_has_an_expected_date_only_and_is_born_a_year_later(pair: Path) -> None:
    unborn = {
        child.findtext(".//LAchildID"): child
        for code in PAIR
        for child in children(pair, 2023, code)
        if child.find(".//ExpectedPersonBirthDate") is not None
    }
    assert unborn
    for child in unborn.values():
        assert child.find(".//PersonBirthDate") is None
        assert child.findtext(".//GenderCurrent") == "0"
    born = [
        day(child, ".//PersonBirthDate")
        for code in PAIR
        for child in children(pair, 2024, code)
        if child.findtext(".//LAchildID") in unborn
    ]
    assert born and all(each and each > date(2023, 3, 31) for each in born)


def test_what_is_left_out_is_in_the_manifest_and_not_in_the_document(tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_text(
        "return,year,la_code,received_on,items_not_supplied,note\nssda903,2024,301,2024-07-01,OC3,\ncin,2024,999,,,\n"
    )
    synthesise_cin([2024], tmp_path, scale=0.05, las=["301", "302"], omit="301:Section47;Reviews,302", processes=1)
    assert codes(tmp_path, 2024) == ["301"]
    names = {element.tag for child in children(tmp_path, 2024, "301") for element in child.iter()}
    assert {"Section47", "Reviews"}.isdisjoint(names) and "ChildProtectionPlans" in names
    with (tmp_path / "manifest.csv").open() as file:
        manifest = {(row["return"], row["la_code"]): row["items_not_supplied"] for row in csv.DictReader(file)}
    assert manifest == {("ssda903", "301"): "OC3", ("cin", "301"): "Section47;Reviews"}
    assert [row["la_code"] for row in rows(tmp_path / "ledger" / "cin_omitted.csv")] == ["301", "302"]
    assert ledger(tmp_path, 2024, "302")["referrals", "total"] > 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"years": [2013]}, "--years"),
        ({"scale": 0}, "--scale"),
        ({"las": ["999"]}, "--las"),
        ({"omit": "301:OC3"}, "--omit"),
        ({"omit": "302"}, "--omit"),
        ({"years": [2020], "omit": [CinOmission(2020, "301", ("CINPlanDates",))]}, "--omit"),
    ],
)
def test_what_cannot_be_carried_out_is_refused(arguments: dict[str, object], words: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=words):
        synthesise_cin(**{"years": [2024], "out": tmp_path, "las": ["301"], "scale": 0.01, **arguments})  # type: ignore[arg-type]
