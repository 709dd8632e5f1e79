"""Second factors at sign-in, one row for each kind: what it asks of the browser, and how it is verified, is its own.

Whoever has any device enabled is asked for one of them (console.md 2).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from ostiary.authn import tickets
from ostiary.authn.passkeys import Passkeys, challenge
from ostiary.authn.second_factor import SecondFactors
from ostiary.model.caller import Caller
from ostiary.model.nouns import Ticket
from ostiary.model.secret import Secret
from ostiary.signin.who import Known
from ostiary.store.contract import Transaction

CODE: Final = "code"
PASSKEY: Final = "passkey"

Shown = Mapping[str, str]
"""What the browser sends for a factor."""


@dataclass(frozen=True, slots=True)
class Factor:
    """A kind of second factor. `words` are CloudTrail's for it.

    `offered` returns what a page needs to know of each device of somebody. `taken` verifies what was shown with a
    ticket in the transaction that then signs them in, and returns "" or, having counted the failure there, why it is
    refused.
    """

    words: str
    offered: Callable[[Known], tuple[Mapping[str, str], ...]]
    taken: Callable[[Transaction, Caller, Ticket, Shown, int], str]


def codes(second_factors: SecondFactors, partition: str) -> Factor:
    """Return the factor of devices that make one-time codes."""
    virtual = f"arn:{partition}:iam::"

    def offered(known: Known) -> tuple[Mapping[str, str], ...]:
        return tuple(
            {"type": "virtual" if device.serial.startswith(virtual) else "hardware", "serialNumber": device.serial}
            for device in known.devices
            if device.passkey is None
        )

    def taken(tx: Transaction, caller: Caller, _: Ticket, shown: Shown, now: int) -> str:
        return second_factors.taken(tx, caller, shown["serialNumber"], shown["code"], now)

    return Factor("Virtual MFA", offered, taken)


def passkey(passkeys: Passkeys) -> Factor:
    """Return the factor of passkeys and security keys. `Passkeys.question` makes what is asked of one of the ticket."""

    def offered(known: Known) -> tuple[Mapping[str, str], ...]:
        return tuple(
            {"type": "passkey", "serialNumber": device.serial} for device in known.devices if device.passkey is not None
        )

    def taken(tx: Transaction, caller: Caller, ticket: Ticket, shown: Shown, now: int) -> str:
        tickets.answered(tx, ticket)
        asked = challenge(Secret(shown["ticket"]), ticket.answers)
        return passkeys.taken(tx, caller, asked, shown["credential"], now)

    return Factor("Passkey", offered, taken)
