"""The answer: what was decided, by which layer, and by which statements."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import NoReturn

from ostiary.engine import decide as engine
from ostiary.engine.kinds import Effect, PolicyKind
from ostiary.engine.layer import Source
from ostiary.engine.written import Span, span


class Outcome(Enum):
    """What was decided, in the words of AWS's policy simulator."""

    ALLOWED = "allowed"
    EXPLICIT_DENY = "explicitDeny"
    IMPLICIT_DENY = "implicitDeny"


@dataclass(frozen=True, slots=True)
class Matched:
    """A statement that applied: `policy` is the name it was given under, `index` its place there, from 0."""

    layer: PolicyKind
    policy: str
    sid: str
    index: int
    effect: Effect
    source: Source | None = field(default=None, repr=False, compare=False)

    @classmethod
    def of(cls, source: Source) -> Matched:
        """Return the statement that *source* is."""
        attached, statement = source.attached, source.statement
        return cls(attached.policy.kind, attached.id, statement.sid, statement.index, statement.effect, source)

    @property
    def span(self) -> Span | None:
        """Where the statement begins in its document and where the text after it does: lines from 1, columns from 0.

        None when the document has more values than anybody may save.
        """
        return None if self.source is None else span(self.source)


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided and why.

    `layer` is the layer that denies, or whose Allow is missing, or that grants; None where no policy was needed.
    `statements` are those that deny or grant; an implicit deny has none. A decision is not a truth value: ask
    `allowed`.
    """

    outcome: Outcome
    layer: PolicyKind | None
    statements: tuple[Matched, ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether the request may go ahead."""
        return self.outcome is Outcome.ALLOWED

    def __bool__(self) -> NoReturn:
        raise TypeError("A decision is not a truth value: ask its `allowed`")

    @classmethod
    def of(cls, decision: engine.Decision) -> Decision:
        """Return what the engine decided."""
        match decision:
            case engine.Allow(sources):
                statements = tuple(map(Matched.of, sources))
                return cls(Outcome.ALLOWED, statements[0].layer if statements else None, statements)
            case engine.ExplicitDeny(layer, sources):
                return cls(Outcome.EXPLICIT_DENY, layer, tuple(map(Matched.of, sources)))
            case engine.ImplicitDeny(layer):
                return cls(Outcome.IMPLICIT_DENY, layer)
