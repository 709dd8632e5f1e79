"""uvicorn's HTTP/1.1 protocol with what the request guard needs of it.

Three things cannot be mended above ASGI: the raw target is gone (an absolute form shows as its path, a fragment not at
all), the bytes of a head or of trailers are buffered without a limit, and nothing ends a request that never arrives.
"""

from __future__ import annotations

import asyncio
from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from ostiary.server import guard

ARRIVAL_SECONDS: Final = 30.0
"""How long a connection may take to send one whole request."""

MAX_OVERHEAD_BYTES: Final = 65_536
"""Head, chunk sizes and trailers of one request: everything but the body."""

MAX_TRAILERS: Final = 20


class GuardedProtocol(HttpToolsProtocol):
    """Hands the raw target over, drops trailers, and closes a connection whose request is too large or too slow."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        super().connection_made(transport)
        self._overhead = 0
        self._trailers = 0
        self._reads_head = True
        self._began: float | None = self.loop.time()
        self._watch = self.loop.call_later(ARRIVAL_SECONDS, self._close_when_late)

    def connection_lost(self, exc: Exception | None) -> None:
        self._watch.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._overhead += len(data)
        super().data_received(data)
        if self._overhead > MAX_OVERHEAD_BYTES and not self.transport.is_closing():
            self.send_400_response("Request header fields too large.")

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
        if self._began is not None and now - self._began >= ARRIVAL_SECONDS:
            self.transport.close()
        elif not self.transport.is_closing():
            due = ARRIVAL_SECONDS if self._began is None else self._began + ARRIVAL_SECONDS - now
            self._watch = self.loop.call_later(due, self._close_when_late)
