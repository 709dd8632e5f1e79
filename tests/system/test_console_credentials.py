"""The console in a real browser: people look after what they sign in with, and after what users sign in with."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from pyotp import TOTP

from tests.support.accounts import allow, code, complaint, document, trust
from tests.support.browser import Browser
from tests.support.certificates import of_today, rsa_key, ssh_text
from tests.support.console import Stage, stage_in

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A server with an administrator, people who may less, a group and a role."""
    with stage_in(tmp_path_factory.mktemp("console")) as stage:
        stage.administrator()
        stage.person("pia", allow(["iam:ChangePassword", "iam:GetAccountPasswordPolicy"]))
        stage.person("hal", allow(["iam:CreateUser", "iam:Get*", "iam:List*"]))
        stage.account.iam.create_group(GroupName="devs")
        stage.account.iam.create_role(RoleName="operator", AssumeRolePolicyDocument=trust(stage.server.account))
        yield stage


def codes_of(stage: Stage, seed: str) -> list[str]:
    """Return two codes in a row of a device, by the server's clock."""
    step = int(stage.server.clock()) // 30
    return [TOTP(seed).generate_otp(step + number) for number in range(2)]


def test_console_access_is_given_and_taken_with_the_sessions(stage: Stage) -> None:
    # It comes first: the console asks for the time, and is told that of the machine, which no test moves on.
    keys = stage.account.user("sven", allow("iam:GetUser"))
    browser = Browser(stage.server)

    def sign_in(password: str) -> None:
        assert browser.sign_in("sven", password).body["status"] == "SIGNED_IN"
        assert browser.actor().client("iam").get_user()["User"]["UserName"] == "sven"

    told = stage.play("credentials/manage", answers={"sign in": sign_in})
    assert len(told["first"]) == 20
    assert "with an explicit deny" in complaint(browser.actor().client("iam").get_user)[1]
    assert keys.client("iam").get_user()["User"]["UserName"] == "sven"
    assert "console access" in told["focused"]
    assert code(stage.account.iam.get_login_profile, UserName="sven") == "NoSuchEntity"
    assert stage.account.iam.list_user_policies(UserName="sven")["PolicyNames"] == ["AWSRevokeOlderSessions", "own"]


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
    assert stage.play("credentials/devices", answers=answers) == {"focused": "Actions"}
    assert stage.account.iam.list_virtual_mfa_devices()["VirtualMFADevices"] == []


def test_somebody_assigns_a_passkey(stage: Stage) -> None:
    assert stage.play("credentials/passkey") == {}
    (device,) = stage.account.iam.list_mfa_devices(UserName="ada")["MFADevices"]
    assert ":u2f/user/ada/key-" in device["SerialNumber"]
    stage.account.iam.deactivate_mfa_device(UserName="ada", SerialNumber=device["SerialNumber"])


def test_a_user_is_given_a_token_whose_seed_an_operator_imported(stage: Stage) -> None:
    serial, seed = "GAHT12345678", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    stage.account.user("tom")
    installation = stage.server.running._installation
    installation.devices.import_(stage.server.account, f"{serial},{seed}\n", installation.now)
    assert (
        stage.play("credentials/token", answers={"codes": lambda seed: codes_of(stage, seed)}, serial=serial, seed=seed)
        == {}
    )
    (device,) = stage.account.iam.list_mfa_devices(UserName="tom")["MFADevices"]
    assert device["SerialNumber"] == serial


def test_somebody_keeps_keys_for_ssh_passwords_of_services_and_certificates(stage: Stage) -> None:
    told = stage.play("credentials/others", publicKey=ssh_text(rsa_key()), certificate=of_today("ada").pem)
    iam = stage.account.iam
    (ssh,) = iam.list_ssh_public_keys(UserName="ada")["SSHPublicKeys"]
    assert (ssh["SSHPublicKeyId"], ssh["Status"]) == (told["id"], "Inactive")
    (credential,) = iam.list_service_specific_credentials(UserName="ada")["ServiceSpecificCredentials"]
    first, renewed = (list(csv.reader(told[file]["text"].splitlines())) for file in ("file", "renewed"))
    assert first[0] == ["User name", "Password"]
    assert first[1][0] == renewed[1][0] == credential["ServiceUserName"]
    assert first[1][1] != renewed[1][1]
    assert len(iam.list_signing_certificates(UserName="ada")["Certificates"]) == 1


def test_somebody_changes_the_own_password_and_signs_out_everywhere(stage: Stage) -> None:
    assert stage.play("credentials/password", newPassword="Battery-staple-2") == {}


def test_root_assigns_a_device_and_makes_a_key_all_the_same(stage: Stage) -> None:
    assert stage.play("credentials/root", answers={"codes": lambda seed: codes_of(stage, seed)}) == {}
    (device,) = stage.account.iam.list_virtual_mfa_devices(AssignmentStatus="Assigned")["VirtualMFADevices"]
    assert device["User"]["Arn"].endswith(":root")
    assert stage.account.iam.get_account_summary()["SummaryMap"]["AccountAccessKeysPresent"] == 1


def test_a_user_is_created_and_signs_in_with_the_password_that_was_made(stage: Stage) -> None:
    told = stage.play("credentials/create")
    assert told["file"]["name"] == "nora_credentials.csv"
    header, (name, password, url) = csv.reader(told["file"]["text"].splitlines())
    assert header == ["User name", "Password", "Console sign-in URL"]
    assert (name, url) == ("nora", f"{stage.base}/{stage.server.account}/console")
    assert told["mail"].startswith("mailto:?subject=")
    assert quote(password) not in told["mail"]
    assert password not in told["mail"] + told["kept"]
    iam = stage.account.iam
    assert iam.get_user(UserName="nora")["User"]["Tags"] == [{"Key": "team", "Value": "blue"}]
    assert [group["GroupName"] for group in iam.list_groups_for_user(UserName="nora")["Groups"]] == ["devs"]
    attached = iam.list_attached_user_policies(UserName="nora")["AttachedPolicies"]
    assert [policy["PolicyName"] for policy in attached] == ["IAMUserChangePassword"]
    step = Browser(stage.server).sign_in("nora", password)
    assert step.body["status"] == "NEW_PASSWORD_REQUIRED"


def test_what_of_a_new_user_failed_is_told_on_its_page_and_tried_again(stage: Stage) -> None:
    def permit(_: str) -> None:
        more = document(allow("iam:AddUserToGroup"))
        stage.account.iam.put_user_policy(UserName="hal", PolicyName="more", PolicyDocument=more)

    assert stage.play("credentials/partly", answers={"allow": permit}) == {"failures": 0}
    groups = stage.account.iam.list_groups_for_user(UserName="otto")["Groups"]
    assert [group["GroupName"] for group in groups] == ["devs"]


def test_the_last_roles_are_in_the_account_menu(stage: Stage) -> None:
    assert stage.play("credentials/roles") == {}
