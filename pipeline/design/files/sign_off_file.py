"""Read the sign-off file of a release: acceptances of warnings, and decisions that change figures."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.design.sign_off import Acceptance, SignOff
from pipeline.foundation.declarations import Declaration, read_declaration

DECISION_FIELDS = ("collection_year", "la_code", "item", "decision", "carried_from_year", "reason", "source")
"""The columns of decisions_on_figures.csv but the release, which is the one that the file is given for."""
TIME = re.compile(r"20\d\d-[01]\d-[0-3]\d [0-2]\d:[0-5]\d")
# A note is published and read by no audit: it must hold no count. Years are no counts.
NUMBER = re.compile(r"(?<![\d.,])(?!(?:19|20)\d\d(?![\d.,]\d))\d|\b(?:one|two|three|four|five)\b", re.IGNORECASE)


def read_sign_off(path: Path | None) -> SignOff:
    """Raises UsageError with file, line and field for what is missing, misspelt, repeated, or must not be published."""
    if path is None:
        return SignOff()
    declared = read_declaration(path)
    declared.only("accepted", "decisions")
    accepted = tuple(map(_acceptance, declared.parts("accepted")))
    names = [one.warning for one in accepted]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise declared.problem("accepted", f"{repeated[0]} is accepted twice. Keep one.")
    decisions = tuple(_decision(entry) for entry in declared.parts("decisions"))
    return SignOff(accepted, decisions, path.read_bytes())


def _acceptance(entry: Declaration) -> Acceptance:
    entry.only("warning", "figures", "name", "time", "reason", "note")
    given = {field: entry.text(field) for field in ("warning", "figures", "name", "time", "reason")}
    for field, value in given.items():
        if not value:
            raise entry.problem(field, "fill it in, or take the warning out of the file.")
    if not TIME.fullmatch(given["time"]):
        raise entry.problem("time", 'write the day and the time in quotes, as "2024-10-21 10:15".')
    note = entry.text("note", "")
    if NUMBER.search(note):
        raise entry.problem(
            "note", "it is published, and no audit reads it: write it without numbers but years, also in words."
        )
    return Acceptance(**given, note=note)


def _decision(entry: Declaration) -> tuple[str, dict[str, str]]:
    entry.only(*DECISION_FIELDS)
    given = {
        field: str(entry.whole(field)) if field.endswith("year") and entry.has(field) else entry.text(field, "")
        for field in DECISION_FIELDS
    }
    return f"{entry.path.name}, line {entry.line}", given
