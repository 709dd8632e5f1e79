"""SAML identity providers: metadata, private keys, encryption mode, tags."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from ostiary.model.errors import (
    EntityAlreadyExistsError,
    InvalidInputError,
    LimitExceededError,
    NoSuchEntityError,
)
from ostiary.model.quotas import Quotas
from tests.support.domain import ACCOUNT, NOW, OTHER_ACCOUNT, Domain, root
from tests.support.saml import certificate, entities, entity, metadata, private_key, role, signing

ARN = f"arn:aws:iam::{ACCOUNT}:saml-provider/idp"
IDP = {"SAMLProviderArn": ARN}
DOCUMENT = metadata()


def create(domain: Domain, **params: Any) -> Any:
    return domain.call("CreateSAMLProvider", {"Name": "idp", "SAMLMetadataDocument": DOCUMENT, **params})


def get(domain: Domain) -> Any:
    return domain.call("GetSAMLProvider", IDP)


def seconds(*fields: int) -> int:
    return int(datetime(*fields, tzinfo=UTC).timestamp())  # type: ignore[misc, arg-type]  # year, month, day …


@pytest.fixture
def idp(domain: Domain) -> Domain:
    """A domain with the SAML provider idp."""
    create(domain)
    return domain


def test_a_new_provider_is_shown_as_aws_shows_it(domain: Domain) -> None:
    assert create(domain) == {"SAMLProviderArn": ARN}
    shown = get(domain)
    assert shown == {
        "SAMLProviderUUID": shown["SAMLProviderUUID"],
        "SAMLMetadataDocument": DOCUMENT,
        "CreateDate": NOW,
        "ValidUntil": seconds(2123, 11, 14, 22, 13, 20),
        "Tags": [],
        "AssertionEncryptionMode": "Allowed",
        "PrivateKeyList": [],
    }
    assert shown["SAMLProviderUUID"].startswith("SAMLSP")
    assert 22 <= len(shown["SAMLProviderUUID"]) <= 64


def test_it_is_valid_until_its_metadata_says(idp: Domain) -> None:
    document = metadata(attributes=' validUntil="2031-05-01T00:00:00Z"')
    assert idp.call("UpdateSAMLProvider", {**IDP, "SAMLMetadataDocument": document}) == {"SAMLProviderArn": ARN}
    assert get(idp)["ValidUntil"] == seconds(2031, 5, 1)


def test_a_century_after_a_leap_day_there_may_be_none(domain: Domain) -> None:
    domain.now = seconds(2096, 2, 29, 12)
    create(domain)
    assert get(domain)["ValidUntil"] == seconds(2196, 2, 28, 12)


def test_names_keep_their_case_and_are_taken_once(idp: Domain) -> None:
    message = "Provider with name idp already exists."
    idp.refuses(
        "CreateSAMLProvider", {"Name": "idp", "SAMLMetadataDocument": DOCUMENT}, EntityAlreadyExistsError, message
    )
    create(idp, Name="IDP")
    arns = [entry["Arn"].rpartition("/")[2] for entry in idp.call("ListSAMLProviders")["SAMLProviderList"]]
    assert arns == ["IDP", "idp"]


def test_the_list_has_all_of_the_account_and_only_what_aws_shows(idp: Domain) -> None:
    idp.quotas = Quotas(saml_providers=1_000)
    for number in range(120):
        create(idp, Name=f"many-{number:03}")
    idp.call("CreateSAMLProvider", {"Name": "other", "SAMLMetadataDocument": DOCUMENT}, root(OTHER_ACCOUNT))
    listed = idp.call("ListSAMLProviders")["SAMLProviderList"]
    assert len(listed) == 121
    assert listed[0] == {"Arn": ARN, "CreateDate": NOW, "ValidUntil": seconds(2123, 11, 14, 22, 13, 20)}


def test_providers_beyond_the_quota_are_refused(idp: Domain) -> None:
    idp.quotas = Quotas(saml_providers=1)
    message = "Cannot exceed quota for SAMLProvidersPerAccount: 1"
    idp.refuses("CreateSAMLProvider", {"Name": "b", "SAMLMetadataDocument": DOCUMENT}, LimitExceededError, message)


def test_deleting_a_provider_leaves_nothing(idp: Domain) -> None:
    assert idp.call("DeleteSAMLProvider", IDP) == {}
    assert idp.call("ListSAMLProviders") == {"SAMLProviderList": []}
    idp.refuses("GetSAMLProvider", IDP, NoSuchEntityError, f"Manifest not found for arn {ARN}")


OPERATIONS = [
    "GetSAMLProvider",
    "UpdateSAMLProvider",
    "DeleteSAMLProvider",
    "TagSAMLProvider",
    "UntagSAMLProvider",
    "ListSAMLProviderTags",
]


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize(
    "arn",
    [
        f"arn:aws:iam::{ACCOUNT}:saml-provider/none",
        f"arn:aws:iam::{ACCOUNT}:saml-provider/IDP",
        f"arn:aws:iam::{ACCOUNT}:saml-provider/x/idp",
        f"arn:aws:iam::{OTHER_ACCOUNT}:saml-provider/idp",
        f"arn:aws-cn:iam::{ACCOUNT}:saml-provider/idp",
    ],
)
def test_a_provider_that_does_not_exist_is_named_in_the_refusal(idp: Domain, operation: str, arn: str) -> None:
    params = {"SAMLProviderArn": arn, "Tags": [], "TagKeys": []}
    idp.refuses(operation, params, NoSuchEntityError, f"Manifest not found for arn {arn}")


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize(
    "arn", ["idp", f"arn:aws:iam::{ACCOUNT}:oidc-provider/idp", f"arn:aws:sts::{ACCOUNT}:saml-provider/idp"]
)
def test_the_arn_of_something_else_is_refused(idp: Domain, operation: str, arn: str) -> None:
    params = {"SAMLProviderArn": arn, "Tags": [], "TagKeys": []}
    idp.refuses(operation, params, InvalidInputError, f"ARN {arn} is not valid.")


# -- metadata ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("<a>", "it is not well-formed XML"),
        ("<!DOCTYPE a>" + metadata(), "it has a document type"),
        (entity(""), "it holds no IDPSSODescriptor for SAML 2.0"),
        (entity(role("")), "an identity provider has no certificate for signing"),
        (metadata(entity_id=""), "an identity provider has no entityID of 1 to 1024 characters"),
    ],
)
def test_threat_35_metadata_that_cannot_be_relied_upon_is_neither_created_nor_replaced(
    idp: Domain, document: str, reason: str
) -> None:
    message = f"Could not parse metadata: {reason}"
    idp.refuses("CreateSAMLProvider", {"Name": "b", "SAMLMetadataDocument": document}, InvalidInputError, message)
    idp.refuses("UpdateSAMLProvider", {**IDP, "SAMLMetadataDocument": document}, InvalidInputError, message)


def test_more_keys_than_the_quota_are_refused(idp: Domain) -> None:
    idp.quotas = Quotas(keys_per_saml_provider=2)
    idp.call("UpdateSAMLProvider", {**IDP, "SAMLMetadataDocument": metadata(["one", "two"])})
    idp.refuses(
        "UpdateSAMLProvider",
        {**IDP, "SAMLMetadataDocument": metadata(["one", "two", "three"])},
        LimitExceededError,
        "Cannot exceed quota for KeysPerSAMLProvider: 2",
    )


def test_more_identity_providers_than_the_quota_are_refused(idp: Domain) -> None:
    idp.quotas = Quotas(identity_providers_per_saml_provider=1)
    keys = signing(certificate())
    document = entities(entity(role(keys), "urn:a") + entity(role(keys), "urn:b"))
    message = "Cannot exceed quota for IdentityProvidersPerSAMLProvider: 1"
    idp.refuses("UpdateSAMLProvider", {**IDP, "SAMLMetadataDocument": document}, LimitExceededError, message)


def test_an_update_keeps_what_it_does_not_name(idp: Domain) -> None:
    before = get(idp)
    idp.call("TagSAMLProvider", {**IDP, "Tags": [{"Key": "k", "Value": "v"}]})
    idp.call("UpdateSAMLProvider", {**IDP, "AddPrivateKey": private_key()})
    document = metadata(["two"])
    idp.call("UpdateSAMLProvider", {**IDP, "SAMLMetadataDocument": document})
    after = get(idp)
    assert after["PrivateKeyList"]
    assert {**after, "PrivateKeyList": []} == {
        **before,
        "SAMLMetadataDocument": document,
        "Tags": [{"Key": "k", "Value": "v"}],
    }


def test_an_update_of_nothing_is_refused(idp: Domain) -> None:
    message = "Unable to update identity provider. No updates are defined for metadata or encryption assertion."
    idp.refuses("UpdateSAMLProvider", IDP, InvalidInputError, message)


# -- private keys --------------------------------------------------------------------------------------


def key_ids(domain: Domain) -> list[str]:
    return [key["KeyId"] for key in get(domain)["PrivateKeyList"]]


def test_a_key_is_rotated_by_adding_one_and_removing_the_other(domain: Domain) -> None:
    create(domain, AddPrivateKey=private_key(number=1), AssertionEncryptionMode="Required")
    (old,) = key_ids(domain)
    domain.now += 60
    domain.call("UpdateSAMLProvider", {**IDP, "AddPrivateKey": private_key(number=2)})
    assert [key["Timestamp"] for key in get(domain)["PrivateKeyList"]] == [NOW, NOW + 60]
    domain.call("UpdateSAMLProvider", {**IDP, "RemovePrivateKey": old})
    (new,) = key_ids(domain)
    assert new != old
    assert new.isalnum() and new.isupper() and 22 <= len(new) <= 64  # noqa: PT018  # the model's pattern


def test_threat_40_a_private_key_is_sealed_for_its_provider_and_never_shown(domain: Domain) -> None:
    create(domain, AddPrivateKey=private_key())
    provider = domain.read(lambda tx: tx.saml_providers.get(ACCOUNT, "idp"))
    assert provider is not None
    ((key_id, key),) = provider.private_keys.items()
    assert key.sealed == f"sealed:{ACCOUNT}:{provider.uuid}/{key_id}:{private_key()[::-1]}"
    assert "PRIVATE KEY" not in str(get(domain))


def test_a_third_key_is_refused(domain: Domain) -> None:
    create(domain, AddPrivateKey=private_key())
    domain.call("UpdateSAMLProvider", {**IDP, "AddPrivateKey": private_key()})
    message = "Private key limit of 2 is reached."
    domain.refuses("UpdateSAMLProvider", {**IDP, "AddPrivateKey": private_key()}, LimitExceededError, message)


def test_a_key_that_cannot_be_used_is_refused(idp: Domain) -> None:
    idp.refuses("UpdateSAMLProvider", {**IDP, "AddPrivateKey": "x"}, InvalidInputError, "Invalid private key.")
    params = {"Name": "b", "SAMLMetadataDocument": DOCUMENT, "AddPrivateKey": private_key(1_024)}
    idp.refuses("CreateSAMLProvider", params, InvalidInputError, "Invalid private key.")


def test_adding_and_removing_at_once_is_refused(domain: Domain) -> None:
    create(domain, AddPrivateKey=private_key())
    params = {**IDP, "AddPrivateKey": private_key(), "RemovePrivateKey": key_ids(domain)[0]}
    message = (
        "Unable to add and remove private keys in the same request. Set a value for only one of the two parameters."
    )
    domain.refuses("UpdateSAMLProvider", params, InvalidInputError, message)


def test_a_key_that_is_not_there_cannot_be_removed(idp: Domain) -> None:
    message = "Failed to remove private key because the Key ID does not match a private key."
    idp.refuses("UpdateSAMLProvider", {**IDP, "RemovePrivateKey": "A" * 22}, InvalidInputError, message)


def test_encryption_is_required_only_with_a_key(idp: Domain) -> None:
    message = "Unable to set assertion encryption mode to Required because no private key is provided."
    required = {"AssertionEncryptionMode": "Required"}
    params = {"Name": "b", "SAMLMetadataDocument": DOCUMENT, **required}
    idp.refuses("CreateSAMLProvider", params, InvalidInputError, message)
    idp.refuses("UpdateSAMLProvider", {**IDP, **required}, InvalidInputError, message)
    idp.call("UpdateSAMLProvider", {**IDP, **required, "AddPrivateKey": private_key()})
    assert get(idp)["AssertionEncryptionMode"] == "Required"


def test_the_last_key_stays_while_encryption_is_required(domain: Domain) -> None:
    create(domain, AddPrivateKey=private_key(), AssertionEncryptionMode="Required")
    remove = {**IDP, "RemovePrivateKey": key_ids(domain)[0]}
    domain.refuses("UpdateSAMLProvider", remove, InvalidInputError, "Failed to remove private key.")
    domain.call("UpdateSAMLProvider", {**remove, "AssertionEncryptionMode": "Allowed"})
    assert key_ids(domain) == []


# -- tags ----------------------------------------------------------------------------------------------


def test_tags_given_at_creation_are_answered(domain: Domain) -> None:
    tags = [{"Key": "k", "Value": "v"}]
    assert create(domain, Tags=tags) == {"SAMLProviderArn": ARN, "Tags": tags}
    assert domain.call("ListSAMLProviderTags", IDP) == {"Tags": tags, "IsTruncated": False}


def test_tags_are_set_and_removed_by_their_exact_keys(idp: Domain) -> None:
    idp.call("TagSAMLProvider", {**IDP, "Tags": [{"Key": "k", "Value": "v"}]})
    idp.call("TagSAMLProvider", {**IDP, "Tags": [{"Key": "K", "Value": "w"}]})
    idp.call("UntagSAMLProvider", {**IDP, "TagKeys": ["k", "none"]})
    assert get(idp)["Tags"] == [{"Key": "K", "Value": "w"}]


def test_tags_come_in_pages(idp: Domain) -> None:
    idp.call("TagSAMLProvider", {**IDP, "Tags": [{"Key": key, "Value": ""} for key in "cab"]})
    pages = idp.pages("ListSAMLProviderTags", "Tags", IDP, size=2)
    assert [[tag["Key"] for tag in page] for page in pages] == [["a", "b"], ["c"]]


def test_20_a_fifty_first_tag_is_refused(idp: Domain) -> None:
    idp.call("TagSAMLProvider", {**IDP, "Tags": [{"Key": f"{n}", "Value": ""} for n in range(50)]})
    message = "Cannot exceed quota for TagsPerSAMLProvider: 50"
    idp.refuses("TagSAMLProvider", {**IDP, "Tags": [{"Key": "x", "Value": ""}]}, LimitExceededError, message)


# -- elsewhere -----------------------------------------------------------------------------------------


def test_the_summary_counts_providers_of_both_kinds(idp: Domain) -> None:
    assert idp.call("GetAccountSummary")["SummaryMap"]["Providers"] == 1
    idp.call("CreateOpenIDConnectProvider", {"Url": "https://idp.example.com"})
    assert idp.call("GetAccountSummary")["SummaryMap"]["Providers"] == 2


@pytest.mark.parametrize("provider", ["saml-provider/none", "oidc-provider/none.example.com"])
def test_a_trust_policy_may_name_a_provider_that_is_not_there(domain: Domain, provider: str) -> None:
    trust = (
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRoleWithSAML",'
        f'"Principal":{{"Federated":"arn:aws:iam::{ACCOUNT}:{provider}"}}}}]}}'
    )
    domain.call("CreateRole", {"RoleName": "Deploy", "AssumeRolePolicyDocument": trust})
