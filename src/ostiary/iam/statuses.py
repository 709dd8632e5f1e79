"""The status of what can be switched off: access keys, certificates, public keys, service-specific credentials."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ostiary.model.errors import ValidationError

STATUSES: Final[Mapping[str, bool]] = {"Active": True, "Inactive": False}
"""The statuses that can be set → whether the thing works. The model's `Expired` is one that only AWS itself gives."""


def is_active(status: str) -> bool:
    """Return whether a thing of that status works. Raises ValidationError for one that cannot be set."""
    if status not in STATUSES:
        raise ValidationError(
            "1 validation error detected: Value at 'status' failed to satisfy constraint: "
            f"Member must satisfy enum value set: [{', '.join(STATUSES)}]"
        )
    return STATUSES[status]


def shown(is_active: bool) -> str:
    """Return the status as answers show it."""
    return "Active" if is_active else "Inactive"
