"""Decide one request against the policies that bear on it: the policy decision point (policy-evaluation.md 7).

Pure: no store, no environment, no clock (`aws:CurrentTime` is a fact of the request). An exception is never an allow.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from ostiary.engine import fixed
from ostiary.engine.kinds import PolicyKind
from ostiary.engine.layer import Layer, Outcome, Source
from ostiary.engine.principals import Grade
from ostiary.engine.request import Request, Target
from ostiary.model.caller import CallerKind

NO_POLICIES: Final = Layer.of(())


@dataclass(frozen=True, slots=True)
class Layers:
    """The policies that bear on one request, by layer (policy-evaluation.md 0.2).

    None says that the layer is absent; a layer that is given and holds no policy allows nothing. Resource policies,
    service control policies, resource control policies and VPC endpoint policies are not evaluated yet: a request
    that brings one is refused.
    """

    identity: Layer = field(default=NO_POLICIES)
    boundary: Layer | None = None
    session: Layer | None = None
    trust: Layer | None = None
    resource: Layer | None = None
    scp: Layer | None = None
    rcp: Layer | None = None
    vpce: Layer | None = None


@dataclass(frozen=True, slots=True)
class Allow:
    """The request may go ahead; `statements` are the grants, and empty where no policy was needed (root, 8.1)."""

    statements: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class ExplicitDeny:
    """A Deny statement applies: `statements` are all that do in the layer that is named."""

    layer: PolicyKind
    statements: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class ImplicitDeny:
    """Nothing denies, and the Allow of this layer was needed and is missing."""

    layer: PolicyKind


Decision = Allow | ExplicitDeny | ImplicitDeny

NO_OUTCOME: Final = Outcome([], [], Grade.NONE)

WITHOUT_IDENTITY: Final = frozenset({CallerKind.SERVICE, CallerKind.ANONYMOUS})

AWS_OWNED: Final = "aws"
"""The account field of what AWS itself owns, such as its managed policies: it is in everybody's account."""


class Outcomes(NamedTuple):
    """What each layer says of one request; None: the layer is absent."""

    identity: Outcome
    boundary: Outcome | None
    session: Outcome | None
    trust: Outcome


def decide(request: Request, layers: Layers) -> Decision:
    """A Deny anywhere wins; then every limit must allow; then the right grants must be there (7.3)."""
    if fixed.needs_no_policy(request):
        return Allow(())
    if fixed.is_beyond_credentials(request):
        return ImplicitDeny(PolicyKind.SESSION)
    target = Target.of(request)
    outcomes = _evaluate(request, target, layers)
    if (denial := _explicit_deny(outcomes)) is not None:
        return denial
    missing = fixed.refused_by(request, target) or _not_evaluated(layers) or _missing(request, layers, outcomes)
    if missing is not None:
        return ImplicitDeny(missing)
    return Allow((*outcomes.identity.allows, *outcomes.trust.allows))


def _evaluate(request: Request, target: Target, layers: Layers) -> Outcomes:
    boundary, session, trust = layers.boundary, layers.session, layers.trust
    return Outcomes(
        identity=layers.identity.evaluate(request, target),
        boundary=None if boundary is None else boundary.evaluate(request, target),
        session=None if session is None else session.evaluate(request, target),
        trust=NO_OUTCOME if trust is None else trust.evaluate(request, target, bounded=boundary is not None),
    )


def _explicit_deny(outcomes: Outcomes) -> ExplicitDeny | None:
    """Name the first denying layer in the order of 7.3, step 1."""
    identity, boundary, session, trust = outcomes
    if trust.denies:
        return ExplicitDeny(PolicyKind.TRUST, tuple(trust.denies))
    if identity.denies:
        return ExplicitDeny(PolicyKind.IDENTITY, tuple(identity.denies))
    if boundary is not None and boundary.denies:
        return ExplicitDeny(PolicyKind.BOUNDARY, tuple(boundary.denies))
    if session is not None and session.denies:
        return ExplicitDeny(PolicyKind.SESSION, tuple(session.denies))
    return None


def _not_evaluated(layers: Layers) -> PolicyKind | None:
    """Return the first layer that was given and is not evaluated yet, in the order of 7.3, step 2."""
    for kind, layer in (
        (PolicyKind.RCP, layers.rcp),
        (PolicyKind.SCP, layers.scp),
        (PolicyKind.VPCE, layers.vpce),
        (PolicyKind.RESOURCE, layers.resource),
    ):
        if layer is not None:
            return kind
    return None


def _missing(  # noqa: PLR0911  # the steps of 7.3, one return each, as it is read there
    request: Request, layers: Layers, outcomes: Outcomes
) -> PolicyKind | None:
    """Return the layer whose Allow is needed and missing, or None: the request may go ahead (7.3, steps 3 to 5)."""
    caller = request.caller
    mandatory = layers.trust is not None or fixed.needs_trust(request)
    granting = PolicyKind.TRUST if mandatory else PolicyKind.RESOURCE
    grade = outcomes.trust.grade
    same = request.owner_account in {caller.account, AWS_OWNED}
    if caller.kind in WITHOUT_IDENTITY:
        return granting if grade is Grade.NONE else None
    if caller.kind is CallerKind.ROOT:
        return _missing_for_root(request, outcomes, granting, needs_grant=mandatory or not same)
    if not same:
        return _missing_across(request, outcomes, granting)
    if grade >= Grade.EXACT:
        return None  # nothing implicit can stop it
    if mandatory and grade is Grade.NONE:
        return granting
    if grade is not Grade.ENTITY and not outcomes.identity.allows:
        return PolicyKind.IDENTITY
    return _limited_by(request, outcomes)


def _missing_across(request: Request, outcomes: Outcomes, granting: PolicyKind) -> PolicyKind | None:
    """Across accounts both sides must allow, and nothing is bypassed (7.3, step 5)."""
    if not outcomes.identity.allows:
        return PolicyKind.IDENTITY
    return granting if outcomes.trust.grade is Grade.NONE else _limited_by(request, outcomes)


def _missing_for_root(
    request: Request, outcomes: Outcomes, granting: PolicyKind, *, needs_grant: bool
) -> PolicyKind | None:
    """Root needs no identity policy, assumes no role, and is bound by AssumeRoot's session policy (7.3, step 3)."""
    if request.action.lower() == fixed.ASSUME_ROLE:
        return granting
    if outcomes.session is not None and not outcomes.session.allows:
        return PolicyKind.SESSION
    return granting if needs_grant and outcomes.trust.grade is Grade.NONE else None


def _limited_by(request: Request, outcomes: Outcomes) -> PolicyKind | None:
    """Return the limit that does not allow: the boundary, then the session policies (7.3: `session_blocks`).

    A federated-user session without session policies may do nothing (7.6).
    """
    if outcomes.boundary is not None and not outcomes.boundary.allows:
        return PolicyKind.BOUNDARY
    if outcomes.session is None:
        return PolicyKind.SESSION if request.caller.kind is CallerKind.FEDERATED_USER else None
    return None if outcomes.session.allows else PolicyKind.SESSION
