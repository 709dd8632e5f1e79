"""A decision with every statement that was considered, what of it did not fit, and what the request did not say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ostiary.engine import considered as engine
from ostiary.engine import decide as engine_decide
from ostiary.engine.considered import Miss
from ostiary.engine.decide import Layers
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

    `absent_keys` are the context keys that the policies considered use and the request lacks. As text it is told to a
    person.
    """

    request: Request
    decided: engine_decide.Decision = field(repr=False)
    absent_keys: tuple[str, ...]
    found: Sequence[engine.Considered] = field(repr=False)
    """`decided` and `found` are in the words of the engine, `decision` and `considered` in those of the library."""

    @classmethod
    def of(cls, request: Request, layers: Layers) -> Explanation:
        """Decide *request* by *layers* and say how."""
        found, absent = engine.considered(request, layers)
        return cls(request, engine_decide.decide(request, layers), absent, found)

    @property
    def decision(self) -> Decision:
        """What was decided, and by which statements."""
        return Decision.of(self.decided)

    @property
    def considered(self) -> tuple[Considered, ...]:
        """All statements of the layers that bind the caller, in order."""
        return tuple([Considered(Matched.of(source), miss) for source, miss in self.found])

    def __str__(self) -> str:
        return prose.told(self)
