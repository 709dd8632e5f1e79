"""Pages: markers that stay right, and markers that are not taken."""

from __future__ import annotations

import base64
import contextlib

import pytest

from ostiary.iam import pages
from ostiary.model.errors import ValidationError
from tests.support.domain import OTHER_ACCOUNT, Domain, root

MESSAGE = "Invalid Marker."


@pytest.fixture
def crowd(domain: Domain) -> Domain:
    """A domain with users a to e and the groups g and h, all users in g."""
    domain.users(*"abcde")
    for group in "gh":
        domain.call("CreateGroup", {"GroupName": group})
        for user in "abcde":
            domain.call("AddUserToGroup", {"GroupName": group, "UserName": user})
    return domain


def names(answer: dict[str, list[dict[str, str]]]) -> list[str]:
    return [user["UserName"] for user in answer["Users"]]


def marker(domain: Domain, operation: str = "ListUsers", **params: object) -> str:
    found: str = domain.call(operation, {"MaxItems": 2, **params})["Marker"]
    return found


def test_a_page_has_a_hundred_entries_unless_asked_otherwise(domain: Domain) -> None:
    domain.users(*(f"u{n:03}" for n in range(101)))
    first = domain.call("ListUsers")
    assert len(first["Users"]) == 100
    assert first["IsTruncated"] is True
    assert names(domain.call("ListUsers", {"Marker": first["Marker"]})) == ["u100"]


def test_a_page_that_holds_just_everything_is_the_last(crowd: Domain) -> None:
    answer = crowd.call("ListUsers", {"MaxItems": 5})
    assert answer["IsTruncated"] is False
    assert "Marker" not in answer


def test_pages_are_filled_under_a_path_prefix(domain: Domain) -> None:
    for number in range(8):
        domain.call("CreateUser", {"UserName": f"u{number}", "Path": "/odd/" if number % 2 else "/even/"})
    found = domain.pages("ListUsers", "Users", {"PathPrefix": "/odd/"}, size=2)
    assert [len(page) for page in found] == [2, 2]


def test_a_marker_stays_right_when_its_entry_is_removed(crowd: Domain) -> None:
    for group in "gh":
        crowd.call("RemoveUserFromGroup", {"GroupName": group, "UserName": "b"})
    following = marker(crowd)
    crowd.call("DeleteUser", {"UserName": "b"})
    assert names(crowd.call("ListUsers", {"Marker": following})) == ["c", "d", "e"]


def test_a_marker_stays_right_when_entries_are_added_before_and_after(crowd: Domain) -> None:
    following = marker(crowd)
    crowd.users("aa", "bb")
    assert names(crowd.call("ListUsers", {"Marker": following})) == ["bb", "c", "d", "e"]


def test_a_marker_may_be_used_again_and_with_another_size(crowd: Domain) -> None:
    following = marker(crowd)
    for size, expected in {1: ["c"], 3: ["c", "d", "e"]}.items():
        assert names(crowd.call("ListUsers", {"Marker": following, "MaxItems": size})) == expected


def test_a_marker_of_another_operation_is_refused(crowd: Domain) -> None:
    crowd.refuses("ListGroups", {"Marker": marker(crowd)}, ValidationError, MESSAGE)


def test_a_marker_of_another_account_is_refused(crowd: Domain) -> None:
    params = {"Marker": marker(crowd)}
    crowd.refuses("ListUsers", params, ValidationError, MESSAGE, caller=root(OTHER_ACCOUNT))


def test_a_marker_of_another_path_prefix_is_refused(crowd: Domain) -> None:
    crowd.refuses("ListUsers", {"Marker": marker(crowd), "PathPrefix": "/x/"}, ValidationError, MESSAGE)


def test_a_marker_of_another_parent_is_refused(crowd: Domain) -> None:
    of_g = marker(crowd, "GetGroup", GroupName="g")
    assert names(crowd.call("GetGroup", {"GroupName": "G", "Marker": of_g})) == ["c", "d", "e"]
    crowd.refuses("GetGroup", {"GroupName": "h", "Marker": of_g}, ValidationError, MESSAGE)


def test_a_marker_of_a_former_parent_of_the_same_name_is_refused(crowd: Domain) -> None:
    of_g = marker(crowd, "GetGroup", GroupName="g")
    crowd.call("UpdateGroup", {"GroupName": "g", "NewGroupName": "former"})
    crowd.call("CreateGroup", {"GroupName": "g"})
    crowd.refuses("GetGroup", {"GroupName": "g", "Marker": of_g}, ValidationError, MESSAGE)


@pytest.mark.parametrize("text", ["b", "!", " ", "bm90IG91cnM=", "ÿÿÿÿ", "=", "A" * 320])
def test_a_marker_that_was_never_given_out_is_refused(crowd: Domain, text: str) -> None:
    crowd.refuses("ListUsers", {"Marker": text}, ValidationError, MESSAGE)


@pytest.mark.parametrize("key", [b"", b"\x00", b"a\x00b", b"a\nb", b"\xff", b"\xed\xa0\x80"])
def test_a_marker_with_a_key_that_no_entry_has_is_refused(crowd: Domain, key: bytes) -> None:
    raw = base64.urlsafe_b64decode(marker(crowd))
    forged = base64.urlsafe_b64encode(raw[:-1] + key).decode()  # the key in it was "b"
    crowd.refuses("ListUsers", {"Marker": forged}, ValidationError, MESSAGE)


def test_no_broken_character_of_a_marker_leads_out_of_the_list(crowd: Domain) -> None:
    good = marker(crowd)
    for place in range(len(good)):
        broken = good[:place] + ("A" if good[place] != "A" else "B") + good[place + 1 :]
        with contextlib.suppress(ValidationError):
            assert set(names(crowd.call("ListUsers", {"Marker": broken}))) <= set("abcde")


def test_markers_fit_what_clients_take(domain: Domain) -> None:
    domain.users("a" * 64, "b" * 64)
    found = marker(domain, MaxItems=1)
    assert 1 <= len(found) <= 320
    assert found.isascii()
    assert " " not in found
    longest = pages._write(pages.bounded("x" * 3000), b"0" * pages.BINDING_SIZE)
    assert len(longest) <= 320


def test_keys_too_long_for_a_marker_stay_apart() -> None:
    short, one, other = "k" * pages.LONGEST_KEY, "k" * 500 + "a", "k" * 500 + "b"
    assert pages.bounded(short) == short
    assert pages.bounded(one) != pages.bounded(other)
    assert len(pages.bounded("é" * 500).encode()) <= pages.LONGEST_KEY
