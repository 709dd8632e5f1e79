"""Why there are no credentials, in one line for a person."""

from __future__ import annotations


class AgentError(Exception):
    """Something here is missing or makes no sense; the message says what."""


class UnavailableError(AgentError):
    """STS could not be asked, or did not answer as it should; later it may."""


class RefusedError(AgentError):
    """STS said no. `code` is its error code."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
