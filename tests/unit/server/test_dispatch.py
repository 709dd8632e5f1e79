"""The dispatcher: the order of the steps, what a refusal leaves, and what a write does when its grounds move."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import structlog
from sqlalchemy.exc import OperationalError

from ostiary.accessanalyzer.operations import operations as access_analyzer
from ostiary.audit.access_uses import AccessUses
from ostiary.audit.record import Recorder
from ostiary.audit.strangers import BURST, Strangers
from ostiary.authn.identity import Identity
from ostiary.authn.key_uses import KeyUses
from ostiary.authz.authorized import Authorized
from ostiary.authz.handler import Change, Handler, Prepared, Read, Views, Write
from ostiary.iam.operations import OPERATIONS as IAM
from ostiary.iam.simulation import BY_RESOURCE
from ostiary.model.caller import Caller, CallerKind, Session, SessionKind
from ostiary.model.errors import (
    AccessDeniedError,
    NoSuchEntityError,
    ServiceUnavailableError,
    SignatureDoesNotMatchError,
)
from ostiary.model.evidence import Evidence
from ostiary.model.http import HttpRequest, HttpResponse
from ostiary.model.nouns import AccessUse, Account
from ostiary.model.quotas import Quotas
from ostiary.server.dispatch import Dispatcher
from ostiary.server.lane import Heavy
from ostiary.store import tokens as store_tokens
from ostiary.store.contract import Grounds, Reader, Store, Token, Transaction
from ostiary.store.memo import Memory, Unremembered
from ostiary.store.sql import open_store
from ostiary.sts.operations import OPERATIONS as STS
from ostiary.wire.services import service
from tests.support.nouns import a_user
from tests.support.smallest import OPERATIONS, smallest

NOW = 1_800_000_000
ACCOUNT = "123456789012"
CALLER = Caller(
    kind=CallerKind.USER,
    account=ACCOUNT,
    arn=f"arn:aws:iam::{ACCOUNT}:user/alice",
    entity_arn=f"arn:aws:iam::{ACCOUNT}:user/alice",
    entity_id="AIDAALICE",
    user_id="AIDAALICE",
    access_key_id="AKIAALICE",
    user_name="alice",
)
TOUCHED: Token = ("id", "accounts", "999999999999")


class Gate:
    """Stands for authentication and authorization. `steps` is what happened, in order."""

    def __init__(self, steps: list[str]) -> None:
        self.steps = steps
        self.caller = CALLER
        self.signature_error: Exception | None = None
        self.denial: Exception | None = None
        self.revision: Callable[[], int] = lambda: 0
        self.tokens: frozenset[Token] = frozenset()
        self.memories: list[Memory | None] = []

    def identify(self, http: HttpRequest, now: int, service: str, memory: Memory | None = None) -> Identity:
        self.steps.append(f"identify {service}")
        if self.signature_error is not None:
            raise self.signature_error
        return Identity(self.caller, "eu-west-1", self.caller.access_key_id, Grounds(0, frozenset()))

    def require(
        self,
        caller: Caller,
        service: str,
        operation: str,
        params: Mapping[str, Any],
        facts: Any,
        now: int,
        mint: Any,
        *,
        grounds: Grounds,
        memory: Memory | None = None,
    ) -> Authorized[Any]:
        self.steps.append(f"require {service}:{operation}")
        self.memories.append(memory)
        if self.denial is not None:
            raise self.denial
        return Authorized(
            caller=caller,
            operation=operation,
            params=params,
            now=now,
            partition="aws",
            quotas=Quotas(),
            mint=mint,
            grounds=Grounds(self.revision(), self.tokens),
        )


class ShownGate:
    """Stands for the authentication of those who sign with no access key."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate

    def __call__(self, _: HttpRequest, params: Mapping[str, Any], now: int, memory: Memory | None = None) -> Identity:
        self.gate.steps.append(f"look at {sorted(params)}")
        return Identity(replace(self.gate.caller, kind=CallerKind.BEARER), "eu-west-1", "", Grounds(0, frozenset()))


class House:
    """A dispatcher with one handler, on a real store."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.steps: list[str] = []
        self.gate = Gate(self.steps)
        self.store = store
        self.uses = KeyUses()
        self.accesses = AccessUses()
        self.strangers = Strangers()
        self.recorder = Recorder(folder / "events.jsonl")
        self.path = folder / "events.jsonl"
        self._ids = iter(range(1_000_000))

    def dispatcher(self, handlers: Mapping[str, Handler], api: str) -> Dispatcher:
        return Dispatcher(
            store=self.store,
            authenticator=self.gate,  # type: ignore[arg-type]  # stands for it
            unsigned={"AssumeRoleWithSAML": ShownGate(self.gate), "AssumeRoleWithWebIdentity": ShownGate(self.gate)},
            second_factors=None,  # type: ignore[arg-type]  # no call here shows one
            enforcer=self.gate,  # type: ignore[arg-type]  # as the authenticator
            mint=None,  # type: ignore[arg-type]  # no handler here uses it
            recorder=self.recorder,
            strangers=self.strangers,
            uses=self.uses,
            accesses=self.accesses,
            handlers={"iam": {}, "sts": {}, api: handlers},
            new_id=lambda: f"id-{next(self._ids)}",
        )

    def call(self, handlers: Mapping[str, Handler], body: str, *, api: str = "iam") -> HttpResponse:
        return self.dispatcher(handlers, api).answer(self.http(body, api=api), NOW)

    def begin(self, handlers: Mapping[str, Handler], body: str) -> HttpResponse | Heavy:
        return self.dispatcher(handlers, "iam").begin(self.http(body), NOW)

    def http(self, body: str, *, api: str = "iam") -> HttpRequest:
        headers = (
            (b"host", b"a.example"),
            (b"content-type", b"application/x-www-form-urlencoded"),
            (b"user-agent", b"tests"),
        )
        version = service("iam" if api == "iam" else "sts").api_version
        text = f"{body}&Version={version}" if body else ""
        return HttpRequest("POST", b"/", b"", headers, text.encode(), "192.0.2.1", False)

    def call_by_rest(self, handlers: Mapping[str, Handler], path: bytes, body: str) -> HttpResponse:
        headers = ((b"host", b"a.example"), (b"content-type", b"application/json"))
        http = HttpRequest("POST", path, b"", headers, body.encode(), "192.0.2.1", False)
        return self.dispatcher(handlers, "access-analyzer").answer(http, NOW)

    def events(self) -> list[Any]:
        self.recorder.move(self.store)
        self.recorder.flush()
        return [json.loads(line) for line in self.path.read_text().splitlines()]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    store = open_store(f"sqlite:///{tmp_path}/o.db")
    house = House(tmp_path, store)
    yield house
    house.recorder.close()
    store.close()


def code(response: HttpResponse) -> tuple[int, str]:
    text = response.body.decode()
    return response.status, text.partition("<Code>")[2].partition("</Code>")[0]


def reads(house: House) -> Mapping[str, Handler]:
    def list_users(call: Authorized[Any], tx: Reader) -> Mapping[str, Any]:
        house.steps.append("handle")
        return {"Users": [], "IsTruncated": False}

    return {"ListUsers": Read(list_users)}


def writes(house: House, error: Exception | None = None) -> Mapping[str, Handler]:
    def create_account_alias(call: Authorized[Any], tx: Transaction) -> Mapping[str, Any]:
        house.steps.append("handle")
        tx.accounts.add(Account(id=ACCOUNT, created=NOW, alias=call.params["AccountAlias"]))
        if error is not None:
            raise error
        return {}

    return {"CreateAccountAlias": Write(create_account_alias)}


def touch(house: House) -> None:
    """Let somebody else change what decisions rest on."""

    def work(tx: Transaction) -> None:
        account = Account(id="999999999999", created=NOW)
        tx.accounts.remove(account) if tx.accounts.by_id(account.id) else tx.accounts.add(account)

    house.store.write(work, actor="somebody", now=NOW)


WRITE = "Action=CreateAccountAlias&AccountAlias=own"


def test_the_steps_come_in_order(house: House) -> None:
    assert house.call(reads(house), "Action=ListUsers").status == 200
    assert house.steps == ["identify iam", "require iam:ListUsers", "handle"]


def test_the_steps_are_the_same_in_every_protocol(house: House) -> None:
    def validate_policy(call: Authorized[Any], tx: Reader) -> Mapping[str, Any]:
        house.steps.append("handle")
        return {"findings": []}

    handlers = {"ValidatePolicy": Read(validate_policy)}
    body = '{"policyDocument": "{}", "policyType": "IDENTITY_POLICY"}'
    answer = house.call_by_rest(handlers, b"/policy/validation", body)
    assert (answer.status, answer.body) == (200, b'{"findings":[]}')
    decided = ["identify access-analyzer", "require access-analyzer:ValidatePolicy"]
    assert house.steps == [*decided, "handle"]
    house.steps.clear()
    assert house.call_by_rest(handlers, b"/policy/validation", "{}").status == 400
    assert house.steps == decided[:1]
    house.steps.clear()
    house.gate.denial = AccessDeniedError("no")
    assert house.call_by_rest(handlers, b"/policy/validation", body).status == 403
    assert house.steps == decided
    house.steps.clear()
    house.gate.signature_error = SignatureDoesNotMatchError("no")
    refused = house.call_by_rest(handlers, b"/policy/validation", "{")
    assert dict(refused.headers)[b"x-amzn-errortype"] == b"InvalidSignatureException"
    assert house.steps == decided[:1]
    assert [event.get("errorCode", "") for event in house.events()] == [
        "",
        "ValidationError",
        "AccessDenied",
        "SignatureDoesNotMatch",
    ]


def test_a_path_that_no_operation_has_is_refused_by_rest_and_leaves_an_event(house: House) -> None:
    refused = house.call_by_rest({}, b"/nowhere", "")
    assert (refused.status, dict(refused.headers)[b"x-amzn-errortype"]) == (404, b"UnknownOperationException")
    assert [event["errorCode"] for event in house.events()] == ["UnknownOperationException"]
    assert house.steps == []


def test_parameters_are_looked_at_only_after_the_signature(house: House) -> None:
    house.gate.signature_error = SignatureDoesNotMatchError("no")
    assert code(house.call(reads(house), "Action=ListUsers&MaxItems=none")) == (403, "SignatureDoesNotMatch")
    house.gate.signature_error = None
    assert code(house.call(reads(house), "Action=ListUsers&MaxItems=none"))[0] == 400
    assert "handle" not in house.steps
    assert "require iam:ListUsers" not in house.steps


def test_an_operation_without_a_handler_is_refused_after_the_signature(house: House) -> None:
    assert code(house.call({}, "Action=ListUsers")) == (501, "NotImplemented")
    assert house.steps == ["identify iam"]


def test_who_signs_nothing_is_known_by_what_the_parameters_show(house: House) -> None:
    body = urlencode(smallest("sts", "AssumeRoleWithWebIdentity"))
    assert house.call({"AssumeRoleWithWebIdentity": Read(lambda call, tx: {})}, body, api="sts").status == 200
    shown = "look at ['RoleArn', 'RoleSessionName', 'WebIdentityToken']"
    assert house.steps == [shown, "require sts:AssumeRoleWithWebIdentity"]
    assert not house.uses.drain()  # nobody has a key
    assert not house.accesses.drain()  # and nobody is the one who acted


def test_what_shows_nothing_well_formed_is_not_looked_at(house: House) -> None:
    body = "Action=AssumeRoleWithWebIdentity&RoleArn=a&RoleSessionName=b&WebIdentityToken=c"
    assert code(house.call({}, body, api="sts")) == (400, "ValidationError")
    assert house.steps == []


def test_threat_16_no_handler_is_reached_without_a_decision(house: House) -> None:
    def reached(call: Authorized[Any], tx: Any) -> Mapping[str, Any]:
        house.steps.append("handle")
        return {}

    house.gate.denial = AccessDeniedError("no")
    handlers = {"iam": IAM, "sts": STS}
    every = [(api, name, type(handlers[api][name])) for api, name in OPERATIONS]
    assert len(every) > 70
    for api, operation, kind in every:
        house.steps.clear()
        assert code(house.call({operation: kind(reached)}, urlencode(smallest(api, operation)), api=api)) == (
            403,
            "AccessDenied",
        )
        unsigned = service(api).operations[operation].unsigned
        assert house.steps[0].startswith("look at" if unsigned else f"identify {api}")
        assert house.steps[1:] == [f"require {api}:{operation}"]
    assert [event["eventName"] for event in house.events()] == [operation for _, operation, _ in every]


def test_a_denial_is_recorded_as_one(house: House) -> None:
    house.gate.denial = AccessDeniedError("not you")
    assert code(house.call(reads(house), "Action=ListUsers")) == (403, "AccessDenied")
    (event,) = house.events()
    assert (event["errorCode"], event["errorMessage"]) == ("AccessDenied", "not you")
    assert event["additionalEventData"]["decision"] == "denied"
    assert event["userIdentity"]["userName"] == "alice"


def test_a_write_is_answered_with_its_revision_and_its_event_is_durable_with_it(house: House) -> None:
    response = house.call(writes(house), WRITE)
    assert response.status == 200
    revision = dict(response.headers)[b"x-ostiary-revision"]
    assert int(revision) == house.store.revision == 1
    ((event_id, body),) = house.store.outbox(10)
    event = json.loads(body)
    assert (event["eventID"], event["requestParameters"]) == (event_id, {"AccountAlias": "own"})
    assert [event["eventID"] for event in house.events()] == [event_id]


def test_a_write_that_fails_leaves_its_refusal_and_nothing_else(house: House) -> None:
    response = house.call(writes(house, NoSuchEntityError("gone")), WRITE)
    assert code(response) == (404, "NoSuchEntity")
    assert b"x-ostiary-revision" not in dict(response.headers)
    assert house.store.revision == 0
    (event,) = house.events()
    assert (event["errorCode"], event["responseElements"]) == ("NoSuchEntity", None)


def test_a_result_that_cannot_be_written_is_undone(house: House) -> None:
    def create_user(call: Authorized[Any], tx: Transaction) -> Mapping[str, Any]:
        tx.accounts.add(Account(id=ACCOUNT, created=NOW))
        return {"User": {"CreateDate": "no time"}}

    with structlog.testing.capture_logs():
        response = house.call({"CreateUser": Write(create_user)}, "Action=CreateUser&UserName=u")
    assert code(response) == (500, "InternalFailure")
    assert house.store.revision == 0
    assert len(house.events()) == 1


def test_grounds_that_moved_once_are_decided_again(house: House) -> None:
    seen = [house.store.revision]
    house.gate.tokens = frozenset({TOUCHED})
    touch(house)
    house.gate.revision = lambda: seen.pop() if seen else house.store.revision
    assert house.call(writes(house), WRITE).status == 200
    both = ["identify iam", "require iam:CreateAccountAlias"]
    assert house.steps == [*both, *both, "handle"]
    assert [event["eventName"] for event in house.events()] == ["CreateAccountAlias"]


def test_what_is_decided_again_is_decided_inside_the_write_where_nothing_can_move(house: House) -> None:
    house.gate.tokens = frozenset({TOUCHED})

    def stale() -> int:
        if house.gate.memories == [None]:
            before = house.store.revision
            touch(house)
            return before
        return 0  # as old as can be: nobody compares it any more

    house.gate.revision = stale
    assert house.call(writes(house), WRITE).status == 200
    outside, inside = house.gate.memories
    assert outside is None
    assert isinstance(inside, Unremembered)
    assert [event["eventName"] for event in house.events()] == ["CreateAccountAlias"]


def test_a_look_at_what_changed_after_the_decision_is_decided_again_on_what_is_looked_at(house: House) -> None:
    house.gate.tokens = frozenset({TOUCHED})

    def list_users(call: Authorized[Any], tx: Reader) -> Mapping[str, Any]:
        house.steps.append("handle")
        if house.steps.count("handle") == 1:
            touch(house)
        return {"Users": [], "IsTruncated": False}

    assert house.call({"ListUsers": Read(list_users)}, "Action=ListUsers").status == 200
    assert house.steps == ["identify iam", "require iam:ListUsers", "handle"] * 2
    assert isinstance(house.gate.memories[1], Unremembered)
    assert len(house.events()) == 1


def test_who_lost_its_permission_meanwhile_is_not_told_either_that_something_is_missing(house: House) -> None:
    house.gate.tokens = frozenset({TOUCHED})

    def get_user(call: Authorized[Any], tx: Reader) -> Mapping[str, Any]:
        touch(house)
        house.gate.denial = AccessDeniedError("no longer")
        raise NoSuchEntityError("gone")

    assert code(house.call({"GetUser": Read(get_user)}, "Action=GetUser&UserName=u")) == (403, "AccessDenied")
    (event,) = house.events()
    assert event["errorCode"] == "AccessDenied"


def test_a_caller_who_lost_its_permission_meanwhile_is_refused(house: House) -> None:
    house.gate.tokens = frozenset({TOUCHED})

    def stale() -> int:
        before = house.store.revision
        touch(house)
        house.gate.denial = AccessDeniedError("no longer")
        return before

    house.gate.revision = stale
    assert code(house.call(writes(house), WRITE)) == (403, "AccessDenied")
    assert "handle" not in house.steps


def test_what_else_changes_moves_no_grounds(house: House) -> None:
    house.gate.tokens = frozenset({("id", "users", "AIDAALICE")})
    house.gate.revision = lambda: 0
    touch(house)
    assert house.call(writes(house), WRITE).status == 200
    assert house.steps.count("require iam:CreateAccountAlias") == 1


def test_threat_40_a_failure_of_ours_tells_the_caller_nothing_but_the_request_id(house: House) -> None:
    with structlog.testing.capture_logs() as logged:
        response = house.call(writes(house, RuntimeError("canary")), WRITE)
    assert code(response) == (500, "InternalFailure")
    request_id = dict(response.headers)[b"x-amzn-requestid"].decode()
    assert b"canary" not in response.body
    assert b"<Type>Receiver</Type>" in response.body
    (event,) = house.events()
    assert event["requestID"] == request_id
    assert "canary" not in json.dumps(event)
    (line,) = logged
    assert (line["request_id"], line["operation"]) == (request_id, "CreateAccountAlias")


def test_nonsense_leaves_an_event_too(house: House) -> None:
    assert code(house.call(reads(house), "")) == (400, "MissingAction")
    (event,) = house.events()
    assert (event["eventName"], event["userIdentity"]) == ("", {"type": "Unknown"})
    assert event["sourceIPAddress"] == "192.0.2.1"


def test_credentials_that_were_handed_out_are_recorded_without_their_secret(house: House) -> None:
    def hand_out(call: Authorized[Any], tx: Reader) -> Mapping[str, Any]:
        credentials = {"AccessKeyId": "ASIA1", "SecretAccessKey": "canary", "SessionToken": "canary", "Expiration": NOW}
        return {"Credentials": credentials}

    response = house.call({"GetSessionToken": Read(hand_out)}, "Action=GetSessionToken", api="sts")
    assert b"canary" in response.body
    (event,) = house.events()
    assert event["responseElements"]["Credentials"]["AccessKeyId"] == "ASIA1"
    assert "canary" not in json.dumps(event)


def test_the_use_of_a_key_is_noted_also_when_the_call_is_denied(house: House) -> None:
    house.gate.denial = AccessDeniedError("no")
    house.call(reads(house), "Action=ListUsers")
    (use,) = house.uses.drain()
    assert (use.key, use.time, use.service, use.region) == ("AKIAALICE", NOW, "iam", "eu-west-1")


def test_the_use_of_temporary_credentials_is_not_noted(house: House) -> None:
    session = Session(
        kind=SessionKind.SESSION_TOKEN, account=ACCOUNT, entity_id="AIDAALICE", name="", issued=NOW, expires=NOW + 900
    )
    house.gate.caller = replace(CALLER, access_key_id="ASIAALICE", session=session)
    assert house.call(reads(house), "Action=ListUsers").status == 200
    assert house.uses.drain() == ()


@pytest.mark.parametrize("denial", [None, AccessDeniedError("no")])
def test_what_a_principal_tries_is_noted_whether_it_may_or_not(house: House, denial: Exception | None) -> None:
    house.gate.denial = denial
    house.call(reads(house), "Action=ListUsers")
    (use,) = house.accesses.drain()
    assert use == AccessUse(principal=CALLER.entity_id, service="iam", action="ListUsers", time=NOW, region="eu-west-1")


def test_what_nobody_signed_is_no_use_of_anything(house: House) -> None:
    house.gate.signature_error = SignatureDoesNotMatchError("no")
    house.call(reads(house), "Action=ListUsers")
    assert house.accesses.drain() == ()


def test_a_call_that_cannot_be_recorded_is_refused(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ostiary.audit.record._MAX_WAITING", -1)
    assert code(house.call(reads(house), "Action=ListUsers")) == (503, "ServiceUnavailable")


def test_a_read_that_needs_no_view_opens_none(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed() -> None:
        raise AssertionError("the store was read")

    monkeypatch.setattr(house.store, "read", closed)
    assert house.call(reads(house), "Action=ListUsers").status == 200


def test_a_store_out_of_reach_is_told_to_the_log_with_the_reason_of_the_database(
    house: House, stream: io.StringIO
) -> None:
    cause = OperationalError("SELECT 'canary'", {"secret": "canary"}, Exception("database disk image is malformed"))
    error = ServiceUnavailableError("The database is out of reach.")
    error.__cause__ = cause
    assert code(house.call(writes(house, error), WRITE)) == (503, "ServiceUnavailable")
    told = stream.getvalue()
    assert json.loads(told)["reason"] == "database disk image is malformed"
    assert "canary" not in told


def test_threat_15_strangers_fill_no_disk_and_are_counted(house: House) -> None:
    house.gate.signature_error = SignatureDoesNotMatchError("no")
    for _ in range(BURST + 3):
        assert code(house.call(reads(house), "Action=ListUsers")) == (403, "SignatureDoesNotMatch")
    assert len(house.events()) == BURST
    assert house.strangers.drain() == {"SignatureDoesNotMatch": 3}
    house.gate.signature_error, house.gate.denial = None, AccessDeniedError("no")
    assert code(house.call(reads(house), "Action=ListUsers"))[0] == 403
    assert house.events()[-1]["errorCode"] == "AccessDenied"  # a proven caller is always recorded


def test_threat_15_bearers_who_get_nothing_fill_no_disk_either(house: House) -> None:
    house.gate.denial = AccessDeniedError("no")
    body = urlencode(smallest("sts", "AssumeRoleWithWebIdentity"))
    for _ in range(BURST + 3):
        answer = house.call({"AssumeRoleWithWebIdentity": Read(lambda call, tx: {})}, body, api="sts")
        assert code(answer) == (403, "AccessDenied")
    assert len(house.events()) == BURST
    assert house.strangers.drain() == {"AccessDenied": 3}


def test_threat_15_certificates_that_get_nothing_fill_no_disk_either(house: House) -> None:
    evidence = Evidence(provider="arn:x", issuer="CN=CA", subject="CN=web", audience="")
    service_for_a_workload = replace(house.gate.caller, kind=CallerKind.SERVICE, evidence=evidence)
    house.gate.caller, house.gate.denial = service_for_a_workload, AccessDeniedError("no")
    for _ in range(BURST + 3):
        assert code(house.call(reads(house), "Action=ListUsers")) == (403, "AccessDenied")
    assert len(house.events()) == BURST
    assert house.strangers.drain() == {"AccessDenied": 3}


# -- heavy calls ---------------------------------------------------------------------------------------


def begun(house: House, function: Callable[[Authorized[Any], Reader], Mapping[str, Any]]) -> HttpResponse | Heavy:
    return house.begin({"ListUsers": Read(function, heavy=True)}, "Action=ListUsers")


def nobody(call: Authorized[Any], tx: Reader) -> Mapping[str, Any]:
    return {"Users": [], "IsTruncated": False}


def test_of_a_heavy_call_only_the_handler_waits(house: House) -> None:
    heavy = begun(house, nobody)

    assert isinstance(heavy, Heavy)
    assert house.steps == ["identify iam", "require iam:ListUsers"]
    assert house.events() == []
    assert heavy.carry_out().status == 200
    assert [event["eventName"] for event in house.events()] == ["ListUsers"]


def test_a_heavy_call_whose_turn_does_not_come_is_throttled(house: House) -> None:
    heavy = begun(house, nobody)

    assert isinstance(heavy, Heavy)
    response = heavy.refuse()
    assert (code(response), b"<Message>Rate exceeded</Message>" in response.body) == ((400, "Throttling"), True)
    assert [event["errorCode"] for event in house.events()] == ["Throttling"]


def test_a_heavy_call_that_is_denied_waits_for_nothing(house: House) -> None:
    house.gate.denial = AccessDeniedError("no")

    response = begun(house, nobody)

    assert isinstance(response, HttpResponse)
    assert code(response) == (403, "AccessDenied")


@pytest.mark.parametrize(
    ("error", "found"),
    [(NoSuchEntityError("gone"), (404, "NoSuchEntity")), (RuntimeError("canary"), (500, "InternalFailure"))],
)
def test_a_heavy_call_that_fails_leaves_one_event(house: House, error: Exception, found: tuple[int, str]) -> None:
    def fail(call: Authorized[Any], tx: Reader) -> Mapping[str, Any]:
        raise error

    heavy = begun(house, fail)

    assert isinstance(heavy, Heavy)
    with structlog.testing.capture_logs():
        assert code(heavy.carry_out()) == found
    assert [event["errorCode"] for event in house.events()] == [found[1]]


def test_grounds_that_moved_while_a_heavy_call_waited_are_looked_at_again(house: House) -> None:
    house.gate.tokens, house.gate.revision = frozenset({TOUCHED}), lambda: house.store.revision
    heavy = begun(house, nobody)
    touch(house)
    house.gate.denial = AccessDeniedError("no longer")

    assert isinstance(heavy, Heavy)
    assert code(heavy.carry_out()) == (403, "AccessDenied")


def test_what_may_take_long_is_heavy() -> None:
    simulator = [
        *("SimulateCustomPolicy", "SimulatePrincipalPolicy"),
        *("GetContextKeysForCustomPolicy", "GetContextKeysForPrincipalPolicy"),
    ]
    handlers = [
        *(IAM[name] for name in simulator),
        *BY_RESOURCE.values(),
        *access_analyzer(lambda _call, _tx: {}).values(),
    ]

    assert [handler for handler in handlers if not (isinstance(handler, Read) and handler.heavy)] == []


# -- long work before a write --------------------------------------------------------------------------


def prepared(house: House, disturb: Callable[[int], None] = lambda _: None) -> Mapping[str, Handler]:
    """An operation that reads, works (*disturb* is what happens meanwhile, by attempt), and then writes."""

    def prepare(call: Authorized[Any], views: Views) -> Change:
        with views() as view:
            found = view.accounts.by_id("999999999999")
        house.steps.append("prepare")
        disturb(house.steps.count("prepare"))

        def change(call: Authorized[Any], tx: Transaction) -> Mapping[str, Any]:
            house.steps.append("handle")
            tx.accounts.add(Account(id=ACCOUNT, created=NOW, alias="" if found is None else "seen"))
            return {}

        return change

    return {"CreateAccountAlias": Prepared(prepare)}


def test_long_work_is_done_outside_of_the_transaction_and_its_change_inside(house: House) -> None:
    assert house.call(prepared(house), WRITE).status == 200
    assert house.steps == ["identify iam", "require iam:CreateAccountAlias", "prepare", "handle"]
    assert [event["eventName"] for event in house.events()] == ["CreateAccountAlias"]
    assert house.store.revision == 1


def test_long_work_whose_grounds_moved_is_done_again_on_what_is_there_then(house: House) -> None:
    answer = house.call(prepared(house, lambda attempt: touch(house) if attempt == 1 else None), WRITE)
    assert answer.status == 200
    assert house.steps.count("prepare") == 2
    assert house.steps.count("handle") == 1
    with house.store.read() as view:
        made = view.accounts.by_id(ACCOUNT)
    assert made is not None
    assert made.alias == "seen"
    assert len(house.events()) == 1


def test_long_work_that_is_always_in_vain_is_refused_and_changes_nothing(house: House) -> None:
    answer = house.call(prepared(house, lambda _: touch(house)), WRITE)
    assert code(answer) == (400, "Throttling")
    assert house.steps.count("prepare") == 3
    assert "handle" not in house.steps
    with house.store.read() as view:
        assert view.accounts.by_id(ACCOUNT) is None
    assert [event["errorCode"] for event in house.events()] == ["Throttling"]


def test_threat_16_what_long_work_finds_is_not_told_to_whom_it_may_not_be_any_more(house: House) -> None:
    def prepare(call: Authorized[Any], views: Views) -> Change:
        touch(house)
        house.gate.denial = AccessDeniedError("no")
        raise NoSuchEntityError("it is not there")

    house.gate.revision = lambda: house.store.revision
    house.gate.tokens = frozenset({store_tokens.by_id("accounts", "999999999999")})
    answer = house.call({"CreateAccountAlias": Prepared(prepare)}, WRITE)
    assert code(answer) == (403, "AccessDenied")


def test_what_others_change_elsewhere_does_not_disturb_long_work(house: House) -> None:
    def elsewhere(_: int) -> None:
        house.store.write(lambda tx: tx.users.add(a_user(f"u{house.store.revision}")), actor="t", now=NOW)

    assert house.call(prepared(house, elsewhere), WRITE).status == 200
    assert house.steps.count("prepare") == 1


def test_threat_16_long_work_is_not_begun_for_who_may_not(house: House) -> None:
    house.gate.denial = AccessDeniedError("no")
    assert code(house.call(prepared(house), WRITE)) == (403, "AccessDenied")
    assert "prepare" not in house.steps
