"""Signing in by what a SAML identity provider posts through a browser: a console session of a role that it names.

SAML V2.0, web browser single sign-on begun by the identity provider. Each role is decided as AssumeRoleWithSAML is, and
the response is good once whichever way it is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from ostiary.authn import saml_assertion, tickets
from ostiary.authn.bearers import Bearers
from ostiary.authn.tokens import SessionTokens
from ostiary.authz.context import RequestFacts
from ostiary.authz.handler import Write
from ostiary.model.arn import Arn
from ostiary.model.caller import Caller
from ostiary.model.errors import (
    AccessDeniedError,
    ConcurrentModificationError,
    InvalidIdentityTokenError,
    OstiaryError,
)
from ostiary.model.nouns import ConsoleSession
from ostiary.model.secret import Secret
from ostiary.signin import sessions
from ostiary.signin.events import Step, Visit
from ostiary.signin.federation import Federation
from ostiary.signin.steps import LOGIN, Doors, SignedIn
from ostiary.store.contract import Reader, Transaction
from ostiary.wire.constraints import require_valid
from ostiary.wire.services import service

PURPOSE: Final = "signin.saml"
TICKET_LIFE: Final = 300
"""Seconds in which a role is chosen: no response is good for longer."""

MOST_ROLES: Final = 100
DEFAULT_DURATION: Final = 3_600
"""Seconds that a session lasts when the provider does not say (IAM guide, "Configure SAML assertions")."""

_OPERATION: Final = "AssumeRoleWithSAML"
_INPUT: Final = service("sts").operations[_OPERATION].input
STALE: Final = "This sign-in has taken too long or was finished elsewhere. Begin again at your identity provider."


@dataclass(frozen=True, slots=True)
class RoleOffered:
    """A role that the user may choose, with the account as a person knows it."""

    arn: str
    account: str
    alias: str
    name: str


@dataclass(frozen=True, slots=True)
class RolesAsked:
    """A role is to be chosen: *ticket* is for the page alone."""

    ticket: Secret


class _Held(msgspec.Struct, frozen=True, kw_only=True):
    """What a ticket holds until a role is chosen."""

    response: str
    roles: tuple[tuple[str, str], ...]
    destination: str


_READ_HELD: Final = msgspec.json.Decoder(_Held).decode


class SamlSignIn:
    """Takes responses. Thread-safe."""

    def __init__(
        self, doors: Doors, federation: Federation, bearers: Bearers, assume_role: Write, tokens: SessionTokens
    ) -> None:
        """*assume_role* is STS's operation; *federation* says where browsers are sent."""
        self._doors = doors
        self._federation = federation
        self._bearers = bearers
        self._assume_role = assume_role
        self._tokens = tokens

    def destination(self, relay_state: str) -> str:
        """Return where the browser goes afterwards: providers put anything into a RelayState, and nobody is sent to
        what is not ours (threats.md 38)."""
        try:
            self._federation.require_destination(relay_state)
        except OstiaryError:
            return "/"
        return relay_state

    def take(
        self, visit: Visit, response: str, relay_state: str, before: ConsoleSession | None = None
    ) -> SignedIn | RolesAsked:
        """Take a response: sign in to the one role that it names, or have one chosen.

        Raises InvalidIdentityTokenError, ExpiredIdentityTokenError, IdpRejectedClaimError, AccessDeniedError.
        """
        try:
            roles = tuple(self._verified(visit, response))
        except OstiaryError as error:
            self._refuse(visit, error)
            raise
        if len(roles) == 1:
            return self._sign_in(visit, response, roles[0], before)
        ticket = sessions.new_secret(self._doors.entropy)
        held = _Held(response=response, roles=roles, destination=self.destination(relay_state))
        content, expires = msgspec.json.encode(held).decode(), visit.now + TICKET_LIFE
        account = _account(roles[0][0])

        def work(tx: Transaction) -> None:
            tickets.issue(tx, account, PURPOSE, ticket, expires=expires, now=visit.now, content=content)

        self._doors.store.write(work, actor=roles[0][1], now=visit.now)
        return RolesAsked(ticket)

    def offered(self, visit: Visit, ticket: Secret) -> tuple[RoleOffered, ...]:
        """Return the roles to choose from, by account and name. Raises AccessDeniedError: the ticket is not good."""
        with self._doors.store.read() as view:
            held = self._held(view, ticket, visit.now)
            found = [_offered(view, role) for role, _ in held.roles]
        return tuple(sorted(found, key=lambda role: (role.account, role.name)))

    def choose(
        self, visit: Visit, ticket: Secret, role: str, before: ConsoleSession | None = None
    ) -> tuple[SignedIn, str]:
        """Sign in to the role with that ARN, and return where the browser goes. A choice that is refused leaves the
        others open.

        Raises as `take` does.
        """
        with self._doors.store.read() as view:
            held = self._held(view, ticket, visit.now)
        pair = next((pair for pair in held.roles if pair[0] == role), None)
        if pair is None:
            error = AccessDeniedError(f"Not authorized to perform sts:{_OPERATION}")
            self._refuse(visit, error)
            raise error
        return self._sign_in(visit, held.response, pair, before), held.destination

    def _verified(self, visit: Visit, response: str) -> Iterator[tuple[str, str]]:
        """Yield the pairs of role and provider that a provider really names, each once.

        What one provider says of another's roles is not its to say; a response that none of them made is refused.
        """
        pairs = saml_assertion.roles_claimed(response)
        if not 1 <= len(pairs) <= MOST_ROLES:
            raise InvalidIdentityTokenError(f"SAML response invalid: it names from 1 to {MOST_ROLES} roles.")
        refusal: OstiaryError | None = None
        proven: dict[str, bool] = {}
        for role, provider in pairs:
            if _account(role) != _account(provider):
                continue
            if provider not in proven:
                try:
                    self._bearer(role, provider, response, visit.now)
                    proven[provider] = True
                except OstiaryError as error:
                    proven[provider] = False
                    refusal = refusal or error
            if proven[provider]:
                yield role, provider
        if not any(proven.values()):
            raise refusal or InvalidIdentityTokenError("SAML response invalid: no role is of its provider's account.")

    def _bearer(self, role: str, provider: str, response: str, now: int) -> Caller:
        params = {"RoleArn": role, "PrincipalArn": provider, "SAMLAssertion": response}
        return self._bearers.identify(_OPERATION, params, now).caller

    def _sign_in(self, visit: Visit, response: str, pair: tuple[str, str], before: ConsoleSession | None) -> SignedIn:
        doors, caller = self._doors, None
        params: dict[str, Any] = {"RoleArn": pair[0], "PrincipalArn": pair[1], "SAMLAssertion": response}
        try:
            assert _INPUT is not None
            require_valid(_INPUT, params, echo=False)
            identity = self._bearers.identify(_OPERATION, params, visit.now)
            caller = identity.caller
            evidence = caller.evidence
            assert evidence is not None
            params["DurationSeconds"] = evidence.console or DEFAULT_DURATION
            facts = RequestFacts.of(visit.http, doors.region)
            call = doors.enforcer.require(
                caller, "sts", _OPERATION, params, facts, visit.now, doors.mint, grounds=identity.grounds
            )

            def work(tx: Transaction) -> SignedIn:
                if tx.changed(call.grounds.tokens, call.grounds.revision):
                    raise ConcurrentModificationError("What the sign-in rests on has just changed; try again.")
                made = self._assume_role.function(call, tx)["Credentials"]  # given to nobody
                session, _ = self._tokens.open(Secret(made["SessionToken"]), made["AccessKeyId"])
                if before is not None and (old := tx.console_sessions.by_id(before.id)) is not None:
                    sessions.end(tx, old, visit.now)
                secret = sessions.new_secret(doors.entropy)
                row = sessions.begin(tx, session, secret, visit.now)
                doors.events.done(tx, visit, self._step(caller))
                return SignedIn(secret, row)

            return doors.store.write(work, actor=caller.arn, now=visit.now).value
        except OstiaryError as error:
            self._refuse(visit, error, caller)
            raise

    def _held(self, reader: Reader, ticket: Secret, now: int) -> _Held:
        found = tickets.look(reader, PURPOSE, ticket, now)
        if found is None:
            raise AccessDeniedError(STALE)
        return _READ_HELD(found.content)

    def _step(self, caller: Caller | None) -> Step:
        return Step(name=LOGIN, caller=caller, about={"MFAUsed": "No", "SamlProviderArn": caller.arn if caller else ""})

    def _refuse(self, visit: Visit, error: OstiaryError, caller: Caller | None = None) -> None:
        self._doors.events.failed(visit, self._step(caller), error.message, is_stranger=caller is None)


def _account(arn: str) -> str:
    parsed = Arn.parse(arn)
    return "" if parsed is None else parsed.account


def _offered(reader: Reader, arn: str) -> RoleOffered:
    account = _account(arn)
    known = reader.accounts.by_id(account)
    alias = "" if known is None else known.alias
    return RoleOffered(arn, account, alias, arn.partition(":role/")[2])
