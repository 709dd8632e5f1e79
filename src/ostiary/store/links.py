"""Links between ids, in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ostiary.store.codec import is_storable
from ostiary.store.contract import Relation
from ostiary.store.journal import Journal
from ostiary.store.line import Line
from ostiary.store.statements import Statements
from ostiary.store.tokens import links_from, links_to

_RELATIONS = [relation.value for relation in Relation]
DERIVED = frozenset({Relation.BOUNDARY, Relation.PROFILE_ROLE, Relation.DEVICE_OWNER})
"""Relations that the store keeps from the nouns; nobody else adds or removes them."""

Ends = Sequence[tuple[Relation, str, str]]


class SqlLinks:
    """The links seen by one transaction; without a journal it only reads."""

    __slots__ = ("_journal", "_line", "_sql")

    def __init__(self, line: Line, statements: Statements, journal: Journal | None) -> None:
        self._line = line
        self._sql = statements.links
        self._journal = journal

    def add(self, account: str, relation: Relation, source: str, target: str) -> bool:
        """See `contract.Links.add`. Raises TypeError in a reader, and for the relations that follow from nouns."""
        journal = self._writable(relation)
        if not self.put(account, relation, source, target):
            return False
        journal.link(account, relation, source, target, "true")
        return True

    def remove(self, account: str, relation: Relation, source: str, target: str) -> bool:
        """See `contract.Links.remove`. Raises TypeError as `add` does."""
        journal = self._writable(relation)
        if not self.drop(account, relation, source, target):
            return False
        journal.link(account, relation, source, target, None)
        return True

    def has(self, account: str, relation: Relation, source: str, target: str) -> bool:
        """See `contract.Links.has`."""
        if not (is_storable(source) and is_storable(target)):
            return False
        return self._line.row(self._sql.has, _named(account, relation, source, target)) is not None

    def targets(self, account: str, relation: Relation, source: str) -> tuple[str, ...]:
        """See `contract.Links.targets`."""
        rows = self._line.rows(self._sql.targets, {"account": account, "relation": relation.value, "source": source})
        return tuple(target for (target,) in rows)

    def count_sources(self, account: str, relation: Relation, target: str) -> int:
        """See `contract.Links.count_sources`."""
        row = self._line.row(
            self._sql.count_sources, {"account": account, "relation": relation.value, "target": target}
        )
        return int(row[0]) if row else 0

    def counts(self, account: str, relation: Relation, targets: Sequence[str]) -> Mapping[str, int]:
        """See `contract.Links.counts`."""
        if not targets:
            return {}
        rows = self._line.rows(
            self._sql.counts, {"account": account, "relation": relation.value, "targets": list(targets)}
        )
        return {row[0]: row[1] for row in rows}

    def count(self, account: str, relation: Relation) -> int:
        """See `contract.Links.count`."""
        row = self._line.row(self._sql.count, {"account": account, "relation": relation.value})
        return int(row[0]) if row else 0

    def all_targets(self, account: str, relation: Relation, *, prefix: str = "") -> tuple[str, ...]:
        """See `contract.Links.all_targets`."""
        under = {"prefix": prefix, "length": len(prefix)}
        rows = self._line.rows(self._sql.all_targets, {"account": account, "relation": relation.value} | under)
        return tuple(target for (target,) in rows)

    # -- for the collections, which keep the derived links -------------------------------------------------

    def put(self, account: str, relation: Relation, source: str, target: str) -> bool:
        """Make a link without a word in the journal; return False when it was there."""
        return self._line.change(self._sql.add, _named(account, relation, source, target)) == 1

    def drop(self, account: str, relation: Relation, source: str, target: str) -> bool:
        """Drop a link without a word in the journal; return False when it was not there."""
        return self._line.change(self._sql.remove, _named(account, relation, source, target)) == 1

    def ends(self, account: str, end: str) -> Ends:
        """Return every link that names *end* on either side, as (relation, source, target)."""
        rows = self._line.rows(self._sql.ends, {"account": account, "relations": _RELATIONS, "end": end})
        return [(Relation(relation), source, target) for relation, source, target in rows]

    def touch(self, account: str, end: str, ends: Ends) -> None:
        """Note that the lists which show the noun *end* as the other end of a link have changed."""
        if self._journal is None:
            raise TypeError("a reader only reads")
        for relation, source, target in ends:
            other = links_from(account, relation, source) if target == end else links_to(account, relation, target)
            self._journal.touched.add(other)

    def _writable(self, relation: Relation) -> Journal:
        if self._journal is None:
            raise TypeError("a reader only reads")
        if relation in DERIVED:
            raise TypeError(f"{relation} links follow from the nouns")
        return self._journal


def _named(account: str, relation: Relation, source: str, target: str) -> dict[str, object]:
    return {"account": account, "relation": relation.value, "source": source, "target": target}
