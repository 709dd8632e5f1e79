"""A root key that others know, or could guess, stops the start."""

from __future__ import annotations

import pytest

from ostiary.model.secret import Secret
from ostiary.server.errors import StartError
from ostiary.server.strength import require_strong

STRONG = "k3Jx0qPz7Lr5Tn2VbW8cYd4MfGh6SaQe1RuZiOpX"
OWN_ID = "AKIAQ2W3E4R5T6Y7U2I3"


def test_a_random_key_is_taken() -> None:
    require_strong(OWN_ID, Secret(STRONG))


@pytest.mark.parametrize(
    ("access_key_id", "secret"),
    [
        ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        ("AKIAIOSFODNN7EXAMPLE", STRONG),
        ("AKIAI44QH8DHBEXAMPLE", "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY"),
        (OWN_ID, "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        (OWN_ID, "minioadminminioadminminioadminminioadmin"),
        (OWN_ID, "test"),
        (OWN_ID, "a" * 40),
        (OWN_ID, "abcdefgh" * 5),
        (OWN_ID, STRONG[:31]),
        (OWN_ID, ""),
    ],
)
def test_threat_27_a_weak_or_published_root_key_is_refused(access_key_id: str, secret: str) -> None:
    with pytest.raises(StartError) as refused:
        require_strong(access_key_id, Secret(secret))
    assert not secret or secret not in str(refused.value)
