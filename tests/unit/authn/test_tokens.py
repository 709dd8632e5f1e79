"""Session tokens: what goes in comes out, and nothing else opens."""

from __future__ import annotations

import base64

import pytest

from ostiary.authn.ids import account_of
from ostiary.authn.keys import RING_LEAD, Key
from ostiary.authn.tokens import MAX_TOKEN, PACKED_LIMIT, SessionTokens, packed_share
from ostiary.model.caller import Session, SessionKind
from ostiary.model.errors import InvalidClientTokenIdError, PackedPolicyTooLargeError
from ostiary.model.secret import Secret
from tests.support.botocore_signer import NOW
from tests.support.entropy import seeded

ACCOUNT = "123456789012"


def a_key(seed: int, created: int = 0) -> Key:
    entropy = seeded(seed)
    return Key(base64.b32encode(entropy(10)).decode(), created, entropy(32))


RING = (a_key(2), a_key(1))
TOKENS = SessionTokens(lambda _: RING, seeded())
SESSION = Session(
    kind=SessionKind.ASSUMED_ROLE,
    account=ACCOUNT,
    entity_id="AROAQAAAAAAAAAAAAAAAA",
    name="a-session",
    issued=NOW,
    expires=NOW + 3_600,
    revision=7,
    policies=('{"Version": "2012-10-17"}',),
    policy_arns=("arn:aws:iam::aws:policy/ReadOnlyAccess",),
    tags={"Team": "Blue", "Ünïcode": ""},
    transitive_keys=("Team",),
    source_identity="somebody",
    mfa_time=NOW - 60,
    chained=True,
)


def plain(**changes: object) -> Session:
    facts = {"kind": SessionKind.SESSION_TOKEN, "account": ACCOUNT, "entity_id": ACCOUNT, "name": "", "issued": NOW}
    return Session(**{**facts, "expires": NOW + 900, **changes})  # type: ignore[arg-type]  # facts of one type each


def with_token(token: str) -> None:
    """Require that *token* is refused as AWS words it."""
    made = TOKENS.issue(SESSION)
    with pytest.raises(InvalidClientTokenIdError) as raised:
        TOKENS.open(Secret(token), made.access_key_id)
    assert raised.value.message == "The security token included in the request is invalid."


@pytest.mark.parametrize("session", [SESSION, plain(), plain(kind=SessionKind.FEDERATION_TOKEN, name="bob")])
def test_a_session_comes_back_whole_with_its_secret(session: Session) -> None:
    made = TOKENS.issue(session)
    opened, secret = TOKENS.open(made.session_token, made.access_key_id)
    assert opened == session
    assert secret.matches(made.secret.reveal())
    assert len(made.secret.reveal()) == 40
    assert made.expires == session.expires


def test_credentials_look_like_awss() -> None:
    made = TOKENS.issue(plain())
    assert made.access_key_id.startswith("ASIA")
    assert account_of(made.access_key_id) == ACCOUNT
    base64.b64decode(made.session_token.reveal(), validate=True)
    assert len(made.session_token.reveal()) < 400


def test_two_sessions_share_nothing() -> None:
    one, two = TOKENS.issue(SESSION), TOKENS.issue(SESSION)
    assert one.access_key_id != two.access_key_id
    assert not one.secret.matches(two.secret.reveal())
    assert not one.session_token.matches(two.session_token.reveal())


def test_the_claims_are_not_readable() -> None:
    content = base64.b64decode(TOKENS.issue(SESSION).session_token.reveal())
    for claim in (b"a-session", b"AROA", b"Team", b"2012-10-17"):
        assert claim not in content


# -- threats ----------------------------------------------------------------------------------------------------------


def test_threat_28_every_single_bit_of_a_token_counts() -> None:
    made = TOKENS.issue(plain())
    content = base64.b64decode(made.session_token.reveal())
    for bit in range(len(content) * 8):
        flipped = bytearray(content)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(InvalidClientTokenIdError):
            TOKENS.open(Secret(base64.b64encode(flipped).decode()), made.access_key_id)


def test_threat_28_every_character_of_a_token_counts() -> None:
    made = TOKENS.issue(plain())
    text = made.session_token.reveal()
    for place in range(len(text)):
        for bit in range(8):
            flipped = text[:place] + chr(ord(text[place]) ^ 1 << bit) + text[place + 1 :]
            with pytest.raises(InvalidClientTokenIdError):
                TOKENS.open(Secret(flipped), made.access_key_id)


def test_threat_28_a_token_is_bound_to_its_access_key() -> None:
    one, two = TOKENS.issue(SESSION), TOKENS.issue(SESSION)
    for access_key_id in (two.access_key_id, one.access_key_id.replace("ASIA", "AKIA"), one.access_key_id.lower(), ""):
        with pytest.raises(InvalidClientTokenIdError):
            TOKENS.open(one.session_token, access_key_id)


def test_threat_28_a_token_of_an_unknown_key_is_refused() -> None:
    made = SessionTokens(lambda _: (a_key(3),), seeded()).issue(SESSION)
    with pytest.raises(InvalidClientTokenIdError):
        TOKENS.open(made.session_token, made.access_key_id)


def test_threat_28_a_key_of_the_same_name_does_not_open_it() -> None:
    made = TOKENS.issue(SESSION)
    forged = tuple(Key(key.id, key.created, bytes(32)) for key in RING)
    with pytest.raises(InvalidClientTokenIdError):
        SessionTokens(lambda _: forged, seeded()).open(made.session_token, made.access_key_id)


def test_threat_28_a_token_cut_anywhere_is_refused() -> None:
    made = TOKENS.issue(plain())
    content = base64.b64decode(made.session_token.reveal())
    for end in range(len(content)):
        with pytest.raises(InvalidClientTokenIdError):
            TOKENS.open(Secret(base64.b64encode(content[:end]).decode()), made.access_key_id)


@pytest.mark.parametrize("token", ["", " ", "=", "AQ==", "é", "A" * MAX_TOKEN, "A" * (MAX_TOKEN + 4), "A" * 1_000_000])
def test_threat_28_what_is_no_token_is_refused(token: str) -> None:
    with_token(token)


def test_threat_28_a_token_has_one_spelling() -> None:
    text = TOKENS.issue(plain()).session_token.reveal()
    for spelling in (text + "\n", text + "=", " " + text, text.rstrip("=") + "====", text.replace("+", "-") + "A"):
        with_token(spelling)


def test_claims_that_are_not_known_here_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ostiary.authn.tokens._write_claims", lambda _: b"\x81\xa4kind\xa3new")
    made = TOKENS.issue(plain())
    with pytest.raises(InvalidClientTokenIdError):
        TOKENS.open(made.session_token, made.access_key_id)


# -- the ring ---------------------------------------------------------------------------------------------------------


def test_a_new_ring_key_is_used_once_every_node_can_have_it() -> None:
    new, old = a_key(2, created=NOW), a_key(1, created=NOW - 86_400)
    tokens = SessionTokens(lambda _: (new, old), seeded())
    for issued, key in ((NOW, old), (NOW + RING_LEAD - 1, old), (NOW + RING_LEAD, new)):
        made = tokens.issue(plain(issued=issued, expires=issued + 900))
        assert base64.b64decode(made.session_token.reveal())[1:11] == base64.b32decode(key.id)
        tokens.open(made.session_token, made.access_key_id)


def test_a_new_installation_starts_with_the_older_key() -> None:
    new, old = a_key(2, created=NOW), a_key(1, created=NOW)
    made = SessionTokens(lambda _: (new, old), seeded()).issue(plain())
    assert base64.b64decode(made.session_token.reveal())[1:11] == base64.b32decode(old.id)


# -- size -------------------------------------------------------------------------------------------------------------


def test_a_session_without_policies_and_tags_uses_nothing_of_the_limit() -> None:
    assert packed_share(plain()) == 0


def test_the_share_is_rounded_up() -> None:
    assert packed_share(plain(tags={"a": ""})) == 1
    assert packed_share(plain(policies=("x" * (PACKED_LIMIT // 2),))) == 51


def test_what_just_fits_is_issued_within_the_greatest_size() -> None:
    session = plain(policies=("x" * 2_048,), tags={f"{n:02}": "y" * 38 for n in range(46)}, source_identity="s" * 64)
    assert packed_share(session) == 99
    made = TOKENS.issue(session)
    assert len(made.session_token.reveal()) < MAX_TOKEN
    assert TOKENS.open(made.session_token, made.access_key_id)[0] == session


def test_what_does_not_fit_is_refused_in_awss_words() -> None:
    with pytest.raises(PackedPolicyTooLargeError) as raised:
        TOKENS.issue(plain(policies=("x" * 5_000,)))
    assert raised.value.message == "Packed policy consumes 123% of allotted space, please use smaller policy."
    with pytest.raises(PackedPolicyTooLargeError) as raised:
        TOKENS.issue(plain(tags={f"{n:0128}": "v" * 256 for n in range(50)}))
    assert raised.value.message == "Packed size of session tags consumes 476% of allotted space."
