"""The proof that a call may be carried out: handlers take it, and only `ostiary.authz.enforce` makes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from ostiary.model.caller import Caller
from ostiary.model.mint import Mint
from ostiary.model.nouns import Named
from ostiary.model.quotas import Quotas
from ostiary.store.contract import Grounds

P_co = TypeVar("P_co", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorized(Generic[P_co]):
    """A verified, validated and allowed call.

    `operation` is the wire name (`CreateUser`), `params` the validated request, `now` the whole second at which the
    call is carried out, `partition` the partition of every ARN made here. New ids and secrets come from `mint`.
    """

    caller: Caller
    operation: str
    params: P_co
    now: int
    partition: str
    quotas: Quotas
    mint: Mint
    grounds: Grounds
    region: str = "us-east-1"
    """The one that the request was signed for."""
    base_url: str = ""
    """Where clients reach the installation: what an account's issuer is called begins with it."""
    resource: Named | None = None
    """What the permission of the operation's own name was decided on, as it was then; None: no noun of ours.

    A read that acts on it (AssumeRole) must act on this one: another thing may have its name by now.
    """

    @property
    def account(self) -> str:
        """The account that an IAM call works in: always the caller's own."""
        return self.caller.account
