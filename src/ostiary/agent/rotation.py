"""Credentials that are renewed before they end, for as long as the agent runs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

from ostiary.agent.credentials import READY, RoleCredentials
from ostiary.agent.errors import AgentError, UnavailableError
from ostiary.agent.sources import Fetch

HEAD_START: Final = 60
"""Seconds that are left for the first tries, so that new credentials are there when SDKs begin to ask for them."""

FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 60.0

Clock = Callable[[], float]


class Rotation:
    """The newest credentials. Thread-safe; `step` is for one thread."""

    def __init__(self, fetch: Fetch, clock: Clock, report: Callable[[str], None]) -> None:
        """*report* is told, once, of each new reason why there are no newer credentials."""
        self._fetch = fetch
        self._clock = clock
        self._report = report
        self._lock = threading.Lock()
        self._held: RoleCredentials | None = None
        self._error: AgentError | None = None
        self._pause = FIRST_PAUSE
        self._retry_at = 0.0
        self._stopping = threading.Event()

    def get(self) -> RoleCredentials:
        """Return the newest credentials, old ones until they end. Raises AgentError: why there are none."""
        with self._lock:
            held, error = self._held, self._error
        if held is not None and held.expires > self._clock():
            return held
        raise error or UnavailableError("The credentials have ended, and new ones are being fetched")

    def begin(self) -> None:
        """Get the first credentials.

        Raises AgentError when STS refuses, or what is needed is missing: then somebody has to mend something. STS that
        cannot be asked may be on its way up.
        """
        self.step()
        with self._lock:
            error = self._error
        if error is not None and not isinstance(error, UnavailableError):
            raise error

    def step(self) -> float:
        """Do what is due, and return after how many seconds there may be something to do: one to sixty.

        A clock that is set, or a machine that slept, is noticed then. After a failure the pause doubles up to a minute.
        """
        now = self._clock()
        if now >= self._due():
            self._renew(int(now))
        return max(FIRST_PAUSE, min(self._due() - self._clock(), LONGEST_PAUSE))

    def run(self) -> None:
        """Go on until `stop`."""
        while not self._stopping.wait(self.step()):
            pass

    def stop(self) -> None:
        """Have `run` end, from any thread."""
        self._stopping.set()

    def _due(self) -> float:
        if self._error is not None:
            return self._retry_at
        if self._held is None:
            return 0.0
        # Of very short-lived ones half the life: an agent that asks without pause would be no better.
        life = self._held.expires - self._held.issued
        return self._held.expires - min(READY + HEAD_START, life / 2)

    def _renew(self, now: int) -> None:
        try:
            fresh = self._fetch(now)
        except AgentError as error:
            self._fail(error)
            return
        with self._lock:
            self._held, self._error = fresh, None
        self._pause = FIRST_PAUSE

    def _fail(self, error: AgentError) -> None:
        if self._error is None or str(self._error) != str(error):
            self._report(str(error))
        with self._lock:
            self._error = error
        self._retry_at = self._clock() + self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE)
