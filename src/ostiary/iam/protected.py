"""Roles that only AWS's services may change: service-linked roles (policy-evaluation.md 7.8)."""

from __future__ import annotations

from typing import Final

from ostiary.authz.authorized import Authorized
from ostiary.iam import find
from ostiary.model.errors import UnmodifiableEntityError
from ostiary.model.nouns import Role
from ostiary.store.contract import Reader

SERVICE_PATH: Final = "/aws-service-role/"
"""Roles under this path are service-linked; managed policies under it are for such roles alone."""


def modifiable_role(call: Authorized[object], tx: Reader, name: str) -> Role:
    """Return the role of that name, which the call is to change.

    Raises NoSuchEntityError, and UnmodifiableEntityError for a service-linked role.
    """
    role = find.role(tx, call.account, name)
    require_modifiable(role)
    return role


def require_modifiable(role: Role) -> None:
    """Raise UnmodifiableEntityError for a service-linked role."""
    if role.path.startswith(SERVICE_PATH):
        raise UnmodifiableEntityError(
            f"Cannot perform the operation on the protected role '{role.name}' - this role is only modifiable by AWS"
        )
