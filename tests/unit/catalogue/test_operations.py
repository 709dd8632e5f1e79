"""Operation → permissions: every operation is described or named as not described, and the rows fit the API."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ostiary.catalogue import operations
from ostiary.catalogue.operations import Naming, Permission, Target, permissions
from ostiary.wire.services import Operation, service
from tests.support import smallest

OPERATIONS = [f"{name}:{operation}" for name in ("iam", "sts") for operation in service(name).operations]
UNPUBLISHED = {"iam:AcquireRole", "iam:UpdateDelegationRequest"}


def api(operation: str) -> Operation:
    prefix, _, name = operation.partition(":")
    return service(prefix).operations[name]  # type: ignore[arg-type]  # one of the two names, as above


def needed(operation: str) -> tuple[Permission, ...]:
    found = permissions(operation)
    assert found is not None
    return found


DESCRIBED = [operation for operation in OPERATIONS if permissions(operation) is not None]


def test_every_operation_is_described_or_named_with_its_reason() -> None:
    assert set(OPERATIONS) - set(DESCRIBED) == set(operations.NOT_DESCRIBED) | UNPUBLISHED


def test_threat_16_every_operation_that_is_carried_out_is_described() -> None:
    carried_out = [f"{api}:{name}" for api, name in (*smallest.OPERATIONS, *smallest.REST_JSON_OPERATIONS)]
    assert carried_out
    assert [name for name in carried_out if not permissions(name)] == []


def test_to_validate_a_policy_is_about_no_resource() -> None:
    assert needed("access-analyzer:ValidatePolicy") == (Permission("access-analyzer:ValidatePolicy", Target()),)


def test_what_is_about_a_type_of_resource_without_a_row_is_not_described() -> None:
    assert permissions("access-analyzer:GetAnalyzer") is None


def test_every_parameter_of_a_row_is_one_of_the_operation() -> None:
    unknown = {
        (operation, parameter)
        for operation in DESCRIBED
        for permission in needed(operation)
        for parameter in parameters(permission)
        if parameter not in members(operation)
    }
    vouched = {
        (f"sts:AssumeRoleWith{way}", parameter)
        for way in ("SAML", "WebIdentity")
        for parameter in ("Tags", "SourceIdentity")
    }
    # ChangePassword is always about the caller's own user; tags and source identity come with what is shown.
    assert unknown == {("iam:ChangePassword", "UserName")} | vouched


def members(operation: str) -> set[str]:
    shape = api(operation).input
    return set() if shape is None else {member.name for member in shape.members}


def parameters(permission: Permission) -> Iterator[str]:
    yield from filter(None, (permission.target.parameter, permission.target.renamed_by))
    yield from permission.when


def test_the_first_permission_has_the_name_of_the_operation_and_is_always_needed() -> None:
    first = [needed(operation)[0] for operation in DESCRIBED]
    assert [permission.action for permission in first] == DESCRIBED
    assert not any(permission.when for permission in first)


@pytest.mark.parametrize("name", ["iam:Nothing", "iam:getuser", "s3:GetObject2", "", "iam:"])
def test_what_nobody_describes_is_none(name: str) -> None:
    assert permissions(name) is None


def test_a_list_of_everything_is_for_the_wildcard_only() -> None:
    assert needed("iam:ListUsers")[0].wildcard_only
    assert not needed("iam:ListUserPolicies")[0].wildcard_only


def test_the_role_of_an_instance_profile_is_passed_to_ec2() -> None:
    passing = needed("iam:AddRoleToInstanceProfile")[1]
    assert passing.action == "iam:PassRole"
    assert passing.fixed == {"iam:passedtoservice": "ec2.amazonaws.com"}


@pytest.mark.parametrize(
    ("operation", "tagging"),
    [
        ("iam:CreateUser", "iam:TagUser"),
        ("iam:CreateRole", "iam:TagRole"),
        ("iam:CreatePolicy", "iam:TagPolicy"),
        ("iam:CreateInstanceProfile", "iam:TagInstanceProfile"),
        ("iam:UploadServerCertificate", "iam:TagServerCertificate"),
    ],
)
def test_creating_with_tags_needs_tagging(operation: str, tagging: str) -> None:
    create, tag = needed(operation)
    assert (tag.action, tag.when, tag.target) == (tagging, ("Tags",), create.target)
    assert create.target.naming is Naming.SPELLED


@pytest.mark.parametrize("verb", ["Update", "Reset", "Delete"])
def test_a_credential_is_named_with_its_user(verb: str) -> None:
    (need,) = needed(f"iam:{verb}ServiceSpecificCredential")
    assert need.target == Target("user", Naming.CREDENTIAL_OWNER, "UserName", "ServiceSpecificCredentialId")


def test_the_credentials_of_all_users_are_for_the_wildcard_only() -> None:
    of_one, of_all = needed("iam:ListServiceSpecificCredentials")
    assert (of_one.wildcard_only, of_one.when) == (False, ())
    assert (of_all.wildcard_only, of_all.when) == (True, ("AllUsers",))


def test_the_sources_of_a_key_are_those_that_the_catalogue_lists() -> None:
    assert {source.key for source in needed("iam:AttachUserPolicy")[0].sources} == {
        "iam:permissionsboundary",
        "iam:policyarn",
    }
    assert needed("iam:GetUser")[0].sources == ()
