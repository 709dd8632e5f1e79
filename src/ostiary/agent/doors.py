"""What a door of the agent is, and what all of them do alike."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from ostiary.model.http import HttpRequest, HttpResponse

Door = Callable[[HttpRequest], HttpResponse | None]
"""Answers a request; None when its path is not of this door."""

_FORWARDED = b"x-forwarded-for"


def in_front_of(doors: tuple[Door, ...]) -> Callable[[HttpRequest], HttpResponse]:
    """Return what answers a request by the first of *doors* that knows its path.

    What a proxy passes on is refused with 400, on which SDKs stop: a proxy on this machine must not become the way in
    for those who are not on it (EC2 user guide, "Use IMDSv2").
    """

    def answer(http: HttpRequest) -> HttpResponse:
        if http.header(_FORWARDED) is not None:
            return text(400, "A request that came through a proxy is not answered.")
        answers = (door(http) for door in doors)
        return next((each for each in answers if each is not None), text(404, "There is nothing under this path."))

    return answer


def text(status: int, body: str, *headers: tuple[bytes, bytes]) -> HttpResponse:
    """Return an answer of plain text."""
    return HttpResponse(status, ((b"content-type", b"text/plain"), *headers), body.encode())


def as_json(status: int, body: Mapping[str, object]) -> HttpResponse:
    """Return an answer of JSON."""
    return HttpResponse(status, ((b"content-type", b"application/json"),), json.dumps(body).encode())
