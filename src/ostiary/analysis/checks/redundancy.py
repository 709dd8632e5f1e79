"""Entries of one list that another entry of the list contains.

Only patterns of literals and `*` are compared, and no more characters than BUDGET in a document: what is not compared
is not found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from ostiary.analysis.checks.hit import Hit
from ostiary.analysis.document import Document, Entry
from ostiary.engine import glob
from ostiary.engine.glob import Pieces

BUDGET: Final = 200_000
COST: Final = 32
"""What one comparison counts besides its characters."""

Contains = Callable[[str], bool]


def redundant_actions(document: Document) -> Iterator[Hit]:
    """Entries of an Action or NotAction that another entry contains."""
    return _redundant(document, ("Action", "NotAction"), str.lower, _action_pattern)


def redundant_resources(document: Document) -> Iterator[Hit]:
    """Entries of a Resource or NotResource that another entry contains."""
    return _redundant(document, ("Resource", "NotResource"), str, _resource_pattern)


def _redundant(
    document: Document,
    names: tuple[str, ...],
    form: Callable[[str], str],
    pattern: Callable[[str], Contains | None],
) -> Iterator[Hit]:
    left = BUDGET
    for statement in document.statements:
        for name in names:
            if len(statement.lists[name]) < 2:
                continue
            entries = [(_single_stars(form(entry.text)), entry) for entry in statement.lists[name]]
            yield from _repeated(entries)
            for text, contains in _patterns(entries, pattern):
                for other, entry in entries:
                    left -= len(text) + len(other) + COST
                    if left < 0:
                        return
                    if other != text and "${" not in other and contains(other):
                        yield Hit(entry.node, f"{entry.text} is within {text}")


def _single_stars(text: str) -> str:
    """Return *text* with one star for each run of stars, so that equal patterns are equal texts."""
    while "**" in text:
        text = text.replace("**", "*")
    return text


def _repeated(entries: list[tuple[str, Entry]]) -> Iterator[Hit]:
    seen: set[str] = set()
    for text, entry in entries:
        if text in seen:
            yield Hit(entry.node, f"{entry.text} is there twice")
        seen.add(text)


def _patterns(
    entries: list[tuple[str, Entry]], pattern: Callable[[str], Contains | None]
) -> Iterator[tuple[str, Contains]]:
    for text in dict.fromkeys(text for text, _ in entries):
        if "*" in text and "?" not in text and "$" not in text and len(text) < BUDGET:
            contains = pattern(text)
            if contains is not None:
                yield text, contains


def _pieces(text: str) -> Pieces:
    return Pieces(glob.pieces(glob.tokens(text)))


def _action_pattern(text: str) -> Contains | None:
    """Both sides of the colon are matched apart (1.8). The pattern's literals hold no wildcard, so that a wildcard of
    the other entry can only be taken by a star, which takes all that it stands for."""
    if text == "*":
        return lambda other: True
    service, _, name = text.partition(":")
    if not name:
        return None
    services, names = _pieces(service), _pieces(name)

    def contains(other: str) -> bool:
        prefix, _, rest = other.partition(":")
        return bool(rest) and services.matches(prefix) and names.matches(rest)

    return contains


def _resource_pattern(text: str) -> Contains | None:
    """Only ARNs that are equal up to the sixth field are compared; there, a star takes every character (1.9)."""
    if text == "*":
        return lambda other: True
    fields = text.split(":", 5)
    if len(fields) < 6:
        return None
    head, names = fields[:5], _pieces(fields[5])

    def contains(other: str) -> bool:
        parts = other.split(":", 5)
        return parts[:5] == head and len(parts) == 6 and names.matches(parts[5])

    return contains
