"""Collections keep their promises (`ostiary.store.contract.Collection`)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ostiary.model.errors import EntityAlreadyExistsError, NoSuchEntityError
from ostiary.model.nouns import Passkey, SealedKey
from ostiary.store.contract import Relation
from ostiary.store.kinds import KINDS
from ostiary.store.sql import SqlStore
from tests.support.nouns import (
    ACCOUNT,
    OTHER,
    a_console_session,
    a_credential_report,
    a_data_key,
    a_deletion_task,
    a_device,
    a_group,
    a_key,
    a_login_profile,
    a_password_policy,
    a_policy,
    a_profile,
    a_revocation,
    a_revocation_list,
    a_role,
    a_saml_provider,
    a_server_certificate,
    a_service_credential,
    a_service_principal,
    a_signing_certificate,
    a_ticket,
    a_trust_anchor,
    a_user,
    a_version,
    a_workload_profile,
    an_access_job,
    an_account,
    an_inline_policy,
    an_issuer_key,
    an_oidc_provider,
    an_ssh_key,
    arn,
    some_attempts,
)

DEVICE = f"arn:aws:iam::{ACCOUNT}:mfa/d"
IDP = "idp.example.com/a"

ONE_OF_EACH: list[tuple[str, Any, str, str]] = [
    ("accounts", an_account(email="root@example.com", alias="acme"), ACCOUNT, ""),
    (
        "users",
        a_user("Alice", boundary="arn:aws:iam::aws:policy/B", tags={"K": "v"}, password_last_used=7),
        "alice",
        "",
    ),
    ("groups", a_group("Admins", path="/ops/"), "ADMINS", ""),
    ("roles", a_role("Deploy", trust_ids={"arn:x": "AIDAX"}, description="é ☃ \x00", max_session=7200), "deploy", ""),
    ("policies", a_policy("ReadAll", default_version="v3", next_version=4), "readall", ""),
    ("policy_versions", a_version("ANPAx", "v12"), "v12", "ANPAx"),
    ("inline_policies", an_inline_policy("AIDAx", "Inline"), "Inline", "AIDAx"),
    ("instance_profiles", a_profile("Web", role="AROAx"), "WEB", ""),
    ("access_keys", a_key("AKIAX", "AIDAx", active=False), "AKIAX", "AIDAx"),
    ("data_keys", a_data_key("k1"), "k1", ""),
    ("login_profiles", a_login_profile("AIDAx", previous=("a", "b"), reset_required=True), "AIDAx", ""),
    ("password_policies", a_password_policy(minimum_length=9, hard_expiry=True), ACCOUNT, ""),
    ("mfa_devices", a_device("d", owner="AIDAx", enabled=3, last_step=9, tags={"k": "v"}), DEVICE, ""),
    ("saml_providers", a_saml_provider("Corp", private_keys={"1": SealedKey(created=1, sealed="s")}), "Corp", ""),
    ("oidc_providers", an_oidc_provider("idp.example.com/a", client_ids=("x",), thumbprints=("ab",)), IDP, ""),
    ("server_certificates", a_server_certificate("Web", path="/a/", chain="pem"), "web", ""),
    ("signing_certificates", a_signing_certificate("C1", "AIDAx", active=False), "C1", "AIDAx"),
    ("ssh_public_keys", an_ssh_key("APKA1", "AIDAx"), "APKA1", "AIDAx"),
    ("service_credentials", a_service_credential("ACCA1", "AIDAx", expires=7), "ACCA1", "AIDAx"),
    ("deletion_tasks", a_deletion_task("task/aws-service-role/x/y/1"), "task/aws-service-role/x/y/1", ""),
    ("credential_reports", a_credential_report(generated=5, content="user,arn"), ACCOUNT, ""),
    ("access_jobs", an_access_job("j1"), "000000000001j1", ""),
    ("attempts", some_attempts("AIDAx", locked_until=7), "AIDAx/code", ""),
    ("revocations", a_revocation("AROAx"), "AROAx", ""),
    ("tickets", a_ticket("t1", content="{}"), "000000000009code/t1", "code"),
    ("console_sessions", a_console_session("c1", "AIDAx", keys={"ASIAx": 9}), "000000000009c1", "AIDAx"),
    ("issuer_keys", an_issuer_key("k1"), "000000000001k1", ""),
    ("service_principals", a_service_principal("Backup.example.com"), "backup.example.com", ""),
    ("trust_anchors", a_trust_anchor("t1", enabled=True), "t1", "us-east-1"),
    ("workload_profiles", a_workload_profile("p1", mappings={"x509SAN": ("URI",)}, roles=("a",)), "p1", "us-east-1"),
    ("revocation_lists", a_revocation_list("c1", "t1"), "c1", "t1"),
]


def test_one_of_each_kind_is_tried() -> None:
    assert [row[0] for row in ONE_OF_EACH] == [kind.name for kind in KINDS]


@pytest.mark.parametrize(("kind", "noun", "key", "parent"), ONE_OF_EACH, ids=[row[0] for row in ONE_OF_EACH])
def test_what_was_added_is_found_by_key_and_listed_until_it_is_removed(
    store: SqlStore, do: Any, kind: str, noun: Any, key: str, parent: str
) -> None:
    do(lambda tx: getattr(tx, kind).add(noun))
    with store.read() as view:
        collection = getattr(view, kind)
        assert collection.get(ACCOUNT, key, parent=parent) == noun
        assert collection.page(ACCOUNT, parent=parent, limit=10).items == (noun,)
        assert collection.count(ACCOUNT, parent=parent) == 1
        if hasattr(noun, "id"):
            assert collection.by_id(noun.id) == noun
    do(lambda tx: getattr(tx, kind).remove(noun))
    with store.read() as view:
        collection = getattr(view, kind)
        assert collection.get(ACCOUNT, key, parent=parent) is None
        assert collection.page(ACCOUNT, parent=parent, limit=10).items == ()
        assert collection.count(ACCOUNT, parent=parent) == 0
        if hasattr(noun, "id"):
            assert collection.by_id(noun.id) is None


@pytest.mark.parametrize("make", [a_user, a_group, a_role, a_policy, a_profile])
def test_threat_26_names_are_unique_ignoring_case(store: SqlStore, do: Any, make: Any) -> None:
    noun = make("Alice")
    kind = f"{type(noun).__name__.lower()}s".replace("policys", "policies").replace("instancep", "instance_p")
    do(lambda tx: getattr(tx, kind).add(noun))
    with pytest.raises(EntityAlreadyExistsError, match="ALICE"):
        do(lambda tx: getattr(tx, kind).add(make("ALICE")))
    do(lambda tx: getattr(tx, kind).add(make("ALICE", account=OTHER)))  # names belong to an account


def test_inline_policies_and_access_keys_keep_their_case(store: SqlStore, do: Any) -> None:
    def work(tx: Any) -> None:
        tx.inline_policies.add(an_inline_policy("AIDAx", "Read"))
        tx.inline_policies.add(an_inline_policy("AIDAx", "read"))

    do(work)
    with store.read() as view:
        assert view.inline_policies.get(ACCOUNT, "READ", parent="AIDAx") is None
        names = [policy.name for policy in view.inline_policies.page(ACCOUNT, parent="AIDAx", limit=9).items]
        assert names == ["Read", "read"]


def test_an_id_is_unique_in_the_installation(do: Any) -> None:
    do(lambda tx: tx.users.add(a_user("alice", id="AIDA1")))
    with pytest.raises(EntityAlreadyExistsError):
        do(lambda tx: tx.users.add(a_user("bob", id="AIDA1", account=OTHER)))


def test_a_work_may_go_on_after_a_name_was_taken(store: SqlStore, do: Any) -> None:
    def work(tx: Any) -> None:
        tx.users.add(a_user("alice"))
        with pytest.raises(EntityAlreadyExistsError):
            tx.users.add(a_user("Alice", id="AIDA2"))
        tx.users.add(a_user("bob"))

    do(work)
    with store.read() as view:
        assert [user.name for user in view.users.page(ACCOUNT, limit=9).items] == ["alice", "bob"]


def test_replace_renames_and_keeps_the_id(store: SqlStore, do: Any) -> None:
    do(lambda tx: tx.users.add(a_user("alice")))
    do(lambda tx: tx.users.replace(a_user("Bob", id="AIDAalice", path="/new/")))
    with store.read() as view:
        assert view.users.get(ACCOUNT, "alice") is None
        assert view.users.get(ACCOUNT, "bob") == view.users.by_id("AIDAalice")
        assert view.users.count(ACCOUNT) == 1


def test_replace_may_change_only_the_case_of_a_name(store: SqlStore, do: Any) -> None:
    do(lambda tx: tx.users.add(a_user("alice")))
    do(lambda tx: tx.users.replace(a_user("ALICE", id="AIDAalice")))
    with store.read() as view:
        found = view.users.get(ACCOUNT, "alice")
        assert found is not None
        assert found.name == "ALICE"


def test_replace_refuses_a_taken_name_and_a_missing_id(do: Any) -> None:
    do(lambda tx: [tx.users.add(a_user("alice")), tx.users.add(a_user("bob"))])
    with pytest.raises(EntityAlreadyExistsError):
        do(lambda tx: tx.users.replace(a_user("BOB", id="AIDAalice")))
    with pytest.raises(NoSuchEntityError):
        do(lambda tx: tx.users.replace(a_user("carol")))
    with pytest.raises(NoSuchEntityError):
        do(lambda tx: tx.users.remove(a_user("carol")))


def test_a_noun_of_one_account_cannot_be_replaced_or_removed_from_another(do: Any) -> None:
    do(lambda tx: tx.users.add(a_user("alice")))
    stranger = a_user("alice", account=OTHER)
    for method in ("replace", "remove"):
        with pytest.raises(NoSuchEntityError):
            do(lambda tx, method=method: getattr(tx.users, method)(stranger))


def test_versions_are_in_order_of_number(store: SqlStore, do: Any) -> None:
    for version in ("v10", "v9", "v2", "v1", "v100"):
        do(lambda tx, version=version: tx.policy_versions.add(a_version("ANPAx", version)))
    with store.read() as view:
        first = view.policy_versions.page(ACCOUNT, parent="ANPAx", limit=3)
        rest = view.policy_versions.page(ACCOUNT, parent="ANPAx", after="v9", limit=3)
        assert [each.version for each in (*first.items, *rest.items)] == ["v1", "v2", "v9", "v10", "v100"]
        assert (first.more, rest.more) == (True, False)
        for nonsense in ("", "v", "2", "v0x1", "v²", "version"):
            assert view.policy_versions.get(ACCOUNT, nonsense, parent="ANPAx") is None


def test_pages_go_on_from_a_key_whatever_its_case(store: SqlStore, do: Any) -> None:
    names = ["Zoe", "adam", "Bea", "_x", "bea-1", "Ünsal", "carl"]
    do(lambda tx: [tx.users.add(a_user(name)) for name in names])
    with store.read() as view:
        seen: list[str] = []
        after = ""
        while True:
            page = view.users.page(ACCOUNT, after=after, limit=2)
            seen += [user.name for user in page.items]
            if not page.more:
                break
            after = page.items[-1].name.upper()
    assert seen == sorted(names, key=str.lower)


def test_a_page_shows_only_what_is_under_its_path(store: SqlStore, do: Any) -> None:
    paths = {"a": "/", "b": "/Eng/", "c": "/eng/", "d": "/eng/ops/", "e": "/engine/", "f": "/e%g/"}
    do(lambda tx: [tx.users.add(a_user(name, path=path)) for name, path in paths.items()])
    with store.read() as view:

        def under(prefix: str) -> str:
            return "".join(user.name for user in view.users.page(ACCOUNT, path_prefix=prefix, limit=9).items)

        assert [under(prefix) for prefix in ("/", "/eng/", "/eng", "/e%", "/e_g/", "/x")] == [
            "abcdef",
            "cd",
            "cde",
            "f",
            "",
            "",
        ]
        assert view.users.page(ACCOUNT, path_prefix="/eng", limit=2).more


def test_what_could_not_be_kept_is_not_found(store: SqlStore) -> None:
    with store.read() as view:
        for text in ("\0", "a\0b", "\ud800", "x\udfff"):
            assert view.users.get(ACCOUNT, text) is None
            assert view.access_keys.by_id(text) is None
            assert view.aliases.get(text) is None
            assert view.key_use(text) is None
            assert not view.links.has(ACCOUNT, Relation.MEMBER, text, text)
            assert view.policy_versions.get(ACCOUNT, "v1", parent=text) is None
        assert view.users.get(ACCOUNT, "'; DROP TABLE users; --") is None


def test_an_alias_belongs_to_one_account(store: SqlStore, do: Any) -> None:
    do(lambda tx: [tx.accounts.add(an_account(alias="acme")), tx.accounts.add(an_account(OTHER))])
    with pytest.raises(EntityAlreadyExistsError, match="The account alias acme already exists"):
        do(lambda tx: tx.accounts.replace(an_account(OTHER, alias="acme")))
    do(lambda tx: tx.accounts.replace(an_account(alias="new")))
    with store.read() as view:
        assert [view.aliases.get(alias) for alias in ("acme", "new", "none")] == [None, ACCOUNT, None]
    do(lambda tx: tx.accounts.replace(an_account(OTHER, alias="acme")))
    do(lambda tx: tx.accounts.remove(an_account()))
    with store.read() as view:
        assert [view.aliases.get(alias) for alias in ("acme", "new")] == [OTHER, None]


def test_linked_returns_the_other_ends_in_order(store: SqlStore, do: Any) -> None:
    users = [a_user(name, path=path) for name, path in (("Zed", "/"), ("amy", "/x/"), ("Bob", "/x/y/"))]
    groups = [a_group("G1"), a_group("g0")]

    def work(tx: Any) -> None:
        for user in users:
            tx.users.add(user)
            tx.links.add(ACCOUNT, Relation.MEMBER, groups[0].id, user.id)
        for group in groups:
            tx.groups.add(group)
        tx.links.add(ACCOUNT, Relation.MEMBER, groups[1].id, users[0].id)

    do(work)
    with store.read() as view:
        member = Relation.MEMBER
        first = view.users.linked(ACCOUNT, member, source=groups[0].id, limit=2)
        second = view.users.linked(ACCOUNT, member, source=groups[0].id, after="BOB", limit=2)
        assert ([user.name for user in (*first.items, *second.items)], first.more, second.more) == (
            ["amy", "Bob", "Zed"],
            True,
            False,
        )
        assert view.users.linked(ACCOUNT, member, source=groups[0].id, path_prefix="/x/y/", limit=9).items == (
            users[2],
        )
        assert view.groups.linked(ACCOUNT, member, target=users[0].id, limit=9).items == (groups[1], groups[0])
        assert view.groups.linked(ACCOUNT, member, target="AIDAnobody", limit=9).items == ()
        with pytest.raises(ValueError, match="exactly one"):
            view.users.linked(ACCOUNT, member, limit=9)
        with pytest.raises(ValueError, match="exactly one"):
            view.users.linked(ACCOUNT, member, source="a", target="b", limit=9)


def test_linked_finds_the_customer_managed_policies_by_their_arn(store: SqlStore, do: Any) -> None:
    mine, deep, other = a_policy("Mine"), a_policy("Deep", path="/a/b/"), a_policy("Other")
    targets = [arn(mine), arn(deep), "arn:aws:iam::aws:policy/Other", f"arn:aws:iam::{OTHER}:policy/Other", "odd"]
    targets += [f"arn:aws:iam::{ACCOUNT}:policy/wrong/Other", f"arn:aws:iam::{ACCOUNT}:policy/Gone"]

    def work(tx: Any) -> None:
        for policy in (mine, deep, other):
            tx.policies.add(policy)
        for target in targets:
            tx.links.add(ACCOUNT, Relation.ATTACHMENT, "AIDAx", target)

    do(work)
    with store.read() as view:
        linked = view.policies.linked
        assert linked(ACCOUNT, Relation.ATTACHMENT, source="AIDAx", limit=9).items == (deep, mine)
        page = linked(ACCOUNT, Relation.ATTACHMENT, source="AIDAx", limit=1)
        assert (page.items, page.more) == ((deep,), True)
        assert linked(ACCOUNT, Relation.ATTACHMENT, source="AIDAx", after="deep", limit=9).items == (mine,)
        assert linked(ACCOUNT, Relation.ATTACHMENT, source="AIDAx", path_prefix="/a/", limit=9).items == (deep,)


def test_boundaries_are_linked_as_long_as_the_noun_has_them(store: SqlStore, do: Any) -> None:
    first, second = arn(a_policy("First")), arn(a_policy("Second"))
    user, role = a_user("alice", boundary=first), a_role("deploy", boundary=first)
    do(lambda tx: [tx.users.add(user), tx.roles.add(role)])

    def sources(target: str) -> tuple[list[str], list[str]]:
        with store.read() as view:
            users = view.users.linked(ACCOUNT, Relation.BOUNDARY, target=target, limit=9).items
            roles = view.roles.linked(ACCOUNT, Relation.BOUNDARY, target=target, limit=9).items
        return [user.name for user in users], [role.name for role in roles]

    assert sources(first) == (["alice"], ["deploy"])
    do(lambda tx: tx.users.replace(replace(user, boundary=second)))
    assert (sources(first), sources(second)) == (([], ["deploy"]), (["alice"], []))
    do(lambda tx: tx.roles.replace(replace(role, boundary="")))
    do(lambda tx: tx.users.remove(user))
    assert (sources(first), sources(second)) == (([], []), ([], []))


def test_profiles_are_linked_with_their_role(store: SqlStore, do: Any) -> None:
    role, profile = a_role("deploy"), a_profile("web", role="AROAdeploy")
    do(lambda tx: [tx.roles.add(role), tx.instance_profiles.add(profile)])

    def profiles() -> list[str]:
        with store.read() as view:
            page = view.instance_profiles.linked(ACCOUNT, Relation.PROFILE_ROLE, target=role.id, limit=9)
        return [each.name for each in page.items]

    assert profiles() == ["web"]
    do(lambda tx: tx.instance_profiles.replace(replace(profile, role="")))
    assert profiles() == []


def test_devices_are_linked_with_their_owner(store: SqlStore, do: Any) -> None:
    device = a_device("d", owner=ACCOUNT)
    do(lambda tx: [tx.accounts.add(an_account()), tx.mfa_devices.add(device), tx.mfa_devices.add(a_device("free"))])

    def devices() -> list[str]:
        with store.read() as view:
            page = view.mfa_devices.linked(ACCOUNT, Relation.DEVICE_OWNER, target=ACCOUNT, limit=9)
        return [each.serial for each in page.items]

    assert devices() == [device.serial]
    do(lambda tx: tx.mfa_devices.replace(replace(device, owner="")))
    assert devices() == []


def test_a_passkey_is_kept_once_in_the_installation(store: SqlStore, do: Any) -> None:
    passkey = Passkey(credential="AAAA", public_key="AAAA", count=0, model="m")
    first = a_device("first", owner=ACCOUNT, passkey=passkey)
    do(lambda tx: [tx.accounts.add(an_account()), tx.mfa_devices.add(first)])
    for again in (a_device("second", passkey=passkey), a_device("third", account=OTHER, passkey=passkey)):
        with pytest.raises(EntityAlreadyExistsError):
            do(lambda tx, again=again: tx.mfa_devices.add(again))
    used = replace(first, passkey=replace(passkey, count=1))
    do(lambda tx: tx.mfa_devices.replace(used))
    with store.read() as view:
        assert view.mfa_devices.get(ACCOUNT, first.serial) == used
        assert view.mfa_devices.linked(ACCOUNT, Relation.DEVICE_OWNER, target=ACCOUNT, limit=9).items == (used,)
    do(lambda tx: [tx.mfa_devices.remove(used), tx.mfa_devices.add(a_device("second", passkey=passkey))])


def test_nothing_points_at_a_noun_that_is_gone(store: SqlStore, do: Any) -> None:
    user, group = a_user("alice"), a_group("g")

    def work(tx: Any) -> None:
        tx.users.add(user)
        tx.groups.add(group)
        tx.links.add(ACCOUNT, Relation.MEMBER, group.id, user.id)
        tx.links.add(ACCOUNT, Relation.ATTACHMENT, user.id, "arn:aws:iam::aws:policy/P")

    do(work)
    do(lambda tx: tx.users.remove(user))
    with store.read() as view:
        assert view.links.targets(ACCOUNT, Relation.MEMBER, group.id) == ()
        assert view.links.all_targets(ACCOUNT, Relation.ATTACHMENT) == ()


def test_counts_follow_every_write_and_every_undo(store: SqlStore, do: Any) -> None:
    do(lambda tx: [tx.users.add(a_user(f"u{i}")) for i in range(5)])
    do(lambda tx: tx.users.remove(a_user("u3")))
    do(lambda tx: tx.users.replace(a_user("new", id="AIDAu1")))
    with pytest.raises(EntityAlreadyExistsError):
        do(lambda tx: [tx.users.add(a_user("u9")), tx.users.add(a_user("u2", id="AIDAother"))])
    with store.read() as view:
        assert view.users.count(ACCOUNT) == len(view.users.page(ACCOUNT, limit=99).items) == 4
        assert view.users.count(OTHER) == 0


def test_the_operator_can_ask_which_accounts_there_are(store: SqlStore, do: Any) -> None:
    assert list(store.account_numbers()) == []
    do(lambda tx: [tx.accounts.add(an_account(OTHER)), tx.accounts.add(an_account())])
    assert list(store.account_numbers()) == [ACCOUNT, OTHER]
