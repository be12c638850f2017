"""Which figure stands in each row and column: labels with statistics of their own, and what they are of."""

from __future__ import annotations

import csv
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.analyse.areas import ENGLAND, Areas
from pipeline.analyse.data_set_rows import shown_by
from pipeline.analyse.figures import Figures, Shown
from pipeline.analyse.national_time_series import read_time_series
from pipeline.design.data_sets import AREA_COLUMNS, UNDERLYING, DataSet, Filter, Indicator, Label, Release
from pipeline.design.editions import ByEdition
from pipeline.design.figure import Area, AreaLevel, Figure, Marker
from pipeline.design.statistic import Statistic
from pipeline.disseminate.data_files import write_data_set, written
from pipeline.disseminate.underlying_files import area_rows, metadata_path, screen_underlying
from pipeline.foundation.stages import UsageError

YEARS = [2023, 2024]
REGION = Area("E12000001", "North East", AreaLevel.REGION, "North East")
AUTHORITIES = [
    Area(code, f"Place {code}", AreaLevel.LOCAL_AUTHORITY, "North East", code, f"E0600000{code[-1]}")
    for code in ("805", "806")
]
AREAS = Areas(
    [REGION],
    AUTHORITIES,
    {"805": REGION.area_code, "806": REGION.area_code},
    frozenset(
        {(year, code) for year in YEARS for code in (ENGLAND.area_code, REGION.area_code, "805")} | {(2023, "806")}
    ),
    {
        ENGLAND.area_code: "national",
        REGION.area_code: "regional",
        "805": "local_authority",
        "806": "local_authority",
    },
)
SYMBOLS = {marker: marker.value[0] for marker in Marker}


def label(key: str, *, text: str = "", measure: str = "", of: str = "", statistic: str = "", **more: str) -> Label:
    own = Statistic(statistic, of, **more) if statistic else None  # type: ignore[arg-type]
    return Label("set", 0, 9999, "", text or key, measure, key, of, "", own)


def indicator(column: str, kind: str, *, measure: str = "", key: str | None = None, **more: str) -> Indicator:
    how = Statistic(kind, **more)  # type: ignore[arg-type]
    return Indicator(ByEdition(((0, column),)), how, column, "", measure=measure, key=key)


NUMBER, SHARE = indicator("number", "count"), indicator("percent", "percent")


def data_set(*indicators: Indicator, filters: int = 1, **more: object) -> DataSet:
    return DataSet(
        file_name=ByEdition(((0, "invented_{year}"),)),
        title="Invented",
        levels=("national", "regional", "local_authority"),
        measure="children",
        filters=tuple(Filter(ByEdition(((0, f"f{at}"),)), f"f{at}", None, "", ("set",)) for at in range(filters)),
        indicators=indicators,
        area_columns=tuple((column, column) for column in AREA_COLUMNS),
        **more,  # type: ignore[arg-type]
    )


def shown(labels: tuple[Label, ...], one: Indicator) -> Shown | None:
    return shown_by(data_set(NUMBER, SHARE, filters=len(labels)), labels, one, 2024, "805")


def test_a_share_may_be_of_another_measure_with_the_other_filters_held() -> None:
    labels = (label("age=17"), label("missing=once", of="children_looked_after:sex=male"))
    assert shown(labels, SHARE) == Shown(
        "percent", "children", 2024, "805", "age=17;missing=once", "age=17;sex=male", of_measure="children_looked_after"
    )
    assert shown((label("age=17"), label("missing=once")), SHARE) == Shown(
        "percent", "children", 2024, "805", "age=17;missing=once", "age=17"
    )


def test_a_share_is_of_the_total_of_the_filters_that_the_data_set_names() -> None:
    """Deaths aged 17 are a share of those aged 17; all aged 17 are one of all ages; all ages are all there is."""
    ages_and_reasons = data_set(SHARE, filters=2, percent_of_total=(1, 0))
    every, seventeen = label("", of="whole"), label("age=17")
    rows = {(seventeen, label("died=yes")): "age=17", (seventeen, every): "", (every, label("died=yes")): ""}
    for labels, base in rows.items():
        found = shown_by(ages_and_reasons, labels, SHARE, 2024, "805")
        assert found is not None and found.whole == ("children", base)
    itself = shown_by(ages_and_reasons, (every, every), SHARE, 2024, "805")
    assert itself is not None and (itself.key, itself.of_key) == ("", "")
    of_first = shown_by(data_set(SHARE, filters=2, percent_of_total=(0,)), (label("died=yes"), seventeen), SHARE, 0, "")
    assert of_first is not None and (of_first.key, of_first.of_key) == ("age=17;died=yes", "age=17")


def test_a_row_that_is_the_whole_under_another_name_is_of_itself_and_of_nothing_where_it_is_said() -> None:
    known = label("suitability=known", of="whole")
    itself = shown((label("age=17"), known), SHARE)
    assert itself is not None and itself.of_key == itself.key == "age=17;suitability=known"
    assert shown((label("age=17"), label("", of="none")), SHARE) is None


def test_what_a_column_is_of_holds_where_the_label_says_nothing() -> None:
    share = indicator("percent", "percent", of="everybody:")
    assert shown((label("sex=male"),), share) == Shown(
        "percent", "children", 2024, "805", "sex=male", "", of_measure="everybody"
    )
    assert shown((label("sex=male", of="age=17"),), share) == Shown(
        "percent", "children", 2024, "805", "sex=male", "age=17"
    )


def test_a_label_with_its_own_statistic_is_in_the_number_column_alone() -> None:
    """Its other filters hold in both of its cells, wherever it stands."""
    average = label("", measure="days", of="children:kind=any", statistic="average", format="decimal")
    assert shown((average, label("age=17")), NUMBER) == Shown(
        "average", "days", 2024, "805", "age=17", "age=17;kind=any", of_measure="children", format="decimal"
    )
    assert shown((average, label("age=17")), SHARE) is None
    median = label("sex=male", statistic="quantile", quantile="0.5", histogram="days")
    assert shown((median,), NUMBER) == Shown(
        "quantile", "children", 2024, "805", "sex=male", quantile="0.5", histogram="days"
    )


def test_columns_of_a_wide_data_set_join_their_keys_with_the_rows() -> None:
    row = (label("age=17"),)
    average = indicator("a", "average", key="b=1", measure="days", of="children:c=2;a=0", format="decimal")
    assert shown(row, average) == Shown(
        "average", "days", 2024, "805", "age=17;b=1", "a=0;age=17;c=2", of_measure="children", format="decimal"
    )
    gain = indicator("g", "difference", key="b=1", minus="episodes:c=2")
    assert shown(row, gain) == Shown(
        "difference", "children", 2024, "805", "age=17;b=1", minus=("episodes", "age=17;c=2")
    )


def figures(counts: dict[tuple[str, int, str], dict[str, int]], suppressed: tuple[Shown, ...] = ()) -> Figures:
    return Figures(
        counts,
        frozenset(counts),
        AREAS.in_being,
        {},
        AREAS.levels,
        {"national": 10, "regional": 10, "local_authority": 1},
        dict.fromkeys(suppressed, "small count"),
    )


def release(one: DataSet, *labels: Label) -> Release:
    return Release("invented", "Invented", "", (), (), (), (one,), labels, (), (), (), Path("data_sets.yaml"))


def with_own_labels(one: DataSet) -> DataSet:
    """The data set with a set of labels for each filter: l0, l1."""
    filters = tuple(replace(each, label_sets=(f"l{place}",)) for place, each in enumerate(one.filters))
    return replace(one, filters=filters)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_an_average_that_does_not_apply_is_marked_so(tmp_path: Path) -> None:
    one = data_set(NUMBER, SHARE)
    labels = (label("", text="All"), label("", text="Average", measure="days", of="children:", statistic="average"))
    counts = {(m, 2024, "805"): {"": n} for m, n in (("children", 4), ("days", 365))}
    given = tuple(one if not one.statistic else label("", text="Average", measure="days", of="children:",
                  statistic="average", format="years_and_months") for one in labels)  # fmt: skip
    path, count = write_data_set(tmp_path, release(one, *given), one, 2024, [2024], AREAS, figures(counts), SYMBOLS)
    shown = {(row["old_la_code"], row["f0"]): (row["number"], row["percent"]) for row in rows_of(path)}
    assert shown["805", "All"] == ("4", "100")
    assert shown["805", "Average"] == ("0:3", SYMBOLS[Marker.NOT_APPLICABLE])
    assert count == 8  # England, the region and two authorities, two labels each


def test_parts_of_an_authority_without_anybody_do_not_apply(tmp_path: Path) -> None:
    """As published in 2024: 0 children have no ages (z), and where there are children an age without any has 0."""
    one = data_set(NUMBER, SHARE, empty_whole="base")
    labels = (label("", text="All"), label("age=young", text="Young"), label("age=old", text="Old"))
    counts = {
        ("children", 2024, ENGLAND.area_code): {},
        ("children", 2024, "805"): {},
        ("children", 2023, "805"): {"": 8, "age=young": 8},
    }
    path, _ = write_data_set(tmp_path, release(one, *labels), one, 2024, YEARS, AREAS, figures(counts), SYMBOLS)
    z = SYMBOLS[Marker.NOT_APPLICABLE]
    shown = {
        (row["time_period"], row["old_la_code"] or row["geographic_level"], row["f0"]): (row["number"], row["percent"])
        for row in rows_of(path)
    }
    assert shown["2024", "805", "All"] == ("0", z)
    assert shown["2024", "805", "Young"] == shown["2024", "805", "Old"] == (z, z)
    assert shown["2023", "805", "Young"] == ("8", "100")
    assert shown["2023", "805", "Old"] == ("0", "0")
    assert shown["2024", "National", "Young"] == ("0", z)


def test_an_average_over_nobody_is_nought_and_not_applicable_where_nobody_could_be(tmp_path: Path) -> None:
    """As published in 2024: 12 looked after and none missing, 0.0 incidents each, written 0; nobody looked after, z."""
    one = data_set(NUMBER, empty_whole="children:")
    labels = (
        label("", text="All", measure="children"),
        label("", text="Missing", measure="missing"),
        label("", text="Average", measure="incidents", of="missing:", statistic="average", decimals=1,
              format="decimal_0_of_none"),
    )  # fmt: skip
    counts = {(m, year, "805"): {"": n} for m, year, n in (
        ("children", 2023, 12), ("missing", 2023, 0), ("incidents", 2023, 0),
        ("children", 2024, 0), ("missing", 2024, 0), ("incidents", 2024, 0),
    )}  # fmt: skip
    path, _ = write_data_set(tmp_path, release(one, *labels), one, 2024, YEARS, AREAS, figures(counts), SYMBOLS)
    z = SYMBOLS[Marker.NOT_APPLICABLE]
    shown = {(row["time_period"], row["f0"]): row["number"] for row in rows_of(path) if row["old_la_code"] == "805"}
    assert [shown["2023", text] for text in ("All", "Missing", "Average")] == ["12", "0", "0"]
    assert [shown["2024", text] for text in ("All", "Missing", "Average")] == ["0", z, z]


def test_a_category_does_not_apply_before_or_after_its_years_nor_in_rows_that_cannot_be(tmp_path: Path) -> None:
    impossible = ((frozenset({"kind=foster"}), frozenset({"by=parents", "by=nobody"})),)
    one = with_own_labels(data_set(NUMBER, filters=2, never=impossible))
    kinds = [
        replace(label("", text="All"), label_set="l0"),
        replace(label("kind=foster", text="Foster"), label_set="l0", first_year=2024),
        replace(label("kind=other", text="Other"), label_set="l0", last_year=2023),
    ]
    providers = [replace(label(f"by={by}", text=by), label_set="l1") for by in ("parents", "nobody", "authority")]
    counts = {("children", year, "805"): {"by=nobody;kind=foster": 7, "by=authority;kind=foster": 7} for year in YEARS}
    path, _ = write_data_set(
        tmp_path, release(one, *kinds, *providers), one, 2024, YEARS, AREAS, figures(counts), SYMBOLS
    )
    z = SYMBOLS[Marker.NOT_APPLICABLE]
    shown = {
        (row["time_period"], row["f0"], row["f1"]): row["number"]
        for row in rows_of(path)
        if row["old_la_code"] == "805"
    }
    assert shown["2024", "Foster", "parents"] == z
    # Somebody there is shown: a mark suppresses nobody.
    assert shown["2024", "Foster", "nobody"] == shown["2024", "Foster", "authority"] == "7"
    assert shown["2023", "Foster", "authority"] == shown["2024", "Other", "authority"] == z
    assert shown["2023", "Other", "authority"] == shown["2024", "All", "parents"] == "0"


def test_an_authority_not_in_being_has_no_row_where_the_release_says_so(tmp_path: Path) -> None:
    """806 was in being in 2023 alone; children in need leave it out of 2024, other files have a row of marks."""
    one = data_set(NUMBER)
    both, only = release(one, label("")), replace(release(one, label("")), only_areas_in_being=True)
    for given, expected in ((both, {"2023", "2024"}), (only, {"2023"})):
        path, _ = write_data_set(tmp_path, given, one, 2024, YEARS, AREAS, figures({}), SYMBOLS)
        assert {row["time_period"] for row in rows_of(path) if row["old_la_code"] == "806"} == expected


def test_an_authority_has_the_code_of_its_year_where_the_release_says_so(tmp_path: Path) -> None:
    """As the workforce files have it: 805 got its code in 2024; other files write the latest in every year."""
    one, areas = data_set(NUMBER), replace(AREAS, codes_before={(2023, "805"): "E10000002"})
    latest, own = release(one, label("")), replace(release(one, label("")), codes_of_year=True)
    for given, of_2023 in ((latest, "E06000005"), (own, "E10000002")):
        path, _ = write_data_set(tmp_path, given, one, 2024, YEARS, areas, figures({}), SYMBOLS)
        codes = {row["time_period"]: row["new_la_code"] for row in rows_of(path) if row["old_la_code"] == "805"}
        assert codes == {"2023": of_2023, "2024": "E06000005"}


def test_a_file_begins_in_its_first_year(tmp_path: Path) -> None:
    one = data_set(NUMBER, first_year=2024)
    path, _ = write_data_set(tmp_path, release(one, label("")), one, 2024, YEARS, AREAS, figures({}), SYMBOLS)
    assert {row["time_period"] for row in rows_of(path)} == {"2024"}


def test_columns_and_spellings_are_those_of_the_file(tmp_path: Path) -> None:
    one = data_set(NUMBER, filters=2, column_order=(2, 1), spellings=(("age=17", "Gone abroad", "Gone Abroad"),))
    one = with_own_labels(one)
    ages = [replace(label(f"age={age}", text=age), label_set="l0") for age in ("17", "18")]
    places = [replace(label("", text="Gone abroad"), label_set="l1")]
    path, _ = write_data_set(tmp_path, release(one, *ages, *places), one, 2024, [2024], AREAS, figures({}), SYMBOLS)
    assert path.read_text().splitlines()[0].endswith(",f1,f0,number")
    assert {(row["f0"], row["f1"]) for row in rows_of(path)} == {("17", "Gone Abroad"), ("18", "Gone abroad")}


@pytest.mark.parametrize(
    ("figure", "sign", "text"),
    [
        (Figure(Decimal("34.0")), "", "34"),
        (Figure(Decimal("0.5")), "", "0.5"),
        (Figure(120), "", "120"),
        (Figure(62), "%", "62%"),
        (Figure.marked(Marker.NEGLIGIBLE), "%", SYMBOLS[Marker.NEGLIGIBLE]),
    ],
)
def test_numbers_are_written_without_a_nought_after_the_point(figure: Figure, sign: str, text: str) -> None:
    assert written(figure, SYMBOLS, sign) == text


def test_an_underlying_file_is_a_row_an_area_with_its_columns_described(tmp_path: Path) -> None:
    columns = (("geog_l", "level"), ("geog_c", "area_code"), ("LA", "la_code"), ("geog_n", "name"))
    one = data_set(
        indicator("CLA_{year}", "count", key=""), indicator("CLA_male", "count", key="sex=male"), filters=0,
        standard=UNDERLYING, first_edition=2014,
    )  # fmt: skip
    one = DataSet(**{**one.__dict__, "area_columns": columns})
    counts = {
        ("children", 2024, code): {"": number, "sex=male": number // 2}
        for code, number in ((ENGLAND.area_code, 1234), (REGION.area_code, 77), ("805", 77))
    }
    suppressed = (Shown("count", "children", 2024, "805", "sex=male"),)
    path, count = write_data_set(tmp_path, release(one), one, 2024, YEARS, AREAS, figures(counts, suppressed), SYMBOLS)
    assert (path.name, count) == ("invented_2024.csv", 3)  # 806 is no more
    assert path.read_text(encoding="utf-8").splitlines() == [
        "geog_l,geog_c,LA,geog_n,CLA_2024,CLA_male",
        "NATIONAL,E92000001,999,ENGLAND,1230,620",
        "REGION,E12000001,A,NORTH EAST,80,40",
        "LA,E06000005,805,Place 805,77,c",
    ]
    assert [row["column"] for row in rows_of(metadata_path(path))] == [
        "geog_l", "geog_c", "LA", "geog_n", "CLA_2024", "CLA_male",
    ]  # fmt: skip
    assert not list(screen_underlying(path, one, 2024, AREAS, SYMBOLS))


def test_an_underlying_file_tells_the_order_of_the_tables() -> None:
    """Rows are in order of code; tables list the authorities of a region by name, with an empty line behind England."""
    named = [replace(AUTHORITIES[0], area_name="Stockton"), replace(AUTHORITIES[1], area_name="Hartlepool")]
    one = data_set(NUMBER, filters=0, standard=UNDERLYING)
    rows = area_rows(one, replace(AREAS, local_authorities=named), 2023)
    assert [(held["name"], held["order"]) for _, held in rows] == [
        ("ENGLAND", "1"), ("NORTH EAST", "3"), ("Stockton", "5"), ("Hartlepool", "4"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "check"),
    [
        ("CLA_male\n", "CLA_2024\n", "underlying_columns"),
        ("CLA_male\n", "CLA_female\n", "underlying_metadata"),
        ("1230,620", "1230", "underlying_rows"),
        ("1230,620", "1230,about 620", "underlying_figures"),
        ("REGION,E12000001,A,NORTH EAST,80,40\n", "", "underlying_areas"),
        ("LA,E06000005", "REGION,E06000005", "underlying_areas"),
    ],
)
def test_an_underlying_file_out_of_shape_is_refused(tmp_path: Path, old: str, new: str, check: str) -> None:
    test_an_underlying_file_is_a_row_an_area_with_its_columns_described(tmp_path)
    columns = (("geog_l", "level"), ("geog_c", "area_code"), ("LA", "la_code"), ("geog_n", "name"))
    one = DataSet(**{**data_set(NUMBER, filters=0, standard=UNDERLYING).__dict__, "area_columns": columns})
    path = tmp_path / "invented_2024.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert check in [failing.check for failing in screen_underlying(path, one, 2024, AREAS, SYMBOLS)]


def test_a_time_series_begins_with_what_was_published(tmp_path: Path) -> None:
    """Years before the returns come from the reference table, and only the counts that it has."""
    one = data_set(NUMBER, SHARE, filters=1, earlier_figures="national_time_series")
    one = DataSet(**{**one.__dict__, "levels": ("national",), "measure": "looked_after_on_31_march"})
    labels = (label("", text="All"), label("uasc=uasc", text="UASC"))
    counts = {("looked_after_on_31_march", year, ENGLAND.area_code): {"": 83_000 + year} for year in YEARS}
    path, count = write_data_set(tmp_path, release(one, *labels), one, 2024, YEARS, AREAS, figures(counts), SYMBOLS)
    rows = {(row["time_period"], row["f0"]): (row["number"], row["percent"]) for row in rows_of(path)}
    missing = SYMBOLS[Marker.NOT_AVAILABLE]
    assert rows["1994", "All"] == ("47590", missing)
    assert rows["1994", "UASC"] == (missing, missing)
    assert rows["2014", "UASC"] == ("2050", missing)
    assert rows["2024", "All"] == ("85020", "100")  # of the returns, though the table has that year too
    years = [row["time_period"] for row in rows_of(path)]
    assert years == sorted(years)
    assert count == len(rows) == 2 * (2025 - 1994)


def test_the_national_time_series_is_whole() -> None:
    found = read_time_series("national_time_series")
    for measure in ("looked_after_on_31_march", "started_during_year", "ceased_during_year", "adopted_during_year"):
        assert [year for year in range(1994, 2025) if (measure, year, "") in found] == list(range(1994, 2025))
    assert found["looked_after_on_31_march", 2014, ""].value == 68_790
    assert all(number.value % 10 == 0 and number.source for number in found.values())


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("children,2014,,12a,source", "line 3: a measure, a year, a whole number and its source"),
        ("children,2014,,12,", "line 3"),
        ("children,2013,,12,source", "line 3: this number is there already"),
    ],
)
def test_a_line_of_the_time_series_that_cannot_be_is_refused(tmp_path: Path, line: str, message: str) -> None:
    text = f"measure,collection_year,key,value,source\nchildren,2013,,12,source\n{line}\n"
    (tmp_path / "national_time_series.csv").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        read_time_series("national_time_series", tmp_path)
