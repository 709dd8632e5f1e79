"""The control socket: how commands reach a running server. A unix socket in the data folder, mode 0600.

One connection is one command: a JSON object and a line end each way. Whoever may open the socket may read the root key
beside it as well: the file system decides who is an operator.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec
import structlog

from ostiary.model.errors import OstiaryError
from ostiary.server.errors import CommandError, StartError

Arguments = Mapping[str, Any]  # Any: JSON
Answer = Any  # JSON
Commands = Mapping[str, Callable[[Arguments], Answer]]

SOCKET_NAME: Final = "control.sock"

_MAX_LINE: Final = 65_536
_MAX_ANSWER: Final = 64 * 1024 * 1024
_SECONDS: Final = 60.0


class NotRunningError(Exception):
    """No server listens on the socket."""


class _Order(msgspec.Struct):
    command: str
    arguments: dict[str, Any]  # Any: JSON


class _Reply(msgspec.Struct):
    result: Any = None  # Any: JSON
    error: str = ""


def ask(folder: Path, command: str, arguments: Arguments) -> Answer:
    """Have the server that holds *folder* carry out *command* and return its answer.

    Raises NotRunningError when there is none, CommandError when it refuses.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(_SECONDS)
        try:
            connection.connect(_address(folder))
        except (FileNotFoundError, NotADirectoryError, ConnectionRefusedError):
            raise NotRunningError from None
        except OSError as error:
            reason = error.strerror or error  # a path that is too long has only a text
            raise CommandError(f"The server in {folder} cannot be reached: {reason}") from error
        try:
            connection.sendall(msgspec.json.encode(_Order(command, dict(arguments))) + b"\n")
            reply = msgspec.json.decode(_read_line(connection, _MAX_ANSWER), type=_Reply)
        except (OSError, msgspec.DecodeError) as error:
            raise CommandError(f"The server in {folder} did not answer") from error
    if reply.error:
        raise CommandError(reply.error)
    return reply.result


class ControlSocket:
    """Listens in *folder* on a thread of its own, one command at a time."""

    def __init__(self, folder: Path, commands: Commands) -> None:
        """Bind the socket. The caller holds the folder's lock, hence a socket that is there is a dead server's.

        Raises StartError when it cannot be bound.
        """
        self._commands = commands
        self._path = folder / SOCKET_NAME
        self._log = structlog.get_logger("ostiary.control")
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._path.unlink(missing_ok=True)
            self._socket.bind(_address(folder))
            self._path.chmod(0o600)  # before it listens: until then nobody can connect
            self._socket.listen()
        except OSError as error:
            self._socket.close()
            reason = error.strerror or f"{error}; choose a data folder with a shorter one"
            raise StartError(f"The control socket {self._path} cannot be made: {reason}") from error
        self._thread = threading.Thread(target=self._serve, name="control", daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Take no further command and remove the socket."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes the thread; close alone would not
        if self._thread.is_alive():
            self._thread.join()
        self._socket.close()
        self._path.unlink(missing_ok=True)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(_SECONDS)
                try:
                    line = _read_line(connection, _MAX_LINE)
                    connection.sendall(msgspec.json.encode(self._carry_out(line)) + b"\n")
                except OSError:
                    self._log.info("control client left")

    def _carry_out(self, line: bytes) -> _Reply:
        try:
            order = msgspec.json.decode(line, type=_Order)
        except msgspec.DecodeError:
            return _Reply(error="The command is not one line of JSON")
        command = self._commands.get(order.command)
        if command is None:
            return _Reply(error=f"This server knows no command {order.command!r}; is it of another version?")
        try:
            return _Reply(result=command(order.arguments))
        except (CommandError, OstiaryError) as error:
            return _Reply(error=str(error))
        except Exception:
            self._log.exception("command failed", command=order.command)
            return _Reply(error="The command failed; the server's log says why")


def _address(folder: Path) -> str:
    """Return the socket's path as short as it can be said: the system takes about a hundred characters."""
    path = folder / SOCKET_NAME
    relative = os.path.relpath(path)
    return min(str(path), relative, key=len)


def _read_line(connection: socket.socket, limit: int) -> bytes:
    line = b""
    while not line.endswith(b"\n"):
        part = connection.recv(65_536)
        if not part or len(line) + len(part) > limit:
            break
        line += part
    return line
