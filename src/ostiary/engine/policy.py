"""A policy compiled for deciding: parsed once, frozen, with patterns and conditions prepared."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from ostiary.engine import document
from ostiary.engine.actions import Actions
from ostiary.engine.conditions import Condition, compile_condition
from ostiary.engine.document import Document, RawStatement
from ostiary.engine.kinds import Effect, PolicyKind
from ostiary.engine.principals import Principals
from ostiary.engine.resources import Resources
from ostiary.model.errors import MalformedPolicyDocumentError

__all__ = [
    "Effect",
    "Policy",
    "PolicyKind",
    "Statement",
    "compile_policy",
    "compile_statement",
    "known_version",
    "parse",
]

OLD_VERSION: Final = "2008-10-17"
"""The version of a document that names none; it has no variables (policy-evaluation.md 1.3)."""
VERSION: Final = "2012-10-17"
VERSIONS: Final = frozenset({OLD_VERSION, VERSION})

SYNTAX_ERROR: Final = "Syntax errors in policy."

PRINCIPAL_KINDS: Final = frozenset({PolicyKind.RESOURCE, PolicyKind.TRUST, PolicyKind.VPCE, PolicyKind.RCP})
"""The kinds of policy whose statements say whom they are about; the others hang on the caller (2)."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement, compiled. `index` is its place in the policy, from 0.

    `principals` is None in kinds that have none, and in a statement that names nobody and so never applies (1.6, rule
    7). `resources` is None where the attached resource is meant. A condition that is None never holds.
    """

    index: int
    sid: str
    effect: Effect
    principals: Principals | None
    actions: Actions
    resources: Resources | None
    conditions: tuple[Condition | None, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy document, compiled as a policy of one kind; `text` is the document as it was written."""

    kind: PolicyKind
    version: str
    id: str
    statements: tuple[Statement, ...]
    text: str = field(default="", repr=False, compare=False)


def parse(text: str, kind: PolicyKind) -> Policy:
    """Return the policy that *text* holds, to be decided with.

    This is the reader of stored policies: it takes what AWS's own policies hold (the old version, unknown operators)
    and leaves the rules of saving to `ostiary.engine.validate`. Raises MalformedPolicyDocumentError when the text is
    not a policy, or when a statement cannot be understood: a Deny must not be lost.
    """
    try:
        return compile_policy(document.read(text), kind)
    except document.ShapeError as error:
        raise MalformedPolicyDocumentError(SYNTAX_ERROR) from error


def compile_policy(raw: Document, kind: PolicyKind) -> Policy:
    """Return *raw* compiled as a policy of that kind; raises as `parse` does."""
    version = known_version(raw.version)
    if not raw.statements:
        raise MalformedPolicyDocumentError(SYNTAX_ERROR)
    statements = [compile_statement(index, statement, kind, version) for index, statement in enumerate(raw.statements)]
    return Policy(kind, version, raw.id, tuple(statements), raw.text)


def known_version(written: str | None) -> str:
    """Return the version of a document in which *written* stands; raises MalformedPolicyDocumentError for others."""
    version = written or OLD_VERSION
    if version not in VERSIONS:
        raise MalformedPolicyDocumentError(SYNTAX_ERROR)
    return version


def compile_statement(index: int, raw: RawStatement, kind: PolicyKind, version: str) -> Statement:
    """Return the statement at *index* of a policy of that kind and version compiled; raises as `parse` does."""
    substitute = version == VERSION
    has_principal = raw.principal is not None or raw.not_principal is not None
    has_action = raw.actions is not None or raw.not_actions is not None
    has_resource = raw.resources is not None or raw.not_resources is not None
    if (
        raw.is_contradictory
        or not has_action
        or (has_principal and kind not in PRINCIPAL_KINDS)
        or (has_resource if kind is PolicyKind.TRUST else not has_resource and kind is not PolicyKind.RESOURCE)
    ):
        raise MalformedPolicyDocumentError(SYNTAX_ERROR)
    return Statement(
        index=index,
        sid=raw.sid or "",
        effect=_effect(raw),
        principals=_principals(raw) if has_principal else None,
        actions=Actions.of(raw.named_actions, negated=raw.not_actions is not None),
        resources=(
            Resources.of(raw.named_resources, kind, negated=raw.not_resources is not None, substitute=substitute)
            if has_resource
            else None
        ),
        conditions=tuple(
            compile_condition(operator, key, values, substitute=substitute)
            for operator, block in raw.condition.items()
            for key, values in block.items()
        ),
    )


def _effect(raw: RawStatement) -> Effect:
    try:
        return Effect(raw.effect)
    except ValueError as error:
        raise MalformedPolicyDocumentError(SYNTAX_ERROR) from error


def _principals(raw: RawStatement) -> Principals:
    listed = raw.not_principal if raw.principal is None else raw.principal
    negated = raw.principal is None
    if listed is None or isinstance(listed, str):
        return Principals(aws=(listed,) if listed else (), negated=negated)
    return Principals(
        aws=listed.get("AWS", ()),
        service=listed.get("Service", ()),
        federated=listed.get("Federated", ()),
        canonical=listed.get("CanonicalUser", ()),
        negated=negated,
    )
