"""`make bench`: decisions, then CPU time an operation and requests a second of a running server on each database."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from bench import decisions, federation
from bench.load import Figure, send
from bench.serving import BACKENDS, Account, user_name
from bench.signatures import verification
from tests.support.process import Running, serving

FEW, MANY = 100, 10_000
TO_REACH = {
    "GetCallerIdentity": "≤ 300",
    "GetUser": "≤ 500",
    "ListUsers(100)": "≤ 1500, within 1.5× of 100 users",
    "AssumeRole": "≤ 700",
    "CreateUser": "flat",
}


def row(name: str, users: int, one: Figure, eight: Figure) -> None:
    target = TO_REACH[name]
    print(f"  {name:<20}{users:>7}{one.cpu:>10.0f}{one.rate:>9.0f}{eight.cpu:>12.0f}{eight.rate:>9.0f}   {target}")


def measured(account: Account) -> None:
    """Print the figures at the present number of users."""
    kinds: dict[str, Callable[[], list[bytes]]] = {
        "GetCallerIdentity": lambda: [account.request("sts", "GetCallerIdentity")] * 3_000,
        "GetUser": lambda: [account.request("iam", "GetUser", UserName=user_name(n % 90 + 1)) for n in range(3_000)],
        "ListUsers(100)": lambda: [account.request("iam", "ListUsers", MaxItems="100")] * 1_000,
        "AssumeRole": lambda: (
            [account.request("sts", "AssumeRole", RoleArn=account.role, RoleSessionName="bench")] * 2_000
        ),
        "CreateUser": lambda: account.new_users(500),
    }
    for name, requests in kinds.items():
        users = account.users
        row(name, users, account.measure(requests()), account.measure(requests(), connections=8))


def run(name: str, server: Running) -> None:
    account = Account(server)
    print(f"\n{name}: µs of CPU an operation and requests a second, signed and authorized")
    print(f"  {'':<20}{'users':>7}{'1 conn.':>10}{'req/s':>9}{'8 conn.':>12}{'req/s':>9}   to reach, µs")
    send(account.port, account.new_users(FEW - account.users))
    measured(account)
    account.measure(account.new_users(MANY - account.users), connections=32)
    measured(account)


def main() -> None:
    """Print every figure, or those of a server on the databases that are named. The quota is raised because 10,000
    users are more than AWS's 5,000."""
    wanted = sys.argv[1:] or list(BACKENDS)
    if not sys.argv[1:]:
        decisions.main()
    cpu = verification()
    print(f"SigV4 verification with a cached key: {cpu:.1f} µs of CPU (to reach: ≤ 35)")
    for name in wanted:
        try:
            measure_on(name)
        except pytest.skip.Exception as missing:  # what the test set-up says of a part that is not here
            print(f"\n{name}: {missing}")
    if not sys.argv[1:]:
        federation.main()


def measure_on(name: str) -> None:
    """Start a server on one of the databases and print its figures."""
    with tempfile.TemporaryDirectory() as folder, BACKENDS[name]() as arguments:
        options = ("--root-access-key", "--quotas-users", "100000", *arguments)
        with serving(Path(folder) / "data", arguments=options) as server:
            run(name, server)


main()
