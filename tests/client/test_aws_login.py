"""`aws login` through HTTP: an independent terminal for the first exchange, botocore's own for the refresh."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import boto3
import botocore.credentials
import pytest
from botocore.utils import generate_login_cache_key
from joserfc.jwk import ECKey

from tests.support.accounts import AccountUnderTest, Actor, allow, code, deny, first_account, trust
from tests.support.browser import PASSWORD, Browser, Page
from tests.support.server import ServerInThread, server_in_thread
from tests.support.terminal import CLIENT, VERIFIER, BotocoreKey, Terminal, returned

LOGIN = ["signin:AuthorizeOAuth2Access", "signin:CreateOAuth2Token"]
HOUR = 3_600

_numbers = count(1)


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AccountUnderTest]:
    with server_in_thread(tmp_path_factory.mktemp("login")) as server:
        yield first_account(server)


@pytest.fixture
def server(account: AccountUnderTest) -> Iterator[ServerInThread]:
    server = account.root.server
    yield server
    server.clock.offset = 0.0


@pytest.fixture
def terminal(account: AccountUnderTest, server: ServerInThread) -> Terminal:
    """A terminal with the browser of a user who may use it."""
    return a_terminal(account, allow(LOGIN))


def a_terminal(account: AccountUnderTest, *statements: dict[str, object]) -> Terminal:
    name = f"login-{next(_numbers)}"
    account.user(name, *statements)
    account.iam.create_login_profile(UserName=name, Password=PASSWORD)
    browser = Browser(account.root.server)
    assert browser.sign_in(name).body["status"] == "SIGNED_IN"
    return Terminal(browser)


def actor(terminal: Terminal, page: Page) -> Actor:
    made = page.body["accessToken"]
    keys = (made["accessKeyId"], made["secretAccessKey"], made["sessionToken"])
    return Actor(terminal.browser.server, keys)


def refused(page: Page) -> tuple[int, str | None, str]:
    return page.status, page.header("x-amzn-errortype"), page.body["error"]


CODE_OVER = (403, "AccessDeniedException", "AUTHCODE_EXPIRED")
TOKEN_OVER = (403, "AccessDeniedException", "TOKEN_EXPIRED")
INVALID = (400, "ValidationException", "INVALID_REQUEST")


# -- the way that it is meant to go --------------------------------------------------------------------


def test_a_terminal_gets_the_credentials_of_the_user_at_the_browser(terminal: Terminal) -> None:
    back = returned(terminal.answer())
    assert back["state"] == "a-state"
    page = terminal.exchange(back["code"])
    assert page.status == 200, page
    assert (page.body["tokenType"], page.body["expiresIn"]) == ("aws_sigv4", 900)
    arn = actor(terminal, page).client("sts").get_caller_identity()["Arn"]
    claims = page.body["idToken"].split(".")[1]
    assert json.loads(base64.urlsafe_b64decode(claims + "=="))["sub"] == arn
    again = terminal.refresh(page.body["refreshToken"])
    assert actor(terminal, again).client("sts").get_caller_identity()["Arn"] == arn
    assert "idToken" not in again.body


def test_botocore_refreshes_by_its_own_login_provider(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = terminal.exchange(terminal.code()).body
    user = actor(terminal, terminal.refresh(made["refreshToken"])).client("sts").get_caller_identity()
    made = terminal.exchange(terminal.code()).body
    cached = {
        "accessToken": {**made["accessToken"], "accountId": user["Account"], "expiresAt": "2020-01-01T00:00:00Z"},
        "tokenType": made["tokenType"],
        "refreshToken": made["refreshToken"],
        "idToken": made["idToken"],
        "clientId": CLIENT,
        "dpopKey": terminal.pem(),
    }
    file = tmp_path / f"{generate_login_cache_key(user['Arn'])}.json"
    file.write_text(json.dumps(cached))
    config = tmp_path / "config"
    config.write_text(f"[default]\nregion = us-east-1\nlogin_session = {user['Arn']}\n")
    endpoint = terminal.browser.server.endpoint
    for name, value in {
        "AWS_LOGIN_CACHE_DIRECTORY": str(tmp_path),
        "AWS_CONFIG_FILE": str(config),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none"),
        "AWS_ENDPOINT_URL_SIGNIN": endpoint,
        "AWS_ENDPOINT_URL_STS": endpoint,
    }.items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(botocore.credentials, "EC", BotocoreKey)
    assert boto3.Session().client("sts").get_caller_identity()["Arn"] == user["Arn"]
    kept = json.loads(file.read_text())
    assert kept["refreshToken"] != made["refreshToken"]
    assert kept["accessToken"]["accessKeyId"] != made["accessToken"]["accessKeyId"]


# -- the page ------------------------------------------------------------------------------------------


def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(terminal: Terminal) -> None:
    page = Browser(terminal.browser.server).send("GET", terminal.target())
    assert page.status == 303
    location = urlsplit(page.header("location") or "")
    assert location.path == "/signin"
    assert parse_qs(location.query)["destination"] == [terminal.target()]


def test_threat_38_the_page_can_be_framed_by_nobody_and_sends_its_form_here_and_to_the_terminal(
    terminal: Terminal,
) -> None:
    page = terminal.browser.send("GET", terminal.target(), cookie=terminal.browser.cookie)
    assert (page.status, page.header("content-type")) == (200, "text/html; charset=utf-8")
    assert page.header("content-security-policy") == (
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self' http://127.0.0.1:45678"
    )


@pytest.mark.parametrize(
    "wrong", [{"token": "x"}, {"origin": "https://evil.example"}, {"sec_fetch_site": "cross-site"}]
)
def test_threat_38_another_site_cannot_allow_a_terminal(terminal: Terminal, wrong: dict[str, str]) -> None:
    assert terminal.answer(**wrong).error[:2] == (403, "AccessDenied")


@pytest.mark.parametrize(
    "other",
    [
        {"redirect_uri": "https://evil.example/oauth/callback"},
        {"redirect_uri": "http://127.0.0.1:45678@evil.example/oauth/callback"},
        {"redirect_uri": "http://127.0.0.1:99999/oauth/callback"},
        {"redirect_uri": "http://127.0.0.1:45678/other"},
        {"client_id": "arn:aws:signin:::devtools/cross-device"},
        {"client_id": "somebody"},
        {"code_challenge_method": "plain"},
        {"code_challenge": "short"},
        {"response_type": "token"},
        {"more": "x"},
    ],
)
def test_threat_38_nobody_is_sent_where_no_terminal_waits(terminal: Terminal, other: dict[str, str]) -> None:
    target = terminal.target(**other)
    assert terminal.answer(target=target).error[:2] == (400, "ValidationError")


def test_a_user_may_cancel(terminal: Terminal) -> None:
    assert returned(terminal.answer("cancel")) == {"error": "access_denied", "state": "a-state"}


def test_a_code_for_another_machine_is_shown_to_be_pasted(terminal: Terminal) -> None:
    base = terminal.browser.server.endpoint
    target = terminal.target(
        client_id="arn:aws:signin:::devtools/cross-device", redirect_uri=f"{base}/v1/sessions/confirmation"
    )
    location = terminal.answer(target=target).header("location") or ""
    assert location.startswith(f"{base}/v1/sessions/confirmation?code=")
    assert terminal.browser.send("GET", location.removeprefix(base)).status == 200
    grant = {
        "grantType": "authorization_code",
        "clientId": "arn:aws:signin:::devtools/cross-device",
        "code": parse_qs(urlsplit(location).query)["code"][0],
        "codeVerifier": VERIFIER,
    }
    assert terminal.token({**grant, "clientId": CLIENT}).status == 400
    assert terminal.token(grant).status == 200


# -- permissions ---------------------------------------------------------------------------------------


def test_who_may_not_allow_a_terminal_is_refused(account: AccountUnderTest, server: ServerInThread) -> None:
    assert a_terminal(account).answer().error[:2] == (403, "AccessDenied")


def test_who_may_not_have_a_token_is_told_so(account: AccountUnderTest, server: ServerInThread) -> None:
    terminal = a_terminal(account, allow([LOGIN[0]]))
    page = terminal.exchange(terminal.code())
    assert refused(page) == (403, "AccessDeniedException", "INSUFFICIENT_PERMISSIONS")


def test_a_policy_tells_terminals_apart_by_the_resource_and_the_redirect_uri(
    account: AccountUnderTest, server: ServerInThread
) -> None:
    local = {**allow(LOGIN), "Resource": f"arn:aws:signin:*:{server.account}:oauth2/public-client/localhost"}
    assert returned(a_terminal(account, local).answer())["code"]
    remote = {**local, "Resource": f"arn:aws:signin:*:{server.account}:oauth2/public-client/remote"}
    assert a_terminal(account, remote).answer().error[0] == 403
    there = {"StringLike": {"signin:OAuthRedirectUri": "http://127.0.0.1:*"}}
    terminal = a_terminal(account, allow(LOGIN), {**deny(LOGIN), "Condition": there})
    assert terminal.answer().error[0] == 403


# -- codes and tokens (threats.md 34) ------------------------------------------------------------------


def test_threat_34_a_code_is_good_once_and_ends_what_came_of_it_when_it_comes_again(terminal: Terminal) -> None:
    code_ = terminal.code()
    first = terminal.exchange(code_)
    assert refused(terminal.exchange(code_)) == CODE_OVER
    assert refused(terminal.refresh(first.body["refreshToken"])) == TOKEN_OVER


@pytest.mark.parametrize("other", [{"codeVerifier": "w" * 64}, {"redirectUri": "http://127.0.0.1:1/oauth/callback"}])
def test_threat_34_a_code_is_bound_to_its_verifier_and_redirect(terminal: Terminal, other: dict[str, str]) -> None:
    code_ = terminal.code()
    assert refused(terminal.exchange(code_, **other)) == CODE_OVER
    assert terminal.exchange(code_).status == 200


def test_threat_34_a_code_is_good_for_ten_minutes(terminal: Terminal) -> None:
    code_ = terminal.code()
    terminal.browser.server.clock.offset += 601
    assert refused(terminal.exchange(code_)) == CODE_OVER


def test_threat_34_a_refresh_token_that_comes_twice_ends_the_login(terminal: Terminal) -> None:
    old = terminal.exchange(terminal.code()).body["refreshToken"]
    new = terminal.refresh(old).body["refreshToken"]
    assert refused(terminal.refresh(old)) == TOKEN_OVER
    assert refused(terminal.refresh(new)) == TOKEN_OVER


def test_threat_34_a_refresh_token_is_good_with_its_key_alone(terminal: Terminal) -> None:
    token = terminal.exchange(terminal.code()).body["refreshToken"]
    assert refused(terminal.refresh(token, key=ECKey.generate_key("P-256"))) == TOKEN_OVER
    assert terminal.refresh(token).status == 200


def test_threat_34_a_proof_is_good_once(terminal: Terminal) -> None:
    shown = terminal.proof()
    grant = {"grantType": "refresh_token", "refreshToken": terminal.exchange(terminal.code()).body["refreshToken"]}
    following = terminal.token(grant, dpop=shown).body["refreshToken"]
    page = terminal.token({**grant, "refreshToken": following}, dpop=shown)
    assert page.body["message"] == "The DPoP proof was used before."
    assert terminal.refresh(following).status == 200


# -- the end -------------------------------------------------------------------------------------------


def test_signing_out_ends_the_login_and_its_credentials(terminal: Terminal) -> None:
    page = terminal.exchange(terminal.code())
    terminal.browser.post("sign-out")
    assert refused(terminal.refresh(page.body["refreshToken"])) == TOKEN_OVER
    assert code(actor(terminal, page).client("sts").get_caller_identity) == "InvalidClientTokenId"


def test_a_browser_that_switches_to_a_role_does_not_take_the_terminal_along(account: AccountUnderTest) -> None:
    terminal = a_terminal(account, allow([*LOGIN, "sts:AssumeRole"]))
    root = f"arn:aws:iam::{terminal.browser.server.account}:root"
    account.iam.create_role(RoleName="login-role", AssumeRolePolicyDocument=trust(root))
    token = terminal.exchange(terminal.code()).body["refreshToken"]
    browser = terminal.browser
    assert browser.post("switch-role", {"account": browser.server.account, "roleName": "login-role"}).status == 200
    ended = refused(terminal.refresh(token))
    assert ended == (403, "AccessDeniedException", "USER_CREDENTIALS_CHANGED")


def test_a_login_ends_after_twelve_hours(terminal: Terminal) -> None:
    page = terminal.exchange(terminal.code())
    terminal.browser.server.clock.offset += 12 * HOUR + 1
    assert refused(terminal.refresh(page.body["refreshToken"])) == TOKEN_OVER


def test_a_new_password_ends_the_login(terminal: Terminal, account: AccountUnderTest) -> None:
    page = terminal.exchange(terminal.code())
    user = actor(terminal, page).client("sts").get_caller_identity()["Arn"].rpartition("/")[2]
    account.iam.update_login_profile(UserName=user, Password="Another-horse-2")
    ended = refused(terminal.refresh(page.body["refreshToken"]))
    assert ended == (403, "AccessDeniedException", "USER_CREDENTIALS_CHANGED")


@pytest.mark.parametrize(
    "members",
    [
        {"grantType": "password"},
        {"grantType": "refresh_token"},
        {"grantType": "refresh_token", "refreshToken": "x", "code": "y"},
        {"grantType": "refresh_token", "refreshToken": "x", "clientId": "somebody"},
    ],
)
def test_a_grant_of_another_form_is_refused(terminal: Terminal, members: dict[str, str]) -> None:
    assert refused(terminal.token(members)) == INVALID


# -- the audit log -------------------------------------------------------------------------------------


def test_every_step_leaves_an_event_with_its_result(terminal: Terminal) -> None:
    server = terminal.browser.server
    before = len(server.events())
    code_ = terminal.code()
    assert terminal.exchange(code_).status == 200
    assert terminal.exchange(code_).status == 403
    assert terminal.token({"grantType": "password"}).status == 400
    assert terminal.token({"grantType": "refresh_token", "refreshToken": "x"}, dpop="x").status == 400
    assert terminal.answer(token="x").status == 403  # no password
    assert terminal.answer(target=terminal.target(scope="all")).status == 400
    said = [
        (event["eventName"], event["responseElements"][event["eventName"]])
        for event in server.events()[before:]
        if event["eventName"] in {"AuthorizeOAuth2Access", "CreateOAuth2Token"}
    ]
    assert sorted(said) == [
        *[("AuthorizeOAuth2Access", "Failure")] * 2,
        ("AuthorizeOAuth2Access", "Success"),
        *[("CreateOAuth2Token", "Failure")] * 3,
        ("CreateOAuth2Token", "Success"),
    ]


def test_the_audit_log_holds_neither_codes_nor_tokens(terminal: Terminal) -> None:
    code_ = terminal.code()
    made = terminal.exchange(code_).body
    log = json.dumps(terminal.browser.server.events())
    assert code_ not in log
    assert made["refreshToken"] not in log
    assert made["accessToken"]["secretAccessKey"] not in log
