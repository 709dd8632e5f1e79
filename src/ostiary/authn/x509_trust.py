"""Whether a workload's certificate is one that a trust anchor vouches for: its form, its chain, its revocation.

Paths are built and judged by `cryptography` (RFC 5280, 6.1): signatures, dates, path lengths and name constraints. Its
profile is the Web's; the rules of IAM Roles Anywhere are told to it instead (user guide, "Signature verification").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.verification import Criticality, ExtensionPolicy, Policy, PolicyBuilder, Store, VerificationError

from ostiary.model.errors import AccessDeniedError

NOT_READ: Final = (
    ValueError,
    TypeError,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
    UnsupportedAlgorithm,
)
"""What the library raises for what it cannot read; names that are spelled oddly are a TypeError."""

MOST_INTERMEDIATES: Final = 5
"""Certificates between a leaf and its anchor: each costs a check of a signature, asked for by a stranger."""

WEAKEST_RSA_KEY: Final = 2_048
LARGEST_RSA_KEY: Final = 8_192
LARGEST_RSA_EXPONENT: Final = 32
"""Bits of the keys that a stranger shows. Larger ones take long to verify with, and whoever signs chooses theirs."""


def require_trusted(
    leaf: x509.Certificate,
    intermediates: Sequence[x509.Certificate],
    anchors: Sequence[x509.Certificate],
    crls: Iterable[x509.CertificateRevocationList],
    now: int,
) -> None:
    """Raise AccessDeniedError unless one of *anchors* vouches for *leaf* at *now*, by way of *intermediates*.

    *leaf* is an X.509 v3 certificate for digital signatures and no authority. Neither it nor an authority between is on
    one of *crls*, which were read and found to be of the anchor when they were imported. A list that is out of date
    still revokes. An anchor need not have signed itself, but its dates count.
    """
    require_unrevoked(require_path(leaf, intermediates, anchors, now), crls)


def require_path(
    leaf: x509.Certificate, intermediates: Sequence[x509.Certificate], anchors: Sequence[x509.Certificate], now: int
) -> list[x509.Certificate]:
    """Return the path from *leaf* to one of *anchors*, both included, or raise AccessDeniedError."""
    for shown in (leaf, *intermediates):
        require_key(shown)
    _require_leaf(leaf)
    return _path(leaf, intermediates, anchors, now)


def require_key(shown: x509.Certificate) -> None:
    """Raise AccessDeniedError unless the key of *shown* is an RSA key of a sound size or on one of NIST's curves."""
    match shown.public_key():
        case rsa.RSAPublicKey(key_size=bits) as key if WEAKEST_RSA_KEY <= bits <= LARGEST_RSA_KEY:
            if key.public_numbers().e.bit_length() <= LARGEST_RSA_EXPONENT:
                return
            raise AccessDeniedError(KEY_UNSUITABLE)
        case ec.EllipticCurvePublicKey(curve=ec.SECP256R1() | ec.SECP384R1() | ec.SECP521R1()):
            return
        case _:
            raise AccessDeniedError(KEY_UNSUITABLE)


def _require_leaf(leaf: x509.Certificate) -> None:
    if leaf.version is not x509.Version.v3:
        raise AccessDeniedError("Untrusted certificate. X.509 version must be 3.")
    try:
        extensions = leaf.extensions
        usage = extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        raise AccessDeniedError(NOT_FOR_SIGNING) from None
    except NOT_READ:
        raise AccessDeniedError(UNREADABLE) from None
    if not usage.digital_signature:
        raise AccessDeniedError(NOT_FOR_SIGNING)
    if any(found.value.ca for found in extensions if isinstance(found.value, x509.BasicConstraints)):
        raise AccessDeniedError("Untrusted certificate. The certificate of a workload must not be an authority's.")


def _path(
    leaf: x509.Certificate, intermediates: Sequence[x509.Certificate], anchors: Sequence[x509.Certificate], now: int
) -> list[x509.Certificate]:
    """Return the path from *leaf* to an anchor, both included.

    Extensions are permitted by this policy, but for critical ones that the library does not heed: those it refuses.
    """
    if len(intermediates) > MOST_INTERMEDIATES:
        raise AccessDeniedError(f"Untrusted certificate. The chain has more than {MOST_INTERMEDIATES} certificates.")
    if not anchors:
        raise AccessDeniedError(UNTRUSTED)
    verifier = (
        PolicyBuilder()
        .store(Store(list(anchors)))
        .time(datetime.fromtimestamp(now, UTC))
        .max_chain_depth(MOST_INTERMEDIATES)
        .extension_policies(ca_policy=_AUTHORITY, ee_policy=ExtensionPolicy.permit_all())
        .build_client_verifier()
    )
    try:
        return verifier.verify(leaf, list(intermediates)).chain
    except VerificationError:  # its words are the library's own, and tell strangers about the anchors
        raise AccessDeniedError(UNTRUSTED) from None


def _may_sign(_: Policy, __: x509.Certificate, constraints: x509.BasicConstraints) -> None:
    if not constraints.ca:
        raise ValueError("not an authority")


def _signs_certificates(_: Policy, __: x509.Certificate, usage: x509.KeyUsage | None) -> None:
    if usage is not None and not usage.key_cert_sign:
        raise ValueError("not for signing certificates")


_AUTHORITY: Final = (
    ExtensionPolicy.permit_all()
    .require_present(x509.BasicConstraints, Criticality.AGNOSTIC, _may_sign)
    .may_be_present(x509.KeyUsage, Criticality.AGNOSTIC, _signs_certificates)
)


def require_unrevoked(chain: Sequence[x509.Certificate], crls: Iterable[x509.CertificateRevocationList]) -> None:
    """Raise AccessDeniedError when a certificate of *chain* but the anchor is on a list of its issuer.

    The issuer is known by its name alone: an authority that changed its key still revokes what it issued with the old.
    """
    lists = tuple(crls)
    for certificate in chain[:-1]:
        for crl in lists:
            if crl.issuer != certificate.issuer:
                continue
            if crl.get_revoked_certificate_by_serial_number(certificate.serial_number) is not None:
                raise AccessDeniedError("Certificate revoked")


UNREADABLE: Final = "Untrusted certificate. It cannot be read."
UNTRUSTED: Final = "Untrusted certificate. No valid path leads from it to the trust anchor."
NOT_FOR_SIGNING: Final = "Untrusted certificate. Its key usage must include digital signatures."
KEY_UNSUITABLE: Final = (
    f"Untrusted certificate. Its key must be RSA, {WEAKEST_RSA_KEY} to {LARGEST_RSA_KEY} bits, "
    "or on P-256, P-384 or P-521."
)
