"""Passwords: hashed and compared with Argon2id, a few at a time.

One hash takes a tenth of a second and 64 MiB. So only few are made at once, few calls wait for their turn, and the rest
is told to come again: whoever sends passwords costs nobody else an answer (threats.md 39).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from argon2.profiles import RFC_9106_LOW_MEMORY

from ostiary.authn.sealing import Entropy
from ostiary.model.errors import ThrottlingError
from ostiary.model.secret import Secret

AT_ONCE: Final = 2
WAITING: Final = 6
"""A server carries out 40 calls at a time: these leave most of them to everybody else."""

NOBODYS: Final = "$argon2id$v=19$m=65536,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
"""Made of no password. To compare with it takes as long as with somebody's: a refusal does not tell who there is."""


class Passwords:
    """Hashes passwords. Thread-safe; *at_once* are hashed and compared at a time, while *waiting* more wait.

    What it returns is Argon2id in the encoding of its reference implementation, which names its version and parameters.
    """

    def __init__(self, entropy: Entropy, *, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._hasher = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
        self._entropy = entropy
        self._admitted = threading.BoundedSemaphore(at_once + waiting)
        self._hashing = threading.BoundedSemaphore(at_once)

    def hashed(self, password: Secret) -> str:
        """Return what is kept of *password*. Raises ThrottlingError."""
        with self._turn():
            return self._hasher.hash(password.reveal(), salt=self._entropy(RFC_9106_LOW_MEMORY.salt_len))

    def matches(self, password: Secret, hashed: str) -> bool:
        """Return whether *hashed* was made of *password*, in constant time. Raises ThrottlingError."""
        with self._turn():
            try:
                return self._hasher.verify(hashed, password.reveal())
            except VerifyMismatchError:
                return False

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._admitted.acquire(blocking=False):
            raise ThrottlingError("Rate exceeded")
        try:
            with self._hashing:
                yield
        finally:
            self._admitted.release()
