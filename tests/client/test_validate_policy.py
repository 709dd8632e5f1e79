"""ValidatePolicy of Access Analyzer through boto3, the AWS CLI and raw signed requests."""

from __future__ import annotations

import http.client
import json
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from ostiary.accessanalyzer.validate_policy import KINDS, PAGE_SIZE
from ostiary.analysis.findings import shape
from ostiary.analysis.validate import findings
from ostiary.engine.kinds import PolicyKind
from tests.support.accounts import allow, deny, document, refusal, trust
from tests.support.cli import Aws, Keys, Refused
from tests.support.server import ServerInThread
from tests.support.signing import FORM, Answer, post

EVERYTHING = document(allow("*"))
PATH = "/policy/validation"
JSON = "application/json"
Client = Any  # boto3 makes its clients at run time


@pytest.fixture(scope="module")
def analyzer(ostiary: ServerInThread) -> Client:
    return ostiary.client("accessanalyzer")


def bad(actions: int) -> str:
    """A policy with a finding for each of its actions."""
    return document(allow([f"iam:Bogus{number}" for number in range(actions)], "arn:aws:iam::123456789012:user/a"))


def signed(server: ServerInThread, body: bytes, **how: Any) -> Answer:
    return post(server, **{"service": "access-analyzer", "body": body, "content_type": JSON, "path": PATH, **how})


def user(server: ServerInThread, name: str, *policies: str) -> tuple[str, str]:
    iam = server.client("iam")
    iam.create_user(UserName=name)
    for number, policy in enumerate(policies):
        iam.put_user_policy(UserName=name, PolicyName=f"p{number}", PolicyDocument=policy)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return key["AccessKeyId"], key["SecretAccessKey"]


def test_everything_on_everything_has_the_two_findings_that_aws_has(analyzer: Client) -> None:
    answer = analyzer.validate_policy(policyDocument=EVERYTHING, policyType="IDENTITY_POLICY")
    assert [(found["issueCode"], found["findingType"]) for found in answer["findings"]] == [
        ("CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE", "WARNING"),
        ("PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE", "SECURITY_WARNING"),
    ]
    assert answer["findings"][0]["locations"][0]["path"] == [{"value": "Statement"}, {"index": 0}, {"value": "Action"}]
    assert "nextToken" not in answer


@pytest.mark.parametrize(
    ("params", "kind"),
    [
        *(({"policyType": name}, kind) for name, kind in KINDS.items()),
        ({"policyType": "RESOURCE_POLICY", "validatePolicyResourceType": "AWS::S3::Bucket"}, PolicyKind.RESOURCE),
        (
            {"policyType": "RESOURCE_POLICY", "validatePolicyResourceType": "AWS::IAM::AssumeRolePolicyDocument"},
            PolicyKind.TRUST,
        ),
    ],
)
def test_a_document_is_read_as_a_policy_of_its_type(analyzer: Client, params: dict[str, str], kind: PolicyKind) -> None:
    text = document(allow(["s3:Bogus", "sts:AssumeRole"], Principal="*", NotPrincipal="*"))
    told = analyzer.validate_policy(policyDocument=text, **params)["findings"]
    resource_type = params.get("validatePolicyResourceType", "")
    assert told == [shape(finding) for finding in findings(text, kind, resource_type=resource_type)]
    assert told


def test_a_trust_policy_that_is_sound_has_no_findings(analyzer: Client) -> None:
    answer = analyzer.validate_policy(
        policyDocument=trust("123456789012"),
        policyType="RESOURCE_POLICY",
        validatePolicyResourceType="AWS::IAM::AssumeRolePolicyDocument",
        locale="DE",
    )
    assert answer["findings"] == []


def test_what_is_not_json_is_a_finding_and_no_error(analyzer: Client) -> None:
    [found] = analyzer.validate_policy(policyDocument="{", policyType="IDENTITY_POLICY")["findings"]
    assert (found["issueCode"], found["findingType"]) == ("JSON_SYNTAX_ERROR", "ERROR")


# -- pages ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 7, 30, 1_000])
def test_the_pages_together_are_all_findings_in_their_order(analyzer: Client, size: int) -> None:
    text = bad(30)
    pages = list(
        analyzer.get_paginator("validate_policy").paginate(
            policyDocument=text, policyType="IDENTITY_POLICY", PaginationConfig={"PageSize": size}
        )
    )
    told = [found for page in pages for found in page["findings"]]
    assert told == [shape(finding) for finding in findings(text, PolicyKind.IDENTITY)]
    assert all(len(page["findings"]) <= size for page in pages)
    assert len(pages) == -(-len(told) // size)


def test_a_page_has_a_size_of_its_own_where_none_is_asked_for(analyzer: Client) -> None:
    for more in ({}, {"maxResults": PAGE_SIZE + 1}):
        first = analyzer.validate_policy(policyDocument=bad(PAGE_SIZE + 5), policyType="IDENTITY_POLICY", **more)
        assert len(first["findings"]) == PAGE_SIZE
        assert first["nextToken"]


def test_a_token_is_good_for_its_own_request_only(analyzer: Client) -> None:
    asked = {"policyDocument": bad(3), "policyType": "IDENTITY_POLICY"}
    token = analyzer.validate_policy(**asked, maxResults=1)["nextToken"]
    assert analyzer.validate_policy(**asked, nextToken=token)["findings"]
    number, _, binding = token.partition(".")
    for other in (
        {**asked, "policyDocument": bad(4), "nextToken": token},
        {**asked, "policyType": "RESOURCE_CONTROL_POLICY", "nextToken": token},
        {**asked, "nextToken": number},
        {**asked, "nextToken": f"-1.{binding}"},
        {**asked, "nextToken": f"².{binding}"},
        {**asked, "nextToken": ""},
    ):
        status, code, message = refusal(analyzer.validate_policy, **other)
        assert (status, code) == (400, "ValidationException")
        assert message == "nextToken is not one that this request was answered with."
    assert analyzer.validate_policy(**asked, nextToken=f"999999999.{binding}")["findings"] == []


# -- refusals ------------------------------------------------------------------------------------------

SOUND = {"policyDocument": EVERYTHING, "policyType": "IDENTITY_POLICY"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"policyType": "BOUNDARY_POLICY"}, "at 'policyType' failed to satisfy constraint: Member must satisfy enum"),
        ({"policyType": None}, "Value null at 'policyType' failed to satisfy constraint: Member must not be null"),
        ({"policyDocument": {}}, "at 'policyDocument' failed to satisfy constraint: Member must be a string"),
        ({"policyDocument": "x" * 131_073}, "Member must have length less than or equal to 131072"),
        ({"locale": "XX"}, "at 'locale' failed to satisfy constraint: Member must satisfy enum value set"),
        ({"validatePolicyResourceType": "AWS::S3::Bucket"}, "validatePolicyResourceType is for RESOURCE_POLICY only."),
        ({"validatePolicyResourceType": "AWS::X::Y"}, "at 'validatePolicyResourceType' failed to satisfy constraint"),
        ({"polcyType": "IDENTITY_POLICY"}, "The parameter polcyType is not recognized"),
    ],
)
def test_wrong_parameters_are_refused_as_validation_exceptions(
    ostiary: ServerInThread, change: dict[str, object], message: str
) -> None:
    answer = signed(ostiary, json.dumps(SOUND | change).encode())
    body = json.loads(answer.text)
    assert (answer.status, answer.error, body["reason"]) == (400, "ValidationException", "fieldValidationFailed")
    assert message in body["message"]


@pytest.mark.parametrize("size", [0, -1])
def test_a_page_without_room_is_refused(analyzer: Client, size: int) -> None:
    refused = refusal(analyzer.validate_policy, **SOUND, maxResults=size)
    assert refused == (400, "ValidationException", "maxResults must be at least 1.")


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"policyType": "A", "policyType": "B"}', b"\xff"])
def test_a_body_that_is_not_json_is_refused(ostiary: ServerInThread, body: bytes) -> None:
    answer = signed(ostiary, body)
    assert (answer.status, answer.error) == (400, "SerializationException")


def test_a_form_is_no_body_of_this_protocol(ostiary: ServerInThread) -> None:
    answer = signed(ostiary, json.dumps(SOUND).encode(), content_type=FORM)
    assert (answer.status, answer.error) == (400, "SerializationException")


def test_a_body_beyond_all_bounds_is_refused(analyzer: Client) -> None:
    with pytest.raises(ClientError) as refused:
        analyzer.validate_policy(policyDocument="x" * 1_048_577, policyType="IDENTITY_POLICY")
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 413


def test_a_request_without_a_signature_is_refused(ostiary: ServerInThread) -> None:
    client = boto3.client(
        "accessanalyzer",
        endpoint_url=ostiary.endpoint,
        region_name="us-east-1",
        config=Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1}),
    )
    assert refusal(client.validate_policy, **SOUND)[:2] == (403, "MissingAuthenticationTokenException")


@pytest.mark.parametrize("service", ["iam", "sts", "accessanalyzer"])
def test_a_signature_for_another_service_is_refused(ostiary: ServerInThread, service: str) -> None:
    answer = signed(ostiary, json.dumps(SOUND).encode(), service=service)
    assert (answer.status, answer.error) == (403, "InvalidSignatureException")
    assert "Credential should be scoped to correct service: 'access-analyzer'." in answer.text


def test_a_signature_for_this_service_is_good_for_no_other(ostiary: ServerInThread) -> None:
    answer = post(ostiary, "access-analyzer", b"Action=ListUsers&Version=2010-05-08")
    assert answer.status == 403
    assert "Credential should be scoped to correct service: 'iam'." in answer.text


def test_unknown_credentials_are_refused(ostiary: ServerInThread) -> None:
    client = ostiary.client("accessanalyzer", "AKIAUNKNOWNUNKNOWN12", "0" * 40)
    assert refusal(client.validate_policy, **SOUND)[:2] == (403, "UnrecognizedClientException")


def test_a_user_needs_the_permission_on_everything(ostiary: ServerInThread) -> None:
    action = "access-analyzer:ValidatePolicy"
    nobody = ostiary.client("accessanalyzer", *user(ostiary, "nobody"))
    status, code, message = refusal(nobody.validate_policy, **SOUND)
    assert (status, code) == (403, "AccessDeniedException")
    assert message.startswith(
        f"User: arn:aws:iam::{ostiary.account}:user/nobody is not authorized to perform: {action} on resource: *"
    )
    narrow = user(ostiary, "narrow", document(allow(action, "arn:aws:access-analyzer:*:*:analyzer/*")))
    assert refusal(ostiary.client("accessanalyzer", *narrow).validate_policy, **SOUND)[:2] == (
        403,
        "AccessDeniedException",
    )
    denied = user(ostiary, "denied", document(allow("*"), deny(action)))
    assert "explicit deny" in refusal(ostiary.client("accessanalyzer", *denied).validate_policy, **SOUND)[2]
    allowed = ostiary.client("accessanalyzer", *user(ostiary, "allowed", document(allow(action))))
    assert len(allowed.validate_policy(**SOUND)["findings"]) == 2
    assert refusal(allowed.validate_policy, **SOUND | {"policyType": "X"})[1] == "ValidationException"


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_another_method_under_the_path_is_not_allowed(ostiary: ServerInThread, method: str) -> None:
    connection = http.client.HTTPConnection(ostiary.endpoint.removeprefix("http://"), timeout=30)
    try:
        connection.request(method, PATH)
        assert connection.getresponse().status == 405
    finally:
        connection.close()


@pytest.mark.parametrize("path", ["/policy", "/policy/validation/", "//policy/validation", "/policy/./validation"])
def test_nothing_is_served_under_a_path_that_no_operation_has(ostiary: ServerInThread, path: str) -> None:
    assert signed(ostiary, b"{}", path=path).status == 404


def test_every_other_operation_is_refused_after_the_signature(ostiary: ServerInThread, analyzer: Client) -> None:
    calls = {
        analyzer.list_analyzers: {},
        analyzer.get_analyzer: {"analyzerName": "a"},
        analyzer.list_tags_for_resource: {"resourceArn": "arn:aws:access-analyzer:us-east-1:123456789012:analyzer/a"},
    }
    for call, params in calls.items():
        assert refusal(call, **params)[:2] == (501, "NotImplemented")
    unknown = ostiary.client("accessanalyzer", "AKIAUNKNOWNUNKNOWN12", "0" * 40)
    assert refusal(unknown.list_analyzers)[:2] == (403, "UnrecognizedClientException")


# -- what a call leaves --------------------------------------------------------------------------------


def test_a_call_and_a_refusal_leave_an_event_each(ostiary: ServerInThread) -> None:
    client = ostiary.client("accessanalyzer", *user(ostiary, "audited", document(allow("access-analyzer:*"))))
    other = ostiary.client("accessanalyzer", *user(ostiary, "refused"))
    ids = [client.validate_policy(**SOUND, maxResults=1)["ResponseMetadata"]["RequestId"]]
    with pytest.raises(ClientError) as refused:
        other.validate_policy(**SOUND)
    ids.append(refused.value.response["ResponseMetadata"]["RequestId"])
    events = {event["requestID"]: event for event in ostiary.events()}
    done, denied = (events[id_] for id_ in ids)
    for event, name in ((done, "audited"), (denied, "refused")):
        assert event["eventSource"] == "access-analyzer.amazonaws.com"
        assert event["eventName"] == "ValidatePolicy"
        assert event["userIdentity"]["userName"] == name
        assert event["awsRegion"] == "us-east-1"
        assert event["readOnly"] is True
        assert event["responseElements"] is None
    assert done["requestParameters"] == SOUND | {"maxResults": 1}
    assert "errorCode" not in done
    assert done["additionalEventData"]["decision"] == "allowed"
    assert (denied["errorCode"], denied["additionalEventData"]["decision"]) == ("AccessDenied", "denied")


def test_the_use_of_a_key_is_noted_under_the_service(ostiary: ServerInThread) -> None:
    keys = user(ostiary, "noted", document(allow("access-analyzer:*")))
    ostiary.client("accessanalyzer", *keys, region="eu-west-3").validate_policy(**SOUND)
    ostiary.running.housekeeping.run_all()
    used = ostiary.client("iam").get_access_key_last_used(AccessKeyId=keys[0])["AccessKeyLastUsed"]
    assert (used["ServiceName"], used["Region"]) == ("access-analyzer", "eu-west-3")


GITHUB = "token.actions.githubusercontent.com"


def by_github(claim: str, value: str) -> str:
    """Return a trust policy for tokens of GitHub Actions whose claim is *value*."""
    return document(
        {
            "Effect": "Allow",
            "Principal": {"Federated": f"arn:aws:iam::123456789012:oidc-provider/{GITHUB}"},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {"StringLike": {f"{GITHUB}:{claim}": value}},
        }
    )


def test_threat_30_a_role_for_every_customer_of_github_is_warned_of_and_not_saved(
    ostiary: ServerInThread, analyzer: Client
) -> None:
    iam, everyone = ostiary.client("iam"), by_github("aud", "sts.amazonaws.com")
    answer = analyzer.validate_policy(
        policyDocument=everyone,
        policyType="RESOURCE_POLICY",
        validatePolicyResourceType="AWS::IAM::AssumeRolePolicyDocument",
    )
    assert [(found["issueCode"], found["findingType"]) for found in answer["findings"]] == [
        ("MISSING_GITHUB_REPO_CONDITION_KEY", "SECURITY_WARNING")
    ]
    ours = by_github("sub", "repo:octo-org/octo-repo:ref:refs/heads/main")
    made = iam.create_role(RoleName="deploy", AssumeRolePolicyDocument=ours)["Role"]
    status, name, message = refusal(iam.create_role, RoleName="open", AssumeRolePolicyDocument=everyone)
    assert (status, name) == (400, "MalformedPolicyDocument")
    assert f"{GITHUB}:sub" in message
    for wide in (everyone, by_github("sub", "*")):
        assert refusal(iam.update_assume_role_policy, RoleName="deploy", PolicyDocument=wide)[1] == name
    assert refusal(iam.get_role, RoleName="open")[1] == "NoSuchEntity"
    kept = iam.get_role(RoleName="deploy")["Role"]["AssumeRolePolicyDocument"]
    assert kept == json.loads(ours) == made["AssumeRolePolicyDocument"]


# -- the AWS CLI ---------------------------------------------------------------------------------------


def test_the_aws_cli_validates_policies(ostiary: ServerInThread) -> None:
    aws = Aws(ostiary.endpoint, Keys(ostiary.root_access_key_id, ostiary.root_secret))
    command = ("accessanalyzer", "validate-policy", "--policy-type", "IDENTITY_POLICY", "--policy-document")
    assert [found["issueCode"] for found in aws(*command, EVERYTHING)["findings"]] == [
        "CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE",
        "PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE",
    ]
    assert len(aws(*command, bad(9), "--page-size", "4")["findings"]) == 9
    with pytest.raises(Refused, match="NotImplemented"):
        aws("accessanalyzer", "list-analyzers")
