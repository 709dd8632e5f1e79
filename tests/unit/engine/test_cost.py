"""What a decision costs, in instructions: bounded whatever the patterns, and the same however large the account."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ostiary.engine.decide import Layers, decide
from ostiary.engine.layer import Attached, Layer
from ostiary.engine.policy import PolicyKind, parse
from tests.support.engine import MIRA, A, Context, policy_text, request, user
from tests.support.work import TooMuchWorkError, opcodes, pure_only

pytestmark = pure_only

STEPS = 4
"""Instructions for each character of the pattern and each of the subject: what a matcher that goes over the subject
once for every place in the pattern would need at the least."""
LEAST = 8
"""What is added to the length of a pattern: going over the subject costs something for the shortest as well."""
BASE = 3_000
"""Instructions for everything about a decision that no pattern is part of."""


@dataclass(frozen=True, slots=True)
class Trap:
    """A statement and a request that were made for one another, so that matching is as hard as it can be.

    `pattern` and `subject` are the texts that meet; a pattern's length counts with its variables put in.
    """

    pattern: str
    subject: str
    statement: Mapping[str, object] = field(default_factory=dict)
    action: str = "s3:GetObject"
    resource: str = "arn:aws:s3:::vault"
    context: Context = field(default_factory=dict)

    @property
    def allowed(self) -> int:
        """The instructions that the decision may take."""
        return BASE + STEPS * (len(self.pattern) + LEAST) * len(self.subject)

    def layers(self) -> Layers:
        """Return the statement as somebody's only policy."""
        whole = {"Effect": "Allow", "Action": "*", "Resource": "*", **self.statement}
        statement = {element: whole[element] for element in whole if f"Not{element}" not in whole}
        attached = Attached(parse(policy_text([statement]), PolicyKind.IDENTITY), "trap", "user")
        return Layers(Layer.of([attached]))

    def cost(self, *, limit: int) -> int:
        """Return the instructions of deciding, by a policy that is compiled."""
        layers, asked = self.layers(), request(self.action, self.resource, MIRA, self.context)
        return opcodes(lambda: decide(asked, layers), limit=limit)


Place = Callable[[str, str], Trap]
"""Returns the trap of a pattern and a subject in one place of a policy."""


def name(pattern: str, subject: str) -> Trap:
    return Trap(pattern, subject, {"Resource": f"arn:aws:s3:::{pattern}"}, resource=f"arn:aws:s3:::{subject}")


def excluded_name(pattern: str, subject: str) -> Trap:
    trap = name(pattern, subject)
    return Trap(pattern, subject, {"NotResource": trap.statement["Resource"]}, resource=trap.resource)


def region(pattern: str, subject: str) -> Trap:
    entry, asked = (f"arn:aws:sqs:{text}:{A}:q" for text in (pattern, subject.replace(":", ".")))
    return Trap(pattern, subject, {"Resource": entry}, "sqs:SendMessage", asked)


def crossing(pattern: str, subject: str) -> Trap:
    """A star at the end of the region runs on past the colons, into the account and the name."""
    entry = f"arn:aws:sqs:{pattern}*:{pattern}*:{pattern}b"
    return Trap(entry, subject, {"Resource": entry}, "sqs:SendMessage", f"arn:aws:sqs:r:{A}:{subject}")


def action(pattern: str, subject: str) -> Trap:
    return Trap(pattern, subject, {"Action": f"s3:{pattern}"}, f"s3:{subject.replace(':', '.')}")


def service(pattern: str, subject: str) -> Trap:
    return Trap(pattern, subject, {"Action": f"{pattern}:Get*"}, f"{subject.replace(':', '.')}:GetObject")


def condition(operator: str) -> Place:
    def place(pattern: str, subject: str) -> Trap:
        return Trap(
            pattern, subject, {"Condition": {operator: {"aws:userid": pattern}}}, context={"aws:userid": subject}
        )

    return place


def arn_condition(pattern: str, subject: str) -> Trap:
    entry, value = (f"arn:aws:s3:{text}:{text}:{text}" for text in (pattern.replace(":", ""), subject.replace(":", "")))
    return Trap(entry, value, {"Condition": {"ArnLike": {"aws:sourcearn": entry}}}, context={"aws:sourcearn": value})


def set_condition(pattern: str, subject: str) -> Trap:
    """Several values on both sides: each pair is one pattern and one subject."""
    block = {"ForAllValues:StringLike": {"aws:tagkeys": [pattern] * 4}}
    return Trap(pattern * 4, subject * 4, {"Condition": block}, context={"aws:tagkeys": (subject,) * 4})


PLACES: Mapping[str, Place] = {
    "Resource": name,
    "NotResource": excluded_name,
    "region": region,
    "crossing": crossing,
    "Action": action,
    "service": service,
    "StringLike": condition("StringLike"),
    "StringNotLike": condition("StringNotLike"),
    "ArnLike": arn_condition,
    "ForAllValues": set_condition,
}

SHAPES: Mapping[str, Callable[[int], tuple[str, str]]] = {
    "a*a*…b": lambda n: ("a*" * n + "b", "a" * 4 * n),
    "*a*a…b": lambda n: ("*a" * n + "b", "a" * 4 * n),
    "?*?*…b": lambda n: ("?*" * n + "b", "a" * 4 * n),
    "*?*?…b": lambda n: ("*?" * n + "b", "a" * 4 * n),
    "***…b": lambda n: ("*" * 2 * n + "b", "a" * 4 * n),
    "*aa…b*": lambda n: ("*" + "a" * 2 * n + "b*", "a" * 4 * n),
    "*a?a?…b": lambda n: ("*" + "a?" * n + "b", "a" * 4 * n),
    "a*ab*ab…c": lambda n: ("a" + "*ab" * n + "c", "ab" * 2 * n),
    "*a*aa*aaa…b": lambda n: ("*" + "*".join("a" * (length % 7) for length in range(n // 2)) + "b", "a" * 4 * n),
    "*:?:*…b, colons": lambda n: ("*:?" * n + "b", ":" * 4 * n),
    "a long subject": lambda n: ("?*a*b", "a" * 40 * n),
    "a long pattern": lambda n: ("*a?" * 4 * n + "b", "a" * n),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("place", PLACES)
def test_threat_19_no_pattern_costs_more_than_its_length_times_that_of_the_subject(place: str, shape: str) -> None:
    for size in (8, 32, 128):
        trap = PLACES[place](*SHAPES[shape](size))
        assert trap.cost(limit=trap.allowed) <= trap.allowed


VARIABLES: Mapping[str, Callable[[int], tuple[str, Context, str]]] = {  # pattern, context, subject
    "long values": lambda n: ("*${aws:username}" * n, {"aws:username": "a" * 64}, "a" * 8 * n),
    "values of wildcards": lambda n: ("*${aws:username}?" * n, {"aws:username": "*?" * 8}, "*?" * 8 * n),
    "defaults": lambda n: ("*${aws:userid, 'aaaa'}" * n, {}, "a" * 8 * n),
    "stars that are literal": lambda n: ("*${*}?" * n + "b", {}, "*" * 8 * n),
    "variables that are not closed": lambda n: ("${" * n + "*b", {}, "${" * 4 * n),
    "variables in variables": lambda n: ("${aws:username${" * n + "}*b", {"aws:username": "a"}, "a" * 8 * n),
}


@pytest.mark.parametrize("shape", VARIABLES)
@pytest.mark.parametrize("place", ["Resource", "StringLike"])
def test_threat_19_no_variable_costs_more_than_the_text_of_the_pattern_and_the_subject(place: str, shape: str) -> None:
    for size in (8, 32, 128):
        pattern, context, subject = VARIABLES[shape](size)
        trap = PLACES[place](pattern, subject)
        trap = Trap(pattern, subject, trap.statement, resource=trap.resource, context={**trap.context, **context})
        assert trap.cost(limit=trap.allowed) <= trap.allowed


@given(
    st.sampled_from(sorted(PLACES)),
    st.text("ab*?:", min_size=1, max_size=40),
    st.integers(1, 8),
    st.text("ab:", min_size=1, max_size=40),
    st.integers(1, 8),
)
@settings(max_examples=200)
def test_threat_19_no_pattern_that_repeats_costs_more(
    place: str, pattern: str, patterns: int, subject: str, subjects: int
) -> None:
    trap = PLACES[place](pattern * patterns, subject * subjects)
    assert trap.cost(limit=trap.allowed) <= trap.allowed


# -- the size of the account -----------------------------------------------------------------------------


def allow(actions: list[str], resource: str) -> dict[str, object]:
    return {"Effect": "Allow", "Action": actions, "Resource": resource}


def policy(name: str, *statements: object) -> Attached:
    return Attached(parse(policy_text(list(statements)), PolicyKind.IDENTITY), name, "user-managed")


def cost_of(layers: Layers) -> int:
    """Return the instructions of one decision, the same for all of these; nothing that is made only once counts."""
    asked = request("s3:GetObject", "arn:aws:s3:::vault/x")
    decide(asked, layers)
    return opcodes(lambda: decide(asked, layers))


OWN = allow(["s3:Get*"], "arn:aws:s3:::vault/*")


def cost_in_account(others: int) -> int:
    """Return the cost of Mira's decision, beside as many other principals and policies about the same things."""
    policies = [policy(f"p{number}", allow(["s3:Get*"], f"arn:aws:s3:::v*{number}/*")) for number in range(others)]
    mine = Layers(Layer.of([policy("own", OWN)]))
    theirs = [Layers(Layer.of(policies[number % 7 :: 7])) for number in range(others)]
    for number, layers in enumerate(theirs):
        decide(request("s3:GetObject", "arn:aws:s3:::vault/x", user(f"other{number}")), layers)
    return cost_of(mine)


def test_a_decision_costs_the_same_however_many_principals_and_policies_the_account_has() -> None:
    assert cost_in_account(500) == cost_in_account(5) == cost_in_account(0)


def test_statements_about_other_services_cost_a_decision_nothing() -> None:
    def cost(others: int) -> int:
        foreign = [allow([f"service{number}:Get*", f"service{number}:PutObject"], "*") for number in range(others)]
        return cost_of(Layers(Layer.of([policy("own", OWN), policy("foreign", *foreign, allow(["sqs:*"], "*"))])))

    assert cost(400) == cost(4)


def test_actions_that_a_statement_names_in_full_cost_the_same_however_many_they_are() -> None:
    def cost(named: int) -> int:
        listed = [*(f"s3:Put{number}" for number in range(named)), "s3:GetObject"]
        return cost_of(Layers(Layer.of([policy("own", allow(listed, "arn:aws:s3:::vault/*"))])))

    assert cost(1_000) == cost(1)


def test_each_statement_of_the_callers_own_about_the_service_costs_as_much_as_the_one_before() -> None:
    def cost(statements: int) -> int:
        near = [allow(["s3:Get*"], f"arn:aws:s3:::vault/x{number:03}") for number in range(statements)]
        return cost_of(Layers(Layer.of([policy("own", *near)])))

    few, more, many = cost(100), cost(200), cost(300)
    assert many - more == more - few > 0


# -- the tests themselves --------------------------------------------------------------------------------


def backtracks(pattern: str, subject: str) -> bool:
    """Match as one should not: try every length for every star."""
    if not pattern:
        return not subject
    if pattern[0] == "*":
        return any(backtracks(pattern[1:], subject[taken:]) for taken in range(len(subject) + 1))
    return bool(subject) and pattern[0] in {"?", subject[0]} and backtracks(pattern[1:], subject[1:])


@pytest.mark.parametrize("shape", ["a*a*…b", "?*?*…b", "*a?a?…b", "*a*aa*aaa…b"])
def test_a_matcher_that_backtracks_would_be_found_out(shape: str) -> None:
    pattern, subject = SHAPES[shape](32)
    with pytest.raises(TooMuchWorkError):
        opcodes(lambda: backtracks(pattern, subject), limit=Trap(pattern, subject).allowed)
