"""The library: `from ostiary import Authorizer`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ostiary.engine.decide import decide
from ostiary.evaluation.decision import Decision
from ostiary.evaluation.documents import Entry
from ostiary.evaluation.explanation import Explanation
from ostiary.evaluation.policies import Policies
from ostiary.evaluation.question import Question, Value, request_of
from ostiary.model.errors import InvalidInputError

Document = str | Mapping[str, Any]  # Any: a document may hold what JSON can hold
"""A policy document: its text, or the value that the text holds."""

Named = Mapping[str, Document]
"""Policy documents by the names that decisions call them by."""


class Authorizer:
    """Decides questions by the policies it was made with. It keeps nothing, starts nothing, and may be shared by
    threads.

    Each argument is a layer of policy-evaluation.md. Without *boundary*, *session* or *vpc_endpoint* that layer is
    absent, and so it is when it is empty. *scps* and *rcps* are levels from the organization's root down to the
    account, none outside an organization; a level without policies allows nothing.
    """

    __slots__ = ("_policies",)

    def __init__(
        self,
        *,
        identity: Named | None = None,
        boundary: Named | None = None,
        session: Named | None = None,
        resource: Document | None = None,
        scps: Sequence[Named] = (),
        rcps: Sequence[Named] = (),
        vpc_endpoint: Named | None = None,
    ) -> None:
        self._policies = Policies(
            identity=entries(identity),
            boundary=entries(boundary),
            session=entries(session),
            resource=None if resource is None else text(resource),
            scps=tuple(map(entries, scps)),
            rcps=tuple(map(entries, rcps)),
            vpc_endpoint=entries(vpc_endpoint),
        )

    def decide(
        self,
        *,
        principal: str,
        action: str,
        resource: str = "*",
        context: Mapping[str, Value] | None = None,
        resource_account: str | None = None,
        role: str | None = None,
        user: str | None = None,
        wildcard_only_action: bool | None = None,
        now: int | None = None,
    ) -> Decision:
        """Decide one question, whose parts are those of `Question`; *now* as in `decide_all`."""
        question = Question(
            principal=principal,
            action=action,
            resource=resource,
            context=context or {},
            resource_account=resource_account,
            role=role,
            user=user,
            wildcard_only_action=wildcard_only_action,
        )
        return self._decide(question, now)

    def decide_all(self, questions: Iterable[Question], *, now: int | None = None) -> list[Decision]:
        """Decide each question by itself and return the decisions in the same order.

        The context of a question is complete. With *now*, in seconds since the epoch, the keys that follow from the
        principal and the clock are added, unless they are given.

        Raises InvalidInputError for a question that cannot be asked, and MalformedPolicyDocumentError for a policy
        that cannot be understood and may deny.
        """
        return [self._decide(question, now) for question in questions]

    def explain(self, question: Question, *, now: int | None = None) -> Explanation:
        """Decide *question* and say how: every statement considered, what of it did not fit, and which keys the
        context lacks. Printed, it is told to a person. *now* and errors as in `decide_all`."""
        request = request_of(question, now)
        return Explanation.of(request, self._policies.layers(request))

    def _decide(self, question: Question, now: int | None) -> Decision:
        request = request_of(question, now)
        return Decision.of(decide(request, self._policies.layers(request)))


def entries(named: Named | None) -> tuple[Entry, ...]:
    """Return the names and texts of policies. Raises InvalidInputError for anything but documents by name."""
    if named is None:
        return ()
    if not isinstance(named, Mapping) or "Statement" in named:
        raise InvalidInputError("policies are given by name, as in {'reader': document}")
    return tuple((name, text(document)) for name, document in named.items())


def text(document: Document) -> str:
    """Return the text of a policy document. Raises InvalidInputError for what holds no JSON."""
    if isinstance(document, str):
        return document
    if not isinstance(document, Mapping):
        raise InvalidInputError(f"a policy document is text or a mapping, not {type(document).__name__}")
    try:
        return json.dumps(document)
    except (TypeError, ValueError) as error:
        raise InvalidInputError(f"a policy document holds what JSON cannot: {error}") from error
