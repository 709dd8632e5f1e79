"""What an administrator makes a trust anchor of: a bundle of certificates, and the revocation lists of its authorities.

Read once, when it is kept: what `x509_trust` could not use is refused here, and not when a workload calls.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from ostiary.authn.x509_trust import NOT_READ
from ostiary.model.errors import ValidationError

MOST_ANCHORS: Final = 2
"""Certificates of one bundle (IAM Roles Anywhere, quotas): the one in use, and the next one."""

_BLOCK: Final = "-----BEGIN "

_UNDERSTOOD: Final = frozenset(
    {
        x509.BasicConstraints.oid,
        x509.ExtendedKeyUsage.oid,
        x509.KeyUsage.oid,
        x509.NameConstraints.oid,
        x509.SubjectAlternativeName.oid,
        x509.SubjectKeyIdentifier.oid,
    }
)
"""Extensions of an authority that may be critical: no path leads to one with others."""

_CRL_UNDERSTOOD: Final = frozenset({x509.AuthorityKeyIdentifier.oid, x509.CRLNumber.oid})
"""Extensions of a list that may be critical. One that is partial, or that speaks for others than its issuer, says so by
a critical one (RFC 5280, 5.2): taken for a whole one it would leave certificates good that are not."""


def bundle(pem: str) -> tuple[x509.Certificate, ...]:
    """Return the certificates of a trust anchor's bundle.

    Raises ValidationError unless they are one or two of authorities, version 3, that may sign certificates and have no
    critical extension that is not understood.
    """
    try:
        found = x509.load_pem_x509_certificates(pem.encode())
        is_sound = all(map(_may_sign, found))
        _ = [(one.subject, one.issuer) for one in found]
    except NOT_READ:
        raise ValidationError("The bundle must consist of X.509 certificates in PEM.") from None
    if pem.count(_BLOCK) != len(found):  # a private key, pasted along, would be kept and shown
        raise ValidationError("The bundle must consist of X.509 certificates in PEM, and nothing else.")
    if not 1 <= len(found) <= MOST_ANCHORS:
        raise ValidationError(f"A bundle has one to {MOST_ANCHORS} certificates.")
    if not is_sound:
        raise ValidationError("Each certificate of a bundle must be an authority's, for signing certificates.")
    return tuple(found)


def revocation_list(data: bytes, authorities: Sequence[x509.Certificate]) -> x509.CertificateRevocationList:
    """Return the revocation list that *data* is, in PEM or DER.

    Raises ValidationError unless it is a whole list, signed by one of *authorities*, and every entry can be read.
    """
    load = x509.load_pem_x509_crl if data.lstrip().startswith(b"-----BEGIN") else x509.load_der_x509_crl
    try:
        found = load(data)
        extensions = [*found.extensions, *(one for entry in found for one in entry.extensions)]
        _ = found.issuer
    except NOT_READ:
        raise ValidationError("crlData must be an X.509 certificate revocation list.") from None
    if any(one.critical and one.oid not in _CRL_UNDERSTOOD for one in extensions):
        raise ValidationError("Partial and indirect revocation lists are not taken.")
    if not any(_has_signed(authority, found) for authority in authorities):
        raise ValidationError("The revocation list is not signed by a certificate of the trust anchor.")
    return found


def _may_sign(certificate: x509.Certificate) -> bool:
    extensions = certificate.extensions
    constraints = [one.value for one in extensions if isinstance(one.value, x509.BasicConstraints)]
    usages = [one.value for one in extensions if isinstance(one.value, x509.KeyUsage)]
    return (
        certificate.version is x509.Version.v3
        and any(one.ca for one in constraints)
        and all(one.key_cert_sign for one in usages)
        and all(one.oid in _UNDERSTOOD for one in extensions if one.critical)
        and isinstance(certificate.public_key(), rsa.RSAPublicKey | ec.EllipticCurvePublicKey)
        and all(map(_is_heeded, extensions))
    )


def _is_heeded(extension: x509.Extension[x509.ExtensionType]) -> bool:
    """Return whether paths heed the extension. Of constraints on names those on hosts and addresses are: others would
    let nobody through."""
    constraints = extension.value
    if not isinstance(constraints, x509.NameConstraints):
        return True
    named = (*(constraints.permitted_subtrees or ()), *(constraints.excluded_subtrees or ()))
    return all(isinstance(one, x509.DNSName | x509.IPAddress) for one in named)


def _has_signed(authority: x509.Certificate, crl: x509.CertificateRevocationList) -> bool:
    key = authority.public_key()
    assert isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey), "a bundle has no others"
    if crl.issuer != authority.subject:
        return False
    try:
        return crl.is_signature_valid(key)
    except NOT_READ:
        return False
