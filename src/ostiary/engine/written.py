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

SHORT: Final = 16_384
"""Characters of a document, of which many are remembered: nobody shall fill the memory with long ones."""
SHORT_KEPT: Final = 256
LONG_KEPT: Final = 4


class Span(NamedTuple):
    """Where a statement begins, and where the text after it does."""

    start: Position
    end: Position


def span(source: Source) -> Span | None:
    """Return where the statement stands in the document that it was read from.

    None when the document has more values than anybody may save: what `ostiary.model.spans` does not read.
    """
    text = source.attached.policy.text
    found = _short_spans(text) if len(text) <= SHORT else _long_spans(text)
    return found[source.statement.index] if found else None


def written(source: Source) -> RawStatement | None:
    """Return the statement as it stands in the document that it was read from.

    None when another statement of the document is not one, and this was read in spite of it.
    """
    text = source.attached.policy.text
    found = _short_statements(text) if len(text) <= SHORT else _long_statements(text)
    return found[source.statement.index] if found else None


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


def _statements(text: str) -> tuple[RawStatement, ...]:
    try:
        return document.read(text).statements
    except ShapeError:
        return ()


_short_spans: Final = lru_cache(maxsize=SHORT_KEPT)(_spans)
_long_spans: Final = lru_cache(maxsize=LONG_KEPT)(_spans)
_short_statements: Final = lru_cache(maxsize=SHORT_KEPT)(_statements)
_long_statements: Final = lru_cache(maxsize=LONG_KEPT)(_statements)
