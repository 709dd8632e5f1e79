"""Jobs run when they are due, survive their failures, and run a last time at the end."""

from __future__ import annotations

import io
import json
import threading

from ostiary.model.errors import ServiceUnavailableError
from ostiary.server.housekeeping import Housekeeping, Job


def test_a_job_that_is_due_runs_again_after_it_failed() -> None:
    enough = threading.Event()
    runs: list[int] = []

    def job() -> None:
        runs.append(1)
        if len(runs) == 3:
            enough.set()
        raise RuntimeError("once more")

    keeping = Housekeeping([Job("failing", 0.001, job)])
    keeping.start()
    assert enough.wait(20)
    keeping.stop()


def test_the_end_is_a_last_run_of_every_job() -> None:
    runs: list[str] = []
    keeping = Housekeeping([Job("a", 3600, lambda: runs.append("a")), Job("b", 3600, lambda: runs.append("b"))])
    keeping.start()
    keeping.stop()
    assert runs == ["a", "b"]


def test_a_housekeeping_that_never_started_can_be_stopped() -> None:
    runs: list[str] = []
    Housekeeping([Job("a", 3600, lambda: runs.append("a"))]).stop()
    assert runs == ["a"]


def test_what_waits_for_the_store_is_one_short_line_in_the_log(stream: io.StringIO) -> None:
    def job() -> None:
        raise ServiceUnavailableError("The database is out of reach.") from OSError("gone")

    Housekeeping([Job("outbox", 3600, job)]).run_all()
    line = json.loads(stream.getvalue())
    assert (line["event"], line["job"], line["reason"]) == (
        "housekeeping waits",
        "outbox",
        "The database is out of reach.",
    )
    assert "exception" not in line
