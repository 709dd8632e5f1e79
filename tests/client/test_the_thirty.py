"""What hardly any implementation gets right, as requirements of a running server: the number is in each test's name.

The list is aws-facts.md 11. Missing numbers need operations that this version does not have.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import datetime
from itertools import count
from typing import Any

import pytest

from tests.support.accounts import (
    AccountUnderTest,
    allow,
    code,
    deny,
    document,
    first_account,
    of_size,
    refusal,
    trust,
)
from tests.support.certificates import of_today, rsa_key, ssh_text
from tests.support.server import ServerInThread, server_in_thread

TRUST_EC2 = document(
    {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"},
)

_numbers = count(1)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerInThread]:
    with server_in_thread(tmp_path_factory.mktemp("thirty")) as running:
        yield running


@pytest.fixture
def account(server: ServerInThread) -> AccountUnderTest:
    return first_account(server)


@pytest.fixture
def user(account: AccountUnderTest) -> str:
    """A new user without anything; its name."""
    name = f"user-{next(_numbers)}"
    account.iam.create_user(UserName=name)
    return name


def user_arn(account: AccountUnderTest, user: str) -> str:
    return account.arn(f"user/{user}")


def pages_of(call: Any, member: str, size: int, **params: object) -> list[list[Any]]:
    """Return the pages of a list call, asked for one after the other by hand."""
    answer = call(MaxItems=size, **params)
    pages = [answer[member]]
    while answer["IsTruncated"]:
        answer = call(MaxItems=size, Marker=answer["Marker"], **params)
        pages.append(answer[member])
    assert "Marker" not in answer
    return pages


# -- sessions ------------------------------------------------------------------------------------------


def test_01_a_session_longer_than_the_role_allows_is_refused_and_not_shortened(account: AccountUnderTest) -> None:
    role = account.role("short", trust(account.number), MaxSessionDuration=7200)
    sts = account.administrator("impatient").client("sts")
    asked = {"RoleArn": role, "RoleSessionName": "work"}
    assert refusal(sts.assume_role, **asked, DurationSeconds=7201) == (
        400,
        "ValidationError",
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    )
    granted = sts.assume_role(**asked, DurationSeconds=7200)
    default = sts.assume_role(**asked)
    lasts = granted["Credentials"]["Expiration"] - default["Credentials"]["Expiration"]
    assert 3590 <= lasts.total_seconds() <= 3601


def test_02_a_role_session_gets_one_hour_of_the_next_role_at_most(account: AccountUnderTest) -> None:
    second = account.role("second", trust(account.number), MaxSessionDuration=43200)
    first = account.role("first", trust(account.number), allow("sts:AssumeRole"), MaxSessionDuration=43200)
    session = account.administrator("chainer").assume(first, DurationSeconds=43200)
    sts = session.client("sts")
    asked = {"RoleArn": second, "RoleSessionName": "work"}
    assert refusal(sts.assume_role, **asked, DurationSeconds=3601) == (
        400,
        "ValidationError",
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
    )
    assert session.assume(second, DurationSeconds=3600).arn.endswith(":assumed-role/second/work")


# -- simulation ----------------------------------------------------------------------------------------


def simulated(account: AccountUnderTest, *policies: str, **params: Any) -> dict[str, Any]:
    """Return the one result of a simulation of reading an object."""
    asked = {"ActionNames": ["s3:GetObject"], "ResourceArns": ["arn:aws:s3:::bucket/key"]}
    (result,) = account.iam.simulate_custom_policy(PolicyInputList=list(policies), **asked, **params)[
        "EvaluationResults"
    ]
    found: dict[str, Any] = result
    return found


def test_04_context_entries_change_the_simulated_decision(account: AccountUnderTest) -> None:
    only_staff = document(allow("s3:*", Condition={"StringEquals": {"aws:PrincipalTag/team": "staff"}}))
    entry = {"ContextKeyName": "aws:PrincipalTag/team", "ContextKeyType": "string"}
    decided = {
        value: simulated(account, only_staff, ContextEntries=[{**entry, "ContextKeyValues": [value]}])["EvalDecision"]
        for value in ("staff", "guests")
    }
    assert decided == {"staff": "allowed", "guests": "implicitDeny"}
    without = simulated(account, only_staff)
    assert (without["EvalDecision"], without["MissingContextValues"]) == ("implicitDeny", ["aws:PrincipalTag/team"])


def test_05_matched_statements_are_the_ones_that_decided(account: AccountUnderTest) -> None:
    queues, objects, secrets = document(allow("sqs:*")), document(allow("s3:*")), document(deny("s3:Get*"))

    def matched(*policies: str) -> list[str]:
        return [found["SourcePolicyId"] for found in simulated(account, *policies)["MatchedStatements"]]

    assert matched(queues) == []
    assert matched(queues, objects) == ["PolicyInputList.2"]
    assert matched(objects, queues, secrets) == ["PolicyInputList.3"]
    two = document(allow("sqs:*"), allow("s3:*"))
    (found,) = simulated(account, two)["MatchedStatements"]
    start, end = found["StartPosition"], found["EndPosition"]
    assert (start["Line"], end["Line"]) == (1, 1)
    assert json.loads(two[start["Column"] - 2 : end["Column"] - 1]) == allow("s3:*")


def test_06_context_keys_of_conditions_and_variables_are_told(account: AccountUnderTest) -> None:
    iam = account.iam
    policy = document(
        allow("s3:*", "arn:aws:s3:::home/${aws:username}/*", Condition={"Bool": {"aws:SecureTransport": "true"}}),
        allow("s3:*", Condition={"ForAnyValue:StringLike": {"aws:TagKeys": "${aws:PrincipalTag/team}-*"}}),
    )
    told = iam.get_context_keys_for_custom_policy(PolicyInputList=[policy])["ContextKeyNames"]
    assert set(told) == {"aws:username", "aws:SecureTransport", "aws:TagKeys", "aws:PrincipalTag/team"}
    assert len(told) == 4


# -- pages, quotas, names ------------------------------------------------------------------------------


def test_13_users_are_listed_in_pages(account: AccountUnderTest) -> None:
    names = [f"paged-{number}" for number in range(7)]
    for name in names:
        account.iam.create_user(UserName=name, Path="/thirteen/")
    pages = pages_of(account.iam.list_users, "Users", 3, PathPrefix="/thirteen/")
    assert [[listed["UserName"] for listed in page] for page in pages] == [names[:3], names[3:6], names[6:]]


def test_14_groups_inline_policies_and_versions_are_listed_in_pages(account: AccountUnderTest, user: str) -> None:
    iam = account.iam
    names = [f"paged-{number}" for number in range(4)]
    for name in names:
        iam.create_group(GroupName=name, Path="/fourteen/")
        iam.put_user_policy(UserName=user, PolicyName=name, PolicyDocument=document(allow("s3:*")))
    policy = account.policy("versions-14", allow("s3:*"))
    for _ in range(4):
        iam.create_policy_version(PolicyArn=policy, PolicyDocument=document(allow("s3:*")))
    groups = pages_of(iam.list_groups, "Groups", 3, PathPrefix="/fourteen/")
    assert [[group["GroupName"] for group in page] for page in groups] == [names[:3], names[3:]]
    assert pages_of(iam.list_user_policies, "PolicyNames", 3, UserName=user) == [names[:3], names[3:]]
    versions = pages_of(iam.list_policy_versions, "Versions", 2, PolicyArn=policy)
    assert [[version["VersionId"] for version in page] for page in versions] == [["v5", "v4"], ["v3", "v2"], ["v1"]]


def test_15_all_users_groups_roles_and_policies_are_listed_in_pages(account: AccountUnderTest, user: str) -> None:
    iam = account.iam
    iam.create_group(GroupName="details")
    account.role("details", trust(account.number))
    policy = account.policy("details", allow("s3:*"))
    iam.attach_user_policy(UserName=user, PolicyArn=policy)
    whole = iam.get_account_authorization_details(MaxItems=1000)
    lists = ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")
    items = [item["Arn"] for member in lists for item in whole[member]]
    assert {account.arn(f"user/{user}"), account.arn("group/details"), account.arn("role/details"), policy} <= {*items}
    answer = iam.get_account_authorization_details(MaxItems=3)
    pages = [answer]
    while answer["IsTruncated"]:
        answer = iam.get_account_authorization_details(MaxItems=3, Marker=answer["Marker"])
        pages.append(answer)
    sizes = [sum(len(page[member]) for member in lists) for page in pages]
    assert set(sizes[:-1]) == {3}
    assert [item["Arn"] for page in pages for member in lists for item in page[member]] == items
    shown = {one["UserName"]: one for one in whole["UserDetailList"]}[user]
    assert shown["AttachedManagedPolicies"] == [{"PolicyName": "details", "PolicyArn": policy}]


def test_16_an_eleventh_managed_policy_on_a_user_is_refused(account: AccountUnderTest, user: str) -> None:
    policies = [account.policy(f"sixteen-{number}", allow("s3:*")) for number in range(11)]
    for arn in policies[:10]:
        account.iam.attach_user_policy(UserName=user, PolicyArn=arn)
    assert refusal(account.iam.attach_user_policy, UserName=user, PolicyArn=policies[10]) == (
        409,
        "LimitExceeded",
        "Cannot exceed quota for PoliciesPerUser: 10",
    )
    account.iam.attach_user_policy(UserName=user, PolicyArn=policies[0])  # one that is there already is no eleventh
    assert len(account.iam.list_attached_user_policies(UserName=user)["AttachedPolicies"]) == 10


def test_17_inline_policies_of_a_user_hold_2048_characters_together(account: AccountUnderTest, user: str) -> None:
    def put(name: str, size: int) -> dict[str, object]:
        return {"UserName": user, "PolicyName": name, "PolicyDocument": of_size(size)}

    account.iam.put_user_policy(**put("one", 1024))
    account.iam.put_user_policy(**put("two", 1024))
    assert refusal(account.iam.put_user_policy, **put("two", 1025)) == (
        409,
        "LimitExceeded",
        f"Maximum policy size of 2048 bytes exceeded for user {user}",
    )
    assert code(account.iam.put_user_policy, **put("three", 100)) == "LimitExceeded"
    assert account.iam.list_user_policies(UserName=user)["PolicyNames"] == ["one", "two"]


def test_18_a_managed_policy_holds_6144_characters(account: AccountUnderTest) -> None:
    create = account.iam.create_policy
    arn = create(PolicyName="eighteen", PolicyDocument=of_size(6144))["Policy"]["Arn"]
    exceeded = (409, "LimitExceeded", "Cannot exceed quota for PolicySize: 6144")
    assert refusal(create, PolicyName="eighteen-b", PolicyDocument=of_size(6145)) == exceeded
    assert refusal(account.iam.create_policy_version, PolicyArn=arn, PolicyDocument=of_size(6145)) == exceeded


def test_19_an_eleventh_group_of_a_user_is_refused(account: AccountUnderTest, user: str) -> None:
    iam = account.iam
    for number in range(11):
        iam.create_group(GroupName=f"nineteen-{number}")
    for number in range(10):
        iam.add_user_to_group(GroupName=f"nineteen-{number}", UserName=user)
    assert refusal(iam.add_user_to_group, GroupName="nineteen-10", UserName=user) == (
        409,
        "LimitExceeded",
        "Cannot exceed quota for GroupsPerUser: 10",
    )
    assert iam.get_group(GroupName="nineteen-10")["Users"] == []


def test_20_a_fifty_first_tag_is_refused(account: AccountUnderTest, user: str) -> None:
    tags = [{"Key": f"key-{number}", "Value": ""} for number in range(51)]
    account.iam.tag_user(UserName=user, Tags=tags[:50])
    assert refusal(account.iam.tag_user, UserName=user, Tags=tags[50:]) == (
        409,
        "LimitExceeded",
        "Cannot exceed quota for TagsPerUser: 50",
    )
    assert code(account.iam.tag_user, UserName=user, Tags=tags) == "ValidationError"
    assert len(account.iam.list_user_tags(UserName=user)["Tags"]) == 50


def test_21_names_are_taken_whatever_their_case(account: AccountUnderTest) -> None:
    iam, trusts = account.iam, trust(account.number)
    iam.create_user(UserName="alice")
    assert refusal(iam.create_user, UserName="Alice", Path="/elsewhere/") == (
        409,
        "EntityAlreadyExists",
        "User with name Alice already exists.",
    )
    iam.create_user(UserName="bob")
    assert code(iam.update_user, UserName="bob", NewUserName="ALICE") == "EntityAlreadyExists"
    iam.create_group(GroupName="staff")
    assert code(iam.create_group, GroupName="STAFF") == "EntityAlreadyExists"
    iam.create_role(RoleName="worker", AssumeRolePolicyDocument=trusts)
    assert code(iam.create_role, RoleName="Worker", AssumeRolePolicyDocument=trusts) == "EntityAlreadyExists"
    account.policy("rules", allow("s3:*"))
    again = {"PolicyName": "Rules", "PolicyDocument": document(allow("s3:*"))}
    assert code(iam.create_policy, **again) == "EntityAlreadyExists"
    iam.create_instance_profile(InstanceProfileName="machine")
    assert code(iam.create_instance_profile, InstanceProfileName="Machine") == "EntityAlreadyExists"
    assert iam.get_user(UserName="ALICE")["User"]["UserName"] == "alice"


# -- conflicts and trust -------------------------------------------------------------------------------


def test_22_a_user_on_whom_anything_hangs_cannot_be_deleted(account: AccountUnderTest, user: str) -> None:
    iam = account.iam
    policy = account.policy("twenty-two", allow("s3:*"))
    iam.create_group(GroupName="twenty-two")
    iam.add_user_to_group(GroupName="twenty-two", UserName=user)
    key = iam.create_access_key(UserName=user)["AccessKey"]["AccessKeyId"]
    signing = iam.upload_signing_certificate(UserName=user, CertificateBody=of_today("twenty-two").pem)
    certificate = signing["Certificate"]["CertificateId"]
    iam.upload_ssh_public_key(UserName=user, SSHPublicKeyBody=ssh_text(rsa_key()))
    iam.create_service_specific_credential(UserName=user, ServiceName="codecommit.amazonaws.com")
    iam.put_user_policy(UserName=user, PolicyName="own", PolicyDocument=document(allow("s3:*")))
    iam.attach_user_policy(UserName=user, PolicyArn=policy)
    remedies = {
        "Cannot delete entity, must detach all policies first.": lambda: iam.detach_user_policy(
            UserName=user, PolicyArn=policy
        ),
        "Cannot delete entity, must delete policies first.": lambda: iam.delete_user_policy(
            UserName=user, PolicyName="own"
        ),
        "Cannot delete entity, must delete certificates first.": lambda: iam.delete_signing_certificate(
            UserName=user, CertificateId=certificate
        ),
        "Cannot delete entity, must remove referenced objects first.": lambda: remove_referenced_objects(iam, user),
        "Cannot delete entity, must delete access keys first.": lambda: iam.delete_access_key(
            UserName=user, AccessKeyId=key
        ),
        "Cannot delete entity, must remove users from group first.": lambda: iam.remove_user_from_group(
            UserName=user, GroupName="twenty-two"
        ),
    }
    for _ in range(len(remedies)):
        status, error, message = refusal(iam.delete_user, UserName=user)
        assert (status, error) == (409, "DeleteConflict")
        remedies.pop(message)()
    iam.delete_user(UserName=user)


def remove_referenced_objects(iam: Any, user: str) -> None:
    """Remove what AWS calls so: public keys and service-specific credentials. Each keeps the user there by itself."""
    for key in iam.list_ssh_public_keys(UserName=user)["SSHPublicKeys"]:
        iam.delete_ssh_public_key(UserName=user, SSHPublicKeyId=key["SSHPublicKeyId"])
    assert code(iam.delete_user, UserName=user) == "DeleteConflict"
    for credential in iam.list_service_specific_credentials(UserName=user)["ServiceSpecificCredentials"]:
        id_ = credential["ServiceSpecificCredentialId"]
        iam.delete_service_specific_credential(UserName=user, ServiceSpecificCredentialId=id_)


def test_23_a_group_with_members_or_policies_cannot_be_deleted(account: AccountUnderTest, user: str) -> None:
    iam = account.iam
    policy = account.policy("twenty-three", allow("s3:*"))
    iam.create_group(GroupName="twenty-three")
    delete = {"GroupName": "twenty-three"}
    iam.add_user_to_group(**delete, UserName=user)
    assert code(iam.delete_group, **delete) == "DeleteConflict"
    iam.remove_user_from_group(**delete, UserName=user)
    iam.attach_group_policy(**delete, PolicyArn=policy)
    assert code(iam.delete_group, **delete) == "DeleteConflict"
    iam.detach_group_policy(**delete, PolicyArn=policy)
    iam.put_group_policy(**delete, PolicyName="own", PolicyDocument=document(allow("s3:*")))
    assert code(iam.delete_group, **delete) == "DeleteConflict"
    iam.delete_group_policy(**delete, PolicyName="own")
    iam.delete_group(**delete)


def test_24_a_trust_policy_that_names_nobody_is_refused(account: AccountUnderTest, user: str) -> None:
    create = account.iam.create_role
    for principal in (
        account.arn("user/nobody"),
        account.arn("role/none"),
        account.arn(f"user/elsewhere/{user}"),
        account.arn(f"user/{user.upper()}"),
        account.arn("group/staff"),
        "arn:aws:iam::999999999999:root",
        "AIDAAAAAAAAAAAAAAAAAA",
    ):
        assert refusal(
            create, RoleName="twenty-four", AssumeRolePolicyDocument=trust([user_arn(account, user), principal])
        ) == (
            400,
            "MalformedPolicyDocument",
            f'Invalid principal in policy: "AWS":"{principal}"',
        )
    create(RoleName="twenty-four", AssumeRolePolicyDocument=trust(user_arn(account, user)))


def test_25_a_trust_policy_with_a_resource_is_refused(account: AccountUnderTest) -> None:
    with_resource = trust(account.number, Resource="*")
    refused = (400, "MalformedPolicyDocument", "Has prohibited field Resource")
    create, update = account.iam.create_role, account.iam.update_assume_role_policy
    assert refusal(create, RoleName="twenty-five", AssumeRolePolicyDocument=with_resource) == refused
    account.role("twenty-five", trust(account.number))
    assert refusal(update, RoleName="twenty-five", PolicyDocument=with_resource) == refused


def test_26_a_deleted_principal_is_shown_by_its_id_and_a_new_one_gains_nothing(account: AccountUnderTest) -> None:
    iam = account.iam
    first = account.user("heir", allow("sts:AssumeRole"))
    id_ = iam.get_user(UserName="heir")["User"]["UserId"]
    role = account.role("inheritance", trust(account.arn("user/heir")))
    first.assume(role)
    iam.delete_user_policy(UserName="heir", PolicyName="own")
    iam.delete_access_key(UserName="heir", AccessKeyId=first.keys[0])
    iam.delete_user(UserName="heir")
    assert trusted(iam, "inheritance") == id_
    second = account.user("heir", allow("sts:AssumeRole"))
    assert second.cannot_assume(role) == "AccessDenied"
    assert trusted(iam, "inheritance") == id_
    iam.update_assume_role_policy(RoleName="inheritance", PolicyDocument=trust(account.arn("user/heir")))
    assert second.assume(role).arn.endswith(":assumed-role/inheritance/work")


def trusted(iam: Any, role: str) -> str:
    """Return the one principal of the role's trust policy as it is shown."""
    shown = iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]
    principal: str = shown["Statement"][0]["Principal"]["AWS"]
    return principal


def test_27_the_credential_report_has_the_root_row_and_true_dates(
    server: ServerInThread, account: AccountUnderTest, user: str
) -> None:
    iam = account.iam
    iam.create_access_key(UserName=user)
    iam.upload_signing_certificate(UserName=user, CertificateBody=of_today("report").pem)
    server.running.housekeeping.run_all()
    assert iam.generate_credential_report()["State"] == "STARTED"
    server.running.reporting.run_all()
    rows = {row["user"]: row for row in csv.DictReader(iam.get_credential_report()["Content"].decode().splitlines())}
    root, row = rows["<root_account>"], rows[user]
    assert next(iter(rows)) == "<root_account>"
    assert (root["access_key_1_active"], root["access_key_1_last_used_service"]) == ("true", "iam")
    (key,) = iam.list_access_keys(UserName=user)["AccessKeyMetadata"]
    (certificate,) = iam.list_signing_certificates(UserName=user)["Certificates"]
    dates = {
        "user_creation_time": iam.get_user(UserName=user)["User"]["CreateDate"],
        "access_key_1_last_rotated": key["CreateDate"],
        "cert_1_last_rotated": certificate["UploadDate"],
    }
    assert {column: datetime.fromisoformat(row[column]) for column in dates} == dates
    assert (row["access_key_1_last_used_date"], row["access_key_2_active"]) == ("N/A", "false")


def test_28_last_accessed_data_shows_the_services_that_were_used(
    server: ServerInThread, account: AccountUnderTest
) -> None:
    actor = account.user("accessing", allow(["iam:*", "s3:*", "sts:*"]))
    actor.client("iam").list_users()
    server.running.housekeeping.run_all()
    arn = account.arn("user/accessing")
    job = account.iam.generate_service_last_accessed_details(Arn=arn, Granularity="ACTION_LEVEL")["JobId"]
    server.running.reporting.run_all()
    answer = account.iam.get_service_last_accessed_details(JobId=job)
    assert (answer["JobStatus"], answer["JobType"]) == ("COMPLETED", "ACTION_LEVEL")
    services = {service["ServiceNamespace"]: service for service in answer["ServicesLastAccessed"]}
    assert services.keys() == {"iam", "s3", "sts"}
    assert (services["iam"]["LastAuthenticatedEntity"], services["iam"]["LastAuthenticatedRegion"]) == (
        arn,
        "us-east-1",
    )
    used = [action["ActionName"] for action in services["iam"]["TrackedActionsLastAccessed"] if len(action) > 1]
    assert used == ["ListUsers"]
    assert all("LastAuthenticated" not in services[name] for name in ("s3", "sts"))


def test_30_a_role_is_put_into_an_instance_profile_only_by_who_may_pass_it(account: AccountUnderTest) -> None:
    account.role("machine-role", TRUST_EC2)
    account.iam.create_instance_profile(InstanceProfileName="thirty")
    may_add = allow("iam:AddRoleToInstanceProfile")
    without = account.user("without-pass-role", may_add).client("iam")
    other = account.user("other-pass-role", may_add, allow("iam:PassRole", account.arn("role/other"))).client("iam")
    wanted = {"InstanceProfileName": "thirty", "RoleName": "machine-role"}
    for iam in (without, other):
        status, error, message = refusal(iam.add_role_to_instance_profile, **wanted)
        assert (status, error) == (403, "AccessDenied")
        assert f"iam:PassRole on resource: {account.arn('role/machine-role')}" in message
    assert account.iam.get_instance_profile(InstanceProfileName="thirty")["InstanceProfile"]["Roles"] == []
    may_pass = allow("iam:PassRole", account.arn("role/machine-*"))
    account.user("with-pass-role", may_add, may_pass).client("iam").add_role_to_instance_profile(**wanted)
