"""The context keys that a policy asks for: what a request must tell to be decided by it in full."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ostiary.engine import document, variables
from ostiary.engine.document import Document, RawStatement, ShapeError
from ostiary.engine.policy import VERSION
from ostiary.engine.variables import Variable

ARN_FIELDS: Final = 6

SUBSTITUTING: Final = ("string", "arn", "bool")
"""How the operators begin in whose values variables are put in (policy-evaluation.md 5.1)."""


def context_keys(policy: str | Document) -> tuple[str, ...]:
    """Return the keys that the policy's conditions and policy variables name, in its order, each once.

    A key has the spelling under which it comes first; names compare without case. Variables count where they are put
    in (5.1), and those that no request can resolve do not. A key counts even if `IfExists`, `Null` or a default
    provides for its absence (9.2). A text that is not a policy names none.
    """
    try:
        read = document.read(policy) if isinstance(policy, str) else policy
    except ShapeError:
        return ()
    return distinct(_named(read))


def distinct(keys: Iterable[str]) -> tuple[str, ...]:
    """Return *keys* without those that differ from an earlier one by case alone."""
    first: dict[str, str] = {}
    for key in keys:
        first.setdefault(key.lower(), key)
    return tuple(first.values())


def _named(policy: Document) -> Iterator[str]:
    for statement in policy.statements:
        if policy.version == VERSION:
            yield from _in_resources(statement)
        yield from _in_conditions(statement, substitute=policy.version == VERSION)


def _in_resources(statement: RawStatement) -> Iterator[str]:
    for resource in statement.named_resources:
        fields = resource.split(":", ARN_FIELDS - 1)
        if len(fields) == ARN_FIELDS:
            yield from _in_text(fields[-1])


def _in_conditions(statement: RawStatement, *, substitute: bool) -> Iterator[str]:
    for operator, block in statement.condition.items():
        substituting = substitute and operator.lower().rpartition(":")[2].startswith(SUBSTITUTING)
        for key, values in block.items():
            yield key
            if substituting:
                yield from (name for value in values for name in _in_text(value))


def _in_text(text: str) -> Iterator[str]:
    """Yield the names of the variables in *text*: not the characters that are spelled as one (5.2)."""
    for piece, is_variable in variables.spans(text):
        if is_variable and any(
            isinstance(part, Variable) and part.key for part in variables.parse(piece, variables=True)
        ):
            yield piece[2:-1].partition(",")[0]
