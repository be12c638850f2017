"""Sum local authorities to regions and England, with an estimate for each authority whose figure is missing.

Source: methodology of the children in need release 2016 to 2017, section 5: a missing authority's headline is the
known authorities' national rate times its own population; breakdowns are known totals times the grossing factor of
their headline. An area without any known figure has no such factor: its headline divides as that of the known does.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.foundation.stages import CheckFailed
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.carried_forward import carry_forward
from pipeline.process.coverage import Measure
from pipeline.process.decisions import CarriedForward
from pipeline.process.grossed import give, make
from pipeline.reference.tables import estimated_child_population


def gross_areas(
    warehouse: Warehouse,
    decisions: Sequence[CarriedForward] = (),
    histograms: Sequence[str] = (),
    *,
    show_without_figures: bool = True,
    estimates_missing: bool = True,
    measures: Sequence[Measure] = (),
    carries_forward: bool = False,
) -> None:
    """Make ``grossed.carried_forward``, ``grossed.estimates``, ``grossed.areas_without_figures``, ``grossed.cells``.

    A row of ``grossed.cells`` is one count of one area: measure, collection_year, area_level (``national``,
    ``regional``, ``local_authority``), area_code, breakdown_key, ``value`` (with estimates and figures carried
    forward), ``known_value`` (the authorities that supplied) and ``is_estimated`` (with either). The numbers of
    ``histograms`` are not grossed: one factor for all of them would leave every quantile where it is.

    An area of which nobody supplied anything, or whose suppliers have nobody, is one of the areas without figures. Each
    of its cells is the known count of all England times the estimate of its headline over the known headline of all.
    ``measures`` are those of the release, all of which are carried forward where the edition ``carries_forward``;
    ``show_without_figures`` says whether such estimates are printed, or the
    area's figures are not available. Without ``estimates_missing`` there are none: areas add up who is known.
    Raises CheckFailed when an authority is missing whose population is not in the reference data, since its estimate
    would silently be nought.
    """
    connection = warehouse.connection
    carry_forward(warehouse, decisions, measures, carries_forward=carries_forward)
    _give_populations(warehouse)
    give(warehouse, "histograms", {"breakdown": "VARCHAR"}, [(name,) for name in histograms])
    give(
        warehouse,
        "policy",
        {"shows_areas_without_figures": "BOOLEAN", "estimates_missing": "BOOLEAN"},
        [(show_without_figures, estimates_missing)],
    )
    make(warehouse, "area_members", "counts_behind_areas", "estimates")
    unknown = connection.execute(
        """
        SELECT DISTINCT coverage.collection_year, coverage.la_code
        FROM grossed.coverage AS coverage
        LEFT JOIN grossed.estimates AS estimates USING (measure, collection_year, la_code)
        LEFT JOIN grossed.carried_forward AS carried USING (measure, collection_year, la_code)
        ANTI JOIN grossed.never_estimated AS never ON never.measure = coverage.measure
        -- Nobody lives in an agency: nothing is estimated for one, and what it is a part of is not available.
        INNER JOIN reference.reporting_units AS units
            ON units.collection_year = coverage.collection_year AND units.la_code = coverage.la_code
            AND units.supplied_by = 'authority'
        WHERE NOT coverage.is_supplied AND estimates.estimate IS NULL AND carried.carried_from_year IS NULL
            -- A measure that nobody supplied in a year has no figure at all, and so none to estimate.
            AND EXISTS (
                SELECT 1 FROM grossed.coverage AS known
                WHERE known.measure = coverage.measure AND known.collection_year = coverage.collection_year
                    AND known.is_supplied
            )
        ORDER BY ALL
        """
    ).fetchall()
    if unknown and estimates_missing:
        named = ", ".join(f"{la_code} in {year}" for year, la_code in unknown)
        raise CheckFailed(
            f"Missing returns cannot be estimated, because the child population of these authorities is not in "
            f"data/reference/child_population_0_17.csv: {named}. Supply their returns or their population."
        )
    make(warehouse, "area_sums", "area_headlines", "areas_without_figures", "cells")


def _give_populations(warehouse: Warehouse) -> None:
    """Populations to estimate with: the published, and shares of the whole for authorities published only together.

    Rates are never worked out with such a share: the authority's own population stays not available.
    """
    has_own = warehouse.has_table("reference.population_for_estimates")
    table = "population_for_estimates" if has_own else "child_population"
    published = f"FROM reference.{table} WHERE area_level = 'local_authority' AND population"
    warehouse.replace_table(
        "grossed.estimating_populations",
        f"SELECT collection_year, area_code AS la_code, population::BIGINT AS population {published} IS NOT NULL",
    )
    together = warehouse.connection.execute(
        f"SELECT collection_year, area_code {published} IS NULL "
        "AND collection_year IN (SELECT collection_year FROM grossed.coverage) ORDER BY ALL"
    ).fetchall()
    shares = [
        (year, code, estimated_child_population(year)[code])
        for year, code in together
        if code in estimated_child_population(year)
    ]
    if shares:
        warehouse.connection.executemany("INSERT INTO grossed.estimating_populations VALUES (?, ?, ?)", shares)
