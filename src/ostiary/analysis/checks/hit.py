"""What a check returns, and what checks share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from ostiary.analysis.document import Document
from ostiary.model.spans import Node


class Hit(NamedTuple):
    """A place that a check finds, and the text that its message shows."""

    node: Node
    text: str = ""


Find = Callable[[Document], Iterable[Hit]]


def has_wildcard(text: str) -> bool:
    """Return whether `*` or `?` is in *text*."""
    return "*" in text or "?" in text
