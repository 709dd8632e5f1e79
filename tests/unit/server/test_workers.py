"""Calls run in threads, and their outcome comes back to the loop."""

from __future__ import annotations

import asyncio
import threading

import pytest

from ostiary.server.workers import Workers


def test_the_answer_of_a_call_comes_from_another_thread() -> None:
    workers = Workers(1)
    try:
        assert asyncio.run(workers.run(threading.get_ident)) != threading.get_ident()
    finally:
        workers.close()


def test_what_a_call_raises_is_raised_where_it_was_asked_for() -> None:
    workers = Workers(1)
    try:
        with pytest.raises(ZeroDivisionError):
            asyncio.run(workers.run(lambda: 1 // 0))
        assert asyncio.run(workers.run(lambda: 1)) == 1  # the thread lives on
    finally:
        workers.close()


def test_as_many_calls_as_there_are_threads_run_at_once() -> None:
    together = threading.Barrier(3)
    workers = Workers(3)

    async def all_at_once() -> list[int]:
        return await asyncio.gather(*[workers.run(lambda: together.wait(20)) for _ in range(3)])

    try:
        assert sorted(asyncio.run(all_at_once())) == [0, 1, 2]
    finally:
        workers.close()


def test_who_has_gone_gets_no_answer_and_hurts_nobody() -> None:
    started, go_on = threading.Event(), threading.Event()
    workers = Workers(1)

    def slow() -> bool:
        started.set()
        return go_on.wait(20)

    async def leave() -> str:
        asking = asyncio.create_task(workers.run(slow))
        await asyncio.to_thread(started.wait, 20)
        asking.cancel()
        go_on.set()
        return await workers.run(lambda: "next")

    try:
        assert asyncio.run(leave()) == "next"
    finally:
        workers.close()


def test_closing_finishes_what_was_asked_for() -> None:
    done: list[int] = []
    workers = Workers(2)

    async def ask() -> None:
        asking = [asyncio.create_task(workers.run(lambda n=n: done.append(n))) for n in range(10)]  # type: ignore[misc]
        await asyncio.sleep(0)  # every task has put its call into the queue
        workers.close()
        assert sorted(done) == list(range(10))
        await asyncio.gather(*asking)

    asyncio.run(ask())
