"""Writes small returns by hand for the tests of the recount, and asks the recount of them cell by cell."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from . import recount
from .awkward_records import FIELDS
from .places import Gazetteer

HOME, NEAR, FAR, ELSEWHERE = "AA1 1AA", "AA1 1AB", "AA9 1AA", "BB1 1BB"
PLACES = Gazetteer(
    postcodes={
        "AA11AA": (400_000, 300_000, "E07000001"),
        "AA11AB": (401_000, 300_000, "E07000001"),
        "AA91AA": (440_000, 300_000, "E07000001"),
        "BB11BB": (402_000, 300_000, "E07000002"),
        "CF11AA": (318_000, 176_000, "W06000015"),
    },
    outcodes={"AA1": (400_500.5, 300_000.5)},
    districts={"E07000001": "301", "E07000002": "302"},
)
HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB"
EPISODES = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN"


@dataclass(frozen=True)
class Row:
    """A row of episodes.csv in the order of its columns."""

    child: str = "1"
    started: str = "01/06/2023"
    reason: str = "S"
    legal_status: str = "C2"
    need: str = "N1"
    placement: str = "U4"
    provider: str = "PR1"
    ceased: str = ""
    reason_ceased: str = ""
    reason_changed: str = ""
    home: str = HOME
    placed_at: str = NEAR
    urn: str = ""


def stay(started: str, ceased: str = "", reason_ceased: str = "", **fields: str) -> Row:
    """An episode; one that ceases without a reason given goes on the same day."""
    return Row(started=started, ceased=ceased, reason_ceased=reason_ceased or ("X1" if ceased else ""), **fields)


def write_return(
    returns: Path,
    year: int,
    *rows: Row,
    la_code: str = "301",
    born: str = "01/05/2012",
    asylum: str | None = None,
    records: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Write an LA's return of a year; every child is a girl born on ``born``.

    ``records`` holds, by file, what its records of child 1 say after the date of birth, separated by commas.
    """
    folder = returns / "ssda903" / str(year) / la_code
    folder.mkdir(parents=True)
    children = sorted({row.child for row in rows})
    episodes = [EPISODES.split(","), *map(astuple, rows)]
    header = [HEADER.split(","), *[[child, "2", born, "WBRI", "UN1", "0", ""] for child in children]]
    files: dict[str, list[Sequence[object]]] = {"episodes": [*episodes], "header": [*header]}
    for name, said in (records or {}).items():
        files[name] = [FIELDS[name].split(","), *(["1", born, *record.split(",")] for record in said)]
    if asylum is not None:
        files["uasc"] = [["CHILD", "SEX", "DOB", "DUC"], ["1", "2", born, asylum]]
    for name, table in files.items():
        with (folder / f"{name}.csv").open("w", newline="") as stream:
            csv.writer(stream).writerows(table)


class Counted:
    """The recount of one year, asked cell by cell."""

    def __init__(self, returns: Path, year: int = 2024) -> None:
        rows = recount(returns, [year], PLACES).itertuples(index=False)
        self.cells: dict[tuple[str, ...], int] = {tuple(row[1:-1]): int(str(row[-1])) for row in rows}

    def __call__(self, measure: str, breakdown: str = "total", category: str = "total", la_code: str = "301") -> int:
        return self.cells.get((la_code, measure, breakdown, category, *[""] * 4), 0)

    def crossed(self, measure: str, *pairs: tuple[str, str]) -> int:
        """The count under several categories at once."""
        key = [text for pair in sorted(pairs) for text in pair]
        return self.cells.get(("301", measure, *key, *[""] * (6 - len(key))), 0)

    def categories(self, measure: str, breakdown: str) -> dict[str, int]:
        """Category to count."""
        found = {key[3]: count for key, count in self.cells.items() if key[1:3] == (measure, breakdown) and not key[4]}
        return dict(sorted(found.items()))
