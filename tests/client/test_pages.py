"""Every paginated operation through boto3's paginators: small pages, lists that change in between, foreign markers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest
from botocore import xform_name

from ostiary.iam.operations import OPERATIONS
from tests.support.accounts import (
    AccountUnderTest,
    Client,
    allow,
    another_account,
    document,
    first_account,
    refusal,
    trust,
)
from tests.support.server import ServerInThread, server_in_thread

NAMES = [f"item-{number}" for number in range(1, 7)]
DOCUMENT = document(allow("s3:*"))
PATH = "/listed/"

Change = Callable[[AccountUnderTest, str], object]


@dataclass(frozen=True, slots=True)
class List:
    """One list: what it is asked with, and how an entry of a name comes and goes.

    `key` is the member that names an entry ("": entries are names); `prefix` is in front of the name.
    """

    operation: str
    member: str
    key: str
    add: Change
    remove: Change
    prefix: str = ""
    params: Mapping[str, object] = field(default_factory=dict)

    def names(self, page: Mapping[str, Any]) -> list[str]:
        """Return the names of the entries of *page*."""
        found = [item[self.key] if self.key else item for item in page[self.member]]
        return [name.removeprefix(self.prefix) for name in found]

    def asked(self, account: AccountUnderTest) -> dict[str, object]:
        """Return the parameters; `{policy}` stands for the ARN of the policy `parent`."""
        arn = account.arn("policy/parent")
        return {name: arn if value == "{policy}" else value for name, value in self.params.items()}

    def pages(self, account: AccountUnderTest, size: int) -> Iterator[Mapping[str, Any]]:
        """Return boto3's pages of *size*; the next one is asked for when it is needed."""
        paginator = account.iam.get_paginator(xform_name(self.operation))
        return iter(paginator.paginate(**self.asked(account), PaginationConfig={"PageSize": size}))

    def call(self, account: AccountUnderTest) -> Any:
        return getattr(account.iam, xform_name(self.operation))


def tag(operation: str, untag: str, **bearer: str) -> tuple[Change, Change]:
    """Return how a tag comes and goes."""

    def arn(account: AccountUnderTest) -> dict[str, str]:
        return {key: account.arn("policy/parent") if value == "{policy}" else value for key, value in bearer.items()}

    return (
        lambda a, name: getattr(a.iam, operation)(**arn(a), Tags=[{"Key": name, "Value": "v"}]),
        lambda a, name: getattr(a.iam, untag)(**arn(a), TagKeys=[name]),
    )


def attached(kind: str, **bearer: str) -> tuple[Change, Change]:
    """Return how an attached policy comes and goes; each name is a policy of its own."""

    def add(account: AccountUnderTest, name: str) -> None:
        getattr(account.iam, f"attach_{kind}_policy")(
            **bearer, PolicyArn=account.policy(f"{kind}-{name}", allow("s3:*"))
        )

    def remove(account: AccountUnderTest, name: str) -> None:
        getattr(account.iam, f"detach_{kind}_policy")(**bearer, PolicyArn=account.arn(f"policy/{kind}-{name}"))

    return add, remove


def inline(kind: str, **bearer: str) -> tuple[Change, Change]:
    """Return how an inline policy comes and goes."""
    return (
        lambda a, name: getattr(a.iam, f"put_{kind}_policy")(**bearer, PolicyName=name, PolicyDocument=DOCUMENT),
        lambda a, name: getattr(a.iam, f"delete_{kind}_policy")(**bearer, PolicyName=name),
    )


def add_role(account: AccountUnderTest, name: str) -> None:
    account.role(name, trust(account.number), Path=PATH)


def add_policy(account: AccountUnderTest, name: str) -> None:
    account.iam.create_policy(PolicyName=name, PolicyDocument=DOCUMENT, Path=PATH)


def add_member(account: AccountUnderTest, name: str) -> None:
    account.iam.create_user(UserName=f"member-{name}")
    account.iam.add_user_to_group(GroupName="parent", UserName=f"member-{name}")


def add_group_of_user(account: AccountUnderTest, name: str) -> None:
    account.iam.create_group(GroupName=f"of-{name}")
    account.iam.add_user_to_group(GroupName=f"of-{name}", UserName="parent")


def add_profile_of_role(account: AccountUnderTest, name: str) -> None:
    account.iam.create_instance_profile(InstanceProfileName=f"of-{name}")
    account.iam.add_role_to_instance_profile(InstanceProfileName=f"of-{name}", RoleName="parent")


def add_entity(account: AccountUnderTest, name: str) -> None:
    account.iam.create_user(UserName=f"entity-{name}")
    account.iam.attach_user_policy(UserName=f"entity-{name}", PolicyArn=account.arn("policy/parent"))


USER, GROUP, ROLE = {"UserName": "parent"}, {"GroupName": "parent"}, {"RoleName": "parent"}
PROFILE, POLICY = {"InstanceProfileName": "parent"}, {"PolicyArn": "{policy}"}
LISTED = {"PathPrefix": PATH}

LISTS = [
    List(
        "ListUsers",
        "Users",
        "UserName",
        lambda a, name: a.iam.create_user(UserName=name, Path=PATH),
        lambda a, name: a.iam.delete_user(UserName=name),
        params=LISTED,
    ),
    List(
        "ListGroups",
        "Groups",
        "GroupName",
        lambda a, name: a.iam.create_group(GroupName=name, Path=PATH),
        lambda a, name: a.iam.delete_group(GroupName=name),
        params=LISTED,
    ),
    List("ListRoles", "Roles", "RoleName", add_role, lambda a, name: a.iam.delete_role(RoleName=name), params=LISTED),
    List(
        "ListPolicies",
        "Policies",
        "PolicyName",
        add_policy,
        lambda a, name: a.iam.delete_policy(PolicyArn=a.arn(f"policy{PATH}{name}")),
        params={**LISTED, "Scope": "Local"},
    ),
    List(
        "ListInstanceProfiles",
        "InstanceProfiles",
        "InstanceProfileName",
        lambda a, name: a.iam.create_instance_profile(InstanceProfileName=name, Path=PATH),
        lambda a, name: a.iam.delete_instance_profile(InstanceProfileName=name),
        params=LISTED,
    ),
    List("ListUserTags", "Tags", "Key", *tag("tag_user", "untag_user", **USER), params=USER),
    List("ListRoleTags", "Tags", "Key", *tag("tag_role", "untag_role", **ROLE), params=ROLE),
    List("ListPolicyTags", "Tags", "Key", *tag("tag_policy", "untag_policy", **POLICY), params=POLICY),
    List(
        "ListInstanceProfileTags",
        "Tags",
        "Key",
        *tag("tag_instance_profile", "untag_instance_profile", **PROFILE),
        params=PROFILE,
    ),
    List("ListUserPolicies", "PolicyNames", "", *inline("user", **USER), params=USER),
    List("ListGroupPolicies", "PolicyNames", "", *inline("group", **GROUP), params=GROUP),
    List("ListRolePolicies", "PolicyNames", "", *inline("role", **ROLE), params=ROLE),
    List("ListAttachedUserPolicies", "AttachedPolicies", "PolicyName", *attached("user", **USER), "user-", params=USER),
    List(
        "ListAttachedGroupPolicies",
        "AttachedPolicies",
        "PolicyName",
        *attached("group", **GROUP),
        "group-",
        params=GROUP,
    ),
    List("ListAttachedRolePolicies", "AttachedPolicies", "PolicyName", *attached("role", **ROLE), "role-", params=ROLE),
    List(
        "GetGroup",
        "Users",
        "UserName",
        add_member,
        lambda a, name: a.iam.remove_user_from_group(GroupName="parent", UserName=f"member-{name}"),
        "member-",
        params=GROUP,
    ),
    List(
        "ListGroupsForUser",
        "Groups",
        "GroupName",
        add_group_of_user,
        lambda a, name: a.iam.remove_user_from_group(GroupName=f"of-{name}", UserName="parent"),
        "of-",
        params=USER,
    ),
    List(
        "ListInstanceProfilesForRole",
        "InstanceProfiles",
        "InstanceProfileName",
        add_profile_of_role,
        lambda a, name: a.iam.remove_role_from_instance_profile(InstanceProfileName=f"of-{name}", RoleName="parent"),
        "of-",
        params=ROLE,
    ),
    List(
        "ListEntitiesForPolicy",
        "PolicyUsers",
        "UserName",
        add_entity,
        lambda a, name: a.iam.detach_user_policy(UserName=f"entity-{name}", PolicyArn=a.arn("policy/parent")),
        "entity-",
        params=POLICY,
    ),
]
"""Lists whose entries have names that the test chooses, and that can hold six of them."""

OF_THEIR_OWN = {
    "ListAccessKeys",
    "ListAccountAliases",
    "ListPolicyVersions",
    "SimulateCustomPolicy",
    "SimulatePrincipalPolicy",
}
"""Lists that quotas keep short or whose entries name themselves; each has a test below."""

each_list = pytest.mark.parametrize("listed", LISTS, ids=lambda listed: listed.operation)


def parents(account: AccountUnderTest) -> AccountUnderTest:
    """Make what the lists are of: one `parent` of each kind."""
    iam = account.iam
    iam.create_user(**USER)
    iam.create_group(**GROUP)
    iam.create_instance_profile(**PROFILE)
    account.role("parent", trust(account.number))
    account.policy("parent", allow("s3:*"))
    return account


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerInThread]:
    with server_in_thread(tmp_path_factory.mktemp("pages")) as running:
        yield running


@pytest.fixture(scope="module")
def account(server: ServerInThread) -> AccountUnderTest:
    """An account with six entries in every list; the tests leave them there."""
    made = parents(first_account(server))
    for listed in LISTS:
        for name in reversed(NAMES):
            listed.add(made, name)
    return made


@pytest.fixture
def changing(server: ServerInThread) -> AccountUnderTest:
    """An account of the test's own."""
    return parents(another_account(server))


def marker(listed: List, account: AccountUnderTest) -> str:
    """Return the marker after the first two entries."""
    found: str = listed.call(account)(**listed.asked(account), MaxItems=2)["Marker"]
    return found


def test_every_paginated_operation_is_here() -> None:
    client: Client = boto3.client("iam", region_name="us-east-1")
    paginated = {operation for operation in OPERATIONS if client.can_paginate(xform_name(operation))}
    assert paginated == {listed.operation for listed in LISTS} | OF_THEIR_OWN


@each_list
@pytest.mark.parametrize("size", [1, 4, 6, 1000])
def test_pages_are_filled_in_order_and_hold_every_entry_once(
    account: AccountUnderTest, listed: List, size: int
) -> None:
    pages = list(listed.pages(account, size))
    assert [listed.names(page) for page in pages] == [NAMES[start : start + size] for start in range(0, 6, size)]
    assert [page["IsTruncated"] for page in pages] == [True] * (len(pages) - 1) + [False]
    assert ["Marker" in page for page in pages] == [page["IsTruncated"] for page in pages]


@each_list
def test_entries_that_come_and_go_between_pages_disturb_nothing(changing: AccountUnderTest, listed: List) -> None:
    for name in NAMES:
        listed.add(changing, name)
    pages = listed.pages(changing, 2)
    shown = [listed.names(next(pages))]
    listed.remove(changing, "item-2")  # the one that the marker names
    listed.remove(changing, "item-4")
    listed.add(changing, "item-0")
    listed.add(changing, "item-3b")
    shown += [listed.names(page) for page in pages]
    assert shown == [["item-1", "item-2"], ["item-3", "item-3b"], ["item-5", "item-6"]]


@each_list
def test_a_list_that_is_emptied_between_pages_ends(changing: AccountUnderTest, listed: List) -> None:
    for name in NAMES[:3]:
        listed.add(changing, name)
    pages = listed.pages(changing, 2)
    next(pages)
    for name in NAMES[:3]:
        listed.remove(changing, name)
    (last,) = pages
    assert (listed.names(last), last["IsTruncated"]) == ([], False)


@each_list
def test_the_marker_of_another_list_is_refused(account: AccountUnderTest, listed: List) -> None:
    call, asked = listed.call(account), listed.asked(account)
    for other in LISTS:
        if other.operation != listed.operation:
            foreign = marker(other, account)
            assert refusal(call, **asked, Marker=foreign) == (400, "ValidationError", "Invalid Marker."), (
                other.operation
            )


@each_list
def test_the_marker_of_another_account_is_refused(
    account: AccountUnderTest, changing: AccountUnderTest, listed: List
) -> None:
    for name in NAMES[:3]:
        listed.add(changing, name)
    foreign = marker(listed, account)
    assert refusal(listed.call(changing), **listed.asked(changing), Marker=foreign)[1:] == (
        "ValidationError",
        "Invalid Marker.",
    )


@each_list
def test_an_altered_marker_is_refused(account: AccountUnderTest, listed: List) -> None:
    call, asked, whole = listed.call(account), listed.asked(account), marker(listed, account)
    for altered in ("B" + whole[1:], whole[:8] + "AAAA" + whole[12:], whole.swapcase(), whole[:8], "*" * 8, "1"):
        assert refusal(call, **asked, Marker=altered)[1] == "ValidationError"


def test_a_marker_belongs_to_its_filters_and_to_its_parent(account: AccountUnderTest) -> None:
    iam = account.iam
    users = iam.list_users(MaxItems=2, PathPrefix=PATH)["Marker"]
    policies = iam.list_policies(MaxItems=2, Scope="Local")["Marker"]
    tags = iam.list_user_tags(UserName="parent", MaxItems=2)["Marker"]
    entities = iam.list_entities_for_policy(PolicyArn=account.arn("policy/parent"), MaxItems=2)["Marker"]
    for call, params in (
        (iam.list_users, {"Marker": users}),
        (iam.list_policies, {"Marker": policies}),
        (iam.list_policies, {"Marker": policies, "Scope": "Local", "OnlyAttached": True}),
        (iam.list_user_tags, {"Marker": tags, "UserName": "item-1"}),
        (
            iam.list_entities_for_policy,
            {"Marker": entities, "PolicyArn": account.arn("policy/parent"), "EntityFilter": "User"},
        ),
    ):
        assert refusal(call, **params)[1:] == ("ValidationError", "Invalid Marker."), params
    assert iam.list_user_tags(UserName="PARENT", Marker=tags)["Tags"][0]["Key"] == "item-3"


# -- lists of their own --------------------------------------------------------------------------------


def test_the_access_keys_of_a_user_are_listed_one_by_one(changing: AccountUnderTest) -> None:
    iam = changing.iam
    keys = sorted(iam.create_access_key(**USER)["AccessKey"]["AccessKeyId"] for _ in range(2))
    pages = iter(iam.get_paginator("list_access_keys").paginate(**USER, PaginationConfig={"PageSize": 1}))
    assert [key["AccessKeyId"] for key in next(pages)["AccessKeyMetadata"]] == keys[:1]
    iam.delete_access_key(**USER, AccessKeyId=keys[0])
    assert [key["AccessKeyId"] for page in pages for key in page["AccessKeyMetadata"]] == keys[1:]


def test_the_versions_of_a_policy_are_listed_newest_first(changing: AccountUnderTest) -> None:
    iam, arn = changing.iam, changing.arn("policy/parent")
    for _ in range(4):
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=DOCUMENT)
    pages = iter(iam.get_paginator("list_policy_versions").paginate(PolicyArn=arn, PaginationConfig={"PageSize": 2}))
    assert [version["VersionId"] for version in next(pages)["Versions"]] == ["v5", "v4"]
    for version in ("v4", "v2"):
        iam.delete_policy_version(PolicyArn=arn, VersionId=version)
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=DOCUMENT)
    assert [version["VersionId"] for page in pages for version in page["Versions"]] == ["v3", "v1"]


def test_the_alias_of_an_account_is_a_list_of_one(changing: AccountUnderTest) -> None:
    iam, alias = changing.iam, f"pages-{changing.number}"
    iam.create_account_alias(AccountAlias=alias)
    (page,) = iam.get_paginator("list_account_aliases").paginate(PaginationConfig={"PageSize": 1})
    assert (page["AccountAliases"], page["IsTruncated"]) == ([alias], False)


def test_the_entities_of_a_policy_are_listed_across_their_kinds(changing: AccountUnderTest) -> None:
    iam, arn = changing.iam, changing.arn("policy/parent")
    iam.create_user(UserName="bounded", PermissionsBoundary=arn)
    for name in ("bounded", "parent"):
        iam.attach_user_policy(UserName=name, PolicyArn=arn)
    iam.attach_group_policy(**GROUP, PolicyArn=arn)
    iam.attach_role_policy(**ROLE, PolicyArn=arn)
    for size in (1, 2, 3, 4):
        pages = list(
            iam.get_paginator("list_entities_for_policy").paginate(PolicyArn=arn, PaginationConfig={"PageSize": size})
        )
        shown = [
            name
            for page in pages
            for name in (
                *(group["GroupName"] for group in page["PolicyGroups"]),
                *(user["UserName"] for user in page["PolicyUsers"]),
                *(role["RoleName"] for role in page["PolicyRoles"]),
            )
        ]
        assert (len(pages), shown) == (-(-4 // size), ["parent", "bounded", "parent", "parent"])


@pytest.mark.parametrize("operation", ["simulate_custom_policy", "simulate_principal_policy"])
def test_simulated_actions_are_answered_in_their_order(account: AccountUnderTest, operation: str) -> None:
    iam, names = account.iam, ["s3:PutObject", "s3:GetObject", "iam:ListUsers", "s3:GetObject", "sqs:SendMessage"]
    asked: dict[str, object] = {"PolicyInputList": [DOCUMENT], "ActionNames": names}
    if operation == "simulate_principal_policy":
        asked["PolicySourceArn"] = account.arn("user/parent")
    for size in (1, 2, 5):
        pages = list(iam.get_paginator(operation).paginate(**asked, PaginationConfig={"PageSize": size}))
        assert [result["EvalActionName"] for page in pages for result in page["EvaluationResults"]] == names
        assert [page["IsTruncated"] for page in pages] == [True] * (-(-5 // size) - 1) + [False]
    call = getattr(iam, operation)
    foreign = call(**asked, MaxItems=2)["Marker"]
    for changed in (
        {"ActionNames": names[1:]},
        {"ResourceArns": ["arn:aws:s3:::b"]},
        {"PolicyInputList": [DOCUMENT] * 2},
    ):
        assert refusal(call, **{**asked, **changed}, Marker=foreign)[1:] == ("ValidationError", "Invalid Marker.")


def test_awss_policies_and_ones_own_are_listed_together(account: AccountUnderTest) -> None:
    paginator = account.iam.get_paginator("list_policies")
    everything = [
        policy["Arn"] for page in paginator.paginate(PaginationConfig={"PageSize": 999}) for policy in page["Policies"]
    ]
    by_scope = [
        {policy["Arn"] for page in paginator.paginate(Scope=scope) for policy in page["Policies"]}
        for scope in ("AWS", "Local")
    ]
    assert len(everything) == len(set(everything)) == sum(map(len, by_scope)) > 1000
    assert set(everything) == set.union(*by_scope)
