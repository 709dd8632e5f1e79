"""CreateSession: a session of a role for a workload that signed with its certificate.

"An X.509 wrapper around AssumeRole" (user guide, "The relationship between CreateSession and AssumeRole"). Who the
workload is was found out before (`authn.workloads`), and the role's trust policy was asked.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from ostiary.authz.authorized import Authorized
from ostiary.model.arn import Arn, rolesanywhere_arn
from ostiary.model.errors import ConcurrentModificationError
from ostiary.model.evidence import Evidence
from ostiary.model.nouns import WorkloadProfile
from ostiary.store.contract import Reader
from ostiary.sts import role_sessions, session_tags
from ostiary.sts.role_sessions import Wanted
from ostiary.wire import rolesanywhere_types as wire

SUBJECTS: Final = uuid.UUID("6ba7b814-9dad-11d1-80b4-00c04fd430c8")
"""The namespace of distinguished names (RFC 9562, 6.6)."""


def create_session(call: Authorized[wire.CreateSessionRequest], tx: Reader) -> wire.CreateSessionResponse:
    """Issue temporary credentials, bounded by the policies of the profile, for the lesser of the profile's duration and
    the one asked for.

    Raises what `role_sessions.start` does; ValidationError beyond the role's own maximum.
    """
    evidence = call.caller.evidence
    assert evidence is not None, "a workload is known by its certificate alone"
    role, profile = role_sessions.role_of(call), _profile(call, tx)
    duration = min(profile.duration, call.params.get("durationSeconds", profile.duration))
    role_sessions.require_duration(role, duration)
    wanted = Wanted(
        name=evidence.session_name,
        duration=duration,
        tags=session_tags.vouched(evidence.tags, ()),
        source_identity=evidence.source_identity,
    )
    as_assume_role: Authorized[Any] = call  # Any: it gets the parameters of the other operation
    made = role_sessions.start(replace(as_assume_role, params=_bounds(profile)), tx, wanted)
    credentials, user = made["Credentials"], made["AssumedRoleUser"]
    answer: wire.CredentialResponse = {
        "assumedRoleUser": {"arn": user["Arn"], "assumedRoleId": user["AssumedRoleId"]},
        "credentials": {
            "accessKeyId": credentials["AccessKeyId"],
            "secretAccessKey": credentials["SecretAccessKey"],
            "sessionToken": credentials["SessionToken"],
            "expiration": credentials["Expiration"],
        },
        "packedPolicySize": made.get("PackedPolicySize", 0),
        "roleArn": call.params["roleArn"],
        "sourceIdentity": evidence.source_identity,
    }
    return {"credentialSet": [answer], "subjectArn": _subject(call, evidence)}


def _profile(call: Authorized[wire.CreateSessionRequest], tx: Reader) -> WorkloadProfile:
    """Return the profile by which the workload was identified: it is among the grounds of the call."""
    arn = Arn.parse(call.params["profileArn"])
    id_ = "" if arn is None else arn.resource.partition("/")[2]
    if (profile := tx.workload_profiles.by_id(id_)) is None:
        raise ConcurrentModificationError("The profile has just been deleted.")
    return profile


def _bounds(profile: WorkloadProfile) -> Mapping[str, Any]:  # Any: values of every shape
    """Return what bounds the session, as AssumeRole is told it."""
    bounds: dict[str, Any] = {"PolicyArns": [{"arn": arn} for arn in profile.policy_arns]}
    return {**bounds, "Policy": profile.policy} if profile.policy else bounds


def _subject(call: Authorized[wire.CreateSessionRequest], evidence: Evidence) -> str:
    """Return the ARN that the workload's distinguished name has, always the same one; without such a name, that of its
    alternative names."""
    name = evidence.subject or "|".join(f"{key}={value}" for key, value in sorted(evidence.told.items()))
    return rolesanywhere_arn(call.partition, call.region, call.account, f"subject/{uuid.uuid5(SUBJECTS, name)}")
