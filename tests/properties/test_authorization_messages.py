"""Encoded authorization messages: laws over everything that a request can hold."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.authn.authorization_messages import MAX_ENCODED, AuthorizationMessages
from ostiary.authn.keys import Key
from ostiary.engine.decide import ImplicitDeny
from ostiary.engine.failure import authorization_message
from ostiary.engine.kinds import PolicyKind
from ostiary.engine.request import Request
from ostiary.model.errors import InvalidAuthorizationMessageError
from tests.support.botocore_signer import NOW
from tests.support.engine import MIRA
from tests.support.entropy import seeded

KEY = Key(base64.b32encode(seeded()(10)).decode(), 0, seeded()(32))
MESSAGES = AuthorizationMessages(lambda _: (KEY,), seeded(2))
REFUSED = ImplicitDeny(PolicyKind.IDENTITY)

anything = st.text(st.characters(), max_size=60)
values = anything | st.lists(anything, max_size=4).map(tuple)
contexts = st.dictionaries(anything, values, max_size=12)
requests = st.builds(
    lambda resource, context: Request(MIRA, "s3:GetObject", resource, MIRA.account, context), anything, contexts
)
large = st.builds(
    lambda request, times: Request(
        MIRA, "s3:GetObject", request.resource * times, MIRA.account, {k * times: v for k, v in request.context.items()}
    ),
    requests,
    st.integers(1, 3_000),
)


@given(requests)
def test_a_message_comes_back_whole(request: Request) -> None:
    text = MESSAGES.encode(MIRA.account, request, REFUSED, NOW)
    assert json.loads(MESSAGES.decode(MIRA.account, text, NOW)) == json.loads(authorization_message(request, REFUSED))


@given(large)
def test_a_message_is_never_too_long_to_be_sent(request: Request) -> None:
    text = MESSAGES.encode(MIRA.account, request, REFUSED, NOW)
    assert len(text) <= MAX_ENCODED
    assert json.loads(MESSAGES.decode(MIRA.account, text, NOW))["allowed"] is False


@given(requests, st.data())
def test_threat_28_a_message_with_one_byte_changed_never_opens(request: Request, data: st.DataObject) -> None:
    text = MESSAGES.encode(MIRA.account, request, REFUSED, NOW)
    content = bytearray(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(InvalidAuthorizationMessageError):
        MESSAGES.decode(MIRA.account, base64.urlsafe_b64encode(content).rstrip(b"=").decode(), NOW)


@given(
    st.text(max_size=400) | st.binary(max_size=400).map(lambda raw: base64.urlsafe_b64encode(b"\x01" + raw).decode())
)
def test_threat_28_what_was_not_encoded_never_opens(text: str) -> None:
    with pytest.raises(InvalidAuthorizationMessageError):
        MESSAGES.decode(MIRA.account, text, NOW)
