"""The areas that a release has rows for: England, regions, and the authorities in being in any published year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.design.figure import Area, AreaLevel
from pipeline.foundation.warehouse import Warehouse

ENGLAND = Area("E92000001", "England", AreaLevel.NATIONAL, "")
LONDON, LONDON_PARTS = "E12000007", ("E13000001", "E13000002")
# The order of every local authority table since 2010, measured on the workbooks of 2013 to 2016.
REGIONS = (
    "North East",
    "North West",
    "Yorkshire and The Humber",
    "East Midlands",
    "West Midlands",
    "East of England",
    "London",
    "Inner London",
    "Outer London",
    "South East",
    "South West",
)


@dataclass(frozen=True)
class Areas:
    """Every area of a release.

    Where agencies send the returns, they stand where else authorities do.
    ``regions`` are in table order with Inner and Outer London after London; ``local_authorities`` in order of code
    and in being in at least one published year; ``region_codes`` gives the region code of each authority as the
    social care releases print it (Inner or Outer London for London boroughs); ``in_being`` the (year, area code)
    pairs that exist; ``levels`` the rounding level of each area code; ``codes_before`` the nine-character code of an
    authority in the years in which it was another than its latest, by (year, area code).
    """

    regions: Sequence[Area]
    local_authorities: Sequence[Area]
    region_codes: Mapping[str, str]
    in_being: frozenset[tuple[int, str]]
    levels: Mapping[str, str]
    codes_before: Mapping[tuple[int, str], str] = field(default_factory=dict)

    def with_code_of(self, year: int, area: Area) -> Area:
        """The area with the nine-character code that it had in a year."""
        before = self.codes_before.get((year, area.area_code))
        return area if before is None else replace(area, new_la_code=before)

    def above(self, la_code: str) -> tuple[str, ...]:
        """The codes of the areas that an authority's figures are added into: its region, London, England."""
        region = self.region_codes[la_code]
        if not region:
            return (ENGLAND.area_code,)
        return (region, LONDON, ENGLAND.area_code) if region in LONDON_PARTS else (region, ENGLAND.area_code)

    def above_regions(self) -> dict[str, tuple[str, ...]]:
        """The areas that each region and part of London is in, by its code."""
        regions = {region: self.above(la_code)[1:] for la_code, region in self.region_codes.items() if region}
        return regions | {LONDON: (ENGLAND.area_code,)}

    def of_year(self, year: int) -> list[Area]:
        """England, the regions, and the authorities in being in ``year``: the rows of a workbook table."""
        authorities = [area for area in self.local_authorities if (year, area.area_code) in self.in_being]
        return [ENGLAND, *self.regions, *authorities]

    def some_of_each_level(self) -> Areas:
        """The same with few areas, of each level one in each year: for whoever asks for cells and not for areas."""
        years_of: dict[str, set[int]] = {}
        for year, code in self.in_being:
            years_of.setdefault(code, set()).add(year)
        met: set[tuple[int, AreaLevel]] = set()

        def some(areas: Sequence[Area]) -> list[Area]:
            found = []
            for area in areas:
                adds = {(year, area.level) for year in years_of.get(area.area_code, ())} - met
                if adds:
                    met.update(adds)
                    found.append(area)
            return found

        return replace(self, regions=some(self.regions), local_authorities=some(self.local_authorities))


def read_areas(warehouse: Warehouse, years: Sequence[int]) -> Areas:
    """The areas of the published ``years``; names and codes are those of the latest year that has them."""
    rows = warehouse.connection.execute(
        """
        SELECT collection_year, la_code, new_la_code, la_name, region_code, region_name,
            csc_region_code, csc_region_name, supplied_by, old_la_code
        FROM reference.reporting_units
        WHERE list_contains(?, collection_year)
        ORDER BY collection_year, la_code
        """,
        [list(years)],
    ).fetchall()
    authorities: dict[str, Area] = {}
    region_codes: dict[str, str] = {}
    regions: dict[str, Area] = {}
    codes: dict[tuple[int, str], str] = {}
    in_being = {(year, ENGLAND.area_code) for year in years}
    for year, code, new_code, name, region_code, region, csc_code, csc_region, supplied_by, printed in rows:
        level = AreaLevel.AGENCY if supplied_by == "agency" else AreaLevel.LOCAL_AUTHORITY
        authorities[code] = Area(code, name, level, csc_region, printed, new_code)
        codes[year, code] = new_code
        region_codes[code] = csc_code
        in_being.add((year, code))
        if not region_code:  # an agency that works everywhere
            continue
        regions[region] = Area(region_code, region, AreaLevel.REGION, region)
        if csc_code != region_code:
            regions[csc_region] = Area(csc_code, csc_region, AreaLevel.SUB_REGION, csc_region)
        in_being |= {(year, region_code), (year, csc_code)}
    levels = {ENGLAND.area_code: "national"}
    levels |= {area.area_code: "regional" for area in regions.values()}
    levels |= dict.fromkeys(authorities, "local_authority")
    return Areas(
        [regions[name] for name in REGIONS if name in regions],
        [authorities[code] for code in sorted(authorities)],
        region_codes,
        frozenset(in_being),
        levels,
        {place: code for place, code in codes.items() if code != authorities[place[1]].new_la_code},
    )
