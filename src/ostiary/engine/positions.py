"""Where the statements of a policy stand in its text: for those who explain a decision, never for deciding."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

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


@lru_cache(maxsize=TEXTS_KEPT)
def _spans(text: str) -> tuple[Span, ...]:
    try:
        document = spans.read(text)
    except spans.SpanError:
        return ()
    if not isinstance(document.value, Mapping) or (member := document.value.get("Statement")) is None:
        return ()
    written, lines = member.value, Lines(text)
    statements = written.value if isinstance(written.value, tuple) else (written,)
    return tuple(Span(lines.position(node.start), lines.position(node.end)) for node in statements)
