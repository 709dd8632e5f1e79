"""SSH public keys: RSA in either encoding, given back in either."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ostiary.iam import ssh_public_keys
from ostiary.model.errors import (
    DeleteConflictError,
    DuplicateSshPublicKeyError,
    InvalidPublicKeyError,
    LimitExceededError,
    NoSuchEntityError,
    UnrecognizedPublicKeyEncodingError,
    ValidationError,
)
from ostiary.model.quotas import Quotas
from tests.support.certificates import public_pem, rsa_key, ssh_text
from tests.support.domain import NOW, Domain, as_user

ALICE = {"UserName": "alice"}
MALFORMED = "The public key is malformed."
NOT_RSA = "The public key must be an RSA key of at least 2048 bits."


@pytest.fixture
def alice(domain: Domain) -> dict[str, Any]:
    user: dict[str, Any] = domain.call("CreateUser", ALICE)["User"]
    return user


def upload(domain: Domain, body: str, user: str = "alice") -> str:
    answer = domain.call("UploadSSHPublicKey", {"UserName": user, "SSHPublicKeyBody": body})
    id_: str = answer["SSHPublicKey"]["SSHPublicKeyId"]
    return id_


@pytest.mark.usefixtures("alice")
def test_a_key_is_shown_as_aws_shows_it(domain: Domain) -> None:
    body = ssh_text(rsa_key(), "alice@example.com")
    key = domain.call("UploadSSHPublicKey", {**ALICE, "SSHPublicKeyBody": body})["SSHPublicKey"]
    assert key == {
        "UserName": "alice",
        "SSHPublicKeyId": key["SSHPublicKeyId"],
        "Fingerprint": key["Fingerprint"],
        "SSHPublicKeyBody": body,
        "Status": "Active",
        "UploadDate": NOW,
    }
    assert key["SSHPublicKeyId"].startswith("APKA")
    del key["Fingerprint"], key["SSHPublicKeyBody"]
    assert domain.call("ListSSHPublicKeys", ALICE) == {"SSHPublicKeys": [key], "IsTruncated": False}


KNOWN = (
    "ssh-rsa "
    "AAAAB3NzaC1yc2EAAAADAQABAAABAQC5Y0y02+RbCKDmMq9JCvAa7rc6bZDDSHmkt+rR5D4hm+06EQAXG4A6y0ZATQKofHFx"
    "uZgGEzailqzjSAS9HFb+itR0Y1UGbOMXYL8+od6KL+4X1GJH3e7L3PKzCOzAebM6gWiceX+VD5uWHlSGB0E2uPB9Wy9aI6CV"
    "n+Vo9Z5tmX2sW6BOzvLBNQ+mUvKZIavbHQL58iIOvO9N2tOPNnb1LJkjo3S7HWOrS3taS6cjcoM2Mgz8PA0doLYkhUU/29u5"
    "6QWoubj+0JdnBKs5cDyIPZCZZiKWEPi7e9y/FVTVQTgyjzkcKbVQ2/eWLjW00pfjOWZNXQI5l8GxY5tO3/Vz"
)


def test_the_fingerprint_is_the_one_of_ssh_keygen() -> None:
    known = ssh_public_keys.read(KNOWN)
    assert ssh_public_keys.fingerprint(known) == "e5:1e:f9:bf:e8:67:db:f1:6b:7e:f0:45:e6:c9:e6:4b"


@pytest.mark.usefixtures("alice")
@pytest.mark.parametrize(
    "body",
    [
        KNOWN,
        f"{KNOWN} a comment\n",
        public_pem(rsa_key()),
        public_pem(rsa_key()).replace("\n", "\r\n"),
        public_pem(rsa_key(), PublicFormat.PKCS1),
    ],
    ids=["ssh", "with a comment", "PEM", "PEM of Windows", "PKCS 1"],
)
def test_a_key_is_given_back_in_the_encoding_asked_for(domain: Domain, body: str) -> None:
    public = ssh_public_keys.read(body)
    key = {**ALICE, "SSHPublicKeyId": upload(domain, body)}
    ssh = domain.call("GetSSHPublicKey", {**key, "Encoding": "SSH"})["SSHPublicKey"]["SSHPublicKeyBody"]
    pem = domain.call("GetSSHPublicKey", {**key, "Encoding": "PEM"})["SSHPublicKey"]["SSHPublicKeyBody"]
    assert ssh.startswith("ssh-rsa AAAA")
    assert pem.startswith("-----BEGIN PUBLIC KEY-----\n")
    assert ssh_public_keys.read(ssh) == ssh_public_keys.read(pem) == public


# -- what is refused -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("alice")
@pytest.mark.parametrize(
    "body",
    [
        "id_rsa.pub",
        KNOWN.removeprefix("ssh-rsa "),
        ed25519.Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode(),
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
    ],
    ids=["a file name", "without its kind", "ed25519", "a private key"],
)
def test_what_is_in_neither_form_has_no_encoding(domain: Domain, body: str) -> None:
    message = "The public key must be encoded in ssh-rsa format or PEM format."
    wanted = {**ALICE, "SSHPublicKeyBody": body}
    domain.refuses("UploadSSHPublicKey", wanted, UnrecognizedPublicKeyEncodingError, message)


@pytest.mark.usefixtures("alice")
@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("ssh-rsa AAAA", MALFORMED),
        (KNOWN[:-8], MALFORMED),
        (f"{KNOWN}\n{KNOWN}", MALFORMED),
        (public_pem(rsa_key()) * 2, MALFORMED),
        (public_pem(rsa_key()) + "and more", MALFORMED),
        ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", MALFORMED),
        (ssh_text(rsa_key(bits=1024)), NOT_RSA),
        (
            ec.generate_private_key(ec.SECP256R1())
            .public_key()
            .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
            .decode(),
            NOT_RSA,
        ),
    ],
    ids=["empty", "cut off", "two lines", "two blocks", "text behind", "no DER", "1024 bits", "EC"],
)
def test_a_key_that_is_broken_or_of_another_kind_is_invalid(domain: Domain, body: str, message: str) -> None:
    domain.refuses("UploadSSHPublicKey", {**ALICE, "SSHPublicKeyBody": body}, InvalidPublicKeyError, message)


@pytest.mark.usefixtures("alice")
def test_a_user_has_each_key_once_in_whichever_encoding(domain: Domain) -> None:
    upload(domain, ssh_text(rsa_key()))
    message = "The SSH public key is already associated with the user."
    for body in (ssh_text(rsa_key(), "again"), public_pem(rsa_key())):
        domain.refuses("UploadSSHPublicKey", {**ALICE, "SSHPublicKeyBody": body}, DuplicateSshPublicKeyError, message)
    domain.users("bob")
    upload(domain, ssh_text(rsa_key()), "bob")


@pytest.mark.usefixtures("alice")
def test_keys_beyond_the_quota_are_refused(domain: Domain) -> None:
    assert domain.quotas.ssh_public_keys_per_user == 5
    domain.quotas = Quotas(ssh_public_keys_per_user=1)
    upload(domain, KNOWN)
    message = "Cannot exceed quota for SSHPublicKeysPerUser: 1"
    wanted = {**ALICE, "SSHPublicKeyBody": ssh_text(rsa_key())}
    domain.refuses("UploadSSHPublicKey", wanted, LimitExceededError, message)


# -- what is there -------------------------------------------------------------------------------------


@pytest.mark.usefixtures("alice")
def test_a_key_is_switched_off_and_on(domain: Domain) -> None:
    wanted = {**ALICE, "SSHPublicKeyId": upload(domain, KNOWN)}
    for status in ("Inactive", "Active"):
        assert domain.call("UpdateSSHPublicKey", {**wanted, "Status": status}) == {}
        shown = domain.call("GetSSHPublicKey", {**wanted, "Encoding": "SSH"})["SSHPublicKey"]
        assert shown["Status"] == status
    with pytest.raises(ValidationError):
        domain.call("UpdateSSHPublicKey", {**wanted, "Status": "Expired"})


@pytest.mark.usefixtures("alice")
@pytest.mark.parametrize("operation", ["GetSSHPublicKey", "UpdateSSHPublicKey", "DeleteSSHPublicKey"])
def test_a_key_of_somebody_else_is_not_found(domain: Domain, operation: str) -> None:
    domain.users("bob")
    for id_ in (upload(domain, KNOWN, "bob"), "APKAXXXXXXXXXXXXXXXXX"):
        wanted = {**ALICE, "SSHPublicKeyId": id_, "Encoding": "SSH", "Status": "Inactive"}
        domain.refuses(operation, wanted, NoSuchEntityError, f"The Public Key with id {id_} cannot be found.")


def test_without_a_name_a_user_lists_its_own_keys_and_the_root_user_none(domain: Domain, alice: dict[str, Any]) -> None:
    id_ = upload(domain, KNOWN)
    (mine,) = domain.call("ListSSHPublicKeys", caller=as_user(alice))["SSHPublicKeys"]
    assert mine["SSHPublicKeyId"] == id_
    assert domain.call("ListSSHPublicKeys")["SSHPublicKeys"] == []


@pytest.mark.usefixtures("alice")
def test_a_user_with_a_key_cannot_be_deleted(domain: Domain) -> None:
    id_ = upload(domain, KNOWN)
    message = "Cannot delete entity, must remove referenced objects first."
    domain.refuses("DeleteUser", ALICE, DeleteConflictError, message)
    assert domain.call("DeleteSSHPublicKey", {**ALICE, "SSHPublicKeyId": id_}) == {}
    domain.call("DeleteUser", ALICE)


@pytest.mark.usefixtures("alice")
def test_list_ssh_public_keys_pages(domain: Domain) -> None:
    made = [upload(domain, KNOWN), upload(domain, ssh_text(rsa_key()))]
    found = domain.pages("ListSSHPublicKeys", "SSHPublicKeys", ALICE, size=1)
    assert [[key["SSHPublicKeyId"] for key in page] for page in found] == [[id_] for id_ in sorted(made)]
