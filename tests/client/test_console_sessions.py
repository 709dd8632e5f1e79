"""Console sessions through HTTP: the cookie, other sites, sign-out, roles, and federation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count

import pytest

from ostiary.server.sessions import Wanted
from ostiary.signin.api import ENDPOINTS
from ostiary.signin.sessions import LIVE_KEYS
from tests.support.accounts import AccountUnderTest, Actor, allow, another_account, code, first_account, trust
from tests.support.browser import API, PASSWORD, Browser, Page
from tests.support.mfa import Device, enable
from tests.support.parts import ROOT
from tests.support.server import ServerInThread, server_in_thread

HOUR = 3_600
HEADERS = {
    "cache-control": "no-store",
    "content-type": "application/json",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
}
OTHERS_COOKIE = "The request does not show the token of the session."
ENDED = (401, "ExpiredToken", "The console session has ended. Sign in again.")
DESTINATION = "https://Dash.example.org:8443"
WITH_MFA = {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}

_numbers = count(1)


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AccountUnderTest]:
    folder = tmp_path_factory.mktemp("console")
    flags = {
        "root_email": "root@example.org",
        "account_alias": "own-house",
        "signin_destinations": f"{DESTINATION}, http://plain.example",
    }
    with server_in_thread(folder, environment={"OSTIARY_ROOT_PASSWORD": PASSWORD}, **flags) as server:
        yield first_account(server)


@pytest.fixture
def server(account: AccountUnderTest) -> ServerInThread:
    return account.root.server


@pytest.fixture
def user(account: AccountUnderTest) -> str:
    return a_user(account)


@pytest.fixture
def browser(server: ServerInThread, user: str) -> Browser:
    """The browser of *user*, signed in."""
    return signed_in(server, user)


def a_user(account: AccountUnderTest, *statements: dict[str, object]) -> str:
    name = f"user-{next(_numbers)}"
    account.user(name, *(statements or (allow(["sts:AssumeRole", "iam:ListUsers"]),)))
    account.iam.create_login_profile(UserName=name, Password=PASSWORD)
    return name


def signed_in(server: ServerInThread, user: str) -> Browser:
    browser = Browser(server)
    assert browser.sign_in(user).body["status"] == "SIGNED_IN"
    return browser


def is_dead(actor: Actor) -> bool:
    return code(actor.client("sts").get_caller_identity) == "InvalidClientTokenId"


# -- the cookie and other sites (threats.md 38) --------------------------------------------------------


def test_threat_38_every_answer_bears_the_headers_that_keep_it_from_being_framed_kept_or_sniffed(
    server: ServerInThread, browser: Browser
) -> None:
    stranger = Browser(server)
    pages = [
        browser.get("session"),
        browser.post("credentials"),
        stranger.get("session"),
        stranger.sign_in("nobody"),
        stranger.post("mfa", {"more": "m"}),
        stranger.federation(Action="getSigninToken"),
        stranger.federation(Action="login", Destination="/", SigninToken="none"),
        browser.post("sign-out"),
    ]
    assert {page.status for page in pages} == {200, 400, 401, 403}
    for page in pages:
        assert HEADERS.items() <= dict(page.headers).items()
        assert page.header("x-amzn-requestid")


def test_threat_38_the_cookie_is_out_of_reach_of_scripts_and_other_sites(server: ServerInThread, user: str) -> None:
    text = Browser(server).sign_in(user).header("set-cookie") or ""
    name, *flags = text.split("; ")
    assert name.startswith("ostiary-session=")
    assert len(name.partition("=")[2]) == 43
    assert set(flags) == {"Path=/", "HttpOnly", "SameSite=Strict"}


def test_threat_38_behind_tls_the_cookie_is_bound_to_host_and_tls(tmp_path_factory: pytest.TempPathFactory) -> None:
    with server_in_thread(tmp_path_factory.mktemp("tls"), public_url="https://iam.example.org") as server:
        user = a_user(first_account(server))
        browser = Browser(server)
        page = browser.sign_in(user)
        name, *flags = (page.header("set-cookie") or "").split("; ")
        assert name.startswith("__Host-ostiary-session=")
        assert set(flags) == {"Path=/", "HttpOnly", "SameSite=Strict", "Secure"}
        assert browser.get("session").status == 200
        browser.cookie = browser.cookie.removeprefix("__Host-")  # what a neighbour without TLS could have set
        assert browser.get("session").error == ENDED
        own = Browser(server).post("authenticate", {"email": "e", "password": "p"}, origin="https://iam.example.org")
        assert own.error[2].startswith("Your authentication information")


def test_threat_38_a_cookie_that_somebody_planted_is_never_the_one_that_is_signed_in(
    server: ServerInThread, user: str
) -> None:
    planted = f"ostiary-session={'p' * 43}"
    browser = Browser(server)
    browser.cookie = planted
    assert browser.sign_in(user).status == 200
    assert browser.cookie != planted
    own, browser.cookie = browser.cookie, planted
    assert browser.get("session").error == ENDED
    browser.cookie = f"{planted}; {own}"
    assert browser.get("session").error == ENDED  # held twice, it counts for nothing


def test_threat_38_who_signs_in_anew_gets_a_new_session_and_the_old_one_ends(
    server: ServerInThread, browser: Browser, user: str
) -> None:
    before, actor = browser.cookie, browser.actor()
    assert browser.sign_in(user).status == 200
    assert browser.cookie != before
    assert is_dead(actor)
    browser.cookie = before
    assert browser.get("session").error == ENDED


def test_the_console_knows_the_words_by_which_its_cookie_is_anothers() -> None:
    endpoints = (ROOT / "console/src/session/endpoints.ts").read_text()
    assert f'"{OTHERS_COOKIE}"' in endpoints


@pytest.mark.parametrize("token", ["", "wrong", "of-another"])
def test_threat_38_what_a_session_does_shows_its_token(server: ServerInThread, browser: Browser, token: str) -> None:
    other = signed_in(server, a_user(first_account(server)))
    token = other.csrf if token == "of-another" else token
    posted = [path.decode().removeprefix(API) for path, endpoint in ENDPOINTS.items() if endpoint.method == "POST"]
    own, browser.csrf = browser.csrf, token
    for name in posted:
        page = browser.post(name)
        assert page.error == (403, "AccessDenied", OTHERS_COOKIE), name
    browser.csrf = own
    assert browser.post("credentials").status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "none"},
    ],
)
def test_threat_38_a_page_of_another_site_can_have_nothing_done(browser: Browser, headers: dict[str, str]) -> None:
    for name in ("credentials", "authenticate", "sign-out"):
        assert browser.post(name, **headers).error == (403, "AccessDenied", "The request comes from another site.")
    assert browser.get("session").status == 200


def test_what_is_refused_before_its_step_begins_is_an_event(
    account: AccountUnderTest, server: ServerInThread, browser: Browser, user: str
) -> None:
    own, browser.csrf = browser.csrf, "wrong"
    browser.post("credentials")
    browser.csrf = own
    browser.post("switch-back", origin="https://evil.example")
    browser.post("switch-role", {"password": "hunter2-hunter2"})
    Browser(server).send("POST", f"{API}authenticate", b'{"password": "hunter2', content_type="application/json")
    events = [event for event in server.events() if event["eventName"] == "ConsoleRequest"][-4:]
    told = {event["requestParameters"]["path"].removeprefix(API): event for event in events}
    assert {name: event["errorMessage"] for name, event in told.items()} == {
        "credentials": "The request does not show the token of the session.",
        "switch-back": "The request comes from another site.",
        "switch-role": "There is no member password.",
        "authenticate": "The body is not JSON.",
    }
    known = {name: event["userIdentity"].get("userName") for name, event in told.items()}
    assert known == {"credentials": user, "switch-back": None, "switch-role": user, "authenticate": None}
    assert told["credentials"]["recipientAccountId"] == account.number
    assert all(event["responseElements"] == {"ConsoleRequest": "Failure"} for event in events)
    assert "hunter2" not in json.dumps(events)


def test_a_page_of_this_server_is_taken(server: ServerInThread, browser: Browser) -> None:
    assert browser.post("credentials", origin=server.endpoint, sec_fetch_site="same-origin").status == 200


def test_only_the_method_and_the_length_of_an_endpoint_are_taken(browser: Browser) -> None:
    assert browser.get("credentials").status == 405
    assert browser.send("POST", API + "session", b"{}", content_type="application/json").status == 405
    assert browser.send("GET", API + "nothing").status == 404
    assert browser.send("POST", API + "mfa", b" " * 16_385, content_type="application/json").status == 413


# -- how a session ends --------------------------------------------------------------------------------


def test_sign_out_ends_the_session_and_its_credentials(server: ServerInThread, browser: Browser, user: str) -> None:
    other = signed_in(server, user)
    first, second, others = browser.actor(), browser.actor(), other.actor()
    cookie = browser.cookie
    page = browser.post("sign-out")
    assert "Max-Age=0" in (page.header("set-cookie") or "")
    assert is_dead(first)
    assert is_dead(second)
    assert others.arn.endswith(user)
    browser.cookie = cookie
    assert browser.get("session").error == ENDED
    assert browser.post("credentials").error == ENDED
    assert browser.post("sign-out").error == ENDED
    assert other.get("session").status == 200


def test_sign_out_everywhere_ends_every_session_of_the_user_and_of_nobody_else(
    server: ServerInThread, account: AccountUnderTest, browser: Browser, user: str
) -> None:
    others = [signed_in(server, user) for _ in range(3)]
    keys = [each.actor() for each in others]
    stranger = signed_in(server, a_user(account))
    strangers = stranger.actor()
    browser.post("sign-out-everywhere")
    assert all(each.get("session").error == ENDED for each in others)
    assert all(map(is_dead, keys))
    assert stranger.get("session").status == 200
    assert strangers.arn
    account.iam.list_users()  # keys that are no session's go on working


def test_a_session_lasts_twelve_hours_and_not_a_second_more(tmp_path_factory: pytest.TempPathFactory) -> None:
    with server_in_thread(tmp_path_factory.mktemp("hours")) as server:
        browser = signed_in(server, a_user(first_account(server)))
        server.advance(12 * HOUR - 60)
        assert browser.get("session").status == 200
        made = browser.post("credentials").body
        assert made["Expiration"] == browser.get("session").body["expires"]
        server.advance(60)
        page = browser.get("session")
        assert page.error == ENDED
        assert "Max-Age=0" in (page.header("set-cookie") or "")


def test_a_user_who_is_gone_is_signed_out(server: ServerInThread, account: AccountUnderTest) -> None:
    name = f"user-{next(_numbers)}"
    account.iam.create_user(UserName=name)
    account.iam.create_login_profile(UserName=name, Password=PASSWORD)
    browser = signed_in(server, name)
    actor = browser.actor()
    account.iam.delete_login_profile(UserName=name)
    account.iam.delete_user(UserName=name)
    account.iam.create_user(UserName=name)
    assert browser.get("session").error == ENDED
    assert is_dead(actor)


def test_what_the_operator_revokes_ends_the_session(server: ServerInThread, browser: Browser, user: str) -> None:
    installation, actor = server.running._installation, browser.actor()
    installation.sessions.revoke(Wanted(account=server.account, user=user), installation.now)
    assert browser.get("session").error == ENDED
    assert is_dead(actor)


def test_the_credentials_of_one_session_are_few_enough_to_be_revoked(browser: Browser) -> None:
    pages = [browser.post("credentials") for _ in range(LIVE_KEYS + 1)]
    assert [page.status for page in pages] == [200] * LIVE_KEYS + [429]
    assert 0 < int(pages[-1].header("retry-after") or 0) <= 900


# -- roles ---------------------------------------------------------------------------------------------


def a_role(account: AccountUnderTest, trusts: str, *statements: dict[str, object], **params: object) -> str:
    """Return the name of a new role."""
    name = f"role-{next(_numbers)}"
    account.role(name, trusts, *statements, **params)
    return name


def switch(browser: Browser, role: str, account: str = "own-house", **more: str) -> Page:
    return browser.post("switch-role", {"account": account, "roleName": role, **more})


def test_a_role_is_switched_to_and_back(
    server: ServerInThread, account: AccountUnderTest, browser: Browser, user: str
) -> None:
    role = a_role(account, trust(account.number), allow("iam:ListRoles"))
    as_user = browser.actor()
    page = switch(browser, role, displayName="Night shift")
    arn = f"arn:aws:sts::{account.number}:assumed-role/{role}/{user}"
    assert page.body["principal"]["type"] == "IAMUser"
    assert page.body["role"]["displayName"] == "Night shift"
    assert page.body["role"]["principal"] == {"type": "AssumedRole", "name": user, "arn": arn}
    as_role = browser.actor()
    assert as_role.arn == arn
    as_role.client("iam").list_roles()
    assert code(as_role.client("iam").list_users) == "AccessDenied"
    assert is_dead(as_user)
    second = a_role(account, trust(account.number))
    assert switch(browser, second).body["role"]["displayName"] == f"{second} @ own-house"  # decided as the user
    assert is_dead(as_role)
    back = browser.post("switch-back")
    assert back.body["role"] is None
    assert browser.actor().arn.endswith(f":user/{user}")
    names = [event["eventName"] for event in server.events() if event["userIdentity"].get("userName") == user]
    assert names.count("SwitchRole") == 2
    ended = [event for event in server.events() if event["eventName"] == "ExitRole"]
    assert ended[-1]["userIdentity"]["type"] == "AssumedRole"


def test_a_role_of_another_account_is_switched_to(
    server: ServerInThread, account: AccountUnderTest, browser: Browser
) -> None:
    other = another_account(server)
    name = a_role(other, trust(account.number), Path="/night/")
    assert switch(browser, name, other.number).status == 403  # the path belongs to the name
    assert switch(browser, f"night/{name}", other.number).status == 200
    actor = browser.actor()
    assert actor.arn.startswith(f"arn:aws:sts::{other.number}:assumed-role/{name}/")
    browser.post("sign-out")
    assert is_dead(actor)


def test_what_assume_role_refuses_is_refused_in_its_words(
    server: ServerInThread, account: AccountUnderTest, browser: Browser, user: str
) -> None:
    external = trust(account.number, Condition={"StringEquals": {"sts:ExternalId": "given"}})
    refused = {
        "distrusts": a_role(account, trust(another_account(server).number)),
        "external id": a_role(account, external),
        "needs mfa": a_role(account, trust(account.number, **WITH_MFA)),
        "absent": "no-such-role",
    }
    for why, role in refused.items():
        page = switch(browser, role)
        assert page.error[:2] == (403, "AccessDenied"), why
        assert (
            f"is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::{account.number}:role/{role}"
            in (page.error[2])
        )
    assert switch(browser, refused["external id"], externalId="given").error[:2] == (400, "ValidationError")
    assert switch(browser, "a role").status == 403
    assert switch(browser, "any", "no-such-alias").status == 403
    assert browser.get("session").body["role"] is None
    powerless = signed_in(server, a_user(account, allow("iam:ListUsers")))
    assert switch(powerless, a_role(account, trust(account.number))).status == 403
    failures = [
        event
        for event in server.events()
        if event["eventName"] == "SwitchRole" and event["userIdentity"]["userName"] == user and "errorMessage" in event
    ]
    assert len(failures) == 6
    assert {event["responseElements"]["SwitchRole"] for event in failures} == {"Failure"}


def test_root_switches_to_no_role(server: ServerInThread, account: AccountUnderTest) -> None:
    root = Browser(server)
    root.post("authenticate", {"email": "root@example.org", "password": PASSWORD})
    page = switch(root, a_role(account, trust(account.number)))
    assert page.error == (403, "AccessDenied", "Roles may not be assumed by root accounts.")


def test_the_second_factor_of_the_user_opens_roles_that_demand_one_and_lasts_in_them(
    server: ServerInThread, account: AccountUnderTest, user: str
) -> None:
    device = Device(account.iam, f"{user}-device")
    enable(account.iam, user, device)
    role = a_role(account, trust(account.number, **WITH_MFA), allow("iam:ListUsers", **WITH_MFA))
    browser = Browser(server)
    ticket = browser.sign_in(user).body["ticket"]
    server.advance(60)
    text = device.codes(1, now=server.clock())[0]
    browser.post("mfa", {"ticket": ticket, "serialNumber": device.serial, "code": text})
    assert switch(browser, role).status == 200
    browser.actor().client("iam").list_users()


def test_a_role_session_lasts_as_long_as_the_role_lets_it_and_no_longer_than_the_console_session(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with server_in_thread(tmp_path_factory.mktemp("roles")) as server:
        account = first_account(server)
        number, user = account.number, a_user(account)
        short = a_role(account, trust(number))
        long = a_role(account, trust(number), MaxSessionDuration=12 * HOUR)
        browser = signed_in(server, user)
        server.advance(HOUR)
        assert switch(browser, long, number).body["role"]["expires"] == browser.get("session").body["expires"]
        assert switch(browser, short, number).status == 200
        server.advance(HOUR)
        page = browser.get("session")
        assert page.body["role"]["principal"] is None
        assert browser.post("credentials").error[:2] == (403, "InvalidClientTokenId")
        assert browser.post("switch-back").body["role"] is None
        assert browser.post("credentials").status == 200
        server.advance(10 * HOUR - 60)
        assert switch(browser, short, number).body["role"]["expires"] == browser.get("session").body["expires"]


# -- federation ----------------------------------------------------------------------------------------


@pytest.fixture
def role_session(account: AccountUnderTest) -> Actor:
    role = a_role(account, trust(account.number), allow("iam:ListRoles"))
    caller = account.user(f"broker-{next(_numbers)}", allow(["sts:AssumeRole", "sts:GetFederationToken"]))
    return caller.assume(account.arn(f"role/{role}"), "mira")


def session_of(actor: Actor, **changed: str) -> str:
    id_, key, token = actor.keys
    return json.dumps({"sessionId": id_, "sessionKey": key, "sessionToken": token, **changed})


def sign_in_token(server: ServerInThread, actor: Actor, method: str = "GET", **more: str) -> str:
    page = Browser(server).federation(method, Action="getSigninToken", Session=session_of(actor), **more)
    assert page.status == 200, page.body
    token: str = page.body["SigninToken"]
    return token


def login(browser: Browser, token: str, destination: str = "/console", **more: str) -> Page:
    return browser.federation(Action="login", SigninToken=token, Destination=destination, **more)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_threat_34_a_broker_sends_a_browser_in_once(server: ServerInThread, role_session: Actor, method: str) -> None:
    token = sign_in_token(server, role_session, method, SessionDuration="43200")
    browser = Browser(server)
    page = login(browser, token, f"{server.endpoint}/console?a=b", Issuer="https://broker.example/login")
    assert (page.status, page.header("location")) == (302, f"{server.endpoint}/console?a=b")
    assert "SameSite=Strict" in (page.header("set-cookie") or "")
    session = browser.get("session").body
    assert session["principal"] == {"type": "AssumedRole", "name": "mira", "arn": role_session.arn}
    assert session["issuer"] == "https://broker.example/login"
    browser.csrf = session["csrfToken"]
    browser.actor().client("iam").list_roles()
    again = login(Browser(server), token, Issuer="https://broker.example/login")
    assert again.error[:2] == (403, "AccessDenied")
    assert again.body["issuer"] == "https://broker.example/login"
    assert browser.post("sign-out-everywhere").status == 200
    logins = [event for event in server.events() if event["eventName"] in {"GetSigninToken", "ConsoleLogin"}]
    own = [event for event in logins if event["userIdentity"].get("arn") == role_session.arn]
    assert sorted(event["eventName"] for event in own) == ["ConsoleLogin", "GetSigninToken"]


def test_without_a_duration_the_session_lasts_as_long_as_the_credentials(
    server: ServerInThread, account: AccountUnderTest
) -> None:
    caller = account.user(f"broker-{next(_numbers)}", allow("sts:GetFederationToken"))
    made = caller.client("sts").get_federation_token(Name="mira", DurationSeconds=900)
    federated = caller.with_credentials(made)
    browser = Browser(server)
    login(browser, sign_in_token(server, federated), Issuer="https://broker.example")
    session = browser.get("session").body
    assert session["principal"]["type"] == "FederatedUser"
    assert session["expires"] == f"{made['Credentials']['Expiration']:%Y-%m-%dT%H:%M:%SZ}"


def test_a_duration_is_refused_where_the_credentials_allow_none(
    server: ServerInThread, account: AccountUnderTest, role_session: Actor
) -> None:
    caller = account.user(f"broker-{next(_numbers)}", allow("sts:GetFederationToken"))
    federated = caller.with_credentials(caller.client("sts").get_federation_token(Name="mira"))
    onward = a_role(account, trust(account.number))
    account.iam.put_role_policy(
        RoleName=role_session.arn.split("/")[1],
        PolicyName="onward",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [allow("sts:AssumeRole")]}),
    )
    chained = role_session.assume(account.arn(f"role/{onward}"))

    def refused(actor: Actor, duration: str) -> tuple[int, str]:
        page = Browser(server).federation(Action="getSigninToken", Session=session_of(actor), SessionDuration=duration)
        return page.error[:2]

    assert refused(federated, "3600") == (400, "InvalidParameterValue")
    assert refused(chained, "3601") == (400, "InvalidParameterValue")
    for wrong in ("899", "43201", "-900", "1e4", "", "٩٠٠"):
        assert refused(role_session, wrong) == (400, "ValidationError"), wrong
    assert sign_in_token(server, chained, SessionDuration="3600")


def test_credentials_of_a_broker_are_really_verified(
    server: ServerInThread, account: AccountUnderTest, role_session: Actor
) -> None:
    def refused(session: str) -> tuple[int, str]:
        return Browser(server).federation(Action="getSigninToken", Session=session).error[:2]

    other = role_session.keys[0][:-1] + ("A" if role_session.keys[0][-1] != "A" else "B")
    wrong = [
        session_of(role_session, sessionKey="x" * 40),
        session_of(role_session, sessionKey=""),
        session_of(role_session, sessionId=other),
        session_of(role_session, sessionToken="AQ=="),
    ]
    assert {refused(each) for each in wrong} == {(403, "InvalidClientTokenId")}
    id_, key = account.root.keys
    long_term = json.dumps({"sessionId": id_, "sessionKey": key, "sessionToken": ""})
    assert refused(long_term) == (403, "InvalidClientTokenId")
    own = account.user(f"user-{next(_numbers)}").client("sts").get_session_token()
    assert refused(session_of(role_session.with_credentials(own))) == (403, "AccessDenied")
    for text in ("", "{}", "[]", '{"sessionId":1,"sessionKey":"k","sessionToken":"t"}', "{" * 1_000):
        assert refused(text) == (400, "ValidationError"), text[:20]


def test_threat_38_a_browser_is_sent_to_this_server_and_listed_origins_alone(
    server: ServerInThread, role_session: Actor
) -> None:
    token = sign_in_token(server, role_session)
    elsewhere = [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "https:evil.example",
        "https://dash.example.org:8443@evil.example/",
        "https://dash.example.org.evil.example:8443/",
        "https://dash.example.org/",
        "http://dash.example.org:8443/",
        "javascript:alert(1)",
        "console",
        "/console\r\nset-cookie: a=b",
        "/caf\u00e9",
        "/" + "a" * 2_048,
        server.endpoint.replace("http", "https") + "/",
        "http://localhost/",
    ]
    for destination in elsewhere:
        page = login(Browser(server), token, destination)
        assert page.error[:2] == (400, "ValidationError"), destination
        assert page.header("location") is None
    for issuer in ("javascript:alert(1)", "broker", "//broker.example", "https://a@broker.example"):
        assert login(Browser(server), token, Issuer=issuer).error[:2] == (400, "ValidationError"), issuer
    assert login(Browser(server), token, f"{DESTINATION.lower()}/x").status == 302  # none of those used it up
    assert login(Browser(server), sign_in_token(server, role_session), "http://plain.example").status == 302


def test_a_sign_in_token_is_good_for_a_quarter_of_an_hour_and_its_session_for_its_own_time(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with server_in_thread(tmp_path_factory.mktemp("federation")) as server:
        account = first_account(server)
        role = account.role("night", trust(account.number))
        session = account.user("broker", allow("sts:AssumeRole")).assume(role)
        late = sign_in_token(server, session)
        in_time = sign_in_token(server, session, SessionDuration="7200")
        browser = Browser(server)
        server.advance(899)
        assert login(browser, in_time, Issuer="https://broker.example").status == 302
        server.advance(1)
        assert login(Browser(server), late).status == 403
        server.advance(7_199)
        page = browser.get("session")
        assert page.error == ENDED
        assert page.body["issuer"] == "https://broker.example"


def test_a_sign_in_token_is_worth_nothing_once_its_role_is_gone(
    server: ServerInThread, account: AccountUnderTest
) -> None:
    role = account.role(name := f"role-{next(_numbers)}", trust(account.number))
    session = account.user(f"broker-{next(_numbers)}", allow("sts:AssumeRole")).assume(role)
    late, browser = sign_in_token(server, session), Browser(server)
    assert login(browser, sign_in_token(server, session)).status == 302
    account.iam.delete_role(RoleName=name)
    assert login(Browser(server), late).status == 403
    assert browser.get("session").error == ENDED


def test_what_federation_does_not_have_is_refused(server: ServerInThread) -> None:
    browser = Browser(server)
    assert browser.federation(Action="logout").error[:2] == (400, "InvalidAction")
    assert browser.federation().error[:2] == (400, "InvalidAction")
    assert browser.federation(Action="login").error[:2] == (400, "ValidationError")
    assert browser.federation(Action="login", Destination="/").error[:2] == (400, "ValidationError")
    twice = browser.send("GET", "/federation?Action=login&Action=login")
    assert twice.error[1] == "MalformedQueryString"
