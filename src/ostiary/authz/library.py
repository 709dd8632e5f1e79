"""The library over a running store: `from ostiary import StoreAuthorizer`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from ostiary import settings
from ostiary.authz.questions import Found, Given, Look
from ostiary.engine.decide import decide
from ostiary.evaluation.authorizer import Document, Named
from ostiary.evaluation.decision import Decision
from ostiary.evaluation.explanation import Explanation
from ostiary.evaluation.question import Question, Value
from ostiary.store.contract import Store
from ostiary.store.sql import open_store

AWS: Final = "aws"


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
        self._found = Found(0)

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
        asked, given = list(questions), Given(session, resource_policy, now)
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
            return Explanation.of(*look.prepared(question, Given(session, resource_policy, now)))

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
    def _looking(self) -> Iterator[Look]:
        """Open a view of the store, with what is remembered of the revision that it shows.

        Nobody tells of the server's writes, so that the revision is asked for each time.
        """
        with self._store.read() as view:
            found = self._found
            if found.revision != view.revision:
                found = self._found = Found(view.revision)
            yield Look(view, self._partition, found)
