"""Reports that are made beside the calls that ask for them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ostiary.iam.background import Report, Reports
from ostiary.model.errors import ServiceUnavailableError
from ostiary.model.nouns import CredentialReport
from ostiary.store.contract import Reader
from ostiary.store.kinds import CREDENTIAL_REPORTS
from tests.support.domain import ACCOUNT, NOW, Domain


class Maker:
    """Completes reports with how often it did; `before` happens first."""

    def __init__(self) -> None:
        self.made = 0
        self.before: Any = lambda: None

    def __call__(self, tx: Reader, partition: str, report: CredentialReport, now: int) -> CredentialReport:
        assert partition == "aws"
        self.before()
        self.made += 1
        return replace(report, generated=now, content=str(self.made))


def ask(domain: Domain, requested: int = NOW) -> None:
    report = CredentialReport(account=ACCOUNT, requested=requested)

    def work(tx: Any) -> None:
        there = tx.credential_reports.get(ACCOUNT, ACCOUNT) is not None
        (tx.credential_reports.replace if there else tx.credential_reports.add)(report)

    domain.write(work)


def kept(domain: Domain) -> CredentialReport | None:
    return domain.read(lambda tx: tx.credential_reports.get(ACCOUNT, ACCOUNT))


@pytest.fixture
def maker() -> Maker:
    return Maker()


@pytest.fixture
def reports(domain: Domain, maker: Maker) -> Reports:
    return Reports(domain.store, [Report(CREDENTIAL_REPORTS, lambda one: one.generated is None, maker)], "aws")


def test_what_is_asked_for_is_made_once(domain: Domain, reports: Reports, maker: Maker) -> None:
    reports.run(NOW)
    assert maker.made == 0
    ask(domain)
    for _ in range(3):
        reports.run(NOW + 5)
    assert kept(domain) == CredentialReport(account=ACCOUNT, requested=NOW, generated=NOW + 5, content="1")
    assert maker.made == 1


def test_what_is_asked_for_again_meanwhile_is_made_again(domain: Domain, reports: Reports, maker: Maker) -> None:
    ask(domain)
    again = iter([1])
    maker.before = lambda: [ask(domain, NOW + 1) for _ in again]
    reports.run(NOW + 5)
    assert kept(domain) == CredentialReport(account=ACCOUNT, requested=NOW + 1, generated=NOW + 5, content="2")


def test_what_is_not_wanted_any_longer_is_not_kept(domain: Domain, reports: Reports, maker: Maker) -> None:
    ask(domain)
    report = kept(domain)
    maker.before = lambda: domain.write(lambda tx: tx.credential_reports.remove(report))  # type: ignore[arg-type]  # there
    reports.run(NOW)
    assert kept(domain) is None


def test_what_the_database_kept_from_being_made_waits(domain: Domain, reports: Reports, maker: Maker) -> None:
    def fail() -> None:
        raise ServiceUnavailableError("away")

    ask(domain)
    maker.before = fail
    with pytest.raises(ServiceUnavailableError):
        reports.run(NOW)
    maker.before = lambda: None
    reports.run(NOW)
    assert maker.made == 1


def test_what_cannot_be_made_does_not_keep_the_next_one_waiting(domain: Domain, reports: Reports, maker: Maker) -> None:
    def fail() -> None:
        raise LookupError("gone")

    ask(domain)
    maker.before = fail
    with pytest.raises(LookupError):
        reports.run(NOW)
    reports.run(NOW)
    maker.before = lambda: None
    ask(domain)
    reports.run(NOW)
    assert maker.made == 1
