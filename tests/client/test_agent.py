"""`ostiary credentials` and `ostiary agent` with their clients: botocore, the AWS CLI, the JavaScript SDK."""

from __future__ import annotations

import http.client
import json
import shlex
import stat
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from ostiary.agent.credentials import Role
from ostiary.agent.profiles import Profiles
from ostiary.agent.rotation import Rotation
from ostiary.agent.sources import Request, Via, open_source
from ostiary.agent.sts import Sts, Wanted
from tests.support.accounts import AccountUnderTest, Actor, allow, document, first_account, trust
from tests.support.agent import OSTIARY, agent, at_a_terminal, node_caller, own_environment, python_caller
from tests.support.cli import Aws, Keys
from tests.support.issuer import CLIENT, Issuer
from tests.support.mfa import enabled
from tests.support.server import ServerInThread, server_in_thread

Caller = Callable[[Mapping[str, str]], str]

CALLERS = pytest.mark.parametrize("caller", [python_caller, node_caller], ids=["botocore", "javascript"])


@dataclass(frozen=True, slots=True)
class Case:
    """A role that a user may assume, and the environment of somebody with the user's key."""

    account: AccountUnderTest
    role: str
    arn: str
    user_arn: str
    environment: dict[str, str]
    elsewhere: dict[str, str]
    """The environment of a program that has no keys, and knows where the server is."""

    def credentials(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        command = [*OSTIARY, "credentials", "--role", self.role, *arguments]
        environment = self.environment | more
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=100)


@pytest.fixture(scope="module")
def account(ostiary: ServerInThread) -> AccountUnderTest:
    return first_account(ostiary)


@pytest.fixture(scope="module")
def made(ostiary: ServerInThread, account: AccountUnderTest) -> tuple[str, tuple[str, ...], str]:
    user = account.user("node", allow("sts:AssumeRole"))
    return account.role("app", trust(account.number), allow("iam:ListUsers"), Path="/team/"), user.keys, user.arn


@pytest.fixture
def case(
    ostiary: ServerInThread, account: AccountUnderTest, made: tuple[str, tuple[str, ...], str], tmp_path: Path
) -> Case:
    role, (id_, secret), user_arn = made
    elsewhere = own_environment(tmp_path) | {"AWS_ENDPOINT_URL_STS": ostiary.endpoint}
    environment = elsewhere | {"AWS_ACCESS_KEY_ID": id_, "AWS_SECRET_ACCESS_KEY": secret}
    environment["AWS_ROLE_SESSION_NAME"] = "here"
    arn = f"arn:aws:sts::{account.number}:assumed-role/app/here"
    return Case(account, role, arn, user_arn, environment, elsewhere)


def with_process(case: Case, tmp_path: Path) -> dict[str, str]:
    """Return the environment of a program whose default profile has `ostiary credentials` get its credentials."""
    command = shlex.join([*OSTIARY, "credentials", "--role", case.role, "--profile", "key", "--session-name", "here"])
    key = {name.lower(): case.environment[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws/config").write_text(f"[default]\ncredential_process = {command}\n")
    (tmp_path / ".aws/credentials").write_text("[key]\n" + "".join(f"{name} = {key[name]}\n" for name in key))
    return case.elsewhere


@CALLERS
def test_an_sdk_has_its_credentials_by_credential_process(case: Case, caller: Caller, tmp_path: Path) -> None:
    assert caller(with_process(case, tmp_path)) == case.arn


def test_the_aws_cli_has_its_credentials_by_credential_process(
    case: Case, ostiary: ServerInThread, tmp_path: Path
) -> None:
    aws = Aws(ostiary.endpoint, Keys("", ""), extra=with_process(case, tmp_path))
    environment = {name: value for name, value in aws.environment().items() if value or name == "AWS_PAGER"}
    found = [
        json.loads(subprocess.run(["aws", *words], env=environment, capture_output=True, check=True).stdout)
        for words in (["sts", "get-caller-identity"], ["iam", "list-users"])
    ]
    assert found[0]["Arn"] == case.arn
    assert case.user_arn in {user["Arn"] for user in found[1]["Users"]}


@CALLERS
def test_an_sdk_has_its_credentials_by_the_container_endpoint(case: Case, caller: Caller, tmp_path: Path) -> None:
    with agent(tmp_path, case.environment, "--role", case.role) as running:
        assert caller(case.elsewhere | running.exports) == case.arn
        assert "AWS_EC2_METADATA_SERVICE_ENDPOINT" not in running.exports


@CALLERS
def test_an_sdk_has_its_credentials_by_instance_metadata(case: Case, caller: Caller, tmp_path: Path) -> None:
    with agent(tmp_path, case.environment, "--role", case.role, "--metadata") as running:
        asking = case.elsewhere | running.exports | {"AWS_EC2_METADATA_DISABLED": "false"}
        assert caller(asking) == case.arn
        assert "AWS_CONTAINER_CREDENTIALS_FULL_URI" not in running.exports


@CALLERS
def test_an_sdk_with_an_access_key_is_the_user(case: Case, caller: Caller) -> None:
    assert caller(case.environment) == case.user_arn


def test_the_token_of_the_agent_is_its_owners_alone_and_gone_with_it(case: Case, tmp_path: Path) -> None:
    with agent(tmp_path, case.environment, "--role", case.role) as running:
        token = Path(running.exports["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"])
        assert stat.S_IMODE(token.stat().st_mode) == 0o600
        assert len(token.read_text()) >= 32
    assert not token.exists()


def test_credentials_are_remembered_for_the_same_inputs_only(case: Case) -> None:
    first, again = case.credentials(), case.credentials()
    other = case.credentials("--duration", "900")
    assert (first.returncode, first.stderr, again.stdout) == (0, "", first.stdout)
    assert json.loads(other.stdout)["AccessKeyId"] != json.loads(first.stdout)["AccessKeyId"]
    cached = list((Path(case.environment["XDG_CACHE_HOME"]) / "ostiary/credentials").iterdir())
    assert {stat.S_IMODE(file.stat().st_mode) for file in cached} == {0o600}
    assert len(cached) == 2


def test_a_role_that_may_not_be_assumed_is_a_clear_message_and_no_credentials(case: Case) -> None:
    closed = case.account.role("closed", trust(f"arn:aws:iam::{case.account.number}:root"), allow("*"))
    case.account.iam.update_assume_role_policy(
        RoleName="closed", PolicyDocument=trust(case.account.arn("root")).replace('"Allow"', '"Deny"')
    )
    for command in ("credentials", "agent"):
        done = subprocess.run(
            [*OSTIARY, command, "--role", closed],
            env=case.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=100,
        )
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith(
            f"ostiary: AssumeRole of {closed} was refused: AccessDenied: User: {case.user_arn}"
        )
        assert case.environment["AWS_SECRET_ACCESS_KEY"] not in done.stderr


def test_who_does_not_ask_as_an_sdk_on_this_machine_gets_nothing(case: Case, tmp_path: Path) -> None:
    metadata = "/latest/meta-data/iam/security-credentials/app"
    with agent(tmp_path, case.environment, "--role", case.role, "--container", "--metadata") as running:
        token = Path(running.exports["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"]).read_text()
        ttl = {"X-aws-ec2-metadata-token-ttl-seconds": "60"}

        def status(method: str, path: str, **headers: str) -> int:
            with closing(http.client.HTTPConnection(running.url.removeprefix("http://"), timeout=10)) as connection:
                connection.request(method, path, headers={name.replace("_", "-"): headers[name] for name in headers})
                return connection.getresponse().status

        assert status("GET", "/v1/credentials", Authorization=token) == 200
        assert status("GET", "/v1/credentials") == 401
        assert status("GET", "/v1/credentials", Authorization=token[:-1]) == 401
        assert status("GET", "/v1/credentials", Authorization=token, Host="rebound.example") == 400
        assert status("GET", metadata) == 401
        assert status("PUT", "/latest/api/token", **ttl) == 200
        assert status("PUT", "/latest/api/token", X_Forwarded_For="192.0.2.1", **ttl) == 400
        assert status("PUT", "/latest/api/token", Host="rebound.example", **ttl) == 400


def test_a_code_of_the_device_is_asked_for_at_the_terminal(
    ostiary: ServerInThread, account: AccountUnderTest, case: Case, tmp_path: Path
) -> None:
    user = account.user("with-device", allow("sts:AssumeRole"))
    device = enabled(account.iam, "with-device", "with-device")
    with_code = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    role = account.role("careful", trust(user.arn, Condition=with_code))
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws/credentials").write_text(
        f"[default]\naws_access_key_id = {user.keys[0]}\naws_secret_access_key = {user.keys[1]}\n"
        f"mfa_serial = {device.serial}\n"
    )
    command = [*OSTIARY, "credentials", "--role", role]
    alone = subprocess.run(
        command, env=case.elsewhere, capture_output=True, text=True, check=False, timeout=100, start_new_session=True
    )
    assert (alone.returncode, alone.stdout) == (1, "")
    assert alone.stderr == (
        f"ostiary: A code of the MFA device {device.serial} is needed, and there is no terminal to ask at\n"
    )
    ostiary.advance(60)  # the codes of these time steps are used up
    (code,) = device.codes(1, ahead=2)
    printed = at_a_terminal(command, case.elsewhere, f"{device.serial}: ", code)
    assert json.loads(printed)["AccessKeyId"].startswith("ASIA")


def test_new_credentials_come_in_time_and_the_old_ones_go_on_until_their_end(tmp_path: Path) -> None:
    with server_in_thread(tmp_path) as server:
        account = first_account(server)
        user = account.user("node", allow("sts:AssumeRole"))
        role = Role.parse(account.role("app", trust(account.number), allow("iam:ListUsers")))
        environment = dict(zip(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), user.keys, strict=True))
        wanted = Wanted(role, "here", 900)
        request = Request(Sts.at(server.endpoint, "us-east-1"), wanted, Profiles(environment, {}, {}))
        rotation = Rotation(open_source(Via.PROFILE, request).fetch, server.clock, pytest.fail)

        def newest() -> Actor:
            held = rotation.get()
            return Actor(server, (held.access_key_id, held.secret.reveal(), held.token.reveal()))

        rotation.begin()
        old = newest()
        server.advance(500)
        rotation.step()
        assert newest() == old
        server.advance(100)
        rotation.step()
        new = newest()
        assert new.keys[0] != old.keys[0]
        assert new.arn == old.arn == f"arn:aws:sts::{account.number}:assumed-role/app/here"


@CALLERS
def test_a_token_of_an_oidc_provider_in_a_file_opens_the_role(caller: Caller, tmp_path: Path) -> None:
    with Issuer(tmp_path, tls=False) as issuer:
        url = f"localhost:{issuer.port}"
        issuer.issuer = f"http://{url}"
        settings = {"federation_private_hosts": "localhost", "federation_http_issuers": url}
        with server_in_thread(tmp_path, **settings) as server:
            account = first_account(server)
            made = account.iam.create_open_id_connect_provider(Url=f"https://{url}", ClientIDList=[CLIENT])
            bearer = {"Federated": made["OpenIDConnectProviderArn"]}
            audience = {"StringEquals": {f"{url}:aud": CLIENT}}
            action = {"Action": "sts:AssumeRoleWithWebIdentity", "Condition": audience}
            role = account.role("app", document({"Effect": "Allow", "Principal": bearer, **action}))
            now = int(time.time())
            (tmp_path / "jwt").write_text(issuer.token(iat=now, exp=now + 600).reveal())
            environment = own_environment(tmp_path) | {"AWS_ENDPOINT_URL_STS": server.endpoint}
            environment["AWS_WEB_IDENTITY_TOKEN_FILE"] = str(tmp_path / "jwt")
            flags = ("--role", role, "--via", "oidc-file", "--session-name", "pod")
            with agent(tmp_path, environment, *flags) as running:
                del environment["AWS_WEB_IDENTITY_TOKEN_FILE"]
                arn = f"arn:aws:sts::{account.number}:assumed-role/app/pod"
                assert caller(environment | running.exports) == arn


def test_a_key_that_is_not_one_is_refused(case: Case) -> None:
    done = case.credentials(AWS_SECRET_ACCESS_KEY="wrong")
    assert (done.returncode, done.stdout) == (1, "")
    assert "SignatureDoesNotMatch" in done.stderr
