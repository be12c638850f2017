"""What suppression and attack share is listed in the README, and is what they import."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[2]
HEADING = "## What suppression and attack share"


def modules_under(name: str) -> list[str]:
    """A module and, of a package, all in it."""
    path = ROOT.joinpath(*name.split("."))
    if not path.is_dir():
        return [name]
    found = (file.relative_to(ROOT).with_suffix("") for file in path.rglob("*.py"))
    return [".".join(one.parts).removesuffix(".__init__") for one in found]


def imports_of(names: Iterable[str]) -> set[str]:
    """The modules of the project that some modules import by name, those that are among them left out."""
    own = {one for name in names for one in modules_under(name)}
    found = set()
    for name in own:
        path = ROOT.joinpath(*name.split(".")).with_suffix(".py")
        path = path if path.is_file() else path.with_suffix("") / "__init__.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pipeline"):
                found.add(node.module or "")
    return found - own


def contract(start: str) -> dict[str, list[str]]:
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    return next(rule for rule in rules if rule["name"].startswith(start))


def listed() -> set[str]:
    """The modules that the README names under its heading."""
    text = (ROOT / "README.md").read_text(encoding="utf-8").split(HEADING)[1].split("\n## ")[0]
    return set(re.findall(r"^\| `(pipeline\.[a-z_.]+)` \|", text, flags=re.MULTILINE))


def test_what_is_shared_is_listed() -> None:
    suppresses = set(contract("What attacks")["forbidden_modules"])
    attacks = {*contract("What attacks")["source_modules"], *contract("The reader")["source_modules"]}
    assert imports_of(suppresses) & imports_of(attacks) == listed()


def test_everything_in_protection_is_on_one_side_or_named() -> None:
    """A new folder or module fails here until somebody says which side it is on; a folder is on one side as a whole."""
    sides = {*contract("What attacks")["forbidden_modules"], *contract("What attacks")["source_modules"]}
    named = {
        "pipeline.protect.edition",
        "pipeline.protect.history",
        *contract("The reader")["source_modules"],
        *listed(),
    }
    folder = ROOT / "pipeline" / "protect"
    found = {f"pipeline.protect.{path.stem}" for path in folder.iterdir() if not path.stem.startswith("__")}
    assert found <= sides | named


def test_the_reader_is_barred_from_all_that_hides() -> None:
    assert set(contract("What attacks")["forbidden_modules"]) <= set(contract("The reader")["forbidden_modules"])
