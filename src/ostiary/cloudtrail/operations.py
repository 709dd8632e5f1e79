"""The operations of CloudTrail that Ostiary carries out."""

from __future__ import annotations

from collections.abc import Mapping

from ostiary.authz.handler import Handler
from ostiary.cloudtrail.lookup_events import Log, lookup_events


def operations(log: Log) -> Mapping[str, Handler]:
    """Return the operations over *log*, by name."""
    return {"LookupEvents": lookup_events(log)}
