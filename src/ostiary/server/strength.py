"""Which secrets are too weak to start with (threats.md 27)."""

from __future__ import annotations

from typing import Final

from ostiary.model.secret import Secret
from ostiary.server.errors import StartError

_LEAST_LENGTH: Final = 32
_LEAST_DIFFERENT: Final = 12
"""Of 32 random letters hardly ever fewer than 20 are different."""

_GIVEAWAYS: Final = ("example", "minioadmin", "rustfsadmin", "password", "secret", "changeme", "ostiary", "123456")
"""Found in what others publish: AWS's documented keys all say EXAMPLE."""


def require_strong(access_key_id: str, secret: Secret) -> None:
    """Raise StartError when the key is a published one, or when its secret can be guessed."""
    text = secret.reveal()
    if "EXAMPLE" in access_key_id or any(word in text.lower() for word in _GIVEAWAYS):
        raise StartError("OSTIARY_ROOT_ACCESS_KEY_ID or its secret is published in documentation: choose a random one")
    if len(text) < _LEAST_LENGTH or len(set(text)) < _LEAST_DIFFERENT:
        raise StartError(
            "OSTIARY_ROOT_SECRET_ACCESS_KEY is too weak: it needs 32 or more random characters "
            "(openssl rand -base64 30)"
        )
