"""Registering passkeys from a signed-in browser, and asking for one at sign-in.

To register is `iam:EnableMFADevice` on the user, decided twice as AWS decides it: when the browser asks for a challenge
(`iam:RegisterSecurityKey` is `Create`) and when it brings what the device made of it (`Activate`).
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any, Final

import msgspec

from ostiary.authn import passkeys as ceremonies
from ostiary.authn import tickets
from ostiary.authn.passkeys import Options, PasskeyRefusedError, Passkeys
from ostiary.authz.authorized import Authorized
from ostiary.authz.context import RequestFacts
from ostiary.model.arn import iam_arn
from ostiary.model.caller import Caller, CallerKind
from ostiary.model.errors import (
    AccessDeniedError,
    ConcurrentModificationError,
    EntityAlreadyExistsError,
    InvalidAuthenticationCodeError,
    LimitExceededError,
    NoSuchEntityError,
    ValidationError,
)
from ostiary.model.nouns import Account, MfaDevice, User
from ostiary.model.secret import Secret
from ostiary.signin import sessions, who
from ostiary.signin.events import Step, Visit
from ostiary.signin.sessions import Signed
from ostiary.signin.steps import FOR_FACTOR, STALE, Doors
from ostiary.signin.who import Known
from ostiary.store import kinds
from ostiary.store.contract import Reader, Transaction

PURPOSE: Final = "signin.passkey"
TICKET_LIFE: Final = 300
"""Seconds that a person may take to touch the device."""

REGISTER: Final = "EnableMFADevice"
CREATE: Final = "Create"
ACTIVATE: Final = "Activate"
"""Values of `iam:RegisterSecurityKey`; AWS's documentation of them could not be opened, so they are unconfirmed."""

LONGEST_NAME: Final = 64
_NAME: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+=,.@_-")
_SERIAL_ENDING: Final = 10


class _Held(msgspec.Struct, frozen=True, kw_only=True):
    """What a ticket of registration is for: one user, and the browser that asked."""

    owner: str
    session: str


_READ_HELD: Final = msgspec.json.Decoder(_Held).decode


class Registration:
    """Registers passkeys. Thread-safe."""

    def __init__(self, doors: Doors, passkeys: Passkeys) -> None:
        self._doors = doors
        self._passkeys = passkeys

    def begin(self, visit: Visit, signed: Signed, user_name: str) -> tuple[Secret, Options]:
        """Return a ticket, and what the browser needs to make a passkey for a user: without a name, for the caller.

        Raises AccessDeniedError and NoSuchEntityError.
        """
        caller = _acting(signed)
        with self._telling(visit, caller), self._doors.store.read() as view:
            self._allowed(visit, caller, _named(caller, user_name), CREATE)
            owner = _owner(view, caller, user_name)
            known = who.load(view, caller.account, owner.id)
        assert known is not None
        ticket = sessions.new_secret(self._doors.entropy)
        content = msgspec.json.encode(_Held(owner=owner.id, session=signed.row.id)).decode()
        expires = visit.now + TICKET_LIFE

        def work(tx: Transaction) -> None:
            tickets.issue(tx, caller.account, PURPOSE, ticket, expires=expires, now=visit.now, content=content)

        self._doors.store.write(work, actor=caller.arn, now=visit.now)
        return ticket, self._passkeys.registration(known.id, known.name, ticket, ceremonies.passkeys(known.devices))

    def finish(self, visit: Visit, signed: Signed, ticket: Secret, name: str, credential: str) -> str:
        """Keep the passkey that was made for *ticket*, called *name*, and return its serial number. Whatever comes of
        it, the ticket is used up.

        Raises AccessDeniedError, ValidationError, NoSuchEntityError, InvalidAuthenticationCodeError,
        LimitExceededError, EntityAlreadyExistsError, ConcurrentModificationError.
        """
        caller, doors = _acting(signed), self._doors
        held = doors.store.write(lambda tx: _used(tx, ticket, signed, visit.now), actor=caller.arn, now=visit.now).value
        with self._telling(visit, caller):
            if held is None:
                raise AccessDeniedError(STALE)
            if not 1 <= len(name) <= LONGEST_NAME or not _NAME.issuperset(name):
                raise ValidationError(f"The name of a passkey has 1 to {LONGEST_NAME} letters, digits and +=,.@_-.")
            with doors.store.read() as view:
                owner = who.load(view, caller.account, held.owner)
            if owner is None:
                raise NoSuchEntityError("The user is no longer there.")
            call = self._allowed(visit, caller, _own_name(owner), ACTIVATE)
            try:
                passkey = self._passkeys.registered(ticket, credential)
            except PasskeyRefusedError:
                raise InvalidAuthenticationCodeError(ceremonies.WRONG) from None
            serial = self._serial(owner, name)

            def work(tx: Transaction) -> str:
                if tx.changed(call.grounds.tokens, call.grounds.revision):
                    raise ConcurrentModificationError("What the registration rests on has just changed; try again.")
                device = MfaDevice(
                    account=owner.account,
                    serial=serial,
                    created=visit.now,
                    sealed="",
                    owner=owner.id,
                    enabled=visit.now,
                    passkey=passkey,
                )
                _require_room(tx, owner, device, call.quotas.mfa_devices_per_user)
                tx.mfa_devices.add(device)
                doors.events.done(tx, visit, Step(name=REGISTER, caller=caller), serialNumber=serial)
                return serial

            return doors.store.write(work, actor=caller.arn, now=visit.now).value

    def question(self, visit: Visit, ticket: Secret) -> Options:
        """Return what a browser needs to show a passkey for a ticket of sign-in. Raises AccessDeniedError."""
        with self._doors.store.read() as view:
            found = tickets.look(view, FOR_FACTOR, ticket, visit.now)
            owner = None if found is None else msgspec.json.decode(found.content)["owner"]
            known = None if found is None or owner is None else who.load(view, found.account, owner)
        if found is None or known is None:
            raise AccessDeniedError(STALE)
        asked = ceremonies.challenge(ticket, found.answers)
        return self._passkeys.question(asked, ceremonies.passkeys(known.devices))

    def _telling(self, visit: Visit, caller: Caller) -> AbstractContextManager[None]:
        return self._doors.events.telling(visit, Step(name=REGISTER, caller=caller), is_stranger=False)

    def _allowed(self, visit: Visit, caller: Caller, name: str, state: str) -> Authorized[Any]:  # Any: as everywhere
        doors = self._doors
        params = {"UserName": name, "RegisterSecurityKey": state}
        facts = RequestFacts.of(visit.http, doors.region)
        return doors.enforcer.require(caller, "iam", REGISTER, params, facts, visit.now, doors.mint)

    def _serial(self, owner: Known, name: str) -> str:
        """Return a serial number in AWS's form: the ARN of a device of that user, with an ending of its own."""
        ending = self._doors.mint.unique_id("")[:_SERIAL_ENDING]
        of = f"user/{owner.name}" if isinstance(owner.owner, User) else "root"
        return iam_arn(self._doors.partition, owner.account, f"u2f/{of}/{name}-{ending}")


def _acting(signed: Signed) -> Caller:
    if signed.caller is None:
        raise AccessDeniedError("The session of the role has ended.")
    return signed.caller


def _named(caller: Caller, user_name: str) -> str:
    """Return the user whom the permission is about: the one that is named, else the caller."""
    return user_name or caller.user_name or caller.account


def _own_name(owner: Known) -> str:
    return owner.name if isinstance(owner.owner, User) else owner.account


def _owner(reader: Reader, caller: Caller, user_name: str) -> User | Account:
    """Return whom a passkey is for. Root registers for itself alone, and nobody else for root."""
    if user_name or caller.kind is CallerKind.USER:
        user = reader.users.get(caller.account, user_name or caller.user_name)
        if user is None:
            raise NoSuchEntityError(f"The user with name {user_name} cannot be found.")
        return user
    account = reader.accounts.by_id(caller.account) if caller.kind is CallerKind.ROOT else None
    if account is None:
        raise ValidationError("Must specify userName when calling with non-User credentials")
    return account


def _used(tx: Transaction, ticket: Secret, signed: Signed, now: int) -> _Held | None:
    """Use a ticket of registration up; None when it is not good, or another browser's."""
    found = tickets.use(tx, PURPOSE, ticket, now)
    held = None if found is None else _READ_HELD(found.content)
    return held if held is not None and held.session == signed.row.id else None


def _require_room(tx: Reader, owner: Known, device: MfaDevice, quota: int) -> None:
    now = who.load(tx, owner.account, owner.id)
    if now is None:
        raise NoSuchEntityError("The user is no longer there.")
    if len(now.devices) >= quota:
        raise LimitExceededError(f"Cannot exceed quota for MFADevicesPerUser: {quota}")
    if tx.mfa_devices.by_id(kinds.MFA_DEVICES.place(device).id) is not None:
        raise EntityAlreadyExistsError("MFA Device is already in use.")
