"""AssumeRoleWithWebIdentity with boto3 that signs nothing: tokens of an issuer of the tests, and of a real provider."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.support import parts
from tests.support.accounts import (
    allow,
    another_account,
    code,
    document,
    first_account,
)
from tests.support.federation import ACTIONS, Federation, federation_in, role_name
from tests.support.issuer import CLIENT, Issuer, elliptic, rsa
from tests.support.server import server_in_thread


@pytest.fixture(scope="module")
def federation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Federation]:
    with federation_in(tmp_path_factory.mktemp("web-identity")) as federation:
        yield federation


def test_a_token_gets_a_session_of_a_role_that_trusts_its_issuer(federation: Federation) -> None:
    role = federation.role(allow("iam:ListUsers"))
    answer = federation.sts.assume_role_with_web_identity(**federation.shown(role), DurationSeconds=900)
    assert answer["AssumedRoleUser"]["Arn"].endswith(f"{role.rpartition('/')[2]}/build")
    assert (answer["SubjectFromWebIdentityToken"], answer["Audience"]) == ("subject", CLIENT)
    assert answer["Provider"] == federation.provider
    assert abs(answer["Credentials"]["Expiration"].timestamp() - time.time() - 900) < 60
    session = federation.account.root.with_credentials(answer)
    session.client("iam").list_users()
    assert code(session.client("iam").list_roles) == "AccessDenied"


def test_a_token_may_be_shown_again_while_it_is_good(federation: Federation) -> None:
    role, token = federation.role(), federation.token()
    for _ in range(2):
        federation.sts.assume_role_with_web_identity(**federation.shown(role, token))


def test_the_trust_policy_decides_by_the_claims(federation: Federation) -> None:
    url = federation.issuer.url
    role = federation.role(
        StringEquals={f"{url}:aud": CLIENT, f"{url}:repository": "octo/app"},
        StringLike={f"{url}:sub": "repo:octo/app:*"},
    )
    good = {"sub": "repo:octo/app:ref:refs/heads/main", "repository": "octo/app"}
    federation.assume(role, **good)
    for change in ({"sub": "repo:octo/other:ref:x"}, {"repository": "octo/other"}, {"repository": None}):
        assert federation.refused(role, **{**good, **change}) == (
            403,
            "AccessDenied",
            "Not authorized to perform sts:AssumeRoleWithWebIdentity",
        )


def test_a_role_that_trusts_somebody_else_is_not_had(federation: Federation) -> None:
    trusts = {"Effect": "Allow", "Principal": {"AWS": federation.account.number}, "Action": "sts:*"}
    role = federation.account.role(role_name(), document(trusts))
    for arn in (role, federation.account.arn("role/none")):
        assert federation.refused(arn)[1] == "AccessDenied"


@pytest.mark.parametrize(
    ("more", "status", "error"),
    [
        ({"exp": 1}, 400, "ExpiredTokenException"),
        ({"aud": "another-app"}, 400, "InvalidIdentityToken"),
        ({"aud": None}, 400, "InvalidIdentityToken"),
        ({"sub": None}, 400, "InvalidIdentityToken"),
        ({"iss": "https://elsewhere.example"}, 400, "InvalidIdentityToken"),
        ({"key": rsa(2)}, 400, "InvalidIdentityToken"),
        ({"header": {"kid": "two"}}, 400, "InvalidIdentityToken"),
        ({"header": {"alg": "ES256"}, "key": elliptic()}, 400, "InvalidIdentityToken"),
        ({"header": {"crit": ["exp"]}}, 400, "InvalidIdentityToken"),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, dict) else None,
)
def test_what_the_issuer_did_not_say_to_us_is_refused(
    federation: Federation, more: dict[str, Any], status: int, error: str
) -> None:
    assert federation.refused(federation.role(), **more)[:2] == (status, error)


def test_threat_29_no_algorithm_but_a_signature_is_taken(federation: Federation) -> None:
    role = federation.role()
    _, payload, signature = federation.token().split(".")
    for header in ({"alg": "none"}, {"alg": "HS256", "kid": "one"}):
        head = b64encode(json.dumps(header).encode(), b"-_").decode().rstrip("=")
        for proof in ("", signature):
            assert federation.refused(role, f"{head}.{payload}.{proof}")[1] in {
                "InvalidIdentityToken",
                "ValidationError",
            }


def test_tags_and_source_identity_are_the_issuers_and_need_the_trust_policy(federation: Federation) -> None:
    both = {"Condition": {"StringEquals": {"aws:PrincipalTag/team": "a", "aws:SourceIdentity": "alice"}}}
    claims: dict[str, Any] = {
        "https://aws.amazon.com/tags": {"principal_tags": {"team": ["a"]}, "transitive_tag_keys": ["team"]},
        "https://aws.amazon.com/source_identity": "alice",
    }
    role = federation.role(allow("iam:ListUsers", **both))
    federation.assume(role, **claims).client("iam").list_users()
    assert code(federation.assume(role).client("iam").list_users) == "AccessDenied"
    trusts = {"Effect": "Allow", "Principal": {"Federated": federation.provider}, "Action": ACTIONS[0]}
    plain = federation.account.role(role_name(), document(trusts))
    federation.assume(plain)
    for name, value in claims.items():
        assert federation.refused(plain, **{name: value})[1] == "AccessDenied"


def test_what_lasts_of_the_token_is_a_condition_in_later_calls(federation: Federation) -> None:
    url = federation.issuer.url
    role = federation.role(
        allow("iam:ListUsers", Condition={"StringEquals": {f"{url}:sub": "subject"}}),
        allow("iam:ListRoles", Condition={"StringEquals": {f"{url}:email": "a@example.com"}}),
        allow("iam:ListGroups", Condition={"StringEquals": {"aws:FederatedProvider": federation.provider}}),
    )
    iam = federation.assume(role, email="a@example.com").client("iam")
    iam.list_users()
    iam.list_groups()
    assert code(iam.list_roles) == "AccessDenied"


def test_a_session_that_an_issuer_began_does_not_say_whether_there_was_mfa(federation: Federation) -> None:
    absent = allow("iam:ListUsers", Condition={"Null": {"aws:MultiFactorAuthPresent": "true"}})
    federation.assume(federation.role(absent)).client("iam").list_users()


def test_session_policies_and_durations_bound_it(federation: Federation) -> None:
    role = federation.role(allow("*"))
    sts, shown = federation.sts, federation.shown(role)
    answer = sts.assume_role_with_web_identity(**shown, Policy=document(allow("iam:ListUsers")))
    iam = federation.account.root.with_credentials(answer).client("iam")
    iam.list_users()
    assert code(iam.list_roles) == "AccessDenied"
    assert code(sts.assume_role_with_web_identity, **shown, DurationSeconds=3_601) == "ValidationError"
    assert code(sts.assume_role_with_web_identity, **shown, ProviderId="www.amazon.com") == "InvalidIdentityToken"


def test_the_provider_of_another_account_vouches_for_nobody_here(federation: Federation) -> None:
    other = another_account(federation.account.root.server)
    trusts = {"Effect": "Allow", "Principal": {"Federated": federation.provider}, "Action": ACTIONS}
    role = other.role(role_name(), document(trusts))
    assert federation.refused(role)[1:] == (
        "InvalidIdentityToken",
        f"No OpenIDConnect provider found in your account for {federation.issuer.issuer}",
    )


@pytest.mark.parametrize("resource", ["policy/deploy", "user/deploy", "oidc-provider/role"])
def test_what_is_no_role_is_no_request(federation: Federation, resource: str) -> None:
    for arn in (federation.account.arn(resource), f"role/no-arn/{resource}", f"arn:aws:iam:::role/{resource}"):
        assert federation.refused(arn) == (400, "ValidationError", "Request ARN is invalid")


def test_a_token_that_the_account_signs_itself_is_not_taken_back(federation: Federation) -> None:
    iam = federation.account.iam
    issuer = iam.enable_outbound_web_identity_federation()["IssuerIdentifier"]
    made = federation.account.root.client("sts").get_web_identity_token(Audience=[CLIENT], SigningAlgorithm="RS256")
    assert federation.refused(federation.role(), made["WebIdentityToken"])[1] == "InvalidIdentityToken"
    assert issuer.startswith(federation.account.root.server.endpoint)


def test_keys_that_were_rotated_are_found_and_an_issuer_that_is_away_is_lived_without(federation: Federation) -> None:
    role = federation.role()
    federation.assume(role)
    federation.issuer.keys["new"] = rsa(3)
    federation.account.root.server.advance(61)
    federation.assume(role, header={"kid": "new"}, key=rsa(3))
    federation.issuer.goes_away()
    try:
        federation.assume(role)
    finally:
        federation.issuer.answers.clear()


def test_an_issuer_that_was_never_reached_is_said_to_be_away(federation: Federation, tmp_path: Path) -> None:
    with Issuer(tmp_path) as other:
        other.goes_away()
        made = federation.account.iam.create_open_id_connect_provider(Url=other.issuer, ClientIDList=[CLIENT])
        there = Federation(federation.account, other, made["OpenIDConnectProviderArn"])
        role = there.role()
        assert there.refused(role)[:2] == (400, "IDPCommunicationError")


def test_both_ends_are_recorded(federation: Federation) -> None:
    role = federation.role()
    federation.assume(role, sub="carol")
    federation.refused(role, key=rsa(2))
    events = federation.account.root.server.events()
    named = [event for event in events if event["eventName"] == "AssumeRoleWithWebIdentity"]
    [told] = [event for event in named if event["userIdentity"].get("userName") == "carol"]
    assert told["userIdentity"]["type"] == "WebIdentityUser"
    assert told["userIdentity"]["identityProvider"] == federation.provider
    assert "InvalidIdentityToken" in [event.get("errorCode") for event in named]
    assert federation.token().split(".")[0] not in json.dumps(events)


# -- a real provider -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The issuer of a provider in a process of its own."""
    home = parts.node()
    script = Path(parts.ROOT) / "tests" / "node" / "issuer.mjs"
    (home / script.name).write_bytes(script.read_bytes())
    command = ["node", "--no-warnings", script.name]
    with subprocess.Popen(command, cwd=home, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            yield next(line.strip() for line in process.stdout if line.startswith("http://"))
        finally:
            process.terminate()


def test_a_real_provider_is_verified_by_its_discovery_and_keys(provider: str, tmp_path: Path) -> None:
    url = provider.removeprefix("http://")
    with server_in_thread(tmp_path, federation_private_hosts="127.0.0.1", federation_http_issuers=url) as server:
        account = first_account(server)
        made = account.iam.create_open_id_connect_provider(
            Url=f"https://{url}", ClientIDList=["urn:ostiary:tests"], ThumbprintList=["a" * 40]
        )
        federation = Federation(account, None, made["OpenIDConnectProviderArn"])  # type: ignore[arg-type]  # not ours
        trusts = {
            "Effect": "Allow",
            "Principal": {"Federated": federation.provider},
            "Action": ACTIONS[0],
            "Condition": {"StringEquals": {f"{url}:sub": "builder", f"{url}:scope": "deploy"}},
        }
        role = account.role("built", document(trusts), allow("iam:ListUsers"))
        form = urlencode({"grant_type": "client_credentials", "scope": "deploy"}).encode()
        secret = b64encode(b"builder:a+secret+of+the+tests+alone").decode()  # form-encoded (RFC 6749, 2.3.1)
        request = urllib.request.Request(f"{provider}/token", form, {"Authorization": f"Basic {secret}"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            token = json.load(answer)["access_token"]
        shown = {"RoleArn": role, "RoleSessionName": "build", "WebIdentityToken": token}
        session = account.root.with_credentials(federation.sts.assume_role_with_web_identity(**shown))
        session.client("iam").list_users()
        head, payload, signature = token.split(".")
        wrong = {**shown, "WebIdentityToken": f"{head}.{payload}.{signature[::-1]}"}
        assert code(federation.sts.assume_role_with_web_identity, **wrong) == "InvalidIdentityToken"
