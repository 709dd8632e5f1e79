"""What the simulator answers, by the numbers of policy-evaluation.md 9.2 and 10."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from ostiary.catalogue import services
from ostiary.engine.decide import Layers
from ostiary.engine.kinds import PolicyKind
from ostiary.engine.layer import Layer
from ostiary.engine.written import span
from ostiary.evaluation.budget import Budget
from ostiary.evaluation.decision import Outcome
from ostiary.evaluation.simulation import (
    BOUNDARY,
    IDENTITY,
    RESOURCE,
    Simulated,
    Simulation,
    resource_type,
    simulate,
    template_glob,
)
from ostiary.model.caller import Caller
from tests.support.engine import MIRA, A, B, layer, layers, role_session

ALLOW = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
DENY = ALLOW | {"Effect": "Deny"}
OBJECT, SECRET, BUCKET = "arn:aws:s3:::vault/x", "arn:aws:s3:::vault/secret", "arn:aws:s3:::vault"
QUEUE_OF_B = f"arn:aws:sqs:eu-west-1:{B}:q"

ALLOWED, EXPLICIT, IMPLICIT = Outcome.ALLOWED, Outcome.EXPLICIT_DENY, Outcome.IMPLICIT_DENY


def asked(
    *resources: str,
    action: str = "s3:GetObject",
    caller: Caller | None = MIRA,
    policy: Layer | None = None,
    owner: str = "",
    context: dict[str, Any] | None = None,
    **documents: Sequence[Any],
) -> Simulated:
    """Return the answer for *action*; *documents* are policies by layer."""
    given: Layers = layers("2012-10-17", **documents)
    simulation = Simulation(
        caller=caller,
        account=A,
        layers=given,
        resource_policy=policy,
        resources=resources or ("*",),
        owner=owner,
        context=context or {},
    )
    (answer,) = simulate(simulation, [action], Budget())
    return answer


def matched(answer: Simulated) -> list[tuple[str, int]]:
    """Return which statements brought the decision about: the policy and the place in it."""
    return [(source.attached.id, source.statement.index) for source in answer.overall.matched]


# -- the cases of the law ------------------------------------------------------------------------------


def test_case_s01_what_no_policy_matches_is_denied_implicitly_and_names_no_statement() -> None:
    answer = asked(OBJECT, identity=[[{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}]])

    assert (answer.overall.outcome, answer.overall.matched) == (IMPLICIT, ())
    assert answer.each[OBJECT].outcome is IMPLICIT


def test_case_s02_of_two_resources_the_stricter_decision_is_on_top() -> None:
    answer = asked(OBJECT, SECRET, identity=[[ALLOW, DENY | {"Resource": SECRET}]])

    assert answer.overall.outcome is EXPLICIT
    assert {name: verdict.outcome for name, verdict in answer.each.items()} == {OBJECT: ALLOWED, SECRET: EXPLICIT}
    assert matched(answer) == [("identity-1", 1)]
    assert [source.statement.index for source in answer.each[OBJECT].matched] == [0]


def test_of_three_decisions_an_explicit_deny_is_the_strictest_and_an_allow_the_least() -> None:
    identity = [[ALLOW | {"Resource": OBJECT}, DENY | {"Resource": SECRET}]]

    assert asked(OBJECT, SECRET, BUCKET, identity=identity).overall.outcome is EXPLICIT
    assert asked(BUCKET, SECRET, identity=identity).overall.outcome is EXPLICIT
    assert asked(OBJECT, BUCKET, identity=identity).overall.outcome is IMPLICIT


def test_case_s03_a_boundary_that_denies_does_not_allow() -> None:
    answer = asked(OBJECT, identity=[[ALLOW]], boundary=[[ALLOW, DENY]])

    assert (answer.overall.outcome, answer.overall.in_boundary) == (EXPLICIT, False)
    assert matched(answer) == [("boundary-1", 1)]


def test_case_s04_a_key_that_a_policy_uses_and_nobody_gave_is_missing() -> None:
    condition = {"Condition": {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}}

    answer = asked(identity=[[ALLOW | condition]])
    given = asked(identity=[[ALLOW | condition]], context={"aws:sourceip": "192.0.2.9"})

    assert (answer.overall.outcome, answer.overall.missing) == (IMPLICIT, ("aws:SourceIp",))
    assert (given.overall.outcome, given.overall.missing) == (ALLOWED, ())


def test_case_s07_without_a_resource_only_a_star_allows() -> None:
    answer = asked(identity=[[ALLOW | {"Action": "s3:GetObject", "Resource": "arn:aws:s3:::vault/*"}]])

    assert (answer.overall.outcome, answer.overall.matched) == (IMPLICIT, ())
    assert asked(identity=[[ALLOW]]).overall.outcome is ALLOWED


# -- statements ----------------------------------------------------------------------------------------


def test_an_allowed_action_names_every_allow_and_a_denied_one_every_deny() -> None:
    allowed = asked(OBJECT, identity=[[ALLOW], [ALLOW | {"Resource": OBJECT}]])
    principal = {"Principal": "*"}
    denied = asked(
        OBJECT,
        identity=[[ALLOW, DENY]],
        policy=layer(PolicyKind.RESOURCE, [ALLOW | principal, DENY | principal]),
    )

    assert matched(allowed) == [("identity-1", 0), ("identity-2", 0)]
    assert matched(denied) == [("resource-1", 1), ("identity-1", 1)]


def test_one_statement_that_decides_on_several_resources_is_named_once() -> None:
    assert matched(asked(OBJECT, SECRET, BUCKET, identity=[[ALLOW]])) == [("identity-1", 0)]


def test_statements_of_service_control_policies_are_never_shown_and_their_refusal_ends_the_simulation() -> None:
    answer = asked(
        QUEUE_OF_B, action="sqs:SendMessage", identity=[[ALLOW | {"Action": "*"}]], scp=[[[DENY | {"Action": "*"}]]]
    )

    assert (answer.overall.outcome, answer.overall.matched) == (EXPLICIT, ())
    assert (answer.overall.in_organization, answer.overall.details) == (False, None)
    assert answer.each[QUEUE_OF_B].details is None


def test_a_deny_of_the_organization_hides_every_other() -> None:
    answer = asked(OBJECT, identity=[[ALLOW, DENY]], scp=[[[ALLOW], [DENY]]])

    assert (answer.overall.outcome, answer.overall.matched) == (EXPLICIT, ())


@pytest.mark.parametrize(
    ("levels", "allows"),
    [
        ([[[ALLOW]], [[ALLOW]]], True),
        ([[[ALLOW]], []], False),  # a level that has nothing attached
        ([[[ALLOW]], [[ALLOW | {"Action": "sqs:*"}]]], False),
        ([[[ALLOW]], [[ALLOW], [DENY]]], False),
        (None, None),
    ],
)
def test_every_level_of_the_organization_must_allow(levels: Any, allows: bool | None) -> None:
    answer = asked(OBJECT, identity=[[ALLOW]], scp=levels)

    assert answer.overall.in_organization is allows
    assert (answer.overall.outcome is ALLOWED) is (allows is not False)


def test_service_linked_roles_are_not_bound_by_the_organization() -> None:
    linked = role_session(path="/aws-service-role/x.amazonaws.com/")

    answer = asked(OBJECT, caller=linked, identity=[[ALLOW]], scp=[[[DENY]]])

    assert (answer.overall.outcome, answer.overall.in_organization) == (ALLOWED, None)


# -- the boundary --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("boundary", "allows", "outcome"),
    [
        ([[ALLOW]], True, ALLOWED),
        ([[ALLOW | {"Action": "sqs:*"}]], False, IMPLICIT),
        ([[ALLOW, DENY]], False, EXPLICIT),
        ([], False, IMPLICIT),
        (None, None, ALLOWED),
    ],
)
def test_the_boundary_tells_whether_it_allows(boundary: Any, allows: bool | None, outcome: Outcome) -> None:
    answer = asked(OBJECT, identity=[[ALLOW]], boundary=boundary)

    assert (answer.overall.outcome, answer.overall.in_boundary) == (outcome, allows)
    assert answer.each[OBJECT].in_boundary is allows


def test_the_boundary_allows_all_resources_together_only_if_it_allows_each() -> None:
    answer = asked(OBJECT, SECRET, identity=[[ALLOW]], boundary=[[ALLOW | {"Resource": OBJECT}]])

    assert [verdict.in_boundary for verdict in answer.each.values()] == [True, False]
    assert answer.overall.in_boundary is False


# -- across accounts -----------------------------------------------------------------------------------


def test_within_one_account_the_details_are_empty_and_absent_without_a_resource() -> None:
    assert asked(OBJECT, identity=[[ALLOW]]).overall.details == {}
    assert asked(identity=[[ALLOW]]).overall.details is None


def test_across_accounts_each_policy_type_says_what_it_says() -> None:
    grant = {"Effect": "Allow", "Principal": {"AWS": MIRA.arn}, "Action": "sqs:*", "Resource": QUEUE_OF_B}
    send = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}

    both = asked(
        QUEUE_OF_B,
        action="sqs:SendMessage",
        identity=[[send]],
        boundary=[[ALLOW]],
        policy=layer(PolicyKind.RESOURCE, [grant]),
    )
    alone = asked(QUEUE_OF_B, action="sqs:SendMessage", identity=[[send]])

    assert both.overall.details == {IDENTITY: ALLOWED, RESOURCE: ALLOWED, BOUNDARY: IMPLICIT}
    assert both.overall.outcome is IMPLICIT
    assert alone.overall.details == alone.each[QUEUE_OF_B].details == {IDENTITY: ALLOWED, RESOURCE: IMPLICIT}
    assert alone.overall.outcome is IMPLICIT


def test_the_details_of_several_resources_are_the_strictest_of_each_policy_type() -> None:
    other = f"arn:aws:sqs:eu-west-1:{B}:other"
    own = f"arn:aws:sqs:eu-west-1:{A}:own"
    send = {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}

    answer = asked(
        own,
        QUEUE_OF_B,
        other,
        action="sqs:SendMessage",
        identity=[[send, send | {"Effect": "Deny", "Resource": other}]],
    )

    assert answer.overall.details == {IDENTITY: EXPLICIT, RESOURCE: IMPLICIT}
    assert [verdict.details for verdict in answer.each.values()] == [
        {},
        {IDENTITY: ALLOWED, RESOURCE: IMPLICIT},
        {IDENTITY: EXPLICIT, RESOURCE: IMPLICIT},
    ]


def test_the_owner_is_in_the_arn_or_is_told_or_is_the_callers_account() -> None:
    send = [[{"Effect": "Allow", "Action": "*", "Resource": "*"}]]
    own = f"arn:aws:sqs:eu-west-1:{A}:own"

    assert asked(OBJECT, identity=send).overall.outcome is ALLOWED
    assert asked(OBJECT, identity=send, owner=B).overall.outcome is IMPLICIT
    assert asked(own, action="sqs:SendMessage", identity=send, owner=B).overall.outcome is ALLOWED


def test_nobody_in_particular_is_at_home_where_the_resource_is() -> None:
    anything = [[{"Effect": "Allow", "Action": "*", "Resource": "*"}]]
    for resource in (QUEUE_OF_B, "arn:aws:iam::aws:policy/ReadOnlyAccess", "*"):
        answer = asked(resource, action="sqs:SendMessage", caller=None, identity=anything)
        assert answer.overall.outcome is ALLOWED
        assert not answer.overall.details


# -- keys and roles ------------------------------------------------------------------------------------

ROLE = f"arn:aws:iam::{A}:role/kiln"
KEY = f"arn:aws:kms:eu-west-1:{A}:key/1"


@pytest.mark.parametrize(("action", "resource"), [("sts:AssumeRole", ROLE), ("kms:Decrypt", KEY)])
def test_a_resource_whose_policy_must_grant_leaves_it_to_identity_policies_when_none_is_given(
    action: str, resource: str
) -> None:
    answer = asked(resource, action=action, identity=[[{"Effect": "Allow", "Action": "*", "Resource": "*"}]])

    assert matched(answer) == [("identity-1", 0)]
    assert asked(resource, action=action, identity=[]).overall.outcome is IMPLICIT


def test_a_trust_policy_that_is_given_counts() -> None:
    identity = [[{"Effect": "Allow", "Action": "*", "Resource": "*"}]]
    trust = {"Effect": "Allow", "Principal": {"AWS": MIRA.arn}, "Action": "sts:AssumeRole"}
    other = trust | {"Principal": {"AWS": f"arn:aws:iam::{A}:user/noor"}}

    def outcome(statement: object) -> Outcome:
        policy = layer(PolicyKind.TRUST, [statement])
        return asked(ROLE, action="sts:AssumeRole", identity=identity, policy=policy).overall.outcome

    assert outcome(trust) is ALLOWED
    assert outcome(other) is IMPLICIT


@pytest.mark.parametrize("account", ["*", "?", "aws", "12345678901", "1234567890123", "100000000001*", "10000000000٣"])
@pytest.mark.parametrize("caller", [None, MIRA])
def test_nobody_may_assume_a_role_of_what_is_no_account(caller: Caller | None, account: str) -> None:
    identity = [[{"Effect": "Allow", "Action": "*", "Resource": "*"}]]

    answer = asked(f"arn:aws:iam::{account}:role/x", action="sts:AssumeRole", caller=caller, identity=identity)

    assert (answer.overall.outcome, answer.overall.matched) == (IMPLICIT, ())


def test_the_policy_of_a_key_that_is_given_must_grant() -> None:
    identity = [[{"Effect": "Allow", "Action": "*", "Resource": "*"}]]
    statement = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{A}:user/noor"}, "Action": "*", "Resource": "*"}

    answer = asked(KEY, action="kms:Decrypt", identity=identity, policy=layer(PolicyKind.RESOURCE, [statement]))

    assert answer.overall.outcome is IMPLICIT


# -- missing keys --------------------------------------------------------------------------------------


def test_missing_keys_are_those_of_every_policy_but_of_service_control_policies() -> None:
    def condition(key: str) -> dict[str, object]:
        return ALLOW | {"Condition": {"StringEquals": {key: "x"}}}

    answer = asked(
        OBJECT,
        identity=[
            [
                condition("id:One"),
                condition("ID:one"),
                ALLOW | {"Action": "ec2:*", "Resource": "arn:aws:s3:::${aws:username}"},
            ]
        ],
        boundary=[[condition("boundary:Two"), condition("boundary:Five")]],
        policy=layer(PolicyKind.RESOURCE, [condition("resource:Three") | {"Principal": "*"}]),
        scp=[[[condition("scp:Four")]]],
        context={"boundary:two": "x"},
    )

    assert (
        answer.overall.missing
        == answer.each[OBJECT].missing
        == ("id:One", "aws:username", "boundary:Five", "resource:Three")
    )


# -- resource types ------------------------------------------------------------------------------------

S3_OBJECT = "arn:${Partition}:s3:::${BucketName}/${ObjectName}"


@pytest.mark.parametrize(
    ("action", "resources", "template"),
    [
        ("s3:GetObject", [OBJECT], S3_OBJECT),
        ("S3:getobject", ["*"], S3_OBJECT),
        (
            "s3:GetObject",
            ["arn:aws:s3:eu-west-1:1:accesspoint/a/object/b"],
            "arn:${Partition}:s3:${Region}:${Account}:accesspoint/${AccessPointName}/object/${ObjectName}",
        ),
        (
            "iam:SimulatePrincipalPolicy",
            [f"arn:aws:iam::{A}:group/g"],
            "arn:${Partition}:iam::${Account}:group/${GroupNameWithPath}",
        ),
        ("iam:ListUsers", [OBJECT], "*"),
        ("nothing:Known", [OBJECT], "*"),
        ("s3:NothingKnown", [OBJECT], "*"),
    ],
)
def test_the_resource_type_is_the_one_that_fits(action: str, resources: list[str], template: str) -> None:
    assert resource_type(action, resources) == template


def test_every_action_of_the_catalogue_has_a_resource_type() -> None:
    for prefix in services.services():
        service = services.service(prefix)
        assert service is not None
        for action in service.actions.values():
            assert resource_type(action.name, ("*",)), action.name


def test_a_template_fits_what_is_made_of_it() -> None:
    assert template_glob(S3_OBJECT).matches("arn:aws:s3:::b/a/b")
    assert not template_glob(S3_OBJECT).matches("arn:aws:s3:::b")


def test_statements_can_be_found_in_their_text() -> None:
    (source,) = asked(OBJECT, identity=[[ALLOW]]).overall.matched

    place = span(source)
    assert place is not None
    assert source.attached.policy.text[place.start.offset : place.end.offset].startswith('{"Effect": "Allow"')
