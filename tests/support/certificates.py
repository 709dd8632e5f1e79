"""Keys and certificates made for a test, as PEM text.

root = authority("Root", now=NOW)
leaf = issued("www.example.com", root, now=NOW)
iam.upload_server_certificate(CertificateBody=leaf.pem, PrivateKey=leaf.private_key, CertificateChain=root.pem, …)
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

DAY = 86_400

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class Issued:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: PrivateKey

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(Encoding.PEM).decode()

    @property
    def private_key(self) -> str:
        return private_pem(self.key)


def private_pem(key: PrivateKey, password: str = "") -> str:
    """Return *key* as OpenSSL writes it, encrypted when there is a password."""
    encryption = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption).decode()


def issued(
    name: str,
    signer: Issued | None = None,
    *,
    now: int,
    begins: int = -DAY,
    ends: int = DAY,
    ca: bool | None = None,
    key: PrivateKey | None = None,
    hosts: Sequence[str] = (),
) -> Issued:
    """Return a certificate of that common name, signed by *signer* or by itself; *begins* and *ends* count from *now*.

    *ca* is what its basic constraints say; None: it has none. *hosts* are the servers that it is for.
    """
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if signer is None else signer.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.fromtimestamp(now + begins, UTC))
        .not_valid_after(datetime.fromtimestamp(now + ends, UTC))
    )
    if ca is not None:
        builder = builder.add_extension(x509.BasicConstraints(ca, None), critical=True)
    if hosts:
        builder = builder.add_extension(x509.SubjectAlternativeName(map(x509.DNSName, hosts)), critical=False)
    return Issued(builder.sign(key if signer is None else signer.key, hashes.SHA256()), key)


def authority(name: str, signer: Issued | None = None, *, now: int, begins: int = -DAY, ends: int = DAY) -> Issued:
    """Return a certificate that may sign others."""
    return issued(name, signer, now=now, begins=begins, ends=ends, ca=True)


@cache
def of_today(name: str = "www.example.com") -> Issued:
    """Return a certificate that signed itself and is valid by this machine's clock: the same one for the same name."""
    return issued(name, now=int(time.time()), ends=365 * DAY)


@cache
def rsa_key(number: int = 1, bits: int = 2048) -> rsa.RSAPrivateKey:
    """Return an RSA key: the same one for the same number."""
    del number
    return rsa.generate_private_key(65537, bits)


def ssh_text(key: rsa.RSAPrivateKey, comment: str = "") -> str:
    """Return the public key as `ssh-keygen` writes it."""
    text = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    return f"{text} {comment}" if comment else text


def public_pem(key: rsa.RSAPrivateKey, form: PublicFormat = PublicFormat.SubjectPublicKeyInfo) -> str:
    """Return the public key in PEM."""
    return key.public_key().public_bytes(Encoding.PEM, form).decode()
