"""The context of a request: the condition keys of policy-evaluation.md 6, worked out when a policy asks for them.

Most decisions look at few keys or none, so that nothing here is computed in advance. An absent key is absent, which
is not the same as empty.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Self

from ostiary.authz.facts import Resource
from ostiary.catalogue.operations import Filling, KeySource, Permission
from ostiary.model.caller import Caller, CallerKind, SessionKind
from ostiary.model.http import HttpRequest

Value = str | tuple[str, ...]
Params = Mapping[str, Any]  # Any: each operation has its own shape

GLOBAL_REGION: Final = "us-east-1"
"""The region that policies see for IAM, which has none (6.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFacts:
    """What the connection and its headers tell. `region` is that of the signature; empty headers were not sent."""

    peer_ip: str
    secure: bool
    user_agent: str = ""
    referer: str = ""
    region: str = GLOBAL_REGION

    @classmethod
    def of(cls, http: HttpRequest, region: str) -> Self:
        """Return what *http* tells, which came for *region*."""
        return cls(
            peer_ip=http.peer,
            secure=http.secure,
            user_agent=(http.header(b"user-agent") or b"").decode("latin-1"),
            referer=(http.header(b"referer") or b"").decode("latin-1"),
            region=region,
        )


@dataclass(frozen=True, slots=True)
class Moment:
    """Who calls, from where and when: the facts that are the same for every permission of a call.

    `tags` are the entity's, by lower-case key. `known` remembers what was worked out.
    """

    caller: Caller
    tags: Mapping[str, str]
    facts: RequestFacts
    service: str
    now: int
    known: dict[str, Value | None] = field(default_factory=dict)

    def value(self, key: str) -> Value | None:
        """Return the value of *key* (lower-case), or None when it is absent."""
        if key in self.known:
            return self.known[key]
        value = self.known[key] = self._compute(key)
        return value

    def present(self) -> Iterator[str]:
        """Yield the keys that are there."""
        yield from (key for key in _GLOBAL if self.value(key) is not None)
        yield from (f"{_PRINCIPAL_TAG}{key}" for key in self.principal_tags())
        yield from self.claims()

    def principal_tags(self) -> Mapping[str, str]:
        """Return the caller's tags by lower-case key: the session's go before the entity's (8.3, rule 4).

        A service that acts for a workload has those that the workload's certificate gives the session which it asks for
        (IAM Roles Anywhere user guide, "Attribute mapping and trust policy").
        """
        session, evidence = self.caller.session, self.caller.evidence
        if self.caller.kind is CallerKind.SERVICE and evidence is not None:
            return {key.lower(): value for key, value in evidence.tags.items()}
        if session is None or not session.tags:
            return self.tags
        return {**self.tags, **{key.lower(): value for key, value in session.tags.items()}}

    def claims(self) -> Mapping[str, Value]:
        """Return what a provider vouches for: in this call, or what lasts of it in the session (6.5)."""
        caller = self.caller
        if caller.evidence is not None:
            return caller.evidence.claims
        return {} if caller.session is None else caller.session.claims

    def _compute(self, key: str) -> Value | None:
        if key.startswith(_PRINCIPAL_TAG):
            return self.principal_tags().get(key.removeprefix(_PRINCIPAL_TAG))
        compute = _GLOBAL.get(key)
        return self.claims().get(key) if compute is None else compute(self)


_PRINCIPAL_TAG: Final = "aws:principaltag/"


class Context(Mapping[str, Value]):
    """The context of one permission: *own* keys of resource and request, and those of the *moment*."""

    __slots__ = ("_moment", "_own")

    def __init__(self, moment: Moment, own: Mapping[str, Value]) -> None:
        self._moment = moment
        self._own = own

    def __getitem__(self, key: str) -> Value:
        value = self._own.get(key)
        if value is None:
            value = self._moment.value(key)
        if value is None:
            raise KeyError(key)
        return value

    def __iter__(self) -> Iterator[str]:
        yield from self._own
        yield from (key for key in self._moment.present() if key not in self._own)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def context(moment: Moment, permission: Permission, params: Params, resource: Resource) -> Context:
    """Return the context in which *permission* is decided on *resource*."""
    if not permission.sources and not permission.fixed:
        return Context(moment, resource.context)
    own: dict[str, Value] = {**resource.context, **permission.fixed}
    for source in permission.sources:
        own.update(_FILLINGS[source.filling](source, params, resource, moment.caller))
    return Context(moment, own)


# -- keys of the request (6.3, 6.4) --------------------------------------------------------------------

Filled = Mapping[str, Value]


def _text(source: KeySource, params: Params, _: Resource, __: Caller) -> Filled:
    value = params.get(source.parameter)
    return {} if value is None else {source.key: str(value)}


def _list(source: KeySource, params: Params, _: Resource, __: Caller) -> Filled:
    values = params.get(source.parameter)
    return {source.key: tuple(values)} if values else {}


def _tags(source: KeySource, params: Params, _: Resource, __: Caller) -> Filled:
    return {f"{source.key}{key.lower()}": value for key, value in _pairs(source, params)}


def _tag_keys(source: KeySource, params: Params, _: Resource, __: Caller) -> Filled:
    removed = params.get(f"{source.parameter.removesuffix('s')}Keys", ())
    keys = tuple(key for key, _ in _pairs(source, params)) or tuple(removed)
    return {source.key: keys} if keys else {}


def _pairs(source: KeySource, params: Params) -> Iterator[tuple[str, str]]:
    """Yield the tags in the request. Services spell the members of one differently: `Key` or `key`."""
    for tag in params.get(source.parameter, ()):
        spelled = {member.lower(): text for member, text in tag.items()}
        yield spelled["key"], spelled["value"]


def _boundary(source: KeySource, params: Params, resource: Resource, _: Caller) -> Filled:
    boundary = params.get(source.parameter) or resource.boundary
    return {source.key: boundary} if boundary else {}


def _source_identity(source: KeySource, params: Params, _: Resource, caller: Caller) -> Filled:
    handed_on = "" if caller.session is None else caller.session.source_identity
    value = params.get(source.parameter) or handed_on
    return {source.key: value} if value else {}


_FILLINGS: Final[Mapping[Filling, Callable[[KeySource, Params, Resource, Caller], Filled]]] = {
    Filling.TEXT: _text,
    Filling.LIST: _list,
    Filling.TAGS: _tags,
    Filling.TAG_KEYS: _tag_keys,
    Filling.BOUNDARY: _boundary,
    Filling.SOURCE_IDENTITY: _source_identity,
}


# -- global keys (6.1, 6.2) ----------------------------------------------------------------------------


def _principal_arn(moment: Moment) -> str | None:
    """A federated user is known by its session; everyone else by user, role or root."""
    caller = moment.caller
    arn = caller.arn if caller.kind is CallerKind.FEDERATED_USER else caller.entity_arn
    return arn if caller.kind in _PRINCIPAL_TYPES else None


_PRINCIPAL_TYPES: Final[Mapping[CallerKind, str]] = {
    CallerKind.ROOT: "Account",
    CallerKind.USER: "User",
    CallerKind.ROLE_SESSION: "AssumedRole",
    CallerKind.FEDERATED_USER: "FederatedUser",
}

_KNOW_OF_MFA: Final = frozenset({SessionKind.SESSION_TOKEN, SessionKind.ASSUMED_ROLE, SessionKind.CONSOLE})
"""Sessions that say whether MFA was used, unless an identity provider began them; long-term keys and federated users do
not say either, which is not a "no"."""


def _mfa_present(moment: Moment) -> str | None:
    if moment.caller.mfa_time is None and not _knows_of_mfa(moment):
        return None
    return _bool(_mfa_time(moment) is not None)


def _mfa_age(moment: Moment) -> str | None:
    time = _mfa_time(moment)
    return None if time is None else str(max(0, moment.now - time))


def _mfa_time(moment: Moment) -> int | None:
    """Return when a second factor was shown: with this very call, else for the session."""
    session = moment.caller.session
    if moment.caller.mfa_time is not None or session is None or not _knows_of_mfa(moment):
        return moment.caller.mfa_time
    return session.mfa_time


def _knows_of_mfa(moment: Moment) -> bool:
    session = moment.caller.session
    return session is not None and session.kind in _KNOW_OF_MFA and not session.provider


def _provider(moment: Moment) -> str | None:
    """The OpenID Connect provider that vouched, as trust policies name it; nobody has said what it is for SAML."""
    provider = moment.caller.provider
    return provider if ":oidc-provider/" in provider and moment.caller.kind is CallerKind.ROLE_SESSION else None


def _principal_account(moment: Moment) -> str | None:
    """A service acts for whoever asked it to, and belongs to none of them."""
    return moment.caller.account if moment.caller.kind is not CallerKind.SERVICE else None


def _service_name(moment: Moment) -> str | None:
    return moment.caller.arn if moment.caller.kind is CallerKind.SERVICE else None


def _service_names(moment: Moment) -> tuple[str, ...] | None:
    caller = moment.caller
    return (caller.arn, *caller.service_names) if caller.kind is CallerKind.SERVICE else None


def _source_ip(moment: Moment) -> str | None:
    """The caller's address; an IPv4 caller on an IPv6 socket is an IPv4 caller."""
    try:
        address = ipaddress.ip_address(moment.facts.peer_ip.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)


def _issued(moment: Moment) -> str | None:
    session = moment.caller.session
    return None if session is None else _time(session.issued)


def _session_source_identity(moment: Moment) -> str | None:
    session = moment.caller.session
    return None if session is None else session.source_identity or None


def _user_name(moment: Moment) -> str | None:
    return moment.caller.user_name if moment.caller.kind is CallerKind.USER else None


def _bool(value: bool) -> str:
    return "true" if value else "false"


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


_GLOBAL: Final[Mapping[str, Callable[[Moment], Value | None]]] = {
    "aws:principalarn": _principal_arn,
    "aws:principalaccount": _principal_account,
    "aws:principaltype": lambda moment: _PRINCIPAL_TYPES.get(moment.caller.kind),
    "aws:principalisawsservice": lambda moment: _bool(moment.caller.kind is CallerKind.SERVICE),
    "aws:userid": lambda moment: moment.caller.user_id or None,
    "aws:username": _user_name,
    "aws:tokenissuetime": _issued,
    "aws:multifactorauthpresent": _mfa_present,
    "aws:multifactorauthage": _mfa_age,
    "aws:sourceidentity": _session_source_identity,
    "aws:federatedprovider": _provider,
    "aws:principalservicename": _service_name,
    "aws:principalservicenameslist": _service_names,
    "aws:sourcearn": lambda moment: moment.caller.source_arn or None,
    "aws:sourceaccount": lambda moment: moment.caller.source_account or None,
    "aws:sourceip": _source_ip,
    "aws:currenttime": lambda moment: _time(moment.now),
    "aws:epochtime": lambda moment: str(moment.now),
    "aws:requestedregion": lambda moment: GLOBAL_REGION if moment.service == "iam" else moment.facts.region,
    "aws:securetransport": lambda moment: _bool(moment.facts.secure),
    "aws:useragent": lambda moment: moment.facts.user_agent or None,
    "aws:referer": lambda moment: moment.facts.referer or None,
    "aws:viaawsservice": lambda _: "false",  # nothing calls on behalf of somebody else here
}
"""The global keys that a call of the API can have."""
