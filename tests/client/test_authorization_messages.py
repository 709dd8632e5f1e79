"""DecodeAuthorizationMessage through boto3, of messages that the server's own encoder made."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from ostiary.authn.authorization_messages import LIFETIME
from ostiary.engine.decide import ImplicitDeny
from ostiary.engine.kinds import PolicyKind
from ostiary.engine.request import Request
from ostiary.server.accounts import AccountWanted, RootKeyWanted
from tests.support.domain import root
from tests.support.server import ServerInThread

NOT_VALID = ("InvalidAuthorizationMessageException", 400, "Message is not valid")


def encoded(
    server: ServerInThread, context: dict[str, str | tuple[str, ...]] | None = None, at: int | None = None
) -> str:
    """Return why root was refused something, as the server encodes it; by default now."""
    installation = server.running._installation
    request = Request(root(server.account), "s3:GetObject", "arn:aws:s3:::b/k", server.account, context or {})
    now = installation.now if at is None else at
    return installation.messages.encode(server.account, request, ImplicitDeny(PolicyKind.IDENTITY), now)


def refusal(sts: Any, text: str) -> tuple[str, int, str]:
    with pytest.raises(ClientError) as raised:
        sts.decode_authorization_message(EncodedMessage=text)
    answer = raised.value.response
    return answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Message"]


def user(server: ServerInThread, name: str, action: str = "") -> Any:
    iam = server.client("iam")
    iam.create_user(UserName=name)
    if action:
        statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
        document = json.dumps({"Version": "2012-10-17", "Statement": statement})
        iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=document)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return server.client("sts", key["AccessKeyId"], key["SecretAccessKey"])


def test_a_message_is_told_to_whoever_may_decode(ostiary: ServerInThread) -> None:
    sts = user(ostiary, "decoder", "sts:DecodeAuthorizationMessage")
    answer = sts.decode_authorization_message(EncodedMessage=encoded(ostiary, {"aws:useragent": "<a&b> é"}))
    message = json.loads(answer["DecodedMessage"])
    assert (message["allowed"], message["explicitDeny"]) == (False, False)
    assert message["context"]["action"] == "s3:GetObject"
    assert message["context"]["resource"] == "arn:aws:s3:::b/k"
    assert message["context"]["principal"]["arn"] == f"arn:aws:iam::{ostiary.account}:root"
    assert message["context"]["conditions"]["items"] == [
        {"key": "aws:useragent", "values": {"items": [{"value": "<a&b> é"}]}}
    ]


def test_the_longest_message_fits_into_a_call(ostiary: ServerInThread) -> None:
    text = encoded(ostiary, {f"k:{n:04}": "value" * 20 for n in range(400)})
    assert len(text) == 10_240
    message = json.loads(ostiary.client("sts").decode_authorization_message(EncodedMessage=text)["DecodedMessage"])
    assert len(message["context"]["conditions"]["items"]) == 400


def test_without_the_permission_nothing_is_told(ostiary: ServerInThread) -> None:
    code, status, text = refusal(user(ostiary, "curious"), encoded(ostiary))
    assert (code, status) == ("AccessDenied", 403)
    assert "is not authorized to perform: sts:DecodeAuthorizationMessage" in text


def test_threat_28_what_is_not_valid_is_refused_in_one_way(ostiary: ServerInThread) -> None:
    sts, text = ostiary.client("sts"), encoded(ostiary)
    for bad in ("rubbish", text[:-1], text[:50] + "\n" + text[50:], text[:80] + chr(ord(text[80]) ^ 1) + text[81:]):
        assert refusal(sts, bad) == NOT_VALID


def test_threat_28_another_account_does_not_decode(ostiary: ServerInThread) -> None:
    installation = ostiary.running._installation
    made = installation.accounts.create(AccountWanted(root_key=RootKeyWanted()), installation.now)
    assert refusal(ostiary.client("sts", made.access_key_id, made.secret_access_key), encoded(ostiary)) == NOT_VALID


@pytest.mark.parametrize("text", ["", "A" * 10_241])
def test_what_has_a_length_that_none_has_fails_validation(ostiary: ServerInThread, text: str) -> None:
    code, status, message = refusal(ostiary.client("sts"), text)
    assert (code, status) == ("ValidationError", 400)
    assert "'encodedMessage' failed to satisfy constraint: Member must have length" in message


def test_threat_28_an_expired_message_is_refused(ostiary: ServerInThread) -> None:
    installation = ostiary.running._installation
    sts = ostiary.client("sts")
    sts.decode_authorization_message(EncodedMessage=encoded(ostiary, at=installation.now - LIFETIME + 60))
    assert refusal(sts, encoded(ostiary, at=installation.now - LIFETIME)) == NOT_VALID
