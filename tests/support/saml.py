"""SAML metadata as identity providers publish it, and the keys that go with it."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

ENTITY_ID = "https://idp.example.com/saml"
MADE = datetime(2020, 1, 1, tzinfo=UTC)

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey | dsa.DSAPrivateKey


@cache
def key(name: str = "one") -> Key:
    """Return a key of that name; `rsa-1024` is an RSA key of 1024 bits, and so on."""
    if name.startswith("rsa-"):
        return rsa.generate_private_key(65_537, int(name.removeprefix("rsa-")))  # also ones that are too short
    if name == "ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    return ec.generate_private_key(ec.SECP256R1())


def certificate(name: str = "one", valid: timedelta = timedelta(days=36_500)) -> str:
    """Return the certificate of the key of that name, in base64: the same one for the same name."""
    return _certificate(name, valid)


@cache
def _certificate(name: str, valid: timedelta) -> str:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.example.com")])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key(name).public_key())
        .serial_number(7)
        .not_valid_before(MADE)
        .not_valid_after(MADE + valid)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key(name), None if name == "ed25519" else hashes.SHA256())
    )
    return base64.b64encode(made.public_bytes(Encoding.DER)).decode()


def signing(certificate: str, use: str = ' use="signing"') -> str:
    """Return a KeyDescriptor."""
    return (
        f'<md:KeyDescriptor{use}><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>\n'
        f"<ds:X509Certificate>\n{certificate[:64]}\n{certificate[64:]}\n</ds:X509Certificate>\n"
        "</ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
    )


def role(keys: str, protocol: str = "urn:oasis:names:tc:SAML:2.0:protocol", attributes: str = "") -> str:
    """Return an IDPSSODescriptor with the key descriptors *keys*."""
    binding = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
    return (
        f'<md:IDPSSODescriptor protocolSupportEnumeration="{protocol}"{attributes}>{keys}'
        f'<md:SingleSignOnService Binding="{binding}" Location="{ENTITY_ID}/sso"/></md:IDPSSODescriptor>'
    )


def entity(content: str, entity_id: str = ENTITY_ID, attributes: str = "") -> str:
    """Return an EntityDescriptor."""
    return (
        f'<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{entity_id}"{attributes}>'
        f"{content}</md:EntityDescriptor>"
    )


def entities(content: str, attributes: str = "") -> str:
    """Return an EntitiesDescriptor."""
    return (
        f'<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"{attributes}>'
        f"{content}</md:EntitiesDescriptor>"
    )


def metadata(keys: Sequence[str] = ("one",), entity_id: str = ENTITY_ID, attributes: str = "") -> str:
    """Return a document with one identity provider that signs with *keys*; 1,000 characters and more, as AWS wants."""
    described = "".join(signing(certificate(name)) for name in keys)
    padding = f"<!-- {'published by the identity provider ' * 12}-->\n"
    document = entity(role(described), entity_id, attributes)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{padding}{document}\n'


def private_key(bits: int = 2_048, passphrase: str = "", number: int = 1) -> str:
    """Return an RSA key in PEM: for each *number* one of its own."""
    return _private_key(bits, passphrase, number)


@cache
def _private_key(bits: int, passphrase: str, number: int) -> str:
    del number
    made = rsa.generate_private_key(65_537, bits)
    encryption = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption).decode()


def elliptic_private_key() -> str:
    """Return a key in PEM to which nothing can be encrypted."""
    made = ec.generate_private_key(ec.SECP256R1())
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
