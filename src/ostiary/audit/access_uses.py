"""Which actions users and roles tried, allowed or not: kept in memory, handed over to be written once a minute.

What reports on last access rest on (storage.md 8). Root is in no such report.
"""

from __future__ import annotations

import threading
from typing import Final

from ostiary.model.caller import Caller, CallerKind
from ostiary.model.nouns import AccessUse

NOTED: Final = frozenset({CallerKind.USER, CallerKind.ROLE_SESSION, CallerKind.FEDERATED_USER})
"""Callers who act for a user or role: a federated user does for the user who made it."""


class AccessUses:
    """The uses since the last hand-over, the latest of each principal and action. Thread-safe."""

    def __init__(self) -> None:
        self._latest: dict[tuple[str, str, str], AccessUse] = {}
        self._lock = threading.Lock()

    def note(self, caller: Caller, service: str, action: str, time: int, region: str) -> None:
        """Remember that *caller* tried *action* at *time*. Cheap when that was noted within this second."""
        if caller.kind not in NOTED:
            return
        known = self._latest.get((caller.entity_id, service, action))
        if known is None or known.time < time:
            use = AccessUse(principal=caller.entity_id, service=service, action=action, time=time, region=region)
            self.put_back((use,))

    def drain(self) -> tuple[AccessUse, ...]:
        """Return what was noted, and forget it."""
        with self._lock:
            latest, self._latest = self._latest, {}
        return tuple(latest.values())

    def put_back(self, uses: tuple[AccessUse, ...]) -> None:
        """Take back *uses* that could not be written, but for those of which there are later ones."""
        with self._lock:
            for use in uses:
                key = (use.principal, use.service, use.action)
                known = self._latest.get(key)
                if known is None or known.time < use.time:
                    self._latest[key] = use
