"""What changed for one authority since the last preview: figures first, then the children who made the difference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pipeline.consult.bundle.image import AuthorityImage
from pipeline.consult.bundle.preview import AuthorityPreview, Change, ChildRow, Figure

RowKey = tuple[str, int, str, int]


def in_words(figure: Figure | None) -> str:
    """A figure as a change shows it: value with numerator over denominator."""
    if figure is None:
        return "not in the preview"
    if figure.numerator is None or figure.denominator is None:
        return "not available"
    return f"{figure.value} ({figure.numerator:,} / {figure.denominator:,})"


def changes_between(before: AuthorityImage, after: AuthorityPreview) -> list[Change]:
    """Figures whose numbers differ, and children added, gone or counted otherwise, by indicator and year."""
    old_figures = {(f.indicator, f.year, f.period): f for f in before.figures()}
    new_figures = {(f.indicator, f.year, f.period): f for f in after.figures}
    changes = [
        Change(key[0], key[1], key[2], "", "figure", in_words(old_figures.get(key)), in_words(new_figures.get(key)))
        for key in dict.fromkeys([*new_figures, *old_figures])
        if in_words(old_figures.get(key)) != in_words(new_figures.get(key))
    ]
    old_rows, new_rows = _by_occurrence(child.row for child in before.listed_children()), _by_occurrence(after.children)
    for key in dict.fromkeys([*new_rows, *old_rows]):
        old, new = old_rows.get(key), new_rows.get(key)
        if old is None or new is None or _adds(old) != _adds(new):
            what = (
                "child added" if old is None else "child no longer listed" if new is None else "child counted otherwise"
            )
            changes.append(Change(key[0], key[1], "single", key[2], what, _adds(old), _adds(new)))
    return changes


def _adds(row: ChildRow | None) -> str:
    if row is None:
        return ""
    return f"{row.reason} (adds {row.numerator:,} / {row.denominator:,})"


def _by_occurrence(rows: Iterable[ChildRow]) -> dict[RowKey, ChildRow]:
    met: Counter[tuple[str, int, str]] = Counter()
    named: dict[RowKey, ChildRow] = {}
    for row in rows:
        same = (row.indicator, row.year, row.child_id)
        named[*same, met[same]] = row
        met[same] += 1
    return named
