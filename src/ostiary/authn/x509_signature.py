"""Verify the signature that a workload makes over a request with its certificate's key (AWS4-X509-…).

The request is canonical as for Signature Version 4, but the private key signs the string to sign itself. That a
certificate fits its signature says nothing about who issued it: that is `x509_trust`'s.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ostiary.authn.canonical import canonical_request
from ostiary.authn.claims import Signature, read_header_claim
from ostiary.authn.signing import string_to_sign
from ostiary.authn.sigv4 import hash_of_body, require_all_signed, require_timely
from ostiary.authn.x509_trust import MOST_INTERMEDIATES, NOT_READ, UNREADABLE, require_key
from ostiary.model.errors import AccessDeniedError, IncompleteSignatureError, SignatureDoesNotMatchError
from ostiary.model.http import HttpRequest

SERVICE: Final = "rolesanywhere"

SKEW: Final = 300
"""Seconds that the workload's clock may be off, either way: a signature can be shown again as long."""

LONGEST: Final = 8_192
"""Bytes of a certificate in DER."""

LONGEST_SERIAL: Final = 168
"""Bits of a serial number: 20 bytes (RFC 5280, 4.1.2.2), and one more for the sign."""

_HEX: Final = re.compile(rb"(?:[0-9a-f]{2}){1,1024}")


@dataclass(frozen=True, slots=True)
class Shown:
    """The certificate that signed a request, and the authorities sent along. Nobody has vouched for them yet."""

    leaf: x509.Certificate
    intermediates: tuple[x509.Certificate, ...]
    region: str


def verified(http: HttpRequest, now: int) -> Shown:
    """Return the certificate whose key signed *http*, host, time, body and every `x-amz-*` header included, just now.

    Raises what `claims.read_claim` does; SignatureDoesNotMatchError for another key's signature, another serial number,
    or a time that is off; AccessDeniedError for certificates that cannot be read or headers that are not signed.
    """
    signature = read_header_claim(http, SERVICE, tuple(_VERIFIERS))
    require_timely(signature, now, SKEW)
    require_all_signed(http, signature)
    leaf, intermediates = _leaf(http), _intermediates(http)
    if signature.access_key_id != str(leaf.serial_number):
        raise SignatureDoesNotMatchError("The credential does not name the serial number of the certificate.")
    for one in (leaf, *intermediates):  # before they are used: how long that takes, their owner chose
        require_key(one)
    _require_signed(http, signature, leaf)
    return Shown(leaf, intermediates, signature.region)


def _leaf(http: HttpRequest) -> x509.Certificate:
    given = http.header(b"x-amz-x509")
    if not given:
        raise IncompleteSignatureError("The header 'X-Amz-X509' must hold the certificate that signed the request.")
    return _certificate(given)


def _intermediates(http: HttpRequest) -> tuple[x509.Certificate, ...]:
    given = http.header(b"x-amz-x509-chain")
    if not given:
        return ()
    if given.count(b",") >= MOST_INTERMEDIATES:
        raise AccessDeniedError(f"Untrusted certificate. The chain has more than {MOST_INTERMEDIATES} certificates.")
    found = tuple(_certificate(one.strip()) for one in given.split(b","))
    if len({(one.subject, _spki(one)) for one in found}) < len(found):
        # Each of them would be tried below each: a stranger could ask for many more checks than there are certificates.
        raise AccessDeniedError("Untrusted certificate. An authority stands in the chain more than once.")
    return found


def _spki(certificate: x509.Certificate) -> bytes:
    return certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _certificate(text: bytes) -> x509.Certificate:
    """Read all that will be asked of the certificate: the library reads its parts only when they are used."""
    try:
        der = base64.b64decode(text, validate=True)
        if len(der) > LONGEST:
            raise AccessDeniedError(UNREADABLE)
        found = x509.load_der_x509_certificate(der)
        found.public_key()
        _ = (found.subject, found.issuer, found.extensions)
        is_sound = found.serial_number > 0 and found.serial_number.bit_length() <= LONGEST_SERIAL
    except NOT_READ:
        raise AccessDeniedError(UNREADABLE) from None
    if not is_sound:
        raise AccessDeniedError(UNREADABLE)
    return found


def _require_signed(http: HttpRequest, signature: Signature, leaf: x509.Certificate) -> None:
    canonical = canonical_request(http, signature.signed_headers, hash_of_body(http))
    signed = string_to_sign(signature.stamp, signature.scope, canonical, signature.algorithm)
    if not _HEX.fullmatch(signature.value):
        raise SignatureDoesNotMatchError(MISMATCH)
    try:
        verify = _VERIFIERS[signature.algorithm]
        verify(leaf.public_key(), bytes.fromhex(signature.value.decode()), signed.encode())
    except (InvalidSignature, UnsupportedAlgorithm):
        raise SignatureDoesNotMatchError(MISMATCH) from None


def _rsa(key: CertificatePublicKeyTypes, value: bytes, signed: bytes) -> None:
    if not isinstance(key, rsa.RSAPublicKey):
        raise InvalidSignature
    key.verify(value, signed, padding.PKCS1v15(), SHA256())


def _ecdsa(key: CertificatePublicKeyTypes, value: bytes, signed: bytes) -> None:
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise InvalidSignature
    key.verify(value, signed, ec.ECDSA(SHA256()))


_VERIFIERS: Final[Mapping[str, Callable[[CertificatePublicKeyTypes, bytes, bytes], None]]] = {
    "AWS4-X509-RSA-SHA256": _rsa,
    "AWS4-X509-ECDSA-SHA256": _ecdsa,
}
"""Each checks a signature with the key of a certificate, and raises InvalidSignature."""

MISMATCH: Final = "The request signature does not match: the key of the certificate did not make it over this request."
