"""An OpenID Connect issuer on this machine, over TLS: it signs tokens, rotates its keys, and misbehaves as it is told.

with Issuer(tmp_path) as issuer:
    token = issuer.token(sub="repo:octo/app:ref:refs/heads/main")
    identities(issuer).verify(token, issuer.find, NOW)
"""

from __future__ import annotations

import json
import ssl
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from joserfc import jws
from joserfc.jwk import ECKey, RSAKey

from ostiary.authn.fetching import Fetcher
from ostiary.authn.key_sets import KeySets
from ostiary.authn.web_identity import ALGORITHMS, WebIdentities
from ostiary.model.nouns import OidcProvider
from ostiary.model.secret import Secret
from tests.support import certificates

ACCOUNT = "111122223333"
HOST = "issuer.example"
CLIENT = "my-app"
NOW = 1_790_000_000
DISCOVERY = "/.well-known/openid-configuration"
KEYS = "/keys"

SignedBy = RSAKey | ECKey


@cache
def rsa(number: int = 1) -> RSAKey:
    """Return an RSA key: the same one for the same number."""
    del number
    return RSAKey.generate_key(2_048)


@cache
def elliptic(curve: str = "P-256", number: int = 1) -> ECKey:
    """Return an elliptic-curve key: the same one for the same number."""
    del number
    return ECKey.generate_key(curve)


def public(key: SignedBy, id_: str, **more: Any) -> dict[str, Any]:
    """Return the JWK that an issuer publishes of *key*."""
    return {**key.as_dict(private=False), "kid": id_, **more}


@dataclass
class Answer:
    """What the server says at one path. `wait` is waited for before it says anything."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: threading.Event | None = None


class Issuer:
    """The issuer `https://issuer.example:PORT` and its keys; `requests` are the paths that it was asked for.

    `answers` are said instead of what an issuer says. A path without either is answered with 404.
    """

    def __init__(self, folder: Path, *, tls: bool = True, path: str = "") -> None:
        self.requests: list[str] = []
        self.headers: list[Mapping[str, str]] = []
        self.arrived = threading.Semaphore(0)
        self.keys: dict[str, SignedBy] = {"one": rsa()}
        self.answers: dict[str, Answer] = {}
        self.bundle = folder / "bundle.pem"
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        if tls:
            self._server.socket = _tls(folder, self.bundle).wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self.port: int = self._server.server_address[1]
        self.url = f"{HOST}:{self.port}{path}"
        self.path = path
        self.issuer = f"{'https' if tls else 'http'}://{self.url}"
        self.provider = OidcProvider(account=ACCOUNT, url=self.url, created=NOW, client_ids=(CLIENT,))

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for answer in self.answers.values():
            if answer.wait is not None:
                answer.wait.set()
        self._server.shutdown()
        self._server.server_close()

    def find(self, url: str) -> OidcProvider | None:
        """Return the provider that stands for this issuer in an account, as the store does: by its exact URL."""
        return self.provider if url == self.provider.url else None

    def fetcher(self, **more: Any) -> Fetcher:
        """Return a fetcher that trusts this issuer and finds it on this machine."""
        given: dict[str, Any] = {"private_hosts": {HOST}, "resolve": resolve, "longest_time": 60.0, **more}
        if self.bundle.exists():
            given.setdefault("ca_bundle", self.bundle)
        return Fetcher(**given)

    def says(self, path: str, document: object, **more: Any) -> None:
        """Answer with *document* at *path* from now on."""
        self.answers[path] = Answer(json.dumps(document).encode(), **more)

    def discovery(self) -> dict[str, Any]:
        return {"issuer": self.issuer, "jwks_uri": f"{self.issuer}{KEYS}"}

    def key_set(self) -> dict[str, Any]:
        return {"keys": [public(key, id_) for id_, key in self.keys.items()]}

    def goes_away(self) -> None:
        """Answer nothing but errors."""
        self.answers = {self.path + path: Answer(status=503) for path in (DISCOVERY, KEYS)}

    def claims(self, **more: Any) -> dict[str, Any]:
        """Return good claims; *more* replaces some, and None drops one."""
        good = {"iss": self.issuer, "aud": CLIENT, "sub": "subject", "iat": NOW - 10, "exp": NOW + 600}
        return {name: value for name, value in (good | more).items() if value is not None}

    def token(self, *, header: Mapping[str, Any] | None = None, key: SignedBy | None = None, **claims: Any) -> Secret:
        """Return a token with `claims`, signed with *key*; *header* replaces some of its header."""
        return self.token_of(json.dumps(self.claims(**claims)).encode(), header=header, key=key)

    def token_of(
        self, payload: bytes, *, header: Mapping[str, Any] | None = None, key: SignedBy | None = None
    ) -> Secret:
        """Return a token of just these bytes."""
        full = {"alg": "RS256", "kid": "one", "typ": "JWT", **(header or {})}
        return Secret(signed(json.dumps(full).encode(), payload, key or self.keys["one"], full["alg"]))

    def _documents(self) -> Mapping[str, Callable[[], Mapping[str, Any]]]:
        return {self.path + DISCOVERY: self.discovery, self.path + KEYS: self.key_set}

    def _answer(self, path: str) -> Answer:
        if path in self.answers:
            return self.answers[path]
        document = self._documents().get(path)
        return Answer(status=404) if document is None else Answer(json.dumps(document()).encode())

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                issuer.requests.append(self.path)
                issuer.headers.append(dict(self.headers.items()))
                issuer.arrived.release()
                answer = issuer._answer(self.path)
                if answer.wait is not None:
                    answer.wait.wait(60)
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

            def handle(self) -> None:
                try:
                    super().handle()
                except OSError:  # the client had enough, or trusts nobody here
                    self.close_connection = True

            def finish(self) -> None:
                try:
                    super().finish()
                except OSError:
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                pass

        return Handler


def resolve(host: str, port: int) -> Sequence[str]:
    """Find every host on this machine."""
    del host, port
    return ("127.0.0.1",)


def identities(issuer: Issuer, **more: Any) -> WebIdentities:
    """Return what verifies tokens, with nothing remembered."""
    given = {"partition": "aws", "base_url": "https://iam.example", **more}
    return WebIdentities(KeySets(issuer.fetcher()), **given)


def encoded(part: bytes) -> str:
    return urlsafe_b64encode(part).rstrip(b"=").decode()


def signed(header: bytes, payload: bytes, key: SignedBy, algorithm: str) -> str:
    """Return a JWS of just these bytes: the library's own writer would not write what must be refused."""
    text = f"{encoded(header)}.{encoded(payload)}"
    model = jws.JWSRegistry.algorithms[algorithm if algorithm in ALGORITHMS else "RS256"]
    return f"{text}.{encoded(model.sign(text.encode(), key))}"


def _tls(folder: Path, bundle: Path) -> ssl.SSLContext:
    certificate = _certificate()
    bundle.write_text(certificate.pem)
    both = folder / "server.pem"
    both.write_text(certificate.private_key + certificate.pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return context


@cache
def _certificate() -> certificates.Issued:
    return certificates.issued(HOST, now=int(time.time()), hosts=(HOST,))
