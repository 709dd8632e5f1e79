"""Codes shown with AssumeRole and GetSessionToken: what they open, that each counts once, and what guessing costs."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from ostiary.authn import guesses
from tests.support.accounts import AccountUnderTest, Actor, allow, another_account, code, first_account, refusal, trust
from tests.support.mfa import Device, enable
from tests.support.server import ServerInThread, server_in_thread

INVALID = (403, "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code. ")
NOT_YOURS = (
    403,
    "AccessDenied",
    (
        "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid "
        "and associated with this user."
    ),
)
WITH_MFA = {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}

_numbers = count(1)


@pytest.fixture  # of its own for each test: codes move its clock on, and clients sign by theirs
def account(tmp_path: Path) -> Iterator[AccountUnderTest]:
    with server_in_thread(tmp_path) as server:
        yield first_account(server)


@dataclass
class Person:
    """A user with a device, whose clock is the server's. Each code is of a time step of its own."""

    account: AccountUnderTest
    name: str
    actor: Actor
    device: Device

    @classmethod
    def new(cls, account: AccountUnderTest, *statements: dict[str, object]) -> Person:
        name = f"user-{next(_numbers)}"
        actor = account.user(name, *(statements or (allow(["sts:AssumeRole", "iam:ListUsers"]),)))
        person = cls(account, name, actor, Device(account.iam, f"{name}-device"))
        enable(account.iam, name, person.device, ahead=int(person.server.clock.offset) // 30)
        return person

    @property
    def server(self) -> ServerInThread:
        return self.account.root.server

    def code(self) -> str:
        """Return a code that was not shown yet."""
        self.server.advance(60)
        return self.device.codes(1, now=self.server.clock())[0]

    def shown(self, text: str | None = None) -> dict[str, str]:
        return {"SerialNumber": self.device.serial, "TokenCode": text or self.code()}

    def wrong(self) -> dict[str, str]:
        """Return a code that is not good within the hour."""
        near = set(self.device.codes(121, now=self.server.clock() - 1_800))
        return self.shown(next(text for n in range(200) if (text := f"{n:06}") not in near))


@pytest.fixture
def person(account: AccountUnderTest) -> Person:
    return Person.new(account)


def test_a_role_that_demands_a_second_factor_is_assumed_with_a_code_and_only_so(person: Person) -> None:
    role = person.account.role(f"{person.name}-role", trust(person.account.number, **WITH_MFA))
    assert person.actor.cannot_assume(role) == "AccessDenied"
    session = person.actor.assume(role, **person.shown())
    assert session.arn.endswith(f"assumed-role/{person.name}-role/work")


def test_the_age_of_a_code_shown_with_the_call_is_nothing(person: Person) -> None:
    young = {"Condition": {"NumericLessThan": {"aws:MultiFactorAuthAge": "1"}}}
    role = person.account.role(f"{person.name}-role", trust(person.account.number, **young))
    person.actor.assume(role, **person.shown())


def test_the_session_of_a_role_does_not_tell_of_the_code(person: Person) -> None:
    role = person.account.role(
        f"{person.name}-role", trust(person.account.number), allow("iam:ListUsers", **WITH_MFA), allow("iam:ListRoles")
    )
    session = person.actor.assume(role, **person.shown()).client("iam")
    session.list_roles()
    assert code(session.list_users) == "AccessDenied"


def test_a_session_token_with_a_code_may_use_iam_and_assume_what_demands_it(person: Person) -> None:
    role = person.account.role(f"{person.name}-role", trust(person.account.number, **WITH_MFA))
    sts = person.actor.client("sts")
    with_code = person.actor.with_credentials(sts.get_session_token(**person.shown()))
    without = person.actor.with_credentials(sts.get_session_token())
    with_code.client("iam").list_users()
    with_code.assume(role)
    assert code(without.client("iam").list_users) == "AccessDenied"
    assert without.cannot_assume(role) == "AccessDenied"


def test_a_code_counts_once(person: Person) -> None:
    shown = person.shown()
    sts = person.actor.client("sts")
    sts.get_session_token(**shown)
    assert refusal(sts.get_session_token, **shown) == INVALID
    older = person.device.codes(1, now=person.server.clock() - 30)[0]
    assert refusal(sts.get_session_token, **person.shown(older)) == INVALID


def test_a_code_counts_once_for_twenty_who_show_it_at_once(person: Person) -> None:
    shown, sts = person.shown(), person.actor.client("sts")

    def attempt(_: int) -> bool:
        try:
            sts.get_session_token(**shown)
        except sts.exceptions.ClientError:
            return False
        return True

    with ThreadPoolExecutor(20) as together:
        assert sum(together.map(attempt, range(20))) == 1


def test_a_code_is_used_up_by_a_call_that_is_refused_for_another_reason(person: Person) -> None:
    shown = person.shown()
    assert person.actor.cannot_assume(person.account.arn("role/none"), **shown) == "AccessDenied"
    assert refusal(person.actor.client("sts").get_session_token, **shown) == INVALID


@pytest.mark.parametrize("early", [-120, 120], ids=["old", "early"])
def test_a_code_of_another_time_is_refused(person: Person, early: int) -> None:
    text = person.device.codes(1, now=person.server.clock() + early)[0]
    shown = {"SerialNumber": person.device.serial, "TokenCode": text}
    assert refusal(person.actor.client("sts").get_session_token, **shown) == INVALID


def test_only_the_callers_own_enabled_device_counts(account: AccountUnderTest, person: Person) -> None:
    other = Person.new(account)
    sts = other.actor.client("sts")
    assert refusal(sts.get_session_token, **person.shown()) == NOT_YOURS
    unused = Device(account.iam, f"{person.name}-second")
    for serial in (unused.serial, account.arn("mfa/none"), "GAHT12345678"):
        assert refusal(sts.get_session_token, SerialNumber=serial, TokenCode="123456") == NOT_YOURS
    account.iam.deactivate_mfa_device(UserName=other.name, SerialNumber=other.device.serial)
    assert refusal(sts.get_session_token, **other.shown()) == NOT_YOURS


def test_half_a_second_factor_is_none(person: Person) -> None:
    said = "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code."
    sts = person.actor.client("sts")
    for half in ({"SerialNumber": person.device.serial}, {"TokenCode": person.code()}):
        assert refusal(sts.get_session_token, **half) == (403, "AccessDenied", said)


def test_a_role_session_has_no_device_to_show(person: Person) -> None:
    role = person.account.role(f"{person.name}-role", trust(person.account.number), allow("sts:*"))
    session = person.actor.assume(role)
    assert refusal(session.client("sts").assume_role, RoleArn=role, RoleSessionName="s2", **person.shown()) == NOT_YOURS


def test_root_shows_a_code_of_its_own_device(person: Person) -> None:
    account = another_account(person.server)
    iam = account.iam
    device = Device(iam, "root")
    first, second = device.codes(now=person.server.clock())
    iam.enable_mfa_device(
        UserName=account.number, SerialNumber=device.serial, AuthenticationCode1=first, AuthenticationCode2=second
    )
    person.server.advance(90)
    shown = {"SerialNumber": device.serial, "TokenCode": device.codes(1, now=person.server.clock())[0]}
    session = account.root.with_credentials(account.root.client("sts").get_session_token(**shown))
    session.client("iam").list_users()


def test_threat_36_wrong_codes_in_a_row_lock_their_owner_for_a_while(person: Person) -> None:
    sts = person.actor.client("sts")
    for _ in range(guesses.FREE + 1):
        assert refusal(sts.get_session_token, **person.wrong()) == INVALID
    right = person.device.codes(1, now=person.server.clock())[0]
    assert refusal(sts.get_session_token, **person.shown(right)) == INVALID
    person.server.advance(guesses.FIRST_WAIT)
    sts.get_session_token(**person.shown())
    assert refusal(sts.get_session_token, **person.wrong()) == INVALID  # and the count began anew
    sts.get_session_token(**person.shown())


def test_threat_36_a_hundred_guesses_at_once_count_a_hundred(person: Person) -> None:
    sts, shown = person.actor.client("sts"), person.wrong()

    with ThreadPoolExecutor(20) as together:
        assert set(together.map(lambda _: refusal(sts.get_session_token, **shown), range(100))) == {INVALID}
    with person.server.running._installation.store.read() as view:
        user = view.users.get(person.account.number, person.name)
        assert user is not None
        attempts = view.attempts.by_id(f"{user.id}/{guesses.CODE}")
        assert attempts is not None
        assert attempts.failures == 100


def test_a_wrong_code_is_an_event(person: Person) -> None:
    with pytest.raises(person.actor.client("sts").exceptions.ClientError) as raised:
        person.actor.client("sts").get_session_token(**person.wrong())
    request_id = raised.value.response["ResponseMetadata"]["RequestId"]
    person.server.running.housekeeping.run_all()
    events = person.account.root.client("cloudtrail").lookup_events(
        LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "GetSessionToken"}]
    )["Events"]
    [event] = [event["CloudTrailEvent"] for event in events if request_id in event["CloudTrailEvent"]]
    assert '"errorCode":"AccessDenied"' in event
