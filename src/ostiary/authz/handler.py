"""What an operation is to the dispatcher: a function, and whether it writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from ostiary.authz.authorized import Authorized
from ostiary.store.contract import Reader, Transaction


@dataclass(frozen=True, slots=True)
class Read:
    """An operation that only looks. The function gets a consistent view.

    `heavy` says that a call may take long: few are then carried out at once, and the others wait or are refused with
    `Throttling`.
    """

    function: Callable[[Authorized[Any], Reader], Mapping[str, Any]]  # Any: each function names its own request
    heavy: bool = False


@dataclass(frozen=True, slots=True)
class Write:
    """An operation that changes something. The function gets a transaction; raising undoes everything."""

    function: Callable[[Authorized[Any], Transaction], Mapping[str, Any]]  # Any: as above


Views = Callable[[], AbstractContextManager[Reader]]
"""Opens a consistent view of the store; what is read in it is noted."""

Change = Callable[[Authorized[Any], Transaction], Mapping[str, Any]]  # Any: as above
"""What a `Write` does in its transaction."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """An operation that changes something after work that takes long, which no other writer has to wait for (ADR 0010).

    `prepare` reads in views that it opens, leaves them, does the work, and returns what is then done in a transaction.
    Nothing that it read has been touched until that one; else it was in vain, and is asked to prepare again.
    """

    prepare: Callable[[Authorized[Any], Views], Change]  # Any: as above
    shows_password: bool = False
    """Whether the caller, a user, shows its password with the call: then wrong ones are counted (threats.md 36)."""


@dataclass(frozen=True, slots=True)
class Refused:
    """An operation that Ostiary does not offer on purpose; `reason` is told to whoever calls it."""

    reason: str


Handler = Read | Write | Prepared | Refused
