"""quality.yaml declares what the models count, and nothing else; bands of the indicator by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.design.files.quality_file import QUALITY, load_quality
from pipeline.disseminate.quality.confidence import NOT, NOT_KNOWN, PARTLY, WELL, band, definition, indicator
from pipeline.foundation.stages import UsageError


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("out_of_bounds: 4.5", "out_of_bound: 4.5", "field out_of_bound: unknown field; did you mean 'out_of_bounds'"),
        ("out_of_bounds: 4.5", "", "field out_of_bounds: a number is needed"),
        ("id: change, level: 3", "id: change, level: 4", "field level: use one of 1, 2, 3"),
        (
            "id: change, level: 3, dimension: accuracy",
            "id: change, level: 3, dimension: beauty",
            "field dimension: use",
        ),
        ("id: change,", "id: chance,", "field warnings: each of these once"),
        ("id: agreement,", "id: continuity,", "field confidence: each of these once"),
        ("well: 0.99, partly: 0.95", "well: 0.9, partly: 0.95", "field partly: a share from 0 to 1"),
        ("id: validity, weight: 3", "id: validity, weight: 0", "field weight: a whole number of at least 1"),
        ("indicator: {high: 0.9,", "indicator: {hi: 0.9,", "field high: a number is needed"),
    ],
)
def test_what_no_model_counts_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = QUALITY.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "quality.yaml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        load_quality(tmp_path / "quality.yaml")


def test_the_indicator_is_the_weighted_share_of_points_that_known_parts_could_have() -> None:
    """Completeness 3, validity 3, consistency 2, punctuality 1: with all known at most 18 points."""
    rules = load_quality()
    parts = {one.id: one for one in rules.confidence if one.published}
    assert {name: one.weight for name, one in parts.items()} == {
        "completeness": 3, "validity": 3, "consistency": 2, "punctuality": 1
    }  # fmt: skip
    bands = {"completeness": WELL, "validity": WELL, "consistency": WELL, "punctuality": NOT}
    assert indicator(parts.values(), bands, rules) == "medium"  # 16 of 18 are 0.89
    assert indicator(parts.values(), bands | {"punctuality": PARTLY}, rules) == "high"  # 17 of 18 are 0.94
    assert indicator(parts.values(), bands | {"punctuality": NOT_KNOWN}, rules) == "high"  # 16 of 16
    assert indicator(parts.values(), bands | {"completeness": NOT}, rules) == "low"  # 10 of 18 are 0.56
    assert indicator(parts.values(), dict.fromkeys(parts, NOT_KNOWN), rules) == NOT_KNOWN


def test_a_bound_belongs_to_the_better_band() -> None:
    part = next(one for one in load_quality().confidence if one.id == "validity")
    shares = {0.99: WELL, 0.9899: PARTLY, 0.95: PARTLY, 0.9499: NOT, None: NOT_KNOWN}
    assert {share: band(part, share) for share in shares} == shares


def test_the_definition_says_every_weight_and_bound() -> None:
    rules = load_quality()
    said = " ".join(definition(rules.confidence, rules))
    assert "Validity (weight 3, since 2014)" in said and "from 99 per cent on, partly met from 95 per cent on" in said
    assert "high from 90 per cent on; medium from 70 per cent on; else low" in said
