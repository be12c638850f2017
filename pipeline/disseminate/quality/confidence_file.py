"""``data_confidence.csv`` and ``data_confidence.html``: the published parts of the confidence indicator, as bands."""

from __future__ import annotations

from pathlib import Path

from pipeline.analyse.edition import Edition
from pipeline.collect.specification import load_specification
from pipeline.design.files.quality_file import load_quality
from pipeline.disseminate import pages
from pipeline.disseminate.quality.confidence import (
    COLUMNS,
    confidence_rows,
    definition,
    lowest_first,
    parts_asked,
    read_confidence,
)
from pipeline.disseminate.release_pages import release_in_words
from pipeline.disseminate.site.whole_site import navigation
from pipeline.foundation.warehouse import Warehouse
from pipeline.foundation.written_rows import write_rows

NAME = "data_confidence"


def write_confidence(warehouse: Warehouse, publish: Path, edition: Edition) -> None:
    """Write both, from the tables of stage quality; they hold no count and no share."""
    rules = load_quality()
    found = read_confidence(warehouse, rules, published=True)
    parts = parts_asked(warehouse, rules, published=True)
    names = [one.id for one in parts]
    titles = {name: load_specification(name).title for name in dict.fromkeys(one.return_name for one in found)}
    write_rows(publish / f"{NAME}.csv", (*COLUMNS, *names), confidence_rows(found))
    pages.render_page(
        publish,
        NAME,
        {
            "release": release_in_words(edition),
            "navigation": navigation(edition),
            "senders": edition.senders,
            "definition": definition(parts, rules),
            "parts": names,
            "found": lowest_first(found, rules),
            "titles": titles,
        },
    )
