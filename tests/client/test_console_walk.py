"""The console in a real browser: from the root user's first sign-in to people who work with what they may."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from pyotp import TOTP

from tests.support.browser import PASSWORD, Browser
from tests.support.console import EMAIL, Answer, Stage, stage_in

pytestmark = pytest.mark.timeout(300)

STATEMENTS = {
    "sts": ("sts:AssumeRole", "*"),
    "own": ("iam:*VirtualMFADevice", "arn:aws:iam::*:mfa/*"),
    "enable": ("iam:*MFADevice*", "arn:aws:iam::*:user/${aws:username}"),
}


def policy(*, misspelt: bool = False) -> str:
    """Return what the user may do for herself, indented; *misspelt*, the first action is none."""
    statements = [
        {"Effect": "Allow", "Action": action, "Resource": resource} for action, resource in STATEMENTS.values()
    ]
    if misspelt:
        statements[0]["Action"] = "sts:AssumeRoll"
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=2)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with stage_in(tmp_path_factory.mktemp("console")) as stage:
        yield stage


def codes(stage: Stage, seed: str) -> list[str]:
    """Return two codes in a row, from the one of now by the server's clock."""
    step = int(stage.server.clock()) // 30
    return [TOTP(seed).generate_otp(step + number) for number in range(2)]


def test_everybody_goes_this_way_once(stage: Stage) -> None:
    iam = stage.account.iam
    assert stage.play("walk/root", everywhere=False, policy=policy(), wrongPolicy=policy(misspelt=True)) == {}
    assert [group["GroupName"] for group in iam.list_groups_for_user(UserName="tara")["Groups"]] == ["testers"]
    attached = iam.list_attached_group_policies(GroupName="testers")["AttachedPolicies"]
    assert [one["PolicyName"] for one in attached] == ["AmazonS3ReadOnlyAccess"]

    answers: dict[str, Answer] = {
        "codes": lambda seed: codes(stage, seed),
        "two minutes later": lambda _: stage.server.advance(120),  # the codes that assigned the device are used up
    }
    told = stage.play("walk/user", everywhere=False, answers=answers)
    assert told == {"mfa": True}
    assert len(iam.list_mfa_devices(UserName="tara")["MFADevices"]) == 2

    def sign_out_everywhere(_: str) -> None:
        elsewhere = Browser(stage.server)
        elsewhere.post("authenticate", {"email": EMAIL, "password": PASSWORD})
        assert elsewhere.post("sign-out-everywhere").status == 200

    assert stage.play("walk/end", everywhere=False, answers={"the session ends": sign_out_everywhere}) == {}
    assert iam.list_users()["Users"] == []
