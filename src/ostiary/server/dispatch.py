"""One call of the AWS API from bytes to bytes: read, identify, require, carry out, write; and one event for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

import structlog

from ostiary.audit import event
from ostiary.audit.access_uses import AccessUses
from ostiary.audit.record import Recorder
from ostiary.audit.strangers import Strangers
from ostiary.authn import guesses
from ostiary.authn.identify import Authenticator
from ostiary.authn.identity import Identify, Identity, KnownRefusedError
from ostiary.authn.key_uses import KeyUses
from ostiary.authn.second_factor import SecondFactors
from ostiary.authz.authorized import Authorized
from ostiary.authz.enforce import Enforcer, RequestFacts
from ostiary.authz.handler import Change, Handler, Prepared, Read, Refused, Views, Write
from ostiary.model.caller import CallerKind
from ostiary.model.errors import (
    AccessDeniedError,
    InternalFailureError,
    NotImplementedByOstiaryError,
    OstiaryError,
    ServiceUnavailableError,
    ThrottlingError,
)
from ostiary.model.http import HttpRequest, HttpResponse
from ostiary.model.mint import Mint
from ostiary.server.errors import reason
from ostiary.server.lane import Heavy
from ostiary.server.lazy import LazyView
from ostiary.server.seen import MovedError, Seen
from ostiary.store.contract import Reader, Store, Transaction
from ostiary.store.memo import Memory, Unremembered
from ostiary.wire import protocols
from ostiary.wire.protocols import Protocol
from ostiary.wire.redaction import redact, redact_result
from ostiary.wire.services import Operation

Params = Mapping[str, Any]  # Any: each operation has its own shape
Result = Mapping[str, Any]  # Any: likewise
Answer = TypeVar("Answer")


@dataclass(slots=True)
class _Trail:
    """How far a call has come, for the one event that it leaves. Nothing but the event is made from it."""

    http: HttpRequest
    now: int
    request_id: str
    protocol: Protocol
    operation: Operation | None = None
    identity: Identity | None = None
    params: Params | None = None
    read_only: bool = False
    decision: str = ""
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class _Call:
    """A call that was read: what it asks for, not yet by whom it is allowed.

    `shown` are the parameters of a call that nobody signs: they hold what proves who calls. `mfa_time` is when a second
    factor was taken for this call.
    """

    http: HttpRequest
    now: int
    protocol: Protocol
    operation: Operation
    shown: Params | None = None
    mfa_time: int | None = None


TAKES_SECOND_FACTOR: Final = frozenset({("sts", "AssumeRole"), ("sts", "GetSessionToken")})
"""Operations whose caller may show a second factor with the call."""

CREDENTIALS: Final = frozenset({"Credentials", "credentialSet"})
"""Members of a result that are credentials."""

PREPARED_AT_MOST: Final = 3
"""How often long work is done for one call before it is refused."""


class Dispatcher:
    """Answers calls. Thread-safe; holds no state of its own."""

    def __init__(
        self,
        *,
        store: Store,
        authenticator: Authenticator,
        unsigned: Mapping[str, Identify],
        second_factors: SecondFactors,
        enforcer: Enforcer,
        mint: Mint,
        recorder: Recorder,
        strangers: Strangers,
        uses: KeyUses,
        accesses: AccessUses,
        handlers: Mapping[str, Mapping[str, Handler]],
        new_id: Callable[[], str],
    ) -> None:
        """*unsigned* tells who makes a call that no access key signs, by operation. *handlers* are the operations by
        signing name of the service, then name; *new_id* makes ids of requests."""
        self._store = store
        self._authenticator = authenticator
        self._unsigned = unsigned
        self._second_factors = second_factors
        self._enforcer = enforcer
        self._mint = mint
        self._recorder = recorder
        self._strangers = strangers
        self._uses = uses
        self._accesses = accesses
        self._handlers = handlers
        self._new_id = new_id
        self._log = structlog.get_logger("ostiary.dispatch")

    def answer(self, http: HttpRequest, now: int) -> HttpResponse:
        """Return the answer to *http* as of *now*.

        Whatever happens, it is an answer and leaves exactly one event; calls of strangers beyond their allowance are
        counted instead (ADR 0008).
        """
        begun = self.begin(http, now)
        return begun if isinstance(begun, HttpResponse) else begun.carry_out()

    def begin(self, http: HttpRequest, now: int) -> HttpResponse | Heavy:
        """Return what `answer` does, or what remains to be done of a heavy call once it is allowed."""
        trail = _Trail(http, now, self._new_id(), protocols.spoken_by(http))
        return self._answered(trail, lambda: self._carry_out(http, now, trail))

    def _answered(self, trail: _Trail, work: Callable[[], Answer]) -> Answer | HttpResponse:
        try:
            return work()
        except OstiaryError as error:
            return self._refuse(trail, error)
        except Exception:
            self._log.exception("call failed", request_id=trail.request_id, operation=_name(trail))
            return self._refuse(trail, InternalFailureError("The request processing has failed."))

    def _carry_out(self, http: HttpRequest, now: int, trail: _Trail) -> HttpResponse | Heavy:
        asked = trail.protocol.read(http)
        operation = trail.operation = asked.operation
        service = operation.service.signing_name
        handler = self._handlers[service].get(operation.name)
        trail.read_only = isinstance(handler, Read)
        call = _Call(http, now, trail.protocol, operation)
        if operation.unsigned:
            trail.params = asked.read_params()
            call = replace(call, shown=trail.params)
        identity = self._identify(call, trail)
        self._note_use(identity, call)
        if handler is None or isinstance(handler, Refused):
            raise _not_implemented(operation, handler)
        params = trail.params = asked.read_params() if trail.params is None else trail.params
        serial, code = params.get("SerialNumber"), params.get("TokenCode")
        if (service, operation.name) in TAKES_SECOND_FACTOR and (serial or code):
            self._second_factors.take(identity.caller, serial, code, now)
            call = replace(call, mfa_time=now)
            identity = trail.identity = _with_second_factor(identity, now)
        match handler:
            case Read():
                return self._read(call, handler, identity, params, trail)
            case Write():
                return self._write(call, handler, identity, params, trail)
            case Prepared():
                return self._prepared(call, handler, identity, params, trail)

    def _note_use(self, identity: Identity, call: _Call) -> None:
        """Note what the caller used; who signs with no key of ours uses none."""
        if not identity.access_key_id:
            return
        service = call.operation.service.signing_name
        if identity.caller.session is None:  # keys of sessions are nowhere kept, neither is their use
            self._uses.note(identity.access_key_id, call.now, service, identity.region)
        self._accesses.note(identity.caller, service, call.operation.name, call.now, identity.region)

    def _identify(self, call: _Call, trail: _Trail, memory: Memory | None = None) -> Identity:
        if call.shown is not None:
            try:
                identity = self._unsigned[call.operation.name](call.http, call.shown, call.now, memory)
            except KnownRefusedError as refused:
                trail.identity = refused.identity
                raise refused.error from None
        else:
            name = call.operation.service.signing_name
            identity = self._authenticator.identify(call.http, call.now, name, memory)
        trail.identity = identity if call.mfa_time is None else _with_second_factor(identity, call.mfa_time)
        return trail.identity

    def _require(
        self, call: _Call, identity: Identity, params: Params, trail: _Trail, memory: Memory | None = None
    ) -> Authorized[Params]:
        try:
            authorized = self._enforcer.require(
                identity.caller,
                call.operation.service.signing_name,
                call.operation.name,
                params,
                RequestFacts.of(call.http, identity.region),
                call.now,
                self._mint,
                grounds=identity.grounds,
                memory=memory,
            )
        except AccessDeniedError:
            trail.decision = "denied"
            raise
        trail.decision, trail.revision = "allowed", authorized.grounds.revision
        return authorized

    def _read(
        self, call: _Call, handler: Read, identity: Identity, params: Params, trail: _Trail
    ) -> HttpResponse | Heavy:
        """Look something up, now or, when that takes long, in its turn."""
        authorized = self._require(call, identity, params, trail)
        if not handler.heavy:
            return self._look(call, handler, authorized, trail)
        return Heavy(
            carry_out=lambda: self._answered(trail, lambda: self._look(call, handler, authorized, trail)),
            refuse=lambda: self._refuse(trail, ThrottlingError("Rate exceeded")),
        )

    def _look(self, call: _Call, handler: Read, authorized: Authorized[Params], trail: _Trail) -> HttpResponse:
        """Look something up; when the grounds moved meanwhile, decide again on just what is looked at then."""
        result: Result = {}
        refusal = None
        try:
            with LazyView(self._store) as view:
                result = handler.function(authorized, view)
        except OstiaryError as error:  # that something is not there tells as much as that it is
            refusal = error
        if self._store.changed(authorized.grounds.tokens, authorized.grounds.revision):
            with self._store.read() as view:
                result = handler.function(self._again(call, authorized.params, trail, view), view)
        elif refusal is not None:
            raise refusal
        response = call.protocol.write(call.operation, result, trail.request_id)
        # Who got which credentials matters as much as a change.
        shown = None if CREDENTIALS.isdisjoint(result) else result
        for one in self._told(self._event(trail, shown), authorized):
            self._recorder.append(event.encode(one))
        return response

    def _told(self, one: event.Event, authorized: Authorized[Params]) -> tuple[event.Event, ...]:
        """Return the event, and where a role of another account was assumed that account's own (CloudTrail user guide,
        sharedEventID)."""
        resource = authorized.resource
        if resource is None or resource.account == authorized.caller.account:
            return (one,)
        shared = self._new_id()
        return replace(one, shared=shared), replace(one, id=self._new_id(), recipient=resource.account, shared=shared)

    def _write(self, call: _Call, handler: Write, identity: Identity, params: Params, trail: _Trail) -> HttpResponse:
        """Carry a change out; when its grounds moved meanwhile, decide once more where nothing can move (ADR 0005)."""
        return self._change(call, self._require(call, identity, params, trail), handler.function, trail)

    def _prepared(
        self, call: _Call, handler: Prepared, identity: Identity, params: Params, trail: _Trail
    ) -> HttpResponse:
        """Carry out a change that needs long work before, which is done anew when what it rests on moved (ADR 0010)."""
        for _ in range(PREPARED_AT_MOST):
            decided = self._require(call, identity, params, trail)
            seen = Seen(self._store)
            try:
                change = self._prepare(handler, decided, seen.view)
                return self._change(call, decided, seen.unless_moved(change), trail)
            except MovedError:
                continue
            except OstiaryError:  # what is wrong tells something, too: only to whom may still be told
                if not self._store.changed(decided.grounds.tokens, decided.grounds.revision):
                    raise
        raise ThrottlingError("Rate exceeded")

    def _prepare(self, handler: Prepared, decided: Authorized[Params], views: Views) -> Change:
        if not handler.shows_password or decided.caller.kind is not CallerKind.USER:  # nobody else has one to show
            return handler.prepare(decided, views)
        with guesses.old_password(self._store, decided.caller, decided.now):
            return handler.prepare(decided, views)

    def _change(self, call: _Call, decided: Authorized[Params], change: Change, trail: _Trail) -> HttpResponse:
        def work(tx: Transaction) -> HttpResponse:
            authorized = decided
            if tx.changed(decided.grounds.tokens, decided.grounds.revision):
                authorized = self._again(call, decided.params, trail, tx)
            result = change(authorized, tx)
            response = call.protocol.write(
                call.operation, result, trail.request_id
            )  # a result that cannot be told is undone
            described = self._event(trail, result)
            tx.emit(described.id, event.encode(described))
            return response

        committed = self._store.write(work, actor=decided.caller.arn, now=call.now)
        revision = (b"x-ostiary-revision", b"%d" % committed.revision)
        return replace(committed.value, headers=(*committed.value.headers, revision))

    def _again(self, call: _Call, params: Params, trail: _Trail, reader: Reader) -> Authorized[Params]:
        """Identify and decide once more, on just what *reader* shows."""
        within = Unremembered(reader)
        return self._require(call, self._identify(call, trail, within), params, trail, within)

    def _refuse(self, trail: _Trail, error: OstiaryError) -> HttpResponse:
        """Record that the call was refused and say so. A call that cannot be recorded is refused for that reason."""
        if isinstance(error, ServiceUnavailableError):
            self._log.error("store out of reach", request_id=trail.request_id, reason=reason(error))
        try:
            if _is_known(trail.identity) or self._strangers.admit(trail.now, error.code):
                self._recorder.append(event.encode(self._event(trail, None, error)))
        except OstiaryError as unrecorded:
            error = unrecorded
        service = trail.operation.service if trail.operation is not None else None
        return trail.protocol.write_fault(service, error, trail.request_id)

    def _event(self, trail: _Trail, result: Result | None, error: OstiaryError | None = None) -> event.Event:
        """Return the event that *trail* makes."""
        operation, identity, http = trail.operation, trail.identity, trail.http
        request = response = None
        if operation is not None and trail.params is not None:
            request = redact(operation, trail.params)
        if operation is not None and result is not None:
            response = redact_result(operation, result)
        return event.Event(
            id=self._new_id(),
            request_id=trail.request_id,
            time=trail.now,
            service=operation.service.signing_name if operation is not None else "",
            operation=_name(trail),
            caller=identity.caller if identity is not None else None,
            region=identity.region if identity is not None else "",
            peer=http.peer,
            user_agent=(http.header(b"user-agent") or b"").decode("latin-1"),
            read_only=trail.read_only,
            request=request,
            response=response,
            error=error.code if error is not None else "",
            message=error.message if error is not None else "",
            decision=trail.decision,
            revision=trail.revision,
        )


def _not_implemented(operation: Operation, refused: Refused | None) -> NotImplementedByOstiaryError:
    if refused is not None:
        return NotImplementedByOstiaryError(f"{operation.name} is not offered outside AWS: {refused.reason}.")
    return NotImplementedByOstiaryError(f"{operation.name} is not part of this version of Ostiary.")


def _name(trail: _Trail) -> str:
    return trail.operation.name if trail.operation is not None else ""


def _is_known(identity: Identity | None) -> bool:
    """Return whether the refused call is of somebody known here.

    Whoever shows a token, an assertion or a certificate that got it nothing is not: a shared issuer gives everybody
    one, and it is good for any number of calls.
    """
    return identity is not None and identity.caller.kind is not CallerKind.BEARER and identity.caller.evidence is None


def _with_second_factor(identity: Identity, time: int) -> Identity:
    return replace(identity, caller=replace(identity.caller, mfa_time=time))
