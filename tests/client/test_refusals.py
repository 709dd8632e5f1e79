"""Bad input through boto3 and through raw signed requests: AWS's error each time, and nothing changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.support.server import ServerInThread, server_in_thread
from tests.support.signing import post

READ = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:GetUser", "Resource": "*"}]}
)
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}},
        ],
    }
)
Iam = Any  # boto3 makes its clients at run time


@dataclass(frozen=True, slots=True)
class Prepared:
    """A server with one of everything that the refusals below stumble over."""

    server: ServerInThread
    iam: Iam

    def arn(self, resource: str) -> str:
        return f"arn:aws:iam::{self.server.account}:{resource}"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:
    with server_in_thread(tmp_path_factory.mktemp("refusals")) as server:
        iam = server.client("iam")
        iam.create_user(UserName="Alice")
        iam.create_group(GroupName="Staff")
        iam.add_user_to_group(GroupName="Staff", UserName="Alice")
        for _ in range(2):
            iam.create_access_key(UserName="Alice")
        policy = iam.create_policy(PolicyName="Read", PolicyDocument=READ)["Policy"]["Arn"]
        for _ in range(4):
            iam.create_policy_version(PolicyArn=policy, PolicyDocument=READ)
        iam.attach_group_policy(GroupName="Staff", PolicyArn=policy)
        iam.create_user(UserName="Keyed")
        iam.create_access_key(UserName="Keyed")
        iam.create_user(UserName="Full", Tags=[{"Key": f"key{n}", "Value": "v"} for n in range(50)])
        for number in range(10):
            arn = iam.create_policy(PolicyName=f"Full{number}", PolicyDocument=READ)["Policy"]["Arn"]
            iam.attach_user_policy(UserName="Full", PolicyArn=arn)
        iam.create_role(RoleName="Worker", AssumeRolePolicyDocument=TRUST)
        iam.create_instance_profile(InstanceProfileName="Machine")
        iam.add_role_to_instance_profile(InstanceProfileName="Machine", RoleName="Worker")
        yield Prepared(server, iam)


def too_long(size: int) -> str:
    """Return a policy of more than *size* characters that are not white space."""
    actions = [f"iam:Action{number:06}" for number in range(size // 17 + 2)]
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]})


REFUSALS: dict[str, tuple[str, Callable[[Prepared], object]]] = {
    "an over-long name": ("ValidationError", lambda p: p.iam.create_user(UserName="x" * 65)),
    "a name of forbidden characters": ("ValidationError", lambda p: p.iam.create_user(UserName="a/b")),
    "a duplicate in other case": ("EntityAlreadyExists", lambda p: p.iam.create_user(UserName="ALICE")),
    "a group in other case": ("EntityAlreadyExists", lambda p: p.iam.create_group(GroupName="sTAFF")),
    "a missing user": ("NoSuchEntity", lambda p: p.iam.get_user(UserName="nobody")),
    "a missing group": ("NoSuchEntity", lambda p: p.iam.delete_group(GroupName="nobody")),
    "a missing role": ("NoSuchEntity", lambda p: p.iam.delete_role(RoleName="nobody")),
    "a missing policy": ("NoSuchEntity", lambda p: p.iam.get_policy(PolicyArn=p.arn("policy/none"))),
    "an unknown AWS managed policy": (
        "NoSuchEntity",
        lambda p: p.iam.attach_user_policy(UserName="Alice", PolicyArn="arn:aws:iam::aws:policy/AdministratorAcces"),
    ),
    "a group with members": ("DeleteConflict", lambda p: p.iam.delete_group(GroupName="Staff")),
    "a user in a group": ("DeleteConflict", lambda p: p.iam.delete_user(UserName="Alice")),
    "a user with a key": ("DeleteConflict", lambda p: p.iam.delete_user(UserName="Keyed")),
    "an attached policy": ("DeleteConflict", lambda p: p.iam.delete_policy(PolicyArn=p.arn("policy/Full0"))),
    "a role in an instance profile": ("DeleteConflict", lambda p: p.iam.delete_role(RoleName="Worker")),
    "an instance profile with a role": (
        "DeleteConflict",
        lambda p: p.iam.delete_instance_profile(InstanceProfileName="Machine"),
    ),
    "a sixth policy version": (
        "LimitExceeded",
        lambda p: p.iam.create_policy_version(PolicyArn=p.arn("policy/Read"), PolicyDocument=READ),
    ),
    "a third access key": ("LimitExceeded", lambda p: p.iam.create_access_key(UserName="Alice")),
    "an eleventh attached policy": (
        "LimitExceeded",
        lambda p: p.iam.attach_user_policy(UserName="Full", PolicyArn=p.arn("policy/Read")),
    ),
    "an oversize managed policy": (
        "LimitExceeded",
        lambda p: p.iam.create_policy(PolicyName="Big", PolicyDocument=too_long(6_144)),
    ),
    "an oversize inline policy": (
        "LimitExceeded",
        lambda p: p.iam.put_user_policy(UserName="Alice", PolicyName="Big", PolicyDocument=too_long(2_048)),
    ),
    "a policy that is not JSON": (
        "MalformedPolicyDocument",
        lambda p: p.iam.create_policy(PolicyName="Bad", PolicyDocument="{not json"),
    ),
    "a policy with a duplicate key": (
        "MalformedPolicyDocument",
        lambda p: p.iam.put_user_policy(
            UserName="Alice",
            PolicyName="Twice",
            PolicyDocument=READ.replace('"Effect": "Allow"', '"Effect": "Deny", "Effect": "Allow"'),
        ),
    ),
    "a trust policy with a resource": (
        "MalformedPolicyDocument",
        lambda p: p.iam.create_role(
            RoleName="R", AssumeRolePolicyDocument=TRUST.replace('"Effect"', '"Resource": "*", "Effect"')
        ),
    ),
    "a trust policy that names nobody": (
        "MalformedPolicyDocument",
        lambda p: p.iam.create_role(
            RoleName="R",
            AssumeRolePolicyDocument=TRUST.replace(
                '{"Service": "ec2.amazonaws.com"}', json.dumps({"AWS": p.arn("user/ghost")})
            ),
        ),
    ),
    "a fifty-first tag": (
        "LimitExceeded",
        lambda p: p.iam.tag_user(UserName="Full", Tags=[{"Key": "one-more", "Value": ""}]),
    ),
    "a tag key twice": (
        "InvalidInput",
        lambda p: p.iam.tag_user(UserName="Alice", Tags=[{"Key": "a", "Value": "1"}, {"Key": "A", "Value": "2"}]),
    ),
    "an alias that is not one": ("ValidationError", lambda p: p.iam.create_account_alias(AccountAlias="-a-")),
    "a marker from nowhere": ("ValidationError", lambda p: p.iam.list_users(Marker="bm93aGVyZQ==")),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_bad_input_is_refused_with_the_error_of_aws_and_nothing_changes(prepared: Prepared, case: str) -> None:
    code, attempt = REFUSALS[case]
    before = prepared.server.revision
    with pytest.raises(ClientError) as refused:
        attempt(prepared)
    assert refused.value.response["Error"]["Code"] == code
    assert prepared.server.revision == before


RAW = {
    "no action": ("Version=2010-05-08", 400, "MissingAction"),
    "an unknown action": ("Action=CreateUsr&Version=2010-05-08&UserName=x", 400, "InvalidAction"),
    "an unknown version": ("Action=CreateUser&Version=2010-05-09&UserName=x", 400, "InvalidAction"),
    "an unknown parameter": ("Action=CreateUser&Version=2010-05-08&UserName=x&Pth=/a/", 400, "ValidationError"),
    "a parameter twice": ("Action=CreateUser&Version=2010-05-08&UserName=x&UserName=y", 404, "MalformedQueryString"),
    "a broken escape": ("Action=CreateUser&Version=2010-05-08&UserName=%zz", 404, "MalformedQueryString"),
    "no name": ("Action=CreateUser&Version=2010-05-08", 400, "ValidationError"),
    "an operation that is not offered": ("Action=ListDelegationRequests&Version=2010-05-08", 501, "NotImplemented"),
}


@pytest.mark.parametrize("case", RAW)
def test_a_malformed_body_is_refused_and_nothing_changes(prepared: Prepared, case: str) -> None:
    body, status, code = RAW[case]
    before = prepared.server.revision
    answer = post(prepared.server, "iam", body.encode())
    assert (answer.status, f"<Code>{code}</Code>" in answer.text) == (status, True), answer.text
    assert prepared.server.revision == before


def test_several_violations_are_told_in_one_message(prepared: Prepared) -> None:
    with pytest.raises(ClientError) as refused:
        prepared.iam.create_user(UserName="/" * 65, Path="no-slash")
    message = refused.value.response["Error"]["Message"]
    assert message.startswith("3 validation errors detected: ")
    assert "Member must have length less than or equal to 64" in message


def test_refusals_leave_an_event_each(prepared: Prepared) -> None:
    before = len(prepared.server.events())
    with pytest.raises(ClientError):
        prepared.iam.get_user(UserName="nobody")
    events = prepared.server.events()[before:]
    assert [(event["eventName"], event["errorCode"]) for event in events] == [("GetUser", "NoSuchEntity")]
