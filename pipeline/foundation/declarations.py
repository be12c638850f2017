"""YAML declarations that know their file and lines, so that an editor's mistake is answered with where it is."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from pipeline.foundation.stages import UsageError

LINE = "__line__"


def contents_of(files: Sequence[Path]) -> tuple[bytes | None, ...]:
    """What the files hold, None where there is none: whoever keeps what was read from them asks it again."""
    return tuple(path.read_bytes() if path.is_file() else None for path in files)


class _LineLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # the loader in C is ten times as fast
    """Reads YAML and notes in every mapping the line on which it starts."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        mapping[LINE] = node.start_mark.line + 1
        return mapping


class Declaration:
    """One mapping of a YAML file. Its readers raise UsageError with file, line and field when a value will not do."""

    def __init__(self, path: Path, values: dict[str, Any]) -> None:
        """``values`` is a mapping as read by ``read_declaration``, with its line."""
        self.path = path
        self.line: int = values[LINE]
        self._values = {str(name): value for name, value in values.items() if name != LINE}

    def problem(self, field: str, what: str) -> UsageError:
        """The error to raise about a field."""
        return UsageError(f"{self.path.name} line {self.line}, field {field}: {what}")

    def only(self, *known: str) -> None:
        """Refuse fields that nothing reads: a misspelt field would otherwise be silently ignored."""
        for name in self._values:
            if name not in known:
                near = difflib.get_close_matches(name, known, 1)
                hint = f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(known)}."
                raise self.problem(name, f"unknown field; {hint}")

    def has(self, field: str) -> bool:
        """Whether the field is given."""
        return field in self._values

    def is_list(self, field: str) -> bool:
        """Whether the field is given as a list."""
        return isinstance(self._values.get(field), list)

    def is_mapping(self, field: str) -> bool:
        """Whether the field is given as a mapping."""
        return isinstance(self._values.get(field), dict)

    def names(self) -> tuple[str, ...]:
        """The fields given, in the order of the file."""
        return tuple(self._values)

    def text(self, field: str, default: str | None = None) -> str:
        """A text; required when there is no default."""
        value = self._values.get(field, default)
        if not isinstance(value, str):
            raise self.problem(field, "a text is needed here (put it in quotes if it looks like a number).")
        return " ".join(value.split())

    def whole(self, field: str, default: int | None = None) -> int:
        """A whole number; required when there is no default."""
        value = self._values.get(field, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.problem(field, "a whole number is needed here.")
        return value

    def truth(self, field: str, default: bool | None = None) -> bool:
        """``true`` or ``false``; required when there is no default."""
        value = self._values.get(field, default)
        if not isinstance(value, bool):
            raise self.problem(field, "true or false is needed here.")
        return value

    def number(self, field: str) -> float:
        """A required number."""
        value = self._values.get(field)
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise self.problem(field, "a number is needed here.")
        return value

    def wholes(self, field: str, default: Sequence[int]) -> tuple[int, ...]:
        """One whole number or a list of them."""
        value = self._values.get(field, list(default))
        values = value if isinstance(value, list) else [value]
        if not values or any(not isinstance(item, int) or isinstance(item, bool) for item in values):
            raise self.problem(field, "a whole number or a list of them is needed here.")
        return tuple(values)

    def texts(self, field: str) -> tuple[str, ...]:
        """One text or a list of them; empty when the field is not given."""
        value = self._values.get(field, [])
        value = [value] if isinstance(value, str) else value
        if not isinstance(value, list) or any(not isinstance(item, str) for item in value):
            raise self.problem(field, "a text or a list of texts is needed here.")
        return tuple(" ".join(item.split()) for item in value)

    def picked(self, *fields: str) -> Declaration:
        """The same entry with no other fields than these."""
        return self._with({name: value for name, value in self._values.items() if name in fields})

    def without(self, *fields: str) -> Declaration:
        """The same entry with all fields but these."""
        return self.picked(*(name for name in self._values if name not in fields))

    def over(self, shared: Declaration) -> Declaration:
        """This entry with the fields of ``shared`` that it does not give itself."""
        return self._with({**shared._values, **self._values})

    def with_texts(self, **texts: str) -> Declaration:
        """The same entry with other texts in some fields."""
        return self._with({**self._values, **texts})

    def _with(self, values: dict[str, Any]) -> Declaration:
        return Declaration(self.path, {**values, LINE: self.line})

    def part(self, field: str) -> Declaration:
        """A required mapping."""
        value = self._values.get(field)
        if not isinstance(value, dict):
            raise self.problem(field, "a mapping of fields is needed here.")
        return Declaration(self.path, value)

    def texts_and_parts(self, field: str) -> list[str | Declaration]:
        """A required list of texts and mappings, in its order."""
        value = self._values.get(field)
        if not isinstance(value, list) or any(not isinstance(item, str | dict) for item in value):
            raise self.problem(field, "a list of texts and mappings is needed here.")
        return [" ".join(one.split()) if isinstance(one, str) else Declaration(self.path, one) for one in value]

    def texts_and_lists(self, field: str) -> list[str | list[Any]]:
        """A required list of texts and lists, in its order."""
        value = self._values.get(field)
        if not isinstance(value, list) or any(not isinstance(item, str | list) for item in value):
            raise self.problem(field, "a list of texts and lists is needed here.")
        return value

    def parts(self, field: str) -> list[Declaration]:
        """A list of mappings; empty when the field is not given."""
        value = self._values.get(field, [])
        if not isinstance(value, list) or any(not isinstance(item, dict) for item in value):
            raise self.problem(field, "a list of mappings is needed here.")
        return [Declaration(self.path, item) for item in value]


def read_declaration(path: Path) -> Declaration:
    """Read a YAML file whose outermost level is a mapping; raises UsageError when it is missing or is no such file."""
    if not path.is_file():
        raise UsageError(f"There is no file {path}.")
    try:
        values = yaml.load(path.read_text(encoding="utf-8"), Loader=_LineLoader)
    except yaml.YAMLError as error:
        raise UsageError(f"{path.name} cannot be read as YAML: {error}") from error
    if not isinstance(values, dict):
        raise UsageError(f"{path.name} must hold fields and their values.")
    return Declaration(path, values)
