"""AssumeRoleWithSAML with boto3 that signs nothing: who gets which session, and what every refusal says."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

import pytest

from tests.support import saml
from tests.support.accounts import (
    allow,
    another_account,
    code,
    document,
    first_account,
    refusal,
)
from tests.support.company import Company
from tests.support.server import server_in_thread

_numbers = count(1)


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    with server_in_thread(tmp_path_factory.mktemp("saml")) as server:
        account = first_account(server)
        made = account.iam.create_saml_provider(Name="corporate", SAMLMetadataDocument=saml.metadata())
        yield Company(account, made["SAMLProviderArn"])


def test_an_assertion_gets_a_session_of_the_role_that_it_names(company: Company) -> None:
    role = company.role(allow("iam:ListUsers"))
    answer = company.sts.assume_role_with_saml(**company.shown(role), DurationSeconds=900)
    assert answer["AssumedRoleUser"]["Arn"].endswith(f"{role.rpartition('/')[2]}/alice@example.com")
    assert (answer["Subject"], answer["SubjectType"], answer["Issuer"]) == ("alice", "persistent", saml.ENTITY_ID)
    assert answer["Audience"] == company.recipient
    assert len(answer["NameQualifier"]) == 28
    assert abs(answer["Credentials"]["Expiration"].timestamp() - time.time() - 900) < 60
    session = company.account.root.with_credentials(answer)
    session.client("iam").list_users()
    assert code(session.client("iam").list_roles) == "AccessDenied"


def test_threat_34_an_assertion_is_good_once(company: Company) -> None:
    role = company.role()
    shown = company.shown(role)
    company.sts.assume_role_with_saml(**shown)
    status, error, message = refusal(company.sts.assume_role_with_saml, **shown)
    assert (status, error) == (400, "InvalidIdentityToken")
    assert "used before" in message


def test_the_thirty_03_an_unsigned_assertion_is_refused(company: Company) -> None:
    role = company.role()
    attributes = saml.said(Role=[f"{role},{company.provider}"])
    now = int(company.account.root.server.clock())
    bare = saml.response(saml.assertion(attributes, issued=now, recipient=company.recipient))
    shown = company.shown(role, saml.encoded(bare))
    assert refusal(company.sts.assume_role_with_saml, **shown)[:2] == (400, "InvalidIdentityToken")


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"signer": "two"}, "InvalidIdentityToken"),
        ({"age": 600}, "ExpiredTokenException"),
        ({"age": -600}, "InvalidIdentityToken"),
        ({"issuer": "https://elsewhere.example.com"}, "InvalidIdentityToken"),
        ({"audiences": ("urn:elsewhere",)}, "InvalidIdentityToken"),
        ({"recipient": "https://signin.aws.amazon.com/saml"}, "InvalidIdentityToken"),
        ({"RoleSessionName": ["a"]}, "InvalidIdentityToken"),
        ({"RoleSessionName": []}, "InvalidIdentityToken"),
    ],
    ids=lambda value: str(value)[:50],
)
def test_what_the_provider_did_not_say_to_us_just_now_is_refused(
    company: Company, more: dict[str, Any], error: str
) -> None:
    assert code(company.sts.assume_role_with_saml, **company.shown(company.role(), **more)) == error


def test_only_a_role_that_the_assertion_names_is_had(company: Company) -> None:
    named, other = company.role(), company.role()
    shown = company.shown(other, company.assertion(named))
    assert refusal(company.sts.assume_role_with_saml, **shown) == (
        403,
        "AccessDenied",
        "Not authorized to perform sts:AssumeRoleWithSAML",
    )


def test_the_trust_policy_decides_by_what_the_provider_says(company: Company) -> None:
    role = company.role(condition={"StringEquals": {"saml:sub": "alice", "saml:sub_type": "persistent"}})
    company.assume(role)
    assert code(company.sts.assume_role_with_saml, **company.shown(role, name_id="bob")) == "AccessDenied"
    trusts_user = company.account.role(
        f"own-{next(_numbers)}",
        document({"Effect": "Allow", "Principal": {"AWS": company.account.number}, "Action": "sts:*"}),
    )
    assert code(company.sts.assume_role_with_saml, **company.shown(trusts_user)) == "AccessDenied"
    missing = company.account.arn("role/none")
    assert code(company.sts.assume_role_with_saml, **company.shown(missing)) == "AccessDenied"


def test_tags_and_source_identity_are_the_providers_and_need_the_trust_policy(company: Company) -> None:
    team = {"Condition": {"StringEquals": {"aws:PrincipalTag/team": "a", "aws:SourceIdentity": "alice"}}}
    more = {"PrincipalTag:team": ["a"], "SourceIdentity": ["alice"]}
    role = company.role(allow("iam:ListUsers", **team))
    company.assume(role, **more).client("iam").list_users()
    assert code(company.assume(role).client("iam").list_users) == "AccessDenied"
    trusts = {"Effect": "Allow", "Principal": {"Federated": company.provider}, "Action": "sts:AssumeRoleWithSAML"}
    plain = company.account.role(f"own-{next(_numbers)}", document(trusts))
    company.assume(plain)
    for key, value in more.items():
        assert code(company.sts.assume_role_with_saml, **company.shown(plain, **{key: value})) == "AccessDenied"


def test_transitive_tags_go_on_to_the_next_role(company: Company) -> None:
    first = company.role(allow("sts:*"))
    tagged = {"Condition": {"StringEquals": {"aws:PrincipalTag/team": "a"}}}
    trusts = {"Effect": "Allow", "Principal": {"AWS": first}, "Action": ["sts:AssumeRole", "sts:TagSession"]}
    second = company.account.role(f"own-{next(_numbers)}", document(trusts), allow("iam:ListUsers", **tagged))
    more = {"PrincipalTag:team": ["a"], "TransitiveTagKeys": ["team"]}
    company.assume(first, **more).assume(second).client("iam").list_users()
    without = company.assume(first, **{"PrincipalTag:team": ["a"]}).assume(second)
    assert code(without.client("iam").list_users) == "AccessDenied"


def test_what_lasts_of_the_assertion_is_a_condition_in_later_calls(company: Company) -> None:
    def only(key: str, value: str) -> dict[str, object]:
        return {"Condition": {"StringEquals": {key: value}}}

    role = company.role(
        allow("iam:ListUsers", **only("saml:sub", "alice")),
        allow("iam:ListRoles", **only("saml:iss", saml.ENTITY_ID)),
    )
    iam = company.assume(role).client("iam")
    iam.list_users()
    assert code(iam.list_roles) == "AccessDenied"


def test_the_session_ends_when_the_provider_says(company: Company) -> None:
    role = company.role()
    now = int(company.account.root.server.clock())
    ends = f' SessionNotOnOrAfter="{saml.moment(now + 1_200)}"'
    answer = company.sts.assume_role_with_saml(**company.shown(role, session=ends), DurationSeconds=3_600)
    assert abs(answer["Credentials"]["Expiration"].timestamp() - now - 1_200) < 5
    assert code(company.sts.assume_role_with_saml, **company.shown(role), DurationSeconds=3_601) == "ValidationError"


def test_session_policies_bound_it(company: Company) -> None:
    role = company.role(allow("*"))
    answer = company.sts.assume_role_with_saml(**company.shown(role), Policy=document(allow("iam:ListUsers")))
    iam = company.account.root.with_credentials(answer).client("iam")
    iam.list_users()
    assert code(iam.list_roles) == "AccessDenied"


@pytest.mark.parametrize("name", ["none", "corporate/x", ""], ids=["missing", "path", "empty"])
def test_a_provider_that_is_not_there_is_refused(company: Company, name: str) -> None:
    role = company.role()
    shown = company.shown(role) | {"PrincipalArn": company.account.arn(f"saml-provider/{name}")}
    assert refusal(company.sts.assume_role_with_saml, **shown) == (
        400,
        "InvalidIdentityToken",
        "Specified provider doesn't exist",
    )


def test_the_provider_of_another_account_vouches_for_nobody_here(company: Company) -> None:
    other = another_account(company.account.root.server)
    made = other.iam.create_saml_provider(Name="corporate", SAMLMetadataDocument=saml.metadata())
    role = company.role()
    shown = company.shown(role) | {"PrincipalArn": made["SAMLProviderArn"]}
    assert code(company.sts.assume_role_with_saml, **shown) == "InvalidIdentityToken"


def test_sessions_outlive_the_provider_and_new_ones_do_not_begin(company: Company) -> None:
    made = company.account.iam.create_saml_provider(Name="short-lived", SAMLMetadataDocument=saml.metadata())
    short = Company(company.account, made["SAMLProviderArn"])
    role = short.role(allow("iam:ListUsers"))
    session = short.assume(role)
    company.account.iam.delete_saml_provider(SAMLProviderArn=short.provider)
    session.client("iam").list_users()
    assert code(short.sts.assume_role_with_saml, **short.shown(role)) == "InvalidIdentityToken"


def test_both_ends_are_recorded(company: Company) -> None:
    role = company.role()
    company.assume(role, name_id="carol")
    code(company.sts.assume_role_with_saml, **company.shown(role, signer="two"))
    events = recorded(company, "AssumeRoleWithSAML")
    told = [event for event in events if event["userIdentity"].get("userName") == "carol"]
    assert told[0]["userIdentity"]["type"] == "SAMLUser"
    assert told[0]["userIdentity"]["identityProvider"] == company.provider
    assert "InvalidIdentityToken" in [event.get("errorCode") for event in events]


def recorded(company: Company, name: str) -> Sequence[dict[str, Any]]:
    company.account.root.server.running.housekeeping.run_all()
    found = company.account.root.client("cloudtrail").lookup_events(
        LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": name}]
    )["Events"]
    return [json.loads(event["CloudTrailEvent"]) for event in found]
