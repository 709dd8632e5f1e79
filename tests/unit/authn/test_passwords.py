"""Passwords are hashed a few at a time, and whoever comes beyond that is told to come again."""

from __future__ import annotations

import itertools

import pytest
from argon2 import extract_parameters

from ostiary.authn.passwords import NOBODYS, Passwords
from ostiary.model.errors import ThrottlingError
from ostiary.model.secret import Secret


def passwords(**bounds: int) -> Passwords:
    numbers = itertools.count()
    return Passwords(lambda size: next(numbers).to_bytes(size), **bounds)


def test_only_the_password_that_was_hashed_matches() -> None:
    some = passwords()
    hashed = some.hashed(Secret("open sesame"))
    assert hashed.startswith("$argon2id$")
    assert some.matches(Secret("open sesame"), hashed)
    assert not some.matches(Secret("open barley"), hashed)


def test_equal_passwords_have_different_hashes() -> None:
    some = passwords()
    assert some.hashed(Secret("open sesame")) != some.hashed(Secret("open sesame"))


def test_threat_39_beyond_a_few_at_a_time_callers_are_throttled_and_later_served() -> None:
    some = passwords(at_once=1, waiting=0)
    with some._turn(), pytest.raises(ThrottlingError):
        some.hashed(Secret("open sesame"))
    assert some.hashed(Secret("open sesame"))


def test_to_compare_with_nobodys_password_takes_as_long_as_with_somebodys() -> None:
    own = passwords().hashed(Secret("own"))
    assert extract_parameters(NOBODYS) == extract_parameters(own)
    assert len(NOBODYS) == len(own)
    assert not passwords().matches(Secret(""), NOBODYS)
