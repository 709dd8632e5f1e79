"""GetFederationToken: credentials for somebody whom a user vouches for, within what that user may do (7.6, 8.1)."""

from __future__ import annotations

from typing import Final

from ostiary.authz.authorized import Authorized
from ostiary.model.arn import sts_arn
from ostiary.model.caller import Session, SessionKind
from ostiary.store.contract import Reader
from ostiary.sts import answers, session_policies, session_tags
from ostiary.sts.session_token import DEFAULT_DURATION, bounded_duration
from ostiary.wire import sts_types


def get_federation_token(
    call: Authorized[sts_types.GetFederationTokenRequest], tx: Reader
) -> sts_types.GetFederationTokenResponse:
    """Issue credentials for a federated user of the caller, who is a user or root with a long-term key.

    Without a session policy they allow nothing but what resource policies grant to that very federated user. Raises
    MalformedPolicyDocumentError, PackedPolicyTooLargeError, ValidationError or InvalidParameterValueError.
    """
    caller, params = call.caller, call.params
    policies = session_policies.checked(
        tx, call.partition, caller.account, params.get("Policy"), params.get("PolicyArns", ())
    )
    session = Session(
        kind=SessionKind.FEDERATION_TOKEN,
        account=caller.account,
        entity_id=caller.entity_id,
        name=params["Name"],
        issued=call.now,
        expires=call.now + bounded_duration(caller, params.get("DurationSeconds", DEFAULT_DURATION)),
        revision=call.grounds.revision,
        policies=policies.inline,
        policy_arns=policies.arns,
        tags=session_tags.chained(None, params.get("Tags", ()), ()).tags,
    )
    made = call.mint.credentials(session)
    answers.require_token_size(made, params.get("MinimumSessionTokenSize"))
    share = call.mint.packed_share(session)
    answer: sts_types.GetFederationTokenResponse = {
        "Credentials": answers.credentials(made),
        "FederatedUser": {
            "FederatedUserId": f"{caller.account}:{session.name}",
            "Arn": sts_arn(call.partition, caller.account, f"{KIND}/{session.name}"),
        },
        "SessionTokenUtilization": share,
        "SessionTokenSize": len(made.session_token.reveal()),
    }
    if session.policies or session.policy_arns or session.tags:
        answer["PackedPolicySize"] = share
    return answer


KIND: Final = "federated-user"
