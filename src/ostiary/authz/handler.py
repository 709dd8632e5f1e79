"""What an operation is to the dispatcher: a function, and whether it writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ostiary.authz.authorized import Authorized
from ostiary.store.contract import Reader, Transaction


@dataclass(frozen=True, slots=True)
class Read:
    """An operation that only looks. The function gets a consistent view."""

    function: Callable[[Authorized[Any], Reader], Mapping[str, Any]]  # Any: each function names its own request


@dataclass(frozen=True, slots=True)
class Write:
    """An operation that changes something. The function gets a transaction; raising undoes everything."""

    function: Callable[[Authorized[Any], Transaction], Mapping[str, Any]]  # Any: as above


@dataclass(frozen=True, slots=True)
class Refused:
    """An operation that Ostiary does not offer on purpose; `reason` is told to whoever calls it."""

    reason: str


Handler = Read | Write | Refused
