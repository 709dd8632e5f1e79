"""The bytes of a query-protocol request to named texts; what two readers could read in two ways is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_to_bytes

from ostiary.model.errors import MalformedQueryStringError
from ostiary.model.http import HttpRequest

MAX_PARAMETERS: Final = 10_000
"""Parameters in one request. The largest real ones, simulations, carry some thousands."""

BAD_ESCAPE: Final = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_FORM_TYPE: Final = re.compile(rb"application/x-www-form-urlencoded(?: *; *charset=\"?utf-8\"?)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Form:
    """The parameters of a request, from its query string and its body, each name once."""

    values: Mapping[str, str]


def read_form(http: HttpRequest) -> Form:
    """Return the parameters of a GET, or of a POST: those in its query string with those in its body.

    Raises MalformedQueryStringError for a bad percent escape, text that is not UTF-8, a name that is empty or comes
    twice, too many parameters, another method, and a body that is not declared to be a form.
    """
    values: dict[str, str] = {}
    for part in _parts(http):
        if part.count(b"&") + len(values) >= MAX_PARAMETERS:
            raise MalformedQueryStringError(f"The request has more than {MAX_PARAMETERS} parameters.")
        for name, value in pairs(part):
            if name in values:
                raise MalformedQueryStringError(f"The parameter {name[:256]} is given more than once.")
            values[name] = value
    return Form(values)


def _parts(http: HttpRequest) -> Iterator[bytes]:
    if http.method not in {"GET", "POST"}:
        raise MalformedQueryStringError("The query protocol uses GET and POST.")
    yield http.query
    if not http.body:
        return
    if http.method == "GET":
        raise MalformedQueryStringError("A GET request carries its parameters in the query string, not in a body.")
    if not _FORM_TYPE.fullmatch(http.header(b"content-type") or b""):
        raise MalformedQueryStringError("The body must be application/x-www-form-urlencoded, in UTF-8.")
    yield http.body


def pairs(part: bytes) -> Iterator[tuple[str, str]]:
    """Yield names and values as they come. Raises MalformedQueryStringError as `read_form` does for each of them."""
    for piece in part.split(b"&"):
        if piece:
            name, _, value = piece.partition(b"=")
            if not name:
                raise MalformedQueryStringError("A parameter has no name.")
            yield _text(name), _text(value)


def _text(raw: bytes) -> str:
    if b"+" in raw:
        raw = raw.replace(b"+", b" ")
    if b"%" in raw:
        if BAD_ESCAPE.search(raw):
            raise MalformedQueryStringError("The query string contains a bad percent escape.")
        raw = unquote_to_bytes(raw)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedQueryStringError("The query string is not valid UTF-8.") from error
