"""What wrong codes and passwords cost: nothing at first, then a wait that doubles."""

from __future__ import annotations

import pytest

from ostiary.authn import guesses
from ostiary.authn.guesses import CODE, FIRST_WAIT, FREE, LONGEST_WAIT, PASSWORD
from tests.support.memory_store import MemoryStore
from tests.support.nouns import ACCOUNT

OWNER = "AIDAX"
NOW = 1_000_000


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


def fail(store: MemoryStore, now: int = NOW, factor: str = CODE) -> int:
    """Guess wrong and return until when nothing is looked at then."""
    written = store.write(lambda tx: guesses.count_failure(tx, ACCOUNT, OWNER, factor, now), actor="t", now=now)
    return written.value.locked_until


def locked(store: MemoryStore, now: int, factor: str = CODE) -> int | None:
    return store.write(lambda tx: guesses.locked_until(tx, OWNER, factor, now), actor="t", now=now).value


def test_a_few_mistakes_cost_nothing(store: MemoryStore) -> None:
    for _ in range(FREE):
        fail(store)
        assert locked(store, NOW) is None


def test_each_further_one_doubles_the_wait_up_to_an_hour(store: MemoryStore) -> None:
    for _ in range(FREE):
        fail(store)
    now, waits = NOW, []
    for _ in range(12):
        until = fail(store, now)
        waits.append(until - now)
        assert locked(store, until - 1) == until
        assert locked(store, until) is None
        now = until
    assert waits[:4] == [FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT, 8 * FIRST_WAIT]
    assert waits[-1] == LONGEST_WAIT


def test_what_is_not_looked_at_counts_and_prolongs_nothing(store: MemoryStore) -> None:
    for _ in range(FREE + 1):
        until = fail(store)
    for _ in range(100):
        assert fail(store, NOW + 1) == until
    assert fail(store, until) - until == LONGEST_WAIT


def test_a_very_long_row_of_mistakes_waits_no_longer(store: MemoryStore) -> None:
    now = NOW
    for _ in range(200):
        now = max(now, fail(store, now))
    assert fail(store, now) - now == LONGEST_WAIT


def test_the_right_one_begins_the_count_anew_and_each_factor_has_its_own(store: MemoryStore) -> None:
    for _ in range(FREE + 1):
        fail(store)
    assert locked(store, NOW, PASSWORD) is None
    store.write(lambda tx: guesses.forget(tx, OWNER, CODE), actor="t", now=NOW)
    assert locked(store, NOW) is None
    assert fail(store) == 0


def test_a_guess_that_is_given_back_was_none(store: MemoryStore) -> None:
    def give_back() -> None:
        store.write(lambda tx: guesses.give_back(tx, OWNER, CODE), actor="t", now=NOW)

    give_back()
    for _ in range(FREE + 1):
        fail(store)
    assert locked(store, NOW) is not None
    give_back()
    assert locked(store, NOW) is None
    assert fail(store) == NOW + FIRST_WAIT
    later = NOW + FIRST_WAIT
    for _ in range(3):  # however often: it neither locks nor makes the next wait longer
        assert fail(store, later) == later + 2 * FIRST_WAIT
        give_back()
        assert locked(store, later) is None
