"""Tags: how many, which keys, and how keys compare."""

from __future__ import annotations

import pytest

from ostiary.model.errors import InvalidInputError, LimitExceededError
from tests.support.domain import Domain


@pytest.fixture
def alice(domain: Domain) -> Domain:
    """A domain with the user alice."""
    domain.users("alice")
    return domain


def tag(*keys: str) -> dict[str, object]:
    return {"UserName": "alice", "Tags": [{"Key": key, "Value": "v"} for key in keys]}


def keys(domain: Domain) -> list[str]:
    return [pair["Key"] for pair in domain.call("ListUserTags", {"UserName": "alice"})["Tags"]]


def test_a_fifty_first_tag_is_refused(alice: Domain) -> None:
    alice.call("TagUser", tag(*(f"k{n}" for n in range(49))))
    alice.call("TagUser", tag("k49"))
    alice.refuses("TagUser", tag("k50"), LimitExceededError, "Cannot exceed quota for TagsPerUser: 50")
    assert len(keys(alice)) == 50


def test_with_fifty_tags_one_can_still_be_replaced(alice: Domain) -> None:
    alice.call("TagUser", tag(*(f"k{n}" for n in range(50))))
    alice.call("TagUser", tag("K7"))
    assert len(keys(alice)) == 50
    assert "K7" in keys(alice)


@pytest.mark.parametrize("pair", [("team", "team"), ("team", "TEAM"), ("ÄRGER", "ärger")])
def test_a_key_given_twice_is_refused_whatever_its_case(alice: Domain, pair: tuple[str, str]) -> None:
    message = "Duplicate tag keys found. Please note that Tag keys are case insensitive."
    alice.refuses("TagUser", tag(*pair), InvalidInputError, message)


@pytest.mark.parametrize("key", ["aws:x", "AWS:x", "aWs:"])
def test_keys_that_begin_with_aws_are_refused(alice: Domain, key: str) -> None:
    message = "aws: prefixed tag key names are not allowed for external use."
    alice.refuses("TagUser", tag("good", key), InvalidInputError, message)


def test_keys_that_only_look_reserved_are_taken(alice: Domain) -> None:
    alice.call("TagUser", tag("aws", "awsome:x", "my:aws:x"))
    assert keys(alice) == ["aws", "awsome:x", "my:aws:x"]


def test_a_replaced_tag_has_the_new_spelling(alice: Domain) -> None:
    alice.call("TagUser", tag("Department"))
    alice.call("TagUser", tag("department"))
    assert keys(alice) == ["department"]


def test_tags_are_listed_in_pages_by_key(alice: Domain) -> None:
    alice.call("TagUser", tag("c", "a", "d", "b", "e"))
    pages = alice.pages("ListUserTags", "Tags", {"UserName": "alice"}, size=2)
    assert [[pair["Key"] for pair in page] for page in pages] == [["a", "b"], ["c", "d"], ["e"]]


def test_the_longest_keys_are_listed_in_pages_too(alice: Domain) -> None:
    longest = [chr(0x20000) * 127 + last for last in "abcd"]  # four bytes each: no marker could carry one
    alice.call("TagUser", tag(*longest, "z"))
    pages = alice.pages("ListUserTags", "Tags", {"UserName": "alice"}, size=1)
    assert sorted(pair["Key"] for page in pages for pair in page) == sorted([*longest, "z"])
