"""The simulator's handlers: the policies of a principal, which of them count, and the shape of an answer."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

import pytest

from ostiary.authz.gather import UnreadablePolicyError
from ostiary.iam.simulation import BY_RESOURCE, OPERATIONS
from ostiary.model.errors import InvalidInputError, NoSuchEntityError, ValidationError
from ostiary.model.nouns import InlinePolicy
from tests.support.domain import ACCOUNT, NOW, OTHER_ACCOUNT, TRUST_EC2, Domain

MIRA = f"arn:aws:iam::{ACCOUNT}:user/mira"
OBJECT, OTHER = "arn:aws:s3:::vault/x", "arn:aws:s3:::vault/y"
READ_ONLY = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"


def document(*statements: Mapping[str, object]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def allow(action: str = "s3:*", **more: object) -> dict[str, object]:
    return {"Effect": "Allow", "Action": action, "Resource": "*", **more}


DENY = document(allow() | {"Effect": "Deny"})


@pytest.fixture
def smithy(domain: Domain) -> Domain:
    """A user `mira` in a group `smiths`, each with one policy of each kind, and a role `kiln`."""
    domain.users("mira")
    domain.call("CreateGroup", {"GroupName": "smiths"})
    domain.call("AddUserToGroup", {"GroupName": "smiths", "UserName": "mira"})
    domain.call("PutUserPolicy", {"UserName": "mira", "PolicyName": "own", "PolicyDocument": document(allow())})
    domain.call("PutGroupPolicy", {"GroupName": "smiths", "PolicyName": "own", "PolicyDocument": document(allow())})
    domain.call("AttachUserPolicy", {"UserName": "mira", "PolicyArn": domain.policy("Tools", "/team/")})
    domain.call("AttachGroupPolicy", {"GroupName": "smiths", "PolicyArn": READ_ONLY})
    domain.call("CreateRole", {"RoleName": "kiln", "AssumeRolePolicyDocument": TRUST_EC2})
    domain.call("PutRolePolicy", {"RoleName": "kiln", "PolicyName": "fire", "PolicyDocument": document(allow())})
    return domain


def simulated(domain: Domain, source: str = MIRA, **params: Any) -> Any:
    """Return the one result of `s3:GetObject` on OBJECT by the policies of *source*."""
    given = {"PolicySourceArn": source, "ActionNames": ["s3:GetObject"], "ResourceArns": [OBJECT]} | params
    (result,) = domain.call("SimulatePrincipalPolicy", given)["EvaluationResults"]
    return result


def sources(result: Any) -> set[tuple[str, str]]:
    return {(one["SourcePolicyId"], one["SourcePolicyType"]) for one in result["MatchedStatements"]}


ALL = {
    ("user_mira_own", "user"),
    ("group_smiths_own", "group"),
    ("Tools", "user-managed"),
    ("AmazonS3ReadOnlyAccess", "aws-managed"),
}


def test_a_user_has_its_own_policies_and_those_of_its_groups(smithy: Domain) -> None:
    assert sources(simulated(smithy)) == ALL


def test_a_group_and_a_role_have_their_own(smithy: Domain) -> None:
    group = simulated(smithy, f"arn:aws:iam::{ACCOUNT}:group/smiths")
    role = simulated(smithy, f"arn:aws:iam::{ACCOUNT}:role/kiln")

    assert sources(group) == {("group_smiths_own", "group"), ("AmazonS3ReadOnlyAccess", "aws-managed")}
    assert sources(role) == {("role_kiln_fire", "role")}


def test_policies_of_the_call_come_on_top(smithy: Domain) -> None:
    result = simulated(smithy, PolicyInputList=[document(allow("sqs:*")), DENY])

    assert result["EvalDecision"] == "explicitDeny"
    assert sources(result) == {("PolicyInputList.2", "IAM Policy")}


# -- leaving policies out ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("identifier", "gone"),
    [
        ({"PolicyType": "inline"}, {"user_mira_own", "group_smiths_own"}),
        ({"PolicyType": "aws-managed"}, {"AmazonS3ReadOnlyAccess"}),
        ({"PolicyType": "user-managed"}, {"Tools"}),
        ({"PolicyType": "permission-boundary"}, set()),
        ({"PolicyType": "scp"}, set()),
        ({"PolicyType": "rcp"}, set()),
        ({"PolicyArn": READ_ONLY}, {"AmazonS3ReadOnlyAccess"}),
        ({"PolicyArn": "arn:aws:iam::aws:policy/AmazonS3*Acc?ss"}, {"AmazonS3ReadOnlyAccess"}),
        ({"PolicyArn": f"arn:aws:iam::{ACCOUNT}:policy/team/*"}, {"Tools"}),
        ({"PolicyArn": f"arn:aws:iam::{ACCOUNT}:policy/Tools"}, set()),
        ({"PolicyArn": f"arn:aws:iam::{OTHER_ACCOUNT}:policy/*"}, set()),
        (("own", "user", "mira"), {"user_mira_own"}),
        (("own", "user", "MIRA"), {"user_mira_own"}),
        (("own", "user", "m*"), {"user_mira_own"}),
        (("own", "group", "smith?"), {"group_smiths_own"}),
        (("Own", "group", "smiths"), set()),
        (("own", "role", "*"), set()),
        (("Tools", "user", "mira"), set()),
    ],
)
def test_attached_policies_can_be_left_out(smithy: Domain, identifier: Any, gone: set[str]) -> None:
    if isinstance(identifier, tuple):
        members = ("PolicyName", "AttachmentType", "AttachmentName")
        identifier = {"InlinePolicyIdentifier": dict(zip(members, identifier, strict=True))}

    result = simulated(smithy, PolicyExclusionList=[identifier])

    assert {name for name, _ in ALL} - {name for name, _ in sources(result)} == gone


@pytest.mark.parametrize(
    "identifier",
    [
        {"PolicyArn": "AmazonS3ReadOnlyAccess-of-long-name"},
        {"PolicyArn": f"arn:aws:iam::{ACCOUNT}:role/Tools"},
        {"PolicyArn": "arn:aws:s3:::policy/AmazonS3ReadOnlyAccess"},
        {"PolicyArn": "arn:aws:iam::*:policy/Tools"},
        {"PolicyArn": "arn:aws:iam::aws:policy/*S3*"},
        {"InlinePolicyIdentifier": {"PolicyName": "own", "AttachmentType": "user", "AttachmentName": "*m*"}},
    ],
)
def test_a_malformed_identifier_is_refused(smithy: Domain, identifier: Mapping[str, Any]) -> None:
    with pytest.raises(InvalidInputError):
        simulated(smithy, PolicyExclusionList=[identifier])


# -- the boundary --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("params", "decision", "allows"),
    [
        ({}, "allowed", True),
        ({"PermissionsBoundaryPolicyInputList": [document(allow("sqs:*"))]}, "implicitDeny", False),
        ({"PermissionsBoundaryPolicyInputList": []}, "allowed", True),
        ({"PolicyExclusionList": [{"PolicyType": "permission-boundary"}]}, "allowed", None),
        (
            {
                "PolicyExclusionList": [{"PolicyType": "permission-boundary"}],
                "PermissionsBoundaryPolicyInputList": [DENY],
            },
            "explicitDeny",
            False,
        ),
    ],
)
def test_the_attached_boundary_counts_unless_it_is_replaced_or_left_out(
    smithy: Domain, params: Mapping[str, Any], decision: str, allows: bool | None
) -> None:
    arn = smithy.call("ListPolicies", {"Scope": "Local"})["Policies"][0]["Arn"]
    smithy.call("PutUserPermissionsBoundary", {"UserName": "mira", "PermissionsBoundary": arn})

    result = simulated(smithy, **params)

    detail = result.get("PermissionsBoundaryDecisionDetail")
    assert result["EvalDecision"] == decision
    assert detail == (None if allows is None else {"AllowedByPermissionsBoundary": allows})
    assert result["ResourceSpecificResults"][0].get("PermissionsBoundaryDecisionDetail") == detail


# -- who is meant --------------------------------------------------------------------------------------


def test_somebody_else_may_call_with_the_same_policies(smithy: Domain) -> None:
    smithy.users("noor")
    own = document(allow("sqs:*", Resource="arn:aws:sqs:::${aws:username}"))

    def decision(**params: Any) -> str:
        found: str = simulated(
            smithy, PolicyInputList=[own], ActionNames=["sqs:SendMessage"], ResourceArns=["arn:aws:sqs:::noor"],
            PolicyExclusionList=[{"PolicyType": "user-managed"}], **params
        )["EvalDecision"]  # fmt: skip
        return found

    assert decision() == "implicitDeny"
    assert decision(CallerArn=f"arn:aws:iam::{ACCOUNT}:user/noor") == "allowed"
    assert decision(CallerArn=f"arn:aws:iam::{ACCOUNT}:user/gone/noor") == "allowed"


def test_the_principal_has_its_unique_id_and_nobody_else_is_looked_up(smithy: Domain) -> None:
    smithy.users("noor")
    by_id = {name: smithy.call("GetUser", {"UserName": name})["User"]["UserId"] for name in ("mira", "noor")}

    def sees(name: str, **params: Any) -> tuple[str, str, list[str]]:
        """Return what a condition on the id of *name* and a principal of that id come to, and what is missing."""
        condition = {"Effect": "Deny", "Action": "*", "Resource": "*"} | {
            "Condition": {"StringEquals": {"aws:userid": by_id[name]}}
        }
        principal = document(allow("sqs:*", Principal={"AWS": by_id[name]}))
        first = simulated(smithy, MIRA, PolicyInputList=[document(condition)], **params)
        second = simulated(
            smithy, MIRA, ActionNames=["sqs:SendMessage"], ResourcePolicy=principal, **NO_POLICIES, **params
        )
        return first["EvalDecision"], second["EvalDecision"], first["MissingContextValues"]

    assert sees("mira") == ("explicitDeny", "allowed", [])
    assert sees("mira", CallerArn=MIRA) == ("explicitDeny", "allowed", [])
    for name in ("noor", "nobody"):
        other = f"arn:aws:iam::{ACCOUNT}:user/{name}"
        assert sees("noor", CallerArn=other) == ("allowed", "implicitDeny", ["aws:userid"])


NO_POLICIES = {"PolicyExclusionList": [{"PolicyType": kind} for kind in ("inline", "aws-managed", "user-managed")]}


def test_a_custom_simulation_looks_nobody_up(smithy: Domain) -> None:
    policy = document(allow(Condition={"StringLike": {"aws:userid": "*"}}))

    for name in ("mira", "nobody"):
        answer = custom(smithy, PolicyInputList=[policy], CallerArn=f"arn:aws:iam::{ACCOUNT}:user/{name}")
        assert answer["EvaluationResults"][0]["MissingContextValues"] == ["aws:userid"]


@pytest.mark.parametrize("operation", ["SimulatePrincipalPolicy", "GetContextKeysForPrincipalPolicy"])
def test_the_principal_must_be_there_under_just_this_arn(smithy: Domain, operation: str) -> None:
    def refuses(arn: str, error: type[Any], message: str) -> None:
        params = {"PolicySourceArn": arn, "ActionNames": ["s3:GetObject"]}
        smithy.refuses(operation, params, error, message)

    for kind, name in (("user", "nobody"), ("group", "nobody"), ("role", "nobody"), ("user", "Mira")):
        message = f"The {kind} with name {name} cannot be found."
        refuses(f"arn:aws:iam::{ACCOUNT}:{kind}/{name}", NoSuchEntityError, message)
    refuses(f"arn:aws:iam::{ACCOUNT}:user/x/mira", NoSuchEntityError, "The user with name mira cannot be found.")
    refuses(
        f"arn:aws:iam::{OTHER_ACCOUNT}:user/mira",
        InvalidInputError,
        f"Invalid Policy Source Arn: caller's account {ACCOUNT} does not have access to policies in account "
        f"{OTHER_ACCOUNT}",
    )
    session = f"arn:aws:sts::{ACCOUNT}:assumed-role/kiln/s"
    refuses(session, InvalidInputError, f"Invalid Entity Arn: {session} does not clearly define entity type and name.")


def test_a_stored_policy_that_cannot_be_read_fails_the_call(smithy: Domain) -> None:
    def spoil(tx: Any) -> None:
        user = tx.users.get(ACCOUNT, "mira")
        tx.inline_policies.replace(InlinePolicy(account=ACCOUNT, owner=user.id, name="own", document="{}"))

    smithy.write(spoil)

    with pytest.raises(UnreadablePolicyError):
        simulated(smithy)


# -- context -------------------------------------------------------------------------------------------


def test_an_entry_says_key_and_type(domain: Domain) -> None:
    for entry in ({}, {"ContextKeyName": "aws:username"}, {"ContextKeyType": "string"}):
        with pytest.raises(InvalidInputError, match="ContextKeyName, ContextKeyType and ContextKeyValues"):
            custom(domain, ContextEntries=[entry])


def custom(domain: Domain, **params: Any) -> Any:
    given = {"PolicyInputList": [document(allow())], "ActionNames": ["s3:GetObject"]} | params
    return domain.call("SimulateCustomPolicy", given)


def test_the_time_is_that_of_the_call(domain: Domain) -> None:
    until = document(allow(Condition={"NumericLessThanEquals": {"aws:EpochTime": str(NOW)}}))

    assert custom(domain, PolicyInputList=[until])["EvaluationResults"][0]["EvalDecision"] == "allowed"
    domain.now += 1
    assert custom(domain, PolicyInputList=[until])["EvaluationResults"][0]["EvalDecision"] == "implicitDeny"


# -- context keys --------------------------------------------------------------------------------------


def test_context_keys_are_those_of_all_policies_once_and_not_of_the_boundary(smithy: Domain) -> None:
    def named(key: str) -> str:
        return document(allow(Condition={"Bool": {key: "true"}}))

    smithy.call("PutGroupPolicy", {"GroupName": "smiths", "PolicyName": "mfa", "PolicyDocument": named("aws:One")})
    smithy.call("PutUserPolicy", {"UserName": "mira", "PolicyName": "mfa", "PolicyDocument": named("aws:Two")})
    arn = smithy.call("CreatePolicy", {"PolicyName": "B", "PolicyDocument": named("aws:Bound")})["Policy"]["Arn"]
    smithy.call("PutUserPermissionsBoundary", {"UserName": "mira", "PermissionsBoundary": arn})

    own = smithy.call("GetContextKeysForPrincipalPolicy", {"PolicySourceArn": MIRA})
    more = smithy.call(
        "GetContextKeysForPrincipalPolicy",
        {"PolicySourceArn": MIRA, "PolicyInputList": [named("AWS:one"), named("aws:Three")]},
    )
    alone = smithy.call("GetContextKeysForCustomPolicy", {"PolicyInputList": [named("aws:Three"), named("AWS:three")]})

    assert own == {"ContextKeyNames": ["aws:Two", "aws:One"]}
    assert more == {"ContextKeyNames": ["aws:Two", "aws:One", "aws:Three"]}
    assert alone == {"ContextKeyNames": ["aws:Three"]}


# -- shape and pages -----------------------------------------------------------------------------------


def test_the_older_shape_replaces_the_two_simulations_and_nothing_else() -> None:
    assert BY_RESOURCE.keys() < OPERATIONS.keys()


@pytest.mark.parametrize("key", ["x", "9", "0000000é", "9" * 190])
def test_a_marker_that_no_page_gave_is_refused(domain: Domain, key: str) -> None:
    params = {"ActionNames": ["s3:GetObject", "s3:PutObject"], "PolicyInputList": [document(allow())]}
    marker = base64.urlsafe_b64decode(custom(domain, **params, MaxItems=1)["Marker"])
    forged = base64.urlsafe_b64encode(marker[: -len("00000000")] + key.encode()).decode()

    domain.refuses("SimulateCustomPolicy", params | {"Marker": forged}, ValidationError, "Invalid Marker.")


def test_a_marker_far_behind_the_end_finds_nothing(domain: Domain) -> None:
    params = {"ActionNames": ["s3:GetObject", "s3:PutObject"], "PolicyInputList": [document(allow())]}
    marker = base64.urlsafe_b64decode(custom(domain, **params, MaxItems=1)["Marker"])
    forged = base64.urlsafe_b64encode(marker[: -len("00000000")] + b"99999999").decode()

    assert custom(domain, **params, Marker=forged) == {"EvaluationResults": [], "IsTruncated": False}


def test_one_page_holds_a_hundred_actions_by_default(domain: Domain) -> None:
    names = [f"s3:Get{number}" for number in range(150)]

    answer = custom(domain, ActionNames=names)

    assert [result["EvalActionName"] for result in answer["EvaluationResults"]] == names[:100]
    assert answer["IsTruncated"]


def questions(count: int, resources: int, *statements: Mapping[str, object]) -> dict[str, Any]:
    return {
        "PolicyInputList": [document(*statements or (allow(),))],
        "ActionNames": [f"s3:Get{n}" for n in range(count)],
        "ResourceArns": [f"arn:aws:s3:::vault/{number}" for number in range(resources)],
    }


def test_threat_19_a_page_is_shorter_when_each_answer_is_long(domain: Domain) -> None:
    pages = domain.pages("SimulateCustomPolicy", "EvaluationResults", questions(7, 2_600), 100)

    assert [len(page) for page in pages] == [2, 2, 2, 1]
    assert [result["EvalActionName"] for page in pages for result in page] == [f"s3:Get{n}" for n in range(7)]


def test_threat_19_a_page_is_shorter_when_each_decision_takes_much_work(domain: Domain) -> None:
    unmatched = [allow(Resource=f"arn:aws:s3:::cellar{number}/*") for number in range(200)]

    pages = domain.pages("SimulateCustomPolicy", "EvaluationResults", questions(7, 200, *unmatched), 100)

    assert [len(page) for page in pages] == [2, 2, 2, 1]


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (questions(1, 500, *[allow()] * 1_000), "steps of matching"),
        (questions(3, 400, *[allow(Resource="arn:aws:s3:::cellar/*")] * 1_500), "steps of matching"),
        (questions(1, 500, *[allow()] * 100), "The answer would be longer than 4000000 characters"),
    ],
)
def test_threat_19_an_action_that_alone_costs_too_much_is_refused(
    domain: Domain, asked: dict[str, Any], why: str
) -> None:
    with pytest.raises(InvalidInputError, match=why) as refused:
        domain.call("SimulateCustomPolicy", asked | {"MaxItems": 1})

    assert "Give fewer resources" in refused.value.message


def test_threat_19_the_older_shape_pays_for_every_result(domain: Domain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.support.domain.OPERATIONS", BY_RESOURCE)

    answer = custom(domain, **questions(1, 200, *[allow()] * 5), MaxItems=200)

    assert 1 < len(answer["EvaluationResults"]) < 20
    assert answer["IsTruncated"]
