"""Documents that nobody checked when they were saved, read so that they never allow more than they say.

The engine's parser takes a document or refuses it whole. Here each statement is judged alone: one that cannot be
understood and allows is left out, one that cannot be understood and may deny makes the document unreadable, because a
Deny must not be lost. What can be understood is the engine's to judge, even where a save would refuse it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

import msgspec

from ostiary.engine import document
from ostiary.engine.document import RawStatement, ShapeError
from ostiary.engine.kinds import Effect, PolicyKind
from ostiary.engine.layer import Attached, Layer
from ostiary.engine.policy import OLD_VERSION, Policy, Statement, compile_statement, known_version
from ostiary.model import json
from ostiary.model.errors import MalformedPolicyDocumentError

DOCUMENTS_KEPT: Final = 1_024
LAYERS_KEPT: Final = 1_024

Entry = tuple[str, str]
"""A policy's name and the text of its document."""


@lru_cache(maxsize=LAYERS_KEPT)
def layer(entries: tuple[Entry, ...], kind: PolicyKind, level: int = 0) -> Layer:
    """Return the layer of these policies, prepared once per content; *level* is its place among those of its kind.

    Raises MalformedPolicyDocumentError, which names the policy, as `stored` does.
    """
    type_ = f"{kind.value} level {level}" if level else kind.value
    return Layer.of(Attached(_named(name, text, kind), name, type_) for name, text in entries)


def _named(name: str, text: str, kind: PolicyKind) -> Policy:
    try:
        return stored(text, kind)
    except MalformedPolicyDocumentError as error:
        raise MalformedPolicyDocumentError(f"Policy {name!r}: {error.message}") from error


@lru_cache(maxsize=DOCUMENTS_KEPT)
def stored(text: str, kind: PolicyKind) -> Policy:
    """Return the policy that *text* holds, without the Allow statements that cannot be understood.

    Raises MalformedPolicyDocumentError when the text is not the JSON of a policy, or when a statement that cannot be
    understood is not an Allow.
    """
    version, statements = OLD_VERSION, []
    for index, written in enumerate(_statements(text)):
        compiled = None if written.raw is None else _compiled(index, written.raw, kind, written.version)
        if compiled is not None:
            version = written.version or OLD_VERSION
            statements.append(compiled)
        elif not _is_allow(written.effect):
            raise MalformedPolicyDocumentError(
                f"statement {index} cannot be understood and may deny, so that nothing can be decided"
            )
    return Policy(kind, version, "", tuple(statements), text)


def _is_allow(effect: object) -> bool:
    """An Effect in the wrong case is not valid; whoever wrote `allow` did not mean to deny."""
    return isinstance(effect, str) and effect.lower() == Effect.ALLOW.value.lower()


def _compiled(index: int, raw: RawStatement, kind: PolicyKind, version: str | None) -> Statement | None:
    """Return the statement compiled, or None when it cannot be understood."""
    if not _says_something(raw):
        return None
    try:
        statement = compile_statement(index, raw, kind, known_version(version))
    except MalformedPolicyDocumentError:
        return None
    if kind in NAMES_SOMEBODY and statement.principals is None:
        return None
    return None if kind is PolicyKind.RCP and not _may_stand_in_rcp(statement) else statement


NAMES_SOMEBODY: Final = frozenset({PolicyKind.RCP, PolicyKind.VPCE})
"""Kinds whose statements must name a principal, without a rule for one that does not. In the policy of a resource it
never applies (1.6, rule 7)."""


def _says_something(raw: RawStatement) -> bool:
    """A list without entries is refused on save (1.2, rule 8); under `NotAction` it would reach everything."""
    lists = (raw.actions, raw.not_actions, raw.resources, raw.not_resources)
    return all(listed is None or listed for listed in lists)


def _may_stand_in_rcp(statement: Statement) -> bool:
    """An RCP allows by the full-access policy alone (1.10)."""
    if statement.effect is Effect.DENY:
        return True
    actions, resources = statement.actions, statement.resources
    if actions.negated or not actions.every or statement.conditions:
        return False
    return resources is not None and resources.every and not resources.negated


# -- one statement at a time ---------------------------------------------------------------------------


class Written(NamedTuple):
    """A statement and the version of its document; `raw` is None for what is no statement."""

    effect: object
    version: str | None
    raw: RawStatement | None


def _statements(text: str) -> Iterator[Written]:
    """Yield each statement of the document, or what stands in the place of one."""
    try:
        whole = document.read(text)
    except document.NotJsonError as error:
        raise MalformedPolicyDocumentError("the document is not JSON, or too long or too deep") from error
    except ShapeError:
        yield from _one_by_one(text)
        return
    for statement in whole.statements:
        yield Written(statement.effect, whole.version, statement)


def _one_by_one(text: str) -> Iterator[Written]:
    try:
        value = json.read(text)
    except json.JsonError as error:
        raise MalformedPolicyDocumentError("the document holds the same key twice") from error
    if not isinstance(value, dict) or not document.POLICY_KEYS.issuperset(value):
        raise MalformedPolicyDocumentError("the document is not a policy: it holds what no policy has")
    listed = value.get("Statement", [])
    # The statements are cut out of the text as they stand there: a number's spelling is part of a policy (1.2, rule 3).
    parts = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
    body = parts.pop("Statement", msgspec.Raw(b"[]"))
    raws = msgspec.json.decode(body, type=list[msgspec.Raw]) if isinstance(listed, list) else [body]
    head = "".join(f'"{key}":{_text(part)},' for key, part in parts.items())
    for statement, raw in zip(listed if isinstance(listed, list) else [listed], raws, strict=True):
        effect = statement.get("Effect") if isinstance(statement, dict) else None
        yield _alone(effect, f'{{{head}"Statement":[{_text(raw)}]}}')


def _text(raw: msgspec.Raw) -> str:
    return bytes(raw).decode()


def _alone(effect: object, text: str) -> Written:
    try:
        whole = document.read(text)
    except ShapeError:
        return Written(effect, None, None)
    return Written(effect, whole.version, whole.statements[0])
