"""What an explanation says applies is what decides."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings

from ostiary.engine.considered import considered
from ostiary.engine.decide import Allow, ExplicitDeny, decide
from ostiary.engine.kinds import Effect
from ostiary.engine.layer import Source
from tests.reference.agree import engine_layers
from tests.support.policies import Case, cases


def places(sources: list[Source]) -> Counter[tuple[str, str, int]]:
    return Counter((s.attached.policy.kind.value, s.attached.id, s.statement.index) for s in sources)


@given(cases())
@settings(max_examples=100)
def test_the_statements_that_a_decision_names_are_those_that_miss_by_nothing(case: Case) -> None:
    layers = engine_layers(case)
    for request in case.requests:
        found, _ = considered(request, layers)
        applying = [source for source, miss in found if miss is None]
        match decide(request, layers):
            case ExplicitDeny(layer, statements):
                denying = [s for s in applying if s.attached.policy.kind is layer and s.statement.effect is Effect.DENY]
                assert places(list(statements)) == places(denying)
            case Allow(statements):
                granting = places([s for s in applying if s.statement.effect is Effect.ALLOW])
                assert places(list(statements)) <= granting
