"""Questions about the principals of a store, prepared for the engine: what the library and ExplainDecision share."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar, cast

from ostiary.authz import facts, gather
from ostiary.authz.facts import Place
from ostiary.authz.gather import Standing
from ostiary.catalogue.operations import Naming
from ostiary.engine import fixed
from ostiary.engine.decide import Layers
from ostiary.engine.principals import is_entity_arn
from ostiary.engine.request import ANY_RESOURCE, Context, Request
from ostiary.evaluation.authorizer import Document, Named, entries, text
from ostiary.evaluation.policies import Policies
from ostiary.evaluation.question import OF_CALLER, Question, derived, request_of
from ostiary.model.arn import Arn, iam_arn
from ostiary.model.caller import Caller, CallerKind
from ostiary.model.errors import InvalidInputError, NoSuchEntityError
from ostiary.store.contract import Reader

T = TypeVar("T")

OWN_API: Final = ("iam:", "sts:")
"""Actions whose resources the store holds."""

UNKNOWN: Final = facts.Resource("", "", {})
"""A resource of which the store knows nothing."""

KEPT: Final = 10_000
"""How many principals and roles are remembered at one revision."""


@dataclass(frozen=True, slots=True)
class Given:
    """What is given beside the questions."""

    session: Named | None
    resource: Document | None
    now: int | None


class Found:
    """What was found in the store at one revision. It is shared by threads and never changes its mind."""

    __slots__ = ("_entries", "revision")

    def __init__(self, revision: int) -> None:
        self.revision: Final = revision
        self._entries: dict[Hashable, Any] = {}  # Any: each key has its own type

    def get(self, key: Hashable, find: Callable[[], T]) -> T:
        """Return what *find* found, now or before; what it raises is not remembered."""
        try:
            return cast(T, self._entries[key])
        except KeyError:
            found = find()
        if len(self._entries) >= KEPT:
            self._entries.clear()
        self._entries[key] = found
        return found


@dataclass(frozen=True, slots=True)
class Look:
    """One view of the store, in which questions are prepared for the engine."""

    reader: Reader
    partition: str
    found: Found

    def prepared(self, question: Question, given: Given) -> tuple[Request, Layers]:
        """Return the request that *question* makes, and the layers that bear on it. Raises as `decide_all` does."""
        if question.user is not None:
            raise InvalidInputError("user goes with a federated user's session, of which the store knows nothing")
        request = request_of(question)
        caller, standing = self._principal(question, request.caller)
        resource = self._resource(request)
        if resource.trust is not None and given.resource is not None:
            raise InvalidInputError(f"the trust policy of {request.resource} is in the store: none can be given")
        request = replace(
            request,
            caller=caller,
            context={**_known(caller, standing, resource, given.now), **request.context},
            trust_ids=_ids(caller) if resource.trust is None else resource.trust_ids,
        )
        policies = Policies(
            session=entries(given.session), resource=None if given.resource is None else text(given.resource)
        )
        layers = policies.layers(request)
        return request, replace(
            layers,
            identity=standing.layers.identity,
            boundary=standing.layers.boundary,
            trust=resource.trust or layers.trust,
        )

    def _principal(self, question: Question, caller: Caller) -> tuple[Caller, Standing]:
        """Return the principal as the store knows it. Raises NoSuchEntityError."""

        def find() -> tuple[Caller, Standing]:
            known = _FIND.get(caller.kind, _nobody)(self.reader, self.partition, caller, question)
            if known is None:
                raise NoSuchEntityError(f"There is no principal {question.principal} in this installation.")
            return known, gather.standing(self.reader, self.partition, known)

        return self.found.get(("principal", question.principal, question.role), find)

    def _resource(self, request: Request) -> facts.Resource:
        """Return what the store knows of the resource: of a role that is to be assumed its trust policy, too.

        As in a call of the API, nobody is told of the tags of what other accounts have, but of such a role.
        """
        if request.resource == ANY_RESOURCE and request.action.lower().startswith(OWN_API):
            return facts.Resource.untagged(ANY_RESOURCE, request.owner_account)
        arn = Arn.parse(request.resource)
        if arn is None or arn.service != "iam":
            return UNKNOWN
        naming = Naming.ASSUMED if fixed.needs_trust(request) else Naming.ARN
        meant = Place(request.caller.account, naming, "", request.resource)
        return self.found.get(meant, lambda: facts.look_up(self.reader, self.partition, meant) or UNKNOWN)


def _ids(caller: Caller) -> Mapping[str, str]:
    """A given policy knows names only: they are taken for who has them now."""
    return {caller.entity_arn: caller.entity_id} if is_entity_arn(caller.entity_arn) else {}


def _known(caller: Caller, standing: Standing, resource: facts.Resource, now: int | None) -> Context:
    """Return the condition keys that follow from the principal, the resource when it is IAM's, and the clock."""
    of_caller = {key: value for key, find in OF_CALLER.items() if (value := find(caller))}
    of_clock = {} if now is None else derived(caller, now)
    tags = {f"aws:principaltag/{key}": value for key, value in standing.tags.items()}
    return {**of_caller, **of_clock, **tags, **resource.context}


# -- principals of the store ---------------------------------------------------------------------------


def _user(reader: Reader, partition: str, caller: Caller, _: Question) -> Caller | None:
    """The user of exactly that ARN: its path and its case count, as they do in policies."""
    user = reader.users.get(caller.account, caller.user_name)
    if user is None or iam_arn(partition, user.account, f"user{user.path}{user.name}") != caller.arn:
        return None
    return replace(caller, entity_id=user.id, user_id=user.id)


def _role_session(reader: Reader, partition: str, caller: Caller, question: Question) -> Caller | None:
    """The role of that ARN, or of that name where the session's ARN alone is given: it does not tell the path."""
    principal = Arn.parse(question.principal)
    role = reader.roles.get(caller.account, caller.entity_arn.rpartition("/")[2])
    if principal is None or principal.partition != partition or role is None:
        return None
    arn = iam_arn(partition, role.account, f"role{role.path}{role.name}")
    is_session = principal.service == "sts"
    _, name, *rest = principal.resource.split("/")
    if (name != role.name if is_session else question.principal != arn) or question.role not in {None, arn}:
        return None
    assert caller.session is not None  # every role session has one
    session = replace(caller.session, entity_id=role.id)
    user_id = f"{role.id}:{rest[0]}" if is_session else ""
    return replace(caller, entity_arn=arn, entity_id=role.id, user_id=user_id, session=session)


def _root(reader: Reader, partition: str, caller: Caller, _: Question) -> Caller | None:
    is_here = caller.arn == iam_arn(partition, caller.account, "root") and reader.accounts.by_id(caller.account)
    return caller if is_here else None


def _nobody(_: Reader, __: str, ___: Caller, question: Question) -> Caller | None:
    raise InvalidInputError(
        f"{question.principal!r} is nobody that a store holds: the ARN of a user, role, role session or root is needed"
    )


_FIND: Final[Mapping[CallerKind, Callable[[Reader, str, Caller, Question], Caller | None]]] = {
    CallerKind.USER: _user,
    CallerKind.ROLE_SESSION: _role_session,
    CallerKind.ROOT: _root,
}
