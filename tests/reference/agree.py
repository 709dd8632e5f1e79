"""Ask the engine and its twin the same generated requests, and print where they differ.

    python -m tests.reference.agree --requests 1000000 --seed 1

Counts of the decisions come last; a request on which the two differ is printed as a row for `tests/scenarios/`.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ostiary.engine.decide import Allow, Decision, ExplicitDeny, Layers
from ostiary.engine.decide import decide as engine_decide
from ostiary.engine.layer import Attached, Layer
from ostiary.engine.policy import PolicyKind, parse
from ostiary.engine.request import Request
from tests.reference.decide import FIXED, IMPLICIT_DENY, Verdict
from tests.reference.decide import decide as twin_decide
from tests.support.engine import A, B
from tests.support.policies import SINGLE_CALLERS, Case, stream

PROCESSES = 2
SHOWN = 5
"""How many disagreements each process prints."""

KEYS = {"resource": "resource_policy"}
"""The keys of a row that are not called as the layer is."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A request that the two decide differently."""

    case: Case
    request: Request
    engine: Verdict
    twin: Verdict


def read(document: object) -> Any:
    """Return *document* as the twin takes it: numbers and truth values are their JSON text (1.2, rule 3)."""
    return _bare(json.loads(json.dumps(document), parse_int=str, parse_float=str))


def _bare(value: object) -> object:
    if isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, dict):
        return {key: _bare(item) for key, item in value.items()}
    return [_bare(item) for item in value] if isinstance(value, list) else value


def engine_layers(case: Case) -> Layers:
    """Return the layers of *case*, parsed by the engine."""
    layers: dict[str, Any] = {
        name: tuple(_layer(name, level, f"{name}-{depth}") for depth, level in enumerate(given, 1))
        if name in {"scp", "rcp"}
        else _layer(name, given, name)
        for name, given in case.layers.items()
    }
    return Layers(**layers)


def _layer(name: str, documents: Sequence[object], label: str) -> Layer:
    kind = PolicyKind(name)
    parsed = [parse(json.dumps(document), kind) for document in documents]
    return Layer.of(Attached(policy, f"{label}-{place}", "user") for place, policy in enumerate(parsed, 1))


def engine_verdict(decision: Decision) -> Verdict:
    """Return what the engine said in the words of the twin."""
    match decision:
        case Allow():
            return Verdict("allow")
        case ExplicitDeny(layer, statements):
            denies = frozenset((source.attached.id, source.statement.index) for source in statements)
            return Verdict("explicit deny", layer.value, denies)
        case _:
            return Verdict("implicit deny", decision.layer.value)


def agree(engine: Verdict, twin: Verdict) -> bool:
    """Whether they decide alike; the layer that a fixed rule names is not stated."""
    if twin.layer == FIXED:
        return engine.decision == IMPLICIT_DENY
    return engine == twin


def compare(case: Case) -> Iterator[tuple[Verdict, Disagreement | None]]:
    """Ask all requests of *case*; return the twin's verdicts, and how the engine's differ from them."""
    layers, documents = engine_layers(case), {name: read(given) for name, given in case.layers.items()}
    for request in case.requests:
        engine, twin = engine_verdict(engine_decide(request, layers)), twin_decide(request, documents)
        yield twin, None if agree(engine, twin) else Disagreement(case, request, engine, twin)


# --- Making a disagreement small, and writing it down


def shrunk(found: Disagreement) -> Disagreement:
    """Return a disagreement of the same verdicts with as little in it as can be had by leaving things out."""
    smaller = next((other for case in _without_one(found) for other in _same(found, case)), None)
    return found if smaller is None else shrunk(smaller)


def _same(found: Disagreement, case: Case) -> list[Disagreement]:
    try:
        others = [other for _, other in compare(case) if other]
    except Exception:  # what is left is not a policy
        return []
    key = (found.engine[:2], found.twin[:2])
    return [other for other in others if (other.engine[:2], other.twin[:2]) == key]


def _without_one(found: Disagreement) -> Iterator[Case]:
    for layers in _smaller(found.case.layers):
        yield Case(layers, (found.request,))
    for key in found.request.context:
        context = {other: value for other, value in found.request.context.items() if other != key}
        yield Case(found.case.layers, (replace(found.request, context=context),))


def _smaller(value: Any) -> Iterator[Any]:
    """Return *value* with one item less, somewhere."""
    items = list(value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ())
    for place, item in items:
        rest = [(other, kept) for other, kept in items if other != place]
        yield dict(rest) if isinstance(value, Mapping) else [kept for _, kept in rest]
        for less in _smaller(item):
            put = [(other, less if other == place else kept) for other, kept in items]
            yield dict(put) if isinstance(value, Mapping) else [kept for _, kept in put]


def row(found: Disagreement) -> str:
    """Return the disagreement as a row of a scenario file, with the twin's verdict as the one to expect."""
    request = found.request
    name = next((name for name, caller in SINGLE_CALLERS.items() if caller == request.caller), request.caller.arn)
    told = {
        "id": "found",
        "name": f"engine: {' '.join(found.engine[:2])}",
        "caller": name,
        "action": request.action,
        "resource": request.resource,
        "wildcard_only": request.wildcard_only,
        "mandatory": request.resource_mandatory,
        "owner": request.owner_account,
        "context": {key: list(value) if isinstance(value, tuple) else value for key, value in request.context.items()},
        "expect": ", ".join(part for part in found.twin[:2] if part),
        **_versions(found.case),
        **{KEYS.get(name, name): _statements(given) for name, given in found.case.layers.items()},
    }
    return "- " + json.dumps(told, ensure_ascii=False).replace(A, "<A>").replace(B, "<B>")


def _versions(case: Case) -> dict[str, Any]:
    """Return the version of the documents, where it is not the current one; a row has one for all."""
    found = {document.get("Version") for given in case.layers.values() for document in _documents(given)}
    return {} if found <= {"2012-10-17"} else {"version": next(iter(found - {"2012-10-17"}))}


def _documents(given: Any) -> Iterator[Mapping[str, Any]]:
    for item in given:
        yield from [item] if isinstance(item, Mapping) else _documents(item)


def _statements(given: Any) -> Any:
    return [item["Statement"] if isinstance(item, Mapping) else _statements(item) for item in given]


# --- The long run


def ask(seed: int, requests: int) -> tuple[Counter[str], int, list[str]]:
    """Ask at least that many requests; return the decisions, the number of disagreements, and the first rows."""
    counts: Counter[str] = Counter()
    differing = 0
    rows: list[str] = []
    for case in stream(seed):
        if counts.total() >= requests:
            break
        for verdict, found in compare(case):
            counts[", ".join(part for part in verdict[:2] if part)] += 1
            if found:
                differing += 1
                if len(rows) < SHOWN:
                    rows.append(row(shrunk(found)))
    return counts, differing, rows


def main() -> int:
    """Run the processes and print what they found; the exit status says whether there was a disagreement."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    share = -(-given.requests // PROCESSES)
    with multiprocessing.Pool(PROCESSES) as pool:
        told = pool.starmap(ask, [(given.seed + process, share) for process in range(PROCESSES)])
    counts = sum((counts for counts, _, _ in told), Counter[str]())
    differing = sum(differing for _, differing, _ in told)
    for kind, count in counts.most_common():
        print(f"{count:>10,} {count / counts.total():6.1%}  {kind}")
    print(f"{counts.total():>10,} requests, {differing:,} disagreements (seed {given.seed})")
    print("\n".join(line for _, _, rows in told for line in rows), end="\n" if differing else "")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
