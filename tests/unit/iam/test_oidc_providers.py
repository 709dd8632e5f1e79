"""OpenID Connect identity providers: issuers, audiences, thumbprints, tags."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from ostiary.model.errors import (
    EntityAlreadyExistsError,
    InvalidInputError,
    LimitExceededError,
    NoSuchEntityError,
    OstiaryError,
    ValidationError,
)
from ostiary.model.quotas import Quotas
from tests.support.domain import ACCOUNT, NOW, OTHER_ACCOUNT, Domain, root

URL = "https://idp.example.com/realms/one"
ISSUER = URL.removeprefix("https://")
ARN = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{ISSUER}"
IDP = {"OpenIDConnectProviderArn": ARN}


def create(domain: Domain, **params: Any) -> Any:
    return domain.call("CreateOpenIDConnectProvider", {"Url": URL, **params})


def get(domain: Domain) -> Any:
    return domain.call("GetOpenIDConnectProvider", IDP)


@pytest.fixture
def idp(domain: Domain) -> Domain:
    """A domain with an OIDC provider."""
    create(domain)
    return domain


def test_a_new_provider_is_shown_as_aws_shows_it(domain: Domain) -> None:
    made = create(domain, ClientIDList=["sts.amazonaws.com"], ThumbprintList=["B" * 40])
    assert made == {"OpenIDConnectProviderArn": ARN}
    assert get(domain) == {
        "Url": ISSUER,
        "ClientIDList": ["sts.amazonaws.com"],
        "ThumbprintList": ["b" * 40],
        "CreateDate": NOW,
        "Tags": [],
    }


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com",
        "https://tenant.eu.auth0.com/",
        "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE",
        "https://Example.com/Realms/One",
        "https://idp.example.com:8443/realms/one",
        "https://192.0.2.1/x/...",
        "https://idp.example.com/a;b=c,(d)/@me/~x/%20",
    ],
)
def test_an_issuer_is_kept_as_it_is_written(domain: Domain, url: str) -> None:
    arn = domain.call("CreateOpenIDConnectProvider", {"Url": url})["OpenIDConnectProviderArn"]
    assert arn == f"arn:aws:iam::{ACCOUNT}:oidc-provider/{url.removeprefix('https://')}"
    assert f"https://{domain.call('GetOpenIDConnectProvider', {'OpenIDConnectProviderArn': arn})['Url']}" == url


NO_URL = (ValidationError, "Invalid Open ID Connect Provider URL")
NO_HTTPS = (InvalidInputError, "Invalid Open ID Connect Provider URL. The URL must begin with https://.")
NO_ISSUER = (InvalidInputError, "Invalid Open ID Connect Provider URL.")


@pytest.mark.parametrize(
    ("url", "refusal"),
    [
        ("example.org", NO_URL),
        ("https:/example.org", NO_URL),
        ("://example.org", NO_URL),
        ("https://", NO_URL),
        ("http://example.org", NO_HTTPS),
        ("HTTPS://example.org", NO_HTTPS),
        ("file:///etc/passwd", NO_HTTPS),
        ("https:///path", NO_ISSUER),
        ("https://...", NO_ISSUER),
        ("https://example.org?query", NO_ISSUER),
        ("https://example.org/?", NO_ISSUER),
        ("https://example.org/#fragment", NO_ISSUER),
        ("https://user@example.org", NO_ISSUER),
        ("https://user:secret@example.org", NO_ISSUER),
        ("https://example.org:", NO_ISSUER),
        ("https://example.org:port/", NO_ISSUER),
        ("https://example.org/*", NO_ISSUER),
        ("https://example.org/a/../b", NO_ISSUER),
        ("https://example.org/.", NO_ISSUER),
        ("https://example.org/a b", NO_ISSUER),
        ("https://example.org/a\n", NO_ISSUER),
        ("https://example.org\n", NO_ISSUER),
        ("https://example.org/${aws:username}", NO_ISSUER),
        ("https://exämple.org", NO_ISSUER),
        ("https://example.org/\N{CYRILLIC SMALL LETTER A}", NO_ISSUER),
        ("https://[::1]/", NO_ISSUER),
        ("https://https://example.org", NO_ISSUER),
    ],
)
def test_a_url_that_is_no_issuers_is_refused(domain: Domain, url: str, refusal: tuple[type[OstiaryError], str]) -> None:
    domain.refuses("CreateOpenIDConnectProvider", {"Url": url}, *refusal)


def test_a_url_is_taken_once_in_an_account(idp: Domain) -> None:
    message = f"Provider with url {URL} already exists."
    idp.refuses("CreateOpenIDConnectProvider", {"Url": URL}, EntityAlreadyExistsError, message)
    idp.call("CreateOpenIDConnectProvider", {"Url": f"{URL}/"})
    idp.call("CreateOpenIDConnectProvider", {"Url": URL}, root(OTHER_ACCOUNT))


def test_the_list_has_all_of_the_account_by_issuer(idp: Domain) -> None:
    idp.quotas = Quotas(oidc_providers=1_000)
    for number in range(120):
        idp.call("CreateOpenIDConnectProvider", {"Url": f"https://{number:03}.example.com"})
    idp.call("CreateOpenIDConnectProvider", {"Url": URL}, root(OTHER_ACCOUNT))
    listed = idp.call("ListOpenIDConnectProviders")["OpenIDConnectProviderList"]
    assert len(listed) == 121
    assert listed[-1] == {"Arn": ARN}


def test_providers_beyond_the_quota_are_refused(idp: Domain) -> None:
    idp.quotas = Quotas(oidc_providers=1)
    message = "Cannot exceed quota for OpenIdConnectProvidersPerAccount: 1"
    idp.refuses("CreateOpenIDConnectProvider", {"Url": "https://b.example.com"}, LimitExceededError, message)


def test_deleting_twice_is_an_error_as_recorded_and_not_as_documented(idp: Domain) -> None:
    assert idp.call("DeleteOpenIDConnectProvider", IDP) == {}
    assert idp.call("ListOpenIDConnectProviders") == {"OpenIDConnectProviderList": []}
    message = f"OpenId connect Provider {ARN} cannot be found."
    idp.refuses("DeleteOpenIDConnectProvider", IDP, NoSuchEntityError, message)


OPERATIONS = [
    "GetOpenIDConnectProvider",
    "AddClientIDToOpenIDConnectProvider",
    "RemoveClientIDFromOpenIDConnectProvider",
    "UpdateOpenIDConnectProviderThumbprint",
    "TagOpenIDConnectProvider",
    "UntagOpenIDConnectProvider",
    "ListOpenIDConnectProviderTags",
]
REST = {"ClientID": "c", "ThumbprintList": [], "Tags": [], "TagKeys": []}


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize(
    "arn",
    [
        f"arn:aws:iam::{ACCOUNT}:oidc-provider/none.example.com",
        f"{ARN}/",
        f"arn:aws:iam::{OTHER_ACCOUNT}:oidc-provider/{ISSUER}",
    ],
)
def test_a_provider_that_does_not_exist_is_named_in_the_refusal(idp: Domain, operation: str, arn: str) -> None:
    message = f"OpenIDConnect Provider not found for arn {arn}"
    idp.refuses(operation, {**REST, "OpenIDConnectProviderArn": arn}, NoSuchEntityError, message)


@pytest.mark.parametrize("operation", [*OPERATIONS, "DeleteOpenIDConnectProvider"])
@pytest.mark.parametrize("arn", [ISSUER, f"arn:aws:iam::{ACCOUNT}:saml-provider/{ISSUER}"])
def test_the_arn_of_something_else_is_refused(idp: Domain, operation: str, arn: str) -> None:
    message = f"ARN {arn} is not valid."
    idp.refuses(operation, {**REST, "OpenIDConnectProviderArn": arn}, InvalidInputError, message)


# -- audiences -----------------------------------------------------------------------------------------


def test_audiences_come_and_go_one_by_one_and_each_is_there_once(domain: Domain) -> None:
    create(domain, ClientIDList=["b", "a", "b"])
    domain.call("AddClientIDToOpenIDConnectProvider", {**IDP, "ClientID": "c"})
    domain.call("RemoveClientIDFromOpenIDConnectProvider", {**IDP, "ClientID": "a"})
    assert get(domain)["ClientIDList"] == ["b", "c"]


@pytest.mark.parametrize(
    ("operation", "client_id"),
    [("AddClientIDToOpenIDConnectProvider", "a"), ("RemoveClientIDFromOpenIDConnectProvider", "none")],
)
def test_what_is_so_already_is_no_error_and_no_change(domain: Domain, operation: str, client_id: str) -> None:
    create(domain, ClientIDList=["a"])
    before = domain.store.revision
    assert domain.call(operation, {**IDP, "ClientID": client_id}) == {}
    assert domain.store.revision == before


def test_audiences_beyond_the_quota_are_refused(domain: Domain) -> None:
    message = "Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100"
    many = [f"{number}" for number in range(101)]
    domain.refuses("CreateOpenIDConnectProvider", {"Url": URL, "ClientIDList": many}, LimitExceededError, message)
    create(domain, ClientIDList=many[:100])
    domain.refuses("AddClientIDToOpenIDConnectProvider", {**IDP, "ClientID": "x"}, LimitExceededError, message)


# -- certificates --------------------------------------------------------------------------------------


def test_threat_31_without_thumbprints_nobody_is_asked_for_them(
    domain: Domain, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("reached out")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    domain.call("CreateOpenIDConnectProvider", {"Url": "https://169.254.169.254/latest"})
    create(domain)
    assert get(domain)["ThumbprintList"] == []


def test_thumbprints_are_replaced_whole_and_each_is_there_once(domain: Domain) -> None:
    create(domain, ThumbprintList=["a" * 40])
    new = ["C" * 40, "d" * 40, "c" * 40]
    assert domain.call("UpdateOpenIDConnectProviderThumbprint", {**IDP, "ThumbprintList": new}) == {}
    assert get(domain)["ThumbprintList"] == ["c" * 40, "d" * 40]
    domain.call("UpdateOpenIDConnectProviderThumbprint", {**IDP, "ThumbprintList": []})
    assert get(domain)["ThumbprintList"] == []


@pytest.mark.parametrize(
    ("thumbprints", "message"),
    [
        (["a" * 40] * 6, "Thumbprint list must contain fewer than 5 entries."),
        (["g" * 40], "Thumbprint must be 40 hexadecimal digits."),
        (["a" * 40, "a" * 39 + "\n"], "Thumbprint must be 40 hexadecimal digits."),
        (["\N{FULLWIDTH DIGIT ONE}" * 40], "Thumbprint must be 40 hexadecimal digits."),
    ],
)
def test_thumbprints_that_are_none_are_refused(idp: Domain, thumbprints: list[str], message: str) -> None:
    params = {"ThumbprintList": thumbprints}
    idp.refuses("UpdateOpenIDConnectProviderThumbprint", {**IDP, **params}, InvalidInputError, message)
    url = "https://b.example.com"
    idp.refuses("CreateOpenIDConnectProvider", {"Url": url, **params}, InvalidInputError, message)


def test_five_thumbprints_are_taken_whatever_aws_says_of_it(idp: Domain) -> None:
    five = [letter * 40 for letter in "abcde"]
    idp.call("UpdateOpenIDConnectProviderThumbprint", {**IDP, "ThumbprintList": five})
    assert get(idp)["ThumbprintList"] == five


# -- tags ----------------------------------------------------------------------------------------------


def test_tags_given_at_creation_are_answered(domain: Domain) -> None:
    tags = [{"Key": "k", "Value": "v"}]
    assert create(domain, Tags=tags) == {"OpenIDConnectProviderArn": ARN, "Tags": tags}
    assert domain.call("ListOpenIDConnectProviderTags", IDP) == {"Tags": tags, "IsTruncated": False}


def test_tags_are_set_and_removed_by_their_exact_keys(idp: Domain) -> None:
    idp.call("TagOpenIDConnectProvider", {**IDP, "Tags": [{"Key": "k", "Value": "v"}]})
    idp.call("TagOpenIDConnectProvider", {**IDP, "Tags": [{"Key": "K", "Value": "w"}]})
    idp.call("UntagOpenIDConnectProvider", {**IDP, "TagKeys": ["k", "none"]})
    assert get(idp)["Tags"] == [{"Key": "K", "Value": "w"}]


def test_tags_come_in_pages(idp: Domain) -> None:
    idp.call("TagOpenIDConnectProvider", {**IDP, "Tags": [{"Key": key, "Value": ""} for key in "cab"]})
    pages = idp.pages("ListOpenIDConnectProviderTags", "Tags", IDP, size=2)
    assert [[tag["Key"] for tag in page] for page in pages] == [["a", "b"], ["c"]]


def test_20_a_fifty_first_tag_is_refused_in_words_of_its_own(idp: Domain) -> None:
    idp.call("TagOpenIDConnectProvider", {**IDP, "Tags": [{"Key": f"{n}", "Value": ""} for n in range(50)]})
    message = "The number of tags has reached the maximum limit."
    idp.refuses("TagOpenIDConnectProvider", {**IDP, "Tags": [{"Key": "x", "Value": ""}]}, LimitExceededError, message)
