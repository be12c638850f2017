"""Charts as SVG that stands in a page: drawn by pygal, without its scripts, styles and the day of drawing.

What a chart looks like is in the stylesheet of the pages; what it shows stands in a table beside it. The same figures
give the same bytes, and no chart needs a script.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pygal
from lxml import etree
from markupsafe import Markup

Number = int | float | Decimal | None
WIDTH, HEIGHT, BAR = 480, 305, 26
MARGIN, LETTER = 8, 7
LEGEND_COLUMNS, LEGEND_LINE, LEGEND_BOX = 2, 31, 20
ROOM_FOR_NUMBERS = 1.25
ALL_BARS = 240
"""The height of a chart with a bar for every authority."""
FONT = {"label_font_size": 14, "major_label_font_size": 14, "legend_font_size": 14, "value_font_size": 13}
DROPPED = ("defs", "desc", "title")
"""Parts of pygal's drawing that are scripts and styles, or say to a script what the table says."""
INTERACTIVE = {"tooltip-overlay", "tooltip"}


def over_time(title: str, periods: Sequence[str], lines: Mapping[str, Sequence[Number]]) -> Markup:
    """A line for each name that has a number over the periods, the oldest first; ``None`` is a gap.

    Nothing where no name has two numbers: dots are no line, and what they stand for is in the table.
    """
    lines = {name: values for name, values in lines.items() if any(value is not None for value in values)}
    if not any(sum(value is not None for value in values) > 1 for values in lines.values()):
        return Markup("")
    chart = pygal.Line(**_look(WIDTH, HEIGHT), legend_at_bottom=True, dots_size=4)
    chart.legend_at_bottom_columns, chart.legend_box_size = LEGEND_COLUMNS, LEGEND_BOX
    chart.x_labels = list(periods)
    # Labels stand in the middle below their points, the last one half beyond the last of these.
    chart.margin_right = max(MARGIN, LETTER * max(map(len, periods)) // 2)
    if len(lines) == 1:
        chart.show_legend = False
    elif len(lines) % LEGEND_COLUMNS:  # pygal leaves no room for the last line of names where it is not full
        chart.margin_bottom = MARGIN + LEGEND_LINE
    for name, values in lines.items():
        chart.add(name, [_plain(value) for value in values])
    _from_zero(chart, [value for values in lines.values() for value in values])
    return _drawn(chart, title)


def bars(title: str, values: Mapping[str, Number]) -> Markup:
    """A bar across for each name, in the order given from the top, its number at its end."""
    names = list(values)[::-1]
    chart = pygal.HorizontalBar(
        **_look(WIDTH, BAR * len(names) + 50), show_legend=False, print_values=True, print_values_position="top"
    )
    chart.x_labels = names
    chart.add("", [_plain(values[name]) for name in names])
    _from_zero(chart, values.values(), ROOM_FOR_NUMBERS)
    return _drawn(chart, title)


def ranked(title: str, values: Sequence[Number], marked: int | None = None) -> Markup:
    """A bar for each value in the order given; the one at ``marked`` stands out."""
    chart = pygal.StackedBar(**_look(WIDTH, ALL_BARS), show_legend=False, show_x_labels=False)
    chart.add("others", [None if place == marked else _plain(value) for place, value in enumerate(values)])
    chart.add("marked", [_plain(value) if place == marked else None for place, value in enumerate(values)])
    _from_zero(chart, values)
    return _drawn(chart, title)


def _look(width: int, height: int) -> dict[str, Any]:
    style = pygal.style.Style(font_family="Arial", **FONT)
    return {
        "width": width, "height": height, "margin": MARGIN, "spacing": 8, "truncate_label": 60, "truncate_legend": 40,
        "js": [], "css": [], "no_prefix": True, "value_formatter": _printed, "style": style,
    }  # fmt: skip


def _plain(value: Number) -> int | float | None:
    """A number that pygal takes; what is drawn is never printed from it."""
    return float(value) if isinstance(value, Decimal) else value


def _printed(value: float) -> str:
    """A number on an axis or at the end of a bar."""
    return f"{value:,.10g}"


def _from_zero(chart: pygal.graph.graph.Graph, values: Iterable[Number], room: float = 1) -> None:
    """Begin the axis of numbers at 0, so that nothing looks too large; ``room`` times the largest is its end."""
    largest = max((float(value) for value in values if value is not None), default=0.0)
    chart.range = (0, room * largest or 1)
    chart.min_scale, chart.max_scale = 3, 5


def _as_line(box: Any) -> None:
    """Make a line of the box beside a name, so that the stylesheet dashes it as it does the line that it stands for."""
    x, y, width, height = (float(box.attrib.pop(name)) for name in ("x", "y", "width", "height"))
    box.tag = etree.QName(etree.QName(box).namespace, "path").text
    box.set("d", f"M{x:g} {y + height / 2:g}h{width:g}")


def _drawn(chart: pygal.graph.graph.Graph, title: str) -> Markup:
    def cleaned(root: Any) -> Any:
        for part in [*root.iter()]:
            is_comment = not isinstance(part.tag, str)
            name = "" if is_comment else etree.QName(part).localname
            if is_comment or name in DROPPED or INTERACTIVE & set(part.get("class", "").split()):
                if part.getparent() is not None:
                    part.getparent().remove(part)
                continue
            for attribute in ("id", "style"):
                part.attrib.pop(attribute, None)
            if name == "rect" and "legend" in part.getparent().get("class", "").split():
                _as_line(part)
        root.set("role", "img")
        root.set("aria-label", title)
        return root

    chart.add_xml_filter(cleaned)
    return Markup(chart.render(is_unicode=True, disable_xml_declaration=True).strip())
