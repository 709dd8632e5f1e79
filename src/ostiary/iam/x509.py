"""X.509 certificates and their keys as IAM takes them: PEM text, judged by itself, by its neighbours and by the time.

Everything here comes from a caller and is read inside a write: what is read is bounded, in number and in size.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from ostiary.authn.x509_trust import NOT_READ
from ostiary.model.errors import KeyPairMismatchError, MalformedCertificateError

BEGIN: Final = "-----BEGIN CERTIFICATE-----"
END: Final = "-----END CERTIFICATE-----"

LONGEST_CHAIN: Final = 10
"""Certificates of a chain. AWS names no number; no client follows more, and each costs a signature check."""

LARGEST_RSA_KEY: Final = 4_096
LONGEST_PRIVATE_KEY: Final = 4_096
"""Characters of a private key: an RSA key of 4,096 bits takes 3,300. A key twice as long takes seconds to check."""


class UnreadableError(Exception):
    """A text is not what it should be. What exactly is wrong is nobody's business but its author's."""


# -- reading -------------------------------------------------------------------------------------------


def certificates(text: str) -> tuple[x509.Certificate, ...]:
    """Return the certificates of a PEM text that holds nothing else, in its order; of an empty one none.

    Raises UnreadableError, also when there are more than a chain may have.
    """
    found = tuple(map(_certificate, _blocks(text)))
    if len(found) > LONGEST_CHAIN:
        raise UnreadableError
    return found


def certificate(text: str) -> x509.Certificate:
    """Return the one certificate of a PEM text. Raises UnreadableError when there are none or several."""
    found = certificates(text)
    if len(found) != 1:
        raise UnreadableError
    return found[0]


def _blocks(text: str) -> Iterator[str]:
    rest = text.strip()
    for _ in range(LONGEST_CHAIN + 1):
        if not rest:
            return
        block, end, rest = rest.partition(END)
        if not (end and block.startswith(BEGIN)):
            raise UnreadableError
        rest = rest.lstrip()
        yield block + end


def _certificate(block: str) -> x509.Certificate:
    """Read everything that will be asked of the certificate: the library reads its parts only when they are used."""
    try:
        found = x509.load_pem_x509_certificate(block.encode())
        found.public_key()
        _ = (found.subject, found.issuer, found.extensions, found.not_valid_before_utc, found.not_valid_after_utc)
    except NOT_READ as error:
        raise UnreadableError from error
    return found


# -- judging -------------------------------------------------------------------------------------------


def has_begun(certificate: x509.Certificate, now: int) -> bool:
    """Return whether the time of *certificate* has begun."""
    return certificate.not_valid_before_utc.timestamp() <= now


def expires(certificate: x509.Certificate) -> int:
    """Return the last second at which *certificate* is valid."""
    return int(certificate.not_valid_after_utc.timestamp())


def require_current(certificate: x509.Certificate, now: int) -> None:
    """Raise MalformedCertificateError unless *certificate* is valid at *now* (IAM guide, server certificates)."""
    if expires(certificate) < now:
        raise MalformedCertificateError(
            "Certificate is no longer valid. The 'Not After' date restriction on the certificate has passed."
        )
    if not has_begun(certificate, now):
        raise MalformedCertificateError(NOT_YET_VALID)


def require_chain(certificate: x509.Certificate, chain: Sequence[x509.Certificate], now: int) -> None:
    """Raise MalformedCertificateError unless *chain* begins with the signer of *certificate* and goes on likewise.

    The message names the first one whose signer does not follow, or which may not sign or is not valid now; -1 is the
    certificate itself. A root at the end is a trust anchor: its dates do not count, nor whether it says that it may
    sign (RFC 5280, 6.1.1).
    """
    below = certificate
    for index, signer in enumerate(chain):
        if not _has_signed(signer, below):
            raise _broken_chain(index - 1)
        is_anchor = index == len(chain) - 1 and signer.subject == signer.issuer
        if not is_anchor and not (_may_sign(signer) and has_begun(signer, now) and now <= expires(signer)):
            raise _broken_chain(index)
        below = signer


def _has_signed(signer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(signer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _may_sign(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _broken_chain(index: int) -> MalformedCertificateError:
    return MalformedCertificateError(
        "Unable to validate certificate chain. The certificate chain must start with the immediate signing "
        "certificate, followed by any intermediaries in order. The index within the chain of the invalid certificate "
        f"is: {index}"
    )


def require_private_key(certificate: x509.Certificate, text: str) -> None:
    """Raise unless *text* is the unencrypted private key of *certificate* in PEM.

    Raises MalformedCertificateError for what is no such key or is too large, KeyPairMismatchError for another one's.
    """
    public = certificate.public_key()
    too_large = isinstance(public, rsa.RSAPublicKey) and public.key_size > LARGEST_RSA_KEY
    if too_large or len(text) > LONGEST_PRIVATE_KEY:
        raise MalformedCertificateError(KEY_TOO_LARGE)
    try:
        private = serialization.load_pem_private_key(text.strip().encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        # Not even as a cause: a traceback must not lead to what was read.
        raise MalformedCertificateError(KEY_UNREADABLE) from None
    if private.public_key() != public:
        raise KeyPairMismatchError(KEYS_DIFFER)


# -- words ---------------------------------------------------------------------------------------------

UNREADABLE: Final = "Unable to parse certificate. Please ensure the certificate is in PEM format."
"""AWS's words for a server certificate; they are in many public transcripts, as is each message above."""

# The codes are those of the service model. No transcript shows AWS's words for these.
NOT_YET_VALID: Final = "Certificate is not yet valid. The 'Not Before' date restriction on the certificate is ahead."
KEY_UNREADABLE: Final = "Unable to parse private key. Please ensure that it is unencrypted and in PEM format."
KEY_TOO_LARGE: Final = f"The key is too large: RSA keys may have up to {LARGEST_RSA_KEY} bits."
KEYS_DIFFER: Final = "The certificate and the private key do not match."
