"""`aws login`: a terminal gets the credentials of a signed-in browser, once its user allows that.

A browser is given a code for the terminal (RFC 6749, 4.1, with PKCE, RFC 7636), the terminal trades it for credentials
of fifteen minutes and a refresh token, which is good once and with one key alone (RFC 9449). A code or refresh token
that comes twice was stolen from one of the two who brought it: everything that came of the same approval ends.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

import msgspec

from ostiary.authn import issuing, tickets
from ostiary.authn.dpop import WINDOW, Proof
from ostiary.authz.context import RequestFacts
from ostiary.model.caller import Caller
from ostiary.model.errors import AccessDeniedError, ConcurrentModificationError, OstiaryError, ValidationError
from ostiary.model.nouns import Ticket
from ostiary.model.secret import Secret
from ostiary.signin import sessions, who
from ostiary.signin.events import Step, Visit
from ostiary.signin.sessions import EndedError, Signed
from ostiary.signin.steps import Doors
from ostiary.store.contract import Grounds, Reader, Transaction

AUTHORIZE: Final = "AuthorizeOAuth2Access"
CREATE_TOKEN: Final = "CreateOAuth2Token"  # noqa: S105  # the name of an operation

SAME_DEVICE: Final = "arn:aws:signin:::devtools/same-device"
CROSS_DEVICE: Final = "arn:aws:signin:::devtools/cross-device"
CLIENTS: Final[Mapping[str, str]] = {SAME_DEVICE: "localhost", CROSS_DEVICE: "remote"}
"""The clients, and how the resource is called that policies know each by. Their ids are the same in all partitions."""

CONFIRMATION: Final = "/v1/sessions/confirmation"
CODE_LIFE: Final = 600
LIFE: Final = 12 * 3_600
"""Seconds for which a terminal may refresh; it ends sooner with the console session."""

CODE: Final = "signin.login.code"
REFRESH: Final = "signin.login.refresh"
_SPENT: Final = ".spent"
_PROOF: Final = "signin.login.proof"
_ENDED: Final = "signin.login.ended"

TOKEN_EXPIRED: Final = "TOKEN_EXPIRED"  # noqa: S105  # a code of the service model
AUTHCODE_EXPIRED: Final = "AUTHCODE_EXPIRED"
USER_CREDENTIALS_CHANGED: Final = "USER_CREDENTIALS_CHANGED"
INSUFFICIENT_PERMISSIONS: Final = "INSUFFICIENT_PERMISSIONS"
INVALID_REQUEST: Final = "INVALID_REQUEST"

_OVER: Final[Mapping[str, str]] = {CODE: AUTHCODE_EXPIRED, REFRESH: TOKEN_EXPIRED}
_ASKED: Final = frozenset(
    {"response_type", "client_id", "state", "code_challenge_method", "scope", "redirect_uri", "code_challenge"}
)
_FIXED: Final[Mapping[str, str]] = {"response_type": "code", "code_challenge_method": "SHA-256", "scope": "openid"}
_STATE: Final = re.compile(r"[A-Za-z0-9._~-]{1,128}")
_CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER: Final = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_LOOPBACK: Final = re.compile(r"http://127\.0\.0\.1:[1-9][0-9]{0,4}/oauth/callback")


class LoginRefusedError(AccessDeniedError):
    """What a terminal is told. `reason` is one of the service model's codes."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Asked:
    """What a terminal sends a browser to ask."""

    client: str
    redirect: str
    state: str
    challenge: str

    def sent_back(self, **more: str) -> str:
        """Return the URL that brings the answer to the terminal."""
        return f"{self.redirect}?{urlencode({**more, 'state': self.state})}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a terminal shows: a code with its verifier and redirect URI, or a refresh token."""

    purpose: str
    client: str
    shown: Secret
    verifier: str = ""
    redirect: str = ""


class _Held(msgspec.Struct, frozen=True, kw_only=True):
    """What a code or refresh token stands for. `bound` is the challenge, or the thumbprint of the key."""

    console: str
    principal: str
    password: str
    client: str
    family: str
    until: int
    bound: str
    redirect: str = ""


_READ_HELD: Final = msgspec.json.Decoder(_Held).decode


@dataclass(frozen=True, slots=True)
class _Found:
    ticket: Ticket
    held: _Held
    signed: Signed
    caller: Caller


def read_asked(params: Mapping[str, str], base_url: str) -> Asked:
    """Return what *params* ask. Raises ValidationError: then nobody is sent back, for nobody is known to be there."""
    if params.keys() != _ASKED or any(params[name] != value for name, value in _FIXED.items()):
        raise ValidationError("The parameters are not those of aws login.")
    client, redirect = params["client_id"], params["redirect_uri"]
    if client not in CLIENTS:
        raise ValidationError("The client is not known.")
    if not (_is_loopback(redirect) if client == SAME_DEVICE else redirect == base_url + CONFIRMATION):
        raise ValidationError("The client is not to be sent to that redirect_uri.")
    if not _STATE.fullmatch(params["state"]) or not _CHALLENGE.fullmatch(params["code_challenge"]):
        raise ValidationError("state or code_challenge is not well formed.")
    return Asked(client, redirect, params["state"], params["code_challenge"])


def _is_loopback(url: str) -> bool:
    return bool(_LOOPBACK.fullmatch(url)) and int(url.split(":")[2].split("/", maxsplit=1)[0]) <= 65_535


class Login:
    """Approves terminals, and gives them credentials. Thread-safe."""

    def __init__(self, doors: Doors, base_url: str) -> None:
        """Make the key of the ID tokens.

        The terminal that an ID token is sent to reads it and nobody else should: its key is published nowhere and ends
        with the process, so that a token which leaks signs nobody in anywhere.
        """
        self._doors = doors
        self._base_url = base_url
        _, self._id_key = issuing.new_key("ES384")

    def require(self, visit: Visit, signed: Signed, asked: Asked) -> tuple[Caller, Grounds]:
        """Return whom the terminal would act as, and why that is allowed. Raises AccessDeniedError, EndedError."""
        if signed.caller is None:
            raise EndedError(signed.row.issuer)
        return signed.caller, self._permitted(visit, signed.caller, AUTHORIZE, asked.client, asked.redirect)

    def allow(self, visit: Visit, signed: Signed, asked: Asked) -> str:
        """Return where the browser is sent with a code for the terminal. Raises as `require` does."""
        doors = self._doors
        caller, grounds = self.require(visit, signed, asked)
        code = sessions.new_secret(doors.entropy)

        def work(tx: Transaction) -> None:
            _require_unchanged(tx, grounds)
            row = sessions.find_row(tx, doors.partition, signed.row.id, visit.now).row
            held = _Held(
                console=row.id,
                principal=caller.arn,
                password=_password(tx, signed),
                client=asked.client,
                family=code.digest(),
                until=min(visit.now + LIFE, row.expires),
                bound=asked.challenge,
                redirect=asked.redirect,
            )
            _issue(tx, row.account, code, held, visit.now)
            doors.events.done(tx, visit, Step(name=AUTHORIZE, caller=caller, about=_about(asked.client)))

        doors.store.write(work, actor=caller.arn, now=visit.now)
        return asked.sent_back(code=code.reveal())

    def refused(self, visit: Visit, operation: str, message: str, caller: Caller | None = None) -> None:
        """Keep the event of what was refused before it was looked at, or by somebody whom nobody knows."""
        self._doors.events.failed(visit, Step(name=operation, caller=caller), message, is_stranger=caller is None)

    def cancelled(self, visit: Visit, signed: Signed, asked: Asked) -> str:
        """Return where the browser is sent when its user does not want the terminal to act as them."""
        step = Step(name=AUTHORIZE, caller=signed.caller or signed.home, about=_about(asked.client))
        self._doors.events.failed(visit, step, "The user did not allow it.", is_stranger=False)
        return asked.sent_back(error="access_denied")

    def exchange(self, visit: Visit, grant: Grant, proof: Proof) -> Mapping[str, Any]:  # Any: JSON
        """Return credentials and the next refresh token for a code or refresh token, which is used up by it.

        Raises LoginRefusedError, ThrottlingError, ConcurrentModificationError.
        """
        doors, caller = self._doors, None
        try:
            with doors.store.read() as view:
                caller = self._found(view, grant, proof, visit.now).caller
            grounds = self._permitted(visit, caller, CREATE_TOKEN, grant.client, grant.redirect)
            done = doors.store.write(
                lambda tx: self._exchange(tx, visit, grant, proof, grounds), actor=caller.arn, now=visit.now
            ).value
            if isinstance(done, LoginRefusedError):
                raise done
        except OstiaryError as error:
            step = Step(name=CREATE_TOKEN, caller=caller, about=_about(grant.client))
            doors.events.failed(visit, step, error.message, is_stranger=caller is None)
            raise
        return done

    def _exchange(
        self, tx: Transaction, visit: Visit, grant: Grant, proof: Proof, grounds: Grounds
    ) -> Mapping[str, Any] | LoginRefusedError:  # Any: JSON
        """Do it, or return why not where what was noted has to stay."""
        doors, now = self._doors, visit.now
        _require_unchanged(tx, grounds)
        found = self._found(tx, grant, proof, now)
        held, account = found.held, found.ticket.account
        once = f"{proof.thumbprint}/{proof.id}"
        if not tickets.mark(tx, account, _PROOF, once, expires=now + 2 * WINDOW + 1, now=now):
            return LoginRefusedError(INVALID_REQUEST, "The DPoP proof was used before.")
        shown, expires = grant.shown.reveal(), found.ticket.expires
        if not tickets.mark(tx, account, grant.purpose + _SPENT, shown, expires=expires, now=now):
            tickets.mark(tx, account, _ENDED, held.family, expires=held.until, now=now)
            return _over(grant.purpose)
        made = sessions.give_credentials(tx, doors.mint, found.signed, now)
        following = sessions.new_secret(doors.entropy)
        next_held = msgspec.structs.replace(held, bound=proof.thumbprint, redirect="")
        _issue(tx, account, following, next_held, now)
        step = Step(name=CREATE_TOKEN, caller=found.caller, about=_about(grant.client))
        doors.events.done(tx, visit, step, accessKeyId=made.access_key_id)
        body: dict[str, Any] = {  # Any: JSON
            "accessToken": {
                "accessKeyId": made.access_key_id,
                "secretAccessKey": made.secret.reveal(),
                "sessionToken": made.session_token.reveal(),
            },
            "tokenType": "aws_sigv4",
            "expiresIn": made.expires - now,
            "refreshToken": following.reveal(),
        }
        if grant.purpose == CODE:
            body["idToken"] = self._id_token(found.caller, grant.client, now, made.expires)
        return body

    def _found(self, reader: Reader, grant: Grant, proof: Proof, now: int) -> _Found:
        """Return what *grant* stands for, while that is good. Whether it was used is not looked at."""
        ticket = tickets.look(reader, grant.purpose, grant.shown, now)
        if ticket is None:
            raise _over(grant.purpose)
        held = _READ_HELD(ticket.content)
        bound = _challenge(grant.verifier) if grant.purpose == CODE else proof.thumbprint
        if not Secret(held.bound).matches(bound) or held.client != grant.client or held.redirect != grant.redirect:
            raise _over(grant.purpose)
        if tickets.look(reader, _ENDED, Secret(held.family), now) is not None:
            raise _over(grant.purpose)
        try:
            signed = sessions.find_row(reader, self._doors.partition, held.console, now)
        except EndedError:
            raise _over(grant.purpose) from None
        if signed.caller is None or signed.caller.arn != held.principal or _password(reader, signed) != held.password:
            raise LoginRefusedError(USER_CREDENTIALS_CHANGED, "Who signed in has changed since. Run aws login again.")
        return _Found(ticket, held, signed, signed.caller)

    def _permitted(self, visit: Visit, caller: Caller, operation: str, client: str, redirect: str) -> Grounds:
        """Return the grounds on which *caller* may. Raises AccessDeniedError, whose event is kept for `AUTHORIZE`."""
        doors = self._doors
        name = f"oauth2/public-client/{CLIENTS[client]}"
        params = {
            "ClientArn": f"arn:{doors.partition}:signin:{doors.region}:{caller.account}:{name}",
            "ClientId": client,
            "GrantType": "authorization_code" if redirect else "refresh_token",
            **({"RedirectUri": redirect} if redirect else {}),
        }
        facts = RequestFacts.of(visit.http, doors.region)
        try:
            return doors.enforcer.require(caller, "signin", operation, params, facts, visit.now, doors.mint).grounds
        except AccessDeniedError as error:
            if operation == AUTHORIZE:
                step = Step(name=operation, caller=caller, about=_about(client))
                doors.events.failed(visit, step, error.message, is_stranger=False)
                raise
            raise LoginRefusedError(INSUFFICIENT_PERMISSIONS, error.message) from error

    def _id_token(self, caller: Caller, client: str, now: int, expires: int) -> str:
        claims = {"iss": self._base_url, "sub": caller.arn, "aud": client, "iat": now, "exp": expires}
        return issuing.signed("ES384", "aws-login", self._id_key, claims)


def read_grant(given: Mapping[str, str], base_url: str) -> Grant:
    """Return what a terminal shows. Raises ValidationError.

    The client on another machine has one redirect URI alone and need not repeat it (RFC 6749, 4.1.3: who named one has
    to).
    """
    is_remote_code = given.get("clientId") == CROSS_DEVICE and "code" in given
    params = {"redirectUri": base_url + CONFIRMATION, **given} if is_remote_code else given
    members = _MEMBERS.get(params.get("grantType", ""))
    if members is None or params.keys() != members or params["clientId"] not in CLIENTS:
        raise ValidationError("The members are not those of the grant type and its client.")
    if "refreshToken" in params:
        return Grant(purpose=REFRESH, client=params["clientId"], shown=Secret(params["refreshToken"]))
    if not _VERIFIER.fullmatch(params["codeVerifier"]) or not params["redirectUri"]:
        raise ValidationError("codeVerifier or redirectUri is not well formed.")
    return Grant(
        purpose=CODE,
        client=params["clientId"],
        shown=Secret(params["code"]),
        verifier=params["codeVerifier"],
        redirect=params["redirectUri"],
    )


_MEMBERS: Final[Mapping[str, frozenset[str]]] = {
    "authorization_code": frozenset({"clientId", "grantType", "code", "codeVerifier", "redirectUri"}),
    "refresh_token": frozenset({"clientId", "grantType", "refreshToken"}),
}


def _issue(tx: Transaction, account: str, shown: Secret, held: _Held, now: int) -> None:
    """Keep a code where *held* has a redirect URI, else a refresh token."""
    purpose = CODE if held.redirect else REFRESH
    expires = min(now + CODE_LIFE, held.until) if held.redirect else held.until
    tickets.issue(tx, account, purpose, shown, expires=expires, now=now, content=msgspec.json.encode(held).decode())


def _require_unchanged(tx: Transaction, grounds: Grounds) -> None:
    if tx.changed(grounds.tokens, grounds.revision):
        raise ConcurrentModificationError("What the login rests on has just changed; try again.")


def _password(reader: Reader, signed: Signed) -> str:
    """Return what changes with the password of who signed in; nothing for those who have none."""
    known = who.load(reader, signed.row.account, signed.row.owner)
    return "" if known is None else known.password


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _over(purpose: str) -> LoginRefusedError:
    return LoginRefusedError(_OVER[purpose], "It is not good, or no longer. Run aws login again.")


def _about(client: str) -> Mapping[str, Any]:  # Any: JSON
    return {"clientId": client}
