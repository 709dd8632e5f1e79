"""Operations that make sense only inside AWS: those of an AWS organization, and those that AWS keeps for partners.

An account of Ostiary is in no AWS organization; where the service model has an error that says just that, the call is
authorized like any other and then gets it. The rest is refused by name, with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Handler, Read, Refused, Write
from ostiary.model.errors import OrganizationNotFoundError
from ostiary.store.contract import Reader


def of_no_organization(call: Authorized[Any], tx: Reader) -> Mapping[str, Any]:  # Any: of five requests without members
    """Say that there is no organization, as AWS says it to an account outside of one."""
    raise OrganizationNotFoundError("The request was rejected because your account is not in an organization.")


ORGANIZATIONAL: Final = (
    "DisableOrganizationsRootCredentialsManagement",
    "DisableOrganizationsRootSessions",
    "EnableOrganizationsRootCredentialsManagement",
    "EnableOrganizationsRootSessions",
    "ListOrganizationsFeatures",
)

REASONS: Final[Mapping[str, tuple[str, ...]]] = {
    "it reports on an AWS organization": (
        "GenerateOrganizationsAccessReport",
        "GetOrganizationsAccessReport",
    ),
    "AWS keeps delegation requests for its partners": (
        "AcceptDelegationRequest",
        "AssociateDelegationRequest",
        "CreateDelegationRequest",
        "GetDelegationRequest",
        "GetHumanReadableSummary",
        "ListDelegationRequests",
        "RejectDelegationRequest",
        "SendDelegationToken",
        "UpdateDelegationRequest",
    ),
    "role templates come from AWS": ("AcquireRole", "GetRoleTemplateVersion"),
    "account properties belong to AWS's own console": ("GetAccountProperties", "PutAccountProperties"),
}

OPERATIONS: Final[Mapping[str, Handler]] = {
    **{name: (Read if name.startswith("List") else Write)(of_no_organization) for name in ORGANIZATIONAL},
    **{name: Refused(reason) for reason, names in REASONS.items() for name in names},
}
