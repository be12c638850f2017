"""Dates of a census as systems write them: with a zone or a time of day they are the day that is written."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pipeline.collect.collections.cin import stage_cin
from pipeline.foundation.warehouse import Warehouse
from tests.collect.cin.test_cin_reader import census, child, rows, send

# The first two are dates by the census's own schema, the third is what exports make of one.
WRITTEN = ("2023-06-12Z", "2023-06-12+01:00", "2023-06-12T00:00:00", "2023-06-12")


def test_dates_with_a_zone_or_a_time_are_read_and_no_error(tmp_path: Path) -> None:
    send(tmp_path, census([child([("CINreferralDate", text)]) for text in WRITTEN]))
    with Warehouse() as warehouse:
        stage_cin(warehouse, tmp_path, [2024])
        assert rows(warehouse, "SELECT referred_on FROM raw.typed_cin_referrals") == [(date(2023, 6, 12),)] * 4
        errors = rows(warehouse, "SELECT rule FROM raw.findings WHERE severity = 'error' AND field = 'CINreferralDate'")
        assert errors == []
