"""A store in memory and its memo, for the unit tests of the rooms above the store.

It keeps what one thread sees of `ostiary.store.contract`: folded keys, order, pages, derived links, roll-back,
revisions and listeners. Views are not frozen, aliases are not unique, and tokens are coarse, one for each collection:
enough to see a stale decision. A test that needs more takes the real store.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from ostiary.model.errors import EntityAlreadyExistsError, NoSuchEntityError
from ostiary.model.nouns import (
    AccessKey,
    AccessKeyUse,
    Account,
    DataKey,
    Group,
    InlinePolicy,
    InstanceProfile,
    Policy,
    PolicyVersion,
    Role,
    User,
    fold,
)
from ostiary.store.contract import Committed, Page, Relation, Token, Touched

N = TypeVar("N")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

Undo = Callable[[], None]


@dataclass(frozen=True)
class Kind(Generic[N]):
    """How the nouns of one kind are named, ordered and linked by themselves."""

    name: str
    id: Callable[[N], str]
    account: Callable[[N], str]
    key: Callable[[N], str]
    parent: Callable[[N], str] = lambda _: ""
    fold: Callable[[str], str] = fold
    order: Callable[[str], Any] = lambda key: key  # Any: whatever sorts the keys
    derived: Callable[[N], Mapping[Relation, str]] = lambda _: {}


def _same(name: str) -> str:
    return name


def _bounded(noun: User | Role) -> Mapping[Relation, str]:
    return {Relation.BOUNDARY: noun.boundary} if noun.boundary else {}


def _profile_role(noun: InstanceProfile) -> Mapping[Relation, str]:
    return {Relation.PROFILE_ROLE: noun.role} if noun.role else {}


ACCOUNTS = Kind[Account]("accounts", lambda n: n.id, lambda n: n.id, lambda n: n.id, fold=_same)
USERS = Kind[User]("users", lambda n: n.id, lambda n: n.account, lambda n: n.name, derived=_bounded)
GROUPS = Kind[Group]("groups", lambda n: n.id, lambda n: n.account, lambda n: n.name)
ROLES = Kind[Role]("roles", lambda n: n.id, lambda n: n.account, lambda n: n.name, derived=_bounded)
POLICIES = Kind[Policy]("policies", lambda n: n.id, lambda n: n.account, lambda n: n.name)
POLICY_VERSIONS = Kind[PolicyVersion](
    "policy_versions",
    lambda n: f"{n.policy}:{n.version}",
    lambda n: n.account,
    lambda n: n.version,
    lambda n: n.policy,
    fold=_same,
    order=lambda key: int(key.removeprefix("v") or 0),
)
INLINE_POLICIES = Kind[InlinePolicy](
    "inline_policies",
    lambda n: f"{n.owner}:{n.name}",
    lambda n: n.account,
    lambda n: n.name,
    lambda n: n.owner,
    fold=_same,
)
INSTANCE_PROFILES = Kind[InstanceProfile](
    "instance_profiles", lambda n: n.id, lambda n: n.account, lambda n: n.name, derived=_profile_role
)
ACCESS_KEYS = Kind[AccessKey](
    "access_keys", lambda n: n.id, lambda n: n.account, lambda n: n.id, lambda n: n.owner, fold=_same
)
DATA_KEYS = Kind[DataKey]("data_keys", lambda n: n.id, lambda n: n.account, lambda n: n.id, fold=_same)


@dataclass
class Table(Generic[N]):
    """The rows of one kind, found by id and by key."""

    kind: Kind[N]
    rows: dict[str, N] = field(default_factory=dict)
    ids: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)  # (account, parent) → key → id

    def keys(self, account: str, parent: str) -> dict[str, str]:
        return self.ids.setdefault((account, parent), {})

    def put(self, noun: N) -> None:
        kind = self.kind
        self.rows[kind.id(noun)] = noun
        self.keys(kind.account(noun), kind.parent(noun))[kind.fold(kind.key(noun))] = kind.id(noun)

    def drop(self, noun: N) -> None:
        kind = self.kind
        del self.rows[kind.id(noun)]
        del self.keys(kind.account(noun), kind.parent(noun))[kind.fold(kind.key(noun))]


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

    accounts: Table[Account] = field(default_factory=lambda: Table(ACCOUNTS))
    users: Table[User] = field(default_factory=lambda: Table(USERS))
    groups: Table[Group] = field(default_factory=lambda: Table(GROUPS))
    roles: Table[Role] = field(default_factory=lambda: Table(ROLES))
    policies: Table[Policy] = field(default_factory=lambda: Table(POLICIES))
    policy_versions: Table[PolicyVersion] = field(default_factory=lambda: Table(POLICY_VERSIONS))
    inline_policies: Table[InlinePolicy] = field(default_factory=lambda: Table(INLINE_POLICIES))
    instance_profiles: Table[InstanceProfile] = field(default_factory=lambda: Table(INSTANCE_PROFILES))
    access_keys: Table[AccessKey] = field(default_factory=lambda: Table(ACCESS_KEYS))
    data_keys: Table[DataKey] = field(default_factory=lambda: Table(DATA_KEYS))
    links: LinkTable = field(default_factory=LinkTable)
    uses: dict[str, AccessKeyUse] = field(default_factory=dict)


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

    def all_targets(self, account: str, relation: Relation) -> tuple[str, ...]:
        table = self._look(relation).sources
        return tuple(sorted(key[2] for key, sources in table.items() if key[:2] == (account, relation) and sources))


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
        kind, table = self._table.kind, self._look()
        keys = table.keys(kind.account(noun), kind.parent(noun))
        if kind.id(noun) in table.rows or kind.fold(kind.key(noun)) in keys:
            raise EntityAlreadyExistsError(f"{kind.key(noun)} already exists.")
        table.put(noun)
        self._view.write(self._token, lambda: table.drop(noun))
        self._link(noun)

    def get(self, account: str, key: str, *, parent: str = "") -> N | None:
        table = self._look()
        id_ = table.keys(account, parent).get(table.kind.fold(key))
        return None if id_ is None else table.rows[id_]

    def by_id(self, id: str) -> N | None:
        return self._look().rows.get(id)

    def replace(self, noun: N) -> None:
        self._view.require_writable()
        kind, table = self._table.kind, self._look()
        old = table.rows.get(kind.id(noun))
        if old is None or kind.account(old) != kind.account(noun):
            raise NoSuchEntityError(f"{kind.key(noun)} does not exist.")
        taken = table.keys(kind.account(noun), kind.parent(noun)).get(kind.fold(kind.key(noun)))
        if taken not in {None, kind.id(noun)}:
            raise EntityAlreadyExistsError(f"{kind.key(noun)} already exists.")
        self._unlink(old)
        self._swap(old, noun)
        self._view.write(self._token, lambda: self._swap(noun, old))
        self._link(noun)

    def remove(self, noun: N) -> None:
        self._view.require_writable()
        kind, table = self._table.kind, self._look()
        old = table.rows.get(kind.id(noun))
        if old is None or kind.account(old) != kind.account(noun):
            raise NoSuchEntityError(f"{kind.key(noun)} does not exist.")
        self._unlink(old)
        table.drop(old)
        self._view.write(self._token, lambda: table.put(old))

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
            return found if found is not None and self._table.kind.account(found) == account else None
        prefix, _, name = end.rpartition("/")
        noun: Any = self.get(account, name)  # Any: a Policy, as the kind says
        own = noun is not None and f"{prefix}/".endswith(f":{account}:policy{noun.path}")
        return noun if own else None

    def _page(self, nouns: Iterable[N], path_prefix: str, after: str, limit: int) -> Page[N]:
        kind = self._table.kind
        order = {kind.order(kind.fold(kind.key(noun))): noun for noun in nouns if _path(noun).startswith(path_prefix)}
        later = [key for key in sorted(order) if not after or key > kind.order(kind.fold(after))]
        return Page(tuple(order[key] for key in later[:limit]), more=len(later) > limit)

    def _swap(self, old: N, new: N) -> None:
        self._table.drop(old)
        self._table.put(new)

    def _link(self, noun: N) -> None:
        kind = self._table.kind
        for relation, target in kind.derived(noun).items():
            self._links.add(kind.account(noun), relation, kind.id(noun), target)

    def _unlink(self, noun: N) -> None:
        kind = self._table.kind
        for relation, target in kind.derived(noun).items():
            self._links.remove(kind.account(noun), relation, kind.id(noun), target)


def _path(noun: object) -> str:
    return str(getattr(noun, "path", "/"))


class MemoryAliases:
    """`contract.Aliases`."""

    def __init__(self, accounts: MemoryCollection[Account], table: Table[Account]) -> None:
        self._accounts = accounts
        self._table = table

    def get(self, alias: str) -> str | None:
        self._accounts.by_id("")  # notes what was read
        return next((row.id for row in self._table.rows.values() if alias and row.alias == alias), None)


class MemoryTransaction:
    """`contract.Transaction`; without an undo list it is a `contract.Reader`."""

    def __init__(self, store: MemoryStore, view: View) -> None:
        state = store.state
        self._store = store
        self.view = view
        self.revision = store.revision
        self.events: list[tuple[str, bytes]] = []
        self.links = MemoryLinks(state.links, view)
        self.accounts = MemoryCollection(state.accounts, self.links, view)
        self.aliases = MemoryAliases(self.accounts, state.accounts)
        self.users = MemoryCollection(state.users, self.links, view)
        self.groups = MemoryCollection(state.groups, self.links, view)
        self.roles = MemoryCollection(state.roles, self.links, view)
        self.policies = MemoryCollection(state.policies, self.links, view)
        self.policy_versions = MemoryCollection(state.policy_versions, self.links, view)
        self.inline_policies = MemoryCollection(state.inline_policies, self.links, view)
        self.instance_profiles = MemoryCollection(state.instance_profiles, self.links, view)
        self.access_keys = MemoryCollection(state.access_keys, self.links, view)
        self.data_keys = MemoryCollection(state.data_keys, self.links, view)

    def key_use(self, key: str) -> AccessKeyUse | None:
        return self._store.state.uses.get(key)

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

    def listen(self, listener: Callable[[int, Touched], None]) -> None:
        self._listeners.append(listener)

    def flush_key_uses(self, uses: Sequence[AccessKeyUse]) -> None:
        for use in uses:
            known = self.state.uses.get(use.key)
            if known is None or known.time < use.time:
                self.state.uses[use.key] = use

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
