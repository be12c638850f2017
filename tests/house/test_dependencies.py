"""What is declared is what is imported: the core by all but previews and assets, each extra by its own folder."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable
from importlib import import_module
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from pipeline.foundation.extras import PREVIEW, naming_what_lacks
from pipeline.foundation.stages import PROJECT_ROOT, UsageError

# Nobody imports these; the reason is who loads them.
LOADED_BY_NAME = {
    "psycopg": "psycopg",  # by SQLAlchemy, for a state in PostgreSQL
    "python-multipart": "python_multipart",  # by Starlette, for forms
    "govuk-frontend-jinja": "govuk_frontend_jinja",  # by Jinja, its templates
    "dagster-webserver": "dagster_webserver",  # by the command dagster dev
    "dagster-postgres": "dagster_postgres",  # by Dagster, where deploy/dagster.yaml keeps its runs
}
OURS = {"pipeline", "assets"}


def declared() -> tuple[set[str], dict[str, set[str]]]:
    """The distributions of the core and of each extra, by the names that registries know them by."""
    project = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = {name: _names(lines) for name, lines in project["optional-dependencies"].items()}
    return _names(project["dependencies"]), extras


def _names(lines: Iterable[str]) -> set[str]:
    return {_name(line) for line in lines}


def _name(line: str) -> str:
    return re.split(r"[\[<>=~! ]", line)[0]


def imported(paths: Iterable[Path]) -> set[str]:
    """The top-level modules of others that some files import, at their top or in a function."""
    found = set()
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                found.add((node.module or "").partition(".")[0])
    return found - OURS - sys.stdlib_module_names


def distributions(modules: Iterable[str]) -> set[str]:
    known = packages_distributions()
    return {re.sub(r"[-_.]+", "-", name).lower() for module in modules for name in known[module]}


PREVIEWS = set(PROJECT_ROOT.joinpath("pipeline", "consult").rglob("*.py"))
SOURCES = set(PROJECT_ROOT.joinpath("pipeline", "collect", "sources").rglob("*.py"))
SPARK = {PROJECT_ROOT / "pipeline/process/spark.py"}
REST = set(PROJECT_ROOT.joinpath("pipeline").rglob("*.py")) - PREVIEWS - SOURCES - SPARK
ASSETS = set(PROJECT_ROOT.joinpath("assets").rglob("*.py"))


def test_the_core_is_what_is_imported_outside_previews_and_assets() -> None:
    assert distributions(imported(REST)) == declared()[0]


def test_each_extra_is_what_its_folder_imports_beyond_the_core() -> None:
    core, extras = declared()
    by_name = set(LOADED_BY_NAME)
    assert distributions(imported(PREVIEWS)) - core == extras["preview"] - by_name
    assert distributions(imported(ASSETS)) - core == extras["dagster"] - by_name
    assert distributions(imported(SOURCES)) - core == extras["sources"] - by_name
    # Spark is not asked what it is called: it is not installed everywhere.
    assert imported(SPARK) - imported(REST) == {"pyspark"} == extras["spark"]
    assert by_name <= extras["preview"] | extras["dagster"] | extras["sources"]


def test_a_command_names_the_extra_whatever_it_lacks_of_it() -> None:
    loaded = {LOADED_BY_NAME[name] for name in declared()[1]["preview"] & set(LOADED_BY_NAME)}
    core = imported(REST)
    assert imported(PREVIEWS) - core | loaded == PREVIEW


LOCKS = "requirements.lock", "requirements-spark.lock"


def test_spark_that_is_not_installed_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    # The package itself is asked for: a part of it may stand already, loaded by a test before.
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(UsageError, match=r"first-release\[spark\]"), naming_what_lacks():
        import_module("pyspark")


def test_the_lock_has_all_that_is_declared_and_can_be_installed_on_windows() -> None:
    text = "".join((PROJECT_ROOT / name).read_text(encoding="utf-8") for name in LOCKS)
    locked = {_name(line): line for line in text.splitlines() if re.match(r"[a-z]", line)}
    core, extras = declared()
    assert core.union(*extras.values()) <= set(locked)
    assert "sys_platform != 'win32'" in locked["uvloop"], "uvloop is not made for Windows"
    assert "sys_platform == 'win32'" in locked["pywin32"], "Dagster needs it on Windows"
