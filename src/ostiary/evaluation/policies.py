"""The policies that bear on a question, as documents, and the layers that the engine makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ostiary.engine import fixed
from ostiary.engine.decide import Layers
from ostiary.engine.kinds import PolicyKind
from ostiary.engine.layer import Layer
from ostiary.engine.request import Request
from ostiary.evaluation import reach
from ostiary.evaluation.documents import Entry, layer

RESOURCE_POLICY: Final = "resource"
"""The name of the resource's policy, which is given without one."""

Entries = tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """Policies by layer (policy-evaluation.md 0.2), names and texts as given.

    `resource` is None where the resource has no policy. `scps` and `rcps` are levels, from the organization's root
    to the account; none: the account is in no organization. The other layers are absent when they hold no policy.
    """

    identity: Entries = ()
    boundary: Entries = ()
    session: Entries = ()
    resource: str | None = None
    scps: tuple[Entries, ...] = ()
    rcps: tuple[Entries, ...] = ()
    vpc_endpoint: Entries = ()

    def layers(self, request: Request) -> Layers:
        """Return the layers for *request*. Raises MalformedPolicyDocumentError as `documents.stored` does.

        A resource's policy is a trust policy when the call is about a role in that way (7.7).
        """
        trusts = fixed.needs_trust(request)
        resource = () if self.resource is None else ((RESOURCE_POLICY, self.resource),)
        return Layers(
            identity=layer(self.identity, PolicyKind.IDENTITY),
            boundary=_given(self.boundary, PolicyKind.BOUNDARY),
            session=_given(self.session, PolicyKind.SESSION),
            trust=_given(resource, PolicyKind.TRUST) if trusts else None,
            resource=None if trusts else _given(resource, PolicyKind.RESOURCE),
            scp=_levels(self.scps, PolicyKind.SCP),
            rcp=_levels(self.rcps, PolicyKind.RCP) if reach.is_reached(request.action) else None,
            vpce=_given(self.vpc_endpoint, PolicyKind.VPCE),
        )


def _given(entries: Entries, kind: PolicyKind) -> Layer | None:
    return layer(entries, kind) if entries else None


def _levels(levels: tuple[Entries, ...], kind: PolicyKind) -> tuple[Layer, ...] | None:
    return tuple(layer(entries, kind, level) for level, entries in enumerate(levels, 1)) if levels else None
