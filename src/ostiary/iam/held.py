"""Every policy that a user, group or role has, and from whom: what the calls about a principal's policies look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias, TypeVar

from ostiary.authz import gather
from ostiary.engine import glob
from ostiary.engine.kinds import PolicyKind
from ostiary.engine.layer import Attached, Layer
from ostiary.model.arn import Arn, iam_arn
from ostiary.model.errors import InvalidInputError
from ostiary.model.nouns import Group, Role, User, fold
from ostiary.store.contract import Page, Reader, Relation
from ostiary.wire import iam_types

N = TypeVar("N")
Entity: TypeAlias = User | Group | Role

CHUNK: Final = 200
KINDS: Final[Mapping[type[Entity], str]] = {User: "user", Group: "group", Role: "role"}

FIND: Final[Mapping[str, Callable[[Reader, str, str], Entity | None]]] = {
    "user": lambda tx, account, name: tx.users.get(account, name),
    "group": lambda tx, account, name: tx.groups.get(account, name),
    "role": lambda tx, account, name: tx.roles.get(account, name),
}
"""The entity of a name in an account, by its kind."""


def arn_of(partition: str, entity: Entity) -> str:
    """Return the ARN of *entity*."""
    return iam_arn(partition, entity.account, f"{KINDS[type(entity)]}{entity.path}{entity.name}")


@dataclass(frozen=True, slots=True)
class Held:
    """A policy and who has it: a managed one by its `arn`, an inline one by its `name`."""

    attached: Attached
    holder: Entity
    arn: str = ""
    name: str = ""

    @property
    def type(self) -> str:
        """The type in `PolicyExclusionList`: `inline`, `aws-managed` or `user-managed`."""
        return self.attached.type if self.arn else INLINE


INLINE: Final = "inline"
PERMISSIONS_BOUNDARY: Final = "permission-boundary"


def held(tx: Reader, partition: str, entity: Entity) -> Iterator[Held]:
    """Yield the identity-based policies: the entity's own, then those of a user's groups.

    Their ids are those of AWS's recorded answers: the name of a managed policy, and `user_NAME_POLICY` for an inline
    one. Raises `gather.UnreadablePolicyError`: a Deny must not be lost.
    """
    yield from _own(tx, partition, entity)
    if isinstance(entity, User):
        groups = _all(
            lambda after: tx.groups.linked(entity.account, Relation.MEMBER, target=entity.id, after=after, limit=CHUNK),
            lambda group: group.name,
        )
        for group in groups:
            yield from _own(tx, partition, group)


def _own(tx: Reader, partition: str, entity: Entity) -> Iterator[Held]:
    kind = KINDS[type(entity)]
    policies = _all(
        lambda after: tx.inline_policies.page(entity.account, parent=entity.id, after=after, limit=CHUNK),
        lambda policy: policy.name,
    )
    for policy in policies:
        compiled = gather.compiled(policy.document, PolicyKind.IDENTITY)
        yield Held(Attached(compiled, f"{kind}_{entity.name}_{policy.name}", kind), entity, name=policy.name)
    for arn in tx.links.targets(entity.account, Relation.ATTACHMENT, entity.id):
        found = gather.managed_policy(tx, partition, entity.account, arn, PolicyKind.IDENTITY)
        if found is None:
            raise gather.UnreadablePolicyError(f"{arn} is attached to {entity.id} and is not there")
        yield Held(_by_its_name(found), entity, arn)


def boundary(tx: Reader, partition: str, entity: Entity) -> Layer | None:
    """Return the permissions boundary, or None. One whose policy is gone stays, and allows nothing."""
    if isinstance(entity, Group) or not entity.boundary:
        return None
    found = gather.managed_policy(tx, partition, entity.account, entity.boundary, PolicyKind.BOUNDARY)
    return Layer.of(() if found is None else (_by_its_name(found),))


def _by_its_name(managed: Attached) -> Attached:
    return replace(managed, id=managed.id.rpartition("/")[2])


def _all(page: Callable[[str], Page[N]], name: Callable[[N], str]) -> Iterator[N]:
    after, more = "", True
    while more:
        found = page(after)
        yield from found.items
        more = found.more
        after = name(found.items[-1]) if found.items else after


# -- leaving some out ----------------------------------------------------------------------------------

Excludes = Callable[[Held], bool]


@dataclass(frozen=True, slots=True)
class Exclusions:
    """`PolicyExclusionList`: which policies are not to count. What fits no policy is ignored."""

    policies: tuple[Excludes, ...] = ()
    boundary: bool = False

    def spares(self, policy: Held) -> bool:
        """Return whether *policy* counts."""
        return not any(excludes(policy) for excludes in self.policies)


def exclusions(identifiers: Sequence[iam_types.PolicyIdentifier]) -> Exclusions:
    """Return what *identifiers* name: all policies of a type, a managed policy, or an inline one of an entity.

    Raises InvalidInputError for what is no ARN of a policy, and for a wildcard where none may be. An ARN never means
    the boundary, which has a type of its own.
    """
    return Exclusions(
        tuple(map(_excludes, identifiers)),
        any(identifier.get("PolicyType") == PERMISSIONS_BOUNDARY for identifier in identifiers),
    )


def _excludes(identifier: iam_types.PolicyIdentifier) -> Excludes:
    if (kind := identifier.get("PolicyType")) is not None:
        return lambda policy: policy.type == kind
    if (arn := identifier.get("PolicyArn")) is not None:
        return _by_arn(arn)
    if (inline := identifier.get("InlinePolicyIdentifier")) is not None:
        return _by_name(inline)
    raise InvalidInputError("Each entry of PolicyExclusionList names a PolicyType, a PolicyArn or an inline policy.")


def _by_arn(arn: str) -> Excludes:
    parsed = Arn.parse(arn)
    if (
        parsed is None
        or parsed.service != "iam"
        or not parsed.resource.startswith("policy/")
        or any(wildcard in arn.rpartition(parsed.resource)[0] for wildcard in WILDCARDS)
    ):
        raise _malformed(arn)
    matches = _pattern(arn)
    return lambda policy: matches(policy.arn)


def _by_name(identifier: iam_types.InlinePolicyIdentifierType) -> Excludes:
    name, kind = identifier["PolicyName"], identifier["AttachmentType"]
    matches = _pattern(fold(identifier["AttachmentName"]))
    return lambda policy: (
        policy.type == INLINE
        and policy.name == name
        and KINDS[type(policy.holder)] == kind
        and matches(fold(policy.holder.name))
    )


WILDCARDS: Final = frozenset("*?")


def _pattern(text: str) -> Callable[[str], bool]:
    """Return what *text* matches; it may hold one `*`, and any number of `?`."""
    if text.count("*") > 1:
        raise _malformed(text)
    return glob.compile_glob(glob.tokens(text)).matches


def _malformed(text: str) -> InvalidInputError:
    return InvalidInputError(f"Invalid policy identifier: {text}")
