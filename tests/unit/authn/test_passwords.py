"""Passwords are hashed a few at a time, and whoever comes beyond that is told to come again."""

from __future__ import annotations

import itertools
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY

from ostiary.authn.passwords import LOWEST, NOBODYS, Passwords
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


def test_threat_39_a_hash_is_the_work_of_one_thread() -> None:
    assert extract_parameters(passwords().hashed(Secret("open sesame"))).parallelism == 1


def test_what_was_hashed_in_several_lanes_still_matches() -> None:
    kept = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY).hash("open sesame")
    assert passwords().matches(Secret("open sesame"), kept)
    assert not passwords().matches(Secret("open barley"), kept)


def test_threat_39_beyond_a_few_at_a_time_callers_are_throttled_and_later_served() -> None:
    some, hold = passwords(at_once=1, waiting=1), threading.Event()
    with ThreadPoolExecutor(2) as callers:
        held = [callers.submit(some._in_turn, hold.wait) for _ in range(2)]
        while some._admitted._value:  # until both are in
            pass
        with pytest.raises(ThrottlingError):
            some.hashed(Secret("open sesame"))
        hold.set()
        assert all(one.result() for one in held)
    assert some.hashed(Secret("open sesame"))


@pytest.mark.skipif(sys.platform != "linux", reason="threads have priorities of their own on Linux")
def test_threat_39_hashing_stands_back_behind_everything_else() -> None:
    some = passwords()
    niceness = some._in_turn(lambda: os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
    assert niceness == LOWEST
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) < LOWEST


def test_to_compare_with_nobodys_password_takes_as_long_as_with_somebodys() -> None:
    own = passwords().hashed(Secret("own"))
    assert extract_parameters(NOBODYS) == extract_parameters(own)
    assert len(NOBODYS) == len(own)
    assert not passwords().matches(Secret(""), NOBODYS)
