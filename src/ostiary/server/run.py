"""Listening: one socket, one event loop, until told to stop; then what is under way is finished."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import socket
import threading
import time
from collections.abc import Iterator
from types import FrameType
from typing import Final

import uvicorn

from ostiary.server.asgi import Application
from ostiary.server.certificate import ServerCertificate
from ostiary.server.errors import StartError
from ostiary.server.guard import NO_PROXIES
from ostiary.server.protocol import TURNED_AWAY, GuardedProtocol
from ostiary.server.proxies import Proxies
from ostiary.server.routes import House
from ostiary.server.workers import Workers

WORKERS: Final = 40
"""Calls carried out at once. Writers that wait together share a commit, so there are more threads than cores."""

_MAX_CONNECTIONS: Final = 1_000
_FILES_OF_OUR_OWN: Final = 320
"""What the process opens beside connections: 64 views of SQLite with three files each are the most of it."""
_KEEP_ALIVE_SECONDS: Final = 75
_GRACE_SECONDS: Final = 30
_INSISTENCE_SECONDS: Final = 3.0


class _Uvicorn(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone: uvicorn would raise them again at its end, and kill us before we have flushed."""
        yield


class Listener:
    """An HTTP server for *house*, bound and not yet running."""

    def __init__(
        self,
        house: House,
        host: str,
        port: int,
        *,
        proxies: Proxies = NO_PROXIES,
        certificate: ServerCertificate | None = None,
    ) -> None:
        """Bind *host* and *port*; 0 takes a free port. With a *certificate* it speaks TLS, and nothing else.

        Raises StartError when that cannot be done.
        """
        self._workers = Workers(WORKERS)
        self._socket = _bind(host, port)
        self._certificate = certificate
        self._url = url_of(host, self._socket.getsockname()[1], secure=certificate is not None)
        self._uvicorn = _Uvicorn(
            uvicorn.Config(
                Application(house, self._workers, proxies),
                http=GuardedProtocol,
                loop="uvloop",
                ws="none",
                lifespan="off",
                interface="asgi3",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                limit_concurrency=_connections(),
                timeout_keep_alive=_KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=_GRACE_SECONDS,
            )
        )
        if certificate is not None:
            self._uvicorn.config.load()
            self._uvicorn.config.ssl = certificate.context

    @property
    def url(self) -> str:
        """The address at which clients reach this."""
        return self._url

    def run(self) -> None:
        """Serve until `stop`; return when all calls under way are answered."""
        self._uvicorn.run(sockets=[self._socket])

    def stop(self) -> None:
        """Have `run` end. May be called from any thread."""
        self._uvicorn.should_exit = True

    def close(self) -> None:
        """Let go of the address and the threads; safe at any time, needed always."""
        self._workers.close()
        self._socket.close()

    def stop_on_signals(self) -> None:
        """Have SIGTERM and SIGINT stop the server, and SIGHUP read its certificate again; call it from the main thread.

        A further signal after some seconds ends the process at once: what the first one waits for may be a database
        that never answers. Sooner it changes nothing: terminals and supervisors send more than one.
        """
        first: float | None = None

        def stop(received: int, _frame: FrameType | None) -> None:
            nonlocal first
            now = time.monotonic()
            if first is not None and now - first >= _INSISTENCE_SECONDS:
                signal.signal(received, signal.SIG_DFL)
                signal.raise_signal(received)
            first = now if first is None else first
            self.stop()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        if self._certificate is not None:
            signal.signal(signal.SIGHUP, self._reload)

    def _reload(self, _received: int, _frame: FrameType | None) -> None:
        """Read the certificate again, on a thread of its own: files may be slow, and this one serves everybody."""
        assert self._certificate is not None
        threading.Thread(target=self._certificate.reload, name="certificate", daemon=True).start()


def _connections() -> int:
    """Return how many connections there may be, once this process may open as many files as it is allowed to.

    Strangers must not take the last one: the database and the audit log need files as well.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MAX_CONNECTIONS + TURNED_AWAY + _FILES_OF_OUR_OWN
    if soft < wanted:
        soft = min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(1, min(_MAX_CONNECTIONS, soft - TURNED_AWAY - _FILES_OF_OUR_OWN))


def url_of(host: str, port: int, *, secure: bool = False) -> str:
    """Return the address at which a client on this machine reaches a server that listens on *host*."""
    scheme = "https" if secure else "http"
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104  # is not bound here
    return f"{scheme}://[{reached}]:{port}" if ":" in reached else f"{scheme}://{reached}:{port}"


def _bind(host: str, port: int) -> socket.socket:
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        return socket.create_server(address[:2], family=family, backlog=2_048)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror
        raise StartError(f"Cannot listen on {host} port {port}: {reason}") from error
