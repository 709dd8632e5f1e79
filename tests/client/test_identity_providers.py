"""SAML and OpenID Connect identity providers through boto3, against a running server."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest

from tests.support.accounts import AccountUnderTest, Client, allow, another_account, code, deny, first_account, refusal
from tests.support.saml import metadata, private_key
from tests.support.server import ServerInThread

_numbers = count(1)

TAGS = [{"Key": "team", "Value": "web"}]
SAML_ACTIONS = ("iam:GetSAMLProvider", "iam:UpdateSAMLProvider", "iam:DeleteSAMLProvider", "iam:TagSAMLProvider")


@pytest.fixture
def account(ostiary: ServerInThread) -> AccountUnderTest:
    return another_account(ostiary)


@pytest.fixture
def iam(account: AccountUnderTest) -> Client:
    return account.iam


def fresh(word: str) -> str:
    return f"{word}-{next(_numbers)}"


def saml(iam: Client, name: str = "idp", **params: Any) -> dict[str, str]:
    """Create a SAML provider; return what names it."""
    made = iam.create_saml_provider(Name=name, SAMLMetadataDocument=metadata(), **params)
    return {"SAMLProviderArn": made["SAMLProviderArn"]}


def oidc(iam: Client, url: str = "https://idp.example.com", **params: Any) -> dict[str, str]:
    """Create an OIDC provider; return what names it."""
    made = iam.create_open_id_connect_provider(Url=url, **params)
    return {"OpenIDConnectProviderArn": made["OpenIDConnectProviderArn"]}


def test_a_saml_provider_from_its_creation_to_its_end(account: AccountUnderTest, iam: Client) -> None:
    idp = saml(iam, Tags=TAGS)
    assert idp == {"SAMLProviderArn": account.arn("saml-provider/idp")}
    found = iam.get_saml_provider(**idp)
    assert found["SAMLMetadataDocument"] == metadata()
    assert (found["Tags"], found["PrivateKeyList"], found["AssertionEncryptionMode"]) == (TAGS, [], "Allowed")
    assert found["ValidUntil"].year == found["CreateDate"].year + 100
    (entry,) = iam.list_saml_providers()["SAMLProviderList"]
    assert entry == {
        "Arn": idp["SAMLProviderArn"],
        "CreateDate": found["CreateDate"],
        "ValidUntil": found["ValidUntil"],
    }

    document = metadata(["two"], attributes=' validUntil="2031-05-01T00:00:00Z"')
    assert iam.update_saml_provider(**idp, SAMLMetadataDocument=document)["SAMLProviderArn"] == idp["SAMLProviderArn"]
    assert iam.get_saml_provider(**idp)["ValidUntil"].isoformat() == "2031-05-01T00:00:00+00:00"
    iam.untag_saml_provider(**idp, TagKeys=["team"])
    assert iam.list_saml_provider_tags(**idp)["Tags"] == []

    iam.delete_saml_provider(**idp)
    message = f"Manifest not found for arn {idp['SAMLProviderArn']}"
    assert refusal(iam.get_saml_provider, **idp) == (404, "NoSuchEntity", message)
    assert iam.list_saml_providers()["SAMLProviderList"] == []


def test_the_private_keys_of_a_saml_provider_are_rotated(iam: Client) -> None:
    idp = saml(iam, AddPrivateKey=private_key(number=1), AssertionEncryptionMode="Required")
    (old,) = iam.get_saml_provider(**idp)["PrivateKeyList"]
    iam.update_saml_provider(**idp, AddPrivateKey=private_key(number=2))
    iam.update_saml_provider(**idp, RemovePrivateKey=old["KeyId"])
    (new,) = iam.get_saml_provider(**idp)["PrivateKeyList"]
    assert new["KeyId"] != old["KeyId"]
    assert code(iam.update_saml_provider, **idp, RemovePrivateKey=new["KeyId"]) == "InvalidInput"


def test_an_oidc_provider_from_its_creation_to_its_end(account: AccountUnderTest, iam: Client) -> None:
    thumbprints = ["A" * 40]
    idp = oidc(iam, "https://idp.example.com/realms/one", ThumbprintList=thumbprints, ClientIDList=["app"], Tags=TAGS)
    assert idp == {"OpenIDConnectProviderArn": account.arn("oidc-provider/idp.example.com/realms/one")}
    found = iam.get_open_id_connect_provider(**idp)
    assert (found["Url"], found["ClientIDList"], found["Tags"]) == ("idp.example.com/realms/one", ["app"], TAGS)
    assert found["ThumbprintList"] == ["a" * 40]
    assert iam.list_open_id_connect_providers()["OpenIDConnectProviderList"] == [
        {"Arn": idp["OpenIDConnectProviderArn"]}
    ]

    iam.add_client_id_to_open_id_connect_provider(**idp, ClientID="other")
    iam.remove_client_id_from_open_id_connect_provider(**idp, ClientID="app")
    iam.update_open_id_connect_provider_thumbprint(**idp, ThumbprintList=[])
    iam.untag_open_id_connect_provider(**idp, TagKeys=["team"])
    changed = iam.get_open_id_connect_provider(**idp)
    assert (changed["ClientIDList"], changed["ThumbprintList"], changed["Tags"]) == (["other"], [], [])

    iam.delete_open_id_connect_provider(**idp)
    assert code(iam.delete_open_id_connect_provider, **idp) == "NoSuchEntity"
    assert iam.list_open_id_connect_providers()["OpenIDConnectProviderList"] == []


# -- refusals ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "params", "expected"),
    [
        ("create_saml_provider", {"Name": "b", "SAMLMetadataDocument": "<a/>"}, "ValidationError"),
        ("create_saml_provider", {"Name": "b", "SAMLMetadataDocument": "x" * 1_000}, "InvalidInput"),
        ("create_saml_provider", {"Name": "b c", "SAMLMetadataDocument": metadata()}, "ValidationError"),
        ("create_saml_provider", {"Name": "idp", "SAMLMetadataDocument": metadata()}, "EntityAlreadyExists"),
        ("update_saml_provider", {"AssertionEncryptionMode": "None"}, "ValidationError"),
        ("update_saml_provider", {"AssertionEncryptionMode": "Required"}, "InvalidInput"),
        ("update_saml_provider", {"AddPrivateKey": "key"}, "InvalidInput"),
        ("update_saml_provider", {}, "InvalidInput"),
        ("tag_saml_provider", {"Tags": [{"Key": "aws:x", "Value": ""}]}, "InvalidInput"),
        ("create_open_id_connect_provider", {"Url": "idp.example.com"}, "ValidationError"),
        ("create_open_id_connect_provider", {"Url": "http://idp.example.com"}, "InvalidInput"),
        ("create_open_id_connect_provider", {"Url": "https://idp.example.com?x=y"}, "InvalidInput"),
        ("create_open_id_connect_provider", {"Url": f"https://{'a' * 250}"}, "ValidationError"),
        ("create_open_id_connect_provider", {"Url": "https://idp.example.com"}, "EntityAlreadyExists"),
        ("update_open_id_connect_provider_thumbprint", {"ThumbprintList": ["a" * 39]}, "ValidationError"),
        ("update_open_id_connect_provider_thumbprint", {"ThumbprintList": ["g" * 40]}, "InvalidInput"),
        ("add_client_id_to_open_id_connect_provider", {"ClientID": "c" * 256}, "ValidationError"),
    ],
)
def test_a_refusal_changes_nothing(
    ostiary: ServerInThread, iam: Client, call: str, params: dict[str, Any], expected: str
) -> None:
    named = {**saml(iam), **oidc(iam)}
    about = {} if call.startswith("create") else {key: arn for key, arn in named.items() if _is_of(key, call)}
    before = ostiary.revision
    assert code(getattr(iam, call), **about, **params) == expected
    assert ostiary.revision == before


def _is_of(parameter: str, call: str) -> bool:
    return ("saml" in call) == parameter.startswith("SAML")


def test_20_a_fifty_first_tag_of_an_identity_provider_is_refused(iam: Client) -> None:
    full, one_more = [{"Key": f"{n}", "Value": ""} for n in range(50)], [{"Key": "more", "Value": ""}]
    idp = saml(iam, Tags=full)
    message = "Cannot exceed quota for TagsPerSAMLProvider: 50"
    assert refusal(iam.tag_saml_provider, **idp, Tags=one_more) == (409, "LimitExceeded", message)
    idp = oidc(iam, Tags=full)
    message = "The number of tags has reached the maximum limit."
    assert refusal(iam.tag_open_id_connect_provider, **idp, Tags=one_more) == (409, "LimitExceeded", message)


# -- permissions ---------------------------------------------------------------------------------------


def test_to_create_with_tags_one_must_be_allowed_to_tag(account: AccountUnderTest) -> None:
    creates = allow(["iam:CreateSAMLProvider", "iam:CreateOpenIDConnectProvider"])
    untagging = account.user(fresh("creator"), creates).client("iam")
    assert code(saml_call(untagging), **SAML_PARAMS, Tags=TAGS) == "AccessDenied"
    assert code(untagging.create_open_id_connect_provider, Url="https://a.example.com", Tags=TAGS) == "AccessDenied"
    saml(untagging)
    oidc(untagging)
    web_only = allow(
        ["iam:TagSAMLProvider", "iam:TagOpenIDConnectProvider"],
        Condition={"StringEquals": {"aws:RequestTag/team": "web"}},
    )
    tagging = account.user(fresh("creator"), creates, web_only).client("iam")
    saml(tagging, "tagged", Tags=TAGS)
    oidc(tagging, "https://tagged.example.com", Tags=TAGS)
    assert code(saml_call(tagging), **SAML_PARAMS, Tags=[{"Key": "team", "Value": "db"}]) == "AccessDenied"


SAML_PARAMS = {"Name": "refused", "SAMLMetadataDocument": metadata()}


def saml_call(iam: Client) -> Any:
    return iam.create_saml_provider


def test_permissions_are_for_a_provider_by_its_arn(account: AccountUnderTest, iam: Client) -> None:
    mine, other = saml(iam, "mine"), saml(iam, "other")
    user = account.user(fresh("user"), allow("iam:*", [mine["SAMLProviderArn"], account.arn("oidc-provider/*/a")]))
    own = user.client("iam")
    own.update_saml_provider(**mine, SAMLMetadataDocument=metadata(["two"]))
    assert code(own.get_saml_provider, **other) == "AccessDenied"
    assert code(own.list_saml_providers) == "AccessDenied"
    oidc(own, "https://idp.example.com/a")
    assert code(own.create_open_id_connect_provider, Url="https://idp.example.com/b") == "AccessDenied"


@pytest.mark.parametrize("key", ["aws:ResourceTag/team", "iam:ResourceTag/team"])
def test_the_tags_of_a_provider_decide(account: AccountUnderTest, iam: Client, key: str) -> None:
    tagged = {**saml(iam, Tags=TAGS), **oidc(iam, Tags=TAGS)}
    plain = {**saml(iam, "plain"), **oidc(iam, "https://plain.example.com")}
    only_web = allow("iam:*", Condition={"StringEquals": {key: "web"}})
    user = account.user(fresh("user"), only_web, deny("iam:Delete*", Condition={"StringLike": {key: "*"}}))
    for call, parameter in {
        "get_saml_provider": "SAMLProviderArn",
        "list_saml_provider_tags": "SAMLProviderArn",
        "get_open_id_connect_provider": "OpenIDConnectProviderArn",
        "list_open_id_connect_provider_tags": "OpenIDConnectProviderArn",
    }.items():
        asked = getattr(user.client("iam"), call)
        asked(**{parameter: tagged[parameter]})
        assert code(asked, **{parameter: plain[parameter]}) == "AccessDenied", call
    for parameter, call in {
        "SAMLProviderArn": "delete_saml_provider",
        "OpenIDConnectProviderArn": "delete_open_id_connect_provider",
    }.items():
        assert code(getattr(user.client("iam"), call), **{parameter: tagged[parameter]}) == "AccessDenied"


def test_a_provider_of_another_account_is_nobodys_business(account: AccountUnderTest, ostiary: ServerInThread) -> None:
    theirs = {**saml(account.iam, Tags=TAGS), **oidc(account.iam, Tags=TAGS)}
    stranger = first_account(ostiary).iam
    for parameter, call in {
        "SAMLProviderArn": "saml_provider",
        "OpenIDConnectProviderArn": "open_id_connect_provider",
    }.items():
        named = {parameter: theirs[parameter]}
        assert code(getattr(stranger, f"get_{call}"), **named) == "AccessDenied"
        assert code(getattr(stranger, f"delete_{call}"), **named) == "AccessDenied"


# -- secrets -------------------------------------------------------------------------------------------


def test_threat_40_a_private_key_is_nowhere_in_clear(
    ostiary: ServerInThread, iam: Client, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    pem = private_key(number=40)
    idp = saml(iam, AddPrivateKey=pem)
    iam.update_saml_provider(**idp, AddPrivateKey=pem)
    refused = refusal(iam.update_saml_provider, **idp, AddPrivateKey=pem)[2]
    too_long = refusal(iam.update_saml_provider, **idp, AddPrivateKey=pem * 12)[2]
    parts = [line for line in pem.splitlines() if len(line) == 64]
    assert parts
    seen = [refused, too_long, str(iam.get_saml_provider(**idp)), caplog.text, *capfd.readouterr()]
    events = ostiary.events()
    assert any(event["eventName"] == "UpdateSAMLProvider" for event in events)
    kept = [path.read_bytes().decode("latin-1") for path in ostiary.data_dir.rglob("*") if path.is_file()]
    assert any("SAMLPK" in text for text in kept)
    for part in parts:
        assert not any(part in text for text in (*seen, *kept))
