"""The list of Ofsted's providers: what every provider has, and a newer list that is put beside it."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from pipeline.foundation.stages import REFERENCE
from pipeline.reference import tables as reference
from pipeline.reference.providers import authorities_of_year, list_for, list_years, read_list


def test_the_list_of_providers_has_codes_for_each_and_authorities_of_its_year() -> None:
    assert list_years() == (2023,)
    listed = read_list(2023)
    assert len(listed.providers) == 3546 and not listed.has_closed
    assert all(re.fullmatch(r"SC\d{6}|\d{7}", urn) for urn in listed.providers)
    known = {one.la_code for one in reference.local_authorities(2023)}
    assert {code for one in listed.providers.values() for code in one.la_codes} <= known
    # Homes in all sectors but of an academy; of fostering services only those of agencies.
    assert {code for place, code in listed.covered if place == "K2"} == {"PR1", "PR2", "PR3", "PR4", "PR5"}
    assert {code for place, code in listed.covered if place == "U4"} == {"PR4", "PR5"}
    assert "K3" not in {place for place, _ in listed.covered}
    assert list_for(2026) == listed and list_for(2019) == listed
    assert authorities_of_year("909", 2023, 2024) == ("942", "943") and authorities_of_year("301", 2023, 2024) == (
        "301",
    )


def test_a_newer_list_is_a_file_and_an_unknown_kind_in_it_is_refused_by_line(tmp_path: Path) -> None:
    shutil.copytree(REFERENCE / "ofsted_providers", tmp_path / "ofsted_providers")
    for name in ("ofsted_provision_types.csv", "ofsted_sectors.csv"):
        shutil.copy(REFERENCE / name, tmp_path)
    heading = "urn,provision_type,sector,la_code,postcode,registered_on,closed_on\n"
    newer = tmp_path / "ofsted_providers" / "2025.csv"
    newer.write_text(
        f"{heading}2700001,Supported accommodation,Private,301,ab1 2cd,2024-05-01,\n"
        "2700001,Supported accommodation,Private,302,AB1 2CE,2024-05-01,2025-01-31\n",
        encoding="utf-8",
    )
    assert [one.year for year in (2023, 2024, 2025) if (one := list_for(year, tmp_path))] == [2023, 2023, 2025]
    found = read_list(2025, tmp_path).providers["2700001"]
    assert (found.placements, found.la_codes, found.postcodes) == ({"K3"}, {"301", "302"}, {"AB12CD", "AB12CE"})
    assert found.closed_on == date(2025, 1, 31)
    other = tmp_path / "ofsted_providers" / "2026.csv"
    other.write_text(f"{heading}2700001,Circus,Private,301,,2024-05-01,\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"2026\.csv:2: 'Circus'"):
        list_for(2026, tmp_path)
