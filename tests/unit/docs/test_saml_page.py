"""Each refusal of a SAML response is on the page that says what it means."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.saml_vectors import DOCUMENTS, FORGED, UNTRUSTED

PAGE = (Path(__file__).parents[3] / "docs" / "how-to" / "saml.md").read_text()


@pytest.mark.parametrize(
    "words", sorted({words for group in (FORGED, UNTRUSTED, DOCUMENTS) for _, words in group.values()})
)
def test_a_refusal_is_documented(words: str) -> None:
    assert words in PAGE
