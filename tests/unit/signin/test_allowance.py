"""What strangers may guess, as far as it is kept in memory."""

from __future__ import annotations

from itertools import count

import pytest

from ostiary.authn.guesses import FIRST_WAIT, FREE
from ostiary.signin.allowance import BURST, SECONDS_EACH, Addresses, Nobodies, TooOftenError, site

NOW = 1_000_000
PEER = "192.0.2.1"


def is_taken(addresses: Addresses, peer: str, now: int) -> bool:
    try:
        addresses.take(peer, now)
    except TooOftenError:
        return False
    return True


def taken(addresses: Addresses, peer: str, now: int) -> int:
    """Take as many guesses as there are, and return how many."""
    return next(number for number in count() if not is_taken(addresses, peer, now))


def test_who_has_none_left_is_told_when_to_come_again() -> None:
    addresses = Addresses(burst=1)
    addresses.take(PEER, NOW)
    with pytest.raises(TooOftenError) as refused:
        addresses.take(PEER, NOW + 2)
    assert refused.value.retry_after == SECONDS_EACH - 2


def test_threat_36_an_address_has_so_many_mistakes_and_then_one_every_few_seconds() -> None:
    addresses = Addresses()
    assert taken(addresses, PEER, NOW) == BURST
    assert taken(addresses, PEER, NOW + SECONDS_EACH - 1) == 0
    assert taken(addresses, PEER, NOW + SECONDS_EACH) == 1
    assert taken(addresses, PEER, NOW + 11 * SECONDS_EACH) == 10
    assert taken(addresses, PEER, NOW + 10 * BURST * SECONDS_EACH) == BURST


def test_what_was_no_mistake_is_given_back() -> None:
    addresses = Addresses(burst=2)
    for _ in range(10):
        addresses.take(PEER, NOW)
        addresses.give_back(PEER)
    assert taken(addresses, PEER, NOW) == 2
    addresses.give_back("192.0.2.99")  # of one that is not known nothing is


def test_a_clock_that_is_set_back_gives_nobody_more() -> None:
    addresses = Addresses(burst=2)
    assert taken(addresses, PEER, NOW) == 2
    with pytest.raises(TooOftenError):
        addresses.take(PEER, NOW - 100)


@pytest.mark.parametrize(
    ("peer", "place"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:9::9%eth0", "2001:db8:1:2::/64"),
        ("127.0.0.1", None),
        ("127.9.9.9", None),
        ("::1", None),
        ("::ffff:127.0.0.1", None),
        ("no address", "no address"),
    ],
)
def test_a_customer_is_one_address_and_this_machine_none(peer: str, place: str | None) -> None:
    assert site(peer) == place


def test_a_proxy_on_this_machine_is_not_held_to_it() -> None:
    addresses = Addresses(burst=1)
    for _ in range(10):
        addresses.take("127.0.0.1", NOW)


def test_ever_new_addresses_and_names_take_no_more_memory() -> None:
    addresses, nobodies = Addresses(burst=1, remembered=10), Nobodies(remembered=10)
    for number in range(100):
        addresses.take(f"192.0.2.{number}", NOW)
        nobodies.count(f"name-{number}", NOW)
    assert len(addresses._full_at) == 10
    assert len(nobodies._attempts) == 10
    with pytest.raises(TooOftenError):
        addresses.take("192.0.2.99", NOW)  # the newest are those that are remembered
    addresses.take("192.0.2.0", NOW)


def test_names_of_nobody_are_locked_by_the_rule_of_users() -> None:
    nobodies = Nobodies()
    looked_at = [nobodies.count("mira", NOW) for _ in range(FREE + 2)]
    assert looked_at == [None] * (FREE + 1) + [NOW + FIRST_WAIT]
    assert nobodies.count("noor", NOW) is None
    assert nobodies.count("mira", NOW + FIRST_WAIT) is None
    assert nobodies.count("mira", NOW + FIRST_WAIT) == NOW + 5 * FIRST_WAIT  # what was not looked at counts as well
    for _ in range(FREE + 1):
        nobodies.count("lena", NOW)
    nobodies.give_back("lena")
    nobodies.give_back("nobody at all")
    assert nobodies.count("lena", NOW) is None
