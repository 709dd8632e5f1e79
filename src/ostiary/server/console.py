"""The console and the sign-in pages: files that the build made, served from memory.

Only what the build listed is served, under exactly the names that it listed: a path is compared, never put together
with a folder, so there is nothing to climb out of.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final

import msgspec

from ostiary.model.http import HttpRequest, HttpResponse
from ostiary.server import files

CONSOLE: Final = b"/console"
SIGN_IN: Final = b"/signin"
SWITCH_ROLE: Final = b"/switchrole"

_LISTING: Final = "files.json"
_FILES: Final = b"/console/"
_ASSETS: Final = b"/console/assets/"
_PAGES: Final[Mapping[bytes, str]] = {CONSOLE: "index.html", SIGN_IN: "signin.html"}
_ACCOUNT: Final = frozenset((string.ascii_letters + string.digits + "-").encode())
"""What account numbers and aliases are made of."""
_LONGEST_ACCOUNT: Final = 63

NOT_BUILT: Final = (
    b"The console is not built: run `make console` with Node 20.19 or newer, then start the server again.\n"
)

_TYPES: Final[Mapping[str, bytes]] = {
    "css": b"text/css; charset=utf-8",
    "html": b"text/html; charset=utf-8",
    "js": b"text/javascript; charset=utf-8",
    "json": b"application/json",
    "svg": b"image/svg+xml",
    "txt": b"text/plain; charset=utf-8",
    "woff2": b"font/woff2",
}
_UNKNOWN_TYPE: Final = b"application/octet-stream"


class _Listed(msgspec.Struct, frozen=True):
    """What the build says of a file: whether there is a compressed copy beside it."""

    gzip: bool


class Console:
    """Answers for the console's pages and files. Thread-safe; it asks nothing of a disk."""

    def __init__(self, folder: Traversable) -> None:
        """Read what the build left in *folder*: nothing, where it has not been built."""
        self._files = dict(_read(folder))

    @classmethod
    def packaged(cls) -> Console:
        """Return the console that is part of this installation."""
        return cls(resources.files("ostiary.server").joinpath("web"))

    def answer(self, http: HttpRequest) -> HttpResponse:
        """Return the page or file that *http* names, or where to go for it.

        Paths below `/console/` that name no file are places within the console: its page finds them.
        """
        if http.path == SWITCH_ROLE:
            return _sent_to(CONSOLE + b"/switch-role", http.query)
        if (account := account_of(http.path)) is not None:
            return _sent_to(SIGN_IN, b"account=" + account)
        if not self._files:
            return files.plain(503, NOT_BUILT)
        if http.path.startswith(_ASSETS):
            return self._file(http, http.path.removeprefix(_FILES).decode("ascii"), files.FOR_EVER)
        name = http.path.removeprefix(_FILES).decode("ascii")
        if name in self._files:
            return self._file(http, name, files.ASK_AGAIN)
        return self._file(http, _PAGES.get(http.path, _PAGES[CONSOLE]), files.ASK_AGAIN)

    def _file(self, http: HttpRequest, name: str, keep: bytes) -> HttpResponse:
        file = self._files.get(name)
        return files.NO_SUCH_FILE if file is None else files.give(http, file, keep)


def account_of(path: bytes) -> bytes | None:
    """Return the account that `/<account>/console` names by number or alias; None for every other path."""
    account = path[1:].removesuffix(CONSOLE)
    is_named = path == b"/" + account + CONSOLE and 0 < len(account) <= _LONGEST_ACCOUNT
    return account if is_named and _ACCOUNT.issuperset(account) else None


def is_for_a_browser(http: HttpRequest) -> bool:
    """Return whether somebody typed the server's address into a browser: a call of the API is none of these."""
    return http.method == "GET" and not http.query and b"text/html" in (http.header(b"accept") or b"").lower()


def to_the_console() -> HttpResponse:
    """Send a browser to the console."""
    return _sent_to(CONSOLE, b"")


def _read(folder: Traversable) -> Iterator[tuple[str, files.File]]:
    listing = folder.joinpath(_LISTING)
    if not listing.is_file():
        return
    for name, listed in msgspec.json.decode(listing.read_bytes(), type=dict[str, _Listed]).items():
        plain = folder.joinpath(*name.split("/")).read_bytes()
        packed = folder.joinpath(*f"{name}.gz".split("/")).read_bytes() if listed.gzip else None
        kind = _TYPES.get(name.rpartition(".")[2], _UNKNOWN_TYPE)
        yield name, files.File(kind, plain, packed)


def _sent_to(path: bytes, query: bytes) -> HttpResponse:
    location = path + b"?" + query if query else path
    return HttpResponse(302, ((b"location", location), (b"cache-control", b"no-store"), *files.HEADERS), b"")
