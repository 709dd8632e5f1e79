"""The request guard: what must hold of a request before anything else looks at it (threats.md 1, rules G1 to G11).

It knows no framework: an ASGI scope and a `receive` go in, a `model.http.HttpRequest` comes out, or a refusal. What
the HTTP parser leaves to us, and what it would let through, is checked here again, so that another parser cannot
weaken it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from ostiary.model.http import HttpRequest
from ostiary.server.proxies import ForwardedError, Origin, Proxies

Scope = MutableMapping[str, Any]  # Any: ASGI's scope and messages are open dictionaries
Message = MutableMapping[str, Any]  # Any: likewise
Receive = Callable[[], Awaitable[Message]]
Take = Callable[[int], None]
"""Called with the size of each part of a body before it is kept; what it raises ends the reading."""
Headers = tuple[tuple[bytes, bytes], ...]

TARGET: Final = "ostiary.target"
"""The ASGI extension by which `server.protocol` hands over the request target as it came."""

NO_PROXIES: Final = Proxies()

MAX_HEADERS: Final = 100
MAX_HEADER_BYTES: Final = 32_768
MAX_TARGET_BYTES: Final = 16_384


class RefusedRequestError(Exception):
    """The request breaks a rule of the guard; `rule` names it (`G1` …)."""

    def __init__(self, rule: str) -> None:
        super().__init__(f"The request breaks rule {rule}")
        self.rule = rule


class TooLongError(RefusedRequestError):
    """The body is longer than the `limit` of its path, in bytes (G6)."""

    def __init__(self, limit: int) -> None:
        super().__init__("G6")
        self.limit = limit


class DisconnectedError(Exception):
    """The client went away in the middle of its body (G10): nobody is there to answer, and nothing was asked."""


@dataclass(frozen=True, slots=True)
class Head:
    """A request without its body: a copy of what came, made before the body is read (G7)."""

    method: str
    version: str
    target: bytes
    headers: Headers
    peer: str
    secure: bool
    client_certificate: bytes | None = None

    def values(self, name: bytes) -> list[bytes]:
        """Return every value of the header *name*."""
        return [value for key, value in self.headers if key == name]


_VISIBLE: Final = bytes(range(0x21, 0x7F))
_TOKEN: Final = b"!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
_VALUE: Final = b"\t" + bytes(range(0x20, 0x7F)) + bytes(range(0x80, 0x100))


def _consists_of(text: bytes, alphabet: bytes) -> bool:
    return not text.translate(None, alphabet)


def _has_one_host(head: Head) -> bool:
    hosts = head.values(b"host")
    return len(hosts) == 1 and bool(hosts[0])


def _is_framed_once(head: Head) -> bool:
    """One length or one `chunked`, never both: two readers could otherwise see two ends of the body."""
    lengths = head.values(b"content-length")
    encodings = head.values(b"transfer-encoding")
    if encodings:
        return not lengths and len(encodings) == 1 and encodings[0].lower() == b"chunked"
    return not lengths or (len(lengths) == 1 and 0 < len(lengths[0]) <= 18 and lengths[0].isdigit())


def _is_origin_form(head: Head) -> bool:
    return head.target.startswith(b"/") and b"#" not in head.target


def _is_http_1_1(head: Head) -> bool:
    return head.version == "1.1"


def _has_clean_characters(head: Head) -> bool:
    names = [name for name, _ in head.headers]
    values = b"".join([value for _, value in head.headers])
    return (
        _consists_of(head.target, _VISIBLE)
        and b"" not in names
        and _consists_of(b"".join(names), _TOKEN)
        and _consists_of(values, _VALUE)
    )


def _is_within_limits(head: Head) -> bool:
    return (
        len(head.headers) <= MAX_HEADERS
        and len(head.target) <= MAX_TARGET_BYTES
        and sum([len(name) + len(value) for name, value in head.headers]) <= MAX_HEADER_BYTES
    )


RULES: Final[Mapping[str, Callable[[Head], bool]]] = {
    "G6": _is_within_limits,  # first: the others then work on bounded input
    "G4": _is_http_1_1,
    "G3": _is_origin_form,
    "G1": _has_one_host,
    "G2": _is_framed_once,
    "G5": _has_clean_characters,
}

_INTERNAL: Final = b"x-ostiary-"
_FORWARDING: Final = (b"x-forwarded-", b"x-original-")
_FORWARDING_NAMES: Final = frozenset({b"forwarded", b"x-real-ip", b"x-client-ip", b"true-client-ip", b"x-rewrite-url"})


def read_head(scope: Scope, proxies: Proxies = NO_PROXIES) -> Head:
    """Return the head of the request that *scope* describes, its values trimmed (G8) and foreign claims removed (G11),
    once a listed proxy has said where it came from.

    Raises RefusedRequestError when it breaks a rule.
    """
    head = Head(
        method=scope["method"],
        version=scope["http_version"],
        target=scope["extensions"][TARGET]["bytes"],
        headers=_copy(scope["headers"], proxies.certificate_header),
        peer=scope["client"][0] if scope["client"] else "",
        secure=scope["scheme"] == "https",
    )
    for rule, holds in RULES.items():
        if not holds(head):
            raise RefusedRequestError(rule)
    return _from_origin(head, scope["headers"], proxies) if proxies.networks else head


def _from_origin(head: Head, headers: Sequence[tuple[bytes, bytes]], proxies: Proxies) -> Head:
    """Return *head* as it came to the proxy in front of us."""
    if len(headers) > MAX_HEADERS or sum([len(name) + len(value) for name, value in headers]) > MAX_HEADER_BYTES:
        raise RefusedRequestError("G6")
    try:
        origin = proxies.origin(Origin(head.peer, head.secure), headers)
    except ForwardedError:
        raise RefusedRequestError("G11") from None
    return replace(head, peer=origin.peer, secure=origin.secure, client_certificate=origin.certificate)


def _copy(headers: Iterable[tuple[bytes, bytes]], certificate_header: bytes) -> Headers:
    """Copy *headers*: lower-case names, trimmed values, without those that only we or a listed proxy may set."""
    foreign = {certificate_header} if certificate_header else frozenset()
    return tuple(
        [(name, value.strip(b" \t")) for name, value in headers if name not in foreign and not _is_foreign_claim(name)]
    )


def _is_foreign_claim(name: bytes) -> bool:
    return name.startswith((_INTERNAL, *_FORWARDING)) or name in _FORWARDING_NAMES


async def read_request(head: Head, receive: Receive, *, max_body: int, take: Take) -> HttpRequest:
    """Read the body and return the whole request.

    Raises TooLongError (G6) when the body is, or says that it will be, longer than *max_body*,
    DisconnectedError when the client leaves before its end, and what *take* raises.
    """
    lengths = head.values(b"content-length")
    if lengths and int(lengths[0]) > max_body:
        raise TooLongError(max_body)
    path, _, query = head.target.partition(b"?")
    body = await _read_body(receive, max_body, take)
    return HttpRequest(head.method, path, query, head.headers, body, head.peer, head.secure, head.client_certificate)


async def _read_body(receive: Receive, max_body: int, take: Take) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise DisconnectedError
        part = message.get("body", b"")
        size += len(part)
        if size > max_body:
            raise TooLongError(max_body)
        take(len(part))
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts) if len(parts) > 1 else part
