"""What is found in a document: each code, its near miss, the order, and that nothing can make it fail or wait."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ostiary.analysis.findings import FindingType, shape
from ostiary.analysis.table import CHECKS, CODES
from ostiary.analysis.validate import MAX_FINDINGS, findings
from ostiary.catalogue import services
from ostiary.catalogue.managed import managed_policies
from ostiary.engine import validate
from ostiary.engine.kinds import PolicyKind
from ostiary.engine.trust import SHARED_ISSUERS
from ostiary.model import spans
from ostiary.model.errors import MalformedPolicyDocumentError
from tests.support.findings import ROLE_ROWS, ROWS, SOUND, USER, WEB_IDENTITY, Row, policy, when

ALL_ROWS = {**ROWS, **ROLE_ROWS}
KINDS = st.sampled_from(PolicyKind)


def codes(text: str, kind: PolicyKind = PolicyKind.IDENTITY, resource_type: str = "") -> list[str]:
    return [finding.code for finding in findings(text, kind, resource_type=resource_type)]


def test_every_code_has_a_row() -> None:
    assert ALL_ROWS.keys() == CODES


@pytest.mark.parametrize(("code", "row"), ALL_ROWS.items(), ids=list(ALL_ROWS))
def test_a_code_is_found_alone_where_it_is_and_not_near_it(code: str, row: Row) -> None:
    assert set(codes(row.found, row.kind, row.resource_type)) == {code}
    assert code not in codes(row.quiet, row.kind, row.resource_type)


@pytest.mark.parametrize("kind", SOUND)
def test_a_sound_policy_has_no_findings(kind: PolicyKind) -> None:
    assert codes(policy({}, kind=kind), kind) == []


def test_everything_on_everything_has_exactly_two_findings() -> None:
    assert codes(policy({"Action": "*", "Resource": "*"})) == [
        "CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE",
        "PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE",
    ]


def test_findings_come_by_offset_and_then_code() -> None:
    text = policy({"Effect": "no", "Action": "x y:z", "Resource": "arn:nowhere:SQS::1:q"}, {"Sid": "a-b"})
    found = findings(text, PolicyKind.IDENTITY)
    assert len(found) > 4
    keys = [(finding.location.start.offset, finding.code) for finding in found]
    assert keys == sorted(keys)


def test_a_finding_has_a_path_a_span_and_a_link() -> None:
    text = (
        '{"Version": "2012-10-17",\n "Statement": ['
        + json.dumps({**SOUND[PolicyKind.IDENTITY], "Action": ["iam:Gte"]})
        + "]}"
    )
    (found,) = findings(text, PolicyKind.IDENTITY)
    start, end = text.index('"iam:Gte"'), text.index('"iam:Gte"') + len('"iam:Gte"')
    line_start = text.index("\n") + 1
    assert shape(found) == {
        "findingDetails": found.details,
        "findingType": "ERROR",
        "issueCode": "INVALID_ACTION",
        "learnMoreLink": "docs/reference/findings.md#invalid_action",
        "locations": [
            {
                "path": [{"value": "Statement"}, {"index": 0}, {"value": "Action"}, {"index": 0}],
                "span": {
                    "start": {"line": 2, "column": start - line_start, "offset": start},
                    "end": {"line": 2, "column": end - line_start, "offset": end},
                },
            }
        ],
    }


def trusting(issuer: str, key: str, value: str = "mine") -> str:
    provider = {"Federated": f"arn:aws:iam::111122223333:oidc-provider/{issuer}"}
    return policy(when("StringLike", key, value, Principal=provider, Action=WEB_IDENTITY), kind=PolicyKind.TRUST)


@pytest.mark.parametrize(("issuer", "key"), SHARED_ISSUERS.items(), ids=list(SHARED_ISSUERS))
def test_threat_30_a_shared_issuer_needs_the_condition_that_says_whose_tokens_are_meant(issuer: str, key: str) -> None:
    for open_policy in (trusting(issuer, f"{issuer}:email"), trusting(issuer, key, "*")):
        assert "MISSING_GITHUB_REPO_CONDITION_KEY" in codes(open_policy, PolicyKind.TRUST)
        with pytest.raises(MalformedPolicyDocumentError, match=f"A condition on {key} must limit"):
            validate.trust_policy(open_policy)
    closed = trusting(issuer, key)
    assert "MISSING_GITHUB_REPO_CONDITION_KEY" not in codes(closed, PolicyKind.TRUST)
    validate.trust_policy(closed)


def test_threat_30_of_google_is_warned_and_what_aws_saves_is_saved() -> None:
    open_policy = trusting("accounts.google.com", "accounts.google.com:email", "*@example.com")
    assert codes(open_policy, PolicyKind.TRUST) == ["MISSING_GITHUB_REPO_CONDITION_KEY"]
    validate.trust_policy(open_policy)
    for claim in ("aud", "sub"):
        assert codes(trusting("accounts.google.com", f"accounts.google.com:{claim}"), PolicyKind.TRUST) == []


def test_own_codes_can_be_left_out() -> None:
    text = ROWS["OST_ACTION_WITHOUT_RESOURCE"].found
    assert findings(text, PolicyKind.IDENTITY, own=False) == ()


def test_a_text_that_cannot_be_read_has_one_finding_at_the_place() -> None:
    (found,) = findings('{\n "a": 1, "a": 2}', PolicyKind.IDENTITY)
    assert (found.code, found.location.start.line, found.location.start.column) == ("JSON_SYNTAX_ERROR", 2, 9)
    (found,) = findings(" " * 200_000, PolicyKind.IDENTITY)
    assert found.location.start.offset == spans.MAX_LENGTH


SAVE = yaml.safe_load((Path(__file__).parents[2] / "scenarios" / "save.yaml").read_text())
SAVED_AS = {"endpoint": PolicyKind.VPCE}


@pytest.mark.parametrize("row", SAVE, ids=lambda row: f"{row['id']}-{row['name']}")
def test_what_may_not_be_saved_has_a_finding(row: dict[str, object]) -> None:
    name = str(row["save"])
    text = json.dumps(row["document"]).replace("<A>", "100000000001").replace("<B>", "200000000002")
    kind = SAVED_AS[name] if name in SAVED_AS else PolicyKind(name)
    if row["message"] is not None:
        assert codes(text, kind) != []


SAVERS = {
    PolicyKind.IDENTITY: validate.identity_policy,
    PolicyKind.SESSION: validate.session_policy,
    PolicyKind.TRUST: validate.trust_policy,
    PolicyKind.RESOURCE: validate.resource_policy,
    PolicyKind.VPCE: validate.endpoint_policy,
    PolicyKind.SCP: validate.service_control_policy,
    PolicyKind.RCP: validate.resource_control_policy,
}
BUCKET = "arn:aws:s3:::b/*"
ELEMENT_VALUES = {
    "Sid": ["a", "", "a-b", 1],
    "Effect": ["Allow", "Deny", "allow", None],
    "Action": ["*", "sts:AssumeRole", ["s3:*"], [], "x", "a:b:c", " :x", "*:x", "s*:x", [None]],
    "NotAction": ["s3:Get*", []],
    "Resource": ["*", BUCKET, [], [None], "x", "arn:aws:sqs:*", "arn:aws::::", "arn:x:s3:::b", "arn:aws:iam::1:user/a"],
    "NotResource": [BUCKET],
    "Principal": ["*", "x", {}, {"AWS": "*"}, {"AWS": []}, {"aws": "*"}, {"Service": "x"}, {"Federated": "gitlab.com"}],
    "NotPrincipal": ["*", {"AWS": "111122223333"}],
    "Condition": [
        {},
        [],
        {"Foo": {}},
        {"Foo": {"a:b": "c"}},
        {"StringEquals": {"a:b": "", "A:b": ""}},
        {"Null": {"a:b": None}},
    ],
}


@given(
    st.fixed_dictionaries(
        {"Effect": st.sampled_from(ELEMENT_VALUES["Effect"])},
        optional={name: st.sampled_from(values) for name, values in ELEMENT_VALUES.items() if name != "Effect"},
    ),
    st.sampled_from(list(SAVERS)),
)
def test_nothing_that_may_not_be_saved_goes_without_a_finding(statement: dict[str, object], kind: PolicyKind) -> None:
    text = json.dumps({"Version": "2012-10-17", "Statement": statement})
    try:
        SAVERS[kind](text)
    except MalformedPolicyDocumentError:
        assert codes(text, kind) != []


def test_aws_managed_policies_are_well_formed() -> None:
    malformed = {"DATA_TYPE_MISMATCH", "INVALID_POLICY_ELEMENT", "INVALID_EFFECT", "INVALID_CONDITION_OPERATOR"}
    for managed in list(managed_policies())[::20]:
        assert malformed.isdisjoint(codes(managed.document)), managed.name


# -- any text, and little time -------------------------------------------------------------------------

NAMES = [
    "Version",
    "Statement",
    "Sid",
    "Effect",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Principal",
    "Condition",
]
KINDS_AND_OPERATORS = [
    "AWS",
    "Federated",
    "Service",
    "StringEquals",
    "ForAllValues:Bool",
    "NumericLessThan",
    "DateEquals",
    "Null",
]
TEXTS = [
    "*",
    "iam:*",
    "s3:Get*",
    "x",
    "",
    "${",
    "{}",
    "${a}",
    "${a, 'b'}",
    "arn:aws:iam::1:role/*",
    "arn:",
    ":::::",
    "Allow",
]
VALUED = ["aws:SourceIp", "10.0.0.0/8", "gitlab.com"]
WORDS = st.sampled_from([*NAMES, *KINDS_AND_OPERATORS, *TEXTS, *VALUED])
VALUES = st.recursive(
    WORDS | st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=5),
    max_leaves=20,
)


@given(st.text() | VALUES.map(json.dumps), KINDS)
def test_threat_21_any_text_has_findings_and_no_failure(text: str, kind: PolicyKind) -> None:
    for finding in findings(text, kind):
        assert finding.code in CODES
        assert text == "" or finding.location.start.offset <= len(text)


@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional=dict.fromkeys(
                ("Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "Condition"), VALUES
            ),
        ),
        max_size=3,
    ),
    KINDS,
)
def test_threat_21_any_statement_has_findings_and_no_failure(statements: list[object], kind: PolicyKind) -> None:
    text = json.dumps({"Version": "2012-10-17", "Statement": statements})
    assert len(findings(text, kind)) <= MAX_FINDINGS


def large() -> dict[str, str]:
    """Return documents that cost as much as their size allows."""
    many = range(spans.MAX_VALUES - 40)
    half = range(spans.MAX_VALUES // 2 - 20)
    keys = {f"aws:k{i}": "a*" for i in half}
    role = "arn:aws:iam::111122223333:oidc-provider/"
    federated = {"Federated": [f"{role}{i}" for i in range(1_900)]}
    return {
        "actions": policy({"Action": [f"iam:*{i}*a*" for i in range(5_000)]}),
        "services": policy({"Action": [f"{name}:Get{i}" for i in range(8) for name in services.services()]}),
        "stars": policy({"Action": ["iam:" + "a*" * 30_000, "iam:" + "*a" * 30_000]}),
        "marks": policy({"Action": "iam:" + "?" * 60_000, "Resource": "arn:aws:s3:::" + "?*" * 30_000}),
        "resources": policy({"Resource": [f"arn:aws:s3:::b{i}*" for i in range(5_000)]}),
        "keys": policy({"Condition": {"ForAllValues:StringNotEquals": keys}}),
        "values": policy({"Condition": {"IpAddress": {"aws:SourceIp": [f"::{i:x}/8" for i in many]}}}),
        "variables": policy({"Resource": USER + "${a}" * 30_000}),
        "regions": policy({"Resource": [f"arn:aws:ec2:::{i}*" for i in range(4_000)]}),
        "misspelt": policy({"Action": [f"lambd{i}:a" for i in range(5_000)]}),
        "key pairs": policy(
            {
                "Action": ["kms:Encrypt", "kms:DescribeKey"] * 1_000,
                "Condition": {"StringEquals": {f"kms:EncryptionContext:{i}": "a" for i in range(900)}},
            }
        ),
        "tags": policy(
            {
                "Action": [f"health:a{i}" for i in range(2_000)],
                "Condition": {"StringEquals": {f"aws:ResourceTag/{i}": "a" for i in range(900)}},
            }
        ),
        "statements": json.dumps({"Statement": [{} for _ in many]}),
        "providers": policy({"Action": [f"sts:*a{i}" for i in half], "Principal": federated}, kind=PolicyKind.TRUST),
        "depth": "[" * 131_072,
        "list": "[" + "1," * 65_000,
        "blank": "\n" * 131_072,
        "string": '"' + "\\u0041" * 21_000 + '"',
    }


@pytest.mark.parametrize(("name", "text"), large().items(), ids=list(large()))
def test_threat_19_a_large_document_costs_little(name: str, text: str) -> None:
    assert len(text) <= spans.MAX_LENGTH
    for kind in SOUND:
        findings(text, kind)  # the first time reads the catalogue
        assert calls_of(lambda kind=kind: findings(text, kind)) <= MOST_CALLS, name


MOST_CALLS = 400_000
"""Calls of Python functions that the costliest document may make: a count, because the machine is shared."""


def calls_of(work: Callable[[], object]) -> int:
    """Return how many calls of Python functions *work* makes."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls


def test_every_check_has_a_type_and_a_message_that_can_be_shown() -> None:
    for check in CHECKS:
        assert isinstance(check.type, FindingType)
        assert check.message.format("shown")
