"""Permissions boundaries of users and roles: one managed policy each, the account's own or AWS's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Handler, Write
from ostiary.iam import find, managed, protected
from ostiary.model.errors import NoSuchEntityError, PolicyNotAttachableError
from ostiary.store.contract import Reader, Transaction
from ostiary.wire import iam_types


def checked(call: Authorized[object], tx: Reader, arn: str) -> str:
    """Return *arn*, which may be set as a boundary.

    Raises NoSuchEntityError when the policy does not exist for this account, ValidationError or
    InvalidInputError when it is no policy ARN, PolicyNotAttachableError for policies of service-linked roles.
    """
    policy = managed.known(call, tx, arn)
    if policy is None:
        raise NoSuchEntityError(f"Scope ARN: {arn} does not exist or is not attachable.")
    if policy.path.startswith(protected.SERVICE_PATH):
        raise PolicyNotAttachableError("Cannot attach a Service Role Policy as a permissions boundary.")
    return arn


def put_user_permissions_boundary(
    call: Authorized[iam_types.PutUserPermissionsBoundaryRequest], tx: Transaction
) -> Mapping[str, object]:
    """Set or replace a user's permissions boundary."""
    user = find.user(tx, call.account, call.params["UserName"])
    tx.users.replace(replace(user, boundary=checked(call, tx, call.params["PermissionsBoundary"])))
    return {}


def delete_user_permissions_boundary(
    call: Authorized[iam_types.DeleteUserPermissionsBoundaryRequest], tx: Transaction
) -> Mapping[str, object]:
    """Take a user's permissions boundary away; without one nothing is to do."""
    user = find.user(tx, call.account, call.params["UserName"])
    if user.boundary:
        tx.users.replace(replace(user, boundary=""))
    return {}


def put_role_permissions_boundary(
    call: Authorized[iam_types.PutRolePermissionsBoundaryRequest], tx: Transaction
) -> Mapping[str, object]:
    """Set or replace a role's permissions boundary."""
    role = protected.modifiable_role(call, tx, call.params["RoleName"])
    tx.roles.replace(replace(role, boundary=checked(call, tx, call.params["PermissionsBoundary"])))
    return {}


def delete_role_permissions_boundary(
    call: Authorized[iam_types.DeleteRolePermissionsBoundaryRequest], tx: Transaction
) -> Mapping[str, object]:
    """Take a role's permissions boundary away; without one nothing is to do."""
    role = protected.modifiable_role(call, tx, call.params["RoleName"])
    if role.boundary:
        tx.roles.replace(replace(role, boundary=""))
    return {}


OPERATIONS: Final[Mapping[str, Handler]] = {
    "PutUserPermissionsBoundary": Write(put_user_permissions_boundary),
    "DeleteUserPermissionsBoundary": Write(delete_user_permissions_boundary),
    "PutRolePermissionsBoundary": Write(put_role_permissions_boundary),
    "DeleteRolePermissionsBoundary": Write(delete_role_permissions_boundary),
}
