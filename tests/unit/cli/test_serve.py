"""`ostiary serve` as a process: its greeting, its commands beside it, its log, its end."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from tests.support.process import EXPORT, Running, free_port, is_live, plain_environment, serving

STRONG = "k3Jx0qPz7Lr5Tn2VbW8cYd4MfGh6SaQe1RuZiOpX"
OWN_ID = "AKIAQ2W3E4R5T6Y7U2I3"


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("serve") / "data", arguments=("--root-access-key",)) as running:
        yield running


def ostiary(*arguments: str, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ostiary", *arguments],
        env={**plain_environment(), **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def client(service: str, exports: Mapping[str, str]) -> Any:  # Any: boto3 makes its clients at run time
    return boto3.client(
        service,
        endpoint_url=exports[f"AWS_ENDPOINT_URL_{service.upper()}"],
        region_name=exports["AWS_DEFAULT_REGION"],
        aws_access_key_id=exports["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=exports["AWS_SECRET_ACCESS_KEY"],
        config=Config(retries={"total_max_attempts": 1}),
    )


def test_the_first_start_prints_seven_export_lines_that_work(first: Running) -> None:
    assert list(first.exports) == [
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_DEFAULT_REGION",
        "AWS_ENDPOINT_URL_IAM",
        "AWS_ENDPOINT_URL_STS",
        "AWS_ENDPOINT_URL_ACCESSANALYZER",
        "AWS_ENDPOINT_URL_CLOUDTRAIL",
        "AWS_ENDPOINT_URL_ROLESANYWHERE",
    ]
    account = client("sts", first.exports).get_caller_identity()["Account"]
    assert f"Made account {account} with its root user." in first.printed
    assert first.printed.endswith(f"Ready on {first.endpoint}\n")
    assert client("iam", first.exports).list_users()["Users"] == []


def test_a_second_server_on_the_folder_is_refused_in_one_line(first: Running) -> None:
    done = ostiary("serve", "--data-dir", str(first.data_dir), "--port", str(free_port()))
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"ostiary: The data folder {first.data_dir} is in use by process {first.process.pid}")
    assert done.stderr.count("\n") == 1
    assert is_live(first.endpoint)


def test_a_port_that_is_taken_is_said_in_one_line(first: Running, tmp_path: Path) -> None:
    done = ostiary("serve", "--data-dir", str(tmp_path / "data"), "--port", str(first.port))
    assert done.returncode == 1
    assert done.stderr == f"ostiary: Cannot listen on 127.0.0.1 port {first.port}: Address already in use\n"
    with serving(tmp_path / "data", arguments=("--root-access-key",)) as running:
        assert "AWS_SECRET_ACCESS_KEY" in running.exports  # the failed start made no key that nobody saw


def test_commands_reach_the_running_server(first: Running) -> None:
    more = ("--id", "222222222222", "--alias", "second", "--root-access-key")
    done = ostiary("accounts", "create", "--data-dir", str(first.data_dir), *more)
    assert done.returncode == 0, done.stderr
    exports = {**first.exports, **dict(EXPORT.findall(done.stdout))}
    assert client("sts", exports).get_caller_identity()["Arn"] == "arn:aws:iam::222222222222:root"
    assert client("iam", exports).list_users()["Users"] == []
    listed = ostiary("accounts", "list", "--data-dir", str(first.data_dir))
    assert "222222222222  second  -\n" in listed.stdout
    made = ostiary("accounts", "root-access-key", "--data-dir", str(first.data_dir), "--id", "222222222222")
    keys = {**first.exports, **dict(EXPORT.findall(made.stdout))}
    assert keys["AWS_ACCESS_KEY_ID"] != exports["AWS_ACCESS_KEY_ID"]
    assert client("sts", keys).get_caller_identity()["Arn"] == "arn:aws:iam::222222222222:root"
    refused = ostiary("accounts", "create", "--data-dir", str(first.data_dir), *more)
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)


def test_env_asks_the_running_server_for_its_port(first: Running) -> None:
    done = ostiary("env", "--data-dir", str(first.data_dir))
    assert dict(EXPORT.findall(done.stdout)) == {
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL_IAM": first.endpoint,
        "AWS_ENDPOINT_URL_STS": first.endpoint,
        "AWS_ENDPOINT_URL_ACCESSANALYZER": first.endpoint,
        "AWS_ENDPOINT_URL_CLOUDTRAIL": first.endpoint,
        "AWS_ENDPOINT_URL_ROLESANYWHERE": first.endpoint,
    }


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_gracefully_and_nothing_is_lost(tmp_path: Path, number: signal.Signals) -> None:
    data = tmp_path / "data"
    with serving(data, arguments=("--root-access-key",)) as running:
        exports = running.exports
        iam = client("iam", exports)
        iam.create_user(UserName="kept")
        iam.list_users()
        running.process.send_signal(number)
        assert running.process.wait(30) == 0
    assert not (data / "control.sock").exists()
    events = [json.loads(line)["eventName"] for line in (data / "audit" / "events.jsonl").read_text().splitlines()]
    assert sorted(events) == ["CreateAccount", "CreateUser", "ListUsers"]
    with serving(data, port=running.port) as again:
        assert "export" not in again.printed
        iam = client("iam", exports)
        assert [user["UserName"] for user in iam.list_users()["Users"]] == ["kept"]
        used = iam.get_access_key_last_used(AccessKeyId=exports["AWS_ACCESS_KEY_ID"])["AccessKeyLastUsed"]
        assert used["ServiceName"] == "iam"


def test_after_a_kill_the_events_of_changes_are_all_there_once(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving(data, arguments=("--root-access-key",)) as running:
        iam = client("iam", running.exports)
        for number in range(20):
            iam.create_user(UserName=f"u{number}")
        running.kill()
    with serving(data):
        pass
    lines = (data / "audit" / "events.jsonl").read_text().splitlines()
    made = [json.loads(line) for line in lines]
    names = [event["requestParameters"]["UserName"] for event in made if event["eventName"] == "CreateUser"]
    assert sorted(names) == sorted(f"u{number}" for number in range(20))


def test_the_root_of_the_environment_is_taken_at_the_first_start_and_named_later(tmp_path: Path) -> None:
    data = tmp_path / "data"
    environment = {
        "OSTIARY_ACCOUNT_ID": "123456789012",
        "OSTIARY_ACCOUNT_ALIAS": "given",
        "OSTIARY_ROOT_ACCESS_KEY_ID": OWN_ID,
        "OSTIARY_ROOT_SECRET_ACCESS_KEY": STRONG,
        "OSTIARY_ROOT_EMAIL": "root@example.org",
        "OSTIARY_ROOT_PASSWORD": "Canary-password-1",
    }
    with serving(data, environment=environment) as running:
        exports = {**running.exports, "AWS_SECRET_ACCESS_KEY": STRONG}
        assert client("sts", exports).get_caller_identity()["Account"] == "123456789012"
        assert client("iam", exports).list_account_aliases()["AccountAliases"] == ["given"]
        assert STRONG not in running.printed
    with serving(data, environment=environment) as running:
        assert "Ignored, because the account exists already: OSTIARY_ACCOUNT_ID, " in running.printed
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert STRONG.encode() not in kept
    assert b"Canary-password-1" not in kept


def test_threat_40_the_log_is_json_and_knows_no_secret(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving(data, arguments=("--root-access-key",)) as running:
        exports = dict(running.exports)
        key = client("iam", exports)
        key.create_user(UserName="canary")
        secret = key.create_access_key(UserName="canary")["AccessKey"]["SecretAccessKey"]
        with socket.create_connection(("127.0.0.1", running.port), timeout=10) as connection:
            connection.sendall(b"GET / HTTP/1.0\r\nAuthorization: canary-header\r\n\r\n")
            connection.recv(100)
    log = (tmp_path / "data.log").read_text()
    assert [json.loads(line)["event"] for line in log.splitlines()] == ["request refused"]
    for canary in (secret, exports["AWS_SECRET_ACCESS_KEY"], "canary-header"):
        assert canary not in log


def test_a_call_under_way_is_answered_before_the_end(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as running, socket.create_connection(("127.0.0.1", running.port)) as connection:
        connection.settimeout(20)
        body = b"Action=GetCallerIdentity&Version=2011-06-15"
        connection.sendall(
            b"POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            + b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(body)
        )
        assert connection.recv(65_536).startswith(b"HTTP/1.1 100 ")  # the server has begun to read the call
        running.process.send_signal(signal.SIGTERM)
        connection.sendall(body)
        assert b"<Code>MissingAuthenticationToken</Code>" in b"".join(iter(lambda: connection.recv(65_536), b""))
        assert running.process.wait(30) == 0
