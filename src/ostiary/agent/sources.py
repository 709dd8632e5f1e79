"""Where the credentials of a role come from: the ways of `--via`, one row each."""

from __future__ import annotations

import getpass
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from ostiary.agent.credentials import RoleCredentials, fingerprint
from ostiary.agent.errors import AgentError
from ostiary.agent.profiles import Profiles
from ostiary.agent.sts import Sts, Wanted
from ostiary.agent.workload import Files, RolesAnywhere
from ostiary.model.secret import Secret

LONGEST_TOKEN: Final = 20_000
"""Characters (STS API reference, AssumeRoleWithWebIdentity, WebIdentityToken)."""

Fetch = Callable[[int], RoleCredentials]
"""Gets new credentials at the time given. Raises AgentError."""

Ask = Callable[[str], str]
"""Asks a person for the code of the MFA device given. Raises AgentError when nobody can be asked."""


class Via(StrEnum):
    """How the caller proves who it is."""

    PROFILE = "profile"
    OIDC_FILE = "oidc-file"
    CERT = "cert"


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody wants, from where, and what there is to prove with."""

    sts: Sts
    wanted: Wanted
    profiles: Profiles
    web_identity_token_file: str = ""
    ask: Ask | None = None
    """Left out where no person is: then a profile with an MFA device is refused."""
    workload: Workload | None = None


@dataclass(frozen=True, slots=True)
class Workload:
    """A certificate of this machine's own, and the ARNs of profile and trust anchor of Roles Anywhere."""

    endpoint: RolesAnywhere
    files: Files
    profile: str
    trust_anchor: str


@dataclass(frozen=True, slots=True)
class Source:
    """A way to credentials. `identity` tells apart whose they are, and holds no secret."""

    fetch: Fetch
    identity: str

    def key(self, request: Request) -> str:
        """Return the name under which credentials from here are remembered: the same for the same inputs only."""
        wanted = request.wanted
        inputs = [self.identity, request.sts.url, request.sts.region, str(wanted.role.arn), wanted.session_name]
        return fingerprint(json.dumps([*inputs, wanted.duration, wanted.external_id]))


def open_source(via: Via, request: Request) -> Source:
    """Return the source for *via*. Raises AgentError when what it needs is not there."""
    return _SOURCES[via](request)


def ask_at_terminal(serial: str) -> str:
    """Ask for the code at the terminal of this process, whatever its standard input and output are."""
    try:
        with Path("/dev/tty").open("r+b", buffering=0):
            pass
    except OSError:
        raise AgentError(f"A code of the MFA device {serial} is needed, and there is no terminal to ask at") from None
    return getpass.getpass(f"Code of the MFA device {serial}: ")


def _profile(request: Request) -> Source:
    """A long-term key, and AssumeRole signed with it."""
    profiles, ask = request.profiles, request.ask
    keys = profiles.keys()
    serial = profiles.profile.get("mfa_serial", "")
    if serial and ask is None:
        raise AgentError(
            f"Profile {profiles.name} needs a code of {serial}; only `ostiary credentials` can ask for one"
        )

    def fetch(now: int) -> RoleCredentials:
        mfa = {"SerialNumber": serial, "TokenCode": ask(serial).strip()} if serial and ask is not None else None
        return request.sts.assume_role(request.wanted, keys, now, mfa)

    return Source(fetch, f"{Via.PROFILE}:{keys.access_key_id}:{serial}")


def _oidc_file(request: Request) -> Source:
    """A token of an OpenID Connect provider in a file, which whoever put it there renews: it is read each time."""
    name = request.web_identity_token_file or request.profiles.setting(
        "AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file"
    )
    if not name:
        raise AgentError("Which file holds the token? Set AWS_WEB_IDENTITY_TOKEN_FILE or --web-identity-token-file")
    path = Path(name).expanduser().absolute()

    def fetch(now: int) -> RoleCredentials:
        return request.sts.assume_role_with_web_identity(request.wanted, _read_token(path), now)

    return Source(fetch, f"{Via.OIDC_FILE}:{path}")


def _cert(request: Request) -> Source:
    """A certificate, and CreateSession signed with its key."""
    workload = request.workload
    if workload is None:
        raise AgentError("--via cert needs --certificate, --private-key, --workload-profile-arn and --trust-anchor-arn")

    def fetch(now: int) -> RoleCredentials:
        return workload.endpoint.create_session(
            request.wanted, workload.files, workload.profile, workload.trust_anchor, now
        )

    inputs = (workload.endpoint.url, workload.files.certificate, workload.profile, workload.trust_anchor)
    return Source(fetch, ":".join(map(str, (Via.CERT, *inputs))))


def _read_token(path: Path) -> Secret:
    try:
        with path.open("rb") as file:
            text = file.read(LONGEST_TOKEN + 2).decode("ascii").strip()
    except OSError as error:
        raise AgentError(f"The token in {path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError:
        raise AgentError(f"The token in {path} cannot be read: it is no text") from None
    if not 4 <= len(text) <= LONGEST_TOKEN:
        raise AgentError(f"The token in {path} cannot be read: it must have 4 to {LONGEST_TOKEN} characters")
    return Secret(text)


_SOURCES: Final[Mapping[Via, Callable[[Request], Source]]] = {
    Via.PROFILE: _profile,
    Via.OIDC_FILE: _oidc_file,
    Via.CERT: _cert,
}
