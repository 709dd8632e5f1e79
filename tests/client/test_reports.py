"""Reports on what an account holds and on who used what, by boto3 against a running server."""

from __future__ import annotations

import csv
import json
import threading
import time
from typing import Any

import pytest

from tests.support.accounts import ADMINISTRATOR, AccountUnderTest, allow, document, first_account, refusal, trust
from tests.support.server import ServerInThread


@pytest.fixture
def account(ostiary: ServerInThread) -> AccountUnderTest:
    return first_account(ostiary)


def settle(server: ServerInThread) -> None:
    """Have everything done that is due by the clock: what was used is written, reports are made."""
    server.running.housekeeping.run_all()
    server.running.reporting.run_all()


# -- authorization details -----------------------------------------------------------------------------


def test_authorization_details_are_what_tools_read_of_an_account(account: AccountUnderTest) -> None:
    iam = account.iam
    account.user("gaad-user", allow("s3:GetObject"))
    iam.create_group(GroupName="gaad-group")
    iam.add_user_to_group(GroupName="gaad-group", UserName="gaad-user")
    iam.attach_group_policy(GroupName="gaad-group", PolicyArn=ADMINISTRATOR)
    role = account.role("gaad-role", trust(account.number))
    iam.create_instance_profile(InstanceProfileName="gaad-profile")
    iam.add_role_to_instance_profile(InstanceProfileName="gaad-profile", RoleName="gaad-role")
    policy = account.policy("gaad-policy", allow("s3:*", "arn:aws:s3:::b%/*"))

    found = iam.get_account_authorization_details()
    users = {one["UserName"]: one for one in found["UserDetailList"]}
    roles = {one["RoleName"]: one for one in found["RoleDetailList"]}
    policies = {one["Arn"]: one for one in found["Policies"]}
    assert users["gaad-user"]["GroupList"] == ["gaad-group"]
    assert users["gaad-user"]["UserPolicyList"][0]["PolicyDocument"]["Statement"] == [allow("s3:GetObject")]
    assert roles["gaad-role"]["Arn"] == role
    assert roles["gaad-role"]["RoleLastUsed"] == {}
    assert roles["gaad-role"]["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] == {"AWS": account.number}
    (profile,) = roles["gaad-role"]["InstanceProfileList"]
    assert profile["Roles"][0]["Arn"] == role
    (version,) = policies[policy]["PolicyVersionList"]
    assert version["Document"]["Statement"] == [allow("s3:*", "arn:aws:s3:::b%/*")]
    assert policies[ADMINISTRATOR]["AttachmentCount"] == 1


def test_authorization_details_are_paginated_by_boto3(account: AccountUnderTest) -> None:
    for number in range(5):
        account.iam.create_group(GroupName=f"paged-{number}")
    paginator = account.iam.get_paginator("get_account_authorization_details")
    whole = account.iam.get_account_authorization_details(MaxItems=1000)
    for size in (1, 4):
        found = paginator.paginate(PaginationConfig={"PageSize": size}).build_full_result()
        for member in ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"):
            assert found[member] == whole[member]


def test_the_marker_of_another_list_is_refused(account: AccountUnderTest) -> None:
    for name in ("foreign-1", "foreign-2"):
        account.iam.create_group(GroupName=name)
    marker = account.iam.list_groups(MaxItems=1)["Marker"]
    answer = refusal(account.iam.get_account_authorization_details, Marker=marker)
    assert answer == (400, "ValidationError", "Invalid Marker.")


def test_an_unknown_filter_is_refused(account: AccountUnderTest) -> None:
    status, code, _ = refusal(account.iam.get_account_authorization_details, Filter=["Users"])
    assert (status, code) == (400, "ValidationError")


# -- summary -------------------------------------------------------------------------------------------


def test_the_summary_follows_the_preference_for_tokens(account: AccountUnderTest) -> None:
    iam = account.iam
    for preference, version in (("v2Token", 2), ("v1Token", 1)):
        iam.set_security_token_service_preferences(GlobalEndpointTokenVersion=preference)
        summary = iam.get_account_summary()["SummaryMap"]
        assert summary["GlobalEndpointTokenVersion"] == version
        assert len(summary) == 34
    status, code, _ = refusal(iam.set_security_token_service_preferences, GlobalEndpointTokenVersion="v3Token")
    assert (status, code) == (400, "ValidationError")


# -- granting ------------------------------------------------------------------------------------------


def test_policies_that_grant_access_to_a_service_are_listed(account: AccountUnderTest) -> None:
    account.user("granted", allow("s3:GetObject"))
    answer = account.iam.list_policies_granting_service_access(
        Arn=account.arn("user/granted"), ServiceNamespaces=["ec2", "s3"]
    )
    assert answer["PoliciesGrantingServiceAccess"] == [
        {"ServiceNamespace": "ec2", "Policies": []},
        {
            "ServiceNamespace": "s3",
            "Policies": [{"PolicyName": "own", "PolicyType": "INLINE", "EntityType": "USER", "EntityName": "granted"}],
        },
    ]


# -- credential report ---------------------------------------------------------------------------------


def test_a_credential_report_is_made_beside_the_calls(ostiary: ServerInThread, account: AccountUnderTest) -> None:
    iam = account.iam
    assert refusal(iam.get_credential_report)[:2] == (410, "ReportNotPresent")
    account.user("reported")
    held = ostiary.running._reports._lock  # what makes reports waits, so that one is under way
    with held:
        assert iam.generate_credential_report()["State"] == "STARTED"
        assert iam.generate_credential_report()["State"] == "INPROGRESS"
        assert refusal(iam.get_credential_report)[:2] == (404, "ReportInProgress")
    settle(ostiary)
    assert iam.generate_credential_report()["State"] == "COMPLETE"
    report = iam.get_credential_report()
    assert report["ReportFormat"] == "text/csv"
    rows = list(csv.DictReader(report["Content"].decode().splitlines()))
    assert rows[0]["user"] == "<root_account>"
    assert {row["user"] for row in rows} >= {"reported"}


def test_no_secret_is_in_the_report_or_its_event(ostiary: ServerInThread, account: AccountUnderTest) -> None:
    actor = account.user("secretive")
    account.iam.generate_credential_report()
    settle(ostiary)
    content = account.iam.get_credential_report()["Content"].decode()
    assert actor.keys[1] not in content
    assert actor.keys[1] not in json.dumps(ostiary.events())


# -- last access ---------------------------------------------------------------------------------------


def done(account: AccountUnderTest, **params: Any) -> dict[str, Any]:
    """Have a report made and return it."""
    settle(account.root.server)
    id_ = account.iam.generate_service_last_accessed_details(**params)["JobId"]
    settle(account.root.server)
    answer: dict[str, Any] = account.iam.get_service_last_accessed_details(JobId=id_)
    assert answer["JobStatus"] == "COMPLETED"
    return answer


def test_an_attempt_that_was_denied_counts_as_well(account: AccountUnderTest) -> None:
    actor = account.user("denied-there", allow("iam:*"), {"Effect": "Deny", "Action": "iam:GetUser", "Resource": "*"})
    assert refusal(actor.client("iam").get_user)[1] == "AccessDenied"
    answer = done(account, Arn=account.arn("user/denied-there"))
    (iam,) = answer["ServicesLastAccessed"]
    assert iam["LastAuthenticatedEntity"] == account.arn("user/denied-there")


def test_the_last_use_of_a_role_is_that_of_its_sessions(account: AccountUnderTest) -> None:
    role = account.role("used-role", trust(account.number), allow("iam:ListUsers"))
    assert account.iam.get_role(RoleName="used-role")["Role"]["RoleLastUsed"] == {}
    session = account.administrator("role-user").assume(role)
    before = int(time.time())
    session.client("iam").list_users()
    settle(account.root.server)
    last_used = account.iam.get_role(RoleName="used-role")["Role"]["RoleLastUsed"]
    assert last_used["Region"] == "us-east-1"
    assert before - 1 <= last_used["LastUsedDate"].timestamp() <= time.time() + 1
    answer = done(account, Arn=role, Granularity="ACTION_LEVEL")
    (iam,) = answer["ServicesLastAccessed"]
    (action,) = iam["TrackedActionsLastAccessed"]
    assert (action["ActionName"], action["LastAccessedEntity"]) == ("ListUsers", role)


def test_a_new_role_of_a_name_has_not_used_what_the_old_one_did(account: AccountUnderTest) -> None:
    role = account.role("again", trust(account.number), allow("iam:*"))
    account.administrator("again-user").assume(role).client("iam").list_users()
    settle(account.root.server)
    account.iam.delete_role_policy(RoleName="again", PolicyName="own")
    account.iam.delete_role(RoleName="again")
    account.role("again", trust(account.number), allow("iam:*"))
    settle(account.root.server)
    assert account.iam.get_role(RoleName="again")["Role"]["RoleLastUsed"] == {}


def test_many_reports_at_once_are_all_made(account: AccountUnderTest) -> None:
    account.user("many", allow("iam:*"))
    ids: list[str] = []

    def ask() -> None:
        ids.append(account.iam.generate_service_last_accessed_details(Arn=account.arn("user/many"))["JobId"])

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    settle(account.root.server)
    found = {account.iam.get_service_last_accessed_details(JobId=id_)["JobStatus"] for id_ in ids}
    assert (len(set(ids)), found) == (12, {"COMPLETED"})


def test_services_and_entities_are_paged(account: AccountUnderTest) -> None:
    account.iam.create_group(GroupName="crowd")
    account.iam.attach_group_policy(GroupName="crowd", PolicyArn=ADMINISTRATOR)
    for name in ("crowd-1", "crowd-2", "crowd-3"):
        account.user(name)
        account.iam.add_user_to_group(GroupName="crowd", UserName=name)
    settle(account.root.server)
    id_ = account.iam.generate_service_last_accessed_details(Arn=account.arn("group/crowd"))["JobId"]
    settle(account.root.server)
    asked = {"JobId": id_, "MaxItems": 300}
    first = account.iam.get_service_last_accessed_details(**asked)
    second = account.iam.get_service_last_accessed_details(**asked, Marker=first["Marker"])
    found = [service["ServiceNamespace"] for page in (first, second) for service in page["ServicesLastAccessed"]]
    assert (len(first["ServicesLastAccessed"]), second["IsTruncated"]) == (300, False)
    assert found == sorted(set(found))
    asked = {"JobId": id_, "ServiceNamespace": "iam", "MaxItems": 2}
    one = account.iam.get_service_last_accessed_details_with_entities(**asked)
    two = account.iam.get_service_last_accessed_details_with_entities(**asked, Marker=one["Marker"])
    names = [entity["EntityInfo"]["Name"] for page in (one, two) for entity in page["EntityDetailsList"]]
    assert names == ["crowd-1", "crowd-2", "crowd-3"]


def test_nobody_reads_the_job_of_somebody_else(account: AccountUnderTest) -> None:
    account.user("subject", allow("iam:*"))
    one, other = (account.administrator(f"asking-{number}").client("iam") for number in range(2))
    id_ = one.generate_service_last_accessed_details(Arn=account.arn("user/subject"))["JobId"]
    settle(account.root.server)
    assert one.get_service_last_accessed_details(JobId=id_)["JobStatus"] == "COMPLETED"
    assert refusal(other.get_service_last_accessed_details, JobId=id_)[:2] == (404, "NoSuchEntity")
    entities = one.get_service_last_accessed_details_with_entities(JobId=id_, ServiceNamespace="iam")
    assert [entity["EntityInfo"]["Name"] for entity in entities["EntityDetailsList"]] == ["subject"]


def test_what_is_not_allowed_starts_no_report(ostiary: ServerInThread, account: AccountUnderTest) -> None:
    nobody = account.user("unreporting", allow("iam:Get*"))
    revision = ostiary.revision
    iam = nobody.client("iam")
    assert refusal(iam.generate_credential_report)[:2] == (403, "AccessDenied")
    params = {"Arn": account.arn("user/unreporting")}
    assert refusal(iam.generate_service_last_accessed_details, **params)[:2] == (403, "AccessDenied")
    assert ostiary.revision == revision


def test_who_may_report_on_one_user_may_not_on_another(account: AccountUnderTest) -> None:
    own = account.arn("user/narrow")
    actor = account.user("narrow", allow("iam:GenerateServiceLastAccessedDetails", own))
    iam = actor.client("iam")
    assert iam.generate_service_last_accessed_details(Arn=own)["JobId"]
    account.user("wide")
    status, code, _ = refusal(iam.generate_service_last_accessed_details, Arn=account.arn("user/wide"))
    assert (status, code) == (403, "AccessDenied")


def test_documents_in_details_come_back_whole(account: AccountUnderTest) -> None:
    text = document(allow("s3:*", "arn:aws:s3:::ü+b/${aws:username}/*"))
    account.iam.create_user(UserName="encoded")
    account.iam.put_user_policy(UserName="encoded", PolicyName="in", PolicyDocument=text)
    users = account.iam.get_account_authorization_details(Filter=["User"])["UserDetailList"]
    (user,) = (one for one in users if one["UserName"] == "encoded")
    assert user["UserPolicyList"][0]["PolicyDocument"] == json.loads(text)
