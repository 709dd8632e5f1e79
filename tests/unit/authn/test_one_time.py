"""When one-time codes count: once, in order, within a little while (RFC 6238)."""

from __future__ import annotations

import pytest
from pyotp import TOTP

from ostiary.authn import one_time
from ostiary.model.secret import Secret

SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
NOW = 1_700_000_010
HERE = NOW // 30


def code(step: int) -> str:
    return TOTP(SEED).generate_otp(step)


def test_a_code_is_that_of_the_standard() -> None:
    assert code(59 // 30) == "287082"  # RFC 6238, appendix B, the last six digits


@pytest.mark.parametrize(("off", "counts"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_counts_a_little_early_and_a_little_late(off: int, counts: bool) -> None:
    found = one_time.step_of(Secret(SEED), code(HERE + off), NOW, after=0)
    assert found == (HERE + off if counts else None)


def test_threat_38_a_code_counts_once_and_none_that_is_older() -> None:
    for off in (-1, 0):
        assert one_time.step_of(Secret(SEED), code(HERE + off), NOW, after=HERE) is None
    assert one_time.step_of(Secret(SEED), code(HERE + 1), NOW, after=HERE) == HERE + 1


def test_the_drift_of_a_device_is_known() -> None:
    ahead = code(HERE + 6)
    assert one_time.step_of(Secret(SEED), ahead, NOW, after=0) is None
    assert one_time.step_of(Secret(SEED), ahead, NOW, after=0, drift=6) == HERE + 6
    assert one_time.step_of(Secret(SEED), code(HERE), NOW, after=0, drift=6) == HERE


@pytest.mark.parametrize("off", [-10, -1, 0, 10])
def test_two_codes_in_a_row_find_a_clock_that_is_off(off: int) -> None:
    step = HERE - 1 + off
    assert one_time.synchronized(Secret(SEED), code(step), code(step + 1), NOW, after=0) == step + 1


def test_codes_that_are_not_in_a_row_or_too_far_off_or_used_find_none() -> None:
    seed = Secret(SEED)
    assert one_time.synchronized(seed, code(HERE), code(HERE + 2), NOW, after=0) is None
    assert one_time.synchronized(seed, code(HERE + 1), code(HERE), NOW, after=0) is None
    assert one_time.synchronized(seed, code(HERE + 30), code(HERE + 31), NOW, after=0) is None
    assert one_time.synchronized(seed, code(HERE), code(HERE + 1), NOW, after=HERE + 1) is None
