"""Identity providers and account settings in a real browser: what was clicked, boto3 finds done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from tests.support import saml
from tests.support.accounts import allow, document
from tests.support.certificates import DAY
from tests.support.company import Company
from tests.support.console import Stage, stage_in
from tests.support.federation import Federation, finding
from tests.support.issuer import CLIENT, Issuer, rsa
from tests.support.workload import authority

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

THUMBPRINT = "6938fd4d98bab03faadb97b34396831e3780aea1"


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Issuer]:
    """An issuer that the server finds."""
    with Issuer(tmp_path_factory.mktemp("issuer")) as issuer:
        yield issuer


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, issuer: Issuer) -> Iterator[Stage]:
    """A server with an administrator, and with somebody who may look at one kind of provider alone."""
    with finding(issuer), stage_in(tmp_path_factory.mktemp("console")) as stage:
        stage.administrator()
        stage.person("lou", allow(["iam:ListOpenIDConnectProviders", "iam:GetOpenIDConnectProvider"]))
        yield stage


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Metadata documents to choose: one, and one that renews it."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "metadata.xml").write_text(saml.metadata(), encoding="utf-8")
    (folder / "renewed.xml").write_text(saml.metadata(("one", "two")), encoding="utf-8")
    return folder


def test_somebody_adds_a_provider_of_each_kind(stage: Stage, files: Path) -> None:
    told = stage.play("providers/add", files=str(files), thumbprint=THUMBPRINT)
    arn = f"arn:aws:iam::{stage.server.account}:oidc-provider/issuer.example/one"
    assert told["place"].startswith(f"{stage.base}/console/providers/")
    oidc = stage.account.iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    assert (oidc["ClientIDList"], oidc["ThumbprintList"]) == (["my-app"], [THUMBPRINT])
    assert oidc["Tags"] == [{"Key": "team", "Value": "blue"}]
    (listed,) = stage.account.iam.list_saml_providers()["SAMLProviderList"]
    assert stage.account.iam.get_saml_provider(SAMLProviderArn=listed["Arn"])["SAMLMetadataDocument"] == saml.metadata()


def test_somebody_changes_both(stage: Stage, files: Path) -> None:
    account = stage.server.account
    arn = f"arn:aws:iam::{account}:oidc-provider/issuer.example/one"
    trust = {"Effect": "Allow", "Principal": {"Federated": arn}, "Action": "sts:AssumeRoleWithWebIdentity"}
    stage.account.iam.create_role(RoleName="deployer", AssumeRolePolicyDocument=document(trust))
    assert stage.play("providers/change", files=str(files), thumbprint=THUMBPRINT) == {"file": "corporate.xml"}
    oidc = stage.account.iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    assert (oidc["ClientIDList"], oidc["ThumbprintList"]) == (["other-app"], [THUMBPRINT, "aa" * 20])
    found = stage.account.iam.get_saml_provider(SAMLProviderArn=f"arn:aws:iam::{account}:saml-provider/corporate")
    assert found["SAMLMetadataDocument"] == saml.metadata(("one", "two"))


def test_who_may_list_one_kind_sees_it(stage: Stage) -> None:
    assert stage.play("providers/refused") == {"seen": 1}


def test_somebody_deletes_all(stage: Stage) -> None:
    assert stage.play("providers/remove") == {}
    iam = stage.account.iam
    assert iam.list_open_id_connect_providers()["OpenIDConnectProviderList"] == []
    assert iam.list_saml_providers()["SAMLProviderList"] == []


def test_somebody_tests_a_token_and_an_assertion(stage: Stage, issuer: Issuer) -> None:
    iam = stage.account.iam
    oidc = iam.create_open_id_connect_provider(Url=issuer.issuer, ClientIDList=[CLIENT])["OpenIDConnectProviderArn"]
    federation = Federation(stage.account, issuer, oidc)
    trust = {"Effect": "Allow", "Principal": {"Federated": oidc}, "Action": "sts:AssumeRoleWithWebIdentity"}
    iam.create_role(RoleName="open", AssumeRolePolicyDocument=document(trust))
    condition = {"Condition": {"StringLike": {f"{issuer.url}:sub": "repo:octo/app:*"}}}
    iam.create_role(RoleName="picky", AssumeRolePolicyDocument=document(trust | condition))
    arn = iam.create_saml_provider(Name="staff", SAMLMetadataDocument=saml.metadata())["SAMLProviderArn"]
    company = Company(stage.account, arn, stage.base)
    role = company.role(condition={"StringEquals": {"saml:sub": "alice"}})
    shown = company.assertion(role)
    token = federation.token(sub="repo:octo/other:ref:refs/heads/main")
    forged = federation.token(key=rsa(2))
    assert stage.play("providers/token", provider=oidc, token=token, forged=forged, assertion=shown) == {}
    assert stage.play("providers/untested", everywhere=False, token=token) == {}
    tested = [event for event in stage.server.events() if event["eventName"] == "TestToken"]
    assert [event.get("errorCode", "") for event in tested] == ["", "", "", "AccessDenied"]


def test_trust_anchors_are_offered_where_a_role_is_made_for_certificates(stage: Stage) -> None:
    pem = authority("CA", ends=10 * 365 * DAY).certificate.public_bytes(Encoding.PEM).decode()
    source = {"sourceType": "CERTIFICATE_BUNDLE", "sourceData": {"x509CertificateData": pem}}
    anywhere = stage.account.root.client("rolesanywhere")
    arn = anywhere.create_trust_anchor(name="ca", source=source, enabled=True)["trustAnchor"]["trustAnchorArn"]
    assert stage.play("providers/anchors", everywhere=False, anchor=arn) == {"chosen": arn}


def test_somebody_changes_the_settings_of_the_account(stage: Stage) -> None:
    assert stage.play("providers/settings") == {}
    iam = stage.account.iam
    assert iam.get_account_password_policy()["PasswordPolicy"] == {
        "MinimumPasswordLength": 14,
        "RequireSymbols": True,
        "RequireNumbers": True,
        "RequireUppercaseCharacters": True,
        "RequireLowercaseCharacters": True,
        "AllowUsersToChangePassword": True,
        "ExpirePasswords": True,
        "HardExpiry": False,
        "MaxPasswordAge": 90,
        "PasswordReusePrevention": 5,
    }
    assert iam.get_account_summary()["SummaryMap"]["GlobalEndpointTokenVersion"] == 2
    assert iam.get_outbound_web_identity_federation_info()["JwtVendingEnabled"] is True
    assert iam.list_account_aliases()["AccountAliases"] == ["acme-dev"]


def test_and_back(stage: Stage) -> None:
    assert stage.play("providers/defaults", everywhere=False) == {}
    with pytest.raises(stage.account.iam.exceptions.NoSuchEntityException):
        stage.account.iam.get_account_password_policy()
    assert stage.account.iam.get_outbound_web_identity_federation_info()["JwtVendingEnabled"] is False
