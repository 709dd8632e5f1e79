"""Every quota: what it counts can be reached and not exceeded, and raising the setting lets in exactly what it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path

import pytest

from ostiary.iam.account import SUMMARY
from ostiary.model.quotas import Quotas
from tests.support.accounts import AccountUnderTest, allow, document, first_account, of_size, refusal, trust
from tests.support.certificates import of_today, rsa_key, ssh_text
from tests.support.mfa import Device, enable
from tests.support.saml import ENTITY_ID, entities, entity, metadata, role, signing
from tests.support.saml import certificate as saml_certificate
from tests.support.server import server_in_thread

DOCUMENT = document(allow("s3:*"))
SMALL = 200
"""Characters: what a quota of size is set to. All documents of this page that are not about size are shorter."""

SHORT = 90

Use = Callable[[AccountUnderTest, int], object]


@dataclass(frozen=True, slots=True)
class Quota:
    """How the quota is used up: `use` takes the *n*th of what it counts, or *n* of what it measures.

    `says` is the message, `summary` the quota's name in GetAccountSummary if it is there; `setup` makes whose quota
    it is, `prepare` what each use needs. `counts` tells a quota of things from one of size.
    """

    use: Use
    says: str
    summary: str = ""
    setup: Callable[[AccountUnderTest], object] = lambda _: None
    prepare: Use = lambda _, __: None
    counts: bool = True

    @property
    def low(self) -> int:
        return 2 if self.counts else SMALL

    def use_up(self, account: AccountUnderTest, quota: int) -> None:
        for number in range(1, quota + 1) if self.counts else (quota,):
            self.prepare(account, number)
            self.use(account, number)


DEVICES: dict[int, Device] = {}
"""MFA devices that are to be enabled, by number."""


def user(account: AccountUnderTest) -> None:
    account.iam.create_user(UserName="holder")


def group(account: AccountUnderTest) -> None:
    account.iam.create_group(GroupName="holder")


def role_of_ec2(account: AccountUnderTest) -> None:
    account.role("holder", trust(account.number))


def policy(account: AccountUnderTest) -> None:
    account.policy("holder", allow("s3:*"))


def oidc_provider(account: AccountUnderTest) -> None:
    account.iam.create_open_id_connect_provider(Url="https://holder.example.com", ThumbprintList=["0" * 40])


def numbered_policy(account: AccountUnderTest, number: int) -> None:
    account.policy(f"policy-{number}", allow("s3:*"))


def attach(kind: str) -> Use:
    """Return what attaches a policy to the holder of that kind."""
    named = {f"{kind.capitalize()}Name": "holder"}
    return lambda a, n: getattr(a.iam, f"attach_{kind}_policy")(**named, PolicyArn=a.arn(f"policy/policy-{n}"))


def put(kind: str, name: str, size_of: Callable[[int], int]) -> Use:
    """Return what gives the holder of that kind an inline policy."""
    named = {f"{kind.capitalize()}Name": "holder", "PolicyName": name}
    return lambda a, size: getattr(a.iam, f"put_{kind}_policy")(**named, PolicyDocument=of_size(size_of(size)))


def inline(kind: str, setup: Callable[[AccountUnderTest], object]) -> Quota:
    """Return the quota of inline policies of that kind: of two together, one of them short."""
    return Quota(
        put(kind, "long", lambda size: size - SHORT),
        f"Maximum policy size of {{}} bytes exceeded for {kind} holder",
        f"{kind.capitalize()}PolicySizeQuota",
        setup,
        put(kind, "short", lambda _: SHORT),
        counts=False,
    )


def numbered_group(account: AccountUnderTest, number: int) -> None:
    account.iam.create_group(GroupName=f"group-{number}")


def join(account: AccountUnderTest, number: int) -> None:
    account.iam.add_user_to_group(GroupName=f"group-{number}", UserName="holder")


def trust_of_size(account: AccountUnderTest, size: int) -> str:
    """Return a trust policy of exactly *size* characters, white space not counted."""
    empty = len(trust(account.number, Sid="").replace(" ", ""))
    return trust(account.number, Sid="s" * (size - empty))


def role_of_size(account: AccountUnderTest, size: int) -> None:
    account.role(f"role-{size}", trust_of_size(account, size))
    account.iam.update_assume_role_policy(RoleName="holder", PolicyDocument=trust_of_size(account, size))


def version(account: AccountUnderTest, number: int) -> None:
    if number > 1:  # the first one comes with the policy
        account.iam.create_policy_version(PolicyArn=account.arn("policy/holder"), PolicyDocument=DOCUMENT)


def saml_provider(account: AccountUnderTest, number: int) -> None:
    account.iam.create_saml_provider(Name=f"provider-{number}", SAMLMetadataDocument=metadata())


def saml_provider_of_providers(account: AccountUnderTest, number: int) -> None:
    signed = role(signing(saml_certificate()))
    document = entities("".join(entity(signed, f"{ENTITY_ID}/{n}") for n in range(number)))
    account.iam.create_saml_provider(Name=f"provider-{number}", SAMLMetadataDocument=document)


def saml_provider_of_keys(account: AccountUnderTest, number: int) -> None:
    document = metadata(keys=[f"key-{n}" for n in range(number)])
    account.iam.create_saml_provider(Name=f"provider-{number}", SAMLMetadataDocument=document)


def client_id(account: AccountUnderTest, number: int) -> None:
    arn = account.arn("oidc-provider/holder.example.com")
    account.iam.add_client_id_to_open_id_connect_provider(OpenIDConnectProviderArn=arn, ClientID=f"client-{number}")


def server_certificate(account: AccountUnderTest, number: int) -> None:
    made = of_today()
    account.iam.upload_server_certificate(
        ServerCertificateName=f"certificate-{number}", CertificateBody=made.pem, PrivateKey=made.private_key
    )


ROWS: dict[str, Quota] = {
    "users": Quota(
        lambda a, n: a.iam.create_user(UserName=f"user-{n}"),
        "Cannot exceed quota for UsersPerAccount: {}",
        "UsersQuota",
    ),
    "groups": Quota(
        lambda a, n: a.iam.create_group(GroupName=f"group-{n}"),
        "Cannot exceed quota for GroupsPerAccount: {}",
        "GroupsQuota",
    ),
    "roles": Quota(
        lambda a, n: a.role(f"role-{n}", trust(a.number)), "Cannot exceed quota for RolesPerAccount: {}", "RolesQuota"
    ),
    "instance_profiles": Quota(
        lambda a, n: a.iam.create_instance_profile(InstanceProfileName=f"profile-{n}"),
        "Cannot exceed quota for InstanceProfilesPerAccount: {}",
        "InstanceProfilesQuota",
    ),
    "policies": Quota(
        lambda a, n: a.policy(f"policy-{n}", allow("s3:*")),
        "Cannot exceed quota for PoliciesPerAccount: {}",
        "PoliciesQuota",
    ),
    "groups_per_user": Quota(
        join, "Cannot exceed quota for GroupsPerUser: {}", "GroupsPerUserQuota", user, numbered_group
    ),
    "attached_policies_per_user": Quota(
        attach("user"),
        "Cannot exceed quota for PoliciesPerUser: {}",
        "AttachedPoliciesPerUserQuota",
        user,
        numbered_policy,
    ),
    "attached_policies_per_group": Quota(
        attach("group"),
        "Cannot exceed quota for PoliciesPerGroup: {}",
        "AttachedPoliciesPerGroupQuota",
        group,
        numbered_policy,
    ),
    "attached_policies_per_role": Quota(
        attach("role"),
        "Cannot exceed quota for PoliciesPerRole: {}",
        "AttachedPoliciesPerRoleQuota",
        role_of_ec2,
        numbered_policy,
    ),
    "access_keys_per_user": Quota(
        lambda a, _: a.iam.create_access_key(UserName="holder"),
        "Cannot exceed quota for AccessKeysPerUser: {}",
        "AccessKeysPerUserQuota",
        user,
    ),
    "versions_per_policy": Quota(
        version,
        "A managed policy can have up to {} versions. Before you create a new version, you must delete an existing "
        "version.",
        "VersionsPerPolicyQuota",
        policy,
    ),
    "policy_size": Quota(
        lambda a, size: a.iam.create_policy(PolicyName=f"policy-{size}", PolicyDocument=of_size(size)),
        "Cannot exceed quota for PolicySize: {}",
        "PolicySizeQuota",
        counts=False,
    ),
    "user_policy_size": inline("user", user),
    "group_policy_size": inline("group", group),
    "role_policy_size": inline("role", role_of_ec2),
    "assume_role_policy_size": Quota(
        role_of_size,
        "Cannot exceed quota for ACLSizePerRole: {}",
        "AssumeRolePolicySizeQuota",
        role_of_ec2,
        counts=False,
    ),
    "tags_per_entity": Quota(
        lambda a, n: a.iam.tag_user(UserName="holder", Tags=[{"Key": f"key-{n}", "Value": ""}]),
        "Cannot exceed quota for TagsPerUser: {}",
        setup=user,
    ),
    "saml_providers": Quota(saml_provider, "Cannot exceed quota for SAMLProvidersPerAccount: {}"),
    "identity_providers_per_saml_provider": Quota(
        saml_provider_of_providers, "Cannot exceed quota for IdentityProvidersPerSAMLProvider: {}"
    ),
    "keys_per_saml_provider": Quota(saml_provider_of_keys, "Cannot exceed quota for KeysPerSAMLProvider: {}"),
    "oidc_providers": Quota(
        lambda a, n: a.iam.create_open_id_connect_provider(Url=f"https://{n}.example.com"),
        "Cannot exceed quota for OpenIdConnectProvidersPerAccount: {}",
    ),
    "client_ids_per_oidc_provider": Quota(
        client_id, "Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: {}", setup=oidc_provider
    ),
    "server_certificates": Quota(
        server_certificate, "Cannot exceed quota for ServerCertificatesPerAccount: {}", "ServerCertificatesQuota"
    ),
    "signing_certificates_per_user": Quota(
        lambda a, n: a.iam.upload_signing_certificate(UserName="holder", CertificateBody=of_today(f"signer-{n}").pem),
        "Cannot exceed quota for CertificatesPerUser: {}",
        "SigningCertificatesPerUserQuota",
        user,
    ),
    "ssh_public_keys_per_user": Quota(
        lambda a, n: a.iam.upload_ssh_public_key(UserName="holder", SSHPublicKeyBody=ssh_text(rsa_key(n))),
        "Cannot exceed quota for SSHPublicKeysPerUser: {}",
        setup=user,
    ),
    "mfa_devices_per_user": Quota(
        lambda a, n: enable(a.iam, "holder", DEVICES[n]),
        "Cannot exceed quota for MFADevicesPerUser: {}",
        setup=user,
        prepare=lambda a, n: DEVICES.update({n: Device(a.iam, f"device-{n}")}),
    ),
    "service_credentials_per_user": Quota(
        lambda a, _: a.iam.create_service_specific_credential(
            UserName="holder", ServiceName="codecommit.amazonaws.com"
        ),
        "Cannot exceed quota for ServiceSpecificCredentialsPerUser: {}",
        setup=user,
    ),
}
"""Quota → how it is used up and what is said then. The words of sizes are those of policy-evaluation.md 1.13; the names
that AWS has for the other quotas are not confirmed one by one."""


OF_ROLES_ANYWHERE = {"trust_anchors", "workload_profiles", "crls_per_trust_anchor"}
"""Quotas of an API that has no LimitExceeded: see test_roles_anywhere."""


def test_every_quota_is_here() -> None:
    assert ROWS.keys() == {quota.name for quota in fields(Quotas)} - OF_ROLES_ANYWHERE


def test_every_quota_of_the_summary_is_here() -> None:
    named = {row.summary for row in ROWS.values() if row.summary}
    assert named == {name for name in SUMMARY if name.endswith("Quota")} - {"PolicyVersionsInUseQuota"}


def refuses_more(account: AccountUnderTest, row: Quota, quota: int, number: int) -> None:
    """The *number*th is refused in the words of its row, and nothing of it is kept."""
    if row.summary:
        assert account.iam.get_account_summary()["SummaryMap"][row.summary] == quota
    row.prepare(account, number)
    revision = account.root.server.revision
    assert refusal(lambda: row.use(account, number)) == (409, "LimitExceeded", row.says.format(quota))
    assert account.root.server.revision == revision


@pytest.mark.parametrize("name", ROWS)
def test_a_quota_is_reached_and_not_exceeded_and_can_be_raised(tmp_path: Path, name: str) -> None:
    row = ROWS[name]
    with server_in_thread(tmp_path, **{f"quotas_{name}": str(row.low)}) as server:
        account = first_account(server)
        row.setup(account)
        row.use_up(account, row.low)
        refuses_more(account, row, row.low, row.low + 1)
    with server_in_thread(tmp_path, **{f"quotas_{name}": str(row.low + 1)}) as server:
        account = first_account(server)
        row.use(account, row.low + 1)
        refuses_more(account, row, row.low + 1, row.low + 2)
