"""A policy document as it stands in its JSON: shape checked, nothing judged yet (policy-evaluation.md 1.1, 1.2).

Both the parser and the checks of a save read documents here, so that they see the same policy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ostiary.model import json

Block = Mapping[str, tuple[str, ...]]
"""The keys of one condition operator, with their values as text."""


class ShapeError(ValueError):
    """The document is not JSON, or not of the shape of a policy."""


class NotJsonError(ShapeError):
    """The text is not JSON at all."""


@dataclass(frozen=True, slots=True)
class RawStatement:
    """A statement as written; None: the element is not there. `principal` is `*`-like text, or values by kind."""

    sid: str | None
    effect: str | None
    principal: str | Block | None
    not_principal: str | Block | None
    actions: tuple[str, ...] | None
    not_actions: tuple[str, ...] | None
    resources: tuple[str, ...] | None
    not_resources: tuple[str, ...] | None
    condition: Mapping[str, Block]

    @property
    def is_contradictory(self) -> bool:
        """Whether it holds both elements of a pair (1.11, check 1)."""
        pairs = ((self.actions, self.not_actions), (self.resources, self.not_resources))
        both = any(one is not None and other is not None for one, other in pairs)
        return both or (self.principal is not None and self.not_principal is not None)

    @property
    def named_actions(self) -> tuple[str, ...]:
        """The entries of `Action` or `NotAction`; none when there is neither."""
        return self.actions or self.not_actions or ()

    @property
    def named_resources(self) -> tuple[str, ...]:
        """The entries of `Resource` or `NotResource`; none when there is neither."""
        return self.resources or self.not_resources or ()


@dataclass(frozen=True, slots=True)
class Document:
    """A policy document as written, in `text`; `version` is None when there is none."""

    version: str | None
    id: str
    statements: tuple[RawStatement, ...]
    text: str = field(default="", repr=False, compare=False)

    @property
    def has_unique_sids(self) -> bool:
        """Whether no Sid is there twice; empty ones do not count (1.4)."""
        sids = [statement.sid for statement in self.statements if statement.sid]
        return len(set(sids)) == len(sids)


POLICY_KEYS: Final = frozenset({"Version", "Id", "Statement"})
STATEMENT_KEYS: Final = frozenset(
    {
        "Sid",
        "Effect",
        "Principal",
        "NotPrincipal",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Condition",
    }
)
PRINCIPAL_KINDS: Final = frozenset({"AWS", "Service", "Federated", "CanonicalUser"})

MAX_STATEMENTS: Final = 4_096
MAX_ENTRIES: Final = 4_096
MAX_ENTRY: Final = 10_240
"""Statements of a policy, entries of its elements and values of its conditions together, and characters of one of them.
The largest policy of AWS's own has 3,016 entries, and what IAM saves has no room for more than 3,500: nobody shall make
the server work for long on what is no policy anywhere (threats.md 19)."""


def read(text: str) -> Document:
    """Return the document that *text* holds.

    Raises NotJsonError for text that is not JSON, ShapeError for repeated keys at any level, unknown elements, and
    values of the wrong type.
    """
    try:
        value = json.read(text)
    except json.DuplicateKeyError as error:
        raise ShapeError("a repeated key") from error
    except json.JsonError as error:
        raise NotJsonError("not JSON") from error
    policy = _object(value, POLICY_KEYS)
    listed = policy.get("Statement", [])
    statements = listed if isinstance(listed, list) else [listed]
    if len(statements) > MAX_STATEMENTS:
        raise ShapeError("too many statements")
    read = tuple(map(_statement, statements))
    if sum(map(_entries, read)) > MAX_ENTRIES:
        raise ShapeError("too many entries")
    return Document(_optional_text(policy, "Version"), _optional_text(policy, "Id") or "", read, text)


def _entries(statement: RawStatement) -> int:
    blocks = [block for block in (statement.principal, statement.not_principal) if isinstance(block, Mapping)]
    values = sum([len(listed) for block in (*blocks, *statement.condition.values()) for listed in block.values()])
    return values + len(statement.named_actions) + len(statement.named_resources)


def _statement(value: object) -> RawStatement:
    statement = _object(value, STATEMENT_KEYS)
    return RawStatement(
        sid=_optional_text(statement, "Sid"),
        effect=_optional_text(statement, "Effect"),
        principal=_principal(statement, "Principal"),
        not_principal=_principal(statement, "NotPrincipal"),
        actions=_optional_texts(statement, "Action"),
        not_actions=_optional_texts(statement, "NotAction"),
        resources=_optional_texts(statement, "Resource", nulls=True),
        not_resources=_optional_texts(statement, "NotResource", nulls=True),
        condition={operator: _block(block) for operator, block in _object(statement.get("Condition", {})).items()},
    )


def _object(value: object, keys: frozenset[str] | None = None) -> Mapping[str, object]:
    if not isinstance(value, dict) or (keys is not None and not keys.issuperset(value)):
        raise ShapeError("not an object, or one with unknown keys")
    return value


def _optional_text(element: Mapping[str, object], key: str) -> str | None:
    return _text(element[key]) if key in element else None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ShapeError("not a string")
    return value


def _optional_texts(element: Mapping[str, object], key: str, *, nulls: bool = False) -> tuple[str, ...] | None:
    """Return the strings under *key*; *nulls* says that nulls in the list are dropped (1.2, rule 10)."""
    return _texts(element[key], nulls=nulls) if key in element else None


def _texts(value: object, *, nulls: bool = False) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else [value]
    if nulls and isinstance(value, list):
        listed = [item for item in listed if item is not None]
    return tuple(map(_entry, listed))


def _entry(value: object) -> str:
    text = _text(value)
    if len(text) > MAX_ENTRY:
        raise ShapeError("an entry that is too long")
    return text


def _principal(statement: Mapping[str, object], key: str) -> str | Block | None:
    if key not in statement:
        return None
    value = statement[key]
    if isinstance(value, str):
        return value
    return {kind: _texts(values) for kind, values in _object(value, PRINCIPAL_KINDS).items()}


def _block(value: object) -> Block:
    return {
        key: tuple(map(_scalar, values if isinstance(values, list) else [values]))
        for key, values in _object(value).items()
    }


def _scalar(value: object) -> str:
    """Return the JSON text of a string, number or boolean (1.2, rule 3)."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _entry(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, json.Fraction):
        return value.text
    raise ShapeError("not a string, number or boolean")
