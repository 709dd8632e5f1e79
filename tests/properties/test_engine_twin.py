"""The engine decides every generated request as its slow twin does; `make twin` asks a million."""

from __future__ import annotations

from collections import Counter
from itertools import islice

from hypothesis import given, settings

from tests.reference.agree import Disagreement, compare, row, shrunk
from tests.support.policies import Case, cases, stream

RUN = 1_500
"""The cases of the fixed run, with four requests each."""


def _told(found: Disagreement) -> str:
    return f"the engine says {found.engine}, the twin {found.twin}:\n{row(shrunk(found))}"


@given(cases())
@settings(max_examples=200)
def test_the_engine_and_its_twin_agree(case: Case) -> None:
    for _, found in compare(case):
        assert found is None, _told(found)


def test_the_engine_and_its_twin_agree_on_thousands_of_requests_of_every_outcome() -> None:
    counts: Counter[str] = Counter()
    for case in islice(stream(20_311), RUN):
        for verdict, found in compare(case):
            assert found is None, _told(found)
            counts[verdict.decision] += 1
            counts[f"{verdict.decision}, {verdict.layer}"] += 1
    total = RUN * 4
    shares = {name: count / total for name, count in counts.items()}
    for decision in ("allow", "explicit deny", "implicit deny"):
        assert shares[decision] >= 0.1, shares
    for layer in ("identity", "boundary", "session", "resource", "trust", "scp", "vpce"):
        assert shares[f"implicit deny, {layer}"] > 0.005, shares
        assert shares[f"explicit deny, {layer}"] > 0.005, shares
    assert shares["explicit deny, rcp"] > 0.005, shares
