"""Which policies bear on a caller: gathered once, compiled, and remembered until something that was read changes.

What is remembered is keyed by the entity's unique id, and one document is parsed once, however many entities it is
attached to. Time, network and session play no part in what is remembered.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final, TypeVar

from ostiary.catalogue import managed
from ostiary.engine import policy as language
from ostiary.engine.decide import Layers
from ostiary.engine.kinds import PolicyKind
from ostiary.engine.layer import Attached, Layer
from ostiary.model.arn import Arn, iam_arn
from ostiary.model.caller import Caller, CallerKind, Session
from ostiary.model.errors import InvalidClientTokenIdError, MalformedPolicyDocumentError
from ostiary.model.nouns import Group, Role, User
from ostiary.store.contract import Page, Reader, Relation

N = TypeVar("N")

_PARSED: Final = 1_024
"""How many compiled documents are kept beside those that entities hold; a busy account attaches a few hundred."""

_PAGE: Final = 100


class UnreadablePolicyError(Exception):
    """A stored policy cannot be read, or a policy that is attached is not there.

    Whatever it would have denied is unknown, so that the call fails instead of being decided without it
    (policy-evaluation.md 0.2).
    """


@dataclass(frozen=True, slots=True)
class Standing:
    """What an entity brings to every decision, whichever session it acts in. `tags` by lower-case key."""

    layers: Layers = field(default_factory=Layers)
    tags: dict[str, str] = field(default_factory=dict)


@lru_cache(maxsize=_PARSED)
def compiled(text: str, kind: PolicyKind) -> language.Policy:
    """Return the policy that *text* spells, parsed once per content. Raises UnreadablePolicyError."""
    try:
        return language.parse(text, kind)
    except MalformedPolicyDocumentError as error:
        raise UnreadablePolicyError("a stored policy document cannot be read") from error


# -- entities ------------------------------------------------------------------------------------------


def standing(reader: Reader, partition: str, caller: Caller) -> Standing:
    """Return the policies and tags of the entity behind *caller*; root and strangers have none (7.1).

    Raises InvalidClientTokenIdError when the entity is gone: so are its credentials.
    """
    find = _ENTITIES.get(caller.kind)
    if find is None:
        return Standing()
    if caller.entity_id == caller.account:
        return _ROOTS_GUEST
    entity = find(reader, caller.entity_id)
    if entity is None or entity.account != caller.account:
        raise InvalidClientTokenIdError("The security token included in the request is invalid.")
    layers = Layers(
        identity=Layer.of(_identity(reader, partition, entity)), boundary=_boundary(reader, partition, entity)
    )
    return Standing(layers, {key.lower(): value for key, value in entity.tags.items()})


_ROOTS_GUEST: Final = Standing(
    Layers(
        identity=Layer.of(
            (
                Attached(
                    compiled(
                        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
                        PolicyKind.IDENTITY,
                    ),
                    "root",
                    "none",
                ),
            )
        )
    )
)
"""A federated user whom root vouches for: root may do everything, and the session policies bound it (7.6)."""

_ENTITIES: Final[dict[CallerKind, Callable[[Reader, str], User | Role | None]]] = {
    CallerKind.USER: lambda reader, id_: reader.users.by_id(id_),
    CallerKind.FEDERATED_USER: lambda reader, id_: reader.users.by_id(id_),
    CallerKind.ROLE_SESSION: lambda reader, id_: reader.roles.by_id(id_),
}
"""Whose policies count for which caller: a federated user acts with those of the user who made it (7.6)."""


def _identity(reader: Reader, partition: str, entity: User | Role) -> Iterator[Attached]:
    """Yield the identity-based policies: the entity's own, then those of a user's groups."""
    yield from _own(reader, partition, entity, "user" if isinstance(entity, User) else "role")
    if isinstance(entity, User):
        for group in _pages(
            lambda after: reader.groups.linked(
                entity.account, Relation.MEMBER, target=entity.id, after=after, limit=_PAGE
            ),
            lambda group: group.name,
        ):
            yield from _own(reader, partition, group, "group")
        rules = reader.password_policies.by_id(entity.account)
        if rules is not None and rules.users_may_change:
            yield Attached(compiled(_may_change(partition, entity), PolicyKind.IDENTITY), MAY_CHANGE, "none")


MAY_CHANGE: Final = "AllowUsersToChangePassword"
"""The name of what the account's password policy grants every user (IAM guide, "Permit IAM users to change their own
passwords")."""

LITERAL: Final = str.maketrans({"$": "${$}", "*": "${*}", "?": "${?}"})
"""What a path may hold and a pattern would read otherwise."""


def _may_change(partition: str, user: User) -> str:
    arn = iam_arn(partition, user.account, f"user{user.path}{user.name}")
    statements = [
        {"Effect": "Allow", "Action": "iam:ChangePassword", "Resource": arn.translate(LITERAL)},
        {"Effect": "Allow", "Action": "iam:GetAccountPasswordPolicy", "Resource": "*"},
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def _own(reader: Reader, partition: str, entity: User | Role | Group, kind: str) -> Iterator[Attached]:
    for inline in _pages(
        lambda after: reader.inline_policies.page(entity.account, parent=entity.id, after=after, limit=_PAGE),
        lambda inline: inline.name,
    ):
        yield Attached(compiled(inline.document, PolicyKind.IDENTITY), inline.name, kind)
    for arn in reader.links.targets(entity.account, Relation.ATTACHMENT, entity.id):
        found = managed_policy(reader, partition, entity.account, arn, PolicyKind.IDENTITY)
        if found is None:
            raise UnreadablePolicyError(f"{arn} is attached to {entity.id} and is not there")
        yield found


def _boundary(reader: Reader, partition: str, entity: User | Role) -> Layer | None:
    """Return the boundary layer. A boundary whose policy is gone stays and allows nothing."""
    if not entity.boundary:
        return None
    found = managed_policy(reader, partition, entity.account, entity.boundary, PolicyKind.BOUNDARY)
    return Layer.of(() if found is None else (found,))


def _pages(page: Callable[[str], Page[N]], name: Callable[[N], str]) -> Iterator[N]:
    """Yield everything that *page* lists, page by page, going on after the *name* of the last one."""
    after, more = "", True
    while more:
        found = page(after)
        yield from found.items
        more = found.more and bool(found.items)
        after = name(found.items[-1]) if found.items else ""


def managed_policy(reader: Reader, partition: str, account: str, arn: str, kind: PolicyKind) -> Attached | None:
    """Return the default version of the managed policy *arn*, AWS's or one of *account*, or None."""
    if (published := managed.managed_policy(arn, partition)) is not None:
        return Attached(compiled(published.document, kind), arn, "aws-managed")
    parsed = Arn.parse(arn)
    own = None if parsed is None else reader.policies.get(account, parsed.resource.rpartition("/")[2])
    if own is None or iam_arn(partition, account, f"policy{own.path}{own.name}") != arn:
        return None
    version = reader.policy_versions.get(account, own.default_version, parent=own.id)
    if version is None:
        raise UnreadablePolicyError(f"the default version of {arn} is not there")
    return Attached(compiled(version.document, kind), arn, "user-managed")


# -- sessions ------------------------------------------------------------------------------------------


def session_layer(reader: Reader, partition: str, session: Session) -> Layer:
    """Return the layer of all policies that were passed when *session* was made, inline and managed.

    A managed policy that is gone by now contributes nothing; the layer stays, so the session does not gain by it.
    """
    inline = [Attached(compiled(text, PolicyKind.SESSION), "", "session") for text in session.policies]
    managed_ones = (
        managed_policy(reader, partition, session.account, arn, PolicyKind.SESSION) for arn in session.policy_arns
    )
    return Layer.of((*inline, *(replace(found, type="session") for found in managed_ones if found is not None)))
