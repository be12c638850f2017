"""Every figure that an edition of outcomes prints, beside its recount from the returns: data files and workbooks.

Which column is of which, how many decimals it has, and in which years there were no results stands here as the
department's files of 2022 and 2025 have it. Points of regions and England are those of the rounded number of pupils.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import isqrt
from pathlib import Path

from pipeline.synthetic.cin import synthesise_cin
from pipeline.synthetic.pupils.england import synthesise_pupils
from pipeline.synthetic.ssda903.england import synthesise
from tests.recount.outcomes.definitions import PROGRESS, Pupils, Sums, read, recount
from tests.recount.printed.comparison import Difference, Result
from tests.recount.printed.data_files import ENGLAND, LONDON, area_of, files_of, regions_of, rows_of, within
from tests.recount.printed.figures import in_decimals, nearest
from tests.recount.printed.tiny_england import copy_project, publish
from tests.recount.printed.workbooks import TableCell, cells_of
from tests.recount.stability.definitions import is_in_being

RELEASE, YEARS, EDITIONS = "outcomes", range(2021, 2026), (2022, 2025)
EXCLUSIONS = "permanent_exclusions_and_suspensions_la"
KS2, KS4, ABSENCE = "ks2_la", "ks4_la", "absence_la"
OF_THE_FILE = {"absence_six_half_terms_la": ABSENCE}
PHASES = {"Pupil referral unit": "State-funded alternative provision school"}
NEEDS = ("ASD", "HI", "MLD", "MSI", "NSA", "OTH", "PD", "PMLD", "SEMH", "SLCN", "SLD", "SPLD", "VI")
LOOKED_AFTER = "CLA 12 months at 31 March"
ON_A_PLAN = "CPPO at 31 March"


@dataclass(frozen=True)
class Share:
    """A percentage or average: what of what, times 100 or 1, with how many decimals."""

    of: str
    base: str
    times: int
    decimals: int
    end: int = 0
    """Of an end of its interval: -1 the lower one, 1 the upper one."""


@dataclass(frozen=True)
class Amount:
    """Sessions or points of some pupils, with their decimals."""

    pupils: str
    decimals: int = 0


def _shares() -> dict[str, dict[str, Share]]:
    of_pupils = {f"pt_{name}": Share(f"t_{name}", "t_pupils", 100, 1) for name in ("no_identified_SEN", "all_SEN",
                 "SEN_support", "statement_or_EHC_plan")}  # fmt: skip
    found = {
        ABSENCE: {
            **{
                f"pt_{name}": Share(f"t_sess_{name.removeprefix('sess_')}", "t_sess_possible", 100, 1)
                for name in ("overall", "sess_authorised", "sess_unauthorised")
            },
            **{f"pt_pupils_pa_{n}_exact": Share(f"t_pupils_pa_{n}_exact", "t_pupils", 100, 1) for n in (10, 50)},
        },
        KS2: {
            f"pt_{name}_met_expected_standard": Share(
                f"t_{name}_met_expected_standard", f"t_{name}_eligible_pupils", 100, 0
            )
            for name in ("read", "writta", "mat", "gps", "scita", "rwm")
        },
        KS4: {
            "avg_att8": Share("t_att8", "t_pupils", 1, 1),
            "avg_ebaccaps": Share("t_ebaccaps", "t_pupils", 1, 2),
            "avg_p8score": Share("t_p8score", "t_inp8calc", 1, 2),
            "p8score_CI_low": Share("t_p8score", "t_inp8calc", 1, 2, -1),
            "p8score_CI_upp": Share("t_p8score", "t_inp8calc", 1, 2, 1),
            **{
                f"pt_{name}": Share(f"t_{name}", "t_pupils", 100, 1)
                for name in ("l2basics_94", "l2basics_95", "ebacc_e_ptq_ee")
            },
        },
        "sen_la": of_pupils | {f"pt_{need}": Share(f"t_{need}", "t_all_SEN", 100, 1) for need in NEEDS},
        "fsm_la": {"pt_FSM_eligible": Share("t_FSM_eligible", "t_pupils", 100, 1)},
        EXCLUSIONS: {f"pt_{name}": Share(f"t_{name}", "t_pupils", 100, 2) for name in ("perm_excl", "one_plus_sus")},
        "school_type_la": {},
    }
    for name, _, _ in PROGRESS:
        score, pupils = f"t_{name}_progress_score", f"t_{name}_progress_eligible_pupils"
        for ending, end in (("", 0), ("_lower_CI", -1), ("_upper_CI", 1)):
            found[KS2][f"avg_{name}_progress_score{ending}"] = Share(score, pupils, 1, 2, end)
    return found


SHARES = _shares()
AMOUNTS = {
    **{f"t_sess_{kind}": Amount("t_pupils") for kind in ("possible", "overall", "authorised", "unauthorised")},
    **{f"t_{name}_progress_score": Amount(f"t_{name}_progress_eligible_pupils", 3) for name, _, _ in PROGRESS},
    "t_att8": Amount("t_pupils", 2),
    "t_ebaccaps": Amount("t_pupils", 2),
    "t_p8score": Amount("t_inp8calc", 3),
}
NO_RESULTS: Sequence[tuple[str, Callable[[str], bool], Callable[[int], bool]]] = (
    (ABSENCE, lambda column: True, lambda year: year == 2020),
    (KS2, lambda column: True, lambda year: year in (2020, 2021)),
    (KS2, lambda column: "progress" in column, lambda year: year >= 2024),
    (KS4, lambda column: "p8" in column, lambda year: year in (2020, 2021) or year >= 2025),
    (KS4, lambda column: "ebaccaps" in column, lambda year: year <= 2017),
)
"""By file and column, the years to 31 March of whose academic year nothing was published."""


@dataclass(frozen=True)
class Sent:
    """The returns of an England, counted authority by authority when asked."""

    folder: Path
    las: Sequence[str]
    _pupils: dict[int, Pupils] = field(default_factory=dict)
    _sums: dict[tuple[int, str], Sums] = field(default_factory=dict)

    @cached_property
    def years(self) -> set[int]:
        """The years of which all three returns lie there."""
        return set.intersection(*({int(path.name) for path in (self.folder / name).iterdir() if path.is_dir()}
                                  for name in ("ssda903", "cin", "pupils")))  # fmt: skip

    def of(self, year: int, la: str) -> Sums:
        """What the children of an authority did in a year."""
        if year not in self._pupils:
            self._pupils[year] = Pupils(self.folder / f"pupils/{year}")
        if (year, la) not in self._sums:
            self._sums[year, la] = recount(self.folder, year, la, self._pupils[year])
        return self._sums[year, la]

    def deviation(self, year: int, score: str) -> Fraction:
        """How far the scores of all pupils lie from their average, to a thousandth."""
        return _deviation(scores_of(self.folder / f"pupils/{year}", score))


def scores_of(folder: Path, score: str) -> list[int]:
    """The scores of every pupil in a progress measure, in thousandths of a point."""
    if score == "t_p8score":
        rows, pupil, marked, column = read(folder / "ks4.csv"), "KS4_UPN", "KS4_INP8CALC", "KS4_P8SCORE"
    else:
        subject = next(one for name, one, _ in PROGRESS if score == f"t_{name}_progress_score")
        rows, pupil = read(folder / "ks2.csv"), "KS2_UPN"
        marked, column = f"KS2_IN{subject}PROG", f"KS2_{subject}PROGSCORE_P_ADJUSTED"
    # Of two records of a pupil the last counts.
    once = {row[pupil]: row for row in rows}.values()
    return [int(Decimal(row[column]) * 1000) for row in once if row[marked] == "1" and row[column]]


def _deviation(scores: Sequence[int]) -> Fraction:
    number = len(scores)
    variance = number * sum(one * one for one in scores) - sum(scores) ** 2
    # The root of the variance by the number, to the nearest whole: that of four times as much is 2 x + 1 at a half.
    return Fraction((isqrt(4 * variance // number**2) + 1) // 2, 1000)


@dataclass(frozen=True)
class Printed:
    """What has to stand in the files of an edition."""

    sent: Sent
    regions: Mapping[str, str]
    edition: int

    def las_of(self, area: str) -> tuple[str, ...]:
        """The authorities of an area: England, a region, or one of them; an edition knows none that came after it."""
        known = (la for la in self.sent.las if la in self.regions or is_in_being(la, self.edition))
        return within(area, known, self.regions)

    def text(self, file: str, year: int, area: str, group: str, column: str, phase: str) -> str:
        """A figure as it has to be written; ``year`` is that of the 31 March of the academic year."""
        las = self.las_of(area)
        is_broken = any(name == file and columns(column) and years(year) for name, columns, years in NO_RESULTS)
        if not las or year not in self.sent.years or is_broken or self._is_not_published(file, area, group, column):
            return "x"

        def total(name: str) -> Fraction:
            each = (self.sent.of(year, la).get((file, group, name + phase)) for la in las)
            return sum((one for one in each if one), Fraction(0))

        round_to = Fraction(1 if area in self.sent.las else 10)
        if column not in SHARES[file]:
            # Of an authority with nobody who is eligible there are no results: the department shows z beside the 0.
            eligible = {share.of: share.base for share in SHARES[file].values()}.get(column, column)
            if area in self.sent.las and file in (KS2, KS4) and eligible != column and not total(eligible):
                return "z"
            number = _number(column, total, round_to)
            if round_to > 1 and column.startswith("t_sess_") and self._is_more_than_all(
                Decimal(number), (file, year, group, column), area, phase
            ):  # fmt: skip
                return "u"
            return number
        share = SHARES[file][column]
        base = total(share.base)
        if not base:
            return "z"
        value = share.times * total(share.of) / base
        if not share.end:
            return _written(value, share.decimals)
        people = nearest(base, round_to)
        if not people:
            return "z"
        away = Decimal("1.96") * _decimal(self.sent.deviation(year, share.of)) / _decimal(people).sqrt()
        return _written(Fraction(_decimal(value) + share.end * away), share.decimals)

    def _is_more_than_all(
        self, sessions: Decimal, asked: tuple[str, int, str, str], area: str, phase: str
    ) -> bool:  # fmt: skip
        """Whether so many of one phase of an area are more than are printed of all phases or of an area around it."""
        file, year, group, column = asked

        def of_them(las: Sequence[str], which: str) -> Decimal:
            def total(name: str) -> Fraction:
                return sum(
                    (self.sent.of(year, la).get((file, group, name + which), Fraction(0)) for la in las), Fraction(0)
                )

            return Decimal(_number(column, total, Fraction(10)))

        own = set(self.las_of(area))
        around = [
            here for here in (ENGLAND, LONDON, *sorted(set(self.regions.values()))) if own <= set(self.las_of(here))
        ]
        wholes = {tuple(self.las_of(here)) for here in (*around, area)}
        return any(sessions > of_them(las, which) for las in wholes for which in {phase, " Total"})

    def _is_not_published(self, file: str, area: str, group: str, column: str) -> bool:
        """Whether it is of key stage 4 and no authority has it; until 2022 neither had regions and England."""
        if file != KS4 or (self.edition > 2022 and area not in self.sent.las):
            return False
        about_subjects = "ebacc" in column and group in (LOOKED_AFTER, ON_A_PLAN)
        return about_subjects or (group == ON_A_PLAN and "l2basics" in column)


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / number.denominator


def _number(column: str, total: Callable[[str], Fraction], round_to: Fraction) -> str:
    amount = AMOUNTS.get(column)
    number = total(column)
    if amount is None:
        return in_decimals(nearest(number, round_to), 0)
    if round_to == 1:
        return in_decimals(number, amount.decimals)
    pupils = total(amount.pupils)
    return in_decimals(nearest(number * nearest(pupils, round_to) / pupils, round_to), 0) if pupils else "0"


def _written(value: Fraction, decimals: int) -> str:
    # Half up, also below nought.
    scaled = (value * 10**decimals + Fraction(1, 2)).__floor__()
    return "k" if not scaled and value else in_decimals(Fraction(scaled, 10**decimals), decimals)


def compare_edition(published: Path, sent: Sent, edition: int) -> Result:
    """Set every figure of an edition's files and tables beside its recount; what is suppressed is not compared."""
    result = Result()
    files = files_of(published)
    printed = Printed(sent, regions_of(files), edition)
    for name, rows in files.items():
        file = OF_THE_FILE.get(name, name)
        for row in rows:
            if not printed.las_of(area_of(row)):
                continue
            year, group = int(row["time_period"][:4]) + 1, row["social_care_group"]
            phase = row.get("phase_type_grouping") or row.get("school_type", "")
            phase = f" {PHASES.get(phase, phase)}" if phase else ""
            for column in (one for one in row if one.startswith(("t_", "pt_", "avg_", "p8"))):
                due = printed.text(file, year, area_of(row), group, column, phase)
                judge(result, f"{name} [{column}]", year, area_of(row), (group, phase), row[column], due)
    for path in sorted((published / "tables").glob("*.xlsx")):
        for cell in cells_of(path):
            if printed.las_of(cell.area):
                file, group, column, phase = _asked_of(cell)
                due = printed.text(file, edition, cell.area, group, column, phase)
                due = f"[{due}]" if due.isalpha() else due
                judge(result, f"{cell.sheet} [{column}]", edition, cell.area, (cell.heading,), cell.printed, due)
    return result


TABLES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "LA1": (
        ABSENCE,
        {
            "pupils": "t_pupils",
            "overall absence rate": "pt_overall",
            "percentage persistently absent": "pt_pupils_pa_10_exact",
        },
    ),
    "LA2": (
        KS2,
        {
            "eligible in reading, writing and mathematics": "t_rwm_eligible_pupils",
            "percentage meeting the expected standard in all three": "pt_rwm_met_expected_standard",
        },
    ),
    "LA3": (
        KS4,
        {
            "pupils": "t_pupils",
            "average Attainment 8": "avg_att8",
            "percentage with grade 4 or above in English and mathematics": "pt_l2basics_94",
        },
    ),
    "LA4": (
        "sen_la",
        {
            "pupils": "t_pupils",
            "percentage with SEN support": "pt_SEN_support",
            "percentage with an EHC plan": "pt_statement_or_EHC_plan",
        },
    ),
}
"""What the headings of a table say, behind the words for the group."""
WORDS = {
    "Looked after": LOOKED_AFTER,
    "On a plan": ON_A_PLAN,
    "In need": "CINO at 31 March",
}


def _asked_of(cell: TableCell) -> tuple[str, str, str, str]:
    """The file, group, column and phase that a cell of a table has the figure of."""
    who, _, what = cell.heading.partition(": ")
    file, columns = TABLES[cell.sheet]
    return file, WORDS[who], columns[what], " Total" if file == ABSENCE else ""


def recounted(folder: Path, scale: float, say: Callable[[str], None], editions: Sequence[int] = EDITIONS) -> int:
    """Publish editions of a synthetic England and recount them; how many figures differ."""
    shutil.rmtree(folder, ignore_errors=True)
    returns = folder / "returns"
    synthesise(YEARS, returns, scale=scale)
    synthesise_cin(YEARS, returns, scale=scale)
    synthesise_pupils(YEARS, returns, scale=scale)
    las = in_every_year(returns)
    project = copy_project(folder / "project", las)
    publish(project, returns, folder / "out", [(RELEASE, one) for one in editions])
    sent, wrong = Sent(returns, sorted(las)), 0
    for edition in editions:
        found = compare_edition(folder / "out" / RELEASE / str(edition) / "publish", sent, edition)
        wrong += len(found.differences)
        say(f"{RELEASE} {edition}: {sum(found.agreed.values()):,} figures agree, 0 rest on estimates.")
        if report := found.report():
            say(report)
    return wrong


def in_every_year(returns: Path) -> set[str]:
    """The authorities with children in both returns of every year; the returns of the others are taken away."""
    kept: set[str] = set.intersection(
        *(
            {path.name for path in (returns / name / str(year)).iterdir() if path.is_dir() and _has_children(path)}
            for name in ("ssda903", "cin")
            for year in YEARS
        )
    )
    for path in [*returns.glob("ssda903/*/*"), *returns.glob("cin/*/*")]:
        if path.is_dir() and path.name not in kept:
            shutil.rmtree(path)
    return kept


def _has_children(folder: Path) -> bool:
    header = folder / "header.csv"
    if header.is_file():
        return bool(rows_of(header))
    return any("<Child>" in path.read_text(encoding="utf-8") for path in folder.glob("*.xml"))


def judge(result: Result, name: str, year: int, area: str, labels: tuple[str, ...], printed: str, figure: str) -> None:
    """Note whether what is printed is what was counted."""
    if printed in ("c", "[c]"):
        result.suppressed[name] += 1
    elif printed == figure:
        result.agreed[name] += 1
    else:
        data_set, _, column = name.partition(" [")
        result.differences.append(Difference(data_set, column.rstrip("]"), year, area, labels, printed, figure))
