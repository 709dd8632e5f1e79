"""What one write did: the log rows it will leave, what it touched, and the audit events it carries."""

from __future__ import annotations

from dataclasses import dataclass, field

from ostiary.store import tokens
from ostiary.store.contract import Relation, Token
from ostiary.store.kinds import Place


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed: its whole new value as text, or None where it is gone (a tombstone)."""

    account: str
    kind: str
    entity: str
    value: str | None


@dataclass(slots=True)
class Journal:
    """Kept by the collections and links of one transaction, in the order of their changes."""

    changes: list[Change] = field(default_factory=list)
    touched: set[Token] = field(default_factory=set)
    events: list[tuple[str, bytes]] = field(default_factory=list)
    unlogged: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to commit. `unlogged` stands for rows that take no revision (last use of keys)."""
        return not (self.changes or self.events or self.unlogged)

    def noun(self, kind: str, place: Place, value: str | None) -> None:
        """Note that the noun at that place is now *value*, or gone."""
        self.changes.append(Change(place.account, kind, place.id, value))
        self.touched.update(tokens.of_noun(kind, place))

    def number(self, kind: str, place: Place) -> None:
        """Note that the parent of that place has one noun more or fewer."""
        self.touched.add(tokens.of_number(kind, place))

    def link(self, account: str, relation: Relation, source: str, target: str, value: str | None) -> None:
        """Note that a link is there (*value* is text) or gone."""
        self.changes.append(Change(account, f"link:{relation.value}", f"{source} {target}", value))
        self.derived_link(account, relation, source, target)

    def derived_link(self, account: str, relation: Relation, source: str, target: str) -> None:
        """Note a link that follows from a noun: touched, and not logged because the noun is."""
        self.touched.update(tokens.of_link(account, relation, source, target))
