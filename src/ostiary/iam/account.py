"""The account itself: its alias, and how much of what it holds and may hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Handler, Read, Write
from ostiary.iam import find, pages
from ostiary.model.errors import EntityAlreadyExistsError, NoSuchEntityError, ValidationError
from ostiary.store.contract import Reader, Relation, Transaction
from ostiary.wire import iam_types

# -- alias ---------------------------------------------------------------------------------------------


def create_account_alias(
    call: Authorized[iam_types.CreateAccountAliasRequest], tx: Transaction
) -> Mapping[str, object]:
    """Give the account an alias, in the place of the one that it may have.

    Aliases are unique in the installation; to ask for the one that the account has already is refused as well.
    """
    alias = call.params["AccountAlias"]
    if alias.isdigit() and len(alias) == 12:
        # IAM guide: an alias must not be a 12-digit number, which would read as some account's number at sign-in.
        raise ValidationError("The account alias cannot be a 12-digit number.")
    if tx.aliases.get(alias) is not None:
        raise EntityAlreadyExistsError(f"The account alias {alias} already exists.")
    tx.accounts.replace(replace(find.account(tx, call.account), alias=alias))
    return {}


def delete_account_alias(
    call: Authorized[iam_types.DeleteAccountAliasRequest], tx: Transaction
) -> Mapping[str, object]:
    """Take the account's alias away; it has to be named."""
    alias = call.params["AccountAlias"]
    if tx.aliases.get(alias) != call.account:
        raise NoSuchEntityError(f"The account alias {alias} cannot be found.")
    tx.accounts.replace(replace(find.account(tx, call.account), alias=""))
    return {}


def list_account_aliases(
    call: Authorized[iam_types.ListAccountAliasesRequest], tx: Reader
) -> iam_types.ListAccountAliasesResponse:
    """List the account's alias: one or none."""
    alias = find.account(tx, call.account).alias
    page = pages.fill_sliced(call, [alias] if alias else [], key=str)
    return {"AccountAliases": list(page.items), **page.rest}


# -- preferences ---------------------------------------------------------------------------------------


def set_security_token_service_preferences(
    call: Authorized[iam_types.SetSecurityTokenServicePreferencesRequest], tx: Transaction
) -> Mapping[str, object]:
    """Keep which tokens the global endpoint is to give out, for GetAccountSummary to tell.

    At AWS it decides in which regions they are good. Those of this installation are good in all of them.
    """
    account = find.account(tx, call.account)
    tx.accounts.replace(replace(account, token_version=call.params["GlobalEndpointTokenVersion"]))
    return {}


# -- summary -------------------------------------------------------------------------------------------


def get_account_summary(call: Authorized[object], tx: Reader) -> iam_types.GetAccountSummaryResponse:
    """Return AWS's 34 numbers: what the account holds, and the quotas that are enforced."""
    return {"SummaryMap": {name: number(call, tx) for name, number in SUMMARY.items()}}


Number = Callable[[Authorized[object], Reader], int]


def _policies_in_use(call: Authorized[object], tx: Reader) -> int:
    """Return how many managed policies, own and AWS's, an entity has: each is in use in its default version."""
    relations = (Relation.ATTACHMENT, Relation.BOUNDARY)
    return len({arn for relation in relations for arn in tx.links.all_targets(call.account, relation)})


def _has_root_key(call: Authorized[object], tx: Reader) -> int:
    return int(tx.access_keys.count(call.account, parent=call.account) > 0)


def _has_root_certificate(call: Authorized[object], tx: Reader) -> int:
    return int(tx.signing_certificates.count(call.account, parent=call.account) > 0)


def _has_root_device(call: Authorized[object], tx: Reader) -> int:
    return int(tx.links.count_sources(call.account, Relation.DEVICE_OWNER, call.account) > 0)


TOKEN_VERSIONS: Final[Mapping[str, int]] = {"v1Token": 1, "v2Token": 2}

SUMMARY: Final[Mapping[str, Number]] = {
    "Users": lambda call, tx: tx.users.count(call.account),
    "UsersQuota": lambda call, _: call.quotas.users,
    "Groups": lambda call, tx: tx.groups.count(call.account),
    "GroupsQuota": lambda call, _: call.quotas.groups,
    "GroupsPerUserQuota": lambda call, _: call.quotas.groups_per_user,
    "Roles": lambda call, tx: tx.roles.count(call.account),
    "RolesQuota": lambda call, _: call.quotas.roles,
    "InstanceProfiles": lambda call, tx: tx.instance_profiles.count(call.account),
    "InstanceProfilesQuota": lambda call, _: call.quotas.instance_profiles,
    "Policies": lambda call, tx: tx.policies.count(call.account),
    "PoliciesQuota": lambda call, _: call.quotas.policies,
    "PolicySizeQuota": lambda call, _: call.quotas.policy_size,
    "PolicyVersionsInUse": _policies_in_use,
    # AWS's figure. Counted as above it could be reached only with quotas far beyond the default ones.
    "PolicyVersionsInUseQuota": lambda _, __: 10_000,
    "VersionsPerPolicyQuota": lambda call, _: call.quotas.versions_per_policy,
    "AttachedPoliciesPerGroupQuota": lambda call, _: call.quotas.attached_policies_per_group,
    "AttachedPoliciesPerRoleQuota": lambda call, _: call.quotas.attached_policies_per_role,
    "AttachedPoliciesPerUserQuota": lambda call, _: call.quotas.attached_policies_per_user,
    "GroupPolicySizeQuota": lambda call, _: call.quotas.group_policy_size,
    "RolePolicySizeQuota": lambda call, _: call.quotas.role_policy_size,
    "UserPolicySizeQuota": lambda call, _: call.quotas.user_policy_size,
    "AssumeRolePolicySizeQuota": lambda call, _: call.quotas.assume_role_policy_size,
    "AccessKeysPerUserQuota": lambda call, _: call.quotas.access_keys_per_user,
    "AccountAccessKeysPresent": _has_root_key,
    "GlobalEndpointTokenVersion": lambda call, tx: TOKEN_VERSIONS[find.account(tx, call.account).token_version],
    "AccountPasswordPresent": lambda call, tx: int(tx.login_profiles.get(call.account, call.account) is not None),
    "AccountMFAEnabled": _has_root_device,
    "AccountSigningCertificatesPresent": _has_root_certificate,
    "MFADevices": lambda call, tx: tx.mfa_devices.count(call.account),
    "MFADevicesInUse": lambda call, tx: tx.links.count(call.account, Relation.DEVICE_OWNER),
    "Providers": lambda call, tx: tx.saml_providers.count(call.account) + tx.oidc_providers.count(call.account),
    "ServerCertificates": lambda call, tx: tx.server_certificates.count(call.account),
    "ServerCertificatesQuota": lambda call, _: call.quotas.server_certificates,
    "SigningCertificatesPerUserQuota": lambda call, _: call.quotas.signing_certificates_per_user,
}
"""Key of the summary → its number."""


OPERATIONS: Final[Mapping[str, Handler]] = {
    "CreateAccountAlias": Write(create_account_alias),
    "DeleteAccountAlias": Write(delete_account_alias),
    "ListAccountAliases": Read(list_account_aliases),
    "GetAccountSummary": Read(get_account_summary),
    "SetSecurityTokenServicePreferences": Write(set_security_token_service_preferences),
}
