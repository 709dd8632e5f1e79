"""Credentials of a role, and an STS that answers as a test says: what the agent is given without a server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx2

from ostiary.agent.credentials import Role, RoleCredentials, moment
from ostiary.agent.profiles import Profiles
from ostiary.agent.sts import Sts, Wanted
from ostiary.model.secret import Secret

NOW = 1_767_323_045  # 2026-01-02T03:04:05Z
ROLE = Role.parse("arn:aws:iam::111122223333:role/team/app")
WANTED = Wanted(ROLE, "here")
URL = "https://sts.example.test"
NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"


def credentials(number: int = 1, *, issued: int = NOW, life: int = 3_600) -> RoleCredentials:
    """Return credentials that are told apart by their *number*."""
    return RoleCredentials(
        role=ROLE,
        access_key_id=f"ASIA{number:016}",
        secret=Secret(f"secret-{number}"),
        token=Secret(f"token-{number}"),
        expires=issued + life,
        issued=issued,
        role_id="AROAEXAMPLE",
    )


def answer_of(operation: str, made: RoleCredentials) -> str:
    """Return what STS answers."""
    parts = {
        "AccessKeyId": made.access_key_id,
        "SecretAccessKey": made.secret.reveal(),
        "SessionToken": made.token.reveal(),
        "Expiration": moment(made.expires),
    }
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in parts.items())
    user = f"<AssumedRoleUser><Arn>arn</Arn><AssumedRoleId>{made.role_id}:here</AssumedRoleId></AssumedRoleUser>"
    result = f"<{operation}Result><Credentials>{inner}</Credentials>{user}</{operation}Result>"
    return f'<{operation}Response xmlns="{NAMESPACE}">{result}</{operation}Response>'


def error_of(code: str, message: str) -> str:
    """Return how STS refuses."""
    error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>"
    return f'<ErrorResponse xmlns="{NAMESPACE}">{error}</ErrorResponse>'


def sts(answer: Callable[[httpx2.Request], httpx2.Response]) -> Sts:
    """Return an endpoint that *answer* plays."""
    return Sts(URL, "eu-west-1", lambda: httpx2.MockTransport(answer))


def profiles(sections: dict[str, dict[str, str]] | None = None, chosen: str = "", **environment: str) -> Profiles:
    """Return what the shared files and the environment say."""
    return Profiles(environment, sections or {}, {}, chosen)


def form(request: httpx2.Request) -> dict[str, Any]:
    """Return the parameters of a call."""
    return dict(httpx2.QueryParams(request.content.decode()))
