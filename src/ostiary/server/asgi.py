"""The asynchronous edge: an ASGI application that guards, routes, and hands calls to worker threads."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import Executor
from typing import Any, Final

import structlog

from ostiary.model.http import HttpResponse
from ostiary.server import guard
from ostiary.server.routes import ROUTES, House

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]  # Any: ASGI's messages are open dictionaries

_CLOSE: Final = (b"connection", b"close")


def _refusal(status: int, code: str, message: str) -> HttpResponse:
    """An error in AWS's shape for a request that never became a call of one of the services."""
    error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>"
    body = f"<ErrorResponse>{error}</ErrorResponse>"
    return HttpResponse(status, ((b"content-type", b"text/xml"),), body.encode())


_BAD_REQUEST: Final = _refusal(400, "BadRequest", "The request is not one that this server takes.")
_UNKNOWN_PATH: Final = _refusal(404, "UnknownOperationException", "Nothing is served under this path.")
_UNKNOWN_METHOD: Final = _refusal(405, "MethodNotAllowed", "The method is not allowed under this path.")


class Application:
    """ASGI 3, HTTP only. Its handlers run on *workers*; the event loop only reads and writes."""

    def __init__(self, house: House, workers: Executor) -> None:
        self._house = house
        self._workers = workers
        self._log = structlog.get_logger("ostiary.server")

    async def __call__(self, scope: guard.Scope, receive: guard.Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            raise NotImplementedError(f"ASGI {scope['type']}")
        try:
            await self._answer(scope, receive, send)
        except guard.RefusedRequestError as error:
            self._log.warning("request refused", rule=error.rule, peer=scope["client"] and scope["client"][0])
            await _send(send, _BAD_REQUEST, close=True)
        except guard.DisconnectedError:
            self._log.info("client left in the middle of its request", peer=scope["client"] and scope["client"][0])

    async def _answer(self, scope: guard.Scope, receive: guard.Receive, send: Send) -> None:
        head = guard.read_head(scope)
        route = ROUTES.get(head.target.partition(b"?")[0])
        if route is None:
            return await _send(send, _UNKNOWN_PATH, close=True)
        if head.method not in route.methods:
            return await _send(send, _UNKNOWN_METHOD, close=True)
        http = await guard.read_request(head, receive, max_body=route.max_body)
        if route.blocks:
            loop = asyncio.get_running_loop()
            response = await loop.run_in_executor(self._workers, route.answer, self._house, http)
        else:
            response = route.answer(self._house, http)
        return await _send(send, response)


async def _send(send: Send, response: HttpResponse, *, close: bool = False) -> None:
    """Send *response*. The connection is closed after it when its request may not have been read to the end."""
    headers = [*response.headers, (b"content-length", b"%d" % len(response.body))]
    if close:
        headers.append(_CLOSE)
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": response.body})
