"""Which key of an account signs a token, and which are shown to those who verify it."""

from __future__ import annotations

from typing import Any

import pytest

from ostiary.authn import issuing
from ostiary.authn.issuing import LONGEST_TOKEN
from ostiary.authn.keys import RING_LEAD
from ostiary.model.nouns import IssuerKey
from tests.support.domain import CountingMint
from tests.support.memory_store import MemoryStore
from tests.support.nouns import ACCOUNT, an_issuer_key

NOW = 1_000_000


def key(id: str, created: int, algorithm: str = "RS256") -> IssuerKey:
    return an_issuer_key(id, created=created, algorithm=algorithm)


def ids(keys: Any) -> list[str]:
    return [key.id for key in keys]


def test_the_first_key_signs_at_once_and_a_later_one_when_everybody_may_know_it() -> None:
    first, second = key("1", NOW), key("2", NOW + 5_000)
    assert issuing.signing_key((first,), "RS256", NOW) == first
    assert issuing.signing_key((second, first), "RS256", NOW + 5_000 + RING_LEAD - 1) == first
    assert issuing.signing_key((second, first), "RS256", NOW + 5_000 + RING_LEAD) == second


def test_each_algorithm_has_a_key_of_its_own() -> None:
    keys = (key("2", NOW, "ES384"), key("1", NOW))
    assert issuing.signing_key(keys, "ES384", NOW).id == "2"
    assert issuing.signing_key(keys, "RS256", NOW).id == "1"


@pytest.mark.parametrize(
    ("after", "shown"),
    [(0, ["2", "1"]), (RING_LEAD + LONGEST_TOKEN - 1, ["2", "1"]), (RING_LEAD + LONGEST_TOKEN, ["2"])],
)
def test_a_key_is_shown_for_as_long_as_a_token_of_it_may_live(after: int, shown: list[str]) -> None:
    keys = (key("2", NOW), key("1", NOW - 90_000))
    assert ids(issuing.needed(keys, NOW + after)) == shown


def test_what_is_not_needed_goes_when_new_keys_come() -> None:
    store, mint = MemoryStore(), CountingMint()

    def rotate(now: int) -> list[str]:
        made = [issuing.make_key(mint, ACCOUNT, algorithm, now) for algorithm in issuing.ALGORITHMS]
        store.write(lambda tx: issuing.rotated(tx, made, now), actor="t", now=now)
        with store.read() as view:
            return ids(issuing.keys_of(view, ACCOUNT))

    first = rotate(NOW)
    second = rotate(NOW + 10)
    assert len(first) == 2
    assert set(first) < set(second)
    third = rotate(NOW + 10 + RING_LEAD + LONGEST_TOKEN)
    assert set(third) & set(first) == set()
    assert set(third) > set(second) - set(first)


@pytest.mark.parametrize("now", [NOW, NOW - 3_600])
def test_keys_of_one_second_or_of_a_clock_set_back_do_not_change_places(now: int) -> None:
    store = MemoryStore()
    for made in ([key("b", NOW)], [key("a", now)]):
        store.write(lambda tx, made=made: issuing.rotated(tx, made, made[0].created), actor="t", now=now)
    with store.read() as view:
        keys = issuing.keys_of(view, ACCOUNT)
    assert ids(keys) == ["a", "b"]
    assert issuing.signing_key(keys, "RS256", NOW + RING_LEAD).id == "b"
    assert issuing.signing_key(keys, "RS256", NOW + RING_LEAD + 1).id == "a"


def test_a_key_is_shown_without_what_is_secret() -> None:
    public, private = issuing.new_key("ES384")
    assert '"d"' not in public
    assert '"d"' in private.reveal()
    [shown] = issuing.key_set((an_issuer_key("k", algorithm="ES384", public=public),), NOW)["keys"]
    assert shown["kid"] == "k"
    assert set(shown) == {"kty", "crv", "x", "y", "kid", "use", "alg"}
