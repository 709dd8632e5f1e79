"""Whom a role's trust policy names: checked when it is saved, kept by unique id, shown as AWS shows it.

A name can be given up and taken again by someone else; a unique id cannot. So each user, role or role session that
a trust policy names is kept with the id that it had when the policy was saved (policy-evaluation.md 1.6, rule 4).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Final

from ostiary.engine import validate
from ostiary.model import json as strict_json
from ostiary.model.arn import Arn, iam_arn
from ostiary.model.errors import MalformedPolicyDocumentError
from ostiary.model.nouns import Role, User
from ostiary.store.contract import Reader

FEDERATED_USER: Final = "federated-user/"


def bind(tx: Reader, partition: str, document: str) -> Mapping[str, str]:
    """Return the unique id of each user, role and role session that the trust policy *document* names by ARN.

    Raises MalformedPolicyDocumentError when the document is not a trust policy (1.12), and for a principal that
    does not exist in this installation: an unknown account's users cannot be told apart from typing errors.
    """
    principals = validate.trust_principals(validate.trust_policy(document))
    found = ((principal, _named(tx, partition, principal)) for principal in sorted(set(principals)))
    return {principal: unique_id for principal, unique_id in found if unique_id}


def shown(tx: Reader, partition: str, role: Role) -> str:
    """Return the trust policy of *role* as it is to be read now.

    It is the text as sent, unless a principal that it names was deleted (then its unique id stands in its place,
    also when someone else has the name by now) or was renamed (then its new ARN does). Text elsewhere in the
    document, conditions above all, is never changed.
    """
    current = {arn: _current(tx, partition, arn, unique_id) for arn, unique_id in role.trust_ids.items()}
    if all(arn == now for arn, now in current.items()):
        return role.trust
    return _with_principals(role.trust, current)


# -- saving --------------------------------------------------------------------------------------------


def _named(tx: Reader, partition: str, principal: str) -> str:
    """Return the unique id that *principal* names, or "" for one that is no entity (everyone, an account,
    a federated user) or is written as an id already. Raises MalformedPolicyDocumentError when it does not exist."""
    if principal == "*" or _is_entity_id(tx, principal) or tx.accounts.get(principal, principal) is not None:
        return ""
    arn = Arn.parse(principal)
    if arn is None or arn.region or arn.partition != partition or tx.accounts.get(arn.account, arn.account) is None:
        raise _invalid(principal)
    if (arn.service, arn.resource) == ("iam", "root") or _is_federated_user(arn):
        return ""
    unique_id = _entity_id(tx, arn)
    if not unique_id:
        raise _invalid(principal)
    return unique_id


def _invalid(principal: str) -> MalformedPolicyDocumentError:
    return MalformedPolicyDocumentError(f'Invalid principal in policy: "AWS":"{principal}"')


def _is_entity_id(tx: Reader, principal: str) -> bool:
    return tx.users.by_id(principal) is not None or tx.roles.by_id(principal) is not None


def _is_federated_user(arn: Arn) -> bool:
    """A federated user exists only as a session: there is nothing that could be looked up."""
    return arn.service == "sts" and len(arn.resource) > len(FEDERATED_USER) and arn.resource.startswith(FEDERATED_USER)


def _entity_id(tx: Reader, arn: Arn) -> str:
    """Return the unique id of the entity with exactly this ARN (path and case count), or ""."""
    kind, _, rest = arn.resource.partition("/")
    if arn.service == "sts":
        return _session_role_id(tx, arn.account, rest) if kind == "assumed-role" else ""
    find = ENTITIES.get(kind) if arn.service == "iam" else None
    entity = None if find is None else find(tx, arn.account, rest.rpartition("/")[2])
    if entity is None or f"{kind}{entity.path}{entity.name}" != arn.resource:
        return ""
    return entity.id


def _session_role_id(tx: Reader, account: str, rest: str) -> str:
    """Return the id of the role that a session ARN's *rest* (`Role/Session`) is of: sessions carry that id."""
    name, _, session = rest.partition("/")
    role = tx.roles.get(account, name)
    return role.id if role is not None and role.name == name and session and "/" not in session else ""


ENTITIES: Final[Mapping[str, Callable[[Reader, str, str], User | Role | None]]] = {
    "user": lambda tx, account, name: tx.users.get(account, name),
    "role": lambda tx, account, name: tx.roles.get(account, name),
}


# -- showing -------------------------------------------------------------------------------------------


def _current(tx: Reader, partition: str, arn: str, unique_id: str) -> str:
    """Return how the entity with that id, once *arn*, is written now: by its ARN or, when it is gone, by its id."""
    if (user := tx.users.by_id(unique_id)) is not None:
        return iam_arn(partition, user.account, f"user{user.path}{user.name}")
    # Roles cannot be renamed or moved: one that is there still has the ARN that it had, and so have its sessions.
    return arn if tx.roles.by_id(unique_id) is not None else unique_id


def _with_principals(document: str, current: Mapping[str, str]) -> str:
    """Return *document* with its `AWS` principals written as *current* has them."""
    policy = strict_json.read(document)
    assert isinstance(policy, dict)
    statements = policy["Statement"]
    for statement in statements if isinstance(statements, list) else [statements]:
        principal = statement.get("Principal")
        if isinstance(principal, dict) and "AWS" in principal:
            principal["AWS"] = _replaced(principal["AWS"], current)
    return json.dumps(policy, ensure_ascii=False, separators=(",", ":"))


def _replaced(value: object, current: Mapping[str, str]) -> object:
    if isinstance(value, list):
        return [_replaced(item, current) for item in value]
    return current.get(value, value) if isinstance(value, str) else value
