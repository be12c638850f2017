"""Children's identifiers within the census and between the census and SSDA903, as a report for each local authority.

Source: DfE guides to the children in need census and to the SSDA903 return, which ask for the same identifier
(LAchildID, CHILD), unique pupil number and date of birth in both, and for an open case of every child looked after.
Rows on single children go to the restricted half of a release alone; everything else gets counts.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.collect.collections.cin.document.layout import RETURN as CIN
from pipeline.collect.collections.cin.unique_pupil_number import check_letter_is_wrong
from pipeline.collect.collections.ssda903.staging import SSDA903
from pipeline.collect.rules import load_rules
from pipeline.collect.sent_values import literal
from pipeline.foundation.spreadsheet_text import harmless
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.identifiers_ssda903 import HEADERS, LOOKED_AFTER, bring_ssda903

FOLDER = "identifiers"
COLUMNS = (
    "rule", "child_id", "in_census", "census_value", "in_ssda903", "ssda903_value", "message",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One child that breaks one rule; places are ``path:line`` within the returns folder, blank where there is none."""

    la_code: str
    rule: str
    child_id: str
    in_census: str
    census_value: str
    in_ssda903: str
    ssda903_value: str


@dataclass(frozen=True)
class IdentifierReport:
    """What was found in one year. ``authorities`` sent a usable census; ``compared`` counts children by authority.

    A child is compared when the authority's usable SSDA903 return has it too; authorities without one are not among
    ``compared``.
    """

    year: int
    has_ssda903: bool
    authorities: tuple[str, ...]
    compared: Mapping[str, int]
    discrepancies: tuple[Discrepancy, ...]
    return_name: str = CIN

    def counts(self) -> list[tuple[str, str, int]]:
        """Authority, what is counted, and how many: children compared, then each rule that was broken."""
        found = Counter((each.la_code, each.rule) for each in self.discrepancies)
        compared = [(la, "children_compared", count) for la, count in sorted(self.compared.items())]
        return compared + [(la, rule, count) for (la, rule), count in sorted(found.items())]

    def sentence(self) -> str:
        """For people: what was compared, and what was not."""
        if not self.has_ssda903:
            return (
                f"There is no SSDA903 return of {self.year} in the returns folder, so identifiers were checked within "
                f"the census alone: {len(self.discrepancies):,} to look at (restricted/{FOLDER}/)."
            )
        without = sorted(set(self.authorities) - set(self.compared))
        left_out = f"; not compared, for want of a usable SSDA903 return: {', '.join(without)}" if without else ""
        return (
            f"Identifiers of {len(self.compared):,} authorities compared with SSDA903 of {self.year}: "
            f"{len(self.discrepancies):,} to look at (restricted/{FOLDER}/){left_out}."
        )

    def write(self, restricted: Path) -> None:
        """Write a file for each authority, with a heading only where nothing is to be looked at."""
        folder = restricted / FOLDER
        folder.mkdir(mode=0o700)
        messages = {rule.rule.name: rule.rule.message for rule in load_rules(FOLDER)}
        for la_code in self.authorities:
            with (folder / f"{la_code}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(COLUMNS)
                for each in self.discrepancies:
                    if each.la_code == la_code:
                        told = (each.child_id, each.in_census, each.census_value, each.in_ssda903, each.ssda903_value)
                        writer.writerow((each.rule, *map(harmless, told), messages[each.rule]))


def has_identifiers(returns: Collection[str]) -> bool:
    """Whether there are identifiers to compare in a release of these returns."""
    return CIN in returns


def return_compared_with() -> str:
    """The return whose identifiers are compared."""
    return SSDA903.name


def compare_identifiers(warehouse: Warehouse, returns_folder: Path, year: int) -> IdentifierReport:
    """Run every rule of sql/checks/identifiers/ on the year's staged census and its SSDA903 return, where there is one.

    Reads ``staged.cin_children`` and ``staged.cin_referrals``. Raises UnreadableInput for a manifest that cannot be
    read.
    """
    has_ssda903 = bring_ssda903(warehouse, returns_folder, year)
    _gather(warehouse, year)
    found: list[Discrepancy] = []
    for rule in load_rules(FOLDER):
        query = rule.query.replace("raw.compared_", "temp.main.compared_")
        rows = warehouse.connection.execute(
            f"SELECT la_code, {literal(rule.rule.name)}, child_id, coalesce(census_place, ''), "
            "coalesce(census_value, ''), coalesce(ssda903_place, ''), coalesce(ssda903_value, '') "
            f"FROM ({query}) ORDER BY ALL"
        ).fetchall()
        found += [Discrepancy(*row) for row in rows]
    connection = warehouse.connection
    authorities = connection.execute(
        f"SELECT DISTINCT la_code FROM compared_children WHERE return_name = '{CIN}' ORDER BY la_code"
    ).fetchall()
    compared = connection.execute(
        f"""
        SELECT header.la_code, count(DISTINCT census.child_id)
        FROM compared_children AS header
        LEFT JOIN compared_children AS census
            ON census.return_name = '{CIN}' AND census.la_code = header.la_code AND census.child_id = header.child_id
        WHERE header.return_name = '{SSDA903.name}'
        GROUP BY header.la_code ORDER BY header.la_code
        """
    ).fetchall()
    found.sort(key=lambda each: (each.la_code, each.rule, each.in_census, each.in_ssda903, each.child_id))
    for table in ("children", "open_cases", "looked_after"):
        connection.execute(f"DROP TABLE temp.main.compared_{table}")
    return IdentifierReport(year, has_ssda903, tuple(la for (la,) in authorities), dict(compared), tuple(found))


def _gather(warehouse: Warehouse, year: int) -> None:
    """Make what the rules read: children of both returns, open cases, and children looked after with their match.

    SSDA903 is taken of those authorities only whose census is there to be compared with.
    """
    connection = warehouse.connection
    # A reason code in the number's place is no number.
    number = "CASE WHEN length({0}) = 13 THEN {0} END"
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE compared_children AS
        WITH sent AS (
            SELECT '{CIN}' AS return_name, child.la_code, child.child_id,
                upper(nullif(trim(record.unique_pupil_number), '')) AS number_as_sent,
                child.unique_pupil_number, child.former_unique_pupil_number, child.date_of_birth,
                files.path || ':' || child.line AS place
            FROM staged.cin_children AS child
            JOIN raw.cin_children AS record ON record.file_id = child.file_id AND record.element = child.element
            JOIN raw.files AS files ON files.file_id = child.file_id
            WHERE child.collection_year = {year} AND record.collection_year = {year} AND child.child_id IS NOT NULL
            UNION ALL
            SELECT '{SSDA903.name}', la_code, child_id, number_as_sent, unique_pupil_number, NULL, date_of_birth, place
            FROM {HEADERS}
            WHERE la_code IN (SELECT la_code FROM staged.cin_children WHERE collection_year = {year})
        )
        SELECT return_name, la_code, child_id, number_as_sent, unique_pupil_number IS NOT NULL AS is_number_read,
            {number.format("unique_pupil_number")} AS unique_pupil_number,
            {number.format("former_unique_pupil_number")} AS former_number,
            coalesce({check_letter_is_wrong("unique_pupil_number")}, FALSE) AS is_check_letter_wrong, date_of_birth,
            CASE WHEN return_name = '{CIN}' THEN place END AS census_place,
            CASE WHEN return_name = '{SSDA903.name}' THEN place END AS ssda903_place
        FROM sent
        """
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE compared_open_cases AS
        SELECT DISTINCT child.la_code, child.child_id
        FROM staged.cin_referrals AS referral
        JOIN staged.cin_children AS child
            ON child.file_id = referral.file_id AND child.child_number = referral.child_number
        WHERE referral.collection_year = {year} AND coalesce(NOT referral.is_no_further_action, TRUE)
            AND coalesce(referral.closed_on > year_ends_on({year}), TRUE)
        """
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE compared_looked_after AS
        SELECT looked_after.la_code, looked_after.child_id, looked_after.place AS ssda903_place,
            coalesce(min(same.child_id), min(alike.child_id)) AS census_child_id,
            coalesce(min(same.census_place), min(alike.census_place)) AS census_place
        FROM {LOOKED_AFTER} AS looked_after
        LEFT JOIN compared_children AS same ON same.return_name = '{CIN}'
            AND same.la_code = looked_after.la_code AND same.child_id = looked_after.child_id
        LEFT JOIN compared_children AS header ON header.return_name = '{SSDA903.name}'
            AND header.la_code = looked_after.la_code AND header.child_id = looked_after.child_id
        LEFT JOIN compared_children AS alike ON alike.return_name = '{CIN}'
            AND alike.la_code = looked_after.la_code AND alike.unique_pupil_number = header.unique_pupil_number
        WHERE looked_after.la_code IN (SELECT la_code FROM staged.cin_children WHERE collection_year = {year})
        GROUP BY looked_after.la_code, looked_after.child_id, looked_after.place
        """
    )
