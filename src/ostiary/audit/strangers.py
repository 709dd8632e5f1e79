"""How many events of callers who proved nothing are kept one by one (ADR 0008).

Anybody who reaches the port can make such events without end, and a full disk refuses everybody. So they share an
allowance that is filled again by the clock; what goes beyond it is counted by error code, and told in one event.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from typing import Final

BURST: Final = 1_000
PER_SECOND: Final = 10
"""With at most 3 kB an event: under 3 GB a day, however many strangers there are."""


class Strangers:
    """The allowance. Thread-safe; the time is given."""

    def __init__(self) -> None:
        self._left = BURST
        self._since = 0
        self._beyond: Counter[str] = Counter()
        self._lock = threading.Lock()

    def admit(self, now: int, code: str) -> bool:
        """Return whether an event at *now* is kept by itself; else it is counted under its error *code*."""
        with self._lock:
            if now > self._since:
                self._left = min(BURST, self._left + (now - self._since) * PER_SECOND)
                self._since = now
            if self._left > 0:
                self._left -= 1
                return True
            self._beyond[code] += 1
            return False

    def drain(self) -> Mapping[str, int]:
        """Return how many went beyond the allowance since the last time, by error code."""
        with self._lock:
            beyond, self._beyond = self._beyond, Counter()
            return beyond
