"""Encoded authorization messages: what goes in comes out for its account and its time, and nothing else opens."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from ostiary.authn.authorization_messages import LIFETIME, MAX_ENCODED, AuthorizationMessages
from ostiary.authn.keys import RING_LEAD, Key
from ostiary.authn.tokens import SessionTokens
from ostiary.engine.decide import Decision, ImplicitDeny, decide
from ostiary.engine.failure import authorization_message
from ostiary.engine.kinds import PolicyKind
from ostiary.engine.request import Request
from ostiary.model.caller import Session, SessionKind
from ostiary.model.errors import InvalidAuthorizationMessageError
from tests.support.botocore_signer import NOW
from tests.support.engine import MIRA, layers
from tests.support.entropy import seeded

ACCOUNT = MIRA.account
OTHER = "200000000002"
NO_ALLOW = ImplicitDeny(PolicyKind.IDENTITY)
Value = str | tuple[str, ...]


def a_key(seed: int, created: int = 0) -> Key:
    entropy = seeded(seed)
    return Key(base64.b32encode(entropy(10)).decode(), created, entropy(32))


RING = (a_key(2), a_key(1))


def messages(*ring: Key) -> AuthorizationMessages:
    return AuthorizationMessages(lambda _: ring or RING, seeded())


def refused(
    context: dict[str, Value] | None = None, resource: str = "arn:aws:ec2:r:100000000001:instance/i"
) -> Request:
    return Request(MIRA, "ec2:RunInstances", resource, ACCOUNT, context or {})


def encoded(request: Request, decision: Decision = NO_ALLOW) -> str:
    return messages().encode(ACCOUNT, request, decision, NOW)


def decoded(text: str) -> Any:  # Any: JSON
    return json.loads(messages().decode(ACCOUNT, text, NOW))


def refuses(text: str, account: str = ACCOUNT, now: int = NOW, by: AuthorizationMessages | None = None) -> None:
    with pytest.raises(InvalidAuthorizationMessageError) as raised:
        (by or messages()).decode(account, text, now)
    assert raised.value.message == "Message is not valid"


SMALL = encoded(refused({"ec2:region": "eu-west-1"}))


def conditions(text: str) -> list[tuple[str, list[str]]]:
    items = decoded(text)["context"]["conditions"]["items"]
    return [(each["key"], [value["value"] for value in each["values"]["items"]]) for each in items]


# -- what comes back -----------------------------------------------------------------------------------


def test_the_text_of_the_engine_comes_back() -> None:
    request = refused({"aws:tagkeys": ("b", "a"), "ec2:region": "é\ud800\x00😀"})
    text = messages().decode(ACCOUNT, encoded(request), NOW)
    assert json.loads(text) == json.loads(authorization_message(request, NO_ALLOW))


def test_the_denying_statements_come_back() -> None:
    request = refused()
    deny = {"Sid": "NotNow", "Effect": "Deny", "Action": "ec2:*", "Resource": "*"}
    message = decoded(encoded(request, decide(request, layers(identity=[[deny]]))))
    assert message["explicitDeny"] is True
    assert message["matchedStatements"] == {"items": [{"statementId": "NotNow", "effect": "DENY"}]}


def test_any_node_with_the_ring_decodes() -> None:
    assert AuthorizationMessages(lambda _: RING[::-1], seeded(9)).decode(ACCOUNT, SMALL, NOW + LIFETIME - 1)


def test_the_text_is_not_readable_and_takes_no_escaping_on_the_wire() -> None:
    assert set(SMALL) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    content = base64.urlsafe_b64decode(SMALL + "=" * (-len(SMALL) % 4))
    assert b"mira" not in content
    assert b"RunInstances" not in content


def test_a_new_ring_key_is_used_once_every_node_can_have_it() -> None:
    new, old = a_key(2, created=NOW), a_key(1, created=NOW - 86_400)
    for now, key in ((NOW + RING_LEAD - 1, old), (NOW + RING_LEAD, new)):
        text = messages(new, old).encode(ACCOUNT, refused(), NO_ALLOW, now)
        assert messages(key).decode(ACCOUNT, text, now)


# -- what is refused -----------------------------------------------------------------------------------


def test_threat_28_every_bit_of_a_message_counts() -> None:
    content = base64.urlsafe_b64decode(SMALL + "=" * (-len(SMALL) % 4))
    for bit in range(len(content) * 8):
        flipped = bytearray(content)
        flipped[bit // 8] ^= 1 << bit % 8
        refuses(base64.urlsafe_b64encode(flipped).rstrip(b"=").decode())


def test_threat_28_every_character_of_a_message_counts() -> None:
    for place in range(len(SMALL)):
        for bit in range(8):
            refuses(SMALL[:place] + chr(ord(SMALL[place]) ^ 1 << bit) + SMALL[place + 1 :])
        refuses(SMALL[:place])


def test_threat_28_a_message_has_one_spelling() -> None:
    for spelling in (SMALL + "\n", SMALL + "=", SMALL + "==", " " + SMALL, SMALL[:40] + "\n" + SMALL[40:], SMALL + "A"):
        refuses(spelling)


@pytest.mark.parametrize("text", ["", "=", "AQ", "é", "%", "A" * MAX_ENCODED, "A" * (MAX_ENCODED + 1), "A" * 1_000_000])
def test_threat_28_what_is_no_message_is_refused(text: str) -> None:
    refuses(text)


def test_threat_28_a_message_is_bound_to_its_account() -> None:
    for account in (OTHER, "", ACCOUNT[:-1], ACCOUNT + "0"):
        refuses(SMALL, account)


def test_threat_48_a_message_expires_and_a_clock_that_is_set_back_revives_nothing() -> None:
    node = messages()
    node.decode(ACCOUNT, SMALL, NOW + LIFETIME - 1)
    refuses(SMALL, now=NOW + LIFETIME, by=node)
    refuses(SMALL, now=NOW, by=node)


def test_threat_28_a_message_of_another_ring_is_refused() -> None:
    refuses(SMALL, by=messages(a_key(3)))
    refuses(SMALL, by=messages(*(Key(key.id, key.created, bytes(32)) for key in RING)))


def test_threat_28_a_session_token_is_no_message_and_the_other_way_round() -> None:
    session = Session(
        kind=SessionKind.SESSION_TOKEN, account=ACCOUNT, entity_id=ACCOUNT, name="", issued=NOW, expires=NOW + 900
    )
    made = SessionTokens(lambda _: RING, seeded()).issue(session)
    token = made.session_token.reveal().rstrip("=").replace("+", "-").replace("/", "_")
    for account in (ACCOUNT, made.access_key_id):
        refuses(token, account)


# -- size ----------------------------------------------------------------------------------------------


def noise(characters: int, seed: int = 1) -> str:
    """Return text that cannot be compressed by much."""
    return base64.b64encode(seeded(seed)(characters)).decode()[:characters]


def test_a_text_that_just_fits_and_one_that_just_does_not_are_both_told_whole() -> None:
    lengths = []
    for length in range(7_100, 7_500):
        request = refused({"a": "x" * length})
        text = encoded(request)
        lengths.append(len(text))
        assert json.loads(messages().decode(ACCOUNT, text, NOW)) == json.loads(authorization_message(request, NO_ALLOW))
    assert lengths[0] < MAX_ENCODED
    assert lengths == sorted(lengths)
    assert lengths[-1] == MAX_ENCODED


def test_what_can_be_compressed_is_told_whole() -> None:
    values = {f"k:{number:03}": "the same again " * 10 for number in range(200)}
    text = encoded(refused(dict(values)))
    assert len(text) == MAX_ENCODED
    assert conditions(text) == [(key, [value]) for key, value in values.items()]


def test_the_length_of_a_compressed_message_tells_nothing_of_what_it_repeats() -> None:
    secret = noise(64)
    lengths = {len(encoded(refused({"a": secret, "z": guess * 150}))) for guess in (secret, noise(64, seed=2))}
    assert lengths == {MAX_ENCODED}


def test_values_are_left_out_from_the_last_condition_to_the_first() -> None:
    context: dict[str, Value] = {f"k:{number:02}": noise(1_000, number) for number in range(20)}
    text = encoded(refused(context))
    assert len(text) <= MAX_ENCODED
    shown = conditions(text)
    assert [key for key, _ in shown] == list(context)
    kept = sum(1 for _, values in shown if values)
    assert 7 <= kept <= 9
    assert [bool(values) for _, values in shown] == [True] * kept + [False] * (20 - kept)


def test_then_conditions_are_left_out_then_statements() -> None:
    denies = [
        {"Sid": noise(40, n).translate({43: 48, 47: 49}), "Effect": "Deny", "Action": "*", "Resource": "*"}
        for n in range(100)
    ]
    request = refused({noise(100, number).lower(): "v" for number in range(400)})
    shown = decoded(encoded(request, decide(request, layers(identity=[denies]))))
    kept = shown["context"]["conditions"]["items"]
    assert 0 < len(kept) < 400
    assert not any(each["values"]["items"] for each in kept)
    assert len(shown["matchedStatements"]["items"]) == 100
    many = [{**denies[0], "Sid": noise(60, n).translate({43: 48, 47: 49})} for n in range(400)]
    shown = decoded(encoded(request, decide(request, layers(identity=[many]))))
    assert shown["context"]["conditions"]["items"] == []
    assert 0 < len(shown["matchedStatements"]["items"]) < 400
    assert shown["context"]["resource"] == request.resource


@pytest.mark.parametrize("character", ["\x01", "\U0001f600", "\ud800", '"'])
def test_what_is_always_there_is_cut_when_nothing_else_helps(character: str) -> None:
    request = refused(resource=character + "".join(chr(0x4E00 + byte) for byte in seeded()(20_000)))
    text = encoded(request)
    assert len(text) <= MAX_ENCODED
    assert decoded(text)["context"]["resource"] == request.resource[:200]


def test_a_text_that_compresses_beyond_all_bounds_is_bounded() -> None:
    text = encoded(refused({"a": "x" * 1_000, "b": "y" * 10_000_000}))
    assert conditions(text) == [("a", ["x" * 1_000]), ("b", [])]
