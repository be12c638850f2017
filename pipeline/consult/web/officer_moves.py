"""The page of an authority's own children: which placements, schools and social workers they had, and what counts."""

from __future__ import annotations

from typing import Any

from pipeline.consult.bundle.image import AuthorityImage
from pipeline.consult.people.access import own_preview, require_children
from pipeline.consult.web.calls import Call, Page

ROWS_A_PAGE = 50
KINDS = ("placement", "school", "social worker")


def beside(image: AuthorityImage) -> dict[str, Any]:
    """What the page of indicators has links to beside them."""
    return {"has_statistics": bool(image.statistics()), "has_moves": bool(image.move_sums())}


def moves(call: Call) -> Page:
    """The year's moves of one kind, child by child, with those that stability does not count and why."""
    require_children(call.grant)
    image = own_preview(call.grant, call.service.bundle)
    kind = next((one for one in KINDS if one == call.asked.get("kind")), KINDS[0])
    sums = image.move_sums()
    total = sum(number for of, _, _, number in sums if of == kind)
    pages = max(1, -(-total // ROWS_A_PAGE))
    page = min(max(whole_number(call.asked.get("page", "1"), 1), 1), pages)
    values = {
        "kind": kind,
        "kinds": KINDS,
        "sums": [one for one in sums if one[0] == kind],
        "moves": image.moves(kind, (page - 1) * ROWS_A_PAGE, ROWS_A_PAGE),
        "total": total,
        "page": page,
        "pages": pages,
    }
    return Page("moves.html", values, f"moves: {kind}")


def whole_number(text: str, otherwise: int) -> int:
    """A number that an address gives, or another where it gives none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else otherwise
