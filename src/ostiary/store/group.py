"""Group commit: callers that wait at the same time share one database transaction.

There is no thread for it. The caller who finds nobody at work leads: it runs every waiting piece of work, its own
first, and answers all. Whoever arrived meanwhile waits, and one of those leads next. A lone caller therefore pays
no change of threads, and thirty-two callers pay for one flush of the disk.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from ostiary.store.line import unavailable

W = TypeVar("W")
T = TypeVar("T")

AT_ONCE = 128
"""How many pieces of work one transaction takes: it bounds how long the first of them waits for the last."""


class Ticket(Generic[W, T]):
    """One caller's piece of work, and what came of it: an answer or an error."""

    __slots__ = ("_answer", "_error", "_gate", "is_settled", "work")

    def __init__(self, work: W) -> None:
        self.work = work
        self.is_settled = False
        self._answer: T | None = None
        self._error: BaseException | None = None
        self._gate = threading.Lock()
        self._gate.acquire()

    def settle(self, answer: T) -> None:
        """Keep the answer; the caller hears of it when the group is over."""
        self._answer = answer
        self.is_settled = True

    def fail(self, error: BaseException) -> None:
        """Keep the error that the caller is to get."""
        self._error = error
        self.is_settled = True

    def wake(self) -> None:
        """Let the caller go on."""
        self._gate.release()

    def wait(self) -> None:
        """Wait for `wake`."""
        self._gate.acquire()

    def result(self) -> T:
        """Return the answer, or raise the error."""
        if self._error is not None:
            raise self._error
        return self._answer  # type: ignore[return-value]  # settled without an error: T may itself include None


class Group(Generic[W]):
    """Takes work from many threads and hands it to *run*, some pieces at a time, never two groups at once.

    *run* settles every ticket it is given. What it leaves unsettled, because it raised, fails as unavailable.
    """

    def __init__(self, run: Callable[[Sequence[Ticket[W, object]]], None]) -> None:
        self._run = run
        self._lock = threading.Lock()
        self._waiting: deque[Ticket[W, object]] = deque()
        self._leader: int | None = None

    def submit(self, ticket: Ticket[W, object]) -> None:
        """Return when the ticket is settled. Raises RuntimeError inside the work of another ticket: it would never
        come back."""
        me = threading.get_ident()
        with self._lock:
            if self._leader == me:
                raise RuntimeError("a write inside a write waits for itself")
            leads = self._leader is None
            if leads:
                self._leader = me
            else:
                self._waiting.append(ticket)
        if not leads:
            ticket.wait()
        if not ticket.is_settled:
            self._lead(ticket, me)

    def _lead(self, own: Ticket[W, object], me: int) -> None:
        with self._lock:
            self._leader = me
            batch = [own]
            while self._waiting and len(batch) < AT_ONCE:
                batch.append(self._waiting.popleft())
        try:
            self._run(batch)
        finally:
            for ticket in batch:
                if not ticket.is_settled:
                    ticket.fail(unavailable())
            self._hand_over(batch[1:])

    def _hand_over(self, answered: Sequence[Ticket[W, object]]) -> None:
        """Wake the next leader first, so that the disk is busy again while the others are answered."""
        with self._lock:
            following = self._waiting.popleft() if self._waiting else None
            self._leader = None if following is None else -1
        if following is not None:
            following.wake()
        for ticket in answered:
            ticket.wake()
