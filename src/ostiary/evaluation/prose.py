"""A decision told to a person: which layer, which statement, and what would have to change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from ostiary.engine import fixed
from ostiary.engine.kinds import Effect, PolicyKind
from ostiary.engine.request import Request, Target
from ostiary.evaluation.considered import Considered
from ostiary.evaluation.decision import Decision, Matched, Outcome

LAYERS: Final[Mapping[PolicyKind, str]] = {
    PolicyKind.IDENTITY: "identity-based policies",
    PolicyKind.BOUNDARY: "permissions boundary",
    PolicyKind.SESSION: "session policies",
    PolicyKind.RESOURCE: "resource-based policy",
    PolicyKind.TRUST: "role trust policy",
    PolicyKind.SCP: "service control policies",
    PolicyKind.RCP: "resource control policies",
    PolicyKind.VPCE: "VPC endpoint policy",
}

NEAREST: Final = ("Condition", "Principal", "Resource", "Action")
"""What failed, the nearest miss first: the parts are tried in the other order."""

MISSES_SHOWN: Final = 5


def told(request: Request, decision: Decision, statements: Iterable[Considered]) -> str:
    """Return the decision on *request* in lines; *statements* are those of `considered`."""
    asked = f"{request.caller.arn}: {request.action} on {request.resource}"
    considered = list(statements)
    ruled = _ruled(request) if decision.outcome is Outcome.IMPLICIT_DENY else ""
    why = [ruled] if ruled else TOLD[decision.outcome](decision, considered)
    shown = [f"  {_statement(one.statement)}: {_fate(one)}" for one in considered] or ["  nothing"]
    return "\n".join([asked, *why, "", "Considered:", *shown])


def _ruled(request: Request) -> str:
    """Return what to say when no policy could allow the request (policy-evaluation.md 7.8, 8.2)."""
    if fixed.is_beyond_credentials(request):
        return "Denied: credentials of this kind may not make this call, whatever policies say."
    if fixed.refused_by(request, Target.of(request)) is not None:
        return "Denied: nobody may do this here, whatever policies say."
    return ""


def _allowed(decision: Decision, _: list[Considered]) -> Iterator[str]:
    yield "Allowed."
    if not decision.statements:
        yield "No policy is needed for it."
    yield from (f"  {_statement(statement)} allows it" for statement in decision.statements)


def _explicit_deny(decision: Decision, considered: list[Considered]) -> Iterator[str]:
    yield f"Denied by {_layer(decision)}."
    yield from (f"  {_statement(statement)} denies it" for statement in decision.statements)
    others = [
        one.statement
        for one in considered
        if one.failed is None and one.statement.effect is Effect.DENY and one.statement not in decision.statements
    ]
    yield from (f"  {_statement(statement)} denies it, too" for statement in others)
    yield "To change that, none of these may apply any more: no Allow anywhere outweighs a Deny."


def _implicit_deny(decision: Decision, considered: list[Considered]) -> Iterator[str]:
    yield f"Denied: {_layer(decision)} would have to allow it, and nothing there does."
    misses = sorted(
        (
            (NEAREST.index(one.failed.partition(":")[0]), one)
            for one in considered
            if one.failed is not None and one.statement.layer is decision.layer and one.statement.effect is Effect.ALLOW
        ),
        key=lambda miss: miss[0],
    )
    if not misses:
        yield "To change that, an Allow is needed there."
        return
    yield "To change that, one of these would have to fit, the nearest first, or another Allow be there:"
    yield from (f"  {_statement(one.statement)}: {one.failed}" for _, one in misses[:MISSES_SHOWN])


TOLD: Final = {
    Outcome.ALLOWED: _allowed,
    Outcome.EXPLICIT_DENY: _explicit_deny,
    Outcome.IMPLICIT_DENY: _implicit_deny,
}


def _layer(decision: Decision) -> str:
    assert decision.layer is not None  # a deny always names one
    return f"the {LAYERS[decision.layer]}"


def _statement(matched: Matched) -> str:
    sid = f" ({matched.sid})" if matched.sid else ""
    return f"{matched.layer.value} {matched.policy}, {matched.effect.value} statement {matched.index}{sid}"


def _fate(one: Considered) -> str:
    return "applies" if one.failed is None else f"does not apply by its {one.failed}"
