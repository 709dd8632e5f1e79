"""What an encoded authorization message holds, for those who may decode it (policy-evaluation.md 9.4).

Pure: sealing the text, and binding it to an account and a time, is the caller's.
"""

from __future__ import annotations

import json

from ostiary.engine.decide import Decision, ExplicitDeny, ImplicitDeny
from ostiary.engine.layer import Source
from ostiary.engine.request import Request

Json = str | bool | dict[str, "Json"] | list["Json"]


def authorization_message(request: Request, decision: Decision) -> str:
    """Return the JSON that DecodeAuthorizationMessage gives back about *decision*.

    Only the statements that deny are told, each by its Sid: nothing matched where a missing Allow denied. `failures`
    are policies that could not be evaluated; there never are any, since such a request fails as a whole (7.8).
    """
    denies = decision.statements if isinstance(decision, ExplicitDeny) else ()
    message: Json = {
        "allowed": not isinstance(decision, ExplicitDeny | ImplicitDeny),
        "explicitDeny": isinstance(decision, ExplicitDeny),
        "matchedStatements": _items([_statement(source) for source in denies]),
        "failures": _items([]),
        "context": {
            "principal": {
                "id": request.caller.user_id,
                "name": request.caller.user_name or request.caller.arn.rpartition("/")[2],
                "arn": request.caller.arn,
            },
            "action": request.action,
            "resource": request.resource,
            "conditions": _items([_condition(key, value) for key, value in sorted(request.context.items())]),
        },
    }
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def _items(listed: list[Json]) -> Json:
    return {"items": listed}


def _statement(source: Source) -> Json:
    return {"statementId": source.statement.sid, "effect": source.statement.effect.value.upper()}


def _condition(key: str, value: str | tuple[str, ...]) -> Json:
    values: list[Json] = [{"value": item} for item in ((value,) if isinstance(value, str) else value)]
    return {"key": key, "values": _items(values)}
