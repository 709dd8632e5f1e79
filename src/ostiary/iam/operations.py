"""The operations of IAM that Ostiary carries out; every other one of the service model is answered with 501."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ostiary.authz.handler import Handler
from ostiary.iam import (
    account,
    attachments,
    boundaries,
    groups,
    inline,
    instance_profiles,
    keys,
    policies,
    roles,
    users,
)

OPERATIONS: Final[Mapping[str, Handler]] = {
    **users.OPERATIONS,
    **groups.OPERATIONS,
    **roles.OPERATIONS,
    **policies.OPERATIONS,
    **inline.OPERATIONS,
    **attachments.OPERATIONS,
    **boundaries.OPERATIONS,
    **keys.OPERATIONS,
    **instance_profiles.OPERATIONS,
    **account.OPERATIONS,
}
