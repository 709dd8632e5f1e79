"""The one place where a call of the API is allowed: it gathers what bears on the call and asks the engine.

Only here is an `Authorized` made, so that no handler can be reached without a decision.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeVar

from ostiary.authz import gather
from ostiary.authz.authorized import Authorized
from ostiary.authz.context import Moment, RequestFacts, context
from ostiary.authz.facts import Place, Resource, look_up, places, spelled
from ostiary.authz.gather import Standing
from ostiary.catalogue import operations
from ostiary.catalogue.operations import Permission
from ostiary.engine import explain, fixed
from ostiary.engine.decide import Allow, Decision, ImplicitDeny, Layers, decide
from ostiary.engine.kinds import PolicyKind
from ostiary.engine.request import ANY_RESOURCE, Request
from ostiary.model.caller import Caller, CallerKind, Session
from ostiary.model.errors import AccessDeniedError, UnmodifiableEntityError
from ostiary.model.mint import Mint
from ostiary.model.nouns import Named, Role
from ostiary.model.quotas import Quotas
from ostiary.store.contract import Grounds, Reader
from ostiary.store.memo import Memo, Memory

__all__ = ["Enforcer", "RequestFacts"]

T = TypeVar("T")

Asked = tuple[Request, Layers]
"""What the engine is asked for one permission."""

Params = Mapping[str, Any]  # Any: each operation has its own shape

CARRIED: Final[Mapping[str, Callable[[Session], object]]] = {
    "Tags": lambda session: session.transitive_keys,
    "SourceIdentity": lambda session: session.source_identity,
}
"""What a session hands on to the next one as if the request had given it (policy-evaluation.md 8.3)."""


class Enforcer:
    """Decides calls. Thread-safe; a warm decision touches no store."""

    def __init__(self, memo: Memo, *, partition: str = "aws", quotas: Quotas | None = None, base_url: str = "") -> None:
        """*partition* is that of every ARN of the installation; *quotas* and *base_url* are handed on to handlers."""
        self._memo = memo
        self._partition = partition
        self._quotas = quotas or Quotas()
        self._base_url = base_url

    def require(  # noqa: PLR0917  # a call has as many parts as it has
        self,
        caller: Caller,
        service: str,
        operation: str,
        params: Params,
        facts: RequestFacts,
        now: int,
        mint: Mint,
        *,
        grounds: Grounds | None = None,
        memory: Memory | None = None,
    ) -> Authorized[Any]:  # Any: the handler names the request of its operation
        """Return the proof that *caller* may do this now. *grounds* are those on which the caller was identified;
        *memory* is asked instead of the own memo.

        Raises AccessDeniedError in AWS's words, and whatever keeps the decision from being made.
        """
        asked = params if caller.evidence is None else {**params, **caller.evidence.asked}
        call = _Call(memory or self._memo, self._partition, caller, f"{service}:{operation}", asked, facts, now)
        call.require()
        return Authorized(
            caller=caller,
            operation=operation,
            params=params,
            now=now,
            partition=self._partition,
            quotas=self._quotas,
            mint=mint,
            grounds=call.grounds(grounds),
            region=facts.region,
            base_url=self._base_url,
            resource=call.resource,
        )

    def asked(  # noqa: PLR0917  # as above
        self, caller: Caller, service: str, operation: str, params: Params, facts: RequestFacts, now: int
    ) -> list[Asked]:
        """Return what `require` would ask the engine for this call, in order; nothing where a role is not there.

        For whoever explains a call and does not carry it out. No proof is made.
        """
        asked = params if caller.evidence is None else {**params, **caller.evidence.asked}
        call = _Call(self._memo, self._partition, caller, f"{service}:{operation}", asked, facts, now)
        return call.asked()


@dataclass(frozen=True, slots=True)
class _Question:
    """One permission of a call: what the engine is asked, and about which resource; None: a role that is not there."""

    permission: Permission
    request: Request
    layers: Layers
    resource: Resource | None


@dataclass(slots=True)
class _Call:
    """One call while it is decided. `read` gathers the grounds of everything that was read for it."""

    memory: Memory
    partition: str
    caller: Caller
    operation: str
    params: Params
    facts: RequestFacts
    now: int
    read: list[Grounds] = field(default_factory=list)
    resource: Named | None = None

    def require(self) -> None:
        """Return when every permission that the call needs is there; else raise AccessDeniedError."""
        needed = operations.permissions(self.operation)
        if needed is None:
            raise AccessDeniedError(f"User: {self.caller.arn} is not authorized to perform: {self.operation}")
        itself = Request(self.caller, self.operation, ANY_RESOURCE, self.caller.account, {})
        if barred := _barred(itself):
            raise AccessDeniedError(barred)
        if fixed.needs_no_policy(itself):
            # Not even what the caller is allowed is looked at: a policy that cannot be read must not matter.
            self._remembered(("revision",), lambda _: None)
            return
        for question in self._questions(needed):
            noun = self._require(question)
            self.resource = noun if question.permission is needed[0] else self.resource

    def asked(self) -> list[Asked]:
        """Return what the engine would be asked."""
        needed = operations.permissions(self.operation) or ()
        return [(each.request, each.layers) for each in self._questions(needed) if each.resource is not None]

    def grounds(self, before: Grounds | None) -> Grounds:
        """Return what the decision rests on, with what was read *before* it."""
        read = self.read if before is None else [*self.read, before]
        return Grounds(min(one.revision for one in read), frozenset().union(*(one.tokens for one in read)))

    def _is_needed(self, permission: Permission) -> bool:
        if not permission.when or any(self.params.get(parameter) for parameter in permission.when):
            return True
        session = self.caller.session
        if session is None or not permission.carried:
            return False
        return any(CARRIED[parameter](session) for parameter in permission.when)

    def _questions(self, needed: tuple[Permission, ...]) -> Iterator[_Question]:
        """Yield what has to be asked for the call, each only once what was asked before is settled."""
        standing = self._standing()
        moment = Moment(self.caller, standing.tags, self.facts, self.operation.partition(":")[0], self.now)
        layers = self._with_session(standing.layers)
        for permission in needed:
            if self._is_needed(permission):
                for meant in places(permission.target, self.params, self.caller, self.facts.region):
                    yield self._question(permission, meant, moment, layers)

    def _question(self, permission: Permission, meant: Place, moment: Moment, layers: Layers) -> _Question:
        resource = spelled(self.partition, meant) or self._looked_up(meant)
        if resource is None:
            missing = Request(self.caller, permission.action, meant.name, self.caller.account, {})
            return _Question(permission, missing, layers, None)
        request = Request(
            self.caller,
            permission.action,
            resource.arn,
            resource.account,
            context(moment, permission, self.params, resource),
            permission.wildcard_only,
            resource.trust_ids,
        )
        bound = layers if resource.trust is None else replace(layers, trust=resource.trust)
        return _Question(permission, request, bound, resource)

    def _require(self, question: _Question) -> Named | None:
        """Return what was decided on, as far as it is a noun of ours. Raises AccessDeniedError."""
        request, resource = question.request, question.resource
        if resource is None:
            # Nobody is told which roles exist: the words are those of a role that does not trust the caller.
            raise AccessDeniedError(explain.access_denied(request, ImplicitDeny(PolicyKind.TRUST)))
        decision = decide(request, question.layers)
        _require_modifiable(decision, resource)
        if not isinstance(decision, Allow):
            raise AccessDeniedError(explain.access_denied(self._as_refused(request), decision))
        return resource.noun

    def _as_refused(self, request: Request) -> Request:
        """Return *request* with its resource as AWS's refusals spell it."""
        spelling = operations.REFUSED_AS.get(request.action)
        if spelling is None:
            return request
        path = self.params.get("PathPrefix", "/")
        return replace(
            request, resource=spelling.format(partition=self.partition, account=self.caller.account, path=path)
        )

    # -- gathering, through the memo -------------------------------------------------------------------

    def _remembered(self, key: Hashable, compute: Callable[[Reader], T]) -> T:
        found = self.memory.get(("authz", self.partition, key), compute)
        self.read.append(Grounds(found.revision, found.tokens))
        return found.value

    def _standing(self) -> Standing:
        caller = self.caller
        return self._remembered(
            ("standing", caller.kind, caller.account, caller.entity_id),
            lambda reader: gather.standing(reader, self.partition, caller),
        )

    def _with_session(self, layers: Layers) -> Layers:
        session = self.caller.session
        if session is None or not (session.policies or session.policy_arns):
            return layers
        passed = self._remembered(
            ("session", session.account, session.policies, session.policy_arns),
            lambda reader: gather.session_layer(reader, self.partition, session),
        )
        return replace(layers, session=passed)

    def _looked_up(self, meant: Place) -> Resource | None:
        return self._remembered(("resource", meant), lambda reader: look_up(reader, self.partition, meant))


def _require_modifiable(decision: Decision, resource: Resource) -> None:
    """Raise UnmodifiableEntityError when only the rule on service-linked roles stands against the call (7.8).

    Who lacks the permission is told so, and not what the thing is.
    """
    if isinstance(decision, ImplicitDeny) and decision.by_rule and isinstance(resource.noun, Role):
        raise UnmodifiableEntityError(
            f"Cannot perform the operation on the protected role '{resource.noun.name}' - "
            "this role is only modifiable by AWS"
        )


def _barred(request: Request) -> str:
    """Return why the caller's kind of credentials may not make the call at all, or "" (policy-evaluation.md 8.2)."""
    operation = request.action.partition(":")[2]
    if request.caller.kind is CallerKind.ROOT and request.action == "sts:AssumeRole":
        return "Roles may not be assumed by root accounts."
    if not fixed.is_beyond_credentials(request):
        return ""
    if operation in {"GetSessionToken", "GetFederationToken"}:
        return f"Cannot call {operation} with session credentials"
    return f"User: {request.caller.arn} is not authorized to perform: {request.action} with session credentials"
