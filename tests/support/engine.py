"""Callers and policies for the tests of the engine, in the words of policy-evaluation.md 10."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ostiary.engine.decide import Allow, Decision, ExplicitDeny, Layers
from ostiary.engine.layer import Attached, Layer
from ostiary.engine.policy import PolicyKind, parse
from ostiary.engine.request import Request
from ostiary.model.caller import Caller, CallerKind, Session, SessionKind

A = "100000000001"
B = "200000000002"
ROLE = f"arn:aws:iam::{A}:role/kiln"

Context = Mapping[str, str | tuple[str, ...]]

SHORT_ARNS = (
    (PolicyKind.IDENTITY, True, True),
    (PolicyKind.BOUNDARY, True, True),
    (PolicyKind.SESSION, True, True),
    (PolicyKind.RESOURCE, False, True),
    (PolicyKind.VPCE, False, True),
    (PolicyKind.SCP, False, True),
    (PolicyKind.RCP, False, False),
    (PolicyKind.TRUST, False, False),
)
"""Kinds of policy, and whether `arn:aws:sqs` and `arn:aws:sqs:*` are filled there (policy-evaluation.md 1.9)."""


def user(name: str = "mira", account: str = A, *, unique_id: str = "", session: Session | None = None) -> Caller:
    """Return an IAM user; its id is made of its name unless it is given."""
    arn = f"arn:aws:iam::{account}:user/{name}"
    user_id = unique_id or f"AIDA{name.upper():X<17}"
    return Caller(
        kind=CallerKind.USER,
        account=account,
        arn=arn,
        entity_arn=arn,
        entity_id=user_id,
        user_id=user_id,
        access_key_id="AKIAEXAMPLE",
        user_name=name,
        session=session,
    )


def session(kind: SessionKind = SessionKind.ASSUMED_ROLE, *, entity_id: str, mfa_time: int | None = None) -> Session:
    """Return the facts of temporary credentials."""
    return Session(kind=kind, account=A, entity_id=entity_id, name="s", issued=0, expires=3_600, mfa_time=mfa_time)


def role_session(name: str = "kiln", path: str = "/", account: str = A) -> Caller:
    """Return a session `s` of a role."""
    role_id = f"AROA{name.upper():X<17}"
    return Caller(
        kind=CallerKind.ROLE_SESSION,
        account=account,
        arn=f"arn:aws:sts::{account}:assumed-role/{name}/s",
        entity_arn=f"arn:aws:iam::{account}:role{path}{name}",
        entity_id=role_id,
        user_id=f"{role_id}:s",
        access_key_id="ASIAEXAMPLE",
        session=session(entity_id=role_id),
    )


def federated_user(by: str = "mira") -> Caller:
    """Return the session that a user's GetFederationToken made for `f`."""
    owner = user(by)
    return Caller(
        kind=CallerKind.FEDERATED_USER,
        account=A,
        arn=f"arn:aws:sts::{A}:federated-user/f",
        entity_arn=owner.entity_arn,
        entity_id=owner.entity_id,
        user_id=f"{A}:f",
        access_key_id="ASIAEXAMPLE",
        session=session(SessionKind.FEDERATION_TOKEN, entity_id=owner.entity_id),
    )


def root(account: str = A) -> Caller:
    """Return the root user of an account."""
    arn = f"arn:aws:iam::{account}:root"
    return Caller(
        kind=CallerKind.ROOT,
        account=account,
        arn=arn,
        entity_arn=arn,
        entity_id=account,
        user_id=account,
        access_key_id="AKIAEXAMPLE",
    )


def service(name: str = "sns.amazonaws.com", *also: str) -> Caller:
    """Return a service principal, and its further names."""
    return Caller(
        kind=CallerKind.SERVICE,
        account="",
        arn=name,
        entity_arn="",
        entity_id="",
        user_id="",
        access_key_id="",
        service_names=also,
    )


OIDC = f"arn:aws:iam::{A}:oidc-provider/idp.example.com"
SAML = f"arn:aws:iam::{A}:saml-provider/corp"


def bearer(provider: str = OIDC) -> Caller:
    """Return whoever shows a token of that provider and signs nothing."""
    return Caller(
        kind=CallerKind.BEARER,
        account="",
        arn="",
        entity_arn="",
        entity_id="",
        user_id="",
        access_key_id="",
        provider=provider,
    )


ANONYMOUS = Caller(
    kind=CallerKind.ANONYMOUS,
    account="anonymous",
    arn="anonymous",
    entity_arn="",
    entity_id="",
    user_id="anonymous",
    access_key_id="",
)

MIRA = user()
CANONICAL = "ab" * 32

CALLERS: Mapping[str, Caller] = {
    "mira": MIRA,
    "mira created anew": user(unique_id="AIDANEWMIRAXXXXXXXXXX"),
    "mira of B": user(account=B),
    "noor": user("noor"),
    "mira, session token": user(session=session(SessionKind.SESSION_TOKEN, entity_id=MIRA.entity_id)),
    "mira, session token with MFA": user(
        session=session(SessionKind.SESSION_TOKEN, entity_id=MIRA.entity_id, mfa_time=1)
    ),
    "kiln session": role_session(),
    "kiln session, role under /ops/": role_session(path="/ops/"),
    "service-linked role session": role_session(path="/aws-service-role/x.amazonaws.com/"),
    "federated by mira": federated_user(),
    "root": root(),
    "root of B": root(B),
    "kiln session from corp": replace(role_session(), provider=SAML),
    "mira by canonical id": replace(MIRA, canonical_id=CANONICAL),
    "sns": service(),
    "sns of a region": service("sns.eu-west-1.amazonaws.com", "sns.amazonaws.com"),
    "bearer": bearer(),
    "anonymous": ANONYMOUS,
}

TRUST_IDS: Mapping[str, str] = {
    caller.entity_arn: caller.entity_id
    for name, caller in CALLERS.items()
    if caller.kind in {CallerKind.USER, CallerKind.ROLE_SESSION} and "anew" not in name
}
"""What `iam` keeps beside a trust policy that names anybody of CALLERS."""


def policy_text(statements: object, version: str | None = "2012-10-17") -> str:
    """Return a document of these statements; None leaves the version out."""
    return json.dumps(({} if version is None else {"Version": version}) | {"Statement": statements})


def layer(kind: PolicyKind, *documents: object, version: str | None = "2012-10-17") -> Layer:
    """Return a layer of policies, each given by its statements."""
    parsed = [parse(policy_text(statements, version), kind) for statements in documents]
    return Layer.of(Attached(policy, f"{kind.value}-{index}", "user") for index, policy in enumerate(parsed, 1))


def layers(version: str | None = "2012-10-17", **documents: Sequence[Any] | None) -> Layers:
    """Return layers of policies given by their statements; a name that is left out or None is an absent layer.

    `scp` and `rcp` are lists of levels, each a list of policies.
    """
    given: dict[str, Any] = {}
    for name, listed in documents.items():
        if listed is None:
            continue
        kind = PolicyKind(name)
        if kind in LEVELLED:
            given[name] = tuple(layer(kind, *level, version=version) for level in listed)
        else:
            given[name] = layer(kind, *listed, version=version)
    return Layers(**given)


LEVELLED = (PolicyKind.SCP, PolicyKind.RCP)


def request(
    action: str = "s3:GetObject",
    resource: str = "arn:aws:s3:::vault/x",
    caller: Caller = MIRA,
    context: Context | None = None,
    *,
    owner: str = A,
    wildcard_only: bool = False,
    trust_ids: Mapping[str, str] = TRUST_IDS,
    mandatory: bool = False,
) -> Request:
    """Return a request; context keys may be in any case."""
    folded = {key.lower(): value for key, value in (context or {}).items()}
    return Request(caller, action, resource, owner, folded, wildcard_only, trust_ids, mandatory)


def verdict(decision: Decision) -> str:
    """Return the decision in one word, and the layer that refused."""
    match decision:
        case Allow():
            return "allow"
        case ExplicitDeny(named):
            return f"explicit deny, {named.value}"
        case _:
            return f"implicit deny, {decision.layer.value}"
