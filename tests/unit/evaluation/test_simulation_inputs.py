"""What a simulation is asked with: what is taken, and how the rest is refused (policy-evaluation.md 9.1)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from ostiary.engine.decide import Layers
from ostiary.engine.kinds import PolicyKind
from ostiary.evaluation import simulation_inputs as inputs
from ostiary.evaluation.budget import Budget
from ostiary.evaluation.simulation import Simulation
from ostiary.evaluation.simulation_inputs import NOT_A_USER, Entry
from ostiary.model.caller import CallerKind
from ostiary.model.errors import InvalidInputError
from tests.support.engine import A, B

NOW = 1_700_000_000
MIRA = f"arn:aws:iam::{A}:user/team/mira"
ROLE = f"arn:aws:iam::{A}:role/kiln"
GROUP = f"arn:aws:iam::{A}:group/smiths"
OBJECT, QUEUE = "arn:aws:s3:::vault/x", f"arn:aws:sqs:eu-west-1:{A}:q"


def document(**more: object) -> str:
    statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"} | more
    return json.dumps({"Version": "2012-10-17", "Statement": {key: value for key, value in statement.items() if value}})


def refused(read: Callable[..., Any], *arguments: object) -> str:
    """Return the message with which *read* refuses."""
    with pytest.raises(InvalidInputError) as raised:
        read(*arguments)
    return raised.value.message


# -- policies ------------------------------------------------------------------------------------------


def test_policies_are_named_by_their_place_in_the_list() -> None:
    given = inputs.identity_policies([document(), document()])

    assert [(one.id, one.type) for one in given] == [
        ("PolicyInputList.1", "IAM Policy"),
        ("PolicyInputList.2", "IAM Policy"),
    ]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", document(Action=None), document(Principal="*"), document(Effect="allow")]
)
def test_what_could_not_be_saved_is_no_input(text: str) -> None:
    assert refused(inputs.identity_policies, [document(), text]).startswith("Invalid policy PolicyInputList.2: ")
    assert refused(inputs.boundary, [text]).startswith("Invalid policy PermissionsBoundaryPolicyInputList.1: ")
    assert refused(inputs.control_policies, [[document()], [text]]).startswith(
        "Invalid policy OrderedOrganizationPolicyInputList.2.ServiceControlPolicyInputList.1: "
    )


def test_there_is_one_boundary_or_none() -> None:
    found = inputs.boundary([document()])

    assert inputs.boundary([]) is None
    assert found is not None
    assert [one.policy.kind for one in found.attached] == [PolicyKind.BOUNDARY]
    assert "only one" in refused(inputs.boundary, [document(), document()])


def test_a_level_may_be_empty_and_no_levels_are_no_organization() -> None:
    levels = inputs.control_policies([[document(), document()], []])

    assert inputs.control_policies([]) is None
    assert levels is not None
    assert [len(level.attached) for level in levels] == [2, 0]


# -- the policy of the resource ------------------------------------------------------------------------


def with_policy(
    text: str,
    *resources: str,
    caller: str = MIRA,
    actions: tuple[str, ...] = ("s3:GetObject",),
    budget: Budget | None = None,
) -> Simulation:
    simulation = Simulation(
        caller=inputs.caller(caller) if caller else None, account=A, layers=Layers(), resources=resources or (OBJECT,)
    )
    return inputs.with_resource_policy(simulation, text, actions, budget or Budget())


OPEN = document(Principal="*")
TRUST = document(Principal={"AWS": A}, Action="sts:AssumeRole", Resource=None)


def test_a_resource_policy_is_one_of_the_resource() -> None:
    layer = with_policy(OPEN).resource_policy

    assert layer is not None
    assert [(one.id, one.type, one.policy.kind) for one in layer.attached] == [
        ("ResourcePolicy", "Resource Policy", PolicyKind.RESOURCE)
    ]


@pytest.mark.parametrize("caller", ["", ROLE, GROUP])
def test_a_resource_policy_needs_a_user_who_calls(caller: str) -> None:
    assert refused(lambda: with_policy(OPEN, caller=caller)) == NOT_A_USER


def test_a_resource_policy_must_be_about_every_resource() -> None:
    about_objects = document(Principal="*", Resource="arn:aws:s3:::vault/*")

    assert with_policy(about_objects, OBJECT).resource_policy is not None
    assert with_policy(document(Principal="*", Resource=None), OBJECT, "*").resource_policy is not None
    assert with_policy(OPEN, OBJECT, "*").resource_policy is not None
    for other in (QUEUE, "*", "arn:aws:s3:::cellar/x"):
        message = refused(lambda other=other: with_policy(about_objects, OBJECT, other))
        assert message == f"ResourcePolicy is not applicable to the resource {other}."


def test_an_action_without_resource_types_does_not_make_a_policy_unsuitable() -> None:
    about_objects = document(Principal="*", Resource="arn:aws:s3:::vault/*")

    assert with_policy(about_objects, OBJECT, actions=("s3:ListAllMyBuckets",)).resource_policy is not None


def test_who_is_asked_about_assuming_a_role_gives_its_trust_policy() -> None:
    layer = with_policy(TRUST, ROLE, actions=("sts:AssumeRole", "sts:TagSession")).resource_policy

    assert layer is not None
    assert layer.attached[0].policy.kind is PolicyKind.TRUST
    assert refused(lambda: with_policy(OPEN, ROLE, actions=("sts:AssumeRole",))).startswith(
        "Invalid policy ResourcePolicy: "
    )
    assert "cannot be" in refused(lambda: with_policy(TRUST, ROLE, OBJECT, actions=("sts:AssumeRole",)))
    assert "cannot be" in refused(lambda: with_policy(TRUST, ROLE, actions=("iam:GetRole", "sts:AssumeRole")))


def test_threat_19_finding_out_whether_a_policy_is_about_every_resource_is_paid_for() -> None:
    other = {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::cellar/*"}
    text = json.dumps({"Version": "2012-10-17", "Statement": [other] * 50 + [other | {"Resource": "*"}]})
    resources = [f"arn:aws:s3:::vault/{number}" for number in range(20)]
    budget = Budget()
    before = budget.steps

    with_policy(text, *resources, budget=budget)

    spent = before - budget.steps
    assert spent >= 51 * len(resources)
    for too_few in (spent - 1, len(resources)):  # the second is spent before the policy is looked at
        message = refused(lambda most=too_few: with_policy(text, *resources, budget=Budget(steps=most)))
        assert "steps of matching" in message
    assert "steps of matching" in refused(lambda: with_policy("", *resources, budget=Budget(steps=1)))


# -- who asks about what -------------------------------------------------------------------------------


def test_users_roles_and_groups_call() -> None:
    user, role, group = map(inputs.caller, (MIRA, ROLE, GROUP))

    assert (user.kind, user.user_name, user.account) == (CallerKind.USER, "mira", A)
    assert (role.kind, role.entity_arn) == (CallerKind.ROLE_SESSION, ROLE)
    assert (group.kind, group.user_name, inputs.is_group(group)) == (CallerKind.USER, "", True)


@pytest.mark.parametrize(
    "arn",
    [
        "mira",
        f"arn:aws:sts::{A}:assumed-role/kiln/s",
        f"arn:aws:sts::{A}:federated-user/f",
        f"arn:aws:iam::{A}:root",
        f"arn:aws:iam::{A}:user/",
        f"arn:aws:iam::{A}:user/a//b",
        f"arn:aws:iam::{A}:policy/p",
        "arn:aws:iam::12:user/mira",
        f"arn:aws:iam:eu-west-1:{A}:user/mira",
        f"arn::iam::{A}:user/mira",
        "lambda.amazonaws.com",
    ],
)
def test_nobody_else_calls(arn: str) -> None:
    assert refused(inputs.caller, arn) == f"Invalid Entity Arn: {arn} does not clearly define entity type and name."


@pytest.mark.parametrize("arn", [A, "", f"arn:aws:iam::{A}:user/root", "arn:aws:iam::1:root", f"arn:aws:sts::{A}:root"])
def test_an_owner_is_the_root_of_an_account(arn: str) -> None:
    assert inputs.owner(f"arn:aws:iam::{B}:root") == B
    assert refused(inputs.owner, arn) == f"'{arn}' is not a valid as a Resource Owner."


@pytest.mark.parametrize(
    "name", ["s3:*", "s3:Get?bject", "*", "s3", "s3:", ":GetObject", "s3:Get:Object", "s3:Get Object", ""]
)
def test_an_action_is_written_out_in_full(name: str) -> None:
    assert inputs.actions(["s3:GetObject", "s3:GetObject", "own:Thing"]) == (
        "s3:GetObject",
        "s3:GetObject",
        "own:Thing",
    )
    assert refused(inputs.actions, ["s3:GetObject", name]) == f"Invalid action name: {name}"


@pytest.mark.parametrize("arn", ["vault", "arn:aws:s3:::", "arn:aws:s3", "arn::s3:::vault", "**", ""])
def test_case_s08_a_resource_is_an_arn_or_a_star(arn: str) -> None:
    assert inputs.resources([]) == ("*",)
    assert inputs.resources([OBJECT, "*", OBJECT]) == (OBJECT, "*")
    assert refused(inputs.resources, [OBJECT, arn]) == f"ResourceNames are not in a valid ARN format: {arn}."


def test_the_documented_scenarios_are_taken_and_no_others() -> None:
    inputs.require_handling("EC2-VPC-EBS-Subnet")

    assert refused(inputs.require_handling, "EC2-VPC") == "Invalid ResourceHandlingOption: EC2-VPC"


# -- context -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("numeric", "-4.5", "four"),
        ("boolean", "TRUE", "yes"),
        ("ip", "2001:db8::1", "192.0.2.0/24"),
        ("binary", "QmluYXJ5", "§"),
        ("date", "2031-05-01T08:00:00Z", "tomorrow"),
    ],
)
def test_a_value_is_of_its_type_and_a_list_makes_the_key_multi_valued(kind: str, good: str, bad: str) -> None:
    assert inputs.context(None, NOW, [Entry("k:Key", kind, (good,))])["k:key"] == good
    assert inputs.context(None, NOW, [Entry("k:Key", f"{kind}List", (good, good))])["k:key"] == (good, good)
    for entry in (Entry("k:Key", kind, (bad,)), Entry("k:Key", f"{kind}List", (good, bad))):
        message = refused(inputs.context, None, NOW, [entry])
        assert message == f"Context key k:Key has a value that is not of type {kind}: {bad}"


def test_text_is_any_and_a_list_may_be_empty() -> None:
    context = inputs.context(None, NOW, [Entry("k:Text", "string", ("",)), Entry("k:List", "stringList", ())])

    assert (context["k:text"], context["k:list"]) == ("", ())


@pytest.mark.parametrize("values", [(), ("1", "2")])
def test_a_single_value_is_exactly_one(values: tuple[str, ...]) -> None:
    assert "exactly one" in refused(inputs.context, None, NOW, [Entry("k:Key", "string", values)])


def test_no_key_is_given_twice_in_any_case() -> None:
    entries = [Entry("k:Key", "string", ("x",)), Entry("K:key", "string", ("x",))]

    assert refused(inputs.context, None, NOW, entries) == "Context key K:key is given twice."


def test_what_follows_from_the_caller_and_the_clock_is_known_and_what_is_given_goes_before() -> None:
    context = inputs.context(inputs.caller(MIRA), NOW, [Entry("AWS:UserName", "string", ("noor",))])

    assert context == {
        "aws:principalarn": MIRA,
        "aws:principalaccount": A,
        "aws:principaltype": "User",
        "aws:principalisawsservice": "false",
        "aws:username": "noor",
        "aws:currenttime": "2023-11-14T22:13:20Z",
        "aws:epochtime": str(NOW),
    }


def test_of_a_group_nobody_knows_which_member_calls_and_of_nobody_only_the_time_is_known() -> None:
    clock = {"aws:currenttime", "aws:epochtime"}

    assert inputs.context(None, NOW, []).keys() == clock
    assert inputs.context(inputs.caller(GROUP), NOW, []).keys() == clock | {
        "aws:principalaccount",
        "aws:principaltype",
        "aws:principalisawsservice",
    }
    assert inputs.context(inputs.caller(ROLE), NOW, [])["aws:principalarn"] == ROLE
