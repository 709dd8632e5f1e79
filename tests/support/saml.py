"""SAML identity providers: the metadata that they publish, the keys that go with it, the responses that they sign."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from lxml import etree

from ostiary.model.nouns import SamlProvider

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


# -- an identity provider that signs -------------------------------------------------------------------

PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol"
SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
DSIG = "http://www.w3.org/2000/09/xmldsig#"
ENVELOPED = f"{DSIG}enveloped-signature"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
RSA_SHA1 = f"{DSIG}rsa-sha1"
ECDSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
HMAC_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
SHA1 = f"{DSIG}sha1"

ATTRIBUTES = "https://aws.amazon.com/SAML/Attributes/"
AUDIENCE = "urn:amazon:webservices"
RECIPIENT = "https://ostiary.example.com/saml"
ACCOUNT = "123456789012"
PROVIDER_ARN = f"arn:aws:iam::{ACCOUNT}:saml-provider/corporate"
ROLE_ARN = f"arn:aws:iam::{ACCOUNT}:role/federated"
ISSUED = 1_700_000_000
ASSERTION_ID = "_a1"
RESPONSE_ID = "_r1"

Said = Mapping[str, Sequence[str]]
"""The values of attributes, by their names."""


def said(**aws: Sequence[str]) -> dict[str, Sequence[str]]:
    """Return the attributes of an ordinary user; *aws* are further ones of AWS's, or other values, by short name."""
    usual: dict[str, Sequence[str]] = {"Role": [f"{ROLE_ARN},{PROVIDER_ARN}"], "RoleSessionName": ["alice@example.com"]}
    return {f"{ATTRIBUTES}{name}": values for name, values in (usual | aws).items()}


def moment(seconds: int) -> str:
    """Return a time as SAML spells it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def assertion(
    attributes: Said | None = None,
    *,
    issued: int = ISSUED,
    identifier: str = ASSERTION_ID,
    issuer: str = ENTITY_ID,
    name_id: str = "alice",
    name_format: str = ' Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"',
    audiences: Sequence[str] = (AUDIENCE,),
    recipient: str = RECIPIENT,
    session: str = "",
) -> str:
    """Return an assertion that is not signed yet, good for five minutes. *session*: further attributes, as XML."""
    until = moment(issued + 300)
    restriction = "".join(f"<saml:Audience>{audience}</saml:Audience>" for audience in audiences)
    stated = "".join(
        f'<saml:Attribute Name="{name}">'
        f"{''.join(f'<saml:AttributeValue>{value}</saml:AttributeValue>' for value in values)}</saml:Attribute>"
        for name, values in (said() if attributes is None else attributes).items()
    )
    return (
        f'<saml:Assertion xmlns:saml="{SAML}" ID="{identifier}" Version="2.0" IssueInstant="{moment(issued)}">'
        f"<saml:Issuer>{issuer}</saml:Issuer><saml:Subject><saml:NameID{name_format}>{name_id}</saml:NameID>"
        '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">'
        f'<saml:SubjectConfirmationData NotOnOrAfter="{until}" Recipient="{recipient}"/></saml:SubjectConfirmation>'
        f'</saml:Subject><saml:Conditions NotBefore="{moment(issued - 5)}" NotOnOrAfter="{until}">'
        f"<saml:AudienceRestriction>{restriction}</saml:AudienceRestriction></saml:Conditions>"
        f'<saml:AuthnStatement AuthnInstant="{moment(issued)}"{session}><saml:AuthnContext><saml:AuthnContextClassRef>'
        "urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext>"
        f"</saml:AuthnStatement><saml:AttributeStatement>{stated}</saml:AttributeStatement></saml:Assertion>"
    )


def response(content: str, *, status: str = "Success", attributes: str = f' Destination="{RECIPIENT}"') -> str:
    """Return a response that holds *content* and is not signed yet."""
    return (
        f'<samlp:Response xmlns:samlp="{PROTOCOL}" ID="{RESPONSE_ID}" Version="2.0" IssueInstant="{moment(ISSUED)}"'
        f'{attributes}><saml:Issuer xmlns:saml="{SAML}">{ENTITY_ID}</saml:Issuer><samlp:Status><samlp:StatusCode '
        f'Value="urn:oasis:names:tc:SAML:2.0:status:{status}"/></samlp:Status>{content}</samlp:Response>'
    )


def signed(
    document: str,
    identifier: str = ASSERTION_ID,
    *,
    signer: str = "one",
    method: str = "",
    digest: str = SHA256,
    transforms: Sequence[str] = (ENVELOPED, EXCLUSIVE),
    canonicalization: str = EXCLUSIVE,
    secret: bytes = b"",
) -> str:
    """Return *document* with a signature, by the key called *signer*, over the element of that ID, in that element.

    With a *secret* it is a HMAC. Written without the library that verifies, so that the two can disagree.
    """
    root = etree.fromstring(document)
    (holder,) = root.xpath("//*[@ID=$identifier]", identifier=identifier)
    digested = base64.b64encode(hashlib.new(_hash(digest), _canonical(holder)).digest()).decode()
    method = method or (ECDSA_SHA256 if isinstance(key(signer), ec.EllipticCurvePrivateKey) else RSA_SHA256)
    chain = "".join(f'<ds:Transform Algorithm="{transform}"/>' for transform in transforms)
    signature = etree.fromstring(
        f'<ds:Signature xmlns:ds="{DSIG}"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="{canonicalization}"/>'
        f'<ds:SignatureMethod Algorithm="{method}"/><ds:Reference URI="#{identifier}"><ds:Transforms>{chain}'
        f'</ds:Transforms><ds:DigestMethod Algorithm="{digest}"/><ds:DigestValue>{digested}</ds:DigestValue>'
        "</ds:Reference></ds:SignedInfo><ds:SignatureValue/></ds:Signature>"
    )
    holder.insert(1, signature)
    made = _signature(_canonical(signature[0]), signer, _hash(method), secret)
    signature[1].text = base64.b64encode(made).decode()
    written: str = etree.tostring(root, encoding="unicode")
    return written


def _canonical(element: etree._Element) -> bytes:
    written: bytes = etree.tostring(element, method="c14n", exclusive=True, with_tail=False)
    return written


def _hash(algorithm: str) -> str:
    return "sha1" if algorithm.endswith("sha1") else "sha256"


def _signature(content: bytes, signer: str, algorithm: str, secret: bytes) -> bytes:
    if secret:
        return hmac.digest(secret, content, algorithm)
    made_by, hashed = key(signer), hashes.SHA1() if algorithm == "sha1" else hashes.SHA256()
    if isinstance(made_by, rsa.RSAPrivateKey):
        return made_by.sign(content, padding.PKCS1v15(), hashed)
    assert isinstance(made_by, ec.EllipticCurvePrivateKey)
    r, s = decode_dss_signature(made_by.sign(content, ec.ECDSA(hashed)))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def encoded(document: str) -> str:
    """Return a document as it is sent."""
    return base64.b64encode(document.encode()).decode()


def provider(**changes: Any) -> SamlProvider:  # Any: whichever fields
    """Return the provider whose assertions these are: `corporate`, with the certificate of the key `one`."""
    usual = SamlProvider(account=ACCOUNT, name="corporate", uuid="SAMLSP" + "A" * 20, created=0, metadata=metadata())
    return replace(usual, **changes)
