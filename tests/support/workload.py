"""A workload with a certificate, and its own signer of requests: nothing of the verifier's is used.

ca = authority("CA")
http = signed(workload("web", ca), chain=[])
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import quote

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from ostiary.model.http import HttpRequest
from tests.support.certificates import DAY, Issued, PrivateKey

NOW = 1_750_000_000
HOST = "rolesanywhere.example.com"
BODY = b'{"durationSeconds":900}'
ARNS = {
    "profileArn": "arn:aws:rolesanywhere:us-east-1:111122223333:profile/p",
    "roleArn": "arn:aws:iam::111122223333:role/web",
    "trustAnchorArn": "arn:aws:rolesanywhere:us-east-1:111122223333:trust-anchor/a",
}
SIGNS = x509.KeyUsage(True, False, False, False, False, False, False, False, False)
ENCIPHERS = x509.KeyUsage(False, False, True, False, False, False, False, False, False)
CERTIFIES = x509.KeyUsage(False, False, False, False, False, True, True, False, False)


def certificate(
    name: x509.Name | str,
    signer: Issued | None = None,
    *extensions: tuple[x509.ExtensionType, bool],
    key: PrivateKey | None = None,
    begins: int = -DAY,
    ends: int = DAY,
    serial: int | None = None,
) -> Issued:
    """Return a certificate with just those *extensions*, as (value, critical); the dates count from NOW."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = name if isinstance(name, x509.Name) else named(CN=name)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if signer is None else signer.certificate.subject)
        .public_key(key.public_key())
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(datetime.fromtimestamp(NOW + begins, UTC))
        .not_valid_after(datetime.fromtimestamp(NOW + ends, UTC))
    )
    for value, critical in extensions:
        builder = builder.add_extension(value, critical)
    return Issued(
        builder.sign(
            key if signer is None else signer.key,
            None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256(),
        ),
        key,
    )


def authority(
    name: str,
    signer: Issued | None = None,
    *more: tuple[x509.ExtensionType, bool],
    length: int | None = None,
    ends: int = DAY,
) -> Issued:
    """Return a certificate that may sign others, at most *length* authorities below it."""
    return certificate(name, signer, (x509.BasicConstraints(True, length), True), (CERTIFIES, True), *more, ends=ends)


def workload(name: x509.Name | str, signer: Issued, *more: tuple[x509.ExtensionType, bool], **rest: object) -> Issued:
    """Return the certificate of a workload."""
    return certificate(name, signer, (x509.BasicConstraints(False, None), True), (SIGNS, True), *more, **rest)  # type: ignore[arg-type]  # handed on as they are


def revocations(
    signer: Issued, *revoked: Issued, more: Sequence[tuple[x509.ExtensionType, bool]] = ()
) -> x509.CertificateRevocationList:
    """Return the list of what *signer* revoked; it is out of date."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(signer.certificate.subject)
        .last_update(datetime.fromtimestamp(NOW - 2 * DAY, UTC))
        .next_update(datetime.fromtimestamp(NOW - DAY, UTC))
    )
    for value, critical in more:
        builder = builder.add_extension(value, critical)
    for one in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(one.certificate.serial_number)
        builder = builder.add_revoked_certificate(
            entry.revocation_date(datetime.fromtimestamp(NOW - 2 * DAY, UTC)).build()
        )
    return builder.sign(signer.key, hashes.SHA256())


def rewritten(issued: Issued, signer: rsa.RSAPrivateKey, old: str, new: str, digest: hashes.HashAlgorithm) -> Issued:
    """Return *issued* with other bytes, both in hex, and signed again: what the library does not make.

    It has an RSA key: the length of what is that long takes two bytes.
    """
    before, after = bytes.fromhex(old), bytes.fromhex(new)
    certificate = issued.certificate
    said, der = certificate.tbs_certificate_bytes, certificate.public_bytes(Encoding.DER)
    tbs = _sequence(said[4:].replace(before, after))
    assert tbs != said
    signature = signer.sign(tbs, padding.PKCS1v15(), digest)
    rest = der[4 + len(said) :].replace(before, after).replace(certificate.signature, signature)
    return Issued(x509.load_der_x509_certificate(_sequence(tbs + rest)), issued.key)


def _sequence(content: bytes) -> bytes:
    return b"\x30\x82" + len(content).to_bytes(2, "big") + content


def named(**parts: str) -> x509.Name:
    """Return a distinguished name: `named(O="Example", CN="web")`."""
    return x509.Name([x509.NameAttribute(_OIDS[label], value) for label, value in parts.items()])


_OIDS = {
    "C": x509.NameOID.COUNTRY_NAME,
    "CN": x509.NameOID.COMMON_NAME,
    "O": x509.NameOID.ORGANIZATION_NAME,
    "OU": x509.NameOID.ORGANIZATIONAL_UNIT_NAME,
    "serialNumber": x509.NameOID.SERIAL_NUMBER,
}


def der(issued: Issued) -> str:
    """Return the certificate as a header carries it."""
    return base64.b64encode(issued.certificate.public_bytes(Encoding.DER)).decode()


def signed(
    leaf: Issued,
    *,
    chain: Sequence[Issued] = (),
    time: int = NOW,
    body: bytes = BODY,
    serial: str = "",
    service: str = "rolesanywhere",
    algorithm: str = "",
    unsigned: Sequence[str] = (),
    key: PrivateKey | None = None,
    host: str = HOST,
    arns: Mapping[str, str] = ARNS,
    content_type: str = "application/json",
) -> HttpRequest:
    """Return a CreateSession request that *leaf* signs at *time*, or *key* in its place; *unsigned* headers are sent
    without being covered."""
    stamp = f"{datetime.fromtimestamp(time, UTC):%Y%m%dT%H%M%SZ}"
    headers = {"content-type": content_type, "host": host, "x-amz-date": stamp, "x-amz-x509": der(leaf)}
    if chain:
        headers["x-amz-x509-chain"] = ",".join(map(der, chain))
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in sorted(arns.items()))
    names = sorted(headers.keys() - set(unsigned))
    lines = "".join(f"{name}:{headers[name]}\n" for name in names)
    canonical = f"POST\n/sessions\n{query}\n{lines}\n{';'.join(names)}\n{hashlib.sha256(body).hexdigest()}"
    scope = f"{stamp[:8]}/us-east-1/{service}/aws4_request"
    key = key or leaf.key
    algorithm = algorithm or (
        "AWS4-X509-RSA-SHA256" if isinstance(key, rsa.RSAPrivateKey) else "AWS4-X509-ECDSA-SHA256"
    )
    text = f"{algorithm}\n{stamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}".encode()
    if isinstance(key, rsa.RSAPrivateKey):
        value = key.sign(text, padding.PKCS1v15(), hashes.SHA256())
    else:
        value = key.sign(text, ec.ECDSA(hashes.SHA256()))
    credential = f"{serial or leaf.certificate.serial_number}/{scope}"
    headers["authorization"] = (
        f"{algorithm} Credential={credential}, SignedHeaders={';'.join(names)}, Signature={value.hex()}"
    )
    sent = tuple((name.encode(), text.encode()) for name, text in headers.items())
    return HttpRequest("POST", b"/sessions", query.encode(), sent, body, "192.0.2.1", secure=True)
