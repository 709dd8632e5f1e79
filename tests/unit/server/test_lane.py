"""Heavy calls wait for one another and for nobody's thread (threats.md 19)."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest

from ostiary.model.http import HttpResponse
from ostiary.server.lane import Heavy, Lane
from ostiary.server.workers import Workers

DONE, REFUSED = HttpResponse(200, (), b"done"), HttpResponse(400, (), b"refused")
LONG = 20.0


@pytest.fixture
def workers() -> Iterator[Workers]:
    workers = Workers(3)
    yield workers
    workers.close()


class Latch:
    """Heavy calls that last until `release`."""

    def __init__(self, count: int) -> None:
        self.calls = 0
        self.entered = threading.Semaphore(0)
        self.release = threading.Event()
        self.count = count

    def carry_out(self) -> HttpResponse:
        self.calls += 1
        self.entered.release()
        assert self.release.wait(LONG)
        return DONE

    @property
    def heavy(self) -> Heavy:
        return Heavy(self.carry_out, lambda: REFUSED)

    async def fill(self, lane: Lane) -> list[asyncio.Task[HttpResponse]]:
        """Ask for as many calls as *count* and return when they are being carried out."""
        tasks = [asyncio.create_task(lane.run(self.heavy)) for _ in range(self.count)]
        for _ in tasks:
            assert await asyncio.to_thread(self.entered.acquire, timeout=LONG)
        return tasks


def run(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(asyncio.wait_for(work(), LONG))


def test_threat_19_who_waits_holds_no_thread(workers: Workers) -> None:
    latch = Latch(2)

    async def work() -> None:
        lane = Lane(workers, slots=2, patience=LONG)
        tasks = await latch.fill(lane)
        waiting = [asyncio.create_task(lane.run(latch.heavy)) for _ in range(10)]
        assert await workers.run(lambda: "light") == "light"
        assert (latch.calls, [task for task in waiting if task.done()]) == (2, [])
        latch.release.set()
        assert await asyncio.gather(*tasks, *waiting) == [DONE] * 12

    run(work)
    assert latch.calls == 12


def test_who_has_waited_long_enough_is_refused_and_the_slot_stays_good(workers: Workers) -> None:
    latch = Latch(1)

    async def work() -> None:
        lane = Lane(workers, slots=1, patience=0.01)
        tasks = await latch.fill(lane)
        assert await lane.run(latch.heavy) == REFUSED
        latch.release.set()
        assert await asyncio.gather(*tasks) == [DONE]
        assert await lane.run(latch.heavy) == DONE

    run(work)
    assert latch.calls == 2


def test_who_would_be_one_too_many_to_wait_is_refused_at_once(workers: Workers) -> None:
    latch = Latch(1)

    async def work() -> None:
        lane = Lane(workers, slots=1, most_waiting=1, patience=LONG)
        tasks = await latch.fill(lane)
        waiting = asyncio.create_task(lane.run(latch.heavy))
        await asyncio.sleep(0)  # it has its place in the queue
        assert await lane.run(latch.heavy) == REFUSED
        latch.release.set()
        assert await asyncio.gather(*tasks, waiting) == [DONE, DONE]

    run(work)


def test_a_call_that_fails_gives_its_slot_back(workers: Workers) -> None:
    def fail() -> HttpResponse:
        raise ZeroDivisionError

    async def work() -> None:
        lane = Lane(workers, slots=1, patience=LONG)
        with pytest.raises(ZeroDivisionError):
            await lane.run(Heavy(fail, lambda: REFUSED))
        assert await lane.run(Heavy(lambda: DONE, lambda: REFUSED)) == DONE

    run(work)
