"""Laws of deciding: whatever the policies and the request, these hold."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from hypothesis import given as for_all
from hypothesis import strategies as st

from ostiary.engine import fixed
from ostiary.engine.decide import WITHIN_ACCOUNT, Allow, Decision, ExplicitDeny, ImplicitDeny, Layers, decide
from ostiary.engine.request import Request
from ostiary.model.caller import CallerKind
from tests.support.engine import CALLERS, CANONICAL, MIRA, OIDC, ROLE, SAML, A, B, layers, request

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


def some(values: Sequence[str]) -> list[list[str]]:
    """Return every list of one or two of the values."""
    return [[value] for value in values] + [list(pair) for pair in combinations(values, 2)]


def either(element: str, values: Sequence[Any]) -> st.SearchStrategy[Statement]:
    """The element, or its `Not…` twin. Drawn whole: putting them together would be most of the work of a test."""
    return st.sampled_from([{name: value} for name in (element, f"Not{element}") for value in values])


NOTHING: st.SearchStrategy[Statement] = st.just({})
ACTION = either("Action", some(ACTIONS))
RESOURCE = either("Resource", some(RESOURCES))
NAMED: list[Any] = [
    *({"AWS": names} for names in some(PRINCIPALS)),
    *["*"] * 4,
    *[{"Service": "sns.amazonaws.com"}] * 2,
    *[{"Federated": [OIDC, SAML]}] * 2,
    {"CanonicalUser": CANONICAL},
    {"AWS": A, "Service": "sns.amazonaws.com"},
]
WHOM: Mapping[str, st.SearchStrategy[Statement]] = {
    "trust": st.sampled_from([{"Principal": whom} for whom in NAMED]),
    "resource": either("Principal", NAMED),
    "vpce": either("Principal", NAMED),
    "rcp": st.just({"Principal": "*"}),
}
REST: st.SearchStrategy[Statement] = st.sampled_from(
    [{"Effect": effect, "Condition": condition} for effect in ("Allow", "Allow", "Deny") for condition in CONDITIONS]
)


def statements(kind: str) -> st.SearchStrategy[Statement]:
    """Statements of a policy of that kind."""
    parts = (ACTION, NOTHING if kind == "trust" else RESOURCE, WHOM.get(kind, NOTHING), REST)
    return st.tuples(*parts).map(lambda each: {**each[0], **each[1], **each[2], **each[3]})


def documents(kind: str) -> st.SearchStrategy[list[Any]]:
    """Policies, each a list of statements; of organizations, levels of such policies."""
    policies = st.lists(st.lists(statements(kind), min_size=1, max_size=2), max_size=1)
    return st.lists(policies, min_size=1, max_size=2) if kind in LEVELLED else policies


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
    mandatory=st.booleans(),
)

Given = Mapping[str, list[Any] | None]
GRANTS = ("identity", "trust", "resource")
LIMITS = ("boundary", "session", "scp", "rcp", "vpce")
KINDS = (*GRANTS, *LIMITS)
LEVELLED = ("scp", "rcp")
OF_ALL = {kind: {"Principal": {"AWS": "*"}} for kind in WHOM}


def everything(kind: str, effect: str) -> Statement:
    """Return a statement that applies to every request."""
    about = {} if kind == "trust" else {"Resource": "*"}
    return {"Effect": effect, "Action": "*", **about, **OF_ALL.get(kind, {})}


def generous(kind: str) -> st.SearchStrategy[list[Any]]:
    """Policies beside one that allows everything: with chance alone, hardly any request would be allowed."""
    full = [everything(kind, "Allow")]
    add = (lambda docs: [[full, *level] for level in docs]) if kind in LEVELLED else (lambda docs: [full, *docs])
    return documents(kind).map(add)


def layer_of(kind: str) -> st.SearchStrategy[list[Any] | None]:
    """What one layer holds; only the identity layer is always there."""
    held = documents(kind) | generous(kind)
    return held if kind == "identity" else st.none() | held


GIVEN: st.SearchStrategy[Given] = st.fixed_dictionaries({kind: layer_of(kind) for kind in KINDS})


def with_policy(given_layers: Given, kind: str, policy: list[Statement]) -> Given:
    """Return *given_layers* with a further policy, on the last level of an organization."""
    present = given_layers.get(kind) or []
    if kind not in LEVELLED:
        return {**given_layers, kind: [*present, policy]}
    *above, last = present or [[]]
    return {**given_layers, kind: [*above, [*last, policy]]}


def decided(asked: Request, given_layers: Given) -> Decision:
    return decide(asked, layers(**given_layers))


def is_fixed(asked: Request) -> bool:
    """Return whether no policy matters: root, and calls that credentials alone settle."""
    return isinstance(decide(asked, Layers()), Allow)


@for_all(REQUESTS, GIVEN, st.sampled_from(KINDS), st.data())
def test_threat_17_a_further_deny_never_allows(asked: Request, given: Given, kind: str, data: st.DataObject) -> None:
    added = {**data.draw(statements(kind)), "Effect": "Deny"}
    if not isinstance(decided(asked, given), Allow):
        assert not isinstance(decided(asked, with_policy(given, kind, [added])), Allow)


@for_all(REQUESTS, GIVEN, st.sampled_from(KINDS))
def test_threat_17_a_deny_that_matches_always_wins(asked: Request, given: Given, kind: str) -> None:
    denied = decided(asked, with_policy(given, kind, [everything(kind, "Deny")]))
    if not is_exempt(asked, kind):
        assert isinstance(denied, ExplicitDeny) or decided(asked, given) == denied
        assert not isinstance(denied, Allow)


def is_exempt(asked: Request, kind: str) -> bool:
    """Return whether a layer of that kind does not bind the caller (7.1)."""
    caller = asked.caller
    if kind in LEVELLED and fixed.is_service_linked(caller):
        return True
    return (kind == "scp" and caller.kind not in WITHIN_ACCOUNT) or (
        kind == "vpce" and caller.kind is CallerKind.SERVICE
    )


@for_all(REQUESTS, GIVEN, st.sampled_from(KINDS))
def test_threat_17_a_statement_that_does_not_match_changes_nothing(asked: Request, given: Given, kind: str) -> None:
    if given[kind] is None:
        return
    idle = everything(kind, "Deny") | {"Action": "pottery:Fire"}
    changed = decided(asked, with_policy(given, kind, [idle]))
    assert without_sources(changed) == without_sources(decided(asked, given))


@for_all(REQUESTS, GIVEN, st.sampled_from(KINDS), st.data())
def test_a_further_allow_in_a_layer_never_denies(asked: Request, given: Given, kind: str, data: st.DataObject) -> None:
    if given[kind] is None:
        return
    added = {**data.draw(statements(kind)), "Effect": "Allow"}
    if isinstance(decided(asked, given), Allow):
        assert isinstance(decided(asked, with_policy(given, kind, [added])), Allow)


@for_all(REQUESTS, GIVEN)
def test_without_a_grant_nothing_is_allowed(asked: Request, given: Given) -> None:
    decision = decided(asked, {kind: given[kind] for kind in LIMITS})
    assert not isinstance(decision, Allow) or is_fixed(asked)


@for_all(REQUESTS, GIVEN)
def test_a_grant_to_nobody_allows_nothing(asked: Request, given: Given) -> None:
    nobody = [[everything("resource", "Allow") | {"Principal": {"AWS": "AIDANOBODYXXXXXXXXXX"}}]]
    decision = decided(asked, {kind: given[kind] for kind in LIMITS} | {"resource": nobody})
    assert not isinstance(decision, Allow) or is_fixed(asked)


@for_all(REQUESTS, GIVEN, st.sampled_from(LIMITS))
def test_limits_never_add(asked: Request, given: Given, kind: str) -> None:
    if asked.caller.kind is CallerKind.FEDERATED_USER and kind == "session":
        return  # without session policies it may do nothing, so here they do add (7.6)
    if isinstance(decided(asked, given), Allow):
        assert isinstance(decided(asked, {**given, kind: None}), Allow)


@for_all(REQUESTS, GIVEN, st.sampled_from(["boundary", "scp", "rcp", "vpce"]))
def test_a_limit_that_allows_everything_changes_nothing(asked: Request, given: Given, kind: str) -> None:
    if kind == "boundary" and "NotPrincipal" in repr(given):
        return  # a boundary, whatever it says, makes NotPrincipal apply (1.7)
    unlimited = with_policy({**given, kind: None}, kind, [everything(kind, "Allow")])
    assert without_sources(decided(asked, unlimited)) == without_sources(decided(asked, {**given, kind: None}))


@for_all(REQUESTS, GIVEN, st.sampled_from(LEVELLED))
def test_a_level_without_policies_allows_nothing(asked: Request, given: Given, kind: str) -> None:
    emptied = decided(asked, {**given, kind: [*(given[kind] or []), []]})
    assert is_exempt(asked, kind) or not isinstance(emptied, Allow)


@for_all(REQUESTS, GIVEN)
def test_both_spellings_of_an_account_decide_alike(asked: Request, given: Given) -> None:
    spelled = json.loads(json.dumps(given).replace(f'"{A}"', f'"arn:aws:iam::{A}:root"'))
    assert without_sources(decided(asked, spelled)) == without_sources(decided(asked, given))


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


@for_all(REQUESTS, GIVEN, st.randoms(use_true_random=False))
def test_order_never_matters(asked: Request, given: Given, random: Any) -> None:
    mixed = {kind: shuffled(docs, random) for kind, docs in given.items()}
    assert without_sources(decided(asked, mixed)) == without_sources(decided(asked, given))


def flattened(kind: str, docs: list[Any] | None) -> list[Any] | None:
    """Return the statements, each a policy of its own, level by level."""
    if docs is None:
        return None
    if kind in LEVELLED:
        return [[[statement] for document in level for statement in document] for level in docs]
    return [[statement] for document in docs for statement in document]


@for_all(REQUESTS, GIVEN)
def test_one_policy_of_all_statements_decides_as_many_of_one_each(asked: Request, given: Given) -> None:
    flat = {kind: flattened(kind, docs) for kind, docs in given.items()}
    assert without_sources(decided(asked, flat)) == without_sources(decided(asked, given))


@for_all(REQUESTS, GIVEN)
def test_the_case_of_an_action_never_matters(asked: Request, given: Given) -> None:
    other = replace(asked, action=asked.action.swapcase())
    assert without_sources(decided(other, given)) == without_sources(decided(asked, given))
