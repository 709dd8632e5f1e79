"""Unpredictable bytes that are the same every run."""

from __future__ import annotations

import random
from collections.abc import Callable


def seeded(seed: int = 1) -> Callable[[int], bytes]:
    """Return a source of bytes that starts over with each call."""
    return random.Random(seed).randbytes
