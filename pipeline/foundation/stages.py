"""The stages a datum passes, the folders of the project, and the errors a user can cause."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parents[2]
REFERENCE = PROJECT_ROOT / "data" / "reference"
SQL = PROJECT_ROOT / "sql"
TEMPLATES = PROJECT_ROOT / "publication_templates"


class Stage(Enum):
    """A schema of the warehouse, in the order in which a datum passes through it; the value is the schema's name."""

    REFERENCE = "reference"
    RAW = "raw"
    STAGED = "staged"
    CORE = "core"
    CELLS = "cells"
    GROSSED = "grossed"
    PROTECTED = "protected"

    @property
    def position(self) -> int:
        """Place in the order of stages, from 0; a model reads its own stage and earlier ones only."""
        return list(Stage).index(self)


class UserError(Exception):
    """Something a user caused and can mend; the message names the file, line, field and next step."""

    exit_code = 2


class CheckFailed(UserError):
    """A check failed and nothing was published."""

    exit_code = 1


class UsageError(UserError):
    """The command was called with arguments that cannot be carried out."""

    exit_code = 2


class UnreadableInput(UserError):
    """An input file or folder cannot be read at all."""

    exit_code = 3


class NotAuthorised(UserError):
    """The caller may not do this, or not yet (embargo)."""

    exit_code = 4
