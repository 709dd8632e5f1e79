"""Inline policies of users, groups and roles: documents that live and die with the entity that holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Handler, Read, Write
from ostiary.engine import validate
from ostiary.iam import find, pages, protected
from ostiary.model.errors import LimitExceededError, NoSuchEntityError
from ostiary.model.nouns import Group, InlinePolicy, Role, User
from ostiary.store.contract import Reader, Transaction
from ostiary.wire import iam_types

CHUNK: Final = 200


@dataclass(frozen=True, slots=True)
class Holder:
    """An entity as the holder of inline policies. `kind` is IAM's word for it, `quota` bounds all of them together."""

    kind: str
    entity: User | Group | Role
    quota: int


# -- users ---------------------------------------------------------------------------------------------


def put_user_policy(call: Authorized[iam_types.PutUserPolicyRequest], tx: Transaction) -> Mapping[str, object]:
    """Embed a policy in a user, or replace the one of that name."""
    _put(tx, _user(call, tx, call.params["UserName"]), call.params["PolicyName"], call.params["PolicyDocument"])
    return {}


def get_user_policy(call: Authorized[iam_types.GetUserPolicyRequest], tx: Reader) -> iam_types.GetUserPolicyResponse:
    """Return one inline policy of a user, as sent."""
    holder = _user(call, tx, call.params["UserName"])
    policy = _find(tx, holder, call.params["PolicyName"])
    return {"UserName": holder.entity.name, "PolicyName": policy.name, "PolicyDocument": policy.document}


def delete_user_policy(call: Authorized[iam_types.DeleteUserPolicyRequest], tx: Transaction) -> Mapping[str, object]:
    """Remove an inline policy from a user."""
    tx.inline_policies.remove(_find(tx, _user(call, tx, call.params["UserName"]), call.params["PolicyName"]))
    return {}


def list_user_policies(
    call: Authorized[iam_types.ListUserPoliciesRequest], tx: Reader
) -> iam_types.ListUserPoliciesResponse:
    """List the names of a user's inline policies."""
    page = _page(call, tx, _user(call, tx, call.params["UserName"]))
    return {"PolicyNames": [policy.name for policy in page.items], **page.rest}


# -- groups --------------------------------------------------------------------------------------------


def put_group_policy(call: Authorized[iam_types.PutGroupPolicyRequest], tx: Transaction) -> Mapping[str, object]:
    """Embed a policy in a group, or replace the one of that name."""
    _put(tx, _group(call, tx, call.params["GroupName"]), call.params["PolicyName"], call.params["PolicyDocument"])
    return {}


def get_group_policy(call: Authorized[iam_types.GetGroupPolicyRequest], tx: Reader) -> iam_types.GetGroupPolicyResponse:
    """Return one inline policy of a group, as sent."""
    holder = _group(call, tx, call.params["GroupName"])
    policy = _find(tx, holder, call.params["PolicyName"])
    return {"GroupName": holder.entity.name, "PolicyName": policy.name, "PolicyDocument": policy.document}


def delete_group_policy(call: Authorized[iam_types.DeleteGroupPolicyRequest], tx: Transaction) -> Mapping[str, object]:
    """Remove an inline policy from a group."""
    tx.inline_policies.remove(_find(tx, _group(call, tx, call.params["GroupName"]), call.params["PolicyName"]))
    return {}


def list_group_policies(
    call: Authorized[iam_types.ListGroupPoliciesRequest], tx: Reader
) -> iam_types.ListGroupPoliciesResponse:
    """List the names of a group's inline policies."""
    page = _page(call, tx, _group(call, tx, call.params["GroupName"]))
    return {"PolicyNames": [policy.name for policy in page.items], **page.rest}


# -- roles ---------------------------------------------------------------------------------------------


def put_role_policy(call: Authorized[iam_types.PutRolePolicyRequest], tx: Transaction) -> Mapping[str, object]:
    """Embed a policy in a role, or replace the one of that name. Service-linked roles keep what they have."""
    holder = _role(call, protected.modifiable_role(call, tx, call.params["RoleName"]))
    _put(tx, holder, call.params["PolicyName"], call.params["PolicyDocument"])
    return {}


def get_role_policy(call: Authorized[iam_types.GetRolePolicyRequest], tx: Reader) -> iam_types.GetRolePolicyResponse:
    """Return one inline policy of a role, as sent."""
    holder = _role(call, find.role(tx, call.account, call.params["RoleName"]))
    policy = _find(tx, holder, call.params["PolicyName"])
    return {"RoleName": holder.entity.name, "PolicyName": policy.name, "PolicyDocument": policy.document}


def delete_role_policy(call: Authorized[iam_types.DeleteRolePolicyRequest], tx: Transaction) -> Mapping[str, object]:
    """Remove an inline policy from a role. Service-linked roles keep what they have."""
    holder = _role(call, protected.modifiable_role(call, tx, call.params["RoleName"]))
    tx.inline_policies.remove(_find(tx, holder, call.params["PolicyName"]))
    return {}


def list_role_policies(
    call: Authorized[iam_types.ListRolePoliciesRequest], tx: Reader
) -> iam_types.ListRolePoliciesResponse:
    """List the names of a role's inline policies."""
    page = _page(call, tx, _role(call, find.role(tx, call.account, call.params["RoleName"])))
    return {"PolicyNames": [policy.name for policy in page.items], **page.rest}


# -- what the three kinds share ------------------------------------------------------------------------


def _user(call: Authorized[object], tx: Reader, name: str) -> Holder:
    return Holder("user", find.user(tx, call.account, name), call.quotas.user_policy_size)


def _group(call: Authorized[object], tx: Reader, name: str) -> Holder:
    return Holder("group", find.group(tx, call.account, name), call.quotas.group_policy_size)


def _role(call: Authorized[object], role: Role) -> Holder:
    return Holder("role", role, call.quotas.role_policy_size)


def _put(tx: Transaction, holder: Holder, name: str, document: str) -> None:
    """Keep the policy. Raises MalformedPolicyDocumentError, and LimitExceededError when all would be too long."""
    validate.identity_policy(document)
    entity = holder.entity
    others = sum(
        validate.policy_size(policy.document) for policy in every(tx, entity.account, entity.id) if policy.name != name
    )
    if others + validate.policy_size(document) > holder.quota:
        raise LimitExceededError(
            f"Maximum policy size of {holder.quota} bytes exceeded for {holder.kind} {entity.name}"
        )
    policy = InlinePolicy(account=entity.account, owner=entity.id, name=name, document=document)
    if tx.inline_policies.get(entity.account, name, parent=entity.id) is None:
        tx.inline_policies.add(policy)
    else:
        tx.inline_policies.replace(policy)


def every(tx: Reader, account: str, owner: str) -> list[InlinePolicy]:
    """Return every inline policy of *owner*; the quota of their size bounds their number."""
    found: list[InlinePolicy] = []
    more = True
    while more:
        after = found[-1].name if found else ""
        page = tx.inline_policies.page(account, parent=owner, after=after, limit=CHUNK)
        found += page.items
        more = page.more
    return found


def _find(tx: Reader, holder: Holder, name: str) -> InlinePolicy:
    """Return the policy of exactly that name. Raises NoSuchEntityError."""
    policy = tx.inline_policies.get(holder.entity.account, name, parent=holder.entity.id)
    if policy is None:
        raise NoSuchEntityError(f"The {holder.kind} policy with name {name} cannot be found.")
    return policy


def _page(call: Authorized[Mapping[str, object]], tx: Reader, holder: Holder) -> pages.Filled[InlinePolicy]:
    entity = holder.entity
    return pages.fill(
        call,
        lambda after, limit: tx.inline_policies.page(entity.account, parent=entity.id, after=after, limit=limit),
        key=pages.name,
        filters=(entity.id,),
    )


OPERATIONS: Final[Mapping[str, Handler]] = {
    "PutUserPolicy": Write(put_user_policy),
    "GetUserPolicy": Read(get_user_policy),
    "DeleteUserPolicy": Write(delete_user_policy),
    "ListUserPolicies": Read(list_user_policies),
    "PutGroupPolicy": Write(put_group_policy),
    "GetGroupPolicy": Read(get_group_policy),
    "DeleteGroupPolicy": Write(delete_group_policy),
    "ListGroupPolicies": Read(list_group_policies),
    "PutRolePolicy": Write(put_role_policy),
    "GetRolePolicy": Read(get_role_policy),
    "DeleteRolePolicy": Write(delete_role_policy),
    "ListRolePolicies": Read(list_role_policies),
}
