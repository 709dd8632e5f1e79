"""Forty clients at once on a server of its own, on either database: each sees what it was answered, whoever else works.

The calls of the clients mix writes of one entity, reads and AssumeRole; PostgreSQL crashes under them, and the server
is told to stop in the middle of it. Every answered call leaves one event.
"""

from __future__ import annotations

import json
import os
import signal
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import psycopg
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from ostiary.store.sql import open_store, verify_log
from tests.support import postgres
from tests.support.accounts import allow, deny, document, trust
from tests.support.process import Running, free_port, serving

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

SECONDS = 12.0
CHECKERS = 10
NOISE = 32
GRACE = 30
SURVIVES_A_CRASH = {**postgres.DURABLE, "fsync": "off", "full_page_writes": "off"}
"""What was committed survives the end of a process, which is all that happens here."""

Client = Any  # boto3 makes its clients at run time

CONFIG = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=40, max_pool_connections=1)


@dataclass
class Place:
    """A data folder and a database, on which servers are started one after the other."""

    data: Path
    address: str
    postgres: postgres.Server | None
    keys: tuple[str, ...] = ()
    answered: Counter[str] = field(default_factory=Counter)
    """The ids of the requests that were answered, and how often."""
    codes: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def serving(self) -> Any:  # Any: a context manager of `Running`
        environment = {"OSTIARY_DATABASE_URL": self.address} if self.postgres else {}
        return serving(self.data, arguments=("--root-access-key",), port=free_port(), environment=environment)

    def client(self, server: Running, service: str, *keys: str) -> Client:
        """Return a client with one connection of its own that signs with *keys*, else as root."""
        if "AWS_ACCESS_KEY_ID" in server.exports:
            self.keys = (server.exports["AWS_ACCESS_KEY_ID"], server.exports["AWS_SECRET_ACCESS_KEY"])
        id_, secret, *token = keys or self.keys
        with self._lock:  # making clients is not for many threads at once
            client = boto3.client(
                service,
                endpoint_url=server.endpoint,
                region_name="us-east-1",
                aws_access_key_id=id_,
                aws_secret_access_key=secret,
                aws_session_token=token[0] if token else None,
                config=CONFIG,
            )
        client.meta.events.register(f"after-call.{service}", self._note)
        return client

    def _note(self, parsed: Any, **_: object) -> None:
        with self._lock:
            self.answered[parsed["ResponseMetadata"]["RequestId"]] += 1
            self.codes[parsed.get("Error", {}).get("Code", "")] += 1

    def crash_postgres(self) -> None:
        """Kill the process behind the writer's connection: PostgreSQL ends every other one, and recovers."""
        assert self.postgres is not None
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                with psycopg.connect(self.postgres.address("postgres")) as connection:
                    row = connection.execute("SELECT pid FROM pg_locks WHERE locktype = 'advisory'").fetchone()
            except psycopg.OperationalError:
                row = None  # still busy with the last time
            if row is not None:
                os.kill(row[0], signal.SIGKILL)
                return
            time.sleep(0.05)
        raise AssertionError("the server never came back to its database")

    def events(self) -> Counter[str]:
        """Return the request ids in the audit file."""
        lines = (self.data / "audit" / "events.jsonl").read_bytes().splitlines()
        return Counter(json.loads(line)["requestID"] for line in lines)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    data = tmp_path / "data"
    if request.param == "sqlite":
        yield Place(data, f"sqlite:///{data / 'ostiary.db'}", None)
        return
    with postgres.server(SURVIVES_A_CRASH) as running:
        yield Place(data, running.database(), running)


class Worker(threading.Thread):
    """Does its turns until told to stop; the first thing that goes wrong ends it and is kept."""

    def __init__(self, turn: Callable[[int], None], over: threading.Event, *, forgives: frozenset[str]) -> None:
        super().__init__(daemon=True)
        self.turn = turn
        self.over = over
        self.forgives = forgives
        self.turns = 0
        self.forgiven = 0
        self.wrong: BaseException | None = None

    def run(self) -> None:
        number = 0
        while not self.over.is_set():
            number += 1
            try:
                self.turn(number)
                self.turns += 1
            except ClientError as error:
                if error.response["Error"]["Code"] not in self.forgives:
                    self.wrong = error
                    self.over.set()
                    return
                self.forgiven += 1
            except BotoCoreError as error:
                if "closed" not in self.forgives:
                    self.wrong = error
                return
            except BaseException as error:
                self.wrong = error
                self.over.set()
                return


def code(call: Callable[..., object], **params: object) -> str:
    """Return the error code of *call*, or "" when it was carried out. The database's trouble is raised."""
    try:
        call(**params)
    except ClientError as error:
        refused: str = error.response["Error"]["Code"]
        if refused in {"ServiceUnavailable", "InternalFailure"}:
            raise
        return refused
    return ""


class World:
    """The entities of the test, and the clients that work on them."""

    def __init__(self, place: Place, server: Running) -> None:
        self.place = place
        self.server = server
        iam = place.client(server, "iam")
        self.account = place.client(server, "sts").get_caller_identity()["Account"]
        iam.create_user(UserName="shared")
        self.role = iam.create_role(RoleName="shared", AssumeRolePolicyDocument=trust(self.account))["Role"]["Arn"]
        self.policy = iam.create_policy(PolicyName="shared", PolicyDocument=document(allow("iam:*")))["Policy"]["Arn"]
        iam.attach_role_policy(RoleName="shared", PolicyArn=self.policy)
        iam.create_user(UserName="assumer")
        iam.put_user_policy(UserName="assumer", PolicyName="own", PolicyDocument=document(allow("sts:AssumeRole")))
        made = iam.create_access_key(UserName="assumer")["AccessKey"]
        self.assumer = (made["AccessKeyId"], made["SecretAccessKey"])

    def checker(self, number: int) -> Callable[[int], None]:
        """Writes on one connection and looks on another: what was answered is seen, every time."""
        place, name = self.place, f"checker-{number}"
        writer, reader = place.client(self.server, "iam"), place.client(self.server, "iam")
        writer.create_user(UserName=name)
        made = writer.create_access_key(UserName=name)["AccessKey"]
        keys = (made["AccessKeyId"], made["SecretAccessKey"])
        own, own_sts = place.client(self.server, "iam", *keys), place.client(self.server, "sts", *keys)
        role = f"role-{number}"
        arn = writer.create_role(RoleName=role, AssumeRolePolicyDocument=trust(self.account))["Role"]["Arn"]

        def put(statement: dict[str, object]) -> None:
            writer.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=document(statement))

        def turn(turn: int) -> None:
            writer.tag_user(UserName=name, Tags=[{"Key": "turn", "Value": str(turn)}])
            assert reader.get_user(UserName=name)["User"]["Tags"] == [{"Key": "turn", "Value": str(turn)}]
            writer.update_user(UserName=name, NewPath=f"/{turn}/")
            assert reader.get_user(UserName=name)["User"]["Path"] == f"/{turn}/"
            writer.update_user(UserName=name, NewUserName=f"{name}-b")
            try:
                assert code(reader.get_user, UserName=name) == "NoSuchEntity"
                assert reader.get_user(UserName=f"{name}-b")["User"]["UserName"] == f"{name}-b"
            finally:
                again(lambda: writer.update_user(UserName=f"{name}-b", NewUserName=name), {"NoSuchEntity"})
            assert reader.get_user(UserName=name)["User"]["UserName"] == name
            writer.update_assume_role_policy(RoleName=role, PolicyDocument=trust(self.account))
            put(allow(["iam:GetUser", "iam:CreateGroup", "sts:AssumeRole"]))
            assert code(own.get_user) == ""
            assert code(own_sts.assume_role, RoleArn=arn, RoleSessionName="checked") == ""
            writer.update_assume_role_policy(RoleName=role, PolicyDocument=trust(self.role))
            assert code(own_sts.assume_role, RoleArn=arn, RoleSessionName="checked") == "AccessDenied"
            put(deny("*"))
            assert code(own.get_user) == "AccessDenied"
            assert code(own.create_group, GroupName="never") == "AccessDenied"
            writer.update_access_key(UserName=name, AccessKeyId=keys[0], Status="Inactive")
            try:
                assert code(own_sts.get_caller_identity) == "InvalidClientTokenId"
            finally:
                again(lambda: writer.update_access_key(UserName=name, AccessKeyId=keys[0], Status="Active"), set())
            assert code(own_sts.get_caller_identity) == ""

        return turn

    def noise(self, number: int) -> Callable[[int], None]:
        """Writes what everybody writes, reads what everybody reads."""
        place = self.place
        iam, sts = place.client(self.server, "iam"), place.client(self.server, "sts", *self.assumer)
        in_role: list[Client] = []

        def assume(turn: int) -> None:
            more = {"PolicyArns": [{"arn": self.policy}]} if turn % 2 else {}
            made = sts.assume_role(RoleArn=self.role, RoleSessionName=f"n{number}", **more)["Credentials"]
            keys = (made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"])
            in_role[:] = [place.client(self.server, "iam", *keys)]

        def tag(turn: int) -> None:
            client = in_role[0] if in_role else iam
            client.tag_user(UserName="shared", Tags=[{"Key": f"k{number}", "Value": str(turn)}])

        def look(turn: int) -> None:
            client = in_role[0] if in_role else iam
            client.get_user(UserName="shared")
            client.get_role(RoleName="shared")

        def change(turn: int) -> None:
            iam.put_role_policy(RoleName="shared", PolicyName="own", PolicyDocument=document(allow(f"s3:a{turn}")))

        turns = (tag, look, tag, change if number % 4 == 0 else look)

        def turn(turn: int) -> None:
            if turn % 40 == 1:
                assume(turn)
            turns[turn % 4](turn)

        return turn


def again(call: Callable[[], object], done: set[str]) -> None:
    """Make *call* until it is answered, also while the database is away; *done* are codes that say so, too."""
    deadline = time.monotonic() + 30
    while True:
        try:
            call()
        except ClientError as error:
            if error.response["Error"]["Code"] in done:
                return
            if error.response["Error"]["Code"] != "ServiceUnavailable" or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        except BotoCoreError:
            return
        else:
            return


def workers(place: Place, server: Running, over: threading.Event, *forgives: str) -> list[Worker]:
    world = World(place, server)
    turns = [*(world.checker(n) for n in range(CHECKERS)), *(world.noise(n) for n in range(NOISE))]
    made = [Worker(turn, over, forgives=frozenset(forgives)) for turn in turns]
    for worker in made:
        worker.start()
    return made


def ended(made: list[Worker]) -> None:
    """Wait for the workers; fail on whatever went wrong, or when one never comes back."""
    for worker in made:
        worker.join(60)
    assert not any(worker.is_alive() for worker in made), "a call is never answered"
    for worker in made:
        if worker.wrong is not None:
            raise worker.wrong


def assert_one_event_for_each_answer(place: Place, *, cut_off: int = 0) -> None:
    events = place.events()
    assert set(events.values()) == set(place.answered.values()) == {1}
    assert not place.answered - events
    # The first start made the account. What a stop cut off on its way back was carried out all the same.
    assert len(events - place.answered) <= 1 + cut_off


def test_what_was_answered_is_seen_on_every_connection(place: Place) -> None:
    over = threading.Event()
    with place.serving() as server:
        made = workers(place, server, over)
        over.wait(SECONDS)
        over.set()
        ended(made)
        server.process.terminate()
        assert server.process.wait(GRACE) == 0
    assert_one_event_for_each_answer(place)


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_threat_44_a_database_that_crashes_makes_nobody_wait_or_see_less(place: Place) -> None:
    over = threading.Event()
    with place.serving() as server:
        made = workers(place, server, over, "ServiceUnavailable")
        for _ in range(4):
            over.wait(SECONDS / 4)
            place.crash_postgres()
        over.wait(SECONDS / 2)
        over.set()
        ended(made)
        server.process.terminate()
        assert server.process.wait(GRACE) == 0
    assert place.codes["InternalFailure"] == 0
    assert not place.answered - place.events()
    store = open_store(place.address, lock=False)
    verify_log(store)
    store.close()


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_a_server_whose_database_is_gone_says_so_and_stops_all_the_same(place: Place) -> None:
    assert place.postgres is not None
    with place.serving() as server:
        iam = place.client(server, "iam")
        iam.create_user(UserName="alice")
        assert is_ready(server)
        with psycopg.connect(place.postgres.address("postgres"), autocommit=True) as connection:
            connection.execute("ALTER DATABASE t0 ALLOW_CONNECTIONS false")
            connection.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = 't0'")
        for call in (iam.list_users, iam.list_roles, lambda: iam.create_user(UserName="bob")):
            with pytest.raises(ClientError) as raised:
                call()
            assert raised.value.response["Error"]["Code"] == "ServiceUnavailable"
        assert not is_ready(server)
        server.process.terminate()
        assert server.process.wait(GRACE) == 0
    with psycopg.connect(place.postgres.address("postgres"), autocommit=True) as connection:
        connection.execute("ALTER DATABASE t0 ALLOW_CONNECTIONS true")
    with place.serving() as server:
        assert is_ready(server)
    assert_one_event_for_each_answer(place)


def is_ready(server: Running) -> bool:
    """Ask `/health/ready`."""
    try:
        with urllib.request.urlopen(f"{server.endpoint}/health/ready", timeout=10) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError as error:
        error.close()
        return False


def test_a_stop_in_the_middle_of_it_loses_nothing_that_was_answered(place: Place) -> None:
    for round_number in range(5):
        with place.serving() as server:
            tagged = tag_until_it_stops(place, server, round_number)
        assert_one_event_for_each_answer(place, cut_off=16 * (round_number + 1))
        with place.serving() as server:
            reader = place.client(server, "iam")
            for name, number in tagged.items():
                (tag,) = reader.get_user(UserName=name)["User"]["Tags"]
                # The last write may have been carried out although its answer did not arrive any more.
                assert tag["Value"] in {f"{round_number}-{number}", f"{round_number}-{number + 1}"}


def tag_until_it_stops(place: Place, server: Running, round_number: int) -> dict[str, int]:
    """Tag users, a client for each, and stop the server meanwhile; return the number in each user's last answer."""
    over = threading.Event()
    tagged: dict[str, int] = {}

    def tags(user: str) -> Callable[[int], None]:
        iam = place.client(server, "iam")
        if round_number == 0:
            iam.create_user(UserName=user)

        def turn(number: int) -> None:
            iam.tag_user(UserName=user, Tags=[{"Key": "n", "Value": f"{round_number}-{number}"}])
            tagged[user] = number
            iam.get_user(UserName=user)

        return turn

    made = [Worker(tags(f"u{n}"), over, forgives=frozenset({"closed"})) for n in range(16)]
    for worker in made:
        worker.start()
    over.wait(0.7)
    server.process.terminate()
    over.wait(0.02)
    server.process.terminate()  # who is impatient changes nothing
    assert server.process.wait(GRACE) == 0
    over.set()
    ended(made)
    return tagged
