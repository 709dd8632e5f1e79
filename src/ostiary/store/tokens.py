"""What a read depends on and what a write touches, in the same words.

Tracked reads (`ostiary.store.tracking`) and the store's writes both make their tokens here, so they cannot drift
apart: a write that changes the answer of a read touches one of the tokens which that read recorded.
"""

from __future__ import annotations

from collections.abc import Iterator

from ostiary.store.contract import Relation, Token
from ostiary.store.kinds import Place

EVERYTHING: Token = ("*",)
"""Touched when the store cannot say what changed, because somebody else wrote: forget all that was remembered."""

# -- reads of nouns ------------------------------------------------------------------------------------


def key(kind: str, account: str, parent: str, stored_key: str) -> Token:
    """The noun of one key, there or not."""
    return ("key", kind, account, parent, stored_key)


def by_id(kind: str, id: str) -> Token:  # noqa: A002  # the field's word
    """The noun of one unique id, there or not."""
    return ("id", kind, id)


def page(kind: str, account: str, parent: str) -> Token:
    """The list of the nouns of one parent, and everything in them."""
    return ("page", kind, account, parent)


def count(kind: str, account: str, parent: str) -> Token:
    """How many nouns one parent has."""
    return ("count", kind, account, parent)


def alias(name: str) -> Token:
    """The account that has the alias."""
    return ("alias", name)


# -- reads of links ------------------------------------------------------------------------------------


def link(account: str, relation: Relation, source: str, target: str) -> Token:
    """One link, there or not."""
    return ("link", account, relation.value, source, target)


def links_from(account: str, relation: Relation, source: str) -> Token:
    """The links from one source, and the order, by key, of the nouns at their other ends."""
    return ("from", account, relation.value, source)


def links_to(account: str, relation: Relation, target: str) -> Token:
    """The links to one target, and the order, by key, of the nouns at their other ends."""
    return ("to", account, relation.value, target)


def relation_of(account: str, relation: Relation) -> Token:
    """All links of one relation."""
    return ("relation", account, relation.value)


# -- writes --------------------------------------------------------------------------------------------


def of_noun(kind: str, place: Place) -> Iterator[Token]:
    """What the change of a noun touches where it stands; a noun that moves touches both places."""
    yield key(kind, place.account, place.parent, place.key)
    yield by_id(kind, place.id)
    yield page(kind, place.account, place.parent)


def of_number(kind: str, place: Place) -> Token:
    """What a noun that comes or goes touches besides."""
    return count(kind, place.account, place.parent)


def of_link(account: str, relation: Relation, source: str, target: str) -> Iterator[Token]:
    """What a link that comes or goes touches."""
    yield link(account, relation, source, target)
    yield links_from(account, relation, source)
    yield links_to(account, relation, target)
    yield relation_of(account, relation)
