"""Who tried what, until it is written."""

from __future__ import annotations

from dataclasses import replace

from ostiary.audit.access_uses import AccessUses
from ostiary.model.caller import Caller, CallerKind
from ostiary.model.nouns import AccessUse
from tests.support.domain import as_role_session, as_user, root

ALICE = as_user({"Arn": "arn:aws:iam::123456789012:user/alice", "UserId": "AIDA1", "UserName": "alice"})


def use(principal: str, action: str, time: int, region: str = "r") -> AccessUse:
    return AccessUse(principal=principal, service="iam", action=action, time=time, region=region)


def noted(*calls: tuple[Caller, str, int, str]) -> AccessUses:
    uses = AccessUses()
    for caller, action, time, region in calls:
        uses.note(caller, "iam", action, time, region)
    return uses


def test_the_latest_use_of_each_action_by_each_principal_is_handed_over_once() -> None:
    uses = noted(
        (ALICE, "GetUser", 1, "a"),
        (ALICE, "GetUser", 3, "b"),
        (ALICE, "GetUser", 2, "c"),
        (ALICE, "ListUsers", 1, "r"),
        (as_role_session(), "GetUser", 1, "r"),
    )
    assert set(uses.drain()) == {
        use("AIDA1", "GetUser", 3, "b"),
        use("AIDA1", "ListUsers", 1),
        use("AROA1", "GetUser", 1),
    }
    assert uses.drain() == ()


def test_root_and_strangers_are_in_no_report() -> None:
    nobody = replace(root(), kind=CallerKind.ANONYMOUS)
    assert noted((root(), "GetUser", 1, "r"), (nobody, "GetUser", 1, "r")).drain() == ()


def test_a_federated_user_acts_for_the_user_who_made_it() -> None:
    federated = replace(ALICE, kind=CallerKind.FEDERATED_USER)
    assert noted((federated, "GetUser", 1, "r")).drain() == (use("AIDA1", "GetUser", 1),)


def test_uses_that_could_not_be_written_come_again_unless_there_are_later_ones() -> None:
    uses = noted((ALICE, "GetUser", 1, "r"), (ALICE, "ListUsers", 1, "r"))
    taken = uses.drain()
    uses.note(ALICE, "iam", "GetUser", 2, "r")
    uses.put_back(taken)
    assert set(uses.drain()) == {use("AIDA1", "GetUser", 2), use("AIDA1", "ListUsers", 1)}
