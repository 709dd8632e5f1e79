"""Ask an STS endpoint for the credentials of a role: AssumeRole, signed, and AssumeRoleWithWebIdentity, unsigned.

Whatever the far side sends is bounded in size and time, and no redirect, proxy or password file is followed: each could
carry the credentials elsewhere.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode, urlsplit

import httpx2

from ostiary.agent.addresses import is_loopback
from ostiary.agent.credentials import Role, RoleCredentials, read_moment
from ostiary.agent.errors import AgentError, RefusedError, UnavailableError
from ostiary.agent.profiles import Keys
from ostiary.authn import saml_xml
from ostiary.authn.saml_xml import Element, XmlError
from ostiary.authn.signing import sign
from ostiary.model.http import HttpRequest
from ostiary.model.secret import Secret

_NAMESPACE: Final = "{https://sts.amazonaws.com/doc/2011-06-15/}"
_VERSION: Final = "2011-06-15"
_TIMEOUT: Final = 10.0
_MOST: Final = 262_144
"""Bytes of an answer; session tokens have no limit of their own, and stay far below."""
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


@dataclass(frozen=True, slots=True)
class Sts:
    """An STS endpoint, with the region that requests are signed for."""

    url: str
    region: str
    connect: Callable[[], httpx2.BaseTransport] = field(repr=False)
    """Makes what carries one call."""

    @classmethod
    def at(cls, url: str, region: str, *, ca_bundle: str = "") -> Sts:
        """Return the endpoint at *url*, believed by the certificates of *ca_bundle*, else by those of the system.

        Raises AgentError for what is no address of a server, and for plain HTTP to another machine: what comes back is
        a secret.
        """
        try:
            parts = urlsplit(url)
            httpx2.URL(url)
        except (ValueError, httpx2.InvalidURL):
            raise AgentError(f"{url} is not the address of an STS endpoint") from None
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            raise AgentError(f"{url} is not the address of an STS endpoint")
        if parts.username is not None or parts.password is not None:
            raise AgentError("The address of an STS endpoint holds no name and no password")
        if parts.scheme == "http" and not is_loopback(parts.hostname):
            raise AgentError(f"{url} is plain HTTP to another machine: credentials are only fetched over https")
        try:
            trusted = ssl.create_default_context(cafile=ca_bundle or None)
        except OSError as error:
            raise AgentError(f"The certificates in {ca_bundle} cannot be read: {error.strerror or error}") from error
        return cls(url, region, lambda: httpx2.HTTPTransport(verify=trusted, trust_env=False))

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
        parts = urlsplit(self.url)
        body = urlencode({"Action": operation, "Version": _VERSION, **parameters}).encode()
        content_type = b"application/x-www-form-urlencoded; charset=utf-8"
        headers = ((b"host", parts.netloc.encode()), (b"content-type", content_type))
        return HttpRequest(
            method="POST",
            path=parts.path.encode() or b"/",
            query=b"",
            headers=headers,
            body=body,
            peer="",
            secure=parts.scheme == "https",
        )

    def _send(self, operation: str, call: HttpRequest, role: Role, now: int) -> RoleCredentials:
        status, text = self._exchange(call)
        try:
            root = saml_xml.parsed(text)
            if status == httpx2.codes.OK:
                return _require_lasting(_credentials(root, operation, role, now), now)
            code, message = _text(root, "Code"), " ".join(_texts(root, "Message")) or "no reason was given"
        except (XmlError, ValueError) as error:
            raise UnavailableError(f"{self.url} did not answer as STS does (status {status})") from error
        said = f"{operation} of {role.arn} was refused: {code}: {message}"
        raise UnavailableError(said) if status >= 500 or code in _AGAIN else RefusedError(code, said)

    def _exchange(self, call: HttpRequest) -> tuple[int, str]:
        try:
            with (
                httpx2.Client(transport=self.connect(), timeout=_TIMEOUT, trust_env=False) as client,
                client.stream("POST", self.url, headers=list(call.headers), content=call.body) as answer,
            ):
                content = b""
                for piece in answer.iter_bytes():
                    content += piece
                    if len(content) > _MOST:
                        raise UnavailableError(f"{self.url} did not answer as STS does: it never ends")
                return answer.status_code, content.decode()
        except httpx2.HTTPError as error:
            raise UnavailableError(f"{self.url} cannot be reached: {str(error) or type(error).__name__}") from error
        except UnicodeDecodeError as error:
            raise UnavailableError(f"{self.url} did not answer as STS does") from error


def aws_endpoint(partition: str, region: str) -> str:
    """Return the address of AWS's own STS in *region*."""
    return f"https://sts.{region}.{_SUFFIXES.get(partition, 'amazonaws.com')}"


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


def _require_lasting(found: RoleCredentials, now: int) -> RoleCredentials:
    """Return *found*. Raises UnavailableError when they have ended: asking for others at once would not help."""
    if found.expires <= now:
        raise UnavailableError("The credentials that STS gave have ended already: is the clock of this machine right?")
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
