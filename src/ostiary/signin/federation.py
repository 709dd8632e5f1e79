"""Console federation: a broker of one's own trades temporary credentials for a sign-in token, and a browser that for a
console session (IAM guide, "Enable custom identity broker access to the AWS console").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

import msgspec

from ostiary.authn import tickets
from ostiary.authn.identify import Authenticator
from ostiary.model import json
from ostiary.model.caller import Caller, Session, SessionKind
from ostiary.model.errors import AccessDeniedError, InvalidParameterValueError, OstiaryError, ValidationError
from ostiary.model.mint import Credentials
from ostiary.model.nouns import ConsoleSession
from ostiary.model.secret import Secret
from ostiary.signin import sessions
from ostiary.signin.events import Step, Visit
from ostiary.signin.steps import LOGIN, Doors, SignedIn
from ostiary.store.contract import Transaction

GET_TOKEN: Final = "GetSigninToken"  # noqa: S105  # the name of an event
PURPOSE: Final = "signin.federation"
TOKEN_LIFE: Final = 900
SHORTEST: Final = 900
LONGEST: Final = 43_200
LONGEST_CHAINED: Final = 3_600
LONGEST_URL: Final = 2_048

BROKERED: Final = frozenset({SessionKind.ASSUMED_ROLE, SessionKind.FEDERATION_TOKEN})
"""What a broker may bring: a user's own sessions sign in by themselves."""

_SESSION: Final = frozenset({"sessionId", "sessionKey", "sessionToken"})

USED: Final = "The sign-in token is not valid: it is good once, for 15 minutes."


class TokenRefusedError(AccessDeniedError):
    """A sign-in token that is not good. `issuer` is where to begin again, or empty."""

    def __init__(self, issuer: str) -> None:
        super().__init__(USED)
        self.issuer = issuer


class _Held(msgspec.Struct, frozen=True):
    """What a sign-in token stands for; `duration` is None where the session lasts as long as the credentials."""

    session: Session
    duration: int | None


_READ_HELD: Final = msgspec.json.Decoder(_Held).decode


class Federation:
    """The broker's endpoint. Thread-safe."""

    def __init__(
        self, doors: Doors, authenticator: Authenticator, *, base_url: str, destinations: frozenset[str]
    ) -> None:
        """Browsers are sent to *base_url* and to the origins of *destinations*, and nowhere else (threats.md 38)."""
        self._doors = doors
        self._authenticator = authenticator
        self._origins = {origin(base_url), *map(origin, destinations)}

    def token(self, visit: Visit, session: str, duration: str | None) -> Secret:
        """Return a sign-in token for the credentials in *session* (JSON), which are verified.

        Raises ValidationError, InvalidParameterValueError for a duration that is not to be had with them,
        InvalidClientTokenIdError and ExpiredTokenError for credentials that are not good, AccessDeniedError for those
        of another kind.
        """
        doors, caller = self._doors, None
        try:
            caller = self._authenticator.present(_credentials(session), visit.now)
            held = _held(caller, duration)
        except OstiaryError as error:
            doors.events.failed(visit, Step(name=GET_TOKEN, caller=caller), error.message, is_stranger=caller is None)
            raise
        token = sessions.new_secret(doors.entropy)

        def work(tx: Transaction) -> Secret:
            content = msgspec.json.encode(held).decode()
            expires = visit.now + TOKEN_LIFE
            tickets.issue(tx, caller.account, PURPOSE, token, expires=expires, now=visit.now, content=content)
            doors.events.done(tx, visit, Step(name=GET_TOKEN, caller=caller))
            return token

        return doors.store.write(work, actor=caller.arn, now=visit.now).value

    def login(
        self, visit: Visit, token: Secret, destination: str, issuer: str, before: ConsoleSession | None = None
    ) -> SignedIn:
        """Begin a console session for a sign-in token, which is used up by it.

        Raises ValidationError for a destination or issuer that nobody is sent to, TokenRefusedError.
        """
        self.require_destination(destination)
        require_issuer(issuer)
        doors = self._doors

        def work(tx: Transaction) -> SignedIn | None:
            ticket = tickets.use(tx, PURPOSE, token, visit.now)
            if ticket is None:
                return None
            held = _READ_HELD(ticket.content)
            lasts = held.session.expires if held.duration is None else visit.now + held.duration
            session = replace(held.session, expires=lasts)
            caller = sessions.caller_of(tx, doors.partition, session, visit.now)
            if caller is None:
                return None
            if before is not None and (old := tx.console_sessions.by_id(before.id)) is not None:
                sessions.end(tx, old, visit.now)
            secret = sessions.new_secret(doors.entropy)
            row = sessions.begin(tx, session, secret, visit.now, issuer)
            mfa = "No" if session.mfa_time is None else "Yes"
            doors.events.done(tx, visit, Step(name=LOGIN, caller=caller, about={"MFAUsed": mfa, "Issuer": issuer}))
            return SignedIn(secret, row)

        done = doors.store.write(work, actor="federation", now=visit.now).value
        if done is None:
            doors.events.failed(visit, Step(name=LOGIN, about={"MFAUsed": "No", "Issuer": issuer}), USED)
            raise TokenRefusedError(issuer)
        return done

    def require_destination(self, destination: str) -> None:
        """Raise ValidationError unless browsers may be sent there: to a path here, or to a URL of a known origin."""
        if not _is_plain(destination):
            raise ValidationError("Destination must be a URL.")
        on_this_server = destination.startswith("/") and not destination.startswith("//")
        if not on_this_server and origin(destination) not in self._origins:
            raise ValidationError("Destination is on no server that this one sends browsers to.")


def origin(url: str) -> str:
    """Return scheme and authority of *url* as browsers compare them, or "" for what is no http URL."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in _PORTS or not parts.hostname or "@" in parts.netloc:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}:{port or _PORTS[parts.scheme]}"


_PORTS: Final[Mapping[str, int]] = {"http": 80, "https": 443}


def require_issuer(issuer: str) -> None:
    """Raise ValidationError unless *issuer* is empty or a URL that a page may link to."""
    if issuer and not (_is_plain(issuer) and origin(issuer)):
        raise ValidationError("Issuer must be an http or https URL.")


def _is_plain(url: str) -> bool:
    """Return whether every reader sees the same URL: visible ASCII, and no backslash that browsers take for a slash."""
    return 0 < len(url) <= LONGEST_URL and all("!" <= character <= "~" and character != "\\" for character in url)


def _credentials(text: str) -> Credentials:
    """Return the credentials that `Session` holds. Raises ValidationError."""
    try:
        value = json.read(text)
    except json.JsonError as error:
        raise ValidationError(f"Session is not JSON. {error}") from error
    if not isinstance(value, dict) or value.keys() != _SESSION or not all(isinstance(v, str) for v in value.values()):
        raise ValidationError("Session must hold sessionId, sessionKey and sessionToken.")
    return Credentials(value["sessionId"], Secret(value["sessionKey"]), Secret(value["sessionToken"]), 0)


def _held(caller: Caller, duration: str | None) -> _Held:
    """Return what a sign-in token of *caller* stands for, lasting *duration* seconds (interfaces.md 9)."""
    session = caller.session
    if session is None or session.kind not in BROKERED:
        raise AccessDeniedError("The credentials must be those of AssumeRole or GetFederationToken.")
    if duration is None:
        return _Held(session, None)
    seconds = int(duration) if duration.isascii() and duration.isdigit() and len(duration) <= 5 else 0
    if not SHORTEST <= seconds <= LONGEST:
        raise ValidationError(f"SessionDuration must be from {SHORTEST} to {LONGEST}.")
    if session.kind is SessionKind.FEDERATION_TOKEN:
        raise InvalidParameterValueError("SessionDuration is not for credentials of GetFederationToken.")
    if session.chained and seconds > LONGEST_CHAINED:
        raise InvalidParameterValueError("SessionDuration exceeds the 1 hour limit of roles assumed by role chaining.")
    return _Held(session, seconds)
