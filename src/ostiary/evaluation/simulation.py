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
from ostiary.engine.decide import AWS_OWNED, WITHIN_ACCOUNT, Allow, Decision, ExplicitDeny, ImplicitDeny, Layers, decide
from ostiary.engine.kinds import PolicyKind
from ostiary.engine.layer import Attached, Layer, Source
from ostiary.engine.policy import parse
from ostiary.engine.principals import is_entity_arn
from ostiary.engine.request import ANY_RESOURCE, Context, Request, Target
from ostiary.evaluation.decision import Outcome
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


def nobody(account: str) -> Caller:
    """Return a principal of *account* that no policy can name."""
    return Caller(
        kind=CallerKind.USER, account=account, arn="", entity_arn="", entity_id="", user_id="", access_key_id=""
    )


@lru_cache(maxsize=64)
def trusting(account: str) -> Layer:
    """Return the trust policy of a role about which nothing is told: one that leaves it to the account's own policies.

    A simulation retrieves no policy of a resource. For other resources the engine then asks the identity policies
    alone; that a role's policy must allow does not depend on its being given.
    """
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
    """The answer for one action. `resource_type` is the template of its ARNs, or `*`; `each` is by resource."""

    action: str
    resource_type: str
    overall: Verdict
    each: Mapping[str, Verdict]


def simulate(simulation: Simulation, actions: Iterable[str]) -> Iterator[Simulated]:
    """Decide each action on each resource, and yield an answer for each action, in order."""
    missing = missing_keys(simulation)
    for action in actions:
        each = {resource: _verdict(simulation, action, resource, missing) for resource in simulation.resources}
        yield Simulated(
            action=action,
            resource_type=resource_type(action, simulation.resources),
            overall=_overall(tuple(each.values())),
            each=each,
        )


def missing_keys(simulation: Simulation) -> tuple[str, ...]:
    """Return the context keys that the policies use and the context lacks, whichever action uses them; those of
    service control policies do not count (9.2)."""
    layers = (simulation.layers.identity, simulation.layers.boundary, simulation.resource_policy)
    texts = dict.fromkeys(one.policy.text for layer in layers if layer is not None for one in layer.attached)
    used = distinct(key for text in texts for key in context_keys(text))
    return tuple(key for key in used if key.lower() not in simulation.context)


def _verdict(simulation: Simulation, action: str, resource: str, missing: tuple[str, ...]) -> Verdict:
    request = simulation.request(action, resource)
    layers = simulation.layers_for(request)
    decision = decide(request, layers)
    said = Said(request, Target.of(request), layers)
    return Verdict(
        outcome=outcome_of(decision),
        matched=_matched(decision, said),
        missing=missing,
        details=_details(decision, said),
        in_boundary=None if layers.boundary is None else said.by(layers.boundary) is Outcome.ALLOWED,
        in_organization=said.by_organization(),
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


@dataclass(frozen=True, slots=True)
class Said:
    """What single layers say of one request, beside the decision that they come to together."""

    request: Request
    target: Target
    layers: Layers

    def evaluate(self, layer: Layer) -> layers_of_engine.Outcome:
        """Return the statements of *layer* that apply."""
        return layer.evaluate(self.request, self.target, bounded=self.layers.boundary is not None)

    def by(self, layer: Layer | None) -> Outcome:
        """Return what *layer* comes to by itself; one that is not there allows nothing."""
        if layer is None:
            return Outcome.IMPLICIT_DENY
        outcome = self.evaluate(layer)
        if outcome.denies:
            return Outcome.EXPLICIT_DENY
        return Outcome.ALLOWED if outcome.allows else Outcome.IMPLICIT_DENY

    def by_organization(self) -> bool | None:
        """Return whether every level of service control policies allows; None where none binds the caller (7.1)."""
        levels, caller = self.layers.scp, self.request.caller
        if levels is None or caller.kind not in WITHIN_ACCOUNT or fixed.is_service_linked(caller):
            return None
        return all(self.by(level) is Outcome.ALLOWED for level in levels)

    def denies(self) -> Iterator[Source]:
        """Yield the Denies of all layers whose statements are shown."""
        layers = self.layers
        for layer in (layers.resource, layers.trust, layers.identity, layers.boundary):
            if layer is not None:
                yield from self.evaluate(layer).denies


def _matched(decision: Decision, said: Said) -> tuple[Source, ...]:
    """Return the statements that brought the decision about: the Allows, or only the Denies; never those of service
    control policies, with whose refusal the simulation ends (9.2)."""
    match decision:
        case Allow(statements):
            return tuple(source for source in statements if source.attached.type != ASSUMED)
        case ExplicitDeny(layer):
            return () if layer is PolicyKind.SCP else tuple(said.denies())
        case ImplicitDeny():
            return ()


IDENTITY: Final = "IAM Policy"
RESOURCE: Final = "Resource Policy"
BOUNDARY: Final = "Permissions Boundary Policy"
"""The policy types in AWS's recorded answers, in `EvalDecisionDetails` and for policies given in the call."""


def _details(decision: Decision, said: Said) -> Mapping[str, Outcome] | None:
    """Return what each policy type says, across accounts only (9.2)."""
    if isinstance(decision, ExplicitDeny | ImplicitDeny) and decision.layer is PolicyKind.SCP:
        return None
    request, layers = said.request, said.layers
    if request.owner_account in {request.caller.account, AWS_OWNED}:
        return None if request.resource == ANY_RESOURCE else {}
    details = {IDENTITY: said.by(layers.identity), RESOURCE: said.by(layers.trust or layers.resource)}
    return details if layers.boundary is None else details | {BOUNDARY: said.by(layers.boundary)}


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
