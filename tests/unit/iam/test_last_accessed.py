"""When whom used what: jobs and their reports."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ostiary.iam import last_accessed
from ostiary.iam.background import ABANDONED, Reports
from ostiary.iam.operations import REPORTS
from ostiary.iam.shapes import ACTIVITY_PERIOD
from ostiary.model.errors import InvalidInputError, NoSuchEntityError
from ostiary.model.nouns import AccessUse
from tests.support.domain import ACCOUNT, NOW, OTHER_ACCOUNT, TRUST_EC2, Domain, as_user, root

GENERATE = "GenerateServiceLastAccessedDetails"
GET = "GetServiceLastAccessedDetails"
ENTITIES = "GetServiceLastAccessedDetailsWithEntities"
IAM_READ = "arn:aws:iam::aws:policy/IAMReadOnlyAccess"

IAM_NAME = "AWS Identity and Access Management (IAM)"


def allow(*actions: str) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]})


def arn(resource: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:{resource}"


@pytest.fixture
def reports(domain: Domain) -> Reports:
    return Reports(domain.store, REPORTS, "aws")


def used(domain: Domain, id_: str, service: str, action: str, time: int, region: str = "us-east-1") -> None:
    use = AccessUse(principal=id_, service=service, action=action, time=time, region=region)
    domain.store.flush_access_uses([use])


def user(domain: Domain, name: str, *actions: str) -> str:
    """Make a user that may do *actions*; return its id."""
    id_: str = domain.call("CreateUser", {"UserName": name})["User"]["UserId"]
    if actions:
        domain.call("PutUserPolicy", {"UserName": name, "PolicyName": "in", "PolicyDocument": allow(*actions)})
    return id_


def job(domain: Domain, reports: Reports, about: str, granularity: str = "SERVICE_LEVEL") -> str:
    id_: str = domain.call(GENERATE, {"Arn": about, "Granularity": granularity})["JobId"]
    reports.run(domain.now + 2)
    return id_


def services(domain: Domain, reports: Reports, about: str, granularity: str = "SERVICE_LEVEL") -> dict[str, Any]:
    answer = domain.call(GET, {"JobId": job(domain, reports, about, granularity)})
    assert (answer["JobStatus"], answer["JobType"]) == ("COMPLETED", granularity)
    return {service["ServiceNamespace"]: service for service in answer["ServicesLastAccessed"]}


# -- jobs ----------------------------------------------------------------------------------------------


def test_a_job_is_under_way_until_its_report_is_made(domain: Domain, reports: Reports) -> None:
    user(domain, "alice", "s3:*")
    id_ = domain.call(GENERATE, {"Arn": arn("user/alice")})["JobId"]
    assert len(id_) == 36
    assert domain.call(GET, {"JobId": id_}) == {
        "JobStatus": "IN_PROGRESS",
        "JobType": "SERVICE_LEVEL",
        "JobCreationDate": NOW,
        "ServicesLastAccessed": [],
        "IsTruncated": False,
    }
    reports.run(NOW + 2)
    answer = domain.call(GET, {"JobId": id_})
    assert (answer["JobStatus"], answer["JobCompletionDate"]) == ("COMPLETED", NOW + 2)


def test_a_report_stays_as_it_was_made(domain: Domain, reports: Reports) -> None:
    user(domain, "alice", "s3:*")
    id_ = job(domain, reports, arn("user/alice"))
    before = domain.call(GET, {"JobId": id_})
    domain.call("DeleteUserPolicy", {"UserName": "alice", "PolicyName": "in"})
    reports.run(NOW + 9)
    assert domain.call(GET, {"JobId": id_}) == before


def test_a_job_belongs_to_who_asked_for_it(domain: Domain, reports: Reports) -> None:
    domain.users("alice", "bob")
    alice, bob = (as_user(domain.call("GetUser", {"UserName": name})["User"]) for name in ("alice", "bob"))
    id_ = domain.call(GENERATE, {"Arn": arn("user/alice")}, alice)["JobId"]
    message = f"The job with id {id_} cannot be found."
    for stranger in (bob, root(), root(OTHER_ACCOUNT)):
        for operation in (GET, ENTITIES):
            params = {"JobId": id_, "ServiceNamespace": "iam"}
            domain.refuses(operation, params, NoSuchEntityError, message, stranger)
    assert domain.call(GET, {"JobId": id_}, alice)["JobStatus"] == "IN_PROGRESS"


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        ("x" * 20, InvalidInputError, f"ARN {'x' * 20} is not valid."),
        (arn("instance-profile/web"), InvalidInputError, f"ARN {arn('instance-profile/web')} is not valid."),
        (arn("user/nobody"), NoSuchEntityError, "The user with name nobody cannot be found."),
        (arn("policy/none"), NoSuchEntityError, f"Policy {arn('policy/none')} was not found."),
        (
            f"arn:aws:iam::{OTHER_ACCOUNT}:policy/p",
            NoSuchEntityError,
            f"Policy arn:aws:iam::{OTHER_ACCOUNT}:policy/p was not found.",
        ),
    ],
)
def test_a_report_is_about_something_that_is_there(
    domain: Domain, wrong: str, error: type[InvalidInputError | NoSuchEntityError], message: str
) -> None:
    domain.refuses(GENERATE, {"Arn": wrong}, error, message)


def test_a_subject_that_is_gone_when_the_report_is_made_fails_the_job(domain: Domain, reports: Reports) -> None:
    domain.users("alice")
    id_ = domain.call(GENERATE, {"Arn": arn("user/alice")})["JobId"]
    domain.call("DeleteUser", {"UserName": "alice"})
    reports.run(NOW + 1)
    answer = domain.call(GET, {"JobId": id_})
    assert (answer["JobStatus"], answer["ServicesLastAccessed"]) == ("FAILED", [])
    assert answer["Error"] == {"Code": "NoSuchEntity", "Message": "The report could not be generated."}


def test_a_job_that_was_lost_with_the_server_has_failed(domain: Domain) -> None:
    domain.users("alice")
    id_ = domain.call(GENERATE, {"Arn": arn("user/alice")})["JobId"]
    domain.now += ABANDONED - 1
    assert domain.call(GET, {"JobId": id_})["JobStatus"] == "IN_PROGRESS"
    domain.now += 1
    answer = domain.call(ENTITIES, {"JobId": id_, "ServiceNamespace": "iam"})
    assert (answer["JobStatus"], answer["Error"]["Code"]) == ("FAILED", "ServiceFailure")


def test_old_jobs_and_jobs_beyond_the_limit_go(domain: Domain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(last_accessed, "KEPT", 3)
    domain.users("alice")

    def ask() -> str:
        domain.now += 1
        id_: str = domain.call(GENERATE, {"Arn": arn("user/alice")})["JobId"]
        return id_

    def kept() -> list[str]:
        return [one.id for one in domain.read(lambda tx: tx.access_jobs.page(ACCOUNT, limit=99)).items]

    ids = [ask() for _ in range(5)]
    assert kept() == ids[2:]
    domain.now += 2 * 86_400
    newest = ask()
    assert kept() == [newest]


# -- reports -------------------------------------------------------------------------------------------


def test_services_that_are_allowed_are_listed_with_the_last_attempt(domain: Domain, reports: Reports) -> None:
    alice = user(domain, "alice", "iam:Get*", "s3:*")
    used(domain, alice, "iam", "GetUser", NOW - 50, "eu-west-1")
    used(domain, alice, "iam", "ListUsers", NOW - 9)
    used(domain, alice, "sts", "GetSessionToken", NOW)
    assert services(domain, reports, arn("user/alice")) == {
        "iam": {
            "ServiceName": IAM_NAME,
            "ServiceNamespace": "iam",
            "LastAuthenticated": NOW - 9,
            "LastAuthenticatedEntity": arn("user/alice"),
            "LastAuthenticatedRegion": "us-east-1",
            "TotalAuthenticatedEntities": 1,
        },
        "s3": {"ServiceName": "Amazon S3", "ServiceNamespace": "s3", "TotalAuthenticatedEntities": 0},
    }


def test_actions_are_listed_of_the_services_that_are_decided_here(domain: Domain, reports: Reports) -> None:
    alice = user(domain, "alice", "iam:GetU*", "s3:*")
    used(domain, alice, "iam", "GetUser", NOW - 50, "eu-west-1")
    used(domain, alice, "iam", "ListUsers", NOW - 9)
    found = services(domain, reports, arn("user/alice"), "ACTION_LEVEL")
    assert found["iam"]["LastAuthenticated"] == NOW - 9
    assert found["iam"]["TrackedActionsLastAccessed"] == [
        {
            "ActionName": "GetUser",
            "LastAccessedEntity": arn("user/alice"),
            "LastAccessedTime": NOW - 50,
            "LastAccessedRegion": "eu-west-1",
        },
        {"ActionName": "GetUserPolicy"},
    ]
    assert "TrackedActionsLastAccessed" not in found["s3"]


def test_what_is_longer_ago_than_400_days_is_not_told(domain: Domain, reports: Reports) -> None:
    alice = user(domain, "alice", "iam:*")
    used(domain, alice, "iam", "GetUser", NOW + 2 - ACTIVITY_PERIOD - 1)
    assert services(domain, reports, arn("user/alice"))["iam"]["TotalAuthenticatedEntities"] == 0
    used(domain, alice, "iam", "GetUser", NOW + 2 - ACTIVITY_PERIOD)
    assert services(domain, reports, arn("user/alice"))["iam"]["TotalAuthenticatedEntities"] == 1


def test_the_report_of_a_user_has_what_its_groups_allow(domain: Domain, reports: Reports) -> None:
    user(domain, "alice", "s3:*")
    domain.call("CreateGroup", {"GroupName": "Ops"})
    domain.call("PutGroupPolicy", {"GroupName": "Ops", "PolicyName": "in", "PolicyDocument": allow("ec2:*")})
    domain.call("AddUserToGroup", {"GroupName": "Ops", "UserName": "alice"})
    assert list(services(domain, reports, arn("user/alice"))) == ["ec2", "s3"]
    assert list(services(domain, reports, arn("group/Ops"))) == ["ec2"]


@pytest.fixture
def crowd(domain: Domain) -> Domain:
    """A policy that a user, a role and a group have; two are in the group, one of them has it twice."""
    ids = {name: user(domain, name) for name in ("alice", "bob", "carl")}
    role = domain.call("CreateRole", {"RoleName": "web", "Path": "/a/", "AssumeRolePolicyDocument": TRUST_EC2})["Role"]
    domain.call("CreateGroup", {"GroupName": "Ops"})
    for name in ("bob", "alice"):
        domain.call("AddUserToGroup", {"GroupName": "Ops", "UserName": name})
    domain.call("AttachUserPolicy", {"UserName": "alice", "PolicyArn": IAM_READ})
    domain.call("AttachRolePolicy", {"RoleName": "web", "PolicyArn": IAM_READ})
    domain.call("AttachGroupPolicy", {"GroupName": "Ops", "PolicyArn": IAM_READ})
    used(domain, ids["bob"], "iam", "GetUser", NOW - 5)
    used(domain, role["RoleId"], "iam", "GetRole", NOW - 3, "eu-west-1")
    used(domain, ids["carl"], "iam", "GetUser", NOW)
    return domain


def test_the_report_of_a_policy_is_about_all_who_have_it(crowd: Domain, reports: Reports) -> None:
    (iam,) = services(crowd, reports, IAM_READ).values()
    assert (iam["TotalAuthenticatedEntities"], iam["LastAuthenticated"]) == (2, NOW - 3)
    assert (iam["LastAuthenticatedEntity"], iam["LastAuthenticatedRegion"]) == (arn("role/a/web"), "eu-west-1")


def test_entities_are_listed_the_latest_first(crowd: Domain, reports: Reports) -> None:
    id_ = job(crowd, reports, IAM_READ)
    answer = crowd.call(ENTITIES, {"JobId": id_, "ServiceNamespace": "iam"})
    assert (answer["JobStatus"], answer["JobCreationDate"], answer["JobCompletionDate"]) == ("COMPLETED", NOW, NOW + 2)
    found = [(one["EntityInfo"]["Name"], one.get("LastAuthenticated")) for one in answer["EntityDetailsList"]]
    assert found == [("web", NOW - 3), ("bob", NOW - 5), ("alice", None)]
    role = crowd.call("GetRole", {"RoleName": "web"})["Role"]
    assert answer["EntityDetailsList"][0]["EntityInfo"] == {
        "Arn": arn("role/a/web"),
        "Name": "web",
        "Type": "ROLE",
        "Id": role["RoleId"],
        "Path": "/a/",
    }


def test_entities_are_those_of_the_subject_also_for_groups_and_users(crowd: Domain, reports: Reports) -> None:
    for about, expected in ((arn("group/Ops"), ["bob", "alice"]), (arn("user/alice"), ["alice"])):
        id_ = job(crowd, reports, about)
        answer = crowd.call(ENTITIES, {"JobId": id_, "ServiceNamespace": "iam"})
        assert [one["EntityInfo"]["Name"] for one in answer["EntityDetailsList"]] == expected


def test_a_service_that_is_not_allowed_could_be_used_by_nobody(crowd: Domain, reports: Reports) -> None:
    id_ = job(crowd, reports, IAM_READ)
    assert crowd.call(ENTITIES, {"JobId": id_, "ServiceNamespace": "s3"})["EntityDetailsList"] == []
    params = {"JobId": id_, "ServiceNamespace": "nothing"}
    crowd.refuses(ENTITIES, params, InvalidInputError, "Unknown service namespace: nothing")


def test_services_and_entities_are_listed_in_pages(crowd: Domain, reports: Reports) -> None:
    crowd.call("AttachUserPolicy", {"UserName": "carl", "PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"})
    id_ = job(crowd, reports, arn("user/carl"))
    pages = crowd.pages(GET, "ServicesLastAccessed", {"JobId": id_}, 200)
    found = [service["ServiceNamespace"] for page in pages for service in page]
    assert [len(page) for page in pages[:2]] == [200, 200]
    assert found == sorted(found)
    assert len(found) > 400
    id_ = job(crowd, reports, IAM_READ)
    pages = crowd.pages(ENTITIES, "EntityDetailsList", {"JobId": id_, "ServiceNamespace": "iam"}, 1)
    assert [one["EntityInfo"]["Name"] for page in pages for one in page] == ["web", "bob", "alice"]
