"""ARNs."""

from __future__ import annotations

import pytest

from ostiary.model.arn import Arn, iam_arn, sts_arn


@pytest.mark.parametrize(
    "text", [iam_arn("aws", "100000000001", "user/a/b"), sts_arn("aws", "1", "assumed-role/r/s"), "arn:a:b:c:d:e:f:g"]
)
def test_an_arn_is_written_as_it_was_read(text: str) -> None:
    assert str(Arn.parse(text)) == text


def test_the_sixth_field_holds_every_further_colon() -> None:
    arn = Arn.parse("arn:aws:logs:eu-west-1:100000000001:log-group:/app:log-stream:1")
    assert arn is not None
    assert arn.resource == "log-group:/app:log-stream:1"


@pytest.mark.parametrize("text", ["", "*", "arn:aws:iam::1", "urn:aws:iam::1:user/a"])
def test_what_is_not_an_arn_is_none(text: str) -> None:
    assert Arn.parse(text) is None
