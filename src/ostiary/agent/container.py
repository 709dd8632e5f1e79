"""The container endpoint: the role's credentials for whoever holds the token (interfaces of the SDKs: container
credential provider)."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ostiary.agent.doors import Door, as_json
from ostiary.agent.errors import AgentError, RefusedError
from ostiary.agent.rotation import Rotation
from ostiary.authn import keyfile
from ostiary.model.http import HttpRequest, HttpResponse
from ostiary.model.secret import Secret

PATH: Final = "/v1/credentials"

LEAST_TOKEN: Final = 32
"""Characters."""
_MOST_TOKEN: Final = 4_096


def container_door(rotation: Rotation, token: Secret) -> Door:
    """Return the door that answers GET /v1/credentials to whoever sends *token* as `Authorization`, unchanged."""

    def answer(http: HttpRequest) -> HttpResponse | None:
        if http.path != PATH.encode():
            return None
        if http.method != "GET":
            return _failure(405, "MethodNotAllowed", "Only GET is allowed here.")
        given = http.header(b"authorization")
        if given is None or not token.matches(given.decode("latin-1")):
            return _failure(401, "Unauthorized", "The Authorization header is not the token of this agent.")
        try:
            return as_json(200, rotation.get().container_form())
        except RefusedError as error:
            return _failure(400, error.code, str(error))
        except AgentError as error:
            return _failure(503, "ServiceUnavailable", str(error))

    return answer


@contextmanager
def token_file(path: Path) -> Iterator[Secret]:
    """Give the token in the file *path*; when it is not there, make one there, and remove it at the end.

    Raises AgentError for a file that others may read or write, or that holds less than 32 characters, or white space:
    SDKs send all of what it holds.
    """
    made = _make(path)
    try:
        yield _read(path)
    finally:
        if made:
            path.unlink(missing_ok=True)


def _make(path: Path) -> bool:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            keyfile.write_new(path, secrets.token_urlsafe(LEAST_TOKEN).encode())
            return True
    except OSError as error:
        raise AgentError(f"The token cannot be put into {path}: {os.strerror(error.errno or 0)}") from error
    return False


def _read(path: Path) -> Secret:
    try:
        text = keyfile.read_private_up_to(path, _MOST_TOKEN).decode("ascii")
    except keyfile.UnsafeFileError as error:
        raise AgentError(f"The token in {path} is not safe to use: it {error}") from error
    except OSError as error:
        raise AgentError(f"The token in {path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError:
        text = ""
    if len(text) < LEAST_TOKEN or not all("!" <= character <= "~" for character in text):
        raise AgentError(
            f"The token in {path} must have {LEAST_TOKEN} visible ASCII characters or more, and no line end"
        )
    return Secret(text)


def _failure(status: int, code: str, message: str) -> HttpResponse:
    return as_json(status, {"code": code, "message": message})
