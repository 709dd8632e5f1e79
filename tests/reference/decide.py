"""The decision (policy-evaluation.md 7), and the limits of temporary credentials (8.2).

With `text`, `conditions` and `elements` this is the engine written again: from the document alone, slow and obvious, to
be read in this order (or backwards) and to compare with. It shares with the engine only the nouns of a request.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ostiary.engine.request import Request
from ostiary.model.caller import Caller, CallerKind, SessionKind
from tests.reference.elements import Grade, listed, statement_applies

Document = Mapping[str, Any]  # Any: what JSON holds
Layers = Mapping[str, Sequence[Any]]
"""Documents by layer; for `scp` and `rcp` a list of levels, each a list of documents. A layer that is not there is
absent; one that is there and empty allows nothing."""

ALLOW, EXPLICIT_DENY, IMPLICIT_DENY, ABSENT = "allow", "explicit deny", "implicit deny", "absent"
DENY_ORDER = ("scp", "rcp", "vpce", "resource", "trust", "identity", "boundary", "session")
"""The order in which denying layers are named (7.3, step 1)."""
FIXED = "fixed"
"""Stands for the layer where a fixed rule refuses: the law does not say which layer is named then."""

ASSUMING = {"AssumeRole", "TagSession", "SetSourceIdentity", "SetContext"}
"""The permissions that an AssumeRole call may need (8.3)."""
NOBODY = {CallerKind.SERVICE, CallerKind.ANONYMOUS, CallerKind.BEARER}
"""The callers that have no identity policies (7.3, step 3)."""


class Verdict(NamedTuple):
    """A decision, the layer that refused, and the statements that deny, as (policy, index)."""

    decision: str
    layer: str = ""
    statements: frozenset[tuple[str, int]] = frozenset()


class Result(NamedTuple):
    """What a layer says (7.2); *grade* is the best of its Allows."""

    decision: str
    denies: frozenset[tuple[str, int]] = frozenset()
    grade: Grade = Grade.NONE


def decide(request: Request, layers: Layers) -> Verdict:
    """Decide the request (7.3)."""
    caller = request.caller
    if request.action == "sts:GetCallerIdentity" and caller.kind is not CallerKind.ANONYMOUS:
        return Verdict(ALLOW)
    if request.action == "sts:GetSessionToken":
        return Verdict(ALLOW) if has_long_term_keys(caller) else Verdict(IMPLICIT_DENY, FIXED)
    if is_beyond_credentials(request):
        return Verdict(IMPLICIT_DENY, FIXED)
    results = {name: layer_result(name, request, layers) for name in DENY_ORDER}

    for name in DENY_ORDER:
        if results[name].decision == EXPLICIT_DENY and not (name == "resource" and is_spared_root(request)):
            return Verdict(EXPLICIT_DENY, name, results[name].denies)
    if is_fixed_denial(request):
        return Verdict(IMPLICIT_DENY, FIXED)
    for name in ("rcp", "scp", "vpce"):
        if results[name].decision == IMPLICIT_DENY:
            return Verdict(IMPLICIT_DENY, name)
    granting = results["trust" if is_about_trust(request) else "resource"]
    missing = missing_allow(request, {name: result.decision for name, result in results.items()}, granting.grade)
    return Verdict(IMPLICIT_DENY, missing) if missing else Verdict(ALLOW)


def missing_allow(request: Request, said: Mapping[str, str], grade: Grade) -> str:
    """The layer whose Allow is needed and missing, or nothing: steps 3 to 5 of 7.3."""
    caller = request.caller
    same = request.owner_account in {caller.account, "aws"}  # AWS's own policies are in every account
    mandatory = is_mandatory(request)
    granting = "trust" if is_about_trust(request) else "resource"

    if caller.kind in NOBODY:
        return "" if said[granting] == ALLOW else granting
    if caller.kind is CallerKind.ROOT:
        if request.action == "sts:AssumeRole":
            return granting  # root assumes no role
        if said["session"] not in {ABSENT, ALLOW}:
            return "session"
        if same:
            return granting if mandatory and grade is Grade.NONE else ""
        return granting if grade is Grade.NONE else ""

    if same:
        if grade is Grade.EXACT:
            return ""
        core = grade is Grade.ENTITY or (said["identity"] == ALLOW and (not mandatory or grade is Grade.ACCOUNT))
        if not core:
            return granting if mandatory and grade is Grade.NONE else "identity"
    else:
        if said["identity"] != ALLOW:
            return "identity"
        if grade is Grade.NONE:
            return granting
    if said["boundary"] == IMPLICIT_DENY:
        return "boundary"
    return "session" if session_blocks(caller, said["session"]) else ""


def is_about_trust(request: Request) -> bool:
    """Whether the policy of the resource is a role's trust policy (7.7)."""
    return request.resource.startswith("arn:") and ":role/" in request.resource and is_of_assuming(request.action)


def is_of_assuming(action: str) -> bool:
    """Whether the action is a permission of the AssumeRole calls (1.10, 8.3)."""
    service, _, operation = action.partition(":")
    return service == "sts" and operation in {*ASSUMING, "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"}


def is_mandatory(request: Request) -> bool:
    """Whether the policy of the resource must match; without a concrete resource the ordinary rule holds (7.7)."""
    is_concrete = request.resource != "*" and not request.wildcard_only
    return is_concrete and (is_about_trust(request) or request.resource_mandatory)


def session_blocks(caller: Caller, said: str) -> bool:
    """Without session policies a federated-user session can do nothing (7.6), a role session all that its role can."""
    return caller.kind is CallerKind.FEDERATED_USER if said == ABSENT else said != ALLOW


# --- Layers (7.1 and 7.2)


def layer_result(name: str, request: Request, layers: Layers) -> Result:
    if name not in layers or not binds(name, request.caller):
        return Result(ABSENT)
    bounded = "boundary" in layers
    if name in {"scp", "rcp"}:
        return control_layer(name, request, layers[name], bounded=bounded)
    return layer(
        name,
        request,
        ((f"{name}-{place}", document) for place, document in enumerate(layers[name], 1)),
        bounded=bounded,
    )


def layer(name: str, request: Request, documents: Iterable[tuple[str, Document]], *, bounded: bool) -> Result:
    """A Deny that applies, else an Allow that applies, else nothing (7.2)."""
    hits = [
        (statement["Effect"], (policy, index), grade)
        for policy, document in documents
        for index, statement in enumerate(listed(document["Statement"]))
        if (
            grade := statement_applies(
                statement, request, name, variables=document.get("Version") == "2012-10-17", bounded=bounded
            )
        )
    ]
    denies = frozenset(place for effect, place, _ in hits if effect == "Deny")
    best = max((grade for effect, _, grade in hits if effect == "Allow"), default=Grade.NONE)
    decision = EXPLICIT_DENY if denies else ALLOW if best else IMPLICIT_DENY
    return Result(decision, denies, best)


def control_layer(name: str, request: Request, levels: Sequence[Sequence[Document]], *, bounded: bool) -> Result:
    """Every level must allow; one that has nothing attached does not (7.2)."""
    said = [
        layer(
            name,
            request,
            ((f"{name}-{depth}-{place}", document) for place, document in enumerate(level, 1)),
            bounded=bounded,
        )
        for depth, level in enumerate(levels, 1)
    ]
    denies = frozenset(place for result in said for place in result.denies)
    if denies:
        return Result(EXPLICIT_DENY, denies)
    return Result(ALLOW if all(result.decision == ALLOW for result in said) else IMPLICIT_DENY)


def binds(name: str, caller: Caller) -> bool:
    """Whether policies of that kind bind such a caller (7.1)."""
    if name in {"scp", "rcp"} and ":role/aws-service-role/" in caller.entity_arn:
        return False
    return caller.kind not in {
        "identity": {CallerKind.ROOT, *NOBODY},
        "boundary": {CallerKind.ROOT, *NOBODY},
        "session": {CallerKind.USER, *NOBODY},
        "scp": NOBODY,
        "vpce": {CallerKind.SERVICE},
    }.get(name, set())


# --- Rules outside policies (7.8, 8.1 and 8.2)


def has_long_term_keys(caller: Caller) -> bool:
    return caller.kind in {CallerKind.USER, CallerKind.ROOT} and caller.session is None


def is_beyond_credentials(request: Request) -> bool:
    """Whether the kind of temporary credentials rules the call out, whatever policies say (8.2).

    `sts:TagSession` and the like are permissions of an AssumeRole call (8.3), so they stand and fall with it.
    """
    session = request.caller.session
    if session is None:
        return False
    service, _, operation = request.action.partition(":")
    if session.kind is SessionKind.FEDERATION_TOKEN:
        return service in {"iam", "sts"}
    if session.kind is SessionKind.SESSION_TOKEN:
        return (service == "iam" and session.mfa_time is None) or (service == "sts" and operation not in ASSUMING)
    return request.action == "sts:GetFederationToken"


POLICY_CHANGES = {"CreatePolicyVersion", "DeletePolicy", "DeletePolicyVersion", "SetDefaultPolicyVersion", "TagPolicy"}
ROLE_CHANGES = {"AttachRolePolicy", "DeleteRole", "PutRolePolicy", "TagRole", "UpdateAssumeRolePolicy", "UpdateRole"}
KEY_ALIAS_CHANGES = {"CreateAlias", "DeleteAlias", "UpdateAlias"}
BUCKET_POLICY_CALLS = {"GetBucketPolicy", "PutBucketPolicy", "DeleteBucketPolicy"}


def is_fixed_denial(request: Request) -> bool:
    """Whether one of the fixed rules of 7.8 denies."""
    service, _, operation = request.action.partition(":")
    resource = request.resource
    if service == "iam" and operation in POLICY_CHANGES:
        return ":iam::aws:policy/" in resource
    if service == "iam" and operation in ROLE_CHANGES and ":role/aws-service-role/" in resource:
        return request.caller.kind is not CallerKind.SERVICE
    if service == "iam" and operation in {*ROLE_CHANGES, "PassRole"}:
        return ":role/aws-reserved/" in resource
    if service == "sts" and operation == "AssumeRole":
        return ":role/aws-service-role/" in resource and request.caller.kind is not CallerKind.SERVICE
    if service == "kms" and operation in KEY_ALIAS_CHANGES:
        return ":alias/aws/" in resource
    return False


def is_spared_root(request: Request) -> bool:
    """The owner's root user can always reach a bucket's policy, even against its Deny (7.8)."""
    service, _, operation = request.action.partition(":")
    return (
        request.caller.kind is CallerKind.ROOT
        and request.caller.account == request.owner_account
        and service == "s3"
        and operation in BUCKET_POLICY_CALLS
    )
