"""The versions of managed policies: one is in force, the others wait; a document is never changed in place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Handler, Read, Write
from ostiary.catalogue.managed import ManagedPolicy
from ostiary.iam import managed, pages
from ostiary.iam.managed import AnyPolicy
from ostiary.model.errors import DeleteConflictError, LimitExceededError, NoSuchEntityError
from ostiary.model.nouns import Policy, PolicyVersion
from ostiary.store.contract import Reader, Transaction
from ostiary.wire import iam_types


def create_policy_version(
    call: Authorized[iam_types.CreatePolicyVersionRequest], tx: Transaction
) -> iam_types.CreatePolicyVersionResponse:
    """Add a version to a policy, as its default if so asked; numbers of versions are never used again."""
    params = call.params
    policy = managed.own(call, tx, params["PolicyArn"])
    managed.require_document(params["PolicyDocument"], call.quotas)
    if tx.policy_versions.count(call.account, parent=policy.id) >= call.quotas.versions_per_policy:
        raise LimitExceededError(
            f"A managed policy can have up to {call.quotas.versions_per_policy} versions. "
            "Before you create a new version, you must delete an existing version."
        )
    version = PolicyVersion(
        account=call.account,
        policy=policy.id,
        version=f"v{policy.next_version}",
        created=call.now,
        document=params["PolicyDocument"],
    )
    changed = replace(
        policy,
        updated=call.now,
        next_version=policy.next_version + 1,
        default_version=version.version if params.get("SetAsDefault") else policy.default_version,
    )
    tx.policy_versions.add(version)
    tx.policies.replace(changed)
    return {"PolicyVersion": _version(version, changed.default_version)}


def get_policy_version(
    call: Authorized[iam_types.GetPolicyVersionRequest], tx: Reader
) -> iam_types.GetPolicyVersionResponse:
    """Return one version with its document, as sent."""
    arn, name = call.params["PolicyArn"], call.params["VersionId"]
    policy = _policy(call, tx, arn, name)
    if isinstance(policy, Policy):
        version = _own_version(tx, policy, arn, name)
        return {"PolicyVersion": {"Document": version.document, **_version(version, policy.default_version)}}
    if name != policy.default_version:
        raise _no_version(arn, name)
    return {"PolicyVersion": {"Document": policy.document, **_published_version(policy)}}


def list_policy_versions(
    call: Authorized[iam_types.ListPolicyVersionsRequest], tx: Reader
) -> iam_types.ListPolicyVersionsResponse:
    """List the versions of a policy, newest first, without their documents. Of AWS's there is one."""
    policy = managed.find(call, tx, call.params["PolicyArn"])
    if not isinstance(policy, Policy):
        return {"Versions": [_published_version(policy)], "IsTruncated": False}
    page = pages.fill_sliced(call, every(tx, policy), key=_newest_first, filters=(policy.id,))
    return {"Versions": [_version(version, policy.default_version) for version in page.items], **page.rest}


def set_default_policy_version(
    call: Authorized[iam_types.SetDefaultPolicyVersionRequest], tx: Transaction
) -> Mapping[str, object]:
    """Make another version the one that is in force."""
    arn, name = call.params["PolicyArn"], call.params["VersionId"]
    policy = managed.changeable(call, _policy(call, tx, arn, name), arn)
    version = _own_version(tx, policy, arn, name)
    tx.policies.replace(replace(policy, default_version=version.version))
    return {}


def delete_policy_version(
    call: Authorized[iam_types.DeletePolicyVersionRequest], tx: Transaction
) -> Mapping[str, object]:
    """Delete a version that is not in force."""
    arn, name = call.params["PolicyArn"], call.params["VersionId"]
    policy = managed.changeable(call, _policy(call, tx, arn, name), arn)
    version = _own_version(tx, policy, arn, name)
    if version.version == policy.default_version:
        raise DeleteConflictError("Cannot delete the default version of a policy.")
    tx.policy_versions.remove(version)
    return {}


def every(tx: Reader, policy: Policy) -> tuple[PolicyVersion, ...]:
    """Return all versions of *policy*; a quota bounds them."""
    count = tx.policy_versions.count(policy.account, parent=policy.id)
    return tx.policy_versions.page(policy.account, parent=policy.id, limit=max(count, 1)).items


def with_documents(tx: Reader, policy: AnyPolicy) -> list[iam_types.PolicyVersion]:
    """Return the versions of *policy* with their documents, newest first."""
    if not isinstance(policy, Policy):
        return [{"Document": policy.document, **_published_version(policy)}]
    versions = sorted(every(tx, policy), key=_newest_first)
    return [{"Document": version.document, **_version(version, policy.default_version)} for version in versions]


def _policy(call: Authorized[object], tx: Reader, arn: str, version: str) -> AnyPolicy:
    """Return the policy whose *version* is named; AWS misses the version also when there is not even the policy."""
    if (policy := managed.known(call, tx, arn)) is None:
        raise _no_version(arn, version)
    return policy


def _own_version(tx: Reader, policy: Policy, arn: str, name: str) -> PolicyVersion:
    if (version := tx.policy_versions.get(policy.account, name, parent=policy.id)) is None:
        raise _no_version(arn, name)
    return version


def _no_version(arn: str, name: str) -> NoSuchEntityError:
    return NoSuchEntityError(f"Policy {arn} version {name} does not exist or is not attachable.")


def _newest_first(version: PolicyVersion) -> str:
    """Return a key that sorts as versions are listed: `v10` before `v9`."""
    return f"{10**9 - int(version.version[1:]):010}"


def _version(version: PolicyVersion, default_version: str) -> iam_types.PolicyVersion:
    return {
        "VersionId": version.version,
        "IsDefaultVersion": version.version == default_version,
        "CreateDate": version.created,
    }


def _published_version(policy: ManagedPolicy) -> iam_types.PolicyVersion:
    """Return the one version that is packaged of a policy of AWS's; it is as old as its last change."""
    return {"VersionId": policy.default_version, "IsDefaultVersion": True, "CreateDate": policy.updated}


OPERATIONS: Final[Mapping[str, Handler]] = {
    "CreatePolicyVersion": Write(create_policy_version),
    "GetPolicyVersion": Read(get_policy_version),
    "ListPolicyVersions": Read(list_policy_versions),
    "SetDefaultPolicyVersion": Write(set_default_policy_version),
    "DeletePolicyVersion": Write(delete_policy_version),
}
