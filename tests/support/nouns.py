"""Nouns for tests of the store: made with one word, everything else plain."""

from __future__ import annotations

from typing import Any

from ostiary.model.caller import Session, SessionKind
from ostiary.model.nouns import (
    AccessJob,
    AccessKey,
    Account,
    Attempts,
    ConsoleSession,
    CredentialReport,
    DataKey,
    DeletionTask,
    Group,
    InlinePolicy,
    InstanceProfile,
    IssuerKey,
    LoginProfile,
    MfaDevice,
    OidcProvider,
    PasswordPolicy,
    Policy,
    PolicyVersion,
    Revocation,
    RevocationList,
    Role,
    SamlProvider,
    ServerCertificate,
    ServiceCredential,
    ServicePrincipal,
    SigningCertificate,
    SshPublicKey,
    Ticket,
    TrustAnchor,
    User,
    WorkloadProfile,
)

ACCOUNT = "111122223333"
OTHER = "444455556666"


def an_account(id: str = ACCOUNT, **rest: Any) -> Account:
    return Account(**{"id": id, "created": 1} | rest)


def a_user(name: str, **rest: Any) -> User:
    return User(**{"account": ACCOUNT, "id": f"AIDA{name}", "name": name, "path": "/", "created": 1} | rest)


def a_group(name: str, **rest: Any) -> Group:
    return Group(**{"account": ACCOUNT, "id": f"AGPA{name}", "name": name, "path": "/", "created": 1} | rest)


def a_role(name: str, **rest: Any) -> Role:
    fields = {"account": ACCOUNT, "id": f"AROA{name}", "name": name, "path": "/", "created": 1, "trust": "{}"}
    return Role(**fields | rest)


def a_policy(name: str, **rest: Any) -> Policy:
    fields = {"account": ACCOUNT, "id": f"ANPA{name}", "name": name, "path": "/", "created": 1, "updated": 1}
    return Policy(**fields | rest)


def a_version(policy: str, version: str, **rest: Any) -> PolicyVersion:
    fields = {"account": ACCOUNT, "policy": policy, "version": version, "created": 1, "document": "{}"}
    return PolicyVersion(**fields | rest)


def an_inline_policy(owner: str, name: str, **rest: Any) -> InlinePolicy:
    return InlinePolicy(**{"account": ACCOUNT, "owner": owner, "name": name, "document": "{}"} | rest)


def a_profile(name: str, **rest: Any) -> InstanceProfile:
    return InstanceProfile(**{"account": ACCOUNT, "id": f"AIPA{name}", "name": name, "path": "/", "created": 1} | rest)


def a_key(id: str, owner: str, **rest: Any) -> AccessKey:
    return AccessKey(**{"account": ACCOUNT, "id": id, "owner": owner, "created": 1, "sealed": "s"} | rest)


def a_data_key(id: str, **rest: Any) -> DataKey:
    return DataKey(**{"account": ACCOUNT, "id": id, "created": 1, "wrapped": "w"} | rest)


def arn(policy: Policy) -> str:
    return f"arn:aws:iam::{policy.account}:policy{policy.path}{policy.name}"


def a_login_profile(owner: str, **rest: Any) -> LoginProfile:
    return LoginProfile(**{"account": ACCOUNT, "owner": owner, "created": 1, "changed": 1, "hash": "h"} | rest)


def a_password_policy(**rest: Any) -> PasswordPolicy:
    return PasswordPolicy(**{"account": ACCOUNT} | rest)


def a_device(name: str, **rest: Any) -> MfaDevice:
    serial = f"arn:aws:iam::{ACCOUNT}:mfa/{name}"
    return MfaDevice(**{"account": ACCOUNT, "serial": serial, "created": 1, "sealed": "s"} | rest)


def a_saml_provider(name: str, **rest: Any) -> SamlProvider:
    return SamlProvider(**{"account": ACCOUNT, "name": name, "uuid": "u", "created": 1, "metadata": "<m/>"} | rest)


def an_oidc_provider(url: str, **rest: Any) -> OidcProvider:
    return OidcProvider(**{"account": ACCOUNT, "url": url, "created": 1} | rest)


def a_server_certificate(name: str, **rest: Any) -> ServerCertificate:
    fields = {"account": ACCOUNT, "id": f"ASCA{name}", "name": name, "path": "/", "created": 1, "expires": 2}
    return ServerCertificate(**fields | {"body": "pem", "sealed": "s"} | rest)


def a_signing_certificate(id: str, owner: str, **rest: Any) -> SigningCertificate:
    return SigningCertificate(**{"account": ACCOUNT, "id": id, "owner": owner, "created": 1, "body": "pem"} | rest)


def an_ssh_key(id: str, owner: str, **rest: Any) -> SshPublicKey:
    fields = {"account": ACCOUNT, "id": id, "owner": owner, "created": 1, "body": "ssh-rsa", "fingerprint": "aa:bb"}
    return SshPublicKey(**fields | rest)


def a_service_credential(id: str, owner: str, **rest: Any) -> ServiceCredential:
    fields = {"account": ACCOUNT, "id": id, "owner": owner, "created": 1, "service": "s", "name": "n", "hash": "h"}
    return ServiceCredential(**fields | rest)


def a_deletion_task(id: str, **rest: Any) -> DeletionTask:
    return DeletionTask(**{"account": ACCOUNT, "id": id, "created": 1, "status": "SUCCEEDED"} | rest)


def a_credential_report(**rest: Any) -> CredentialReport:
    return CredentialReport(**{"account": ACCOUNT, "requested": 1} | rest)


def an_access_job(id: str, **rest: Any) -> AccessJob:
    fields = {"account": ACCOUNT, "id": id, "created": 1, "owner": "o", "arn": "arn:x", "granularity": "SERVICE_LEVEL"}
    return AccessJob(**fields | {"completed": 2, "content": "[]"} | rest)


def some_attempts(owner: str, **rest: Any) -> Attempts:
    return Attempts(**{"account": ACCOUNT, "owner": owner, "factor": "code", "failures": 1} | rest)


def a_revocation(subject: str, **rest: Any) -> Revocation:
    return Revocation(**{"account": ACCOUNT, "subject": subject, "before": 1, "until": 2} | rest)


def a_ticket(id: str, **rest: Any) -> Ticket:
    return Ticket(**{"account": ACCOUNT, "id": f"code/{id}", "purpose": "code", "expires": 9} | rest)


def a_console_session(id: str, owner: str, **rest: Any) -> ConsoleSession:
    session = Session(
        kind=SessionKind.CONSOLE, account=ACCOUNT, entity_id=owner, name="n", issued=1, expires=9, mfa_time=1
    )
    fields = {"account": ACCOUNT, "id": id, "owner": owner, "created": 1, "expires": 9, "session": session}
    return ConsoleSession(**fields | rest)


def an_issuer_key(id: str, **rest: Any) -> IssuerKey:
    fields = {"account": ACCOUNT, "id": id, "created": 1, "algorithm": "RS256", "public": "{}", "sealed": "s"}
    return IssuerKey(**fields | rest)


def a_service_principal(name: str) -> ServicePrincipal:
    return ServicePrincipal(account=ACCOUNT, name=name, created=1)


def a_trust_anchor(id: str, **rest: Any) -> TrustAnchor:
    fields = {"account": ACCOUNT, "id": id, "region": "us-east-1", "name": "n", "created": 1, "updated": 2}
    return TrustAnchor(**fields | {"certificates": "pem"} | rest)


def a_workload_profile(id: str, **rest: Any) -> WorkloadProfile:
    fields = {"account": ACCOUNT, "id": id, "region": "us-east-1", "name": "n", "created": 1, "updated": 2}
    return WorkloadProfile(**fields | {"created_by": "arn:x", "roles": (), "mappings": {}} | rest)


def a_revocation_list(id: str, anchor: str, **rest: Any) -> RevocationList:
    fields = {"account": ACCOUNT, "id": id, "region": "us-east-1", "name": "n", "created": 1, "updated": 2}
    return RevocationList(**fields | {"anchor": anchor, "data": "ZGF0YQ=="} | rest)
