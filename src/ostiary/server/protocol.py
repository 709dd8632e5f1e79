"""uvicorn's HTTP/1.1 protocol with what the request guard needs of it.

Four things cannot be mended above ASGI: the raw target is gone (an absolute form shows as its path, a fragment not at
all), the bytes of a head or of trailers are buffered without a limit, nothing ends a request that never arrives or an
answer that nobody reads, and connections are taken until the process has no file left to open.
"""

from __future__ import annotations

import asyncio
from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from ostiary.server import guard

ARRIVAL_SECONDS: Final = 30.0
"""How long a connection may take to send one whole request, and how long it may not read on in its answers."""

MAX_OVERHEAD_BYTES: Final = 65_536
"""Head, chunk sizes and trailers of one request: everything but the body."""

MAX_TRAILERS: Final = 20

TURNED_AWAY: Final = 64
"""Connections above the limit that are told so (503) when they ask for something; further ones are closed at once."""


class GuardedProtocol(HttpToolsProtocol):
    """Hands the raw target over, drops trailers, and closes a connection that is too much, too large or too slow."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        super().connection_made(transport)
        self._overhead = 0
        self._trailers = 0
        self._reads_head = True
        self._began: float | None = self.loop.time()
        self._unread_since: float | None = None
        self._watch = self.loop.call_later(ARRIVAL_SECONDS, self._close_when_late)
        if self.limit_concurrency is not None and len(self.connections) > self.limit_concurrency + TURNED_AWAY:
            transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._watch.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._overhead += len(data)
        super().data_received(data)
        if self._overhead > MAX_OVERHEAD_BYTES and not self.transport.is_closing():
            self.send_400_response("Request header fields too large.")

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unread_since = self.loop.time()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._unread_since = None

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._trailers = 0
        self._reads_head = True
        self._began = self.loop.time()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; drop a trailer, which the parser reports in the same way (G7)."""
        if self._reads_head:
            super().on_header(name, value)
            return
        self._trailers += 1
        if self._trailers > MAX_TRAILERS:
            raise ValueError("too many trailers")  # the parser turns it into 400 and a closed connection

    def on_headers_complete(self) -> None:
        self._reads_head = False
        self.scope["extensions"] = {guard.TARGET: {"bytes": self.url}}
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._overhead -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._overhead = 0
        self._began = None
        super().on_message_complete()

    def _close_when_late(self) -> None:
        now = self.loop.time()
        waiting = [since for since in (self._began, self._unread_since) if since is not None]
        due = min(waiting, default=now) + ARRIVAL_SECONDS - now
        if due > 0:
            self._watch = self.loop.call_later(due, self._close_when_late)
        elif self._unread_since is None:
            self.transport.close()
        else:
            self.transport.abort()  # to close would be to wait for the reader
