"""What a running server does by the clock: one thread, a table of jobs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from ostiary.model.errors import OstiaryError
from ostiary.server.errors import reason


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do every so often. It may fail: that is logged, and it is tried again when it is next due."""

    name: str
    every: float
    run: Callable[[], object]


class Housekeeping:
    """Runs *jobs* on a thread of its own between `start` and `stop`."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        self._jobs = jobs
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="housekeeping", daemon=True)
        self._log = structlog.get_logger("ostiary.housekeeping")

    def start(self) -> None:
        """Begin; each job is first due after its own interval."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread, then do every job a last time."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        self.run_all()

    def run_all(self) -> None:
        """Do every job now."""
        for job in self._jobs:
            self._run(job)

    def _work(self) -> None:
        started = time.monotonic()
        due = {job.name: started + job.every for job in self._jobs}
        while not self._stopping.wait(max(0.0, min(due.values()) - time.monotonic())):
            for job in self._jobs:
                if due[job.name] <= time.monotonic():
                    self._run(job)
                    due[job.name] = time.monotonic() + job.every

    def _run(self, job: Job) -> None:
        try:
            job.run()
        except (OstiaryError, OSError) as error:
            self._log.warning("housekeeping waits", job=job.name, reason=reason(error))
        except Exception:
            self._log.exception("housekeeping failed", job=job.name)
