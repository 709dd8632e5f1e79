"""A passkey in a real browser, with a virtual authenticator: registered, and shown at the next sign-in."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.support.accounts import Actor, allow, first_account
from tests.support.browser import PASSWORD
from tests.support.parts import ROOT, debian_program, node
from tests.support.process import free_port
from tests.support.server import server_in_thread

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]


def test_a_person_registers_a_passkey_and_signs_in_with_it(tmp_path: Path) -> None:
    port = free_port()
    base = f"http://localhost:{port}"  # where browsers let passkeys be used without TLS
    with server_in_thread(tmp_path, port=str(port), public_url=base) as server:
        account = first_account(server)
        own = allow("iam:EnableMFADevice", "arn:aws:iam::*:user/${aws:username}")
        with_mfa = {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}
        account.user("mira", own, allow("iam:ListUsers", **with_mfa))
        account.iam.create_login_profile(UserName="mira", Password=PASSWORD)
        script = str(ROOT / "tests/node/passkey.mjs")
        command = ["node", script, base, account.number, "mira", PASSWORD, debian_program("chromium", "chromium")]
        done = subprocess.run(command, cwd=node(), capture_output=True, text=True, check=False, timeout=200)
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        assert (told["first"], told["out"], told["asked"]) == ("SIGNED_IN", "SIGNED_OUT", "MFA_REQUIRED")
        assert told["registered"]["serialNumber"].startswith(f"arn:aws:iam::{account.number}:u2f/user/mira/chromium-")
        assert told["second"]["session"]["mfa"] is True
        assert told["cookies"] == ""  # no script sees the one that signs in
        made = told["credentials"]
        actor = Actor(server, (made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"]))
        assert actor.arn == account.arn("user/mira")
        actor.client("iam").list_users()
