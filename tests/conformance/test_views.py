"""A view shows one revision, from start to end, and only shows (`ostiary.store.contract.Reader`)."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from ostiary.model.errors import ServiceUnavailableError
from ostiary.server.run import WORKERS
from ostiary.store.contract import Relation
from ostiary.store.sql import SqlStore, open_store
from tests.support.nouns import ACCOUNT, a_user


def test_a_view_does_not_see_what_is_written_meanwhile(store: SqlStore, do: Any) -> None:
    do(lambda tx: tx.users.add(a_user("alice")))
    with store.read() as view:
        assert view.groups.get(ACCOUNT, "staff") is None  # the first read fixes what the view shows
        do(lambda tx: tx.users.remove(a_user("alice")))
        assert view.revision == 1
        assert view.users.get(ACCOUNT, "alice") is not None
        assert view.users.count(ACCOUNT) == 1
    with store.read() as view:
        assert view.revision == 2
        assert view.users.get(ACCOUNT, "alice") is None


def test_nobody_sees_a_write_before_it_is_committed(store: SqlStore, do: Any) -> None:
    def work(tx: Any) -> None:
        tx.users.add(a_user("alice"))
        with store.read() as view:
            assert view.users.get(ACCOUNT, "alice") is None

    do(work)


def test_a_reader_only_reads(store: SqlStore) -> None:
    with store.read() as view:
        for method in ("add", "replace", "remove"):
            with pytest.raises(TypeError, match="only reads"):
                getattr(view.users, method)(a_user("alice"))
        for method in ("add", "remove"):
            with pytest.raises(TypeError, match="only reads"):
                getattr(view.links, method)(ACCOUNT, Relation.MEMBER, "a", "b")


def test_a_view_that_is_over_answers_nothing(store: SqlStore) -> None:
    with store.read() as view:
        users = view.users
    with pytest.raises(RuntimeError, match="over"):
        users.get(ACCOUNT, "alice")
    kept: list[Any] = []
    store.write(kept.append, actor="t", now=1)
    with pytest.raises(RuntimeError, match="over"):
        kept[0].users.add(a_user("late"))


def test_a_closed_store_is_unavailable(address: str) -> None:
    store = open_store(address)
    store.close()
    store.close()
    with pytest.raises(ServiceUnavailableError), store.read():
        pass
    with pytest.raises(ServiceUnavailableError):
        store.write(lambda tx: None, actor="t", now=1)


def test_views_in_many_threads_do_not_disturb_each_other(store: SqlStore, do: Any) -> None:
    do(lambda tx: [tx.users.add(a_user(f"u{number}")) for number in range(50)])

    def look(number: int) -> int:
        with store.read() as outer, store.read() as inner:
            return outer.users.count(ACCOUNT) + len(inner.users.page(ACCOUNT, limit=100).items) + number

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(look, range(40))) == [100 + number for number in range(40)]


def test_every_thread_of_a_server_may_open_a_second_view_while_it_has_one(store: SqlStore) -> None:
    have_one = threading.Barrier(WORKERS)

    def look(number: int) -> int:
        with store.read() as outer:
            assert outer.users.count(ACCOUNT) == 0
            have_one.wait(20)
            with store.read() as inner:
                return inner.users.count(ACCOUNT) + number

    with ThreadPoolExecutor(WORKERS) as pool:
        assert list(pool.map(look, range(WORKERS), timeout=20)) == list(range(WORKERS))
