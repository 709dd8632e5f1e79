"""A terminal that signs in by `aws login`, written apart from the server, and the key that botocore's own one needs."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from joserfc import jws
from joserfc.jwk import ECKey

from tests.support.browser import Browser, Page

CLIENT = "arn:aws:signin:::devtools/same-device"
REDIRECT = "http://127.0.0.1:45678/oauth/callback"
VERIFIER = "v" * 64
FORM = "application/x-www-form-urlencoded"


def proof(key: ECKey, url: str, now: int, id_: str, header: dict[str, Any] | None = None, **claims: Any) -> str:
    """Return a DPoP proof; *header* and *claims* go before what is right."""
    said = {"htm": "POST", "htu": url, "iat": now, "jti": id_, **claims}
    jwk = {name: value for name, value in key.as_dict(private=False).items() if name in {"kty", "crv", "x", "y"}}
    head = {"typ": "dpop+jwt", "alg": "ES256", "jwk": jwk, **(header or {})}
    return jws.serialize_compact(head, json.dumps(said).encode(), key, algorithms=[str(head["alg"])])


@dataclass(slots=True)
class Terminal:
    """Asks by way of *browser*, and holds a key."""

    browser: Browser
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256"))
    made: int = 0

    @property
    def url(self) -> str:
        return f"{self.browser.server.endpoint}/v1/token"

    def target(self, **other: str) -> str:
        challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code",
            "client_id": CLIENT,
            "state": "a-state",
            "code_challenge_method": "SHA-256",
            "scope": "openid",
            "redirect_uri": REDIRECT,
            "code_challenge": challenge,
        }
        return f"/v1/authorize?{urlencode({**asked, **other})}"

    def answer(self, answer: str = "allow", target: str = "", **other: str) -> Page:
        """Have the user of the browser answer the page; *other* goes before what the page shows, and its headers."""
        token = other.pop("token", self.browser.csrf)
        body = urlencode({"csrfToken": token, "answer": answer}).encode()
        headers = {"cookie": self.browser.cookie, "content_type": FORM, **other}
        return self.browser.send("POST", target or self.target(), body, **headers)

    def code(self) -> str:
        return returned(self.answer())["code"]

    def exchange(self, code: str, **other: str) -> Page:
        grant = {"grantType": "authorization_code", "code": code, "codeVerifier": VERIFIER, "redirectUri": REDIRECT}
        return self.token({**grant, **other})

    def refresh(self, token: str, **more: Any) -> Page:
        return self.token({"grantType": "refresh_token", "refreshToken": token}, **more)

    def token(self, members: dict[str, str], dpop: str = "", key: ECKey | None = None) -> Page:
        shown = dpop or self.proof(key=key)
        body = json.dumps({"clientId": CLIENT, **members}).encode()
        return self.browser.send("POST", "/v1/token", body, content_type="application/json", dpop=shown)

    def proof(self, key: ECKey | None = None) -> str:
        self.made += 1
        return proof(key or self.key, self.url, int(self.browser.server.clock()), f"proof-{self.made}")

    def pem(self) -> str:
        return self.key.as_pem(private=True).decode()


def returned(page: Page) -> dict[str, str]:
    """Return what the browser brings back to the terminal."""
    assert page.status == 303, page
    location = page.header("location") or ""
    assert re.match(r"http://127\.0\.0\.1:45678/oauth/callback\?", location), location
    return dict(parse_qsl(urlsplit(location).query))


class BotocoreKey:
    """What botocore asks of awscrt's `EC`, which there is no wheel of everywhere, by `cryptography`."""

    def __init__(self, key: ec.EllipticCurvePrivateKey) -> None:
        self._key = key

    @classmethod
    def new_key_from_der_data(cls, der: bytes) -> Self:
        key = serialization.load_der_private_key(der, None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return cls(key)

    def get_public_coords(self) -> tuple[bytes, bytes]:
        numbers = self._key.public_key().public_numbers()
        return numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")

    def sign(self, digest: bytes) -> bytes:
        return self._key.sign(digest, ec.ECDSA(utils.Prehashed(hashes.SHA256())))

    @staticmethod
    def decode_der_signature_to_padded_pair(signature: bytes, pad_to: int) -> bytes:
        return b"".join(part.to_bytes(pad_to, "big") for part in utils.decode_dss_signature(signature))
