"""Identifiers in AWS's form: base32 text; an access key id encodes its account (aws-facts 7)."""

from __future__ import annotations

import base64
import binascii
import uuid
from typing import Final

from ostiary.authn.sealing import Entropy

ID_LENGTH: Final = 21
KEY_ID_LENGTH: Final = 20

_PREFIX_LENGTH: Final = 4
_LONG_TERM: Final = "AKIA"
_TEMPORARY: Final = "ASIA"

# The ten bytes behind the sixteen characters: one bit that says "an account follows", forty bits of account number,
# thirty-nine that are random. AWS sets the first bit since it encodes accounts; ids without it are older and do not.
_MARK: Final = 1 << 79
_ACCOUNT_SHIFT: Final = 39
_ACCOUNT_MASK: Final = (1 << 40) - 1
_RANDOM_MASK: Final = (1 << _ACCOUNT_SHIFT) - 1


def unique_id(prefix: str, entropy: Entropy) -> str:
    """Return *prefix* and random base32 text, 21 characters together."""
    return (prefix + base64.b32encode(entropy(15)).decode())[:ID_LENGTH]


def random_uuid(entropy: Entropy) -> str:
    """Return a random UUID in its text form."""
    return str(uuid.UUID(bytes=entropy(16), version=4))


def long_term_key_id(account: str, entropy: Entropy) -> str:
    """Return a fresh `AKIA…` id that encodes *account*."""
    return _key_id(_LONG_TERM, account, entropy)


def session_key_id(account: str, entropy: Entropy) -> str:
    """Return a fresh `ASIA…` id that encodes *account*."""
    return _key_id(_TEMPORARY, account, entropy)


def account_of(access_key_id: str) -> str | None:
    """Return the account number that *access_key_id* encodes, or None when it encodes none.

    What it says is not verified by anything: never decide by it.
    """
    try:
        content = base64.b32decode(access_key_id[_PREFIX_LENGTH:])
    except (binascii.Error, ValueError):
        return None
    number = int.from_bytes(content)
    account = number >> _ACCOUNT_SHIFT & _ACCOUNT_MASK
    return f"{account:012}" if len(access_key_id) == KEY_ID_LENGTH and number & _MARK and account < 10**12 else None


def _key_id(prefix: str, account: str, entropy: Entropy) -> str:
    random = int.from_bytes(entropy(5)) & _RANDOM_MASK
    number = _MARK | int(account) << _ACCOUNT_SHIFT | random
    return prefix + base64.b32encode(number.to_bytes(10)).decode()
