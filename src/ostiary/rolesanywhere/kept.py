"""What trust anchors, profiles and revocation lists have in common: how they are found, listed, switched and tagged.

Each belongs to a region of its account and is named by an id or by its ARN. Names need not be unique.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Generic, TypeVar

from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Handler, Read, Write
from ostiary.iam import pages, tags
from ostiary.model.arn import rolesanywhere_arn
from ostiary.model.errors import (
    InvalidInputError,
    LimitExceededError,
    NotImplementedByOstiaryError,
    ResourceNotFoundError,
    TooManyTagsError,
    ValidationError,
)
from ostiary.model.nouns import RevocationList, TrustAnchor, WorkloadProfile
from ostiary.store.contract import Collection, Reader, Transaction
from ostiary.wire import iam_types
from ostiary.wire import rolesanywhere_types as wire

Noun = TrustAnchor | WorkloadProfile | RevocationList
N = TypeVar("N", TrustAnchor, WorkloadProfile, RevocationList)
Call = Authorized[Any]  # Any: each operation has its own request
Answer = Mapping[str, object]

NOT_OFFERED: Final[Mapping[str, str]] = {
    "aliasName": "Aliases",
    "notificationSettings": "Notifications",
    "crlDpRevocationEnabled": "Revocation lists that certificates point to",
}
"""Parameters that ask for what Ostiary does not do, and what that is."""


@dataclass(frozen=True, slots=True)
class Kind(Generic[N]):
    """One kind of resource. `word` begins its ARNs, `member` holds one in answers and `members` several, `parameter`
    names one in requests."""

    word: str
    member: str
    members: str
    parameter: str
    title: str
    of: Callable[[Reader], Collection[N]]
    show: Callable[[Call, N], Mapping[str, object]]
    page: Callable[[Call, Reader], pages.Fetch[N]]

    def arn(self, call: Call, noun: Noun) -> str:
        """Return the ARN of *noun*."""
        return rolesanywhere_arn(call.partition, noun.region, noun.account, f"{self.word}/{noun.id}")

    def named(self, call: Call, reader: Reader, name: str) -> N:
        """Return the one of the caller's account and the region of the call whose id or ARN is *name*.

        Raises ResourceNotFoundError, also for what is elsewhere.
        """
        prefix = rolesanywhere_arn(call.partition, call.region, call.account, f"{self.word}/")
        found = self.of(reader).by_id(name.removeprefix(prefix))
        if found is None or (found.account, found.region) != (call.account, call.region):
            raise ResourceNotFoundError(f"{self.title} not found.")
        return found

    def answer(self, call: Call, noun: N) -> Answer:
        """Return what an operation on one answers."""
        return {self.member: self.show(call, noun)}

    def changed(self, call: Call, tx: Transaction, **values: Any) -> Answer:  # Any: of the fields
        """Give the one that the request names other *values*, and answer with it."""
        noun = replace(self.named(call, tx, call.params[self.parameter]), updated=call.now, **values)
        self.of(tx).replace(noun)
        return self.answer(call, noun)

    def operations(self, suffix: str) -> Mapping[str, Handler]:
        """Return the operations that are the same for every kind; *suffix* ends their names (`TrustAnchor`)."""
        return {
            f"Get{suffix}": Read(self._get),
            f"Enable{suffix}": Write(lambda call, tx: self.changed(call, tx, enabled=True)),
            f"Disable{suffix}": Write(lambda call, tx: self.changed(call, tx, enabled=False)),
            f"List{suffix}s": Read(self._list),
        }

    def _get(self, call: Call, reader: Reader) -> Answer:
        return self.answer(call, self.named(call, reader, call.params[self.parameter]))

    def _list(self, call: Call, reader: Reader) -> Answer:
        size = call.params.get("pageSize", pages.DEFAULT_ITEMS)
        if size < 1:
            raise ValidationError("pageSize must be at least 1.")
        asked = {"MaxItems": min(size, pages.DEFAULT_ITEMS), "Marker": call.params.get("nextToken", "")}
        page = pages.fill(
            replace(call, params=asked), self.page(call, reader), key=lambda noun: noun.id, filters=(call.region,)
        )
        answer: dict[str, object] = {self.members: [self.show(call, noun) for noun in page.items]}
        if "Marker" in page.rest:
            answer["nextToken"] = page.rest["Marker"]
        return answer


def by_region(of: Callable[[Reader], Collection[N]]) -> Callable[[Call, Reader], pages.Fetch[N]]:
    """Return the pages of what is kept by its region."""

    def page(call: Call, reader: Reader) -> pages.Fetch[N]:
        return lambda after, limit: of(reader).page(call.account, parent=call.region, after=after, limit=limit)

    return page


def require_offered(call: Call) -> None:
    """Raise NotImplementedByOstiaryError for a parameter that asks for what Ostiary does not do."""
    for name, what in NOT_OFFERED.items():
        if call.params.get(name):
            raise NotImplementedByOstiaryError(f"{what} are not part of this version of Ostiary: {name}.")


def require_room(number: int, quota: int, what: str) -> None:
    """Raise ValidationError when there are *quota* already; the service model has no other error for it."""
    if number >= quota:
        raise ValidationError(f"Cannot exceed quota for {what}: {quota}")


def tagged(call: Call, present: Mapping[str, str], given: Iterable[wire.Tag]) -> Mapping[str, str]:
    """Return *present* with the tags *given*. Raises ValidationError or, where the service model has it,
    TooManyTagsError."""
    spelled: list[iam_types.Tag] = [{"Key": tag["key"], "Value": tag["value"]} for tag in given]
    try:
        return tags.merged(call, present, spelled, "Resource", tags.EXACTLY)
    except InvalidInputError as error:
        raise ValidationError(error.message) from None
    except LimitExceededError as error:
        raise (TooManyTagsError if call.operation == "TagResource" else ValidationError)(error.message) from None
