"""nginx in front of the server: it ends TLS, and says who called, how, and with which certificate."""

from __future__ import annotations

import ssl
import urllib.request
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from cryptography.hazmat.primitives.serialization import Encoding

from ostiary.model.http import HttpRequest
from tests.support.accounts import allow, code, first_account
from tests.support.nginx import nginx
from tests.support.server import server_in_thread
from tests.support.tls import Files

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]


def iam(url: str, keys: tuple[str, ...], files: Files) -> Any:
    return boto3.client(
        "iam",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id=keys[0],
        aws_secret_access_key=keys[1],
        verify=str(files.bundle),
        config=Config(retries={"total_max_attempts": 1}),
    )


def test_threat_10_what_a_listed_nginx_says_counts_and_what_others_say_does_not(tmp_path: Path) -> None:
    files = Files(tmp_path)
    settings = {"proxies_addresses": "127.0.0.1", "proxies_client_certificate_header": "x-client-cert"}
    with server_in_thread(tmp_path, **settings) as server, nginx(tmp_path, server.endpoint, files) as url:
        account = first_account(server)
        secure = {"Condition": {"Bool": {"aws:SecureTransport": "true"}, "IpAddress": {"aws:SourceIp": "127.0.0.1"}}}
        user = account.user("mira", allow("iam:ListUsers", **secure))
        iam(url, user.keys, files).list_users()
        assert code(iam(server.endpoint, user.keys, files).list_users) == "AccessDenied"

        seen: list[HttpRequest] = []
        house = server.running
        serve = house.call
        house.call = lambda http: seen.append(http) or serve(http)  # type: ignore[method-assign]  # listens
        made = files.new(name="client")
        (tmp_path / "client.pem").write_text(made.pem + made.private_key)
        context = files.trusting()
        context.load_cert_chain(tmp_path / "client.pem")
        for chosen in (context, files.trusting()):
            ask(url, chosen)
        with_one, without = seen
        assert with_one.client_certificate == made.certificate.public_bytes(Encoding.DER)
        assert without.client_certificate is None
        assert [http.secure for http in seen] == [True, True]
        forged = {"X-Client-Cert": "forged", "X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": "http"}
        ask(url, files.trusting(), **forged)  # nginx writes its own over them
        assert (seen[-1].client_certificate, seen[-1].peer, seen[-1].secure) == (None, "127.0.0.1", True)


def ask(url: str, context: ssl.SSLContext, **headers: str) -> None:
    request = urllib.request.Request(url, headers=headers)
    with pytest.raises(urllib.error.HTTPError), urllib.request.urlopen(request, timeout=20, context=context) as answer:
        answer.read()
