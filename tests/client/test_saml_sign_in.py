"""Signing in through a SAML identity provider: what it posts through a browser becomes a console session of a role."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from tests.support import saml
from tests.support.accounts import allow, another_account, document, first_account
from tests.support.browser import Browser, Page
from tests.support.company import Company
from tests.support.server import server_in_thread


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    with server_in_thread(tmp_path_factory.mktemp("saml-sign-in")) as server:
        account = first_account(server)
        made = account.iam.create_saml_provider(Name="corporate", SAMLMetadataDocument=saml.metadata())
        yield Company(account, made["SAMLProviderArn"])


@pytest.fixture
def browser(company: Company) -> Browser:
    return Browser(company.account.root.server)


def session(browser: Browser) -> Page:
    page = browser.get("session")
    browser.csrf = page.body.get("csrfToken", "")
    return page


def test_one_role_is_signed_in_to_and_the_browser_sent_on(company: Company, browser: Browser) -> None:
    role = company.role(allow("iam:ListUsers"))
    page = browser.saml(company.assertion(role), RelayState="/iam/users")
    assert (page.status, page.header("location")) == (303, "/iam/users")
    shown = session(browser).body
    name = role.rpartition("/")[2]
    assert shown["principal"]["arn"].endswith(f"assumed-role/{name}/alice@example.com")
    actor = browser.actor()
    actor.client("iam").list_users()
    assert actor.arn == shown["principal"]["arn"]


def test_of_several_roles_one_is_chosen(company: Company, browser: Browser) -> None:
    company.account.iam.create_account_alias(AccountAlias="acme")
    roles = [company.role(), company.role(allow("iam:ListUsers"))]
    page = browser.saml(company.assertion(roles), RelayState="/iam/roles")
    location = page.header("location") or ""
    assert location.startswith("/signin#saml=")
    assert page.header("set-cookie") is None
    ticket = location.partition("=")[2]
    offered = browser.post("saml-roles", {"ticket": ticket}).body["roles"]
    assert [role["roleArn"] for role in offered] == sorted(roles)
    assert {(role["account"], role["accountAlias"]) for role in offered} == {(company.account.number, "acme")}
    done = browser.post("saml-role", {"ticket": ticket, "roleArn": roles[1]})
    assert (done.status, done.body["destination"]) == (200, "/iam/roles")
    browser.actor().client("iam").list_users()


def test_threat_34_a_response_signs_in_once_whichever_way(company: Company, browser: Browser) -> None:
    role, roles = company.role(), [company.role(), company.role()]
    response = company.assertion(role)
    assert browser.saml(response).status == 303
    assert browser.saml(response).error[:2] == (400, "InvalidIdentityToken")
    session(browser)
    response = company.assertion(roles)
    ticket = (browser.saml(response).header("location") or "").partition("=")[2]
    assert browser.post("saml-role", {"ticket": ticket, "roleArn": roles[0]}).status == 200
    again = Browser(browser.server).post("saml-role", {"ticket": ticket, "roleArn": roles[1]})
    assert again.error[:2] == (400, "InvalidIdentityToken")
    sts = company.sts
    with pytest.raises(sts.exceptions.InvalidIdentityTokenException):
        sts.assume_role_with_saml(**company.shown(roles[1], response))


def test_a_role_that_is_refused_leaves_the_others_open(company: Company, browser: Browser) -> None:
    other = {"StringEquals": {"saml:sub": "somebody else"}}
    shut, open_ = company.role(condition=other), company.role()
    ticket = (browser.saml(company.assertion([shut, open_])).header("location") or "").partition("=")[2]
    refused = browser.post("saml-role", {"ticket": ticket, "roleArn": shut})
    assert refused.error == (403, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithSAML")
    unnamed = browser.post("saml-role", {"ticket": ticket, "roleArn": company.role()})
    assert unnamed.error[:2] == (403, "AccessDenied")
    assert browser.post("saml-role", {"ticket": ticket, "roleArn": open_}).status == 200


def test_a_choice_is_open_for_five_minutes(company: Company, browser: Browser) -> None:
    roles = [company.role(), company.role()]
    ticket = (browser.saml(company.assertion(roles)).header("location") or "").partition("=")[2]
    browser.server.advance(301)
    for name, body in (("saml-roles", {}), ("saml-role", {"roleArn": roles[0]})):
        assert browser.post(name, {"ticket": ticket, **body}).error[:2] == (403, "AccessDenied")
    assert browser.post("saml-roles", {"ticket": "made up"}).error[:2] == (403, "AccessDenied")


@pytest.mark.parametrize(
    "relay_state",
    ["https://elsewhere.example.com/", "//elsewhere.example.com", "/\\elsewhere", "javascript:alert(1)", "", "token-1"],
)
def test_threat_38_no_relay_state_sends_a_browser_elsewhere(
    company: Company, browser: Browser, relay_state: str
) -> None:
    page = browser.saml(company.assertion(company.role()), RelayState=relay_state)
    assert (page.status, page.header("location")) == (303, "/")


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"signer": "two"}, "InvalidIdentityToken"),
        ({"age": 600}, "ExpiredTokenException"),
        ({"audiences": ("urn:elsewhere",)}, "InvalidIdentityToken"),
    ],
    ids=["another key", "old", "another audience"],
)
def test_what_assume_role_with_saml_refuses_signs_nobody_in(
    company: Company, browser: Browser, more: dict[str, object], error: str
) -> None:
    page = browser.saml(company.assertion(company.role(), **more))
    assert page.error[:2] == (400, error)
    assert page.header("set-cookie") is None


def test_what_is_no_response_is_refused(browser: Browser) -> None:
    for response in ("", "nonsense", "PHg+", "A" * 100_001):
        page = browser.saml(response)
        assert page.status == 400
        assert page.header("set-cookie") is None
    assert browser.send("GET", "/saml").status == 405


def test_roles_of_several_accounts_are_offered_each_by_its_own_provider(company: Company, browser: Browser) -> None:
    other = another_account(browser.server)
    made = other.iam.create_saml_provider(Name="corporate", SAMLMetadataDocument=saml.metadata())
    there = Company(other, made["SAMLProviderArn"])
    stranger = other.iam.create_saml_provider(Name="stranger", SAMLMetadataDocument=saml.metadata(["two"]))
    here_role, there_role = company.role(), there.role(allow("iam:ListUsers"))
    pairs = [
        f"{here_role},{company.provider}",
        f"{there_role},{there.provider}",
        f"{other.arn('role/x')},{stranger['SAMLProviderArn']}",  # whose keys did not sign this
        f"{there_role},{company.provider}",  # which vouches for nobody there
    ]
    now = int(browser.server.clock())
    made_here = saml.assertion(saml.said(Role=pairs), issued=now, identifier="_several", recipient=company.recipient)
    response = saml.response(saml.signed(made_here, "_several"), attributes=f' Destination="{company.recipient}"')
    ticket = (browser.saml(saml.encoded(response)).header("location") or "").partition("=")[2]
    offered = browser.post("saml-roles", {"ticket": ticket}).body["roles"]
    assert sorted(role["roleArn"] for role in offered) == sorted([here_role, there_role])
    assert browser.post("saml-role", {"ticket": ticket, "roleArn": there_role}).status == 200
    assert browser.actor().arn.startswith(f"arn:aws:sts::{other.number}:")


def test_the_session_lasts_as_long_as_the_provider_and_the_role_let_it(company: Company, browser: Browser) -> None:
    role = company.role(MaxSessionDuration=7_200)
    now = int(browser.server.clock())
    browser.saml(company.assertion(role, SessionDuration=["7200"]))
    assert abs(seconds(session(browser).body["expires"]) - now - 7_200) < 60
    too_long = Browser(browser.server).saml(company.assertion(role, SessionDuration=["7201"]))
    assert too_long.error[:2] == (400, "ValidationError")


def seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


def test_signing_in_is_an_event_of_the_account(company: Company, browser: Browser) -> None:
    role = company.role()
    browser.saml(company.assertion(role, name_id="carol"))
    Browser(browser.server).saml(company.assertion(role, signer="two"))
    events = [event for event in browser.server.events() if event["eventName"] == "ConsoleLogin"]
    [told] = [event for event in events if event["userIdentity"].get("userName") == "carol"]
    assert told["userIdentity"]["type"] == "SAMLUser"
    assert told["responseElements"] == {"ConsoleLogin": "Success"}
    assert {"ConsoleLogin": "Failure"} in [event["responseElements"] for event in events]


def test_a_federated_session_may_be_signed_out(company: Company, browser: Browser) -> None:
    browser.saml(company.assertion(company.role()))
    session(browser)
    actor = browser.actor()
    assert browser.post("sign-out").status == 200
    assert browser.get("session").status == 401
    with pytest.raises(actor.client("sts").exceptions.ClientError, match="InvalidClientTokenId"):
        actor.client("sts").get_caller_identity()


def test_nothing_else_is_trusted_of_what_came_along(company: Company, browser: Browser) -> None:
    policy = document(allow("*"))
    page = browser.saml(company.assertion(company.role()), Policy=policy, RoleArn="x")
    assert page.status == 303
    session(browser)
    with pytest.raises(browser.server.client("iam").exceptions.ClientError, match="AccessDenied"):
        browser.actor().client("iam").list_users()
