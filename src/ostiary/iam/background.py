"""Reports that take their time: asked for in a write, made beside it from a consistent view, kept by a second write.

What waits is a noun without an answer. That one was added is heard from the store, so nothing is looked for; what a
crash leaves without an answer is asked for again by whoever wants it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, Final, Generic, TypeVar

from ostiary.model.errors import ServiceUnavailableError
from ostiary.store import tokens
from ostiary.store.contract import Reader, Store, Touched, Transaction
from ostiary.store.kinds import Kind

N = TypeVar("N")

ACTOR: Final = "reports"

ABANDONED: Final = 300
"""Seconds after which a report that is not there is taken for lost: what was to make it is gone."""


@dataclass(frozen=True, slots=True)
class Report(Generic[N]):
    """One kind of report. `complete` returns the noun with its answer, from a view, a partition and the time."""

    kind: Kind[N]
    waits: Callable[[N], bool]
    complete: Callable[[Reader, str, N, int], N]


class Reports:
    """Makes the reports of *kinds* that are asked for in *store*. `run` may be called by any thread."""

    def __init__(self, store: Store, kinds: Sequence[Report[Any]], partition: str) -> None:
        self._store = store
        self._kinds = {report.kind.name: report for report in kinds}  # Any: each kind has a noun of its own
        self._heard = {tokens.by_id(kind, "")[:2]: kind for kind in self._kinds}
        self._partition = partition
        self._waiting: SimpleQueue[tuple[str, str]] = SimpleQueue()
        self._lock = threading.Lock()
        store.listen(self._hear)

    def run(self, now: int) -> None:
        """Make what was asked for until now, also what another thread has begun with.

        Raises ServiceUnavailableError when the store is out of reach; what waits then goes on waiting.
        """
        with self._lock:
            while (item := self._next()) is not None:
                kind, id_ = item
                try:
                    self._make(self._kinds[kind], id_, now)
                except ServiceUnavailableError:
                    self._waiting.put(item)
                    raise

    def _hear(self, revision: int, touched: Touched) -> None:
        for token in touched:
            if (kind := self._heard.get(token[:2])) is not None:
                self._waiting.put((kind, token[2]))

    def _next(self) -> tuple[str, str] | None:
        try:
            return self._waiting.get_nowait()
        except Empty:
            return None

    def _make(self, report: Report[N], id_: str, now: int) -> None:
        with self._store.read() as view:
            asked = view.of(report.kind).by_id(id_)
            if asked is None or not report.waits(asked):
                return
            made = report.complete(view, self._partition, asked, now)

        def keep(tx: Transaction) -> None:
            if tx.of(report.kind).by_id(id_) == asked:  # else it was asked for once more, or is not wanted any longer
                tx.of(report.kind).replace(made)

        self._store.write(keep, actor=ACTOR, now=now)
