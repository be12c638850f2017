"""One authority's return for one year: the lines of every file, from the lives of its children."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from random import Random

from pipeline.synthetic.children.identities import pupil_number_on
from pipeline.synthetic.children.lives import Child, Period
from pipeline.synthetic.country.days import first_day, last_day, text
from pipeline.synthetic.ssda903.absences import absence_rows
from pipeline.synthetic.ssda903.codes import columns_of, files_of, placement_codes, sex_code
from pipeline.synthetic.ssda903.social_workers import social_worker_rows
from pipeline.synthetic.ssda903.yearly import (
    adoption_row,
    asylum_row,
    outcome_row,
    placed_for_adoption_row,
    previous_permanence_row,
    review_rows,
)
from pipeline.synthetic.workforce.registers import Register

RETURN = "ssda903"


class Return:
    """The lines of one authority's files for one year, without their headings, as they are gathered child by child."""

    def __init__(self, la_code: str, year: int, register: Register) -> None:
        """Start empty; ``register`` is of the authority's social workers."""
        self.la_code = la_code
        self.year = year
        self.lines: dict[str, list[str]] = {name: [] for name in files_of(year)}
        self._register = register
        self._first, self._last = first_day(year), last_day(year)
        self._placements = placement_codes(year)
        self._change_reasons = year >= 2016
        self._rng = Random()

    def covers(self, child: Child) -> bool:
        """Whether any of the child's periods of care belongs in this year's return."""
        return any(self._overlaps(period) for period in child.periods)

    def add_child(self, child: Child) -> None:
        """Add everything the return says of a child who was in care in the year."""
        lines, rng, year = self.lines, self._rng, self.year
        rng.seed(child.seed ^ (year << 44))
        self.add_header(child)
        for period in child.periods:
            if self._overlaps(period):
                self._add_episodes(child, period)
        lines["reviews"] += review_rows(rng, child, year)
        outcome = outcome_row(rng, child, year)
        if outcome:
            lines["oc2"].append(outcome)
        if "missing" in lines:
            lines["missing"] += absence_rows(child, year)
        previous = previous_permanence_row(rng, child, year, self.la_code)
        if previous:
            lines["previous_permanence"].append(previous)
        if child.asylum:
            lines["uasc"].append(asylum_row(child, year, sex_code(male=child.male, year=year)))
        for period in child.periods:
            if period.adoption and self._overlaps(period):
                adoption = adoption_row(rng, child, period, year)
                if adoption:
                    lines["ad1"].append(adoption)
                decision = placed_for_adoption_row(child, period, year)
                if decision:
                    lines["placed_for_adoption"].append(decision)
        if "sw_episodes" in lines:
            lines["sw_episodes"] += social_worker_rows(rng, child, year, self._register)

    def add_care_leaver(self, child: Child, row: str) -> None:
        """Add a young person's follow-up, and a header unless the return has one for her already."""
        self.lines["oc3"].append(row)
        if not self.covers(child):
            self.add_header(child)

    def add_header(self, child: Child) -> None:
        """Add the child's header; whether she is a mother is asked of girls in care in the year, short breaks apart."""
        mother = mothers_child = ""
        in_care = any(self._overlaps(period) and not period.short_breaks for period in child.periods)
        if in_care and not child.male:
            is_mother = child.mother_from and child.mother_from <= self._last
            mother = "1" if is_mother else "0"
            mothers_child = text(child.mother_from) if is_mother else ""
        self.lines["header"].append(
            f"{child.identifier},{sex_code(male=child.male, year=self.year)},{text(child.date_of_birth)},"
            f"{child.ethnicity},{pupil_number_on(child, self._last)},{mother},{mothers_child}"
        )

    def _overlaps(self, period: Period) -> bool:
        return period.started <= self._last and (not period.ended or period.ended >= self._first)

    def _add_episodes(self, child: Child, period: Period) -> None:
        first, last, placements = self._first, self._last, self._placements
        rows = self.lines["episodes"]
        for episode in period.episodes:
            if episode.started > last:
                break
            if episode.ceased and episode.ceased < first:
                continue
            ceased = change = ""
            if episode.ceased and episode.ceased <= last:
                ceased = f"{text(episode.ceased)},{episode.reason_ceased}"
                change = episode.change_reason
            else:
                ceased = ","
            row = (
                f"{child.identifier},{text(episode.started)},{episode.reason},{episode.legal_status},{period.need},"
                f"{placements.get(episode.placement, episode.placement)},{episode.provider},{ceased}"
            )
            if self._change_reasons:
                # Ofsted has numbers of semi-independent living (H5) since it registers its successor.
                urn = "" if episode.placement == "H5" and self.year < 2024 else episode.urn
                rows.append(f"{row},{change},{episode.home_postcode},{episode.placement_postcode},{urn}")
            else:
                rows.append(f"{row},{episode.home_postcode},{episode.placement_postcode}")


def contents(name: str, year: int, lines: Iterable[str]) -> bytes:
    """A file's bytes: its heading and lines in UTF-8."""
    heading = ",".join(columns_of(name, year))
    return ("\n".join((heading, *lines)) + "\n").encode()


def write_files(folder: Path, files: dict[str, bytes]) -> None:
    """Write a return's files (name without ending -> bytes) into its folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / f"{name}.csv").write_bytes(content)
