"""What is asked: a principal, an action, a resource and the context, turned into a request of the engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from ostiary.catalogue import services
from ostiary.engine.decide import AWS_OWNED
from ostiary.engine.principals import is_entity_arn
from ostiary.engine.request import ANY_RESOURCE, Context, Request
from ostiary.evaluation.principals import caller_of, is_account
from ostiary.model.arn import Arn
from ostiary.model.caller import Caller, CallerKind
from ostiary.model.errors import InvalidInputError

Value = str | Sequence[str]
"""The value of a condition key: text, or a sequence of texts for a key that may hold several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question. What may be left out follows from the rest.

    `resource_account` owns the resource: the account in its ARN, else the principal's. `role` is the ARN of a role
    session's role, when that has a path; `user` that of the user behind a federated user's session.
    `wildcard_only_action` says that the action has no resource types; AWS's catalogue knows it otherwise.
    """

    principal: str
    action: str
    resource: str = ANY_RESOURCE
    context: Mapping[str, Value] = field(default_factory=dict)
    resource_account: str | None = None
    role: str | None = None
    user: str | None = None
    wildcard_only_action: bool | None = None


def request_of(question: Question, now: int | None = None) -> Request:
    """Return the engine's request.

    The context is complete as it is given. With *now* (seconds since the epoch) the keys that follow from the
    principal and the clock are added to it; what is given goes before them. Raises InvalidInputError.
    """
    for name in ("principal", "action", "resource"):
        if not isinstance(getattr(question, name), str):
            raise InvalidInputError(f"the {name} must be text")
    caller = caller_of(question.principal, question.role or "", question.user or "")
    wildcard_only = question.wildcard_only_action
    return Request(
        caller=caller,
        action=_action(question.action),
        resource=question.resource,
        owner_account=_owner(question, caller),
        context=_context(question.context, {} if now is None else derived(caller, now)),
        wildcard_only=is_wildcard_only(question.action) if wildcard_only is None else wildcard_only,
        trust_ids={caller.entity_arn: caller.entity_id} if is_entity_arn(caller.entity_arn) else {},
        resource_mandatory=is_key(question.resource),
    )


def is_key(resource: str) -> bool:
    """Return whether *resource* is of the kind whose own policy must grant (policy-evaluation.md 7.7)."""
    arn = Arn.parse(resource)
    return arn is not None and arn.service.lower() == "kms" and arn.resource.startswith("key/")


def _action(action: str) -> str:
    service, colon, operation = action.partition(":")
    if not (service and colon and operation) or not LEGAL_IN_ACTIONS.issuperset(service + operation):
        raise InvalidInputError(f"{action!r} is no action: service:Action")
    return action


LEGAL_IN_ACTIONS: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._")


def is_wildcard_only(action: str) -> bool:
    """Return whether AWS's catalogue knows *action*, and no resource types of it."""
    known = services.action(action)
    return known is not None and known.is_wildcard_only


def _owner(question: Question, caller: Caller) -> str:
    account = ""
    if question.resource != ANY_RESOURCE:
        arn = Arn.parse(question.resource)
        if arn is None:
            raise InvalidInputError(f"{question.resource!r} is no resource: an ARN, or *")
        account = arn.account
    given = question.resource_account
    if given is not None and given != AWS_OWNED and not is_account(given):
        raise InvalidInputError(f"{given!r} is no account: twelve digits")
    return given or account or caller.account


def _context(given: Mapping[str, Value], added: Mapping[str, str]) -> Context:
    if not isinstance(given, Mapping):
        raise InvalidInputError("the context maps keys to values")
    context = {key.lower(): _value(key, value) for key, value in given.items()}
    if len(context) < len(given):
        raise InvalidInputError("the context holds a key twice: key names compare without case")
    return {**added, **context} if added else context


def _value(key: str, value: Value) -> str | tuple[str, ...]:
    """Return the value of a key; from a program it may come as anything."""
    if isinstance(value, str):
        return value
    if isinstance(value, Sequence) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise InvalidInputError(f"the value of {key} in the context is {value!r}: it must be text, or a list of texts")


# -- what follows from principal and clock (policy-evaluation.md 6.1, 6.2) -------------------------------


def derived(caller: Caller, now: int) -> dict[str, str]:
    """Return the condition keys, in lower case, that follow from who asks and when."""
    known = {key: find(caller) for key, find in OF_CALLER.items()}
    known["aws:currenttime"] = _written(now)
    known["aws:epochtime"] = str(now)
    return {key: value for key, value in known.items() if value}


LATEST: Final = 253_402_300_799
"""The last second of the year 9999."""


def _written(now: int) -> str:
    if not isinstance(now, int) or not 0 <= now <= LATEST:
        raise InvalidInputError(f"now is {now!r}: it must be whole seconds since 1970")
    return datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


TYPES: Final[Mapping[CallerKind, str]] = {
    CallerKind.ROOT: "Account",
    CallerKind.USER: "User",
    CallerKind.ROLE_SESSION: "AssumedRole",
    CallerKind.FEDERATED_USER: "FederatedUser",
    CallerKind.ANONYMOUS: "Anonymous",
}


def _principal_arn(caller: Caller) -> str:
    """A federated user is known by its session; everyone else by user, role or root."""
    return caller.arn if caller.kind is CallerKind.FEDERATED_USER else caller.entity_arn


OF_CALLER: Final[Mapping[str, Callable[[Caller], str]]] = {
    "aws:principalarn": _principal_arn,
    "aws:principalaccount": lambda caller: caller.account,
    "aws:principaltype": lambda caller: TYPES.get(caller.kind, ""),
    "aws:principalisawsservice": lambda caller: "true" if caller.kind is CallerKind.SERVICE else "false",
    "aws:principalservicename": lambda caller: caller.arn if caller.kind is CallerKind.SERVICE else "",
    "aws:userid": lambda caller: caller.user_id,
    "aws:username": lambda caller: caller.user_name,
}
"""Empty: the caller has no such key, or its value does not follow from the ARN (the unique id of a user or role)."""
