"""Roles: whom they trust, how long their sessions last, and what is said about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Handler, Read, Write
from ostiary.engine import validate
from ostiary.iam import boundaries, find, pages, protected, shapes, tags, trust
from ostiary.model.errors import (
    DeleteConflictError,
    EntityAlreadyExistsError,
    InvalidInputError,
    LimitExceededError,
)
from ostiary.model.nouns import Role
from ostiary.store.contract import Reader, Relation, Transaction
from ostiary.wire import iam_types

KIND: Final = "Role"
"""AWS's word for roles in the names of quotas."""
DEFAULT_SESSION: Final = 3_600


def create_role(call: Authorized[iam_types.CreateRoleRequest], tx: Transaction) -> iam_types.CreateRoleResponse:
    """Create a role that trusts whom its trust policy names; names are unique in the account, ignoring case.

    Raises InvalidInputError for the path of service-linked roles, which come by CreateServiceLinkedRole only.
    """
    params = call.params
    name, path, document = params["RoleName"], params.get("Path", "/"), params["AssumeRolePolicyDocument"]
    if path.startswith(protected.SERVICE_PATH):
        raise InvalidInputError(f"The path {protected.SERVICE_PATH} is reserved for service-linked roles.")
    trust_ids = _checked_trust(call, tx, document)
    if tx.roles.get(call.account, name) is not None:
        raise EntityAlreadyExistsError(f"Role with name {name} already exists.")
    if tx.roles.count(call.account) >= call.quotas.roles:
        raise LimitExceededError(f"Cannot exceed quota for RolesPerAccount: {call.quotas.roles}")
    boundary = params.get("PermissionsBoundary", "")
    role = Role(
        account=call.account,
        id=call.mint.unique_id("AROA"),
        name=name,
        path=path,
        created=call.now,
        trust=document,
        trust_ids=trust_ids,
        description=params.get("Description", ""),
        max_session=params.get("MaxSessionDuration", DEFAULT_SESSION),
        boundary=boundaries.checked(call, tx, boundary) if boundary else "",
        tags=tags.given(call, params.get("Tags", ()), KIND),
    )
    tx.roles.add(role)
    return {"Role": shapes.role(call, role, document)}


def get_role(call: Authorized[iam_types.GetRoleRequest], tx: Reader) -> iam_types.GetRoleResponse:
    """Return a role with its trust policy as it is to be read now, and its last use, empty when there was none."""
    role = find.role(tx, call.account, call.params["RoleName"])
    last_used = shapes.last_used(call, tx.last_uses([role.id]).get(role.id))
    return {"Role": {**_shape(call, tx, role), "RoleLastUsed": last_used}}


def list_roles(call: Authorized[iam_types.ListRolesRequest], tx: Reader) -> iam_types.ListRolesResponse:
    """List the roles under a path, by name."""
    prefix = call.params.get("PathPrefix", "/")
    page = pages.fill(
        call,
        lambda after, limit: tx.roles.page(call.account, path_prefix=prefix, after=after, limit=limit),
        key=pages.name,
        filters=(prefix,),
    )
    return {
        "Roles": [_shape(call, tx, role) for role in page.items],
        **page.rest,
    }


def update_role(call: Authorized[iam_types.UpdateRoleRequest], tx: Transaction) -> iam_types.UpdateRoleResponse:
    """Change description and longest session of a role; what is not given stays. Sessions under way end as issued.

    Of a service-linked role the description alone.
    """
    role = find.role(tx, call.account, call.params["RoleName"])
    if "MaxSessionDuration" in call.params:
        protected.require_modifiable(role)
    changed = replace(
        role,
        description=call.params.get("Description", role.description),
        max_session=call.params.get("MaxSessionDuration", role.max_session),
    )
    tx.roles.replace(changed)
    return {}


def update_role_description(
    call: Authorized[iam_types.UpdateRoleDescriptionRequest], tx: Transaction
) -> iam_types.UpdateRoleDescriptionResponse:
    """Change the description of a role, also of a service-linked one."""
    role = find.role(tx, call.account, call.params["RoleName"])
    changed = replace(role, description=call.params["Description"])
    tx.roles.replace(changed)
    return {"Role": _shape(call, tx, changed)}


def update_assume_role_policy(
    call: Authorized[iam_types.UpdateAssumeRolePolicyRequest], tx: Transaction
) -> Mapping[str, object]:
    """Replace the trust policy of a role: from now on it trusts whom the names in it stand for now."""
    role = protected.modifiable_role(call, tx, call.params["RoleName"])
    document = call.params["PolicyDocument"]
    tx.roles.replace(replace(role, trust=document, trust_ids=_checked_trust(call, tx, document)))
    return {}


def delete_role(call: Authorized[iam_types.DeleteRoleRequest], tx: Transaction) -> Mapping[str, object]:
    """Delete a role that has no policies and is in no instance profile; its sessions end with it."""
    role = protected.modifiable_role(call, tx, call.params["RoleName"])
    if tx.links.count_sources(role.account, Relation.PROFILE_ROLE, role.id):
        raise DeleteConflictError("Cannot delete entity, must remove roles from instance profile first.")
    if tx.links.targets(role.account, Relation.ATTACHMENT, role.id):
        raise DeleteConflictError("Cannot delete entity, must detach all policies first.")
    if tx.inline_policies.count(role.account, parent=role.id):
        raise DeleteConflictError("Cannot delete entity, must delete policies first.")
    tx.roles.remove(role)
    return {}


def tag_role(call: Authorized[iam_types.TagRoleRequest], tx: Transaction) -> Mapping[str, object]:
    """Set tags of a role, also of a service-linked one."""
    role = find.role(tx, call.account, call.params["RoleName"])
    tx.roles.replace(replace(role, tags=tags.merged(call, role.tags, call.params["Tags"], KIND)))
    return {}


def untag_role(call: Authorized[iam_types.UntagRoleRequest], tx: Transaction) -> Mapping[str, object]:
    """Remove tags from a role; keys that it does not have are passed over."""
    role = find.role(tx, call.account, call.params["RoleName"])
    tx.roles.replace(replace(role, tags=tags.without(role.tags, call.params["TagKeys"])))
    return {}


def list_role_tags(call: Authorized[iam_types.ListRoleTagsRequest], tx: Reader) -> tags.TagPage:
    """List the tags of a role, by key."""
    role = find.role(tx, call.account, call.params["RoleName"])
    return tags.listed(call, role.tags, role.id)


def _shape(call: Authorized[object], tx: Reader, role: Role) -> iam_types.Role:
    return shapes.role(call, role, trust.shown(tx, call.partition, role))


def _checked_trust(call: Authorized[object], tx: Reader, document: str) -> Mapping[str, str]:
    """Return the unique ids that the trust policy *document* binds.

    Raises MalformedPolicyDocumentError, and LimitExceededError for a document that is too long.
    """
    trust_ids = trust.bind(tx, call.partition, document)
    if validate.policy_size(document) > call.quotas.assume_role_policy_size:
        raise LimitExceededError(f"Cannot exceed quota for ACLSizePerRole: {call.quotas.assume_role_policy_size}")
    return trust_ids


OPERATIONS: Final[Mapping[str, Handler]] = {
    "CreateRole": Write(create_role),
    "GetRole": Read(get_role),
    "ListRoles": Read(list_roles),
    "UpdateRole": Write(update_role),
    "UpdateRoleDescription": Write(update_role_description),
    "UpdateAssumeRolePolicy": Write(update_assume_role_policy),
    "DeleteRole": Write(delete_role),
    "TagRole": Write(tag_role),
    "UntagRole": Write(untag_role),
    "ListRoleTags": Read(list_role_tags),
}
