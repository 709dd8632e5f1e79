"""What a workload's certificate says of it: the session tags, name and source identity of the session it begins.

Tags are `x509Subject/CN`, `x509Issuer/O`, `x509SAN/URI` and the like, those that the profile's mapping rules choose
(IAM Roles Anywhere user guide, "Certificate attribute mapping"). Of alternative names of one type the first counts; of
a part that a distinguished name has several times, all do ("Trust policy", Security/Engineering/Research).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from cryptography import x509
from cryptography.x509.oid import NameOID

SUBJECT: Final = "x509Subject"
ISSUER: Final = "x509Issuer"
NAMES: Final = "x509SAN"

Mappings = Mapping[str, Sequence[str]]
"""The specifiers by which each field of a certificate is mapped; a field that is not there is not mapped."""

DEFAULT: Final[Mappings] = {SUBJECT: ("*",), ISSUER: ("*",), NAMES: ("DNS", "URI", "Name/*")}
"""How a profile maps before it says otherwise."""

LABELS: Final[Mapping[x509.ObjectIdentifier, str]] = {
    NameOID.COMMON_NAME: "CN",
    NameOID.COUNTRY_NAME: "C",
    NameOID.DOMAIN_COMPONENT: "DC",
    NameOID.LOCALITY_NAME: "L",
    NameOID.ORGANIZATION_NAME: "O",
    NameOID.ORGANIZATIONAL_UNIT_NAME: "OU",
    NameOID.STATE_OR_PROVINCE_NAME: "ST",
    NameOID.STREET_ADDRESS: "STREET",
    NameOID.USER_ID: "UID",
}
"""The parts of a distinguished name that have a short name (RFC 4514, section 3); others are not mapped."""

LONGEST_WITH_PREFIX: Final = 61
"""Characters of a common name that leave room for `CN=`."""

SEPARATOR: Final = "/"
"""Between the values of a part that a distinguished name has several times."""

_ALL: Final = "*"
_NAME: Final = "Name"


def tags(certificate: x509.Certificate, mappings: Mappings = DEFAULT) -> dict[str, str]:
    """Return the session tags that *mappings* make of *certificate*, sorted by key."""
    said = {
        SUBJECT: _parts(certificate.subject),
        ISSUER: _parts(certificate.issuer),
        NAMES: _alternative_names(certificate),
    }
    return {
        f"{field}/{key}": value
        for field in sorted(said)
        for key, value in sorted(said[field].items())
        if any(_covers(specifier, key) for specifier in mappings.get(field, ()))
    }


def session_name(certificate: x509.Certificate) -> str:
    """Return the serial number in hex, whole bytes of it: the least name of a session has two characters."""
    text = f"{certificate.serial_number:x}"
    return text if len(text) % 2 == 0 else f"0{text}"


def source_identity(certificate: x509.Certificate) -> str:
    """Return the common name of the subject behind `CN=`, as far as a source identity has room for that; the serial
    number behind `ID=` when there is none, as in many SPIFFE certificates (user guide, "Source identity rules")."""
    name = _parts(certificate.subject).get("CN", "")
    if not name:
        return f"ID={session_name(certificate)}"
    return name if len(name) > LONGEST_WITH_PREFIX else f"CN={name}"


def _covers(specifier: str, key: str) -> bool:
    """Return whether a mapping rule chooses *key*: by its own name, or all parts of a distinguished name.

    `*` alone covers no names of kinds but `Name`, and `Name` means `Name/*` (user guide, as above).
    """
    if specifier in {_NAME, f"{_NAME}/", f"{_NAME}/{_ALL}"}:
        return key.startswith(f"{_NAME}/")
    if specifier == _ALL:
        return key not in {"DNS", "URI"}
    return specifier == key


def _parts(name: x509.Name) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for part in name:
        if part.oid in LABELS and isinstance(part.value, str):
            found.setdefault(LABELS[part.oid], []).append(part.value)
    return {label: SEPARATOR.join(values) for label, values in found.items()}


def _alternative_names(certificate: x509.Certificate) -> dict[str, str]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return {}
    found: dict[str, str] = {}
    for key, value in _spelled(names):
        found.setdefault(key, value)
    return found


def _spelled(names: x509.SubjectAlternativeName) -> Iterator[tuple[str, str]]:
    yield from (("DNS", value) for value in names.get_values_for_type(x509.DNSName))
    yield from (("URI", value) for value in names.get_values_for_type(x509.UniformResourceIdentifier))
    for name in names.get_values_for_type(x509.DirectoryName)[:1]:
        yield from ((f"{_NAME}/{label}", value) for label, value in _parts(name).items())
