"""A signal or a failure of the machine ends a command in a sentence, with its exit code, and leaves nothing behind."""

from __future__ import annotations

import errno
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from pipeline.foundation.interruptions import ending_in_words, in_words
from pipeline.foundation.stages import PROJECT_ROOT, MachineFailed, UserError

# A command of its own: a working folder, a query that takes minutes, and the ending that the command line has.
COMMAND = """
import sys
from pathlib import Path
from pipeline.foundation.interruptions import ending_in_words
from pipeline.foundation.stages import UserError
from pipeline.foundation.warehouse import Warehouse
from pipeline.foundation.working_folder import working_folder

def work():
    if sys.argv[2] == "query":
        with Warehouse() as warehouse:
            warehouse.connection.execute("SELECT sum(a.range * b.range % 7) FROM range(9000000) a, range(9000000) b")
    while True:
        pass

try:
    with ending_in_words(), working_folder(Path(sys.argv[1])):
        print("working", flush=True)
        work()
except UserError as error:
    print(error)
    sys.exit(error.exit_code)
"""


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/out/a.csv"), 5, "/out/a.csv: No space left on device"),
        (OSError(errno.EROFS, "Read-only file system", "/out"), 5, "who may read and write there"),
        (PermissionError(errno.EACCES, "Permission denied", "/out"), 5, "choose another folder"),
        (OSError(errno.EMFILE, "Too many open files"), 5, "Too many open files"),
        (OSError(errno.ENAMETOOLONG, "File name too long", "/out/aaa"), 2, "too long"),
        (FileExistsError(errno.EEXIST, "File exists", "/out"), 2, "Choose another place"),
        (NotADirectoryError(errno.ENOTDIR, "Not a directory", "/out/x"), 2, "/out/x"),
        (MemoryError(), 5, "not enough memory"),
        (duckdb.IOException("IO Error: Could not write file: No space left on device\n(more)"), 5, "has room"),
    ],
)
def test_each_failure_has_its_sentence_and_its_code(error: Exception, code: int, words: str) -> None:
    with pytest.raises(UserError, match=words) as said, ending_in_words():
        raise error
    assert said.value.exit_code == code and "\n" not in str(said.value)


def test_a_query_that_needs_more_memory_than_there_is() -> None:
    with pytest.raises(MachineFailed, match="not enough memory"), ending_in_words(), duckdb.connect() as connection:
        connection.execute("SET memory_limit = '20MB'; SET temp_directory = ''")
        connection.execute("CREATE TABLE a AS SELECT range AS n, range::VARCHAR AS t FROM range(5000000)")


def test_an_error_of_the_program_stays_one() -> None:
    assert in_words(ValueError("a fault of ours")) is None and in_words(OSError("without a number")) is None
    with pytest.raises(ZeroDivisionError), ending_in_words():
        raise ZeroDivisionError


def _heed() -> None:
    """What a test process ignores, or a job in the background, the command does not."""
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_DFL if each is signal.SIGTERM else signal.default_int_handler)


@pytest.mark.parametrize("what", ["query", "python"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_in_words_and_leaves_nothing(tmp_path: Path, what: str, number: signal.Signals) -> None:
    command = [sys.executable, "-c", COMMAND, str(tmp_path), what]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=PROJECT_ROOT, preexec_fn=_heed, **pipes) as done:
        assert done.stdout is not None and done.stdout.readline() == "working\n"
        time.sleep(0.3)
        done.send_signal(number)
        output, errors = done.communicate(timeout=60)
    assert done.returncode == 128 + number, errors
    assert f"by {number.name}" in output and not errors
    assert not list(tmp_path.iterdir())
