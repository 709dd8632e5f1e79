"""A server that speaks TLS itself, with boto3 and as a process that is told to read its certificate again."""

from __future__ import annotations

import signal
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import SSLError

from tests.support.accounts import allow, code, document, first_account
from tests.support.process import serving
from tests.support.server import ServerInThread, server_in_thread
from tests.support.tls import Files


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


@pytest.fixture
def server(tmp_path: Path, files: Files) -> Iterator[ServerInThread]:
    with server_in_thread(tmp_path, tls_certificate=str(files.certificate), tls_key=str(files.key)) as running:
        yield running


def client(service: str, url: str, keys: tuple[str, ...], verify: object) -> Any:
    return boto3.client(
        service,
        endpoint_url=url.replace("127.0.0.1", "localhost"),
        region_name="us-east-1",
        aws_access_key_id=keys[0],
        aws_secret_access_key=keys[1],
        verify=verify,
        config=Config(retries={"total_max_attempts": 1}),
    )


def test_clients_that_trust_the_authority_are_served_and_others_refuse(server: ServerInThread, files: Files) -> None:
    keys = (server.root_access_key_id, server.root_secret)
    assert server.endpoint.startswith("https://")
    assert client("sts", server.endpoint, keys, str(files.bundle)).get_caller_identity()["Account"] == server.account
    with pytest.raises(SSLError):
        client("sts", server.endpoint, keys, True).get_caller_identity()


def test_policies_see_that_the_transport_is_secure(server: ServerInThread, files: Files) -> None:
    keys = (server.root_access_key_id, server.root_secret)
    iam = client("iam", server.endpoint, keys, str(files.bundle))
    for name, value in (("over-tls", "true"), ("in-clear", "false")):
        iam.create_user(UserName=name)
        only = allow("iam:ListUsers", Condition={"Bool": {"aws:SecureTransport": value}})
        iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=document(only))
        key = iam.create_access_key(UserName=name)["AccessKey"]
        own = client("iam", server.endpoint, (key["AccessKeyId"], key["SecretAccessKey"]), str(files.bundle))
        if value == "true":
            own.list_users()
        else:
            assert code(own.list_users) == "AccessDenied"


def test_an_account_that_signs_tokens_is_an_issuer_by_https(server: ServerInThread, files: Files) -> None:
    keys = (server.root_access_key_id, server.root_secret)
    iam = client("iam", server.endpoint, keys, str(files.bundle))
    issuer = iam.enable_outbound_web_identity_federation()["IssuerIdentifier"]
    assert issuer == f"{server.endpoint}/oidc/{server.account}"


def test_a_process_reads_its_certificate_again_when_it_is_told_to(tmp_path: Path, files: Files) -> None:
    flags = ("--tls-certificate", str(files.certificate), "--tls-key", str(files.key), "--root-access-key")
    with serving(tmp_path / "data", arguments=flags) as running:
        assert f"Ready on https://127.0.0.1:{running.port}" in running.printed
        assert running.exports["AWS_ENDPOINT_URL_STS"] == f"https://127.0.0.1:{running.port}"
        before = shown(running.port, files)
        made = files.put()
        running.process.send_signal(signal.SIGHUP)
        after = before
        for _ in range(1_000):  # each is a handshake: the thread that reads the files needs some milliseconds
            after = shown(running.port, files)
            if after != before:
                break
        assert after == ssl.PEM_cert_to_DER_cert(made.pem)


def shown(port: int, files: Files) -> bytes | None:
    with (
        socket.create_connection(("127.0.0.1", port), timeout=10) as plain,
        files.trusting().wrap_socket(plain, server_hostname="localhost") as connection,
    ):
        return connection.getpeercert(binary_form=True)


def test_a_listed_proxy_says_who_calls_and_over_what(tmp_path: Path) -> None:
    with server_in_thread(tmp_path, proxies_addresses="127.0.0.0/8") as server:
        account = first_account(server)
        facts = {"IpAddress": {"aws:SourceIp": "198.51.100.7"}, "Bool": {"aws:SecureTransport": "true"}}
        user = account.user("mira", allow("iam:ListUsers", Condition=facts))

        def through(**headers: str) -> Any:
            iam = client("iam", server.endpoint, user.keys, True)

            def add(request: Any, **_: object) -> None:
                request.headers.update({name.replace("_", "-"): value for name, value in headers.items()})

            iam.meta.events.register("before-send.iam.*", add)
            return iam

        through(X_Forwarded_For="198.51.100.7", X_Forwarded_Proto="https").list_users()
        for headers in (
            {},
            {"X_Forwarded_For": "198.51.100.7"},
            {"X_Forwarded_For": "198.51.100.7, 198.51.100.8", "X_Forwarded_Proto": "https"},
        ):
            assert code(through(**headers).list_users) == "AccessDenied"
        assert code(through(X_Forwarded_For="who knows").list_users) == "BadRequest"
