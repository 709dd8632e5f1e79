"""The attributes of a SAML assertion, and the condition keys that some of them become.

Names keep their case, and an attribute is known by its `Name` alone: a `FriendlyName` must not be relied upon (SAML
V2.0 Core, 2.7.3.1). One that is there several times has all the values. AWS's own attributes: IAM guide, "Configure
SAML assertions for the authentication response"; the condition keys: policy-evaluation.md 6.5.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ostiary.authn.saml_xml import Element
from ostiary.model.evidence import Value

Attributes = Mapping[str, tuple[str, ...]]
"""The values of each attribute by its name, in order."""

_SAML: Final = "{urn:oasis:names:tc:SAML:2.0:assertion}"
ATTRIBUTE: Final = f"{_SAML}AttributeStatement/{_SAML}Attribute"
VALUE: Final = f"{_SAML}AttributeValue"
NAME_ID: Final = f"{_SAML}NameID"
SPACE: Final = " \t\r\n"

PREFIX: Final = "https://aws.amazon.com/SAML/Attributes/"
ROLE: Final = f"{PREFIX}Role"
ROLE_SESSION_NAME: Final = f"{PREFIX}RoleSessionName"
SESSION_DURATION: Final = f"{PREFIX}SessionDuration"
SOURCE_IDENTITY: Final = f"{PREFIX}SourceIdentity"
PRINCIPAL_TAG: Final = f"{PREFIX}PrincipalTag:"
TRANSITIVE_TAG_KEYS: Final = f"{PREFIX}TransitiveTagKeys"


class ClaimError(Exception):
    """Something is not what is asked for; the message says what."""


@dataclass(frozen=True, slots=True)
class Key:
    """A condition key, whether it may have several values, and the names of the attributes that it comes from."""

    name: str
    multi: bool
    attributes: tuple[str, ...]


def _oid(name: str, oid: str, *, multi: bool = False) -> Key:
    return Key(f"saml:{name.lower()}", multi, (f"urn:oid:{oid}", oid, name))


_EDU_PERSON: Final = "1.3.6.1.4.1.5923.1.1.1"
_EDU_ORG: Final = "1.3.6.1.4.1.5923.1.2.1"
_PILOT: Final = "0.9.2342.19200300.100.1"
_CLAIMS: Final = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims"

_EDU: Final = (
    _oid("eduPersonAffiliation", f"{_EDU_PERSON}.1", multi=True),
    _oid("eduPersonNickname", f"{_EDU_PERSON}.2", multi=True),
    _oid("eduPersonOrgDN", f"{_EDU_PERSON}.3"),
    _oid("eduPersonOrgUnitDN", f"{_EDU_PERSON}.4", multi=True),
    _oid("eduPersonPrimaryAffiliation", f"{_EDU_PERSON}.5"),
    _oid("eduPersonPrincipalName", f"{_EDU_PERSON}.6"),
    _oid("eduPersonEntitlement", f"{_EDU_PERSON}.7", multi=True),
    _oid("eduPersonPrimaryOrgUnitDN", f"{_EDU_PERSON}.8"),
    _oid("eduPersonScopedAffiliation", f"{_EDU_PERSON}.9", multi=True),
    _oid("eduPersonTargetedID", f"{_EDU_PERSON}.10", multi=True),
    _oid("eduPersonAssurance", f"{_EDU_PERSON}.11", multi=True),
    _oid("eduOrgHomePageURI", f"{_EDU_ORG}.2", multi=True),
    _oid("eduOrgIdentityAuthNPolicyURI", f"{_EDU_ORG}.3", multi=True),
    _oid("eduOrgLegalName", f"{_EDU_ORG}.4", multi=True),
    _oid("eduOrgSuperiorURI", f"{_EDU_ORG}.5", multi=True),
    _oid("eduOrgWhitePagesURI", f"{_EDU_ORG}.6", multi=True),
)

_DIRECTORY: Final = (
    # AWS lists the OID of the common name twice: as a URN for `cn`, and bare, among those of X.500, for `commonName`.
    Key("saml:cn", True, ("urn:oid:2.5.4.3", "cn")),
    Key("saml:commonname", False, ("2.5.4.3", "commonName", "http://schemas.xmlsoap.org/claims/CommonName")),
    Key("saml:surname", False, ("urn:oid:2.5.4.4", "2.5.4.4", "surname", f"{_CLAIMS}/surname")),
    Key("saml:name", False, ("urn:oid:2.5.4.41", "2.5.4.41", "name", f"{_CLAIMS}/name")),
    # AWS's page has 2.4.5.42 for the given name, and 0.9.2342.19200300.100.1.45 with a dot too many: slips.
    Key("saml:givenname", False, ("urn:oid:2.5.4.42", "2.5.4.42", "givenName", f"{_CLAIMS}/givenname")),
    _oid("x500UniqueIdentifier", "2.5.4.45"),
    _oid("uid", f"{_PILOT}.1"),
    Key("saml:mail", False, (f"urn:oid:{_PILOT}.3", f"{_PILOT}.3", "mail", f"{_CLAIMS}/emailaddress")),
    _oid("organizationStatus", f"{_PILOT}.45"),
    Key(
        "saml:primarygroupsid",
        False,
        ("primaryGroupSID", "http://schemas.microsoft.com/ws/2008/06/identity/claims/primarygroupsid"),
    ),
)

KEYS: Final = _EDU + _DIRECTORY
"""Every condition key that comes from an attribute."""


def read(assertion: Element) -> Attributes:
    """Return the attributes of *assertion*. Raises ClaimError for a value that is not a text."""
    found: dict[str, tuple[str, ...]] = {}
    for attribute in assertion.findall(ATTRIBUTE):
        name = attribute.get("Name") or ""
        found[name] = found.get(name, ()) + tuple(_values(attribute, name))
    return found


def _values(attribute: Element, name: str) -> Iterator[str]:
    for value in attribute.findall(VALUE):
        held = list(value)
        named = [element.tag for element in held] == [NAME_ID]  # what eduPersonTargetedID has for a value
        yield text(held[0] if named else value, f"attribute {name}")


def text(element: Element, what: str) -> str:
    """Return what *element* says, without the white space around it. Raises ClaimError unless *what* is a text."""
    if len(element):
        raise ClaimError(f"{what} is not a text")
    return "".join(element.itertext()).strip(SPACE)


def one(attributes: Attributes, name: str) -> str | None:
    """Return the value of an attribute, or None when it is not there. Raises ClaimError unless it has one."""
    values = attributes.get(name)
    if values is not None and len(values) != 1:
        raise ClaimError(f"attribute {name} does not have exactly one value")
    return values[0] if values else None


def claims(attributes: Attributes) -> dict[str, Value]:
    """Return the condition keys that come from *attributes*.

    Raises ClaimError for several values where a key has one: whichever were taken, policies that were written for
    the other would be evaded.
    """
    return {key.name: value for key in KEYS if (value := _claim(attributes, key)) is not None}


def _claim(attributes: Attributes, key: Key) -> Value | None:
    values = tuple(dict.fromkeys(value for name in key.attributes for value in attributes.get(name, ())))
    if key.multi:
        return values or None
    if len(values) > 1:
        raise ClaimError(f"there is more than one value for {key.name}")
    return values[0] if values else None
