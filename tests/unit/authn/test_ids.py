"""Identifiers in AWS's form."""

from __future__ import annotations

import base64

import pytest

from ostiary.authn.ids import account_of, long_term_key_id, session_key_id, unique_id
from tests.support.entropy import seeded

ALPHABET = set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def test_a_unique_id_has_21_characters_and_its_prefix() -> None:
    entropy = seeded()
    made = {unique_id("AIDA", entropy) for _ in range(1_000)}
    assert len(made) == 1_000
    assert all(len(text) == 21 and text.startswith("AIDA") and set(text) <= ALPHABET for text in made)


@pytest.mark.parametrize("account", ["000000000000", "000000000001", "123456789012", "999999999999"])
def test_a_key_id_encodes_its_account(account: str) -> None:
    for make, prefix in ((long_term_key_id, "AKIA"), (session_key_id, "ASIA")):
        made = make(account, seeded())
        assert len(made) == 20
        assert made.startswith(prefix)
        assert set(made) <= ALPHABET
        assert account_of(made) == account


def test_the_account_is_where_others_look_for_it() -> None:
    """Public tools read bits 7 to 46 of the first six bytes behind the prefix."""
    made = long_term_key_id("123456789012", seeded())
    number = int.from_bytes(base64.b32decode(made[4:])[:6])
    assert (number & 0x7FFFFFFFFF80) >> 7 == 123456789012


def test_an_id_that_aws_documents_is_read() -> None:
    assert account_of("ASIAQNZGKIQY56JQ7WML") == "029608264753"


@pytest.mark.parametrize(
    "text", ["", "AKIA", "AKIAIOSFODNN7EXAMPLE", "AKIA0000000000000000", "akiaqnzgkiqy56jq7wml", "AKIA77777777AAAAAAAA"]
)
def test_an_id_that_encodes_no_account_says_none(text: str) -> None:
    assert account_of(text) is None


def test_key_ids_of_one_account_differ() -> None:
    entropy = seeded()
    assert len({long_term_key_id("123456789012", entropy) for _ in range(1_000)}) == 1_000
