"""Passkeys at a browser: registered by who is signed in, asked for after the password, and what else they refuse."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from ostiary.authn import guesses
from tests.support.accounts import AccountUnderTest, allow, code, deny, first_account
from tests.support.authenticator import Authenticator
from tests.support.browser import PASSWORD, Browser, Page
from tests.support.mfa import Device, enable
from tests.support.server import ServerInThread, server_in_thread

OWN = allow("iam:EnableMFADevice", "arn:aws:iam::*:user/${aws:username}")

_numbers = count(1)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerInThread]:
    with server_in_thread(tmp_path_factory.mktemp("passkeys"), public_url="https://localhost:9443") as running:
        yield running


@pytest.fixture(scope="module")
def account(server: ServerInThread) -> AccountUnderTest:
    return first_account(server)


@dataclass
class Person:
    """A user at a browser, with a device that keeps passkeys."""

    name: str
    browser: Browser
    device: Authenticator
    account: AccountUnderTest

    @classmethod
    def new(cls, account: AccountUnderTest, *statements: dict[str, object]) -> Person:
        name = f"user-{next(_numbers)}"
        account.user(name, *(statements or (OWN,)))
        account.iam.create_login_profile(UserName=name, Password=PASSWORD)
        person = cls(name, Browser(account.root.server), Authenticator("https://localhost:9443"), account)
        assert person.browser.sign_in(name).status == 200
        return person

    def options(self, **whom: str) -> tuple[str, dict[str, Any]]:
        page = self.browser.post("new-passkey", whom)
        assert page.status == 200, page.body
        return page.body["ticket"], page.body["publicKey"]

    def register(self, name: str = "key", **bent: Any) -> Page:
        ticket, options = self.options()
        return self.kept(ticket, self.device.makes(options, **bent), name)

    def kept(self, ticket: str, credential: str, name: str = "key") -> Page:
        return self.browser.post("register-passkey", {"ticket": ticket, "name": name, "credential": credential})

    def asked(self) -> tuple[str, dict[str, Any], Page]:
        """Return the ticket and the question of a sign-in that has come to the second factor."""
        self.browser = Browser(self.browser.server)
        page = self.browser.sign_in(self.name)
        assert page.body["status"] == "MFA_REQUIRED", page.body
        ticket: str = page.body["ticket"]
        return ticket, self.browser.post("passkey-question", {"ticket": ticket}).body["publicKey"], page

    def show(self, ticket: str, credential: str) -> Page:
        return self.browser.post("passkey", {"ticket": ticket, "credential": credential})

    def sign_in(self, **bent: Any) -> Page:
        ticket, options, _ = self.asked()
        return self.show(ticket, self.device.shows(options, **bent))


@pytest.fixture
def person(account: AccountUnderTest) -> Person:
    return Person.new(account)


def test_a_passkey_is_registered_and_asked_for_after_the_password(account: AccountUnderTest, person: Person) -> None:
    ticket, options = person.options()
    assert options["rp"] == {"id": "localhost", "name": "Ostiary"}
    assert options["user"]["name"] == person.name
    serial = person.kept(ticket, person.device.makes(options), "laptop").body["serialNumber"]
    assert serial.startswith(f"arn:aws:iam::{account.number}:u2f/user/{person.name}/laptop-")
    ticket, options, page = person.asked()
    assert page.body["devices"] == {"passkey": [{"type": "passkey", "serialNumber": serial}]}
    assert [each["type"] for each in options["allowCredentials"]] == ["public-key"]
    done = person.show(ticket, person.device.shows(options))
    assert (done.status, done.body["status"], done.body["session"]["mfa"]) == (200, "SIGNED_IN", True)


def test_credentials_tell_of_the_passkey(account: AccountUnderTest) -> None:
    with_mfa = {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}
    person = Person.new(account, OWN, allow("iam:ListUsers", **with_mfa))
    assert code(person.browser.actor().client("iam").list_users) == "AccessDenied"
    person.register()
    assert person.sign_in().status == 200
    person.browser.actor().client("iam").list_users()


def test_the_api_lists_it_and_takes_it_away(account: AccountUnderTest, person: Person) -> None:
    serial = person.register().body["serialNumber"]
    iam = account.iam
    assert [device["SerialNumber"] for device in iam.list_mfa_devices(UserName=person.name)["MFADevices"]] == [serial]
    assert iam.get_mfa_device(SerialNumber=serial, UserName=person.name)["UserName"] == person.name
    assert serial not in [device["SerialNumber"] for device in iam.list_virtual_mfa_devices()["VirtualMFADevices"]]
    assert code(iam.delete_user, UserName=person.name) == "DeleteConflict"
    codes = {"AuthenticationCode1": "000000", "AuthenticationCode2": "000001"}
    for call in (iam.enable_mfa_device, iam.resync_mfa_device):
        assert code(call, UserName=person.name, SerialNumber=serial, **codes) in {
            "EntityAlreadyExists",
            "InvalidAuthenticationCode",
        }
    iam.deactivate_mfa_device(UserName=person.name, SerialNumber=serial)
    assert iam.list_mfa_devices(UserName=person.name)["MFADevices"] == []
    assert Browser(person.browser.server).sign_in(person.name).body["status"] == "SIGNED_IN"


def test_a_passkey_makes_no_codes_for_programs(account: AccountUnderTest) -> None:
    person = Person.new(account, OWN, allow("sts:*"))
    serial = person.register().body["serialNumber"]
    key = account.iam.create_access_key(UserName=person.name)["AccessKey"]
    sts = account.root.server.client("sts", key["AccessKeyId"], key["SecretAccessKey"])
    assert code(sts.get_session_token, SerialNumber=serial, TokenCode="123456") == "AccessDenied"


def test_who_has_devices_of_both_kinds_chooses(account: AccountUnderTest, person: Person) -> None:
    person.register()
    device = Device(account.iam, f"{person.name}-phone")
    enable(account.iam, person.name, device, ahead=int(person.browser.server.clock.offset) // 30)
    ticket, options, page = person.asked()
    assert [len(page.body["devices"][kind]) for kind in ("code", "passkey")] == [1, 1]
    assert person.show(ticket, person.device.shows(options)).status == 200


# -- who may register ----------------------------------------------------------------------------------


def test_to_register_is_enable_mfa_device_on_the_user(account: AccountUnderTest, person: Person) -> None:
    nobody = Person.new(account, allow("iam:ListUsers"))
    assert nobody.browser.post("new-passkey").error[:2] == (403, "AccessDenied")
    assert person.browser.post("new-passkey", {"userName": nobody.name}).error[:2] == (403, "AccessDenied")
    administrator = Person.new(account, allow("iam:*"))
    ticket, options = administrator.options(userName=nobody.name)
    assert administrator.kept(ticket, nobody.device.makes(options)).status == 200
    assert nobody.sign_in().status == 200


def test_the_two_steps_are_two_states_of_a_condition(account: AccountUnderTest) -> None:
    create = {"Condition": {"StringEquals": {"iam:RegisterSecurityKey": "Create"}}}
    person = Person.new(account, allow("iam:EnableMFADevice", **create))
    ticket, options = person.options()
    assert person.kept(ticket, person.device.makes(options)).error[:2] == (403, "AccessDenied")
    certified = {"Condition": {"Null": {"iam:FIDO-certification": "true"}}}
    strict = Person.new(account, OWN, deny("iam:EnableMFADevice", **certified))
    assert strict.browser.post("new-passkey").error[:2] == (403, "AccessDenied")


def test_root_registers_for_itself_and_nobody_else_for_root(tmp_path_factory: pytest.TempPathFactory) -> None:
    environment, flags = {"OSTIARY_ROOT_PASSWORD": PASSWORD}, {"root_email": "root@example.com"}
    folder = tmp_path_factory.mktemp("root")
    with server_in_thread(folder, environment=environment, public_url="https://localhost:9443", **flags) as server:
        browser, device = Browser(server), Authenticator("https://localhost:9443")
        root = {"email": "root@example.com", "password": PASSWORD}
        browser.post("authenticate", root)
        page = browser.post("new-passkey").body
        made = {"ticket": page["ticket"], "name": "key", "credential": device.makes(page["publicKey"])}
        serial = browser.post("register-passkey", made).body["serialNumber"]
        assert serial.startswith(f"arn:aws:iam::{server.account}:u2f/root/key-")
        again = Browser(server)
        ticket = again.post("authenticate", root).body["ticket"]
        question = again.post("passkey-question", {"ticket": ticket}).body["publicKey"]
        assert again.post("passkey", {"ticket": ticket, "credential": device.shows(question)}).status == 200
        administrator = Person.new(first_account(server), allow("*"))
        assert administrator.browser.post("new-passkey", {"userName": server.account}).status == 404


def test_a_ninth_device_is_one_too_many(person: Person) -> None:
    for _ in range(8):
        person.device = Authenticator(person.device.origin)
        assert person.register().status == 200
    person.device = Authenticator(person.device.origin)
    assert person.register().error[:2] == (409, "LimitExceeded")


def test_a_device_is_registered_once_for_a_user_and_browsers_are_told(person: Person) -> None:
    person.register()
    _, options = person.options()
    assert len(options["excludeCredentials"]) == 1
    assert person.register().error[:2] == (409, "EntityAlreadyExists")


def test_a_device_is_registered_for_one_user_alone(account: AccountUnderTest, person: Person) -> None:
    assert person.register().status == 200
    other = Person.new(account)
    other.device = person.device
    assert other.register().error == (409, "EntityAlreadyExists", "MFA Device is already in use.")
    assert account.iam.list_mfa_devices(UserName=other.name)["MFADevices"] == []
    [held] = account.iam.list_mfa_devices(UserName=person.name)["MFADevices"]
    account.iam.deactivate_mfa_device(UserName=person.name, SerialNumber=held["SerialNumber"])
    assert other.register().status == 200
    assert other.sign_in().status == 200


@pytest.mark.parametrize(
    ("said", "told"),
    [(["usb", "internal", "telepathy", 1, "usb"], ["internal", "usb"]), ([], None), ("usb", None), (None, None)],
)
def test_browsers_are_told_how_a_device_is_reached(person: Person, said: object, told: object) -> None:
    assert person.register(transports=said).status == 200
    _, question, _ = person.asked()
    assert [each.get("transports") for each in question["allowCredentials"]] == [told]
    assert person.sign_in().status == 200


def test_an_id_longer_than_any_device_makes_is_refused(person: Person) -> None:
    person.device.credential = bytes(1_024)
    assert person.register().error[:2] == (403, "InvalidAuthenticationCode")
    person.device.credential = bytes(1_023)
    assert person.register().status == 200


@pytest.mark.parametrize("name", ["", "a b", "a/b", "x" * 65, "é"])
def test_a_name_is_one_that_an_arn_can_hold(person: Person, name: str) -> None:
    ticket, options = person.options()
    made = person.device.makes(options)
    assert person.kept(ticket, made, name).error[:2] == (400, "ValidationError")
    assert person.kept(ticket, made).error[:2] == (403, "AccessDenied")


# -- what proves nothing -------------------------------------------------------------------------------

BENT: dict[str, dict[str, Any]] = {
    "another origin": {"origin": "https://elsewhere.example.com"},
    "the origin over http": {"origin": "http://localhost:9443"},
    "another port": {"origin": "https://localhost"},
    "another relying party": {"rp_id": "elsewhere.example.com"},
    "another challenge": {"challenge": "A" * 43},
    "another ceremony": {"type": "webauthn.other"},
    "nobody was there": {"flags": 0},
}


@pytest.mark.parametrize("bent", BENT.values(), ids=BENT.keys())
def test_threat_37_a_registration_that_is_not_ours_is_refused(person: Person, bent: dict[str, Any]) -> None:
    assert person.register(**bent).error[:2] == (403, "InvalidAuthenticationCode")
    assert person.account.iam.list_mfa_devices(UserName=person.name)["MFADevices"] == []


BENT_KEY: dict[str, dict[str, Any]] = {"another key": {"key": ec.generate_private_key(ec.SECP256R1())}}


@pytest.mark.parametrize("bent", (BENT | BENT_KEY).values(), ids=(BENT | BENT_KEY).keys())
def test_threat_37_a_sign_in_that_is_not_ours_is_refused(person: Person, bent: dict[str, Any]) -> None:
    person.register()
    assert person.sign_in(**bent).error[:2] == (403, "AccessDenied")
    assert person.sign_in().status == 200


def test_threat_37_a_challenge_of_registration_is_used_once_expires_and_is_its_users(
    account: AccountUnderTest, person: Person
) -> None:
    ticket, options = person.options()
    credential = person.device.makes(options)
    other = Person.new(account)
    assert other.kept(ticket, credential).error[:2] == (403, "AccessDenied")  # and has used it up
    assert person.kept(ticket, credential).error[:2] == (403, "AccessDenied")
    ticket, options = person.options()
    credential = person.device.makes(options)
    assert person.kept(ticket, credential).status == 200
    assert person.kept(ticket, credential).error[:2] == (403, "AccessDenied")
    ticket, options = person.options()
    credential = Authenticator(person.device.origin).makes(options)
    person.browser.server.advance(301)
    assert person.kept(ticket, credential).error[:2] == (403, "AccessDenied")


def test_threat_37_a_challenge_of_one_purpose_is_none_of_another(person: Person) -> None:
    person.register()
    ticket, options = person.options()
    assert person.browser.post("passkey-question", {"ticket": ticket}).error[:2] == (403, "AccessDenied")
    assert person.show(ticket, person.device.shows(options)).error[:2] == (403, "AccessDenied")
    signing_in, question, _ = person.asked()
    person.browser = Browser(person.browser.server)
    assert person.show(signing_in, person.device.shows(question)).status == 200
    person.browser.csrf = person.browser.get("session").body["csrfToken"]
    assert person.kept(signing_in, person.device.makes(question)).error[:2] == (403, "AccessDenied")


def test_threat_37_what_was_shown_counts_once(person: Person) -> None:
    person.register()
    ticket, options, _ = person.asked()
    credential = person.device.shows(options)
    assert person.show(ticket, credential).status == 200
    person.browser = Browser(person.browser.server)
    assert person.show(ticket, credential).error[:2] == (403, "AccessDenied")
    ticket, _, _ = person.asked()
    assert person.show(ticket, credential).error[:2] == (403, "AccessDenied")


def test_threat_37_a_challenge_is_for_one_answer_right_or_wrong(person: Person) -> None:
    person.register()
    ticket, options, _ = person.asked()
    wrong = person.device.shows(options, key=ec.generate_private_key(ec.SECP256R1()))
    assert person.show(ticket, wrong).error[:2] == (403, "AccessDenied")
    assert person.show(ticket, person.device.shows(options)).error[:2] == (403, "AccessDenied")
    anew = person.browser.post("passkey-question", {"ticket": ticket}).body["publicKey"]
    assert anew["challenge"] != options["challenge"]
    assert person.show(ticket, person.device.shows(anew)).status == 200


def test_threat_37_a_counter_that_goes_back_is_a_copy(person: Person) -> None:
    person.register(count=5)
    assert person.sign_in(count=6).status == 200
    for counted in (6, 5, 0):
        assert person.sign_in(count=counted).error[:2] == (403, "AccessDenied")
    assert person.sign_in(count=7).status == 200


def test_a_device_that_does_not_count_is_taken(person: Person) -> None:
    person.device.counts = False
    person.register()
    for _ in range(2):
        assert person.sign_in().status == 200


def test_threat_37_the_passkey_of_somebody_else_is_nobodys_here(account: AccountUnderTest, person: Person) -> None:
    person.register()
    other = Person.new(account)
    other.register()
    ticket, options, _ = person.asked()
    assert person.show(ticket, other.device.shows(options)).error[:2] == (403, "AccessDenied")


def test_threat_36_passkeys_that_prove_nothing_lock_their_owner(person: Person) -> None:
    person.register()
    for _ in range(guesses.FREE + 1):
        assert person.sign_in(challenge="A" * 43).error[:2] == (403, "AccessDenied")
    assert person.sign_in().error[:2] == (403, "AccessDenied")
    person.browser.server.advance(guesses.FIRST_WAIT + 1)
    assert person.sign_in().status == 200


GARBAGE: Mapping[str, Callable[[dict[str, Any]], object]] = {
    "no JSON": lambda _: "{",
    "a list": lambda _: [],
    "no response": lambda given: given | {"response": None},
    "another type": lambda given: given | {"type": "password"},
    "another id": lambda given: given | {"rawId": "AAAA"},
    "a number for an id": lambda given: given | {"id": 1},
    "no signature": lambda given: given | {"response": given["response"] | {"signature": ""}},
    "nonsense": lambda given: given | {"response": dict.fromkeys(given["response"], "!!")},
    "too long": lambda given: given | {"more": "a" * 20_000},
}


@pytest.mark.parametrize("spoil", GARBAGE.values(), ids=GARBAGE.keys())
def test_garbage_is_refused_and_never_fails_inside(person: Person, spoil: Callable[[dict[str, Any]], object]) -> None:
    person.register()
    ticket, options, _ = person.asked()
    spoilt = spoil(json.loads(person.device.shows(options)))
    page = person.show(ticket, spoilt if isinstance(spoilt, str) else json.dumps(spoilt))
    assert page.status in {400, 403, 413}
    assert page.header("set-cookie") is None


def test_what_is_refused_before_a_device_is_asked_is_an_event_too(account: AccountUnderTest) -> None:
    nobody = Person.new(account, allow("iam:ListUsers"))
    assert nobody.browser.post("new-passkey").status == 403
    [refused] = [
        event
        for event in account.root.server.events()
        if event["eventName"] == "EnableMFADevice" and event["userIdentity"].get("userName") == nobody.name
    ]
    assert refused["responseElements"] == {"EnableMFADevice": "Failure"}
    assert "iam:EnableMFADevice" in refused["errorMessage"]


def test_registering_and_signing_in_are_events(person: Person) -> None:
    serial = person.register().body["serialNumber"]
    person.register(challenge="A" * 43)
    person.sign_in()
    events = person.browser.server.events()
    enabled = [event["responseElements"] for event in events if event["eventName"] == "EnableMFADevice"]
    assert {"EnableMFADevice": "Success", "serialNumber": serial} in enabled
    assert {"EnableMFADevice": "Failure"} in enabled
    logins = [
        event["additionalEventData"]["MFAUsed"]
        for event in events
        if event["eventName"] == "ConsoleLogin" and event["userIdentity"].get("userName") == person.name
    ]
    assert logins == ["No", "Yes"]
