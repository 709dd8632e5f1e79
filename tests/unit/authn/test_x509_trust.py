"""Which certificates an anchor vouches for."""

from __future__ import annotations

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from ostiary.authn.x509_trust import KEY_UNSUITABLE, NOT_FOR_SIGNING, UNTRUSTED, require_trusted
from ostiary.model.errors import AccessDeniedError
from tests.support.certificates import DAY, Issued, PrivateKey, rsa_key
from tests.support.workload import (
    CERTIFIES,
    ENCIPHERS,
    NOW,
    SIGNS,
    authority,
    certificate,
    named,
    revocations,
    rewritten,
    workload,
)

CA = authority("CA")
BETWEEN = authority("Between", CA)
LEAF = workload("web", CA)
DEEP = workload("web", BETWEEN)
RSA_CA = certificate("RSA", None, (x509.BasicConstraints(True, None), True), (CERTIFIES, True), key=rsa_key(2))
NO_AUTHORITY = (x509.BasicConstraints(False, None), True)
IS_AUTHORITY = (x509.BasicConstraints(True, None), True)


def judge(
    leaf: Issued,
    *chain: Issued,
    anchors: tuple[Issued, ...] = (CA,),
    crls: tuple[x509.CertificateRevocationList, ...] = (),
    now: int = NOW,
) -> None:
    intermediates = [one.certificate for one in chain]
    require_trusted(leaf.certificate, intermediates, [one.certificate for one in anchors], crls, now)


def refusal(leaf: Issued, *chain: Issued, **rest: object) -> str:
    with pytest.raises(AccessDeniedError) as refused:
        judge(leaf, *chain, **rest)  # type: ignore[arg-type]  # handed on as they are
    return str(refused.value)


def constrained(*permitted: x509.GeneralName) -> Issued:
    return authority("Constrained", CA, (x509.NameConstraints(list(permitted), None), True))


def with_name(name: x509.GeneralName, signer: Issued) -> Issued:
    return workload("web", signer, (x509.SubjectAlternativeName([name]), False))


# -- trusted -------------------------------------------------------------------------------------------


def test_what_the_anchor_issued_is_trusted() -> None:
    judge(LEAF)


def test_authorities_between_are_followed_in_any_order() -> None:
    lower = authority("Lower", BETWEEN)
    judge(workload("web", lower), BETWEEN, lower)


def test_an_anchor_need_not_have_signed_itself() -> None:
    judge(DEEP, anchors=(BETWEEN,))


def test_each_anchor_of_a_bundle_counts() -> None:
    judge(LEAF, anchors=(authority("Other"), CA))


def test_rsa_certificates_are_trusted() -> None:
    root = certificate("Root", None, IS_AUTHORITY, (CERTIFIES, True), key=rsa_key(2))
    judge(workload("web", root, key=rsa_key(1)), anchors=(root,))


def test_a_spiffe_id_within_no_constraint_is_trusted() -> None:
    judge(with_name(x509.UniformResourceIdentifier("spiffe://example.org/web"), CA))


def test_names_within_the_constraints_are_trusted() -> None:
    between = constrained(x509.DNSName("example.org"))
    judge(with_name(x509.DNSName("web.example.org"), between), between)


# -- refused -------------------------------------------------------------------------------------------


def test_the_chain_must_lead_to_the_anchor() -> None:
    assert refusal(LEAF, anchors=(authority("Other"),)) == UNTRUSTED
    assert refusal(DEEP) == UNTRUSTED
    assert refusal(LEAF, anchors=()) == UNTRUSTED


def test_an_authority_of_the_same_name_is_not_the_anchor() -> None:
    assert refusal(workload("web", authority("CA"))) == UNTRUSTED


def test_an_anchor_that_was_sent_along_vouches_for_nothing() -> None:
    other = authority("Other")
    assert refusal(workload("web", other), other) == UNTRUSTED


@pytest.mark.parametrize("now", [NOW - DAY - 1, NOW + DAY + 1], ids=["before", "after"])
def test_a_certificate_is_good_within_its_dates(now: int) -> None:
    long_lived = certificate("CA", None, IS_AUTHORITY, (CERTIFIES, True), begins=-9 * DAY, ends=9 * DAY)
    leaf = workload("web", long_lived)
    judge(leaf, anchors=(long_lived,))
    assert refusal(leaf, anchors=(long_lived,), now=now) == UNTRUSTED


def test_the_dates_of_authorities_and_anchors_count() -> None:
    ended = certificate("Ended", CA, IS_AUTHORITY, (CERTIFIES, True), ends=-1)
    leaf = workload("web", ended)
    assert refusal(leaf, ended) == UNTRUSTED
    assert refusal(leaf, anchors=(ended,)) == UNTRUSTED


def test_an_authority_is_no_workload() -> None:
    leaf = certificate("web", CA, IS_AUTHORITY, (SIGNS, True))
    assert "authority" in refusal(leaf)


def test_not_even_the_anchor_itself_is_a_workload() -> None:
    root = certificate("Root", None, IS_AUTHORITY, (SIGNS, True))
    assert "authority" in refusal(root, anchors=(root,))


def test_the_key_must_be_for_digital_signatures() -> None:
    assert refusal(certificate("web", CA, NO_AUTHORITY, (ENCIPHERS, True))) == NOT_FOR_SIGNING
    assert refusal(certificate("web", CA, NO_AUTHORITY)) == NOT_FOR_SIGNING


def test_a_workload_signs_no_certificates() -> None:
    assert refusal(workload("web", LEAF), LEAF) == UNTRUSTED


@pytest.mark.parametrize(
    "extensions", [[], [NO_AUTHORITY, (CERTIFIES, True)], [IS_AUTHORITY, (SIGNS, True)]], ids=["none", "no ca", "usage"]
)
def test_only_authorities_may_be_between(extensions: list[tuple[x509.ExtensionType, bool]]) -> None:
    between = certificate("Between", CA, *extensions)
    assert refusal(workload("web", between), between) == UNTRUSTED


@pytest.mark.parametrize("usage", [SIGNS, CERTIFIES], ids=["signs", "certifies"])
def test_an_anchor_must_be_an_authority(usage: x509.KeyUsage) -> None:
    root = certificate("Root", None, NO_AUTHORITY, (usage, True))
    assert refusal(workload("web", root), anchors=(root,)) == UNTRUSTED


def test_sha_1_is_refused() -> None:
    leaf = workload("web", RSA_CA, key=rsa_key(1))
    judge(leaf, anchors=(RSA_CA,))
    again = rewritten(leaf, rsa_key(2), "2a864886f70d01010b", "2a864886f70d010105", hashes.SHA1())
    assert isinstance(again.certificate.signature_hash_algorithm, hashes.SHA1)
    assert refusal(again, anchors=(RSA_CA,)) == UNTRUSTED


def test_the_certificate_must_be_of_version_3() -> None:
    leaf = workload("web", RSA_CA, key=rsa_key(1))
    again = rewritten(leaf, rsa_key(2), "a003020102", "", hashes.SHA256())
    assert again.certificate.version is x509.Version.v1
    assert "version" in refusal(again, anchors=(RSA_CA,))


@pytest.mark.parametrize(
    "key",
    [
        rsa.generate_private_key(65537, 1024),
        ec.generate_private_key(ec.SECP224R1()),
        ec.generate_private_key(ec.SECP256K1()),
    ],
    ids=["RSA 1024", "P-224", "secp256k1"],
)
def test_weak_and_unusual_keys_are_refused(key: PrivateKey) -> None:
    assert refusal(workload("web", CA, key=key)) == KEY_UNSUITABLE


def test_an_rsa_authority_needs_a_sound_key() -> None:
    weak = certificate("Weak", None, IS_AUTHORITY, (CERTIFIES, True), key=rsa.generate_private_key(65537, 1024))
    assert refusal(workload("web", weak), anchors=(weak,)) == UNTRUSTED


def test_the_path_is_no_longer_than_an_authority_allows() -> None:
    top = authority("Top", CA, length=0)
    low = authority("Low", top)
    judge(workload("web", top), top)
    assert refusal(workload("web", low), low, top) == UNTRUSTED


def test_the_path_is_no_longer_than_the_anchor_allows() -> None:
    root = authority("Root", length=0)
    between = authority("Between", root)
    assert refusal(workload("web", between), between, anchors=(root,)) == UNTRUSTED


def test_names_outside_the_constraints_are_refused() -> None:
    between = constrained(x509.DNSName("example.org"))
    assert refusal(with_name(x509.DNSName("web.example.com"), between), between) == UNTRUSTED


@pytest.mark.parametrize(
    ("permitted", "name"),
    [
        (x509.UniformResourceIdentifier("example.org"), x509.UniformResourceIdentifier("spiffe://example.com/web")),
        (x509.DirectoryName(named(O="Example")), x509.DirectoryName(named(O="Other"))),
    ],
    ids=["URI", "directory name"],
)
def test_constraints_that_are_not_understood_are_refused(permitted: x509.GeneralName, name: x509.GeneralName) -> None:
    between = constrained(permitted)
    assert refusal(with_name(name, between), between) == UNTRUSTED


def test_constraints_of_the_subject_are_refused() -> None:
    between = constrained(x509.DirectoryName(named(O="Example")))
    assert refusal(workload(named(O="Other", CN="web"), between), between).startswith("Untrusted certificate.")


@pytest.mark.parametrize(
    "extension",
    [
        x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"),
        x509.InhibitAnyPolicy(0),
        x509.PolicyConstraints(0, None),
    ],
    ids=["unknown", "any policy", "policy constraints"],
)
def test_critical_extensions_that_are_not_heeded_are_refused(extension: x509.ExtensionType) -> None:
    between = authority("Between", CA, (extension, True))
    judge(workload("web", CA, (extension, False)))
    assert refusal(workload("web", CA, (extension, True))) == UNTRUSTED
    assert refusal(workload("web", between), between) == UNTRUSTED
    assert refusal(workload("web", between), anchors=(between,)) == UNTRUSTED


def test_endless_chains_are_not_followed() -> None:
    assert "more than 5" in refusal(LEAF, *[BETWEEN] * 6)


# -- revoked -------------------------------------------------------------------------------------------


def test_a_revoked_certificate_is_refused_even_by_a_list_that_is_out_of_date() -> None:
    assert refusal(LEAF, crls=(revocations(CA, LEAF),)) == "Certificate revoked"


def test_a_revoked_authority_vouches_for_nothing() -> None:
    judge(DEEP, BETWEEN)
    assert refusal(DEEP, BETWEEN, crls=(revocations(CA, BETWEEN),)) == "Certificate revoked"


def test_every_list_is_looked_at() -> None:
    assert refusal(LEAF, crls=(revocations(BETWEEN), revocations(CA), revocations(CA, LEAF))) == "Certificate revoked"


def test_others_on_a_list_and_lists_of_others_revoke_nothing() -> None:
    judge(LEAF, crls=(revocations(CA, DEEP),))
    judge(LEAF, crls=(revocations(BETWEEN, LEAF),))
