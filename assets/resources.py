"""What a run is given: the folders, the part of the release, and the collection year as its partition."""

from __future__ import annotations

import os
from pathlib import Path

from dagster import ConfigurableResource, StaticPartitionsDefinition
from pydantic import Field

from pipeline.release import ReleaseRun
from pipeline.returns.specification import load_specification
from pipeline.stages import PROJECT_ROOT

RELEASE = "children-looked-after"
RETURN = "ssda903"

_SPECIFICATION = load_specification(RETURN)
# A year that the specification learns becomes a partition: a new collection year is new data.
YEARS = StaticPartitionsDefinition(
    [str(year) for year in range(_SPECIFICATION.first_year, _SPECIFICATION.last_year + 1)]
)


class ReleaseFolders(ConfigurableResource):  # type: ignore[type-arg]
    """Where returns come from and releases go; relative paths start at the top of the project."""

    returns: str = Field(description="Folder with <return>/<year>/<la_code>/ in it (FIRST_RELEASE_RETURNS).")
    out: str = Field(description="Folder for releases (FIRST_RELEASE_OUT).")

    @property
    def returns_folder(self) -> Path:
        """The returns folder."""
        return PROJECT_ROOT / self.returns

    def run_for(self, year: int, part: str) -> ReleaseRun:
        """What ``sfr release`` would be asked for to publish ``year``."""
        return ReleaseRun(RELEASE, year, part, self.returns_folder, PROJECT_ROOT / self.out)


class ReleasePart(ConfigurableResource):  # type: ignore[type-arg]
    """The part of the release that a job publishes."""

    name: str = Field(default="", description="september, december, or empty for the whole release.")


def folders_from_environment() -> ReleaseFolders:
    """The folders that FIRST_RELEASE_RETURNS and FIRST_RELEASE_OUT name, else those of ``make release``."""
    return ReleaseFolders(
        returns=os.environ.get("FIRST_RELEASE_RETURNS", "data/england"),
        out=os.environ.get("FIRST_RELEASE_OUT", "releases"),
    )
