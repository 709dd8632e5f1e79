"""Where new identifiers, secrets and credentials come from in a server: `ostiary.model.mint.Mint`."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Final

from ostiary.authn import ids, issuing, tokens
from ostiary.authn.authorization_messages import AuthorizationMessages
from ostiary.authn.keys import Sealer
from ostiary.authn.passwords import Passwords
from ostiary.authn.sealing import Entropy
from ostiary.authn.tokens import SessionTokens
from ostiary.model.caller import Session
from ostiary.model.mint import Credentials
from ostiary.model.secret import Secret

_SECRET_BYTES: Final = 30
"""As base64 these are AWS's 40 characters."""

_SEED_BYTES: Final = 40
"""As base32 these are AWS's 64 characters."""


class SecureMint:
    """Makes what must be unguessable or unique, from *entropy*. Thread-safe when that is."""

    def __init__(
        self, entropy: Entropy, sealer: Sealer, session_tokens: SessionTokens, messages: AuthorizationMessages
    ) -> None:
        self._entropy = entropy
        self._sealer = sealer
        self._tokens = session_tokens
        self._messages = messages
        self._passwords = Passwords(entropy)

    def unique_id(self, prefix: str) -> str:
        """As `Mint.unique_id`."""
        return ids.unique_id(prefix, self._entropy)

    def uuid(self) -> str:
        """As `Mint.uuid`."""
        return ids.random_uuid(self._entropy)

    def access_key_id(self, account: str) -> str:
        """As `Mint.access_key_id`."""
        return ids.long_term_key_id(account, self._entropy)

    def secret_access_key(self) -> Secret:
        """As `Mint.secret_access_key`."""
        return Secret(base64.b64encode(self._entropy(_SECRET_BYTES)).decode())

    def device_seed(self) -> Secret:
        """As `Mint.device_seed`."""
        return Secret(base64.b32encode(self._entropy(_SEED_BYTES)).decode())

    def seal(self, account: str, row: str, secret: Secret) -> str:
        """As `Mint.seal`."""
        return self._sealer.seal(account, row, secret)

    def unseal(self, account: str, row: str, sealed: str) -> Secret:
        """As `Mint.unseal`. Raises SealBrokenError when it was not sealed for this account and row."""
        return self._sealer.open(account, row, sealed)

    def hash_password(self, password: Secret) -> str:
        """As `Mint.hash_password`."""
        return self._passwords.hashed(password)

    def is_password(self, password: Secret, hashed: str) -> bool:
        """As `Mint.is_password`."""
        return self._passwords.matches(password, hashed)

    def credentials(self, session: Session) -> Credentials:
        """As `Mint.credentials`."""
        return self._tokens.issue(session)

    def packed_share(self, session: Session) -> int:
        """As `Mint.packed_share`."""
        return tokens.packed_share(session)

    def signing_key(self, algorithm: str) -> tuple[str, Secret]:
        """As `Mint.signing_key`."""
        return issuing.new_key(algorithm)

    def sign_token(self, algorithm: str, key_id: str, private: Secret, claims: Mapping[str, object]) -> Secret:
        """As `Mint.sign_token`."""
        return Secret(issuing.signed(algorithm, key_id, private, claims))

    def open_authorization_message(self, account: str, encoded: str, now: int) -> str:
        """As `Mint.open_authorization_message`."""
        return self._messages.decode(account, encoded, now)
