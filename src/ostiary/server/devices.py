"""Hardware that makes one-time codes: serial numbers and seeds as its maker delivers them, imported by the operator."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from typing import Final

import msgspec

from ostiary.audit import event
from ostiary.authn import keys
from ostiary.authn.keys import Sealer, Wrapping
from ostiary.authn.sealing import Entropy
from ostiary.model.errors import EntityAlreadyExistsError
from ostiary.model.nouns import MfaDevice
from ostiary.model.secret import Secret
from ostiary.server.errors import CommandError
from ostiary.store.contract import Store, Transaction

_OPERATOR: Final = "operator"

MOST: Final = 1_000
"""Devices in one command: they are imported together or not at all."""

_SERIAL: Final = re.compile(r"[A-Za-z0-9_+=,.@-][A-Za-z0-9_+=/,.@-]{8,255}")
"""What an API call can name (the service model) and what is no ARN, which virtual devices have."""

_LEAST_SEED: Final = 16
"""Bytes (RFC 4226, R6)."""
_MOST_SEED: Final = 64


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """How many devices were imported."""

    count: int


class Devices:
    """The hardware devices of an installation."""

    def __init__(self, store: Store, wrapping: Wrapping, entropy: Entropy, new_id: Callable[[], str]) -> None:
        self._store = store
        self._wrapping = wrapping
        self._entropy = entropy
        self._new_id = new_id

    def import_(self, account: str, lines: str, now: int) -> Imported:
        """Import devices, one a line as `SERIAL,SEED` with the seed in base32, into *account*.

        They are then enabled like any other, by two codes in a row. Raises CommandError, which names the line and never
        shows a seed; nothing is imported then.
        """
        devices = _read(lines)

        def work(tx: Transaction) -> Imported:
            if tx.accounts.get(account, account) is None:
                raise CommandError(f"There is no account {account}")
            sealer = Sealer(lambda number: keys.keys_in(tx, self._wrapping, number), self._entropy)
            for serial, seed in devices:
                sealed = sealer.seal(account, serial, seed)
                try:
                    tx.mfa_devices.add(MfaDevice(account=account, serial=serial, created=now, sealed=sealed))
                except EntityAlreadyExistsError:
                    raise CommandError(f"The device {serial} is known already") from None
            id_ = self._new_id()
            told = {"account": account, "serialNumbers": ",".join(serial for serial, _ in devices)}
            tx.emit(id_, event.encode(event.by_operator(id_, "ImportMFADevices", now, told, {})))
            return Imported(count=len(devices))

        return self._store.write(work, actor=_OPERATOR, now=now).value


def _read(lines: str) -> list[tuple[str, Secret]]:
    found: dict[str, Secret] = {}
    for number, line in enumerate(lines.splitlines(), start=1):
        if not line.strip():
            continue
        serial, comma, seed = line.strip().partition(",")
        if not comma or not _SERIAL.fullmatch(serial):
            raise CommandError(f"Line {number} is not SERIAL,SEED with a serial number of 9 to 256 characters")
        if serial in found:
            raise CommandError(f"Line {number} has the serial number {serial} again")
        found[serial] = _seed(seed, number)
    if not 1 <= len(found) <= MOST:
        raise CommandError(f"From 1 to {MOST} devices are imported at a time, and there are {len(found)}")
    return list(found.items())


def _seed(text: str, number: int) -> Secret:
    """Return a seed in the form in which seeds are kept: base32 in capital letters, filled up."""
    plain = text.strip().replace(" ", "").upper().rstrip("=")
    try:
        content = base64.b32decode(plain + "=" * (-len(plain) % 8))
    except (binascii.Error, ValueError):
        content = b""
    if not _LEAST_SEED <= len(content) <= _MOST_SEED:
        raise CommandError(f"The seed in line {number} is not base32 of {_LEAST_SEED} to {_MOST_SEED} bytes")
    return Secret(base64.b32encode(content).decode())
