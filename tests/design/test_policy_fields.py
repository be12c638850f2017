"""Every field that release.toml may have changes what is published, or is refused: each is turned once."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

import pipeline.runs.release
from pipeline.analyse.areas import read_areas
from pipeline.design.figure import Marker
from pipeline.design.files.data_sets_file import load_release
from pipeline.design.policy import Exemption
from pipeline.disseminate.data_files import write_data_set
from pipeline.disseminate.release_files import read_figures
from pipeline.foundation.numbers import DisclosureError
from pipeline.foundation.stages import TEMPLATES, CheckFailed, Stage, UsageError
from pipeline.foundation.warehouse import Warehouse
from pipeline.protect.edition import at_stake, protection
from pipeline.runs.reading import read
from pipeline.runs.release import count, gross, protect
from pipeline.runs.run import ReleaseRun, open_run
from pipeline.synthetic import synthesise

NAME, YEAR = "children-looked-after", 2024
DATA_SETS = """\
about:
  title: Invented
  summary: Invented for a test.
  headlines: [{label: Children, measure: looked_after_on_31_march, key: ""}]
measures:
  looked_after_on_31_march: {counts: children, return: ssda903, items: [Header, Episodes]}
  days_looked_after_on_ceasing: {counts: days, return: ssda903, items: [Header, Episodes], additive: amount}
  ceased_during_year: {counts: children, return: ssda903, items: [Header, Episodes]}
data_sets:
  - name: on_31_march
    title: Children looked after on 31 March
    levels: [national, regional, local_authority]
    measure: looked_after_on_31_march
    filters: [{item: characteristic, label: Characteristic, labels: characteristics}]
    indicators:
      - {column: number, statistic: count, label: Number}
      - {column: percentage, statistic: percent, label: Percentage, decimals: 0}
"""
LABELS = """\
label_set,first_edition,last_edition,group,label,measure,key,percent_of,minus,statistic,decimals,format
characteristics,2014,,,Total,,,whole,,,,
characteristics,2014,,,Male,,sex=male,,,,,
characteristics,2014,,,Female,,sex=female,,,,,
characteristics,2014,,,Abuse or neglect,,category_of_need=n1,,,,,
characteristics,2014,,,Dysfunction,,category_of_need=n5,,,,,
characteristics,2014,,,Absent parenting,,category_of_need=n8,,,,,
characteristics,2014,,,Days until ceasing,days_looked_after_on_ceasing,,ceased_during_year:,,average,0,
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
"""
SECTION = "disclosure.ees"
SYMBOLS = {marker: marker.value for marker in Marker}
# What these do rests on numbers that stand in no file; the tests of disclosure control have tables that show it.
OF_DISCLOSURE = {"hide_complement"}
# A value for each field of a section that is another than the project's, and what is said where it is refused.
TURNED: dict[str, tuple[str, str]] = {
    "threshold": ("8", ""),
    "zeros_visible": ("false", ""),
    "secondary": ("false", ""),
    "minimum_width": ("30", ""),
    "rounding_local_authority": ("5", ""),
    "rounding_regional": ("5", ""),
    "rounding_national": ("1", ""),
    "percentage_decimals": ("1", "column percentage of on_31_march is declared with 0"),
    "percentage_ties": ('"half_up_binary"', "percentage_ties must be 'half_up'"),
    "numerator_minimum": ("20", ""),
    "denominator_minimum": ("90", ""),
    "percentages_follow_counts": ("true", ""),
    "protection": ('"none"', "'protection' is no field of a policy"),
    "first_edition": ("2025", "one section must set the rules"),
    "last_edition": ("2023", "one section must set the rules"),
    "files": ('"tables"', "one section must set the rules"),
    "title": ('"Invented"', "'title' is no field of a policy"),
}
"""Fields of the policy's section."""
RELEASE: dict[str, tuple[str, str]] = {
    "name": ('"children-in-need"', "field name: the folder is called"),
    "time_identifier": ('"Calendar year"', ""),
    "title": ('"Invented"', "field title: nothing reads it"),
    "return": ('"cin"', "field return: nothing reads it"),
    "parts": ("[]", "field parts: nothing reads it"),
}
EXEMPTION = """
[[exemptions]]
measure = "looked_after_on_31_march"
key = "category_of_need=*"
statistic = "count"
level = ""
first_edition = 2014
last_edition = 2030
reason = "a reason"
authority = "an authority"
"""
EXEMPT: dict[str, tuple[str, str]] = {
    "measure": ('"looked_after"', "is not in data_sets.yaml"),
    "key": ('"sex=*"', ""),
    "statistic": ('"rate"', ""),
    "level": ('"national"', ""),
    "first_edition": ("2025", ""),
    "last_edition": ("2023", ""),
    "reason": ('" "', "needs a reason and an authority"),
    "authority": ('" "', "needs a reason and an authority"),
}


class Project:
    """The invented release over returns that were read once; its rules are written anew for each trial."""

    def __init__(self, templates: Path, run: ReleaseRun, warehouse: Warehouse, rules: str) -> None:
        self.path, self.run, self.warehouse, self.rules = templates / NAME / "release.toml", run, warehouse, rules
        self.folder = run.out

    def published(self, rules: str) -> dict[str, str]:
        """The digests of the data files that these rules give."""
        self.path.write_text(rules, encoding="utf-8")
        protection = protect(self.run, self.warehouse)
        release, areas = load_release(NAME), read_areas(self.warehouse, [YEAR])
        figures = read_figures(self.warehouse, load_release(NAME), areas, protection)
        found = {}
        for data_set in release.data_sets_in(YEAR):
            path, _ = write_data_set(self.folder, release, data_set, YEAR, [YEAR], areas, figures, SYMBOLS)
            found[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
        return found


def turned(rules: str, section: str, field: str, value: str) -> str:
    """The rules with another value in one field of a section."""
    begin = rules.index(f"[{section}]\n") + len(f"[{section}]\n")
    found = re.search(r"\n\[|\Z", rules[begin:])
    assert found is not None
    body, line = rules[begin : begin + found.start()], f"{field} = {value}"
    new = re.sub(rf"(?m)^{field} = .*$", line, body)
    return rules[:begin] + (new if new != body else f"{line}\n{body}") + rules[begin + found.start() :]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    templates, returns = tmp_path_factory.mktemp("templates"), tmp_path_factory.mktemp("returns")
    (templates / NAME).mkdir()
    for name, text in (("data_sets.yaml", DATA_SETS), ("labels.csv", LABELS), ("readings.yaml", "[]\n")):
        (templates / NAME / name).write_text(text, encoding="utf-8")
    tables = (TEMPLATES / NAME / "tables.yaml").read_text(encoding="utf-8")
    (templates / NAME / "tables.yaml").write_text(tables[: tables.index("\ntables:\n") + 9] + TABLES, encoding="utf-8")
    rules = (TEMPLATES / NAME / "release.toml").read_text(encoding="utf-8")
    averages = rules.index('[[exemptions]]\nstatistic = "average"')
    care_leavers = rules.index("\n# What is not known of care leavers")  # measures that the invented release has not
    rules = rules[: rules.index("\n[disclosure.sfr-2014]")] + "\n" + rules[averages:care_leavers]
    # The least numerator and denominator are of percentages that do not follow their counts alone.
    rules = rules.replace("percentages_follow_counts = true", "percentages_follow_counts = false")
    (templates / NAME / "release.toml").write_text(rules, encoding="utf-8")
    synthesise((YEAR,), returns, seed=7, las=("201", "202", "203", "301", "805", "857", "886"), scale=0.1, processes=1)
    run = ReleaseRun(NAME, YEAR, "", returns, tmp_path_factory.mktemp("releases"), accept_coverage=True)
    with pytest.MonkeyPatch.context() as patch:
        for module in (pipeline.runs.release, at_stake):
            patch.setattr(module, "TEMPLATES", templates)
        patch.setattr(load_release, "__defaults__", (templates,))
        patch.setattr(protection, "PROCESSES", 1)  # starting another takes longer than the work
        with open_run(run) as warehouse:
            read(run, warehouse)
            for stage in (Stage.STAGED, Stage.CORE, Stage.CELLS):
                count(run, warehouse, stage)
            gross(run, warehouse)
            yield Project(templates, run, warehouse, rules)


def refusal(project: Project, rules: str, usual: dict[str, str]) -> str:
    """What is said of rules that are refused; empty when they change the data files, which they must do else."""
    try:
        now = project.published(rules)
    except (UsageError, DisclosureError, CheckFailed) as error:
        return str(error)
    return "" if now != usual else "nothing changed"


def test_every_field_changes_the_data_files_or_is_refused(project: Project) -> None:
    given = tomllib.loads(project.rules)
    declared = {*given["disclosure"]["ees"]} - {"costs", "authority"}
    assert declared - OF_DISCLOSURE <= TURNED.keys() and {*given["release"]} <= RELEASE.keys()
    usual = project.published(project.rules)
    told = {}
    for section, fields_of in ((SECTION, TURNED), ("release", RELEASE)):
        for field, (value, said) in fields_of.items():
            answer = refusal(project, turned(project.rules, section, field, value), usual)
            if (said not in answer) if said else bool(answer):
                told[f"{section}.{field}"] = answer
    assert told == {}


def test_every_field_of_an_exemption_changes_the_data_files_or_is_refused(project: Project) -> None:
    assert {one.name for one in fields(Exemption)} == EXEMPT.keys()
    rules = project.rules + EXEMPTION
    usual = project.published(rules)
    assert usual != project.published(project.rules)
    told = {}
    for field, (value, said) in EXEMPT.items():
        start = rules.rindex("[[exemptions]]")
        changed = rules[:start] + re.sub(rf"(?m)^{field} = .*$", f"{field} = {value}", rules[start:])
        answer = refusal(project, changed, usual)
        if (said not in answer) if said else bool(answer):
            told[field] = answer
    assert told == {}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("\n[release]\n", "\n[releases]\n[release]\n", "field releases: nothing reads it; did you mean 'release'?"),
        ('time_identifier = "Reporting year"', 'time_identifer = "Reporting year"', "did you mean 'time_identifier'?"),
        ('time_identifier = "Reporting year"', "", "field time_identifier: a text is needed here"),
        ("local_authority = 1.0", "local_authority = 1.0\nauthorities = 2.0", "'authorities' is nothing that"),
        ("\nthreshold = \"CLA", "\ntreshold = \"CLA", "'treshold' is nothing that 'authority' can be of"),
    ],
)  # fmt: skip
def test_what_nothing_reads_is_refused(project: Project, old: str, new: str, message: str) -> None:
    assert project.rules.count(old) == 1
    assert message in refusal(project, project.rules.replace(old, new), {})
