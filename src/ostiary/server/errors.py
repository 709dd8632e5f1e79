"""What keeps a server from starting, or a command from being carried out, in one line for a person."""

from __future__ import annotations


class StartError(Exception):
    """The server cannot start; the message says why and what to do."""


class CommandError(Exception):
    """A command was refused; the message says why."""
