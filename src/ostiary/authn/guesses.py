"""Wrong codes and wrong passwords: how many count, and for how long nothing is looked at after them (threats.md 36).

A few mistakes cost nothing; then each doubles the wait, up to an hour. So a one-time code is guessed with a chance of
about one in ten thousand a day, and who mistypes waits no longer than a coffee takes.

Who takes a guess keeps the count in a write of its own: what is refused for it must not take the count back with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from ostiary.model.caller import Caller
from ostiary.model.errors import OstiaryError, PasswordPolicyViolationError, WrongPasswordError
from ostiary.model.nouns import Attempts
from ostiary.store.contract import Store, Transaction

CODE: Final = "code"
PASSWORD: Final = "password"  # noqa: S105  # the name of a factor
OLD_PASSWORD: Final = "old-password"  # noqa: S105  # as above
"""Shown to change it. It counts by itself: who holds an access key of a user does not keep the user from signing in."""

FACTORS: Final = (CODE, PASSWORD, OLD_PASSWORD)

INCORRECT: Final = "The old password was incorrect."

FREE: Final = 4
"""Mistakes in a row that cost nothing."""

FIRST_WAIT: Final = 30
LONGEST_WAIT: Final = 3_600
"""Seconds."""


def locked_until(tx: Transaction, owner: str, factor: str, now: int) -> int | None:
    """Return when guesses of *owner* are looked at again, or None when they are looked at now."""
    attempts = tx.attempts.by_id(_id(owner, factor))
    return attempts.locked_until if attempts is not None and now < attempts.locked_until else None


def count_failure(tx: Transaction, account: str, owner: str, factor: str, now: int) -> Attempts:
    """Count a wrong guess, or one that came while none was looked at, and return how things stand now.

    One that is not looked at makes the wait no longer, or a client that tries again by itself would never get in.
    """
    before = tx.attempts.by_id(_id(owner, factor))
    after = counted(before or Attempts(account=account, owner=owner, factor=factor, failures=0), now)
    if before is None:
        tx.attempts.add(after)
    else:
        tx.attempts.replace(after)
    return after


def counted(before: Attempts, now: int) -> Attempts:
    """Return how things stand after one more wrong guess."""
    failures = before.failures + 1
    if now < before.locked_until:
        return replace(before, failures=failures)
    wait = _wait(failures)
    return replace(before, failures=failures, locked_until=now + wait if wait else before.locked_until)


def give_back(tx: Transaction, owner: str, factor: str) -> None:
    """Take one guess from the count that was counted beforehand and then not looked at, for a reason of ours: what it
    locked is open again. One that was refused because of a lock is not given back."""
    if (before := tx.attempts.by_id(_id(owner, factor))) is not None:
        tx.attempts.replace(uncounted(before))


def uncounted(before: Attempts) -> Attempts:
    """Return how things stood before a guess that was to be looked at: then no lock held, or it had been refused."""
    return replace(before, failures=max(0, before.failures - 1), locked_until=0)


@contextmanager
def old_password(store: Store, caller: Caller, now: int) -> Iterator[None]:
    """Count a guess at the caller's password, which is looked at within, before it is: however many come at once, few
    are looked at. Unless it proves to be wrong it is given back; who proves to know the password begins anew.

    Raises WrongPasswordError while none is looked at.
    """

    def count(tx: Transaction) -> int | None:
        until = locked_until(tx, caller.entity_id, OLD_PASSWORD, now)
        count_failure(tx, caller.account, caller.entity_id, OLD_PASSWORD, now)
        return until

    if store.write(count, actor=caller.arn, now=now).value is not None:
        raise WrongPasswordError(INCORRECT)
    try:
        yield
    except WrongPasswordError:
        raise
    except OstiaryError as error:
        was_right = isinstance(error, PasswordPolicyViolationError)  # else nobody hears what the new one lacks
        undo = forget if was_right else give_back
        store.write(lambda tx: undo(tx, caller.entity_id, OLD_PASSWORD), actor=caller.arn, now=now)
        raise


def forget(tx: Transaction, owner: str, factor: str) -> None:
    """Begin to count anew: the owner gave the right one."""
    if (attempts := tx.attempts.by_id(_id(owner, factor))) is not None:
        tx.attempts.remove(attempts)


def _wait(failures: int) -> int:
    beyond = failures - FREE
    return 0 if beyond <= 0 else min(LONGEST_WAIT, FIRST_WAIT << min(beyond - 1, 20))


def _id(owner: str, factor: str) -> str:
    return f"{owner}/{factor}"
