"""Everything about who may do what in an account, in one list: users, groups, roles, policies (`policies` with them).

The list runs through sections, each in the order of names. A page reads its own items and what hangs on them, never the
account: what a user, group, role or policy may have of anything is bounded by a quota.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final, TypeAlias, TypeVar

from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Handler, Read
from ostiary.catalogue import managed as catalogue
from ostiary.catalogue.managed import ManagedPolicy
from ostiary.iam import attachments, inline, instance_profiles, managed, pages, policy_versions, shapes, tags, trust
from ostiary.iam.managed import AnyPolicy
from ostiary.model.arn import iam_arn
from ostiary.model.nouns import AccessUse, Group, Policy, Role, User, fold
from ostiary.store import contract
from ostiary.store.contract import Page, Reader, Relation
from ostiary.wire import iam_types

N = TypeVar("N", User, Group, Role, Policy)
Item: TypeAlias = User | Group | Role | AnyPolicy
Call: TypeAlias = Authorized[iam_types.GetAccountAuthorizationDetailsRequest]

USES: Final = (Relation.ATTACHMENT, Relation.BOUNDARY)


def get_account_authorization_details(call: Call, tx: Reader) -> iam_types.GetAccountAuthorizationDetailsResponse:
    """Return a page of users, groups, roles and managed policies with all that connects them.

    Of AWS's policies only those that something in the account uses; one's own all, with every version.
    """
    wanted = sorted(set(call.params.get("Filter", ()))) or sorted(SECTIONS)
    page = pages.fill(
        call, lambda after, limit: _page(call, tx, wanted, after, limit), key=position, filters=tuple(wanted)
    )
    roles = [item for item in page.items if isinstance(item, Role)]
    uses = tx.last_uses([role.id for role in roles])
    return {
        "UserDetailList": [_user(call, tx, item) for item in page.items if isinstance(item, User)],
        "GroupDetailList": [_group(call, tx, item) for item in page.items if isinstance(item, Group)],
        "RoleDetailList": [_role(call, tx, role, uses.get(role.id)) for role in roles],
        "Policies": _policies(call, tx, [item for item in page.items if isinstance(item, Policy | ManagedPolicy)]),
        **page.rest,
    }


# -- the list ------------------------------------------------------------------------------------------

Follow = Callable[[Authorized[object], Reader, str, int], Iterator[Item]]
"""Yields the items of a section after a name; the number is how many are likely to be taken."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the list: the nouns in it, and how they follow each other."""

    kind: type[Item]
    follow: Follow


def _used(call: Authorized[object], tx: Reader, after: str, limit: int) -> Iterator[Item]:
    """Yield the policies of AWS that the account uses: few, so they are put in order at once."""
    del limit
    theirs = iam_arn(call.partition, catalogue.OWNER, "policy/")
    arns = {arn for relation in USES for arn in tx.links.all_targets(call.account, relation, prefix=theirs)}
    found = (catalogue.managed_policy(arn, call.partition) for arn in arns)
    published = (policy for policy in found if policy is not None and fold(policy.name) > fold(after))
    yield from sorted(published, key=lambda policy: fold(policy.name))


def _all(collection: Callable[[Reader], contract.Collection[N]]) -> Follow:
    """Return how the nouns of a collection follow each other, which is by name."""

    def follow(call: Authorized[object], tx: Reader, after: str, limit: int) -> Iterator[Item]:
        more = True
        while more:
            found = collection(tx).page(call.account, after=after, limit=limit)
            yield from found.items
            more, after = found.more, found.items[-1].name if found.items else after

    return follow


SECTIONS: Final[Mapping[str, Section]] = {
    "User": Section(User, _all(lambda tx: tx.users)),
    "Group": Section(Group, _all(lambda tx: tx.groups)),
    "Role": Section(Role, _all(lambda tx: tx.roles)),
    "LocalManagedPolicy": Section(Policy, _all(lambda tx: tx.policies)),
    "AWSManagedPolicy": Section(ManagedPolicy, _used),
}
"""The sections by their word in `Filter`, in the order of the answer's lists."""

NUMBERS: Final[Mapping[type[Item], int]] = {section.kind: n for n, section in enumerate(SECTIONS.values())}


def position(item: Item) -> str:
    """Return where *item* stands in the list: by the number of its section, then by name."""
    return f"{NUMBERS[type(item)]}{fold(item.name)}"


def _page(call: Authorized[object], tx: Reader, wanted: Sequence[str], after: str, limit: int) -> Page[Item]:
    def of(number: int, section: Section) -> Iterator[Item]:
        return section.follow(call, tx, after[1:] if after.startswith(str(number)) else "", limit + 1)

    due = (
        (number, section)
        for number, (name, section) in enumerate(SECTIONS.items())
        if name in wanted and str(number) >= after[:1]
    )
    found = tuple(islice(chain.from_iterable(of(number, section) for number, section in due), limit + 1))
    return Page(found[:limit], more=len(found) > limit)


# -- the items -----------------------------------------------------------------------------------------


def _user(call: Call, tx: Reader, user: User) -> iam_types.UserDetail:
    """Return a user; AWS leaves the list of inline policies out where there is none, unlike all other lists."""
    groups = pages.every(
        lambda after, limit: tx.groups.linked(user.account, Relation.MEMBER, target=user.id, after=after, limit=limit),
        key=pages.name,
    )
    detail: iam_types.UserDetail = {
        "Path": user.path,
        "UserName": user.name,
        "UserId": user.id,
        "Arn": shapes.user_arn(call, user),
        "CreateDate": user.created,
        "GroupList": [group.name for group in groups],
        "AttachedManagedPolicies": attachments.every(tx, user),
        "Tags": tags.wire(user.tags),
    }
    if policies := _inline(tx, user):
        detail["UserPolicyList"] = policies
    if user.boundary:
        detail["PermissionsBoundary"] = shapes.boundary(user.boundary)
    return detail


def _group(call: Call, tx: Reader, group: Group) -> iam_types.GroupDetail:
    return {
        "Path": group.path,
        "GroupName": group.name,
        "GroupId": group.id,
        "Arn": shapes.group_arn(call, group),
        "CreateDate": group.created,
        "GroupPolicyList": _inline(tx, group),
        "AttachedManagedPolicies": attachments.every(tx, group),
    }


def _role(call: Call, tx: Reader, role: Role, use: AccessUse | None) -> iam_types.RoleDetail:
    profiles = pages.every(
        lambda after, limit: tx.instance_profiles.linked(
            role.account, Relation.PROFILE_ROLE, target=role.id, after=after, limit=limit
        ),
        key=pages.name,
    )
    detail: iam_types.RoleDetail = {
        "Path": role.path,
        "RoleName": role.name,
        "RoleId": role.id,
        "Arn": shapes.role_arn(call, role),
        "CreateDate": role.created,
        "AssumeRolePolicyDocument": trust.shown(tx, call.partition, role),
        "InstanceProfileList": instance_profiles.shown(call, tx, profiles),
        "RolePolicyList": _inline(tx, role),
        "AttachedManagedPolicies": attachments.every(tx, role),
        "Tags": tags.wire(role.tags),
        "RoleLastUsed": shapes.last_used(call, use),
    }
    if role.boundary:
        detail["PermissionsBoundary"] = shapes.boundary(role.boundary)
    return detail


def _inline(tx: Reader, owner: User | Group | Role) -> list[iam_types.PolicyDetail]:
    return [
        {"PolicyName": policy.name, "PolicyDocument": policy.document}
        for policy in inline.every(tx, owner.account, owner.id)
    ]


def _policies(call: Call, tx: Reader, policies: Sequence[AnyPolicy]) -> list[iam_types.ManagedPolicyDetail]:
    """Return *policies* with their exact counts of use in the account, in two reads for all."""
    arns = [managed.policy_arn(call.partition, policy) for policy in policies]
    attached, boundaries = (tx.links.counts(call.account, relation, arns) for relation in USES)
    return [
        _policy(tx, policy, arn, attached.get(arn, 0), boundaries.get(arn, 0))
        for arn, policy in zip(arns, policies, strict=True)
    ]


def _policy(tx: Reader, policy: AnyPolicy, arn: str, attached: int, boundaries: int) -> iam_types.ManagedPolicyDetail:
    detail: iam_types.ManagedPolicyDetail = {
        "PolicyName": policy.name,
        "PolicyId": policy.id,
        "Arn": arn,
        "Path": policy.path,
        "DefaultVersionId": policy.default_version,
        "AttachmentCount": attached,
        "PermissionsBoundaryUsageCount": boundaries,
        "IsAttachable": True,
        "CreateDate": policy.created,
        "UpdateDate": policy.updated,
        "PolicyVersionList": policy_versions.with_documents(tx, policy),
    }
    if isinstance(policy, Policy) and policy.description:
        detail["Description"] = policy.description
    return detail


OPERATIONS: Final[Mapping[str, Handler]] = {
    "GetAccountAuthorizationDetails": Read(get_account_authorization_details),
}
