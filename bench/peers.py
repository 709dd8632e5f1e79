"""What other engines that Python can call take for the same decisions: `python -m bench.peers FILE…`.

Each gets what it is best at. Of a principal it holds only the caller's own policies (sliced), parsed before the clock
starts, and the request is ready in the form that its call takes:

- cedarpy: a parsed PolicySet for each principal, an empty parsed Entities, the context as JSON text. A statement is
  translated to one policy: the actions that its patterns match are named in the scope, and resources and conditions
  are `like`, `==` and `isInRange` in the `when` clause; `${aws:username}` is put in beforehand.
- pycasbin: an enforcer for each principal with one rule for each pair of action and resource patterns, deny overriding.
  Conditions are looked up by number and evaluated in Python.
- moto: a parsed IAMPolicy for each policy, asked as its server asks them; it is given no conditions to compare with.

The first decision of cedarpy is the parsing of the principal's policies, already translated, and one decision.
An answer is wrong when it allows what is to be refused, or refuses what is to be allowed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from importlib import import_module
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any, Final, Protocol

from bench.account import USER_NAME, Asked, Document, Principal, Workload, read
from bench.timing import p50

ASKED: Final = {"W1": 1_000, "W2": 4_000, "W3": 1_000}
SLOW_ASKED: Final = {"W1": 300, "W2": 500, "W3": 20}
"""Requests measured, and those of a peer that is slow."""


class Peer(Protocol):
    """An engine loaded with a workload."""

    def call(self, asked: Asked) -> Callable[[], object]:
        """Return one decision, ready to be made; what it returns says whether the request is allowed."""

    def is_allowed(self, answer: object) -> bool:
        """Return what an answer says."""


def statements(workload: Workload, name: str) -> Iterator[Document]:
    """Yield the statements that hang on a principal."""
    return (one for policy in workload.attached(name) for one in workload.policies[policy]["Statement"])


def conditions(statement: Document) -> Iterator[tuple[str, str, list[str]]]:
    """Yield operator, key in lower case, and values."""
    for operator, block in statement.get("Condition", {}).items():
        for key, values in block.items():
            yield operator, key.lower(), values if isinstance(values, list) else [values]


# -- cedarpy ---------------------------------------------------------------------------------------------


class Cedar:
    """cedarpy, with everything parsed that can be."""

    def __init__(self, workload: Workload) -> None:
        self._cedar = import_module("cedarpy")
        self._workload = workload
        self._actions = sorted({asked.action for asked in workload.requests})
        self._entities = self._cedar.Entities.from_json_str("[]")
        self._sets: dict[str, Any] = {}

    def text(self, name: str) -> str:
        """Return the principal's policies in Cedar's language."""
        principal = self._workload.principals[name]
        return "\n".join(self._policy(one, principal) for one in statements(self._workload, name))

    def call(self, asked: Asked) -> Callable[[], object]:
        held = self._sets.get(asked.principal)
        if held is None:
            held = self._sets[asked.principal] = self._cedar.PolicySet.from_str(self.text(asked.principal))
        request = self._request(asked)
        return lambda: self._cedar.is_authorized(request, held, self._entities)

    def first(self, asked: Asked) -> Callable[[], object]:
        """Return the parsing of the principal's policies and one decision."""
        text, request = self.text(asked.principal), self._request(asked)
        return lambda: self._cedar.is_authorized(request, self._cedar.PolicySet.from_str(text), self._entities)

    def is_allowed(self, answer: Any) -> bool:
        return bool(answer.allowed)

    def _request(self, asked: Asked) -> dict[str, object]:
        context: dict[str, object] = dict(asked.context)
        context["aws:sourceip"] = {"__extn": {"fn": "ip", "arg": asked.context["aws:sourceip"]}}
        for key in ("aws:securetransport", "aws:multifactorauthpresent"):
            context[key] = asked.context[key] == "true"
        return {
            "principal": {"type": "P", "id": asked.principal},
            "action": {"type": "Action", "id": asked.action},
            "resource": {"type": "R", "id": "r"},
            "context": json.dumps(context | {"arn": asked.resource}),
        }

    def _policy(self, statement: Document, principal: Principal) -> str:
        effect = "permit" if statement["Effect"] == "Allow" else "forbid"
        patterns = [pattern for pattern in statement["Action"] if "*" in pattern]
        named = set(statement["Action"]).intersection(self._actions)
        named.update(action for action in self._actions if any(fnmatchcase(action, pattern) for pattern in patterns))
        listed = ", ".join(f"Action::{json.dumps(action)}" for action in sorted(named))
        clauses = [clause for clause in (self._resources(statement, principal), *self._conditions(statement)) if clause]
        when = f" when {{ {' && '.join(clauses)} }}" if clauses else ""
        return f"{effect}(principal, action in [{listed}], resource){when};"

    def _resources(self, statement: Document, principal: Principal) -> str:
        found = []
        for pattern in statement["Resource"]:
            if pattern == "*":
                return ""
            if USER_NAME in pattern and not principal.user_name:
                continue
            text = pattern.replace(USER_NAME, principal.user_name)
            found.append(f"context.arn {'like' if '*' in text else '=='} {json.dumps(text)}")
        return f"({' || '.join(found)})" if found else "false"

    def _conditions(self, statement: Document) -> Iterator[str]:
        for operator, key, values in conditions(statement):
            fact = f"context[{json.dumps(key)}]"
            tests = [CEDAR_TESTS[operator](fact, value) for value in values]
            yield f"({' || '.join(tests)})"


CEDAR_TESTS: Final[Mapping[str, Callable[[str, str], str]]] = {
    "StringEquals": lambda fact, value: f"{fact} == {json.dumps(value)}",
    "StringLike": lambda fact, value: f"{fact} like {json.dumps(value)}",
    "Bool": lambda fact, value: fact if value == "true" else f"!{fact}",
    "IpAddress": lambda fact, value: f"{fact}.isInRange(ip({json.dumps(value)}))",
}


# -- pycasbin --------------------------------------------------------------------------------------------

CASBIN_MODEL: Final = """
[request_definition]
r = act, obj, context
[policy_definition]
p = act, obj, cond, eft
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = like(r.act, p.act) && like(r.obj, p.obj) && holds(p.cond, r.context)
"""


class Casbin:
    """pycasbin, with an enforcer for each principal."""

    def __init__(self, workload: Workload) -> None:
        self._casbin = import_module("casbin")
        self._workload = workload
        self._enforcers: dict[str, Any] = {}
        self._held: list[list[tuple[str, str, list[str]]]] = []

    def call(self, asked: Asked) -> Callable[[], object]:
        enforcer = self._enforcers.get(asked.principal)
        if enforcer is None:
            enforcer = self._enforcers[asked.principal] = self._enforcer(asked.principal)
        return lambda: enforcer.enforce(asked.action, asked.resource, asked.context)

    def is_allowed(self, answer: object) -> bool:
        return bool(answer)

    def _enforcer(self, name: str) -> Any:
        model = self._casbin.Model()
        model.load_model_from_text(CASBIN_MODEL)
        enforcer = self._casbin.Enforcer(model)
        enforcer.add_function("like", fnmatchcase)
        enforcer.add_function("holds", self._holds)
        user_name = self._workload.principals[name].user_name
        for statement in statements(self._workload, name):
            self._held.append(list(conditions(statement)))
            number = str(len(self._held) - 1)
            for resource in statement["Resource"]:
                if USER_NAME in resource and not user_name:
                    continue
                text = resource.replace(USER_NAME, user_name)
                rules = [[action, text, number, statement["Effect"].lower()] for action in statement["Action"]]
                enforcer.add_policies(rules)
        return enforcer

    def _holds(self, number: str, context: Mapping[str, str]) -> bool:
        return all(
            any(PYTHON_TESTS[operator](context[key], value) for value in values)
            for operator, key, values in self._held[int(number)]
        )


PYTHON_TESTS: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "StringEquals": lambda fact, value: fact == value,
    "StringLike": fnmatchcase,
    "Bool": lambda fact, value: fact == value,
    "IpAddress": lambda fact, value: ip_address(fact) in ip_network(value),
}


# -- moto ------------------------------------------------------------------------------------------------


class Moto:
    """moto's evaluator of identity policies."""

    def __init__(self, workload: Workload) -> None:
        module = import_module("moto.iam.access_control")
        self._permitted, self._denied = module.PermissionResult.PERMITTED, module.PermissionResult.DENIED
        self._workload = workload
        self._policies = {name: module.IAMPolicy(json.dumps(one)) for name, one in workload.policies.items()}

    def call(self, asked: Asked) -> Callable[[], object]:
        policies = [self._policies[name] for name in self._workload.attached(asked.principal)]
        return lambda: self._ask(policies, asked)

    def is_allowed(self, answer: object) -> bool:
        return bool(answer)

    def _ask(self, policies: Sequence[Any], asked: Asked) -> bool:
        permitted = False
        for policy in policies:
            result = policy.is_action_permitted(asked.action, asked.resource)
            if result == self._denied:
                return False
            permitted = permitted or result == self._permitted
        return permitted


# -- figures ---------------------------------------------------------------------------------------------

PEERS: Final[Mapping[str, tuple[str, Callable[[Workload], Peer], Mapping[str, int]]]] = {
    "cedarpy": ("cedarpy", Cedar, ASKED),
    "pycasbin": ("casbin", Casbin, SLOW_ASKED),
    "moto": ("moto.iam.access_control", Moto, SLOW_ASKED),
}
"""The module that each needs, how it is loaded, and how many requests it is asked."""


def measured(files: Sequence[Path]) -> dict[str, dict[str, dict[str, float]]]:
    """Return the figures of every peer that can be imported, by peer and workload."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for name, (module, load, counts) in PEERS.items():
        try:
            import_module(module)
        except ImportError:
            continue
        found[name] = {path.stem.partition("-")[0]: figures(load, read(path), counts) for path in files}
    return found


def figures(load: Callable[[Workload], Peer], workload: Workload, counts: Mapping[str, int]) -> dict[str, float]:
    """Return what decisions take, in CPU µs, and how many are wrong."""
    peer = load(workload)
    listed = workload.requests[: counts[workload.name]]
    calls = [peer.call(asked) for asked in listed]
    wrong = sum(
        peer.is_allowed(call()) is not (asked.expected == "allow") for call, asked in zip(calls, listed, strict=True)
    )
    found = {"asked": float(len(calls)), "wrong": float(wrong), "p50": p50(calls)}
    return found | {"first": p50([peer.first(asked) for asked in listed[:100]])} if isinstance(peer, Cedar) else found


if __name__ == "__main__":
    json.dump(measured([Path(name) for name in sys.argv[1:]]), sys.stdout)
