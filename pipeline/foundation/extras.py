"""What only an extra of the package brings, and what a user is told who did not ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.foundation.stages import UsageError

SPARK = "pyspark"
"""What the extra ``spark`` brings."""
PREVIEW = frozenset(
    {
        "alembic",
        "cryptography",
        "govuk_frontend_jinja",
        "httpx2",
        "jwt",
        "psycopg",
        "python_multipart",
        "sqlalchemy",
        "starlette",
        "uvicorn",
    }
)
"""What is imported of the extra ``preview``: by ``pipeline.consult`` alone, and there when a command needs it."""


@contextmanager
def naming_what_lacks() -> Iterator[None]:
    """Raise UsageError, which names the extra and how it is installed, where a module of an extra is not there."""
    try:
        yield
    except ModuleNotFoundError as error:
        lacking = (error.name or "").partition(".")[0]
        if lacking == SPARK:
            raise UsageError(
                "pyspark is not installed, which --engine spark needs, beside Java 17 or later. Install the extra: "
                'pip install "first-release[spark]"'
            ) from error
        if lacking not in PREVIEW:
            raise
        raise UsageError(
            f'{lacking} is not installed, which previews need. Install the extra: pip install "first-release[preview]"'
        ) from error
