"""TestToken over the wire: what a token or an assertion would get its bearer, and why not more."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.support import saml
from tests.support.accounts import Actor, allow, another_account, document, first_account, trust
from tests.support.company import Company
from tests.support.federation import Federation, federation_in
from tests.support.issuer import CLIENT, rsa
from tests.support.server import server_in_thread
from tests.support.signing import Answer, post

PATH = "/ostiary/token-test"


@pytest.fixture(scope="module")
def federation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Federation]:
    with federation_in(tmp_path_factory.mktemp("web-identity")) as federation:
        yield federation


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    with server_in_thread(tmp_path_factory.mktemp("saml")) as server:
        account = first_account(server)
        made = account.iam.create_saml_provider(Name="corporate", SAMLMetadataDocument=saml.metadata())
        yield Company(account, made["SAMLProviderArn"])


def call(actor: Actor, **params: object) -> Answer:
    return post(actor.server, "access-analyzer", json.dumps(params).encode(), "application/json", actor.keys, PATH)


def learn(actor: Actor, **params: object) -> dict[str, Any]:
    answer = call(actor, **params)
    assert answer.status == 200, answer
    told: dict[str, Any] = json.loads(answer.text)
    return told


def of_role(told: Mapping[str, Any], arn: str) -> dict[str, Any]:
    (found,) = [role for role in told["roles"] if role["roleArn"] == arn]
    return dict(found)


# -- web identity --------------------------------------------------------------------------------------


def test_a_good_token_tells_what_it_says_and_who_takes_it(federation: Federation) -> None:
    root, url = federation.account.root, federation.issuer.url
    taken = federation.role()
    refused = federation.role(StringLike={f"{url}:sub": "repo:octo/*"}, StringEquals={f"{url}:aud": CLIENT})
    federation.account.role("other", trust(root.server.account))
    told = learn(root, webIdentityToken=federation.token())
    assert (told["isValid"], told["isTruncated"]) == (True, False)
    assert (told["provider"], told["issuer"]) == (federation.provider, federation.issuer.issuer)
    assert (told["subject"], told["audience"]) == ("subject", CLIENT)
    assert {"key": f"{url}:aud", "values": [CLIENT]} in told["contextKeys"]
    assert {role["roleArn"] for role in told["roles"]} == {taken, refused}
    assert of_role(told, taken)["isAllowed"] is True
    role = of_role(told, refused)
    assert role["isAllowed"] is False
    (decision,) = role["decisions"]
    assert (decision["action"], decision["decision"]) == ("sts:AssumeRoleWithWebIdentity", "implicitDeny")
    (statement,) = decision["statements"]
    assert (statement["applies"], statement["part"], statement["effect"]) == (False, "Condition", "Allow")
    assert statement["reason"] == f"Condition: StringLike {url}:sub is subject, wanted repo:octo/*"
    assert statement["reason"] in decision["explanation"]


def test_what_it_says_is_what_the_call_of_sts_does(federation: Federation) -> None:
    url = federation.issuer.url
    for number, wanted in enumerate(("subject", "somebody else")):
        role = federation.role(StringEquals={f"{url}:sub": wanted})
        told = learn(federation.account.root, webIdentityToken=federation.token(), roleArns=[role])
        assert of_role(told, role)["isAllowed"] is (number == 0)
        if number == 0:
            federation.assume(role)
        else:
            assert federation.refused(role)[1] == "AccessDenied"


def test_tags_of_a_session_need_their_own_permission(federation: Federation) -> None:
    tags = {"https://aws.amazon.com/tags": {"principal_tags": {"Team": ["red"]}, "transitive_tag_keys": ["Team"]}}
    source = {"https://aws.amazon.com/source_identity": "alice"}
    principal = {"Federated": federation.provider}
    trusts = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRoleWithWebIdentity"}
    narrow = federation.account.role("narrow", document(trusts))
    told = learn(federation.account.root, webIdentityToken=federation.token(**tags, **source), roleArns=[narrow])
    assert (told["sessionTags"], told["transitiveTagKeys"]) == ({"Team": "red"}, ["Team"])
    assert told["sourceIdentity"] == "alice"
    decisions = {one["action"]: one["decision"] for one in of_role(told, narrow)["decisions"]}
    assert decisions == {
        "sts:AssumeRoleWithWebIdentity": "allowed",
        "sts:TagSession": "implicitDeny",
        "sts:SetSourceIdentity": "implicitDeny",
    }
    assert of_role(told, narrow)["isAllowed"] is False


def test_what_the_request_would_say_can_be_said(federation: Federation) -> None:
    named = federation.role(StringEquals={"sts:RoleSessionName": "build"}, IpAddress={"aws:SourceIp": "203.0.113.0/24"})
    root, token = federation.account.root, federation.token()
    told = learn(root, webIdentityToken=token, roleArns=[named])
    (statement,) = of_role(told, named)["decisions"][0]["statements"]
    assert "aws:sourceip is absent" in statement["reason"]
    assert "sts:rolesessionname is absent" in statement["reason"]
    more = {"roleSessionName": "build", "sourceIp": "203.0.113.7"}
    assert of_role(learn(root, webIdentityToken=token, roleArns=[named], **more), named)["isAllowed"] is True


def test_a_token_that_is_no_good_is_told_in_the_words_of_sts(federation: Federation) -> None:
    role = federation.role()
    for token, error in (
        (federation.token(key=rsa(2)), "InvalidIdentityToken"),
        (federation.token(aud="elsewhere"), "InvalidIdentityToken"),
        (federation.token(exp=federation.now - 1_000), "ExpiredTokenException"),
        ("no token", "InvalidIdentityToken"),
    ):
        told = learn(federation.account.root, webIdentityToken=token)
        assert (told["isValid"], told["roles"]) == (False, [])
        _, code, message = federation.refused(role, token)
        assert (told["error"]["code"], told["error"]["message"]) == (error, message)
        assert code == error


def test_a_role_that_is_not_there_is_told_of(federation: Federation) -> None:
    arn = f"arn:aws:iam::{federation.account.number}:role/nobody"
    told = learn(federation.account.root, webIdentityToken=federation.token(), roleArns=[arn])
    assert of_role(told, arn) == {
        "roleArn": arn,
        "isAllowed": False,
        "reason": "There is no such role.",
        "decisions": [],
    }


def test_the_providers_of_other_accounts_are_not_asked(federation: Federation) -> None:
    other = another_account(federation.account.root.server).root
    told = learn(other, webIdentityToken=federation.token())
    assert told["error"]["message"].startswith("No OpenIDConnect provider found in your account")
    arn = f"arn:aws:iam::{federation.account.number}:role/narrow"
    answer = call(other, webIdentityToken=federation.token(), roleArns=[arn])
    assert (answer.status, answer.error) == (400, "ValidationException")


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"webIdentityToken": "a.b.c.", "samlAssertion": "abcd"},
        {"samlAssertion": "abcd"},
        {"webIdentityToken": "a.b.c.", "principalArn": "arn:aws:iam::111122223333:saml-provider/a"},
        {
            "samlAssertion": "abcd",
            "principalArn": "arn:aws:iam::111122223333:saml-provider/a",
            "roleSessionName": "build",
        },
        {"webIdentityToken": "a.b.c.", "roleArns": []},
        {"webIdentityToken": "a.b.c.", "elsewhere": "1"},
    ],
)
def test_a_request_shows_exactly_one_thing(federation: Federation, params: dict[str, object]) -> None:
    answer = call(federation.account.root, **params)
    assert (answer.status, answer.error) == (400, "ValidationException")


# -- who may, and what is kept -------------------------------------------------------------------------


def test_it_takes_a_permission_of_its_own_and_that_to_see_trust_policies(federation: Federation) -> None:
    token = federation.token()
    account = federation.account
    for name, actions, missing in (
        ("neither", "s3:*", "access-analyzer:TestToken"),
        ("one", "access-analyzer:*", "iam:ListRoles"),
        ("other", "iam:*", "access-analyzer:TestToken"),
    ):
        answer = call(account.user(f"tester-{name}", allow(actions)), webIdentityToken=token)
        assert (answer.status, answer.error) == (403, "AccessDeniedException")
        assert f"is not authorized to perform: {missing}" in answer.text
    both = account.user("tester-both", allow(["access-analyzer:TestToken", "iam:ListRoles"]))
    assert learn(both, webIdentityToken=token)["isValid"] is True


def test_it_leaves_an_event_without_the_token(federation: Federation) -> None:
    root, token = federation.account.root, federation.token(sub="who is looked for")
    learn(root, webIdentityToken=token)
    call(federation.account.user("tester-refused", allow("s3:*")), webIdentityToken=token)
    events = root.server.events()
    assert token not in json.dumps(events)
    found = [event for event in events if event["eventName"] == "TestToken"]
    assert {event.get("errorCode", "") for event in found} >= {"", "AccessDenied"}
    assert all(event["eventSource"] == "access-analyzer.amazonaws.com" and event["readOnly"] for event in found)
    shown = {event["requestParameters"].get("webIdentityToken") for event in found if event.get("requestParameters")}
    assert shown == {None, "HIDDEN_DUE_TO_SECURITY_REASONS"}


# -- SAML ----------------------------------------------------------------------------------------------


def test_an_assertion_is_tested_and_is_still_good_afterwards(company: Company) -> None:
    named, other = company.role(), company.role()
    picky = company.role(condition={"StringEquals": {"saml:sub": "bob"}})
    assertion = company.assertion([named, picky])
    told = learn(company.account.root, samlAssertion=assertion, principalArn=company.provider)
    assert (told["isValid"], told["subject"], told["sessionName"]) == (True, "alice", "alice@example.com")
    assert {"key": "saml:sub", "values": ["alice"]} in told["contextKeys"]
    assert of_role(told, named)["isAllowed"] is True
    assert of_role(told, other)["reason"] == "The assertion does not name this role together with the provider."
    (statement,) = of_role(told, picky)["decisions"][0]["statements"]
    assert statement["reason"] == "Condition: StringEquals saml:sub is alice, wanted bob"
    company.sts.assume_role_with_saml(**company.shown(named, assertion))


def test_an_assertion_that_is_no_good_is_told_so(company: Company) -> None:
    role, root = company.role(), company.account.root
    forged = learn(root, samlAssertion=company.assertion(role, signer="two"), principalArn=company.provider)
    assert forged["error"]["message"].startswith("Response signature invalid")
    late = learn(root, samlAssertion=company.assertion(role, age=600), principalArn=company.provider)
    assert late["error"]["code"] == "ExpiredTokenException"
    none = learn(root, samlAssertion=company.assertion("arn:aws:iam::1:role/x"), principalArn=company.provider)
    assert none["error"]["message"].startswith("The assertion names no role of this account")
    nonsense = learn(root, samlAssertion="nonsense", principalArn=company.provider)
    assert nonsense["isValid"] is False
