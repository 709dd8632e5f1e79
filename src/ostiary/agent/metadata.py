"""Instance metadata, version 2: a token first, then the role's credentials, region and identity document.

Version 1, without a token, is not there: a forged request, such as a URL that somebody has a program fetch, can neither
PUT nor set a header (EC2 user guide, "Use the Instance Metadata Service").
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from ostiary.agent.credentials import Role, fingerprint, moment
from ostiary.agent.doors import Door, as_json, text
from ostiary.agent.errors import AgentError, RefusedError
from ostiary.agent.rotation import Clock, Rotation
from ostiary.model.arn import iam_arn
from ostiary.model.http import HttpRequest, HttpResponse

LONGEST_TTL: Final = 21_600
MOST_TOKENS: Final = 1_024
"""Tokens at once; the one that was made first goes first. Its holder is told 401, and makes another."""

_LATEST: Final = "/latest/"
_TOKEN_PATH: Final = b"/latest/api/token"
_TTL: Final = b"x-aws-ec2-metadata-token-ttl-seconds"
_TOKEN: Final = b"x-aws-ec2-metadata-token"
_LISTS: Final = ("meta-data/iam/security-credentials/", "meta-data/iam/security-credentials-extended/")


class Tokens:
    """The tokens of sessions with the metadata service, as digests. Thread-safe."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ends: dict[str, float] = {}
        self._lock = threading.Lock()

    def make(self, ttl: int) -> str:
        """Return a new token that is good for *ttl* seconds."""
        token, now = secrets.token_urlsafe(42), self._clock()
        with self._lock:
            if len(self._ends) >= MOST_TOKENS:
                self._ends = {digest: end for digest, end in self._ends.items() if end > now}
            if len(self._ends) >= MOST_TOKENS:
                del self._ends[next(iter(self._ends))]
            self._ends[fingerprint(token)] = now + ttl
        return token

    def is_good(self, token: bytes) -> bool:
        """Return whether *token* was made here and has not ended. Found by its digest: timing tells nothing of it."""
        with self._lock:
            end = self._ends.get(fingerprint(token.decode("latin-1")))
        return end is not None and end > self._clock()


@dataclass(frozen=True, slots=True)
class Instance:
    """What metadata says of this machine."""

    role: Role
    region: str
    id: str

    @property
    def zone(self) -> str:
        """The availability zone; there is one."""
        return f"{self.region}a"

    def document(self) -> dict[str, object]:
        """Return the identity document, as much of it as is true here."""
        return {
            "accountId": self.role.arn.account,
            "availabilityZone": self.zone,
            "instanceId": self.id,
            "region": self.region,
            "version": "2017-09-30",
        }


def instance_of(role: Role, region: str, host_name: str) -> Instance:
    """Return what metadata says of the machine *host_name*; it has no instance id, and gets one made of its name."""
    return Instance(role, region, f"i-{fingerprint(host_name)[:17]}")


def metadata_door(rotation: Rotation, instance: Instance, clock: Clock) -> Door:
    """Return the door to everything under `/latest/`."""
    tokens = Tokens(clock)
    pages = _pages(rotation, instance, clock)

    def answer(http: HttpRequest) -> HttpResponse | None:
        if not http.path.startswith(_LATEST.encode()):
            return None
        if http.path == _TOKEN_PATH:
            return _new_token(http, tokens)
        if http.method != "GET":
            return text(405, "Only GET is allowed here.")
        token = http.header(_TOKEN)
        if token is None or not tokens.is_good(token):
            return text(401, "A token of this service is needed, and there is no version 1.")
        page = pages.get(http.path.decode("latin-1").removeprefix(_LATEST))
        return text(404, "There is nothing under this path.") if page is None else page()

    return answer


def _new_token(http: HttpRequest, tokens: Tokens) -> HttpResponse:
    if http.method != "PUT":
        return text(405, "Only PUT is allowed here.")
    given = http.header(_TTL) or b""
    if not (given.isdigit() and len(given) <= 5 and 1 <= int(given) <= LONGEST_TTL):
        return text(400, f"A token is good for 1 to {LONGEST_TTL} seconds.")
    return text(200, tokens.make(int(given)), (_TTL, given))


def _pages(rotation: Rotation, instance: Instance, clock: Clock) -> Mapping[str, Callable[[], HttpResponse]]:
    """Return the pages by their path below `/latest/`."""
    role = instance.role

    def failure(error: AgentError) -> HttpResponse:
        code = "AssumeRoleUnauthorizedAccess" if isinstance(error, RefusedError) else "CredentialsUnavailable"
        # SDKs look at the code: with another status than 200 they would take it for "no role here".
        return as_json(200, {"Code": code, "Message": str(error), "LastUpdated": moment(int(clock()))})

    def credentials(extended: Mapping[str, object]) -> Callable[[], HttpResponse]:
        def page() -> HttpResponse:
            try:
                return as_json(200, {**rotation.get().metadata_form(), **extended})
            except AgentError as error:
                return failure(error)

        return page

    def info() -> HttpResponse:
        try:
            held = rotation.get()
        except AgentError as error:
            return failure(error)
        profile = iam_arn(role.arn.partition, role.arn.account, f"instance-profile/{role.name}")
        told = {"LastUpdated": moment(held.issued), "InstanceProfileArn": profile, "InstanceProfileId": held.role_id}
        return as_json(200, {"Code": "Success", **told})

    plain, extended = _LISTS
    pages: dict[str, Callable[[], HttpResponse]] = {
        plain + role.name: credentials({}),
        extended + role.name: credentials({"AccountId": role.arn.account}),
        "meta-data/iam/info": info,
        "meta-data/placement/region": lambda: text(200, instance.region),
        "meta-data/placement/availability-zone": lambda: text(200, instance.zone),
        "meta-data/instance-id": lambda: text(200, instance.id),
        "dynamic/instance-identity/document": lambda: as_json(200, instance.document()),
    }
    for each in _LISTS:
        pages[each] = pages[each.removesuffix("/")] = lambda: text(200, role.name)
    return pages
