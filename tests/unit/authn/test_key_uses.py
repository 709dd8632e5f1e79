"""When access keys were last used, until it is written."""

from __future__ import annotations

from ostiary.authn.key_uses import KeyUses
from ostiary.model.nouns import AccessKeyUse


def test_the_latest_use_of_each_key_is_handed_over_once() -> None:
    uses = KeyUses()
    uses.note("a", 1, "iam", "us-east-1")
    uses.note("a", 3, "sts", "eu-west-1")
    uses.note("a", 2, "iam", "us-east-1")
    uses.note("b", 1, "iam", "us-east-1")
    assert set(uses.drain()) == {
        AccessKeyUse(key="a", time=3, service="sts", region="eu-west-1"),
        AccessKeyUse(key="b", time=1, service="iam", region="us-east-1"),
    }
    assert uses.drain() == ()


def test_within_a_second_the_last_service_and_region_win() -> None:
    uses = KeyUses()
    uses.note("a", 1, "iam", "us-east-1")
    uses.note("a", 1, "sts", "us-east-1")
    assert uses.drain() == (AccessKeyUse(key="a", time=1, service="sts", region="us-east-1"),)


def test_uses_that_could_not_be_written_come_again_unless_there_are_later_ones() -> None:
    uses = KeyUses()
    uses.note("a", 1, "iam", "us-east-1")
    uses.note("b", 1, "iam", "us-east-1")
    taken = uses.drain()
    uses.note("a", 2, "iam", "us-east-1")
    uses.put_back(taken)
    assert {(use.key, use.time) for use in uses.drain()} == {("a", 2), ("b", 1)}
