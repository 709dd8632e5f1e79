"""Remembers what was computed from the store until a write touches something that the computation read."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from ostiary.store import tokens
from ostiary.store.contract import Reader, Store, Token, Touched
from ostiary.store.tracking import TrackedReader

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

CAPACITY = 50_000


class Remembered(NamedTuple, Generic[T_co]):
    """A value, a revision at which it held, and the tokens that it rests on.

    On a hit the revision is that of the newest write that this node has applied, not that of the computation: a
    value that is still here has outlived every write up to then.
    """

    value: T_co
    revision: int
    tokens: frozenset[Token]


class Memory(Protocol):
    """Where a finding comes from."""

    def get(self, key: Hashable, compute: Callable[[Reader], T]) -> Remembered[T]:
        """Return what *compute* makes of the store; *key* stands for *compute* and everything that it closes over."""


class Unremembered:
    """Computes everything afresh from one reader.

    Inside a write nothing else can change, so what is found there holds until the commit: it rests on no tokens.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def get(self, key: Hashable, compute: Callable[[Reader], T]) -> Remembered[T]:  # as in `Memory`
        """See `Memory.get`."""
        return Remembered(compute(self._reader), self._reader.revision, frozenset())


@dataclass(slots=True, eq=False)
class _Computation:
    """One that is under way, and what has been touched meanwhile."""

    touched: list[tuple[int, Touched]] = field(default_factory=list)

    def is_stale(self, revision: int, seen: frozenset[Token]) -> bool:
        """Whether a write later than *revision* touched what was seen, or nothing can be relied on any more."""
        return any(
            tokens.EVERYTHING in touched or (later > revision and not seen.isdisjoint(touched))
            for later, touched in self.touched
        )


class Memo:
    """A bounded memory over one store. Safe in any thread; the least recently used values go first.

    A value is never kept when a write that it does not show has touched what it rests on, even when that write was
    heard of while the value was being computed. Values are shared between threads: they must not be changed.
    """

    def __init__(self, store: Store, capacity: int = CAPACITY) -> None:
        self._store = store
        self._capacity = capacity
        self._lock = threading.Lock()
        self._entries: OrderedDict[Hashable, Remembered[Any]] = OrderedDict()  # Any: each key has its own type
        self._keys: dict[Token, set[Hashable]] = {}
        self._computing: set[_Computation] = set()
        self._revision = 0
        store.listen(self._forget)

    def get(self, key: Hashable, compute: Callable[[Reader], T]) -> Remembered[T]:
        """Return what *compute* made of a consistent view, now or before.

        *key* stands for *compute* and everything that it closes over. What *compute* raises is not remembered.
        """
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None:
                self._entries.move_to_end(key)
                if entry.revision < self._revision:
                    entry = self._entries[key] = Remembered(entry.value, self._revision, entry.tokens)
                return entry
            computation = _Computation()
            self._computing.add(computation)
        try:
            with self._store.read() as view:
                reader = TrackedReader(view)
                value = compute(reader)
                remembered = Remembered(value, view.revision, frozenset(reader.seen))
        except BaseException:
            with self._lock:
                self._computing.discard(computation)
            raise
        with self._lock:
            self._computing.discard(computation)
            if not computation.is_stale(remembered.revision, remembered.tokens):
                self._keep(key, remembered)
        return remembered

    def __len__(self) -> int:
        return len(self._entries)

    def _keep(self, key: Hashable, entry: Remembered[Any]) -> None:
        """Put the entry in; called with the lock held."""
        self._drop(key)
        self._entries[key] = entry
        for token in entry.tokens:
            self._keys.setdefault(token, set()).add(key)
        while len(self._entries) > self._capacity:
            self._drop(next(iter(self._entries)))

    def _drop(self, key: Hashable) -> None:
        """Take the entry out, if there; called with the lock held."""
        entry = self._entries.pop(key, None)
        if entry is None:
            return
        for token in entry.tokens:
            keys = self._keys[token]
            keys.discard(key)
            if not keys:
                del self._keys[token]

    def _forget(self, revision: int, touched: Touched) -> None:
        """Drop what rests on something touched, unless it was computed from a view that shows the write already."""
        with self._lock:
            for computation in self._computing:
                computation.touched.append((revision, touched))
            if tokens.EVERYTHING in touched:
                self._entries.clear()
                self._keys.clear()
            for token in touched:
                for key in list(self._keys.get(token, ())):
                    if self._entries[key].revision < revision:
                        self._drop(key)
            self._revision = revision
