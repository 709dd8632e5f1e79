"""Service-linked roles: made from the template of their service, changed by nobody, deleted by a task.

The services are AWS's own and none of them runs here; the roles exist so that what expects them finds them, and so that
policies and tools meet the same rules as at AWS. A task is done when it is answered: no service holds a role back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Handler, Read, Write
from ostiary.catalogue.service_linked import PATH, TEMPLATES, Template
from ostiary.iam import find, shapes
from ostiary.model.errors import InvalidInputError, LimitExceededError, NoSuchEntityError
from ostiary.model.nouns import DeletionTask, Role
from ostiary.store.contract import Reader, Relation, Transaction
from ostiary.wire import iam_types

SUCCEEDED: Final = "SUCCEEDED"
KEPT: Final = 7 * 86_400
"""Seconds for which the status of a deletion can be asked for, at least."""
CHUNK: Final = 100

LONGEST_NAME: Final = 64
"""Characters by which a call can name a role (the service model), which lets the suffix alone have as many."""


def create_service_linked_role(
    call: Authorized[iam_types.CreateServiceLinkedRoleRequest], tx: Transaction
) -> iam_types.CreateServiceLinkedRoleResponse:
    """Create the role that a service of AWS uses, with its policy.

    Raises InvalidInputError for a service without a template, for a suffix where the service takes none or with which
    no call could name the role, and when the account has the role (AWS's answer, where EntityAlreadyExists would be
    expected).
    """
    service, suffix = call.params["AWSServiceName"], call.params.get("CustomSuffix", "")
    template = _template(service)
    if suffix and not template.takes_suffix:
        raise InvalidInputError(f"Custom suffix is not allowed for {service}")
    name = template.role_name(suffix)
    if len(name) > LONGEST_NAME:
        # AWS's words are not known.
        raise InvalidInputError(
            f"Service role name {name} is longer than {LONGEST_NAME} characters, please try a shorter suffix."
        )
    if tx.roles.get(call.account, name) is not None:
        raise InvalidInputError(
            f"Service role name {name} has been taken in this account, please try a different suffix."
        )
    if tx.roles.count(call.account) >= call.quotas.roles:
        raise LimitExceededError(f"Cannot exceed quota for RolesPerAccount: {call.quotas.roles}")
    role = Role(
        account=call.account,
        id=call.mint.unique_id("AROA"),
        name=name,
        path=f"{PATH}{service}/",
        created=call.now,
        trust=_trusting(service),
        description=call.params.get("Description", ""),
    )
    tx.roles.add(role)
    tx.links.add(call.account, Relation.ATTACHMENT, role.id, template.policy_arn(call.partition))
    return {"Role": shapes.role(call, role, role.trust)}


def delete_service_linked_role(
    call: Authorized[iam_types.DeleteServiceLinkedRoleRequest], tx: Transaction
) -> iam_types.DeleteServiceLinkedRoleResponse:
    """Delete a service-linked role and return the id of the task that did. Raises NoSuchEntityError, also for a role
    of another kind."""
    role = find.role(tx, call.account, call.params["RoleName"])
    if not role.path.startswith(PATH):
        raise NoSuchEntityError(f"The role with name {role.name} cannot be found.")
    tx.roles.remove(role)
    _forget_old(call, tx)
    task = DeletionTask(
        account=call.account,
        id=f"task{role.path}{role.name}/{call.mint.uuid()}",
        created=call.now,
        status=SUCCEEDED,
    )
    tx.deletion_tasks.add(task)
    return {"DeletionTaskId": task.id}


def get_service_linked_role_deletion_status(
    call: Authorized[iam_types.GetServiceLinkedRoleDeletionStatusRequest], tx: Reader
) -> iam_types.GetServiceLinkedRoleDeletionStatusResponse:
    """Return how a deletion went. Raises NoSuchEntityError."""
    id_ = call.params["DeletionTaskId"]
    if (task := tx.deletion_tasks.get(call.account, id_)) is None:
        raise NoSuchEntityError(f"The deletion task with id {id_} cannot be found.")
    return {"Status": task.status}


def _forget_old(call: Authorized[object], tx: Transaction) -> None:
    """Forget some of the tasks that nobody can be waiting for any more."""
    for task in tx.deletion_tasks.page(call.account, limit=CHUNK).items:
        if task.created < call.now - KEPT:
            tx.deletion_tasks.remove(task)


def _template(service: str) -> Template:
    if (template := TEMPLATES.get(service)) is None:
        raise InvalidInputError(f"No template of a service-linked role is known here for {service}")
    return template


def _trusting(service: str) -> str:
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, separators=(",", ":"))


OPERATIONS: Final[Mapping[str, Handler]] = {
    "CreateServiceLinkedRole": Write(create_service_linked_role),
    "DeleteServiceLinkedRole": Write(delete_service_linked_role),
    "GetServiceLinkedRoleDeletionStatus": Read(get_service_linked_role_deletion_status),
}
