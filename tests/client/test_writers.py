"""Many writers at once, each a thread with boto3, on either database: all are answered, all is there, and what is
unique stays so.

AWS may answer ConcurrentModification and EntityTemporarilyUnmodifiable here. Ostiary need not: writers wait for each
other, a decision that was overtaken is made again (ADR 0005), and what was deleted is gone at once. Nobody has to try
again.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.support import postgres
from tests.support.accounts import AccountUnderTest, Client, allow, another_account, document, first_account, trust
from tests.support.server import ServerInThread, server_in_thread

WRITERS = 32
DOCUMENT = document(allow("s3:*"))
DONE = "done"

Call = Callable[[Client, int], object]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerInThread]:
    with ExitStack() as stack:
        environment = {}
        if request.param == "postgresql":
            environment["OSTIARY_DATABASE_URL"] = stack.enter_context(postgres.server()).database()
        folder = tmp_path_factory.mktemp("writers")
        yield stack.enter_context(server_in_thread(folder, environment=environment))


@pytest.fixture
def account(server: ServerInThread) -> AccountUnderTest:
    """An account of the test's own."""
    return another_account(server)


def at_once(account: AccountUnderTest, call: Call) -> Counter[str]:
    """Let the writers make *call* at the same moment, once each; return how often each outcome came."""
    iam = account.iam  # boto3's clients may be shared by threads
    start = threading.Barrier(WRITERS)

    def write(number: int) -> str:
        start.wait(30)
        return attempt(call, iam, number)

    with ThreadPoolExecutor(WRITERS) as pool:
        return Counter(pool.map(write, range(WRITERS)))


def attempt(call: Call, iam: Client, number: int) -> str:
    """Make *call*; return its outcome."""
    try:
        call(iam, number)
    except ClientError as error:
        refused: str = error.response["Error"]["Code"]
        return refused
    return DONE


def in_some_case(name: str, number: int) -> str:
    """Return *name* with the bits of *number* as capitals."""
    return "".join(letter.upper() if number >> place & 1 else letter for place, letter in enumerate(name))


def test_all_are_answered_and_all_is_there(account: AccountUnderTest) -> None:
    def write(iam: Client, number: int) -> None:
        for turn in range(4):
            name = f"writer-{number:02}-{turn}"
            iam.create_user(UserName=name, Tags=[{"Key": "turn", "Value": str(turn)}])
            iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=DOCUMENT)
            assert iam.get_user(UserName=name)["User"]["UserName"] == name

    assert at_once(account, write) == {DONE: WRITERS}
    users = account.iam.list_users(MaxItems=1000)["Users"]
    assert [user["UserName"] for user in users] == [f"writer-{n:02}-{t}" for n in range(WRITERS) for t in range(4)]
    assert len({user["UserId"] for user in users}) == len(users)
    assert account.iam.get_account_summary()["SummaryMap"]["Users"] == len(users)
    for user in users[::16]:
        assert account.iam.list_user_policies(UserName=user["UserName"])["PolicyNames"] == ["own"]


SAME_NAME: dict[str, tuple[Callable[[AccountUnderTest], Call], Callable[[Client], list[Any]]]] = {
    "user": (
        lambda _: lambda iam, number: iam.create_user(UserName=in_some_case("alice", number)),
        lambda iam: iam.list_users()["Users"],
    ),
    "group": (
        lambda _: lambda iam, number: iam.create_group(GroupName=in_some_case("staff", number)),
        lambda iam: iam.list_groups()["Groups"],
    ),
    "role": (
        lambda account: (
            lambda iam, number: iam.create_role(
                RoleName=in_some_case("worker", number), AssumeRolePolicyDocument=trust(account.number)
            )
        ),
        lambda iam: iam.list_roles()["Roles"],
    ),
    "policy": (
        lambda _: (
            lambda iam, number: iam.create_policy(
                PolicyName=in_some_case("rules", number), PolicyDocument=DOCUMENT, Path=f"/{number}/"
            )
        ),
        lambda iam: iam.list_policies(Scope="Local")["Policies"],
    ),
    "instance profile": (
        lambda _: lambda iam, number: iam.create_instance_profile(InstanceProfileName=in_some_case("machine", number)),
        lambda iam: iam.list_instance_profiles()["InstanceProfiles"],
    ),
}


@pytest.mark.parametrize("kind", SAME_NAME)
def test_of_writers_of_one_name_exactly_one_wins(account: AccountUnderTest, kind: str) -> None:
    call_in, listed = SAME_NAME[kind]
    assert at_once(account, call_in(account)) == {DONE: 1, "EntityAlreadyExists": WRITERS - 1}
    assert len(listed(account.iam)) == 1


def test_of_users_renamed_to_one_name_exactly_one_gets_it(account: AccountUnderTest) -> None:
    for number in range(WRITERS):
        account.iam.create_user(UserName=f"before-{number}")
    outcome = at_once(
        account,
        lambda iam, number: iam.update_user(UserName=f"before-{number}", NewUserName=in_some_case("after", number)),
    )
    assert outcome == {DONE: 1, "EntityAlreadyExists": WRITERS - 1}
    names = [user["UserName"] for user in account.iam.list_users()["Users"]]
    assert (len(names), sum(name.startswith("before-") for name in names)) == (WRITERS, WRITERS - 1)


def test_quotas_hold_whoever_comes_first(account: AccountUnderTest) -> None:
    iam = account.iam
    iam.create_user(UserName="bob")
    policies = [account.policy(f"policy-{number}", allow("s3:*")) for number in range(WRITERS)]
    for number in range(WRITERS):
        iam.create_group(GroupName=f"group-{number}")
    arn = policies[0]
    limited: dict[str, tuple[int, Call]] = {
        "keys": (2, lambda iam, _: iam.create_access_key(UserName="bob")),
        "policies": (10, lambda iam, n: iam.attach_user_policy(UserName="bob", PolicyArn=policies[n])),
        "groups": (10, lambda iam, n: iam.add_user_to_group(UserName="bob", GroupName=f"group-{n}")),
        "versions": (4, lambda iam, _: iam.create_policy_version(PolicyArn=arn, PolicyDocument=DOCUMENT)),
        "tags": (
            1,
            lambda iam, n: iam.tag_user(UserName="bob", Tags=[{"Key": f"{n}-{m}", "Value": ""} for m in range(30)]),
        ),
    }
    for what, (quota, call) in limited.items():
        assert at_once(account, call) == {DONE: quota, "LimitExceeded": WRITERS - quota}, what
    assert len(iam.list_access_keys(UserName="bob")["AccessKeyMetadata"]) == 2
    assert len(iam.list_attached_user_policies(UserName="bob")["AttachedPolicies"]) == 10
    assert len(iam.list_groups_for_user(UserName="bob")["Groups"]) == 10
    assert len(iam.list_user_tags(UserName="bob")["Tags"]) == 30


def test_of_writers_that_delete_one_thing_exactly_one_does(account: AccountUnderTest) -> None:
    account.iam.create_user(UserName="gone")
    outcome = at_once(account, lambda iam, _: iam.delete_user(UserName="gone"))
    assert outcome == {DONE: 1, "NoSuchEntity": WRITERS - 1}


def test_a_name_that_was_given_up_is_free_at_once_and_its_entity_can_be_changed(account: AccountUnderTest) -> None:
    """What EntityTemporarilyUnmodifiable asks its caller to wait for."""

    def write(iam: Client, number: int) -> None:
        name = f"phoenix-{number}"
        for _ in range(3):
            iam.create_user(UserName=name)
            iam.update_user(UserName=name, NewPath="/risen/")
            iam.update_user(UserName=name, NewUserName=f"{name}-renamed")
            iam.update_user(UserName=f"{name}-renamed", NewUserName=name)
            iam.delete_user(UserName=name)

    assert at_once(account, write) == {DONE: WRITERS}
    assert account.iam.list_users()["Users"] == []


def test_of_changes_and_a_deletion_of_one_thing_each_is_whole_or_not_at_all(account: AccountUnderTest) -> None:
    account.iam.create_user(UserName="torn")

    def write(iam: Client, number: int) -> None:
        if number == WRITERS // 2:
            iam.delete_user(UserName="torn")
        else:
            tag = {"Key": f"k{number}", "Value": "v"}
            iam.tag_user(UserName="torn", Tags=[tag])

    outcome = at_once(account, write)
    assert set(outcome) <= {DONE, "NoSuchEntity"}
    assert account.iam.list_users()["Users"] == []
    account.iam.create_user(UserName="torn")
    assert account.iam.list_user_tags(UserName="torn")["Tags"] == []


def test_of_a_deletion_and_what_would_keep_it_from_happening_one_comes_first(account: AccountUnderTest) -> None:
    """A user is never gone while it is a member, and never a member when it is gone."""
    iam = account.iam
    iam.create_group(GroupName="crew")
    for number in range(0, WRITERS, 2):
        iam.create_user(UserName=f"sailor-{number}")

    def write(iam: Client, number: int) -> None:
        if number % 2:
            iam.delete_user(UserName=f"sailor-{number - 1}")
        else:
            iam.add_user_to_group(GroupName="crew", UserName=f"sailor-{number}")

    outcome = at_once(account, write)
    members = [user["UserName"] for user in iam.get_group(GroupName="crew")["Users"]]
    assert members == [user["UserName"] for user in iam.list_users()["Users"]]
    assert outcome[DONE] == WRITERS // 2
    assert outcome["DeleteConflict"] == len(members)
    assert outcome["NoSuchEntity"] == WRITERS // 2 - len(members)


def tag_with_its_number(iam: Client, number: int) -> None:
    iam.tag_user(UserName="tagged", Tags=[{"Key": f"k{number}", "Value": "v"}])


def test_no_tag_is_lost_when_many_set_one_each(account: AccountUnderTest) -> None:
    account.iam.create_user(UserName="tagged")
    assert at_once(account, tag_with_its_number) == {DONE: WRITERS}
    assert len(account.iam.list_user_tags(UserName="tagged")["Tags"]) == WRITERS


def test_a_change_of_what_a_decision_rests_on_refuses_no_honest_caller(account: AccountUnderTest) -> None:
    """The rights of the writers come from a group whose policies change all the time."""
    iam = account.iam
    iam.create_group(GroupName="makers")
    iam.put_group_policy(GroupName="makers", PolicyName="make", PolicyDocument=document(allow("iam:CreateUser")))
    maker = account.user("maker").client("iam")
    iam.add_user_to_group(GroupName="makers", UserName="maker")

    def write(_: Client, number: int) -> None:
        if number % 4:
            maker.create_user(UserName=f"made-{number}")
        else:
            iam.put_group_policy(GroupName="makers", PolicyName=f"other-{number}", PolicyDocument=DOCUMENT)

    assert at_once(account, write) == {DONE: WRITERS}


def test_writers_of_two_accounts_do_not_see_each_other(server: ServerInThread) -> None:
    accounts = [first_account(server), another_account(server)]
    clients = [account.iam for account in accounts]
    outcome = at_once(accounts[0], lambda _, number: clients[number % 2].create_user(UserName=f"both-{number // 2}"))
    assert outcome == {DONE: WRITERS}
    for account in accounts:
        assert [user["UserName"] for user in account.iam.list_users()["Users"]] == sorted(
            f"both-{number}" for number in range(WRITERS // 2)
        )
        assert all(f"::{account.number}:" in user["Arn"] for user in account.iam.list_users()["Users"])
