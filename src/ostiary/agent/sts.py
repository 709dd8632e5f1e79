"""Ask an STS endpoint for the credentials of a role: AssumeRole, signed, and AssumeRoleWithWebIdentity, unsigned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

import httpx2

from ostiary.agent.credentials import Role, RoleCredentials, read_moment
from ostiary.agent.endpoint import Endpoint
from ostiary.agent.errors import AgentError, RefusedError, UnavailableError
from ostiary.agent.profiles import Keys
from ostiary.authn import saml_xml
from ostiary.authn.saml_xml import Element, XmlError
from ostiary.authn.signing import sign
from ostiary.model.http import HttpRequest
from ostiary.model.secret import Secret

_NAMESPACE: Final = "{https://sts.amazonaws.com/doc/2011-06-15/}"
_VERSION: Final = "2011-06-15"
_SUFFIXES: Final[Mapping[str, str]] = {"aws-cn": "amazonaws.com.cn"}
_AGAIN: Final = frozenset({"Throttling", "ThrottlingException", "RequestLimitExceeded", "IDPCommunicationError"})
"""Refusals that may be none when asked again."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The credentials that are asked for. What is None is left to the role."""

    role: Role
    session_name: str
    duration: int | None = None
    external_id: str | None = None

    def parameters(self) -> dict[str, str]:
        """Return them as parameters of the call."""
        given = {"RoleArn": str(self.role.arn), "RoleSessionName": self.session_name}
        if self.duration is not None:
            given["DurationSeconds"] = str(self.duration)
        return given


class Sts(Endpoint):
    """An STS endpoint."""

    __slots__ = ()

    def assume_role(
        self, wanted: Wanted, keys: Keys, now: int, mfa: Mapping[str, str] | None = None
    ) -> RoleCredentials:
        """Return credentials by a signed AssumeRole; *mfa* are the parameters of a device and its code.

        Raises RefusedError or UnavailableError.
        """
        external = {} if wanted.external_id is None else {"ExternalId": wanted.external_id}
        call = self._call("AssumeRole", {**wanted.parameters(), **external, **(mfa or {})})
        signed = sign(call, keys.access_key_id, keys.secret, keys.token, service="sts", region=self.region, now=now)
        return self._send("AssumeRole", signed, wanted.role, now)

    def assume_role_with_web_identity(self, wanted: Wanted, token: Secret, now: int) -> RoleCredentials:
        """Return credentials for the bearer of *token*. Raises RefusedError or UnavailableError."""
        operation = "AssumeRoleWithWebIdentity"
        call = self._call(operation, {**wanted.parameters(), "WebIdentityToken": token.reveal()})
        return self._send(operation, call, wanted.role, now)

    def _call(self, operation: str, parameters: Mapping[str, str]) -> HttpRequest:
        body = urlencode({"Action": operation, "Version": _VERSION, **parameters}).encode()
        return self.request("application/x-www-form-urlencoded; charset=utf-8", body)

    def _send(self, operation: str, call: HttpRequest, role: Role, now: int) -> RoleCredentials:
        status, text = self.exchange(call)
        try:
            root = saml_xml.parsed(text)
            if status == httpx2.codes.OK:
                return require_lasting(_credentials(root, operation, role, now), now)
            code, message = _text(root, "Code"), " ".join(_texts(root, "Message")) or "no reason was given"
        except (XmlError, ValueError) as error:
            raise UnavailableError(f"{self.url} did not answer as STS does (status {status})") from error
        raise refusal(operation, role, status, code, message)


def aws_endpoint(partition: str, region: str, service: str = "sts") -> str:
    """Return the address of AWS's own *service* in *region*."""
    return f"https://{service}.{region}.{_SUFFIXES.get(partition, 'amazonaws.com')}"


def _credentials(root: Element, operation: str, role: Role, now: int) -> RoleCredentials:
    """Read the answer. Raises ValueError when something is missing in it."""
    if root.tag != f"{_NAMESPACE}{operation}Response":
        raise ValueError(root.tag)
    return RoleCredentials(
        role=role,
        access_key_id=_text(root, "AccessKeyId"),
        secret=Secret(_text(root, "SecretAccessKey")),
        token=Secret(_text(root, "SessionToken")),
        expires=read_moment(_text(root, "Expiration")),
        issued=now,
        role_id=_text(root, "AssumedRoleId").partition(":")[0],
    )


def refusal(operation: str, role: Role, status: int, code: str, message: str) -> AgentError:
    """Return what is raised for an answer with *status* and *code*: UnavailableError when asking again may help."""
    said = f"{operation} of {role.arn} was refused: {code}: {message}"
    may_help = status >= 500 or status == httpx2.codes.TOO_MANY_REQUESTS or code in _AGAIN
    return UnavailableError(said) if may_help else RefusedError(code, said)


def require_lasting(found: RoleCredentials, now: int) -> RoleCredentials:
    """Return *found*. Raises UnavailableError when they have ended: asking for others at once would not help."""
    if found.expires <= now:
        raise UnavailableError(
            "The credentials that were given have ended already: is the clock of this machine right?"
        )
    return found


def _text(root: Element, name: str) -> str:
    """Return the text of the one element called *name*. Raises ValueError when there is not one, or no text in it."""
    found = _texts(root, name)
    if len(found) != 1 or not found[0]:
        raise ValueError(name)
    return found[0]


def _texts(root: Element, name: str) -> list[str]:
    """Return the texts of the elements called *name*, in STS's namespace or in none, as gateways answer."""
    return ["".join(each.itertext()).strip() for tag in (f"{_NAMESPACE}{name}", name) for each in root.iter(tag)]
