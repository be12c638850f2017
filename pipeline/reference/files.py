"""Files of ``data/reference/`` as SQL reads them."""

from __future__ import annotations

from pipeline.foundation.stages import REFERENCE


def reference_file(name: str, **types: str) -> str:
    """A FROM item that reads a reference file, its columns given with their types and in their order."""
    path = str(REFERENCE / name).replace("'", "''")
    columns = ", ".join(f"'{column}': '{kind}'" for column, kind in types.items())
    return f"read_csv('{path}', header = true, auto_detect = false, delim = ',', quote = '\"', columns = {{{columns}}})"
