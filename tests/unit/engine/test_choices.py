"""Where sources conflict or are silent: one test for each row of policy-evaluation.md 11, by its number.

When a recording of live AWS settles a row, its test and the one place that it names change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from ostiary.engine import conditions, explain, literals, validate
from ostiary.engine.decide import NAMING_ORDER, Allow, ExplicitDeny, Layers, decide
from ostiary.engine.policy import PolicyKind
from ostiary.engine.resources import MAY_FILL
from ostiary.model.caller import Caller
from ostiary.model.errors import MalformedPolicyDocumentError
from tests.support.engine import CALLERS, MIRA, ROLE, SHORT_ARNS, A, Context, layers, policy_text, request

SESSION_ARN = f"arn:aws:sts::{A}:assumed-role/kiln/s"
ALLOW = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def holds(condition: Mapping[str, Mapping[str, object]], context: Context | None = None) -> bool:
    """Return whether an Allow with this condition applies."""
    return applies({"Condition": condition}, context=context)


def applies(
    statement: Mapping[str, object], context: Context | None = None, resource: str = "arn:aws:s3:::vault/x"
) -> bool:
    """Return whether an Allow with these elements applies."""
    entire = {**ALLOW, **statement}
    if "NotResource" in statement:
        del entire["Resource"]
    return allowed(request(resource=resource, context=context), identity=[entire])


def allowed(asked: Any, **documents: Sequence[Any]) -> bool:
    return isinstance(decide(asked, layers(**documents)), Allow)


def granted(principal: object, caller: Caller, **limits: Sequence[Any]) -> bool:
    """Return whether a bucket policy that names *principal* lets *caller* in."""
    return allowed(request(caller=caller), resource=[{**ALLOW, "Principal": principal}], **limits)


def saves(save: Any, statement: Mapping[str, object]) -> bool:
    try:
        save(policy_text([statement]))
    except MalformedPolicyDocumentError:
        return False
    return True


def test_choice_01_an_unresolved_variable_differs_from_everything() -> None:
    for operator in ("StringNotEquals", "StringNotLike", "StringNotEqualsIgnoreCase"):
        assert holds({operator: {"k": "${v}"}}, {"k": "x"})
    assert holds({"ArnNotEquals": {"k": "arn:aws:x:r:a:${v}"}}, {"k": "arn:aws:x:r:a:b"})


def test_choice_02_an_unresolved_variable_in_not_resource_excludes_nothing() -> None:
    assert applies({"NotResource": "arn:aws:s3:::${v}"})


@pytest.mark.parametrize(
    ("operator", "literal", "value"),
    [
        ("NumericNotEquals", "ten", "5"),
        ("DateNotEquals", "soon", "2031-01-01"),
        ("NotIpAddress", "here", "192.0.2.1"),
        ("ArnNotLike", "vault", "arn:aws:x:r:a:b"),
    ],
)
def test_choice_03_an_unreadable_literal_does_not_differ(operator: str, literal: str, value: str) -> None:
    assert not holds({operator: {"k": literal}}, {"k": value})
    assert not holds({operator: {"k": value}}, {"k": literal})


def test_choice_04_for_any_value_if_exists_is_false_for_a_missing_key() -> None:
    assert not holds({"ForAnyValue:StringEqualsIfExists": {"k": "x"}})
    assert not holds({"ForAnyValue:StringNotEqualsIfExists": {"k": "x"}})


def test_choice_05_a_multi_valued_key_needs_a_set_operator() -> None:
    for operator in ("StringEquals", "StringNotEquals", "StringEqualsIfExists", "StringNotEqualsIfExists"):
        assert not holds({operator: {"k": "x"}}, {"k": ("x",)})
        assert not holds({operator: {"k": "x"}}, {"k": ("y",)})


def test_choice_06_a_grant_to_the_session_bypasses_its_session_policy() -> None:
    session = CALLERS["kiln session"]
    assert granted({"AWS": SESSION_ARN}, session, session=[])
    assert not granted({"AWS": ROLE}, session, session=[])


def test_choice_07_a_star_at_the_end_of_a_middle_field_crosses_colons() -> None:
    assert applies({"Resource": "arn:aws:x:r:1*:t"}, resource="arn:aws:x:r:1:more:t")
    assert not applies({"Resource": "arn:aws:x:*1:1:t"}, resource="arn:aws:x:r:1:1:t")


def test_choice_08_a_wildcard_in_the_type_is_plain_and_iam_refuses_it_on_save() -> None:
    assert applies({"Resource": "arn:aws:ec2:*:*:sec*/*"}, resource="arn:aws:ec2:r:1:security-group-rule/x")
    assert not saves(validate.identity_policy, ALLOW | {"Resource": f"arn:aws:iam::{A}:u*"})
    assert saves(validate.identity_policy, ALLOW | {"Resource": "arn:aws:ec2:*:*:sec*/*"})


def test_choice_09_variables_are_put_in_under_bool() -> None:
    assert holds({"Bool": {"k": "${v}"}}, {"k": "true", "v": "TRUE"})


def test_choice_10_an_id_is_accepted_in_identity_policies() -> None:
    document = '{"Id": "x", "Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'
    assert validate.identity_policy(document).id == "x"


def test_choice_11_a_bare_star_is_refused_in_trust_policies_only() -> None:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}
    assert not saves(validate.trust_policy, statement)
    assert saves(validate.trust_policy, statement | {"Principal": {"AWS": "*"}})
    assert saves(validate.resource_policy, statement)


@pytest.mark.parametrize(
    ("listed", "name", "denied"),
    [
        ([A], "mira", True),
        ([MIRA.arn], "mira", False),
        ([ROLE], "kiln session", True),
        ([SESSION_ARN], "kiln session", True),
        ([ROLE, SESSION_ARN], "kiln session", False),
        ([A], "root", False),
    ],
)
def test_choice_12_not_principal_must_list_entity_and_session(listed: list[str], name: str, denied: bool) -> None:
    deny = ALLOW | {"Effect": "Deny", "NotPrincipal": {"AWS": listed}}
    decision = decide(request(caller=CALLERS[name]), layers(resource=[deny], identity=[ALLOW]))
    assert isinstance(decision, ExplicitDeny) is denied


def test_choice_13_a_bare_ipv6_address_is_one_address() -> None:
    assert literals.network("2001:db8::1") == literals.network("2001:db8::1/128")


def test_choice_14_a_lone_star_is_no_arn() -> None:
    assert not holds({"ArnLike": {"k": "*"}}, {"k": "arn:aws:x:r:a:b"})
    assert not holds({"ArnNotLike": {"k": "*"}}, {"k": "arn:aws:x:r:a:b"})
    assert saves(validate.identity_policy, ALLOW | {"Condition": {"ArnLike": {"k": "*"}}})


def test_choice_15_an_empty_string_is_present_but_as_a_whole_set() -> None:
    assert holds({"Null": {"k": "false"}}, {"k": ""})
    assert holds({"StringEquals": {"k": "${v, 'default'}"}}, {"k": "", "v": ""})
    assert not holds({"ForAnyValue:StringLike": {"k": "*"}}, {"k": ("",)})
    assert holds({"ForAnyValue:StringEquals": {"k": ""}}, {"k": ("", "x")})


def test_choice_16_the_first_denying_layer_is_named() -> None:
    names = ("scp", "rcp", "vpce", "resource", "trust", "identity", "boundary", "session")
    assert tuple(kind.value for kind in NAMING_ORDER) == names
    deny = ALLOW | {"Effect": "Deny"}
    about_all = deny | {"Principal": "*"}
    of_role = {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "*"}
    given: dict[str, list[Any]] = {
        "scp": [[deny]],
        "rcp": [[about_all]],
        "vpce": [about_all],
        "resource": [about_all],
        "trust": [of_role],
        "identity": [deny],
        "boundary": [deny],
        "session": [deny],
    }
    for name in names:
        decision = decide(request(caller=CALLERS["kiln session"]), layers(**given))
        assert isinstance(decision, ExplicitDeny)
        assert decision.layer.value == name
        del given[name]


@pytest.mark.parametrize(
    ("principal", "bound"),
    [({"AWS": SESSION_ARN}, False), ({"AWS": "*"}, False), ({"AWS": ROLE}, True), ({"AWS": A}, True)],
)
def test_choice_18_trust_and_key_policies_bypass_limits_as_other_resources_do(principal: object, bound: bool) -> None:
    session = CALLERS["kiln session"]
    trust = {"Effect": "Allow", "Principal": principal, "Action": "*"}
    assume = request("sts:AssumeRole", ROLE, session)
    assert allowed(assume, trust=[trust], identity=[ALLOW], boundary=[]) is not bound
    decrypt = request("kms:Decrypt", "arn:aws:kms:r:100000000001:key/k", session, mandatory=True)
    assert allowed(decrypt, resource=[trust | {"Resource": "*"}], identity=[ALLOW], boundary=[]) is not bound


def test_choice_19_white_space_in_strings_is_not_counted() -> None:
    assert validate.policy_size('{"Sid": "a b\tc"}') == len('{"Sid":"abc"}')


def test_choice_20_operators_of_stored_policies_compare_without_case() -> None:
    assert holds({"stringequals": {"k": "x"}}, {"k": "x"})
    assert not conditions.are_known({"stringequals": {"k": ("x",)}})


@pytest.mark.parametrize(("kind", "bare", "starred"), SHORT_ARNS)
def test_choice_21_short_arns_are_filled_by_the_kind_of_policy(kind: PolicyKind, bare: bool, starred: bool) -> None:
    assert MAY_FILL[kind]("arn:aws:sqs") is bare
    assert MAY_FILL[kind]("arn:aws:sqs:*") is starred


def test_choice_22_a_service_control_policy_may_allow_narrowly() -> None:
    narrow = ALLOW | {"Resource": "arn:aws:s3:::vault/*", "Condition": {"StringEquals": {"k": "x"}}}
    assert saves(validate.service_control_policy, narrow)
    assert allowed(request(context={"k": "x"}), identity=[ALLOW], scp=[[narrow]])
    assert not allowed(request(context={"k": "y"}), identity=[ALLOW], scp=[[narrow]])


def test_choice_23_a_star_as_resource_is_matched_by_a_star_only() -> None:
    assert applies({"Resource": "*"}, resource="*")
    for pattern in ("arn:aws:s3:::*", "arn:*:*:*:*:*", "arn:aws:s3"):
        assert not applies({"Resource": pattern}, resource="*")


def test_g17_white_space_counts_for_organizations_only() -> None:
    text = "x" * 5_100 + " " * 900
    assert validate.policy_size(text) == 5_100
    assert validate.control_policy_size(text) == 6_000


def test_choice_16_is_what_the_message_names() -> None:
    asked = request()
    decision = decide(asked, layers(identity=[ALLOW | {"Effect": "Deny"}], boundary=[ALLOW | {"Effect": "Deny"}]))
    assert isinstance(decision, ExplicitDeny)
    assert explain.reason(asked, decision) == "with an explicit deny in an identity-based policy"
    assert Layers().scp is None
