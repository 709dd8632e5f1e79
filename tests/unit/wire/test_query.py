"""The door of the room: which operation is meant, and what answers look like."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import botocore.loaders
import botocore.model
import pytest

from ostiary.model.errors import (
    InvalidActionError,
    MissingActionError,
    NoSuchEntityError,
    OstiaryError,
    ServiceUnavailableError,
    ValidationError,
)
from ostiary.wire import query
from ostiary.wire.irregular import OMITTED, PERCENT_ENCODED, SENSITIVE
from ostiary.wire.services import QUERY_NAMES, SERVICE_NAMES, ServiceName, Structure, build, service
from tests.support.wire_example import MODEL
from tests.support.wire_values import botocore_model, model, read_by_botocore, request_by_botocore

# -- parameters ----------------------------------------------------------------------------------------


def role_arn(text: str) -> query.Form:
    return query.Form({
        "Action": "AssumeRole",
        "Version": "2011-06-15",
        "RoleArn": text,
        "RoleSessionName": "work",
    })  # fmt: skip


@pytest.mark.parametrize(
    ("values", "message"),
    [  # as recorded from AWS, which repeats what was wrong in STS and not in IAM
        (
            {"Action": "GetPolicyVersion", "PolicyArn": "arn:aws:iam::aws:policy/A", "VersionId": "9"},
            (
                "1 validation error detected: Value at 'versionId' failed to satisfy constraint: "
                r"Member must satisfy regular expression pattern: v[1-9][0-9]*(\.[A-Za-z0-9-]*)?"
            ),
        ),
        (
            {"Action": "AssumeRole", "RoleArn": "arn:aws:iam::123456789012:role/r", "RoleSessionName": "Session1:2"},
            (
                "1 validation error detected: Value 'Session1:2' at 'roleSessionName' failed to satisfy constraint: "
                r"Member must satisfy regular expression pattern: [\w+=,.@-]*"
            ),
        ),
    ],
)
def test_a_wrong_value_is_repeated_where_aws_repeats_it(values: dict[str, str], message: str) -> None:
    name: ServiceName = "sts" if values["Action"] == "AssumeRole" else "iam"
    with pytest.raises(ValidationError) as refused:
        query.read_params(service(name).operations[values["Action"]], query.Form(values))
    assert refused.value.message == message


@pytest.mark.parametrize(
    "text",
    [  # as recorded from AWS
        "nothing-valid-in-here",
        "arn::b:::something/test-role",
        "arn:a::::something/test-role",
        "arn:a:::something/test-role",
        "arn:a:a::aaaaaaaaaa:",
    ],
)
def test_a_role_arn_that_is_no_arn_is_invalid(text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        query.read_params(service("sts").operations["AssumeRole"], role_arn(text))
    assert refused.value.message == f"{text} is invalid"


def test_a_role_arn_of_anything_is_for_the_decision_to_judge() -> None:
    text = "arn:aws:iam::123456789012:user/nobody"
    params = query.read_params(service("sts").operations["AssumeRole"], role_arn(text))
    assert params["RoleArn"] == text


# -- naming --------------------------------------------------------------------------------------------


def test_action_and_version_name_the_operation() -> None:
    create_user = query.name_operation(query.Form({"Action": "CreateUser", "Version": "2010-05-08"}))
    assume_role = query.name_operation(query.Form({"Action": "AssumeRole", "Version": "2011-06-15"}))
    assert create_user is service("iam").operations["CreateUser"]
    assert assume_role is service("sts").operations["AssumeRole"]


def test_no_action_is_in_two_services_and_no_version_is_shared() -> None:
    iam, sts = service("iam"), service("sts")
    assert not set(iam.operations) & set(sts.operations)
    assert iam.api_version != sts.api_version


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"Action": "Frob", "Version": "2010-05-08"}, "Could not find operation Frob for version 2010-05-08"),
        (
            {"Action": "createuser", "Version": "2010-05-08"},
            "Could not find operation createuser for version 2010-05-08",
        ),
        (
            {"Action": "CreateUser", "Version": "2011-06-15"},
            "Could not find operation CreateUser for version 2011-06-15",
        ),
        ({"Action": "CreateUser"}, "Could not find operation CreateUser for version NO_VERSION_SPECIFIED"),
    ],
)
def test_an_operation_that_no_service_has_is_an_invalid_action(values: dict[str, str], message: str) -> None:
    with pytest.raises(InvalidActionError) as refused:
        query.name_operation(query.Form(values))
    assert refused.value.message == message


@pytest.mark.parametrize("values", [{}, {"Action": ""}, {"action": "CreateUser", "Version": "2010-05-08"}])
def test_a_request_without_an_action_says_so(values: dict[str, str]) -> None:
    with pytest.raises(MissingActionError):
        query.name_operation(query.Form(values))


# -- answers -------------------------------------------------------------------------------------------

IAM = 'xmlns="https://iam.amazonaws.com/doc/2010-05-08/"'


def test_an_answer_has_the_form_that_aws_documents() -> None:
    user: dict[str, Any] = {"Path": "/", "UserName": "a&b", "UserId": None, "CreateDate": 1_769_860_800, "Tags": []}
    response = query.write(service("iam").operations["CreateUser"], {"User": user}, "42")
    assert response.status == 200
    assert response.headers == ((b"content-type", b"text/xml"), (b"x-amzn-requestid", b"42"))
    assert response.body.decode() == (
        f"<CreateUserResponse {IAM}><CreateUserResult><User><Path>/</Path><UserName>a&amp;b</UserName>"
        "<CreateDate>2026-01-31T12:00:00Z</CreateDate><Tags></Tags></User></CreateUserResult>"
        "<ResponseMetadata><RequestId>42</RequestId></ResponseMetadata></CreateUserResponse>"
    )


def test_an_operation_without_result_members_has_no_result_element() -> None:
    response = query.write(service("iam").operations["DeleteUser"], {}, "42")
    assert response.body.decode() == (
        f"<DeleteUserResponse {IAM}><ResponseMetadata><RequestId>42</RequestId></ResponseMetadata></DeleteUserResponse>"
    )


def test_an_error_has_the_form_that_aws_documents() -> None:
    response = query.write_fault(service("iam"), NoSuchEntityError("<none>"), "42")
    assert response.status == 404
    assert response.headers == ((b"content-type", b"text/xml"), (b"x-amzn-requestid", b"42"))
    assert response.body.decode() == (
        f"<ErrorResponse {IAM}><Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>&lt;none&gt;</Message>"
        "</Error><RequestId>42</RequestId></ErrorResponse>"
    )


def test_an_error_of_ours_is_blamed_on_the_receiver() -> None:
    response = query.write_fault(None, ServiceUnavailableError("later"), "42")
    assert response.status == 503
    assert b"<Type>Receiver</Type>" in response.body


@pytest.mark.parametrize(
    "error", [OstiaryError.__subclasses__()[0]("\x00\ud800\x1b￿ok\r\n\t"), NoSuchEntityError("]]>")]
)
def test_threat_08_whatever_a_message_holds_the_answer_is_well_formed(error: OstiaryError) -> None:
    parsed = read_by_botocore(botocore_model("iam"), "GetUser", query.write_fault(service("iam"), error, "42"))
    assert parsed["Error"]["Message"] in {"����ok\r\n\t", "]]>"}


def test_threat_08_a_value_never_becomes_markup() -> None:
    name = "</UserName><Arn>arn:aws:iam::123456789012:root</Arn><UserName><![CDATA[&lt;"
    response = query.write(service("iam").operations["GetUser"], {"User": {"UserName": name}}, "42")
    assert read_by_botocore(botocore_model("iam"), "GetUser", response)["User"] == {"UserName": name}


def test_policy_documents_are_percent_encoded_in_answers_of_iam() -> None:
    document = '{"Version":"2012-10-17","Statement":[{"Sid":"é ~+"}]}'
    result = {"UserName": "a", "PolicyName": "p", "PolicyDocument": document}
    body = query.write(service("iam").operations["GetUserPolicy"], result, "42").body.decode()
    encoded = body.partition("<PolicyDocument>")[2].partition("</PolicyDocument>")[0]
    assert encoded.startswith("%7B%22Version%22%3A%222012-10-17%22")
    assert encoded.endswith("%C3%A9%20~%2B%22%7D%5D%7D")
    assert unquote(encoded) == document


def test_a_list_leaves_out_what_aws_leaves_out() -> None:
    user = {
        "UserName": "a",
        "Tags": [{"Key": "k", "Value": "v"}],
        "PermissionsBoundary": {"PermissionsBoundaryArn": "x"},
    }
    listed = query.write(service("iam").operations["ListUsers"], {"Users": [user]}, "42").body
    shown = query.write(service("iam").operations["GetUser"], {"User": user}, "42").body
    assert b"<Tags>" not in listed
    assert b"<PermissionsBoundary>" not in listed
    assert b"<Tags>" in shown
    assert b"<PermissionsBoundary>" in shown


def test_every_irregularity_names_what_the_models_have() -> None:
    for (name, operation), rows in OMITTED.items():
        shapes = model(_service_name(name))["shapes"]
        assert operation in service(_service_name(name)).operations
        for row in rows:
            assert row.members <= set(shapes[row.shape]["members"])
            assert row.reason
    for name, rows_of_shapes in [*PERCENT_ENCODED.items(), *SENSITIVE.items()]:
        assert rows_of_shapes <= set(model(_service_name(name))["shapes"])


def _service_name(name: str) -> ServiceName:
    return next(known for known in SERVICE_NAMES if known == name)


# -- botocore on the other side, with more kinds of shape than IAM and STS use ---------------------------

EVERYTHING: dict[str, Any] = {
    "Text": "a<b",
    "Renamed": "r",
    "Count": -3,
    "Flag": False,
    "When": 1_769_860_800,
    "Data": b"\x00\xff",
    "Secret": "abc",
    "Names": ["x", "", "z"],
    "NamedItems": ["i"],
    "Flat": [1, 2],
    "FlatRenamed": ["p", "q"],
    "Pairs": {"k": 1, "l": 2},
    "FlatPairs": {"k": {"Name": "n"}, "l": {"Name": "m"}},
    "Inner": {"Name": "n"},
    "Inners": [{"Name": "n"}, {"Name": ""}],
}


def test_every_kind_of_shape_is_read_as_botocore_writes_it() -> None:
    http = request_by_botocore(botocore.model.ServiceModel(MODEL, "example"), "Do", EVERYTHING)
    operation = build("example", MODEL).operations["Do"]
    assert query.read_params(operation, query.read_form(http)) == EVERYTHING


def test_every_kind_of_shape_is_written_as_botocore_reads_it() -> None:
    # botocore reads a flattened map of several pairs only when it stands alone: one pair is enough here.
    result = EVERYTHING | {"FlatPairs": {"k": {"Name": "n"}}}
    response = query.write(build("example", MODEL).operations["Do"], result, "42")
    parsed = read_by_botocore(botocore.model.ServiceModel(MODEL, "example"), "Do", response)
    parsed.pop("ResponseMetadata")
    assert parsed == result


@pytest.mark.parametrize("name", QUERY_NAMES)
def test_the_requests_that_aws_recorded_are_taken(name: ServiceName) -> None:
    recorded = botocore.loaders.Loader().load_service_model(name, "examples-1", service(name).api_version)["examples"]
    for operation, examples in recorded.items():
        for example in examples:
            asked = example.get("input", {})
            form = query.read_form(request_by_botocore(botocore_model(name), operation, asked))
            assert query.read_params(query.name_operation(form), form) == asked


# -- redaction -----------------------------------------------------------------------------------------


def test_secrets_are_hidden_in_parameters_and_results() -> None:
    iam, sts = service("iam").operations, service("sts").operations
    assert query.redact(iam["CreateLoginProfile"], {"UserName": "a", "Password": "p"}) == {
        "UserName": "a",
        "Password": "HIDDEN_DUE_TO_SECURITY_REASONS",
    }
    made = {"Credentials": {"AccessKeyId": "ASIA", "SecretAccessKey": "s", "SessionToken": "t", "Expiration": 1}}
    assert query.redact_result(sts["AssumeRole"], made) == {
        "Credentials": {
            "AccessKeyId": "ASIA",
            "SecretAccessKey": "HIDDEN_DUE_TO_SECURITY_REASONS",
            "SessionToken": "HIDDEN_DUE_TO_SECURITY_REASONS",
            "Expiration": 1,
        },
    }


def test_what_no_shape_describes_is_not_shown() -> None:
    assert query.redact(service("iam").operations["GetUser"], {"UserName": "a", "Other": "x", "Tags": None}) == {
        "UserName": "a"
    }
    assert query.redact(service("iam").operations["GetAccountSummary"], {"Other": "x"}) == {}


def test_every_member_that_aws_counts_as_secret_is_sensitive() -> None:
    secret = {
        ("AccessKey", "SecretAccessKey"),
        ("ChangePasswordRequest", "OldPassword"),
        ("ChangePasswordRequest", "NewPassword"),
        ("CreateLoginProfileRequest", "Password"),
        ("UpdateLoginProfileRequest", "Password"),
        ("UploadServerCertificateRequest", "PrivateKey"),
        ("VirtualMFADevice", "Base32StringSeed"),
        ("VirtualMFADevice", "QRCodePNG"),
        ("Credentials", "SecretAccessKey"),
        ("Credentials", "SessionToken"),
        ("AssumeRoleRequest", "TokenCode"),
        ("AssumeRoleWithSAMLRequest", "SAMLAssertion"),
        ("AssumeRoleWithWebIdentityRequest", "WebIdentityToken"),
        ("EnableMFADeviceRequest", "AuthenticationCode1"),
        ("EnableMFADeviceRequest", "AuthenticationCode2"),
    }
    found = set()
    for name in SERVICE_NAMES:
        for operation in service(name).operations.values():
            for top in (operation.input, operation.output):
                _visit(top, lambda shape, member, sensitive: found.add((shape, member)) if sensitive else None)
    assert secret <= found


def _visit(shape: Any, see: Callable[[str, str, bool], None]) -> None:
    if isinstance(shape, Structure):
        for member in shape.members:
            see(shape.name, member.name, member.shape.sensitive)
            _visit(member.shape, see)
    elif hasattr(shape, "item"):
        _visit(shape.item, see)
