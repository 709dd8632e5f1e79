"""The keys of issuers: discovered, kept, asked for again, and kept when their issuer is away."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ostiary.authn import key_sets
from ostiary.authn.fetching import FetchError
from ostiary.authn.key_sets import ASKED_AGAIN, FRESH, LONGEST_KEPT, MOST_WAITING, TRIED_AGAIN, KeySets, read_keys
from ostiary.model.errors import IdpCommunicationError
from tests.support.issuer import DISCOVERY, HOST, KEYS, NOW, Answer, Issuer, elliptic, encoded, public, rsa


@pytest.fixture
def issuer(tmp_path: Path) -> Iterator[Issuer]:
    with Issuer(tmp_path) as running:
        yield running


def test_a_key_is_found_by_discovery_and_remembered(issuer: Issuer) -> None:
    keys = KeySets(issuer.fetcher())
    for _ in range(3):
        assert keys.key(issuer.url, "one", "RSA", NOW) is not None
    assert issuer.requests == [DISCOVERY, KEYS]


def test_discovery_is_below_the_path_of_the_issuer(tmp_path: Path) -> None:
    with Issuer(tmp_path, path="/realms/one") as issuer:
        assert KeySets(issuer.fetcher()).key(issuer.url, "one", "RSA", NOW) is not None


def test_discovery_drops_the_slash_at_the_end_of_an_issuer_and_nothing_else_does(issuer: Issuer) -> None:
    issuer.says(DISCOVERY, {"issuer": f"{issuer.issuer}/", "jwks_uri": issuer.issuer + KEYS})
    keys = KeySets(issuer.fetcher())
    assert keys.key(f"{issuer.url}/", "one", "RSA", NOW) is not None
    with pytest.raises(IdpCommunicationError, match="another issuer"):
        keys.key(issuer.url, "one", "RSA", NOW)


def test_an_unknown_key_has_the_issuer_asked_at_most_once_a_minute(issuer: Issuer) -> None:
    keys = KeySets(issuer.fetcher())
    assert keys.key(issuer.url, "one", "RSA", NOW) is not None
    issuer.keys["two"] = rsa(2)
    for number in range(5):
        assert keys.key(issuer.url, f"made-up-{number}", "RSA", NOW + ASKED_AGAIN - 1) is None
    assert len(issuer.requests) == 2
    assert keys.key(issuer.url, "two", "RSA", NOW + ASKED_AGAIN) is not None
    assert len(issuer.requests) == 4


def test_a_withdrawn_key_is_good_for_an_hour(issuer: Issuer) -> None:
    keys = KeySets(issuer.fetcher())
    assert keys.key(issuer.url, "one", "RSA", NOW) is not None
    issuer.keys = {"two": rsa(2)}
    assert keys.key(issuer.url, "one", "RSA", NOW + FRESH - 1) is not None
    assert keys.key(issuer.url, "one", "RSA", NOW + FRESH) is None


def test_threat_31_stale_keys_are_kept_while_the_issuer_is_away_and_no_longer_than_a_day(issuer: Issuer) -> None:
    keys = KeySets(issuer.fetcher())
    assert keys.key(issuer.url, "one", "RSA", NOW) is not None
    issuer.goes_away()
    assert keys.key(issuer.url, "one", "RSA", NOW + FRESH) is not None
    assert keys.key(issuer.url, "one", "RSA", NOW + LONGEST_KEPT - 1) is not None
    with pytest.raises(IdpCommunicationError, match="503"):
        keys.key(issuer.url, "one", "RSA", NOW + LONGEST_KEPT)


def test_an_issuer_that_is_away_is_not_asked_again_at_once(issuer: Issuer) -> None:
    keys = KeySets(issuer.fetcher())
    issuer.goes_away()
    for _ in range(3):
        with pytest.raises(IdpCommunicationError, match="503"):
            keys.key(issuer.url, "one", "RSA", NOW)
    assert issuer.requests == [DISCOVERY]
    issuer.answers.clear()
    assert keys.key(issuer.url, "one", "RSA", NOW + TRIED_AGAIN) is not None


def test_nothing_is_fetched_when_it_must_not_be(issuer: Issuer) -> None:
    keys = KeySets(issuer.fetcher())
    with pytest.raises(IdpCommunicationError):
        keys.key(issuer.url, "one", "RSA", NOW, may_fetch=False)
    assert issuer.requests == []
    keys.key(issuer.url, "one", "RSA", NOW)
    assert keys.key(issuer.url, "one", "RSA", NOW + FRESH, may_fetch=False) is not None
    assert len(issuer.requests) == 2


def test_an_issuer_is_asked_once_at_a_time_and_few_calls_wait_for_it(issuer: Issuer) -> None:
    """Those who wait get what the one who asked gets; the others are told to try again, at once."""
    answer = Answer(wait=threading.Event())
    issuer.answers[DISCOVERY] = answer
    keys = KeySets(issuer.fetcher())
    refused = threading.Semaphore(0)
    refusals: list[str] = []

    def ask() -> bool:
        try:
            return keys.key(issuer.url, "one", "RSA", NOW) is not None
        except IdpCommunicationError as error:
            refusals.append(error.message)
            refused.release()
            return False

    with ThreadPoolExecutor(12) as pool:
        asked = [pool.submit(ask) for _ in range(12)]
        for _ in range(12 - MOST_WAITING):
            assert refused.acquire(timeout=60)
        answer.body = json.dumps(issuer.discovery()).encode()
        _release(answer)
        assert sorted(each.result(60) for each in asked) == [False] * (12 - MOST_WAITING) + [True] * MOST_WAITING
    assert issuer.requests == [DISCOVERY, KEYS]
    assert all("too many calls" in refusal for refusal in refusals)


def test_threat_31_slow_issuers_together_take_only_some_of_the_threads(
    issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_sets, "MOST_WAITING_IN_ALL", 2)
    slow = Answer(status=503, wait=threading.Event())
    issuer.answers = {f"/{number}{DISCOVERY}": slow for number in range(2)}
    keys = KeySets(issuer.fetcher())
    with ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(keys.key, f"{issuer.url}/{number}", "one", "RSA", NOW) for number in range(2)]
        for _ in range(2):
            assert issuer.arrived.acquire(timeout=60)
        with pytest.raises(IdpCommunicationError, match="too many calls"):
            keys.key(issuer.url, "one", "RSA", NOW)
        _release(slow)
        for each in waiting:
            with pytest.raises(IdpCommunicationError, match="503"):
                each.result(60)
    assert keys.key(issuer.url, "one", "RSA", NOW) is not None


def test_a_stale_key_is_used_while_another_call_asks_for_it(issuer: Issuer) -> None:
    keys = KeySets(issuer.fetcher())
    keys.key(issuer.url, "one", "RSA", NOW)
    slow = issuer.answers[DISCOVERY] = Answer(status=503, wait=threading.Event())
    for _ in issuer.requests:
        issuer.arrived.acquire()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(keys.key, issuer.url, "one", "RSA", NOW + FRESH)
        assert issuer.arrived.acquire(timeout=60)
        assert keys.key(issuer.url, "one", "RSA", NOW + FRESH) is not None
        assert not waiting.done()
        _release(slow)
        assert waiting.result(60) is not None


def test_the_keys_of_a_bounded_number_of_issuers_are_kept(issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_sets, "MOST_ISSUERS", 2)
    keys = KeySets(issuer.fetcher())
    keys.key(issuer.url, "one", "RSA", NOW)
    for number in range(2):
        with pytest.raises(IdpCommunicationError):
            keys.key(f"{issuer.url}/{number}", "one", "RSA", NOW)
    issuer.requests.clear()
    keys.key(issuer.url, "one", "RSA", NOW)
    assert issuer.requests == [DISCOVERY, KEYS]


@pytest.mark.parametrize(
    "document",
    [
        '{"issuer": "https://other.example", "jwks_uri": "https://HERE/keys"}',
        '{"issuer": "https://HERE/", "jwks_uri": "https://HERE/keys"}',
        '{"issuer": "HTTPS://HERE", "jwks_uri": "https://HERE/keys"}',
        '{"jwks_uri": "https://HERE/keys"}',
        '{"issuer": "https://HERE"}',
        '{"issuer": "https://HERE", "jwks_uri": "http://HERE/keys"}',
        '{"issuer": "https://HERE", "jwks_uri": "file:///etc/passwd"}',
        '{"issuer": "https://HERE", "jwks_uri": ["https://HERE/keys"]}',
        '{"issuer": "https://HERE", "issuer": "https://HERE", "jwks_uri": "https://HERE/keys"}',
        "[]",
    ],
)
def test_threat_31_another_discovery_document_is_refused(issuer: Issuer, document: str) -> None:
    issuer.answers[DISCOVERY] = Answer(document.replace("HERE", issuer.url).encode())
    with pytest.raises(IdpCommunicationError):
        KeySets(issuer.fetcher()).key(issuer.url, "one", "RSA", NOW)
    assert issuer.requests == [DISCOVERY]


def test_threat_31_keys_elsewhere_are_fetched_by_the_same_rules(issuer: Issuer) -> None:
    issuer.says(DISCOVERY, {"issuer": issuer.issuer, "jwks_uri": f"https://metadata.internal:{issuer.port}{KEYS}"})
    with pytest.raises(IdpCommunicationError, match="not public"):
        KeySets(issuer.fetcher()).key(issuer.url, "one", "RSA", NOW)
    assert issuer.requests == [DISCOVERY]


def test_threat_31_keys_of_an_issuer_with_tls_are_not_fetched_without(issuer: Issuer) -> None:
    issuer.says(DISCOVERY, {"issuer": issuer.issuer, "jwks_uri": "http://plain.example/keys"})
    keys = KeySets(issuer.fetcher(http_issuers={"plain.example"}, private_hosts={HOST, "plain.example"}))
    with pytest.raises(IdpCommunicationError, match="no jwks_uri that begins with https"):
        keys.key(issuer.url, "one", "RSA", NOW)


def test_a_listed_issuer_is_asked_by_http(tmp_path: Path) -> None:
    with Issuer(tmp_path, tls=False) as issuer:
        keys = KeySets(issuer.fetcher(http_issuers={issuer.url}))
        assert keys.key(issuer.url, "one", "RSA", NOW) is not None
        assert keys.issuer_of(issuer.url) == f"http://{HOST}:{issuer.port}"


# -- key sets ------------------------------------------------------------------------------------------

GOOD = public(rsa(), "one")


def test_keys_of_every_kind_that_is_taken_are_read() -> None:
    curves = ("P-256", "P-384", "P-521")
    entries = [GOOD, *(public(elliptic(curve), curve, use="sig") for curve in curves)]
    assert set(read_keys({"keys": entries})) == {("one", "RSA"), *((curve, "EC") for curve in curves)}


def test_no_private_half_is_taken_in() -> None:
    key = read_keys({"keys": [{**rsa().as_dict(private=True), "kid": "one"}]})["one", "RSA"]
    assert not key.key.is_private


def test_of_two_keys_with_one_id_the_first_counts_unless_they_are_of_two_types() -> None:
    keys = read_keys({"keys": [GOOD, public(rsa(2), "one"), public(elliptic(), "one")]})
    assert set(keys) == {("one", "RSA"), ("one", "EC")}
    assert keys["one", "RSA"].key.as_dict(private=False)["n"] == GOOD["n"]


@pytest.mark.parametrize(
    "entry",
    [
        {**GOOD, "use": "enc"},
        {**GOOD, "key_ops": ["encrypt"]},
        {**GOOD, "key_ops": "verify"},
        {**GOOD, "alg": 5},
        {**GOOD, "kid": None},
        {**GOOD, "kty": "oct", "k": "c2VjcmV0"},
        {**GOOD, "kty": ["RSA"]},
        {**GOOD, "n": "!"},
        {**GOOD, "n": "AQAB"},
        {**GOOD, "e": "AQ"},
        {"kid": "one", "kty": "RSA"},
        {"kid": "one", "kty": "RSA", "n": encoded(b"\xff" * 255), "e": "AQAB"},
        {"kid": "one", "kty": "RSA", "n": encoded(b"\xff" * 1_025), "e": "AQAB"},
        {**public(elliptic(), "one"), "crv": "secp256k1"},
        {**public(elliptic(), "one"), "x": "AQAB"},
        "text",
    ],
)
def test_threat_29_another_key_is_passed_over_and_spoils_no_other(entry: object) -> None:
    assert set(read_keys({"keys": [entry, public(rsa(), "good")]})) == {("good", "RSA")}
    with pytest.raises(FetchError, match="no usable key"):
        read_keys({"keys": [entry]})


@pytest.mark.parametrize("document", [[], {}, {"keys": {}}, {"keys": [GOOD] * (key_sets.MOST_KEYS + 1)}])
def test_what_is_no_key_set_is_refused(document: object) -> None:
    with pytest.raises(FetchError):
        read_keys(document)


def _release(answer: Answer) -> None:
    assert answer.wait is not None
    answer.wait.set()
