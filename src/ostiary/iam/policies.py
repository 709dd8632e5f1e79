"""Managed policies and their versions.

The account's own are nouns of the store; those that AWS publishes are packaged data, can be read and attached like
them, and cannot be changed by anyone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Handler, Read, Write
from ostiary.iam import managed, pages, policy_lists, policy_versions, shapes, tags
from ostiary.iam.managed import AnyPolicy
from ostiary.iam.policy_lists import Entity
from ostiary.model.errors import (
    DeleteConflictError,
    EntityAlreadyExistsError,
    LimitExceededError,
)
from ostiary.model.nouns import Group, Policy, PolicyVersion, Role, User
from ostiary.store.contract import Page, Reader, Relation, Transaction
from ostiary.wire import iam_types

KIND: Final = "Policy"
"""AWS's word for managed policies in the names of quotas."""
USES: Final[Mapping[str, Relation]] = {
    "PermissionsPolicy": Relation.ATTACHMENT,
    "PermissionsBoundary": Relation.BOUNDARY,
}
ENTITY_KINDS: Final[Mapping[str, type[Entity]]] = {"User": User, "Role": Role, "Group": Group}

# -- policies ------------------------------------------------------------------------------------------


def create_policy(call: Authorized[iam_types.CreatePolicyRequest], tx: Transaction) -> iam_types.CreatePolicyResponse:
    """Create a managed policy with its first version; names are unique within the account, whatever the path."""
    params = call.params
    name, document = params["PolicyName"], params["PolicyDocument"]
    managed.require_document(document, call.quotas)
    if tx.policies.get(call.account, name) is not None:
        raise EntityAlreadyExistsError(f"A policy called {name} already exists. Duplicate names are not allowed.")
    if tx.policies.count(call.account) >= call.quotas.policies:
        raise LimitExceededError(f"Cannot exceed quota for PoliciesPerAccount: {call.quotas.policies}")
    policy = Policy(
        account=call.account,
        id=call.mint.unique_id("ANPA"),
        name=name,
        path=params.get("Path", "/"),
        created=call.now,
        updated=call.now,
        description=params.get("Description", ""),
        tags=tags.given(call, params.get("Tags", ()), KIND),
    )
    tx.policies.add(policy)
    tx.policy_versions.add(
        PolicyVersion(
            account=call.account,
            policy=policy.id,
            version=policy.default_version,
            created=call.now,
            document=document,
        )
    )
    return {"Policy": _policy(call, policy, attached=0, boundaries=0)}


def get_policy(call: Authorized[iam_types.GetPolicyRequest], tx: Reader) -> iam_types.GetPolicyResponse:
    """Return a managed policy with its description and tags; the document belongs to its versions."""
    policy = managed.find(call, tx, call.params["PolicyArn"])
    return {"Policy": _policies(call, tx, [policy])[0]}


def list_policies(call: Authorized[iam_types.ListPoliciesRequest], tx: Reader) -> iam_types.ListPoliciesResponse:
    """List managed policies by name, the account's own and AWS's in one order.

    Without tags and descriptions, as AWS's list is. A boundary does not make a policy "attached".
    """
    params = call.params
    scope = params.get("Scope", "All")
    used_as = {USES[params["PolicyUsageFilter"]]} if "PolicyUsageFilter" in params else set()
    wanted = policy_lists.Wanted(
        local=scope != "AWS",
        published=scope != "Local",
        path_prefix=params.get("PathPrefix", "/"),
        used_as=frozenset(used_as | ({Relation.ATTACHMENT} if params.get("OnlyAttached") else set())),
    )
    page = pages.fill(
        call,
        lambda after, limit: policy_lists.policies(call, tx, wanted, after=after, limit=limit),
        key=policy_lists.policy_position,
        filters=(scope, wanted.path_prefix, *sorted(relation.value for relation in wanted.used_as)),
    )
    return {"Policies": _policies(call, tx, page.items), **page.rest}


def delete_policy(call: Authorized[iam_types.DeletePolicyRequest], tx: Transaction) -> Mapping[str, object]:
    """Delete a policy that nothing uses and that has its default version only."""
    policy = managed.own(call, tx, call.params["PolicyArn"])
    arn = managed.policy_arn(call.partition, policy)
    if any(tx.links.count_sources(call.account, relation, arn) for relation in USES.values()):
        raise DeleteConflictError("Cannot delete a policy attached to entities.")
    versions = policy_versions.every(tx, policy)
    if len(versions) > 1:
        raise DeleteConflictError(
            "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. "
            "The default version is deleted with the policy."
        )
    for version in versions:
        tx.policy_versions.remove(version)
    tx.policies.remove(policy)
    return {}


# -- tags ----------------------------------------------------------------------------------------------


def tag_policy(call: Authorized[iam_types.TagPolicyRequest], tx: Transaction) -> Mapping[str, object]:
    """Set tags of a policy."""
    policy = managed.own(call, tx, call.params["PolicyArn"])
    merged = tags.merged(call, policy.tags, call.params["Tags"], KIND, tags.EXACTLY)
    tx.policies.replace(replace(policy, tags=merged))
    return {}


def untag_policy(call: Authorized[iam_types.UntagPolicyRequest], tx: Transaction) -> Mapping[str, object]:
    """Remove tags from a policy; keys that it does not have are passed over."""
    policy = managed.own(call, tx, call.params["PolicyArn"])
    tx.policies.replace(replace(policy, tags=tags.without(policy.tags, call.params["TagKeys"], tags.EXACTLY)))
    return {}


def list_policy_tags(call: Authorized[iam_types.ListPolicyTagsRequest], tx: Reader) -> tags.TagPage:
    """List the tags of a policy; AWS's policies have none."""
    policy = managed.find(call, tx, call.params["PolicyArn"])
    return tags.listed(call, policy.tags if isinstance(policy, Policy) else {}, policy.id)


# -- who uses a policy ---------------------------------------------------------------------------------


def list_entities_for_policy(
    call: Authorized[iam_types.ListEntitiesForPolicyRequest], tx: Reader
) -> iam_types.ListEntitiesForPolicyResponse:
    """List the groups, users and roles that have the policy: attached, as boundary, or (without filter) either."""
    params = call.params
    policy = managed.find(call, tx, params["PolicyArn"])
    kinds = _kinds(params.get("EntityFilter"))
    relations = [USES[params["PolicyUsageFilter"]]] if "PolicyUsageFilter" in params else list(USES.values())
    path_prefix = params.get("PathPrefix", "/")

    def fetch(after: str, limit: int) -> Page[Entity]:
        return policy_lists.entities(
            call,
            tx,
            params["PolicyArn"],
            kinds=kinds,
            relations=relations,
            path_prefix=path_prefix,
            after=after,
            limit=limit,
        )

    filters = (policy.id, params.get("EntityFilter", ""), params.get("PolicyUsageFilter", ""), path_prefix)
    page = pages.fill(call, fetch, key=policy_lists.entity_position, filters=filters)
    return {
        "PolicyGroups": [{"GroupName": item.name, "GroupId": item.id} for item in page.items if type(item) is Group],
        "PolicyUsers": [{"UserName": item.name, "UserId": item.id} for item in page.items if type(item) is User],
        "PolicyRoles": [{"RoleName": item.name, "RoleId": item.id} for item in page.items if type(item) is Role],
        **page.rest,
    }


def _kinds(entity_filter: str | None) -> tuple[type[Entity], ...]:
    """Return the kinds of entity to list. The model's enumeration also names the two kinds of managed policy,
    to which no policy can be attached."""
    return (
        tuple(ENTITY_KINDS.values())
        if entity_filter is None
        else tuple(kind for name, kind in ENTITY_KINDS.items() if name == entity_filter)
    )


# -- rules and shapes ----------------------------------------------------------------------------------


def _policies(call: Authorized[object], tx: Reader, policies: Sequence[AnyPolicy]) -> list[iam_types.Policy]:
    """Return *policies* with their exact counts of use in the account, in two reads for all."""
    arns = [managed.policy_arn(call.partition, policy) for policy in policies]
    attached = tx.links.counts(call.account, Relation.ATTACHMENT, arns)
    boundaries = tx.links.counts(call.account, Relation.BOUNDARY, arns)
    return [
        _policy(call, policy, attached=attached.get(arn, 0), boundaries=boundaries.get(arn, 0))
        for arn, policy in zip(arns, policies, strict=True)
    ]


def _policy(call: Authorized[object], policy: AnyPolicy, *, attached: int, boundaries: int) -> iam_types.Policy:
    """Return a policy; AWS's have neither tags nor, in what AWS publishes, a description."""
    shape: iam_types.Policy = {
        "PolicyName": policy.name,
        "PolicyId": policy.id,
        "Arn": managed.policy_arn(call.partition, policy),
        "Path": policy.path,
        "DefaultVersionId": policy.default_version,
        "AttachmentCount": attached,
        "PermissionsBoundaryUsageCount": boundaries,
        "IsAttachable": True,
        "CreateDate": policy.created,
        "UpdateDate": policy.updated,
    }
    if isinstance(policy, Policy) and policy.description and shapes.shows(call, "Policy", "Description"):
        shape["Description"] = policy.description
    own_tags = policy.tags if isinstance(policy, Policy) else {}
    if (own_tags or call.operation in shapes.ALWAYS_TAGS) and shapes.shows(call, "Policy", "Tags"):
        shape["Tags"] = tags.wire(own_tags)
    return shape


OPERATIONS: Final[Mapping[str, Handler]] = {
    **policy_versions.OPERATIONS,
    "CreatePolicy": Write(create_policy),
    "GetPolicy": Read(get_policy),
    "ListPolicies": Read(list_policies),
    "DeletePolicy": Write(delete_policy),
    "TagPolicy": Write(tag_policy),
    "UntagPolicy": Write(untag_policy),
    "ListPolicyTags": Read(list_policy_tags),
    "ListEntitiesForPolicy": Read(list_entities_for_policy),
}
