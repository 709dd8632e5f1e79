"""A decision with every statement that was considered, what of it did not fit, and what the request did not say."""

from __future__ import annotations

from dataclasses import dataclass

from ostiary.engine.considered import Miss, absent_keys, considered
from ostiary.engine.decide import Layers, decide
from ostiary.engine.request import Request
from ostiary.evaluation import prose
from ostiary.evaluation.decision import Decision, Matched


@dataclass(frozen=True, slots=True)
class Considered:
    """A statement that bears on the request. `miss` is the first part that does not fit; None: it applies."""

    statement: Matched
    miss: Miss | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """A decision and how it came about.

    `considered` are all statements of the layers that bind the caller, in order. `absent_keys` are the context keys
    that their policies use and the request lacks. As text it is told to a person.
    """

    request: Request
    decision: Decision
    considered: tuple[Considered, ...]
    absent_keys: tuple[str, ...]

    @classmethod
    def of(cls, request: Request, layers: Layers) -> Explanation:
        """Decide *request* by *layers* and say how."""
        statements = considered(request, layers)
        return cls(
            request,
            Decision.of(decide(request, layers)),
            tuple(Considered(Matched.of(one.source), one.miss) for one in statements),
            absent_keys(statements, request.context),
        )

    def __str__(self) -> str:
        return prose.told(self)
