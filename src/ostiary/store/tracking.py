"""A reader that notes what its answers depend on, as the tokens that a write would touch (`ostiary.store.tokens`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Generic, NoReturn, TypeVar

from ostiary.store import kinds, tokens
from ostiary.store.contract import Aliases, Collection, Links, Page, Reader, Relation, Token
from ostiary.store.kinds import Kind

N = TypeVar("N")


class TrackedCollection(Generic[N]):
    """A collection whose reads are noted (`contract.Collection`)."""

    __slots__ = ("_collection", "_kind", "_links", "_seen")

    def __init__(self, kind: Kind[N], collection: Collection[N], links: Links, seen: set[Token]) -> None:
        self._kind = kind
        self._collection = collection
        self._links = links
        self._seen = seen

    def add(self, noun: N) -> NoReturn:
        """Raise TypeError: what is remembered is only read; likewise `replace` and `remove`."""
        raise TypeError("a reader only reads")

    replace = remove = add

    def get(self, account: str, key: str, *, parent: str = "") -> N | None:
        """See `contract.Collection`; likewise below."""
        self._seen.add(tokens.key(self._kind.name, account, parent, self._kind.compare(key)))
        return self._collection.get(account, key, parent=parent)

    def by_id(self, id: str) -> N | None:  # noqa: A002  # the field's word
        self._seen.add(tokens.by_id(self._kind.name, id))
        return self._collection.by_id(id)

    def page(self, account: str, *, parent: str = "", path_prefix: str = "/", after: str = "", limit: int) -> Page[N]:
        self._seen.add(tokens.page(self._kind.name, account, parent))
        return self._collection.page(account, parent=parent, path_prefix=path_prefix, after=after, limit=limit)

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
        if source:
            self._seen.add(tokens.links_from(account, relation, source))
        else:
            self._seen.add(tokens.links_to(account, relation, target))
        page = self._collection.linked(
            account, relation, source=source, target=target, path_prefix=path_prefix, after=after, limit=limit
        )
        if self._kind.name == kinds.POLICIES.name:
            self._note_policies(account, relation, source)
        # A noun that changes its key or path touches the list of links; one that changes otherwise only its id.
        self._seen.update(tokens.by_id(self._kind.name, self._kind.place(noun).id) for noun in page.items)
        return page

    def count(self, account: str, *, parent: str = "") -> int:
        self._seen.add(tokens.count(self._kind.name, account, parent))
        return self._collection.count(account, parent=parent)

    def _note_policies(self, account: str, relation: Relation, source: str) -> None:
        """Note every policy that *source* names by ARN, there or not: links do not know when it comes or goes."""
        for arn in self._links.targets(account, relation, source):
            if place := kinds.arn_key(account, arn):
                self._seen.add(tokens.key(self._kind.name, account, "", place[0]))


class TrackedLinks:
    """Links whose reads are noted (`contract.Links`)."""

    __slots__ = ("_links", "_seen")

    def __init__(self, links: Links, seen: set[Token]) -> None:
        self._links = links
        self._seen = seen

    def add(self, account: str, relation: Relation, source: str, target: str) -> NoReturn:
        """Raise TypeError: what is remembered is only read; likewise `remove`."""
        raise TypeError("a reader only reads")

    remove = add

    def has(self, account: str, relation: Relation, source: str, target: str) -> bool:
        """See `contract.Links`; likewise below."""
        self._seen.add(tokens.link(account, relation, source, target))
        return self._links.has(account, relation, source, target)

    def targets(self, account: str, relation: Relation, source: str) -> tuple[str, ...]:
        self._seen.add(tokens.links_from(account, relation, source))
        return self._links.targets(account, relation, source)

    def count_sources(self, account: str, relation: Relation, target: str) -> int:
        self._seen.add(tokens.links_to(account, relation, target))
        return self._links.count_sources(account, relation, target)

    def counts(self, account: str, relation: Relation, targets: Sequence[str]) -> Mapping[str, int]:
        self._seen.update(tokens.links_to(account, relation, target) for target in targets)
        return self._links.counts(account, relation, targets)

    def count(self, account: str, relation: Relation) -> int:
        self._seen.add(tokens.relation_of(account, relation))
        return self._links.count(account, relation)

    def all_targets(self, account: str, relation: Relation, *, prefix: str = "") -> tuple[str, ...]:
        self._seen.add(tokens.relation_of(account, relation))
        return self._links.all_targets(account, relation, prefix=prefix)


class TrackedAliases:
    """Aliases whose reads are noted (`contract.Aliases`)."""

    __slots__ = ("_aliases", "_seen")

    def __init__(self, aliases: Aliases, seen: set[Token]) -> None:
        self._aliases = aliases
        self._seen = seen

    def get(self, alias: str) -> str | None:
        """See `contract.Aliases.get`."""
        self._seen.add(tokens.alias(alias))
        return self._aliases.get(alias)


class TrackedReader(Reader):
    """A view whose reads are noted in `seen` (`contract.Reader`)."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.seen: set[Token] = set()

    @property
    def revision(self) -> int:
        """See `contract.Reader`; likewise below."""
        return self._reader.revision

    @property
    def aliases(self) -> TrackedAliases:
        return TrackedAliases(self._reader.aliases, self.seen)

    @property
    def links(self) -> TrackedLinks:
        return TrackedLinks(self._reader.links, self.seen)

    def key_use(self, key: str) -> NoReturn:
        """Raise TypeError: last use takes no revision, so nothing that rests on it may be remembered."""
        raise TypeError("last use of an access key cannot be remembered")

    def last_uses(self, principals: Sequence[str]) -> NoReturn:
        """Raise TypeError, for the same reason; likewise `access_uses`."""
        raise TypeError("last use of services cannot be remembered")

    def access_uses(self, principals: Sequence[str], *, actions: bool = False) -> NoReturn:
        raise TypeError("last use of services cannot be remembered")

    def of(self, kind: Kind[N]) -> TrackedCollection[N]:
        """See `contract.Reader.of`."""
        return TrackedCollection(kind, self._reader.of(kind), self._reader.links, self.seen)
