"""When each access key was last used: kept in memory, handed over to be written once a minute (storage.md 8)."""

from __future__ import annotations

import threading

from ostiary.model.nouns import AccessKeyUse


class KeyUses:
    """The uses since the last hand-over, the latest of each key. Thread-safe."""

    def __init__(self) -> None:
        self._latest: dict[str, AccessKeyUse] = {}
        self._lock = threading.Lock()

    def note(self, key: str, time: int, service: str, region: str) -> None:
        """Remember that *key* was used at *time*. Cheap when the same was noted within this second."""
        known = self._latest.get(key)
        if known is None or known.time < time or (known.service, known.region) != (service, region):
            self.put_back((AccessKeyUse(key=key, time=time, service=service, region=region),))

    def drain(self) -> tuple[AccessKeyUse, ...]:
        """Return what was noted, and forget it."""
        with self._lock:
            latest, self._latest = self._latest, {}
        return tuple(latest.values())

    def put_back(self, uses: tuple[AccessKeyUse, ...]) -> None:
        """Take back *uses* that could not be written, but for those of keys that were used again meanwhile."""
        with self._lock:
            for use in uses:
                known = self._latest.get(use.key)
                if known is None or known.time <= use.time:
                    self._latest[use.key] = use
