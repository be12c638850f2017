"""The key of a release: 32 bytes that follow from everything that was sent, and that only its keeper can know.

Each year of returns has a key of its own, so that a return sent again changes the choice of second cells in its own
year and in no other: what was worked out for the others serves again.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable

from pipeline.foundation.warehouse import Warehouse

INPUTS = b"the returns of a release"
SIGN_OFF = b"the sign-off of a release"
FILES = 'SELECT "return", collection_year, la_code, path, sha256 FROM raw.files'
MANIFEST = """
    SELECT "return", collection_year, la_code, items_not_supplied FROM raw.manifest
    UNION ALL
    SELECT "return", collection_year, la_code,
        concat_ws('; ', 'counted', unreliable_and_counted, 'in totals alone', unreliable_and_in_totals_alone,
            'left out', unreliable_and_left_out, note)
    FROM raw.manifest
    WHERE concat(unreliable_and_counted, unreliable_and_in_totals_alone, unreliable_and_left_out) <> ''
"""
"""A row for what each return lacks, and one more for what is marked in it."""


FEWEST = 10
"""Authorities that a year's returns must come from for the year to have a key of its own: fewer might be guessed."""


def release_key(warehouse: Warehouse) -> bytes:
    """32 bytes made from every file that was read, by its content, and from what the returns' manifest says.

    The same returns give the same key, in every part of a release. Nobody can work it out who does not have the files
    of every authority to the byte: one file may be short enough to guess, all of them are not. It is kept in
    ``restricted/`` and published nowhere. Whoever needs secret numbers takes an HMAC under it, with words of their own
    for the purpose.
    """
    return _digest(warehouse, "true")


def keys_of_years(warehouse: Warehouse) -> Callable[[int], bytes]:
    """What gives the key of a collection year: of its returns alone, or of the whole release where those are few."""
    own = {
        year: _digest(warehouse, "collection_year = ?", year)
        for (year,) in warehouse.connection.execute(
            "SELECT collection_year FROM raw.files GROUP BY ALL HAVING count(DISTINCT la_code) >= ? ORDER BY ALL",
            [FEWEST],
        ).fetchall()
    }
    whole = release_key(warehouse)
    return lambda year: own.get(year, whole)


def _digest(warehouse: Warehouse, of: str, *parameters: int) -> bytes:
    digest = hashlib.sha256()
    for query in (FILES, MANIFEST):
        rows = warehouse.connection.execute(f"FROM ({query}) WHERE {of} ORDER BY ALL", parameters)
        for row in rows.fetchall():
            # Lengths before texts: no two different lists of fields read alike.
            for field in map(str, row):
                digest.update(f"{len(field)}:{field}".encode())
            digest.update(b"\n")
        digest.update(b"\n")
    return digest.digest()


def digest_of_inputs(key: bytes) -> str:
    """What is published of the inputs: the same for the same returns, and of no use to whoever guesses at them."""
    return hmac.new(key, INPUTS, hashlib.sha256).hexdigest()


def digest_of_sign_off(key: bytes, content: bytes) -> str:
    """What is published of a sign-off file, empty where there is none: the same for the same file and returns."""
    return hmac.new(key, SIGN_OFF + content, hashlib.sha256).hexdigest() if content else ""
