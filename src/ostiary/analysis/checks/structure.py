"""Elements: which must be there, which may not, and what their own values may be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from ostiary.analysis.checks.hit import Find, Hit
from ostiary.analysis.document import Document, Statement
from ostiary.engine.kinds import Effect, PolicyKind
from ostiary.engine.policy import VERSION, VERSIONS
from ostiary.engine.validate import policy_size

PAIRS: Final = (("Action", "NotAction"), ("Resource", "NotResource"), ("Principal", "NotPrincipal"))
ANY_VERSION: Final = frozenset({PolicyKind.RESOURCE, PolicyKind.TRUST})
"""The kinds that may also have the old version (1.3)."""


def mismatched(document: Document) -> Iterator[Hit]:
    """Values of another JSON type than their element takes."""
    return (Hit(node, wanted) for node, wanted in document.mismatched)


def unknown(document: Document) -> Iterator[Hit]:
    """Keys that are no element."""
    return (Hit(node, str(node.value)) for node in document.unknown)


def missing_statement(document: Document) -> Iterator[Hit]:
    """No Statement, or an empty list of them."""
    if not document.has_statement:
        yield Hit(document.root)


def missing(*names: str) -> Find:
    """Make the check that one of the elements *names* is in every statement."""

    def find(document: Document) -> Iterator[Hit]:
        return (Hit(statement.node) for statement in document.statements if not statement.has(*names))

    return find


def present(*names: str) -> Find:
    """Make the check that none of the elements *names* is in any statement."""

    def find(document: Document) -> Iterator[Hit]:
        for statement in document.statements:
            yield from (Hit(statement.members[name].key, name) for name in names if name in statement.members)

    return find


def invalid_effect(document: Document) -> Iterator[Hit]:
    """An Effect that is neither Allow nor Deny, in exact case."""
    effects = {effect.value for effect in Effect}
    for statement in document.statements:
        if statement.effect is not None and statement.effect.text not in effects:
            yield Hit(statement.effect.node, statement.effect.text)


def effect_allow(document: Document) -> Iterator[Hit]:
    """An Allow, where only Deny may be."""
    return (Hit(s.effect.node) for s in document.statements if s.effect is not None and s.allows)


def invalid_version(document: Document) -> Iterator[Hit]:
    """A version that does not exist, or an old one in a kind of policy that must have the new one."""
    version = document.version
    allowed = VERSIONS if document.kind in ANY_VERSION else {VERSION}
    if version is not None and version.text not in allowed:
        yield Hit(version.node, version.text)


def missing_version(document: Document) -> Iterator[Hit]:
    """No version, which means the old one."""
    if isinstance(document.root.value, dict) and "Version" not in document.root.value:
        yield Hit(document.root)


def unsupported_sid(document: Document) -> Iterator[Hit]:
    """A Sid with other characters than letters and digits (1.4)."""
    for statement in document.statements:
        sid = statement.sid
        if sid is not None and sid.text and not (sid.text.isascii() and sid.text.isalnum()):
            yield Hit(sid.node, sid.text)


def empty_sid(document: Document) -> Iterator[Hit]:
    """A Sid without text."""
    return (Hit(s.sid.node) for s in document.statements if s.sid is not None and not s.sid.text)


def repeated_sid(document: Document) -> Iterator[Hit]:
    """A Sid that an earlier statement has as well; empty ones do not count (1.4)."""
    seen: set[str] = set()
    for statement in document.statements:
        sid = statement.sid
        if sid is None or not sid.text:
            continue
        if sid.text in seen:
            yield Hit(sid.node, sid.text)
        seen.add(sid.text)


def contradictory(document: Document) -> Iterator[Hit]:
    """An element together with its Not form."""
    for statement in document.statements:
        for one, other in PAIRS:
            if one in statement.members and other in statement.members:
                yield Hit(statement.members[other].key, f"{one} and {other}")


def empty_array(*names: str) -> Find:
    """Make the check that none of the elements *names* is a list without values; nulls are none (1.2, rule 10)."""

    def find(document: Document) -> Iterator[Hit]:
        for statement in document.statements:
            for name in names:
                node = statement.members[name].value if name in statement.members else None
                if (
                    node is not None
                    and isinstance(node.value, tuple)
                    and all(item.value is None for item in node.value)
                ):
                    yield Hit(node, name)

    return find


def size_over(limit: int, measure: Callable[[str], int] = policy_size) -> Find:
    """Make the check that the document has at most *limit* characters (1.13)."""

    def find(document: Document) -> Iterator[Hit]:
        size = measure(document.text)
        if size > limit:
            yield Hit(document.root, f"{size:,}")

    return find


def size_over_by_resource(limits: Mapping[str, int]) -> Find:
    """Make the check that the document has at most as many bytes as its type of resource takes."""

    def find(document: Document) -> Iterator[Hit]:
        limit = limits.get(document.resource_type)
        if limit is not None and len(document.text.encode(errors="replace")) > limit:
            yield Hit(document.root, f"{document.resource_type} may have {limit:,}")

    return find


def redundant_statement(document: Document) -> Iterator[Hit]:
    """A statement that says what an earlier one says, character for character, but for its Sid."""
    seen: set[object] = set()
    for statement in document.statements:
        said = _said(document, statement)
        if said in seen:
            yield Hit(statement.node)
        seen.add(said)


def _said(document: Document, statement: Statement) -> object:
    return frozenset(
        (name, document.text[member.value.start : member.value.end])
        for name, member in statement.members.items()
        if name != "Sid"
    )
