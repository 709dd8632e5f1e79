"""The account's alias and its summary."""

from __future__ import annotations

import pytest

from ostiary.model.errors import EntityAlreadyExistsError, LimitExceededError, NoSuchEntityError, ValidationError
from ostiary.model.nouns import LoginProfile, MfaDevice
from ostiary.model.quotas import Quotas
from ostiary.store.contract import Transaction
from tests.support.domain import ACCOUNT, NOW, OTHER_ACCOUNT, TRUST_EC2, Domain, root


def aliases(domain: Domain) -> list[str]:
    found: list[str] = domain.call("ListAccountAliases")["AccountAliases"]
    return found


def test_an_account_has_no_alias_at_first(domain: Domain) -> None:
    assert domain.call("ListAccountAliases") == {"AccountAliases": [], "IsTruncated": False}


def test_a_second_alias_takes_the_place_of_the_first(domain: Domain) -> None:
    domain.call("CreateAccountAlias", {"AccountAlias": "acme"})
    domain.call("CreateAccountAlias", {"AccountAlias": "acme-new"})
    assert aliases(domain) == ["acme-new"]
    domain.call("CreateAccountAlias", {"AccountAlias": "acme"}, caller=root(OTHER_ACCOUNT))


def test_an_alias_belongs_to_one_account_of_the_installation(domain: Domain) -> None:
    domain.call("CreateAccountAlias", {"AccountAlias": "acme"}, caller=root(OTHER_ACCOUNT))
    message = "The account alias acme already exists."
    domain.refuses("CreateAccountAlias", {"AccountAlias": "acme"}, EntityAlreadyExistsError, message)
    assert aliases(domain) == []


def test_the_alias_that_the_account_has_already_exists_too(domain: Domain) -> None:
    domain.call("CreateAccountAlias", {"AccountAlias": "acme"})
    message = "The account alias acme already exists."
    domain.refuses("CreateAccountAlias", {"AccountAlias": "acme"}, EntityAlreadyExistsError, message)


def test_an_alias_that_reads_as_an_account_number_is_refused(domain: Domain) -> None:
    message = "The account alias cannot be a 12-digit number."
    domain.refuses("CreateAccountAlias", {"AccountAlias": OTHER_ACCOUNT}, ValidationError, message)


def test_an_alias_is_deleted_by_its_name(domain: Domain) -> None:
    domain.call("CreateAccountAlias", {"AccountAlias": "acme"})
    message = "The account alias wrong cannot be found."
    domain.refuses("DeleteAccountAlias", {"AccountAlias": "wrong"}, NoSuchEntityError, message)
    domain.call("DeleteAccountAlias", {"AccountAlias": "acme"})
    assert aliases(domain) == []


def test_the_alias_of_another_account_cannot_be_deleted(domain: Domain) -> None:
    domain.call("CreateAccountAlias", {"AccountAlias": "acme"}, caller=root(OTHER_ACCOUNT))
    message = "The account alias acme cannot be found."
    domain.refuses("DeleteAccountAlias", {"AccountAlias": "acme"}, NoSuchEntityError, message)


# -- summary -------------------------------------------------------------------------------------------

AWS_KEYS = {
    "AccessKeysPerUserQuota", "AccountAccessKeysPresent", "AccountMFAEnabled", "AccountPasswordPresent",
    "AccountSigningCertificatesPresent", "AssumeRolePolicySizeQuota", "AttachedPoliciesPerGroupQuota",
    "AttachedPoliciesPerRoleQuota", "AttachedPoliciesPerUserQuota", "GlobalEndpointTokenVersion",
    "GroupPolicySizeQuota", "Groups", "GroupsPerUserQuota", "GroupsQuota", "InstanceProfiles",
    "InstanceProfilesQuota", "MFADevices", "MFADevicesInUse", "Policies", "PoliciesQuota", "PolicySizeQuota",
    "PolicyVersionsInUse", "PolicyVersionsInUseQuota", "Providers", "RolePolicySizeQuota", "Roles", "RolesQuota",
    "ServerCertificates", "ServerCertificatesQuota", "SigningCertificatesPerUserQuota", "UserPolicySizeQuota",
    "Users", "UsersQuota", "VersionsPerPolicyQuota",
}  # fmt: skip


def summary(domain: Domain) -> dict[str, int]:
    numbers: dict[str, int] = domain.call("GetAccountSummary")["SummaryMap"]
    return numbers


def test_the_summary_has_the_34_keys_of_aws(domain: Domain) -> None:
    assert summary(domain).keys() == AWS_KEYS
    assert len(AWS_KEYS) == 34


def test_the_summary_counts_what_the_account_holds(domain: Domain) -> None:
    before = summary(domain)
    policy = domain.policy()
    domain.users("alice", "bob")
    domain.call("CreateGroup", {"GroupName": "Ops"})
    domain.call("CreateRole", {"RoleName": "Deploy", "AssumeRolePolicyDocument": TRUST_EC2})
    domain.call("CreateInstanceProfile", {"InstanceProfileName": "web"})
    domain.call("CreateAccessKey")
    domain.call("AttachRolePolicy", {"RoleName": "Deploy", "PolicyArn": policy})
    domain.call("PutUserPermissionsBoundary", {"UserName": "bob", "PermissionsBoundary": policy})
    after = summary(domain)
    changed = {key: after[key] - before[key] for key in after if after[key] != before[key]}
    assert changed == {
        "Users": 2,
        "Groups": 1,
        "Roles": 1,
        "InstanceProfiles": 1,
        "Policies": 1,
        "PolicyVersionsInUse": 1,
        "AccountAccessKeysPresent": 1,
    }


def test_the_summary_tells_of_passwords_and_devices(domain: Domain) -> None:
    alice = domain.call("CreateUser", {"UserName": "alice"})["User"]["UserId"]

    def add(tx: Transaction) -> None:
        for owner in (ACCOUNT, alice):
            tx.login_profiles.add(LoginProfile(account=ACCOUNT, owner=owner, created=NOW, changed=NOW, hash="h"))
        for number, owner in enumerate(("", alice, alice, ACCOUNT)):
            tx.mfa_devices.add(MfaDevice(account=ACCOUNT, serial=f"s{number}", created=NOW, sealed="s", owner=owner))

    before = summary(domain)
    domain.write(add)
    after = summary(domain)
    assert {key: after[key] for key in after if after[key] != before[key]} == {
        "AccountPasswordPresent": 1,
        "AccountMFAEnabled": 1,
        "MFADevices": 4,
        "MFADevicesInUse": 3,
    }


@pytest.mark.parametrize(("preference", "version"), [("v2Token", 2), ("v1Token", 1)])
def test_the_preferred_version_of_tokens_is_told_by_the_summary(domain: Domain, preference: str, version: int) -> None:
    assert summary(domain)["GlobalEndpointTokenVersion"] == 1
    domain.call("SetSecurityTokenServicePreferences", {"GlobalEndpointTokenVersion": preference})
    assert summary(domain)["GlobalEndpointTokenVersion"] == version
    others = domain.call("GetAccountSummary", caller=root(OTHER_ACCOUNT))["SummaryMap"]
    assert others["GlobalEndpointTokenVersion"] == 1


def test_the_summary_counts_one_account_only(domain: Domain) -> None:
    domain.users("alice")
    assert domain.call("GetAccountSummary", caller=root(OTHER_ACCOUNT))["SummaryMap"]["Users"] == 0


@pytest.mark.parametrize(
    ("key", "quota", "operation", "params"),
    [
        ("UsersQuota", "users", "CreateUser", {"UserName": "n"}),
        ("GroupsQuota", "groups", "CreateGroup", {"GroupName": "n"}),
        ("RolesQuota", "roles", "CreateRole", {"RoleName": "n", "AssumeRolePolicyDocument": TRUST_EC2}),
        ("InstanceProfilesQuota", "instance_profiles", "CreateInstanceProfile", {"InstanceProfileName": "n"}),
    ],
)
def test_the_quotas_of_the_summary_are_the_ones_that_are_enforced(
    domain: Domain, key: str, quota: str, operation: str, params: dict[str, str]
) -> None:
    domain.quotas = Quotas(**{quota: 0})
    assert summary(domain)[key] == 0
    with pytest.raises(LimitExceededError, match=r": 0$"):
        domain.call(operation, params)
