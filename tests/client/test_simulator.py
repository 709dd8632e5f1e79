"""The policy simulator through boto3, in both shapes of its answer (policy-evaluation.md 9.1, 9.2, 10)."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any

import pytest
from botocore import xform_name
from botocore.client import BaseClient
from botocore.exceptions import ClientError

from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Read
from ostiary.server.lane import MOST_WAITING, SLOTS
from ostiary.server.run import WORKERS
from ostiary.store.contract import Reader
from tests.support.accounts import AccountUnderTest, Client, allow, deny, document, first_account, refusal, trust
from tests.support.server import ServerInThread, server_in_thread

OBJECT, SECRET = "arn:aws:s3:::vault/letter", "arn:aws:s3:::vault/seal/ring"
READ = document(allow("s3:GetObject", "arn:aws:s3:::vault/*"))
ANYTHING = document(allow("*"))


@pytest.fixture(scope="module")
def account(ostiary: ServerInThread) -> AccountUnderTest:
    """An account with a user in a group, and a role."""
    made = first_account(ostiary)
    made.user("mira", allow("s3:GetObject", "arn:aws:s3:::vault/*"), deny("s3:*", "arn:aws:s3:::vault/seal/*"))
    made.iam.create_group(GroupName="smiths")
    made.iam.put_group_policy(GroupName="smiths", PolicyName="queues", PolicyDocument=document(allow("sqs:*")))
    made.iam.add_user_to_group(GroupName="smiths", UserName="mira")
    made.role("kiln", trust(made.number), allow("s3:PutObject"))
    return made


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A client of a server that answers in the older shape."""
    with server_in_thread(tmp_path_factory.mktemp("older"), simulation_by_resource="true") as server:
        yield server.client("iam")


def custom(iam: Client, *policies: str, action: str = "s3:GetObject", **params: Any) -> Any:
    """Return the one result for *action*."""
    answer = iam.simulate_custom_policy(PolicyInputList=list(policies), ActionNames=[action], **params)
    (result,) = answer["EvaluationResults"]
    return result


def decisions(result: Any) -> dict[str, str]:
    return {one["EvalResourceName"]: one["EvalResourceDecision"] for one in result["ResourceSpecificResults"]}


# -- the cases of the law ------------------------------------------------------------------------------


def test_case_s01_nothing_matches(account: AccountUnderTest) -> None:
    result = custom(account.iam, document(allow("sqs:*")))

    assert result == {
        "EvalActionName": "s3:GetObject",
        "EvalResourceName": "arn:${Partition}:s3:::${BucketName}/${ObjectName}",
        "EvalDecision": "implicitDeny",
        "MatchedStatements": [],
        "MissingContextValues": [],
    }


def test_case_s02_two_resources(account: AccountUnderTest) -> None:
    (result,) = account.iam.simulate_principal_policy(
        PolicySourceArn=account.arn("user/mira"), ActionNames=["s3:GetObject"], ResourceArns=[OBJECT, SECRET]
    )["EvaluationResults"]

    assert result["EvalDecision"] == "explicitDeny"
    assert decisions(result) == {OBJECT: "allowed", SECRET: "explicitDeny"}
    assert result["EvalDecisionDetails"] == {}


def test_case_s03_a_boundary_that_denies(account: AccountUnderTest) -> None:
    result = custom(account.iam, ANYTHING, PermissionsBoundaryPolicyInputList=[document(allow("*"), deny("s3:*"))])

    assert result["EvalDecision"] == "explicitDeny"
    assert result["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": False}
    assert [one["SourcePolicyId"] for one in result["MatchedStatements"]] == ["PermissionsBoundaryPolicyInputList.1"]


def test_case_s04_a_missing_key(account: AccountUnderTest) -> None:
    policy = document(allow("*", Condition={"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}))
    entry = {"ContextKeyName": "AWS:sourceip", "ContextKeyType": "ip", "ContextKeyValues": ["192.0.2.7"]}

    missing = custom(account.iam, policy)
    given = custom(account.iam, policy, ContextEntries=[entry])

    assert (missing["EvalDecision"], missing["MissingContextValues"]) == ("implicitDeny", ["aws:SourceIp"])
    assert (given["EvalDecision"], given["MissingContextValues"]) == ("allowed", [])


def test_case_s07_the_default_resource(account: AccountUnderTest) -> None:
    assert custom(account.iam, READ)["EvalDecision"] == "implicitDeny"
    assert custom(account.iam, READ, ResourceArns=[OBJECT])["EvalDecision"] == "allowed"


def test_case_s08_a_bad_resource(account: AccountUnderTest) -> None:
    assert refusal(custom, iam=account.iam, ResourceArns=["vault"]) == (
        400,
        "InvalidInput",
        "ResourceNames are not in a valid ARN format: vault.",
    )


# -- both shapes ---------------------------------------------------------------------------------------


def test_choice_17_one_result_for_each_action_and_by_setting_one_for_each_action_and_resource(
    account: AccountUnderTest, older: Client
) -> None:
    policy = document(
        allow("s3:*", "arn:aws:s3:::vault/*", Condition={"StringLike": {"aws:Referer": "*"}}), deny("*", SECRET)
    )
    asked = {
        "PolicyInputList": [policy],
        "ActionNames": ["s3:GetObject", "iam:ListUsers"],
        "ResourceArns": [OBJECT, SECRET],
    }

    newer = account.iam.simulate_custom_policy(**asked)["EvaluationResults"]
    found = older.simulate_custom_policy(**asked)["EvaluationResults"]

    assert [(one["EvalActionName"], one["EvalResourceName"]) for one in newer] == [
        ("s3:GetObject", "arn:${Partition}:s3:::${BucketName}/${ObjectName}"),
        ("iam:ListUsers", "*"),
    ]
    assert [(one["EvalActionName"], one["EvalResourceName"]) for one in found] == [
        ("s3:GetObject", OBJECT),
        ("s3:GetObject", SECRET),
        ("iam:ListUsers", OBJECT),
        ("iam:ListUsers", SECRET),
    ]
    assert [one["MissingContextValues"] for one in newer] == [["aws:Referer"]] * 2
    assert [one["MissingContextValues"] for one in found] == [[]] * 4
    for one in found:
        same = newer[["s3:GetObject", "iam:ListUsers"].index(one["EvalActionName"])]
        own = {"EvalResourceName", "MissingContextValues"}
        assert {key: one[key] for key in one.keys() - own} == {key: same[key] for key in same.keys() - own}
    for one in (*newer, *found):
        assert [each["MissingContextValues"] for each in one["ResourceSpecificResults"]] == [["aws:Referer"]] * 2


def test_choice_17_without_a_resource_both_shapes_tell_what_is_missing(
    account: AccountUnderTest, older: Client
) -> None:
    policy = document(allow("*", Condition={"StringLike": {"aws:Referer": "*"}}))

    newer, found = custom(account.iam, policy), custom(older, policy)

    assert newer["MissingContextValues"] == found["MissingContextValues"] == ["aws:Referer"]
    assert found["EvalResourceName"] == "*"
    assert not {"ResourceSpecificResults", "EvalDecisionDetails"} & (newer.keys() | found.keys())


def test_choice_17_the_older_shape_serves_principals_and_pages_as_well(older: Client) -> None:
    made = older.create_user(UserName="mira")["User"]["Arn"]
    older.put_user_policy(UserName="mira", PolicyName="own", PolicyDocument=ANYTHING)
    pages = older.get_paginator("simulate_principal_policy").paginate(
        PolicySourceArn=made,
        ActionNames=["s3:GetObject", "s3:PutObject"],
        ResourceArns=[OBJECT, SECRET],
        PaginationConfig={"PageSize": 3},
    )

    shown = [[(one["EvalActionName"], one["EvalResourceName"]) for one in page["EvaluationResults"]] for page in pages]

    assert shown == [
        [("s3:GetObject", OBJECT), ("s3:GetObject", SECRET), ("s3:PutObject", OBJECT)],
        [("s3:PutObject", SECRET)],
    ]


# -- positions -----------------------------------------------------------------------------------------

TEXTS = [
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}',
    document(allow("s3:PutObject"), allow("s3:*")),
    """{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Braces",
      "Effect": "Allow",
      "Action": "*",
      "Resource": "*",
      "Condition": {"StringNotEquals": {"kiln:heat": "}{ \\" }"}}
    }
  ]
}""",
    '\r\n{"Version":"2012-10-17",\r\n\t"Statement": [\r\n\t\t{"Effect":"Allow",\r\n"Action":"*","Resource":"*"}]}',
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_position_is_just_after_its_brace(account: AccountUnderTest, text: str) -> None:
    (found,) = custom(account.iam, text)["MatchedStatements"]

    lines = text.split("\n")
    start, end = found["StartPosition"], found["EndPosition"]
    assert lines[start["Line"] - 1][start["Column"] - 2] == "{"
    assert lines[end["Line"] - 1][end["Column"] - 2] == "}"
    between = lines[start["Line"] - 1 : end["Line"]]
    between[-1] = between[-1][: end["Column"] - 1]
    between[0] = between[0][start["Column"] - 2 :]
    statement = json.loads("\n".join(between))
    assert statement["Effect"] == "Allow"
    assert statement["Action"] != "s3:PutObject"


# -- principals ----------------------------------------------------------------------------------------


def test_the_policies_of_groups_count_and_everybody_is_told_by_its_kind(account: AccountUnderTest) -> None:
    def source(entity: str, action: str) -> tuple[str, str]:
        (result,) = account.iam.simulate_principal_policy(PolicySourceArn=account.arn(entity), ActionNames=[action])[
            "EvaluationResults"
        ]
        (found,) = result["MatchedStatements"]
        return found["SourcePolicyId"], found["SourcePolicyType"]

    assert source("user/mira", "sqs:SendMessage") == ("group_smiths_queues", "group")
    assert source("group/smiths", "sqs:SendMessage") == ("group_smiths_queues", "group")
    assert source("role/kiln", "s3:PutObject") == ("role_kiln_own", "role")


def test_the_organization_of_the_call_bounds_what_policies_allow(account: AccountUnderTest) -> None:
    levels = [
        {"ServiceControlPolicyInputList": [ANYTHING]},
        {"ServiceControlPolicyInputList": [document(allow("sqs:*"))]},
    ]

    inside = custom(account.iam, ANYTHING, action="sqs:SendMessage", OrderedOrganizationPolicyInputList=levels)
    outside = custom(account.iam, ANYTHING, OrderedOrganizationPolicyInputList=levels, ResourceArns=[OBJECT])

    assert (inside["EvalDecision"], inside["OrganizationsDecisionDetail"]) == (
        "allowed",
        {"AllowedByOrganizations": True},
    )
    assert (outside["EvalDecision"], outside["OrganizationsDecisionDetail"]) == (
        "implicitDeny",
        {"AllowedByOrganizations": False},
    )
    assert "EvalDecisionDetails" not in outside


def test_across_accounts_the_details_tell_both_sides(account: AccountUnderTest) -> None:
    mira, other = account.arn("user/mira"), "arn:aws:iam::200000000002:root"
    grant = document({**allow("s3:GetObject", OBJECT), "Principal": {"AWS": mira}})
    asked: dict[str, Any] = {"ResourceArns": [OBJECT], "CallerArn": mira, "ResourceOwner": other}

    granted = custom(account.iam, READ, ResourcePolicy=grant, **asked)
    alone = custom(account.iam, READ, **asked)

    assert granted["EvalDecision"] == "allowed"
    assert granted["EvalDecisionDetails"] == {"IAM Policy": "allowed", "Resource Policy": "allowed"}
    assert [(one["SourcePolicyId"], one["SourcePolicyType"]) for one in granted["MatchedStatements"]] == [
        ("PolicyInputList.1", "IAM Policy"),
        ("ResourcePolicy", "Resource Policy"),
    ]
    assert alone["EvalDecision"] == "implicitDeny"
    details = {"IAM Policy": "allowed", "Resource Policy": "implicitDeny"}
    assert alone["EvalDecisionDetails"] == alone["ResourceSpecificResults"][0]["EvalDecisionDetails"] == details


@pytest.mark.parametrize(
    ("kind", "value", "condition"),
    [
        ("string", "red", {"StringEquals": {"kiln:heat": "red"}}),
        ("stringList", "red", {"ForAnyValue:StringEquals": {"kiln:heat": "red"}}),
        ("numeric", "7", {"NumericLessThan": {"kiln:heat": "8"}}),
        ("numericList", "7", {"ForAllValues:NumericLessThan": {"kiln:heat": "8"}}),
        ("boolean", "true", {"Bool": {"kiln:heat": "true"}}),
        ("booleanList", "true", {"ForAnyValue:Bool": {"kiln:heat": "true"}}),
        ("ip", "192.0.2.7", {"IpAddress": {"kiln:heat": "192.0.2.0/24"}}),
        ("ipList", "192.0.2.7", {"ForAnyValue:IpAddress": {"kiln:heat": "192.0.2.0/24"}}),
        ("binary", "QmluYXJ5", {"BinaryEquals": {"kiln:heat": "QmluYXJ5"}}),
        ("binaryList", "QmluYXJ5", {"ForAnyValue:BinaryEquals": {"kiln:heat": "QmluYXJ5"}}),
        ("date", "2031-05-01T08:00:00Z", {"DateEquals": {"kiln:heat": "1935388800"}}),
        ("dateList", "2031-05-01T08:00:00Z", {"ForAnyValue:DateEquals": {"kiln:heat": "1935388800"}}),
    ],
)
def test_every_type_of_context_key_decides(account: AccountUnderTest, kind: str, value: str, condition: Any) -> None:
    def decision(given: str) -> str:
        entry = {"ContextKeyName": "kiln:heat", "ContextKeyType": kind, "ContextKeyValues": [given]}
        found: str = custom(account.iam, document(allow("*", Condition=condition)), ContextEntries=[entry])[
            "EvalDecision"
        ]
        return found

    assert decision(value) == "allowed"
    assert decision(OTHERS[kind.removesuffix("List")]) == "implicitDeny"


OTHERS = {
    "string": "blue",
    "numeric": "8",
    "boolean": "false",
    "ip": "198.51.100.7",
    "binary": "QQ==",
    "date": "2031-05-01T08:00:01Z",
}


# -- context keys --------------------------------------------------------------------------------------


def test_context_keys_are_listed_as_they_are_written(account: AccountUnderTest) -> None:
    policy = document(
        allow("*", "arn:aws:s3:::home/${aws:username}/*", Condition={"Bool": {"aws:SecureTransport": "true"}}),
        deny("*", Condition={"Null": {"AWS:securetransport": "true"}}),
    )
    iam = account.iam

    assert iam.get_context_keys_for_custom_policy(PolicyInputList=[policy])["ContextKeyNames"] == [
        "aws:username",
        "aws:SecureTransport",
    ]
    source = account.arn("role/kiln")
    assert iam.get_context_keys_for_principal_policy(PolicySourceArn=source)["ContextKeyNames"] == []
    more = iam.get_context_keys_for_principal_policy(PolicySourceArn=source, PolicyInputList=[policy])
    assert more["ContextKeyNames"] == ["aws:username", "aws:SecureTransport"]


# -- refusals ------------------------------------------------------------------------------------------

CALLER = "Invalid caller - Caller must be an IAM user in this context."
ABOUT_VAULT = document({**allow("s3:*", "arn:aws:s3:::vault/*"), "Principal": "*"})


@pytest.mark.parametrize(
    ("params", "code", "says"),
    [
        ({"ActionNames": ["s3:*"]}, "InvalidInput", "Invalid action name: s3:*"),
        ({"ActionNames": ["s3:Get?bject"]}, "InvalidInput", "Invalid action name: s3:Get?bject"),
        ({"ActionNames": ["GetObject"]}, "InvalidInput", "Invalid action name: GetObject"),
        ({"PolicyInputList": ["{}"]}, "InvalidInput", "Invalid policy PolicyInputList.1: Syntax errors in policy."),
        ({"PolicyInputList": [" " * 131_073]}, "ValidationError", "131072"),
        (
            {"PermissionsBoundaryPolicyInputList": [ANYTHING, ANYTHING]},
            "InvalidInput",
            "PermissionsBoundaryPolicyInputList may hold only one policy.",
        ),
        (
            {"OrderedOrganizationPolicyInputList": [{"ServiceControlPolicyInputList": [ANYTHING]}] * 8},
            "ValidationError",
            "7",
        ),
        ({"ResourcePolicy": ABOUT_VAULT, "ResourceArns": [OBJECT]}, "InvalidInput", CALLER),
        ({"ResourcePolicy": ABOUT_VAULT, "ResourceArns": [OBJECT], "CallerArn": "role/kiln"}, "InvalidInput", CALLER),
        (
            {
                "ResourcePolicy": ABOUT_VAULT,
                "ResourceArns": [OBJECT, "arn:aws:s3:::cellar/x"],
                "CallerArn": "user/mira",
            },
            "InvalidInput",
            "ResourcePolicy is not applicable to the resource arn:aws:s3:::cellar/x.",
        ),
        ({"ResourceOwner": "123456789012"}, "InvalidInput", "'123456789012' is not a valid as a Resource Owner."),
        (
            {"CallerArn": "arn:aws:sts::100000000001:assumed-role/kiln/s"},
            "InvalidInput",
            "assumed-role/kiln/s does not clearly define entity type and name.",
        ),
        ({"ResourceHandlingOption": "EC2"}, "InvalidInput", "Invalid ResourceHandlingOption: EC2"),
        (
            {"ContextEntries": [{"ContextKeyName": "aws:SourceIp", "ContextKeyType": "ip", "ContextKeyValues": ["x"]}]},
            "InvalidInput",
            "Context key aws:SourceIp has a value that is not of type ip: x",
        ),
        (
            {"ContextEntries": [{"ContextKeyName": "kiln:heat", "ContextKeyType": "text"}]},
            "ValidationError",
            "contextKeyType",
        ),
        ({"MaxItems": 1_001}, "ValidationError", "1000"),
        ({"Unknown": "x"}, "ValidationError", "Unknown"),
    ],
)
def test_what_cannot_be_simulated_is_refused(account: AccountUnderTest, params: Any, code: str, says: str) -> None:
    given = {"PolicyInputList": [ANYTHING], "ActionNames": ["s3:GetObject"], **params}
    if "CallerArn" in given and ":" not in given["CallerArn"]:
        given["CallerArn"] = account.arn(given["CallerArn"])

    status, found, message = refusal(lambda **all_: called(account.iam, "SimulateCustomPolicy", all_), **given)

    assert (status, found) == (400, code)
    assert says in message


def called(client: Client, operation: str, params: dict[str, Any]) -> Any:
    """Call an operation, with parameters that botocore does not know as well."""
    unknown = {key: params.pop(key) for key in list(params) if key == "Unknown"}

    def add(params: dict[str, Any], **_: object) -> None:
        params["body"] = {**params["body"], **unknown}

    event = f"before-call.iam.{operation}"
    assert isinstance(client, BaseClient)
    client.meta.events.register(event, add)
    try:
        return getattr(client, xform_name(operation))(**params)
    finally:
        client.meta.events.unregister(event, add)


@pytest.mark.parametrize("operation", ["simulate_principal_policy", "get_context_keys_for_principal_policy"])
def test_a_principal_who_is_not_there_is_no_such_entity(account: AccountUnderTest, operation: str) -> None:
    params: dict[str, Any] = {"ActionNames": ["s3:GetObject"]} if operation.startswith("simulate") else {}

    found = refusal(getattr(account.iam, operation), PolicySourceArn=account.arn("role/none"), **params)

    assert found == (404, "NoSuchEntity", "The role with name none cannot be found.")


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ({"PolicyArn": "no-arn-although-it-is-long"}, "InvalidInput"),
        ({"PolicyArn": "arn:aws:iam::*:policy/Tools"}, "InvalidInput"),
        ({"PolicyType": "inline", "PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}, "ValidationError"),
        ({"PolicyType": "session"}, "ValidationError"),
    ],
)
def test_a_malformed_exclusion_is_refused(account: AccountUnderTest, entry: Any, code: str) -> None:
    status, found, _ = refusal(
        account.iam.simulate_principal_policy,
        PolicySourceArn=account.arn("user/mira"),
        ActionNames=["s3:GetObject"],
        PolicyExclusionList=[{"PolicyType": "scp"}, entry],
    )

    assert (status, found) == (400, code)


# -- permissions ---------------------------------------------------------------------------------------


def test_who_may_simulate_a_principal_is_said_by_its_arn(account: AccountUnderTest) -> None:
    viewer = account.user(
        "viewer",
        allow(["iam:SimulatePrincipalPolicy", "iam:GetContextKeysForPrincipalPolicy"], account.arn("user/mira")),
    ).client("iam")
    mira, kiln = account.arn("user/mira"), account.arn("role/kiln")

    assert viewer.simulate_principal_policy(PolicySourceArn=mira, ActionNames=["s3:GetObject"])["EvaluationResults"]
    assert viewer.get_context_keys_for_principal_policy(PolicySourceArn=mira)["ContextKeyNames"] == []
    for operation, params in (
        ("simulate_principal_policy", {"PolicySourceArn": kiln, "ActionNames": ["s3:GetObject"]}),
        ("get_context_keys_for_principal_policy", {"PolicySourceArn": kiln}),
        ("simulate_custom_policy", {"PolicyInputList": [ANYTHING], "ActionNames": ["s3:GetObject"]}),
        ("get_context_keys_for_custom_policy", {"PolicyInputList": [ANYTHING]}),
    ):
        assert refusal(getattr(viewer, operation), **params)[:2] == (403, "AccessDenied"), operation


def test_nothing_is_changed_and_one_event_is_left(account: AccountUnderTest, ostiary: ServerInThread) -> None:
    account.iam.get_user(UserName="mira")
    before, revision = len(ostiary.events()), ostiary.revision

    account.iam.simulate_principal_policy(
        PolicySourceArn=account.arn("user/mira"),
        ActionNames=["iam:DeleteUser"],
        ResourceArns=[account.arn("user/mira")],
    )

    assert ostiary.revision == revision
    assert [event["eventName"] for event in ostiary.events()[before:]] == ["SimulatePrincipalPolicy"]
    assert account.iam.get_user(UserName="mira")["User"]["UserName"] == "mira"


# -- what a call may cost ------------------------------------------------------------------------------


def vault(count: int) -> list[str]:
    return [f"arn:aws:s3:::vault/{number}" for number in range(count)]


def test_threat_19_a_thousand_statements_on_hundreds_of_resources_are_refused_or_answered_in_small(
    account: AccountUnderTest,
) -> None:
    matched = document(*[allow("s3:*")] * 1_000)
    params = {"PolicyInputList": [matched], "ActionNames": ["s3:GetObject"], "MaxItems": 1}

    status, found, message = refusal(account.iam.simulate_custom_policy, **params, ResourceArns=vault(500))
    few = account.iam.simulate_custom_policy(**params, ResourceArns=vault(5))

    assert (status, found) == (400, "InvalidInput")
    assert "steps of matching" in message
    assert "Give fewer resources" in message
    assert len(few["EvaluationResults"][0]["MatchedStatements"]) == 1_000


def test_threat_19_thousands_of_statements_that_do_not_match_are_refused_as_well(account: AccountUnderTest) -> None:
    unmatched = document(*[allow("s3:*", "arn:aws:s3:::cellar/*")] * 1_000)
    params = {"PolicyInputList": [unmatched] * 4, "ActionNames": ["s3:GetObject", "s3:PutObject"]}

    refused = refusal(account.iam.simulate_custom_policy, **params, ResourceArns=vault(400))
    short = account.iam.simulate_custom_policy(**params, ResourceArns=vault(12))

    assert refused[:2] == (400, "InvalidInput")
    assert [one["EvalActionName"] for one in short["EvaluationResults"]] == ["s3:GetObject"]
    assert short["IsTruncated"]


def test_an_event_does_not_hold_what_was_only_asked_about(account: AccountUnderTest, ostiary: ServerInThread) -> None:
    account.iam.simulate_custom_policy(PolicyInputList=[document(*[allow("s3:*")] * 900)], ActionNames=["s3:GetObject"])

    event = ostiary.events()[-1]

    assert event["requestParameters"]["PolicyInputList"].startswith("OMITTED: ")
    assert event["requestParameters"]["ActionNames"] == ["s3:GetObject"]
    assert len(json.dumps(event)) < 4_000


def test_threat_19_heavy_calls_leave_threads_to_the_others(
    account: AccountUnderTest, ostiary: ServerInThread, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More of them than there are threads, and every one that is carried out stands still."""
    entered, release = threading.Semaphore(0), threading.Event()

    def stand_still(call: Authorized[Any], tx: Reader) -> Mapping[str, Any]:
        entered.release()
        assert release.wait(60)
        return {"EvaluationResults": [], "IsTruncated": False}

    handlers = ostiary.running._dispatcher._handlers
    still = {**handlers["iam"], "SimulateCustomPolicy": Read(stand_still, heavy=True)}
    monkeypatch.setattr(ostiary.running._dispatcher, "_handlers", {**handlers, "iam": still})

    def simulate() -> str:
        try:
            account.iam.simulate_custom_policy(PolicyInputList=[ANYTHING], ActionNames=["s3:GetObject"])
        except ClientError as error:
            return str(error.response["Error"]["Code"])
        return "answered"

    with ThreadPoolExecutor(WORKERS + SLOTS) as pool:
        asked = [pool.submit(simulate) for _ in range(SLOTS)]
        try:
            for _ in asked:
                assert entered.acquire(timeout=20)
            asked += [pool.submit(simulate) for _ in range(WORKERS)]
            throttled = next(as_completed(asked, timeout=20))
            assert ostiary.client("sts").get_caller_identity()["Account"] == account.number
            assert throttled.result() == "Throttling"
        finally:
            release.set()
        outcomes = Counter(one.result() for one in asked)

    assert outcomes["answered"] >= SLOTS + MOST_WAITING
    assert outcomes.keys() == {"answered", "Throttling"}
