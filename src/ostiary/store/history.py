"""What the last revisions touched, and who is told of each: the follower inside this process."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from collections.abc import Collection as SizedCollection

from ostiary.store import tokens
from ostiary.store.contract import Token, Touched

Listener = Callable[[int, Touched], None]

REMEMBERED = 1_000
"""Revisions whose tokens are kept. A decision older than that is made again, at the cost of one decision."""


class History:
    """The newest revisions of this node. Written by one thread at a time (the leader of the commit), asked by any."""

    def __init__(self, revision: int) -> None:
        self._entries: deque[tuple[int, frozenset[Token]]] = deque(maxlen=REMEMBERED)
        self._listeners: list[Listener] = []
        self._floor = revision
        self._lock = threading.Lock()
        self.revision = revision

    def listen(self, listener: Listener) -> None:
        """Tell *listener* of every later revision."""
        self._listeners.append(listener)

    def append(self, revision: int, touched: frozenset[Token]) -> None:
        """Remember a revision and tell every listener, in order of listening, before it counts as applied."""
        with self._lock:
            if len(self._entries) == REMEMBERED:
                self._floor = self._entries[0][0]
            self._entries.append((revision, touched))
        try:
            for listener in self._listeners:
                listener(revision, touched)
        finally:
            self.revision = revision

    def changed(self, asked: SizedCollection[Token], since: int) -> bool:
        """Whether any of the tokens was touched after *since*, as far as that is remembered; else True."""
        with self._lock:
            if since < self._floor:
                return True
            for revision, touched in reversed(self._entries):
                if revision <= since:
                    return False
                if tokens.EVERYTHING in touched or not touched.isdisjoint(asked):
                    return True
            return False
