"""Which paths are answered, by what, and how: the one table of routes, and those that the service models name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from ostiary.model.http import HttpRequest, HttpResponse
from ostiary.server import console, reference
from ostiary.server.lane import Heavy
from ostiary.signin import api, login_pages, web
from ostiary.wire import rest_json

_API_BODY: Final = 1_048_576
"""Bytes of a call. A policy document of 131,072 characters, which triples when it is percent-encoded, has room.

SAML metadata and certificate chains may be longer by the service model, up to 30 MB as they are sent, and are refused:
a body is in memory before anybody was asked for a signature. The metadata of one identity provider has some kilobytes.
"""


class House(Protocol):
    """What stands behind the routes."""

    def call(self, http: HttpRequest) -> HttpResponse | Heavy:
        """Answer a call of the AWS API, or return what remains to be done of a heavy one."""

    def issuer(self, http: HttpRequest) -> HttpResponse:
        """Answer whoever verifies the tokens that an account signs."""

    def sign_in(self, http: HttpRequest) -> HttpResponse:
        """Answer a page of sign-in, or a broker of one's own."""

    def page(self, http: HttpRequest) -> HttpResponse:
        """Answer with a page or a file of the console."""

    def is_ready(self) -> bool:
        """Return whether a call would find everything that it needs."""


@dataclass(frozen=True, slots=True)
class Route:
    """What answers a path. `blocks` says that the answer may wait for a disk and has to run in a thread."""

    methods: frozenset[str]
    answer: Callable[[House, HttpRequest], HttpResponse | Heavy]
    max_body: int
    blocks: bool


def _call(house: House, http: HttpRequest) -> HttpResponse | Heavy:
    return house.call(http)


def _front_door(house: House, http: HttpRequest) -> HttpResponse | Heavy:
    return console.to_the_console() if console.is_for_a_browser(http) else house.call(http)


def _page(house: House, http: HttpRequest) -> HttpResponse:
    return house.page(http)


def _reference(_house: House, http: HttpRequest) -> HttpResponse:
    return reference.answer(http)


def _issuer(house: House, http: HttpRequest) -> HttpResponse:
    return house.issuer(http)


def _sign_in(house: House, http: HttpRequest) -> HttpResponse:
    return house.sign_in(http)


def _live(_house: House, _http: HttpRequest) -> HttpResponse:
    return _plain(200, b"live\n")


def _ready(house: House, _http: HttpRequest) -> HttpResponse:
    return _plain(200, b"ready\n") if house.is_ready() else _plain(503, b"not ready\n")


def _plain(status: int, body: bytes) -> HttpResponse:
    return HttpResponse(status, ((b"content-type", b"text/plain"), (b"cache-control", b"no-store")), body)


_PAGE: Final = Route(frozenset({"GET", "HEAD"}), _page, max_body=0, blocks=False)

ROUTES: Final[Mapping[bytes, Route]] = {
    b"/": Route(frozenset({"POST", "GET"}), _front_door, max_body=_API_BODY, blocks=True),
    console.CONSOLE: _PAGE,
    console.SIGN_IN: _PAGE,
    console.SWITCH_ROLE: _PAGE,
    b"/health/live": Route(frozenset({"GET", "HEAD"}), _live, max_body=0, blocks=False),
    b"/health/ready": Route(frozenset({"GET", "HEAD"}), _ready, max_body=0, blocks=True),
    api.FEDERATION: Route(frozenset({"POST", "GET"}), _sign_in, max_body=api.MAX_FEDERATION_BODY, blocks=True),
    api.SAML: Route(frozenset({"POST"}), _sign_in, max_body=api.MAX_SAML_BODY, blocks=True),
    login_pages.AUTHORIZE: Route(frozenset({"POST", "GET"}), _sign_in, max_body=web.MAX_BODY, blocks=True),
    login_pages.CONFIRMATION: Route(frozenset({"GET"}), _sign_in, max_body=0, blocks=True),
    login_pages.TOKEN: Route(frozenset({"POST"}), _sign_in, max_body=web.MAX_BODY, blocks=True),
    **{
        path: Route(frozenset({endpoint.method}), _sign_in, max_body=web.MAX_BODY, blocks=True)
        for path, endpoint in api.ENDPOINTS.items()
    },
}


BELOW: Final[Mapping[bytes, Route]] = {
    b"/oidc/": Route(frozenset({"GET", "HEAD"}), _issuer, max_body=0, blocks=True),
    # Reads what has not been asked for yet.
    reference.FOLDER: Route(frozenset({"GET", "HEAD"}), _reference, max_body=0, blocks=True),
    console.CONSOLE + b"/": _PAGE,
}
"""What answers every path below one: the first that fits."""


def find(path: bytes) -> Route | None:
    """Return what answers *path*: its row of the tables, else the call whose path the service models have there, else
    the sign-in page of an account."""
    if path in ROUTES:
        return ROUTES[path]
    for prefix, route in BELOW.items():
        if path.startswith(prefix):
            return route
    methods = rest_json.methods(path)
    if methods:
        return Route(methods, _call, max_body=_API_BODY, blocks=True)
    return _PAGE if console.account_of(path) is not None else None
