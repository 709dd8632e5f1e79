"""A store in memory and its memo, for the unit tests of the rooms above the store.

It keeps what one thread sees of `ostiary.store.contract`: folded keys, order, pages, derived links, roll-back,
revisions and listeners. Views are not frozen, aliases are not unique, and tokens are coarse, one for each collection:
enough to see a stale decision. A test that needs more takes the real store.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from ostiary.model.errors import EntityAlreadyExistsError, NoSuchEntityError
from ostiary.model.nouns import AccessKeyUse, AccessUse, Account
from ostiary.store.contract import Committed, Page, Relation, Token, Touched, Transaction
from ostiary.store.kinds import ACCOUNTS, KINDS, Kind

N = TypeVar("N")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

Undo = Callable[[], None]


@dataclass
class Table(Generic[N]):
    """The rows of one kind, found by id and by key."""

    kind: Kind[N]
    rows: dict[str, N] = field(default_factory=dict)
    ids: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)  # (account, parent) → key → id

    def keys(self, account: str, parent: str) -> dict[str, str]:
        return self.ids.setdefault((account, parent), {})

    def put(self, noun: N) -> None:
        place = self.kind.place(noun)
        self.rows[place.id] = noun
        self.keys(place.account, place.parent)[place.key] = place.id

    def drop(self, noun: N) -> None:
        place = self.kind.place(noun)
        del self.rows[place.id]
        del self.keys(place.account, place.parent)[place.key]


LinkKey = tuple[str, Relation, str]


@dataclass
class LinkTable:
    """Links by source and by target."""

    targets: dict[LinkKey, set[str]] = field(default_factory=dict)
    sources: dict[LinkKey, set[str]] = field(default_factory=dict)

    def put(self, account: str, relation: Relation, source: str, target: str) -> None:
        self.targets.setdefault((account, relation, source), set()).add(target)
        self.sources.setdefault((account, relation, target), set()).add(source)

    def drop(self, account: str, relation: Relation, source: str, target: str) -> None:
        self.targets[account, relation, source].discard(target)
        self.sources[account, relation, target].discard(source)


@dataclass
class State:
    """Everything that is kept, shared by all views."""

    tables: Mapping[str, Table[Any]] = field(default_factory=lambda: {kind.name: Table(kind) for kind in KINDS})
    links: LinkTable = field(default_factory=LinkTable)
    uses: dict[str, AccessKeyUse] = field(default_factory=dict)
    accesses: dict[tuple[str, str, str], AccessUse] = field(default_factory=dict)


@dataclass
class View:
    """What one reader or transaction read and wrote. `undo` is None for a reader, which may not write."""

    read: set[Token] = field(default_factory=set)
    touched: set[Token] = field(default_factory=set)
    undo: list[Undo] | None = None

    def write(self, token: Token, undo: Undo) -> None:
        if self.undo is None:
            raise TypeError("this reader only reads")
        self.touched.add(token)
        self.undo.append(undo)

    def require_writable(self) -> None:
        if self.undo is None:
            raise TypeError("this reader only reads")


class MemoryLinks:
    """`contract.Links`."""

    def __init__(self, table: LinkTable, view: View) -> None:
        self._table = table
        self._view = view

    def _look(self, relation: Relation) -> LinkTable:
        self._view.read.add(("links", relation.value))
        return self._table

    def add(self, account: str, relation: Relation, source: str, target: str) -> bool:
        self._view.require_writable()
        if self.has(account, relation, source, target):
            return False
        self._table.put(account, relation, source, target)
        self._view.write(("links", relation.value), lambda: self._table.drop(account, relation, source, target))
        return True

    def remove(self, account: str, relation: Relation, source: str, target: str) -> bool:
        self._view.require_writable()
        if not self.has(account, relation, source, target):
            return False
        self._table.drop(account, relation, source, target)
        self._view.write(("links", relation.value), lambda: self._table.put(account, relation, source, target))
        return True

    def has(self, account: str, relation: Relation, source: str, target: str) -> bool:
        return target in self._look(relation).targets.get((account, relation, source), ())

    def targets(self, account: str, relation: Relation, source: str) -> tuple[str, ...]:
        return tuple(sorted(self._look(relation).targets.get((account, relation, source), ())))

    def sources(self, account: str, relation: Relation, target: str) -> tuple[str, ...]:
        """Return all sources of *target*; the contract has `Collection.linked` for this."""
        return tuple(sorted(self._look(relation).sources.get((account, relation, target), ())))

    def count_sources(self, account: str, relation: Relation, target: str) -> int:
        return len(self.sources(account, relation, target))

    def counts(self, account: str, relation: Relation, targets: Sequence[str]) -> Mapping[str, int]:
        found = {target: self.count_sources(account, relation, target) for target in targets}
        return {target: count for target, count in found.items() if count}

    def count(self, account: str, relation: Relation) -> int:
        table = self._look(relation).sources
        return sum(len(sources) for key, sources in table.items() if key[:2] == (account, relation))

    def all_targets(self, account: str, relation: Relation, *, prefix: str = "") -> tuple[str, ...]:
        table = self._look(relation).sources
        found = (key[2] for key, sources in table.items() if key[:2] == (account, relation) and sources)
        return tuple(sorted(target for target in found if target.startswith(prefix)))


class MemoryCollection(Generic[N]):
    """`contract.Collection`."""

    def __init__(self, table: Table[N], links: MemoryLinks, view: View) -> None:
        self._table = table
        self._links = links
        self._view = view

    @property
    def _token(self) -> Token:
        return (self._table.kind.name,)

    def _look(self) -> Table[N]:
        self._view.read.add(self._token)
        return self._table

    def add(self, noun: N) -> None:
        self._view.require_writable()
        place, table = self._table.kind.place(noun), self._look()
        if place.id in table.rows or place.key in table.keys(place.account, place.parent):
            raise EntityAlreadyExistsError(f"{place.key} already exists.")
        table.put(noun)
        self._view.write(self._token, lambda: table.drop(noun))
        self._link(noun)

    def get(self, account: str, key: str, *, parent: str = "") -> N | None:
        table = self._look()
        id_ = table.keys(account, parent).get(table.kind.compare(key))
        return None if id_ is None else table.rows[id_]

    def by_id(self, id: str) -> N | None:
        return self._look().rows.get(id)

    def replace(self, noun: N) -> None:
        self._view.require_writable()
        place, table = self._table.kind.place(noun), self._look()
        old = self._kept(noun)
        if table.keys(place.account, place.parent).get(place.key) not in {None, place.id}:
            raise EntityAlreadyExistsError(f"{place.key} already exists.")
        self._unlink(old)
        self._swap(old, noun)
        self._view.write(self._token, lambda: self._swap(noun, old))
        self._link(noun)

    def remove(self, noun: N) -> None:
        self._view.require_writable()
        table, old = self._look(), self._kept(noun)
        self._unlink(old)
        table.drop(old)
        self._view.write(self._token, lambda: table.put(old))

    def _kept(self, noun: N) -> N:
        kind = self._table.kind
        place = kind.place(noun)
        old = self._look().rows.get(place.id)
        if old is None or kind.place(old).account != place.account:
            raise NoSuchEntityError(f"{place.key} does not exist.")
        return old

    def page(self, account: str, *, parent: str = "", path_prefix: str = "/", after: str = "", limit: int) -> Page[N]:
        table = self._look()
        return self._page([table.rows[id_] for id_ in table.keys(account, parent).values()], path_prefix, after, limit)

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
        if bool(source) == bool(target):
            raise ValueError("exactly one of source and target is given")
        self._look()
        ends = (
            self._links.targets(account, relation, source) if source else self._links.sources(account, relation, target)
        )
        found = (self._end(account, end) for end in ends)
        return self._page([noun for noun in found if noun is not None], path_prefix, after, limit)

    def count(self, account: str, *, parent: str = "") -> int:
        return len(self._look().keys(account, parent))

    def _end(self, account: str, end: str) -> N | None:
        """Return the noun at one end of a link: an id, or the ARN of a customer managed policy."""
        table = self._look()
        if self._table.kind.name != "policies":
            found = table.rows.get(end)
            return found if found is not None and self._table.kind.place(found).account == account else None
        prefix, _, name = end.rpartition("/")
        noun: Any = self.get(account, name)  # Any: a Policy, as the kind says
        own = noun is not None and f"{prefix}/".endswith(f":{account}:policy{noun.path}")
        return noun if own else None

    def _page(self, nouns: Iterable[N], path_prefix: str, after: str, limit: int) -> Page[N]:
        kind = self._table.kind
        placed = ((kind.place(noun), noun) for noun in nouns)
        order = {place.key: noun for place, noun in placed if place.path.startswith(path_prefix)}
        later = [key for key in sorted(order) if not after or key > kind.compare(after)]
        return Page(tuple(order[key] for key in later[:limit]), more=len(later) > limit)

    def _swap(self, old: N, new: N) -> None:
        self._table.drop(old)
        self._table.put(new)

    def _link(self, noun: N) -> None:
        place = self._table.kind.place(noun)
        for relation, target in self._table.kind.derived(noun):
            self._links.add(place.account, relation, place.id, target)

    def _unlink(self, noun: N) -> None:
        place = self._table.kind.place(noun)
        for relation, target in self._table.kind.derived(noun):
            self._links.remove(place.account, relation, place.id, target)


class MemoryAliases:
    """`contract.Aliases`."""

    def __init__(self, accounts: MemoryCollection[Account], table: Table[Account]) -> None:
        self._accounts = accounts
        self._table = table

    def get(self, alias: str) -> str | None:
        self._accounts.by_id("")  # notes what was read
        return next((row.id for row in self._table.rows.values() if alias and row.alias == alias), None)


class MemoryTransaction(Transaction):
    """`contract.Transaction`; without an undo list it is a `contract.Reader`."""

    def __init__(self, store: MemoryStore, view: View) -> None:
        self._store = store
        self._revision = store.revision
        self._links = MemoryLinks(store.state.links, view)
        self.view = view
        self.events: list[tuple[str, bytes]] = []

    @property
    def revision(self) -> int:
        return self._revision

    @property
    def links(self) -> MemoryLinks:
        return self._links

    @property
    def aliases(self) -> MemoryAliases:
        return MemoryAliases(self.of(ACCOUNTS), self._store.state.tables[ACCOUNTS.name])

    def of(self, kind: Kind[N]) -> MemoryCollection[N]:
        return MemoryCollection(self._store.state.tables[kind.name], self._links, self.view)

    def key_use(self, key: str) -> AccessKeyUse | None:
        return self._store.state.uses.get(key)

    def last_uses(self, principals: Sequence[str]) -> Mapping[str, AccessUse]:
        return {use.principal: use for use in self._uses(principals, lambda use: not use.service)}

    def access_uses(self, principals: Sequence[str], *, actions: bool = False) -> Sequence[AccessUse]:
        return self._uses(principals, lambda use: bool(use.service) and bool(use.action) is actions)

    def _uses(self, principals: Sequence[str], wanted: Callable[[AccessUse], bool]) -> list[AccessUse]:
        found = self._store.state.accesses.values()
        return [use for use in found if use.principal in principals and wanted(use)]

    def changed(self, tokens: Iterable[Token], since: int) -> bool:
        asked = set(tokens)
        return any(revision > since and asked & touched for revision, touched in self._store.log)

    def emit(self, event_id: str, body: bytes) -> None:
        self.view.require_writable()
        self.events.append((event_id, body))


class MemoryStore:
    """`contract.Store`. `log` holds every revision with what it touched."""

    def __init__(self) -> None:
        self.state = State()
        self.revision = 0
        self.log: list[tuple[int, frozenset[Token]]] = []
        self._listeners: list[Callable[[int, Touched], None]] = []
        self._outbox: list[tuple[str, bytes]] = []

    @contextmanager
    def read(self) -> Iterator[MemoryTransaction]:
        yield MemoryTransaction(self, View())

    def write(self, work: Callable[[MemoryTransaction], T], *, actor: str, now: int) -> Committed[T]:
        del actor, now
        view = View(undo=[])
        tx = MemoryTransaction(self, view)
        try:
            value = work(tx)
        except BaseException:
            for undo in reversed(view.undo or []):
                undo()
            raise
        if view.touched:
            self._commit(frozenset(view.touched))
        self._outbox += tx.events
        return Committed(value, self.revision)

    def _commit(self, touched: frozenset[Token]) -> None:
        self.revision += 1
        self.log.append((self.revision, touched))
        for listener in self._listeners:
            listener(self.revision, touched)

    def account_numbers(self) -> Sequence[str]:
        return sorted(self.state.tables[ACCOUNTS.name].rows)

    def listen(self, listener: Callable[[int, Touched], None]) -> None:
        self._listeners.append(listener)

    def flush_key_uses(self, uses: Sequence[AccessKeyUse]) -> None:
        for use in uses:
            known = self.state.uses.get(use.key)
            if known is None or known.time < use.time:
                self.state.uses[use.key] = use

    def flush_access_uses(self, uses: Sequence[AccessUse]) -> None:
        for use in uses:
            for service, action in ((use.service, use.action), (use.service, ""), ("", "")):
                key = (use.principal, service, action)
                if key not in self.state.accesses or self.state.accesses[key].time < use.time:
                    self.state.accesses[key] = replace(use, service=service, action=action)

    def outbox(self, limit: int) -> Sequence[tuple[str, bytes]]:
        return self._outbox[:limit]

    def outbox_done(self, event_ids: Sequence[str]) -> None:
        self._outbox = [event for event in self._outbox if event[0] not in event_ids]

    def close(self) -> None:
        """Nothing is held."""


@dataclass(frozen=True)
class Remembered(Generic[T_co]):
    """As `store.memo.Remembered`."""

    value: T_co
    revision: int
    tokens: frozenset[Token]


class MemoryMemo:
    """As `store.memo.Memo`; `computed` counts how often something was worked out."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self._known: dict[Hashable, Remembered[Any]] = {}  # Any: each key has a type of its own
        self.computed = 0
        store.listen(self._forget)

    def get(self, key: Hashable, compute: Callable[[MemoryTransaction], T]) -> Remembered[T]:
        if key not in self._known:
            self.computed += 1
            with self._store.read() as reader:
                value = compute(reader)
                self._known[key] = Remembered(value, reader.revision, frozenset(reader.view.read))
        return self._known[key]

    def _forget(self, revision: int, touched: Touched) -> None:
        del revision
        self._known = {key: known for key, known in self._known.items() if not known.tokens & set(touched)}
