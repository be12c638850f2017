"""What may be declared of data sets and labels, and the answer to an editor's mistake: its file, line and field."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.design.data_sets import Release
from pipeline.design.files.data_sets_file import load_release
from pipeline.foundation.stages import TEMPLATES, UsageError

DATA_SETS = """\
about:
  title: Invented
  summary: Invented for a test.
  headlines: [{label: Children, measure: children, key: ""}]
measures:
  children: {counts: children, return: ssda903, items: [Header, Episodes]}
  episodes: {counts: episodes, return: ssda903, items: [Episodes]}
  incidents: {counts: incidents, return: ssda903, items: [Header, Episodes, Missing],
              additive: amount, amount_of: children}
  days: {counts: days, return: ssda903, items: [Episodes], additive: amount}
  boys: {counts: children, return: ssda903, items: [Episodes], earlier_returns: 1, cells: children, within: sex=male}
histograms:
  number_of_days: {bands: band, from: {short: 0, long: 8}}
  months: {bands: band, from: {short: 0, medium: 28, long: 89}, to: {short: 31, medium: 92}}
  unbanded: {}
identities:
  - {measure: children, whole: "", parts: ["sex=male", "episodes:", {unpublished: true, nameless: nobody knows}]}
contained:
  - {part: "children:", whole: "episodes:"}
data_sets:
  - name: [{from: 2018, is: wide_one}, {from: 2023, is: wide_two}]
    title: Wide
    levels: [national, local_authority]
    layout: wide
    measure: children
    filters: []
    indicators:
      - {column: number, key: "", statistic: count, label: Number}
      - {column: number_of_incidents, key: "", measure: incidents, statistic: count, label: Incidents}
      - {column: percent, key: sex=male, measure: episodes, statistic: percent, of: "children:", label: P, decimals: 0}
      - {column: mean, key: "", measure: days, statistic: average, of: "children:", label: Mean, decimals: 1,
         last_edition: 2019}
      - {column: mean, key: "", measure: days, statistic: average, of: "children:", format: years_and_months,
         label: Mean, decimals: 0, first_edition: 2020}
      - {column: median, key: "sex=male", statistic: quantile, quantile: 0.5, histogram: number_of_days, label: Median}
      - {column: gain, key: "", statistic: difference, minus: "episodes:sex=male", label: Gain}
      - {column: "aged_{each}", key: sex=female, statistic: count, label: "Girls aged {each}",
         each: {"16_over": [age=16_and_over, 16 and over], "17": [age=17, "17"]}}
  - name: long
    title: Long
    first_edition: 2018
    part: december
    levels: [national]
    measure: children
    earlier_figures: national_time_series
    filters: [{item: characteristic, label: Characteristic, labels: all}]
    indicators:
      - {column: number, statistic: count, label: Number}
      - {column: percentage, statistic: percent, label: Percentage, decimals: 0}
  - name: "SFR_{year}"
    title: Underlying
    first_edition: 2014
    last_edition: 2017
    standard: underlying
    layout: wide
    levels: [national, regional, local_authority]
    measure: children
    filters: []
    area_columns: {LA_order: order, geog_l: level, geog_c: area_code, la: la_code, geog_n: name}
    indicators:
      - {column: "CLA_{year}", key: "", statistic: count, label: "Children {year}"}
"""
CATEGORIES = """\
breakdown,category,parent,position
sex,male,,1
sex,female,,2
age,16_and_over,,1
age,17,16_and_over,2
band,short,,1
band,medium,,2
band,long,,3
"""
EXEMPTIONS = """\
[release]
name = "invented"
time_identifier = "Reporting year"

[[exemptions]]
statistic = "average"
reason = "an average is no count"

[[exemptions]]
measure = "children"
key = "age=*;sex=male"
reason = "invented"
"""
LABELS = """\
label_set,first_edition,last_edition,group,label,measure,key,percent_of,minus,statistic,decimals,format,quantile,histogram
all,2018,,,Male,,sex=male,,,,,,,
all,2018,,,Of another,,sex=male,episodes:,,,,,,
all,2018,,,Average days,days,,children:,,average,1,,,
all,2018,,,Median days,,,,,quantile,,,0.50,number_of_days
"""


def release(tmp_path: Path, old: str = "", new: str = "") -> Release:
    """The invented release with one change to its declarations."""
    folder = tmp_path / "invented"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    assert old in DATA_SETS + LABELS + EXEMPTIONS
    texts = {"data_sets.yaml": DATA_SETS, "labels.csv": LABELS, "release.toml": EXEMPTIONS, "readings.yaml": "[]\n"}
    for name, text in texts.items():
        (folder / name).write_text(text.replace(old, new) if old else text, encoding="utf-8")
    (tmp_path / "categories.csv").write_text(CATEGORIES, encoding="utf-8")
    return load_release("invented", tmp_path, categories=tmp_path / "categories.csv")


def test_everything_that_may_be_declared_is_read(tmp_path: Path) -> None:
    found = release(tmp_path)
    assert [one.file_name.at(2024) for one in found.data_sets_in(2024)] == ["wide_two", "long"]
    assert [one.file_name.at(2018) for one in found.data_sets_in(2018)] == ["wide_one", "long"]
    assert [one.file_name.at(2015) for one in found.data_sets_in(2015)] == ["SFR_2015"]
    assert found.amounts == {"incidents": "children", "days": ""}
    assert (found.identities[0].has_rest, found.identities[0].parts) == (
        True,
        (("children", "sex=male"), ("episodes", "")),
    )
    wide, long, underlying = found.data_sets
    for edition, form in ((2019, "decimal"), (2020, "years_and_months")):
        averages = [one.statistic for one in wide.indicators_in(edition) if one.statistic.kind == "average"]
        assert [one.format for one in averages] == [form]
    assert next(one for one in wide.indicators if one.statistic.kind == "quantile").statistic.quantile == "0.5"
    assert long.earlier_figures == "national_time_series"
    assert [(one.column.at(2024), one.key, one.label) for one in wide.indicators[-2:]] == [
        ("aged_16_over", "age=16_and_over;sex=female", "Girls aged 16 and over"),
        ("aged_17", "age=17;sex=female", "Girls aged 17"),
    ]
    assert underlying.area_columns == (
        ("LA_order", "order"),
        ("geog_l", "level"),
        ("geog_c", "area_code"),
        ("la", "la_code"),
        ("geog_n", "name"),
    )
    assert underlying.years_of(2015, [2014, 2015]) == [2015]
    assert underlying.indicators[0].column.at(2015) == "CLA_2015"
    assert [label.statistic.quantile for label in found.labels if label.statistic is not None] == ["", "0.5"]
    assert found.histograms[0].edges(99) == [("short", 0, 7), ("long", 8, 99)]
    assert found.histograms[1].edges(99) == [("short", 0, 31), ("medium", 28, 92), ("long", 89, 99)]


def test_declarations_are_read_again_when_a_file_of_theirs_changes_and_not_before(tmp_path: Path) -> None:
    first, categories = release(tmp_path), tmp_path / "categories.csv"
    assert load_release("invented", tmp_path, categories=categories) is first
    path = tmp_path / "invented" / "data_sets.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("title: Invented", "title: Reworded"), encoding="utf-8")
    assert load_release("invented", tmp_path, categories=categories).title == "Reworded"


def test_a_part_holds_its_own_data_sets_and_those_of_no_part(tmp_path: Path) -> None:
    found = release(tmp_path)
    assert [one.title for one in found.data_sets_in(2024, "september")] == ["Wide"]
    assert [one.title for one in found.data_sets_in(2024, "december")] == ["Wide", "Long"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    part: december\n", "    parts: december\n", "line 39, field parts: unknown field; did you mean 'part'"),
        ("part: december", "part: easter", "field part: 'easter' is not known; use one of september, december"),
        ("standard: underlying", "standard: underlined", "field standard"),
        ('headlines: [{label: Children, measure: children, key: ""}]', "headlines: []", "field headlines"),
        ("geog_n: name", "geog_n: area_code", "a column for each of level, la_code, area_code, name"),
        ("    standard: underlying\n    layout: wide\n", "    standard: underlying\n", "every column of a wide"),
        ("earlier_figures: national_time_series", "earlier_figures: elsewhere", "field earlier_figures"),
        ("    levels: [national]\n", "    levels: [national, regional]\n", "in a national data set"),
        ("levels: [national]\n", "levels: [nation]\n", "field levels: use some of national"),
        ("first_edition: 2014\n", "first_edition: 2019\n", "field first_edition"),
        ("column: number,", "column: percent,", "two columns of 'Wide' are called 'percent'"),
        ("  - name: long\n", "  - name: wide_one\n", "two data sets are called 'wide_one' in the 2018 edition"),
        ("last_edition: 2019}", "last_edition: 2020}", "two columns of 'Wide' are called 'mean' in the 2020 edition"),
        ("is: wide_one", "was: wide_one", "field was: unknown field"),
        ("statistic: percent, of", "statistic: percentage, of", "'percentage' is not known"),
        ("statistic: percent, of", "statistic: count, of", "field of: only for percent or average; the"),
        ('of: "children:", label: P', 'of: "child:", label: P', "the measure 'child' is not declared"),
        ('of: "children:", label: P', 'of: "days:", label: P', "days adds up amounts and does not say whose"),
        ("measure: incidents, statistic: count", "measure: days, statistic: count", "show only averages"),
        ('average, of: "children:", label', "average, label", "field of: an average is of a count"),
        ("format: years_and_months", "format: months", "field format: 'months' is not known; use one of"),
        ('days, statistic: average, of: "children:", format', 'children, statistic: average, of: "children:", format',
         "children is no amount"),
        ("quantile: 0.5", "quantile: 1.5", "field quantile: a number above 0 and below 1"),
        ("quantile: 0.5", "quantile: half", "field quantile: a number is needed"),
        ("histogram: number_of_days, label", "histogram: number, label", "'number' is not declared under histograms"),
        (', minus: "episodes:sex=male", label', ", label", "field minus: a difference subtracts"),
        ("additive: amount, amount_of", "additive: sum, amount_of", "only 'amount' is known"),
        ("amount_of: children", "amount_of: days", "'days' is no measure that counts people"),
        ("[Header, Episodes, Missing]", "[Missing]", "earlier_returns and follows of children are needed here too"),
        ("additive: amount, amount_of", "follows: nobody, additive: amount, amount_of", "follows: one of children"),
        ("additive: amount, amount_of", "follows: authority, additive: amount, amount_of", "follows of children"),
        ("additive: amount, amount_of", "amount_of", "only a measure with additive: amount"),
        ("additive: amount, amount_of", "so_far_of: nothing, additive: amount, amount_of", "'nothing' is no measure"),
        ("additive: amount, amount_of", "so_far_of: children, additive: amount, amount_of", "only returns of quarters"),
        ("{short: 0, long: 8}", "{short: 0, long: 0}", "field from: give the least whole number of each band"),
        ("{short: 31, medium: 92}", "{short: 20, medium: 92}", "without a gap"),
        ("{short: 31, medium: 92}", "{short: 88, medium: 92}", "a band must have numbers that are in no other"),
        ("nobody knows}]", "nobody knows}, {unpublished: true, nameless: nor they}]", "one part may be unpublished"),
        ("nameless: nobody knows}]", "named: episodes}]", "'episodes' is a measure"),
        ("area_columns: {LA_", "not_published: [{columns: [nothing], block: a}]\n    area_columns: {LA_",
         "has no number column 'nothing'"),
        ("area_columns: {LA_", "not_published: [{columns: ['CLA_{year}'], block: a}]\n    area_columns: {LA_",
         "field block: use one of"),
        ('part: "children:", whole', 'part: "days:", whole', "of which disclosure control has no sums"),
        ("within: sex=male", "within: male", "field within: write it as breakdown=category"),
        ("cells: children, within", "within", "field cells: a text is needed"),
        ("within: sex=male", "group: sex=male, within: sex=male", "field within: a part is a group or within a cell"),
        ("  days: {counts", "  Days!: {counts", "a name has small letters"),
        ("label_set,first", "label_sets,first", "labels.csv line 1: the columns are to be"),
        ("all,2018,,,Average days,days", "all,2018,,,Average days,weeks", "labels.csv line 4, column measure"),
        ("children:,,average,1", ",,average,1", "line 4, column percent_of: an average is of a count"),
        ("children:,,average,1", "children:,,mean,1", "line 4, column statistic"),
        ("children:,,average,1", "children:,,,1", "line 4, column decimals: only for"),
        ("0.50,number_of_days", "0.50,days", "line 5, column histogram"),
        ("0.50,number_of_days", "50,number_of_days", "line 5, column quantile"),
        ("all,2018,,,Male", "all,2018,2017,,Male", "line 2, column last_edition"),
        ("all,2018,,,Male,,sex=male,,,,,,,\nall,2018,,,Of another,,sex=male,episodes:,", "all,2018,,,Total,,,whole,",
         "field percent_of_total: every label of all is a whole"),
        ("    filters: [{item: characteristic, label: Characteristic, labels: all}]\n", "    filters: []\n",
         "field filters: without a filter a percentage is of nothing but the row itself"),
        ("children:,,average,1", "whole,,average,1", "line 4, column percent_of: only for a label without a statistic"),
    ],
)  # fmt: skip
def test_a_mistake_is_answered_with_its_place(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        release(tmp_path, old, new)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("within: sex=male", "within: sex=mail", "line 11, field within: 'sex' has no category 'mail'"),
        ('measure: children, key: ""}]', "measure: children, key: sex=mail}]",
         "line 4, field key: 'sex' has no category 'mail' in data/reference/categories.csv; did you mean 'male'?"),
        ('key: "sex=male", statistic: quantile', "key: gender=male, statistic: quantile",
         "line 35, field key: the breakdown 'gender' is not in data/reference/categories.csv."),
        ('key: "sex=male", statistic: quantile', "key: male, statistic: quantile", "'male' is no breakdown=category"),
        ('key: "sex=male", statistic: quantile', "key: sex=male;sex=female, statistic: quantile",
         "field key: 'sex' is there twice"),
        ('of: "children:", label: P', 'of: "children:sex=female_", label: P',
         "field of: 'sex' has no category 'female_'"),
        ("episodes:sex=male", "episodes:sexes=male", "field minus: the breakdown 'sexes' is not in"),
        ("key: sex=female, statistic", "key: sex=femal, statistic", "field key: 'sex' has no category 'femal'"),
        ("[age=17, ", "[age=71, ", "field key: 'age' has no category '71' in data/reference"),
        ('parts: ["sex=male", "epi', 'parts: ["sex=males", "epi', "field parts: 'sex' has no category 'males'"),
        ('whole: "", parts', "whole: sexe=male, parts", "field whole: the breakdown 'sexe' is not in"),
        ('part: "children:", whole', 'part: "children:sex=boy", whole', "field part: 'sex' has no category 'boy'"),
        ('whole: "episodes:"}', 'whole: "episodes:sex=boy"}', "field whole: 'sex' has no category 'boy'"),
        ("{bands: band, from: {short: 0, long: 8}}", "{bands: bans, from: {short: 0, long: 8}}",
         "line 13, field bands: the breakdown 'bans' is not in data/reference/categories.csv; did you mean 'band'?"),
        ("from: {short: 0, long: 8}", "from: {shorts: 0, long: 8}", "field from: 'band' has no category 'shorts'"),
        ("to: {short: 31, medium: 92}", "to: {short: 31, media: 92}", "field to: 'band' has no category 'media'"),
        ("Male,,sex=male,", "Male,,sex=mal,", "labels.csv line 2, column key: 'sex' has no category 'mal'"),
        ("sex=male,episodes:,", "sex=male,episodes:ages=17,", "line 3, column percent_of: the breakdown 'ages'"),
        ("sex=male,episodes:,", "sex=male,,episodes:age=18", "line 3, column minus: 'age' has no category '18'"),
        ("age=*;sex=male", "ages=*;sex=male", "release.toml line 11, field key: the breakdown 'ages' is not in"),
        ("age=*;sex=male", "age=*;sex=mail", "release.toml line 11, field key: 'sex' has no category 'mail'"),
    ],
)  # fmt: skip
def test_a_key_that_no_cell_can_have_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        release(tmp_path, old, new)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"aged_{each}"', "aged", "field column: say with {each} where"),
        ('"Girls aged {each}"', "Girls", "field label: say with {each} where"),
        ('[age=17, "17"]', "age=17", "field 17: a list of a key and of words"),
    ],
)
def test_columns_for_each_age_say_where_it_stands(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        release(tmp_path, old, new)
    assert message in str(caught.value)


@pytest.mark.parametrize("name", sorted(path.parent.name for path in TEMPLATES.glob("*/data_sets.yaml")))
def test_the_releases_of_the_project_are_read(name: str) -> None:
    assert load_release(name).data_sets


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("    measure: children\n    earlier", "    earlier", "the labels of all"),
        ("    measure: children\n    filters: []\n    area", "    filters: []\n    area", "its columns"),
    ],
)
def test_a_row_of_no_measure_is_refused(tmp_path: Path, old: str, new: str, where: str) -> None:
    with pytest.raises(UsageError, match=f"has rows of no measure; give it a measure, or some in {where}"):
        release(tmp_path, old, new)


def test_a_release_that_is_not_there_is_answered_with_those_that_are() -> None:
    with pytest.raises(UsageError, match=r"no release called 'childrn'.*children-in-need"):
        load_release("childrn")
