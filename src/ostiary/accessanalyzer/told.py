"""How Ostiary's own operations tell a decision: the outcome, why, and each statement that was considered."""

from __future__ import annotations

from collections.abc import Mapping

from ostiary.evaluation import prose
from ostiary.evaluation.explanation import Considered, Explanation
from ostiary.wire.accessanalyzer_types import ToldContextKey, ToldDecision, ToldStatement


def decision(explained: Explanation) -> ToldDecision:
    """Return the decision; `layer` is the one that denies or grants, absent where no policy was needed."""
    decided = explained.decision
    told: ToldDecision = {
        "action": explained.request.action,
        "resource": explained.request.resource,
        "decision": decided.outcome.value,
        "explanation": prose.reasons(explained),
        "statements": [_statement(one, explained) for one in explained.considered],
    }
    if decided.layer is not None:
        told["layer"] = decided.layer.value
    return told


def context_keys(context: Mapping[str, str | tuple[str, ...]]) -> list[ToldContextKey]:
    """Return the keys that a request has, in order."""
    return [
        {"key": key, "values": [value] if isinstance(value, str) else list(value)}
        for key, value in sorted(context.items())
    ]


def _statement(one: Considered, explained: Explanation) -> ToldStatement:
    statement = one.statement
    told: ToldStatement = {
        "layer": statement.layer.value,
        "policy": statement.policy,
        "statementIndex": statement.index,
        "effect": statement.effect.value,
        "applies": one.miss is None,
    }
    if statement.source is not None and statement.source.attached.type not in {"", "none"}:
        told["policyType"] = statement.source.attached.type
    if statement.sid:
        told["statementId"] = statement.sid
    if one.miss is not None:
        told["part"] = one.miss.part.value
        told["reason"] = prose.missed(one, explained.request)
    return told
