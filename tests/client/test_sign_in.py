"""Signing in through HTTP: password, second factor, new password; what guessing costs, and what a refusal tells."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from ostiary.authn import guesses
from ostiary.authn.passwords import AT_ONCE, WAITING
from ostiary.cli.main import main
from ostiary.model.nouns import Attempts
from ostiary.signin.steps import TICKET_LIFE
from tests.support.accounts import AccountUnderTest, allow, another_account, code, document, first_account
from tests.support.browser import PASSWORD, Browser, Page
from tests.support.mfa import Device, enable
from tests.support.server import ServerInThread, server_in_thread

WRONG = (403, "AccessDenied", "Your authentication information is incorrect. Please try again.")
EMAIL = "Root@Example.org"
ROOT_PASSWORD = "Root-of-all-1"
NEXT = "Another-horse-2"
DAY = 86_400

_numbers = count(1)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerInThread]:
    environment = {"OSTIARY_ROOT_PASSWORD": ROOT_PASSWORD}
    folder = tmp_path_factory.mktemp("sign-in")
    with server_in_thread(folder, environment=environment, root_email=EMAIL, account_alias="own-house") as running:
        yield running


@pytest.fixture
def account(server: ServerInThread) -> AccountUnderTest:
    return first_account(server)


@pytest.fixture
def user(account: AccountUnderTest) -> str:
    return a_user(account)


@pytest.fixture
def browser(server: ServerInThread) -> Browser:
    return Browser(server)


def a_user(account: AccountUnderTest, **more: object) -> str:
    name = f"user-{next(_numbers)}"
    account.iam.create_user(UserName=name)
    account.iam.create_login_profile(UserName=name, Password=PASSWORD, **more)
    return name


def a_device(account: AccountUnderTest, user: str) -> Device:
    device = Device(account.iam, f"{user}-device")
    enable(account.iam, user, device, ahead=int(account.root.server.clock.offset) // 30)
    return device


def fresh(device: Device, server: ServerInThread) -> str:
    """Return a code that was not shown yet."""
    server.advance(60)
    return device.codes(1, now=server.clock())[0]


def attempts(server: ServerInThread, user: str) -> Attempts | None:
    with server.running._installation.store.read() as view:
        found = view.users.get(server.account, user)
        assert found is not None
        return view.attempts.by_id(f"{found.id}/{guesses.PASSWORD}")


def age(server: ServerInThread, user: str, seconds: int) -> None:
    """Have the password of *user* be that much older."""
    installation = server.running._installation

    def work(tx: object) -> None:
        found = tx.users.get(server.account, user)  # type: ignore[attr-defined]  # a Transaction
        profile = tx.login_profiles.by_id(found.id)  # type: ignore[attr-defined]  # likewise
        tx.login_profiles.replace(replace(profile, changed=profile.changed - seconds))  # type: ignore[attr-defined]

    installation.store.write(work, actor="test", now=installation.now)


def named(server: ServerInThread, name: str, user: str) -> list[str]:
    """Return how each step of that name went for *user*, by the audit log."""
    events = [event for event in server.events() if event["eventName"] == name]
    return [event["responseElements"][name] for event in events if event["userIdentity"].get("userName") == user]


# -- the way in ----------------------------------------------------------------------------------------


def test_a_password_opens_a_session_whose_credentials_are_the_users(
    server: ServerInThread, browser: Browser, user: str
) -> None:
    page = browser.sign_in(user)
    assert (page.status, page.body["status"]) == (200, "SIGNED_IN")
    arn = f"arn:aws:iam::{server.account}:user/{user}"
    session = browser.get("session").body
    assert session == page.body["session"]
    assert session["principal"] == {"type": "IAMUser", "name": user, "arn": arn}
    assert (session["account"], session["accountAlias"]) == (server.account, "own-house")
    assert (session["mfa"], session["role"], session["issuer"], session["email"]) == (False, None, "", "")
    assert browser.actor().arn == arn
    [shown] = [each for each in server.client("iam").list_users()["Users"] if each["UserName"] == user]
    assert abs(shown["PasswordLastUsed"].timestamp() - server.clock()) < 60
    assert named(server, "ConsoleLogin", user) == ["Success"]


@pytest.mark.parametrize("by", ["own-house", ""])
def test_an_account_is_named_by_number_or_alias_and_a_user_without_case(
    server: ServerInThread, browser: Browser, user: str, by: str
) -> None:
    assert browser.sign_in(user.upper(), account=by).status == 200


def test_root_signs_in_by_its_address_and_acts_as_root(server: ServerInThread, browser: Browser) -> None:
    page = browser.post("authenticate", {"email": EMAIL.lower(), "password": ROOT_PASSWORD})
    assert page.body["session"]["principal"]["type"] == "Root"
    assert page.body["session"]["email"] == EMAIL
    actor = browser.actor()
    assert actor.arn == f"arn:aws:iam::{server.account}:root"
    used = actor.client("iam").get_user()["User"]["PasswordLastUsed"]
    assert abs(used.timestamp() - server.clock()) < 60
    with_account = {"account": "own-house", "email": EMAIL, "password": ROOT_PASSWORD}
    assert Browser(server).post("authenticate", with_account).status == 400


def test_credentials_are_good_for_a_quarter_of_an_hour_and_bound_by_policies(
    server: ServerInThread, account: AccountUnderTest, browser: Browser, user: str
) -> None:
    browser.sign_in(user)
    made = browser.post("credentials").body
    actor = browser.actor()
    assert made["AccessKeyId"] != actor.keys[0]
    assert code(actor.client("iam").list_users) == "AccessDenied"
    account.iam.put_user_policy(UserName=user, PolicyName="p", PolicyDocument=document(allow("iam:ListUsers")))
    actor.client("iam").list_users()
    assert code(actor.client("sts").get_federation_token, Name="anybody") == "AccessDenied"
    with server.running._installation.store.read() as view:
        found = view.users.get(server.account, user)
        assert found is not None
        [row] = view.console_sessions.page(server.account, parent=found.id, limit=5).items
    assert set(row.keys) == {made["AccessKeyId"], actor.keys[0]}
    assert all(0 < expires - server.clock() <= 900 for expires in row.keys.values())


def test_lookup_events_finds_who_signed_in_and_who_tried(server: ServerInThread, browser: Browser, user: str) -> None:
    assert browser.sign_in(user, "wrong").error == WRONG
    browser.sign_in(user)
    server.running.housekeeping.run_all()
    found = server.client("cloudtrail").lookup_events(
        LookupAttributes=[{"AttributeKey": "Username", "AttributeValue": user}]
    )["Events"]
    signed = [event for event in found if event["EventSource"] == "signin.amazonaws.com"]
    assert [event["EventName"] for event in signed] == ["ConsoleLogin", "ConsoleLogin"]
    texts = [event["CloudTrailEvent"] for event in signed]
    assert '"ConsoleLogin":"Success"' in texts[0]
    assert '"errorMessage":"Failed authentication"' in texts[1]
    assert all('"eventType":"AwsConsoleSignIn"' in text and '"MFAUsed":"No"' in text for text in texts)
    assert PASSWORD not in str(found)


# -- what a refusal tells ------------------------------------------------------------------------------


def told(page: Page) -> tuple[int, list[str], dict[str, str]]:
    """Return all of an answer that does not differ from one request to the next."""
    return page.status, sorted(name for name, _ in page.headers), page.body


def test_whatever_is_wrong_the_answer_is_the_same(server: ServerInThread, account: AccountUnderTest, user: str) -> None:
    account.iam.create_user(UserName=(without := f"{user}-without"))
    tries = [
        {"account": server.account, "userName": user, "password": "wrong"},
        {"account": server.account, "userName": "nobody-here", "password": PASSWORD},
        {"account": server.account, "userName": without, "password": PASSWORD},
        {"account": "999999999999", "userName": user, "password": PASSWORD},
        {"account": "no-such-alias", "userName": user, "password": PASSWORD},
        {"account": "", "email": "nobody@example.org", "password": PASSWORD},
        {"email": EMAIL, "password": PASSWORD},
        {"account": server.account, "userName": "a\u0000b\ud7ff", "password": "\u0000" * 500},
    ]
    answers = [Browser(server).post("authenticate", each) for each in tries]
    assert answers[0].error == WRONG
    assert all(told(answer) == told(answers[0]) for answer in answers)
    hidden = [event for event in server.events() if event["userIdentity"].get("userName", "").startswith("HIDDEN")]
    assert len(hidden) >= 2
    assert all("nobody-here" not in str(event) for event in server.events())


def test_an_operator_gives_root_a_password_beside_the_running_server(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with server_in_thread(tmp_path) as server:
        command = ["accounts", "root-password", "--data-dir", str(server.data_dir), "--id"]

        def say(password: str, *arguments: str) -> tuple[int, str]:
            monkeypatch.setattr(sys, "stdin", io.StringIO(f"{password}\n"))
            status = main([*command, *arguments])
            return status, capsys.readouterr().err

        assert say("A-good-first-1", server.account) == (
            1,
            f"ostiary: The root user of {server.account} has no e-mail address to sign in with: give --email\n",
        )
        assert say("A-good-first-1", "111111111111")[0] == 1
        assert say("short", server.account, "--email", EMAIL)[0] == 1
        assert say("A-good-first-1", server.account, "--email", EMAIL) == (0, "")
        other = another_account(server).number
        assert say("A-good-first-1", other, "--email", EMAIL.upper()) == (
            1,
            f"ostiary: The root user of {server.account} signs in with {EMAIL.upper()}: give another one by --email\n",
        )
        for _ in range(guesses.FREE + 1):
            Browser(server).post("authenticate", {"email": EMAIL, "password": "A-wrong-guess-1"})
        assert say("A-good-second-2", server.account) == (0, "")
        tried = ("A-good-first-1", "A-good-second-2")
        pages = [Browser(server).post("authenticate", {"email": EMAIL, "password": one}) for one in tried]
        assert [page.status for page in pages] == [403, 200]
        events = [event for event in server.events() if event["eventName"] == "SetRootPassword"]
        assert [event["userIdentity"]["type"] for event in events] == ["Operator"] * 2
        assert "A-good" not in json.dumps(events)


def test_an_address_that_two_root_users_share_means_the_one_with_a_password(
    server: ServerInThread, browser: Browser
) -> None:
    other = another_account(server).number
    try:
        _set_email(server, other, EMAIL)
        assert browser.post("authenticate", {"email": EMAIL, "password": ROOT_PASSWORD}).status == 200
    finally:
        _set_email(server, other, "")


def _set_email(server: ServerInThread, number: str, email: str) -> None:
    installation = server.running._installation

    def work(tx: object) -> None:
        account = tx.accounts.by_id(number)  # type: ignore[attr-defined]  # a Transaction
        tx.accounts.replace(replace(account, email=email))  # type: ignore[attr-defined]  # likewise

    installation.store.write(work, actor="test", now=installation.now)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b'{"password":1,"email":"e"}', 400),
        (b'{"email":"e"}', 400),
        (b'{"password":"p"}', 400),
        (b'{"password":"p","userName":"u"}', 400),
        (b'{"password":"p","userName":"u","account":"a","email":"e"}', 400),
        (b'{"password":"p","email":"e","more":"m"}', 400),
        (b'{"password":"p","password":"q","email":"e"}', 400),
        (b'{"password":"' + b"p" * 16_384 + b'","email":"e"}', 413),
    ],
)
def test_what_is_no_request_is_refused_and_guesses_nothing(browser: Browser, body: bytes, status: int) -> None:
    def logins() -> int:
        return sum(event["eventName"] == "ConsoleLogin" for event in browser.server.events())

    before = logins()
    page = browser.send("POST", "/signin/api/authenticate", body, content_type="application/json")
    assert page.status == status
    assert logins() == before


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_only_json_is_taken_which_no_form_of_another_site_can_send(browser: Browser, user: str, kind: str) -> None:
    body = f'{{"account":"own-house","userName":"{user}","password":"{PASSWORD}"}}'.encode()
    page = browser.send("POST", "/signin/api/authenticate", body, content_type=kind)
    assert (page.status, page.body["__type"]) == (400, "SerializationException")


# -- guessing (threats.md 36, 39) ----------------------------------------------------------------------


def test_threat_36_of_a_hundred_guesses_at_once_all_count_and_a_handful_is_looked_at(
    server: ServerInThread, account: AccountUnderTest, user: str
) -> None:
    with ThreadPoolExecutor(20) as pool:
        pages = list(pool.map(lambda n: Browser(server).sign_in(user, f"guess-{n}"), range(100)))
    counted = attempts(server, user)
    assert counted is not None
    assert counted.failures == 100
    assert all(page.error[:2] == WRONG[:2] for page in pages)
    assert sum(page.error == WRONG for page in pages) == guesses.FREE + 1
    locked = Browser(server).sign_in(user)
    assert re.fullmatch(re.escape(WRONG[2]) + r" Nothing is accepted before \S+Z\.", locked.error[2])
    assert 0 < int(locked.header("retry-after") or 0) <= 30
    assert attempts(server, user) is not None
    server.advance(31)
    assert Browser(server).sign_in(user).status == 200
    assert attempts(server, user) is None
    assert named(server, "ConsoleLogin", user).count("Failure") == 101


def test_threat_36_a_name_of_nobody_is_locked_in_the_same_way(server: ServerInThread, user: str) -> None:
    def answers(name: str) -> list[tuple[int, list[str], str]]:
        pages = [Browser(server).sign_in(name, "wrong") for _ in range(guesses.FREE + 3)]
        return [(page.status, sorted(name for name, _ in page.headers), page.error[2][:80]) for page in pages]

    assert answers(user) == answers("nobody-at-all")


def test_threat_36_the_count_is_of_the_user_however_it_is_named(server: ServerInThread, user: str) -> None:
    for name, by in ((user, ""), (user.upper(), ""), (user, "own-house")):
        Browser(server).sign_in(name, "wrong", by)
    counted = attempts(server, user)
    assert counted is not None
    assert counted.failures == 3


def test_threat_36_a_wrong_code_counts_though_nobody_is_signed_in(
    server: ServerInThread, account: AccountUnderTest, browser: Browser, user: str
) -> None:
    device = a_device(account, user)
    ticket = browser.sign_in(user).body["ticket"]
    shown = {"ticket": ticket, "serialNumber": device.serial}
    near = set(device.codes(241, now=server.clock() - 3_600))
    wrong = next(text for n in range(500) if (text := f"{n:06}") not in near)
    with ThreadPoolExecutor(10) as pool:
        pages = list(pool.map(lambda _: Browser(server).post("mfa", {**shown, "code": wrong}), range(20)))
    assert {page.status for page in pages} == {403}
    right = fresh(device, server)
    # Had each of them been looked at, or prolonged the lock, it would be one of hours.
    assert browser.post("mfa", {**shown, "code": right}).status == 200


def test_threat_39_passwords_that_wait_for_their_turn_cost_nobody_else_an_answer(
    server: ServerInThread, user: str
) -> None:
    passwords = server.running._installation.mint._passwords
    with ExitStack() as full:
        for _ in range(AT_ONCE + WAITING):
            assert passwords._admitted.acquire(blocking=False)
            full.callback(passwords._admitted.release)
        page = Browser(server).sign_in(user)
        assert page.error == (429, "Throttling", "Rate exceeded")
        assert page.header("retry-after") == "1"
        server.client("sts").get_caller_identity()
        server.client("iam").list_users()
        for name in (user, "nobody-39"):  # nor does it lock anybody, or tell who there is
            assert {Browser(server).sign_in(name).status for _ in range(guesses.FREE + 3)} == {429}
    counted = attempts(server, user)
    assert counted is None or counted.failures == 0
    assert Browser(server).sign_in(user).status == 200


# -- second factor -------------------------------------------------------------------------------------


def test_who_has_a_device_is_asked_for_a_code_and_a_code_counts_once(
    server: ServerInThread, account: AccountUnderTest, browser: Browser, user: str
) -> None:
    device = a_device(account, user)
    page = browser.sign_in(user)
    assert page.body["status"] == "MFA_REQUIRED"
    assert page.body["devices"] == {"code": [{"type": "virtual", "serialNumber": device.serial}]}
    assert page.header("set-cookie") is None
    text = fresh(device, server)
    shown = {"ticket": page.body["ticket"], "serialNumber": device.serial, "code": text}
    again = Browser(server).sign_in(user).body["ticket"]
    assert browser.post("mfa", shown).body["session"]["mfa"] is True
    assert Browser(server).post("mfa", {**shown, "ticket": again}).status == 403
    assert Browser(server).post("mfa", {**shown, "code": fresh(device, server)}).error[2].startswith("This sign-in")
    assert sorted(named(server, "ConsoleLogin", user)) == ["Failure", "Success"]
    used = [event for event in server.events() if event["eventName"] == "ConsoleLogin"]
    own = [event for event in used if event["userIdentity"].get("userName") == user]
    assert {event["additionalEventData"]["MFAUsed"] for event in own} == {"Yes"}


def test_credentials_tell_of_the_second_factor(
    server: ServerInThread, account: AccountUnderTest, browser: Browser, user: str
) -> None:
    with_mfa = allow("iam:ListUsers", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})
    account.iam.put_user_policy(UserName=user, PolicyName="p", PolicyDocument=document(with_mfa))
    before = Browser(server)
    before.sign_in(user)
    assert code(before.actor().client("iam").list_users) == "AccessDenied"
    device = a_device(account, user)
    ticket = browser.sign_in(user).body["ticket"]
    browser.post("mfa", {"ticket": ticket, "serialNumber": device.serial, "code": fresh(device, server)})
    browser.actor().client("iam").list_users()


def test_only_the_users_own_devices_count(
    server: ServerInThread, account: AccountUnderTest, browser: Browser, user: str
) -> None:
    a_device(account, user)
    other = a_device(account, a_user(account))
    ticket = browser.sign_in(user).body["ticket"]
    page = browser.post("mfa", {"ticket": ticket, "serialNumber": other.serial, "code": fresh(other, server)})
    assert page.status == 403


def test_a_ticket_is_good_for_its_step_its_time_and_the_password_that_was_shown(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with server_in_thread(tmp_path_factory.mktemp("tickets")) as server:
        account = first_account(server)
        user = a_user(account)
        device = a_device(account, user)

        def ticket() -> str:
            text: str = Browser(server).sign_in(user).body["ticket"]
            return text

        def shown(text: str) -> Page:
            body = {"ticket": text, "serialNumber": device.serial, "code": fresh(device, server)}
            return Browser(server).post("mfa", body)

        first, second, third = ticket(), ticket(), ticket()
        change = {"ticket": first, "oldPassword": PASSWORD, "newPassword": NEXT}
        assert Browser(server).post("new-password", change).status == 403
        account.iam.update_login_profile(UserName=user, Password=NEXT)
        assert shown(second).status == 403
        account.iam.update_login_profile(UserName=user, Password=PASSWORD)
        assert shown(third).status == 403  # the same password, set anew, is another one
        fourth = ticket()
        server.advance(TICKET_LIFE)
        assert shown(fourth).status == 403
        assert shown(ticket()).status == 200


# -- passwords that are due ----------------------------------------------------------------------------


def test_a_password_that_must_be_changed_is_changed_by_the_rules_of_change_password(
    server: ServerInThread, account: AccountUnderTest
) -> None:
    user = a_user(account, PasswordResetRequired=True)
    account.iam.put_user_policy(UserName=user, PolicyName="own", PolicyDocument=document(allow("iam:ChangePassword")))
    browser = Browser(server)
    page = browser.sign_in(user)
    assert page.body["status"] == "NEW_PASSWORD_REQUIRED"
    assert page.header("set-cookie") is None
    change = {"ticket": page.body["ticket"], "oldPassword": PASSWORD}
    assert browser.post("new-password", {**change, "newPassword": "short"}).error[:2] == (
        400,
        "PasswordPolicyViolation",
    )
    assert browser.post("new-password", {**change, "newPassword": PASSWORD}).error[:2] == (
        400,
        "PasswordPolicyViolation",
    )
    done = browser.post("new-password", {**change, "newPassword": NEXT})
    assert done.body["status"] == "SIGNED_IN"
    assert browser.actor().arn.endswith(f":user/{user}")
    assert Browser(server).sign_in(user).error == WRONG
    assert Browser(server).sign_in(user, NEXT).body["status"] == "SIGNED_IN"
    assert named(server, "PasswordUpdated", user).count("Success") == 1
    assert Browser(server).post("new-password", {**change, "newPassword": "Third-horse-3"}).status == 403


def test_who_may_not_change_the_password_stays_outside(server: ServerInThread, account: AccountUnderTest) -> None:
    user = a_user(account, PasswordResetRequired=True)
    ticket = Browser(server).sign_in(user).body["ticket"]
    change = {"ticket": ticket, "oldPassword": PASSWORD, "newPassword": NEXT}
    page = Browser(server).post("new-password", change)
    assert page.error[:2] == (403, "AccessDenied")
    assert "iam:ChangePassword" in page.error[2]
    assert Browser(server).sign_in(user, NEXT).error == WRONG


def test_a_wrong_old_password_uses_the_ticket_up(server: ServerInThread, account: AccountUnderTest) -> None:
    user = a_user(account, PasswordResetRequired=True)
    account.iam.put_user_policy(UserName=user, PolicyName="own", PolicyDocument=document(allow("iam:ChangePassword")))
    ticket = Browser(server).sign_in(user).body["ticket"]
    change = {"ticket": ticket, "newPassword": NEXT}
    assert Browser(server).post("new-password", {**change, "oldPassword": "wrong"}).status == 403
    assert Browser(server).post("new-password", {**change, "oldPassword": PASSWORD}).status == 403
    assert Browser(server).sign_in(user).body["status"] == "NEW_PASSWORD_REQUIRED"


def test_an_old_password_is_due_and_with_hard_expiry_a_dead_end(
    server: ServerInThread, account: AccountUnderTest, user: str
) -> None:
    policy = {"MaxPasswordAge": 90, "AllowUsersToChangePassword": True}
    account.iam.update_account_password_policy(**policy)
    try:
        age(server, user, 90 * DAY - 3_600)
        assert Browser(server).sign_in(user).body["status"] == "SIGNED_IN"
        age(server, user, 3_600)
        assert Browser(server).sign_in(user).body["status"] == "NEW_PASSWORD_REQUIRED"
        account.iam.update_account_password_policy(**policy, HardExpiry=True)
        assert Browser(server).sign_in(user).error == (
            403,
            "AccessDenied",
            "Your password has expired. Ask an administrator to set a new one.",
        )
        assert Browser(server).sign_in(user, "wrong").error == WRONG
        account.iam.update_account_password_policy(**policy)
        browser = Browser(server)
        ticket = browser.sign_in(user).body["ticket"]
        change = {"ticket": ticket, "oldPassword": PASSWORD, "newPassword": NEXT}
        assert browser.post("new-password", change).body["status"] == "SIGNED_IN"
    finally:
        account.iam.delete_account_password_policy()


def test_the_second_factor_comes_before_the_new_password_and_lasts(
    server: ServerInThread, account: AccountUnderTest
) -> None:
    user = a_user(account, PasswordResetRequired=True)
    account.iam.put_user_policy(UserName=user, PolicyName="own", PolicyDocument=document(allow("iam:ChangePassword")))
    device, browser = a_device(account, user), Browser(server)
    ticket = browser.sign_in(user).body["ticket"]
    page = browser.post("mfa", {"ticket": ticket, "serialNumber": device.serial, "code": fresh(device, server)})
    assert page.body["status"] == "NEW_PASSWORD_REQUIRED"
    change = {"ticket": page.body["ticket"], "oldPassword": PASSWORD, "newPassword": NEXT}
    assert browser.post("new-password", change).body["session"]["mfa"] is True
