"""Returns from a zip file, a store or a database are those of the folder, and nothing comes in that is not one."""

from __future__ import annotations

import csv
import io
import stat
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import fsspec
import pytest
import sqlalchemy

from pipeline.collect.sources import copying
from pipeline.foundation.stages import UnreadableInput, UsageError, UserError
from pipeline.foundation.working_folder import PREFIX
from pipeline.runs.returns_fetched import returns_in
from tests.consult.postgresql import running_postgresql

RETURN = {
    "ssda903/2024/301/Header.csv": "CHILD,SEX,DOB\n1,2,14/03/2009\n2,1,\n",
    "ssda903/2024/301/Reviews.csv": "CHILD,DOB,REVIEW,REVIEW_CODE\n1,14/03/2009,29/02/2024,PN1\n",
    "ssda903/2023/302/Header.csv": "CHILD,SEX,DOB\n=1,2,01/01/2010\n",
}


def tree(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in sorted(folder.rglob("*")) if path.is_file()}


def zipped(path: Path, files: dict[str, str | bytes], change: Callable[[zipfile.ZipInfo], None] | None = None) -> str:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            if change is not None:
                change(info)
            packed.writestr(info, content)
    return str(path)


@pytest.mark.parametrize("within", ["", "England 2024/", "England/sent/"])
def test_a_zip_file_is_the_folder_that_was_packed(tmp_path: Path, within: str) -> None:
    given = zipped(tmp_path / "returns.zip", {f"{within}{name}": content for name, content in RETURN.items()})
    with returns_in(given, tmp_path / "out") as folder:
        assert tree(folder) == RETURN
        working = next(path for path in folder.parents if path.name.startswith(PREFIX))
        assert working.parent == tmp_path / "out" and stat.S_IMODE(working.stat().st_mode) == 0o700
    assert not list((tmp_path / "out").iterdir())


def test_a_folder_is_itself_whatever_it_is_called(tmp_path: Path) -> None:
    (tmp_path / "sent.zip").mkdir()
    for name in ("sent.zip", "nothing"):
        with returns_in(str(tmp_path / name), tmp_path / "out") as folder:
            assert folder == tmp_path / name
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "name", ["../outside.csv", "/etc/outside.csv", "a/../../outside.csv", "a\\..\\b.csv", "c:x.csv"]
)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    given = zipped(tmp_path / "returns.zip", {**RETURN, name: "x"})
    with pytest.raises(UnreadableInput, match="leads out of the folder"), returns_in(given, tmp_path / "out"):
        pass
    assert {path.name for path in tmp_path.rglob("*")} == {"returns.zip", "out"}


def test_what_a_zip_file_may_not_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def link(info: zipfile.ZipInfo) -> None:
        info.external_attr = (stat.S_IFLNK | 0o777) << 16

    bad = {
        "is a link": zipped(tmp_path / "link.zip", {"ssda903/2024/301/Header.csv": "/etc/passwd"}, link),
        "two of this name": zipped(tmp_path / "two.zip", {"a/Header.csv": "1", "a/HEADER.csv": "2"}),
        "more than 200,000,000 bytes": zipped(tmp_path / "bomb.zip", {"a/Header.csv": bytes(200_000_001)}),
    }
    monkeypatch.setattr(copying, "LARGEST_FILE", 200_000_000)
    for words, given in bad.items():
        with pytest.raises(UnreadableInput, match=words), returns_in(given):
            pass
    assert Path(bad["more than 200,000,000 bytes"]).stat().st_size < 1_000_000


def test_a_zip_file_that_is_none_or_cut_short(tmp_path: Path) -> None:
    whole = Path(zipped(tmp_path / "returns.zip", dict(RETURN))).read_bytes()
    for number, content in enumerate((b"", b"PK", whole[:-30], whole[:60] + b"\0\0\0" + whole[63:])):
        path = tmp_path / f"{number}.zip"
        path.write_bytes(content)
        with pytest.raises(UnreadableInput, match=r"not a zip file that can be read|said of it"), returns_in(str(path)):
            pass
    with pytest.raises(UnreadableInput, match="no such file"), returns_in(str(tmp_path / "nothing.zip")):
        pass


def test_what_is_said_of_a_size_is_held_to(tmp_path: Path) -> None:
    for said, words in ((3, "larger than is said"), (9, "shorter than is said")):
        with pytest.raises(UnreadableInput, match=words):
            copying.Copies("a store", tmp_path / str(said)).copy("a.csv", said, io.BytesIO(b"12345"))


def test_object_storage_is_the_folder_too(tmp_path: Path) -> None:
    """``memory`` is a store that fsspec brings itself; s3 and others are its packages."""
    store = fsspec.filesystem("memory")
    for name, content in RETURN.items():
        store.pipe(f"/department/returns/{name}", content.encode())
    with returns_in("memory://department/returns", tmp_path) as folder:
        assert tree(folder) == RETURN
    with (
        pytest.raises(UnreadableInput, match="nothing is there"),
        returns_in("memory://department/elsewhere", tmp_path),
    ):
        pass
    with (
        pytest.raises(UsageError, match="nothing that is installed reads"),
        returns_in("gopher://department", tmp_path),
    ):
        pass


def test_a_store_that_refuses_is_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError("Access Denied")

    monkeypatch.setattr(type(fsspec.filesystem("memory")), "find", refuse)
    with pytest.raises(UnreadableInput, match=r"Access Denied.*whose key"), returns_in("memory://department", tmp_path):
        pass


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://reader:hunter2@host/returns",
        "s3://key:hunter2@bucket/returns",
        "postgresql://host/a?password=hunter2",
    ],
)
def test_an_address_with_a_secret_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(UsageError, match="into the environment") as said, returns_in(address):
        pass
    assert "hunter2" not in str(said.value)


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    with running_postgresql() as server:
        yield server.new_database()


def filled(address: str) -> sqlalchemy.Engine:
    """Tables as a department's database has them: a date is a date, what is not known is null."""
    engine = sqlalchemy.create_engine(address.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        for statement in (
            "DROP TABLE IF EXISTS ssda903_header, ssda903_reviews, accounts",
            "CREATE TABLE ssda903_header (la_code text, collection_year int, child text, sex int, dob date)",
            "CREATE TABLE ssda903_reviews (collection_year int, la_code text, child text, dob date, review date, "
            "review_code text)",
            "CREATE TABLE accounts (holder text)",
            "INSERT INTO ssda903_header VALUES ('301', 2024, '1', 2, '2009-03-14'), "
            "('302', 2023, '=1', 2, '2010-01-01'), ('301', 2024, '2', 1, NULL)",
            "INSERT INTO ssda903_reviews VALUES (2024, '301', '1', '2009-03-14', '2024-02-29', 'PN1')",
        ):
            connection.execute(sqlalchemy.text(statement))
    return engine


def test_a_database_gives_the_same_files_as_the_folder(database: str, tmp_path: Path) -> None:
    filled(database)
    with returns_in(database, tmp_path) as folder:
        found = tree(folder)
    assert set(found) == set(RETURN)
    for name, content in RETURN.items():
        assert sorted(csv.reader(io.StringIO(found[name]))) == sorted(csv.reader(io.StringIO(content))), name
    assert date(2009, 3, 14).strftime("%d/%m/%Y") in found["ssda903/2024/301/Header.csv"]


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE ssda903_header SET la_code = NULL WHERE child = '2'", "a row of the year 2024 and authority None"),
        ("UPDATE ssda903_header SET la_code = '../' WHERE child = '2'", "Give each row both"),
        ("ALTER TABLE ssda903_reviews DROP COLUMN collection_year", "no column collection_year"),
        ("DROP TABLE ssda903_header, ssda903_reviews", "no table of it is a file of a return"),
    ],
)
def test_a_database_that_does_not_say_whose_a_row_is(database: str, tmp_path: Path, statement: str, words: str) -> None:
    with filled(database).begin() as connection:
        connection.execute(sqlalchemy.text(statement))
    with pytest.raises(UnreadableInput, match=words), returns_in(database, tmp_path):
        pass
    assert not list(tmp_path.iterdir())


def test_a_database_that_does_not_answer(tmp_path: Path) -> None:
    address = f"postgresql://reader@/returns?host={tmp_path}"
    with pytest.raises(UserError, match="See that the database answers"), returns_in(address):
        pass
