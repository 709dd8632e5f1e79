"""Managed policies attached to users, groups and roles.

An attachment is a link from the entity's unique id to the policy's ARN: AWS's own policies have no id of ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypedDict

from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Handler, Read, Write
from ostiary.iam import find, managed, pages, protected
from ostiary.model.errors import LimitExceededError, NoSuchEntityError, PolicyNotAttachableError
from ostiary.model.nouns import Group, Role, User, fold
from ostiary.store.contract import Reader, Relation, Transaction
from ostiary.wire import iam_types


@dataclass(frozen=True, slots=True)
class Holder:
    """An entity that policies are attached to. `kind` is IAM's word for it in messages."""

    kind: str
    entity: User | Group | Role
    quota: int


class AttachedPage(TypedDict, total=False):
    """What the three `ListAttached…Policies` operations answer."""

    AttachedPolicies: list[iam_types.AttachedPolicy]
    IsTruncated: bool
    Marker: str


# -- users ---------------------------------------------------------------------------------------------


def attach_user_policy(call: Authorized[iam_types.AttachUserPolicyRequest], tx: Transaction) -> Mapping[str, object]:
    """Attach a managed policy to a user; once more changes nothing."""
    _attach(call, tx, _user(call, tx, call.params["UserName"]), call.params["PolicyArn"])
    return {}


def detach_user_policy(call: Authorized[iam_types.DetachUserPolicyRequest], tx: Transaction) -> Mapping[str, object]:
    """Detach a managed policy from a user."""
    _detach(tx, _user(call, tx, call.params["UserName"]), call.params["PolicyArn"])
    return {}


def list_attached_user_policies(
    call: Authorized[iam_types.ListAttachedUserPoliciesRequest], tx: Reader
) -> AttachedPage:
    """List the managed policies attached to a user, by name; those of its groups are not among them."""
    holder = _user(call, tx, call.params["UserName"])
    return _attached(call, tx, holder, call.params.get("PathPrefix", "/"))


# -- groups --------------------------------------------------------------------------------------------


def attach_group_policy(call: Authorized[iam_types.AttachGroupPolicyRequest], tx: Transaction) -> Mapping[str, object]:
    """Attach a managed policy to a group; once more changes nothing."""
    _attach(call, tx, _group(call, tx, call.params["GroupName"]), call.params["PolicyArn"])
    return {}


def detach_group_policy(call: Authorized[iam_types.DetachGroupPolicyRequest], tx: Transaction) -> Mapping[str, object]:
    """Detach a managed policy from a group."""
    _detach(tx, _group(call, tx, call.params["GroupName"]), call.params["PolicyArn"])
    return {}


def list_attached_group_policies(
    call: Authorized[iam_types.ListAttachedGroupPoliciesRequest], tx: Reader
) -> AttachedPage:
    """List the managed policies attached to a group, by name."""
    holder = _group(call, tx, call.params["GroupName"])
    return _attached(call, tx, holder, call.params.get("PathPrefix", "/"))


# -- roles ---------------------------------------------------------------------------------------------


def attach_role_policy(call: Authorized[iam_types.AttachRolePolicyRequest], tx: Transaction) -> Mapping[str, object]:
    """Attach a managed policy to a role; once more changes nothing. Service-linked roles keep what they have."""
    role = protected.modifiable_role(call, tx, call.params["RoleName"])
    _attach(call, tx, _role(call, role), call.params["PolicyArn"])
    return {}


def detach_role_policy(call: Authorized[iam_types.DetachRolePolicyRequest], tx: Transaction) -> Mapping[str, object]:
    """Detach a managed policy from a role. Service-linked roles keep what they have."""
    role = protected.modifiable_role(call, tx, call.params["RoleName"])
    _detach(tx, _role(call, role), call.params["PolicyArn"])
    return {}


def list_attached_role_policies(
    call: Authorized[iam_types.ListAttachedRolePoliciesRequest], tx: Reader
) -> AttachedPage:
    """List the managed policies attached to a role, by name."""
    holder = _role(call, find.role(tx, call.account, call.params["RoleName"]))
    return _attached(call, tx, holder, call.params.get("PathPrefix", "/"))


# -- what the three kinds share ------------------------------------------------------------------------


def _user(call: Authorized[object], tx: Reader, name: str) -> Holder:
    return Holder("User", find.user(tx, call.account, name), call.quotas.attached_policies_per_user)


def _group(call: Authorized[object], tx: Reader, name: str) -> Holder:
    return Holder("Group", find.group(tx, call.account, name), call.quotas.attached_policies_per_group)


def _role(call: Authorized[object], role: Role) -> Holder:
    return Holder("Role", role, call.quotas.attached_policies_per_role)


def _attach(call: Authorized[object], tx: Transaction, holder: Holder, arn: str) -> None:
    """Make the link. Raises NoSuchEntityError, PolicyNotAttachableError, LimitExceededError, or as `managed.known`."""
    policy = managed.attachable(call, tx, arn)
    if policy.path.startswith(protected.SERVICE_PATH):
        raise PolicyNotAttachableError(f"Cannot attach a Service Role Policy to a Customer {holder.kind}.")
    entity = holder.entity
    attached = tx.links.targets(entity.account, Relation.ATTACHMENT, entity.id)
    if arn not in attached and len(attached) >= holder.quota:
        raise LimitExceededError(f"Cannot exceed quota for PoliciesPer{holder.kind}: {holder.quota}")
    tx.links.add(entity.account, Relation.ATTACHMENT, entity.id, arn)


def _detach(tx: Transaction, holder: Holder, arn: str) -> None:
    """Drop the link. Raises NoSuchEntityError when it is not there, for whatever reason."""
    if not tx.links.remove(holder.entity.account, Relation.ATTACHMENT, holder.entity.id, arn):
        raise NoSuchEntityError(f"Policy {arn} was not found.")


def _attached(call: Authorized[Mapping[str, object]], tx: Reader, holder: Holder, path_prefix: str) -> AttachedPage:
    """Return the page of attached policies under *path_prefix* that *call* asks for; a quota bounds them all."""
    entity = holder.entity
    policies = every(tx, entity, path_prefix)
    page = pages.fill_sliced(call, policies, key=_position, filters=(entity.id, path_prefix))
    return {"AttachedPolicies": list(page.items), **page.rest}


def every(tx: Reader, entity: User | Group | Role, path_prefix: str = "/") -> list[iam_types.AttachedPolicy]:
    """Return the managed policies under *path_prefix* that are attached to *entity*, by name."""
    policies: list[iam_types.AttachedPolicy] = [
        {"PolicyName": path_and_name.rpartition("/")[2], "PolicyArn": arn}
        for arn in tx.links.targets(entity.account, Relation.ATTACHMENT, entity.id)
        if (path_and_name := arn.partition(":policy")[2]).startswith(path_prefix)
    ]
    return sorted(policies, key=_position)


def _position(policy: iam_types.AttachedPolicy) -> str:
    """Return where a policy stands in the list: by name; one of AWS's may have the name of one's own."""
    return f"{fold(policy['PolicyName'])} {policy['PolicyArn'].split(':')[4]}"


OPERATIONS: Final[Mapping[str, Handler]] = {
    "AttachUserPolicy": Write(attach_user_policy),
    "DetachUserPolicy": Write(detach_user_policy),
    "ListAttachedUserPolicies": Read(list_attached_user_policies),
    "AttachGroupPolicy": Write(attach_group_policy),
    "DetachGroupPolicy": Write(detach_group_policy),
    "ListAttachedGroupPolicies": Read(list_attached_group_policies),
    "AttachRolePolicy": Write(attach_role_policy),
    "DetachRolePolicy": Write(detach_role_policy),
    "ListAttachedRolePolicies": Read(list_attached_role_policies),
}
