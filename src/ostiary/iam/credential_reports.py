"""The credential report: a CSV of all users of the account with their passwords, keys, devices and certificates."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Handler, Read, Write
from ostiary.iam import background, pages
from ostiary.model.arn import iam_arn
from ostiary.model.errors import ReportExpiredError, ReportInProgressError, ReportNotPresentError
from ostiary.model.nouns import AccessKey, Account, CredentialReport, PasswordPolicy, SigningCertificate, User
from ostiary.store.contract import Reader, Relation, Transaction
from ostiary.store.kinds import CREDENTIAL_REPORTS
from ostiary.wire import iam_types

LIFETIME: Final = 4 * 3_600
"""Seconds for which a report is given out as it is, and no other one is made (IAM guide)."""

STARTED: Final = "No report exists. Starting a new report generation task"
"""AWS's description; of the three errors below AWS's words are not known."""

DAY: Final = 86_400


def generate_credential_report(call: Authorized[object], tx: Transaction) -> iam_types.GenerateCredentialReportResponse:
    """Have a report made, unless there is one that is less than four hours old, or one is being made."""
    report = tx.credential_reports.get(call.account, call.account)
    if report is not None and report.generated is None and call.now < report.requested + background.ABANDONED:
        return {"State": "INPROGRESS"}
    if report is not None and report.generated is not None and not _is_old(call, report.generated):
        return {"State": "COMPLETE"}
    asked = CredentialReport(account=call.account, requested=call.now)
    if report is None:
        tx.credential_reports.add(asked)
    else:
        tx.credential_reports.replace(asked)
    return {"State": "STARTED", "Description": STARTED}


def get_credential_report(call: Authorized[object], tx: Reader) -> iam_types.GetCredentialReportResponse:
    """Return the report as it was made, whatever was changed since.

    Raises ReportNotPresentError, ReportInProgressError, and ReportExpiredError after four hours.
    """
    report = tx.credential_reports.get(call.account, call.account)
    if report is None:
        raise ReportNotPresentError("There is no credential report. Generate one first.")
    if report.generated is None:
        raise ReportInProgressError("The credential report is still being generated.")
    if _is_old(call, report.generated):
        raise ReportExpiredError("The most recent credential report has expired. Generate a new one.")
    return {"Content": report.content.encode(), "ReportFormat": "text/csv", "GeneratedTime": report.generated}


def _is_old(call: Authorized[object], generated: int) -> bool:
    return call.now >= generated + LIFETIME


# -- the rows ------------------------------------------------------------------------------------------

NONE: Final = "N/A"
NEVER: Final = "no_information"
UNSUPPORTED: Final = "not_supported"
ROOT: Final = "<root_account>"

KEYS: Final = 2
CERTIFICATES: Final = 2
MOST: Final = 100
"""How many of either are looked at: an installation may raise its quotas, the report has room for two."""

HEADER: Final = (
    "user", "arn", "user_creation_time",
    "password_enabled", "password_last_used", "password_last_changed", "password_next_rotation", "mfa_active",
    "access_key_1_active", "access_key_1_last_rotated",
    "access_key_1_last_used_date", "access_key_1_last_used_region", "access_key_1_last_used_service",
    "access_key_2_active", "access_key_2_last_rotated",
    "access_key_2_last_used_date", "access_key_2_last_used_region", "access_key_2_last_used_service",
    "cert_1_active", "cert_1_last_rotated", "cert_2_active", "cert_2_last_rotated",
)  # fmt: skip
"""AWS's columns. A 23rd is documented, for what exceeds the quotas; it does not appear where nothing does."""

Cells = Sequence[str]
C = TypeVar("C", AccessKey, SigningCertificate)


def rows(tx: Reader, partition: str, account: Account) -> Iterator[Cells]:
    """Yield the header, the root user, then the users by name."""
    yield HEADER
    arn = iam_arn(partition, account.id, "root")
    password = (UNSUPPORTED, _used(account.password_last_used), UNSUPPORTED, UNSUPPORTED)
    yield (ROOT, arn, _date(account.created), *password, *_credentials(tx, account.id, account.id))
    policy = tx.password_policies.get(account.id, account.id)
    users = pages.every(lambda after, limit: tx.users.page(account.id, after=after, limit=limit), key=pages.name)
    for user in users:
        arn = iam_arn(partition, account.id, f"user{user.path}{user.name}")
        yield (
            user.name,
            arn,
            _date(user.created),
            *_password(tx, user, policy),
            *_credentials(tx, account.id, user.id),
        )


def _password(tx: Reader, user: User, policy: PasswordPolicy | None) -> Cells:
    profile = tx.login_profiles.get(user.account, user.id)
    if profile is None:
        return ("false", NONE, NONE, NONE)
    max_age = 0 if policy is None else policy.max_age
    return (
        "true",
        _used(user.password_last_used),
        _date(profile.changed),
        _date(profile.changed + max_age * DAY) if max_age else NONE,
    )


def _credentials(tx: Reader, account: str, owner: str) -> Iterator[str]:
    yield _flag(tx.links.count_sources(account, Relation.DEVICE_OWNER, owner) > 0)
    keys = _oldest(tx.access_keys.page(account, parent=owner, limit=MOST).items)[:KEYS]
    for key in keys:
        yield from (_flag(key.active), _date(key.created))
        use = tx.key_use(key.id)
        yield from (NONE, NONE, NONE) if use is None else (_date(use.time), use.region, use.service)
    yield from ("false", NONE, NONE, NONE, NONE) * (KEYS - len(keys))
    certificates = _oldest(tx.signing_certificates.page(account, parent=owner, limit=MOST).items)[:CERTIFICATES]
    for certificate in certificates:
        yield from (_flag(certificate.active), _date(certificate.created))
    yield from ("false", NONE) * (CERTIFICATES - len(certificates))


def _oldest(credentials: Sequence[C]) -> list[C]:
    """Return *credentials*, the oldest first."""
    return sorted(credentials, key=lambda one: (one.created, one.id))


def _used(seconds: int | None) -> str:
    return NEVER if seconds is None else _date(seconds)


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _date(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(seconds))


def _complete(tx: Reader, partition: str, report: CredentialReport, now: int) -> CredentialReport:
    """Return *report* with its content. Raises LookupError when the account is gone."""
    account = tx.accounts.get(report.account, report.account)
    if account is None:
        raise LookupError(f"there is no account {report.account}")
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows(tx, partition, account))
    return replace(report, generated=now, content=text.getvalue().rstrip("\n"))


REPORT: Final = background.Report(CREDENTIAL_REPORTS, lambda report: report.generated is None, _complete)

OPERATIONS: Final[Mapping[str, Handler]] = {
    "GenerateCredentialReport": Write(generate_credential_report),
    "GetCredentialReport": Read(get_credential_report),
}
