"""What keeps a server from starting, or a command from being carried out, in one line for a person."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError


class StartError(Exception):
    """The server cannot start; the message says why and what to do."""


class CommandError(Exception):
    """A command was refused; the message says why."""


def reason(error: BaseException) -> str:
    """Return what the database or the system says of *error*, without statements and what was in them."""
    link: BaseException | None = error
    while link is not None:
        if isinstance(link, DBAPIError) and link.orig is not None:
            primary = getattr(getattr(link.orig, "diag", None), "message_primary", None)
            return str(primary or link.orig)
        link = link.__cause__
    return str(error)
