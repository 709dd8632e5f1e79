"""What authentication finds out: who is calling, with which credentials, and what that rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ostiary.model.caller import Caller
from ostiary.model.errors import OstiaryError
from ostiary.model.http import HttpRequest
from ostiary.store.contract import Grounds
from ostiary.store.memo import Memory


@dataclass(frozen=True, slots=True)
class Identity:
    """A caller whose signature was verified. `region` is the one that the credential scope names."""

    caller: Caller
    region: str
    access_key_id: str
    grounds: Grounds


Identify = Callable[[HttpRequest, Mapping[str, Any], int, Memory | None], Identity]  # Any: each operation's parameters
"""Tells who makes a call that no access key signs, by what request and parameters show, as of a time. With a memory it
is asked instead of the own memo."""


class KnownRefusedError(Exception):
    """Who calls was found out, and is refused with `error` before anything is decided."""

    def __init__(self, identity: Identity, error: OstiaryError) -> None:
        super().__init__(error.message)
        self.identity = identity
        self.error = error
