"""What the policy simulator answers (policy-evaluation.md 9.1, 9.2): the engine's decisions on questions nobody asked.

Pure: the policies and the facts are given, and nothing is decided here that `ostiary.engine` does not decide.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from ostiary.catalogue import services
from ostiary.engine import fixed, glob
from ostiary.engine import layer as layers_of_engine
from ostiary.engine.context_keys import context_keys, distinct
from ostiary.engine.decide import (
    AWS_OWNED,
    Allow,
    Decision,
    ExplicitDeny,
    ImplicitDeny,
    Layers,
    Outcomes,
    decide_and_tell,
)
from ostiary.engine.kinds import PolicyKind
from ostiary.engine.layer import Attached, Layer, Source
from ostiary.engine.policy import parse
from ostiary.engine.principals import is_entity_arn
from ostiary.engine.request import ANY_RESOURCE, Context, Request, Target
from ostiary.evaluation import budget as costs_of
from ostiary.evaluation.budget import Budget, Costs
from ostiary.evaluation.decision import Outcome
from ostiary.evaluation.principals import is_account
from ostiary.evaluation.question import is_key, is_wildcard_only
from ostiary.model.arn import Arn
from ostiary.model.caller import Caller, CallerKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """By which policies, for whom and in which context questions are decided.

    `caller` is None for nobody in particular, who is at home wherever the resource is. `owner` owns the resources
    whose ARN does not say; empty: the caller's account. `account` is where nobody in particular is when nothing else
    tells. `layers` holds identity policies, boundary and service control policies; `resource_policy` is attached to
    every resource, and is a trust policy when the questions are about assuming roles. `context` is complete.
    """

    caller: Caller | None
    account: str
    layers: Layers
    resource_policy: Layer | None = None
    resources: tuple[str, ...] = (ANY_RESOURCE,)
    owner: str = ""
    context: Context = field(default_factory=dict)

    def request(self, action: str, resource: str) -> Request:
        """Return the engine's request."""
        arn = Arn.parse(resource)
        at_home = self.account if self.caller is None else self.caller.account
        owner = (arn.account if arn is not None else "") or self.owner or at_home
        caller = self.caller or nobody(self.account if owner == AWS_OWNED else owner)
        return Request(
            caller=caller,
            action=action,
            resource=resource,
            owner_account=owner,
            context=self.context,
            wildcard_only=is_wildcard_only(action),
            trust_ids={caller.entity_arn: caller.entity_id} if is_entity_arn(caller.entity_arn) else {},
            resource_mandatory=self.resource_policy is not None and is_key(resource),
        )

    def layers_for(self, request: Request) -> Layers:
        """Return the layers that decide *request*."""
        if not fixed.needs_trust(request):
            return replace(self.layers, resource=self.resource_policy)
        return replace(self.layers, trust=self.resource_policy or trusting(request.owner_account))

    def all_layers(self) -> tuple[Layer, ...]:
        """Return every layer that was given."""
        layers = self.layers
        given = (layers.identity, layers.boundary, *(layers.scp or ()), self.resource_policy)
        return tuple(layer for layer in given if layer is not None)


def nobody(account: str) -> Caller:
    """Return a principal of *account* that no policy can name."""
    return Caller(
        kind=CallerKind.USER, account=account, arn="", entity_arn="", entity_id="", user_id="", access_key_id=""
    )


@lru_cache(maxsize=64)
def trusting(account: str) -> Layer | None:
    """Return the trust policy of a role about which nothing is told: one that leaves it to the account's own policies.

    None where *account* is no account's number: nobody has such a role, and so it trusts nobody. A simulation retrieves
    no policy of a resource. For other resources the engine then asks the identity policies alone; that a role's policy
    must allow does not depend on its being given.
    """
    if not is_account(account):
        return None
    statement = {"Effect": "Allow", "Principal": {"AWS": account}, "Action": "sts:*"}
    policy = parse(json.dumps({"Version": "2012-10-17", "Statement": statement}), PolicyKind.TRUST)
    return Layer.of((Attached(policy, "", ASSUMED),))


ASSUMED: Final = "assumed"
"""The type of a policy that nobody gave, and that no answer shows."""


# -- answers -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was decided on one resource, or on all of an action's together.

    `details` says what each policy type says, by AWS's name for it: empty within one account, None where AWS leaves
    it out. `in_boundary` and `in_organization` are None without a boundary and without service control policies.
    """

    outcome: Outcome
    matched: tuple[Source, ...]
    missing: tuple[str, ...]
    details: Mapping[str, Outcome] | None
    in_boundary: bool | None
    in_organization: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """The answer for one action. `resource_type` is the template of its ARNs, or `*`; `each` is by resource.

    `length` is about how many characters it takes on the wire, and rather too many than too few.
    """

    action: str
    resource_type: str
    overall: Verdict
    each: Mapping[str, Verdict]
    length: int


class Simulator:
    """Answers for one action after the other, as far as *budget* goes."""

    def __init__(self, simulation: Simulation, budget: Budget) -> None:
        """Raise SpentError when the policies alone are too long."""
        budget.work(costs_of.reading(simulation.all_layers()))
        self._simulation = simulation
        self._budget = budget
        self._costs = Costs(simulation.context)
        self._missing = missing_keys(simulation, self._costs)
        self._missing_length = costs_of.length_of_texts(self._missing)

    def answer(self, action: str) -> Simulated:
        """Decide *action* on each resource. Raises SpentError: for too much work before anything is decided, for too
        long an answer as soon as it gets so. The answer's length is not spent yet."""
        simulation, budget = self._simulation, self._budget
        budget.work(self._steps(action))
        each: dict[str, Verdict] = {}
        length = 0
        for resource in simulation.resources:
            each[resource] = verdict = _verdict(simulation, action, resource, self._missing)
            length += self._length(resource, verdict)
            budget.require_room(length)
        overall, kind = _overall(tuple(each.values())), resource_type(action, simulation.resources)
        length += self._length(kind, overall)
        return Simulated(action=action, resource_type=kind, overall=overall, each=each, length=length)

    def _steps(self, action: str) -> int:
        """Return the steps of every layer's candidates on every resource, and those of naming the type of these."""
        resources, target = self._simulation.resources, Target.of(self._simulation.request(action, ANY_RESOURCE))
        sources = (source for layer in self._simulation.all_layers() for source in layer.candidates(target))
        known = services.action(action)
        types = 0 if known is None else len(known.resources)
        return self._costs.steps(sources, resources) + types * len(resources)

    def _length(self, name: str, verdict: Verdict) -> int:
        told = len(verdict.details or ()) + (verdict.in_boundary is not None)
        decided = costs_of.RESULT + costs_of.DETAIL * told + costs_of.length_of_text(name)
        return decided + self._missing_length + costs_of.length_of_sources(verdict.matched)


def simulate(simulation: Simulation, actions: Iterable[str], budget: Budget) -> Iterator[Simulated]:
    """Decide each action on each resource, and yield an answer for each action, in order. Raises SpentError."""
    simulator = Simulator(simulation, budget)
    for action in actions:
        answer = simulator.answer(action)
        budget.write(answer.length)
        yield answer


def missing_keys(simulation: Simulation, costs: Costs) -> tuple[str, ...]:
    """Return the context keys that the policies use and the context lacks, whichever action uses them; those of
    service control policies do not count (9.2)."""
    layers = (simulation.layers.identity, simulation.layers.boundary, simulation.resource_policy)
    texts = dict.fromkeys(one.policy.text for layer in layers if layer is not None for one in layer.attached)
    used = distinct(key for text in texts for key in context_keys(costs.document(text)))
    return tuple(key for key in used if key.lower() not in simulation.context)


def _verdict(simulation: Simulation, action: str, resource: str, missing: tuple[str, ...]) -> Verdict:
    request = simulation.request(action, resource)
    layers = simulation.layers_for(request)
    decision, said = decide_and_tell(request, layers)
    return Verdict(
        outcome=outcome_of(decision),
        matched=_matched(decision, said),
        missing=missing,
        details=_details(decision, request, said),
        in_boundary=None if said.boundary is None else _comes_to(said.boundary) is Outcome.ALLOWED,
        in_organization=None if said.scp is None else _comes_to(said.scp) is Outcome.ALLOWED,
    )


def outcome_of(decision: Decision) -> Outcome:
    """Return AWS's word for *decision*."""
    match decision:
        case Allow():
            return Outcome.ALLOWED
        case ExplicitDeny():
            return Outcome.EXPLICIT_DENY
        case ImplicitDeny():
            return Outcome.IMPLICIT_DENY


def _comes_to(outcome: layers_of_engine.Outcome | None) -> Outcome:
    """Return what a layer comes to by itself; one that is not there allows nothing."""
    if outcome is None:
        return Outcome.IMPLICIT_DENY
    if outcome.denies:
        return Outcome.EXPLICIT_DENY
    return Outcome.ALLOWED if outcome.allows else Outcome.IMPLICIT_DENY


def _denies(said: Outcomes) -> Iterator[Source]:
    """Yield the Denies of all layers whose statements are shown."""
    for outcome in (said.resource, said.trust, said.identity, said.boundary):
        if outcome is not None:
            yield from outcome.denies


def _matched(decision: Decision, said: Outcomes) -> tuple[Source, ...]:
    """Return the statements that brought the decision about: the Allows, or only the Denies; never those of service
    control policies, with whose refusal the simulation ends (9.2)."""
    match decision:
        case Allow(statements):
            return tuple(source for source in statements if source.attached.type != ASSUMED)
        case ExplicitDeny(layer):
            return () if layer is PolicyKind.SCP else tuple(_denies(said))
        case ImplicitDeny():
            return ()


IDENTITY: Final = "IAM Policy"
RESOURCE: Final = "Resource Policy"
BOUNDARY: Final = "Permissions Boundary Policy"
"""The policy types in AWS's recorded answers, in `EvalDecisionDetails` and for policies given in the call."""


def _details(decision: Decision, request: Request, said: Outcomes) -> Mapping[str, Outcome] | None:
    """Return what each policy type says, across accounts only (9.2)."""
    if isinstance(decision, ExplicitDeny | ImplicitDeny) and decision.layer is PolicyKind.SCP:
        return None
    if request.owner_account in {request.caller.account, AWS_OWNED}:
        return None if request.resource == ANY_RESOURCE else {}
    granting = said.resource if said.trust is None else said.trust
    details = {IDENTITY: _comes_to(said.identity), RESOURCE: _comes_to(granting)}
    return details if said.boundary is None else details | {BOUNDARY: _comes_to(said.boundary)}


# -- all resources of an action together ---------------------------------------------------------------

SEVERITY: Final = (Outcome.ALLOWED, Outcome.IMPLICIT_DENY, Outcome.EXPLICIT_DENY)
"""From the least to the most restrictive."""


def _overall(verdicts: Sequence[Verdict]) -> Verdict:
    """Return the most restrictive of *verdicts* (9.2). Only statements that brought it about are told."""
    outcome = _strictest(verdict.outcome for verdict in verdicts)
    matched = (source for verdict in verdicts if verdict.outcome is outcome for source in verdict.matched)
    return Verdict(
        outcome=outcome,
        matched=tuple({(one.attached.type, one.attached.id, one.statement.index): one for one in matched}.values()),
        missing=verdicts[0].missing,
        details=_strictest_details(verdicts),
        in_boundary=_all(verdict.in_boundary for verdict in verdicts),
        in_organization=_all(verdict.in_organization for verdict in verdicts),
    )


def _strictest(outcomes: Iterable[Outcome]) -> Outcome:
    return max(outcomes, key=SEVERITY.index)


def _strictest_details(verdicts: Sequence[Verdict]) -> Mapping[str, Outcome] | None:
    given = [verdict.details for verdict in verdicts if verdict.details is not None]
    names = dict.fromkeys(name for details in given for name in details)
    return {name: _strictest(one[name] for one in given if name in one) for name in names} if given else None


def _all(answers: Iterable[bool | None]) -> bool | None:
    given = [answer for answer in answers if answer is not None]
    return all(given) if given else None


def resource_type(action: str, resources: Sequence[str]) -> str:
    """Return the template of the ARNs that *action* is about, `arn:${Partition}:s3:::${BucketName}/${ObjectName}`, or
    `*` when AWS's catalogue knows none.

    An action may know several. The first that fits a resource asked about is meant, else one that the action always
    has, and of such the plainest.
    """
    known, service = services.action(action), services.service(action.partition(":")[0])
    if known is None or service is None or not known.resources:
        return ANY_RESOURCE
    in_order = sorted((not use.required, len(service.resources[use.name].arn), use.name) for use in known.resources)
    templates = [service.resources[name].arn for _, _, name in in_order]
    return next((template for template in templates if any(_fits(template, one) for one in resources)), templates[0])


def _fits(template: str, resource: str) -> bool:
    return template_glob(template).matches(resource)


@lru_cache(maxsize=256)
def template_glob(template: str) -> glob.Glob:
    """Return what an ARN of *template* matches: anything may stand for a `${Name}`."""
    pieces = template.split("${")
    return glob.compile_glob(glob.tokens(pieces[0] + "".join(f"*{piece.partition('}')[2]}" for piece in pieces[1:])))
