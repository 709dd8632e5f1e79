"""A secret hides itself."""

from __future__ import annotations

import copy
import pickle

import pytest

from ostiary.model.secret import Secret

SECRET = Secret("canary-7f3a")


@pytest.mark.parametrize(
    "shown",
    [repr(SECRET), str(SECRET), f"{SECRET}", f"{SECRET:>40}", repr([SECRET])],
    ids=["repr", "str", "format", "format with a width", "inside a list"],
)
def test_threat_40_no_way_of_printing_shows_the_text(shown: str) -> None:
    assert "canary" not in shown


def test_only_reveal_gives_the_text() -> None:
    assert SECRET.reveal() == "canary-7f3a"


def test_a_secret_is_compared_with_matches_alone() -> None:
    assert SECRET.matches("canary-7f3a")
    assert not SECRET.matches("canary-7f3b")
    with pytest.raises(TypeError):
        assert SECRET == "canary-7f3a"
    with pytest.raises(TypeError):
        hash(SECRET)


def test_a_secret_is_known_by_its_digest_which_does_not_show_it() -> None:
    digest = SECRET.digest()
    assert digest.startswith("sha256:")
    assert "canary" not in digest
    assert SECRET.has_digest(digest)
    assert not Secret("canary-7f3b").has_digest(digest)
    assert not SECRET.has_digest(digest.removeprefix("sha256:"))
    assert not SECRET.has_digest("")


def test_a_secret_is_not_serialised() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(SECRET)
    with pytest.raises(TypeError):
        copy.deepcopy(SECRET)
