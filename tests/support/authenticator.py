"""A device that keeps passkeys, and the browser between it and a page: made without the library that verifies."""

from __future__ import annotations

import hashlib
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
"""Flags of authenticator data (WebAuthn, 6.1)."""


def text(content: bytes) -> str:
    """Return base64url without padding."""
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def content(written: str) -> bytes:
    """Return what `text` was given."""
    return urlsafe_b64decode(written + "=" * (-len(written) % 4))


@dataclass
class Authenticator:
    """A device with one passkey. What it says can be bent before it says it."""

    origin: str
    rp_id: str = "localhost"
    flags: int = PRESENT
    count: int = 0
    counts: bool = True
    transports: tuple[str, ...] = ("usb", "nfc")
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential: bytes = field(default_factory=lambda: os.urandom(32))

    def makes(self, options: Mapping[str, Any], **bent: Any) -> str:
        """Return the credential that the browser brings for the options of a registration."""
        numbers = self.key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (numbers.x, numbers.y))
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        attested = bytes(16) + len(self.credential).to_bytes(2, "big") + self.credential + public
        data = self._data(self.flags | ATTESTED, bent) + attested
        statement = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._credential(
            clientDataJSON=text(self._client_data("webauthn.create", options, bent)),
            attestationObject=text(statement),
            transports=bent.get("transports", self.transports),
        )

    def shows(self, options: Mapping[str, Any], **bent: Any) -> str:
        """Return the credential that the browser brings for the options of a sign-in."""
        if self.counts:
            self.count += 1
        data = self._data(self.flags, bent)
        client = self._client_data("webauthn.get", options, bent)
        signed = data + hashlib.sha256(client).digest()
        signature = bent.get("key", self.key).sign(signed, ec.ECDSA(hashes.SHA256()))
        return self._credential(
            clientDataJSON=text(client), authenticatorData=text(data), signature=text(signature), userHandle=""
        )

    def _data(self, flags: int, bent: Mapping[str, Any]) -> bytes:
        rp_id: str = bent.get("rp_id", self.rp_id)
        count: int = bent.get("count", self.count)
        return hashlib.sha256(rp_id.encode()).digest() + bytes([bent.get("flags", flags)]) + count.to_bytes(4, "big")

    def _client_data(self, kind: str, options: Mapping[str, Any], bent: Mapping[str, Any]) -> bytes:
        said = {
            "type": bent.get("type", kind),
            "challenge": bent.get("challenge", options["challenge"]),
            "origin": bent.get("origin", self.origin),
            "crossOrigin": False,
        }
        return json.dumps(said).encode()

    def _credential(self, **response: object) -> str:
        id_ = text(self.credential)
        said = {"id": id_, "rawId": id_, "type": "public-key", "response": response, "clientExtensionResults": {}}
        return json.dumps(said)
