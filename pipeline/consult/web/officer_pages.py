"""What an officer and a senior see of their own authority: indicators, children, changes, and files to take away."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.consult.bundle.image import AuthorityImage, ChildFilter
from pipeline.consult.bundle.preview import Change, Comparison, Figure, Indicator, Period
from pipeline.consult.exercise.commentaries import read_commentaries
from pipeline.consult.exercise.downloads import (
    CHILD_HEADINGS,
    CSV_TYPE,
    WORKBOOK_TYPE,
    child_line,
    children_workbook,
    whole_workbook,
)
from pipeline.consult.exercise.queries import REASONS
from pipeline.consult.exercise.queries_read import read_queries
from pipeline.consult.exercise.standing import (
    FIGURE_WILL_CHANGE,
    NO_REPLY,
    UNDECIDED,
    Decision,
    QueryState,
    announcements,
    decision_history,
    figures_mark,
    last_decisions,
    query_states,
    sign_offs,
)
from pipeline.consult.people.access import Denied, own_preview, require_children
from pipeline.consult.store.clock import in_words
from pipeline.consult.web.calls import Call, File, Page
from pipeline.consult.web.officer_moves import beside, whole_number
from pipeline.foundation.spreadsheets import as_csv

ROWS_A_PAGE = 50
# A workbook takes a second of a core for a large authority: one at a time leaves the other pages quick.
ONE_WORKBOOK = threading.Semaphore(1)


@dataclass(frozen=True)
class IndicatorView:
    """One indicator as a page shows it; ``is_of_other_figures`` when the decision was on figures since changed.

    ``queries`` say where each query on it stands, ``changed`` which of its figures differ from the last preview,
    ``mark`` which figures they are now.
    """

    indicator: Indicator
    figures: list[Figure]
    comparisons: list[Comparison]
    decision: Decision | None
    is_of_other_figures: bool
    queries: list[QueryState]
    changed: list[Change]
    mark: str

    def figure(self, period: str, year: int) -> Figure | None:
        """The figure of a period and year, or None."""
        return next((f for f in self.figures if f.period == period and f.year == year), None)

    @property
    def standing(self) -> str:
        """agreed, queried or no_reply."""
        return NO_REPLY if self.decision is None or self.decision.kind in UNDECIDED else self.decision.kind

    @property
    def promised(self) -> QueryState | None:
        """The last query of which it was answered that the figure will change, and it is the same still."""
        return next((one for one in reversed(self.queries) if is_promise(one) and one.figures_mark == self.mark), None)

    @property
    def kept(self) -> QueryState | None:
        """The last query of which it was answered that the figure will change, and it has."""
        return next((one for one in reversed(self.queries) if is_promise(one) and one.figures_mark != self.mark), None)


def is_promise(state: QueryState) -> bool:
    """Whether it was answered that the figure will change."""
    return state.kind == "answered" and state.outcome == FIGURE_WILL_CHANGE


def views(call: Call, image: AuthorityImage) -> list[IndicatorView]:
    """Every indicator with the authority's figures, its last decision and where its queries stand."""
    figures, comparisons, la_code = image.figures(), image.comparisons(), image.la_code
    changed = [one for one in image.changes() if not one.child_id]
    with call.service.state.reading() as connection:
        last = last_decisions(connection, call.grant)
        states = [one for one in query_states(connection, call.grant) if one.la_code == la_code]
    made = []
    for code, indicator in call.service.indicators.items():
        decision, mark = last.get((la_code, code)), figures_mark(figures, code)
        is_other = decision is not None and decision.figures_mark not in ("", mark)
        made.append(
            IndicatorView(
                indicator,
                [f for f in figures if f.indicator == code],
                [c for c in comparisons if c.indicator == code],
                decision,
                is_other,
                [one for one in states if one.indicator == code],
                [one for one in changed if one.indicator == code],
                mark,
            )
        )
    return made


def asked_indicator(call: Call) -> Indicator:
    """The indicator that the path names; raises Denied for an unknown one."""
    indicator = call.service.indicators.get(call.path["code"])
    if indicator is None:
        raise Denied
    return indicator


def notice(call: Call) -> Page:
    """When the window opens and closes, and what is known to be wrong."""
    with call.service.state.reading() as connection:
        told = announcements(connection, call.grant)
    return Page("window.html", {"announcements": told}, "window")


def indicators(call: Call) -> Page:
    """All indicators on one page, with where each stands."""
    image = own_preview(call.grant, call.service.bundle)
    with call.service.state.reading() as connection:
        told, signed = announcements(connection, call.grant), sign_offs(connection, call.grant)
    listed = views(call, image)
    values = {
        "views": listed,
        "undecided": sum(view.standing == NO_REPLY for view in listed),
        "basis": image.basis,
        "announcements": told,
        "changes": len(image.changes()),
        **beside(image),
        "sign_off": signed.get(call.grant.la_code),
    }
    return Page("indicators.html", values, "indicators")


def statistics(call: Call) -> Page:
    """What statistical releases will show of the authority; not there where they are not previewed."""
    listed = own_preview(call.grant, call.service.bundle).statistics()
    if not listed:
        raise Denied
    by_release = {
        release: [one for one in listed if one.release == release]
        for release in dict.fromkeys(one.release for one in listed)
    }
    return Page("statistics.html", {"by_release": by_release}, "statistical releases")


def indicator(call: Call) -> Page:
    """One indicator: its definition, figures, published comparisons, and how it will be shown."""
    wanted = asked_indicator(call)
    image = own_preview(call.grant, call.service.bundle)
    view = next(view for view in views(call, image) if view.indicator.code == wanted.code)
    with call.service.state.reading() as connection:
        told = [one for one in announcements(connection, call.grant) if one.indicator in ("", wanted.code)]
        signed = sign_offs(connection, call.grant)
        asked = read_queries(connection, call.service.keyring, call.grant, indicator=wanted.code)
        said = read_commentaries(connection, call.service.keyring, call.grant)
    values = {
        "view": view,
        "announcements": told,
        "sign_off": signed.get(call.grant.la_code),
        "threads": asked,
        "reasons": REASONS,
        "commentary": next((one for one in said if one.indicator == wanted.code), None),
    }
    return Page("indicator.html", values, f"indicator {wanted.code}")


def printable(call: Call) -> Page:
    """Everything on one page for paper."""
    image = own_preview(call.grant, call.service.bundle)
    return Page("print.html", {"views": views(call, image), "basis": image.basis}, "printable page")


def children(call: Call) -> Page:
    """The children considered for an indicator, filtered; they add up to its numerator and denominator."""
    require_children(call.grant)
    image = own_preview(call.grant, call.service.bundle)
    wanted = asked_indicator(call)
    address = f"/indicators/{wanted.code}"
    return children_page(call, image, wanted, address, (address, wanted.title), is_own=True)


def children_page(
    call: Call, image: AuthorityImage, asked: Indicator, address: str, back: tuple[str, str], *, is_own: bool
) -> Page:
    """The children of an indicator at ``address``, with a way back; only their own authority may query and download."""
    wanted = _filter(call, image, asked)
    total = image.count_children(wanted)
    pages = max(1, -(-total // ROWS_A_PAGE))
    page = min(max(whole_number(call.asked.get("page", "1"), 1), 1), pages)
    view = next(view for view in views(call, image) if view.indicator.code == wanted.indicator)
    values = {
        "view": view,
        "figure": view.figure(Period.SINGLE, wanted.year),
        "wanted": wanted,
        "years": image.years_listed(wanted.indicator),
        "reasons": image.reasons(wanted.indicator, wanted.year),
        "children": image.children(wanted, (page - 1) * ROWS_A_PAGE, ROWS_A_PAGE),
        "total": total,
        "page": page,
        "pages": pages,
        "address": address,
        "back": back,
        "is_own": is_own,
    }
    return Page("children.html", values, f"children of {wanted.indicator}")


def children_csv(call: Call) -> File:
    """The filtered children as CSV."""
    image, wanted = _wanted_children(call)
    title = call.service.indicators[wanted.indicator].title
    content = as_csv(CHILD_HEADINGS, (child_line(child, title) for child in image.children(wanted)))
    name = call.file_name(f"{wanted.indicator.replace('_', '-')}-children.csv", image.la_code)
    return File(name, CSV_TYPE, content, f"children of {wanted.indicator} as CSV")


def children_xlsx(call: Call) -> File:
    """The filtered children as a workbook."""
    image, wanted = _wanted_children(call)
    title = f"Children considered for {call.service.indicators[wanted.indicator].title}"
    with ONE_WORKBOOK:
        content = children_workbook(title, call.service.indicators[wanted.indicator].title, image.children(wanted))
    name = call.file_name(f"{wanted.indicator.replace('_', '-')}-children.xlsx", image.la_code)
    return File(name, WORKBOOK_TYPE, content, f"children of {wanted.indicator} as Excel")


def changes(call: Call) -> Page:
    """What differs from the last preview, figures before children."""
    require_children(call.grant)
    image = own_preview(call.grant, call.service.bundle)
    listed = image.changes()
    values = {
        "figures": [one for one in listed if not one.child_id],
        "children": [one for one in listed if one.child_id],
        "has_previous": bool(call.service.bundle.contents.previous_bundle_id),
    }
    return Page("changes.html", values, "changes")


def workbook(call: Call) -> File:
    """One workbook with everything the authority is shown."""
    require_children(call.grant)
    image = own_preview(call.grant, call.service.bundle)
    window = call.grant.window
    with call.service.state.reading() as connection:
        decided = decision_history(connection, call.grant)
    notes = [
        f"{image.la_name}: preview of {call.service.bundle.contents.preview.title}.",
        f"Embargoed until {in_words(window.embargo_until)}.",
        f"Made for {call.grant.person.name} at {in_words(call.now)}.",
        f"Based on: {image.basis}.",
        "Figures on the sheet Indicators are unrounded unless the column says how they will be shown.",
        "The sheet Children holds identifiers of children. Keep it as you keep your case records.",
    ]
    with ONE_WORKBOOK:
        content = whole_workbook(
            call.service.bundle.contents.preview.title, notes, call.service.indicators.values(), image, decided
        )
    return File(call.file_name("preview.xlsx", image.la_code), WORKBOOK_TYPE, content, "workbook")


def _wanted_children(call: Call) -> tuple[AuthorityImage, ChildFilter]:
    require_children(call.grant)
    image = own_preview(call.grant, call.service.bundle)
    return image, _filter(call, image, asked_indicator(call))


def _filter(call: Call, image: AuthorityImage, wanted: Indicator) -> ChildFilter:
    years = image.years_listed(wanted.code)
    year = whole_number(call.asked.get("year", ""), call.grant.window.collection_year)
    counted = {"counted": True, "not_counted": False}.get(call.asked.get("counted", ""))
    # An identifier is asked for by a form's body: an address would keep it in histories and logs.
    child_id = call.form.get("child", "").strip()
    return ChildFilter(
        wanted.code,
        year if year in years else _first(years, call.grant.window.collection_year),
        counted,
        call.asked.get("reason", ""),
        child_id,
    )


def _first(years: Iterable[int], otherwise: int) -> int:
    return next(iter(years), otherwise)
