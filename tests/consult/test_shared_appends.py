"""Audit entries of many requests at once: all kept, in one chain, and none lost when the database fails once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from pipeline.consult.store import audit_log
from pipeline.consult.store.audit_log import PURPOSE_AUDIT, Entry, SharedAppends, verify
from pipeline.consult.store.state import State
from tests.consult.conftest import KEYRING, OPENS

KEY = KEYRING.for_purpose(PURPOSE_AUDIT)


def test_entries_of_many_threads_make_one_chain(empty_url: str) -> None:
    state = State(empty_url)
    state.bring_up_to_date()
    two_servers = [SharedAppends(state, KEY), SharedAppends(State(empty_url), KEY)]
    with ThreadPoolExecutor(16) as threads:
        list(threads.map(lambda one: two_servers[one % 2].append(Entry("saw", str(one)), OPENS), range(200)))
    with state.reading() as connection:
        assert verify(connection, KEY).entries == 200
    state.close()


def test_a_failure_is_told_to_one_and_the_entries_of_others_are_kept(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = State(empty_url)
    state.bring_up_to_date()
    writing, failures = state.writing, iter([True])

    @contextmanager
    def fails_once():
        if next(failures, False):
            raise OSError("disk")
        with writing() as connection:
            yield connection

    monkeypatch.setattr(state, "writing", fails_once)
    shared = SharedAppends(state, KEY)

    def kept(number: int) -> bool:
        try:
            shared.append(Entry("saw", str(number)), OPENS)
        except OSError:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(kept, range(30))) == [False] + [True] * 29
    with state.reading() as connection:
        assert audit_log.verify(connection, KEY).entries == 29
    state.close()
