"""Where new identifiers, secrets and credentials come from, and what only their maker can open: given to the domain,
never looked up there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from ostiary.model.caller import Session
from ostiary.model.secret import Secret


@dataclass(frozen=True, slots=True)
class Credentials:
    """Temporary credentials as STS hands them out. `expires` is in seconds since the epoch."""

    access_key_id: str
    secret: Secret
    session_token: Secret
    expires: int


class Mint(Protocol):
    """Makes what must be unguessable or unique."""

    def unique_id(self, prefix: str) -> str:
        """Return a fresh unique id of 21 characters: *prefix* (`AIDA`, `AROA` …) and base32."""

    def uuid(self) -> str:
        """Return a fresh random UUID in its text form."""

    def access_key_id(self, account: str) -> str:
        """Return a fresh `AKIA…` id of 20 characters that encodes *account* as AWS's do."""

    def secret_access_key(self) -> Secret:
        """Return a fresh secret of 40 characters."""

    def device_seed(self) -> Secret:
        """Return a fresh seed of one-time codes: 64 characters of base32."""

    def seal(self, account: str, row: str, secret: Secret) -> str:
        """Return *secret* sealed under *account*'s data key, bound to *row* (an access key id)."""

    def unseal(self, account: str, row: str, sealed: str) -> Secret:
        """Return what `seal` was given for the same account and row."""

    def hash_password(self, password: Secret) -> str:
        """Return what is kept of a password. Takes long: never in a transaction.

        Raises ThrottlingError when too many passwords are being hashed and compared already; likewise `is_password`.
        """

    def is_password(self, password: Secret, hashed: str) -> bool:
        """Return whether *hashed* was made of *password*. Takes as long."""

    def credentials(self, session: Session) -> Credentials:
        """Return temporary credentials for *session*.

        Raises PackedPolicyTooLargeError when its policies and tags do not fit.
        """

    def packed_share(self, session: Session) -> int:
        """Return how much of the packed limit *session* uses, in per cent, rounded up."""

    def signing_key(self, algorithm: str) -> tuple[str, Secret]:
        """Return a fresh key that signs tokens by *algorithm*, as `authn.issuing.new_key` does. Takes long."""

    def sign_token(self, algorithm: str, key_id: str, private: Secret, claims: Mapping[str, object]) -> Secret:
        """Return *claims* as a web identity token, signed with that key."""

    def open_authorization_message(self, account: str, encoded: str, now: int) -> str:
        """Return the JSON that was encoded for *account* when a request was refused.

        Raises InvalidAuthorizationMessageError when it was not, was changed, or has expired.
        """
