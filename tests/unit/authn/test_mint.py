"""The mint that a server uses."""

from __future__ import annotations

import base64

import pytest

from ostiary.authn.authorization_messages import AuthorizationMessages
from ostiary.authn.ids import account_of
from ostiary.authn.keys import Key, Sealer
from ostiary.authn.mint import SecureMint
from ostiary.authn.tokens import SessionTokens
from ostiary.model.caller import Session, SessionKind
from ostiary.model.errors import PackedPolicyTooLargeError
from ostiary.model.mint import Mint
from ostiary.model.secret import Secret
from tests.support.botocore_signer import NOW
from tests.support.entropy import seeded

ACCOUNT = "123456789012"
SESSION = Session(
    kind=SessionKind.SESSION_TOKEN, account=ACCOUNT, entity_id=ACCOUNT, name="", issued=NOW, expires=NOW + 900
)


def a_mint(seed: int = 1) -> tuple[Mint, Sealer, SessionTokens]:
    entropy = seeded(seed)
    key = Key(base64.b32encode(entropy(10)).decode(), 0, entropy(32))
    sealer, tokens = Sealer(lambda _: (key,), entropy), SessionTokens(lambda _: (key,), entropy)
    messages = AuthorizationMessages(lambda _: (key,), entropy)
    return SecureMint(entropy, sealer, tokens, messages), sealer, tokens


def test_it_makes_ids_and_secrets_in_awss_form() -> None:
    mint, _, _ = a_mint()
    assert len(mint.unique_id("AROA")) == 21
    assert account_of(mint.access_key_id(ACCOUNT)) == ACCOUNT
    secrets = {mint.secret_access_key().reveal() for _ in range(100)}
    assert len(secrets) == 100
    assert all(len(secret) == 40 for secret in secrets)


def test_what_it_seals_and_issues_opens() -> None:
    mint, sealer, tokens = a_mint()
    assert sealer.open(ACCOUNT, "row", mint.seal(ACCOUNT, "row", Secret("s3cret"))).matches("s3cret")
    made = mint.credentials(SESSION)
    assert tokens.open(made.session_token, made.access_key_id)[0] == SESSION


def test_it_tells_how_much_of_the_limit_a_session_takes() -> None:
    mint, _, _ = a_mint()
    assert mint.packed_share(SESSION) == 0
    large = Session(
        kind=SessionKind.ASSUMED_ROLE,
        account=ACCOUNT,
        entity_id="AROA",
        name="s",
        issued=NOW,
        expires=NOW + 900,
        policies=("x" * 5_000,),
    )
    assert mint.packed_share(large) > 100
    with pytest.raises(PackedPolicyTooLargeError):
        mint.credentials(large)


def test_everything_comes_from_the_entropy_that_it_is_given() -> None:
    (one, _, _), (same, _, _), (other, _, _) = a_mint(), a_mint(), a_mint(2)
    assert one.unique_id("AIDA") == same.unique_id("AIDA") != other.unique_id("AIDA")
    assert one.secret_access_key().matches(same.secret_access_key().reveal())
