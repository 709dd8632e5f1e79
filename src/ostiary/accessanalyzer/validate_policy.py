"""ValidatePolicy: what is wrong with a policy document, page by page."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final

from ostiary.analysis import findings
from ostiary.analysis.validate import findings as find
from ostiary.analysis.validate import kind_of_resource_policy
from ostiary.authz.authorized import Authorized
from ostiary.engine.kinds import PolicyKind
from ostiary.model.errors import ValidationError
from ostiary.store.contract import Reader
from ostiary.wire.accessanalyzer_types import ValidatePolicyRequest, ValidatePolicyResponse

PAGE_SIZE: Final = 100
"""Findings of one page at most; a caller may ask for fewer."""

KINDS: Final[Mapping[str, PolicyKind]] = {
    "IDENTITY_POLICY": PolicyKind.IDENTITY,
    "RESOURCE_POLICY": PolicyKind.RESOURCE,
    "SERVICE_CONTROL_POLICY": PolicyKind.SCP,
    "RESOURCE_CONTROL_POLICY": PolicyKind.RCP,
}

KINDS_BY_RESOURCE: Final[Mapping[str, PolicyKind]] = {"AWS::IAM::AssumeRolePolicyDocument": PolicyKind.TRUST}
"""Resource types whose policies are of a kind of their own."""


def validate_policy(call: Authorized[ValidatePolicyRequest], _: Reader) -> ValidatePolicyResponse:
    """Tell a page of what there is to say about the document, which is read alone.

    A token is the number of findings that were told, bound to the document and its type: the same request gives the
    same findings, so that nothing has to be kept. Messages are in English whatever the locale. Raises ValidationError
    for a resource type that the policy cannot have, a page without room, and a token of another request.
    """
    params = call.params
    resource_type = params.get("validatePolicyResourceType", "")
    kind = _kind(params["policyType"], resource_type, params["policyDocument"])
    begin, size = _begin(params), _size(params)
    found = find(params["policyDocument"], kind, resource_type=resource_type)
    end = begin + size
    page: ValidatePolicyResponse = {"findings": [findings.shape(finding) for finding in found[begin:end]]}
    if end < len(found):
        page["nextToken"] = f"{end}.{_binding(params)}"
    return page


def _kind(policy_type: str, resource_type: str, document: str) -> PolicyKind:
    """Return the kind of policy. Without a type of resource, a trust policy is known by what it says: AWS's own example
    of the call names none for one."""
    if policy_type != "RESOURCE_POLICY":
        if resource_type:
            raise ValidationError("validatePolicyResourceType is for RESOURCE_POLICY only.")
        return KINDS[policy_type]
    if not resource_type:
        return kind_of_resource_policy(document)
    return KINDS_BY_RESOURCE.get(resource_type, PolicyKind.RESOURCE)


def _size(params: ValidatePolicyRequest) -> int:
    wanted = params.get("maxResults", PAGE_SIZE)
    if wanted < 1:
        raise ValidationError("maxResults must be at least 1.")
    return min(wanted, PAGE_SIZE)


def _begin(params: ValidatePolicyRequest) -> int:
    token = params.get("nextToken")
    if token is None:
        return 0
    number, _, binding = token.partition(".")
    if binding != _binding(params) or not (number.isascii() and number.isdigit() and len(number) <= 9):
        raise ValidationError("nextToken is not one that this request was answered with.")
    return int(number)


def _binding(params: ValidatePolicyRequest) -> str:
    bound = (params["policyType"], params.get("validatePolicyResourceType", ""), params["policyDocument"])
    return hashlib.sha256("\n".join(bound).encode()).hexdigest()[:24]
