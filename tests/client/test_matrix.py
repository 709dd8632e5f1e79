"""Who may call what: every operation that there is, by every kind of principal, against a running server (threat 16).

`ROWS` is the whole expectation. Each row gets an installation of its own, because what is allowed is really done there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import pytest

from ostiary.engine.decide import ImplicitDeny
from ostiary.engine.kinds import PolicyKind
from ostiary.engine.request import Request
from ostiary.evaluation.principals import caller_of
from ostiary.server.accounts import AccountWanted, RootKeyWanted
from ostiary.store.contract import Reader, Relation
from ostiary.wire.faults import REST_JSON_NAMES
from ostiary.wire.services import service
from tests.support.certificates import of_today, rsa_key, ssh_text
from tests.support.saml import metadata
from tests.support.server import ServerInThread, server_in_thread
from tests.support.signing import Answer, post
from tests.support.smallest import JSON_OPERATIONS, OPERATIONS, REST_JSON_OPERATIONS, smallest, smallest_by_rest

Keys = tuple[str, ...]

ADMINISTRATOR: Final = "arn:aws:iam::aws:policy/AdministratorAccess"


def document(effect: str, *actions: str) -> str:
    statement = {"Effect": effect, "Action": list(actions), "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def trusting(principal: str) -> str:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": principal}}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


class House:
    """A server whose account holds one of everything, and a list of what happens inside it."""

    def __init__(self, server: ServerInThread, monkeypatch: pytest.MonkeyPatch) -> None:
        self.server = server
        self.iam = server.client("iam")
        self.steps: list[str] = []
        self.store = server.running._installation.store
        self._furnish()
        server.running._make_reports()  # what was asked for meanwhile must not be written in the midst of a call
        self._listen(monkeypatch)

    def _furnish(self) -> None:
        iam = self.iam
        trust = trusting(self.arn("root"))
        iam.create_user(UserName="other")
        key = iam.create_access_key(UserName="other")["AccessKey"]["AccessKeyId"]
        iam.put_user_policy(UserName="other", PolicyName="own", PolicyDocument=document("Allow", "s3:*"))
        iam.create_group(GroupName="group")
        iam.add_user_to_group(GroupName="group", UserName="other")
        iam.create_role(RoleName="role", AssumeRolePolicyDocument=trust)
        iam.create_policy(PolicyName="policy", PolicyDocument=document("Allow", "s3:*"))
        iam.attach_role_policy(RoleName="role", PolicyArn=self.arn("policy/policy"))
        iam.create_instance_profile(InstanceProfileName="profile")
        certificate = of_today("kept")
        iam.upload_server_certificate(
            ServerCertificateName="certificate", CertificateBody=certificate.pem, PrivateKey=certificate.private_key
        )
        signing = iam.upload_signing_certificate(UserName="other", CertificateBody=certificate.pem)["Certificate"]
        ssh = iam.upload_ssh_public_key(UserName="other", SSHPublicKeyBody=ssh_text(rsa_key(2)))["SSHPublicKey"]
        credential = iam.create_service_specific_credential(UserName="other", ServiceName="cassandra.amazonaws.com")
        device = iam.create_virtual_mfa_device(VirtualMFADeviceName="device")["VirtualMFADevice"]["SerialNumber"]
        iam.create_saml_provider(Name="idp", SAMLMetadataDocument=metadata())
        iam.create_open_id_connect_provider(Url="https://idp.example.com")
        self.values = {
            "AccessKeyId": key,
            "Arn": self.arn("user/other"),
            "AWSServiceName": "batch.amazonaws.com",
            "AccountAlias": "alias",
            "AssumeRolePolicyDocument": trust,
            "CertificateBody": of_today().pem,
            "CertificateId": signing["CertificateId"],
            "AuthenticationCode1": "000000",
            "AuthenticationCode2": "000001",
            "Encoding": "PEM",
            "EncodedMessage": self._encoded_message(),
            "GlobalEndpointTokenVersion": "v2Token",
            "GroupName": "group",
            "InstanceProfileName": "profile",
            "JobId": iam.generate_service_last_accessed_details(Arn=self.arn("user/other"))["JobId"],
            "NewPassword": "Another-passw0rd",
            "OldPassword": "A-g00d-password",
            "OpenIDConnectProviderArn": self.arn("oidc-provider/idp.example.com"),
            "Password": "A-g00d-password",
            "PermissionsBoundary": self.arn("policy/policy"),
            "PolicyArn": self.arn("policy/policy"),
            "PolicyDocument": document("Allow", "s3:*"),
            "PolicyName": "own",
            "PolicySourceArn": self.arn("user/other"),
            "PrivateKey": of_today().private_key,
            "RoleArn": self.arn("role/role"),
            "RoleName": "role",
            "RoleSessionName": "session",
            "SAMLMetadataDocument": metadata(["two"]),
            "SAMLProviderArn": self.arn("saml-provider/idp"),
            "SSHPublicKeyBody": ssh_text(rsa_key()),
            "SSHPublicKeyId": ssh["SSHPublicKeyId"],
            "SerialNumber": device,
            "ServerCertificateName": "certificate",
            "ServiceName": "codecommit.amazonaws.com",
            "ServiceNamespace": "iam",
            "ServiceSpecificCredentialId": credential["ServiceSpecificCredential"]["ServiceSpecificCredentialId"],
            "SigningAlgorithm": "RS256",
            "Status": "Inactive",
            "VirtualMFADeviceName": "another",
            "Url": "https://idp.example.com",
            "UserName": "other",
            "VersionId": "v1",
        }

    def _encoded_message(self) -> str:
        """Return why root was refused something, as the server encodes it."""
        account, installation = self.server.account, self.server.running._installation
        request = Request(caller_of(self.arn("root")), "s3:GetObject", "arn:aws:s3:::b/k", account, {})
        return installation.messages.encode(account, request, ImplicitDeny(PolicyKind.IDENTITY), installation.now)

    def _listen(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Note when the enforcement point is reached, and when a write begins."""

        def noted(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
            def call(*args: Any, **kwargs: Any) -> Any:
                self.steps.append(name)
                return function(*args, **kwargs)

            return call

        enforcer = self.server.running._dispatcher._enforcer
        monkeypatch.setattr(enforcer, "require", noted("require", enforcer.require))
        monkeypatch.setattr(self.store, "write", noted("write", self.store.write))

    def arn(self, resource: str) -> str:
        return f"arn:aws:iam::{self.server.account}:{resource}"

    def user(self, name: str, *, administrator: bool = False) -> Keys:
        """Make a user and return its keys."""
        self.iam.create_user(UserName=name)
        if administrator:
            self.iam.attach_user_policy(UserName=name, PolicyArn=ADMINISTRATOR)
        key = self.iam.create_access_key(UserName=name)["AccessKey"]
        return key["AccessKeyId"], key["SecretAccessKey"]

    def session(self, policy: str | None = None) -> Keys:
        """Make a role with every permission and return the keys of a session of it."""
        self.iam.create_role(RoleName="full", AssumeRolePolicyDocument=trusting(self.arn("root")))
        self.iam.attach_role_policy(RoleName="full", PolicyArn=ADMINISTRATOR)
        client = self.server.client("sts", *self.user("assuming", administrator=True))
        passed = {} if policy is None else {"Policy": policy}
        return keys_of(client.assume_role(RoleArn=self.arn("role/full"), RoleSessionName="session", **passed))

    def call(self, api: str, operation: str, keys: Keys, target: Mapping[str, str]) -> Answer:
        """Make the smallest call of *operation* on *target*, and let be done what it asks for."""
        answer = self._call(api, operation, keys, target)
        self.server.running._make_reports()  # else it is written in the midst of the next call
        return answer

    def _call(self, api: str, operation: str, keys: Keys, target: Mapping[str, str]) -> Answer:
        """Make the smallest call of *operation* on *target*, naming the user also where that may be left out."""
        if (api, operation) in REST_JSON_OPERATIONS:
            self.steps.clear()
            path, body = smallest_by_rest(operation, self.values["PolicySourceArn"])
            return post(self.server, api, json.dumps(body).encode(), "application/json", keys, path)
        if (api, operation) in JSON_OPERATIONS:
            self.steps.clear()
            named = f"CloudTrail_20131101.{operation}"
            return post(self.server, api, b"{}", "application/x-amz-json-1.1", keys, target=named)
        also = ALSO.get(operation, frozenset()) | ({"UserName"} if target else set())
        values = {**self.values, **target}
        if operation == "UpdateAssumeRolePolicy":
            values["PolicyDocument"] = values["AssumeRolePolicyDocument"]
        params = smallest(api, operation, values, also)
        version = service("iam" if api == "iam" else "sts").api_version
        self.steps.clear()
        return post(self.server, api, urlencode({**params, "Version": version}).encode(), keys=keys)

    def content(self) -> Mapping[str, object]:
        """Return everything that the account holds."""
        with self.store.read() as tx:
            return dict(_content(tx, self.server.account))


ALSO: Final[Mapping[str, frozenset[str]]] = {
    "CreateLoginProfile": frozenset({"Password"}),
    "UpdateSAMLProvider": frozenset({"SAMLMetadataDocument"}),
}
"""What an operation needs beside its required parameters."""


def _content(tx: Reader, account: str) -> Iterator[tuple[str, object]]:
    yield "account", tx.accounts.by_id(account)
    yield "saml_providers", tx.saml_providers.page(account, limit=1_000).items
    yield "oidc_providers", tx.oidc_providers.page(account, limit=1_000).items
    yield "server_certificates", tx.server_certificates.page(account, limit=1_000).items
    for name in ("users", "groups", "roles", "policies", "instance_profiles"):
        found = getattr(tx, name).page(account, limit=1_000).items
        yield name, found
        for noun in found:
            yield f"versions of {noun.id}", tx.policy_versions.page(account, parent=noun.id, limit=1_000).items
            yield f"inline of {noun.id}", tx.inline_policies.page(account, parent=noun.id, limit=1_000).items
            yield f"keys of {noun.id}", tx.access_keys.page(account, parent=noun.id, limit=1_000).items
            for of_users in ("signing_certificates", "ssh_public_keys", "service_credentials"):
                yield f"{of_users} of {noun.id}", getattr(tx, of_users).page(account, parent=noun.id, limit=99).items
            yield f"links of {noun.id}", [tx.links.targets(account, relation, noun.id) for relation in Relation]


def keys_of(answer: Mapping[str, Any]) -> Keys:
    made = answer["Credentials"]
    return made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"]


# -- the principals ------------------------------------------------------------------------------------


def root(house: House) -> Keys:
    return house.server.root_access_key_id, house.server.root_secret


def administrator(house: House) -> Keys:
    return house.user("administrator", administrator=True)


def denied(house: House) -> Keys:
    keys = house.user("denied", administrator=True)
    house.iam.put_user_policy(UserName="denied", PolicyName="none", PolicyDocument=document("Deny", "*"))
    return keys


def nobody(house: House) -> Keys:
    return house.user("nobody")


def bounded(house: House) -> Keys:
    keys = house.user("bounded", administrator=True)
    made = house.iam.create_policy(PolicyName="bound", PolicyDocument=document("Allow", "iam:Get*"))
    house.iam.put_user_permissions_boundary(UserName="bounded", PermissionsBoundary=made["Policy"]["Arn"])
    return keys


def role_session(house: House) -> Keys:
    return house.session()


def narrowed_session(house: House) -> Keys:
    return house.session(document("Allow", "iam:List*"))


def session_token(house: House) -> Keys:
    return keys_of(house.server.client("sts", *administrator(house)).get_session_token())


def root_of_another_account(house: House) -> Keys:
    installation = house.server.running._installation
    made = installation.accounts.create(AccountWanted(root_key=RootKeyWanted()), installation.now)
    return made.access_key_id, made.secret_access_key


def administrator_of_another_account(house: House) -> Keys:
    iam = house.server.client("iam", *root_of_another_account(house))
    iam.create_user(UserName="stranger")
    iam.attach_user_policy(UserName="stranger", PolicyArn=ADMINISTRATOR)
    key = iam.create_access_key(UserName="stranger")["AccessKey"]
    return key["AccessKeyId"], key["SecretAccessKey"]


# -- the matrix ----------------------------------------------------------------------------------------

WHO_AM_I: Final = ("sts:GetCallerIdentity",)
LONG_TERM: Final = (*WHO_AM_I, "sts:GetSessionToken")
"""What no policy gives or takes away (policy-evaluation.md 8.1)."""

ANALYZER: Final = "access-analyzer:*"
TRAIL: Final = "cloudtrail:*"
OTHER_STS: Final = ("sts:DecodeAuthorizationMessage", "sts:GetAccessKeyInfo", "sts:GetWebIdentityToken")
"""Who is from another account may call the first, and is told that the message is not valid."""

FEDERATION: Final = "sts:GetFederationToken"

OF_THE_ACCOUNT_NAMED: Final = (
    "access-analyzer:ExplainDecision",
    "iam:*PolicyVersion*",
    "iam:GetPolicy",
    "iam:DeletePolicy",
    "iam:TagPolicy",
    "iam:UntagPolicy",
    "iam:ListPolicyTags",
    "iam:ListEntitiesForPolicy",
    "iam:GetAccessKeyLastUsed",
    "iam:DeleteVirtualMFADevice",
    "iam:TagMFADevice",
    "iam:UntagMFADevice",
    "iam:ListMFADeviceTags",
    "iam:GetSAMLProvider",
    "iam:UpdateSAMLProvider",
    "iam:DeleteSAMLProvider",
    "iam:*agSAMLProvider",
    "iam:ListSAMLProviderTags",
    "iam:GetOpenIDConnectProvider",
    "iam:DeleteOpenIDConnectProvider",
    "iam:UpdateOpenIDConnectProviderThumbprint",
    "iam:*ClientID*OpenIDConnectProvider",
    "iam:*agOpenIDConnectProvider",
    "iam:ListOpenIDConnectProviderTags",
    "iam:GenerateServiceLastAccessedDetails",
    "iam:ListPoliciesGrantingServiceAccess",
    "iam:SimulatePrincipalPolicy",
    "iam:GetContextKeysForPrincipalPolicy",
)
"""What names its resource whole. All else names a thing of the caller's own account, also when both use one name."""


@dataclass(frozen=True, slots=True)
class Row:
    """A principal, what it may call, and what of that it may not; as patterns of `api:Operation`.

    `target` is whom it acts on where the operation has a `UserName`; empty: the parameter is left out if it can be,
    which means the caller itself, and is the user `other` where it cannot.
    """

    make: Callable[[House], Keys]
    may: tuple[str, ...]
    but_not: tuple[str, ...] = ()
    target: str = ""

    def allows(self, operation: str) -> bool:
        return _is_one_of(operation, self.may) and not _is_one_of(operation, self.but_not)


def _is_one_of(operation: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(operation, pattern) for pattern in patterns)


ROWS: Final[Mapping[str, Row]] = {
    "root": Row(root, ("iam:*", FEDERATION, *OTHER_STS, ANALYZER, TRAIL, *LONG_TERM)),
    "administrator": Row(administrator, ("iam:*", "sts:*", ANALYZER, TRAIL)),
    "administrator on another": Row(administrator, ("iam:*", "sts:*", ANALYZER, TRAIL), target="other"),
    "administrator with a Deny": Row(denied, LONG_TERM),
    "user without policies": Row(nobody, LONG_TERM),
    "user without policies on itself": Row(nobody, LONG_TERM, target="nobody"),
    "user without policies on another": Row(nobody, LONG_TERM, target="other"),
    "user whose boundary allows iam:Get*": Row(bounded, ("iam:Get*", *LONG_TERM), target="bounded"),
    "role session": Row(
        role_session, ("iam:*", "sts:AssumeRole", *OTHER_STS, ANALYZER, TRAIL, *WHO_AM_I), target="other"
    ),
    "session whose policy allows iam:List*": Row(narrowed_session, ("iam:List*", *WHO_AM_I), target="other"),
    # The others tell what IAM does, which is not for such a session.
    "session token without MFA": Row(
        session_token, ("sts:AssumeRole", "access-analyzer:ValidatePolicy", TRAIL, *WHO_AM_I)
    ),
    "root of another account": Row(
        root_of_another_account,
        ("iam:*", FEDERATION, *OTHER_STS, ANALYZER, TRAIL, *LONG_TERM),
        OF_THE_ACCOUNT_NAMED,
        "other",
    ),
    "administrator of another account": Row(
        administrator_of_another_account,
        ("iam:*", FEDERATION, *OTHER_STS, ANALYZER, TRAIL, *LONG_TERM),
        OF_THE_ACCOUNT_NAMED,
        "other",
    ),
}

SIGNED: Final = tuple((api, name) for api, name in OPERATIONS if not service(api).operations[name].unsigned)
"""Who signs nothing is no principal: what such callers may is told by tests of their own."""

IN_ORDER: Final = sorted(
    (*SIGNED, *REST_JSON_OPERATIONS, *JSON_OPERATIONS),
    key=lambda pair: pair[1].startswith(("Delete", "Detach", "Remove")),
)
"""What takes things away comes last: until then everything is there."""

REFUSED: Final = "AccessDenied"
AFTER_THE_DECISION: Final = frozenset(
    {
        "",
        "DeleteConflict",
        "EntityAlreadyExists",
        "FeatureDisabled",
        "FeatureEnabled",
        "OutboundWebIdentityFederationDisabledException",
        "InvalidAuthenticationCode",
        "InvalidUserType",
        "InvalidAuthorizationMessageException",
        "NoSuchEntity",
        "OrganizationNotFoundException",
        "ReportInProgress",
        "ReportNotPresent",
    }
)
"""What an allowed call can come to here: success, or what the handler finds when it may look."""


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    with server_in_thread(tmp_path) as server:
        yield House(server, monkeypatch)


def code(answer: Answer) -> str:
    """Return the code of a refusal as IAM would say it."""
    error = answer.error or (json.loads(answer.text).get("__type", "") if answer.text.startswith("{") else "")
    if error:
        return next((code for code, name in REST_JSON_NAMES.items() if name == error), error)
    return answer.text.partition("<Code>")[2].partition("</Code>")[0]


@pytest.mark.parametrize("name", ROWS)
def test_threat_16_the_matrix_of_operations_and_principals(house: House, name: str) -> None:
    row = ROWS[name]
    keys, target = row.make(house), {"UserName": row.target} if row.target else {}
    before = house.content()
    found, expected = {}, {}
    for api, operation in IN_ORDER:
        is_allowed, revision = row.allows(f"{api}:{operation}"), house.server.revision
        answer = code(house.call(api, operation, keys, target))
        expected[operation] = "allowed" if is_allowed else REFUSED
        found[operation] = "allowed" if answer in AFTER_THE_DECISION else answer
        assert house.steps[:1] == ["require"], operation
        assert house.steps.count("require") == 1, operation
        if not is_allowed:
            assert house.steps == ["require"], operation
            assert house.server.revision == revision, operation
    assert found == expected
    if name.endswith("of another account") or not any(map(row.allows, ("iam:CreateUser", "iam:TagUser"))):
        assert house.content() == before


def test_threat_16_without_a_signature_nothing_comes_near_a_decision(house: House) -> None:
    before = house.content()
    for api, operation in IN_ORDER:
        answer = house.call(api, operation, ("AKIAUNKNOWNUNKNOWN12", "0" * 40), {"UserName": "other"})
        assert (code(answer), house.steps) == ("InvalidClientTokenId", []), operation
    assert house.content() == before
