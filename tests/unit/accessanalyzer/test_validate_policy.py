"""ValidatePolicy without its wire, and what else is in the table."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.accessanalyzer import validate_policy as module
from ostiary.accessanalyzer.operations import operations
from ostiary.analysis.findings import shape
from ostiary.analysis.validate import findings
from ostiary.authz.authorized import Authorized
from ostiary.engine.kinds import PolicyKind
from ostiary.model.errors import ValidationError
from ostiary.model.quotas import Quotas
from ostiary.store.contract import Grounds
from ostiary.wire.services import service
from tests.support.domain import root

TRUSTED = {"EMPTY_SID_VALUE", "MISMATCHED_ACTION_FOR_PRINCIPAL"}
"""AWS's own example of the call finds these in the trust policy of a role for Cognito, and a third one: that the action
`sts:TagSession` does not know the provider's key. Keys of providers are in no catalogue."""
NOTHING: Any = None  # no store is asked, and nothing is made


def validate(**params: object) -> dict[str, Any]:
    asked = {"policyType": "IDENTITY_POLICY", **params}
    call: Authorized[Any] = Authorized(
        caller=root(),
        operation="ValidatePolicy",
        params=asked,
        now=0,
        partition="aws",
        quotas=Quotas(),
        mint=NOTHING,
        grounds=Grounds(0, frozenset()),
    )
    return cast(dict[str, Any], module.validate_policy(call, NOTHING))


def test_operations_that_are_not_carried_out_are_not_in_the_table() -> None:
    table = operations(lambda _call, _tx: {})
    assert table.keys() == {"ExplainDecision", "TestToken", "ValidatePolicy"}
    assert table.keys() <= service("accessanalyzer").operations.keys()


def test_every_type_of_policy_and_resource_of_the_model_is_known() -> None:
    members = service("accessanalyzer").operations["ValidatePolicy"].input
    assert members is not None
    enums = {member.name: getattr(member.shape, "enum", ()) for member in members.members}
    assert module.KINDS.keys() == set(enums["policyType"])
    assert module.KINDS_BY_RESOURCE.keys() <= set(enums["validatePolicyResourceType"])
    for resource in enums["validatePolicyResourceType"]:
        assert "findings" in validate(
            policyDocument="{}", policyType="RESOURCE_POLICY", validatePolicyResourceType=resource
        )


@given(st.text(max_size=40) | st.just('{"Statement": [{"action": []}, {"Sid": "a-b"}]}'), st.integers(1, 200))
def test_the_pages_of_any_text_are_its_findings(text: str, size: int) -> None:
    told: list[Any] = []
    more: dict[str, object] = {}
    while True:
        page = validate(policyDocument=text, maxResults=size, **more)
        told += page["findings"]
        if "nextToken" not in page:
            break
        assert len(page["findings"]) == size
        more = {"nextToken": page["nextToken"]}
    assert told == [shape(finding) for finding in findings(text, PolicyKind.IDENTITY)]


COGNITO = {"Federated": "cognito-identity.amazonaws.com"}


@pytest.mark.parametrize(
    ("elements", "codes"),
    [
        ({"Sid": "", "Principal": COGNITO, "Action": ["sts:AssumeRole", "sts:TagSession"]}, TRUSTED),
        ({"Principal": COGNITO, "Action": "s3:GetObject", "Resource": "*"}, {"FEDERATED_PRINCIPAL_NOT_SUPPORTED"}),
        ({"Principal": COGNITO, "Action": "sts:AssumeRole", "Resource": "*"}, {"FEDERATED_PRINCIPAL_NOT_SUPPORTED"}),
        ({"Principal": COGNITO, "Action": "s3:GetObject"}, {"FEDERATED_PRINCIPAL_NOT_SUPPORTED"}),
        ({"Principal": COGNITO, "NotAction": "sts:AssumeRole"}, set()),
    ],
)
def test_a_trust_policy_is_known_without_its_type_of_resource(elements: dict[str, object], codes: set[str]) -> None:
    condition = {"StringEquals": {"cognito-identity.amazonaws.com:aud": "a"}}
    statement = {"Effect": "Allow", "Condition": condition, **elements}
    text = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    told = validate(policyDocument=text, policyType="RESOURCE_POLICY")["findings"]
    assert {finding["issueCode"] for finding in told} == codes


@pytest.mark.parametrize("policy_type", sorted(module.KINDS.keys() - {"RESOURCE_POLICY"}))
def test_only_resource_policies_have_a_type_of_resource(policy_type: str) -> None:
    with pytest.raises(ValidationError, match="for RESOURCE_POLICY only"):
        validate(policyDocument="{}", policyType=policy_type, validatePolicyResourceType="AWS::S3::Bucket")
