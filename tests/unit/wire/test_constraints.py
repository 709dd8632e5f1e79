"""AWS's words for what the model forbids. Rows marked (r) are replies that AWS was recorded to give."""

from __future__ import annotations

from typing import Any

import pytest

from ostiary.model.errors import ValidationError
from ostiary.wire import parameters, query
from ostiary.wire.constraints import MAX_REPORTED, require_valid
from ostiary.wire.irregular import MAX_ECHO
from ostiary.wire.services import ServiceName, build, service
from tests.support.wire_example import MODEL

DO = build("example", MODEL).operations["Do"]


def refusal(name: ServiceName, operation: str, texts: dict[str, str]) -> str:
    with pytest.raises(ValidationError) as refused:
        query.read_params(service(name).operations[operation], query.Form(texts))
    return refused.value.message


def refusal_of(**texts: str) -> str:
    assert DO.input
    with pytest.raises(ValidationError) as refused:
        require_valid(DO.input, parameters.read(DO.input, {k.replace("__", "."): v for k, v in texts.items()}))
    return refused.value.message


MUST = "failed to satisfy constraint: Member must"
ROLE = {"RoleArn": "arn:aws:iam::123456789012:role/r"}
MUST_MATCH = MUST + " satisfy regular expression pattern: "
TAG_KEY = r"[\p{L}\p{Z}\p{N}_.:/=+\-@]+"


@pytest.mark.parametrize(
    ("operation", "texts", "message"),
    [
        (  # (r)
            "sts:AssumeRole",
            ROLE | {"RoleSessionName": "Session1:2"},
            "1 validation error detected: Value 'Session1:2' at 'roleSessionName' " + MUST_MATCH + r"[\w+=,.@-]*",
        ),
        (  # (r)
            "sts:AssumeRole",
            ROLE | {"RoleSessionName": "s" * 65},
            (
                f"1 validation error detected: Value '{'s' * 65}' at 'roleSessionName' failed to satisfy constraint: "
                "Member must have length less than or equal to 64"
            ),
        ),
        (  # (r)
            "sts:AssumeRole",
            ROLE | {"RoleSessionName": "session", "DurationSeconds": "43201"},
            (
                "1 validation error detected: Value '43201' at 'durationSeconds' failed to satisfy constraint: "
                "Member must have value less than or equal to 43200"
            ),
        ),
        (
            "sts:AssumeRole",
            {"RoleArn": "bogus"},
            (
                "2 validation errors detected: "
                f"Value 'bogus' at 'roleArn' {MUST} have length greater than or equal to "
                f"20; Value null at 'roleSessionName' {MUST} not be null"
            ),
        ),
        (
            "iam:CreateUser",
            {"UserName": "a", "Tags.member.1.Key": "bad*key", "Tags.member.2.Key": "k", "Tags.member.1.Value": "v"},
            (
                f"2 validation errors detected: Value at 'tags.1.member.key' {MUST_MATCH}{TAG_KEY}; "
                f"Value null at 'tags.2.member.value' {MUST} not be null"
            ),
        ),
        (
            "iam:CreateUser",
            {"UserName": ""},
            (
                rf"2 validation errors detected: Value at 'userName' {MUST_MATCH}[\w+=,.@-]+; "
                f"Value at 'userName' {MUST} have length greater than or equal to 1"
            ),
        ),
        (
            "iam:UntagUser",
            {"UserName": "a", "TagKeys.member.1": "ok", "TagKeys.member.2": "no*"},
            (
                "1 validation error detected: Value at 'tagKeys' failed to satisfy constraint: "
                "Member must satisfy constraint: [Member must have length less than or equal to 128, "
                "Member must have length greater than or equal to 1, "
                f"Member must satisfy regular expression pattern: {TAG_KEY}, Member must not be null]"
            ),
        ),
        (
            "iam:UpdateAccessKey",
            {"AccessKeyId": "A" * 20, "Status": "On"},
            (
                "1 validation error detected: Value at 'status' failed to satisfy constraint: "
                "Member must satisfy enum value set: [Active, Inactive, Expired]"
            ),
        ),
        (
            "iam:ListUsers",
            {"MaxItems": "0"},
            (
                "1 validation error detected: Value at 'maxItems' failed to satisfy constraint: "
                "Member must have value greater than or equal to 1"
            ),
        ),
        (
            "iam:ListUsers",
            {"MaxItems": "many"},
            (
                "1 validation error detected: Value at 'maxItems' failed to satisfy constraint: "
                "Member must be an integer of 32 bits"
            ),
        ),
        (
            "iam:CreateUser",
            {"UserName": "a"} | {f"Tags.member.{n}.{part}": f"x{n}" for n in range(1, 52) for part in ("Key", "Value")},
            (
                "1 validation error detected: Value at 'tags' failed to satisfy constraint: "
                "Member must have length less than or equal to 50"
            ),
        ),
        (
            "iam:CreateSAMLProvider",
            {"Name": "idp", "SAMLMetadataDocument": "<x/>"},
            (
                "1 validation error detected: Value at 'sAMLMetadataDocument' failed to satisfy constraint: "
                "Member must have length greater than or equal to 1000"
            ),
        ),
    ],
)
def test_violations_are_worded_as_aws_words_them(operation: str, texts: dict[str, str], message: str) -> None:
    name, _, action = operation.partition(":")
    assert refusal("iam" if name == "iam" else "sts", action, texts) == message


def test_a_sensitive_value_is_never_repeated() -> None:
    assert refusal_of(Secret="A1") == (
        "2 validation errors detected: Value at 'secret' failed to satisfy constraint: Member must satisfy regular "
        "expression pattern: [a-z]*; Value at 'secret' failed to satisfy constraint: Member must have length greater "
        "than or equal to 3"
    )
    password = refusal("iam", "CreateLoginProfile", {"UserName": "a", "Password": "hunter2\x01"})
    assert "hunter2" not in password
    assert "Value at 'password'" in password


def test_a_very_long_value_is_not_repeated() -> None:
    longest = {"RoleArn": ROLE["RoleArn"], "RoleSessionName": "s" * MAX_ECHO}
    assert len(refusal("sts", "AssumeRole", longest)) > MAX_ECHO
    assert refusal("sts", "AssumeRole", longest | {"RoleSessionName": "s" * (MAX_ECHO + 1)}) == (
        "1 validation error detected: Value at 'roleSessionName' failed to satisfy constraint: "
        "Member must have length less than or equal to 64"
    )


def test_violations_beyond_a_hundred_are_counted_and_not_spelt_out() -> None:
    message = refusal_of(**{f"Inners__member__{n}__Name": "longer than ten" for n in range(1, 1_001)})
    assert message.startswith("1000 validation errors detected: ")
    assert message.count("failed to satisfy") == MAX_REPORTED


def test_unreadable_values_are_violations_like_others() -> None:
    message = refusal_of(Count="x", Flag="maybe", When="soon", Data="?", Pairs__entry__1__value="1", Flat__1="y")
    assert message.startswith("6 validation errors detected: ")
    for path in ("count", "flag", "when", "data", "pairs", "flat"):
        assert f"at '{path}' failed to satisfy constraint" in message


def test_map_entries_and_blobs_are_checked() -> None:
    message = refusal_of(
        Pairs__entry__1__key="longer than ten", Pairs__entry__1__value="6000", Pairs__entry__2__key="b", Data="A" * 12
    )
    for path in ("pairs.1.entry.key", "pairs.1.entry.value", "pairs.2.entry.value", "data"):
        assert f"at '{path}' failed to satisfy constraint" in message


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x0b", "￾", "￿"])
def test_threat_26_a_character_that_no_answer_can_carry_is_refused_where_the_model_names_no_pattern(
    character: str,
) -> None:
    arn = f"arn:aws:iam::123456789012:policy/{character}"
    message = refusal("iam", "AttachUserPolicy", {"UserName": "a", "PolicyArn": arn})
    assert "at 'policyArn' failed to satisfy constraint: Member must satisfy regular expression pattern" in message


@pytest.mark.parametrize(
    "name", ["аlice", "ali\u200bce", "alice\n", "ali\x00ce", "ａlice", "ali ce", "é", "alice\u202e"]
)
def test_threat_26_look_alikes_and_control_characters_are_no_user_names(name: str) -> None:
    assert "at 'userName' failed to satisfy constraint" in refusal("iam", "CreateUser", {"UserName": name})


@pytest.mark.parametrize(
    ("operation", "texts"),
    [
        ("CreateUser", {"UserName": "A-z_0+=,.@", "Path": "/a/!~/"}),
        ("CreateUser", {"UserName": "u" * 64, "Path": "/"}),
        ("GetUser", {"UserName": "u" * 128}),
        ("TagUser", {"UserName": "a", "Tags.member.1.Key": "Größe 日本\u2028Ⅷ", "Tags.member.1.Value": ""}),
        ("ListUsers", {"PathPrefix": "/" + "x" * 511, "MaxItems": "1000"}),
    ],
)
def test_what_the_model_allows_passes(operation: str, texts: dict[str, Any]) -> None:
    query.read_params(service("iam").operations[operation], query.Form(texts))


@pytest.mark.parametrize("path", ["a", "/a", "a/", "//a b/", "/é/", "", "/\x7f/", "/" + "x" * 511 + "/"])
def test_paths_are_slashes_around_printable_ascii(path: str) -> None:
    assert "at 'path' failed to satisfy" in refusal("iam", "CreateUser", {"UserName": "a", "Path": path})
