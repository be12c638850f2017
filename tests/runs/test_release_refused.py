"""A release whose small counts can be worked out does not appear: not a file of it, whatever the audit found."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipeline.foundation.numbers import DisclosureError, Key, Pattern
from pipeline.protect.attack.audit import Finding
from pipeline.protect.attack.insiders import InsidersReport
from pipeline.protect.edition import protection
from pipeline.runs.release import publish_release
from pipeline.runs.run import ReleaseRun
from pipeline.synthetic import synthesise
from tests.runs.invented_release import NAME, YEAR, invented_release

KEY = Key("looked_after_on_31_march", YEAR, "301", "sex=male")
REFUSED = {
    "nothing is suppressed": ("protect", Pattern({}, (), 0.0), "Publish nothing"),
    "an authority knows too much": (
        "audit_insiders",
        InsidersReport(3, (("316", Finding("exact", KEY, 2, 2)),), ()),
        "area 316, with its own counts",
    ),
}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReleaseRun]:
    """The September part over the returns of three small authorities."""
    folder = tmp_path_factory.mktemp("refused")
    synthesise((YEAR,), folder / "returns", scale=0.2, seed=3, las=("301", "316", "857"), processes=1)
    with invented_release(folder / "templates"):
        yield ReleaseRun(NAME, YEAR, "september", folder / "returns", folder / "out", accept_coverage=True)


@pytest.mark.parametrize("case", REFUSED)
def test_what_the_audit_does_not_pass_does_not_appear(
    run: ReleaseRun, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, answer, said = REFUSED[case]
    monkeypatch.setattr(protection, name, lambda *_, **__: answer)
    with pytest.raises(DisclosureError, match=said):
        publish_release(run, report=lambda _: None)
    left = [path.relative_to(run.out) for path in run.out.rglob("*") if path.is_file()]
    assert not run.folder.exists()
    assert [path for path in left if not path.name.startswith(".")] == []


def test_without_that_it_appears(run: ReleaseRun) -> None:
    publish_release(run, report=lambda _: None)
    assert (run.folder / "publish" / "certificate.json").is_file()
