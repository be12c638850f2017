"""A year's SSDA903 return against the same authority's return of the year before: who is gone, and what differs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from pipeline.collect.findings import Effect, Finding, Rule, Severity, finding_row
from pipeline.collect.raw_tables import insert_rows
from pipeline.collect.record_types import Field
from pipeline.collect.sent_values import literal
from pipeline.collect.specification import Specification, YearSpecification
from pipeline.foundation.warehouse import Warehouse

ABSENT = "looked_after_last_year_and_absent"
MOST_ABSENT = "children_of_last_year_absent"
EPISODE_DIFFERS = "episode_differs_from_last_year"
CHILD_DIFFERS = "child_differs_from_last_year"
RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule(ABSENT, Severity.QUERY, Effect.KEPT,
             "By this line of the return of {before} the child was looked after on 31 March {before}, and is in no "
             "file of {year}. Add the episode, with its end if it ended, or find out why the child is gone."),
        Rule(MOST_ABSENT, Severity.QUERY, Effect.KEPT,
             "{absent} of the {all} children who were looked after on 31 March {before} by that year's return are in "
             "no file of {year}. Check whether their identifiers changed, or children were left out."),
        Rule(EPISODE_DIFFERS, Severity.QUERY, Effect.KEPT,
             "{field} differs from that of the same episode, then open, in the return of {before}. A change needs an "
             "episode of its own: add it, or correct {field}."),
        Rule(CHILD_DIFFERS, Severity.QUERY, Effect.KEPT,
             "{field} differs from that of the same child in the return of {before}. Correct whichever is wrong."),
    )
}  # fmt: skip
CONTINUED = ("RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "URN", "HOME_POST", "PL_POST")
# A place or a number that came or went during an episode is a difference too, unless it was there and not read.
EVEN_IF_BLANK = ("URN", "HOME_POST", "PL_POST")
OF_THE_CHILD = ("SEX", "DOB", "ETHNIC")
OF_THE_ARRANGEMENT = ("PREV_PERM", "LA_PERM", "DATE_PERM")
# Not known before and known now is no difference.
NOT_KNOWN = ("REFU", "NOBT", "U")
# Of fewer children than this half may well be gone one by one.
FEWEST_TO_DOUBT_ALL = 10


def compare_with_earlier(
    warehouse: Warehouse, specification: Specification, years: Sequence[int], las: frozenset[str] | None = None
) -> None:
    """Write the findings of RULES on the returns of these years, of which the return of the year before is there too.

    They depend on two returns, so they are worked out afresh every time.
    """
    listed = ", ".join(map(str, years))
    rules = ", ".join(map(literal, RULES))
    warehouse.connection.execute(
        f'DELETE FROM raw.findings WHERE "return" = ? AND collection_year IN ({listed}) AND rule IN ({rules})',
        [specification.return_name],
    )
    found: list[Finding] = []
    sent = {
        year
        for (year,) in warehouse.connection.execute(
            "SELECT DISTINCT collection_year FROM raw.coverage WHERE \"return\" = ? AND status = 'supplied'",
            [specification.return_name],
        ).fetchall()
    }
    for year in sorted(set(years)):
        if not {year, year - 1} <= sent or not specification.covers(year - 1):
            continue
        collected = specification.for_year(year)
        found += [*_absent(warehouse, collected), *_different(warehouse, collected)]
    chosen = [one for one in found if las is None or one.la_code in las]
    insert_rows(warehouse, "raw.findings", [finding_row(one) for one in chosen])


def _usable(year: int, record_type: str) -> str:
    """The records of a year's usable returns that count."""
    return (
        f"(SELECT typed.* FROM raw.typed_{record_type} AS typed "
        "JOIN raw.coverage AS coverage USING (collection_year, la_code) "
        f"WHERE typed.collection_year = {year} AND coverage.\"return\" = 'ssda903' AND coverage.status = 'supplied' "
        "AND NOT EXISTS (SELECT 1 FROM raw.set_aside AS aside "
        "WHERE aside.file_id = typed.file_id AND aside.record = typed.line))"
    )


def _absent(warehouse: Warehouse, collected: YearSpecification) -> list[Finding]:
    """Children with an open episode on the last 31 March who are in no file of the year, not even set aside.

    An agreement for short breaks is left out: it may end without a word.
    """
    year = collected.year
    present = " UNION ".join(
        f"SELECT la_code, child_id FROM raw.typed_{kind.name} WHERE collection_year = {year}"
        for kind in collected.record_types
    )
    rows = warehouse.connection.execute(
        f"""
        WITH before AS (
            SELECT la_code, child_id, max(file_id) AS file_id, max(line) AS line FROM {_usable(year - 1, "episodes")}
            WHERE episode_started_on <= make_date({year - 1}, 3, 31)
                AND (episode_ceased_on IS NULL OR episode_ceased_on > make_date({year - 1}, 3, 31))
                AND coalesce(legal_status, '') NOT IN ('V3', 'V4')
            GROUP BY la_code, child_id
        )
        SELECT before.la_code, files.path, before.line, present.child_id IS NULL AS is_absent
        FROM before
        JOIN raw.files AS files ON files.file_id = before.file_id
        JOIN raw.coverage AS coverage ON coverage.collection_year = {year} AND coverage.la_code = before.la_code
            AND coverage."return" = 'ssda903' AND coverage.status = 'supplied'
        LEFT JOIN ({present}) AS present
            ON present.la_code = before.la_code AND present.child_id = before.child_id
        ORDER BY before.la_code, files.path, before.line
        """
    ).fetchall()
    children: dict[str, int] = defaultdict(int)
    gone: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for la, path, line, is_absent in rows:
        children[la] += 1
        if is_absent:
            gone[la].append((path, line))
    found: list[Finding] = []
    for la, places in gone.items():
        if children[la] >= FEWEST_TO_DOUBT_ALL and 2 * len(places) > children[la]:
            whole = f"{collected.return_name}/{year}/{la}"
            found.append(_finding(MOST_ABSENT, collected, la, None, whole, None, absent=len(places), all=children[la]))
        else:
            found += [_finding(ABSENT, collected, la, None, path, line, "CHILD") for path, line in places]
    return found


def _different(warehouse: Warehouse, collected: YearSpecification) -> list[Finding]:
    year = collected.year
    found: list[Finding] = []
    for record_type, names, rule, same in (
        ("episodes", CONTINUED, EPISODE_DIFFERS,
         "before.episode_started_on = now.episode_started_on AND before.episode_ceased_on IS NULL"),
        ("header", OF_THE_CHILD, CHILD_DIFFERS, "TRUE"),
        ("previous_permanence", OF_THE_ARRANGEMENT, CHILD_DIFFERS, "TRUE"),
    ):  # fmt: skip
        selects = [
            f"SELECT now.la_code, now.file_id, files.path, now.line, {literal(field.name)} AS field "
            f"FROM {_usable(year, record_type)} AS now JOIN {_usable(year - 1, record_type)} AS before "
            f"ON before.la_code = now.la_code AND before.child_id = now.child_id AND {same} "
            "JOIN raw.files AS files ON files.file_id = now.file_id "
            f"WHERE {_differs(field)}"
            for field in collected.record_type(record_type).fields
            if field.name in names
        ]
        rows = warehouse.connection.execute(f"SELECT DISTINCT * FROM ({' UNION ALL '.join(selects)}) ORDER BY ALL")
        found += [
            _finding(rule, collected, la, file_id, path, line, field)
            for la, file_id, path, line, field in rows.fetchall()
        ]
    return found


def _differs(field: Field) -> str:
    """SQL: whether the value differs from last year's, where last year's told something and may still be sent."""
    if field.name in EVEN_IF_BLANK:
        lost = " OR ".join(
            f"EXISTS (SELECT 1 FROM raw.findings AS lost WHERE lost.file_id = {one}.file_id AND lost.line = {one}.line "
            f"AND lost.field = {literal(field.name)} AND lost.effect = {literal(Effect.FIELD_EMPTIED)})"
            for one in ("before", "now")
        )
        return f"before.{field.column} IS DISTINCT FROM now.{field.column} AND NOT ({lost})"
    cases = " ".join(f"WHEN {literal(code)} THEN {literal(new)}" for code, new in field.read_as)
    before = f"CASE before.{field.column} {cases} ELSE before.{field.column} END" if cases else f"before.{field.column}"
    # A code that ended had to change, and what was not known may become known.
    kept = ", ".join(literal(code) for code in field.codes if code not in NOT_KNOWN)
    still = f" AND {before} IN ({kept})" if kept else ""
    return f"{before} <> now.{field.column}{still}"


def _finding(
    rule: str,
    collected: YearSpecification,
    la_code: str,
    file_id: int | None,
    path: str,
    line: int | None,
    field: str = "",
    **words: object,
) -> Finding:
    broken = RULES[rule]
    message = broken.message.format(field=field, year=collected.year, before=collected.year - 1, **words)
    return Finding(
        collected.return_name, collected.year, la_code, file_id, path, line, field, rule, broken.severity,
        broken.effect, message,
    )  # fmt: skip
