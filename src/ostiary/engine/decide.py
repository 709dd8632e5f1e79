"""Decide one request against the policies that bear on it: the policy decision point (policy-evaluation.md 7).

Pure: no store, no environment, no clock (`aws:CurrentTime` is a fact of the request). An exception is never an allow.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from ostiary.engine import fixed
from ostiary.engine.kinds import PolicyKind
from ostiary.engine.layer import Layer, Outcome, Source
from ostiary.engine.principals import Grade
from ostiary.engine.request import Request, Target
from ostiary.model.caller import CallerKind

NO_POLICIES: Final = Layer.of(())


@dataclass(frozen=True, slots=True)
class Layers:
    """The policies that bear on one request, by layer (policy-evaluation.md 0.2, 7.1).

    None says that the layer is absent; a layer that is given and holds no policy allows nothing. `scp` are those of
    the caller's account, `rcp` those of the resource's owner, each as levels from the organization's root to the
    account, every one of which must allow. They are None without an organization, with the policy type off, for the
    management account, and `rcp` also for a service that resource control policies do not reach. Which callers these
    and `vpce` bind is decided here. `trust` is the policy of a role that is to be assumed, `resource` that of any
    other resource. Layers that a kind of caller never has (an identity layer of root, a session layer of a user) are
    not to be given; what they deny is denied.
    """

    identity: Layer = field(default=NO_POLICIES)
    boundary: Layer | None = None
    session: Layer | None = None
    trust: Layer | None = None
    resource: Layer | None = None
    scp: tuple[Layer, ...] | None = None
    rcp: tuple[Layer, ...] | None = None
    vpce: Layer | None = None


@dataclass(frozen=True, slots=True)
class Allow:
    """The request may go ahead; `statements` are the grants, and empty where no policy was needed (root, 8.1)."""

    statements: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class ExplicitDeny:
    """A Deny statement applies: `statements` are all that do in the layer that is named.

    `at_endpoint` says that the policy of the VPC endpoint denies as well, when it is not the layer that is named.
    """

    layer: PolicyKind
    statements: tuple[Source, ...]
    at_endpoint: bool = False


@dataclass(frozen=True, slots=True)
class ImplicitDeny:
    """Nothing denies, and the Allow of this layer was needed and is missing.

    `by_rule` says that no policy can give it: a rule of 7.8 forbids what policies would have allowed.
    """

    layer: PolicyKind
    by_rule: bool = field(default=False, compare=False)


Decision = Allow | ExplicitDeny | ImplicitDeny

WITHOUT_IDENTITY: Final = frozenset({CallerKind.SERVICE, CallerKind.BEARER, CallerKind.ANONYMOUS})
"""Callers that no identity-based policy hangs on: the policy of the resource alone decides (7.1)."""

WITHIN_ACCOUNT: Final = frozenset(
    {CallerKind.ROOT, CallerKind.USER, CallerKind.ROLE_SESSION, CallerKind.FEDERATED_USER}
)
"""Callers that belong to an account, and so are bound by its service control policies (7.1)."""

AWS_OWNED: Final = "aws"
"""The account field of what AWS itself owns, such as its managed policies: it is in everybody's account."""


NAMING_ORDER: Final = (
    PolicyKind.SCP,
    PolicyKind.RCP,
    PolicyKind.VPCE,
    PolicyKind.RESOURCE,
    PolicyKind.TRUST,
    PolicyKind.IDENTITY,
    PolicyKind.BOUNDARY,
    PolicyKind.SESSION,
)
"""Which layer is named when several deny (7.3, step 1); the documentation leaves it open (11, point 16)."""


class Outcomes:
    """What each layer says of one request; None: the layer is absent or does not bind."""

    # A plain class, as `Target` is.
    __slots__ = ("boundary", "identity", "rcp", "resource", "scp", "session", "trust", "vpce")

    def __init__(
        self,
        *,
        scp: Outcome | None,
        rcp: Outcome | None,
        vpce: Outcome | None,
        resource: Outcome | None,
        trust: Outcome | None,
        identity: Outcome,
        boundary: Outcome | None,
        session: Outcome | None,
    ) -> None:
        self.scp: Final = scp
        self.rcp: Final = rcp
        self.vpce: Final = vpce
        self.resource: Final = resource
        self.trust: Final = trust
        self.identity: Final = identity
        self.boundary: Final = boundary
        self.session: Final = session

    def in_order(self) -> tuple[Outcome | None, ...]:
        """Return them in the NAMING_ORDER."""
        return (
            self.scp,
            self.rcp,
            self.vpce,
            self.resource,
            self.trust,
            self.identity,
            self.boundary,
            self.session,
        )


def decide(request: Request, layers: Layers) -> Decision:
    """A Deny anywhere wins; then every limit must allow; then the right grants must be there (7.3)."""
    settled = _settled(request)
    if settled is not None:
        return settled
    target = Target.of(request)
    return _combined(request, target, layers, _evaluate(request, target, layers))


def decide_and_tell(request: Request, layers: Layers) -> tuple[Decision, Outcomes]:
    """Return what `decide` does, and what each layer says of the request, also where no policy was needed."""
    target = Target.of(request)
    outcomes = _evaluate(request, target, layers)
    settled = _settled(request)
    return (_combined(request, target, layers, outcomes) if settled is None else settled), outcomes


def _settled(request: Request) -> Decision | None:
    """Return the decision on what is decided by no policy (8.1, 8.2)."""
    if fixed.needs_no_policy(request):
        return Allow(())
    return ImplicitDeny(PolicyKind.SESSION) if fixed.is_beyond_credentials(request) else None


def _combined(request: Request, target: Target, layers: Layers, outcomes: Outcomes) -> Decision:
    if (denial := _explicit_deny(outcomes)) is not None:
        return denial
    if (missing := _guardrail(outcomes) or _missing(request, layers, outcomes)) is not None:
        return ImplicitDeny(missing)
    if (ruled := fixed.refused_by(request, target)) is not None:
        return ImplicitDeny(ruled, by_rule=True)
    return Allow((*outcomes.identity.allows, *_allows(outcomes.trust), *_allows(outcomes.resource)))


def _evaluate(request: Request, target: Target, layers: Layers) -> Outcomes:
    boundary, session = layers.boundary, layers.session
    bounded = boundary is not None
    return Outcomes(
        scp=None if layers.scp is None else _scp(layers.scp, request, target),
        rcp=None if layers.rcp is None else _rcp(layers.rcp, request, target, bounded=bounded),
        vpce=None if layers.vpce is None else _vpce(layers.vpce, request, target, bounded=bounded),
        resource=None if layers.resource is None else _resource(layers.resource, request, target, bounded=bounded),
        trust=None if layers.trust is None else layers.trust.evaluate(request, target, bounded=bounded),
        identity=layers.identity.evaluate(request, target),
        boundary=None if boundary is None else boundary.evaluate(request, target),
        session=None if session is None else session.evaluate(request, target),
    )


def _scp(levels: tuple[Layer, ...], request: Request, target: Target) -> Outcome | None:
    """Service control policies bind the account's own callers, all but service-linked roles (7.1)."""
    caller = request.caller
    if caller.kind not in WITHIN_ACCOUNT or fixed.is_service_linked(caller):
        return None
    return _every_level(levels, request, target)


def _rcp(levels: tuple[Layer, ...], request: Request, target: Target, *, bounded: bool) -> Outcome | None:
    """Resource control policies bind every caller, of whatever account, but service-linked roles (7.1)."""
    return None if fixed.is_service_linked(request.caller) else _every_level(levels, request, target, bounded=bounded)


def _every_level(
    levels: tuple[Layer, ...], request: Request, target: Target, *, bounded: bool = False
) -> Outcome | None:
    """Join the levels of an organization: any may deny, and there are grants only when every level has one (7.2)."""
    outcomes = [level.evaluate(request, target, bounded=bounded) for level in levels]
    if not outcomes:
        return None
    denies = [source for outcome in outcomes for source in outcome.denies]
    allows = [source for outcome in outcomes for source in outcome.allows]
    return Outcome(denies, allows if all(outcome.allows for outcome in outcomes) else [], Grade.NONE)


def _vpce(layer: Layer, request: Request, target: Target, *, bounded: bool) -> Outcome | None:
    """A service calls from inside, through nobody's endpoint (7.1)."""
    if request.caller.kind is CallerKind.SERVICE:
        return None
    return layer.evaluate(request, target, bounded=bounded)


def _resource(layer: Layer, request: Request, target: Target, *, bounded: bool) -> Outcome:
    outcome = layer.evaluate(request, target, bounded=bounded)
    if outcome.denies and fixed.is_way_back_in(request, target):
        return Outcome([], outcome.allows, outcome.grade)
    return outcome


def _allows(outcome: Outcome | None) -> Iterable[Source]:
    return () if outcome is None else outcome.allows


def _explicit_deny(outcomes: Outcomes) -> ExplicitDeny | None:
    """Name the first denying layer in the order of 7.3, step 1."""
    for place, outcome in enumerate(outcomes.in_order()):
        if outcome is not None and outcome.denies:
            kind, endpoint = NAMING_ORDER[place], outcomes.vpce
            also = kind is not PolicyKind.VPCE and endpoint is not None and bool(endpoint.denies)
            return ExplicitDeny(kind, tuple(outcome.denies), also)
    return None


def _guardrail(outcomes: Outcomes) -> PolicyKind | None:
    """Return the first layer that binds whatever is granted and does not allow (7.3, step 2)."""
    if outcomes.rcp is not None and not outcomes.rcp.allows:
        return PolicyKind.RCP
    if outcomes.scp is not None and not outcomes.scp.allows:
        return PolicyKind.SCP
    return PolicyKind.VPCE if outcomes.vpce is not None and not outcomes.vpce.allows else None


def _missing(  # noqa: PLR0911  # the steps of 7.3, one return each, as it is read there
    request: Request, layers: Layers, outcomes: Outcomes
) -> PolicyKind | None:
    """Return the layer whose Allow is needed and missing, or None: the request may go ahead (7.3, steps 3 to 5)."""
    caller = request.caller
    trusting = layers.trust is not None or fixed.needs_trust(request)
    granting = PolicyKind.TRUST if trusting else PolicyKind.RESOURCE
    outcome = outcomes.trust if trusting else outcomes.resource
    grade = Grade.NONE if outcome is None else outcome.grade
    mandatory = trusting or fixed.needs_resource_policy(request)
    same = request.owner_account in {caller.account, AWS_OWNED}
    if caller.kind in WITHOUT_IDENTITY:
        return granting if grade is Grade.NONE else None
    if caller.kind is CallerKind.ROOT:
        needs_grant = mandatory or not same
        return _missing_for_root(request, outcomes, granting if needs_grant and grade is Grade.NONE else None)
    if not same:
        return _missing_across(request, outcomes, granting if grade is Grade.NONE else None)
    if grade >= Grade.EXACT:
        return None  # nothing implicit can stop it, a session policy neither (7.5; 11, points 6 and 18)
    if mandatory and grade is Grade.NONE:
        return granting
    if grade is not Grade.ENTITY and not outcomes.identity.allows:
        return PolicyKind.IDENTITY
    return _limited_by(request, outcomes)


def _missing_across(request: Request, outcomes: Outcomes, ungranted: PolicyKind | None) -> PolicyKind | None:
    """Across accounts both sides must allow, and nothing is bypassed (7.3, step 5)."""
    if not outcomes.identity.allows:
        return PolicyKind.IDENTITY
    return ungranted or _limited_by(request, outcomes)


def _missing_for_root(request: Request, outcomes: Outcomes, ungranted: PolicyKind | None) -> PolicyKind | None:
    """Root needs no identity policy, assumes no role, and is bound by AssumeRoot's session policy (7.3, step 3)."""
    if request.action.lower() == fixed.ASSUME_ROLE:
        return PolicyKind.TRUST
    if outcomes.session is not None and not outcomes.session.allows:
        return PolicyKind.SESSION
    return ungranted


def _limited_by(request: Request, outcomes: Outcomes) -> PolicyKind | None:
    """Return the limit that does not allow: the boundary, then the session policies (7.3: `session_blocks`).

    A federated-user session without session policies may do nothing (7.6).
    """
    if outcomes.boundary is not None and not outcomes.boundary.allows:
        return PolicyKind.BOUNDARY
    if outcomes.session is None:
        return PolicyKind.SESSION if request.caller.kind is CallerKind.FEDERATED_USER else None
    return None if outcomes.session.allows else PolicyKind.SESSION
