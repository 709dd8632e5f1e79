"""The endpoints of `aws login`: the page where a user allows a terminal, where its code is shown, and the token's.

The page is written here as long as the console has none. It runs no script, and its form can be sent to this server and
on to the waiting terminal alone.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import replace
from html import escape
from typing import Final
from urllib.parse import quote, urlencode

from ostiary.audit.record import moment
from ostiary.authn import dpop
from ostiary.authn.dpop import Proof
from ostiary.model.errors import (
    AccessDeniedError,
    OstiaryError,
    SerializationError,
    ThrottlingError,
    ValidationError,
)
from ostiary.model.http import HttpResponse
from ostiary.model.secret import Secret
from ostiary.signin import login, sessions, web
from ostiary.signin.events import Visit
from ostiary.signin.federation import origin
from ostiary.signin.login import Asked, Grant, Login, LoginRefusedError, read_asked, read_grant
from ostiary.signin.sessions import EndedError, Signed
from ostiary.signin.steps import Doors
from ostiary.wire import form

AUTHORIZE: Final = b"/v1/authorize"
TOKEN: Final = b"/v1/token"
CONFIRMATION: Final = login.CONFIRMATION.encode()

_FORM: Final = frozenset({"csrfToken", "answer"})
_TOKEN_MEMBERS: Final[Mapping[str, bool]] = {
    "clientId": True,
    "grantType": True,
    "code": False,
    "codeVerifier": False,
    "redirectUri": False,
    "refreshToken": False,
}
_HTML: Final = (
    (b"content-type", b"text/html; charset=utf-8"),
    # Of a form that is sent from here browsers tell the origin, which no-referrer would have them hide.
    (b"referrer-policy", b"same-origin"),
)
_REPLACED: Final = frozenset({b"content-type", b"referrer-policy", b"content-security-policy"})


class LoginPages:
    """Answers terminals, and the browsers that they open. Thread-safe."""

    def __init__(self, doors: Doors, base_url: str) -> None:
        """*base_url* is where browsers and terminals reach this server."""
        self._doors = doors
        self._base_url = base_url
        self._cookie = web.Cookie(base_url)
        self._login = Login(doors, base_url)

    def authorize(self, visit: Visit) -> HttpResponse:
        """Show who would be acted as, and take the answer; who is not signed in is sent to do so.

        Raises ValidationError, AccessDeniedError, and what the form raises that is not well formed.
        """
        http, values = visit.http, dict(form.read_form(visit.http).values)
        answered = {name: values.pop(name, "") for name in _FORM} if http.method == "POST" else {}
        try:
            asked = read_asked(values, self._base_url)
        except ValidationError as error:
            self._login.refused(visit, login.AUTHORIZE, error.message)
            raise
        secret = self._cookie.read(http)
        if secret is None:
            return _sent_to(visit, _sign_in(values))
        try:
            with self._doors.store.read() as view:
                signed = sessions.find(view, self._doors.partition, secret, visit.now)
            if http.method == "POST":
                return self._answered(visit, secret, signed, asked, answered)
            self._login.require(visit, signed, asked)
        except EndedError:
            return _sent_to(visit, _sign_in(values))
        return _page(visit, _question(signed, asked, sessions.csrf_token(secret)), f"'self' {origin(asked.redirect)}")

    def _answered(
        self, visit: Visit, secret: Secret, signed: Signed, asked: Asked, answered: Mapping[str, str]
    ) -> HttpResponse:
        try:
            web.require_own_page(visit.http, self._base_url)
            _require_token(secret, answered["csrfToken"])
        except AccessDeniedError as error:
            self._login.refused(visit, login.AUTHORIZE, error.message, signed.caller or signed.home)
            raise
        if answered["answer"] == "allow":
            return _sent_to(visit, self._login.allow(visit, signed, asked))
        return _sent_to(visit, self._login.cancelled(visit, signed, asked))

    def confirmation(self, visit: Visit) -> HttpResponse:
        """Show the code that is to be pasted into a terminal on another machine."""
        values = form.read_form(visit.http).values
        if values.keys() != {"code", "state"}:
            raise ValidationError("There is no code to show: the terminal was not allowed.")
        text = base64.b64encode(f"state={values['state']}&code={values['code']}".encode()).decode()
        body = f"<p>Paste this into the terminal that you began in, and nowhere else:</p><pre>{escape(text)}</pre>"
        return _page(visit, body, "'none'")

    def token(self, visit: Visit) -> HttpResponse:
        """Give a terminal credentials."""
        try:
            grant, proof = self._shown(visit)
        except OstiaryError as error:
            self._login.refused(visit, login.CREATE_TOKEN, error.message)
            return _refusal(visit, error)
        try:
            return web.write(200, self._login.exchange(visit, grant, proof), visit.request_id)
        except OstiaryError as error:
            return _refusal(visit, error)

    def _shown(self, visit: Visit) -> tuple[Grant, Proof]:
        """Return what a terminal shows. Raises ValidationError, SerializationError."""
        if visit.http.query:
            raise ValidationError("There is no such kind of token here.")
        params = web.read_body(visit.http, _TOKEN_MEMBERS)
        values = [value for name, value in visit.http.headers if name == b"dpop"]
        proof = dpop.read(values, "POST", f"{self._base_url}{TOKEN.decode()}", visit.now)
        return read_grant(params, self._base_url), proof


def _require_token(secret: Secret, shown: str) -> None:
    if not Secret(sessions.csrf_token(secret)).matches(shown):
        raise AccessDeniedError("The request does not show the token of the session.")


def _refusal(visit: Visit, error: OstiaryError) -> HttpResponse:
    """Return a refusal in the shapes of the service model of AWS Sign-In."""
    reason, name, status = login.INVALID_REQUEST, "ValidationException", 400
    if isinstance(error, LoginRefusedError):
        reason, name, status = error.reason, "AccessDeniedException", 403
    elif isinstance(error, ThrottlingError):
        reason, name, status = "rate_exceeded", "TooManyRequestsError", 429
    elif not isinstance(error, ValidationError | SerializationError):
        reason, name, status = "server_error", "InternalServerException", 500
    body = {"error": reason, "message": error.message}
    return web.write(status, body, visit.request_id, (b"x-amzn-errortype", name.encode()))


def _sign_in(values: Mapping[str, str]) -> str:
    back = f"{AUTHORIZE.decode()}?{urlencode(values)}"
    return f"/signin?destination={quote(back, safe='')}"


def _sent_to(visit: Visit, location: str) -> HttpResponse:
    return web.write(303, {}, visit.request_id, (b"location", location.encode("ascii")))


def _question(signed: Signed, asked: Asked, csrf_token: str) -> str:
    caller = signed.caller or signed.home
    facts = {
        "Client": login.CLIENTS[asked.client],
        "Account": caller.account,
        "Principal": caller.arn,
        "Ends at the latest": moment(signed.row.expires),
    }
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts.items())
    return (
        f"<h1>Allow a terminal to act as you?</h1><p>Allow it only if you have just run <code>aws login</code>.</p>"
        f'<dl>{rows}</dl><form method="post"><input type="hidden" name="csrfToken" value="{escape(csrf_token)}">'
        '<button name="answer" value="allow">Allow</button> <button name="answer" value="cancel">Cancel</button></form>'
    )


def _page(visit: Visit, body: str, form_action: str) -> HttpResponse:
    policy = f"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action {form_action}"
    answer = web.write(200, {}, visit.request_id, (b"content-security-policy", policy.encode("ascii")), *_HTML)
    own = answer.headers[len(web.HEADERS) :]
    headers = (*(header for header in web.HEADERS if header[0] not in _REPLACED), *own)
    text = f'<!doctype html><html lang="en"><title>Sign in to a terminal</title><body>{body}</body></html>'
    return replace(answer, headers=headers, body=text.encode())
