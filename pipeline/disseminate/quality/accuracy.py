"""The sections of the quality report on accuracy and reliability."""

from __future__ import annotations

from pipeline.analyse.areas import ENGLAND
from pipeline.disseminate.quality.material import Material, Section
from pipeline.disseminate.quality.warnings import figure_in_words, labels_of
from pipeline.process.coverage_floor import few_of
from pipeline.reference.periods import period_of


def response(of: Material) -> Section:
    """How many usable returns came, of each return and period."""
    rows = of.rows(
        "SELECT return_name, collection_year, sent, authorities, children_sent, children, "
        "100.0 * sent / authorities, 100.0 * children_sent / nullif(children, 0) "
        "FROM grossed.coverage_of_returns ORDER BY 1, 2"
    )
    rows = [(name, str(period_of(year)), *rest) for name, year, *rest in rows]
    return Section(
        "accuracy", "Response", "Coverage and response", "Usable returns, of all who are asked for one.",
        ("Return", "Period", "Sent", "Asked", "Children there", "Children in all", "Per cent", "Of children"),
        rows,
    )  # fmt: skip


def missing(of: Material) -> Section:
    """The figures that are not known, one row for all authorities that lack as many for one reason."""
    rows = of.rows(
        """
        WITH of_each AS (
            SELECT coverage.collection_year, units.la_name, coverage.reason, count(*) AS measures
            FROM grossed.coverage AS coverage
            JOIN reference.reporting_units AS units USING (collection_year, la_code)
            WHERE NOT coverage.is_supplied AND list_contains(?, coverage.collection_year)
            GROUP BY coverage.collection_year, coverage.la_code, units.la_name, coverage.reason
        )
        SELECT collection_year, reason, measures, count(*), list(la_name ORDER BY la_name)
        FROM of_each GROUP BY ALL ORDER BY 1 DESC, 4, 2, 3
        """,
        [list(of.edition.years)],
    )
    return Section(
        "accuracy", "Not supplied", "What is not known",
        "Figures that could not be counted, and why; coverage.csv lists each.",
        ("Period", "Reason", "Measures", "Authorities", "Which"),
        [(str(period_of(year)), *told, few_of(names)) for year, *told, names in rows],
    )  # fmt: skip


def findings(of: Material) -> Section:
    """How many findings there are of each rule."""
    rows = of.rows(
        """
        SELECT return_name, rule, severity, sum(findings)::BIGINT, count(*), count(*) FILTER (WHERE is_unusual)
        FROM quality.findings_by_rule GROUP BY ALL ORDER BY severity, 4 DESC, rule
        """
    )
    return Section(
        "accuracy", "Findings by rule", "Findings by rule", "Of the last returns; findings.csv has each.",
        ("Return", "Rule", "Severity", "Findings", "Authorities", "Of these unusual"), rows,
    )  # fmt: skip


def unusual_findings(of: Material) -> Section:
    """The findings of each authority and rule, the unusual ones first."""
    rows = of.rows(
        """
        SELECT found.la_code, units.la_name, found.return_name, found.rule, found.severity, found.findings,
            100.0 * found.findings / found.records, 100.0 * found.median_share,
            CASE WHEN found.is_unusual THEN 'yes' ELSE 'no' END
        FROM quality.findings_by_rule AS found
        JOIN reference.reporting_units AS units USING (collection_year, la_code)
        ORDER BY found.is_unusual DESC, units.la_name, found.findings DESC, found.rule
        """
    )
    return Section(
        "accuracy", "Findings by authority", "Findings by authority and rule",
        "Unusual ones first: those of many more records than in the middle one of all authorities.",
        ("Code", "Authority", "Return", "Rule", "Severity", "Findings", "Per cent of records", "Median", "Unusual"),
        rows,
    )  # fmt: skip


def figures(of: Material) -> Section:
    """Every figure that is out of bounds, and what was expected of it."""
    rows = of.rows(
        """
        SELECT found.la_code, units.la_name, found.kind, found.measure, found.breakdown_key, found.compared_with,
            found.number::DOUBLE, found.expected, found.lower, found.upper, found.distance
        FROM quality.outlying_figures AS found
        CROSS JOIN quality.bounds AS bounds
        JOIN reference.reporting_units AS units
            ON units.la_code = found.la_code AND units.collection_year = bounds.collection_year
        ORDER BY found.kind, abs(found.distance) DESC, found.la_code, found.measure, found.breakdown_key
        """
    )
    labels = labels_of(of.edition)
    named = [
        (code, name, kind.replace("_", " "), figure_in_words(measure, key, labels), *rest)
        for code, name, kind, measure, key, *rest in rows
    ]
    return Section(
        "accuracy", "Figures out of bounds", "Authorities' figures beside their own past and their neighbours",
        "Bounds are medians and robust standard errors, with what chance adds to small numbers: quality.yaml declares "
        "them. One cause moves several figures; the warnings above have one line for it.",
        ("Code", "Authority", "Kind", "Figure", "Compared with", "Number", "Expected", "From", "To", "Standard errors"),
        named,
    )  # fmt: skip


def estimates(of: Material) -> Section:
    """What is estimated in figures of England."""
    rows = of.rows(
        """
        SELECT measure, collection_year, known, estimate, 100.0 * estimate / nullif(known + estimate, 0)
        FROM grossed.area_headlines
        WHERE area_code = ? AND has_estimates AND list_contains(?, collection_year) ORDER BY 2 DESC, 5 DESC, 1
        """,
        [ENGLAND.area_code, list(of.edition.years)],
    )
    rows = [(measure.replace("_", " "), str(period_of(year)), *rest) for measure, year, *rest in rows]
    return Section(
        "accuracy", "Estimates", "Estimates and their share of England", "Whole numbers of what is not known.",
        ("Measure", "Period", "Known", "Estimated", "Per cent estimated"), rows,
    )  # fmt: skip


def decisions(of: Material) -> Section:
    """Figures that are not relied on, or carried forward, by decision."""
    rows = of.rows(
        """
        SELECT marked.collection_year, marked.la_code, units.la_name, marked.measure,
            'unreliable, ' || marked.inclusion, marked.reason
        FROM grossed.unreliable AS marked JOIN reference.reporting_units AS units USING (collection_year, la_code)
        UNION ALL
        SELECT carried.collection_year, carried.la_code, units.la_name, carried.measure,
            'carried forward from ' || carried.carried_from_year, ''
        FROM grossed.carried_forward AS carried JOIN reference.reporting_units AS units USING (collection_year, la_code)
        ORDER BY ALL
        """
    )
    return Section(
        "accuracy", "Decisions", "Decisions that change figures", "Figures that are not relied on, or carried forward.",
        ("Period", "Code", "Authority", "Measure", "Decision", "Reason"), rows,
    )  # fmt: skip
