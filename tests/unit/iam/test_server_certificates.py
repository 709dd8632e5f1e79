"""Server certificates: what holds together is kept, the private key stays in."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from ostiary.model.errors import (
    EntityAlreadyExistsError,
    KeyPairMismatchError,
    LimitExceededError,
    MalformedCertificateError,
    NoSuchEntityError,
)
from ostiary.model.quotas import Quotas
from tests.support.certificates import DAY, Issued, authority, issued, private_pem, rsa_key
from tests.support.domain import ACCOUNT, NOW, OTHER_ACCOUNT, Domain, root

WEB = {"ServerCertificateName": "web"}
UNREADABLE = "Unable to parse certificate. Please ensure the certificate is in PEM format."
NO_KEY = "Unable to parse private key. Please ensure that it is unencrypted and in PEM format."


def params(certificate: Issued, *chain: Issued, **more: object) -> dict[str, Any]:
    """Return the parameters that upload *certificate*."""
    found: dict[str, Any] = {
        **WEB,
        "CertificateBody": certificate.pem,
        "PrivateKey": certificate.private_key,
        **more,
    }
    return found | ({"CertificateChain": "".join(signer.pem for signer in chain)} if chain else {})


def own(**more: Any) -> Issued:
    """Return a certificate that signed itself."""
    return issued("www.example.com", now=NOW, **more)


def broken_chain(index: int) -> str:
    return (
        "Unable to validate certificate chain. The certificate chain must start with the immediate signing certificate,"
        f" followed by any intermediaries in order. The index within the chain of the invalid certificate is: {index}"
    )


def test_a_certificate_is_shown_as_aws_shows_it_and_without_its_key(domain: Domain) -> None:
    certificate = own(ends=9 * DAY)
    answer = domain.call("UploadServerCertificate", params(certificate, Path="/cloudfront/x/"))
    metadata = answer["ServerCertificateMetadata"]
    assert answer.keys() == {"ServerCertificateMetadata"}
    assert metadata == {
        "Path": "/cloudfront/x/",
        "ServerCertificateName": "web",
        "ServerCertificateId": metadata["ServerCertificateId"],
        "Arn": f"arn:aws:iam::{ACCOUNT}:server-certificate/cloudfront/x/web",
        "UploadDate": NOW,
        "Expiration": NOW + 9 * DAY,
    }
    assert metadata["ServerCertificateId"].startswith("ASCA")
    assert domain.call("GetServerCertificate", {"ServerCertificateName": "WEB"}) == {
        "ServerCertificate": {
            "ServerCertificateMetadata": metadata,
            "CertificateBody": certificate.pem.strip(),
            "Tags": [],
        }
    }


def test_threat_40_the_private_key_is_kept_sealed_for_its_account_and_certificate(domain: Domain) -> None:
    certificate = own()
    domain.call("UploadServerCertificate", params(certificate))
    kept = domain.read(lambda tx: tx.server_certificates.get(ACCOUNT, "web"))
    assert kept is not None
    assert kept.sealed == f"sealed:{ACCOUNT}:{kept.id}:{certificate.private_key[::-1]}"
    assert "PRIVATE KEY" not in repr(kept)


@pytest.mark.parametrize("key", [rsa_key(), ec.generate_private_key(ec.SECP384R1())], ids=["rsa", "ec"])
def test_keys_of_both_kinds_are_taken(domain: Domain, key: Any) -> None:
    domain.call("UploadServerCertificate", params(own(key=key)))


def test_names_are_unique_ignoring_case_and_whatever_the_path(domain: Domain) -> None:
    domain.call("UploadServerCertificate", params(own()))
    message = "The Server Certificate with name WEB already exists."
    again = params(own(), ServerCertificateName="WEB", Path="/x/")
    domain.refuses("UploadServerCertificate", again, EntityAlreadyExistsError, message)
    domain.call("UploadServerCertificate", params(own()), caller=root(OTHER_ACCOUNT))


def test_certificates_beyond_the_quota_are_refused(domain: Domain) -> None:
    domain.quotas = Quotas(server_certificates=1)
    domain.call("UploadServerCertificate", params(own()))
    message = "Cannot exceed quota for ServerCertificatesPerAccount: 1"
    more = params(own(), ServerCertificateName="b")
    domain.refuses("UploadServerCertificate", more, LimitExceededError, message)


# -- what is refused -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spoil",
    [
        lambda pem: "web.pem",
        lambda pem: "Certificate:\n" + pem,
        lambda pem: pem + "and more",
        lambda pem: pem.replace("MII", "AAA", 1),
        lambda pem: pem[: len(pem) // 2],
        lambda pem: "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----",
        lambda pem: "\u00e9",
    ],
    ids=["a file name", "text before", "text behind", "no DER", "cut off", "empty", "not ASCII"],
)
@pytest.mark.parametrize("parameter", ["CertificateBody", "CertificateChain"])
def test_what_is_not_pem_and_nothing_else_is_refused(domain: Domain, parameter: str, spoil: Any) -> None:
    signer = authority("Root", now=NOW)
    wanted = params(issued("www.example.com", signer, now=NOW), signer)
    wanted[parameter] = spoil(wanted[parameter])
    domain.refuses("UploadServerCertificate", wanted, MalformedCertificateError, UNREADABLE)


def test_the_body_is_one_certificate(domain: Domain) -> None:
    wanted = params(own())
    wanted["CertificateBody"] *= 2
    domain.refuses("UploadServerCertificate", wanted, MalformedCertificateError, UNREADABLE)


@pytest.mark.parametrize(
    ("begins", "ends", "message"),
    [
        (
            -2 * DAY,
            -1,
            "Certificate is no longer valid. The 'Not After' date restriction on the certificate has passed.",
        ),
        (1, DAY, "Certificate is not yet valid. The 'Not Before' date restriction on the certificate is ahead."),
    ],
    ids=["expired", "not begun"],
)
def test_a_certificate_must_be_valid_now(domain: Domain, begins: int, ends: int, message: str) -> None:
    wanted = params(own(begins=begins, ends=ends))
    domain.refuses("UploadServerCertificate", wanted, MalformedCertificateError, message)


def test_both_ends_of_its_time_belong_to_it(domain: Domain) -> None:
    domain.call("UploadServerCertificate", params(own(begins=0, ends=0)))


def test_the_key_of_another_certificate_is_refused(domain: Domain) -> None:
    wanted = params(own(), PrivateKey=own().private_key)
    message = "The certificate and the private key do not match."
    domain.refuses("UploadServerCertificate", wanted, KeyPairMismatchError, message)
    wanted = params(own(), PrivateKey=private_pem(rsa_key()))
    domain.refuses("UploadServerCertificate", wanted, KeyPairMismatchError, message)


def test_a_private_key_must_be_plain_pem(domain: Domain) -> None:
    certificate = own()
    for text in ("web.key", certificate.pem, private_pem(certificate.key, "secret"), "\u00e9"):
        wanted = params(certificate, PrivateKey=text)
        domain.refuses("UploadServerCertificate", wanted, MalformedCertificateError, NO_KEY)


def test_threat_15_keys_that_take_long_to_check_are_refused_unread(domain: Domain) -> None:
    message = "The key is too large: RSA keys may have up to 4096 bits."
    wanted = params(own(), PrivateKey=own().private_key + "\n" * 4096)
    domain.refuses("UploadServerCertificate", wanted, MalformedCertificateError, message)


# -- chains --------------------------------------------------------------------------------------------


def test_a_chain_goes_from_signer_to_signer_and_is_given_back(domain: Domain) -> None:
    top = authority("Root", now=NOW)
    middle = authority("Middle", top, now=NOW)
    leaf = issued("www.example.com", middle, now=NOW)
    domain.call("UploadServerCertificate", params(leaf, middle, top))
    shown = domain.call("GetServerCertificate", WEB)["ServerCertificate"]
    assert shown["CertificateChain"] == (middle.pem + top.pem).strip()
    domain.call("UploadServerCertificate", params(leaf, middle, ServerCertificateName="without-root"))
    domain.call("UploadServerCertificate", params(leaf, ServerCertificateName="without-chain"))


def test_a_chain_that_does_not_hold_together_is_refused_with_the_place(domain: Domain) -> None:
    top = authority("Root", now=NOW)
    middle = authority("Middle", top, now=NOW)
    leaf = issued("www.example.com", middle, now=NOW)
    namesake = authority("Middle", top, now=NOW)  # the right name, another key
    for chain, index in (
        ((top, middle), -1),
        ((leaf, middle), -1),
        ((namesake, top), -1),
        ((middle, namesake), 0),
        ((middle, top, middle), 1),
    ):
        message = broken_chain(index)
        domain.refuses("UploadServerCertificate", params(leaf, *chain), MalformedCertificateError, message)


@pytest.mark.parametrize("ca", [False, None], ids=["may not", "does not say so"])
def test_who_may_not_sign_has_no_place_in_a_chain(domain: Domain, ca: bool | None) -> None:
    top = authority("Root", now=NOW)
    middle = issued("Middle", top, now=NOW, ca=ca)
    leaf = issued("www.example.com", middle, now=NOW)
    for chain in ((middle, top), (middle,)):
        wanted = params(leaf, *chain)
        domain.refuses("UploadServerCertificate", wanted, MalformedCertificateError, broken_chain(0))


def test_a_signer_must_be_valid_now_but_for_a_root_at_the_end(domain: Domain) -> None:
    old = authority("Root", now=NOW, begins=-9 * DAY, ends=-DAY)
    late = authority("Middle", old, now=NOW, begins=DAY, ends=2 * DAY)
    leaf = issued("www.example.com", late, now=NOW)
    wanted = params(leaf, late, old)
    domain.refuses("UploadServerCertificate", wanted, MalformedCertificateError, broken_chain(0))
    domain.call("UploadServerCertificate", params(issued("www.example.com", old, now=NOW), old))


def test_threat_15_a_chain_without_end_is_refused(domain: Domain) -> None:
    signer = authority("Root", now=NOW)
    wanted = params(issued("www.example.com", signer, now=NOW), *[signer] * 11)
    domain.refuses("UploadServerCertificate", wanted, MalformedCertificateError, UNREADABLE)


# -- what is there -------------------------------------------------------------------------------------


def test_a_certificate_is_renamed_and_moved_and_stays_the_same(domain: Domain) -> None:
    tags = [{"Key": "k", "Value": "v"}]
    made = domain.call("UploadServerCertificate", params(own(), Tags=tags))["ServerCertificateMetadata"]
    new = {"NewServerCertificateName": "site", "NewPath": "/x/"}
    assert domain.call("UpdateServerCertificate", {**WEB, **new}) == {}
    shown = domain.call("GetServerCertificate", {"ServerCertificateName": "site"})["ServerCertificate"]
    assert shown["ServerCertificateMetadata"] == {
        **made,
        "ServerCertificateName": "site",
        "Path": "/x/",
        "Arn": f"arn:aws:iam::{ACCOUNT}:server-certificate/x/site",
    }
    assert shown["Tags"] == tags
    gone = "The Server Certificate with name web cannot be found."
    domain.refuses("GetServerCertificate", WEB, NoSuchEntityError, gone)
    domain.call("UploadServerCertificate", params(own()))
    taken = "The Server Certificate with name WEB already exists."
    params_ = {"ServerCertificateName": "site", "NewServerCertificateName": "WEB"}
    domain.refuses("UpdateServerCertificate", params_, EntityAlreadyExistsError, taken)


@pytest.mark.parametrize(
    "operation",
    [
        "GetServerCertificate",
        "UpdateServerCertificate",
        "DeleteServerCertificate",
        "TagServerCertificate",
        "UntagServerCertificate",
        "ListServerCertificateTags",
    ],
)
def test_a_certificate_that_does_not_exist_is_named_in_the_refusal(domain: Domain, operation: str) -> None:
    domain.call("UploadServerCertificate", params(own()), caller=root(OTHER_ACCOUNT))
    message = "The Server Certificate with name web cannot be found."
    domain.refuses(operation, {**WEB, "Tags": [], "TagKeys": []}, NoSuchEntityError, message)


def test_a_certificate_is_deleted(domain: Domain) -> None:
    domain.call("UploadServerCertificate", params(own()))
    assert domain.call("DeleteServerCertificate", WEB) == {}
    assert domain.call("ListServerCertificates")["ServerCertificateMetadataList"] == []


def test_list_server_certificates_pages_under_a_path_prefix(domain: Domain) -> None:
    certificate = own()
    for name, path in {"b": "/x/", "A": "/x/", "c": "/y/", "d": "/x/"}.items():
        tags = [{"Key": "k", "Value": "v"}]
        domain.call("UploadServerCertificate", params(certificate, ServerCertificateName=name, Path=path, Tags=tags))
    found = domain.pages("ListServerCertificates", "ServerCertificateMetadataList", {"PathPrefix": "/x/"}, size=2)
    assert [[one["ServerCertificateName"] for one in page] for page in found] == [["A", "b"], ["d"]]
    assert "Tags" not in found[0][0]
    assert len(domain.call("ListServerCertificates")["ServerCertificateMetadataList"]) == 4


# -- tags ----------------------------------------------------------------------------------------------


def test_tags_are_given_shown_set_and_removed(domain: Domain) -> None:
    given = [{"Key": "team", "Value": "a"}]
    assert domain.call("UploadServerCertificate", params(own(), Tags=given))["Tags"] == given
    domain.call("TagServerCertificate", {**WEB, "Tags": [{"Key": "Team", "Value": "b"}]})
    both = [{"Key": "Team", "Value": "b"}, *given]
    assert domain.call("ListServerCertificateTags", WEB) == {"Tags": both, "IsTruncated": False}
    assert domain.pages("ListServerCertificateTags", "Tags", WEB, size=1) == [[both[0]], [both[1]]]
    domain.call("UntagServerCertificate", {**WEB, "TagKeys": ["team"]})
    assert domain.call("GetServerCertificate", WEB)["ServerCertificate"]["Tags"] == [both[0]]


def test_a_fifty_first_tag_is_refused(domain: Domain) -> None:
    domain.call("UploadServerCertificate", params(own(), Tags=[{"Key": f"k{n}", "Value": ""} for n in range(50)]))
    wanted = {**WEB, "Tags": [{"Key": "more", "Value": ""}]}
    message = "Cannot exceed quota for TagsPerServerCertificate: 50"
    domain.refuses("TagServerCertificate", wanted, LimitExceededError, message)
