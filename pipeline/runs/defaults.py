"""``first-release.toml``: folders and options of the commands, so that they need not be typed every time."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pipeline.foundation.stages import UsageError

FILE_NAME = "first-release.toml"


def read_defaults(path: Path, commands: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, Any]]:
    """The file's sections by command, each option by its parameter; nothing where there is no file.

    ``commands`` has the options of each command as they are typed, without the dashes before them and with any within
    as ``_``, and the parameter that each is of. A path begins where the file lies.
    Raises UsageError for what is no TOML, and for a command or option that there is not.
    """
    if not path.is_file():
        return {}
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: {error}. It is written like publication_templates/*/release.toml.") from error
    return {command: _options(path, command, options, commands) for command, options in content.items()}


def _options(path: Path, command: str, options: object, commands: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    if command not in commands:
        raise UsageError(f"{path}: there is no command {command!r}.{_nearest(command, commands)}")
    if not isinstance(options, dict):
        raise UsageError(f"{path}: {command} is the name of a command; write [{command}] above its options.")
    known = commands[command]
    found = {name.replace("-", "_"): value for name, value in options.items()}
    for name in found:
        if name not in known:
            raise UsageError(f"{path}, [{command}]: there is no option {name!r}.{_nearest(name, known)}")
    return {known[name]: _placed(path.parent, known[name], value) for name, value in found.items()}


def _placed(folder: Path, name: str, value: object) -> object:
    if isinstance(value, list):
        return [_placed(folder, name, one) for one in value]
    is_path = name in _PATHS and isinstance(value, str) and "://" not in value
    return str(folder / value) if is_path and isinstance(value, str) else value


_PATHS = frozenset(
    {"returns", "out", "earlier", "supersedes", "not_published", "releases", "published", "release_dir", "cache"}
)


def _nearest(word: str, known: Iterable[str]) -> str:
    near = get_close_matches(word, list(known), n=1)
    return f" Is {near[0]!r} meant?" if near else ""
