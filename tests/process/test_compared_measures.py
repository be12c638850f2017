"""Which measures the quality report compares: people, events and posts, and no sums of sessions or points."""

from __future__ import annotations

from pipeline.design.files.data_sets_file import load_release
from pipeline.process.quality_tables import is_compared


def test_sums_of_sessions_and_points_are_not_compared() -> None:
    """Points of progress may be below 0, of which there is no logarithm: a release stopped where they were."""
    measures = load_release("outcomes").measures
    left_out = {one.name for one in measures if not is_compared(one)}
    assert left_out == {one.name for one in measures if "sessions" in one.name or "points" in one.name}


def test_full_time_equivalents_are_compared() -> None:
    assert {one.name for one in load_release("social-work-workforce").measures if is_compared(one)} >= {
        "social_workers_in_post", "social_workers_in_post_fte",
    }  # fmt: skip
