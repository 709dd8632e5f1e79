"""A second factor shown with a call: a code of one of the caller's own devices, taken once (threats.md 36).

The code is taken in a write of its own, before anything is granted for it: what becomes of the call afterwards neither
gives a used code back nor takes a wrong one from the count.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from ostiary.authn import guesses, one_time
from ostiary.model.caller import Caller, CallerKind
from ostiary.model.errors import AccessDeniedError
from ostiary.model.mint import Mint
from ostiary.model.nouns import MfaDevice
from ostiary.store.contract import Reader, Store, Transaction

_HAVE_DEVICES: Final = frozenset({CallerKind.USER, CallerKind.ROOT})

_BOTH: Final = "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code."
_DEVICE: Final = (
    "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and "
    "associated with this user."
)
_CODE: Final = "MultiFactorAuthentication failed with invalid MFA one time pass code. "
"""The words of AWS, blanks included, as public transcripts show them. A locked owner hears the last one, too."""


class SecondFactors:
    """Takes codes. Thread-safe; nodes that share a database take each code once between them."""

    def __init__(self, store: Store, mint: Mint) -> None:
        self._store = store
        self._mint = mint

    def take(self, caller: Caller, serial: str | None, code: str | None, now: int) -> None:
        """Take *code* of the caller's device *serial*, or raise AccessDeniedError; guesses in a row lock the owner.

        Only a user and root have devices, and a caller shows only its own.
        """
        if serial is None or code is None:
            raise AccessDeniedError(_BOTH)
        if caller.kind not in _HAVE_DEVICES:
            raise AccessDeniedError(_DEVICE)
        refusal = self._store.write(lambda tx: self.taken(tx, caller, serial, code, now), actor=caller.arn, now=now)
        if refusal.value:
            raise AccessDeniedError(refusal.value)

    def taken(self, tx: Transaction, caller: Caller, serial: str, code: str, now: int) -> str:
        """Take *code* in *tx* and return "", or count a wrong one and return why it was refused.

        It returns what it refuses instead of raising, for the count has to stay.
        """
        device = _device(tx, caller, serial)
        if device is None:
            return _DEVICE  # no code was looked at, nothing was guessed
        locked = guesses.locked_until(tx, caller.entity_id, guesses.CODE, now) is not None
        step = None if locked else self._step(device, code, now)
        if step is None:
            guesses.count_failure(tx, caller.account, caller.entity_id, guesses.CODE, now)
            return _CODE
        tx.mfa_devices.replace(replace(device, last_step=step))
        guesses.forget(tx, caller.entity_id, guesses.CODE)
        return ""

    def _step(self, device: MfaDevice, code: str, now: int) -> int | None:
        seed = self._mint.unseal(device.account, device.serial, device.sealed)
        return one_time.step_of(seed, code, now, after=device.last_step, drift=device.drift)


def _device(reader: Reader, caller: Caller, serial: str) -> MfaDevice | None:
    """Return the caller's own device that makes codes and has that serial number, if it has one."""
    device = reader.mfa_devices.get(caller.account, serial)
    if device is None or device.owner != caller.entity_id or device.passkey is not None:
        return None
    return device
