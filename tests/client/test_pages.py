"""Every paginated operation through boto3's paginators: small pages, lists that change in between, foreign markers."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest
from botocore import xform_name
from hypothesis import given, settings
from hypothesis import strategies as st

from ostiary.authz.handler import Refused
from ostiary.iam.operations import OPERATIONS
from ostiary.wire.patterns import matcher
from ostiary.wire.services import String, service
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
from tests.support.certificates import of_today, rsa_key, ssh_text
from tests.support.saml import metadata
from tests.support.server import ServerInThread, server_in_thread

NAMES = [f"item-{number}" for number in range(1, 7)]
DOCUMENT = document(allow("s3:*"))
PATH = "/listed/"

Change = Callable[[AccountUnderTest, str], object]
Rename = Callable[[AccountUnderTest, str, str], object]

BY_ARN = {
    "{policy}": "policy/{}",
    "{saml}": "saml-provider/{}",
    "{oidc}": "oidc-provider/{}.example.com",
}
"""What stands for an ARN in a list's parameters, and whose ARN it is."""


def with_arns(account: AccountUnderTest, params: Mapping[str, object], parent: str = "parent") -> dict[str, object]:
    """Return *params* with the ARNs that they stand for, and of another *parent* if wished."""
    values = {key: account.arn(resource.format(parent)) for key, resource in BY_ARN.items()} | {"parent": parent}
    return {name: values.get(str(value), value) for name, value in params.items()}


@dataclass(frozen=True, slots=True)
class List:
    """One list: what it is asked with, and how an entry of a name comes and goes.

    `key` is the member that names an entry ("": entries are names); `prefix` is in front of the name. `rename` is for
    entries that can have another name and stay what they are.
    """

    operation: str
    member: str
    key: str
    add: Change
    remove: Change
    prefix: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
    rename: Rename | None = None

    def names(self, page: Mapping[str, Any]) -> list[str]:
        """Return the names of the entries of *page*."""
        found = [item[self.key] if self.key else item for item in page[self.member]]
        return [name.removeprefix(self.prefix) for name in found]

    def asked(self, account: AccountUnderTest, parent: str = "parent") -> dict[str, object]:
        """Return the parameters, ARNs filled in."""
        return with_arns(account, self.params, parent)

    @property
    def has_others(self) -> bool:
        """Whether a filter or a parent tells this list from others of its operation."""
        return "PathPrefix" in self.params or bool({"parent", *BY_ARN} & set(map(str, self.params.values())))

    def pages(self, account: AccountUnderTest, size: int) -> Iterator[Mapping[str, Any]]:
        """Return pages of *size*, by boto3's paginator if it has one; the next is asked for when it is needed."""
        if account.iam.can_paginate(xform_name(self.operation)):
            paginator = account.iam.get_paginator(xform_name(self.operation))
            return iter(paginator.paginate(**self.asked(account), PaginationConfig={"PageSize": size}))
        return self._by_hand(account, size)

    def _by_hand(self, account: AccountUnderTest, size: int) -> Iterator[Mapping[str, Any]]:
        marker: dict[str, str] | None = {}
        while marker is not None:
            page = self.call(account)(**self.asked(account), MaxItems=size, **marker)
            yield page
            marker = {"Marker": page["Marker"]} if "Marker" in page else None

    def call(self, account: AccountUnderTest) -> Any:
        return getattr(account.iam, xform_name(self.operation))


def tag(operation: str, untag: str, **bearer: str) -> tuple[Change, Change]:
    """Return how a tag comes and goes."""
    return (
        lambda a, name: getattr(a.iam, operation)(**with_arns(a, bearer), Tags=[{"Key": name, "Value": "v"}]),
        lambda a, name: getattr(a.iam, untag)(**with_arns(a, bearer), TagKeys=[name]),
    )


def attached(kind: str, **bearer: str) -> tuple[Change, Change]:
    """Return how an attached policy comes and goes; each name is a policy of its own."""

    def add(account: AccountUnderTest, name: str) -> None:
        getattr(account.iam, f"attach_{kind}_policy")(
            **bearer, PolicyArn=account.policy(f"{kind}-{name}", allow("s3:*"))
        )

    def remove(account: AccountUnderTest, name: str) -> None:
        arn = account.arn(f"policy/{kind}-{name}")
        getattr(account.iam, f"detach_{kind}_policy")(**bearer, PolicyArn=arn)
        account.iam.delete_policy(PolicyArn=arn)

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


def remove_member(account: AccountUnderTest, name: str) -> None:
    account.iam.remove_user_from_group(GroupName="parent", UserName=f"member-{name}")
    account.iam.delete_user(UserName=f"member-{name}")


def add_group_of_user(account: AccountUnderTest, name: str) -> None:
    account.iam.create_group(GroupName=f"of-{name}")
    account.iam.add_user_to_group(GroupName=f"of-{name}", UserName="parent")


def remove_group_of_user(account: AccountUnderTest, name: str) -> None:
    account.iam.remove_user_from_group(GroupName=f"of-{name}", UserName="parent")
    account.iam.delete_group(GroupName=f"of-{name}")


def add_profile_of_role(account: AccountUnderTest, name: str) -> None:
    account.iam.create_instance_profile(InstanceProfileName=f"of-{name}")
    account.iam.add_role_to_instance_profile(InstanceProfileName=f"of-{name}", RoleName="parent")


def remove_profile_of_role(account: AccountUnderTest, name: str) -> None:
    account.iam.remove_role_from_instance_profile(InstanceProfileName=f"of-{name}", RoleName="parent")
    account.iam.delete_instance_profile(InstanceProfileName=f"of-{name}")


def add_entity(account: AccountUnderTest, name: str) -> None:
    account.iam.create_user(UserName=f"entity-{name}")
    account.iam.attach_user_policy(UserName=f"entity-{name}", PolicyArn=account.arn("policy/parent"))


def remove_entity(account: AccountUnderTest, name: str) -> None:
    account.iam.detach_user_policy(UserName=f"entity-{name}", PolicyArn=account.arn("policy/parent"))
    account.iam.delete_user(UserName=f"entity-{name}")


def rename_user(kind: str) -> Rename:
    return lambda a, old, new: a.iam.update_user(UserName=f"{kind}-{old}", NewUserName=f"{kind}-{new}")


def add_certificate(account: AccountUnderTest, name: str, path: str = PATH) -> None:
    certificate = of_today()
    account.iam.upload_server_certificate(
        ServerCertificateName=name,
        Path=path,
        CertificateBody=certificate.pem,
        PrivateKey=certificate.private_key,
    )


def add_credential(account: AccountUnderTest, name: str) -> None:
    account.iam.create_user(UserName=f"reader-{name}")
    account.iam.create_service_specific_credential(UserName=f"reader-{name}", ServiceName="codecommit.amazonaws.com")


def remove_credential(account: AccountUnderTest, name: str) -> None:
    user = {"UserName": f"reader-{name}"}
    (made,) = account.iam.list_service_specific_credentials(**user)["ServiceSpecificCredentials"]
    id_ = made["ServiceSpecificCredentialId"]
    account.iam.delete_service_specific_credential(**user, ServiceSpecificCredentialId=id_)
    account.iam.delete_user(**user)


USER, GROUP, ROLE = {"UserName": "parent"}, {"GroupName": "parent"}, {"RoleName": "parent"}
PROFILE, POLICY = {"InstanceProfileName": "parent"}, {"PolicyArn": "{policy}"}
SAML, OIDC = {"SAMLProviderArn": "{saml}"}, {"OpenIDConnectProviderArn": "{oidc}"}
CERTIFICATE = {"ServerCertificateName": "parent"}
LISTED = {"PathPrefix": PATH}

LISTS = [
    List(
        "ListUsers",
        "Users",
        "UserName",
        lambda a, name: a.iam.create_user(UserName=name, Path=PATH),
        lambda a, name: a.iam.delete_user(UserName=name),
        params=LISTED,
        rename=lambda a, old, new: a.iam.update_user(UserName=old, NewUserName=new),
    ),
    List(
        "ListGroups",
        "Groups",
        "GroupName",
        lambda a, name: a.iam.create_group(GroupName=name, Path=PATH),
        lambda a, name: a.iam.delete_group(GroupName=name),
        params=LISTED,
        rename=lambda a, old, new: a.iam.update_group(GroupName=old, NewGroupName=new),
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
    List(
        "ListServerCertificates",
        "ServerCertificateMetadataList",
        "ServerCertificateName",
        add_certificate,
        lambda a, name: a.iam.delete_server_certificate(ServerCertificateName=name),
        params=LISTED,
        rename=lambda a, old, new: a.iam.update_server_certificate(
            ServerCertificateName=old, NewServerCertificateName=new
        ),
    ),
    List(
        "ListServerCertificateTags",
        "Tags",
        "Key",
        *tag("tag_server_certificate", "untag_server_certificate", **CERTIFICATE),
        params=CERTIFICATE,
    ),
    List(
        "ListServiceSpecificCredentials",
        "ServiceSpecificCredentials",
        "UserName",
        add_credential,
        remove_credential,
        "reader-",
        params={"AllUsers": True},
        rename=rename_user("reader"),
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
    List(
        "ListSAMLProviderTags",
        "Tags",
        "Key",
        *tag("tag_saml_provider", "untag_saml_provider", **SAML),
        params=SAML,
    ),
    List(
        "ListOpenIDConnectProviderTags",
        "Tags",
        "Key",
        *tag("tag_open_id_connect_provider", "untag_open_id_connect_provider", **OIDC),
        params=OIDC,
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
        remove_member,
        "member-",
        params=GROUP,
        rename=rename_user("member"),
    ),
    List(
        "ListGroupsForUser",
        "Groups",
        "GroupName",
        add_group_of_user,
        remove_group_of_user,
        "of-",
        params=USER,
        rename=lambda a, old, new: a.iam.update_group(GroupName=f"of-{old}", NewGroupName=f"of-{new}"),
    ),
    List(
        "ListInstanceProfilesForRole",
        "InstanceProfiles",
        "InstanceProfileName",
        add_profile_of_role,
        remove_profile_of_role,
        "of-",
        params=ROLE,
    ),
    List(
        "ListEntitiesForPolicy",
        "PolicyUsers",
        "UserName",
        add_entity,
        remove_entity,
        "entity-",
        params=POLICY,
        rename=rename_user("entity"),
    ),
]
"""Lists whose entries have names that the test chooses, and that can hold six of them."""

OF_THEIR_OWN = {
    "ListAccessKeys",
    "ListAccountAliases",
    "ListMFADeviceTags",
    "ListMFADevices",
    "ListSSHPublicKeys",
    "ListSigningCertificates",
    "ListVirtualMFADevices",
    "ListPolicyVersions",
    "SimulateCustomPolicy",
    "SimulatePrincipalPolicy",
    "GetAccountAuthorizationDetails",
    "GetServiceLastAccessedDetails",
    "GetServiceLastAccessedDetailsWithEntities",
    "ListPoliciesGrantingServiceAccess",
}
"""Lists that quotas keep short or whose entries name themselves; each has a test below, reports in test_reports.py,
devices in test_mfa.py."""

each_list = pytest.mark.parametrize("listed", LISTS, ids=lambda listed: listed.operation)


def parents(account: AccountUnderTest, name: str = "parent") -> AccountUnderTest:
    """Make what the lists are of: one of each kind, of that name."""
    iam = account.iam
    iam.create_user(UserName=name)
    iam.create_group(GroupName=name)
    iam.create_instance_profile(InstanceProfileName=name)
    add_certificate(account, name, "/")
    iam.create_saml_provider(Name=name, SAMLMetadataDocument=metadata())
    iam.create_open_id_connect_provider(Url=f"https://{name}.example.com")
    account.role(name, trust(account.number))
    account.policy(name, allow("s3:*"))
    return account


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerInThread]:
    with server_in_thread(tmp_path_factory.mktemp("pages")) as running:
        yield running


@pytest.fixture(scope="module")
def account(server: ServerInThread) -> AccountUnderTest:
    """An account with six entries in every list; the tests leave them there."""
    made = parents(first_account(server))
    parents(made, "second")
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


def operations_with(member: str) -> set[str]:
    """Return the operations that are carried out and take *member*."""
    models = service("iam").operations
    return {
        name
        for name, handler in OPERATIONS.items()
        if not isinstance(handler, Refused) and (shape := models[name].input)
        if any(taken.name == member for taken in shape.members)
    }


def test_every_paginated_operation_is_here() -> None:
    client: Client = boto3.client("iam", region_name="us-east-1")
    paginated = operations_with("Marker")
    assert paginated >= {operation for operation in OPERATIONS if client.can_paginate(xform_name(operation))}
    assert paginated == {listed.operation for listed in LISTS} | OF_THEIR_OWN


@each_list
@pytest.mark.parametrize("size", [1, 2, 5, 6, 7, 1000])
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


# -- whatever happens in between -----------------------------------------------------------------------

POOL = [f"item-{number}" for number in range(12)]
"""Names of entries in the order of numbers, which is not that of the lists."""


@dataclass(frozen=True, slots=True)
class Walk:
    """A list of *entries* at the start, and its pages: the size of each, and what is changed before the next one.

    A change is the name that it is about and the name that an entry of that name gets ("": it goes, or comes).
    """

    entries: frozenset[str]
    sizes: tuple[int, ...]
    changes: tuple[tuple[tuple[str, str], ...], ...]


def walks() -> st.SearchStrategy[Walk]:
    """Every way through a list."""
    name = st.sampled_from(POOL)
    change = st.tuples(name, st.just("") | name)
    return st.builds(
        Walk,
        st.frozensets(name, max_size=8),
        st.lists(st.sampled_from([1, 2, 7, 1000]), min_size=1, max_size=4).map(tuple),
        st.lists(st.lists(change, max_size=3).map(tuple), max_size=4).map(tuple),
    )


@pytest.fixture(scope="module")
def walked(server: ServerInThread) -> AccountUnderTest:
    """An account whose lists are empty before and after each walk."""
    return parents(another_account(server))


@each_list
@given(walk=walks())
@settings(max_examples=settings.default.max_examples // 8)
def test_what_stays_is_listed_once_however_pages_are_cut_and_whatever_changes(
    walked: AccountUnderTest, listed: List, walk: Walk
) -> None:
    there = set[str]()
    try:
        for name in walk.entries:
            listed.add(walked, name)
            there.add(name)
        shown, stayed, ever = walk_through(walked, listed, walk, there)
        assert shown == sorted(set(shown))
        assert stayed <= set(shown) <= ever
    finally:
        for name in there:
            listed.remove(walked, name)


def walk_through(
    account: AccountUnderTest, listed: List, walk: Walk, there: set[str]
) -> tuple[list[str], set[str], set[str]]:
    """Return what the pages show, what was there from first to last, and what was there at any time.

    *there* is kept right; each page has to be full, and to say rightly whether there is more.
    """
    shown, stayed, ever = list[str](), set(there), set(there)
    call, asked, marker = listed.call(account), listed.asked(account), dict[str, str]()
    for turn in itertools.count():
        size = walk.sizes[turn % len(walk.sizes)]
        page = call(**asked, MaxItems=size, **marker)
        following = sorted(name for name in there if not shown or name > shown[-1])
        assert listed.names(page) == following[:size]
        assert page["IsTruncated"] == ("Marker" in page) == (len(following) > size)
        shown += following[:size]
        if not page["IsTruncated"]:
            break
        marker = {"Marker": page["Marker"]}
        for name, new in walk.changes[turn] if turn < len(walk.changes) else ():
            touched = change(account, listed, there, name, new)
            stayed -= touched
            ever |= touched & there
    return shown, stayed, ever


def change(account: AccountUnderTest, listed: List, there: set[str], name: str, new: str) -> set[str]:
    """Make one change and return the names that it touched."""
    if name not in there:
        listed.add(account, name)
        there.add(name)
        return {name}
    there.remove(name)
    if not new or new in there or listed.rename is None:
        listed.remove(account, name)
        return {name}
    listed.rename(account, name, new)
    there.add(new)
    return {name, new}


# -- path prefixes -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paths:
    """A list that a path prefix narrows: what makes what has the path, how an entry comes in, where its name stands."""

    made_by: str
    make: Callable[[AccountUnderTest, str, str], object]
    member: str
    key: str
    params: Mapping[str, object] = field(default_factory=dict)


def policy_at(account: AccountUnderTest, name: str, path: str) -> str:
    arn: str = account.iam.create_policy(PolicyName=name, PolicyDocument=DOCUMENT, Path=path)["Policy"]["Arn"]
    return arn


def entity_at(account: AccountUnderTest, name: str, path: str) -> None:
    account.iam.create_user(UserName=f"entity-{name}", Path=path)
    account.iam.attach_user_policy(UserName=f"entity-{name}", PolicyArn=account.arn("policy/parent"))


def attached_at(kind: str, **bearer: str) -> Callable[[AccountUnderTest, str, str], object]:
    def make(account: AccountUnderTest, name: str, path: str) -> None:
        arn = policy_at(account, f"{kind}-{name}", path)
        getattr(account.iam, f"attach_{kind}_policy")(**bearer, PolicyArn=arn)

    return make


PATHS: dict[str, Paths] = {
    "ListUsers": Paths(
        "CreateUser", lambda a, name, path: a.iam.create_user(UserName=name, Path=path), "Users", "UserName"
    ),
    "ListGroups": Paths(
        "CreateGroup", lambda a, name, path: a.iam.create_group(GroupName=name, Path=path), "Groups", "GroupName"
    ),
    "ListRoles": Paths(
        "CreateRole", lambda a, name, path: a.role(name, trust(a.number), Path=path), "Roles", "RoleName"
    ),
    "ListPolicies": Paths("CreatePolicy", policy_at, "Policies", "PolicyName", {"Scope": "Local"}),
    "ListInstanceProfiles": Paths(
        "CreateInstanceProfile",
        lambda a, name, path: a.iam.create_instance_profile(InstanceProfileName=name, Path=path),
        "InstanceProfiles",
        "InstanceProfileName",
    ),
    "ListServerCertificates": Paths(
        "UploadServerCertificate", add_certificate, "ServerCertificateMetadataList", "ServerCertificateName"
    ),
    "ListAttachedUserPolicies": Paths(
        "CreatePolicy", attached_at("user", **USER), "AttachedPolicies", "PolicyName", USER
    ),
    "ListAttachedGroupPolicies": Paths(
        "CreatePolicy", attached_at("group", **GROUP), "AttachedPolicies", "PolicyName", GROUP
    ),
    "ListAttachedRolePolicies": Paths(
        "CreatePolicy", attached_at("role", **ROLE), "AttachedPolicies", "PolicyName", ROLE
    ),
    "ListEntitiesForPolicy": Paths("CreateUser", entity_at, "PolicyUsers", "UserName", POLICY),
}
"""Every operation that takes a path prefix."""

OF_A_PATH = {f"at-{n}": path for n, path in enumerate(("/", "/a/", "/A/", "/a/b/", "/ab/", "/a_b/", "/a%/", "/axb/"))}
"""Where the entries are: paths that tell letters from capitals, and what is a wildcard in a database from itself."""

PREFIXES = [
    "/",
    "/a",
    "/a/",
    "/A/",
    "/a/b/",
    "/ab",
    "/a_b/",
    "/a_",
    "/a%",
    "/a%/",
    "/%",
    "/_/",
    "/a*",
    "/b/",
    "/a/b/c/",
]


def takes(operation: str, member: str, text: str) -> bool:
    """Return whether the model lets the text be."""
    shape = service("iam").operations[operation].input
    assert shape is not None
    (found,) = (taken.shape for taken in shape.members if taken.name == member)
    assert isinstance(found, String)
    assert found.pattern is not None
    return bool(matcher(found.pattern)(text))


def test_every_operation_that_takes_a_path_prefix_is_here() -> None:
    assert operations_with("PathPrefix") == set(PATHS)


@pytest.mark.parametrize("operation", PATHS)
def test_a_path_prefix_keeps_what_begins_with_it_to_the_letter(changing: AccountUnderTest, operation: str) -> None:
    listed, iam = PATHS[operation], changing.iam
    places = {name: path for name, path in OF_A_PATH.items() if takes(listed.made_by, "Path", path)}
    for name, path in places.items():
        listed.make(changing, name, path)
    prefixes = [prefix for prefix in PREFIXES if takes(operation, "PathPrefix", prefix)]
    assert {"/", "/a/", "/a_b/", "/_/"} <= set(prefixes)
    for prefix in prefixes:
        found = list[str]()
        marker: dict[str, str] | None = {}
        while marker is not None:
            asked = with_arns(changing, listed.params) | marker
            page = getattr(iam, xform_name(operation))(**asked, PathPrefix=prefix, MaxItems=2)
            found += [entry[listed.key].rpartition("at-")[2] for entry in page[listed.member]]
            marker = {"Marker": page["Marker"]} if page["IsTruncated"] else None
        begins = [name for name, path in places.items() if path.startswith(prefix)]
        assert [f"at-{name}" for name in found if name.isdigit()] == begins, prefix


# -- markers that are not one's own --------------------------------------------------------------------


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


@pytest.mark.parametrize(
    "listed", [listed for listed in LISTS if listed.has_others], ids=lambda listed: listed.operation
)
def test_the_marker_of_another_filter_or_parent_is_refused(account: AccountUnderTest, listed: List) -> None:
    asked = listed.asked(account, "second") | ({"PathPrefix": "/"} if "PathPrefix" in listed.params else {})
    refused = (400, "ValidationError", "Invalid Marker.")
    assert refusal(listed.call(account), **asked, Marker=marker(listed, account)) == refused


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


def test_the_signing_certificates_of_a_user_are_listed_one_by_one(changing: AccountUnderTest) -> None:
    iam = changing.iam
    bodies = [of_today("one").pem, of_today("two").pem]
    made = [iam.upload_signing_certificate(**USER, CertificateBody=body)["Certificate"] for body in bodies]
    ids = sorted(certificate["CertificateId"] for certificate in made)
    pages = iter(iam.get_paginator("list_signing_certificates").paginate(**USER, PaginationConfig={"PageSize": 1}))
    assert [one["CertificateId"] for one in next(pages)["Certificates"]] == ids[:1]
    iam.delete_signing_certificate(**USER, CertificateId=ids[0])
    assert [one["CertificateId"] for page in pages for one in page["Certificates"]] == ids[1:]


def test_the_ssh_public_keys_of_a_user_are_listed_one_by_one(changing: AccountUnderTest) -> None:
    iam = changing.iam
    bodies = [ssh_text(rsa_key(1)), ssh_text(rsa_key(2))]
    made = [iam.upload_ssh_public_key(**USER, SSHPublicKeyBody=body)["SSHPublicKey"] for body in bodies]
    ids = sorted(key["SSHPublicKeyId"] for key in made)
    pages = iter(iam.get_paginator("list_ssh_public_keys").paginate(**USER, PaginationConfig={"PageSize": 1}))
    assert [one["SSHPublicKeyId"] for one in next(pages)["SSHPublicKeys"]] == ids[:1]
    iam.delete_ssh_public_key(**USER, SSHPublicKeyId=ids[0])
    assert [one["SSHPublicKeyId"] for page in pages for one in page["SSHPublicKeys"]] == ids[1:]


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
