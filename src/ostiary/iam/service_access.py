"""ListPoliciesGrantingServiceAccess: which of an entity's policies allow which service."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Handler, Read
from ostiary.iam import held, pages, reported
from ostiary.iam.granted import Granted
from ostiary.iam.held import Entity, Held
from ostiary.model.nouns import Group, Role, User
from ostiary.store.contract import Reader
from ostiary.wire import iam_types


def list_policies_granting_service_access(
    call: Authorized[iam_types.ListPoliciesGrantingServiceAccessRequest], tx: Reader
) -> iam_types.ListPoliciesGrantingServiceAccessResponse:
    """Return for each of the services asked for the policies with which the entity can use it.

    Those of a user include the ones of its groups. A service that they do not allow, or that some Deny among them takes
    away whole, has none.
    """
    asked = dict.fromkeys(call.params["ServiceNamespaces"])
    for namespace in asked:
        reported.require_service(namespace)
    entity = reported.entity(tx, call.partition, call.account, call.params["Arn"])
    page = pages.fill_sliced(
        call, list(enumerate(asked)), key=lambda item: f"{item[0]:03}", filters=(entity.id, *asked)
    )
    found = _Found(list(held.held(tx, call.partition, entity)))
    return {
        "PoliciesGrantingServiceAccess": [
            {"ServiceNamespace": namespace, "Policies": list(found.granting(namespace))} for _, namespace in page.items
        ],
        **page.rest,
    }


@dataclass(frozen=True, slots=True)
class _Policy:
    shape: iam_types.PolicyGrantingServiceAccess
    granted: Granted


class _Found:
    """All policies of an entity, each once however often the entity has it."""

    def __init__(self, policies: Sequence[Held]) -> None:
        self._all = Granted(one.attached.policy for one in policies)
        once = {one.arn or (one.holder.id, one.name): one for one in policies}
        self._each = [_Policy(_shape(one), Granted((one.attached.policy,))) for one in once.values()]

    def granting(self, namespace: str) -> Iterator[iam_types.PolicyGrantingServiceAccess]:
        prefix = namespace.lower()
        if self._all.allows(prefix):
            yield from (policy.shape for policy in self._each if policy.granted.allows(prefix))


ENTITY_TYPES: Final[Mapping[type[Entity], str]] = {User: "USER", Group: "GROUP", Role: "ROLE"}


def _shape(policy: Held) -> iam_types.PolicyGrantingServiceAccess:
    if policy.arn:
        return {"PolicyName": policy.attached.id, "PolicyType": "MANAGED", "PolicyArn": policy.arn}
    return {
        "PolicyName": policy.name,
        "PolicyType": "INLINE",
        "EntityType": ENTITY_TYPES[type(policy.holder)],
        "EntityName": policy.holder.name,
    }


OPERATIONS: Final[Mapping[str, Handler]] = {
    "ListPoliciesGrantingServiceAccess": Read(list_policies_granting_service_access),
}
