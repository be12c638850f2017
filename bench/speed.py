"""The work of a release at full scale beside its raw floor, what each second goes to, and what a change costs."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from xml.parsers import expat

import duckdb
from rich.console import Console
from rich.table import Table

from bench.watched import Spent, Work, in_its_own_process, now
from pipeline.collect.history_years import years_in
from pipeline.collect.registry import collection
from pipeline.foundation.warehouse import Warehouse
from pipeline.foundation.workers import workers
from pipeline.reference.loading import load_reference
from pipeline.runs.release import PUBLISHING
from pipeline.runs.run import ReleaseRun
from pipeline.runs.unchanged import publish_unless_unchanged

YEAR = 2024
CHILDREN, NEED = "children-looked-after", "children-in-need"
RETURNS = {CHILDREN: "ssda903", NEED: "cin"}
MOST_MEMORY = 2_000
"""MB that any release may take."""
READING, ALL, FIVE = "{0}: read with its rules", "{0} {1}: everything", "{0}: five published years"
PUBLICATION = "{0} {1}: its publication, with the last look"
AT_MOST = {READING.format("cin"): 15, READING.format("ssda903"): 10, ALL.format(CHILDREN, YEAR): 75,
           PUBLICATION.format(CHILDREN, YEAR): 45, ALL.format(NEED, YEAR): 50, FIVE.format(CHILDREN): 110}  # fmt: skip
"""Seconds by the clock that each may take on two processors."""
UNCHANGED, AGAIN = "nothing changed", "one authority sent again"
WITHIN = {
    "pipeline.runs.release.read_at_stake": "what is at stake, as one system",
    "pipeline.protect.edition.protection.protect": "suppression",
    "pipeline.protect.edition.protection.audit": "audit",
    "pipeline.protect.edition.protection.audit_insiders": "audit as insiders",
    "pipeline.runs.release.assess": "what is odd beside the past",
    "pipeline.disseminate.release_files.write_data_set": "data files",
    "pipeline.disseminate.release_files._screen": "data files screened",
    "pipeline.disseminate.release_files.require_invariants": "invariants of what is printed",
    "pipeline.disseminate.release_files._write_workbooks": "workbooks, screened",
    "pipeline.disseminate.release_files.write_parquet": "Parquet",
    "pipeline.disseminate.release_files.write_pages": "pages",
    "pipeline.disseminate.release_files.write_archive": "one archive",
    "pipeline.runs.release.look": "last look at the files",
}


def floor_of_csv(returns: Path, name: str) -> Work:
    """Read the same bytes and nothing else: one statement per kind of file, columns known, no sniffing."""
    folder, work = returns / name, Work("raw floor of CSV files")
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    with work.part("read"):
        for kind in sorted({path.name for path in folder.glob("*/*/*.csv")}):
            paths = [str(path) for path in sorted(folder.glob(f"*/*/{kind}"))]
            header = Path(paths[0]).read_text(encoding="utf-8-sig").partition("\n")[0].strip().split(",")
            columns = ", ".join(f"'{column}': 'VARCHAR'" for column in header)
            connection.execute(
                f"SELECT count(*) FROM read_csv(?, columns = {{{columns}}}, header = true, auto_detect = false, "
                "delim = ',', quote = '\"', new_line = '\\n')",
                [paths],
            ).fetchone()
    return work


def floor_of_documents(returns: Path, name: str) -> Work:
    """Parse the same bytes and nothing else, in two processes."""
    work = Work("raw floor of documents")
    with work.part("read"), workers(2) as pool:
        list(pool.map(_parse, sorted(map(str, (returns / name).glob("*/*/*.xml"))), chunksize=4))
    return work


def _parse(path: str) -> None:
    with open(path, "rb") as file:
        expat.ParserCreate().ParseFile(file)


def read_return(returns: Path, name: str, years: Sequence[int]) -> Work:
    """Read, type and check all returns of the years, into an empty warehouse on disk."""
    work = Work(READING.format(name))
    with _scratch() as folder, Warehouse(folder / "read.duckdb") as warehouse:
        load_reference(warehouse, with_postcodes=bool(collection(name).postcodes))
        with work.part("read"):
            collection(name).stage(warehouse, returns, list(years), None)
    return work


def publish_in_full(words: str, returns: Path, release: str) -> Work:
    """Publish a release from nothing, with nothing of other runs."""
    work = Work(words)
    with _scratch() as folder, work.watching(WITHIN):
        _publish(work, _run(release, returns, folder), afresh=True)
    return work


def publish_again(returns: Path, release: str) -> list[Work]:
    """A release from nothing; then with nothing changed; then with one return that was sent again."""
    name = RETURNS[release]
    works = [Work("from nothing"), Work(UNCHANGED), Work(AGAIN)]
    with _scratch() as folder:
        copy = folder / "returns"
        shutil.copytree(returns / name, copy / name, copy_function=os.link)
        run = _run(release, copy, folder / "out")
        _publish(works[0], run)
        _publish(works[1], run)
        sent = sorted(path for path in (copy / name / str(YEAR)).glob("*/*") if path.suffix in (".csv", ".xml"))
        _send_again(sent[len(sent) // 2].parent)
        _publish(works[2], replace(run, not_published=(run.folder,)))
    return works


def _send_again(folder: Path) -> None:
    """Leave the last record out of an authority's largest file, or of a document what follows its last child."""
    path = max(folder.iterdir(), key=lambda one: (one.stat().st_size, one.name))
    content = path.read_bytes()
    cut = content.rstrip().rpartition(b"\n")[0] + b"\n"
    if path.suffix == ".xml":
        begin = content.rfind(b"<Child>")
        cut = content[:begin] + content[content.find(b"</Child>", begin) + len(b"</Child>") :]
    path.unlink()  # what is linked stays as it is
    path.write_bytes(cut)


def _run(release: str, returns: Path, out: Path) -> ReleaseRun:
    return ReleaseRun(release, YEAR, "", returns, out, accept_coverage=True, accept_told=True)


def _publish(work: Work, run: ReleaseRun, *, afresh: bool = False) -> None:
    """Publish, counting what each step that is reported takes until the next one is."""
    before: list[tuple[str, Spent]] = [("what is read, by content", now())]

    def told(words: str) -> None:
        name, since = before[-1]
        work.parts[name] = work.parts.get(name, Spent(0, 0)) + (now() - since)
        before.append((words.partition(":")[0].partition(", from")[0], now()))

    publish_unless_unchanged(run, report=told, afresh=afresh)
    told("")


@contextmanager
def _scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="first-release-bench-") as folder:
        yield Path(folder)


def measure(console: Console, returns: Path) -> None:
    """Print the tables for the returns that there are."""
    speed = Table("Work", "Seconds", "At most", "Of processors", "Times the floor", "MB", "At most", title="Speed")
    goes: list[Work] = []
    for release, name, floor in ((CHILDREN, "ssda903", floor_of_csv), (NEED, "cin", floor_of_documents)):
        if not (returns / name / str(YEAR)).is_dir():
            console.print(f"There are no returns {name} of {YEAR}, so {release} is not measured.")
            continue
        years = sorted(years_in(returns, name))
        raw = in_its_own_process(floor, returns, name)
        read = in_its_own_process(read_return, returns, name, years)
        words = FIVE.format(release) if len(years) > 5 else ALL.format(release, YEAR)
        everything = in_its_own_process(publish_in_full, words, returns, release)
        goes.append(everything)
        publication = Work(PUBLICATION.format(release, YEAR), {PUBLISHING: everything.parts[PUBLISHING]})
        publication.peak = everything.peak
        for work in (raw, read, everything, publication):
            _row(speed, work, raw)
    console.print(speed)
    for work in goes:
        console.print(_where(work))


def measure_changes(console: Console, returns: Path, release: str = CHILDREN) -> None:
    """Print what a change costs beside a run from nothing, in the same process one after the other."""
    table = Table("Run", "Seconds", "Of processors", "Of a run from nothing", title=f"{release} {YEAR}: what changed")
    works = publish_again(returns, release)
    for work in works:
        share = work.whole.of_processors / works[0].whole.of_processors
        table.add_row(work.words, f"{work.whole.seconds:.1f}", f"{work.whole.of_processors:.1f}", f"{share:.2f}")
    console.print(table)
    console.print(_where(works[-1]))


def _row(table: Table, work: Work, raw: Work) -> None:
    whole, most = work.whole, AT_MOST.get(work.words)
    is_release = work.words not in (raw.words, *map(READING.format, RETURNS.values()))
    table.add_row(
        work.words,
        f"{whole.seconds:.1f}",
        f"{most}" if most else "",
        f"{whole.of_processors:.1f}",
        f"{whole.seconds / raw.whole.seconds:.1f}",
        f"{work.peak:,.0f}",
        f"{MOST_MEMORY:,}" if is_release else "",
    )


def _where(work: Work) -> Table:
    table = Table("Part", "Seconds", "Of processors", "Share", title=f"Where the seconds go: {work.words}")
    whole = work.whole.of_processors or 1.0
    for indent, parts in (("", work.parts), ("  within: ", work.within)):
        for words, spent in parts.items():
            share = f"{spent.of_processors / whole:.0%}"
            table.add_row(f"{indent}{words}", f"{spent.seconds:.1f}", f"{spent.of_processors:.1f}", share)
    return table
