"""The kinds of policy, which are also the layers of an evaluation."""

from __future__ import annotations

from enum import Enum


class PolicyKind(Enum):
    """What a policy is attached as; all policies of one kind are a layer (policy-evaluation.md 0.2)."""

    IDENTITY = "identity"
    BOUNDARY = "boundary"
    SESSION = "session"
    RESOURCE = "resource"
    TRUST = "trust"
    SCP = "scp"
    RCP = "rcp"
    VPCE = "vpce"


class Effect(Enum):
    """What a statement does when it applies."""

    ALLOW = "Allow"
    DENY = "Deny"
