"""Proofs that prove nothing, one row each: refused with AWS's code, recorded once, and nothing changed by them."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import pytest
from botocore.exceptions import ClientError

from tests.support.accounts import AccountUnderTest, Actor, allow, first_account, trust
from tests.support.mfa import Device, enable
from tests.support.server import ServerInThread, server_in_thread

Call = Callable[[], object]


@dataclass
class House:
    """A user with a device, a role that trusts it, and a session of each kind; each test has its own."""

    server: ServerInThread
    account: AccountUnderTest
    user: Actor
    device: Device
    role: str
    session: Actor
    token: Actor

    @classmethod
    def new(cls, server: ServerInThread) -> House:
        account = first_account(server)
        user = account.user("mira", allow(["sts:*", "iam:ListUsers"]))
        device = Device(account.iam, "phone")
        enable(account.iam, "mira", device)
        server.advance(60)
        role = account.role("worker", trust(account.number), allow("*"))
        token = user.with_credentials(user.client("sts").get_session_token())
        return cls(server, account, user, device, role, user.assume(role), token)

    def sts(self, actor: Actor) -> Any:
        return actor.client("sts")

    def code(self, shift: int = 0) -> str:
        return self.device.codes(1, now=self.server.clock() + shift)[0]

    def shown(self, code: str) -> dict[str, str]:
        return {"SerialNumber": self.device.serial, "TokenCode": code}

    def altered(self, keys: tuple[str, ...], at: int) -> Call:
        """Return a call whose session token has one bit of another value."""
        content = bytearray(base64.b64decode(keys[2]))
        content[at] ^= 1
        return who(Actor(self.server, (*keys[:2], base64.b64encode(bytes(content)).decode())))


def who(actor: Actor) -> Call:
    return lambda: actor.client("sts").get_caller_identity()


Row = Callable[[House], Call]


def used_code(house: House) -> Call:
    shown = house.shown(house.code())
    house.sts(house.user).get_session_token(**shown)
    return lambda: house.sts(house.user).get_session_token(**shown)


def shifted_code(seconds: int) -> Row:
    return lambda house: lambda: house.sts(house.user).get_session_token(**house.shown(house.code(seconds)))


def wrong_code(house: House) -> Call:
    near = {house.code(30 * step) for step in range(-3, 4)}
    wrong = next(text for n in range(9) if (text := f"{n:06}") not in near)
    return lambda: house.sts(house.user).get_session_token(**house.shown(wrong))


def deactivated_device(house: House) -> Call:
    house.account.iam.deactivate_mfa_device(UserName="mira", SerialNumber=house.device.serial)
    return lambda: house.sts(house.user).get_session_token(**house.shown(house.code()))


def deactivated_key(house: House) -> Call:
    house.account.iam.update_access_key(UserName="mira", AccessKeyId=house.user.keys[0], Status="Inactive")
    return who(house.user)


def expired(actor: Callable[[House], Actor], seconds: int) -> Row:
    """The clock of the server alone would make the signature too old: the client's goes with it."""

    def row(house: House) -> Call:
        keys = actor(house).keys
        house.server.running._dispatcher._authenticator._advance(int(house.server.clock()) + seconds)
        return who(Actor(house.server, keys))

    return row


def foreign_token(house: House) -> Call:
    return who(Actor(house.server, (*house.session.keys[:2], house.token.keys[2])))


def another_secret(house: House) -> Call:
    return who(Actor(house.server, (house.session.keys[0], house.token.keys[1], house.session.keys[2])))


def without_token(house: House) -> Call:
    return who(Actor(house.server, house.session.keys[:2]))


def token_with_long_term_key(house: House) -> Call:
    return who(Actor(house.server, (*house.user.keys, house.session.keys[2])))


def cut_token(house: House) -> Call:
    id_, secret, token = house.session.keys
    return who(Actor(house.server, (id_, secret, token[: len(token) // 2])))


def deleted_role(house: House) -> Call:
    house.account.iam.delete_role_policy(RoleName="worker", PolicyName="own")
    house.account.iam.delete_role(RoleName="worker")
    house.account.role("worker", trust(house.account.number), allow("*"))
    return who(house.session)


def clock(seconds: int) -> Row:
    def row(house: House) -> Call:
        house.server.clock.offset = -seconds  # the client is ahead of the server by as much
        return who(house.user)

    return row


INVALID: Final = "InvalidClientTokenId"

ROWS: Final[dict[str, tuple[Row, str]]] = {
    "a wrong code": (wrong_code, "AccessDenied"),
    "an old code": (shifted_code(-120), "AccessDenied"),
    "a code that is early": (shifted_code(120), "AccessDenied"),
    "a code that was used": (used_code, "AccessDenied"),
    "a device that was deactivated": (deactivated_device, "AccessDenied"),
    "a key that was deactivated": (deactivated_key, INVALID),
    "an expired role session": (expired(lambda house: house.session, 3_600), "ExpiredToken"),
    "an expired session token": (expired(lambda house: house.token, 43_200), "ExpiredToken"),
    "the token of another session": (foreign_token, INVALID),
    "the secret of another session": (another_secret, "SignatureDoesNotMatch"),
    "a session key without its token": (without_token, INVALID),
    "a session token with a long-term key": (token_with_long_term_key, INVALID),
    "half a token": (cut_token, INVALID),
    "a session whose role was deleted and made again": (deleted_role, INVALID),
    "a clock sixteen minutes ahead": (clock(960), "SignatureDoesNotMatch"),
    "a clock sixteen minutes behind": (clock(-960), "SignatureDoesNotMatch"),
}


@pytest.fixture
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with server_in_thread(tmp_path_factory.mktemp("negative")) as server:
        yield House.new(server)


def recorded(server: ServerInThread) -> list[dict[str, Any]]:
    server.running.housekeeping.run_all()
    lines = (server.data_dir / "audit" / "events.jsonl").read_bytes().splitlines()
    return [json.loads(line) for line in lines]


def refused(call: Call) -> str:
    with pytest.raises(ClientError) as raised:
        call()
    code: str = raised.value.response["Error"]["Code"]
    return code


@pytest.mark.parametrize("name", ROWS)
def test_it_is_refused_with_awss_code_and_recorded_once(house: House, name: str) -> None:
    row, expected = ROWS[name]
    call = row(house)
    before = len(recorded(house.server))
    assert refused(call) == expected
    [event] = recorded(house.server)[before:]
    assert event["errorCode"] == expected
    assert event["eventName"] in {"GetCallerIdentity", "GetSessionToken"}
    assert not event["responseElements"]


def test_threat_28_no_bit_of_a_session_token_can_be_another(house: House) -> None:
    length = len(base64.b64decode(house.session.keys[2]))
    for at in range(0, length, 7):
        assert refused(house.altered(house.session.keys, at)) == INVALID
    who(house.session)()
