"""Keys compare and sort as AWS's do (`ostiary.store.kinds`), and nouns survive being kept (`ostiary.store.codec`)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.model.nouns import Policy, User
from ostiary.store.codec import decoder, encode, is_storable
from ostiary.store.contract import Reader
from ostiary.store.kinds import KINDS, POLICY_VERSIONS, USERS, arn_key
from ostiary.store.views import SqlReader
from tests.support.nouns import ACCOUNT, OTHER, a_policy, a_user, arn

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
NUMBERS = st.integers(1, 10**9)


@given(NUMBERS, NUMBERS)
def test_versions_sort_by_number(first: int, second: int) -> None:
    compare = POLICY_VERSIONS.compare
    assert (compare(f"v{first}") < compare(f"v{second}")) == (first < second)


@given(TEXT, NUMBERS)
def test_what_is_no_version_equals_none(text: str, number: int) -> None:
    if text != f"v{number}":
        assert POLICY_VERSIONS.compare(text) != POLICY_VERSIONS.compare(f"v{number}")


@pytest.mark.parametrize("text", ["v01", "V1", "v1 ", "v-1", "v1.0", "v١", "v" + "9" * 11])
def test_a_version_is_written_in_one_way(text: str) -> None:
    assert POLICY_VERSIONS.compare(text) not in {POLICY_VERSIONS.compare(f"v{number}") for number in range(100)}


def test_every_kind_is_a_collection_of_the_reader() -> None:
    for kind in KINDS:
        assert isinstance(getattr(Reader, kind.name), property)
        assert isinstance(getattr(SqlReader, kind.name), property)


@given(
    st.builds(User, account=TEXT, id=TEXT, name=TEXT, path=TEXT, created=st.integers(0, 2**53), boundary=TEXT)
    | st.builds(User, account=TEXT, id=TEXT, name=TEXT, path=TEXT, created=st.just(1), tags=st.dictionaries(TEXT, TEXT))
)
def test_a_noun_read_back_is_the_one_that_was_kept(user: User) -> None:
    text = encode(user)
    assert USERS.decode(text) == user
    assert "\0" not in text


def test_members_of_a_newer_release_are_passed_over_and_missing_ones_have_their_default() -> None:
    text = encode(a_user("alice")).replace('"boundary":"",', '"invented":[1],')
    assert decoder(User)(text) == a_user("alice")


@given(st.text())
def test_what_is_storable_can_be_written_as_utf_8(text: str) -> None:
    try:
        text.encode()
        is_possible = "\0" not in text
    except UnicodeEncodeError:
        is_possible = False
    assert is_storable(text) == is_possible


@pytest.mark.parametrize("policy", [a_policy("Plain"), a_policy("Deep", path="/a/b/"), a_policy("x", account=OTHER)])
def test_the_arn_of_a_policy_leads_to_its_key(policy: Policy) -> None:
    assert arn_key(policy.account, arn(policy)) == (policy.name.lower(), policy.path)


@pytest.mark.parametrize(
    "other",
    [
        "",
        "x",
        f"arn:aws:iam::{OTHER}:policy/P",
        "arn:aws:iam::aws:policy/P",
        f"arn:aws:iam::{ACCOUNT}:role/P",
        "policy/P",
    ],
)
def test_other_arns_lead_to_no_key(other: str) -> None:
    assert arn_key(ACCOUNT, other) is None
