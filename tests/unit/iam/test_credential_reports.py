"""The credential report: when one is made, and what it says of whom."""

from __future__ import annotations

import csv
from dataclasses import replace

import pytest

from ostiary.iam.background import ABANDONED, Reports
from ostiary.iam.credential_reports import HEADER, LIFETIME
from ostiary.iam.operations import REPORTS
from ostiary.model.errors import ReportExpiredError, ReportInProgressError, ReportNotPresentError
from ostiary.model.nouns import (
    AccessKeyUse,
    LoginProfile,
    MfaDevice,
    PasswordPolicy,
    SigningCertificate,
)
from ostiary.store.contract import Transaction
from tests.support.domain import ACCOUNT, NOW, OTHER_ACCOUNT, Domain, root

AWS_HEADER = (
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,"
    "mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,"
    "access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,"
    "access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,"
    "cert_1_last_rotated,cert_2_active,cert_2_last_rotated"
)
AT_NOW = "2023-11-14T22:13:20+00:00"
GENERATE, GET = "GenerateCredentialReport", "GetCredentialReport"


@pytest.fixture
def reports(domain: Domain) -> Reports:
    return Reports(domain.store, REPORTS, "aws")


def report(domain: Domain, reports: Reports) -> str:
    """Have a new report made, and return it."""
    domain.call(GENERATE)
    reports.run(domain.now)
    answer = domain.call(GET)
    assert (answer["ReportFormat"], answer["GeneratedTime"]) == ("text/csv", domain.now)
    content: bytes = answer["Content"]
    return content.decode()


def rows(domain: Domain, reports: Reports) -> dict[str, dict[str, str]]:
    return {row["user"]: row for row in csv.DictReader(report(domain, reports).splitlines())}


# -- when ----------------------------------------------------------------------------------------------


def test_a_report_is_asked_for_then_made_then_there(domain: Domain, reports: Reports) -> None:
    description = "No report exists. Starting a new report generation task"
    assert domain.call(GENERATE) == {"State": "STARTED", "Description": description}
    assert domain.call(GENERATE) == {"State": "INPROGRESS"}
    reports.run(NOW)
    revision = domain.store.revision
    assert domain.call(GENERATE) == {"State": "COMPLETE"}
    assert domain.store.revision == revision


def test_a_report_that_was_not_asked_for_is_not_there(domain: Domain, reports: Reports) -> None:
    message = "There is no credential report. Generate one first."
    domain.refuses(GET, {}, ReportNotPresentError, message)
    domain.call(GENERATE, caller=root(OTHER_ACCOUNT))
    reports.run(NOW)
    domain.refuses(GET, {}, ReportNotPresentError, message)
    assert domain.call(GET, caller=root(OTHER_ACCOUNT))["Content"].decode().count(OTHER_ACCOUNT) == 1


def test_a_report_that_is_being_made_is_not_there_yet(domain: Domain, reports: Reports) -> None:
    domain.call(GENERATE)
    domain.refuses(GET, {}, ReportInProgressError, "The credential report is still being generated.")


def test_a_report_is_given_out_as_it_was_made_for_four_hours(domain: Domain, reports: Reports) -> None:
    first = report(domain, reports)
    domain.users("alice")
    domain.now += LIFETIME - 1
    assert domain.call(GENERATE) == {"State": "COMPLETE"}
    reports.run(domain.now)
    assert domain.call(GET)["Content"].decode() == first
    domain.now += 1
    message = "The most recent credential report has expired. Generate a new one."
    domain.refuses(GET, {}, ReportExpiredError, message)
    assert domain.call(GENERATE)["State"] == "STARTED"
    reports.run(domain.now)
    assert "alice" in domain.call(GET)["Content"].decode()


def test_a_report_that_was_lost_with_the_server_is_made_when_asked_for_again(domain: Domain) -> None:
    domain.call(GENERATE)  # and nobody hears of it
    reports = Reports(domain.store, REPORTS, "aws")
    domain.now += ABANDONED - 1
    assert domain.call(GENERATE)["State"] == "INPROGRESS"
    domain.now += 1
    assert domain.call(GENERATE)["State"] == "STARTED"
    reports.run(domain.now)
    assert domain.call(GENERATE)["State"] == "COMPLETE"


# -- what ----------------------------------------------------------------------------------------------


def test_the_header_is_that_of_aws_and_no_line_end_is_last(domain: Domain, reports: Reports) -> None:
    text = report(domain, reports)
    assert text.splitlines()[0] == AWS_HEADER == ",".join(HEADER)
    assert not text.endswith("\n")
    assert "\r" not in text


def test_root_comes_first_then_the_users_by_name_whatever_their_case(domain: Domain, reports: Reports) -> None:
    domain.users("bob", "Alice", "carl")
    assert list(rows(domain, reports)) == ["<root_account>", "Alice", "bob", "carl"]


def test_root_without_anything(domain: Domain, reports: Reports) -> None:
    row = report(domain, reports).splitlines()[1]
    assert row == (
        f"<root_account>,arn:aws:iam::{ACCOUNT}:root,2023-11-14T21:56:40+00:00,not_supported,no_information,"
        "not_supported,not_supported,false,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A"
    )


def test_a_user_without_anything(domain: Domain, reports: Reports) -> None:
    domain.call("CreateUser", {"UserName": "a,b", "Path": "/x/"})
    row = report(domain, reports).splitlines()[2]
    assert row == (
        f'"a,b","arn:aws:iam::{ACCOUNT}:user/x/a,b",{AT_NOW},false,N/A,N/A,N/A,'
        "false,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A"
    )


def test_keys_are_shown_with_their_dates_and_last_use(domain: Domain, reports: Reports) -> None:
    domain.users("alice")
    first = domain.call("CreateAccessKey", {"UserName": "alice"})["AccessKey"]["AccessKeyId"]
    domain.now += 60
    second = domain.call("CreateAccessKey", {"UserName": "alice"})["AccessKey"]["AccessKeyId"]
    domain.call("UpdateAccessKey", {"UserName": "alice", "AccessKeyId": first, "Status": "Inactive"})
    domain.store.flush_key_uses([AccessKeyUse(key=second, time=NOW + 90, service="sts", region="eu-west-1")])
    row = rows(domain, reports)["alice"]
    key = "access_key_{}_{}".format
    members = ("active", "last_rotated", "last_used_date", "last_used_region", "last_used_service")
    assert [row[key(1, member)] for member in members] == ["false", AT_NOW, "N/A", "N/A", "N/A"]
    assert [row[key(2, member)] for member in members] == [
        "true",
        "2023-11-14T22:14:20+00:00",
        "2023-11-14T22:14:50+00:00",
        "eu-west-1",
        "sts",
    ]


@pytest.mark.parametrize(
    ("policy", "used", "expected"),
    [
        (None, None, ["true", "no_information", AT_NOW, "N/A"]),
        (PasswordPolicy(account=ACCOUNT), NOW, ["true", AT_NOW, AT_NOW, "N/A"]),
        (PasswordPolicy(account=ACCOUNT, max_age=30), NOW, ["true", AT_NOW, AT_NOW, "2023-12-14T22:13:20+00:00"]),
    ],
)
def test_a_password_is_shown_with_the_day_on_which_it_ends(
    domain: Domain, reports: Reports, policy: PasswordPolicy | None, used: int | None, expected: list[str]
) -> None:
    domain.users("alice")

    def add(tx: Transaction) -> None:
        user = tx.users.get(ACCOUNT, "alice")
        assert user is not None
        tx.users.replace(replace(user, password_last_used=used))
        tx.login_profiles.add(LoginProfile(account=ACCOUNT, owner=user.id, created=NOW - 9, changed=NOW, hash="h"))
        if policy is not None:
            tx.password_policies.add(policy)

    domain.write(add)
    row = rows(domain, reports)["alice"]
    members = ("password_enabled", "password_last_used", "password_last_changed", "password_next_rotation")
    assert [row[member] for member in members] == expected


def test_the_last_sign_in_of_root_is_shown(domain: Domain, reports: Reports) -> None:
    def sign_in(tx: Transaction) -> None:
        account = tx.accounts.get(ACCOUNT, ACCOUNT)
        assert account is not None
        tx.accounts.replace(replace(account, password_last_used=NOW))

    domain.write(sign_in)
    assert rows(domain, reports)["<root_account>"]["password_last_used"] == AT_NOW


def test_devices_and_certificates_are_shown(domain: Domain, reports: Reports) -> None:
    user = domain.call("CreateUser", {"UserName": "alice"})["User"]["UserId"]

    def add(tx: Transaction) -> None:
        for owner in (ACCOUNT, user):
            tx.mfa_devices.add(MfaDevice(account=ACCOUNT, serial=owner, created=NOW, sealed="s", owner=owner))
        for id_, created, active in (("B", NOW, False), ("A", NOW + 60, True)):
            tx.signing_certificates.add(
                SigningCertificate(account=ACCOUNT, id=id_, owner=user, created=created, body="", active=active)
            )

    domain.write(add)
    found = rows(domain, reports)
    assert {name: row["mfa_active"] for name, row in found.items()} == {"<root_account>": "true", "alice": "true"}
    members = ("cert_1_active", "cert_1_last_rotated", "cert_2_active", "cert_2_last_rotated")
    assert [found["alice"][member] for member in members] == ["false", AT_NOW, "true", "2023-11-14T22:14:20+00:00"]
