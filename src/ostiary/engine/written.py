"""A statement as its author wrote it, and where: for those who explain a decision, never for deciding."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from ostiary.engine import document
from ostiary.engine.document import RawStatement, ShapeError
from ostiary.engine.layer import Source
from ostiary.model import spans
from ostiary.model.spans import Lines, Position

TEXTS_KEPT: Final = 256


class Span(NamedTuple):
    """Where a statement begins, and where the text after it does."""

    start: Position
    end: Position


def span(source: Source) -> Span | None:
    """Return where the statement stands in the document that it was read from.

    None when the document has more values than anybody may save: what `ostiary.model.spans` does not read.
    """
    found = _spans(source.attached.policy.text)
    return found[source.statement.index] if found else None


def written(source: Source) -> RawStatement | None:
    """Return the statement as it stands in the document that it was read from.

    None when another statement of the document is not one, and this was read in spite of it.
    """
    found = _statements(source.attached.policy.text)
    return found[source.statement.index] if found else None


@lru_cache(maxsize=TEXTS_KEPT)
def _spans(text: str) -> tuple[Span, ...]:
    try:
        read = spans.read(text)
    except spans.SpanError:
        return ()
    if not isinstance(read.value, Mapping) or (member := read.value.get("Statement")) is None:
        return ()
    listed, lines = member.value, Lines(text)
    statements = listed.value if isinstance(listed.value, tuple) else (listed,)
    return tuple(Span(lines.position(node.start), lines.position(node.end)) for node in statements)


@lru_cache(maxsize=TEXTS_KEPT)
def _statements(text: str) -> tuple[RawStatement, ...]:
    try:
        return document.read(text).statements
    except ShapeError:
        return ()
