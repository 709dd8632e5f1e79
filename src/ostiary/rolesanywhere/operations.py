"""The operations of Roles Anywhere: those that Ostiary carries out, and those that it does not offer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ostiary.authz.handler import Handler, Read, Refused
from ostiary.rolesanywhere import crls, profiles, tagging, trust_anchors
from ostiary.rolesanywhere.create_session import create_session

_NO_NOTIFICATIONS: Final = "Ostiary sends no notifications of certificates that expire"
_NO_SUBJECTS: Final = "the audit log has every session of a certificate: look for CreateSession"

OPERATIONS: Final[Mapping[str, Handler]] = {
    "CreateSession": Read(create_session),
    "GetSubject": Refused(_NO_SUBJECTS),
    "ListSubjects": Refused(_NO_SUBJECTS),
    "PutNotificationSettings": Refused(_NO_NOTIFICATIONS),
    "ResetNotificationSettings": Refused(_NO_NOTIFICATIONS),
    **crls.OPERATIONS,
    **profiles.OPERATIONS,
    **tagging.OPERATIONS,
    **trust_anchors.OPERATIONS,
}
