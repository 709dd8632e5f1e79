"""Passkeys and security keys: the second factor of people at a browser (WebAuthn Level 3, threats.md 37).

The ceremonies are the library's. What is bound to whom is decided here: a challenge is derived from a ticket, which is
for one person and one purpose, expires, and is good once, and is for one answer, right or wrong; a credential counts
for its owner, at our own origin, and its counter never goes back.

A passkey is shown after the password, so that it need not say who its user is: that somebody was there is required,
that the device knew whom is asked for and not demanded, as at AWS. Attestations are not asked for: nobody here decides
by makes, so the conditions on certifications (`iam:FIDO-…`) are never met.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from ostiary.authn import guesses
from ostiary.model import json
from ostiary.model.caller import Caller
from ostiary.model.nouns import MfaDevice, Passkey
from ostiary.model.secret import Secret
from ostiary.store.contract import Reader, Relation, Transaction

LONGEST: Final = 16_384
"""Characters of what a browser sends of a credential."""

LONGEST_ID: Final = 1_023
"""Bytes of a credential's id (WebAuthn Level 3, 7.1)."""

DEVICES: Final = 100
"""More than anybody has (aws-facts 5)."""

NAME: Final = "Ostiary"

ALGORITHMS: Final = [
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]

WRONG: Final = "The passkey is not one of yours, or did not answer what was asked."

_CHALLENGE: Final = b"ostiary passkey challenge"
_TRANSPORTS: Final = frozenset(transport.value for transport in AuthenticatorTransport)
_PORTS: Final = {"https": 443, "http": 80}

Options = Mapping[str, Any]  # Any: JSON, as WebAuthn defines it


class PasskeyRefusedError(Exception):
    """What a browser sent of a credential proves nothing."""


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """This installation, as browsers know it: the host that passkeys belong to, and the one origin they are used at."""

    id: str
    origin: str

    @classmethod
    def at(cls, base_url: str) -> RelyingParty:
        """Return the relying party whose pages are below *base_url*."""
        parts = urlsplit(base_url)
        host = parts.hostname or ""
        shown = f"[{host}]" if ":" in host else host
        port = "" if parts.port in {None, _PORTS.get(parts.scheme)} else f":{parts.port}"
        return cls(host, f"{parts.scheme}://{shown}{port}")


class Passkeys:
    """Registers passkeys and takes what they show. Thread-safe."""

    def __init__(self, party: RelyingParty) -> None:
        self._party = party

    def registration(self, owner: str, name: str, ticket: Secret, known: Iterable[Passkey]) -> Options:
        """Return what a browser needs to make a passkey for *owner* (a unique id), called *name*; it is to be none of
        those that are *known*."""
        made = webauthn.generate_registration_options(
            rp_id=self._party.id,
            rp_name=NAME,
            user_id=owner.encode(),
            user_name=name,
            challenge=challenge(ticket),
            exclude_credentials=[_descriptor(passkey) for passkey in known],
            supported_pub_key_algs=ALGORITHMS,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.DISCOURAGED,  # who somebody is was said before
                user_verification=UserVerificationRequirement.PREFERRED,
            ),
        )
        return _options(made)

    def registered(self, ticket: Secret, credential: str) -> Passkey:
        """Return the passkey that a browser made for *ticket*. Raises PasskeyRefusedError."""
        given = _read(credential)
        try:
            found = webauthn.verify_registration_response(
                credential=given,
                expected_challenge=challenge(ticket),
                expected_rp_id=self._party.id,
                expected_origin=self._party.origin,
                supported_pub_key_algs=ALGORITHMS,
            )
        except Exception as error:  # whatever the library finds in bytes of strangers
            raise PasskeyRefusedError from error
        if len(found.credential_id) > LONGEST_ID:
            raise PasskeyRefusedError
        return Passkey(
            credential=bytes_to_base64url(found.credential_id),
            public_key=bytes_to_base64url(found.credential_public_key),
            count=found.sign_count,
            model=found.aaguid,
            transports=_transports(given["response"]),
        )

    def question(self, challenge: bytes, known: Iterable[Passkey]) -> Options:
        """Return what a browser needs to show one of the passkeys that are *known*."""
        made = webauthn.generate_authentication_options(
            rp_id=self._party.id,
            challenge=challenge,
            allow_credentials=[_descriptor(passkey) for passkey in known],
            user_verification=UserVerificationRequirement.PREFERRED,
        )
        return _options(made)

    def taken(self, tx: Transaction, caller: Caller, challenge: bytes, credential: str, now: int) -> str:
        """Take what a passkey of *caller* answers to *challenge*, in *tx*, and return "", or count a failure and return
        why it is refused: the count has to stay (threats.md 36)."""
        locked = guesses.locked_until(tx, caller.entity_id, guesses.CODE, now) is not None
        shown = None if locked else self._shown(tx, caller, challenge, credential)
        if shown is None:
            guesses.count_failure(tx, caller.account, caller.entity_id, guesses.CODE, now)
            return WRONG
        tx.mfa_devices.replace(shown)
        guesses.forget(tx, caller.entity_id, guesses.CODE)
        return ""

    def _shown(self, reader: Reader, caller: Caller, challenge: bytes, credential: str) -> MfaDevice | None:
        """Return the device with its new count, or None when it is none of the caller's or proves nothing."""
        try:
            given = _read(credential)
            device = next(d for d in devices(reader, caller) if d.passkey is not None and _is_of(d.passkey, given))
        except (PasskeyRefusedError, StopIteration):
            return None
        passkey = device.passkey
        assert passkey is not None
        try:
            found = webauthn.verify_authentication_response(
                credential=given,
                expected_challenge=challenge,
                expected_rp_id=self._party.id,
                expected_origin=self._party.origin,
                credential_public_key=_bytes(passkey.public_key),
                credential_current_sign_count=passkey.count,
            )
        except Exception:  # likewise
            return None
        return replace(device, passkey=replace(passkey, count=found.new_sign_count))


def devices(reader: Reader, caller: Caller) -> tuple[MfaDevice, ...]:
    """Return the devices of *caller*, of every kind."""
    return reader.mfa_devices.linked(
        caller.account, Relation.DEVICE_OWNER, target=caller.entity_id, limit=DEVICES
    ).items


def passkeys(devices: Iterable[MfaDevice]) -> tuple[Passkey, ...]:
    """Return the passkeys among *devices*."""
    return tuple(device.passkey for device in devices if device.passkey is not None)


def challenge(ticket: Secret, answers: int = 0) -> bytes:
    """Return what a device signs for *ticket* once *answers* were given to others that were made of it: whoever knows
    it knows nothing of the ticket."""
    return hmac.digest(ticket.reveal().encode(), _CHALLENGE + b" %d" % answers, "sha256")


def _read(text: str) -> dict[str, Any]:  # Any: JSON
    """Return the credential in *text*, read strictly. Raises PasskeyRefusedError."""
    try:
        value = json.read(text, max_length=LONGEST)
    except json.JsonError as error:
        raise PasskeyRefusedError from error
    if not isinstance(value, dict):
        raise PasskeyRefusedError
    return {str(name): member for name, member in value.items()}


def _is_of(passkey: Passkey, given: Mapping[str, Any]) -> bool:  # Any: JSON
    return given.get("id") == passkey.credential


def _transports(response: Mapping[str, Any]) -> tuple[str, ...]:  # Any: JSON
    """Return how the browser says that the device is reached, for the next browser: what is not known is left out."""
    said = response.get("transports")
    known = {each for each in said if isinstance(each, str)} & _TRANSPORTS if isinstance(said, list) else ()
    return tuple(sorted(known))


def _descriptor(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    transports = [AuthenticatorTransport(each) for each in passkey.transports if each in _TRANSPORTS]
    return PublicKeyCredentialDescriptor(id=_bytes(passkey.credential), transports=transports)


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _options(made: Any) -> Options:  # Any: one of two types of the library
    value = json.read(webauthn.options_to_json(made))
    assert isinstance(value, dict)
    return value
