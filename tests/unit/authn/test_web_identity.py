"""Web identity tokens: every check, each with a token that is good but for one thing."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ostiary.authn.web_identity import LEEWAY, LONGEST, SOURCE_IDENTITY, TAGS, WebIdentities
from ostiary.model.errors import ExpiredIdentityTokenError, IdpCommunicationError, InvalidIdentityTokenError
from ostiary.model.evidence import Evidence
from ostiary.model.nouns import OidcProvider
from ostiary.model.secret import Secret
from tests.support.issuer import ACCOUNT, CLIENT, NOW, Issuer, elliptic, encoded, identities, public, rsa


@pytest.fixture
def issuer(tmp_path: Path) -> Iterator[Issuer]:
    with Issuer(tmp_path) as running:
        yield running


@pytest.fixture
def verifier(issuer: Issuer) -> WebIdentities:
    return identities(issuer)


def test_a_good_token_says_who_somebody_is(issuer: Issuer, verifier: WebIdentities) -> None:
    evidence = verifier.verify(issuer.token(email="a@b.example", amr=["mfa", "pwd"]), issuer.find, NOW)
    url = issuer.url
    assert evidence == Evidence(
        provider=f"arn:aws:iam::{ACCOUNT}:oidc-provider/{url}",
        issuer=issuer.issuer,
        subject="subject",
        audience=CLIENT,
        claims={
            f"{url}:aud": CLIENT,
            f"{url}:sub": "subject",
            f"{url}:amr": ("mfa", "pwd"),
            f"{url}:email": "a@b.example",
            f"{url}:iss": issuer.issuer,
            f"{url}:iat": str(NOW - 10),
            f"{url}:exp": str(NOW + 600),
        },
        lasting=frozenset({f"{url}:aud", f"{url}:sub", f"{url}:amr"}),
    )


@pytest.mark.parametrize(
    ("algorithm", "key"),
    [
        ("RS256", rsa()),
        ("RS384", rsa()),
        ("RS512", rsa()),
        ("ES256", elliptic("P-256")),
        ("ES384", elliptic("P-384")),
        ("ES512", elliptic("P-521")),
    ],
)
def test_a_token_may_be_signed_with_six_algorithms(
    issuer: Issuer, verifier: WebIdentities, algorithm: str, key: Any
) -> None:
    issuer.keys["other"] = key
    token = issuer.token(key=key, header={"alg": algorithm, "kid": "other"})
    assert verifier.verify(token, issuer.find, NOW).subject == "subject"


# -- threat 29: the token's form -----------------------------------------------------------------------


def test_threat_29_a_token_signed_with_another_key_is_refused(issuer: Issuer, verifier: WebIdentities) -> None:
    _refused(verifier, issuer, issuer.token(key=rsa(2)), "signature is invalid")


def test_threat_29_a_changed_token_is_refused(issuer: Issuer, verifier: WebIdentities) -> None:
    header, _, signature = issuer.token().reveal().split(".")
    payload = encoded(json.dumps(issuer.claims(sub="root")).encode())
    _refused(verifier, issuer, Secret(f"{header}.{payload}.{signature}"), "signature is invalid")


@pytest.mark.parametrize("algorithm", ["none", "None", "HS256", "HS512", "PS256", "RSA-OAEP", "PBES2-HS256+A128KW", ""])
def test_threat_29_another_algorithm_is_refused_before_any_key_is_looked_for(
    issuer: Issuer, verifier: WebIdentities, algorithm: str
) -> None:
    _refused(verifier, issuer, issuer.token(header={"alg": algorithm}), "alg is not one of")
    assert issuer.requests == []


def test_threat_29_a_token_without_signature_is_refused(issuer: Issuer, verifier: WebIdentities) -> None:
    header, payload, _ = issuer.token().reveal().split(".")
    bare = encoded(b'{"alg": "none", "kid": "one"}')
    for text in (f"{header}.{payload}.", f"{bare}.{payload}.", f"{header}.{payload}"):
        _refused(verifier, issuer, Secret(text), "three parts")


def test_threat_29_the_public_key_is_no_shared_secret(issuer: Issuer, verifier: WebIdentities) -> None:
    parts = ({"alg": "HS256", "kid": "one"}, issuer.claims())
    text = ".".join(encoded(json.dumps(part).encode()) for part in parts)
    mac = hmac.new(issuer.keys["one"].as_pem(private=False), text.encode(), hashlib.sha256).digest()
    _refused(verifier, issuer, Secret(f"{text}.{encoded(mac)}"), "alg is not one of")


@pytest.mark.parametrize("name", ["jwk", "jku", "x5u", "x5c"])
def test_threat_29_a_key_that_the_token_brings_is_never_looked_at(
    issuer: Issuer, verifier: WebIdentities, name: str
) -> None:
    brought = {
        "jwk": public(rsa(2), "one"),
        "jku": f"{issuer.issuer}/attacker",
        "x5u": f"{issuer.issuer}/attacker",
        "x5c": ["AAAA"],
    }
    issuer.says("/attacker", {"keys": [public(rsa(2), "one")]})
    header = {name: brought[name]}
    _refused(verifier, issuer, issuer.token(header=header, key=rsa(2)), "signature is invalid")
    assert verifier.verify(issuer.token(header=header), issuer.find, NOW).subject == "subject"
    assert "/attacker" not in issuer.requests


@pytest.mark.parametrize(
    "header",
    [
        {"crit": ["exp"], "exp": 1},
        {"crit": ["b64"], "b64": False},
        {"crit": ["unknown"], "unknown": 1},
        {"crit": []},
        {"b64": False},
        {"zip": "DEF"},
    ],
)
def test_threat_29_an_extension_is_refused(issuer: Issuer, verifier: WebIdentities, header: Mapping[str, Any]) -> None:
    _refused(verifier, issuer, issuer.token(header=header), "extension")


def test_threat_29_the_algorithm_has_to_fit_the_key(issuer: Issuer, verifier: WebIdentities) -> None:
    issuer.keys["curve"] = elliptic("P-384")
    _refused(verifier, issuer, issuer.token(header={"kid": "curve"}), "kid is not that of a key")
    wrong_curve = issuer.token(key=elliptic("P-256"), header={"alg": "ES256", "kid": "curve"})
    _refused(verifier, issuer, wrong_curve, "signature is invalid")


def test_threat_29_a_key_that_is_for_one_algorithm_is_for_no_other(issuer: Issuer, verifier: WebIdentities) -> None:
    issuer.says("/keys", {"keys": [public(rsa(), "one", alg="RS512")]})
    _refused(verifier, issuer, issuer.token(), "alg is not the one")
    assert verifier.verify(issuer.token(header={"alg": "RS512"}), issuer.find, NOW)


@pytest.mark.parametrize("kid", [None, "", 1, "unknown"])
def test_threat_29_a_key_id_is_required_and_has_to_be_known(
    issuer: Issuer, verifier: WebIdentities, kid: object
) -> None:
    _refused(verifier, issuer, issuer.token(header={"kid": kid}), "kid")


def test_threat_29_a_claim_or_header_said_twice_is_refused(issuer: Issuer, verifier: WebIdentities) -> None:
    claims = json.dumps(issuer.claims())
    _refused(verifier, issuer, issuer.token_of((claims[:-1] + ', "sub": "root"}').encode()), "twice")
    header, payload, signature = issuer.token().reveal().split(".")
    twice = encoded(b'{"alg": "RS256", "kid": "one", "alg": "none"}')
    assert header != twice
    _refused(verifier, issuer, Secret(f"{twice}.{payload}.{signature}"), "twice")


def test_threat_29_two_spellings_of_one_condition_key_are_refused(issuer: Issuer, verifier: WebIdentities) -> None:
    _refused(verifier, issuer, issuer.token(Sub="root"), "two spellings")
    _refused(verifier, issuer, issuer.token(Ref="a", ref="b"), "two spellings")


def test_threat_29_a_huge_token_is_refused_unread(issuer: Issuer, verifier: WebIdentities) -> None:
    _refused(verifier, issuer, issuer.token(filler="x" * LONGEST), "more than")
    _refused(verifier, issuer, Secret("." * 10_000_000), "more than")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a.b.c",
        "a.b.c.d.e",
        "e30.e30.e30.e30",
        "e30=.e30.e30",
        " e30.e30.e30",
        "e30.e30.e30\n",
        "bnVsbA.e30.e30",
    ],
)
def test_threat_29_what_is_no_token_is_refused(issuer: Issuer, verifier: WebIdentities, text: str) -> None:
    _refused(verifier, issuer, Secret(text), "not a valid JWT")


@pytest.mark.parametrize("payload", [b"", b"[]", b"\xff", b'{"iss": NaN}', b"{" * 5_000])
def test_threat_29_claims_that_are_no_object_are_refused(
    issuer: Issuer, verifier: WebIdentities, payload: bytes
) -> None:
    _refused(verifier, issuer, issuer.token_of(payload), "not a valid JWT")


def test_no_refusal_shows_the_token(issuer: Issuer, verifier: WebIdentities) -> None:
    token = issuer.token(sub="confidential", key=rsa(2))
    with pytest.raises(InvalidIdentityTokenError) as refused:
        verifier.verify(token, issuer.find, NOW)
    assert "confidential" not in refused.value.message
    assert token.reveal() not in repr(refused.value)


# -- threat 30: for whom, from whom, when --------------------------------------------------------------


def test_threat_30_the_issuer_is_exactly_that_of_a_provider(issuer: Issuer, verifier: WebIdentities) -> None:
    def find_loosely(url: str) -> OidcProvider | None:
        return issuer.provider if url.lower().startswith(issuer.url) else None

    good = issuer.issuer
    for other in (f"{good}/", good.upper(), good.replace("https", "http"), issuer.url, f"{good}.evil", "https://other"):
        with pytest.raises(InvalidIdentityTokenError, match="No OpenIDConnect provider found"):
            verifier.verify(issuer.token(iss=other), find_loosely, NOW)
    for missing in (None, "", 5, [good]):
        _refused(verifier, issuer, issuer.token(iss=missing), "required claim: iss")
    assert issuer.requests == []


def test_threat_30_an_issuer_without_a_provider_is_not_asked(issuer: Issuer, verifier: WebIdentities) -> None:
    with pytest.raises(InvalidIdentityTokenError, match="No OpenIDConnect provider found"):
        verifier.verify(issuer.token(), lambda _: None, NOW)
    assert issuer.requests == []


def test_threat_30_tokens_of_this_installation_are_not_taken_back(issuer: Issuer) -> None:
    verifier = identities(issuer, base_url=f"{issuer.issuer}")
    own = f"{issuer.issuer}/oidc/{ACCOUNT}"
    provider = replace(issuer.provider, url=own.removeprefix("https://"))
    with pytest.raises(InvalidIdentityTokenError, match="No OpenIDConnect provider found"):
        verifier.verify(issuer.token(iss=own), lambda _: provider, NOW)


@pytest.mark.parametrize("audience", ["other", "MY-APP", "my-app ", ["other"], "my-ap"])
def test_threat_30_a_token_for_somebody_else_is_refused(
    issuer: Issuer, verifier: WebIdentities, audience: object
) -> None:
    _refused(verifier, issuer, issuer.token(aud=audience), "Incorrect token audience")


@pytest.mark.parametrize("audience", [None, [], 5, [CLIENT, 5], {"a": CLIENT}, True])
def test_threat_30_an_audience_is_required(issuer: Issuer, verifier: WebIdentities, audience: object) -> None:
    _refused(verifier, issuer, issuer.token(aud=audience), "required claim: aud")


def test_threat_30_one_of_several_audiences_has_to_be_ours(issuer: Issuer, verifier: WebIdentities) -> None:
    evidence = verifier.verify(issuer.token(aud=["other", CLIENT]), issuer.find, NOW)
    assert evidence.audience == evidence.claims[f"{issuer.url}:aud"] == CLIENT
    assert f"{issuer.url}:oaud" not in evidence.claims


def test_threat_30_a_token_for_two_of_our_clients_has_to_say_which(issuer: Issuer, verifier: WebIdentities) -> None:
    issuer.provider = replace(issuer.provider, client_ids=(CLIENT, "second"))
    _refused(verifier, issuer, issuer.token(aud=[CLIENT, "second"]), "several client ids")
    assert verifier.verify(issuer.token(aud=[CLIENT, "second"], azp="second"), issuer.find, NOW).audience == "second"


@pytest.mark.parametrize(("audience", "party"), [("backend", CLIENT), (CLIENT, "other-client"), (["a", "b"], CLIENT)])
def test_the_authorized_party_is_the_audience_and_the_audience_is_kept_beside_it(
    issuer: Issuer, verifier: WebIdentities, audience: str | list[str], party: str
) -> None:
    evidence = verifier.verify(issuer.token(aud=audience, azp=party), issuer.find, NOW)
    assert evidence.audience == evidence.claims[f"{issuer.url}:aud"] == party
    original = audience if isinstance(audience, str) else tuple(audience)
    assert evidence.claims[f"{issuer.url}:oaud"] == original


def test_threat_30_a_party_and_an_audience_that_are_both_others_are_refused(
    issuer: Issuer, verifier: WebIdentities
) -> None:
    _refused(verifier, issuer, issuer.token(aud="backend", azp="other"), "Incorrect token audience")


def test_threat_30_no_claim_stands_for_a_computed_key(issuer: Issuer, verifier: WebIdentities) -> None:
    evidence = verifier.verify(issuer.token(oaud="forged", OAUD=None), issuer.find, NOW)
    assert f"{issuer.url}:oaud" not in evidence.claims


@pytest.mark.parametrize("subject", [None, ""])
def test_a_subject_is_required(issuer: Issuer, verifier: WebIdentities, subject: object) -> None:
    _refused(verifier, issuer, issuer.token(sub=subject), "required claim: sub")


@pytest.mark.parametrize("subject", [5, ["subject"], "x" * 256])
def test_a_subject_is_a_text_of_bounded_length(issuer: Issuer, verifier: WebIdentities, subject: object) -> None:
    _refused(verifier, issuer, issuer.token(sub=subject), "token's sub")


def test_a_token_expires_when_clocks_may_no_longer_differ(issuer: Issuer, verifier: WebIdentities) -> None:
    assert verifier.verify(issuer.token(exp=NOW - LEEWAY + 1), issuer.find, NOW)
    with pytest.raises(ExpiredIdentityTokenError, match="Token expired"):
        verifier.verify(issuer.token(exp=NOW - LEEWAY), issuer.find, NOW)


@pytest.mark.parametrize("name", ["iat", "nbf"])
def test_a_token_of_the_future_is_refused(issuer: Issuer, verifier: WebIdentities, name: str) -> None:
    assert verifier.verify(issuer.token(**{name: NOW + LEEWAY}), issuer.find, NOW)
    _refused(verifier, issuer, issuer.token(**{name: NOW + LEEWAY + 1}), f"{name} is in the future")


@pytest.mark.parametrize("name", ["exp", "iat"])
def test_times_are_required(issuer: Issuer, verifier: WebIdentities, name: str) -> None:
    _refused(verifier, issuer, issuer.token(**{name: None}), f"required claim: {name}")


@pytest.mark.parametrize("name", ["exp", "iat", "nbf"])
@pytest.mark.parametrize("value", ["1790000000", True, [1], "1e999"])
def test_times_are_numbers(issuer: Issuer, verifier: WebIdentities, name: str, value: object) -> None:
    payload = json.dumps(issuer.claims(**{name: value})).replace('"1e999"', "1e999")
    _refused(verifier, issuer, issuer.token_of(payload.encode()), f"{name} is not a time")


# -- condition keys ------------------------------------------------------------------------------------


def test_texts_numbers_booleans_and_lists_of_them_are_condition_keys(issuer: Issuer, verifier: WebIdentities) -> None:
    payload = json.dumps(issuer.claims(Run=7, yes=True, groups=["a", 1], amr="mfa", e=[], o={"a": 1}, l=[{}], n=None))
    payload = payload[:-1] + ', "level": 1.10, "null": null, "odd name": "x"}'
    evidence = verifier.verify(issuer.token_of(payload.encode()), issuer.find, NOW)
    found = {key.removeprefix(f"{issuer.url}:"): value for key, value in evidence.claims.items()}
    standard = {"aud", "sub", "iss", "iat", "exp"}
    assert {name: value for name, value in found.items() if name not in standard} == {
        "run": "7",
        "yes": "true",
        "groups": ("a", "1"),
        "amr": ("mfa",),
        "level": "1.10",
    }


def test_condition_keys_are_of_the_standard_claims_alone_when_the_setting_says_so(issuer: Issuer) -> None:
    verifier = identities(issuer, standard_claims_only=True)
    evidence = verifier.verify(issuer.token(ref="x", email="a@b.example", azp=CLIENT), issuer.find, NOW)
    assert {key.rpartition(":")[2] for key in evidence.claims} == {"aud", "oaud", "azp", "sub", "email"}


def test_the_prefix_of_condition_keys_is_in_lower_case(tmp_path: Path) -> None:
    with Issuer(tmp_path, path="/Realms/One") as issuer:
        evidence = identities(issuer).verify(issuer.token(), issuer.find, NOW)
        assert f"{issuer.url.lower()}:sub" in evidence.claims
        assert evidence.provider.endswith("/Realms/One")


GITHUB = {
    "sub": "repo:octo-org/octo-repo:environment:prod",
    "aud": "sts.amazonaws.com",
    "ref": "refs/heads/main",
    "repository": "octo-org/octo-repo",
    "repository_owner": "octo-org",
    "environment": "prod",
    "run_id": "1234567890",
    "job_workflow_ref": "octo-org/octo-automation/.github/workflows/oidc.yml@refs/heads/main",
}
GITLAB = {
    "sub": "project_path:my-group/my-project:ref_type:branch:ref:main",
    "aud": "https://gitlab.example",
    "namespace_id": "1",
    "project_path": "my-group/my-project",
    "ref": "main",
    "ref_type": "branch",
    "ref_protected": "true",
    "nbf": NOW - 10,
    "user_identities": [{"provider": "github", "extern_uid": "2"}],
}
KUBERNETES = {
    "sub": "system:serviceaccount:build:runner",
    "aud": ["sts.amazonaws.com"],
    "nbf": NOW - 10,
    "kubernetes.io": {"namespace": "build", "serviceaccount": {"name": "runner", "uid": "1"}},
}


@pytest.mark.parametrize(
    ("claims", "keys"),
    [
        (GITHUB, {"aud": "sts.amazonaws.com", "environment": "prod", "repository_owner": "octo-org"}),
        (GITLAB, {"aud": "https://gitlab.example", "project_path": "my-group/my-project", "ref_protected": "true"}),
        (KUBERNETES, {"aud": "sts.amazonaws.com", "sub": "system:serviceaccount:build:runner"}),
    ],
    ids=["github", "gitlab", "kubernetes"],
)
def test_tokens_shaped_like_those_of_well_known_issuers_are_taken(
    issuer: Issuer, verifier: WebIdentities, claims: Mapping[str, Any], keys: Mapping[str, str]
) -> None:
    issuer.provider = replace(issuer.provider, client_ids=("sts.amazonaws.com", "https://gitlab.example"))
    evidence = verifier.verify(issuer.token(**claims), issuer.find, NOW)
    assert evidence.subject == claims["sub"]
    assert {name: evidence.claims[f"{issuer.url}:{name}"] for name in keys} == keys
    assert not {f"{issuer.url}:kubernetes.io", f"{issuer.url}:user_identities"} & set(evidence.claims)


# -- session tags and source identity ------------------------------------------------------------------


def test_a_token_gives_session_tags_and_source_identity(issuer: Issuer, verifier: WebIdentities) -> None:
    tags = {"principal_tags": {"Team": ["red"], "Cost": "7"}, "transitive_tag_keys": ["Team", "Team"]}
    evidence = verifier.verify(issuer.token(**{TAGS: tags, SOURCE_IDENTITY: "alice"}), issuer.find, NOW)
    assert evidence.tags == {"Team": "red", "Cost": "7"}
    assert (evidence.transitive_keys, evidence.source_identity) == (("Team",), "alice")
    assert not any("aws.amazon.com" in key for key in evidence.claims)


@pytest.mark.parametrize(
    "tags",
    [
        5,
        "Team=red",
        [],
        {"principal_tags": []},
        {"principal_tags": {"Team": ["red", "blue"]}},
        {"principal_tags": {"Team": []}},
        {"principal_tags": {"Team": [5]}},
        {"principal_tags": {"Team": ["x" * 257]}},
        {"principal_tags": {"": ["red"]}},
        {"principal_tags": {"Te*m": ["red"]}},
        {"principal_tags": {f"k{number}": ["x"] for number in range(51)}},
        {"transitive_tag_keys": "Team"},
        {"transitive_tag_keys": [5]},
    ],
)
def test_session_tags_that_are_none_are_refused(issuer: Issuer, verifier: WebIdentities, tags: object) -> None:
    _refused(verifier, issuer, issuer.token(**{TAGS: tags}), "tags")


@pytest.mark.parametrize("value", [5, ["alice"], "a", "a b", "x" * 65])
def test_a_source_identity_that_is_none_is_refused(issuer: Issuer, verifier: WebIdentities, value: object) -> None:
    _refused(verifier, issuer, issuer.token(**{SOURCE_IDENTITY: value}), "source")


# -- the issuer ----------------------------------------------------------------------------------------


def test_an_issuer_that_cannot_be_asked_is_told_apart_from_a_bad_token(issuer: Issuer, verifier: WebIdentities) -> None:
    issuer.goes_away()
    with pytest.raises(IdpCommunicationError, match="Couldn't retrieve verification key"):
        verifier.verify(issuer.token(), issuer.find, NOW)


def test_the_provider_is_found_before_anything_is_fetched(issuer: Issuer, verifier: WebIdentities) -> None:
    """So that whoever looks it up has closed the store by then."""
    before: list[int] = []

    def find(url: str) -> OidcProvider | None:
        before.append(len(issuer.requests))
        return issuer.find(url)

    verifier.verify(issuer.token(), find, NOW)
    assert before == [0]


def test_nothing_is_fetched_when_it_must_not_be(issuer: Issuer, verifier: WebIdentities) -> None:
    with pytest.raises(IdpCommunicationError):
        verifier.verify(issuer.token(), issuer.find, NOW, may_fetch=False)
    assert issuer.requests == []
    verifier.verify(issuer.token(), issuer.find, NOW)
    assert verifier.verify(issuer.token(), issuer.find, NOW, may_fetch=False)


def test_a_rotated_key_is_found(issuer: Issuer, verifier: WebIdentities) -> None:
    verifier.verify(issuer.token(), issuer.find, NOW)
    issuer.keys["two"] = rsa(2)
    token = issuer.token(header={"kid": "two"}, key=rsa(2))
    assert verifier.verify(token, issuer.find, NOW + 60).subject == "subject"


def _refused(verifier: WebIdentities, issuer: Issuer, token: Secret, why: str) -> None:
    with pytest.raises(InvalidIdentityTokenError, match=why):
        verifier.verify(token, issuer.find, NOW)
