"""Group commit: who leads, who waits, and what everybody is told (`ostiary.store.group`)."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from ostiary.model.errors import ServiceUnavailableError
from ostiary.store.group import AT_ONCE, Group, Ticket

Batch = Sequence[Ticket[str, Any]]


class Disk:
    """Something slow that is asked to run groups: each one waits until the test lets it go."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.threads: list[int] = []
        self.arrived = threading.Semaphore(0)
        self.go = threading.Semaphore(0)
        self.group: Group[str] = Group(self.run)

    def run(self, batch: Batch) -> None:
        self.batches.append([ticket.work for ticket in batch])
        self.threads.append(threading.get_ident())
        self.arrived.release()
        self.go.acquire()
        for ticket in batch:
            ticket.settle(ticket.work.upper())

    def write(self, work: str) -> Any:
        ticket: Ticket[str, Any] = Ticket(work)
        self.group.submit(ticket)
        return ticket.result()

    def queue(self, pool: ThreadPoolExecutor, works: Sequence[str]) -> list[Future[Any]]:
        """Let each work queue up behind the one before it."""
        futures = []
        for work in works:
            before = len(self.group._waiting)
            futures.append(pool.submit(self.write, work))
            while len(self.group._waiting) == before:
                threading.Event().wait(0.001)
        return futures


def test_a_lone_caller_leads_itself() -> None:
    disk = Disk()
    disk.go.release()
    assert disk.write("a") == "A"
    assert disk.threads == [threading.get_ident()]


def test_who_waits_at_the_same_time_is_one_group() -> None:
    disk = Disk()
    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(disk.write, "first")
        disk.arrived.acquire()
        others = disk.queue(pool, ["a", "b", "c"])
        disk.go.release(2)
        assert [future.result() for future in (first, *others)] == ["FIRST", "A", "B", "C"]
    assert disk.batches == [["first"], ["a", "b", "c"]]


def test_a_group_has_a_bound_and_the_rest_goes_next() -> None:
    disk = Disk()
    works = [str(number) for number in range(AT_ONCE + 3)]
    with ThreadPoolExecutor(len(works) + 1) as pool:
        first = pool.submit(disk.write, "first")
        disk.arrived.acquire()
        others = disk.queue(pool, works)
        disk.go.release(3)
        assert [future.result() for future in (first, *others)] == ["FIRST", *works]
    assert [len(batch) for batch in disk.batches] == [1, AT_ONCE, 3]


@pytest.mark.parametrize("error", [ValueError("a mistake of ours"), KeyboardInterrupt()])
def test_a_group_that_breaks_off_fails_for_all_and_the_next_one_runs(error: BaseException) -> None:
    entered, proceed = threading.Event(), threading.Event()
    broken: list[bool] = []

    def run(batch: Batch) -> None:
        entered.set()
        proceed.wait(30)
        if len(batch) == 2 and not broken:
            broken.append(True)
            raise error
        for ticket in batch:
            ticket.settle(ticket.work)

    group: Group[str] = Group(run)

    def write(work: str) -> Any:
        ticket: Ticket[str, Any] = Ticket(work)
        try:
            group.submit(ticket)
            return ticket.result()
        except BaseException as caught:
            return caught

    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(write, "first")
        entered.wait(30)
        others = [pool.submit(write, work) for work in ("a", "b")]
        while len(group._waiting) < 2:
            threading.Event().wait(0.001)
        proceed.set()
        assert first.result() == "first"
        answers = [future.result() for future in others]
    assert error in answers  # the leader's own
    assert sum(isinstance(answer, ServiceUnavailableError) for answer in answers) == 1
    assert write("again") == "again"


def test_an_answer_of_none_is_an_answer() -> None:
    ticket: Ticket[str, None] = Ticket("work")
    ticket.settle(None)
    assert ticket.result() is None
