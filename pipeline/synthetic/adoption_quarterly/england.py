"""Write a synthetic England's quarterly adoption returns: one folder a sender and quarter, a manifest and a ledger."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random

from pipeline.collect.specification import load_specification
from pipeline.foundation.stages import UsageError
from pipeline.reference.periods import QUARTERS, Period
from pipeline.synthetic.adoption_quarterly import lives
from pipeline.synthetic.adoption_quarterly.defects import KINDS, plant
from pipeline.synthetic.adoption_quarterly.documents import (
    Row,
    as_csv,
    children_rows,
    families_rows,
    orders_rows,
)
from pipeline.synthetic.adoption_quarterly.ledger import (
    Planted,
    Totals,
    count_children,
    count_families,
    count_orders,
    write_ledger,
)
from pipeline.synthetic.adoption_quarterly.senders import RETURN, Sender, senders
from pipeline.synthetic.country.draws import stable_seed
from pipeline.synthetic.country.manifest import put_in_manifest

_FEWEST_TO_SPOIL = 2
_ENQUIRIES_A_FAMILY = 6
_DUMMIES_A_LETTER = 99


@dataclass(frozen=True, slots=True)
class QuarterlySummary:
    """What was written: the years, the senders, the files, and the totals of the last quarter."""

    out: Path
    years: tuple[int, ...]
    senders: int
    files: int
    last_quarter: Mapping[str, int]

    def as_dict(self) -> dict[str, object]:
        """For ``--json``."""
        return {
            "out": str(self.out),
            "years": list(self.years),
            "senders": self.senders,
            "files": self.files,
            "last_quarter": dict(self.last_quarter),
        }

    def in_words(self) -> str:
        """Two sentences for a person."""
        told = ", ".join(f"{name.replace('_', ' ')} {number:,}" for name, number in sorted(self.last_quarter.items()))
        return (
            f"{self.files:,} files of {self.senders} senders in {self.out / RETURN}. In the last quarter: {told}. "
            f"The generator's own totals are in {self.out / 'ledger'}."
        )


@dataclass(slots=True)
class _Written:
    """What is being written: files by path, the account, planted defects and rows of the manifest."""

    files: dict[str, str] = field(default_factory=dict)
    totals: Totals = field(default_factory=dict)
    planted: list[Planted] = field(default_factory=list)
    manifest: list[Row] = field(default_factory=list)


def synthesise_adoption_quarterly(
    years: Iterable[int],
    out: Path,
    *,
    scale: float = 1.0,
    seed: int = 1,
    las: Sequence[str] | None = None,
    plant_defects: bool = False,
    omit: str = "",
    dummy_codes: bool = False,
    report: Callable[[str], None] | None = None,
) -> QuarterlySummary:
    """Write four quarters of every year to ``<out>/adoption_quarterly/<2022-23>/<Q4>/<code>/``.

    A year is the one in which the financial year ends; ``las`` are codes of authorities and agencies, ``omit`` those
    that do not send their return of the last quarter, joined by commas. Defects are planted in the last quarter.
    ``dummy_codes`` gives authorities Z01, Z02 and so on, and agencies RAAZ1 or VAAZ1, which are nobody's.
    Raises UsageError for a year without this return, a scale of 0 or less, or codes that nobody has.
    """
    wanted = sorted(set(years))
    specification = load_specification(RETURN)
    if not wanted or not specification.first_year <= wanted[0] <= wanted[-1] <= specification.last_year:
        raise UsageError(f"--years: choose among {specification.first_year} to {specification.last_year}.")
    if scale <= 0:
        raise UsageError(f"--scale {scale}: choose a number above 0.")
    quarters = [Period(year, quarter) for year in wanted for quarter in QUARTERS]
    everybody = senders([quarter.collection_year for quarter in quarters])
    left_out = {code.strip() for code in omit.split(",") if code.strip()}
    known = {sender.code for sender in everybody}
    if unknown := sorted({*(las or ()), *left_out} - known):
        raise UsageError(f"{', '.join(unknown)}: no authority or agency has this code in the years asked for.")
    chosen = [sender for sender in everybody if not las or sender.code in las]
    written = _Written()
    kinds = list(KINDS) if plant_defects else []
    dummies: Counter[str] = Counter()
    for sender in chosen:
        name = _dummy_code(sender.code, dummies) if dummy_codes else sender.code
        _write_sender(written, (sender, name), everybody, quarters, (scale, seed), sender.code in left_out, kinds)
    _put(out, wanted, written)
    last = quarters[-1].collection_year
    sums: dict[str, int] = {}
    for (quarter, _, measure), number in written.totals.items():
        if quarter == last:
            sums[measure] = sums.get(measure, 0) + number
    if report:
        report(f"{len(written.files):,} files of quarterly adoption data")
    return QuarterlySummary(out, tuple(wanted), len(chosen), len(written.files), sums)


def _dummy_code(code: str, dummies: Counter[str]) -> str:
    """The next dummy code of the same kind of sender: of authorities and joint services three characters."""
    kind = code[:3] if code.startswith(("RAA", "VAA")) else ""
    letter, number = divmod(dummies[kind], _DUMMIES_A_LETTER)
    dummies[kind] += 1
    return f"{kind}{'ZY'[letter]}{number + 1:{'' if kind else '02'}}"


def _write_sender(
    written: _Written,
    named: tuple[Sender, str],
    everybody: Sequence[Sender],
    quarters: Sequence[Period],
    size: tuple[float, int],
    is_omitted: bool,
    kinds: list[str],
) -> None:
    """All returns of one sender, under the name given; ``kinds`` are the defects that are not planted yet."""
    (sender, name), (scale, seed) = named, size
    first, last = date(quarters[0].year - lives.YEARS_BEFORE, 4, 1), quarters[-1].last_day
    part = scale * sender.looked_after / lives.LOOKED_AFTER

    def rng(what: str) -> Random:
        return Random(stable_seed(seed, RETURN, sender.code, what))

    children = lives.children(rng("children"), lives.DECISIONS * part, first, last)
    orders = lives.orders(rng("orders"), lives.ORDERS * part, first, last)
    families = lives.families(rng("families"), _registrations(sender, everybody) * scale, first, last)
    for quarter in quarters:
        number = quarter.collection_year
        if is_omitted and quarter == quarters[-1]:
            continue
        latest = _latest_of_year(quarter, quarters, is_omitted)
        place = "/".join((RETURN, *quarter.folder, name))
        if number in sender.as_authority:
            rows = children_rows(name, children, quarter)
            if kinds and quarter == quarters[-1] and len(rows) >= _FEWEST_TO_SPOIL:
                rows, planted = plant(kinds.pop(0), name, rows, quarter, f"{place}/children.csv")
                written.planted.append(planted)
            written.files[f"{place}/children.csv"] = as_csv("children", rows)
            written.files[f"{place}/sgo.csv"] = as_csv("sgo", orders_rows(name, orders, quarter))
            count_children(written.totals, name, children, quarter, latest)
            count_orders(written.totals, name, orders, quarter)
        if number in sender.as_agency:
            rows = families_rows(name, families, quarter)
            written.files[f"{place}/adopters.csv"] = as_csv("adopters", rows)
            enquiries = _ENQUIRIES_A_FAMILY * sum(
                quarter.first_day <= one.registered <= quarter.last_day for one in families
            )
            written.files[f"{place}/enquiries.csv"] = as_csv("enquiries", [(name, str(enquiries))])
            count_families(written.totals, name, families, quarter)
        received = date.fromordinal(quarter.last_day.toordinal() + 30)
        written.manifest.append((RETURN, str(quarter), name, received.isoformat(), "", ""))


def _latest_of_year(quarter: Period, quarters: Sequence[Period], is_omitted: bool) -> Period:
    """The last quarter of the year of which the sender sends a return: its statement counts."""
    of_year = [one for one in quarters if one.year == quarter.year]
    return of_year[-2] if is_omitted and of_year[-1] == quarters[-1] else of_year[-1]


def _registrations(sender: Sender, everybody: Sequence[Sender]) -> float:
    """The families that register with an agency in a year: its share of those of its kind."""
    if sender.is_voluntary:
        return lives.REGISTRATIONS_OF_VOLUNTARY / sum(one.is_voluntary for one in everybody)
    return lives.REGISTRATIONS_OF_AUTHORITIES * sender.recruits_for / lives.LOOKED_AFTER


def _put(out: Path, years: Sequence[int], written: _Written) -> None:
    """Write the files, in place of those of the same years, the manifest and the ledger."""
    named = [str(Period(year, quarter)) for year in years for quarter in QUARTERS]
    for year in years:
        shutil.rmtree(out / RETURN / Period(year, 1).folder[0], ignore_errors=True)
    for path, text in written.files.items():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_text(text, encoding="utf-8")
    out.mkdir(parents=True, exist_ok=True)
    put_in_manifest(out, RETURN, named, written.manifest)
    write_ledger(out / "ledger", written.totals, written.planted)
