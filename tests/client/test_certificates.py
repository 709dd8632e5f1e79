"""Server and signing certificates, SSH public keys and service-specific credentials through boto3, and what is told of
them afterwards: the secrets among them are in no answer, event, log or database.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.accounts import AccountUnderTest, allow, code, deny, first_account, refusal
from tests.support.certificates import authority, issued, of_today, public_pem, rsa_key, ssh_text
from tests.support.server import ServerInThread, server_in_thread

WEB = {"ServerCertificateName": "web"}
JANE = {"UserName": "jane"}


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerInThread]:
    with server_in_thread(tmp_path_factory.mktemp("certificates")) as running:
        yield running


@pytest.fixture
def account(server: ServerInThread) -> AccountUnderTest:
    return first_account(server)


@pytest.fixture
def iam(account: AccountUnderTest) -> Any:
    account.iam.create_user(**JANE)
    return account.iam


def number_of(iam: Any, key: str) -> int:
    found: int = iam.get_account_summary()["SummaryMap"][key]
    return found


def test_a_server_certificate_from_upload_to_deletion(
    iam: Any, account: AccountUnderTest, server: ServerInThread
) -> None:
    now = int(server.clock())
    root = authority("Root", now=now)
    leaf = issued("www.example.com", root, now=now)
    uploaded = iam.upload_server_certificate(
        **WEB,
        Path="/cloudfront/site/",
        CertificateBody=leaf.pem,
        PrivateKey=leaf.private_key,
        CertificateChain=root.pem,
        Tags=[{"Key": "team", "Value": "web"}],
    )
    metadata = uploaded["ServerCertificateMetadata"]
    assert metadata["Arn"] == account.arn("server-certificate/cloudfront/site/web")
    assert metadata["Expiration"] == leaf.certificate.not_valid_after_utc
    assert uploaded["Tags"] == [{"Key": "team", "Value": "web"}]
    got = iam.get_server_certificate(**WEB)["ServerCertificate"]
    assert got["ServerCertificateMetadata"] == metadata
    assert (got["CertificateBody"], got["CertificateChain"]) == (leaf.pem.strip(), root.pem.strip())
    assert (number_of(iam, "ServerCertificates"), number_of(iam, "ServerCertificatesQuota")) == (1, 20)
    iam.update_server_certificate(**WEB, NewServerCertificateName="site", NewPath="/")
    (listed,) = iam.list_server_certificates(PathPrefix="/")["ServerCertificateMetadataList"]
    assert listed["Arn"] == account.arn("server-certificate/site")
    assert listed["ServerCertificateId"] == metadata["ServerCertificateId"]
    assert iam.list_server_certificates(PathPrefix="/cloudfront/")["ServerCertificateMetadataList"] == []
    iam.delete_server_certificate(ServerCertificateName="site")
    assert number_of(iam, "ServerCertificates") == 0


def test_what_does_not_hold_together_is_refused_and_changes_nothing(iam: Any, server: ServerInThread) -> None:
    good, other = of_today(), of_today("other")
    wanted = {**WEB, "CertificateBody": good.pem, "PrivateKey": good.private_key}
    before = server.revision
    for spoiled, expected in (
        ({"CertificateBody": "web.pem"}, "MalformedCertificate"),
        ({"PrivateKey": other.private_key}, "KeyPairMismatch"),
        ({"CertificateChain": other.pem}, "MalformedCertificate"),
        ({"Tags": [{"Key": "aws:x", "Value": ""}]}, "InvalidInput"),
    ):
        assert code(iam.upload_server_certificate, **{**wanted, **spoiled}) == expected
    for body, expected in (
        ("ssh-ed25519 AAAA", "UnrecognizedPublicKeyEncoding"),
        (ssh_text(rsa_key(bits=1024)), "InvalidPublicKey"),
    ):
        assert code(iam.upload_ssh_public_key, **JANE, SSHPublicKeyBody=body) == expected
    assert refusal(iam.upload_signing_certificate, **JANE, CertificateBody="jane.pem") == (
        400,
        "MalformedCertificate",
        "The certificate in CertificateBody is malformed.",
    )
    unknown = refusal(iam.create_service_specific_credential, **JANE, ServiceName="lambda.amazonaws.com")
    assert unknown[:2] == (404, "NoSuchEntity")
    assert server.revision == before


def test_what_is_there_twice_is_refused(iam: Any) -> None:
    iam.upload_signing_certificate(**JANE, CertificateBody=of_today().pem)
    status, error, _ = refusal(iam.upload_signing_certificate, CertificateBody=of_today().pem)
    assert (status, error) == (409, "DuplicateCertificate")
    iam.upload_ssh_public_key(**JANE, SSHPublicKeyBody=ssh_text(rsa_key()))
    status, error, _ = refusal(iam.upload_ssh_public_key, **JANE, SSHPublicKeyBody=public_pem(rsa_key()))
    assert (status, error) == (400, "DuplicateSSHPublicKey")


def test_an_ssh_key_comes_back_in_both_encodings(iam: Any) -> None:
    key = iam.upload_ssh_public_key(**JANE, SSHPublicKeyBody=ssh_text(rsa_key(), "jane@laptop"))["SSHPublicKey"]
    named = {**JANE, "SSHPublicKeyId": key["SSHPublicKeyId"]}
    got = [
        iam.get_ssh_public_key(**named, Encoding=form)["SSHPublicKey"]["SSHPublicKeyBody"] for form in ("SSH", "PEM")
    ]
    assert got == [ssh_text(rsa_key()), public_pem(rsa_key())]
    iam.update_ssh_public_key(**named, Status="Inactive")
    assert [one["Status"] for one in iam.list_ssh_public_keys(**JANE)["SSHPublicKeys"]] == ["Inactive"]


def test_an_api_key_has_a_name_a_secret_and_a_last_day(iam: Any, server: ServerInThread) -> None:
    made = iam.create_service_specific_credential(**JANE, ServiceName="bedrock.amazonaws.com", CredentialAgeDays=1)
    credential = made["ServiceSpecificCredential"]
    name, _, _ = base64.b64decode(credential["ServiceCredentialSecret"].removeprefix("ABSK")).decode().partition(":")
    assert name == credential["ServiceCredentialAlias"] == f"jane-at-{server.account}"
    assert (credential["ExpirationDate"] - credential["CreateDate"]).days == 1
    (listed,) = iam.list_service_specific_credentials(AllUsers=True)["ServiceSpecificCredentials"]
    assert (listed["Status"], listed["ExpirationDate"]) == ("Active", credential["ExpirationDate"])


def test_a_user_manages_its_own_and_nobody_elses(iam: Any, account: AccountUnderTest) -> None:
    own = account.arn("user/${aws:username}")
    actions = ["iam:*SSHPublicKey*", "iam:*SigningCertificate*", "iam:*ServiceSpecificCredential*"]
    only_git = {
        "Condition": {"StringNotEquals": {"iam:ServiceSpecificCredentialServiceName": "codecommit.amazonaws.com"}}
    }
    changes = [f"iam:{verb}ServiceSpecificCredential" for verb in ("Create", "Update", "Reset", "Delete")]
    self_service = account.user("sam", allow(actions, own), deny(changes, **only_git)).client("iam")
    git = self_service.create_service_specific_credential(UserName="sam", ServiceName="codecommit.amazonaws.com")
    id_ = git["ServiceSpecificCredential"]["ServiceSpecificCredentialId"]
    self_service.reset_service_specific_credential(ServiceSpecificCredentialId=id_)
    self_service.upload_ssh_public_key(UserName="sam", SSHPublicKeyBody=ssh_text(rsa_key()))
    self_service.upload_signing_certificate(CertificateBody=of_today().pem)
    api_key = iam.create_service_specific_credential(UserName="sam", ServiceName="logs.amazonaws.com")
    other = {"ServiceSpecificCredentialId": api_key["ServiceSpecificCredential"]["ServiceSpecificCredentialId"]}
    for call, params in (
        (self_service.create_service_specific_credential, {"UserName": "sam", "ServiceName": "logs.amazonaws.com"}),
        (self_service.reset_service_specific_credential, other),
        (self_service.update_service_specific_credential, {**other, "Status": "Active"}),
        (self_service.delete_service_specific_credential, other),
        (self_service.list_service_specific_credentials, {"AllUsers": True}),
        (self_service.upload_ssh_public_key, {**JANE, "SSHPublicKeyBody": ssh_text(rsa_key(2))}),
        (self_service.upload_signing_certificate, {**JANE, "CertificateBody": of_today("jane").pem}),
    ):
        assert code(call, **params) == "AccessDenied"


def test_to_upload_with_tags_one_must_be_allowed_to_tag(account: AccountUnderTest) -> None:
    certificate = of_today()
    wanted = {**WEB, "CertificateBody": certificate.pem, "PrivateKey": certificate.private_key}
    tags = [{"Key": "team", "Value": "web"}]
    own_team = {"Condition": {"StringEquals": {"aws:ResourceTag/team": "web"}}}
    uploader = account.user("up", allow("iam:UploadServerCertificate")).client("iam")
    status, error, message = refusal(uploader.upload_server_certificate, **wanted, Tags=tags)
    assert (status, error) == (403, "AccessDenied")
    assert f"iam:TagServerCertificate on resource: {account.arn('server-certificate/web')}" in message
    both = ["iam:UploadServerCertificate", "iam:TagServerCertificate"]
    account.user("tagger", allow(both)).client("iam").upload_server_certificate(**wanted, Tags=tags)
    uploader.upload_server_certificate(**{**wanted, "ServerCertificateName": "untagged"})
    team = account.user("team", allow("iam:DeleteServerCertificate", **own_team)).client("iam")
    assert code(team.delete_server_certificate, ServerCertificateName="untagged") == "AccessDenied"
    team.delete_server_certificate(**WEB)


def test_threat_40_secrets_are_in_no_answer_event_or_database(
    iam: Any, server: ServerInThread, capfd: pytest.CaptureFixture[str]
) -> None:
    certificate = issued("www.example.com", now=int(server.clock()))
    upload = {**WEB, "CertificateBody": certificate.pem, "PrivateKey": certificate.private_key}
    iam.upload_server_certificate(**upload)
    assert code(iam.upload_server_certificate, **upload) == "EntityAlreadyExists"
    assert code(iam.upload_signing_certificate, **JANE, CertificateBody=certificate.private_key)  # by mistake
    assert code(iam.upload_ssh_public_key, **JANE, SSHPublicKeyBody=certificate.private_key)
    password = iam.create_service_specific_credential(**JANE, ServiceName="codecommit.amazonaws.com")
    api_key = iam.create_service_specific_credential(**JANE, ServiceName="bedrock.amazonaws.com")
    made = (password["ServiceSpecificCredential"], api_key["ServiceSpecificCredential"])
    renewed = [
        iam.reset_service_specific_credential(**JANE, ServiceSpecificCredentialId=one["ServiceSpecificCredentialId"])[
            "ServiceSpecificCredential"
        ]
        for one in made
    ]
    secrets = [one[m] for one in (*made, *renewed) for m in ("ServicePassword", "ServiceCredentialSecret") if m in one]
    assert len(set(secrets)) == 4
    secrets += certificate.private_key.splitlines()[1:3]
    told = str(iam.get_server_certificate(**WEB)) + str(iam.list_service_specific_credentials(**JANE))
    assert {"UploadServerCertificate", "ResetServiceSpecificCredential"} <= {e["eventName"] for e in server.events()}
    kept = b"".join(path.read_bytes() for path in server.data_dir.rglob("*") if path.is_file())
    shown = "".join(capfd.readouterr())
    for secret in secrets:
        assert secret not in told
        assert secret not in shown
        assert secret.encode() not in kept
