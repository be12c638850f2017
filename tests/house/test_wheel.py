"""A wheel has all that commands read and nothing else, and works in an empty folder without the extras."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.disseminate.manifest import code_version
from pipeline.foundation.extras import PREVIEW
from pipeline.foundation.stages import PROJECT_ROOT
from tests.house.test_architecture import committed

CODE = ("pipeline/", "assets/")
SHIPPED = ("sql/", "publication_templates/", "data/reference/")
INTO = "pipeline/foundation/shipped/"
NOT_FOR_A_WHEEL = ("data/england/ssda903/2024/301/episodes.csv", "releases/index.html", ".cache/postcodes.parquet")
# The entry point of sfr, in a process that may find no other pipeline than the one it is told.
SFR = "import sys, pipeline; assert pipeline.__file__.startswith(sys.argv.pop(1)); import pipeline.cli as c; c.main()"

Done = subprocess.CompletedProcess[str]
Sfr = Callable[..., Done]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of what git knows or would take in, built elsewhere: a build leaves folders behind."""
    project, out = tmp_path_factory.mktemp("project"), tmp_path_factory.mktemp("wheel")
    for name in committed():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PROJECT_ROOT / name, project / name)
    for name in NOT_FOR_A_WHEEL:
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text("CHILD\n")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-index", "--no-deps"]
    subprocess.run([*pip, "--no-build-isolation", "--wheel-dir", str(out), str(project)], check=True, timeout=300)
    (made,) = out.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as installed."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as file:
        file.extractall(folder)
    return folder


@pytest.fixture
def python(unpacked: Path, tmp_path: Path) -> Sfr:
    """Runs Python in an empty folder with the installed wheel, a home of its own and no module of an extra."""
    hiding, home, empty = (tmp_path / name for name in ("hiding", "home", "empty"))
    for folder in (hiding, home / ".cache", empty):
        folder.mkdir(parents=True)
    hidden = sorted({*PREVIEW, "dagster", "dagster_webserver"})
    (hiding / "sitecustomize.py").write_text(f"import sys\nsys.modules.update(dict.fromkeys({hidden}))\n")
    (PROJECT_ROOT / ".cache").mkdir(exist_ok=True)  # the postcodes, which take long to read out of their package
    (home / ".cache" / "first-release").symlink_to(PROJECT_ROOT / ".cache", target_is_directory=True)
    path = os.pathsep.join(map(str, (hiding, unpacked)))
    environment = {**os.environ, "HOME": str(home), "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": ""}

    def run(code: str, *arguments: str) -> Done:
        command = [sys.executable, "-c", code, *arguments]
        return subprocess.run(
            command, capture_output=True, text=True, timeout=600, check=False, cwd=empty, env=environment
        )

    return run


@pytest.fixture
def sfr(python: Sfr, unpacked: Path) -> Sfr:
    """Runs a command of the installed wheel."""
    return lambda *arguments: python(SFR, str(unpacked), *arguments)


def test_a_wheel_has_all_that_is_read_and_nothing_else(wheel: Path) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    expected = {name for name in committed() if name.startswith(CODE)}
    expected |= {INTO + name for name in committed() if name.startswith(SHIPPED)}
    assert names == expected


def test_an_installed_wheel_publishes_in_an_empty_folder(sfr: Sfr, tmp_path: Path) -> None:
    made = sfr("synthesise", "--years", "2024", "--las", "201", "--out", "england")
    assert made.returncode == 0, made.stderr
    release = ("release", "children-looked-after", "--year", "2024", "--returns", "england", "--out", "releases")
    done = sfr(*release, "--accept-coverage")
    assert done.returncode == 0, done.stderr
    publish = tmp_path / "empty" / "releases" / "children-looked-after" / "2024" / "publish"
    assert (publish / "index.html").is_file() and list(publish.glob("tables/*.xlsx"))
    assert len(list(publish.glob("data/*.meta.csv"))) > 50
    manifest = json.loads((publish / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["code_version"] == code_version(), "the wheel is another version than the checkout"


def test_commands_that_need_no_extra_find_all_that_they_import(python: Sfr) -> None:
    texts = [path.read_text(encoding="utf-8") for path in (PROJECT_ROOT / "pipeline" / "cli").glob("*.py")]
    nodes = [node for text in texts for node in ast.walk(ast.parse(text))]
    found = sorted({node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module})
    assert "pipeline.runs.audit" in found
    done = python("import " + ", ".join(found))
    assert done.returncode == 0, done.stderr


def test_a_command_that_needs_an_extra_says_which(sfr: Sfr) -> None:
    assert sfr("--help").returncode == sfr("preview", "--help").returncode == 0
    done = sfr("preview", "key")
    said = " ".join(done.stderr.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert said.startswith("Stopped: cryptography is not installed") and "Traceback" not in said
    assert 'pip install "first-release[preview]"' in said
