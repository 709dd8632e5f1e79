"""The operations of IAM by name. Those that are not here are answered with 501, as those are that are refused here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ostiary.authz.handler import Handler
from ostiary.iam import (
    account,
    attachments,
    authorization_details,
    boundaries,
    credential_reports,
    elsewhere,
    groups,
    inline,
    instance_profiles,
    keys,
    last_accessed,
    login_profiles,
    mfa_devices,
    oidc_providers,
    outbound_federation,
    password_policy,
    policies,
    roles,
    saml_providers,
    server_certificates,
    service_access,
    service_credentials,
    service_linked,
    signing_certificates,
    simulation,
    ssh_public_keys,
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
    login_profiles.OPERATIONS,
    password_policy.OPERATIONS,
    mfa_devices.OPERATIONS,
    saml_providers.OPERATIONS,
    oidc_providers.OPERATIONS,
    outbound_federation.OPERATIONS,
    account.OPERATIONS,
    authorization_details.OPERATIONS,
    service_access.OPERATIONS,
    credential_reports.OPERATIONS,
    last_accessed.OPERATIONS,
    simulation.OPERATIONS,
    service_linked.OPERATIONS,
    server_certificates.OPERATIONS,
    signing_certificates.OPERATIONS,
    ssh_public_keys.OPERATIONS,
    service_credentials.OPERATIONS,
    elsewhere.OPERATIONS,
)

OPERATIONS: Final[Mapping[str, Handler]] = {name: handler for family in FAMILIES for name, handler in family.items()}

REPORTS: Final = (credential_reports.REPORT, last_accessed.REPORT)
"""What is asked for by one of these operations and made beside it."""
