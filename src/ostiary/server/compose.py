"""Everything is put together here: the composition root."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from ostiary.accessanalyzer.operations import operations as access_analyzer
from ostiary.accessanalyzer.token_test import TokenTest
from ostiary.audit import event
from ostiary.audit.access_uses import AccessUses
from ostiary.audit.lookup import EventLog
from ostiary.audit.strangers import Strangers
from ostiary.authn.bearers import Bearers, Proof
from ostiary.authn.fetching import Fetcher
from ostiary.authn.identify import Authenticator
from ostiary.authn.identity import Identify, Identity
from ostiary.authn.key_sets import KeySets
from ostiary.authn.key_uses import KeyUses
from ostiary.authn.passkeys import Passkeys, RelyingParty
from ostiary.authn.proofs import SamlProof, WebIdentityProof
from ostiary.authn.sealing import Entropy
from ostiary.authn.second_factor import SecondFactors
from ostiary.authn.web_identity import WebIdentities
from ostiary.authn.workloads import Workloads
from ostiary.authz.enforce import Enforcer
from ostiary.authz.handler import Prepared, Read, Write
from ostiary.cloudtrail.operations import operations as cloudtrail
from ostiary.iam.background import Reports
from ostiary.iam.operations import OPERATIONS as IAM
from ostiary.iam.operations import REPORTS
from ostiary.iam.simulation import BY_RESOURCE
from ostiary.model.caller import Caller
from ostiary.model.errors import ServiceUnavailableError
from ostiary.model.http import HttpRequest, HttpResponse
from ostiary.rolesanywhere.operations import OPERATIONS as ROLES_ANYWHERE
from ostiary.server import commands, control
from ostiary.server import installation as installations
from ostiary.server.certificate import ServerCertificate
from ostiary.server.console import Console
from ostiary.server.control import Arguments, ControlSocket, NotRunningError
from ostiary.server.dispatch import Dispatcher
from ostiary.server.housekeeping import Housekeeping, Job
from ostiary.server.installation import Clock, Installation
from ostiary.server.issuers import Issuers
from ostiary.server.lane import Heavy
from ostiary.server.proxies import Proxies
from ostiary.server.run import Listener, url_of
from ostiary.settings import Settings
from ostiary.signin import factors, steps
from ostiary.signin.api import Api
from ostiary.signin.events import Events
from ostiary.signin.federation import Federation
from ostiary.signin.login_pages import LoginPages
from ostiary.signin.passkeys import Registration
from ostiary.signin.roles import Roles
from ostiary.signin.saml import SamlSignIn
from ostiary.signin.who import Directory
from ostiary.store.memo import Memory
from ostiary.sts.operations import OPERATIONS as STS

_EVENTS_EVERY: Final = 0.5
_USES_EVERY: Final = 60.0
_USES_AT_ONCE: Final = 2_000
"""It bounds how long calls that write wait for it."""
_REPORTS_EVERY: Final = 0.5
_CERTIFICATE_EVERY: Final = 60.0
_STRANGERS_EVERY: Final = 60.0


class Server:
    """A server that is bound and not yet running. `start` and `run` it, `stop` it from anywhere, `close` it always."""

    def __init__(self, installation: Installation) -> None:
        """Bind the address and the control socket, then make a new installation's account. Raises StartError."""
        settings = installation.settings
        self._installation = installation
        self._uses = KeyUses()
        self._accesses = AccessUses()
        self._reports = Reports(installation.store, REPORTS, settings.partition)
        self._strangers = Strangers()
        with contextlib.ExitStack() as undo:
            certificate = _certificate(settings)
            self._listener = Listener(
                self,
                settings.host,
                settings.port,
                proxies=Proxies(settings.proxies_addresses, settings.proxies_client_certificate_header.encode()),
                certificate=certificate,
            )
            undo.callback(self._listener.close)
            self._issuers = Issuers(installation.memo, self.public_url)
            doors = _doors(installation, self._strangers, self.public_url)
            self._dispatcher = _dispatcher(installation, doors, self._uses, self._accesses)
            self._sign_in = _sign_in(installation, doors)
            self._console = Console.packaged()
            table = commands.table(installation, self.url)
            self._control = ControlSocket(settings.data_dir, table)
            undo.callback(self._control.stop)
            self.first_start = installation.begin()
            undo.pop_all()
        self.region = settings.region
        self.housekeeping = Housekeeping(
            (
                Job("strangers", _STRANGERS_EVERY, self._tell_of_strangers),
                Job("events", _EVENTS_EVERY, installation.recorder.flush),
                Job("outbox", _EVENTS_EVERY, self._move_events),
                Job("key uses", _USES_EVERY, self._flush_uses),
                Job("access uses", _USES_EVERY, self._flush_accesses),
                *(
                    ()
                    if certificate is None
                    else (Job("certificate", _CERTIFICATE_EVERY, certificate.reload_if_changed),)
                ),
            )
        )
        # On a thread of its own: a report of a large account must keep no event waiting.
        self.reporting = Housekeeping((Job("reports", _REPORTS_EVERY, self._make_reports),))

    @property
    def url(self) -> str:
        """Where the server listens, as a client on this machine reaches it."""
        return self._listener.url

    @property
    def public_url(self) -> str:
        """The base URL that clients are told: of issuers, sign-in links and SAML recipients."""
        return self._installation.settings.public_url or self.url

    @property
    def notes(self) -> tuple[str, ...]:
        """Lines for the operator."""
        return self._installation.notes

    def call(self, http: HttpRequest) -> HttpResponse | Heavy:
        """Answer a call of the AWS API, or return what remains to be done of a heavy one."""
        return self._dispatcher.begin(http, self._installation.now)

    def issuer(self, http: HttpRequest) -> HttpResponse:
        """Answer whoever verifies the tokens that an account signs."""
        return self._issuers.answer(http.path, self._installation.now)

    def sign_in(self, http: HttpRequest) -> HttpResponse:
        """Answer a page of sign-in, or a broker of one's own."""
        return self._sign_in.answer(http, self._installation.now)

    def page(self, http: HttpRequest) -> HttpResponse:
        """Answer with a page or a file of the console."""
        return self._console.answer(http)

    def is_ready(self) -> bool:
        """Return whether the store answers."""
        try:
            with self._installation.store.read() as view:
                return view.revision > 0  # a view that nothing is asked of may stand on a connection that is dead
        except ServiceUnavailableError:
            return False

    def start(self) -> None:
        """Take commands and do what is due by the clock."""
        self._control.start()
        self.housekeeping.start()
        self.reporting.start()

    def stop_on_signals(self) -> None:
        """Have SIGTERM and SIGINT stop the server; call it from the main thread."""
        self._listener.stop_on_signals()

    def run(self) -> None:
        """Serve until `stop`."""
        self._listener.run()

    def stop(self) -> None:
        """Have `run` finish what is under way and return."""
        self._listener.stop()

    def close(self) -> None:
        """Write what is still in memory and let go of everything."""
        with contextlib.ExitStack() as last:
            last.callback(self._installation.close)
            last.callback(self.housekeeping.stop)
            last.callback(self.reporting.stop)
            last.callback(self._listener.close)
            last.callback(self._control.stop)

    def _move_events(self) -> None:
        self._installation.recorder.move(self._installation.store)

    def _tell_of_strangers(self) -> None:
        if counts := self._strangers.drain():
            installation = self._installation
            installation.recorder.append(event.encode_counts(installation.new_id(), installation.now, counts))

    def _flush_uses(self) -> None:
        uses = self._uses.drain()
        try:
            self._installation.store.flush_key_uses(uses)
        except BaseException:
            self._uses.put_back(uses)
            raise

    def _make_reports(self) -> None:
        self._reports.run(self._installation.now)

    def _flush_accesses(self) -> None:
        uses = self._accesses.drain()
        for start in range(0, len(uses), _USES_AT_ONCE):
            try:
                self._installation.store.flush_access_uses(uses[start : start + _USES_AT_ONCE])
            except BaseException:
                self._accesses.put_back(uses[start:])
                raise


def open_server(settings: Settings, *, clock: Clock = time.time, entropy: Entropy = os.urandom) -> Server:
    """Open the installation that *settings* name and bind its server. Raises StartError."""
    with contextlib.ExitStack() as undo:
        installation = undo.enter_context(open_installation(settings, clock=clock, entropy=entropy))
        server = Server(installation)
        undo.pop_all()
        return server


def open_installation(
    settings: Settings, *, clock: Clock = time.time, entropy: Entropy = os.urandom, may_be_new: bool = True
) -> Installation:
    """Open the installation alone, to work on it without serving. Raises StartError."""
    return installations.open_installation(settings, clock=clock, entropy=entropy, may_be_new=may_be_new)


def carry_out(settings: Settings, command: str, arguments: Arguments) -> Any:  # Any: JSON
    """Have the running server carry out *command*, or do it here when none runs.

    Raises CommandError when it is refused, StartError when the installation cannot be opened.
    """
    try:
        return control.ask(settings.data_dir, command, arguments)
    except NotRunningError:
        with open_installation(settings, may_be_new=False) as installation:
            return commands.table(installation)[command](arguments)


def find_url(settings: Settings) -> str:
    """Return the address of the running server, else the one that the settings would give it."""
    try:
        answer = control.ask(settings.data_dir, commands.STATUS, {})
    except NotRunningError:
        return url_of(settings.host, settings.port, secure=settings.tls_certificate is not None)
    return msgspec.convert(answer, commands.Status).url


def _certificate(settings: Settings) -> ServerCertificate | None:
    if settings.tls_certificate is None or settings.tls_key is None:
        return None
    return ServerCertificate(settings.tls_certificate, settings.tls_key)


def _proofs(installation: Installation, base_url: str) -> Mapping[str, Proof]:
    """Return how those are known who sign nothing, by operation."""
    memo, settings = installation.memo, installation.settings
    web_identities = WebIdentities(
        KeySets(Fetcher.of(settings)),
        partition=settings.partition,
        base_url=base_url,
        standard_claims_only=settings.federation_standard_claims_only,
    )
    return {
        "AssumeRoleWithSAML": SamlProof(memo, settings.partition, (f"{base_url}/saml",)),
        "AssumeRoleWithWebIdentity": WebIdentityProof(memo, web_identities),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Doors:
    """What proves who asks and decides what they may, by whichever way they come in."""

    authenticator: Authenticator
    bearers: Bearers
    workloads: Workloads
    second_factors: SecondFactors
    enforcer: Enforcer
    strangers: Strangers
    base_url: str


def _doors(installation: Installation, strangers: Strangers, base_url: str) -> _Doors:
    memo, settings = installation.memo, installation.settings
    return _Doors(
        authenticator=Authenticator(memo, installation.root_key, installation.tokens, settings.partition),
        bearers=Bearers(_proofs(installation, base_url), settings.region),
        workloads=Workloads(memo, settings.partition),
        second_factors=SecondFactors(installation.store, installation.mint),
        enforcer=Enforcer(memo, partition=settings.partition, quotas=settings.quotas, base_url=base_url),
        strangers=strangers,
        base_url=base_url,
    )


def _sign_in(installation: Installation, doors: _Doors) -> Api:
    """Return sign-in, which changes passwords and assumes roles by the operations that everybody calls."""
    settings = installation.settings
    change_password, assume_role, with_saml = IAM["ChangePassword"], STS["AssumeRole"], STS["AssumeRoleWithSAML"]
    assert isinstance(change_password, Prepared)
    assert isinstance(assume_role, Read)
    assert isinstance(with_saml, Write)
    rests_on = steps.Doors(
        store=installation.store,
        directory=Directory(installation.store, installation.memo),
        mint=installation.mint,
        entropy=installation.entropy,
        enforcer=doors.enforcer,
        events=Events(
            installation.recorder,
            doors.strangers,
            installation.new_id,
            region=settings.region,
            base_url=doors.base_url,
        ),
        partition=settings.partition,
        region=settings.region,
    )
    passkeys = Passkeys(RelyingParty.at(doors.base_url))
    by_kind = {
        factors.CODE: factors.codes(doors.second_factors, settings.partition),
        factors.PASSKEY: factors.passkey(passkeys),
    }
    federation = Federation(
        rests_on, doors.authenticator, base_url=doors.base_url, destinations=settings.signin_destinations
    )
    return Api(
        rests_on,
        sign_in=steps.SignIn(rests_on, by_kind, change_password),
        roles=Roles(rests_on, assume_role, installation.tokens),
        federation=federation,
        saml=SamlSignIn(rests_on, federation, doors.bearers, with_saml, installation.tokens),
        registration=Registration(rests_on, passkeys),
        login=LoginPages(rests_on, doors.base_url),
        base_url=doors.base_url,
    )


def _unsigned(doors: _Doors) -> Mapping[str, Identify]:
    """Return what tells who makes a call that no access key signs, by operation."""

    def bearer(operation: str) -> Identify:
        def identify(_: HttpRequest, params: Mapping[str, Any], now: int, memory: Memory | None) -> Identity:
            return doors.bearers.identify(operation, params, now, memory)

        return identify

    bearers = {name: bearer(name) for name in doors.bearers.operations}
    return {**bearers, "CreateSession": doors.workloads.identify}


def _token_test(doors: _Doors) -> TokenTest:
    """Return the test of tokens, which verifies and decides as the calls of STS do that take them."""

    def identify(operation: str, params: Mapping[str, Any], now: int) -> Caller:
        return doors.bearers.identify(operation, params, now).caller

    return TokenTest(identify, doors.enforcer.asked)


def _dispatcher(installation: Installation, doors: _Doors, uses: KeyUses, accesses: AccessUses) -> Dispatcher:
    settings = installation.settings
    return Dispatcher(
        store=installation.store,
        authenticator=doors.authenticator,
        unsigned=_unsigned(doors),
        second_factors=doors.second_factors,
        enforcer=doors.enforcer,
        mint=installation.mint,
        recorder=installation.recorder,
        strangers=doors.strangers,
        uses=uses,
        accesses=accesses,
        handlers={
            "iam": {**IAM, **BY_RESOURCE} if settings.simulation_by_resource else IAM,
            "sts": STS,
            "access-analyzer": access_analyzer(_token_test(doors)),
            "cloudtrail": cloudtrail(EventLog(installation.recorder.path)),
            "rolesanywhere": ROLES_ANYWHERE,
        },
        new_id=installation.new_id,
    )
