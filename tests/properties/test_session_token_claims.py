"""Whatever a session holds survives its token, and a token opens for nothing else."""

from __future__ import annotations

import base64

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ostiary.authn.keys import Key
from ostiary.authn.tokens import SessionTokens, packed_share
from ostiary.model.caller import Session, SessionKind
from ostiary.model.errors import InvalidClientTokenIdError, PackedPolicyTooLargeError
from ostiary.model.secret import Secret
from tests.support.entropy import seeded

KEY = Key(base64.b32encode(bytes(10)).decode(), 0, bytes(range(32)))
TOKENS = SessionTokens(lambda _: (KEY,), seeded())

texts = st.text(max_size=40)
times = st.integers(0, 2**40)
sessions = st.builds(
    Session,
    kind=st.sampled_from(SessionKind),
    account=st.integers(0, 10**12 - 1).map("{:012}".format),
    entity_id=texts,
    name=texts,
    issued=times,
    expires=times,
    revision=st.integers(0, 2**63),
    policies=st.lists(st.text(max_size=2_500), max_size=3).map(tuple),
    policy_arns=st.lists(texts, max_size=10).map(tuple),
    tags=st.dictionaries(texts, texts, max_size=50),
    transitive_keys=st.lists(texts, max_size=10).map(tuple),
    source_identity=texts,
    mfa_time=st.none() | times,
    chained=st.booleans(),
)


@given(sessions)
def test_a_session_comes_back_whole_or_is_too_large(session: Session) -> None:
    if packed_share(session) > 100:
        with pytest.raises(PackedPolicyTooLargeError):
            TOKENS.issue(session)
        return
    made = TOKENS.issue(session)
    opened, secret = TOKENS.open(made.session_token, made.access_key_id)
    assert opened == session
    assert secret.matches(made.secret.reveal())


@given(sessions, st.data())
def test_threat_28_a_changed_token_never_opens(session: Session, data: st.DataObject) -> None:
    assume(packed_share(session) <= 100)
    made = TOKENS.issue(session)
    content = bytearray(base64.b64decode(made.session_token.reveal()))
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(InvalidClientTokenIdError):
        TOKENS.open(Secret(base64.b64encode(content).decode()), made.access_key_id)


@given(st.text(max_size=400) | st.binary(max_size=400).map(lambda raw: base64.b64encode(b"\x01" + raw).decode()))
def test_threat_28_what_was_not_issued_never_opens(token: str) -> None:
    with pytest.raises(InvalidClientTokenIdError):
        TOKENS.open(Secret(token), "ASIAQAAAAAAAAAAAAAAA")
