"""What is good once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from ostiary.authn import tickets
from ostiary.model.secret import Secret
from ostiary.store.contract import Transaction
from tests.support.memory_store import MemoryStore
from tests.support.nouns import ACCOUNT

NOW = 1_000_000
SHOWN = "0" * 43


@pytest.fixture
def do() -> Callable[[Callable[[Transaction], Any]], Any]:
    store = MemoryStore()
    return lambda work: store.write(work, actor="t", now=NOW).value


def issue(tx: Transaction, shown: str = SHOWN, *, expires: int = NOW + 10, now: int = NOW) -> None:
    tickets.issue(tx, ACCOUNT, "code", Secret(shown), expires=expires, now=now, content='{"a":1}')


def test_a_ticket_is_used_once(do: Any) -> None:
    do(issue)
    assert do(lambda tx: tickets.look(tx, "code", Secret(SHOWN), NOW)).content == '{"a":1}'
    assert do(lambda tx: tickets.use(tx, "code", Secret(SHOWN), NOW)).content == '{"a":1}'
    assert do(lambda tx: tickets.use(tx, "code", Secret(SHOWN), NOW)) is None


def test_another_word_another_purpose_and_another_time_get_nothing(do: Any) -> None:
    do(issue)
    assert do(lambda tx: tickets.use(tx, "code", Secret("1" * 43), NOW)) is None
    assert do(lambda tx: tickets.use(tx, "other", Secret(SHOWN), NOW)) is None
    assert do(lambda tx: tickets.look(tx, "code", Secret(SHOWN), NOW + 10)) is None
    assert do(lambda tx: tickets.use(tx, "code", Secret(SHOWN), NOW + 10)) is None
    assert do(lambda tx: tickets.use(tx, "code", Secret(SHOWN), NOW)) is None  # it was shown too late, and is gone


def test_what_is_kept_is_not_what_is_shown(do: Any) -> None:
    do(issue)
    [kept] = do(lambda tx: tx.tickets.page(ACCOUNT, parent="code", limit=9)).items
    assert SHOWN not in repr(kept)


def test_a_mark_is_made_once_for_each_word_and_purpose(do: Any) -> None:
    def mark(tx: Transaction, purpose: str = "assertion") -> bool:
        return tickets.mark(tx, ACCOUNT, purpose, "id-1", expires=NOW + 10, now=NOW)

    assert do(mark)
    assert not do(mark)
    assert do(lambda tx: mark(tx, "jti"))


def test_expired_ones_are_forgotten_as_new_ones_come(do: Any) -> None:
    for number in range(50):
        do(partial(issue, shown=str(number), expires=NOW + number))
    later = NOW + 1_000
    for number in range(3):
        do(partial(issue, shown=f"new-{number}", expires=later + 10, now=later))
    assert do(lambda tx: tx.tickets.count(ACCOUNT, parent="code")) == 3
