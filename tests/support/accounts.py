"""Accounts of a running server with their users and roles, and the policies that the tests give them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError

from ostiary.server.accounts import AccountWanted, RootKeyWanted
from tests.support.server import ServerInThread

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"

Client = Any  # boto3 makes its clients at run time
Statement = dict[str, object]


def document(*statements: Statement) -> str:
    """Return a policy of the current version."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: str | Sequence[str], resource: str | Sequence[str] = "*", **more: object) -> Statement:
    """Return an Allow; *more* is whatever else the statement has."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: str | Sequence[str], resource: str | Sequence[str] = "*", **more: object) -> Statement:
    """Return a Deny; *more* is whatever else the statement has."""
    return allow(action, resource, **more) | {"Effect": "Deny"}


def trust(principal: str | Sequence[str], action: str | Sequence[str] = "sts:AssumeRole", **more: object) -> str:
    """Return a trust policy for *principal*, an account number or ARNs."""
    return document({"Effect": "Allow", "Principal": {"AWS": principal}, "Action": action, **more})


def of_size(size: int) -> str:
    """Return an identity policy of exactly *size* characters, white space not counted."""
    empty = document(allow("s3:")).replace(" ", "")
    return document(allow("s3:" + "x" * (size - len(empty))))


def refusal(call: Any, **params: object) -> tuple[int, str, str]:
    """Return status, code and message of *call*, which is refused."""
    with pytest.raises(ClientError) as raised:
        call(**params)
    response = raised.value.response
    return response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Code"], response["Error"]["Message"]


def complaint(call: Any, **params: object) -> tuple[str, str]:
    """Return code and message of *call*, which is refused."""
    return refusal(call, **params)[1:]


def code(call: Any, **params: object) -> str:
    """Return the error code of *call*, which is refused."""
    return refusal(call, **params)[1]


def possessions(iam: Client) -> dict[str, object]:
    """Return kind → what the account of *iam* has of it, of everything that somebody can make there."""
    details = iam.get_account_authorization_details(Filter=["User", "Group", "Role", "LocalManagedPolicy"])
    return {
        "users": details["UserDetailList"],
        "groups": details["GroupDetailList"],
        "roles": details["RoleDetailList"],
        "policies": details["Policies"],
        "instance profiles": iam.list_instance_profiles()["InstanceProfiles"],
        "server certificates": iam.list_server_certificates()["ServerCertificateMetadataList"],
        "SAML providers": iam.list_saml_providers()["SAMLProviderList"],
        "OIDC providers": iam.list_open_id_connect_providers()["OpenIDConnectProviderList"],
        "MFA devices": iam.list_virtual_mfa_devices()["VirtualMFADevices"],
        "aliases": iam.list_account_aliases()["AccountAliases"],
        "password policy": _password_policy(iam),
    }


def _password_policy(iam: Client) -> dict[str, object] | None:
    try:
        policy: dict[str, object] = iam.get_account_password_policy()["PasswordPolicy"]
    except iam.exceptions.NoSuchEntityException:
        return None
    return policy


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who signs: long-term keys or a session."""

    server: ServerInThread
    keys: tuple[str, ...]

    def client(self, service: str) -> Client:
        return self.server.client(service, *self.keys)

    @property
    def arn(self) -> str:
        """Who the server says that this is."""
        arn: str = self.client("sts").get_caller_identity()["Arn"]
        return arn

    def assume(self, role: str, name: str = "work", **params: object) -> Actor:
        """Return a session of the role with that ARN."""
        return self.with_credentials(self.client("sts").assume_role(RoleArn=role, RoleSessionName=name, **params))

    def cannot_assume(self, role: str, name: str = "work", **params: object) -> str:
        """Return the code with which that is refused."""
        return code(self.client("sts").assume_role, RoleArn=role, RoleSessionName=name, **params)

    def with_credentials(self, answer: Mapping[str, Any]) -> Actor:
        """Return the session that STS answered."""
        made = answer["Credentials"]
        return Actor(self.server, (made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"]))


@dataclass(frozen=True, slots=True)
class AccountUnderTest:
    """An account, worked on by its root user."""

    number: str
    root: Actor

    @property
    def iam(self) -> Client:
        return self.root.client("iam")

    def arn(self, resource: str) -> str:
        return f"arn:aws:iam::{self.number}:{resource}"

    def user(self, name: str, *statements: Statement) -> Actor:
        """Make a user with one key and, if there are *statements*, an inline policy."""
        iam = self.iam
        iam.create_user(UserName=name)
        if statements:
            iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=document(*statements))
        key = iam.create_access_key(UserName=name)["AccessKey"]
        return Actor(self.root.server, (key["AccessKeyId"], key["SecretAccessKey"]))

    def administrator(self, name: str) -> Actor:
        """Make a user who may do everything in the account."""
        return self.user(name, allow("*"))

    def role(self, name: str, trusts: str, *statements: Statement, **params: object) -> str:
        """Make a role with that trust policy and, if there are *statements*, an inline policy; return its ARN."""
        iam = self.iam
        made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trusts, **params)["Role"]
        if statements:
            iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=document(*statements))
        arn: str = made["Arn"]
        return arn

    def policy(self, name: str, *statements: Statement) -> str:
        """Make a managed policy and return its ARN."""
        made = self.iam.create_policy(PolicyName=name, PolicyDocument=document(*statements))
        arn: str = made["Policy"]["Arn"]
        return arn


def first_account(server: ServerInThread) -> AccountUnderTest:
    """Return the account that the first start made."""
    return AccountUnderTest(server.account, Actor(server, (server.root_access_key_id, server.root_secret)))


def another_account(server: ServerInThread) -> AccountUnderTest:
    """Make one more account, as `ostiary accounts create --root-access-key` does."""
    installation = server.running._installation
    made = installation.accounts.create(AccountWanted(root_key=RootKeyWanted()), installation.now)
    return AccountUnderTest(made.id, Actor(server, (made.access_key_id, made.secret_access_key)))
