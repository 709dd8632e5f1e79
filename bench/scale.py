"""`make bench-scale`: what an account of 100,000 users costs beside one of 100, and what it takes to hold it.

The accounts are filled through the store while no server runs, and are then served by a new start. Every user has a
policy of the account's own and the same one of AWS's, and is in a group: on nothing do more users hang in real life.

CPU and memory are those of the server's process: on SQLite the database is in them, on PostgreSQL it is not.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from bench.load import send
from bench.serving import BACKENDS, Account, user_name
from ostiary.model.nouns import Group, Policy, PolicyVersion, Role, User
from ostiary.store.contract import Relation, Store, Transaction
from ostiary.store.sql import open_store
from tests.support.process import serving

RATIO: Final = 1.5
"""How much more an operation may cost in the large account than in the small one."""
MIB: Final = 350
"""What the process of the server may hold at its highest."""
SECONDS: Final = 3.0
"""How long it may take from the start of the process to the first answer."""

ROUNDS: Final = 3
"""How often each operation is measured, in turn on both accounts: what else runs on the machine only adds."""

AT_ONCE: Final = 500
"""Nouns of one write of the filling: a revision each would be as slow as calls."""
QUOTAS: Final = ("--quotas-users", "200000", "--quotas-roles", "2000", "--quotas-policies", "6000")
READ_ONLY: Final = "arn:aws:iam::aws:policy/ReadOnlyAccess"
CREATED: Final = 1_700_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many of everything an account has. The smallest fills a page of every kind: pages of one length compare."""

    users: int
    groups: int
    roles: int
    policies: int


SMALL: Final = Size(users=100, groups=100, roles=100, policies=100)
LARGE: Final = Size(users=100_000, groups=300, roles=1_000, policies=5_000)


# -- filling -------------------------------------------------------------------------------------------

Put = Callable[[Transaction, str, Size, int], None]
"""Puts the noun of a number into the account of that number and size, with what hangs on it."""


def put_group(tx: Transaction, account: str, size: Size, number: int) -> None:
    del size
    name = f"group-{number:03}"
    tx.groups.add(Group(account=account, id=group_id(number), name=name, path="/", created=CREATED))


def put_role(tx: Transaction, account: str, size: Size, number: int) -> None:
    name, id_ = f"role-{number:04}", f"AROA{number:017}"
    trust = document("sts:AssumeRole", {"Principal": {"AWS": account}})
    tx.roles.add(Role(account=account, id=id_, name=name, path="/", created=CREATED, trust=trust))
    tx.links.add(account, Relation.ATTACHMENT, id_, own_policy(account, size, number))


def put_policy(tx: Transaction, account: str, size: Size, number: int) -> None:
    del size
    name, id_ = policy_name(number), f"ANPA{number:017}"
    tx.policies.add(Policy(account=account, id=id_, name=name, path="/", created=CREATED, updated=CREATED))
    text = document("s3:GetObject", {"Resource": f"arn:aws:s3:::bucket-{number}/*"})
    tx.policy_versions.add(PolicyVersion(account=account, policy=id_, version="v1", created=CREATED, document=text))


def put_user(tx: Transaction, account: str, size: Size, number: int) -> None:
    id_, tags = f"AIDA{number:017}", {"team": f"team-{number % size.groups}"}
    tx.users.add(User(account=account, id=id_, name=user_name(number), path="/", created=CREATED, tags=tags))
    tx.links.add(account, Relation.ATTACHMENT, id_, own_policy(account, size, number))
    tx.links.add(account, Relation.ATTACHMENT, id_, READ_ONLY)
    tx.links.add(account, Relation.MEMBER, id_, group_id(number % size.groups))


def document(action: str, rest: Mapping[str, object]) -> str:
    """Return a policy that allows the action."""
    statement = {"Effect": "Allow", "Action": action, **rest}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def group_id(number: int) -> str:
    return f"AGPA{number:017}"


def policy_name(number: int) -> str:
    return f"policy-{number:04}"


def own_policy(account: str, size: Size, number: int) -> str:
    return f"arn:aws:iam::{account}:policy/{policy_name(number % size.policies)}"


def fill(store: Store, account: str, size: Size) -> None:
    """Bring the account of that number, which has its administrator, to its size."""
    parts: tuple[tuple[Put, range], ...] = (
        (put_group, range(size.groups)),
        (put_policy, range(size.policies)),
        (put_role, range(size.roles)),
        (put_user, range(1, size.users)),
    )
    for put, numbers in parts:
        for start in range(numbers.start, numbers.stop, AT_ONCE):
            due = range(start, min(start + AT_ONCE, numbers.stop))

            def work(tx: Transaction, put: Put = put, due: range = due) -> None:
                for number in due:
                    put(tx, account, size, number)

            store.write(work, actor="bench", now=CREATED)


# -- measuring -----------------------------------------------------------------------------------------


def operations(account: Account, size: Size) -> Iterator[tuple[str, list[bytes]]]:
    """Yield what is measured by its name. Users are asked for all over the account, in both the same number of them."""
    names = [user_name(number) for number in range(1, size.users, max(1, size.users // SMALL.users))][:90]

    def of_users(action: str, count: int) -> list[bytes]:
        return [account.request("iam", action, UserName=names[n % len(names)]) for n in range(count)]

    def details(*, section: str = "") -> list[bytes]:
        only = {"Filter.member.1": section} if section else {}
        return [account.request("iam", "GetAccountAuthorizationDetails", MaxItems="100", **only)] * 60

    yield "ListUsers(100)", [account.request("iam", "ListUsers", MaxItems="100")] * 500
    yield "GetUser", of_users("GetUser", 2_000)
    yield "ListAttachedUserPolicies", of_users("ListAttachedUserPolicies", 1_000)
    yield "GetAccountAuthorizationDetails", details()
    for section in ("User", "Group", "Role", "LocalManagedPolicy", "AWSManagedPolicy"):
        yield f"… of {section}", details(section=section)
    yield "CreateUser", account.new_users(500)


@dataclass(frozen=True, slots=True)
class Served:
    """An account and the server of it; `first_answer` is how many seconds that took from its start to answer."""

    account: Account
    size: Size
    first_answer: float

    def operations(self) -> list[tuple[str, list[bytes]]]:
        """Return what is measured, the same for every account; users are created anew each time."""
        return list(operations(self.account, self.size))

    def ask_for_everyone(self) -> None:
        """Ask for every user once: what is remembered of them is then as much as it will ever be."""
        names = (user_name(number) for number in range(1, self.size.users))
        send(self.account.port, [self.account.request("iam", "GetUser", UserName=name) for name in names])

    def mebibytes(self, field: str) -> float:
        """Return a size of the process: `VmRSS` is what is resident, `VmHWM` the most that ever was."""
        lines = Path(f"/proc/{self.account.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{field}:"))


@contextmanager
def served(backend: str, size: Size) -> Iterator[Served]:
    """Fill an account of that size and start a server on it."""
    with tempfile.TemporaryDirectory() as folder, BACKENDS[backend]() as database:
        data = Path(folder) / "data"
        arguments = ("--root-access-key", *QUOTAS, *database)
        with serving(data, arguments=arguments) as server:
            account = Account(server)
        with closing(open_store(database[1] if database else f"sqlite:///{data / 'ostiary.db'}")) as store:
            fill(store, account.number, size)
        account.users = size.users
        start = time.perf_counter()
        with serving(data, arguments=arguments) as server:
            account.at(server)
            send(account.port, [account.request("iam", "GetUser", UserName=user_name(1))])
            yield Served(account, size, time.perf_counter() - start)


# -- the table -----------------------------------------------------------------------------------------


def row(name: str, figures: Sequence[str], target: str = "", *, reached: bool = True) -> None:
    """Print a row of the table."""
    print(
        f"  {name:<34}" + "".join(f"{figure:>15}" for figure in figures) + f"   {target}{'' if reached else '  MISSED'}"
    )


def table(name: str, small: Served, large: Served) -> None:
    """Measure both accounts in turn, and print them beside each other with what is to be reached."""
    print(f"\n{name}: µs of CPU an operation, one connection, signed and authorized; the least of {ROUNDS}")
    row("", (f"{SMALL.users:,} users", f"{LARGE.users:,} users", "ratio"), "to reach")
    rounds = [(small.operations(), large.operations()) for _ in range(ROUNDS)]
    for turns in zip(*(zip(*both, strict=True) for both in rounds), strict=True):
        before, after = (
            min(one.account.measure(turn[side][1]).cpu for turn in turns) for side, one in enumerate((small, large))
        )
        ratio = after / before
        target, reached = f"≤ {RATIO}", ratio <= RATIO
        row(turns[0][0][0], (f"{before:.0f}", f"{after:.0f}", f"{ratio:.2f}"), target, reached=reached)
    for one in (small, large):
        one.ask_for_everyone()
    for title, field in (("memory after the run, MiB", "VmRSS"), ("memory at the highest, MiB", "VmHWM")):
        sizes = (small.mebibytes(field), large.mebibytes(field))
        row(title, (*(f"{size:.0f}" for size in sizes), ""), f"≤ {MIB}", reached=sizes[1] <= MIB)
    seconds = (small.first_answer, large.first_answer)
    figures = (*(f"{second:.2f}" for second in seconds), "")
    row("start to first answer, s", figures, f"≤ {SECONDS:.0f}", reached=seconds[1] <= SECONDS)


def main() -> None:
    """Print the table of every database, or of those that are named."""
    for name in sys.argv[1:] or list(BACKENDS):
        try:
            with served(name, SMALL) as small, served(name, LARGE) as large:
                table(name, small, large)
        except pytest.skip.Exception as missing:  # what the test set-up says of a part that is not here
            print(f"\n{name}: {missing}")


if __name__ == "__main__":
    main()
