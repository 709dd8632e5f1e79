"""Say why a request was refused, in AWS's words and no more than those (policy-evaluation.md 9.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ostiary.engine import fixed
from ostiary.engine.decide import ExplicitDeny, ImplicitDeny
from ostiary.engine.kinds import PolicyKind
from ostiary.engine.request import Request
from ostiary.model.caller import CallerKind


@dataclass(frozen=True, slots=True)
class Words:
    """How AWS names a layer: `because no {missing} allows …`, `with an explicit deny in {denying}`."""

    missing: str
    denying: str


WORDS: Final[Mapping[PolicyKind, Words]] = {
    PolicyKind.IDENTITY: Words("identity-based policy", "an identity-based policy"),
    PolicyKind.RESOURCE: Words("resource-based policy", "a resource-based policy"),
    PolicyKind.BOUNDARY: Words("permissions boundary", "a permissions boundary"),
    PolicyKind.SESSION: Words("session policy", "a session policy"),
    PolicyKind.SCP: Words("service control policy", "a service control policy"),
    PolicyKind.RCP: Words("resource control policy", "a resource control policy"),
    PolicyKind.VPCE: Words("VPC endpoint policy", "a VPC endpoint policy"),
    PolicyKind.TRUST: Words("role trust policy", "the role trust policy"),
}

TOKEN_CALLS: Final = frozenset({"sts:assumerolewithsaml", "sts:assumerolewithwebidentity"})
"""Unsigned calls: there is no caller to be named (9.3, rule 7)."""


def access_denied(request: Request, denial: ExplicitDeny | ImplicitDeny, *, name_policies: bool = True) -> str:
    """Return the message of an `AccessDenied` error: who, what, on what, and the one layer that refused.

    It says nothing of conditions or statements (rule 8). Role assumption is refused without a reason (rule 7).
    *name_policies* lets the ARN of a denying policy follow, for callers of the same account (rule 3).
    """
    caller = request.caller
    action = request.action
    if action.lower() in TOKEN_CALLS or caller.kind is CallerKind.BEARER:
        return f"Not authorized to perform {action}"
    if caller.kind is CallerKind.ANONYMOUS:
        return "Access Denied"
    sentence = f"User: {caller.arn} is not authorized to perform: {action} on resource: {request.resource}"
    if action.lower() == fixed.ASSUME_ROLE or fixed.needs_trust(request):
        return sentence
    if isinstance(denial, ImplicitDeny) and denial.by_rule:
        return sentence  # no policy could allow it, so none is named
    return f"{sentence} {reason(request, denial, name_policies=name_policies)}"


def reason(request: Request, denial: ExplicitDeny | ImplicitDeny, *, name_policies: bool = True) -> str:
    """Return the part of the message that names the layer.

    An organization's Deny of what the VPC endpoint denies too is told as AWS tells it, transitively (rule 4).
    """
    words = WORDS[denial.layer]
    if isinstance(denial, ImplicitDeny):
        return f"because no {words.missing} allows the {request.action} action"
    denying = words.denying
    if denial.at_endpoint and denial.layer is PolicyKind.SCP:
        denying = f"{WORDS[PolicyKind.VPCE].denying} transitively through {denying}"
    arn = _policy_arn(denial) if name_policies and _may_name_policies(request, denial.layer) else ""
    return f"with an explicit deny in {denying}" + (f": {arn}" if arn else "")


OF_ORGANIZATIONS: Final = frozenset({PolicyKind.SCP, PolicyKind.RCP})


def _may_name_policies(request: Request, layer: PolicyKind) -> bool:
    """Return whether caller and resource are of one account, or of one organization whose policy it is (rule 3)."""
    if request.caller.account == request.owner_account:
        return True
    organization = request.context.get("aws:principalorgid")
    return layer in OF_ORGANIZATIONS and bool(organization) and organization == request.context.get("aws:resourceorgid")


def _policy_arn(denial: ExplicitDeny) -> str:
    """Return the ARN of the first denying policy that has one; inline policies have none."""
    names = (source.attached.id for source in denial.statements)
    return next((name for name in names if name.startswith("arn:")), "")
