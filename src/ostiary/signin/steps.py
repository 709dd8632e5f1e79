"""The steps of signing in: password, second factor, a new password where one is due, and then a console session.

Between two steps the browser holds a ticket, which is used up by the step that succeeds. Whatever is wrong with
account, name or password, the answer is the same, takes as long, and is locked after as many mistakes (threats.md 36).
A guess is counted before it is looked at, in a write of its own: of a hundred that come at once, a handful is looked
at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, NoReturn

import msgspec

from ostiary.audit.record import moment
from ostiary.authn import callers, guesses, tickets
from ostiary.authn.passwords import NOBODYS
from ostiary.authn.sealing import Entropy
from ostiary.authz.context import RequestFacts
from ostiary.authz.enforce import Enforcer
from ostiary.authz.handler import Prepared
from ostiary.model.caller import Caller
from ostiary.model.errors import (
    AccessDeniedError,
    OstiaryError,
    PasswordPolicyViolationError,
    ThrottlingError,
)
from ostiary.model.mint import Mint
from ostiary.model.nouns import ConsoleSession, PasswordPolicy, User
from ostiary.model.secret import Secret
from ostiary.signin import sessions, who
from ostiary.signin.allowance import Addresses, Nobodies, TooOftenError
from ostiary.signin.events import FAILED, Events, Step, Visit
from ostiary.signin.factors import Factor, Shown
from ostiary.signin.who import Asked, Directory, Known, Meant
from ostiary.store.contract import Store, Transaction
from ostiary.wire.constraints import require_valid
from ostiary.wire.services import service

LOGIN: Final = "ConsoleLogin"
CHECK_MFA: Final = "CheckMfa"
NEW_PASSWORD: Final = "PasswordUpdated"  # noqa: S105  # the name of an event
ASK_PASSWORD: Final = "PasswordChangeRequired"  # noqa: S105  # likewise

FOR_FACTOR: Final = "signin.factor"
FOR_PASSWORD: Final = "signin.new-password"  # noqa: S105  # the purpose of a ticket
TICKET_LIFE: Final = 600
"""Seconds that a person may take for the next step."""

NO_ACCOUNT: Final = "000000000000"
NOBODY: Final = "nobody"
"""The owner of a count that nothing rests on: a guess at nobody is written down like any other, or it would be answered
sooner."""

DAY: Final = 86_400
_CHANGE_PASSWORD: Final = service("iam").operations["ChangePassword"].input

WRONG: Final = "Your authentication information is incorrect. Please try again."
STALE: Final = "This sign-in has taken too long or was finished elsewhere. Begin again."
EXPIRED: Final = "Your password has expired. Ask an administrator to set a new one."
SAME: Final = "The new password must not be the present one."


class LockedError(AccessDeniedError):
    """Refused without a look, after too many mistakes, until the second `until`."""

    def __init__(self, message: str, until: int, now: int) -> None:
        super().__init__(f"{message} Nothing is accepted before {moment(until)}.")
        self.retry_after = until - now


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Done: *secret* is for the browser alone."""

    secret: Secret
    row: ConsoleSession


@dataclass(frozen=True, slots=True)
class FactorAsked:
    """A second factor is due: by factor, the devices to choose from."""

    ticket: Secret
    devices: Mapping[str, tuple[Mapping[str, str], ...]]


@dataclass(frozen=True, slots=True)
class NewPasswordAsked:
    """A new password is due, by the policy of the account; None: it has set none, and the built-in one holds."""

    ticket: Secret
    policy: PasswordPolicy | None


Outcome = SignedIn | FactorAsked | NewPasswordAsked


class _Held(msgspec.Struct, frozen=True, kw_only=True):
    """What a ticket between two steps holds. `password` ties it to the password that was shown."""

    owner: str
    password: str
    mfa_time: int | None = None


@dataclass(frozen=True, slots=True)
class _Refused:
    """Why a step ends without success: returned from its transaction, whose counts have to stay. The log has `said`."""

    error: OstiaryError
    said: str


_READ_HELD: Final = msgspec.json.Decoder(_Held).decode


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """What signing in rests on."""

    store: Store
    directory: Directory
    mint: Mint
    entropy: Entropy
    enforcer: Enforcer
    events: Events
    partition: str
    region: str


class SignIn:
    """Takes the steps. Thread-safe."""

    def __init__(self, doors: Doors, factors: Mapping[str, Factor], change_password: Prepared) -> None:
        """*factors* by name; *change_password* is IAM's operation."""
        self._doors = doors
        self._store = doors.store
        self._events = doors.events
        self._factors = factors
        self._change_password = change_password
        self._addresses = Addresses()
        self._nobodies = Nobodies()

    def authenticate(
        self, visit: Visit, asked: Asked, password: Secret, before: ConsoleSession | None = None
    ) -> Outcome:
        """Take a password. *before* is the session that the browser had: it ends with the new one's begin.

        Raises AccessDeniedError for everything that is wrong, LockedError, TooOftenError.
        """
        meant = self._doors.directory.find(asked)
        known, step = meant.known, self._login(meant.known, meant.account)
        self._admit(visit, step)
        if until := self._count(meant, visit.now):
            self._refuse(visit, step, LockedError(WRONG, until, visit.now))
        if not self._is_right(visit, step, meant, password) or known is None:
            self._refuse(visit, step, AccessDeniedError(WRONG))
        self._addresses.give_back(visit.http.peer)

        def work(tx: Transaction) -> Outcome | _Refused:
            if not who.is_unchanged(tx, known):
                return _Refused(AccessDeniedError(WRONG), FAILED)
            guesses.forget(tx, known.id, guesses.PASSWORD)
            return self._go_on(tx, visit, known, None, before)

        return self._settled(visit, step, known, work)

    def show_factor(
        self, visit: Visit, factor: str, ticket: Secret, shown: Shown, before: ConsoleSession | None = None
    ) -> Outcome:
        """Take a second factor.

        Raises AccessDeniedError, after which the ticket stays good, LockedError, TooOftenError.
        """
        known = self._held(visit, FOR_FACTOR, ticket)[1]
        step = self._login(known, mfa=True)
        self._admit(visit, step)

        def work(tx: Transaction) -> Outcome | _Refused:
            held = tickets.look(tx, FOR_FACTOR, ticket, visit.now)
            if not who.is_unchanged(tx, known) or held is None:
                return _Refused(AccessDeniedError(STALE), STALE)
            until = guesses.locked_until(tx, known.id, guesses.CODE, visit.now)
            refusal = self._factors[factor].taken(tx, known.caller(self._doors.partition), held, shown, visit.now)
            if refusal:
                error = LockedError(refusal, until, visit.now) if until else AccessDeniedError(refusal)
                return _Refused(error, FAILED)
            tickets.use(tx, FOR_FACTOR, ticket, visit.now)
            return self._go_on(tx, visit, known, visit.now, before)

        outcome = self._settled(visit, step, known, work)
        self._addresses.give_back(visit.http.peer)
        return outcome

    def set_password(
        self, visit: Visit, ticket: Secret, old: Secret, new: Secret, before: ConsoleSession | None = None
    ) -> Outcome:
        """Take a new password in the place of one that is due, as ChangePassword does.

        Raises PasswordPolicyViolationError and TooOftenError, after which the ticket stays good; AccessDeniedError when
        the old password is wrong or the user may not change it.
        """
        held, known = self._held(visit, FOR_PASSWORD, ticket)
        caller = self._acting(known, held, visit.now)
        step = Step(name=NEW_PASSWORD, caller=known.caller(self._doors.partition))
        params = {"OldPassword": old.reveal(), "NewPassword": new.reveal()}
        doors = self._doors
        facts = RequestFacts.of(visit.http, doors.region)
        try:
            assert _CHANGE_PASSWORD is not None
            require_valid(_CHANGE_PASSWORD, params, echo=False)
            call = doors.enforcer.require(caller, "iam", "ChangePassword", params, facts, visit.now, doors.mint)
            change = self._change_password.prepare(call, doors.store.read)
            if new.matches(old.reveal()):
                raise PasswordPolicyViolationError(SAME)
        except OstiaryError as error:
            self._events.failed(visit, step, error.message, is_stranger=False)
            if isinstance(error, AccessDeniedError):
                self._store.write(
                    lambda tx: tickets.use(tx, FOR_PASSWORD, ticket, visit.now), actor=caller.arn, now=visit.now
                )
            raise

        def work(tx: Transaction) -> Outcome | _Refused:
            used = tickets.use(tx, FOR_PASSWORD, ticket, visit.now)
            if (
                used is None
                or not who.is_unchanged(tx, known)
                or tx.changed(call.grounds.tokens, call.grounds.revision)
            ):
                return _Refused(AccessDeniedError(STALE), STALE)
            change(call, tx)
            self._events.done(tx, visit, step)
            changed = who.load(tx, known.account, known.id)
            assert changed is not None
            return self._begin(tx, visit, changed, held.mfa_time, before)

        return self._settled(visit, step, known, work)

    # -- parts -----------------------------------------------------------------------------------------

    def _go_on(
        self, tx: Transaction, visit: Visit, known: Known, mfa_time: int | None, before: ConsoleSession | None
    ) -> Outcome | _Refused:
        """Return what comes after a password, or a second factor, that was right."""
        if known.devices and mfa_time is None:
            offered = {name: devices for name, factor in self._factors.items() if (devices := factor.offered(known))}
            words = [self._factors[name].words for name in offered]
            self._events.done(tx, visit, self._step(CHECK_MFA, known, {"MfaType": ", ".join(words)}))
            return FactorAsked(self._ticket(tx, FOR_FACTOR, known, None, visit.now), offered)
        due = _is_due(known, visit.now)
        if due and known.policy is not None and known.policy.hard_expiry and _is_old(known, visit.now):
            return _Refused(AccessDeniedError(EXPIRED), EXPIRED)
        if due:
            self._events.done(tx, visit, self._step(ASK_PASSWORD, known, {}))
            return NewPasswordAsked(self._ticket(tx, FOR_PASSWORD, known, mfa_time, visit.now), known.policy)
        return self._begin(tx, visit, known, mfa_time, before)

    def _begin(
        self, tx: Transaction, visit: Visit, known: Known, mfa_time: int | None, before: ConsoleSession | None
    ) -> SignedIn:
        """Begin the session, under a secret that nobody has seen before (threats.md 38: fixation)."""
        now = visit.now
        if before is not None and (old := tx.console_sessions.by_id(before.id)) is not None:
            sessions.end(tx, old, now)
        secret = sessions.new_secret(self._doors.entropy)
        row = sessions.begin(tx, sessions.of_password(known, now, mfa_time, tx.revision), secret, now)
        _note_use(tx, known, now)
        self._events.done(tx, visit, self._login(known, mfa=mfa_time is not None))
        return SignedIn(secret, row)

    def _ticket(self, tx: Transaction, purpose: str, known: Known, mfa_time: int | None, now: int) -> Secret:
        ticket = sessions.new_secret(self._doors.entropy)
        held = _Held(owner=known.id, password=known.password, mfa_time=mfa_time)
        content = msgspec.json.encode(held).decode()
        tickets.issue(tx, known.account, purpose, ticket, expires=now + TICKET_LIFE, now=now, content=content)
        return ticket

    def _held(self, visit: Visit, purpose: str, shown: Secret) -> tuple[_Held, Known]:
        """Return what a ticket holds, and who has it. Raises AccessDeniedError when it is not, or no longer, good."""
        with self._store.read() as view:
            ticket = tickets.look(view, purpose, shown, visit.now)
            held = None if ticket is None else _READ_HELD(ticket.content)
            known = None if ticket is None or held is None else who.load(view, ticket.account, held.owner)
        if held is None or known is None or known.password != held.password:
            self._refuse(visit, self._login(None), AccessDeniedError(STALE), STALE)
        return held, known

    def _count(self, meant: Meant, now: int) -> int | None:
        """Count a guess before it is looked at, and return until when none is looked at, or None."""
        account, owner = _counted_for(meant.known)

        def work(tx: Transaction) -> int | None:
            until = guesses.locked_until(tx, owner, guesses.PASSWORD, now)
            guesses.count_failure(tx, account, owner, guesses.PASSWORD, now)
            return until

        until = self._store.write(work, actor=owner, now=now).value
        return self._nobodies.count(meant.key, now) if owner == NOBODY else until

    def _is_right(self, visit: Visit, step: Step, meant: Meant, password: Secret) -> bool:
        """Compare the password, outside any transaction. Raises TooOftenError when too many are being compared."""
        profile = None if meant.known is None else meant.known.profile
        try:
            matches = self._doors.mint.is_password(password, NOBODYS if profile is None else profile.hash)
        except ThrottlingError as error:
            self._give_back(visit, meant)
            self._events.failed(visit, step, error.message)
            raise TooOftenError from error
        return matches and profile is not None

    def _give_back(self, visit: Visit, meant: Meant) -> None:
        """Count a guess that was not looked at for none."""
        owner = _counted_for(meant.known)[1]
        self._addresses.give_back(visit.http.peer)
        self._nobodies.give_back(meant.key)
        self._store.write(lambda tx: guesses.give_back(tx, owner, guesses.PASSWORD), actor=owner, now=visit.now)

    def _admit(self, visit: Visit, step: Step) -> None:
        try:
            self._addresses.take(visit.http.peer, visit.now)
        except TooOftenError as error:
            self._events.failed(visit, step, error.message)
            raise

    def _settled(
        self, visit: Visit, step: Step, known: Known, work: Callable[[Transaction], Outcome | _Refused]
    ) -> Outcome:
        outcome = self._store.write(work, actor=known.caller(self._doors.partition).arn, now=visit.now).value
        if isinstance(outcome, _Refused):
            self._refuse(visit, step, outcome.error, outcome.said)
        return outcome

    def _refuse(self, visit: Visit, step: Step, error: OstiaryError, said: str = FAILED) -> NoReturn:
        self._events.failed(visit, step, said)
        raise error

    def _acting(self, known: Known, held: _Held, now: int) -> Caller:
        session = sessions.of_password(known, now, held.mfa_time, 0)
        return callers.session_caller(self._doors.partition, known.owner, session, "")

    def _login(self, known: Known | None, account: str = "", *, mfa: bool = False) -> Step:
        return self._step(LOGIN, known, {"MFAUsed": "Yes" if mfa else "No"}, account)

    def _step(self, name: str, known: Known | None, about: Mapping[str, str], account: str = "") -> Step:
        caller = None if known is None else known.caller(self._doors.partition)
        return Step(name=name, caller=caller, account=account, about=about)


def _note_use(tx: Transaction, known: Known, now: int) -> None:
    """Keep when a password was last used: reports tell it of users and of the root user."""
    if (user := tx.users.by_id(known.id)) is not None:
        tx.users.replace(replace(user, password_last_used=now))
    elif (account := tx.accounts.by_id(known.id)) is not None:
        tx.accounts.replace(replace(account, password_last_used=now))


def _counted_for(known: Known | None) -> tuple[str, str]:
    """Return account and owner of the count that a guess at a password belongs to."""
    if known is None or known.profile is None:
        return NO_ACCOUNT, NOBODY
    return known.account, known.id


def _is_old(known: Known, now: int) -> bool:
    """Return whether the password is older than the account's policy lets it become."""
    profile, policy = known.profile, known.policy
    return profile is not None and policy is not None and 0 < policy.max_age * DAY <= now - profile.changed


def _is_due(known: Known, now: int) -> bool:
    """Return whether the password has to be changed before anything else. Root has a policy of its own: none."""
    if not isinstance(known.owner, User) or known.profile is None:
        return False
    return known.profile.reset_required or _is_old(known, now)
