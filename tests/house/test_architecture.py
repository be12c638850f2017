"""The shape of the project, held by tests where no tool holds it."""

from __future__ import annotations

import re
import subprocess

import pytest

from pipeline.design.files.data_sets_file import load_release
from pipeline.foundation.stages import PROJECT_ROOT, SQL, Stage
from pipeline.process.checks import load_checks
from pipeline.process.grossed import grossed_models
from pipeline.process.models_read import load_models
from pipeline.process.parts_of_cells import cells_behind
from pipeline.process.quality_tables import quality_models
from tests.conftest import LONGEST_FIRST

FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}
LONGEST = 400


def committed() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        text=True,
        check=True,
        cwd=PROJECT_ROOT,
    )
    return [name for name in listed.stdout.splitlines() if (PROJECT_ROOT / name).is_file()]


def test_no_file_hides_its_purpose() -> None:
    names = [name for name in committed() if name.rpartition("/")[2].partition(".")[0] in FORBIDDEN_NAMES]
    assert names == []


def test_every_python_file_says_what_it_is_and_stays_short() -> None:
    for name in committed():
        if name.endswith(".py"):
            text = (PROJECT_ROOT / name).read_text(encoding="utf-8")
            assert text.startswith('"""'), f"{name} does not open with what it is"
            assert text.count("\n") <= LONGEST, f"{name} is longer than {LONGEST} lines"


def test_the_test_files_that_run_first_are_there_and_of_one_name_each() -> None:
    """A file that was renamed would run last, with one process idle beside it."""
    names = [name.rpartition("/")[2] for name in committed()]
    assert [name for name in LONGEST_FIRST if names.count(name) != 1] == []


def test_nothing_committed_names_a_package_host_or_a_path_of_some_machine() -> None:
    hosts = re.compile(
        "|".join(["py" + "pi.org", "python" + "hosted", "registry.npm" + "js", "/ro" + "ot/", "/wo" + "rk/"])
    )
    for name in committed():
        if not name.endswith((".png", ".parquet")):
            found = hosts.search((PROJECT_ROOT / name).read_text(encoding="utf-8", errors="replace"))
            assert found is None, f"{name} names {found and found[0]}"


def test_folders_of_sql_are_stages_and_every_file_in_them_is_read() -> None:
    schemas = {stage.value for stage in Stage}
    folders = {path.name for path in SQL.iterdir() if path.is_dir()} - {"functions", "checks"}
    assert folders <= schemas
    made = (*load_models(), *grossed_models(), *quality_models())
    read = {one.path for one in (*made, *load_checks())}
    for path in (*SQL.rglob("*.sql"), *SQL.rglob("*.yaml")):
        if path.parent.name in schemas or path.parent.name == "checks":
            assert path in read, f"nothing reads {path}"


@pytest.mark.parametrize("name", ["children-looked-after", "children-in-need"])
def test_every_measure_of_a_release_has_its_model(name: str) -> None:
    """Its cells are counted from records: of the core model of its name, or of the one whose part or days it counts."""
    models = {model.name: model for model in load_models()}
    for measure in load_release(name).measures:
        reads = models[cells_behind(measure)].reads
        assert any(read.startswith(("core.", "staged.")) for read in reads), measure.name
        assert f"core.{measure.name}" not in models or f"core.{measure.name}" in reads, measure.name
