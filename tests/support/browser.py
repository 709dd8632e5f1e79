"""A browser at the sign-in pages: it keeps the cookie and shows the token of its session."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.support.accounts import Actor
from tests.support.server import ServerInThread

API = "/signin/api/"
PASSWORD = "Correct-horse-1"


@dataclass(frozen=True, slots=True)
class Page:
    """An answer."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: dict[str, Any]

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name), None)

    @property
    def error(self) -> tuple[int, str, str]:
        """Status, code and message of a refusal."""
        return self.status, self.body["__type"], self.body["message"]


class Browser:
    """Somebody at a browser. `cookie` is the one it holds, `csrf` what its page shows."""

    def __init__(self, server: ServerInThread) -> None:
        self.server = server
        self.cookie = ""
        self.csrf = ""

    def send(self, method: str, target: str, body: bytes | None = None, **headers: str) -> Page:
        """Send just that, and keep the cookie of the answer."""
        connection = http.client.HTTPConnection(urlsplit(self.server.endpoint).netloc, timeout=60)
        try:
            given = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, target, body, given)
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        page = Page(
            answer.status,
            tuple((name.lower(), value) for name, value in answer.getheaders()),
            json.loads(text) if text[:1] == b"{" else {},
        )
        if (cookie := page.header("set-cookie")) is not None:
            self.cookie = cookie.partition(";")[0]
        return page

    def get(self, name: str) -> Page:
        return self.send("GET", API + name, **self._cookie())

    def post(self, name: str, body: Mapping[str, object] | None = None, **headers: str) -> Page:
        """Send JSON as the page does; *headers* go before the usual ones."""
        usual = {
            "content_type": "application/json",
            **self._cookie(),
            **({"x_csrf_token": self.csrf} if self.csrf else {}),
        }
        page = self.send("POST", API + name, json.dumps(body or {}).encode(), **{**usual, **headers})
        session = page.body.get("session", page.body)
        self.csrf = session.get("csrfToken", self.csrf)
        return page

    def sign_in(self, user: str, password: str = PASSWORD, account: str = "") -> Page:
        body = {"account": account or self.server.account, "userName": user, "password": password}
        return self.post("authenticate", body)

    def actor(self) -> Actor:
        """Return who signs with the credentials that the page gets."""
        made = self.post("credentials").body
        return Actor(self.server, (made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"]))

    def federation(self, method: str = "GET", **params: str) -> Page:
        text = urlencode(params)
        if method == "GET":
            return self.send("GET", f"/federation?{text}", **self._cookie())
        kind = "application/x-www-form-urlencoded"
        return self.send("POST", "/federation", text.encode(), content_type=kind, **self._cookie())

    def saml(self, response: str, **more: str) -> Page:
        """Bring what an identity provider has the browser post."""
        kind = "application/x-www-form-urlencoded"
        body = urlencode({"SAMLResponse": response, **more}).encode()
        sent = {"origin": "https://idp.example.com", "sec_fetch_site": "cross-site"}
        return self.send("POST", "/saml", body, content_type=kind, **sent)

    def _cookie(self) -> dict[str, str]:
        return {"cookie": self.cookie} if self.cookie else {}
