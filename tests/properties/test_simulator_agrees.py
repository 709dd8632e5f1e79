"""The simulator comes to what the engine decides by the same layers, whatever is asked."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from ostiary.engine import fixed
from ostiary.engine.decide import Allow, ExplicitDeny, decide
from ostiary.engine.kinds import Effect
from ostiary.engine.request import Request
from ostiary.evaluation.budget import Budget
from ostiary.evaluation.decision import Outcome
from ostiary.evaluation.simulation import Simulation, simulate
from ostiary.model.arn import Arn
from tests.reference.agree import engine_layers
from tests.support.policies import Case, cases

WITHOUT_RESOURCE_TYPES = {"iam:ListUsers", "sts:GetCallerIdentity", "sts:GetSessionToken"}


def as_simulated(request: Request, *, has_policy: bool) -> Request:
    """Return *request* as the simulator understands it: by the ARN and AWS's catalogue, and by nothing else."""
    arn = Arn.parse(request.resource)
    return replace(
        request,
        owner_account=(arn.account if arn else "") or request.owner_account,
        wildcard_only=request.action in WITHOUT_RESOURCE_TYPES,
        resource_mandatory=has_policy and ":key/" in request.resource,
    )


@given(cases())
@settings(max_examples=150)
def test_a_simulation_and_the_engine_decide_alike(case: Case) -> None:
    layers = engine_layers(case)
    if layers.trust is not None:
        return  # the ids in a trust policy are the caller's alone in a simulation
    for request in case.requests:
        if fixed.needs_trust(request):
            continue
        simulation = Simulation(
            caller=request.caller,
            account=request.caller.account,
            layers=replace(layers, resource=None),
            resource_policy=layers.resource,
            resources=(request.resource,),
            owner=request.owner_account,
            context=request.context,
        )
        (answer,) = simulate(simulation, [request.action], Budget())
        decision = decide(as_simulated(request, has_policy=layers.resource is not None), layers)
        match decision:
            case Allow():
                expected = Outcome.ALLOWED
            case ExplicitDeny():
                expected = Outcome.EXPLICIT_DENY
            case _:
                expected = Outcome.IMPLICIT_DENY
        assert answer.overall.outcome is expected
        effect = Effect.ALLOW if expected is Outcome.ALLOWED else Effect.DENY
        assert all(source.statement.effect is effect for source in answer.overall.matched)
        assert not (expected is Outcome.IMPLICIT_DENY and answer.overall.matched)
