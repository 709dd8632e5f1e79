"""Every client by every way to credentials: the chains of botocore, the AWS CLI and the JavaScript SDK."""

from __future__ import annotations

import json
import shlex
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.accounts import AccountUnderTest, Actor, allow, document, first_account, trust
from tests.support.agent import (
    OSTIARY,
    PYTHON,
    agent,
    at_a_terminal,
    cli,
    cli_caller,
    node_caller,
    own_environment,
    python_caller,
)
from tests.support.issuer import CLIENT, Issuer
from tests.support.mfa import Device, enable
from tests.support.server import ServerInThread, server_in_thread

Caller = Callable[[Mapping[str, str]], str]

CALLERS: dict[str, Caller] = {"botocore": python_caller, "cli": cli_caller, "javascript": node_caller}


@dataclass(frozen=True)
class House:
    """A user with a device, and roles that trust it, its device, or an issuer."""

    server: ServerInThread
    account: AccountUnderTest
    user: Actor
    device: Device
    issuer: Issuer
    roles: Mapping[str, str]

    def arn(self, role: str, session: str = "here") -> str:
        return f"arn:aws:sts::{self.account.number}:assumed-role/{role}/{session}"

    def code(self) -> str:
        """Return a code that was not shown yet."""
        self.server.advance(60)
        return self.device.codes(1, now=self.server.clock())[0]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("chains")
    with Issuer(folder, tls=False) as issuer:
        url = f"localhost:{issuer.port}"
        issuer.issuer = f"http://{url}"
        settings = {"federation_private_hosts": "localhost", "federation_http_issuers": url}
        with server_in_thread(folder, **settings) as server:
            account = first_account(server)
            user = account.user("mira", allow("sts:AssumeRole"))
            device = Device(account.iam, "phone")
            enable(account.iam, "mira", device)
            provider = account.iam.create_open_id_connect_provider(Url=f"https://{url}", ClientIDList=[CLIENT])
            bearer = {"Federated": provider["OpenIDConnectProviderArn"]}
            condition = {"StringEquals": {f"{url}:aud": CLIENT, f"{url}:sub": "subject"}}
            action = {"Action": "sts:AssumeRoleWithWebIdentity", "Condition": condition}
            with_code = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
            trusts = {
                "plain": trust(user.arn),
                "careful": trust(user.arn, Condition=with_code),
                "pod": document({"Effect": "Allow", "Principal": bearer, **action}),
            }
            roles = {name: account.role(name, document_) for name, document_ in trusts.items()}
            yield House(server, account, user, device, issuer, roles)


@pytest.fixture
def here(house: House, tmp_path: Path) -> dict[str, str]:
    """The environment of a program that has no keys, and knows where the server is."""
    return own_environment(tmp_path) | {"AWS_ENDPOINT_URL_STS": house.server.endpoint}


def with_keys(house: House, here: Mapping[str, str]) -> dict[str, str]:
    return {**here, **dict(zip(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), house.user.keys, strict=True))}


def with_profiles(house: House, folder: Path, *lines: str) -> None:
    """Write a profile `key` with the user's key, and the default profile of these lines."""
    home = folder / ".aws"
    home.mkdir()
    id_, secret = house.user.keys
    (home / "credentials").write_text(f"[key]\naws_access_key_id = {id_}\naws_secret_access_key = {secret}\n")
    (home / "config").write_text("\n".join(["[default]", "region = us-east-1", *lines, ""]))


@pytest.mark.parametrize("name", CALLERS)
def test_an_access_key(house: House, here: dict[str, str], name: str) -> None:
    assert CALLERS[name](with_keys(house, here)) == house.user.arn


@pytest.mark.parametrize("name", CALLERS)
def test_a_role_by_a_source_profile(house: House, here: dict[str, str], name: str, tmp_path: Path) -> None:
    role = house.roles["plain"]
    with_profiles(house, tmp_path, f"role_arn = {role}", "source_profile = key", "role_session_name = here")
    assert CALLERS[name](here) == house.arn("plain")


@pytest.mark.parametrize("name", CALLERS)
def test_a_role_that_demands_a_code_by_a_source_profile(
    house: House, here: dict[str, str], name: str, tmp_path: Path
) -> None:
    lines = ("source_profile = key", "role_session_name = here", f"mfa_serial = {house.device.serial}")
    with_profiles(house, tmp_path, f"role_arn = {house.roles['careful']}", *lines)
    code = house.code()
    if name == "javascript":  # a program gives it the code; the others ask whoever sits there
        found = node_caller(here | {"MFA_CODE": code})
    else:
        command = PYTHON if name == "botocore" else cli()
        printed = at_a_terminal(command, here, "MFA code for", code).strip()
        found = printed if name == "botocore" else json.loads(printed)["Arn"]
    assert found == house.arn("careful")


@pytest.mark.parametrize("name", CALLERS)
def test_a_credential_process(house: House, here: dict[str, str], name: str, tmp_path: Path) -> None:
    words = ("credentials", "--role", house.roles["plain"], "--profile", "key", "--session-name", "here")
    with_profiles(house, tmp_path, f"credential_process = {shlex.join([*OSTIARY, *words])}")
    assert CALLERS[name](here) == house.arn("plain")


@pytest.mark.parametrize("name", CALLERS)
def test_a_container_endpoint(house: House, here: dict[str, str], name: str, tmp_path: Path) -> None:
    words = ("--role", house.roles["plain"], "--session-name", "here")
    with agent(tmp_path, with_keys(house, here), *words) as running:
        assert CALLERS[name](here | running.exports) == house.arn("plain")


@pytest.mark.parametrize("name", CALLERS)
def test_instance_metadata(house: House, here: dict[str, str], name: str, tmp_path: Path) -> None:
    words = ("--role", house.roles["plain"], "--session-name", "here", "--metadata")
    with agent(tmp_path, with_keys(house, here), *words) as running:
        asking = here | running.exports | {"AWS_EC2_METADATA_DISABLED": "false"}
        assert CALLERS[name](asking) == house.arn("plain")


@pytest.mark.parametrize("name", CALLERS)
def test_a_web_identity_token_in_a_file(house: House, here: dict[str, str], name: str, tmp_path: Path) -> None:
    now = int(time.time())
    (tmp_path / "token").write_text(house.issuer.token(iat=now, exp=now + 3_600).reveal())
    asking = here | {
        "AWS_ROLE_ARN": house.roles["pod"],
        "AWS_ROLE_SESSION_NAME": "here",
        "AWS_WEB_IDENTITY_TOKEN_FILE": str(tmp_path / "token"),
    }
    assert CALLERS[name](asking) == house.arn("pod")
