"""A release that is asked for: what it is called, which returns it reads, where it goes, and its warehouse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.collect.history_years import passed_over_in_words, years_in, years_used
from pipeline.collect.specification import load_specification
from pipeline.design.files.contents_file import load_contents
from pipeline.design.files.data_sets_file import load_release
from pipeline.design.files.sign_off_file import read_sign_off
from pipeline.design.sign_off import SignOff
from pipeline.disseminate.release_folder import recover
from pipeline.disseminate.shelf import Asked, Standing
from pipeline.foundation.stages import TEMPLATES, UnreadableInput, UsageError
from pipeline.foundation.warehouse import Warehouse, WarehouseInUse
from pipeline.foundation.working_folder import private_files
from pipeline.protect.edition.release_key import digest_of_inputs, digest_of_sign_off, release_key
from pipeline.reference.periods import QUARTERS_PUBLISHED, Period, period_named, period_of, year_of
from pipeline.reference.tables import edition_of_populations

TIME_SERIES_YEARS = 5
# Long stability looks back two and a half years from the first published year.
HISTORY_YEARS = 2
PARTS = ("", "september", "december")


def year_and_part(year: int, part: str, period: str) -> tuple[int, str]:
    """The year and part that were asked for, in whichever of two ways: by themselves, or as 2024 or 2022-23-Q4.

    Raises UsageError for both ways at once or neither, and for what is no period.
    """
    if bool(period) == bool(year or part):
        raise UsageError("Give --year, with --part where the release has parts, or --period in place of both.")
    if not period:
        return year, part
    named = period_named(period.replace("-Q", " Q"))
    if named is None:
        raise UsageError(f"--period {period!r} is neither a year nor a quarter; write 2024, or 2022-23-Q4.")
    return named.year, f"q{named.quarter}" if named.quarter else ""


ENGINES = ("duckdb", "spark")
"""What the models can run on: in the warehouse itself, or on Apache Spark."""


@dataclass(frozen=True)
class ReleaseRun:
    """What is asked for: the release's name, its year and part, the returns folder and the folder for releases.

    ``earlier`` are folders of releases that readers already have: this one is protected together with them. Of what
    lies in the folder for releases ``supersedes`` is the one whose place it takes, ``not_published`` never left the
    building, and with ``all_earlier`` all others that show the same counts did.
    ``accept_coverage`` says that a release from fewer returns than its release.toml asks for is meant, ``accept_told``
    that what its figures tell by what adds up in them is chance.
    ``signed`` is the file in which warnings were accepted and figures decided on.
    The models run on ``engine``, one of ENGINES, which changes no figure.
    Populations are those that the department's edition used, where they are known, unless the latest are asked for.
    """

    name: str
    year: int
    part: str
    returns: Path
    out: Path
    earlier: tuple[Path, ...] = ()
    accept_coverage: bool = False
    latest_populations: bool = False
    supersedes: tuple[Path, ...] = ()
    not_published: tuple[Path, ...] = ()
    all_earlier: bool = False
    signed: Path | None = None
    accept_told: bool = False
    engine: str = ENGINES[0]

    @property
    def latest(self) -> int:
        """The period that the release is of: its year, or the quarter of it that the part names."""
        if not load_specification(load_release(self.name).own_return).is_quarterly:
            return self.year
        return Period(self.year, QUARTERS_PUBLISHED[self.part]).collection_year

    @property
    def first_year(self) -> int:
        """The first year that it has figures for: that of its time series, or of the last five."""
        return load_release(self.name).first_year_shown(self.year) or self.year - TIME_SERIES_YEARS + 1

    @property
    def title(self) -> str:
        """The release's folder name: the year, with the part where it has one."""
        return f"{self.year}-{self.part}" if self.part else str(self.year)

    def require_part(self) -> None:
        """Raise UsageError for a part that the release, or this edition of it, has not."""
        is_quarterly = load_specification(load_release(self.name).own_return).is_quarterly
        if is_quarterly and self.part not in QUARTERS_PUBLISHED:
            raise UsageError(f"--part {self.part!r} is not known; {self.name} is quarterly: use q1, q2, q3 or q4.")
        if not is_quarterly and self.part not in PARTS:
            raise UsageError(f"--part {self.part!r} is not known; use september or december.")
        if not is_quarterly and self.part:
            contents = load_contents(TEMPLATES / self.name / "tables.yaml")
            if contents.books_in(self.year) and not contents.books_in(self.year, self.part):
                raise UsageError(
                    f"--part {self.part}: {self.name} {self.year} has no table in it, since that edition leaves whole. "
                    "Leave --part out."
                )

    @property
    def population_edition(self) -> int | None:
        """The edition whose populations are used; None for the latest, asked for or for want of any other."""
        return None if self.latest_populations else edition_of_populations(self.name, self.year)

    @property
    def folder(self) -> Path:
        """Where the release appears."""
        return self.out / self.name / self.title

    @property
    def told_path(self) -> Path:
        """Where what its figures would tell is listed, if that stops it: beside the folder, which is not made then."""
        return self.out / self.name / f"{self.title}-told_by_figures.csv"

    @property
    def warehouse_path(self) -> Path:
        """The run's own warehouse: what another release read must not become history of this one."""
        return self.out / self.name / f".{self.title}.duckdb"

    def asked(self) -> Asked:
        """The release among those in the folder for releases, with what was said of them."""
        release = load_release(self.name)
        read = self._years_of(release.own_return, is_needed=True)
        told = load_specification(release.own_return).told_by(read)
        years = tuple(year for year in told if year_of(year) >= self.first_year)
        said = (self.earlier, self.supersedes, self.not_published, self.all_earlier)
        return Asked(release, self.folder, self.year, self.part, years, *said)

    def standing(self, warehouse: Warehouse) -> Standing:
        """What becomes of the releases before this one, now that the returns are read."""
        key = release_key(warehouse)
        signed = digest_of_sign_off(key, self.sign_off.content)
        return self.asked().standing(digest_of_inputs(key), self.population_edition, signed)

    @property
    def sign_off(self) -> SignOff:
        """What was answered to warnings and decided on figures; raises UsageError for a file that cannot be read."""
        return read_sign_off(self.signed)

    def years_to_read(self) -> list[int]:
        """Collection years in the folder that the release needs; raises UnreadableInput when its own is not there."""
        return sorted({year for years in self.years_by_return().values() for year in years})

    def years_by_return(self) -> dict[str, list[int]]:
        """The same by the returns that its measures are made from; a return beside the release's own may be absent.

        Of a return that is left unread there are no years.
        """
        release = load_release(self.name)
        read = {name: self._years_of(name, name == release.own_return) for name in release.returns}
        return read | {name: [] for name in release.returns_left_unread}

    def _years_of(self, return_name: str, is_needed: bool) -> list[int]:
        root = self.returns / return_name
        period = period_of(self.latest)
        if not is_needed and not root.is_dir():
            return []
        if not root.is_dir():
            raise UnreadableInput(
                f"{root} is not a folder. --returns must hold {return_name}/<year>/<la_code>/ folders; "
                f"`sfr synthesise --return {return_name}` makes an example."
            )
        if is_needed and self.latest not in years_in(self.returns, return_name):
            raise UnreadableInput(f"{root.joinpath(*period.folder)} is not there, so {period} cannot be published.")
        return self._used(return_name)[0]

    def _used(self, return_name: str) -> tuple[list[int], list[int]]:
        first = self.first_year - HISTORY_YEARS
        return years_used(return_name, years_in(self.returns, return_name), first, self.latest)

    def passed_over(self) -> list[str]:
        """A sentence for each return with years that would be history and cannot be read."""
        passed = {name: self._used(name)[1] for name in load_release(self.name).returns}
        return [passed_over_in_words(name, years) for name, years in passed.items() if years]


@contextmanager
def alone(run: ReleaseRun) -> Iterator[None]:
    """No other process publishes this release meanwhile; raises UsageError for a part or year that no release has.

    It may be asked for again within itself.
    """
    run.require_part()
    with private_files():
        run.warehouse_path.parent.mkdir(parents=True, exist_ok=True)
        lock = run.warehouse_path.with_suffix(".lock")
        try:
            held = FileLock(lock, timeout=0, fallback_to_soft=False, mode=0o600, is_singleton=True).acquire()
        except Timeout as error:
            raise WarehouseInUse(f"{run.folder} is being published by another process; wait for it to end.") from error
        with held:
            recover(run.folder)
            yield


@contextmanager
def open_run(run: ReleaseRun) -> Iterator[Warehouse]:
    """The run's warehouse, one process at a time; raises as ``alone``."""
    with alone(run), Warehouse(run.warehouse_path) as warehouse:
        yield warehouse
