"""Laws of deciding: whatever the policies and the request, these hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ostiary.engine.decide import Allow, Decision, ExplicitDeny, ImplicitDeny, Layers, decide
from ostiary.engine.policy import PolicyKind
from ostiary.engine.request import Request
from tests.support.engine import CALLERS, MIRA, ROLE, A, B, layer, request

Statement = Mapping[str, Any]  # Any: JSON

ACTIONS = ["s3:GetObject", "s3:*", "s3:Get?bject", "*", "*:Get*", "iam:GetUser", "sts:AssumeRole", "sts:*"]
RESOURCES = ["*", "arn:aws:s3:::vault/*", "arn:aws:s3:::vault/${k}", ROLE, "arn:aws:iam::*:role/*", "arn:aws:s3"]
PRINCIPALS = ["*", A, B, MIRA.arn, MIRA.entity_id, ROLE, f"arn:aws:sts::{A}:assumed-role/kiln/s"]
CONDITIONS: list[Mapping[str, object]] = [
    {},
    {"StringEquals": {"k": "x"}},
    {"StringNotEquals": {"k": ["x", "y"]}},
    {"StringLike": {"k": "${l}*"}},
    {"ForAllValues:StringEquals": {"m": ["x", "y"]}},
    {"ForAnyValue:StringNotEqualsIfExists": {"m": "x"}},
    {"Null": {"k": "true"}},
    {"NumericNotEquals": {"k": "1"}},
    {"Bool": {"k": "true"}},
]
EVERYTHING = {"Action": "*", "Resource": "*"}


def some(values: Sequence[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=3)


def statements(*, of_trust: bool = False) -> st.SearchStrategy[Statement]:
    """Statements of an identity policy, or of a trust policy."""
    action = st.sampled_from(["Action", "NotAction"]).flatmap(
        lambda element: st.fixed_dictionaries({element: some(ACTIONS)})
    )
    resource = st.sampled_from(["Resource", "NotResource"]).flatmap(
        lambda element: st.fixed_dictionaries({element: some(RESOURCES)})
    )
    about = (
        st.fixed_dictionaries({"Principal": some(PRINCIPALS).map(lambda names: {"AWS": names})})
        if of_trust
        else resource
    )
    rest = st.fixed_dictionaries(
        {"Effect": st.sampled_from(["Allow", "Allow", "Deny"]), "Condition": st.sampled_from(CONDITIONS)}
    )
    return st.tuples(action, about, rest).map(lambda parts: {**parts[0], **parts[1], **parts[2]})


def documents(*, of_trust: bool = False) -> st.SearchStrategy[list[list[Statement]]]:
    """Policies, each a list of statements."""
    return st.lists(st.lists(statements(of_trust=of_trust), min_size=1, max_size=3), max_size=3)


LIMITS = st.none() | documents()
CONTEXTS = st.fixed_dictionaries(
    {},
    optional={
        "k": st.sampled_from(["", "x", "1", "true"]),
        "l": st.sampled_from(["", "x"]),
        "m": st.lists(st.sampled_from(["", "x", "z"]), max_size=2).map(tuple),
    },
)
REQUESTS = st.builds(
    request,
    st.sampled_from(["s3:GetObject", "iam:GetUser", "sts:AssumeRole", "sts:TagSession"]),
    st.sampled_from(["arn:aws:s3:::vault/x", "*", ROLE]),
    st.sampled_from(list(CALLERS.values())),
    CONTEXTS,
    owner=st.sampled_from([A, B]),
)

Given = Mapping[str, list[list[Statement]] | None]
GIVEN: st.SearchStrategy[Given] = st.fixed_dictionaries(
    {"identity": documents(), "boundary": LIMITS, "session": LIMITS, "trust": st.none() | documents(of_trust=True)}
)


def built(given_layers: Given) -> Layers:
    return Layers(**{kind: layer(PolicyKind(kind), *docs) for kind, docs in given_layers.items() if docs is not None})


def decided(asked: Request, given_layers: Given) -> Decision:
    return decide(asked, built(given_layers))


def is_fixed(asked: Request) -> bool:
    """Return whether no policy matters: root, and calls that credentials alone settle."""
    return isinstance(decide(asked, Layers()), Allow)


@given(REQUESTS, GIVEN, st.sampled_from(["identity", "boundary", "session", "trust"]), st.data())
def test_threat_17_a_further_deny_never_allows(asked: Request, layers: Given, kind: str, data: st.DataObject) -> None:
    added = {**data.draw(statements(of_trust=kind == "trust")), "Effect": "Deny"}
    before = decided(asked, layers)
    after = decided(asked, {**layers, kind: [*(layers[kind] or []), [added]]})
    if not isinstance(before, Allow):
        # A trust policy where there was none is the one grant that this may bring; it holds only a Deny.
        assert not isinstance(after, Allow)


@given(REQUESTS, GIVEN)
def test_threat_17_a_deny_that_matches_always_wins(asked: Request, layers: Given) -> None:
    for kind in ("identity", "boundary", "session"):
        denied = decided(asked, {**layers, kind: [*(layers[kind] or []), [EVERYTHING | {"Effect": "Deny"}]]})
        assert isinstance(denied, ExplicitDeny) or decided(asked, layers) == denied
        assert not isinstance(denied, Allow)


@given(REQUESTS, GIVEN, st.sampled_from(["identity", "boundary", "session", "trust"]))
def test_threat_17_a_statement_that_does_not_match_changes_nothing(asked: Request, layers: Given, kind: str) -> None:
    if layers[kind] is None:
        return
    idle = {"Effect": "Deny", "Action": "pottery:Fire"} | (
        {"Principal": {"AWS": "*"}} if kind == "trust" else {"Resource": "*"}
    )
    changed = decided(asked, {**layers, kind: [*(layers[kind] or []), [idle]]})
    assert without_sources(changed) == without_sources(decided(asked, layers))


@given(REQUESTS, GIVEN, st.sampled_from(["identity", "boundary", "session", "trust"]), st.data())
def test_a_further_allow_in_a_layer_never_denies(asked: Request, layers: Given, kind: str, data: st.DataObject) -> None:
    if layers[kind] is None:
        return
    added = {**data.draw(statements(of_trust=kind == "trust")), "Effect": "Allow"}
    if isinstance(decided(asked, layers), Allow):
        assert isinstance(decided(asked, {**layers, kind: [*(layers[kind] or []), [added]]}), Allow)


@given(REQUESTS, LIMITS, LIMITS)
def test_without_a_grant_nothing_is_allowed(asked: Request, boundary: Any, session: Any) -> None:
    decision = decided(asked, {"identity": [], "boundary": boundary, "session": session})
    assert not isinstance(decision, Allow) or is_fixed(asked)


@given(REQUESTS, GIVEN, documents(), st.sampled_from(["boundary", "session"]))
def test_a_boundary_and_session_policies_never_add(asked: Request, layers: Given, limit: Any, kind: str) -> None:
    if asked.caller.kind.value == "federated-user" and kind == "session":
        return  # without session policies it may do nothing, so here they do add (7.6)
    unlimited = decided(asked, {**layers, kind: None})
    if isinstance(decided(asked, {**layers, kind: limit}), Allow):
        assert isinstance(unlimited, Allow)


def without_sources(decision: Decision) -> object:
    """Return what is decided, without the statements that were parsed anew for it."""
    match decision:
        case Allow():
            return Allow
        case ExplicitDeny(kind):
            return ExplicitDeny, kind
        case ImplicitDeny():
            return decision


def shuffled(value: Any, random: Any) -> Any:
    """Return *value* with every list in it in another order."""
    if isinstance(value, list):
        items = [shuffled(item, random) for item in value]
        random.shuffle(items)
        return items
    if isinstance(value, dict):
        items = [(key, shuffled(item, random)) for key, item in value.items()]
        random.shuffle(items)
        return dict(items)
    return value


@given(REQUESTS, GIVEN, st.randoms(use_true_random=False))
def test_order_never_matters(asked: Request, layers: Given, random: Any) -> None:
    mixed = {kind: shuffled(docs, random) for kind, docs in layers.items()}
    assert without_sources(decided(asked, mixed)) == without_sources(decided(asked, layers))


@given(REQUESTS, GIVEN)
def test_one_policy_of_all_statements_decides_as_many_of_one_each(asked: Request, layers: Given) -> None:
    flat = {
        kind: None if docs is None else [[statement] for document in docs for statement in document]
        for kind, docs in layers.items()
    }
    assert without_sources(decided(asked, flat)) == without_sources(decided(asked, layers))


@given(REQUESTS, GIVEN)
def test_the_case_of_an_action_never_matters(asked: Request, layers: Given) -> None:
    other = replace(asked, action=asked.action.swapcase())
    assert without_sources(decided(other, layers)) == without_sources(decided(asked, layers))
