"""What a trust anchor may be made of."""

from __future__ import annotations

from ipaddress import IPv4Network

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding

from ostiary.authn.x509_anchors import bundle, revocation_list
from ostiary.model.errors import ValidationError
from tests.support.certificates import Issued, rsa_key
from tests.support.workload import CERTIFIES, SIGNS, authority, certificate, named, revocations, rewritten, workload

CA = authority("CA")
NEXT = authority("Next")
LEAF = workload("web", CA)
UNKNOWN = (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"), True)
IS_AUTHORITY = (x509.BasicConstraints(True, None), True)


def test_a_bundle_is_one_authority_or_the_next_one_beside_it() -> None:
    assert bundle(CA.pem) == (CA.certificate,)
    assert bundle(CA.pem + NEXT.pem) == (CA.certificate, NEXT.certificate)


def only(*names: x509.GeneralName) -> tuple[x509.ExtensionType, bool]:
    """Return the constraint of an authority that may speak for *names* alone."""
    return x509.NameConstraints(list(names), None), True


def test_an_authority_below_another_will_do() -> None:
    between = authority("Between", CA)
    assert bundle(between.pem) == (between.certificate,)


def test_an_authority_for_some_hosts_and_addresses_will_do() -> None:
    hosts = authority("CA", None, only(x509.DNSName("example.org"), x509.IPAddress(IPv4Network("192.0.2.0/24"))))
    assert bundle(hosts.pem) == (hosts.certificate,)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no certificate",
        CA.private_key,
        CA.pem.replace("A", "B"),
        CA.pem + NEXT.pem + CA.pem,
        LEAF.pem,
        CA.pem + LEAF.pem,
        certificate("CA", None, IS_AUTHORITY, (SIGNS, True)).pem,
        certificate("CA", None, (CERTIFIES, True)).pem,
        certificate("CA", None, (x509.BasicConstraints(False, None), True), (CERTIFIES, True)).pem,
        authority("CA", None, UNKNOWN).pem,
        CA.pem + CA.private_key,
        authority("CA", None, only(x509.UniformResourceIdentifier("example.org"))).pem,
        authority("CA", None, only(x509.DirectoryName(named(O="Example")))).pem,
    ],
    ids=[
        "empty",
        "text",
        "key",
        "broken",
        "three",
        "leaf",
        "leaf beside",
        "usage",
        "no constraints",
        "no ca",
        "critical",
        "key beside",
        "only some URIs",
        "only some names",
    ],
)
def test_what_could_vouch_for_nobody_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        bundle(text)


@pytest.mark.parametrize("form", [Encoding.PEM, Encoding.DER])
def test_a_list_is_read_in_both_forms(form: Encoding) -> None:
    data = revocations(CA, LEAF).public_bytes(form)
    found = revocation_list(data, [NEXT.certificate, CA.certificate])
    assert found.get_revoked_certificate_by_serial_number(LEAF.certificate.serial_number) is not None


SAME_NAME = authority("CA")
SAME_KEY = certificate("Renamed", None, IS_AUTHORITY, (CERTIFIES, True), key=CA.key)
RSA_CA = certificate("RSA", None, IS_AUTHORITY, (CERTIFIES, True), key=rsa_key(2))
OLD = rewritten(RSA_CA, rsa_key(2), "a003020102", "", hashes.SHA256())
PARTIAL = (x509.DeltaCRLIndicator(1), True)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"-----BEGIN X509 CRL-----",
        CA.pem.encode(),
        revocations(NEXT).public_bytes(Encoding.DER),
        revocations(SAME_NAME).public_bytes(Encoding.DER),
        revocations(CA).public_bytes(Encoding.DER).replace(b"\x0c\x02CA", b"\x01\x02CA"),
        revocations(SAME_KEY).public_bytes(Encoding.DER),
        revocations(CA, LEAF, more=(PARTIAL,)).public_bytes(Encoding.DER),
    ],
    ids=["empty", "broken", "certificate", "another's", "same name", "unreadable name", "same key", "partial"],
)
def test_a_list_must_be_a_whole_one_of_the_anchor(data: bytes) -> None:
    with pytest.raises(ValidationError):
        revocation_list(data, [CA.certificate])


def test_an_anchor_must_be_of_version_3() -> None:
    assert bundle(RSA_CA.pem) == (RSA_CA.certificate,)
    with pytest.raises(ValidationError):
        bundle(OLD.pem)


def test_keys_that_sign_no_workload_are_no_anchors() -> None:
    key = ed25519.Ed25519PrivateKey.generate()
    odd: Issued = certificate("CA", None, IS_AUTHORITY, (CERTIFIES, True), key=key)  # type: ignore[arg-type]  # to be refused
    with pytest.raises(ValidationError):
        bundle(odd.pem)
