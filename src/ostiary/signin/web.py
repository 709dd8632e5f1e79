"""What sign-in takes from a browser and sends to it, in bytes: JSON, the cookie, and what keeps other sites out.

A page of another site can have a browser send requests here. It cannot have it send JSON without asking first, nor say
that the request came from here, nor read the token that goes with each request of a session (threats.md 38).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from ostiary.model import json
from ostiary.model.errors import AccessDeniedError, OstiaryError, SerializationError, ThrottlingError, ValidationError
from ostiary.model.http import HttpRequest, HttpResponse
from ostiary.model.secret import Secret
from ostiary.signin import sessions
from ostiary.signin.federation import origin
from ostiary.wire.faults import fault

MAX_BODY: Final = 16_384
CSRF_HEADER: Final = b"x-csrf-token"

HEADERS: Final = (
    (b"content-type", b"application/json"),
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
)

STATUSES: Final[Mapping[str, int]] = {
    "Throttling": 429,
    "ExpiredToken": 401,
    "ExpiredTokenException": 400,
    "MissingAuthenticationToken": 401,
    "SerializationException": 400,
}
"""Where browsers expect another status than AWS's clients do."""

SAME_ORIGIN: Final = b"same-origin"


def read_body(http: HttpRequest, members: Mapping[str, bool]) -> dict[str, str]:
    """Return the JSON object that *http* holds: *members* of text by name, each needed or not.

    Raises SerializationError for what is no JSON object of that type, ValidationError for members that are missing, not
    known, or no text. Values are not repeated: some are passwords.
    """
    if (http.header(b"content-type") or b"").partition(b";")[0].strip().lower() != b"application/json":
        raise SerializationError("The content type must be application/json.")
    try:
        value = json.read(http.body.decode("utf-8"), max_length=MAX_BODY)
    except (UnicodeDecodeError, json.JsonError) as error:
        raise SerializationError("The body is not JSON.") from error
    if not isinstance(value, dict):
        raise SerializationError("The body must be a JSON object.")
    if unknown := sorted(value.keys() - members.keys()):
        raise ValidationError(f"There is no member {unknown[0][:64]}.")
    for name, is_needed in members.items():
        if not isinstance(value.get(name, None if is_needed else ""), str):
            raise ValidationError(f"The member {name} must be text.")
    return {str(name): str(text) for name, text in value.items()}


def require_own_page(http: HttpRequest, base_url: str) -> None:
    """Raise AccessDeniedError when a page of another site makes the request; what is no browser does not say."""
    sites = [value for name, value in http.headers if name == b"sec-fetch-site"]
    origins = [value.decode("latin-1") for name, value in http.headers if name == b"origin"]
    host = (http.header(b"host") or b"").decode("latin-1").lower()
    own = {origin(base_url), origin(f"http://{host}"), origin(f"https://{host}")} - {""}
    if any(site != SAME_ORIGIN for site in sites) or any(origin(each) not in own for each in origins):
        raise AccessDeniedError("The request comes from another site.")


def require_csrf_token(http: HttpRequest, secret: Secret) -> None:
    """Raise AccessDeniedError unless the request shows the token of the session whose cookie it bears."""
    shown = [value for name, value in http.headers if name == CSRF_HEADER]
    if len(shown) != 1 or not Secret(sessions.csrf_token(secret)).matches(shown[0].decode("latin-1")):
        raise AccessDeniedError("The request does not show the token of the session.")


class Cookie:
    """The cookie that holds a browser's secret.

    Strict does for federation as well: a browser keeps the cookie of a top-level answer, wherever it was sent from, and
    the page that it is then sent to asks for its session by a request of its own, which bears it.
    """

    def __init__(self, base_url: str) -> None:
        self._is_secure = base_url.startswith("https://")
        self.name = "__Host-ostiary-session" if self._is_secure else "ostiary-session"

    def read(self, http: HttpRequest) -> Secret | None:
        """Return what the browser holds. Held twice it counts for nothing: one of them is not ours."""
        values = [value for name, value in _cookies(http) if name == self.name]
        return Secret(values[0]) if len(values) == 1 and values[0] else None

    def held(self, secret: Secret) -> tuple[bytes, bytes]:
        """Return the header that has the browser hold *secret* until it is closed."""
        return self._header(secret.reveal(), "")

    def dropped(self) -> tuple[bytes, bytes]:
        """Return the header that has the browser forget it."""
        return self._header("", "; Max-Age=0")

    def _header(self, value: str, more: str) -> tuple[bytes, bytes]:
        secure = "; Secure" if self._is_secure else ""
        text = f"{self.name}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{more}"
        return b"set-cookie", text.encode("ascii")


def _cookies(http: HttpRequest) -> Iterator[tuple[str, str]]:
    for header, value in http.headers:
        if header == b"cookie":
            for part in value.decode("latin-1").split(";"):
                name, _, text = part.strip().partition("=")
                yield name, text


def write(
    status: int, body: Mapping[str, Any], request_id: str, *more: tuple[bytes, bytes]
) -> HttpResponse:  # Any: JSON
    """Return an answer in JSON."""
    headers = (*HEADERS, (b"x-amzn-requestid", request_id.encode("ascii")), *more)
    return HttpResponse(status, headers, msgspec.json.encode(body))


def write_error(error: OstiaryError, request_id: str, *more: tuple[bytes, bytes]) -> HttpResponse:
    """Return a refusal, as AWS's JSON services word theirs."""
    body = {"__type": error.code, "message": error.message}
    if issuer := getattr(error, "issuer", ""):
        body["issuer"] = issuer
    wait = getattr(error, "retry_after", 1 if isinstance(error, ThrottlingError) else None)
    if wait is not None:
        more = (*more, (b"retry-after", b"%d" % wait))
    return write(STATUSES.get(error.code) or fault(error.code).status, body, request_id, *more)
