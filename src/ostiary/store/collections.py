"""The nouns of one kind, in SQL: one implementation for every kind, told apart by the table in `kinds`."""

from __future__ import annotations

from typing import Generic, TypeVar

from ostiary.model.errors import EntityAlreadyExistsError, NoSuchEntityError
from ostiary.store import tokens
from ostiary.store.codec import encode, is_storable
from ostiary.store.contract import Page, Relation
from ostiary.store.journal import Journal
from ostiary.store.kinds import ACCESS_KEYS, POLICIES, ROLES, USERS, Kind, Place, arn_key
from ostiary.store.line import Line
from ostiary.store.links import DERIVED, SqlLinks
from ostiary.store.statements import Statements

N = TypeVar("N")


class SqlCollection(Generic[N]):
    """The nouns of one kind as one transaction sees them; without a journal it only reads (`contract.Collection`)."""

    __slots__ = ("_all", "_decode", "_journal", "_kind", "_line", "_links", "_sql")

    def __init__(
        self, kind: Kind[N], line: Line, statements: Statements, links: SqlLinks, journal: Journal | None
    ) -> None:
        self._kind = kind
        self._line = line
        self._all = statements
        self._sql = statements.nouns[kind.name]
        self._links = links
        self._journal = journal
        self._decode = kind.decode

    # -- reading -------------------------------------------------------------------------------------------

    def get(self, account: str, key: str, *, parent: str = "") -> N | None:
        """See `contract.Collection.get`."""
        if not (is_storable(key) and is_storable(parent)):
            return None
        stored = self._kind.compare(key)
        row = self._line.row(self._sql.get, {"account": account, "parent": parent, "key": stored})
        return self._decode(row[0]) if row else None

    def by_id(self, id: str) -> N | None:  # noqa: A002  # the field's word
        """See `contract.Collection.by_id`."""
        if not is_storable(id):
            return None
        row = self._line.row(self._sql.by_id, {"id": id})
        return self._decode(row[0]) if row else None

    def page(self, account: str, *, parent: str = "", path_prefix: str = "/", after: str = "", limit: int) -> Page[N]:
        """See `contract.Collection.page`."""
        where = {"account": account, "parent": parent}
        rows = self._line.rows(self._sql.page, where | self._window(path_prefix, after, limit))
        return self._page([value for (value,) in rows], limit)

    def linked(
        self,
        account: str,
        relation: Relation,
        *,
        source: str = "",
        target: str = "",
        path_prefix: str = "/",
        after: str = "",
        limit: int,
    ) -> Page[N]:
        """See `contract.Collection.linked`."""
        if bool(source) == bool(target):
            raise ValueError("exactly one of source and target")
        window = self._window(path_prefix, after, limit)
        if source and self._kind is POLICIES:
            return self._linked_policies(account, relation, source, window, limit)
        where = {"account": account, "relation": relation.value}
        if source:
            rows = self._line.rows(self._sql.linked_from, where | {"source": source} | window)
        else:
            rows = self._line.rows(self._sql.linked_to, where | {"target": target} | window)
        return self._page([value for (value,) in rows], limit)

    def count(self, account: str, *, parent: str = "") -> int:
        """See `contract.Collection.count`."""
        if parent:
            row = self._line.row(self._sql.number, {"account": account, "parent": parent})
        else:
            row = self._line.row(self._all.total, {"account": account, "kind": self._kind.name})
        return int(row[0]) if row else 0

    def _window(self, path_prefix: str, after: str, limit: int) -> dict[str, object]:
        """Return the parameters of a page; one more than *limit* is asked for, to know whether more follow."""
        start = self._kind.compare(after) if after else ""
        return {"after": start, "prefix": path_prefix, "length": len(path_prefix), "limit": limit + 1}

    def _page(self, values: list[str], limit: int) -> Page[N]:
        return Page(tuple(self._decode(value) for value in values[:limit]), more=len(values) > limit)

    def _linked_policies(
        self, account: str, relation: Relation, source: str, window: dict[str, object], limit: int
    ) -> Page[N]:
        """Return the customer managed policies among the targets of *source*: links name them by ARN, not by id.

        The fan-out of these relations is bounded by a quota, so all targets are looked at.
        """
        arns = self._links.targets(account, relation, source)
        places = {place for place in (arn_key(account, arn) for arn in arns) if place}
        keys = [key for key, _ in places]
        del window["limit"]
        rows = self._line.rows(self._sql.linked_keys, {"account": account, "parent": "", "keys": keys} | window)
        return self._page([value for key, path, value in rows if (key, path) in places], limit)

    # -- writing -------------------------------------------------------------------------------------------

    def add(self, noun: N) -> None:
        """See `contract.Collection.add`."""
        journal, kind = self._writable(), self._kind
        place, value = kind.place(noun), encode(noun)
        row = {"id": place.id, "account": place.account, "parent": place.parent, "key": place.key}
        if self._line.change(self._sql.add, row | {"path": place.path, "value": value}) != 1:
            raise self._taken(noun)
        self._count(place, 1)
        self._rename_alias(place.account, "", kind.alias(noun))
        for relation, target in kind.derived(noun):
            self._derive(place, relation, target, there=True)
        journal.noun(kind.name, place, value)
        journal.number(kind.name, place)

    def replace(self, noun: N) -> None:
        """See `contract.Collection.replace`."""
        journal, kind = self._writable(), self._kind
        place, value = kind.place(noun), encode(noun)
        old = self._standing(place)
        was = kind.place(old)
        if place.key != was.key and self._is_taken(place):
            raise self._taken(noun)
        self._line.change(self._sql.replace, {"old": place.id, "key": place.key, "path": place.path, "value": value})
        self._rename_alias(place.account, kind.alias(old), kind.alias(noun))
        self._rederive(place, old, noun)
        if kind.is_linked and (place.key, place.path) != (was.key, was.path):
            self._links.touch(place.account, place.id, self._links.ends(place.account, place.id))
        if place.key != was.key:
            journal.touched.update(tokens.of_noun(kind.name, was))
        journal.noun(kind.name, place, value)

    def remove(self, noun: N) -> None:
        """See `contract.Collection.remove`."""
        journal, kind = self._writable(), self._kind
        old = self._standing(kind.place(noun))
        place = kind.place(old)
        self._line.change(self._sql.remove, {"id": place.id})
        self._count(place, -1)
        self._rename_alias(place.account, kind.alias(old), "")
        if kind.is_linked:
            self._unlink(place)
        if kind.name == ACCESS_KEYS.name:
            self._line.change(self._all.remove_key_use, {"id": place.id})
        if kind.name in {USERS.name, ROLES.name}:
            self._line.change(self._all.remove_access_uses, {"id": place.id})
        journal.noun(kind.name, place, None)
        journal.number(kind.name, place)

    def _writable(self) -> Journal:
        if self._journal is None:
            raise TypeError("a reader only reads")
        return self._journal

    def _standing(self, place: Place) -> N:
        """Return the noun that stands under that id in that account and parent, or raise NoSuchEntityError."""
        where = {"id": place.id, "account": place.account, "parent": place.parent}
        row = self._line.row(self._sql.standing, where)
        if row is None:
            raise NoSuchEntityError(f"There is no {self._kind.noun.__name__} with the id {place.id}.")
        return self._decode(row[0])

    def _is_taken(self, place: Place) -> bool:
        where = {"account": place.account, "parent": place.parent, "key": place.key}
        return self._line.row(self._sql.keys, where) is not None

    def _taken(self, noun: N) -> EntityAlreadyExistsError:
        name = getattr(noun, "name", "") or getattr(noun, "version", "") or self._kind.place(noun).key
        return EntityAlreadyExistsError(self._kind.taken.format(name))

    def _count(self, place: Place, change: int) -> None:
        """Keep the number of nouns that belong to the account itself; those of a parent are few and counted."""
        if not place.parent:
            row = {"account": place.account, "kind": self._kind.name, "total": change}
            self._line.change(self._all.add_total, row)

    def _rename_alias(self, account: str, old: str, new: str) -> None:
        if old == new:
            return
        journal = self._writable()
        if old:
            self._line.change(self._all.remove_alias, {"old": old})
            journal.touched.add(tokens.alias(old))
        if new:
            if self._line.change(self._all.add_alias, {"alias": new, "account": account}) != 1:
                raise EntityAlreadyExistsError(f"The account alias {new} already exists.")
            journal.touched.add(tokens.alias(new))

    def _rederive(self, place: Place, old: N, new: N) -> None:
        before, after = set(self._kind.derived(old)), set(self._kind.derived(new))
        for relation, target in sorted(before - after, key=str):
            self._derive(place, relation, target, there=False)
        for relation, target in sorted(after - before, key=str):
            self._derive(place, relation, target, there=True)

    def _derive(self, place: Place, relation: Relation, target: str, *, there: bool) -> None:
        change = self._links.put if there else self._links.drop
        if change(place.account, relation, place.id, target):
            self._writable().derived_link(place.account, relation, place.id, target)

    def _unlink(self, place: Place) -> None:
        """Drop every link that names the noun, so that nothing points at what is gone."""
        journal = self._writable()
        for relation, source, target in self._links.ends(place.account, place.id):
            self._links.drop(place.account, relation, source, target)
            if relation in DERIVED:
                journal.derived_link(place.account, relation, source, target)
            else:
                journal.link(place.account, relation, source, target, None)
