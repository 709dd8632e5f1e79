"""What long work rested on, so that a transaction can tell whether it was in vain (ADR 0010)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Change
from ostiary.store.contract import Reader, Store, Token, Transaction
from ostiary.store.tracking import TrackedReader


class MovedError(Exception):
    """Something that was read has been changed since. Never leaves the dispatcher."""


class Seen:
    """Opens views of *store* and notes everything that is read in them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._revision: int | None = None
        self._tokens: set[Token] = set()

    @contextmanager
    def view(self) -> Iterator[Reader]:
        """Open a consistent view."""
        with self._store.read() as reader:
            tracked = TrackedReader(reader)
            try:
                yield tracked
            finally:
                if tracked.seen:
                    self._tokens |= tracked.seen
                    self._revision = min(reader.revision, reader.revision if self._revision is None else self._revision)

    def unless_moved(self, change: Change) -> Change:
        """Return *change*, which raises MovedError in place of acting on what is no longer so."""

        def checked(call: Authorized[Any], tx: Transaction) -> Mapping[str, Any]:  # Any: as `Change` says
            if self._revision is not None and tx.changed(self._tokens, self._revision):
                raise MovedError
            return change(call, tx)

        return checked
