"""Links keep their promises (`ostiary.store.contract.Links`)."""

from __future__ import annotations

from typing import Any

import pytest

from ostiary.store.contract import Relation
from ostiary.store.sql import SqlStore
from tests.support.nouns import ACCOUNT, OTHER

ATTACHMENT = Relation.ATTACHMENT


def test_a_link_is_made_once_and_dropped_once(store: SqlStore) -> None:
    def add(tx: Any) -> bool:
        return bool(tx.links.add(ACCOUNT, ATTACHMENT, "u", "p"))

    def remove(tx: Any) -> bool:
        return bool(tx.links.remove(ACCOUNT, ATTACHMENT, "u", "p"))

    answers = [store.write(work, actor="", now=1).value for work in (remove, add, add, remove, remove)]
    assert answers == [False, True, False, True, False]
    assert store.revision == 2  # what changed nothing took no revision


def test_links_answer_from_both_ends(store: SqlStore, do: Any) -> None:
    pairs = [("u2", "p1"), ("u1", "p2"), ("u1", "p1"), ("u3", "p1")]
    do(lambda tx: [tx.links.add(ACCOUNT, ATTACHMENT, *pair) for pair in pairs])
    do(lambda tx: tx.links.add(OTHER, ATTACHMENT, "u9", "p1"))
    do(lambda tx: tx.links.add(ACCOUNT, Relation.MEMBER, "u1", "p9"))
    with store.read() as view:
        links = view.links
        assert links.targets(ACCOUNT, ATTACHMENT, "u1") == ("p1", "p2")
        assert links.count_sources(ACCOUNT, ATTACHMENT, "p1") == 3
        assert links.counts(ACCOUNT, ATTACHMENT, ["p1", "p2", "p3", "p1"]) == {"p1": 3, "p2": 1}
        assert links.counts(ACCOUNT, ATTACHMENT, []) == {}
        assert links.all_targets(ACCOUNT, ATTACHMENT) == ("p1", "p2")
        assert links.all_targets(ACCOUNT, Relation.BOUNDARY) == ()
        assert links.count(ACCOUNT, ATTACHMENT) == 4
        assert links.count(OTHER, ATTACHMENT) == 1
        assert links.has(ACCOUNT, ATTACHMENT, "u3", "p1")
        assert not links.has(ACCOUNT, ATTACHMENT, "u3", "p2")
        assert not links.has(OTHER, ATTACHMENT, "u3", "p1")


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("", ("a", "b", "b:1", "b:2", "b:é", "c")),
        ("b", ("b", "b:1", "b:2", "b:é")),
        ("b:", ("b:1", "b:2", "b:é")),
        ("b:é", ("b:é",)),
        ("B", ()),
        ("b:%", ()),
        ("c:", ()),
    ],
)
def test_targets_are_found_by_how_they_begin(store: SqlStore, do: Any, prefix: str, expected: tuple[str, ...]) -> None:
    pairs = [(source, target) for target in ("c", "b:é", "a", "b:2", "b", "b:1") for source in ("u1", "u2")]
    do(lambda tx: [tx.links.add(ACCOUNT, ATTACHMENT, *pair) for pair in pairs])
    do(lambda tx: [tx.links.add(*other, "u1", "b:3") for other in ((OTHER, ATTACHMENT), (ACCOUNT, Relation.MEMBER))])
    with store.read() as view:
        assert view.links.all_targets(ACCOUNT, ATTACHMENT, prefix=prefix) == expected


@pytest.mark.parametrize("relation", [Relation.BOUNDARY, Relation.PROFILE_ROLE, Relation.DEVICE_OWNER])
def test_links_that_follow_from_nouns_are_nobody_elses(do: Any, relation: Relation) -> None:
    for method in ("add", "remove"):
        with pytest.raises(TypeError, match="follow from the nouns"):
            do(lambda tx, method=method: getattr(tx.links, method)(ACCOUNT, relation, "a", "b"))
