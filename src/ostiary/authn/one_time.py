"""One-time codes of devices (RFC 6238: SHA-1, six digits, 30 seconds): which time step a code belongs to.

The arithmetic is the library's. When a code counts is decided here: once, within a little while, and never one older
than the last that counted. Whoever takes a code keeps the step that is returned, as `MfaDevice.last_step`, before
anything is granted for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pyotp import TOTP

from ostiary.model.secret import Secret

STEP: Final = 30
"""Seconds for which a device shows a code."""

LEEWAY: Final = 1
"""Steps by which a code may be early or late, beside the drift that is known of the device."""

FARTHEST: Final = 10
"""Steps by which the clock of a device may be off when it is synchronized. AWS does not say how far it looks."""


def step_at(now: int) -> int:
    """Return the time step of *now*."""
    return now // STEP


def step_of(seed: Secret, code: str, now: int, *, after: int, drift: int = 0) -> int | None:
    """Return the step that *code* belongs to, or None when it does not count.

    Only steps later than *after* count, from that of *now* to that of a clock which is *drift* steps ahead of it, with
    some leeway on both sides: a device that was out of step may have been set right since.
    """
    here = step_at(now)
    steps = range(here + min(drift, 0) - LEEWAY, here + max(drift, 0) + LEEWAY + 1)
    return _matching(seed, (code,), (step for step in steps if step > after))


def synchronized(seed: Secret, first: str, second: str, now: int, *, after: int) -> int | None:
    """Return the step of *second* when *first* is the code just before it, or None when both do not count.

    A clock that is far off is looked for as well, nearest to ours first: two codes in a row are not guessed.
    """
    here = step_at(now) - 1
    steps = sorted(range(here - FARTHEST, here + FARTHEST + 1), key=lambda step: abs(step - here))
    found = _matching(seed, (first, second), (step for step in steps if step > after))
    return None if found is None else found + 1


def _matching(seed: Secret, codes: tuple[str, ...], steps: Iterable[int]) -> int | None:
    """Return the first of *steps* that begins a row of just these codes."""
    totp = TOTP(seed.reveal())
    for step in steps:
        shown = (Secret(totp.generate_otp(step + offset)) for offset in range(len(codes)))
        if all(one.matches(code) for one, code in zip(shown, codes, strict=True)):
            return step
    return None
