"""Policy variables, `${key}` and `${key, 'default'}` (policy-evaluation.md 5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from ostiary.analysis.checks.hit import Find, Hit
from ostiary.analysis.document import Document
from ostiary.engine.conditions import NULL

START: Final = "${"
FIELDS_WITHOUT: Final = 5
"""How many fields of an ARN cannot hold a variable (1.9, W13)."""
PLAIN_OPERATORS: Final = ("Numeric", "Date", "Binary", "IpAddress", "NotIpAddress", NULL)
"""Operators whose values are read without variables (3.4), by how their names begin."""


def _inside(is_wrong: Callable[[str], bool]) -> Find:
    """Make a check of what stands between the braces of each variable; it finds an entry once."""

    def find(document: Document) -> Iterator[Hit]:
        for entry, pieces in document.placeholders:
            wrong = [piece for piece in pieces if is_wrong(piece[2:-1])]
            if wrong:
                yield Hit(entry.node, min(wrong))

    return find


def _has_broken_default(inside: str) -> bool:
    _, comma, default = inside.partition(",")
    quoted = len(default) >= 3 and default.startswith(" '") and default.endswith("'")
    return bool(comma) and not quoted


empty = _inside(lambda inside: not inside)
has_space = _inside(lambda inside: any(map(str.isspace, inside.partition(",")[0])))
missing_quote = _inside(_has_broken_default)


def missing_brace(document: Document) -> Iterator[Hit]:
    """A `${` without a `}` after it."""
    for entry, _ in document.placeholders:
        if entry.text.rfind(START) > entry.text.rfind("}"):
            yield Hit(entry.node, entry.text)


def wrong_element(document: Document) -> Iterator[Hit]:
    """A variable in an action, a principal, or before the resource part of an ARN: none is put in there."""
    for entry in document.actions:
        if START in entry.text:
            yield Hit(entry.node, entry.text)
    for _, who in document.who:
        if START in who.entry.text:
            yield Hit(who.entry.node, who.entry.text)
    for entry in document.resources:
        if START in ":".join(entry.text.split(":", FIELDS_WITHOUT)[:FIELDS_WITHOUT]):
            yield Hit(entry.node, entry.text)


def wrong_version(document: Document) -> Iterator[Hit]:
    """A variable in a document whose version has none (1.3)."""
    if not document.has_variables:
        yield from (Hit(entry.node, entry.text) for entry, _ in document.placeholders)


def wrong_operator(document: Document) -> Iterator[Hit]:
    """A variable under an operator that takes it as it stands."""
    for _, block in document.blocks:
        if block.name is not None and block.name.base.startswith(PLAIN_OPERATORS):
            yield from (Hit(entry.node, block.operator.text) for entry in block.values if START in entry.text)
