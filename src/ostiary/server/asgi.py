"""The asynchronous edge: an ASGI application that guards, routes, and hands calls to worker threads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from functools import partial
from typing import Any, Final

import structlog

from ostiary.model.http import HttpResponse
from ostiary.server import guard, routes
from ostiary.server.lane import Lane
from ostiary.server.proxies import Proxies
from ostiary.server.routes import House
from ostiary.server.workers import Workers

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]  # Any: ASGI's messages are open dictionaries

MAX_HELD: Final = 128 * 1024 * 1024
"""Bytes of bodies that are in memory at once, whoever sent them: nobody has been asked for a signature yet."""

_CLOSE: Final = (b"connection", b"close")


def _refusal(status: int, code: str, message: str) -> HttpResponse:
    """An error in AWS's shape for a request that never became a call of one of the services."""
    error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>"
    body = f"<ErrorResponse>{error}</ErrorResponse>"
    return HttpResponse(status, ((b"content-type", b"text/xml"),), body.encode())


_BAD_REQUEST: Final = _refusal(400, "BadRequest", "The request is not one that this server takes.")
_OVERLOADED: Final = _refusal(503, "ServiceUnavailable", "Too much is being sent at once; try again.")
_UNKNOWN_PATH: Final = _refusal(404, "UnknownOperationException", "Nothing is served under this path.")
_UNKNOWN_METHOD: Final = _refusal(405, "MethodNotAllowed", "The method is not allowed under this path.")


def _refused(error: guard.RefusedRequestError) -> HttpResponse:
    """Return the answer to a request that breaks a rule: only of a limit of ours a good client may not know."""
    if isinstance(error, guard.TooLongError):
        message = f"The body is longer than the {error.limit} bytes that are taken here."
        return _refusal(413, "RequestEntityTooLarge", message)
    return _BAD_REQUEST


class OverloadedError(Exception):
    """More bodies are being sent than there is room for."""


class Room:
    """The memory for bodies. For the event loop alone, hence without a lock."""

    def __init__(self) -> None:
        self._held = 0

    @contextmanager
    def share(self) -> Iterator[guard.Take]:
        """Give what takes room for one request; all of it is given back at the end. It raises OverloadedError."""
        mine = 0

        def take(size: int) -> None:
            nonlocal mine
            if self._held + size > MAX_HELD:
                raise OverloadedError
            self._held += size
            mine += size

        try:
            yield take
        finally:
            self._held -= mine


class Application:
    """ASGI 3, HTTP only. Its handlers run on *workers*; the event loop only reads and writes."""

    def __init__(self, house: House, workers: Workers, proxies: Proxies = guard.NO_PROXIES) -> None:
        """*proxies* say where the requests that they hand on come from."""
        self._house = house
        self._proxies = proxies
        self._workers = workers
        self._lane = Lane(workers)
        self._room = Room()
        self._log = structlog.get_logger("ostiary.server")

    async def __call__(self, scope: guard.Scope, receive: guard.Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            raise NotImplementedError(f"ASGI {scope['type']}")
        try:
            await self._answer(scope, receive, send)
        except guard.RefusedRequestError as error:
            self._log.warning("request refused", rule=error.rule, peer=scope["client"] and scope["client"][0])
            await _send(send, _refused(error), close=True)
        except OverloadedError:
            self._log.warning("request refused", rule="room", peer=scope["client"] and scope["client"][0])
            await _send(send, _OVERLOADED, close=True)
        except guard.DisconnectedError:
            self._log.info("client left in the middle of its request", peer=scope["client"] and scope["client"][0])

    async def _answer(self, scope: guard.Scope, receive: guard.Receive, send: Send) -> None:
        head = guard.read_head(scope, self._proxies)
        route = routes.find(head.target.partition(b"?")[0])
        if route is None:
            return await _send(send, _UNKNOWN_PATH, close=True)
        if head.method not in route.methods:
            return await _send(send, _UNKNOWN_METHOD, close=True)
        with self._room.share() as take:
            http = await guard.read_request(head, receive, max_body=route.max_body, take=take)
            answer = partial(route.answer, self._house, http)
            begun = await self._workers.run(answer) if route.blocks else answer()
            response = begun if isinstance(begun, HttpResponse) else await self._lane.run(begun)
        return await _send(send, response)


async def _send(send: Send, response: HttpResponse, *, close: bool = False) -> None:
    """Send *response*. The connection is closed after it when its request may not have been read to the end."""
    headers = [*response.headers]
    if response.status != 304:  # its length would be that of the body which the client has (RFC 9110, 8.6)
        headers.append((b"content-length", b"%d" % len(response.body)))
    if close:
        headers.append(_CLOSE)
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": response.body})
