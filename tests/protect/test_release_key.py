"""The key of a release: the same for the same returns, another one whenever anything that was sent is another."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from pipeline.foundation.warehouse import Warehouse
from pipeline.protect.edition.release_key import FEWEST, digest_of_inputs, keys_of_years, release_key

FILES = (
    ("ssda903", 2024, "301", "ssda903/2024/301/header.csv", "a1"),
    ("ssda903", 2024, "302", "ssda903/2024/302/header.csv", "b2"),
)
UNMARKED = ("", "", "", "")
MANIFEST = (("ssda903", 2024, "301", "OC3", *UNMARKED),)


Rows = tuple[tuple[object, ...], ...]


def of_year(year: int) -> Callable[[Warehouse], bytes]:
    return lambda warehouse: keys_of_years(warehouse)(year)


def key_of(files: Rows = FILES, manifest: Rows = MANIFEST, of: Callable[[Warehouse], bytes] = release_key) -> bytes:
    with Warehouse() as warehouse:
        warehouse.connection.execute(
            'CREATE TABLE raw.files ("return" VARCHAR, collection_year INTEGER, la_code VARCHAR, path VARCHAR, '
            "sha256 VARCHAR)"
        )
        warehouse.connection.execute(
            'CREATE TABLE raw.manifest ("return" VARCHAR, collection_year INTEGER, la_code VARCHAR, '
            "items_not_supplied VARCHAR, unreliable_and_counted VARCHAR, unreliable_and_in_totals_alone VARCHAR, "
            "unreliable_and_left_out VARCHAR, note VARCHAR)"
        )
        warehouse.connection.executemany("INSERT INTO raw.files VALUES (?, ?, ?, ?, ?)", files)
        if manifest:
            warehouse.connection.executemany("INSERT INTO raw.manifest VALUES (?, ?, ?, ?, ?, ?, ?, ?)", manifest)
        return of(warehouse)


def test_the_order_of_reading_is_nothing_to_the_key() -> None:
    assert key_of() == key_of(FILES[::-1])
    assert len(key_of()) == 32


@pytest.mark.parametrize("field", range(5))
def test_every_field_of_every_file_is_in_the_key(field: int) -> None:
    other = 2023 if field == 1 else "other"
    changed = (*FILES[1][:field], other, *FILES[1][field + 1 :])
    assert key_of((FILES[0], changed)) != key_of()


def test_a_missing_file_and_what_could_not_be_supplied_make_another_key() -> None:
    missing = ("ssda903", 2024, "301", "Missing", *UNMARKED)
    keys = {key_of(), key_of(FILES[:1]), key_of(FILES, ()), key_of(FILES, (missing,))}
    assert len(keys) == 4


def test_what_is_marked_as_unreliable_makes_another_key_and_how() -> None:
    marks = (
        ("Header", "", "", "late"),
        ("", "Header", "", "late"),
        ("", "", "Header", "late"),
        ("Header", "", "", "in doubt"),
    )
    assert len({key_of(), *(key_of(FILES, (("ssda903", 2024, "301", "OC3", *mark),)) for mark in marks)}) == 5


def test_texts_that_run_together_alike_are_told_apart() -> None:
    """301 and a path that begins with its last figure: the same characters in the same order, in other fields."""
    assert key_of((("ssda903", 2024, "30", "1a", "b"),)) != key_of((("ssda903", 2024, "301", "a", "b"),))


def test_what_is_published_is_neither_the_key_nor_a_plain_hash_of_it() -> None:
    key = key_of()
    digest = digest_of_inputs(key)
    assert digest == digest_of_inputs(key_of())
    assert digest not in (key.hex(), hashlib.sha256(key).hexdigest())
    assert digest != digest_of_inputs(key_of(FILES[:1]))


def test_a_file_sent_again_changes_the_key_of_its_own_year_and_no_other() -> None:
    years = (2023, 2024)
    sent = tuple(
        ("ssda903", year, str(code), f"ssda903/{year}/{code}/header.csv", "as sent first")
        for year in years
        for code in range(301, 301 + FEWEST)
    )
    again = (*sent[:-1], (*sent[-1][:-1], "as sent again"))

    def of_years(files: Rows, manifest: Rows = MANIFEST) -> list[bytes]:
        return [key_of(files, manifest, of_year(year)) for year in years]

    before, after = of_years(sent), of_years(again)
    assert before[0] == after[0] and before[1] != after[1]
    assert len({*before, *after, key_of(sent), key_of(again)}) == 5
    marked = of_years(sent, ())
    assert before[0] == marked[0] and before[1] != marked[1]


def test_a_year_of_few_authorities_has_the_key_of_the_whole_release() -> None:
    """A short file of a small authority could be guessed; those of FEWEST cannot."""
    files = (
        *(("ssda903", 2023, str(code), f"{code}.csv", "a") for code in range(301, 301 + FEWEST - 1)),
        *(("ssda903", 2024, str(code), f"{code}.csv", "a") for code in range(301, 301 + FEWEST)),
    )
    few, many, none = (key_of(files, (), of_year(year)) for year in (2023, 2024, 2022))
    assert few == none == key_of(files, ()) != many
