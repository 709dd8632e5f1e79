"""The console in a real browser: people look after what they sign in with, and after what users sign in with."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import pytest
from pyotp import TOTP

from tests.support.console import Stage, stage_in

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A server with an administrator."""
    with stage_in(tmp_path_factory.mktemp("console")) as stage:
        stage.administrator()
        yield stage


def codes_of(stage: Stage, seed: str) -> list[str]:
    """Return two codes in a row of a device, by the server's clock."""
    step = int(stage.server.clock()) // 30
    return [TOTP(seed).generate_otp(step + number) for number in range(2)]


def test_somebody_makes_an_access_key_and_deletes_it(stage: Stage) -> None:
    told = stage.play("credentials/keys")
    assert told["file"]["name"] == "ada_accessKeys.csv"
    header, (key_id, secret), *rest = csv.reader(told["file"]["text"].splitlines())
    assert (header, key_id, rest) == (["Access key ID", "Secret access key"], told["id"], [])
    assert secret not in told["kept"]
    keys = stage.account.iam.list_access_keys(UserName="ada")["AccessKeyMetadata"]
    assert key_id not in [key["AccessKeyId"] for key in keys]
    assert stage.account.iam.list_user_tags(UserName="ada")["Tags"] == []


def test_somebody_assigns_an_app_resyncs_and_removes_it(stage: Stage) -> None:
    answers = {"codes": lambda seed: codes_of(stage, seed), "wait": lambda _: stage.server.advance(120)}
    stage.play("credentials/devices", answers=answers)
    assert stage.account.iam.list_virtual_mfa_devices()["VirtualMFADevices"] == []


def test_somebody_assigns_a_passkey(stage: Stage) -> None:
    stage.play("credentials/passkey")
    (device,) = stage.account.iam.list_mfa_devices(UserName="ada")["MFADevices"]
    assert ":u2f/user/ada/key-" in device["SerialNumber"]
    stage.account.iam.deactivate_mfa_device(UserName="ada", SerialNumber=device["SerialNumber"])
