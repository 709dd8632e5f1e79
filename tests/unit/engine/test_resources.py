"""Short ARNs by the kind of policy (policy-evaluation.md 1.9): where no layer of a decision shows them yet."""

from __future__ import annotations

import pytest

from ostiary.engine.policy import PolicyKind
from ostiary.engine.request import Target
from ostiary.engine.resources import Resources
from tests.support.engine import SHORT_ARNS, A, request

QUEUE = Target.of(request(resource=f"arn:aws:sqs:r:{A}:q"))


def reached(entry: str, kind: PolicyKind, *, negated: bool = False, target: Target = QUEUE) -> bool:
    return Resources.of([entry], kind, negated=negated, substitute=True).apply(target, {})


@pytest.mark.parametrize(("kind", "plain", "starred"), SHORT_ARNS)
def test_r13_a_short_arn_is_filled_in_some_kinds_of_policy(kind: PolicyKind, plain: bool, starred: bool) -> None:
    assert reached("arn:aws:sqs", kind) is plain
    assert reached("arn:aws:sqs:*", kind) is starred


@pytest.mark.parametrize("kind", [PolicyKind.IDENTITY, PolicyKind.RESOURCE, PolicyKind.RCP])
def test_a_guess_is_never_inverted(kind: PolicyKind) -> None:
    other = Target.of(request(resource="arn:aws:s3:::vault"))
    assert not reached("arn:aws:sqs", kind, negated=True, target=other)
    assert reached(f"arn:aws:sqs:r:{A}:q", kind, negated=True, target=other)


def test_what_is_no_arn_matches_nothing() -> None:
    assert not reached("x:aws:sqs:r:100000000001:q", PolicyKind.IDENTITY)
    assert not reached("*", PolicyKind.IDENTITY, negated=True)
    assert not reached("arn:*:*:*:*:*", PolicyKind.IDENTITY, target=Target.of(request(resource="not-an-arn")))
