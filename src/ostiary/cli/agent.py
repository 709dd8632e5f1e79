"""`ostiary credentials` and `ostiary agent`: the credentials of a role, once and for as long as something runs."""

from __future__ import annotations

import json
import os
import re
import socket
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import platformdirs
from cyclopts import Parameter

from ostiary.agent.addresses import serving_address
from ostiary.agent.cache import Cache, fetch_through
from ostiary.agent.credentials import Role
from ostiary.agent.errors import AgentError
from ostiary.agent.metadata import instance_of
from ostiary.agent.profiles import Profiles, load
from ostiary.agent.serve import Doors, open_agent
from ostiary.agent.sources import Ask, Request, Via, Workload, ask_at_terminal, open_source
from ostiary.agent.sts import Sts, Wanted, aws_endpoint
from ostiary.agent.workload import SERVICE, Files, RolesAnywhere
from ostiary.cli import say
from ostiary.model.arn import Arn

_NAME: Final = "ostiary"
_NOT_IN_A_SESSION_NAME: Final = re.compile(r"[^\w+=,.@-]+", re.ASCII)
_DURATIONS: Final = range(900, 43_201)


def _flag(text: str, name: str | None = None) -> Parameter:
    return Parameter(name=name, help=text, show_default=False, negative=())


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The flags that both commands share: whose credentials, and by which proof."""

    role: Annotated[str, _flag("ARN of the role.")]
    via: Annotated[Via, Parameter(help="How you prove who you are.")] = Via.PROFILE
    profile: Annotated[str, _flag("Profile of AWS's shared files; wins over keys in the environment.")] = ""
    web_identity_token_file: Annotated[
        str, _flag("File of the token for oidc-file. [default: AWS_WEB_IDENTITY_TOKEN_FILE]")
    ] = ""
    endpoint_url: Annotated[
        str, _flag("Address of STS. [default: AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL, the profile's, AWS's own]")
    ] = ""
    region: Annotated[str, _flag("Region. [default: AWS_REGION, AWS_DEFAULT_REGION, the profile's, us-east-1]")] = ""
    duration: Annotated[int | None, _flag("Seconds that the credentials last, 900 to 43200. [default: STS's]")] = None
    session_name: Annotated[str, _flag("Name of the session. [default: AWS_ROLE_SESSION_NAME, ostiary-HOSTNAME]")] = ""
    external_id: Annotated[str | None, _flag("External id that the role asks for; for profile.")] = None
    certificate: Annotated[Path | None, _flag("File of the certificate in PEM, for cert.")] = None
    private_key: Annotated[Path | None, _flag("File of its key in PEM, for cert.")] = None
    intermediates: Annotated[Path | None, _flag("File of what leads to the trust anchor, for cert.")] = None
    workload_profile_arn: Annotated[str, _flag("Profile of Roles Anywhere, for cert.")] = ""
    trust_anchor_arn: Annotated[str, _flag("Trust anchor of Roles Anywhere, for cert.")] = ""

    def request(self, ask: Ask | None) -> Request:
        """Return what is asked for, with what environment and shared files add. Raises AgentError."""
        profiles, role = load(os.environ, self.profile), Role.parse(self.role)
        if self.duration is not None and self.duration not in _DURATIONS:
            raise AgentError("--duration must be 900 to 43200")
        if self.external_id is not None and self.via is not Via.PROFILE:
            raise AgentError("--external-id is for --via profile")
        region, ca_bundle = _region(self.region, profiles), profiles.setting("AWS_CA_BUNDLE", "ca_bundle")
        url = self.endpoint_url or profiles.endpoint() or aws_endpoint(role.arn.partition, region)
        return Request(
            sts=Sts.at(url, region, ca_bundle=ca_bundle),
            wanted=Wanted(role, self._session_name(profiles), self.duration, self.external_id),
            profiles=profiles,
            web_identity_token_file=self.web_identity_token_file,
            ask=ask,
            workload=self._workload(profiles, role, ca_bundle),
        )

    def _session_name(self, profiles: Profiles) -> str:
        """Return the name of the session. A certificate names its own, unless another one is asked for."""
        if self.via is Via.CERT:
            return self.session_name
        named = self.session_name or profiles.setting("AWS_ROLE_SESSION_NAME", "role_session_name")
        return named or _session_name(socket.gethostname())

    def _workload(self, profiles: Profiles, role: Role, ca_bundle: str) -> Workload | None:
        anchor = Arn.parse(self.trust_anchor_arn)
        if self.via is not Via.CERT or self.certificate is None or self.private_key is None:
            return None
        if anchor is None or not self.workload_profile_arn:
            return None
        url = (
            self.endpoint_url or profiles.endpoint(SERVICE) or aws_endpoint(role.arn.partition, anchor.region, SERVICE)
        )
        return Workload(
            RolesAnywhere.at(url, anchor.region, ca_bundle=ca_bundle),
            Files(self.certificate.absolute(), self.private_key.absolute(), self.intermediates),
            self.workload_profile_arn,
            self.trust_anchor_arn,
        )


def credentials(given: Given) -> None:
    """Print credentials of a role as credential_process has them; they are kept until five minutes before their end."""
    request = given.request(ask_at_terminal)
    source = open_source(given.via, request)
    cache = Cache(platformdirs.user_cache_path(_NAME) / "credentials")
    found = fetch_through(cache, source.key(request), request.wanted.role, source.fetch, int(time.time()))
    print(json.dumps(found.process_form()))


def agent(
    given: Given,
    *,
    host: Annotated[str, Parameter(help="Loopback or link-local address to listen on.")] = "127.0.0.1",
    port: Annotated[int, Parameter(help="Port to listen on; 0 takes a free one.")] = 0,
    container: Annotated[
        bool, _flag("Serve the container endpoint, which asks for a token. [default, unless --metadata is given]")
    ] = False,
    metadata: Annotated[
        bool, _flag("Serve instance metadata, version 2: to every user and program of this machine.")
    ] = False,
    token_file: Annotated[
        Path | None, _flag("File of the container endpoint's token; made when it is not there. [default: a new one]")
    ] = None,
) -> None:
    """Serve the credentials of a role to the programs of this machine, and renew them before they end."""
    address, request = serving_address(host), given.request(None)
    if token_file is not None and metadata and not container:
        raise AgentError("--token-file is for the container endpoint: give --container as well")
    token = None if metadata and not container else (token_file or _new_token_file()).expanduser().absolute()
    instance = instance_of(request.wanted.role, request.sts.region, socket.gethostname()) if metadata else None
    source = open_source(given.via, request)
    with open_agent(source.fetch, Doors(token, instance), address, port, clock=time.time, report=_report) as running:
        running.stop_on_signals()
        say.variables(running.variables, running.url)
        running.run()


def _region(given: str, profiles: Profiles) -> str:
    chosen = given or profiles.environment.get("AWS_REGION", "") or profiles.setting("AWS_DEFAULT_REGION", "region")
    if not re.fullmatch(r"[a-z0-9-]{0,64}", chosen):
        raise AgentError(f"{chosen!r} is not a region")
    return chosen or "us-east-1"


def _session_name(host: str) -> str:
    """Return a session name that tells auditors which machine it was."""
    return _NOT_IN_A_SESSION_NAME.sub("-", f"{_NAME}-{host}")[:64]


def _new_token_file() -> Path:
    """Return a name of this process for the token, in a folder of this user alone: not one below /tmp."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    folder = Path(runtime) / _NAME if runtime else platformdirs.user_cache_path(_NAME)
    return folder / f"agent-{os.getpid()}.token"


def _report(reason: str) -> None:
    print("ostiary: " + say.one_line(reason), file=sys.stderr, flush=True)
