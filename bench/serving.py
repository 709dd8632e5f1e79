"""A server to measure, on either database, and requests signed by its administrator."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Final

import boto3

from bench.load import Figure, measure, signed
from tests.support.postgres import DURABLE
from tests.support.postgres import server as postgresql
from tests.support.process import Running


class Account:
    """An account with an administrator, whose requests go to the server that `at` names."""

    def __init__(self, server: Running) -> None:
        self.at(server)
        root = (server.exports["AWS_ACCESS_KEY_ID"], server.exports["AWS_SECRET_ACCESS_KEY"])
        iam = boto3.client(
            "iam",
            endpoint_url=server.endpoint,
            region_name="us-east-1",
            aws_access_key_id=root[0],
            aws_secret_access_key=root[1],
        )
        user = iam.create_user(UserName="admin")["User"]
        iam.attach_user_policy(UserName="admin", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
        key = iam.create_access_key(UserName="admin")["AccessKey"]
        statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": user["Arn"]}}
        trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self.role = iam.create_role(RoleName="role", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
        self.keys = (key["AccessKeyId"], key["SecretAccessKey"])
        self.number: str = user["Arn"].split(":")[4]
        self.users = 1

    def at(self, server: Running) -> None:
        """Go on with that server: the account is the same after a restart, port and process are not."""
        self.port, self.pid = server.port, server.process.pid

    def request(self, service: str, action: str, **parameters: str) -> bytes:
        return signed(self.port, self.keys, service, action, **parameters)

    def new_users(self, count: int) -> list[bytes]:
        first, self.users = self.users, self.users + count
        return [self.request("iam", "CreateUser", UserName=user_name(n)) for n in range(first, self.users)]

    def measure(self, requests: list[bytes], connections: int = 1) -> Figure:
        return measure(self.port, self.pid, requests, connections)


def user_name(number: int) -> str:
    """Return the name of a user by its number; the names stand in the order of the numbers."""
    return f"user-{number:06}"


@contextmanager
def on_sqlite() -> Iterator[tuple[str, ...]]:
    yield ()


@contextmanager
def on_postgresql() -> Iterator[tuple[str, ...]]:
    with postgresql(DURABLE) as running:
        yield ("--database-url", running.database())


BACKENDS: Final[Mapping[str, Callable[[], AbstractContextManager[tuple[str, ...]]]]] = {
    "SQLite": on_sqlite,
    "PostgreSQL": on_postgresql,
}
"""What each database adds to the arguments of a server."""
