"""Another verifier of SAML, python3-saml over xmlsec, asked about the same responses: what it refuses, we refuse."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from ostiary.authn.saml_assertion import verify
from ostiary.model.errors import OstiaryError
from tests.support import parts
from tests.support.saml import AUDIENCE, ENTITY_ID, ISSUED, RECIPIENT, certificate, encoded, provider
from tests.support.saml_vectors import DOCUMENTS, EXPIRED, FORGED, TAKEN, UNTRUSTED, WRAPPED

SCRIPT = Path(__file__).parents[1] / "support" / "second_verifier.py"
BAD = {name: make for group in (FORGED, UNTRUSTED, DOCUMENTS) for name, (make, _) in group.items()} | {
    **WRAPPED,
    **EXPIRED,
}
MARKS = 'x1 /<"&'


def changed_somewhere() -> dict[str, str]:
    """Return good responses with one character put in another's place, here and there."""
    return {
        f"{name}, changed at {at}": document[:at] + MARKS[at % len(MARKS)] + document[at + 1 :]
        for name, make in TAKEN.items()
        for document in (make(),)
        for at in range(0, len(document), 5)
    }


@pytest.fixture(scope="module")
def responses() -> dict[str, str]:
    """Return every response that is asked about, as it is sent, by its name."""
    documents = {name: make() for name, make in (BAD | dict(TAKEN)).items()} | changed_somewhere()
    return {name: encoded(document) for name, document in documents.items()}


@pytest.fixture(scope="module")
def theirs(responses: Mapping[str, str]) -> dict[str, str]:
    """Return why the other verifier refuses each of *responses*; nothing where it does not."""
    asked = {
        "now": ISSUED,
        "audience": AUDIENCE,
        "recipient": RECIPIENT,
        "issuer": ENTITY_ID,
        "certificate": certificate(),
        "responses": responses,
    }
    done = subprocess.run(
        [parts.saml() / "python", SCRIPT],
        input=json.dumps(asked),
        capture_output=True,
        check=True,
        text=True,
        timeout=120,
    )
    answers: dict[str, str] = json.loads(done.stdout)
    return answers


def is_taken(response: str) -> bool:
    try:
        verify(response, provider(), partition="aws", recipients=[RECIPIENT], audiences=[AUDIENCE], now=ISSUED)
    except OstiaryError:
        return False
    return True


def test_threat_32_what_a_second_verifier_refuses_is_refused(
    responses: Mapping[str, str], theirs: Mapping[str, str]
) -> None:
    taken = {name for name, response in responses.items() if is_taken(response)}
    assert {name: theirs[name] for name in taken if theirs[name]} == {}


def test_the_second_verifier_knows_good_responses_and_bad_ones(theirs: Mapping[str, str]) -> None:
    assert {name: theirs[name] for name in TAKEN if theirs[name]} == {}
    assert all(theirs[name] for name in WRAPPED)
    assert sum(bool(theirs[name]) for name in BAD) > len(BAD) / 2
