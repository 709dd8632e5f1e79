"""DecodeAuthorizationMessage hands the message to the mint, as of now and for the caller's account."""

from __future__ import annotations

import json

from tests.support.domain import ACCOUNT, NOW, OTHER_ACCOUNT, root
from tests.support.sts import Sts


def test_a_message_is_opened_for_the_account_of_the_caller(sts: Sts) -> None:
    for account in (ACCOUNT, OTHER_ACCOUNT):
        answer = sts.call("DecodeAuthorizationMessage", {"EncodedMessage": "sealed"}, root(account))
        assert json.loads(answer["DecodedMessage"]) == {"account": account, "encoded": "sealed", "now": NOW}
