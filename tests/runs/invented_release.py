"""A small release declared for tests, after those of 2014 to 2017: two parts, tables rounded more than data files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import pipeline.runs.explain
import pipeline.runs.named_cell
import pipeline.runs.release
import pipeline.runs.run
from pipeline.design.files.data_sets_file import load_release, release_names
from pipeline.disseminate import release_files, specification_page
from pipeline.foundation.stages import TEMPLATES
from pipeline.protect.edition import at_stake
from pipeline.protect.edition import release_files as published_files
from tests.runs.country import COUNTRY, all_of_england

NAME, YEAR = "children-looked-after", 2024
SMALL_ONES = ("314", "318", "352", "867", "868", "869", "872", "926")
"""Authorities of few children, and one of many (352), that send returns of the invented release alone."""
SENDERS = (*COUNTRY, *SMALL_ONES)
RUNS = pipeline.runs.run, pipeline.runs.release, pipeline.runs.explain, pipeline.runs.named_cell
DATA_SETS = """\
about:
  title: Invented
  summary: Invented for a test.
  headlines: [{label: Children, measure: looked_after_on_31_march, key: ""}]
measures:
  looked_after_on_31_march: {counts: children, return: ssda903, items: [Header, Episodes]}
  ceased_during_year: {counts: children, return: ssda903, items: [Header, Episodes]}
  days_looked_after_on_ceasing: {counts: days, return: ssda903, items: [Header, Episodes], additive: amount}
data_sets:
  - name: "SFR_CLA{year}"
    title: Underlying data on children looked after
    part: september
    standard: underlying
    layout: wide
    levels: [national, regional, local_authority]
    measure: looked_after_on_31_march
    filters: []
    area_columns: {geog_l: level, geog_c: area_code, la: la_code, geog_n: name}
    indicators:
      - {column: "CLA_Mar{year}", key: "", statistic: count, label: "Children looked after on 31 March {year}"}
      - {column: CLA_male, key: sex=male, statistic: count, label: Boys}
  - name: ceased
    title: Children who ceased to be looked after
    part: december
    levels: [national, regional, local_authority]
    measure: ceased_during_year
    filters: [{item: reason, label: Reason, labels: ceased}]
    indicators:
      - {column: number, statistic: count, label: Number}
      - {column: percentage, statistic: percent, label: Percentage, decimals: 0}
"""
LABELS = """\
label_set,first_edition,last_edition,group,label,measure,key,percent_of,minus,statistic,decimals,format
ceased,2014,,,Total,,,whole,,,,
ceased,2014,,,Adopted,,reason_episode_ceased=adopted,,,,,
ceased,2014,,,Average duration,days_looked_after_on_ceasing,,ceased_during_year:,,average,0,years_and_months
"""
TABLES = """
  - layout: areas_in_rows
    units: Numbers
    data_set: No data set
    tables:
      - number: LAA1
        name: children
        title: Children looked after on 31 March {year}
        part: september
        columns:
          - {heading: All children, measure: looked_after_on_31_march, key: "", statistic: count}
          - {heading: Boys, measure: looked_after_on_31_march, key: sex=male, statistic: count}
          - {heading: Girls, measure: looked_after_on_31_march, key: sex=female, statistic: count}
      - number: LAD1
        name: ceased
        title: Children who ceased to be looked after in {year}
        part: december
        columns:
          - {heading: All children, measure: ceased_during_year, key: "", statistic: count}
"""


@contextmanager
def invented_release(folder: Path) -> Iterator[Path]:
    """The invented release of few authorities in place of the real one of its name, its templates in ``folder``."""
    (folder / NAME).mkdir(parents=True)
    for name, text in (("data_sets.yaml", DATA_SETS), ("labels.csv", LABELS), ("readings.yaml", "[]\n")):
        (folder / NAME / name).write_text(text, encoding="utf-8")
    tables = (TEMPLATES / NAME / "tables.yaml").read_text(encoding="utf-8")
    (folder / NAME / "tables.yaml").write_text(tables[: tables.index("\ntables:\n") + 9] + TABLES, encoding="utf-8")
    rules = (TEMPLATES / NAME / "release.toml").read_text(encoding="utf-8")
    rules = rules[: rules.index("\n[[exemptions]]")].replace("first_edition = 2018", "first_edition = 2025")
    rules = rules.replace("last_edition = 2017", "last_edition = 2024")
    (folder / NAME / "release.toml").write_text(rules, encoding="utf-8")
    with all_of_england(SENDERS), pytest.MonkeyPatch.context() as patch:
        for module in (*RUNS, at_stake, release_files, published_files):
            patch.setattr(module, "TEMPLATES", folder)
        patch.setattr(load_release, "__defaults__", (folder,))
        patch.setattr(release_names, "__defaults__", (folder,))
        # The checks of the project's own models ask for all of them.
        patch.setattr(pipeline.runs.release, "check_stage", lambda warehouse, stage: [])
        # What is kept of a release is kept by its name.
        specification_page._shown_keys.cache_clear()
        yield folder
        specification_page._shown_keys.cache_clear()
