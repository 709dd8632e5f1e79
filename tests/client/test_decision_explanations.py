"""ExplainDecision over the wire: why a principal may do something, or what it lacks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.accounts import (
    AccountUnderTest,
    Actor,
    allow,
    another_account,
    deny,
    document,
    first_account,
    trust,
)
from tests.support.server import server_in_thread
from tests.support.signing import Answer, post

PATH = "/ostiary/decision-explanation"
BUCKET = "arn:aws:s3:::vault"


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AccountUnderTest]:
    with server_in_thread(tmp_path_factory.mktemp("explanations")) as server:
        yield first_account(server)


@pytest.fixture(scope="module")
def alice(account: AccountUnderTest) -> Actor:
    """A user of a group, with a boundary and a tag."""
    iam = account.iam
    user = account.user(
        "alice",
        {
            **allow("s3:GetObject", f"{BUCKET}/*", Condition={"StringEquals": {"aws:PrincipalTag/team": "red"}}),
            "Sid": "Red",
        },
        allow("iam:ListUsers"),
        allow("sts:AssumeRole"),
    )
    iam.tag_user(UserName="alice", Tags=[{"Key": "team", "Value": "blue"}])
    iam.create_group(GroupName="readers")
    iam.put_group_policy(GroupName="readers", PolicyName="no-keys", PolicyDocument=document(deny("iam:*AccessKey*")))
    iam.add_user_to_group(GroupName="readers", UserName="alice")
    boundary = account.policy("only-s3-and-iam", allow(["s3:*", "iam:*", "sts:*"]))
    iam.put_user_permissions_boundary(UserName="alice", PermissionsBoundary=boundary)
    return user


def call(actor: Actor, **params: object) -> Answer:
    return post(actor.server, "access-analyzer", json.dumps(params).encode(), "application/json", actor.keys, PATH)


def learn(actor: Actor, **params: object) -> dict[str, Any]:
    answer = call(actor, **params)
    assert answer.status == 200, answer
    told: dict[str, Any] = json.loads(answer.text)
    return told


def test_a_near_miss_says_which_condition_failed(account: AccountUnderTest, alice: Actor) -> None:
    told = learn(account.root, principalArn=alice.arn, action="s3:GetObject", resourceArn=f"{BUCKET}/letter")
    decision = told["decision"]
    assert (decision["decision"], decision["layer"]) == ("implicitDeny", "identity")
    assert (decision["action"], decision["resource"]) == ("s3:GetObject", f"{BUCKET}/letter")
    (near,) = [one for one in decision["statements"] if one.get("statementId") == "Red"]
    assert (near["layer"], near["applies"], near["part"]) == ("identity", False, "Condition")
    assert near["reason"] == "Condition: StringEquals aws:principaltag/team is blue, wanted red"
    assert near["reason"] in decision["explanation"]
    assert {"key": "aws:principaltag/team", "values": ["blue"]} in told["contextKeys"]


def test_what_is_given_of_the_context_goes_before_what_follows(account: AccountUnderTest, alice: Actor) -> None:
    asked = {"principalArn": alice.arn, "action": "s3:GetObject", "resourceArn": f"{BUCKET}/letter"}
    told = learn(account.root, **asked, contextEntries={"aws:PrincipalTag/team": ["red"]})
    assert told["decision"]["decision"] == "allowed"
    applies = {one["layer"]: one["policyType"] for one in told["decision"]["statements"] if one["applies"]}
    assert applies == {"identity": "user", "boundary": "user-managed"}


def test_a_policy_of_a_group_denies_and_is_named(account: AccountUnderTest, alice: Actor) -> None:
    decision = learn(account.root, principalArn=alice.arn, action="iam:CreateAccessKey")["decision"]
    assert decision["decision"] == "explicitDeny"
    (denies,) = [one for one in decision["statements"] if one["applies"] and one["effect"] == "Deny"]
    assert (denies["policy"], denies["policyType"]) == ("no-keys", "group")


def test_a_boundary_a_session_and_a_resource_policy_bear_on_it(account: AccountUnderTest, alice: Actor) -> None:
    account.iam.put_user_policy(UserName="alice", PolicyName="ec2", PolicyDocument=document(allow("ec2:*")))
    ask = {"principalArn": alice.arn, "action": "ec2:RunInstances"}
    decision = learn(account.root, **ask)["decision"]
    assert (decision["decision"], decision["layer"]) == ("implicitDeny", "boundary")
    narrowed = {"principalArn": alice.arn, "action": "iam:ListUsers"}
    assert learn(account.root, **narrowed)["decision"]["decision"] == "allowed"
    session = [document(allow("s3:*"))]
    decision = learn(account.root, **narrowed, sessionPolicies=session)["decision"]
    assert (decision["decision"], decision["layer"]) == ("implicitDeny", "session")
    open_to_alice = document({**deny("s3:PutObject", f"{BUCKET}/*"), "Principal": {"AWS": alice.arn}})
    put = {"principalArn": alice.arn, "action": "s3:PutObject", "resourceArn": f"{BUCKET}/letter"}
    assert learn(account.root, **put, resourcePolicy=open_to_alice)["decision"]["layer"] == "resource"


def test_the_trust_policy_of_a_role_of_the_account_bears_on_it(account: AccountUnderTest, alice: Actor) -> None:
    role = account.role("watched", trust(another_account(account.root.server).number))
    decision = learn(account.root, principalArn=alice.arn, action="sts:AssumeRole", resourceArn=role)["decision"]
    assert (decision["decision"], decision["layer"]) == ("implicitDeny", "trust")


def test_it_says_what_the_real_call_says(account: AccountUnderTest, alice: Actor) -> None:
    for action, work in (("iam:ListUsers", "list_users"), ("iam:ListRoles", "list_roles")):
        decision = learn(account.root, principalArn=alice.arn, action=action)["decision"]["decision"]
        try:
            getattr(alice.client("iam"), work)()
            really = "allowed"
        except alice.client("iam").exceptions.ClientError:
            really = "implicitDeny"
        assert decision == really


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"principalArn": "arn:aws:iam::{own}:user/nobody"}, "ResourceNotFoundException"),
        ({"principalArn": "arn:aws:iam::{own}:group/readers"}, "ValidationException"),
        ({"principalArn": "arn:aws:iam::{own}:root"}, "ValidationException"),
        ({"principalArn": "arn:aws:sts::{own}:assumed-role/r/session"}, "ValidationException"),
        ({"principalArn": "somebody or other"}, "ValidationException"),
        ({"resourceArn": "arn:aws:iam::{other}:role/secret"}, "ValidationException"),
        ({"resourceArn": "no ARN"}, "ValidationException"),
        ({"action": "nonsense"}, "ValidationException"),
        ({"action": None}, "ValidationException"),
        ({"sessionPolicies": ["no JSON"]}, "ValidationException"),
        ({"contextEntries": {"a": ["1"], "A": ["2"]}}, "ValidationException"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    account: AccountUnderTest, alice: Actor, params: dict[str, object], code: str
) -> None:
    other = another_account(account.root.server).number
    asked = {"principalArn": alice.arn, "action": "s3:GetObject", **params}
    filled = {
        name: value.format(own=account.number, other=other) if isinstance(value, str) else value
        for name, value in asked.items()
        if value is not None
    }
    answer = call(account.root, **filled)
    assert answer.error == code, answer
    assert answer.status == (404 if code == "ResourceNotFoundException" else 400)


def test_it_takes_a_permission_of_its_own_and_those_to_simulate_the_principal_and_to_see_trust_policies(
    account: AccountUnderTest, alice: Actor
) -> None:
    ask = {"principalArn": alice.arn, "action": "s3:GetObject"}
    for name, actions, missing in (
        ("neither", "s3:*", "access-analyzer:ExplainDecision"),
        ("one", "access-analyzer:*", "iam:SimulatePrincipalPolicy"),
        ("other", "iam:*", "access-analyzer:ExplainDecision"),
    ):
        answer = call(account.user(f"asker-{name}", allow(actions)), **ask)
        assert (answer.status, answer.error) == (403, "AccessDeniedException")
        assert f"is not authorized to perform: {missing} on resource: {alice.arn}" in answer.text
    about_alice = allow(["access-analyzer:ExplainDecision", "iam:SimulatePrincipalPolicy"], alice.arn)
    answer = call(account.user("asker-of-alice", about_alice), **ask)
    assert "is not authorized to perform: iam:ListRoles" in answer.text
    own = account.user("asker-own", about_alice, allow("iam:ListRoles"))
    assert learn(own, **ask)["decision"]["decision"] == "implicitDeny"
    other = another_account(account.root.server)
    assert call(own, **{**ask, "principalArn": own.arn}).status == 403
    assert call(account.root, **{**ask, "principalArn": other.arn("user/alice")}).status == 403


def test_it_leaves_an_event(account: AccountUnderTest, alice: Actor) -> None:
    learn(account.root, principalArn=alice.arn, action="s3:GetObject")
    (event, *_) = [one for one in account.root.server.events() if one["eventName"] == "ExplainDecision"]
    assert event["eventSource"] == "access-analyzer.amazonaws.com"
    assert event["readOnly"] is True
