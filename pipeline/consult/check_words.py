"""What ``sfr check`` says of a return before it is sent: its findings, then its indicators, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.markup import escape

from pipeline.collect.findings import Finding
from pipeline.consult.making.own_headlines import Headline
from pipeline.consult.making.own_indicators import OwnFigure
from pipeline.reference.periods import period_of
from pipeline.runs.check import CheckReport

EXAMPLES = 5  # findings of one rule that are listed unless all are asked for


def findings_in_words(report: CheckReport, *, show_all: bool) -> Iterator[str]:
    """Each rule with its findings, one a line as file:line field, errors first, then what it comes to (rich markup)."""
    by_rule: dict[tuple[bool, str], list[Finding]] = {}
    for finding in report.findings:
        by_rule.setdefault((finding.severity != "error", finding.rule), []).append(finding)
    for (_, rule), findings in sorted(by_rule.items()):
        first = findings[0]
        numbers = sorted({number for finding in findings for number in finding.public_numbers})
        named = f" (public rule {', '.join(numbers)})" if numbers else ""
        yield f"[bold]{first.severity}[/] {rule}{named}: {len(findings):,} ({first.effect})"
        if report.silent.get(rule):
            yield (
                f"  what follows is folded here: {report.silent[rule]:,} rules that read these fields say nothing of "
                "these children until they are corrected"
            )
        for finding in findings if show_all else findings[:EXAMPLES]:
            line = "" if finding.line is None else f":{finding.line}"
            place = f"  {finding.path}{line} {finding.field}".rstrip()
            yield escape(f"{place}: {finding.message}")
        if not show_all and len(findings) > EXAMPLES:
            yield f"  and {len(findings) - EXAMPLES:,} more; --all lists every one"
    staged = sum(file.staged for file in report.files)
    aside = sum(file.set_aside for file in report.files)
    yield (
        f"{report.return_name} {period_of(report.collection_year)}, {report.la_code}: "
        f"{report.errors:,} errors to correct, {report.queries:,} queries to look at. "
        f"{staged:,} records can be counted, {aside:,} are set aside; the return is {report.status}."
    )


def headlines_in_words(headlines: Sequence[Headline]) -> Iterator[str]:
    """What the return comes to, a number a line (rich markup)."""
    if headlines:
        yield "[bold]What the return comes to[/], before rounding:"
    for one in headlines:
        before = f" (the year before {one.before_in_words()})" if one.before_in_words() else ""
        yield escape(f"  {one.label}: {one.in_words()}{before}")


def indicators_in_words(figures: Sequence[OwnFigure]) -> Iterator[str]:
    """Each indicator with a line for each of its figures (rich markup)."""
    if figures:
        yield "[bold]Indicators of the performance tables[/], from what was given, before rounding:"
    title = ""
    for figure in figures:
        if figure.title != title:
            title = figure.title
            yield escape(title)
        yield escape(f"  {figure.in_words()}")
