"""The operations of IAM by name. Those that are not here are answered with 501, as those are that are refused here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ostiary.authz.handler import Handler
from ostiary.iam import (
    account,
    attachments,
    boundaries,
    elsewhere,
    groups,
    inline,
    instance_profiles,
    keys,
    policies,
    roles,
    service_linked,
    simulation,
    users,
)

FAMILIES: Final[tuple[Mapping[str, Handler], ...]] = (
    users.OPERATIONS,
    groups.OPERATIONS,
    roles.OPERATIONS,
    policies.OPERATIONS,
    inline.OPERATIONS,
    attachments.OPERATIONS,
    boundaries.OPERATIONS,
    keys.OPERATIONS,
    instance_profiles.OPERATIONS,
    account.OPERATIONS,
    simulation.OPERATIONS,
    service_linked.OPERATIONS,
    elsewhere.OPERATIONS,
)

OPERATIONS: Final[Mapping[str, Handler]] = {name: handler for family in FAMILIES for name, handler in family.items()}
