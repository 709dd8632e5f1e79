"""The library over a running store: `from ostiary import StoreAuthorizer`."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TypeVar, cast

from ostiary import settings
from ostiary.authz import facts, gather
from ostiary.authz.facts import Place
from ostiary.authz.gather import Standing
from ostiary.catalogue.operations import Naming
from ostiary.engine import fixed
from ostiary.engine.decide import Layers, decide
from ostiary.engine.principals import is_entity_arn
from ostiary.engine.request import ANY_RESOURCE, Context, Request
from ostiary.evaluation.authorizer import Document, Named, entries, text
from ostiary.evaluation.decision import Decision
from ostiary.evaluation.explanation import Explanation
from ostiary.evaluation.policies import Policies
from ostiary.evaluation.question import OF_CALLER, Question, Value, derived, request_of
from ostiary.model.arn import Arn, iam_arn
from ostiary.model.caller import Caller, CallerKind
from ostiary.model.errors import InvalidInputError, NoSuchEntityError
from ostiary.store.contract import Reader, Store
from ostiary.store.sql import open_store

T = TypeVar("T")

AWS: Final = "aws"
OWN_API: Final = ("iam:", "sts:")
"""Actions whose resources the store holds."""

UNKNOWN: Final = facts.Resource("", "", {})
"""A resource of which the store knows nothing."""

KEPT: Final = 10_000
"""How many principals and roles are remembered at one revision."""


class StoreAuthorizer:
    """Decides questions about the principals of an installation by the policies that its store holds at that moment.

    It reads beside the server, if one runs, and never writes. Use as a context manager, or `close` it; threads may
    share it.
    """

    def __init__(self, place: str | Path, *, partition: str | None = None) -> None:
        """Open the store in the data folder *place*, or the database whose URL *place* is.

        A data folder's own settings file tells a database elsewhere, and the partition of its ARNs; *partition* goes
        before it, and is `aws` for a URL. The environment is not looked at.

        Raises StoreRefusedError when there is no database or it is not of this release, ServiceUnavailableError when it
        is out of reach, SettingsError for a settings file that cannot be read.
        """
        url = place if isinstance(place, str) and "://" in place else ""
        chosen = None if url else settings.load({"data_dir": str(place)}, {})
        self._partition = partition or (AWS if chosen is None else chosen.partition)
        self._store: Store = open_store(url if chosen is None else chosen.store_url, lock=False)
        self._found = _Found(0)

    def decide(
        self,
        *,
        principal: str,
        action: str,
        resource: str = "*",
        context: Mapping[str, Value] | None = None,
        resource_account: str | None = None,
        role: str | None = None,
        wildcard_only_action: bool | None = None,
        session: Named | None = None,
        resource_policy: Document | None = None,
        now: int | None = None,
    ) -> Decision:
        """Decide one question, whose parts are those of `Question`; the rest and errors as in `decide_all`."""
        question = Question(
            principal=principal,
            action=action,
            resource=resource,
            context=context or {},
            resource_account=resource_account,
            role=role,
            wildcard_only_action=wildcard_only_action,
        )
        return self.decide_all((question,), session=session, resource_policy=resource_policy, now=now)[0]

    def decide_all(
        self,
        questions: Iterable[Question],
        *,
        session: Named | None = None,
        resource_policy: Document | None = None,
        now: int | None = None,
    ) -> list[Decision]:
        """Decide each question by itself, all on one state of the store, and return the decisions in the same order.

        A principal is a user, a role (a session of it whose name nobody knows), a role session or an account's root.
        The store gives its identity-based policies, those of a user's groups, its permissions boundary, the trust
        policy of a role that is to be assumed, and the context keys that follow from the principal, its tags, and the
        resource when it is IAM's; with *now* the clock gives those that follow from it. What a question gives goes
        before them.

        The store knows neither the session policies, which a session's token holds, nor the policies of resources:
        where there are any, *session* and *resource_policy* must be given, for all the questions.

        Raises NoSuchEntityError for a principal that the store does not hold, InvalidInputError for a question that
        cannot be asked, MalformedPolicyDocumentError for a given policy that cannot be understood and may deny,
        `gather.UnreadablePolicyError` for a kept one, ServiceUnavailableError when the database is out of reach.
        """
        asked, given = list(questions), _Given(session, resource_policy, now)
        with self._looking() as look:
            return [Decision.of(decide(*look.prepared(question, given))) for question in asked]

    def explain(
        self,
        question: Question,
        *,
        session: Named | None = None,
        resource_policy: Document | None = None,
        now: int | None = None,
    ) -> Explanation:
        """Decide *question* and say how, as `Authorizer.explain` does; the rest as in `decide_all`."""
        with self._looking() as look:
            return Explanation.of(*look.prepared(question, _Given(session, resource_policy, now)))

    def close(self) -> None:
        """Let go of the database."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _looking(self) -> Iterator[_Look]:
        """Open a view of the store, with what is remembered of the revision that it shows.

        Nobody tells of the server's writes, so that the revision is asked for each time.
        """
        with self._store.read() as view:
            found = self._found
            if found.revision != view.revision:
                found = self._found = _Found(view.revision)
            yield _Look(view, self._partition, found)


@dataclass(frozen=True, slots=True)
class _Given:
    """What is given beside the questions."""

    session: Named | None
    resource: Document | None
    now: int | None


class _Found:
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
class _Look:
    """One view of the store, in which questions are prepared for the engine."""

    reader: Reader
    partition: str
    found: _Found

    def prepared(self, question: Question, given: _Given) -> tuple[Request, Layers]:
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
