"""Passwords: hashed and compared with Argon2id, a few at a time.

One hash takes a tenth of a second and 64 MiB. So only few are made at once, on threads of their own that stand back
behind every other, few calls wait for their turn, and the rest is told to come again: whoever sends passwords costs
nobody else an answer (threats.md 39).
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Final, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from argon2.profiles import RFC_9106_LOW_MEMORY

from ostiary.authn.sealing import Entropy
from ostiary.model.errors import ThrottlingError
from ostiary.model.secret import Secret

T = TypeVar("T")

PARAMETERS: Final = replace(RFC_9106_LOW_MEMORY, parallelism=1)
"""The memory and passes of the RFC, in one lane: as much work to guess at, and as long for who has one core.

Each lane is a thread, and begins anew four times a pass. With the RFC's four lanes the kernel kept calls waiting behind
them for a tick of its clock, however nice they were (bench/federation.py).
"""

AT_ONCE: Final = 2
LOWEST: Final = 19
"""Niceness, of which this is the most."""

WAITING: Final = 6
"""A server carries out 40 calls at a time: these leave most of them to everybody else."""

NOBODYS: Final = "$argon2id$v=19$m=65536,t=3,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
"""Made of no password. To compare with it takes as long as with somebody's: a refusal does not tell who there is."""


class Passwords:
    """Hashes passwords. Thread-safe; *at_once* are hashed and compared at a time, while *waiting* more wait.

    What it returns is Argon2id in the encoding of its reference implementation, which names its version and parameters.
    """

    def __init__(self, entropy: Entropy, *, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._hasher = PasswordHasher.from_parameters(PARAMETERS)
        self._entropy = entropy
        self._admitted = threading.BoundedSemaphore(at_once + waiting)
        self._threads = ThreadPoolExecutor(at_once, "password", initializer=_stand_back)

    def hashed(self, password: Secret) -> str:
        """Return what is kept of *password*. Raises ThrottlingError."""
        salt = self._entropy(PARAMETERS.salt_len)
        return self._in_turn(lambda: self._hasher.hash(password.reveal(), salt=salt))

    def matches(self, password: Secret, hashed: str) -> bool:
        """Return whether *hashed* was made of *password*, in constant time. Raises ThrottlingError."""
        return self._in_turn(lambda: self._is_made_of(password, hashed))

    def _is_made_of(self, password: Secret, hashed: str) -> bool:
        try:
            return self._hasher.verify(hashed, password.reveal())
        except VerifyMismatchError:
            return False

    def _in_turn(self, work: Callable[[], T]) -> T:
        if not self._admitted.acquire(blocking=False):
            raise ThrottlingError("Rate exceeded")
        try:
            return self._threads.submit(work).result()
        finally:
            self._admitted.release()


def _stand_back() -> None:
    """Have this thread run, and those that it starts, when no other has anything to do, where threads have priorities
    of their own (Linux)."""
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LOWEST)
