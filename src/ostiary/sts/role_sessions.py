"""Sessions of roles, whoever asks for one: their limits, and what the caller is told of them (policy-evaluation.md 8).

Whether the caller may, by its own policies and by the role's trust policy, was decided before (`authz`), including
`sts:TagSession` and `sts:SetSourceIdentity`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypedDict

from ostiary.authz.authorized import Authorized
from ostiary.model.arn import sts_arn
from ostiary.model.caller import Session, SessionKind
from ostiary.model.errors import ValidationError
from ostiary.model.evidence import Value
from ostiary.model.nouns import Role
from ostiary.store.contract import Reader
from ostiary.sts import answers, session_policies
from ostiary.sts.session_tags import SessionTags
from ostiary.wire import sts_types

DEFAULT_DURATION: Final = 3_600

Params = Mapping[str, Any]  # Any: each of the operations has its own shape


class Answer(TypedDict, total=False):
    """What every operation that starts a session of a role answers."""

    Credentials: sts_types.Credentials
    AssumedRoleUser: sts_types.AssumedRoleUser
    PackedPolicySize: int
    SourceIdentity: str
    SessionTokenUtilization: int
    SessionTokenSize: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What tells one session of a role from another, beside its policies. Times are in seconds."""

    name: str
    duration: int
    tags: SessionTags = field(default_factory=SessionTags)
    source_identity: str = ""
    chained: bool = False
    mfa_time: int | None = None
    provider: str = ""
    claims: Mapping[str, Value] = field(default_factory=dict)


def role_of(call: Authorized[Any]) -> Role:  # Any: each of the operations has its own request
    """Return the role whose trust policy was asked: that one, and not whatever has its name by now.

    The store is not read for it, so that roles can be assumed while the database is away (storage.md 2).
    """
    assert isinstance(call.resource, Role), "a role is assumed on its trust policy"
    return call.resource


def require_duration(role: Role, duration: int) -> None:
    """Refuse what is too long instead of shortening it: the caller would rely on a session that is gone."""
    if duration > role.max_session:
        raise ValidationError("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")


def start(call: Authorized[Any], tx: Reader, wanted: Wanted) -> Answer:  # Any: as above
    """Issue credentials for the session of the role that is *wanted*, bounded by the policies of the request.

    Raises ValidationError, MalformedPolicyDocumentError,
    PackedPolicyTooLargeError or InvalidParameterValueError; nothing that was asked for is left out silently.
    """
    params: Params = call.params
    role = role_of(call)
    policies = session_policies.checked(
        tx, call.partition, role.account, params.get("Policy"), params.get("PolicyArns", ())
    )
    session = Session(
        kind=SessionKind.ASSUMED_ROLE,
        account=role.account,
        entity_id=role.id,
        name=wanted.name,
        issued=call.now,
        expires=call.now + wanted.duration,
        revision=call.grounds.revision,
        policies=policies.inline,
        policy_arns=policies.arns,
        tags=wanted.tags.tags,
        transitive_keys=wanted.tags.transitive_keys,
        source_identity=wanted.source_identity,
        mfa_time=wanted.mfa_time,
        chained=wanted.chained,
        provider=wanted.provider,
        claims=wanted.claims,
    )
    return _answer(call, role, session)


def _answer(call: Authorized[Any], role: Role, session: Session) -> Answer:  # Any: as above
    made = call.mint.credentials(session)
    answers.require_token_size(made, call.params.get("MinimumSessionTokenSize"))
    share = call.mint.packed_share(session)
    answer: Answer = {
        "Credentials": answers.credentials(made),
        "AssumedRoleUser": {
            "AssumedRoleId": f"{role.id}:{session.name}",
            "Arn": sts_arn(call.partition, role.account, f"assumed-role/{role.name}/{session.name}"),
        },
        "SessionTokenUtilization": share,
        "SessionTokenSize": len(made.session_token.reveal()),
    }
    if session.policies or session.policy_arns or session.tags:
        answer["PackedPolicySize"] = share
    if session.source_identity:
        answer["SourceIdentity"] = session.source_identity
    return answer
