"""A copy of the project to which a test adds data, and its command run there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree, ignore_patterns

from pipeline.foundation.stages import PROJECT_ROOT


def copy_project(root: Path) -> None:
    """Copy what the command reads, with the cache of the project itself and the modules as they are compiled."""
    for folder in ("pipeline", "sql", "data/reference", "publication_templates"):
        # What another test process is writing at this moment may be gone before it is copied.
        copytree(PROJECT_ROOT / folder, root / folder, ignore=ignore_patterns("*.pyc.*"))
    # In a fresh clone no other test may have made it yet, and a link to nothing cannot be made a folder.
    (PROJECT_ROOT / ".cache").mkdir(exist_ok=True)
    (root / ".cache").symlink_to(PROJECT_ROOT / ".cache", target_is_directory=True)


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run ``sfr`` of the copy."""
    command = [sys.executable, "-c", "from pipeline.cli import main; main()", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(root), "COLUMNS": "200"}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
