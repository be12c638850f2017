"""A preview without returns: as many authorities, indicators and children as asked for, adding up by construction."""

from __future__ import annotations

import random
from collections.abc import Iterator

from pipeline.consult.bundle.preview import (
    AreaKind,
    AuthorityPreview,
    ChildRow,
    Comparison,
    Figure,
    Indicator,
    Period,
    Preview,
    Treatment,
)

YEAR = 2014
CODES = [
    *(f"placements_{number}" for number in range(1, 5)),
    *(f"adoption_{number}" for number in range(1, 4)),
    *(f"attainment_{number}" for number in range(1, 5)),
    "leaving_care_2",
    "leaving_care_3",
    *(f"scorecard_a{number}" for number in range(1, 4)),
]
REASONS_OUT = ("looked after under a series of short-term placements", "aged 16 or over", "ceased before 31 March")


def dummy_definitions(count: int = 16) -> Preview:
    indicators = tuple(
        Indicator(
            code,
            f"Dummy indicator {code.replace('_', ' ')}",
            code.rpartition("_")[0].replace("_", " ").capitalize(),
            "The percentage of children looked after on 31 March to whom the dummy applies.",
            "children to whom it applies / children looked after on 31 March",
            "children to whom it applies",
            "children looked after on 31 March",
            ("Episodes: DECOM", "Episodes: DEC"),
            "percent",
        )
        for code in CODES[:count]
    )
    return Preview("performance-tables", YEAR, "Performance tables, year ending 31 March 2014", "dummy", indicators)


def percentage(numerator: int, denominator: int) -> str:
    return f"{(2000 * numerator + denominator) // (2 * denominator) / 10:.1f}" if denominator else ""


def dummy_authority(la_code: str, children: int, indicators: int = 16, seed: int = 1) -> AuthorityPreview:
    draw = random.Random(f"{la_code} {seed}")
    figures: list[Figure] = []
    rows: list[ChildRow] = []
    comparisons: list[Comparison] = []
    for code in CODES[:indicators]:
        counts = []
        for year in range(YEAR - 2, YEAR + 1):
            numerator = denominator = 0
            for child in range(children):
                if year != YEAR:
                    break
                counted = draw.random() < 0.8
                meets = counted and draw.random() < 0.3
                reason = ("applies" if meets else "does not apply") if counted else draw.choice(REASONS_OUT)
                rows.append(
                    ChildRow(
                        code, year, f"{la_code}X{child:05d}", counted, int(meets), int(counted), reason,
                        f"DECOM {year - 1}-0{1 + child % 9}-12; PLACE U1",
                    )
                )  # fmt: skip
                numerator += meets
                denominator += counted
            if year != YEAR:
                denominator = round(children * 0.8)
                numerator = draw.randint(0, denominator)
            counts.append((numerator, denominator))
            figures.append(figure(code, Period.SINGLE, year, numerator, denominator))
        figures.append(
            figure(code, Period.THREE_YEAR, YEAR, sum(one[0] for one in counts), sum(one[1] for one in counts))
        )
        for kind, area in (
            (AreaKind.ENGLAND, "England"), (AreaKind.REGION, "North"), (AreaKind.NEIGHBOURS, "Statistical neighbours")
        ):  # fmt: skip
            for period in Period:
                comparisons.append(
                    Comparison(code, period, YEAR - 1, kind, area, str(draw.randint(5, 40)), "Tables of 2013")
                )
    return AuthorityPreview(
        la_code, f"Dummy Authority {la_code}", "return received 7 July 2014", tuple(figures), tuple(comparisons),
        tuple(rows),
    )  # fmt: skip


def figure(code: str, period: Period, year: int, numerator: int, denominator: int) -> Figure:
    value = percentage(numerator, denominator)
    suppressed = 0 < numerator <= 5 or denominator <= 10
    return Figure(
        code,
        period,
        year,
        numerator,
        denominator,
        value,
        "x" if suppressed else str((200 * numerator + denominator) // (2 * denominator)),
        Treatment.SUPPRESSED if suppressed else Treatment.ROUNDED,
        "numerator of 5 or fewer, or denominator of 10 or fewer" if suppressed else "rounded to a whole number",
    )


def dummy_england(authorities: int = 153, children: int = 80_000, indicators: int = 16) -> Iterator[AuthorityPreview]:
    """About ``children`` in all, shared as unevenly as in life: the largest authority has several times the mean."""
    weights = [1 / (1 + place / 20) for place in range(authorities)]
    for place, weight in enumerate(weights):
        share = round(children * weight / sum(weights))
        yield dummy_authority(f"{200 + place}", max(share, 3), indicators)
