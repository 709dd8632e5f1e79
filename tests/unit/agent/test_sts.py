"""What is sent to STS, and what is made of its answers."""

from __future__ import annotations

from pathlib import Path

import httpx2
import pytest

from ostiary.agent.credentials import Role
from ostiary.agent.errors import AgentError, RefusedError, UnavailableError
from ostiary.agent.profiles import Keys
from ostiary.agent.sts import Sts, Wanted, aws_endpoint
from ostiary.model.secret import Secret
from tests.support.issuer import Issuer
from tests.support.sts_stub import NOW, ROLE, URL, WANTED, answer_of, credentials, error_of, form, sts

KEYS = Keys("AKIAEXAMPLE", Secret("secret"), Secret("token"))


def answering(text: str, status: int = 200) -> Sts:
    return sts(lambda _: httpx2.Response(status, text=text))


def test_assume_role_is_signed_and_its_answer_read() -> None:
    asked: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        return httpx2.Response(200, text=answer_of("AssumeRole", credentials()))

    wanted = Wanted(ROLE, "here", duration=900, external_id="x y")
    found = sts(answer).assume_role(wanted, KEYS, NOW, {"SerialNumber": "arn", "TokenCode": "123456"})
    (request,) = asked
    assert form(request) == {
        "Action": "AssumeRole",
        "Version": "2011-06-15",
        "RoleArn": str(ROLE.arn),
        "RoleSessionName": "here",
        "DurationSeconds": "900",
        "ExternalId": "x y",
        "SerialNumber": "arn",
        "TokenCode": "123456",
    }
    scope = "AKIAEXAMPLE/20260102/eu-west-1/sts/aws4_request"
    assert request.headers["authorization"].startswith(f"AWS4-HMAC-SHA256 Credential={scope}")
    assert request.headers["x-amz-security-token"] == "token"
    assert found.process_form() == credentials().process_form()
    assert found.role_id == "AROAEXAMPLE"


def test_web_identity_is_sent_without_a_signature() -> None:
    asked: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        return httpx2.Response(200, text=answer_of("AssumeRoleWithWebIdentity", credentials()))

    sts(answer).assume_role_with_web_identity(WANTED, Secret("a.b.c"), NOW)
    assert "authorization" not in asked[0].headers
    assert form(asked[0])["WebIdentityToken"] == "a.b.c"


def test_a_refusal_is_told_with_its_code_and_message() -> None:
    with pytest.raises(RefusedError, match=f"AssumeRole of {ROLE.arn} was refused: AccessDenied: Not you") as raised:
        answering(error_of("AccessDenied", "Not you"), 403).assume_role(WANTED, KEYS, NOW)
    assert raised.value.code == "AccessDenied"


def test_a_refusal_without_a_reason_is_one() -> None:
    for text in (
        error_of("AccessDenied", ""),
        "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>",
    ):
        with pytest.raises(RefusedError, match="AccessDenied: no reason was given"):
            answering(text, 403).assume_role(WANTED, KEYS, NOW)


@pytest.mark.parametrize(
    ("code", "status"), [("InternalFailure", 500), ("Throttling", 400), ("IDPCommunicationError", 400)]
)
def test_what_may_be_otherwise_later_is_no_refusal(code: str, status: int) -> None:
    with pytest.raises(UnavailableError, match=code):
        answering(error_of(code, "Later"), status).assume_role(WANTED, KEYS, NOW)


COMPLETE = answer_of("AssumeRole", credentials())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html>",
        "<!DOCTYPE x [<!ENTITY e 'x'>]>" + COMPLETE,
        COMPLETE.replace("<SessionToken>token-1</SessionToken>", ""),
        COMPLETE.replace("token-1", " "),
        COMPLETE.replace("</SecretAccessKey>", "</SecretAccessKey><SecretAccessKey>two</SecretAccessKey>"),
        COMPLETE.replace("Z</Expiration>", "</Expiration>"),
        answer_of("GetSessionToken", credentials()),
        "x" * 300_000,
    ],
)
def test_an_answer_that_is_not_whole_is_none(text: str) -> None:
    with pytest.raises(UnavailableError, match=f"{URL} (did not answer as STS does|gave an answer that never ends)"):
        answering(text).assume_role(WANTED, KEYS, NOW)


def test_credentials_that_have_ended_already_are_none() -> None:
    with pytest.raises(UnavailableError, match="is the clock of this machine right"):
        answering(COMPLETE).assume_role(WANTED, KEYS, credentials().expires)
    assert answering(COMPLETE).assume_role(WANTED, KEYS, credentials().expires - 1).expires == credentials().expires


def test_no_redirect_is_followed() -> None:
    asked = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(str(request.url))
        return httpx2.Response(307, headers={"location": "https://evil.example/"})

    with pytest.raises(UnavailableError):
        sts(answer).assume_role(WANTED, KEYS, NOW)
    assert asked == [f"{URL}/"]


def test_a_server_that_cannot_be_reached_is_named() -> None:
    def answer(_: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("no route")

    with pytest.raises(UnavailableError, match=f"{URL} cannot be reached: no route"):
        sts(answer).assume_role(WANTED, KEYS, NOW)


@pytest.mark.parametrize(
    "url",
    [
        "sts.example.test",
        "ftp://sts.example.test",
        "http://sts.example.test",
        "http://192.0.2.1:9400",
        "https://name:password@sts.example.test",
        "https://sts.example.test/?x=1",
        "https://[",
        "https://host:port",
        "",
    ],
)
def test_an_address_that_would_give_credentials_away_or_is_none_is_refused(url: str) -> None:
    with pytest.raises(AgentError):
        Sts.at(url, "us-east-1")


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9400", "http://localhost:1", "http://[::1]:1", "https://sts.example.test"]
)
def test_plain_http_is_for_this_machine(url: str) -> None:
    assert Sts.at(url, "us-east-1").url == url


def test_a_server_without_a_certificate_that_is_trusted_for_its_name_is_not_asked(tmp_path: Path) -> None:
    with Issuer(tmp_path) as far_side:
        url = f"https://127.0.0.1:{far_side.port}"
        for bundle in ("", str(far_side.bundle)):  # of an authority that nobody knows; of another host
            with pytest.raises(UnavailableError, match="CERTIFICATE_VERIFY_FAILED"):
                Sts.at(url, "us-east-1", ca_bundle=bundle).assume_role(WANTED, KEYS, NOW)
        assert far_side.requests == []


def test_a_bundle_of_certificates_that_is_not_there_is_named() -> None:
    with pytest.raises(AgentError, match=r"The certificates in /nonexistent\.pem cannot be read"):
        Sts.at(URL, "us-east-1", ca_bundle="/nonexistent.pem")


def test_aws_has_an_endpoint_in_each_partition() -> None:
    assert aws_endpoint("aws", "eu-west-1") == "https://sts.eu-west-1.amazonaws.com"
    assert aws_endpoint("aws-cn", "cn-north-1") == "https://sts.cn-north-1.amazonaws.com.cn"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "role",
        "arn:aws:iam::111122223333:user/x",
        "arn:aws:sts::111122223333:role/x",
        "arn:aws:iam::1:role/x",
        "arn:aws:iam::111122223333:role/",
        "arn:aws:iam::111122223333:role/a b",
    ],
)
def test_what_is_not_the_arn_of_a_role_is_refused(text: str) -> None:
    with pytest.raises(AgentError, match="ARN of a role"):
        Role.parse(text)
