"""The console in a real browser: people sign in by every way there is, are refused, and find the way back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.accounts import allow, first_account, trust
from tests.support.browser import PASSWORD, Browser
from tests.support.console import Stage, stage_in
from tests.support.mfa import enabled
from tests.support.terminal import Terminal

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

NEW_PASSWORD = "Battery-staple-2"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A server whose account has some users."""
    with stage_in(tmp_path_factory.mktemp("console")) as stage:
        iam = stage.account.iam
        stage.account.user("bob", allow("s3:GetObject"))
        for group in ("admins", "readers", "writers"):
            iam.create_group(GroupName=group)
            iam.add_user_to_group(UserName="bob", GroupName=group)
        stage.person("lena", allow("signin:AuthorizeOAuth2Access"))
        stage.person("kim", allow("iam:EnableMFADevice", "arn:aws:iam::*:user/${aws:username}"))
        stage.person("tess", allow("iam:List*"))
        stage.account.user("mira", allow(["iam:ChangePassword", "sts:AssumeRole"]))
        iam.create_login_profile(UserName="mira", Password=PASSWORD, PasswordResetRequired=True)
        iam.create_role(RoleName="operator", AssumeRolePolicyDocument=trust(stage.server.account))
        yield stage


def test_somebody_signs_in_with_a_code_and_comes_to_where_they_wanted(stage: Stage) -> None:
    device = enabled(first_account(stage.server).iam, "tess", "phone")
    stage.server.advance(120)  # the codes that enabled it are used up
    (code,) = device.codes(1, now=stage.server.clock())
    assert stage.play("signin/code", code=code) == {"cookies": ""}  # no script sees the one that signs in


def test_root_signs_in_looks_at_the_users_deletes_one_and_signs_out(stage: Stage) -> None:
    assert stage.play("signin/root") == {"place": f"{stage.base}/signin"}
    names = [user["UserName"] for user in stage.server.client("iam").list_users()["Users"]]
    assert names == ["kim", "lena", "mira", "tess"]


def test_a_user_changes_a_password_that_is_due_is_refused_and_acts_as_a_role(stage: Stage) -> None:
    assert stage.play("signin/user", newPassword=NEW_PASSWORD) == {"filledIn": stage.server.account}


def test_who_is_sent_from_a_terminal_comes_back_to_its_question(stage: Stage) -> None:
    target = Terminal(Browser(stage.server)).target()
    assert stage.play("signin/terminal", target=target) == {"place": stage.base + target}


def test_somebody_signs_in_with_a_passkey_and_is_sent_to_no_other_place(stage: Stage) -> None:
    assert stage.play("signin/passkey") == {"mfa": True}
