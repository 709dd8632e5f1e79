"""Passwords through boto3: what the policy asks for, who may change which, and that nothing of them is ever seen."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from ostiary.authn import guesses
from tests.support.accounts import complaint
from tests.support.browser import Browser
from tests.support.server import ServerInThread, server_in_thread

GOOD, BETTER = "A-g00d-password", "An-even-better-0ne"
POLICY = "PasswordPolicyViolation"


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerInThread]:
    with server_in_thread(tmp_path_factory.mktemp("passwords")) as running:
        running.client("iam").create_user(UserName="alice")
        yield running


def document(effect: str, *actions: str) -> str:
    statement = {"Effect": effect, "Action": list(actions), "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": statement})


def alice(server: ServerInThread, *actions: str) -> Any:
    """Return a client of alice, who may do *actions*."""
    iam = server.client("iam")
    if actions:
        iam.put_user_policy(UserName="alice", PolicyName="own", PolicyDocument=document("Allow", *actions))
    key = iam.create_access_key(UserName="alice")["AccessKey"]
    return server.client("iam", key["AccessKeyId"], key["SecretAccessKey"])


def test_a_password_is_set_shown_as_being_there_and_taken_away(server: ServerInThread) -> None:
    iam = server.client("iam")
    assert complaint(iam.get_login_profile, UserName="alice") == (
        "NoSuchEntity",
        "Login Profile for User alice cannot be found.",
    )
    made = iam.create_login_profile(UserName="alice", Password=GOOD, PasswordResetRequired=True)["LoginProfile"]
    assert (made["UserName"], made["PasswordResetRequired"]) == ("alice", True)
    assert complaint(iam.create_login_profile, UserName="alice", Password=GOOD) == (
        "EntityAlreadyExists",
        "Login Profile for user alice already exists.",
    )
    iam.update_login_profile(UserName="alice", PasswordResetRequired=False)
    assert iam.get_login_profile(UserName="alice")["LoginProfile"]["PasswordResetRequired"] is False
    assert iam.get_account_summary()["SummaryMap"]["AccountPasswordPresent"] == 0
    assert complaint(iam.delete_user, UserName="alice") == (
        "DeleteConflict",
        "Cannot delete entity, must delete login profile first.",
    )
    iam.delete_login_profile(UserName="alice")
    assert complaint(iam.delete_login_profile, UserName="alice")[0] == "NoSuchEntity"
    iam.delete_user(UserName="alice")


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("A-g00d", "Password should have a minimum length of 8"),
        (
            "aaaaaaaaa1",
            (
                "Password should meet 1 more of the following requirements: Password should have at least one "
                "uppercase letter, Password should have at least one symbol"
            ),
        ),
        (
            "aaaaaaaaa",
            (
                "Password should meet 2 more of the following requirements: Password should have at least one "
                "uppercase letter, Password should have at least one symbol, Password should have at least one number"
            ),
        ),
    ],
)
def test_the_thirty_9_without_a_policy_of_its_own_an_account_has_the_built_in_one(
    server: ServerInThread, password: str, says: str
) -> None:
    iam = server.client("iam")
    revision = server.revision
    assert complaint(iam.create_login_profile, UserName="alice", Password=password) == (POLICY, says)
    assert server.revision == revision


def test_the_thirty_9_a_password_obeys_the_policy_of_the_account(server: ServerInThread) -> None:
    iam = server.client("iam")
    iam.update_account_password_policy(
        MinimumPasswordLength=12, RequireSymbols=True, RequireNumbers=True, RequireUppercaseCharacters=True
    )
    create, revision = iam.create_login_profile, server.revision
    for password, says in (
        ("A-g00d-pass", "Password should have a minimum length of 12"),
        ("a good passw0rt", "one uppercase letter, Password should have at least one symbol"),
        ("A-good-password", "Password should have at least one number"),
    ):
        code, message = complaint(create, UserName="alice", Password=password)
        assert (code, says in message) == (POLICY, True), message
    assert server.revision == revision
    create(UserName="alice", Password="A-G00D-PASSWORD")  # no lower case is asked for
    assert complaint(iam.update_login_profile, UserName="alice", Password="short")[0] == POLICY


def test_the_thirty_10_the_old_password_is_checked(server: ServerInThread) -> None:
    iam = server.client("iam")
    own = alice(server, "iam:ChangePassword")
    assert complaint(own.change_password, OldPassword=GOOD, NewPassword=BETTER)[0] == "NoSuchEntity"
    iam.create_login_profile(UserName="alice", Password=GOOD, PasswordResetRequired=True)
    revision = server.revision
    assert complaint(own.change_password, OldPassword=BETTER, NewPassword=BETTER) == (
        "AccessDenied",
        "The old password was incorrect.",
    )
    assert complaint(own.change_password, OldPassword=GOOD, NewPassword="short")[0] == POLICY
    assert complaint(iam.change_password, OldPassword=GOOD, NewPassword=BETTER) == (
        "InvalidUserType",
        "Only IAM Users can change their own password",
    )
    assert server.revision == revision + 3  # two guesses were counted before they were looked at, one given back
    own.change_password(OldPassword=GOOD, NewPassword=BETTER)
    assert complaint(own.change_password, OldPassword=GOOD, NewPassword=BETTER)[0] == "AccessDenied"
    assert iam.get_login_profile(UserName="alice")["LoginProfile"]["PasswordResetRequired"] is False


def test_threat_36_old_passwords_are_not_guessed_and_to_guess_them_bars_nobody_from_signing_in(
    server: ServerInThread,
) -> None:
    own = alice(server, "iam:ChangePassword")
    server.client("iam").create_login_profile(UserName="alice", Password=GOOD)

    def guess(password: str) -> tuple[str, str]:
        return complaint(own.change_password, OldPassword=password, NewPassword=BETTER)

    wrong = [guess(f"wrong-{number}") for number in range(guesses.FREE + 1)]
    assert {*wrong, guess(GOOD)} == {("AccessDenied", guesses.INCORRECT)}  # the right one is not looked at
    assert Browser(server).sign_in("alice", GOOD).status == 200
    server.advance(guesses.FIRST_WAIT)
    for _ in range(guesses.FREE + 1):  # that a new password does not do is no guess
        assert complaint(own.change_password, OldPassword=GOOD, NewPassword="short")[0] == POLICY
    own.change_password(OldPassword=GOOD, NewPassword=BETTER)
    assert complaint(own.change_password, OldPassword=GOOD, NewPassword=BETTER)[1] == guesses.INCORRECT
    own.change_password(OldPassword=BETTER, NewPassword=GOOD)  # the count began anew


def test_the_thirty_11_a_shortest_length_of_five_is_refused(server: ServerInThread) -> None:
    iam = server.client("iam")
    assert complaint(iam.update_account_password_policy, MinimumPasswordLength=5)[0] == "ValidationError"
    assert complaint(iam.get_account_password_policy)[0] == "NoSuchEntity"


def test_the_policy_has_no_partial_update(server: ServerInThread) -> None:
    iam = server.client("iam")
    iam.update_account_password_policy(
        MinimumPasswordLength=20, RequireSymbols=True, MaxPasswordAge=90, PasswordReusePrevention=5, HardExpiry=True
    )
    shown = iam.get_account_password_policy()["PasswordPolicy"]
    assert (shown["ExpirePasswords"], shown["MaxPasswordAge"], shown["PasswordReusePrevention"]) == (True, 90, 5)
    iam.update_account_password_policy(RequireNumbers=True)
    assert iam.get_account_password_policy()["PasswordPolicy"] == {
        "MinimumPasswordLength": 6,
        "RequireSymbols": False,
        "RequireNumbers": True,
        "RequireUppercaseCharacters": False,
        "RequireLowercaseCharacters": False,
        "AllowUsersToChangePassword": False,
        "ExpirePasswords": False,
        "HardExpiry": False,
    }
    iam.delete_account_password_policy()
    assert complaint(iam.delete_account_password_policy)[0] == "NoSuchEntity"


def test_passwords_that_were_used_are_refused_as_often_as_the_policy_says(server: ServerInThread) -> None:
    iam = server.client("iam")
    iam.create_login_profile(UserName="alice", Password=GOOD)
    iam.update_account_password_policy(MinimumPasswordLength=8, PasswordReusePrevention=2)
    iam.update_login_profile(UserName="alice", Password=BETTER)
    for used in (GOOD, BETTER):
        assert complaint(iam.update_login_profile, UserName="alice", Password=used) == (
            POLICY,
            "Password does not conform to the account password policy.",
        )
    iam.update_login_profile(UserName="alice", Password="A-third-0ne")
    iam.update_login_profile(UserName="alice", Password=GOOD)


def test_the_policy_may_let_every_user_change_its_own_password(server: ServerInThread) -> None:
    iam = server.client("iam")
    iam.create_user(UserName="bob")
    iam.create_login_profile(UserName="alice", Password=GOOD)
    own = alice(server)
    assert complaint(own.change_password, OldPassword=GOOD, NewPassword=BETTER)[0] == "AccessDenied"
    iam.update_account_password_policy(AllowUsersToChangePassword=True)
    own.change_password(OldPassword=GOOD, NewPassword=BETTER)
    assert own.get_account_password_policy()["PasswordPolicy"]["AllowUsersToChangePassword"] is True
    assert complaint(own.update_login_profile, UserName="bob", Password=GOOD)[0] == "AccessDenied"
    iam.put_user_policy(UserName="alice", PolicyName="not", PolicyDocument=document("Deny", "iam:ChangePassword"))
    assert complaint(own.change_password, OldPassword=BETTER, NewPassword=GOOD)[0] == "AccessDenied"


def test_of_two_who_change_one_password_at_once_none_is_lost(server: ServerInThread) -> None:
    iam = server.client("iam")
    iam.create_login_profile(UserName="alice", Password=GOOD)
    own = alice(server, "iam:ChangePassword")
    outcomes: list[str] = []

    def change(new: str) -> None:
        try:
            own.change_password(OldPassword=GOOD, NewPassword=new)
            outcomes.append("changed")
        except ClientError as error:
            outcomes.append(error.response["Error"]["Code"])

    threads = [threading.Thread(target=change, args=(f"A-new-passw0rd-{n}",)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["AccessDenied", "changed"]


def test_threat_40_a_password_is_nowhere_in_clear(server: ServerInThread) -> None:
    iam = server.client("iam")
    iam.create_login_profile(UserName="alice", Password=GOOD)
    alice(server, "iam:ChangePassword").change_password(OldPassword=GOOD, NewPassword=BETTER)
    with server.running._installation.store.read() as view:
        user = view.users.get(server.account, "alice")
        assert user is not None
        kept = view.login_profiles.by_id(user.id)
    assert kept is not None
    assert kept.hash.startswith("$argon2id$")
    files = [path for path in server.data_dir.rglob("*") if path.is_file()]
    assert [path for path in files for secret in (GOOD, BETTER) if secret.encode() in path.read_bytes()] == []
