"""The metadata of a SAML identity provider: who it is, and the certificates that its assertions are signed with.

The one reader of such documents. They come from whoever may create a provider, hence: no document type, no entities,
no network, nothing that is not well-formed (threat 35). Comments and processing instructions are passed over; text is
only read whole, so that they cannot cut it short. A signature over the document is not asked for: its uploader vouches.

AWS takes several identity providers in one document, and neither looks at when certificates expire nor at who issued
them (IAM guide, "Create a SAML identity provider"; SAML V2.0 Metadata Interoperability Profile, 2.6.1).
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from ostiary.authn import saml_xml
from ostiary.authn.saml_xml import Element, XmlError

_MD: Final = "{urn:oasis:names:tc:SAML:2.0:metadata}"
_DS: Final = "{http://www.w3.org/2000/09/xmldsig#}"
ENTITIES: Final = f"{_MD}EntitiesDescriptor"
ENTITY: Final = f"{_MD}EntityDescriptor"
ROLE: Final = f"{_MD}IDPSSODescriptor"
CERTIFICATE: Final = f"{_DS}KeyInfo/{_DS}X509Data/{_DS}X509Certificate"
SAML2: Final = "urn:oasis:names:tc:SAML:2.0:protocol"

LONGEST_ENTITY_ID: Final = 1_024
"""Characters (SAML V2.0 Metadata, 2.2.1)."""
LEAST_RSA_BITS: Final = 1_024
"""IAM guide: a certificate "must use a key size of at least 1024 bits", and have no extension twice."""


class MetadataError(Exception):
    """The document is not the metadata of a SAML identity provider; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class IdentityProvider:
    """An issuer of assertions: its entity id, and its signing certificates (DER), each once, in order."""

    entity_id: str
    certificates: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document says: at least one identity provider, and until when it says so (None: without end)."""

    providers: tuple[IdentityProvider, ...]
    valid_until: int | None

    @property
    def keys(self) -> int:
        """How many signing certificates there are, each counted once."""
        return len({certificate for provider in self.providers for certificate in provider.certificates})


def read(text: str) -> Metadata:
    """Return what the metadata document *text* says.

    Identity providers are the entities with an `IDPSSODescriptor` for SAML 2.0; other entities are passed over. Raises
    MetadataError when the text is no such document, and when an identity provider in it could not be relied upon: one
    without an entity id or a signing certificate, or with a certificate that cannot be read.
    """
    root = _parsed(text)
    if root.tag not in {ENTITY, ENTITIES}:
        raise MetadataError("the root is neither an EntityDescriptor nor an EntitiesDescriptor")
    found = [(entity, roles) for entity in root.iter(ENTITY) if (roles := _roles(entity))]
    if not found:
        raise MetadataError("it holds no IDPSSODescriptor for SAML 2.0")
    providers = tuple(_provider(entity, roles) for entity, roles in found)
    if len({provider.entity_id for provider in providers}) < len(providers):
        raise MetadataError("two identity providers have the same entityID")
    dated = [*root.iter(ENTITIES), *(element for entity, roles in found for element in (entity, *roles))]
    times = [_seconds(until) for element in dated if (until := element.get("validUntil")) is not None]
    return Metadata(providers, min(times, default=None))


def _parsed(text: str) -> Element:
    try:
        return saml_xml.parsed(text)
    except XmlError as error:
        raise MetadataError(str(error)) from error


def _roles(entity: Element) -> list[Element]:
    return [role for role in entity.findall(ROLE) if SAML2 in (role.get("protocolSupportEnumeration") or "").split()]


def _provider(entity: Element, roles: list[Element]) -> IdentityProvider:
    entity_id = entity.get("entityID")
    if not entity_id or len(entity_id) > LONGEST_ENTITY_ID:
        raise MetadataError(f"an identity provider has no entityID of 1 to {LONGEST_ENTITY_ID} characters")
    certificates = tuple(dict.fromkeys(certificate for role in roles for certificate in _certificates(role)))
    if not certificates:
        raise MetadataError("an identity provider has no certificate for signing")
    return IdentityProvider(entity_id, certificates)


def _certificates(role: Element) -> Iterator[bytes]:
    """Yield the certificates for signing; a key without a `use` is for all uses."""
    for key in role.findall(f"{_MD}KeyDescriptor"):
        if key.get("use") in {None, "signing"}:
            yield from (_certificate("".join(element.itertext())) for element in key.findall(CERTIFICATE))


UNREADABLE: Final = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)
"""What decoding a certificate, its key and its extensions may raise."""


def _certificate(text: str) -> bytes:
    """Return the certificate in base64 that *text* is, which has a key that signatures can be verified with."""
    try:
        der = base64.b64decode("".join(text.split()), validate=True)
        certificate = x509.load_der_x509_certificate(der)
        key = certificate.public_key()
        certificate.extensions  # noqa: B018  # reading them is what finds one that is there twice
    except UNREADABLE as error:
        raise MetadataError("a certificate cannot be read") from error
    if isinstance(key, RSAPublicKey) and key.key_size < LEAST_RSA_BITS:
        raise MetadataError(f"a certificate has a key of fewer than {LEAST_RSA_BITS} bits")
    if not isinstance(key, RSAPublicKey | EllipticCurvePublicKey):
        raise MetadataError("a certificate has a key that is neither RSA nor elliptic-curve")
    return der


def _seconds(text: str) -> int:
    try:
        return saml_xml.seconds(text)
    except ValueError as error:
        raise MetadataError("a validUntil is not a time") from error
