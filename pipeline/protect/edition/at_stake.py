"""What is at stake in one release: all counts that its files show or lean on, with all that relates them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from itertools import chain
from pathlib import Path

from pipeline.analyse.areas import Areas
from pipeline.analyse.counts import (
    exposed_by_estimates,
    read_histograms,
    read_known_counts,
    read_made_from,
    read_not_shown,
)
from pipeline.analyse.distribution import Distributions
from pipeline.analyse.edition import Edition
from pipeline.analyse.figures import Shown, scale_of
from pipeline.analyse.rounding import round_ratio
from pipeline.analyse.unreliable_figures import read_out_of_rates, read_unreliable
from pipeline.design.data_sets import Release
from pipeline.design.files.policy_file import load_edition
from pipeline.design.policy import EditionPolicies, Nameless, Policy
from pipeline.foundation.numbers import Cells, Key
from pipeline.foundation.stages import TEMPLATES, UsageError
from pipeline.foundation.warehouse import Warehouse
from pipeline.protect.edition.earlier import as_earlier, read_earlier
from pipeline.protect.edition.families import zeros_hidden_in
from pipeline.protect.edition.identities import rest_of
from pipeline.protect.edition.panels import exposed_by_panels
from pipeline.protect.edition.public import Public, public_from
from pipeline.protect.edition.sums_of_years import published_cells, require_in_total
from pipeline.protect.edition.unknowns import build_unknowns, with_counts
from pipeline.protect.history import EarlierRelease, Joint, join_releases, with_old_cells
from pipeline.protect.relations import Relations, build_relations


@dataclass(frozen=True)
class AtStake:
    """The true counts of the release ``name``, and what anybody can relate them by, as disclosure control takes it.

    ``cells`` are the counts of this release and of the ``earlier`` ones, which ``joint`` relates; ``own_cells`` and
    ``own_relations`` are of this release alone, without the ratios that only an earlier one shows. ``shown`` are its
    figures, ``headlines`` the (measure, breakdown) that are suppressed last, ``authorities`` the codes of those who
    know their own counts, ``zeros_hidden_in`` the [file, column] in which a symbol may stand for 0.
    """

    name: str
    policies: EditionPolicies
    shown: set[Shown]
    headlines: frozenset[tuple[str, str]]
    authorities: frozenset[str]
    own_cells: Cells
    own_relations: Relations
    cells: Cells
    joint: Joint
    earlier: tuple[EarlierRelease, ...]
    zeros_hidden_in: Sequence[Sequence[str]] = ()


def read_at_stake(warehouse: Warehouse, edition: Edition, earlier_folders: Sequence[Path] = ()) -> AtStake:
    """Read what is at stake of the figures that an edition shows, and in the releases in ``earlier_folders``."""
    release, areas, shown = edition.release, edition.areas, edition.shown()
    policies = policies_for(release, edition.year)
    policy = policies.together
    public = read_public(warehouse, areas)
    numbers = {**_quantiles(warehouse, shown), **_banded_averages(warehouse, release, shown)}
    exempts = cache(policy.exempts)  # asked for every figure, answered alike in every area of a level
    unknowns = build_unknowns(release, shown, public, areas, edition.years, exempts, numbers)
    counts = read_known_counts(warehouse, sorted({*unknowns.keys, *unknowns.behind_partial_sums()}))
    exposed = exposed_by_estimates(warehouse, areas.levels, bases_of(policy))
    exposed |= exposed_by_panels(warehouse, release, areas)
    cells = with_counts(unknowns, counts, exposed, areas, cache(policy.protects))
    true = {key: (value, value) for key, value in zip(cells.keys, cells.values.tolist(), strict=True)}
    unknowns = unknowns.believing(true, everywhere=False)
    earlier = as_earlier(unknowns, cells, read_earlier(earlier_folders))
    require_in_total(release, chain.from_iterable(published_cells(one.view) for one in earlier))
    joint = join_releases(unknowns.keys, unknowns.hierarchies, unknowns.derived, earlier)
    own = build_relations(unknowns.keys, unknowns.hierarchies, unknowns.derived) if earlier else joint.relations
    return AtStake(
        edition.name,
        policies,
        shown,
        frozenset((one.measure, one.key) for one in release.headlines),
        frozenset(area.area_code for area in areas.local_authorities),
        cells,
        own,
        with_old_cells(cells, joint, earlier),
        joint,
        tuple(earlier),
        zeros_hidden_in(release, edition.year, policy.families),
    )


def bases_of(policy: Policy) -> dict[str, int]:
    """The rounding base of each level."""
    return {
        "national": policy.rounding_national,
        "regional": policy.rounding_regional,
        "local_authority": policy.rounding_local_authority,
    }


def policies_for(release: Release, edition: int) -> EditionPolicies:
    """The policies of a release's edition.

    What identities leave over without a name is nameless like the numbers that the policy says so of. Raises
    DisclosureError when they are not declared or not sourced, UsageError when an exemption names no measure.
    """
    path = TEMPLATES / release.name / "release.toml"
    policies = load_edition(path, edition)
    rests = {one.rest_name for one in release.identities if one.rest_name}
    known = {measure.name for measure in release.measures} | rests
    rules = policies.data_sets
    for section, measures in (
        ("exemptions", [one.measure for one in rules.exempt]),
        ("nameless", [one.measure for one in rules.nameless]),
        ("families", [one.measure for one in rules.families]),
    ):
        for measure in measures:
            if measure and measure not in known:
                raise UsageError(f"{path.name} [[{section}]]: the measure {measure!r} is not in data_sets.yaml.")
    left_over = tuple(
        Nameless(rest_of(one), reason=one.nameless, authority="data_sets.yaml")
        for one in release.identities
        if one.nameless
    )
    return EditionPolicies(
        *(replace(one, nameless=(*one.nameless, *left_over)) for one in (policies.data_sets, policies.tables))
    )


def read_public(warehouse: Warehouse, areas: Areas) -> Public:
    """What everybody knows of the release: who supplied, populations, and the trees of categories."""
    connection = warehouse.connection
    supplied = {
        (measure, year, la_code)
        for measure, year, la_code in connection.execute(
            "SELECT measure, collection_year, la_code FROM grossed.coverage WHERE is_supplied"
        ).fetchall()
    }
    missing, left_out = (
        connection.execute(
            "SELECT coverage.measure, coverage.collection_year, coverage.la_code FROM grossed.coverage AS coverage "
            "CROSS JOIN grossed.policy AS policy WHERE NOT coverage.is_supplied AND policy.estimates_missing = ?",
            [estimates_missing],
        ).fetchall()
        for estimates_missing in (True, False)
    )
    without_estimate = connection.execute(
        """
        SELECT coverage.measure, coverage.collection_year, coverage.la_code
        FROM grossed.coverage AS coverage
        JOIN reference.reporting_units AS units USING (collection_year, la_code)
        LEFT JOIN grossed.never_estimated AS never ON never.measure = coverage.measure
        ANTI JOIN grossed.carried_forward AS carried
            ON carried.measure = coverage.measure AND carried.collection_year = coverage.collection_year
            AND carried.la_code = coverage.la_code
        WHERE NOT coverage.is_supplied AND (units.supplied_by = 'agency' OR never.measure IS NOT NULL)
        """
    ).fetchall()
    public = public_from(warehouse, areas, supplied, missing, without_estimate, left_out)
    shown = public.supplied - read_not_shown(warehouse)
    unreliable = frozenset(read_unreliable(warehouse)) & shown
    return replace(
        public,
        supplied=shown,
        made_from=read_made_from(warehouse),
        unreliable=unreliable,
        out_of_rates=read_out_of_rates(warehouse, areas),
    )


def _quantiles(warehouse: Warehouse, shown: Iterable[Shown]) -> dict[Shown, int]:
    """The quantiles as they are worked out for publication; those of nobody are not there."""
    wanted = [figure for figure in shown if figure.statistic == "quantile"]
    if not wanted:
        return {}
    counts = read_histograms(warehouse, {(figure.measure, figure.histogram) for figure in wanted})
    distributions = Distributions(counts)
    found = {}
    for figure in wanted:
        distribution = distributions.within(figure.place, figure.key, figure.histogram)
        if distribution.total:
            found[figure] = distribution.quantile(Fraction(figure.quantile))
    return found


def _banded_averages(warehouse: Warehouse, release: Release, shown: Iterable[Shown]) -> dict[Shown, int]:
    """The averages that stand beside bands, as they are printed of the authorities that supplied."""
    banded = {one.amount for one in release.banded_amounts}
    wanted = [figure for figure in shown if figure.statistic == "average" and figure.measure in banded]
    of = [(figure, Key(*figure.place, figure.key), _whole_of(figure)) for figure in wanted]
    counts = read_known_counts(warehouse, sorted({key for _, *keys in of for key in keys}))
    found = {}
    for figure, amount, people in of:
        everybody = counts.get(people[:3], {}).get(people.breakdown, 0)
        if everybody:
            all_of_it, scale = counts.get(amount[:3], {}).get(amount.breakdown, 0), scale_of(figure)
            found[figure] = round_ratio(all_of_it * scale.numerator, everybody * scale.denominator, 1, 0)
    return found


def _whole_of(figure: Shown) -> Key:
    measure, key = figure.whole
    return Key(measure, figure.year, figure.area_code, key)
