"""Whom a resource or trust policy names, and how closely that fits the caller (policy-evaluation.md 1.6, 1.7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from ostiary.engine.kinds import PolicyKind
from ostiary.engine.request import Request
from ostiary.model.arn import Arn, iam_arn
from ostiary.model.caller import Caller, CallerKind

EVERYONE: Final = "*"
ASSUMED_ROLE: Final = "assumed-role/"


class Grade(IntEnum):
    """How closely a principal fits the caller; it decides which implicit denies an Allow bypasses (7.5)."""

    NONE = 0
    ACCOUNT = 2
    ENTITY = 3
    EXACT = 4
    ANY = 5
    """No closer than EXACT, and treated alike; apart only so that it can be told."""


@dataclass(frozen=True, slots=True)
class Principals:
    """A `Principal` element, or a `NotPrincipal` element when `negated`: values as written, by kind."""

    aws: tuple[str, ...] = ()
    service: tuple[str, ...] = ()
    federated: tuple[str, ...] = ()
    canonical: tuple[str, ...] = ()
    negated: bool = False

    def grade(self, request: Request, kind: PolicyKind, *, bounded: bool) -> Grade:
        """Return how closely the caller is meant by a statement of a policy of that kind.

        *bounded* says that the caller has a permissions boundary, which makes every `NotPrincipal` apply to it (1.7).
        """
        if self.negated:
            spared = self._exempts(request.caller) and not (bounded and request.caller.kind in BOUNDABLE)
            return Grade.NONE if spared else Grade.EXACT
        best = max((_grade(value, request, kind) for value in self.aws), default=Grade.NONE)
        if self.service or self.federated or self.canonical:
            return max(best, self._grade_of_others(request.caller))
        return best

    def grade_of_bearer(self, caller: Caller) -> Grade:
        """Return how closely the bearer of a token is meant where only its provider counts (8.1)."""
        return Grade.EXACT if self._names_provider(caller) else Grade.NONE

    def _grade_of_others(self, caller: Caller) -> Grade:
        """Return the grade of the values that are not of kind `AWS`."""
        if caller.kind is CallerKind.SERVICE:
            return Grade.NONE if service_names(caller).isdisjoint(self.service) else Grade.EXACT
        if self._names_provider(caller):
            return Grade.EXACT if caller.kind is CallerKind.BEARER else Grade.ENTITY
        if caller.canonical_id and caller.canonical_id in self.canonical:
            return Grade.ACCOUNT
        return Grade.NONE

    def _names_provider(self, caller: Caller) -> bool:
        return bool(caller.provider) and caller.provider in self.federated

    def _exempts(self, caller: Caller) -> bool:
        """Return whether every principal that the caller is at once is listed (1.7; 11, point 12)."""
        if EVERYONE in self.aws:
            return True
        if caller.kind is CallerKind.SERVICE:
            return not service_names(caller).isdisjoint(self.service)
        needed = NEEDED.get(caller.kind, ())
        listed = {*self.aws, *self.canonical}
        return bool(needed) and all(not listed.isdisjoint(SPELLINGS[who](caller)) for who in needed)


def service_names(caller: Caller) -> set[str]:
    """Return every name of a service principal."""
    return {caller.arn, *caller.service_names}


BOUNDABLE: Final = frozenset({CallerKind.USER, CallerKind.ROLE_SESSION, CallerKind.FEDERATED_USER})
"""Callers behind whom a user or role stands, which may have a permissions boundary."""

NEEDED: Final[Mapping[CallerKind, tuple[str, ...]]] = {
    CallerKind.USER: ("own",),
    CallerKind.ROLE_SESSION: ("entity", "arn"),
    CallerKind.FEDERATED_USER: ("arn",),
    CallerKind.ROOT: ("account",),
}
"""Which of its names a caller must find in `NotPrincipal` to be exempt; kinds that are not here never are."""

SPELLINGS: Final = {
    "own": lambda caller: {caller.arn, caller.entity_id},
    "entity": lambda caller: {caller.entity_arn, caller.entity_id},
    "arn": lambda caller: {caller.arn},
    "account": lambda caller: {caller.account, root_arn(caller), *filter(None, (caller.canonical_id,))},
}


NAMELESS: Final = frozenset({CallerKind.ANONYMOUS, CallerKind.SERVICE, CallerKind.BEARER})
"""Callers whom no value of kind `AWS` but `*` can mean."""


def root_arn(caller: Caller) -> str:
    """Return the `:root` ARN of the caller's account, which names the account and not only its root user (1.6)."""
    return iam_arn(caller.arn.split(":", 2)[1] if ":" in caller.arn else "", caller.account, "root")


def _grade(value: str, request: Request, kind: PolicyKind) -> Grade:
    """Return the grade of one `AWS` value."""
    caller = request.caller
    if value == EVERYONE:
        return Grade.ANY
    if caller.kind in NAMELESS:
        return Grade.NONE
    if value in {caller.account, root_arn(caller)}:
        return Grade.ACCOUNT
    if kind is PolicyKind.TRUST:
        if (bound := request.trust_ids.get(value)) is not None:
            return _bound_grade(value, bound, caller)
        if is_entity_arn(value):
            # Saved without an id, so nobody knows whom it meant: someone else can have the name by now (1.6, rule 4).
            return Grade.NONE
    return _spelled_grade(value, caller)


def _spelled_grade(value: str, caller: Caller) -> Grade:
    """Return the grade of a value that is compared as it is spelled."""
    if value == caller.arn:
        return Grade.EXACT
    return _entity_grade(caller) if value in {caller.entity_arn, caller.entity_id} else Grade.NONE


def _bound_grade(value: str, unique_id: str, caller: Caller) -> Grade:
    """Return the grade of an ARN that stands for the entity with *unique_id*, whatever that is called now."""
    if unique_id != caller.entity_id:
        return Grade.NONE
    if is_session_arn(value):
        return Grade.EXACT if value == caller.arn else Grade.NONE
    return _entity_grade(caller)


def _entity_grade(caller: Caller) -> Grade:
    """A user is its own entity; a session of a role or federated user is something narrower."""
    return Grade.EXACT if caller.kind is CallerKind.USER else Grade.ENTITY


def is_entity_arn(value: str) -> bool:
    """Return whether *value* is the ARN of a user or role."""
    arn = Arn.parse(value)
    return arn is not None and arn.service == "iam" and arn.resource.startswith(("user/", "role/"))


def is_session_arn(value: str) -> bool:
    """Return whether *value* is the ARN of a role session."""
    arn = Arn.parse(value)
    return arn is not None and arn.service == "sts" and arn.resource.startswith(ASSUMED_ROLE)
