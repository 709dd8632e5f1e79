"""CPU time: what one call takes, without what the clock itself takes."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from statistics import median

clock = time.thread_time_ns


def overhead() -> float:
    """Return the nanoseconds that reading the clock twice seems to take."""
    return median([-(clock() - clock()) for _ in range(2_000)])


def p50(calls: Sequence[Callable[[], object]]) -> float:
    """Return the median of the CPU µs of *calls*, each made once, in order."""
    took = []
    for call in calls:
        start = clock()
        call()
        took.append(clock() - start)
    return (median(took) - overhead()) / 1_000


def mean(calls: Sequence[Callable[[], object]]) -> float:
    """Return the mean of the CPU µs of *calls*."""
    start = clock()
    for call in calls:
        call()
    return (clock() - start) / len(calls) / 1_000
