"""Lists that are put together from several sources: all managed policies, all users of one policy.

Each function returns one page after a position. Positions are texts that sort as the list does, so that a marker
stays right while entries come and go.
"""

from __future__ import annotations

import bisect
import heapq
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, islice
from typing import Final, TypeAlias, TypeVar

from ostiary.authz.authorized import Authorized
from ostiary.catalogue import managed as catalogue
from ostiary.iam import managed
from ostiary.iam.managed import AnyPolicy
from ostiary.model.nouns import Group, Policy, Role, User, fold
from ostiary.store import contract
from ostiary.store.contract import Page, Reader, Relation

T = TypeVar("T")
Entity: TypeAlias = User | Group | Role

# -- policies ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which managed policies a list is to hold. `used_as` empty: whether they are used or not."""

    local: bool = True
    published: bool = True
    path_prefix: str = "/"
    used_as: frozenset[Relation] = frozenset()


def policy_position(policy: AnyPolicy) -> str:
    """Return where *policy* stands: by name, and the account's own before AWS's of the same name.

    No name holds a blank, and every character of names sorts after it.
    """
    return f"{fold(policy.name)} {'own' if isinstance(policy, Policy) else 'published'}"


def policies(call: Authorized[object], tx: Reader, wanted: Wanted, *, after: str, limit: int) -> Page[AnyPolicy]:
    """Return up to *limit* policies after the position *after*."""
    if wanted.used_as:
        candidates = _used(call, tx, wanted)
    else:
        own = _own(call, tx, wanted, after, limit + 1)
        candidates = heapq.merge(own, _published(call, wanted, after), key=policy_position)
    fitting = (
        policy
        for policy in candidates
        if policy.path.startswith(wanted.path_prefix) and policy_position(policy) > after
    )
    return _page(fitting, limit)


def _used(call: Authorized[object], tx: Reader, wanted: Wanted) -> Iterator[AnyPolicy]:
    """Yield the policies that some entity has in every wanted way: few, so they are read at once."""
    uses = [set(tx.links.all_targets(call.account, relation)) for relation in wanted.used_as]
    found = (managed.known(call, tx, arn) for arn in set.intersection(*uses))
    chosen = [
        policy
        for policy in found
        if policy is not None and (wanted.local if isinstance(policy, Policy) else wanted.published)
    ]
    yield from sorted(chosen, key=policy_position)


def _own(call: Authorized[object], tx: Reader, wanted: Wanted, after: str, chunk: int) -> Iterator[AnyPolicy]:
    """Yield the account's policies after the name in *after*, reading *chunk* at a time.

    One of just that name is not missed: it stands before AWS's of the same name, and was listed.
    """
    name, more = after.partition(" ")[0], wanted.local
    while more:
        page = tx.policies.page(call.account, path_prefix=wanted.path_prefix, after=name, limit=chunk)
        yield from page.items
        more = page.more
        name = page.items[-1].name if page.items else name


def _published(call: Authorized[object], wanted: Wanted, after: str) -> Iterator[AnyPolicy]:
    """Yield AWS's policies after the position *after*."""
    if wanted.published:
        everything = catalogue.managed_policies(call.partition)
        start = bisect.bisect_right(everything, after, key=policy_position)
        yield from islice(everything, start, None)


# -- entities ------------------------------------------------------------------------------------------

KINDS: Final[Sequence[type[Entity]]] = (Group, User, Role)
"""The order in which the entities of a policy are listed: that of the answer's three lists."""


def entity_position(entity: Entity) -> str:
    """Return where *entity* stands: groups, then users, then roles, each by name."""
    return f"{KINDS.index(type(entity))}{fold(entity.name)}"


def entities(
    call: Authorized[object],
    tx: Reader,
    arn: str,
    *,
    kinds: Collection[type[Entity]],
    relations: Sequence[Relation],
    path_prefix: str,
    after: str,
    limit: int,
) -> Page[Entity]:
    """Return up to *limit* entities of *kinds* that have the policy *arn* in one of *relations*, after *after*."""

    def of_kind(number: int, kind: type[Entity]) -> Iterator[Entity]:
        name = after[1:] if after.startswith(str(number)) else ""
        linked = (
            _collection(tx, kind).linked(
                call.account, relation, target=arn, path_prefix=path_prefix, after=name, limit=limit + 1
            )
            for relation in relations
        )
        return _without_repeats(heapq.merge(*(page.items for page in linked), key=entity_position))

    due = ((number, kind) for number, kind in enumerate(KINDS) if kind in kinds and after < f"{number + 1}")
    return _page(chain.from_iterable(of_kind(number, kind) for number, kind in due), limit)


def _collection(
    tx: Reader, kind: type[Entity]
) -> contract.Collection[Group] | contract.Collection[User] | contract.Collection[Role]:
    if kind is Group:
        return tx.groups
    return tx.users if kind is User else tx.roles


def _without_repeats(entities_in_order: Iterable[Entity]) -> Iterator[Entity]:
    """Yield each entity once: one may have the same policy as permissions policy and as boundary."""
    return (next(same) for _, same in groupby(entities_in_order, key=entity_position))


def _page(items: Iterable[T], limit: int) -> Page[T]:
    found = tuple(islice(items, limit + 1))
    return Page(found[:limit], more=len(found) > limit)
