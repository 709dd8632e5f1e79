"""Bundles: what is decided and shown, and that nothing in one of them touches another."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from ostiary.evaluation import bundles
from tests.support.bundles import EVERYTHING, MIRA, OBJECT, A, bundle, line, named, policy

NOW = 1_767_225_600
KILN = f"arn:aws:iam::{A}:role/kiln"
SESSION = f"arn:aws:sts::{A}:assumed-role/kiln/s"


def answered(value: object, **options: Any) -> Any:
    answer = bundles.answer(value if isinstance(value, bytes) else line(value), **options)
    assert answer.line.endswith(b"\n")
    assert answer.failed == (b'"error"' in answer.line)
    return json.loads(answer.line)


def outcome(value: object, **options: Any) -> tuple[str, str | None]:
    result = answered(value, **options)
    assert "error" not in result, result
    return result["decision"], result["reason"]["layer"]


DENY = {**EVERYTHING, "Effect": "Deny"}


def test_the_result_names_the_statement_that_allows() -> None:
    assert answered(bundle("x", identity=[named({**EVERYTHING, "Sid": "All"}, name="admin")])) == {
        "id": "x",
        "decision": "allowed",
        "reason": {
            "layer": "identity",
            "statements": [{"layer": "identity", "policy": "admin", "index": 0, "sid": "All"}],
        },
    }


def test_the_result_names_every_statement_that_denies() -> None:
    result = answered(bundle(identity=[named(EVERYTHING, DENY), named({**DENY, "Sid": "No"}, name="q")]))
    assert result["decision"] == "explicitDeny"
    assert [(s["policy"], s["index"], s.get("sid")) for s in result["reason"]["statements"]] == [
        ("p", 1, None),
        ("q", 0, "No"),
    ]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"identity": []}, ("implicitDeny", "identity")),
        ({"identity": None}, ("implicitDeny", "identity")),
        ({"permissions_boundary": [named({**EVERYTHING, "Action": "iam:*"})]}, ("implicitDeny", "boundary")),
        ({"permissions_boundary": []}, ("allowed", "identity")),
        ({"permissions_boundary": None}, ("allowed", "identity")),
        ({"permissions_boundary": [named(DENY)]}, ("explicitDeny", "boundary")),
        ({"session": [named({**EVERYTHING, "Action": "iam:*"}), named(EVERYTHING)]}, ("allowed", "identity")),
        ({"session": [named({**EVERYTHING, "Action": "iam:*"})]}, ("implicitDeny", "session")),
        ({"session": []}, ("allowed", "identity")),
        ({"scps": [], "rcps": [], "vpc_endpoint": None, "resource": None}, ("allowed", "identity")),
        ({"scps": None, "rcps": None, "vpc_endpoint": []}, ("allowed", "identity")),
    ],
)
def test_each_layer_has_its_say(given: dict[str, object], expected: tuple[str, str]) -> None:
    assert outcome(bundle(request={"principal": SESSION}, **given)) == expected


def test_a_document_may_be_text() -> None:
    assert outcome(bundle(identity=[{"name": "p", "document": json.dumps(policy(EVERYTHING))}]))[0] == "allowed"


def test_actions_and_keys_compare_without_case() -> None:
    statement = {**EVERYTHING, "Action": "S3:getobject", "Condition": {"StringEquals": {"S3:PREFIX": "a"}}}
    asked = {"action": "s3:GETOBJECT", "context": {"s3:prefix": "a"}}
    assert outcome(bundle(request=asked, identity=[named(statement)]))[0] == "allowed"


def test_a_list_makes_a_key_multi_valued_even_with_one_value() -> None:
    statement = {**EVERYTHING, "Condition": {"StringEquals": {"aws:TagKeys": "a"}}}
    assert outcome(bundle(request={"context": {"aws:TagKeys": ["a"]}}, identity=[named(statement)]))[0] != "allowed"
    assert outcome(bundle(request={"context": {"aws:TagKeys": "a"}}, identity=[named(statement)]))[0] == "allowed"


def test_the_catalogue_says_which_actions_have_no_resources_unless_the_bundle_does() -> None:
    statement = {**EVERYTHING, "Resource": "arn:aws:iam::*:user/*"}
    asked = {"action": "iam:ListUsers", "resource": f"arn:aws:iam::{A}:user/"}
    assert outcome(bundle(request=asked, identity=[named({**statement, "Resource": "*"})]))[0] == "allowed"
    told = {"action": "s3:GetObject", "wildcard_only_action": True}
    assert outcome(bundle(request=told, identity=[named({**EVERYTHING, "Resource": OBJECT})]))[0] == "implicitDeny"
    unknown = {"action": "none:Such", "resource": f"arn:aws:iam::{A}:user/x"}
    assert outcome(bundle(request=unknown, identity=[named(statement)]))[0] == "allowed"


def test_the_context_is_complete_unless_it_is_to_be_derived() -> None:
    statement = {
        **EVERYTHING,
        "Condition": {
            "StringEquals": {"aws:username": "mira", "aws:PrincipalAccount": A, "aws:PrincipalType": "User"},
            "ArnEquals": {"aws:PrincipalArn": MIRA},
            "DateEquals": {"aws:CurrentTime": "2026-01-01T00:00:00Z", "aws:EpochTime": str(NOW)},
            "Null": {"aws:SecureTransport": "true", "aws:userid": "true"},
        },
    }
    asked = bundle(identity=[named(statement)])
    assert outcome(asked) == ("implicitDeny", "identity")
    assert outcome(asked, now=NOW) == ("allowed", "identity")
    given = bundle(request={"context": {"AWS:UserName": "noor"}}, identity=[named(statement)])
    assert outcome(given, now=NOW) == ("implicitDeny", "identity")


@pytest.mark.parametrize("trusted", [MIRA, "*", KILN])
def test_a_role_is_assumed_by_its_trust_policy(trusted: str) -> None:
    trust = policy({"Effect": "Allow", "Principal": {"AWS": trusted}, "Action": "sts:AssumeRole"})
    asked = {"action": "sts:AssumeRole", "resource": KILN}
    assert outcome(bundle(request=asked, identity=[], resource=trust))[0] == (
        "implicitDeny" if trusted == KILN else "allowed"
    )


def test_a_trust_policy_is_mandatory() -> None:
    asked = {"action": "sts:AssumeRole", "resource": KILN}
    assert outcome(bundle(request=asked)) == ("implicitDeny", "trust")


@pytest.mark.parametrize("principal", [KILN, SESSION])
def test_a_grant_to_a_role_does_not_pass_by_the_boundary_of_its_sessions(principal: str) -> None:
    trust = policy({"Effect": "Allow", "Principal": {"AWS": KILN}, "Action": "sts:AssumeRole"})
    asked = {"action": "sts:AssumeRole", "resource": f"arn:aws:iam::{A}:role/next", "principal": principal}
    boundary = [named({**EVERYTHING, "Action": "s3:*"})]
    assert outcome(bundle(request=asked, resource=trust, identity=[])) == ("allowed", "trust")
    bounded = bundle(request=asked, resource=trust, identity=[], permissions_boundary=boundary)
    assert outcome(bounded) == ("implicitDeny", "boundary")


def granting(principal: object, **more: object) -> dict[str, Any]:
    return policy({**EVERYTHING, "Principal": principal, **more})


B = "200000000002"
LINKED = f"arn:aws:iam::{A}:role/aws-service-role/x.amazonaws.com/Linked"
FEDERATED = f"arn:aws:sts::{A}:federated-user/f"
READ_ONLY = [named({**EVERYTHING, "Action": "iam:*"})]
FULL_RCP = [{"name": "RCPFullAWSAccess", "document": granting("*")}]
NO_RCP = [*FULL_RCP, {"name": "no", "document": granting("*", Effect="Deny", Action="s3:*")}]
IN_A = [named(EVERYTHING)]


@pytest.mark.parametrize(
    ("asked", "given", "expected"),
    [
        # a resource policy alone, by the grade of its principal
        ({}, {"identity": [], "resource": granting({"AWS": MIRA})}, ("allowed", "resource")),
        ({}, {"identity": [], "resource": granting({"AWS": A})}, ("implicitDeny", "identity")),
        ({"principal": "*"}, {"identity": [], "resource": granting("*")}, ("allowed", "resource")),
        ({"principal": "*"}, {"resource": granting({"AWS": A})}, ("implicitDeny", "resource")),
        (
            {"principal": "sns.amazonaws.com"},
            {"identity": [], "resource": granting({"Service": "sns.amazonaws.com"})},
            ("allowed", "resource"),
        ),
        ({"principal": KILN}, {"identity": [], "resource": granting({"AWS": KILN})}, ("allowed", "resource")),
        (
            {"principal": SESSION},
            {"identity": [], "resource": granting({"AWS": SESSION}), "session": READ_ONLY},
            ("allowed", "resource"),
        ),
        (
            {"principal": SESSION},
            {"identity": [], "resource": granting({"AWS": KILN}), "session": READ_ONLY},
            ("implicitDeny", "session"),
        ),
        ({"principal": FEDERATED}, {"identity": [], "resource": granting({"AWS": FEDERATED})}, ("allowed", "resource")),
        (
            {"principal": FEDERATED, "user": MIRA},
            {"identity": [], "resource": granting({"AWS": MIRA})},
            ("implicitDeny", "session"),
        ),
        # NotPrincipal needs role and session; who stands for a role has a session that nobody can list
        (
            {"principal": SESSION},
            {"resource": policy({**DENY, "NotPrincipal": {"AWS": [KILN, SESSION]}})},
            ("allowed", "identity"),
        ),
        (
            {"principal": KILN},
            {"resource": policy({**DENY, "NotPrincipal": {"AWS": [KILN, SESSION]}})},
            ("explicitDeny", "resource"),
        ),
        (
            {},
            {"resource": policy({**EVERYTHING, "NotPrincipal": {"AWS": KILN}}), "identity": []},
            ("implicitDeny", "identity"),
        ),
        # across accounts both sides must allow
        ({"resource_account": B}, {}, ("implicitDeny", "resource")),
        ({"resource_account": B}, {"resource": granting({"AWS": A})}, ("allowed", "identity")),
        # keys
        ({"action": "kms:Decrypt", "resource": f"arn:aws:kms:r:{A}:key/k"}, {}, ("implicitDeny", "resource")),
        (
            {"action": "kms:Decrypt", "resource": f"arn:aws:kms:r:{A}:key/k"},
            {"resource": granting({"AWS": A})},
            ("allowed", "identity"),
        ),
        # service control policies: every level, and not for those without an account
        ({}, {"scps": [IN_A, IN_A]}, ("allowed", "identity")),
        ({}, {"scps": [IN_A, [], IN_A]}, ("implicitDeny", "scp")),
        ({}, {"scps": [IN_A, [*IN_A, named(DENY, name="no")]]}, ("explicitDeny", "scp")),
        ({"principal": "*"}, {"scps": [[]], "resource": granting("*"), "identity": []}, ("allowed", "resource")),
        (
            {"principal": "sns.amazonaws.com"},
            {"scps": [[named(DENY)]], "resource": granting({"Service": "sns.amazonaws.com"}), "identity": []},
            ("allowed", "resource"),
        ),
        ({"principal": LINKED}, {"scps": [[named(DENY)]]}, ("allowed", "identity")),
        # resource control policies bind everybody, and allow by full access alone
        ({}, {"rcps": [FULL_RCP, FULL_RCP]}, ("allowed", "identity")),
        ({}, {"rcps": [FULL_RCP, NO_RCP]}, ("explicitDeny", "rcp")),
        ({}, {"rcps": [FULL_RCP, []]}, ("implicitDeny", "rcp")),
        ({}, {"rcps": [[{"name": "s3", "document": granting("*", Action="s3:*")}]]}, ("implicitDeny", "rcp")),
        ({"principal": "*"}, {"rcps": [NO_RCP], "resource": granting("*"), "identity": []}, ("explicitDeny", "rcp")),
        (
            {"principal": "sns.amazonaws.com"},
            {"rcps": [NO_RCP], "resource": granting({"Service": "sns.amazonaws.com"}), "identity": []},
            ("explicitDeny", "rcp"),
        ),
        # the policy of a VPC endpoint
        ({}, {"vpc_endpoint": [{"name": "e", "document": granting("*")}]}, ("allowed", "identity")),
        ({}, {"vpc_endpoint": [{"name": "e", "document": granting({"AWS": KILN})}]}, ("implicitDeny", "vpce")),
        ({}, {"vpc_endpoint": [{"name": "e", "document": granting("*", Effect="Deny")}]}, ("explicitDeny", "vpce")),
    ],
)
def test_every_layer_binds_whom_it_binds(
    asked: dict[str, object], given: dict[str, object], expected: tuple[str, str]
) -> None:
    result = bundle(request=asked, **given)
    assert outcome(result) == expected
    explained = answered(result, explain=True)["reason"]
    applied = [
        {key: one[key] for key in one if key in {"layer", "policy", "index", "sid"}}
        for one in explained["considered"]
        if one["failed"] is None
    ]
    assert [one for one in explained["statements"] if one not in applied] == []


def test_a_deny_that_cannot_be_understood_is_an_error_of_its_bundle() -> None:
    broken = named({"Effect": "Deny", "Action": "*"}, name="broken")
    result = answered(bundle("x", identity=[named(EVERYTHING), broken]))
    assert result["id"] == "x"
    assert result["error"]["code"] == "MalformedPolicyDocument"
    assert "'broken'" in result["error"]["message"]


def test_a_document_that_is_null_is_an_error() -> None:
    assert "error" in answered(bundle(identity=[{"name": "p", "document": None}]))


def changed(part: str, **fields: object) -> dict[str, Any]:
    whole = bundle("x")
    whole[part] = {**whole[part], **fields}
    return whole


@pytest.mark.parametrize(
    "value",
    [
        {"id": "x"},
        changed("request", principal=5),
        changed("request", principal="nobody"),
        changed("request", action="GetObject"),
        changed("request", action="s3:Get*"),
        changed("request", action="s3:"),
        changed("request", action="s3:Get Object"),
        changed("request", resource="vault/key"),
        changed("request", context=[]),
        changed("request", context={"k": 5}),
        changed("request", context={"k": [None]}),
        changed("request", context={"k": "a", "K": "b"}),
        changed("request", resource_account="vault"),
        changed("request", wildcard_only_action="yes"),
        changed("request", rersource="*"),
        changed("policies", identity={}),
        changed("policies", identity=[policy(EVERYTHING)]),
        changed("policies", identity=[{"name": "p"}]),
        changed("policies", scps=[named(EVERYTHING)]),
        changed("policies", boundary=None),
        {"id": "x", "request": bundle()["request"]},
    ],
)
def test_what_is_no_bundle_gives_an_error_with_its_id(value: object) -> None:
    result = answered(value)
    assert result.keys() == {"id", "error"}
    assert result["id"] == "x"
    assert result["error"].keys() == {"code", "message"}
    assert result["error"]["code"] == "InvalidInput"


@pytest.mark.parametrize(
    "raw",
    [
        b"\xff\xfe\n",
        b"{\n",
        b"[]\n",
        b"null\n",
        b"5 5\n",
        b"[" * 100_000 + b"\n",
        b'{"id": 5, "request": {}, "policies": {}}\n',
        b'{"id": "\\ud800"}\n',
        line(bundle())[:-10] + b"\n",
        b'"' + b"a" * bundles.MAX_LINE + b'"\n',
    ],
)
def test_what_is_no_json_gives_an_error_without_an_id(raw: bytes) -> None:
    result = answered(raw)
    assert result["id"] is None
    assert result["error"]["code"] == "InvalidInput"


@pytest.mark.parametrize("path", ["top", "request", "context"])
def test_a_key_that_is_there_twice_is_refused(path: str) -> None:
    text = json.dumps(bundle("x", request={"context": {"k": "v"}}))
    twice = {
        "top": text[:-1] + ', "policies": {}}',
        "request": text.replace('"action":', '"action": "s3:PutObject", "action":'),
        "context": text.replace('{"k": "v"}', '{"k": "v", "k": "w"}'),
    }[path]
    assert answered(twice.encode())["error"]["code"] == "InvalidInput"


def test_what_breaks_inside_is_an_error_and_never_a_decision(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(bundles, "decide", broken)
    result = answered(bundle("x"))
    assert (result["id"], result["error"]["code"]) == ("x", "InternalFailure")


def test_lines_are_read_one_by_one_and_blank_ones_are_none() -> None:
    assert list(bundles.lines(io.BytesIO(b"a\n\n  \r\nb"))) == [b"a\n", b"b"]


def test_of_a_line_that_is_too_long_only_the_beginning_is_kept() -> None:
    stream = io.BytesIO(b"x" * (2 * bundles.MAX_LINE + 7) + b"\nb\n")
    first, second = bundles.lines(stream)
    assert (len(first), second) == (bundles.MAX_LINE + 1, b"b\n")
    assert bundles.answer(first).failed


def test_what_follows_the_bound_is_not_overlooked() -> None:
    padded = line(bundle("x")).strip() + b" " * bundles.MAX_LINE + b"garbage\n"
    [first] = bundles.lines(io.BytesIO(padded))
    assert bundles.answer(first).failed


def test_every_statement_is_explained_by_the_part_that_failed() -> None:
    statements = [
        {**EVERYTHING, "Action": "iam:*"},
        {**EVERYTHING, "Resource": "arn:aws:s3:::other/*"},
        {**EVERYTHING, "Condition": {"ForAnyValue:StringLikeIfExists": {"aws:TagKeys": "a"}}},
        {**EVERYTHING, "Condition": {"Unheard": {"k": "a"}}},
        {**DENY, "Action": "sqs:*"},
        EVERYTHING,
    ]
    reason = answered(bundle(identity=[named(*statements)]), explain=True)["reason"]
    assert [(one["effect"], one["failed"], one.get("value")) for one in reason["considered"]] == [
        ("Allow", "Action", "s3:GetObject"),
        ("Allow", "Resource", OBJECT),
        ("Allow", "Condition: ForAnyValue:StringLikeIfExists aws:tagkeys", None),
        ("Allow", "Condition: an operator that is not known", None),
        ("Deny", "Action", "s3:GetObject"),
        ("Allow", None, None),
    ]


def test_an_explanation_says_where_a_statement_stands_and_which_keys_the_request_lacks() -> None:
    condition = {"StringLike": {"s3:Prefix": "${aws:username}/*"}, "Null": {"aws:TagKeys": "false"}}
    two = named(EVERYTHING, {**EVERYTHING, "Condition": condition})
    asked = bundle(request={"context": {"aws:tagkeys": ["a"]}}, identity=[two])
    reason = answered(asked, explain=True)["reason"]
    assert reason["absent_keys"] == ["s3:Prefix", "aws:username"]
    document = json.dumps(two["document"])
    for one in reason["considered"]:
        assert one["start"]["line"] == one["end"]["line"] == 1
        text = document[one["start"]["column"] : one["end"]["column"]]
        assert json.loads(text) == two["document"]["Statement"][one["index"]]


def test_of_values_that_all_must_fit_the_first_that_does_not_is_told() -> None:
    condition = {"ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]}}
    asked = bundle(
        request={"context": {"aws:TagKeys": ["a", "z", "y"]}}, identity=[named(EVERYTHING | {"Condition": condition})]
    )
    [one] = answered(asked, explain=True)["reason"]["considered"]
    assert (one["failed"], one["value"]) == ("Condition: ForAllValues:StringEquals aws:tagkeys", "z")


def test_a_statement_of_a_trust_policy_fails_by_its_principal() -> None:
    trust = policy({"Effect": "Allow", "Principal": {"AWS": KILN}, "Action": "sts:AssumeRole"})
    asked = {"action": "sts:AssumeRole", "resource": KILN}
    reason = answered(bundle(request=asked, resource=trust, identity=[]), explain=True)["reason"]
    assert [(one["layer"], one["failed"]) for one in reason["considered"]] == [("trust", "Principal")]
