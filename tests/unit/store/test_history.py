"""The last revisions, and who is told (`ostiary.store.history`)."""

from __future__ import annotations

import sys
import threading

from ostiary.store import tokens
from ostiary.store.contract import Touched
from ostiary.store.history import REMEMBERED, History

A, B = ("key", "a"), ("key", "b")


def test_listeners_are_told_before_the_revision_counts_as_applied() -> None:
    history = History(4)
    told: list[tuple[int, int, Touched]] = []
    history.listen(lambda revision, touched: told.append((revision, history.revision, touched)))
    history.append(5, frozenset({A}))
    assert told == [(5, 4, frozenset({A}))]
    assert history.revision == 5


def test_changed_looks_at_later_revisions_only() -> None:
    history = History(0)
    history.append(1, frozenset({A}))
    history.append(2, frozenset({B}))
    assert [history.changed({A}, since) for since in (0, 1, 2)] == [True, False, False]
    assert [history.changed({B}, since) for since in (0, 1, 2)] == [True, True, False]
    assert not history.changed(set(), 0)


def test_everything_changed_when_somebody_else_wrote() -> None:
    history = History(0)
    history.append(3, frozenset({tokens.EVERYTHING}))
    assert history.changed({A}, 2)
    assert not history.changed({A}, 3)


def test_what_was_before_the_start_or_is_forgotten_counts_as_changed() -> None:
    history = History(10)
    assert history.changed({A}, 9)
    assert not history.changed({A}, 10)
    for revision in range(11, 11 + REMEMBERED + 1):
        history.append(revision, frozenset({B}))
    assert history.changed({A}, 10)
    assert not history.changed({A}, 11)


def test_threads_may_ask_what_changed_while_a_revision_is_added() -> None:
    history = History(0)
    over = threading.Event()
    raised: list[Exception] = []

    def ask() -> None:
        try:
            while not over.is_set():
                history.changed({A}, max(0, history.revision - 20))
        except Exception as error:
            raised.append(error)

    asking = [threading.Thread(target=ask) for _ in range(4)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        for thread in asking:
            thread.start()
        for revision in range(1, 20_000):
            history.append(revision, frozenset({B}))
    finally:
        over.set()
        for thread in asking:
            thread.join()
        sys.setswitchinterval(interval)
    assert raised == []
