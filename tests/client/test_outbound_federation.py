"""Tokens that an account signs for its principals: verified as any other service would, by discovery alone."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.errors import BadSignatureError
from joserfc.jwk import KeySet

from tests.support.accounts import (
    AccountUnderTest,
    Actor,
    allow,
    another_account,
    code,
    first_account,
    refusal,
    trust,
)
from tests.support.server import server_in_thread

AUDIENCE = "https://api.example.com"
OWN = "https://sts.amazonaws.com/"

_numbers = count(1)


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AccountUnderTest]:
    with server_in_thread(tmp_path_factory.mktemp("outbound")) as server:
        account = first_account(server)
        account.iam.enable_outbound_web_identity_federation()
        yield account


@pytest.fixture
def user(account: AccountUnderTest) -> Actor:
    return account.user(f"user-{next(_numbers)}", allow("sts:*"))


def token(actor: Actor, **params: object) -> str:
    asked = {"Audience": [AUDIENCE], "SigningAlgorithm": "RS256", **params}
    made: str = actor.client("sts").get_web_identity_token(**asked)["WebIdentityToken"]
    return made


def fetched(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(url, timeout=10) as answer:
        assert answer.headers["content-type"] == "application/json"
        found: dict[str, Any] = json.load(answer)
        return found


def verified(issuer: str, text: str, algorithm: str = "RS256") -> dict[str, Any]:
    """Return the claims of a token of *issuer*, as somebody who knows nothing but that name verifies it."""
    metadata = fetched(f"{issuer}/.well-known/openid-configuration")
    assert metadata["issuer"] == issuer
    keys = KeySet.import_key_set(fetched(metadata["jwks_uri"]))
    claims: dict[str, Any] = jwt.decode(text, keys, algorithms=[algorithm]).claims
    assert claims["iss"] == issuer
    return claims


@pytest.mark.parametrize("algorithm", ["RS256", "ES384"])
def test_a_token_says_who_called_to_whoever_verifies_it(account: AccountUnderTest, user: Actor, algorithm: str) -> None:
    issuer = account.iam.get_outbound_web_identity_federation_info()["IssuerIdentifier"]
    claims = verified(issuer, token(user, SigningAlgorithm=algorithm), algorithm)
    assert (claims["sub"], claims["aud"]) == (user.arn, AUDIENCE)
    assert claims["exp"] - claims["iat"] == 300
    assert claims[OWN]["aws_account"] == account.number
    assert claims[OWN]["principal_id"] == user.arn
    assert claims[OWN]["source_region"] == "us-east-1"


def test_a_role_session_is_its_role_with_the_tags_of_both(account: AccountUnderTest, user: Actor) -> None:
    name = f"role-{next(_numbers)}"
    tags = [{"Key": "Team", "Value": "a"}, {"Key": "stage", "Value": "prod"}]
    trusts = trust(account.number, ["sts:AssumeRole", "sts:TagSession"])
    role = account.role(name, trusts, allow("sts:*"), Tags=tags)
    session = user.assume(role, Tags=[{"Key": "team", "Value": "b"}])
    issuer = account.iam.get_outbound_web_identity_federation_info()["IssuerIdentifier"]
    claims = verified(issuer, token(session, Tags=[{"Key": "job", "Value": "7"}], Audience=[AUDIENCE, "other"]))
    assert (claims["sub"], claims["aud"]) == (role, [AUDIENCE, "other"])
    assert claims[OWN]["principal_tags"] == {"team": "b", "stage": "prod"}
    assert claims[OWN]["request_tags"] == {"job": "7"}
    assert claims[OWN]["original_session_exp"].endswith("Z")


def test_each_token_is_its_own_and_an_altered_one_is_none(account: AccountUnderTest, user: Actor) -> None:
    issuer = account.iam.get_outbound_web_identity_federation_info()["IssuerIdentifier"]
    first, second = token(user), token(user)
    assert verified(issuer, first)["jti"] != verified(issuer, second)["jti"]
    head, _, signature = first.split(".")
    with pytest.raises(BadSignatureError):
        verified(issuer, ".".join([head, second.split(".")[1], signature]))


def test_nothing_secret_is_shown_to_those_who_verify(account: AccountUnderTest) -> None:
    issuer = account.iam.get_outbound_web_identity_federation_info()["IssuerIdentifier"]
    keys = fetched(f"{issuer}/.well-known/jwks.json")["keys"]
    assert {key["alg"] for key in keys} == {"RS256", "ES384"}
    assert all(set(key) <= {"kty", "n", "e", "crv", "x", "y", "kid", "use", "alg"} for key in keys)


def test_policies_bound_audience_duration_algorithm_and_tags(account: AccountUnderTest) -> None:
    bounded = allow(
        "sts:GetWebIdentityToken",
        Condition={
            "ForAllValues:StringEquals": {"sts:IdentityTokenAudience": AUDIENCE},
            "NumericLessThanEquals": {"sts:DurationSeconds": 300},
            "StringEquals": {"sts:SigningAlgorithm": "ES384"},
        },
    )
    user = account.user(f"user-{next(_numbers)}", bounded)
    sts = user.client("sts")
    good = {"Audience": [AUDIENCE], "SigningAlgorithm": "ES384", "DurationSeconds": 300}
    sts.get_web_identity_token(**good)
    for change in (
        {"Audience": ["https://elsewhere.example.com"]},
        {"SigningAlgorithm": "RS256"},
        {"DurationSeconds": 301},
        {"Tags": [{"Key": "job", "Value": "7"}]},
    ):
        assert code(sts.get_web_identity_token, **{**good, **change}) == "AccessDenied"


def test_a_token_does_not_outlive_the_session_that_asks_for_it(account: AccountUnderTest, user: Actor) -> None:
    role = account.role(f"role-{next(_numbers)}", trust(account.number), allow("sts:*"))
    sts = user.assume(role, DurationSeconds=900).client("sts")
    asked = {"Audience": [AUDIENCE], "SigningAlgorithm": "RS256"}
    assert code(sts.get_web_identity_token, **asked, DurationSeconds=3_600) == "SessionDurationEscalationException"
    sts.get_web_identity_token(**asked, DurationSeconds=600)


def test_what_is_wrong_with_the_request_is_said(user: Actor) -> None:
    sts = user.client("sts")
    asked: dict[str, Any] = {"Audience": [AUDIENCE], "SigningAlgorithm": "RS256"}
    many = [{"Key": f"k{n}", "Value": "ü" * 256} for n in range(50)]
    for change, error in (
        ({"SigningAlgorithm": "HS256"}, "ValidationError"),
        ({"DurationSeconds": 59}, "ValidationError"),
        ({"Audience": []}, "ValidationError"),
        ({"Tags": [{"Key": "aws:x", "Value": "1"}]}, "InvalidParameterValue"),
        ({"Tags": many}, "JWTPayloadSizeExceededException"),
    ):
        assert code(sts.get_web_identity_token, **{**asked, **change}) == error


def test_an_account_signs_once_it_is_told_to_and_until_it_is_told_not_to(account: AccountUnderTest) -> None:
    other = another_account(account.root.server)
    asked = {"Audience": [AUDIENCE], "SigningAlgorithm": "RS256"}
    sts, iam = other.root.client("sts"), other.iam
    off = "OutboundWebIdentityFederationDisabledException"
    issuer = f"{account.root.server.endpoint}/oidc/{other.number}"
    assert refusal(sts.get_web_identity_token, **asked)[:2] == (403, off)
    assert refusal(iam.get_outbound_web_identity_federation_info)[:2] == (404, "FeatureDisabled")
    assert refusal(iam.disable_outbound_web_identity_federation)[:2] == (404, "FeatureDisabled")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        fetched(f"{issuer}/.well-known/openid-configuration")

    assert iam.enable_outbound_web_identity_federation()["IssuerIdentifier"] == issuer
    assert refusal(iam.enable_outbound_web_identity_federation)[:2] == (409, "FeatureEnabled")
    made = sts.get_web_identity_token(**asked)["WebIdentityToken"]

    iam.disable_outbound_web_identity_federation()
    assert refusal(sts.get_web_identity_token, **asked)[:2] == (403, off)
    info = iam.get_outbound_web_identity_federation_info()
    assert (info["IssuerIdentifier"], info["JwtVendingEnabled"]) == (issuer, False)
    verified(issuer, made)  # what was signed is good for its time

    before = fetched(f"{issuer}/.well-known/jwks.json")
    assert iam.enable_outbound_web_identity_federation()["IssuerIdentifier"] == issuer
    assert fetched(f"{issuer}/.well-known/jwks.json") == before


def test_new_keys_are_published_before_they_sign(account: AccountUnderTest, user: Actor) -> None:
    server = account.root.server
    issuer = account.iam.get_outbound_web_identity_federation_info()["IssuerIdentifier"]
    old = token(user)
    server.running._installation.accounts.rotate_issuer_keys(account.number, int(server.clock()))
    assert len(fetched(f"{issuer}/.well-known/jwks.json")["keys"]) == 4
    between = token(user)
    server.advance(601)
    new = token(user)
    heads = [text.partition(".")[0] for text in (old, between, new)]
    assert heads[0] == heads[1] != heads[2]
    for text in (old, between, new):
        verified(issuer, text)


@pytest.mark.parametrize("path", ["", "/jwks.json", "/.well-known/", "/.well-known/jwks.jso", "/../x"])
def test_nothing_else_is_below_an_issuer(account: AccountUnderTest, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404"):
        fetched(f"{account.root.server.endpoint}/oidc/{account.number}{path}")


def test_who_asks_for_issuers_that_are_none_fills_no_memory(account: AccountUnderTest) -> None:
    memo = account.root.server.running._installation.memo
    before = len(memo)
    for number in range(50):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            fetched(f"{account.root.server.endpoint}/oidc/{number:012}/.well-known/jwks.json")
    assert len(memo) == before


def test_the_public_url_is_the_issuers_and_the_listener_still_answers_for_it(tmp_path: Path) -> None:
    public = "https://iam.example.com"
    with server_in_thread(tmp_path, public_url=public) as server:
        account = first_account(server)
        issuer = account.iam.enable_outbound_web_identity_federation()["IssuerIdentifier"]
        signed = token(account.user("alice", allow("sts:*")))
        assert issuer.startswith(f"{public}/")
        path = issuer.removeprefix(public)
        metadata = fetched(f"{server.endpoint}{path}/.well-known/openid-configuration")
        keys = fetched(f"{server.endpoint}{metadata['jwks_uri'].removeprefix(public)}")
        claims = jwt.decode(signed, KeySet.import_key_set(keys), algorithms=["RS256"]).claims
        assert (claims["iss"], metadata["issuer"]) == (issuer, issuer)
        assert server.running.url == server.endpoint != server.running.public_url == public
