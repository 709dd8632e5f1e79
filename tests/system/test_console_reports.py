"""The console's reports in a real browser: the credential report, activity, decisions explained and simulated."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from ostiary.engine.decide import ImplicitDeny
from ostiary.engine.kinds import PolicyKind
from ostiary.engine.request import Request
from ostiary.evaluation.principals import caller_of
from tests.support.accounts import allow, deny, document, refusal, trust
from tests.support.console import Stage, stage_in

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

VAULT = "arn:aws:s3:::vault"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A server whose account has an administrator, and users who may do little."""
    with stage_in(tmp_path_factory.mktemp("console")) as stage:
        stage.administrator()
        stage.person(
            "mira",
            allow("s3:GetObject", f"{VAULT}/*"),
            deny("s3:GetObject", f"{VAULT}/seal/*"),
            allow("sts:AssumeRole", "arn:aws:iam::*:role/operator"),
            allow("s3:PutObject", f"{VAULT}/*", Condition={"StringEquals": {"aws:PrincipalTag/team": "dev"}}),
        )
        bob = stage.account.user("bob")
        stage.account.iam.create_role(RoleName="operator", AssumeRolePolicyDocument=trust(bob.arn))
        eve = stage.account.user("eve,x")
        assert refusal(eve.client("iam").list_users)[1] == "AccessDenied"
        yield stage


def test_the_credential_report_is_shown_picked_from_and_downloaded(stage: Stage) -> None:
    told = stage.play("reports/credentialReport")
    assert told["name"].startswith("status_reports_")
    assert told["text"].encode() == stage.account.iam.get_credential_report()["Content"]


def test_events_are_looked_up_opened_and_exported(stage: Stage) -> None:
    told = stage.play("reports/activity")
    (event,) = [json.loads(line) for line in told["text"].splitlines()]
    assert (event["eventName"], event["errorCode"]) == ("ListUsers", "AccessDenied")


def test_an_event_that_was_denied_is_explained(stage: Stage) -> None:
    assert stage.play("reports/explainEvent") == {}


def test_a_message_is_explained_plain_and_encoded(stage: Stage) -> None:
    mira = f"arn:aws:iam::{stage.account.number}:user/mira"
    message = (
        f"User: {mira} is not authorized to perform: s3:GetObject on resource: {VAULT}/seal/ring"
        " with an explicit deny in an identity-based policy"
    )
    request = Request(
        caller_of(mira), "s3:PutObject", f"{VAULT}/letter", stage.account.number, {"aws:principaltag/team": "ops"}
    )
    installation = stage.server.running._installation
    encoded = installation.messages.encode(
        stage.account.number, request, ImplicitDeny(PolicyKind.IDENTITY), installation.now
    )
    assert stage.play("reports/explainMessage", message=message, encoded=encoded) == {}


def test_a_role_that_does_not_trust_is_told_of(stage: Stage) -> None:
    account = stage.account.number
    told = stage.play(
        "reports/explainRole",
        principal=f"arn:aws:iam::{account}:user/mira",
        role=f"arn:aws:iam::{account}:role/operator",
    )
    assert told == {"actions": 1}


def test_policies_are_simulated_changed_and_saved(stage: Stage) -> None:
    draft, iam = document(allow("s3:*")), stage.account.iam
    meanwhile, own = document(allow("sqs:*")), {"UserName": "mira", "PolicyName": "own"}

    def save(_: str) -> None:
        iam.put_user_policy(**own, PolicyDocument=meanwhile)

    def look(_: str) -> None:
        assert iam.get_user_policy(**own)["PolicyDocument"] == json.loads(meanwhile)

    answers = {"somebody else saves": save, "nothing is lost yet": look}
    assert stage.play("reports/simulator", document=draft, answers=answers) == {}
    assert iam.get_user_policy(**own)["PolicyDocument"] == json.loads(draft)


def test_pasted_policies_are_simulated_within_limits(stage: Stage) -> None:
    assert stage.play("reports/pasted", policy=document(allow("s3:*")), boundary=document(allow("sqs:*"))) == {}


def test_who_may_not_read_is_told_what_it_takes(stage: Stage) -> None:
    assert stage.play("reports/denied", everywhere=False) == {}


def test_the_dashboard_tells_of_privileges_decisions_changes_and_quotas(stage: Stage) -> None:
    assert stage.play("reports/dashboard") == {}
