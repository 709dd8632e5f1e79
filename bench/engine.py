"""What the engine takes for the workloads, in whichever form it is imported: `python -m bench.engine FILE…`."""

from __future__ import annotations

import gc
import json
import resource
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Final

from bench.account import Asked, Workload, read
from bench.timing import clock, mean, p50
from bench.workload import caller, request
from ostiary.engine import decide as engine
from ostiary.engine.decide import Decision, Layers, decide
from ostiary.engine.form import FORM
from ostiary.engine.kinds import PolicyKind
from ostiary.engine.layer import Attached, Layer
from ostiary.engine.policy import parse
from ostiary.engine.request import Request
from ostiary.evaluation import bundles, documents
from ostiary.evaluation.explanation import Explanation
from ostiary.model.caller import Caller

Texts = Mapping[str, str]
Figures = dict[str, float]

SAID: Final[Mapping[type, str]] = {
    engine.Allow: "allow",
    engine.ExplicitDeny: "explicit deny",
    engine.ImplicitDeny: "implicit deny",
}
DECISIONS: Final = 20_000
EXPLANATIONS: Final = 2_000
FIRST: Final = {"W1": 100, "W2": 400, "W3": 40}
"""How many first decisions are measured."""
BUNDLES: Final = {"W1": 1_000, "W2": 1_000, "W3": 300}
NEVER_SEEN: Final = 500
KEPT_PRINCIPALS: Final = 200
"""How many principals the bundles are about: fewer than the layers that `evaluation.documents` keeps."""


def attached(texts: Texts, names: Sequence[str]) -> list[Attached]:
    """Return these policies, compiled now."""
    return [Attached(parse(texts[name], PolicyKind.IDENTITY), name, "user") for name in names]


def layers(policies: Sequence[Attached]) -> Layers:
    """Return the layers of a principal with these policies."""
    return Layers(Layer.of(policies))


def ask(asked: Asked, who: Caller, held: Layers) -> Decision:
    """Make the engine's request and decide it."""
    return decide(request(asked, who), held)


class Loaded:
    """A workload with every policy compiled and every principal's layer made, and what that cost."""

    def __init__(self, workload: Workload) -> None:
        self.workload = workload
        self.texts = {name: json.dumps(document) for name, document in workload.policies.items()}
        self.callers = {name: caller(principal) for name, principal in workload.principals.items()}
        names = {name: workload.attached(name) for name in workload.principals}
        pages, start = resident(), clock()
        policies = {one.id: one for one in attached(self.texts, list(self.texts))}
        self.layers = {name: layers([policies[one] for one in listed]) for name, listed in names.items()}
        self.compiling, self.memory = (clock() - start) / 1e9, resident() - pages

    def ready(self, count: int) -> Iterator[tuple[Request, Layers]]:
        """Yield *count* requests, each made anew, and the layers of their callers."""
        for asked in islice(cycle(self.workload.requests), count):
            yield request(asked, self.callers[asked.principal]), self.layers[asked.principal]

    def decisions(self, count: int) -> list[Callable[[], Decision]]:
        """Return warm decisions whose request is ready, as it is for the other engines."""
        return [partial(decide, one, held) for one, held in self.ready(count)]

    def requests_and_decisions(self) -> list[Callable[[], Decision]]:
        """Return warm decisions that begin with making the request."""
        return [
            partial(ask, asked, self.callers[asked.principal], self.layers[asked.principal])
            for asked in self.workload.requests
        ]

    def explanations(self, count: int) -> list[Callable[[], Explanation]]:
        """Return decisions of ready requests that say in full how they came about."""
        return [partial(Explanation.of, one, held) for one, held in self.ready(count)]

    def first(self, count: int, *, from_text: bool) -> list[Callable[[], Decision]]:
        """Return first decisions of a principal and action. Each has policies of its own, so that whatever was made
        for another is of no use; *from_text* says that reading and compiling the documents is part of it."""
        found: list[Callable[[], Decision]] = []
        for asked in islice(self.workload.requests, count):
            who, names = self.callers[asked.principal], self.workload.attached(asked.principal)
            ready = None if from_text else attached(self.texts, names)
            found.append(partial(self._first, asked, who, names, ready))
        return found

    def _first(self, asked: Asked, who: Caller, names: Sequence[str], ready: Sequence[Attached] | None) -> Decision:
        return ask(asked, who, layers(attached(self.texts, names) if ready is None else ready))


def resident() -> int:
    """Return the memory of this process in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


# -- bundles ---------------------------------------------------------------------------------------------


def bundle(workload: Workload, asked: Asked, number: str = "") -> bytes:
    """Return a line of `ostiary evaluate`. A *number* makes its documents other ones than any before."""
    identity = [
        {"name": name, "document": workload.policies[name] | ({"Id": f"{number}-{name}"} if number else {})}
        for name in workload.attached(asked.principal)
    ]
    question = {
        "principal": workload.principals[asked.principal].arn,
        "action": asked.action,
        "resource": asked.resource,
        "context": asked.context,
    }
    return json.dumps({"id": number, "request": question, "policies": {"identity": identity}}).encode()


def bundles_a_second(lines: Sequence[bytes], *, warm: bool) -> float:
    """Return how many bundles a second of CPU time answers; *warm*: their documents were seen before."""
    if warm:
        for line in lines:
            bundles.answer(line)
    return 1e6 / mean([partial(bundles.answer, line) for line in lines])


def evaluated(workload: Workload) -> Figures:
    """Return the bundles a second for documents that were seen before and for such as were not."""
    some = set(list(workload.principals)[:KEPT_PRINCIPALS])
    listed = [asked for asked in workload.requests if asked.principal in some][: BUNDLES[workload.name]]
    new = [bundle(workload, asked, str(number)) for number, asked in enumerate(listed[:NEVER_SEEN])]
    seen = [bundle(workload, asked) for asked in listed]
    found = {
        "bundles seen": bundles_a_second(seen, warm=True),
        "bundles new": bundles_a_second(new, warm=False),
        "bundle bytes": sum(map(len, seen)) / len(seen),
    }
    documents.stored.cache_clear()
    documents.layer.cache_clear()
    return found


# -- figures ---------------------------------------------------------------------------------------------


def measured(files: Sequence[Path]) -> dict[str, Figures]:
    """Return the figures by workload."""
    return dict(_measured(files))


def _measured(files: Sequence[Path]) -> Iterator[tuple[str, Figures]]:
    for path in files:
        workload = read(path)
        gc.collect()
        loaded = Loaded(workload)
        yield workload.name, decided(loaded) | evaluated(workload)


def decided(loaded: Loaded) -> Figures:
    """Return what decisions take, in CPU µs, and how many are wrong."""
    workload, count = loaded.workload, FIRST[loaded.workload.name]
    calls = loaded.requests_and_decisions()
    wrong = sum(SAID[type(call())] != asked.expected for call, asked in zip(calls, workload.requests, strict=True))
    plain = p50(loaded.decisions(DECISIONS))
    return {
        "asked": len(calls),
        "wrong": wrong,
        "p50": plain,
        "rate": 1e6 / mean(calls),
        "first": p50(loaded.first(count, from_text=False)),
        "first from text": p50(loaded.first(count, from_text=True)),
        "compiling": loaded.compiling,
        "memory": loaded.memory,
        "explained": p50(loaded.explanations(EXPLANATIONS)) / plain,
    }


if __name__ == "__main__":
    json.dump({"form": FORM, "figures": measured([Path(name) for name in sys.argv[1:]])}, sys.stdout)
