"""The bundle of the reference gives the result that stands there."""

from __future__ import annotations

import json
import re
from pathlib import Path

from ostiary.evaluation import bundles

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "evaluate.md").read_text()


def block(kind: str) -> str:
    found = re.search(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_bundle_of_the_reference_is_decided_and_told_as_it_stands_there() -> None:
    bundle = block("json").encode()
    result = re.search(r"Its result is `(.*?)`", PAGE)
    assert result is not None
    assert json.loads(bundles.answer(bundle).line) == json.loads(result[1])
    assert bundles.tell(bundle, None) == block("text").rstrip("\n")
