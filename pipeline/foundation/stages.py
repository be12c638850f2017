"""The stages a datum passes, the folders of the project, and the errors a user can cause."""

from __future__ import annotations

import os
from enum import Enum
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
"""The folder of the package ``pipeline``."""
SHIPPED = PACKAGE / "foundation" / "shipped"
"""Where a wheel has what a checkout has at its top; in a checkout it holds nothing that is read."""
IS_CHECKOUT = not (SHIPPED / "sql").is_dir()
PROJECT_ROOT = PACKAGE.parent if IS_CHECKOUT else SHIPPED
"""The folder in which models, templates and reference data lie under the names that the project knows them by."""
FOLDERS_START = PROJECT_ROOT if IS_CHECKOUT else Path()
"""Where folders for returns and releases start that are named relatively, but for those of a command line."""
CACHE = PROJECT_ROOT / ".cache" if IS_CHECKOUT else Path(os.path.expanduser("~"), ".cache", "first-release")
"""What may be made again at any time. An installed package may lie where nobody can write: there it is the user's."""
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
    QUALITY = "quality"
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


class MachineFailed(UserError):
    """The machine stood in the way and not the data: a full disk, want of memory, a folder nobody may write to."""

    exit_code = 5


class NotAuthorised(UserError):
    """The caller may not do this, or not yet (embargo)."""

    exit_code = 4
