"""The endpoints of sign-in, as a table: what each takes, whether it needs a session, and what answers it.

They are the pages' own. Everything that a signed-in person does is done with the credentials that a page gets here, by
the API that everybody else uses (console.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Final

import structlog

from ostiary.audit.record import moment
from ostiary.model.caller import Caller, CallerKind
from ostiary.model.errors import (
    InternalFailureError,
    InvalidActionError,
    OstiaryError,
    ValidationError,
)
from ostiary.model.http import HttpRequest, HttpResponse
from ostiary.model.nouns import ConsoleSession, PasswordPolicy
from ostiary.model.secret import Secret
from ostiary.signin import factors, login_pages, sessions, web
from ostiary.signin.events import Step, Visit
from ostiary.signin.federation import Federation
from ostiary.signin.login_pages import LoginPages
from ostiary.signin.passkeys import Registration
from ostiary.signin.roles import Roles
from ostiary.signin.saml import RolesAsked, SamlSignIn
from ostiary.signin.sessions import EndedError, Signed
from ostiary.signin.steps import Doors, FactorAsked, NewPasswordAsked, Outcome, SignedIn, SignIn
from ostiary.signin.who import Asked
from ostiary.store.contract import Transaction
from ostiary.wire import form

Params = Mapping[str, str]
Body = Mapping[str, Any]  # Any: JSON

PREFIX: Final = b"/signin/api/"
FEDERATION: Final = b"/federation"
SAML: Final = b"/saml"
MAX_SAML_BODY: Final = 409_600
"""A response of 100,000 characters of base64, some of which a form triples, and a RelayState."""
CHOICE_PAGE: Final = "/signin"
"""Where a role is chosen. The ticket goes behind the `#`, which is sent to nobody and stands in no log."""

MAX_FEDERATION_BODY: Final = 32_768
"""A session token has up to 8,192 characters, of which a form may triple some."""

SIGNED_IN: Final = "SIGNED_IN"
MFA_REQUIRED: Final = "MFA_REQUIRED"
NEW_PASSWORD_REQUIRED: Final = "NEW_PASSWORD_REQUIRED"  # noqa: S105  # a step
SIGNED_OUT: Final = "SIGNED_OUT"

CREDENTIALS: Final = "GetConsoleCredentials"
SIGN_OUT: Final = "ConsoleLogout"
SIGN_OUT_EVERYWHERE: Final = "ConsoleLogoutEverywhere"
REQUEST: Final = "ConsoleRequest"
"""The event of a request that is refused before its step begins. Any site can have a browser send such ones: they share
the allowance of strangers, also where the browser is signed in."""


@dataclass(frozen=True, slots=True)
class _Browser:
    """Who asks: the request, the secret in its cookie, and the live session that this is of. None: there is none."""

    visit: Visit
    secret: Secret | None
    signed: Signed | None

    @property
    def row(self) -> ConsoleSession | None:
        """The session that ends when another one begins in the same browser."""
        return None if self.signed is None else self.signed.row


class Api:
    """Answers the pages of sign-in. Thread-safe."""

    def __init__(
        self,
        doors: Doors,
        *,
        sign_in: SignIn,
        roles: Roles,
        federation: Federation,
        saml: SamlSignIn,
        registration: Registration,
        login: LoginPages,
        base_url: str,
    ) -> None:
        """*base_url* is where browsers reach this server: whether it is https decides about the cookie."""
        self._doors = doors
        self._sign_in = sign_in
        self._roles = roles
        self._federation = federation
        self._saml = saml
        self._registration = registration
        self._login = login
        self._base_url = base_url
        self._cookie = web.Cookie(base_url)
        self._log = structlog.get_logger("ostiary.signin")

    def answer(self, http: HttpRequest, now: int) -> HttpResponse:
        """Return the answer to *http*, whose path and method are in `ENDPOINTS`, or that another site sent here."""
        visit = self._doors.events.visit(http, now)
        try:
            return (_FROM_ELSEWHERE.get(http.path) or Api._answer)(self, visit)
        except EndedError as error:
            return web.write_error(error, visit.request_id, self._cookie.dropped())
        except OstiaryError as error:
            return web.write_error(error, visit.request_id)
        except Exception:
            self._log.exception("sign-in failed", request_id=visit.request_id)
            return web.write_error(InternalFailureError("The request processing has failed."), visit.request_id)

    def _answer(self, visit: Visit) -> HttpResponse:
        endpoint, http = ENDPOINTS[visit.http.path], visit.http
        is_post = http.method == "POST"
        if is_post:
            with self._telling(visit, None):
                web.require_own_page(http, self._base_url)
        secret = self._cookie.read(http)
        signed = self._signed(secret, visit.now, needed=endpoint.needs_session)
        browser = _Browser(visit, secret, signed)
        return endpoint.answer(self, browser, self._posted(browser, endpoint) if is_post else {})

    def _posted(self, browser: _Browser, endpoint: Endpoint) -> Params:
        """Return what a page of ours sent. Raises AccessDeniedError, SerializationError and ValidationError."""
        http = browser.visit.http
        with self._telling(browser.visit, browser.signed):
            if browser.signed is not None and browser.secret is not None:
                web.require_csrf_token(http, browser.secret)
            return web.read_body(http, endpoint.members)

    def _telling(self, visit: Visit, signed: Signed | None) -> AbstractContextManager[None]:
        caller = None if signed is None else signed.home
        return self._doors.events.telling(
            visit, Step(name=REQUEST, caller=caller, request={"path": visit.http.path.decode("ascii")})
        )

    def _signed(self, secret: Secret | None, now: int, *, needed: bool) -> Signed | None:
        try:
            return self._find(secret, now)
        except EndedError:
            if needed:
                raise
            return None

    def _find(self, secret: Secret | None, now: int) -> Signed:
        if secret is None:
            raise EndedError
        with self._doors.store.read() as view:
            return sessions.find(view, self._doors.partition, secret, now)

    # -- signing in ------------------------------------------------------------------------------------

    def authenticate(self, browser: _Browser, params: Params) -> HttpResponse:
        """Take account, name and password."""
        asked = Asked(
            account=params.get("account", ""), user_name=params.get("userName", ""), email=params.get("email", "")
        )
        if bool(asked.email) == bool(asked.user_name) or bool(asked.account) != bool(asked.user_name):
            raise ValidationError("Either account and userName are given, or email.")
        password = Secret(params["password"])
        return self._outcome(browser, self._sign_in.authenticate(browser.visit, asked, password, browser.row))

    def mfa(self, browser: _Browser, params: Params) -> HttpResponse:
        """Take a code of a device."""
        ticket = Secret(params["ticket"])
        outcome = self._sign_in.show_factor(browser.visit, factors.CODE, ticket, params, browser.row)
        return self._outcome(browser, outcome)

    def passkey_question(self, browser: _Browser, params: Params) -> HttpResponse:
        """Say what a page asks of a passkey."""
        return self._write(browser, {"publicKey": self._registration.question(browser.visit, Secret(params["ticket"]))})

    def passkey(self, browser: _Browser, params: Params) -> HttpResponse:
        """Take what a passkey shows."""
        ticket = Secret(params["ticket"])
        outcome = self._sign_in.show_factor(browser.visit, factors.PASSKEY, ticket, params, browser.row)
        return self._outcome(browser, outcome)

    def new_password(self, browser: _Browser, params: Params) -> HttpResponse:
        """Take a new password in the place of one that is due."""
        ticket, old, new = (Secret(params[name]) for name in ("ticket", "oldPassword", "newPassword"))
        outcome = self._sign_in.set_password(browser.visit, ticket, old, new, browser.row)
        return self._outcome(browser, outcome)

    def _outcome(self, browser: _Browser, outcome: Outcome) -> HttpResponse:
        match outcome:
            case SignedIn(secret, _):
                shape = self._shape(secret, self._find(secret, browser.visit.now))
                return self._write(browser, {"status": SIGNED_IN, "session": shape}, self._cookie.held(secret))
            case FactorAsked(ticket, devices):
                return self._write(browser, {"status": MFA_REQUIRED, "ticket": ticket.reveal(), "devices": devices})
            case NewPasswordAsked(ticket, policy):
                rules = None if policy is None else _rules(policy)
                body = {"status": NEW_PASSWORD_REQUIRED, "ticket": ticket.reveal(), "passwordPolicy": rules}
                return self._write(browser, body)

    # -- signed in -------------------------------------------------------------------------------------

    def session(self, browser: _Browser, _: Params) -> HttpResponse:
        """Say who is signed in, until when, and the token that requests show."""
        secret, signed = _present(browser)
        return self._write(browser, self._shape(secret, signed))

    def credentials(self, browser: _Browser, _: Params) -> HttpResponse:
        """Give credentials for the API, which the page keeps in memory."""
        signed = _present(browser)[1]
        visit, doors = browser.visit, self._doors

        def work(tx: Transaction) -> Body:
            current = sessions.find_row(tx, doors.partition, signed.row.id, visit.now)
            made = sessions.give_credentials(tx, doors.mint, current, visit.now)
            doors.events.done(tx, visit, Step(name=CREDENTIALS, caller=current.caller), accessKeyId=made.access_key_id)
            return {
                "AccessKeyId": made.access_key_id,
                "SecretAccessKey": made.secret.reveal(),
                "SessionToken": made.session_token.reveal(),
                "Expiration": moment(made.expires),
            }

        return self._write(browser, doors.store.write(work, actor=signed.home.arn, now=visit.now).value)

    def new_passkey(self, browser: _Browser, params: Params) -> HttpResponse:
        """Say what a page asks of a device that is to make a passkey."""
        signed = _present(browser)[1]
        ticket, options = self._registration.begin(browser.visit, signed, params.get("userName", ""))
        return self._write(browser, {"ticket": ticket.reveal(), "publicKey": options})

    def register_passkey(self, browser: _Browser, params: Params) -> HttpResponse:
        """Keep the passkey that was made."""
        signed = _present(browser)[1]
        serial = self._registration.finish(
            browser.visit, signed, Secret(params["ticket"]), params["name"], params["credential"]
        )
        return self._write(browser, {"serialNumber": serial})

    def switch_role(self, browser: _Browser, params: Params) -> HttpResponse:
        """Act as a role."""
        secret, signed = _present(browser)
        display_name = params.get("displayName") or f"{params['roleName']} @ {params['account']}"
        self._roles.switch(browser.visit, signed, params["account"], params["roleName"], display_name)
        return self._again(browser, secret)

    def switch_back(self, browser: _Browser, _: Params) -> HttpResponse:
        """Act as who signed in."""
        secret, signed = _present(browser)
        self._roles.switch_back(browser.visit, signed)
        return self._again(browser, secret)

    def sign_out(self, browser: _Browser, _: Params) -> HttpResponse:
        """End the session."""
        return self._ended(browser, SIGN_OUT, sessions.end)

    def sign_out_everywhere(self, browser: _Browser, _: Params) -> HttpResponse:
        """End every session of who signed in."""
        return self._ended(browser, SIGN_OUT_EVERYWHERE, sessions.end_all)

    def _ended(
        self, browser: _Browser, name: str, end: Callable[[Transaction, ConsoleSession, int], object]
    ) -> HttpResponse:
        _, signed = _present(browser)
        visit, doors = browser.visit, self._doors

        def work(tx: Transaction) -> None:
            end(tx, sessions.find_row(tx, doors.partition, signed.row.id, visit.now).row, visit.now)
            doors.events.done(tx, visit, Step(name=name, caller=signed.home))

        doors.store.write(work, actor=signed.home.arn, now=visit.now)
        return self._write(browser, {"status": SIGNED_OUT}, self._cookie.dropped())

    # -- federation ------------------------------------------------------------------------------------

    def federate(self, visit: Visit) -> HttpResponse:
        params = form.read_form(visit.http).values
        action = params.get("Action", "")
        if action not in _FEDERATION:
            raise InvalidActionError(f"There is no action {action[:64]}.")
        return _FEDERATION[action](self, visit, params)

    def signin_token(self, visit: Visit, params: Params) -> HttpResponse:
        """Give a broker a sign-in token."""
        token = self._federation.token(visit, _needed(params, "Session"), params.get("SessionDuration"))
        return web.write(200, {"SigninToken": token.reveal()}, visit.request_id)

    def login(self, visit: Visit, params: Params) -> HttpResponse:
        """Sign a browser in that shows one, and send it on."""
        before = self._signed(self._cookie.read(visit.http), visit.now, needed=False)
        destination = _needed(params, "Destination")
        token = Secret(_needed(params, "SigninToken"))
        done = self._federation.login(
            visit, token, destination, params.get("Issuer", ""), None if before is None else before.row
        )
        location = (b"location", destination.encode("ascii"))
        return web.write(302, {}, visit.request_id, location, self._cookie.held(done.secret))

    # -- SAML ------------------------------------------------------------------------------------------

    def take_saml(self, visit: Visit) -> HttpResponse:
        """Take what an identity provider posts through a browser, and send that on."""
        params = form.read_form(visit.http).values
        response, relay_state = _needed(params, "SAMLResponse"), params.get("RelayState", "")
        before = self._signed(self._cookie.read(visit.http), visit.now, needed=False)
        outcome = self._saml.take(visit, response, relay_state, None if before is None else before.row)
        if isinstance(outcome, RolesAsked):
            return self._sent_on(visit, f"{CHOICE_PAGE}#saml={outcome.ticket.reveal()}")
        return self._sent_on(visit, self._saml.destination(relay_state), self._cookie.held(outcome.secret))

    def saml_roles(self, browser: _Browser, params: Params) -> HttpResponse:
        """Say which roles there are to choose from."""
        offered = self._saml.offered(browser.visit, Secret(params["ticket"]))
        roles = [
            {"roleArn": role.arn, "account": role.account, "accountAlias": role.alias, "roleName": role.name}
            for role in offered
        ]
        return self._write(browser, {"roles": roles})

    def saml_role(self, browser: _Browser, params: Params) -> HttpResponse:
        """Sign in to the role that was chosen."""
        ticket = Secret(params["ticket"])
        done, destination = self._saml.choose(browser.visit, ticket, params["roleArn"], browser.row)
        shape = self._shape(done.secret, self._find(done.secret, browser.visit.now))
        body = {"status": SIGNED_IN, "session": shape, "destination": destination}
        return self._write(browser, body, self._cookie.held(done.secret))

    # -- aws login -------------------------------------------------------------------------------------

    def authorize_terminal(self, visit: Visit) -> HttpResponse:
        """Ask whether a terminal may act as who is signed in."""
        return self._login.authorize(visit)

    def confirm_terminal(self, visit: Visit) -> HttpResponse:
        """Show a code that is to be pasted."""
        return self._login.confirmation(visit)

    def terminal_token(self, visit: Visit) -> HttpResponse:
        """Give a terminal credentials."""
        return self._login.token(visit)

    # -- answers ---------------------------------------------------------------------------------------

    def _again(self, browser: _Browser, secret: Secret) -> HttpResponse:
        return self._write(browser, self._shape(secret, self._find(secret, browser.visit.now)))

    def _sent_on(self, visit: Visit, location: str, *more: tuple[bytes, bytes]) -> HttpResponse:
        """Send the browser on by a GET, whatever it came by."""
        return web.write(303, {}, visit.request_id, (b"location", location.encode("ascii")), *more)

    def _write(self, browser: _Browser, body: Body, *more: tuple[bytes, bytes]) -> HttpResponse:
        return web.write(200, body, browser.visit.request_id, *more)

    def _shape(self, secret: Secret, signed: Signed) -> Body:
        row, home = signed.row, signed.home
        session = row.home or row.session
        with self._doors.store.read() as view:
            account = view.accounts.by_id(row.account)
        is_root = home.kind is CallerKind.ROOT
        body: dict[str, Any] = {  # Any: JSON
            "account": row.account,
            "accountAlias": "" if account is None else account.alias,
            "principal": _principal(home),
            "email": account.email if account is not None and is_root else "",
            "mfa": session.mfa_time is not None,
            "signedIn": moment(row.created),
            "expires": moment(row.expires),
            "issuer": row.issuer,
            "csrfToken": sessions.csrf_token(secret),
            "role": None,
        }
        if row.home is not None:
            body["role"] = {
                "account": row.session.account,
                "displayName": row.display_name,
                "expires": moment(row.session.expires),
                "principal": None if signed.caller is None else _principal(signed.caller),
            }
        return body


def _present(browser: _Browser) -> tuple[Secret, Signed]:
    """Return the session that an endpoint needs, and was not reached without."""
    assert browser.secret is not None
    assert browser.signed is not None
    return browser.secret, browser.signed


def _needed(params: Params, name: str) -> str:
    if not (value := params.get(name, "")):
        raise ValidationError(f"{name} must be given.")
    return value


def _principal(caller: Caller) -> Body:
    session = caller.session
    assert session is not None
    return {"type": TYPES[caller.kind], "name": session.name, "arn": caller.arn}


def _rules(policy: PasswordPolicy) -> Body:
    """What a page that takes a new password checks while it is typed."""
    return {
        "minimumLength": policy.minimum_length,
        "requireSymbols": policy.require_symbols,
        "requireNumbers": policy.require_numbers,
        "requireUppercase": policy.require_uppercase,
        "requireLowercase": policy.require_lowercase,
        "reusePrevention": policy.reuse_prevention,
    }


TYPES: Final[Mapping[CallerKind, str]] = {
    CallerKind.ROOT: "Root",
    CallerKind.USER: "IAMUser",
    CallerKind.ROLE_SESSION: "AssumedRole",
    CallerKind.FEDERATED_USER: "FederatedUser",
}

_FEDERATION: Final[Mapping[str, Callable[[Api, Visit, Params], HttpResponse]]] = {
    "getSigninToken": Api.signin_token,
    "login": Api.login,
}


_FROM_ELSEWHERE: Final[Mapping[bytes, Callable[[Api, Visit], HttpResponse]]] = {
    FEDERATION: Api.federate,
    SAML: Api.take_saml,
    login_pages.AUTHORIZE: Api.authorize_terminal,
    login_pages.CONFIRMATION: Api.confirm_terminal,
    login_pages.TOKEN: Api.terminal_token,
}
"""What terminals, and the pages of others, send a browser to: neither the cookie nor the
origin of such a request proves anything."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint. `members` are those of its body, and whether each is needed."""

    answer: Callable[[Api, _Browser, Params], HttpResponse]
    method: str = "POST"
    members: Mapping[str, bool] = field(default_factory=dict)
    needs_session: bool = True


ENDPOINTS: Final[Mapping[bytes, Endpoint]] = {
    PREFIX + b"authenticate": Endpoint(
        Api.authenticate,
        members={"account": False, "userName": False, "email": False, "password": True},
        needs_session=False,
    ),
    PREFIX + b"mfa": Endpoint(
        Api.mfa, members={"ticket": True, "serialNumber": True, "code": True}, needs_session=False
    ),
    PREFIX + b"passkey-question": Endpoint(Api.passkey_question, members={"ticket": True}, needs_session=False),
    PREFIX + b"passkey": Endpoint(Api.passkey, members={"ticket": True, "credential": True}, needs_session=False),
    PREFIX + b"new-passkey": Endpoint(Api.new_passkey, members={"userName": False}),
    PREFIX + b"register-passkey": Endpoint(
        Api.register_passkey, members={"ticket": True, "name": True, "credential": True}
    ),
    PREFIX + b"new-password": Endpoint(
        Api.new_password, members={"ticket": True, "oldPassword": True, "newPassword": True}, needs_session=False
    ),
    PREFIX + b"session": Endpoint(Api.session, method="GET"),
    PREFIX + b"credentials": Endpoint(Api.credentials),
    PREFIX + b"sign-out": Endpoint(Api.sign_out),
    PREFIX + b"sign-out-everywhere": Endpoint(Api.sign_out_everywhere),
    PREFIX + b"switch-role": Endpoint(
        Api.switch_role, members={"account": True, "roleName": True, "displayName": False}
    ),
    PREFIX + b"switch-back": Endpoint(Api.switch_back),
    PREFIX + b"saml-roles": Endpoint(Api.saml_roles, members={"ticket": True}, needs_session=False),
    PREFIX + b"saml-role": Endpoint(Api.saml_role, members={"ticket": True, "roleArn": True}, needs_session=False),
}
