"""Which documents become which layer of the engine."""

from __future__ import annotations

import json

import pytest

from ostiary.catalogue import services
from ostiary.engine.decide import Layers
from ostiary.engine.kinds import PolicyKind
from ostiary.evaluation.policies import Policies
from ostiary.evaluation.question import Question, request_of
from ostiary.evaluation.reach import REACHED
from tests.support.bundles import EVERYTHING, MIRA, OBJECT, A, policy

ROLE = f"arn:aws:iam::{A}:role/kiln"
ENTRY = ("p", json.dumps(policy(EVERYTHING)))
FULL = ("full", json.dumps(policy({**EVERYTHING, "Principal": "*"})))


def layers(policies: Policies, action: str = "s3:GetObject", resource: str = OBJECT) -> Layers:
    return policies.layers(request_of(Question(principal=MIRA, action=action, resource=resource)))


def test_layers_without_policies_are_absent() -> None:
    made = layers(Policies())
    assert made.identity.attached == ()
    absent = (made.boundary, made.session, made.trust, made.resource, made.scp, made.rcp, made.vpce)
    assert set(absent) == {None}


def test_each_layer_is_of_its_kind() -> None:
    made = layers(Policies(identity=(ENTRY,), boundary=(ENTRY,), session=(ENTRY,), vpc_endpoint=(FULL,)))
    found = [
        layer.attached[0].policy.kind for layer in (made.identity, made.boundary, made.session, made.vpce) if layer
    ]
    assert found == [PolicyKind.IDENTITY, PolicyKind.BOUNDARY, PolicyKind.SESSION, PolicyKind.VPCE]


def test_levels_stay_apart_and_an_empty_one_stays() -> None:
    made = layers(Policies(scps=((ENTRY,), (), (ENTRY, ENTRY)), rcps=((FULL,),)))
    assert made.scp is not None
    assert made.rcp is not None
    assert [len(level.attached) for level in made.scp] == [1, 0, 2]
    assert [len(level.attached) for level in made.rcp] == [1]


@pytest.mark.parametrize(
    ("action", "resource", "reached"),
    [
        ("S3:GetObject", OBJECT, True),
        ("sts:AssumeRole", ROLE, True),
        ("iam:GetRole", ROLE, False),
        ("kms:RetireGrant", f"arn:aws:kms:r:{A}:key/k", False),
        ("own:Thing", "*", True),
    ],
)
def test_resource_control_policies_reach_some_of_awss_services_and_all_others(
    action: str, resource: str, reached: bool
) -> None:
    assert (layers(Policies(rcps=((FULL,),)), action, resource).rcp is not None) is reached


@pytest.mark.parametrize(
    ("action", "resource", "trusts"),
    [
        ("sts:AssumeRole", ROLE, True),
        ("sts:TagSession", ROLE, True),
        ("iam:GetRole", ROLE, False),
        ("s3:GetObject", OBJECT, False),
    ],
)
def test_the_policy_of_a_role_that_is_to_be_assumed_is_its_trust_policy(
    action: str, resource: str, trusts: bool
) -> None:
    text = json.dumps(policy({"Effect": "Allow", "Principal": "*", "Action": "*"}))
    made = layers(Policies(resource=text), action, resource)
    assert (made.trust is not None, made.resource is not None) == (trusts, not trusts)


@pytest.mark.parametrize(
    ("resource", "mandatory"),
    [
        (f"arn:aws:kms:eu-west-1:{A}:key/k", True),
        (f"arn:aws:kms:eu-west-1:{A}:alias/k", False),
        (OBJECT, False),
        ("*", False),
    ],
)
def test_the_policy_of_a_key_is_mandatory(resource: str, mandatory: bool) -> None:
    question = Question(principal=MIRA, action="kms:Decrypt", resource=resource)
    assert request_of(question).resource_mandatory is mandatory


@pytest.mark.parametrize(
    ("resource", "given", "owner"),
    [
        (f"arn:aws:sqs:r:{A[:-1]}2:q", None, f"{A[:-1]}2"),
        (OBJECT, None, A),
        (OBJECT, "200000000002", "200000000002"),
        ("*", None, A),
        ("arn:aws:iam::aws:policy/X", None, "aws"),
    ],
)
def test_the_owner_is_given_or_in_the_arn_or_the_principals(resource: str, given: str | None, owner: str) -> None:
    question = Question(principal=MIRA, action="s3:GetObject", resource=resource, resource_account=given)
    assert request_of(question).owner_account == owner


def test_every_service_that_is_reached_is_in_the_catalogue() -> None:
    assert sorted(REACHED - services.services().keys()) == []
