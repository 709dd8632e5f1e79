"""All policies of one kind that bear on a caller, indexed by action (policy-evaluation.md 7.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from ostiary.engine.kinds import Effect, PolicyKind
from ostiary.engine.policy import PRINCIPAL_KINDS, Policy, Statement
from ostiary.engine.principals import Grade
from ostiary.engine.request import Request, Target
from ostiary.model.caller import CallerKind


@dataclass(frozen=True, slots=True)
class Attached:
    """A policy and where it hangs.

    `id` is the ARN of a managed or control policy, or the name of an inline one; `type` is one of `user`, `group`,
    `role`, `aws-managed`, `user-managed`, `session`, `trust`, `resource`, `scp`, `rcp`, `vpce`, and `none` for a policy
    that hangs nowhere.
    """

    policy: Policy
    id: str
    type: str


@dataclass(frozen=True, slots=True)
class Source:
    """A statement and the policy that it stands in."""

    attached: Attached
    statement: Statement


class Outcome:
    """What a layer says: every Deny and Allow that applies, and the closest grade among the Allows."""

    __slots__ = ("allows", "denies", "grade")  # a plain class, as `Target` is

    def __init__(self, denies: list[Source], allows: list[Source], grade: Grade) -> None:
        self.denies: Final = denies
        self.allows: Final = allows
        self.grade: Final = grade


EMPTY: Final[tuple[Source, ...]] = ()


@dataclass(frozen=True, slots=True)
class Layer:
    """Policies whose statements can be found by action: build it once with `of`, and keep it.

    A statement is a candidate for an action when it names the action in full (`exact`), has a pattern with the
    action's service before the colon (`by_service`), or may reach any service (`anywhere`). Only candidates are tried.
    """

    attached: tuple[Attached, ...]
    sources: tuple[Source, ...]
    exact: Mapping[str, tuple[Source, ...]]
    by_service: Mapping[str, tuple[Source, ...]]
    anywhere: tuple[Source, ...]

    @classmethod
    def of(cls, attached: Iterable[Attached]) -> Layer:
        """Return the layer of these policies."""
        policies = tuple(attached)
        exact: dict[str, list[Source]] = {}
        by_service: dict[str, list[Source]] = {}
        anywhere: list[Source] = []
        sources = tuple([Source(policy, statement) for policy in policies for statement in policy.policy.statements])
        for source in sources:
            services = source.statement.actions.services
            if services is None:
                anywhere.append(source)
                continue
            for service in services:
                by_service.setdefault(service, []).append(source)
            for action in source.statement.actions.apart:
                exact.setdefault(action, []).append(source)
        return cls(policies, sources, _frozen(exact), _frozen(by_service), tuple(anywhere))

    def candidates(self, target: Target) -> tuple[Source, ...]:
        """Return the statements that may apply to the target's action; all others cannot."""
        named = self.exact.get(target.action, EMPTY)
        return named + self.by_service.get(target.service, EMPTY) + self.anywhere

    def evaluate(self, request: Request, target: Target, *, bounded: bool = False) -> Outcome:
        """Return what the layer says of the request. *bounded*: the caller has a permissions boundary (1.7)."""
        denies: list[Source] = []
        allows: list[Source] = []
        best = Grade.NONE
        for source in self.candidates(target):
            closeness = applies(source, request, target, bounded=bounded)
            if closeness is Grade.NONE:
                continue
            if source.statement.effect is Effect.DENY:
                denies.append(source)
            else:
                allows.append(source)
                best = max(best, closeness)
        return Outcome(denies, allows, best)


def _frozen(index: Mapping[str, list[Source]]) -> Mapping[str, tuple[Source, ...]]:
    return {key: tuple(sources) for key, sources in index.items()}


def applies(source: Source, request: Request, target: Target, *, bounded: bool) -> Grade:
    """Return how closely the statement applies to the request; NONE: it does not (policy-evaluation.md 2)."""
    statement = source.statement
    if not statement.actions.apply(target):
        return Grade.NONE
    if statement.resources is not None and not statement.resources.apply(target, request.context):
        return Grade.NONE
    for condition in statement.conditions:
        if condition is None or not condition.holds(request.context):
            return Grade.NONE
    return grade(source, request, bounded=bounded)


def grade(source: Source, request: Request, *, bounded: bool) -> Grade:
    """Return how closely the statement means the caller, whatever else it says (policy-evaluation.md 1.6, 1.7)."""
    kind = source.attached.policy.kind
    if kind not in PRINCIPAL_KINDS:
        return Grade.EXACT  # the policy hangs on the caller
    principals = source.statement.principals
    if principals is None:
        return Grade.NONE
    if principals.negated and source.statement.effect is Effect.ALLOW:
        return Grade.NONE  # NotPrincipal may only go with Deny (1.7)
    if (
        kind is PolicyKind.TRUST
        and source.statement.effect is Effect.ALLOW
        and request.caller.kind is CallerKind.BEARER
    ):
        return principals.grade_of_bearer(request.caller)  # a token opens no role that does not name its provider
    return principals.grade(request, kind, bounded=bounded)
