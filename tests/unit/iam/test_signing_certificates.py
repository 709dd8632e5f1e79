"""Signing certificates: two each, and each certificate once in an account."""

from __future__ import annotations

import ssl
from typing import Any

import pytest

from ostiary.model.errors import (
    DeleteConflictError,
    DuplicateCertificateError,
    InvalidCertificateError,
    LimitExceededError,
    MalformedCertificateError,
    NoSuchEntityError,
    ValidationError,
)
from tests.support.certificates import DAY, issued
from tests.support.domain import ACCOUNT, NOW, OTHER_ACCOUNT, Domain, as_role_session, as_user, root

ALICE = {"UserName": "alice"}


@pytest.fixture
def alice(domain: Domain) -> dict[str, Any]:
    user: dict[str, Any] = domain.call("CreateUser", ALICE)["User"]
    return user


def body(**more: int) -> str:
    return issued("alice", now=NOW, **more).pem


def named_in_bits() -> str:
    """Return a certificate whose names are BIT STRINGs, which no name may be."""
    der = ssl.PEM_cert_to_DER_cert(body())
    bent = der.replace(b"\x0c\x05alice", b"\x03\x05alice")
    assert bent != der
    return ssl.DER_cert_to_PEM_cert(bent)


def upload(domain: Domain, user: str = "alice") -> str:
    answer = domain.call("UploadSigningCertificate", {"UserName": user, "CertificateBody": body()})
    id_: str = answer["Certificate"]["CertificateId"]
    return id_


@pytest.mark.usefixtures("alice")
def test_a_certificate_is_shown_as_aws_shows_it(domain: Domain) -> None:
    text = body()
    certificate = domain.call("UploadSigningCertificate", {"UserName": "ALICE", "CertificateBody": text})["Certificate"]
    assert certificate == {
        "UserName": "alice",
        "CertificateId": certificate["CertificateId"],
        "CertificateBody": text,
        "Status": "Active",
        "UploadDate": NOW,
    }
    assert len(certificate["CertificateId"]) == 32
    listed = domain.call("ListSigningCertificates", ALICE)
    assert listed == {"Certificates": [certificate], "IsTruncated": False}


def test_without_a_name_it_is_about_the_caller(domain: Domain, alice: dict[str, Any]) -> None:
    domain.call("UploadSigningCertificate", {"CertificateBody": body()}, caller=as_user(alice))
    (mine,) = domain.call("ListSigningCertificates", caller=as_user(alice))["Certificates"]
    assert mine["UserName"] == "alice"
    domain.call("UploadSigningCertificate", {"CertificateBody": body()})
    (of_root,) = domain.call("ListSigningCertificates")["Certificates"]
    assert of_root["UserName"] == ACCOUNT
    assert domain.call("GetAccountSummary")["SummaryMap"]["AccountSigningCertificatesPresent"] == 1
    message = "Must specify userName when calling with non-User credentials"
    wanted = {"CertificateBody": body()}
    domain.refuses("UploadSigningCertificate", wanted, ValidationError, message, caller=as_role_session())


@pytest.mark.usefixtures("alice")
def test_a_certificate_is_there_once_in_an_account(domain: Domain) -> None:
    domain.users("bob")
    wanted = {**ALICE, "CertificateBody": body()}
    domain.call("UploadSigningCertificate", wanted)
    message = "The certificate is already associated with a user in the account."
    for user in ("alice", "bob"):
        again = {**wanted, "UserName": user}
        domain.refuses("UploadSigningCertificate", again, DuplicateCertificateError, message)
    domain.call("CreateUser", ALICE, caller=root(OTHER_ACCOUNT))
    domain.call("UploadSigningCertificate", wanted, caller=root(OTHER_ACCOUNT))


@pytest.mark.usefixtures("alice")
def test_a_third_certificate_is_refused(domain: Domain) -> None:
    upload(domain)
    upload(domain)
    message = "Cannot exceed quota for CertificatesPerUser: 2"
    wanted = {**ALICE, "CertificateBody": body()}
    domain.refuses("UploadSigningCertificate", wanted, LimitExceededError, message)


@pytest.mark.usefixtures("alice")
def test_what_is_no_certificate_is_malformed(domain: Domain) -> None:
    key = issued("alice", now=NOW).private_key
    message = "The certificate in CertificateBody is malformed."
    for text in ("a-secret-sent-by-mistake", key, body() + body(), named_in_bits()):
        wanted = {**ALICE, "CertificateBody": text}
        domain.refuses("UploadSigningCertificate", wanted, MalformedCertificateError, message)


@pytest.mark.usefixtures("alice")
def test_a_certificate_must_be_valid_now(domain: Domain) -> None:
    expired = "Certificate is no longer valid. The 'Not After' date restriction on the certificate has passed."
    wanted = {**ALICE, "CertificateBody": body(begins=-2 * DAY, ends=-1)}
    domain.refuses("UploadSigningCertificate", wanted, MalformedCertificateError, expired)
    ahead = "Certificate is not yet valid. The 'Not Before' date restriction on the certificate is ahead."
    wanted = {**ALICE, "CertificateBody": body(begins=1)}
    domain.refuses("UploadSigningCertificate", wanted, InvalidCertificateError, ahead)


@pytest.mark.usefixtures("alice")
def test_a_certificate_is_switched_off_and_on(domain: Domain) -> None:
    wanted = {**ALICE, "CertificateId": upload(domain)}
    for status in ("Inactive", "Active"):
        assert domain.call("UpdateSigningCertificate", {**wanted, "Status": status}) == {}
        (certificate,) = domain.call("ListSigningCertificates", ALICE)["Certificates"]
        assert certificate["Status"] == status
    with pytest.raises(ValidationError):
        domain.call("UpdateSigningCertificate", {**wanted, "Status": "Expired"})


@pytest.mark.usefixtures("alice")
@pytest.mark.parametrize("operation", ["UpdateSigningCertificate", "DeleteSigningCertificate"])
def test_a_certificate_of_somebody_else_is_not_found(domain: Domain, operation: str) -> None:
    domain.users("bob")
    theirs = upload(domain, "bob")
    for id_ in (theirs, "NONEXISTENTCERTID12345678901"):
        wanted = {**ALICE, "CertificateId": id_, "Status": "Inactive"}
        message = f"The Certificate with id {id_} cannot be found."
        domain.refuses(operation, wanted, NoSuchEntityError, message)


@pytest.mark.usefixtures("alice")
def test_a_user_with_a_certificate_cannot_be_deleted(domain: Domain) -> None:
    id_ = upload(domain)
    message = "Cannot delete entity, must delete certificates first."
    domain.refuses("DeleteUser", ALICE, DeleteConflictError, message)
    assert domain.call("DeleteSigningCertificate", {**ALICE, "CertificateId": id_}) == {}
    domain.call("DeleteUser", ALICE)


@pytest.mark.usefixtures("alice")
def test_list_signing_certificates_pages(domain: Domain) -> None:
    made = [upload(domain), upload(domain)]
    found = domain.pages("ListSigningCertificates", "Certificates", ALICE, size=1)
    assert [[certificate["CertificateId"] for certificate in page] for page in found] == [[id_] for id_ in sorted(made)]
