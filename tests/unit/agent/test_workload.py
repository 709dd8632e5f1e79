"""The agent's client of Roles Anywhere: what it signs with, what it sends, and what it takes for an answer."""

from __future__ import annotations

import json
from pathlib import Path

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from ostiary.agent.credentials import Role
from ostiary.agent.errors import AgentError, RefusedError, UnavailableError
from ostiary.agent.sts import Wanted
from ostiary.agent.workload import Files, RolesAnywhere
from ostiary.authn.x509_signature import verified
from ostiary.model.http import HttpRequest
from tests.support.certificates import Issued, PrivateKey
from tests.support.workload import NOW, authority, workload

URL = "https://rolesanywhere.example.test"
PROFILE = "arn:aws:rolesanywhere:eu-west-1:111122223333:profile/p"
ANCHOR = "arn:aws:rolesanywhere:eu-west-1:111122223333:trust-anchor/a"
WANTED = Wanted(Role.parse("arn:aws:iam::111122223333:role/web"), "", 900)
BETWEEN = authority("between", authority("CA"))
ANSWER = {
    "credentialSet": [
        {
            "assumedRoleUser": {"arn": "arn:x", "assumedRoleId": "AROAX:05"},
            "credentials": {
                "accessKeyId": "ASIAX",
                "secretAccessKey": "secret",
                "sessionToken": "token",
                "expiration": "2030-01-01T00:00:00Z",
            },
        }
    ]
}


def files(folder: Path, leaf: Issued, *, key: PrivateKey | None = None, password: bytes = b"") -> Files:
    encryption = BestAvailableEncryption(password) if password else NoEncryption()
    (folder / "cert.pem").write_bytes(leaf.certificate.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes((key or leaf.key).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption))
    (folder / "between.pem").write_bytes(BETWEEN.certificate.public_bytes(Encoding.PEM))
    return Files(folder / "cert.pem", folder / "key.pem", folder / "between.pem")


def asking(answer: httpx2.Response, seen: list[httpx2.Request] | None = None) -> RolesAnywhere:
    def handle(request: httpx2.Request) -> httpx2.Response:
        if seen is not None:
            request.read()
            seen.append(request)
        return answer

    return RolesAnywhere(URL, "eu-west-1", lambda: httpx2.MockTransport(handle))


@pytest.mark.parametrize(
    "key", [ec.generate_private_key(ec.SECP384R1()), rsa.generate_private_key(65_537, 2_048)], ids=["ec", "rsa"]
)
def test_the_verifier_takes_what_it_sends(tmp_path: Path, key: PrivateKey) -> None:
    leaf, seen = workload("web", BETWEEN, key=key), list[httpx2.Request]()
    anywhere = asking(httpx2.Response(201, json=ANSWER), seen)
    found = anywhere.create_session(WANTED, files(tmp_path, leaf), PROFILE, ANCHOR, NOW)
    assert (found.access_key_id, found.role_id, found.token.reveal()) == ("ASIAX", "AROAX", "token")
    [sent] = seen
    headers = tuple((name.lower(), value) for name, value in sent.headers.raw)
    http = HttpRequest(sent.method, sent.url.raw_path, b"", headers, sent.content, "192.0.2.1", secure=True)
    shown = verified(http, NOW)
    assert (shown.leaf, shown.intermediates, shown.region) == (leaf.certificate, (BETWEEN.certificate,), "eu-west-1")
    assert json.loads(sent.content) == {
        "profileArn": PROFILE,
        "roleArn": "arn:aws:iam::111122223333:role/web",
        "trustAnchorArn": ANCHOR,
        "durationSeconds": 900,
    }


def test_what_is_no_certificate_or_no_key_is_told(tmp_path: Path) -> None:
    anywhere, leaf = asking(httpx2.Response(201, json=ANSWER)), workload("web", BETWEEN)

    def refused(found: Files) -> str:
        with pytest.raises(AgentError) as raised:
            anywhere.create_session(WANTED, found, PROFILE, ANCHOR, NOW)
        return str(raised.value)

    assert "no private key in PEM that has no password" in refused(files(tmp_path, leaf, password=b"p"))
    other = ed25519.Ed25519PrivateKey.generate()
    assert "neither RSA nor on an elliptic curve" in refused(files(tmp_path, leaf, key=other))
    sound = files(tmp_path, leaf)
    assert "holds no certificate" in refused(Files(sound.private_key, sound.private_key))
    assert "cannot be read: No such file" in refused(Files(tmp_path / "none", sound.private_key))


@pytest.mark.parametrize("status", [201, 403, 500])
@pytest.mark.parametrize("text", ["", "[]", "{}", '{"credentialSet": []}', "<html>"])
def test_an_answer_that_is_not_whole_is_none(tmp_path: Path, status: int, text: str) -> None:
    anywhere = asking(httpx2.Response(status, text=text))
    with pytest.raises(UnavailableError, match="did not answer as Roles Anywhere does"):
        anywhere.create_session(WANTED, files(tmp_path, workload("web", BETWEEN)), PROFILE, ANCHOR, NOW)


def test_what_may_be_no_refusal_when_asked_again_is_none(tmp_path: Path) -> None:
    anywhere = asking(httpx2.Response(429, json={"message": "Rate exceeded"}))
    with pytest.raises(UnavailableError, match="Rate exceeded"):
        anywhere.create_session(WANTED, files(tmp_path, workload("web", BETWEEN)), PROFILE, ANCHOR, NOW)


def test_a_refusal_says_why(tmp_path: Path) -> None:
    anywhere = asking(httpx2.Response(403, json={"message": "Certificate revoked"}))
    with pytest.raises(RefusedError, match="refused: 403: Certificate revoked"):
        anywhere.create_session(WANTED, files(tmp_path, workload("web", BETWEEN)), PROFILE, ANCHOR, NOW)
