"""The key of a release: the same for the same returns, another one whenever anything that was sent is another."""

from __future__ import annotations

import hashlib

import pytest

from pipeline.foundation.warehouse import Warehouse
from pipeline.protect.edition.release_key import digest_of_inputs, release_key

FILES = (
    ("ssda903", 2024, "301", "ssda903/2024/301/header.csv", "a1"),
    ("ssda903", 2024, "302", "ssda903/2024/302/header.csv", "b2"),
)
UNMARKED = ("", "", "", "")
MANIFEST = (("ssda903", 2024, "301", "OC3", *UNMARKED),)


def key_of(files: tuple[tuple[object, ...], ...] = FILES, manifest: tuple[tuple[object, ...], ...] = MANIFEST) -> bytes:
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
        return release_key(warehouse)


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
