"""The console's reports in a real browser: the credential report, activity, decisions explained and simulated."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.support.accounts import allow, deny, refusal
from tests.support.console import Stage, stage_in

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

BUCKET = "arn:aws:s3:::vault/*"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A server whose account has an administrator, and users who may do little."""
    with stage_in(tmp_path_factory.mktemp("console")) as stage:
        stage.administrator()
        stage.person("mira", allow("s3:GetObject", BUCKET), deny("s3:GetObject", f"{BUCKET[:-1]}seal/*"))
        stage.account.user("bob")
        stage.account.user("cy,d")
        yield stage


def test_the_credential_report_is_shown_picked_from_and_downloaded(stage: Stage) -> None:
    told = stage.play("reports/credentialReport")
    assert told["name"].startswith("status_reports_")
    assert told["text"].encode() == stage.account.iam.get_credential_report()["Content"]


def test_events_are_looked_up_opened_and_exported(stage: Stage) -> None:
    mira = stage.account.user("eve").client("iam")
    assert refusal(mira.list_users)[1] == "AccessDenied"
    told = stage.play("reports/activity")
    (event,) = [json.loads(line) for line in told["text"].splitlines()]
    assert (event["eventName"], event["errorCode"]) == ("ListUsers", "AccessDenied")
