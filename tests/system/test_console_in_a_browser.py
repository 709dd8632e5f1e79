"""The console in a real browser, against a real server: people sign in, look around and change things."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support.accounts import allow, first_account, trust
from tests.support.browser import PASSWORD, Browser
from tests.support.mfa import enabled
from tests.support.parts import ROOT, console, debian_program
from tests.support.process import free_port
from tests.support.server import ServerInThread, server_in_thread
from tests.support.terminal import Terminal

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

EMAIL = "root@example.org"
NEW_PASSWORD = "Battery-staple-2"
PICTURES = ROOT / "artefacts" / "console"


@dataclass(frozen=True, slots=True)
class Stage:
    """A server with a console, and who plays at it."""

    server: ServerInThread
    base: str
    folder: Path
    chromium: str

    def play(self, scene: str, **more: str) -> dict[str, Any]:
        """Play a scene of `tests/browser/console.mjs`, and return what it tells. On no page may anything be wrong."""
        given = {
            "scene": scene,
            "base": self.base,
            "account": self.server.account,
            "chromium": self.chromium,
            "artefacts": str(PICTURES),
            "email": EMAIL,
            "password": PASSWORD,
            **more,
        }
        command = ["node", str(ROOT / "tests/browser/console.mjs"), json.dumps(given)]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False, timeout=240)
        assert done.returncode == 0, done.stderr
        told: dict[str, Any] = json.loads(done.stdout)
        assert told.pop("wrong") == []
        return told


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A server whose account has a root password and some users."""
    folder, chromium, port = console(), debian_program("chromium", "chromium"), free_port()
    PICTURES.mkdir(parents=True, exist_ok=True)
    base = f"http://localhost:{port}"  # where browsers let passkeys be used without TLS
    data, secret = tmp_path_factory.mktemp("console"), {"OSTIARY_ROOT_PASSWORD": PASSWORD}
    with server_in_thread(data, environment=secret, root_email=EMAIL, port=str(port), public_url=base) as server:
        account = first_account(server)
        iam = account.iam
        for group in ("admins", "readers", "writers"):
            iam.create_group(GroupName=group)
        for name, statement in {
            "bob": allow("s3:GetObject"),
            "lena": allow("signin:AuthorizeOAuth2Access"),
            "kim": allow("iam:EnableMFADevice", "arn:aws:iam::*:user/${aws:username}"),
            "mira": allow(["iam:ChangePassword", "sts:AssumeRole"]),
            "tess": allow("iam:List*"),
        }.items():
            account.user(name, statement)
            if name == "bob":
                for group in ("admins", "readers", "writers"):
                    iam.add_user_to_group(UserName=name, GroupName=group)
            else:
                iam.create_login_profile(UserName=name, Password=PASSWORD, PasswordResetRequired=name == "mira")
        iam.create_role(RoleName="operator", AssumeRolePolicyDocument=trust(account.number))
        yield Stage(server, base, folder, chromium)


def test_somebody_signs_in_with_a_code_and_comes_to_where_they_wanted(stage: Stage) -> None:
    device = enabled(first_account(stage.server).iam, "tess", "phone")
    stage.server.advance(120)  # the codes that enabled it are used up
    (code,) = device.codes(1, now=stage.server.clock())
    assert stage.play("code", code=code) == {"cookies": ""}  # no script sees the one that signs in


def test_root_signs_in_looks_at_the_users_deletes_one_and_signs_out(stage: Stage) -> None:
    assert stage.play("root") == {"place": f"{stage.base}/signin"}
    names = [user["UserName"] for user in stage.server.client("iam").list_users()["Users"]]
    assert names == ["kim", "lena", "mira", "tess"]


def test_a_user_changes_a_password_that_is_due_is_refused_and_acts_as_a_role(stage: Stage) -> None:
    assert stage.play("user", newPassword=NEW_PASSWORD) == {"filledIn": stage.server.account}


def test_who_is_sent_from_a_terminal_comes_back_to_its_question(stage: Stage) -> None:
    target = Terminal(Browser(stage.server)).target()
    assert stage.play("terminal", target=target) == {"place": stage.base + target}


def test_somebody_signs_in_with_a_passkey_and_is_sent_to_no_other_place(stage: Stage) -> None:
    assert stage.play("passkey") == {"mfa": True}
