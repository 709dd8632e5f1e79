"""What authentication finds out: who is calling, with which credentials, and what that rests on."""

from __future__ import annotations

from dataclasses import dataclass

from ostiary.model.caller import Caller
from ostiary.store.contract import Grounds


@dataclass(frozen=True, slots=True)
class Identity:
    """A caller whose signature was verified. `region` is the one that the credential scope names."""

    caller: Caller
    region: str
    access_key_id: str
    grounds: Grounds
