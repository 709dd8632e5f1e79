"""Documents that nobody would write end in AWS's error or in a policy, never in anything else (threats.md 20, 21).

`make fuzz` goes on for as long as it is let; what it finds comes to tests/corpus/policies/ and is tried here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from ostiary.engine.policy import PolicyKind
from tests.support import fuzz
from tests.support.engine import policy_text
from tests.support.server import server_in_thread
from tests.support.work import opcodes, pure_only

CORPUS = fuzz.corpus()
DOCUMENTS = 120
"""Documents of each seed that are tried on every run."""


@pytest.mark.parametrize("name", CORPUS)
def test_threat_21_a_document_that_was_found_is_read_as_promised(name: str) -> None:
    assert list(fuzz.problems(CORPUS[name])) == []


@pytest.mark.parametrize("seed", range(4))
def test_threat_21_a_policy_that_was_changed_is_read_as_promised(seed: int) -> None:
    for text in islice(fuzz.made(seed), DOCUMENTS):
        assert list(fuzz.problems(text)) == [], text


@given(st.binary(max_size=200).map(lambda octets: octets.decode("utf-8", "surrogateescape")) | st.text(max_size=200))
def test_threat_21_any_text_is_read_as_promised(text: str) -> None:
    assert list(fuzz.problems(text)) == []


def test_the_documents_that_are_made_are_of_every_kind() -> None:
    """What is refused at the first check alone would prove little."""
    texts = list(islice(fuzz.made(0), 400))
    taken = {name: sum(_is_taken(name, text) for text in texts) for name in fuzz.SAVES}
    assert min(taken.values()) > 4
    assert max(taken.values()) < len(texts) // 2


def _is_taken(name: str, text: str) -> bool:
    return fuzz.save(name, text) is not None


# -- what it costs ---------------------------------------------------------------------------------------

LONG = [name for name, text in CORPUS.items() if len(text) > 3_000]
FEW_READERS = (
    "save as identity_policy",
    "save as trust_policy",
    f"decide by {PolicyKind.IDENTITY.value}",
    f"evaluate by {PolicyKind.RESOURCE.value}",
    f"analyse {PolicyKind.IDENTITY.value}",
    "name the context keys",
)
STEPS = 1_500
"""Instructions for each character of a document: more than twice what the costliest of the corpus takes."""


@pytest.mark.parametrize("name", LONG)
@pure_only
def test_threat_21_no_document_costs_more_than_so_much_a_character(name: str) -> None:
    text = CORPUS[name]
    for reader in FEW_READERS:
        fuzz.READERS[reader](text)  # what is read from the catalogue once is not the document's cost
        opcodes(partial(fuzz.READERS[reader], text), limit=STEPS * len(text))


# -- the tests themselves --------------------------------------------------------------------------------


def test_a_reader_that_fails_in_another_way_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(text: str) -> None:
        raise KeyError(text)

    monkeypatch.setitem(fuzz.CHECKS, "broken", fails)
    assert list(fuzz.problems("{}")) == [fuzz.Problem("broken", "KeyError: '{}'")]


def test_a_reader_that_is_slow_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "LONGEST_CPU", -1.0)  # whatever it takes is too long
    assert {problem.reader for problem in fuzz.slow("{}")} == set(fuzz.READERS)


def test_a_message_that_is_not_of_aws_is_found_out() -> None:
    assert fuzz.is_of_aws("Syntax errors in policy.")
    assert fuzz.is_of_aws('Resource x must be in ARN format or "*".')
    assert not fuzz.is_of_aws("'NoneType' object is not iterable")


# -- through the server ----------------------------------------------------------------------------------

Iam = Any  # boto3 makes its clients at run time

SENT = [
    *("nesting-of-20000", "objects-nested-4000-deep", "a-number-of-5000-digits", "an-effect-there-twice"),
    *("half-an-escaped-surrogate-pair", "an-escaped-key-there-twice", "not-a-number", "a-trailing-comma"),
    *("nesting-after-a-string-that-does-not-end", "many-empty-statements", "both-elements-of-each-pair"),
    *("principals-of-every-kind-and-none", "operators-that-are-none", "resources-that-are-none", "null", "a-comment"),
]
"""Of the corpus: what no save takes, and what boto3 can send."""


@pytest.fixture(scope="module")
def iam(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Iam]:
    with server_in_thread(tmp_path_factory.mktemp("fuzz")) as server:
        client = server.client("iam")
        client.create_user(UserName="mira")
        trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}
        client.create_role(RoleName="kiln", AssumeRolePolicyDocument=policy_text([trust]))
        yield client


@pytest.mark.parametrize("name", SENT)
def test_threat_21_a_server_refuses_the_document_as_aws_does(iam: Iam, name: str) -> None:
    calls: Sequence[Callable[[], object]] = (
        lambda: iam.put_user_policy(UserName="mira", PolicyName="p", PolicyDocument=CORPUS[name]),
        lambda: iam.create_policy(PolicyName="p", PolicyDocument=CORPUS[name]),
        lambda: iam.update_assume_role_policy(RoleName="kiln", PolicyDocument=CORPUS[name]),
    )
    for call in calls:
        with pytest.raises(ClientError) as refusal:
            call()
        error = refusal.value.response["Error"]
        assert error["Code"] == "MalformedPolicyDocument"
        assert fuzz.is_of_aws(error["Message"])


def test_threat_21_a_server_that_refused_them_still_answers(iam: Iam) -> None:
    assert iam.list_user_policies(UserName="mira")["PolicyNames"] == []
