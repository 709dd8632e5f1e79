"""The examples of the how-to on the library run, and print what the page says."""

from __future__ import annotations

import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from ostiary.model.nouns import Account
from ostiary.store.contract import Relation, Transaction
from ostiary.store.sql import open_store
from tests.support.nouns import a_group, a_role, a_user, an_inline_policy
from tests.support.world import allow, policy

ACCOUNT = "100000000001"
PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "library.md"
BLOCK = re.compile(r"^```(python|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def installation(tmp_path: Path) -> Path:
    """A folder with the data folder `data` in it that the page speaks of."""
    own = policy(allow("s3:GetObject", "arn:aws:s3:::vault/${aws:username}/*"))

    def furnish(tx: Transaction) -> None:
        tx.accounts.add(Account(id=ACCOUNT, created=1))
        tx.users.add(a_user("mira", account=ACCOUNT))
        tx.groups.add(a_group("potters", account=ACCOUNT))
        tx.roles.add(a_role("kiln", account=ACCOUNT))
        tx.links.add(ACCOUNT, Relation.MEMBER, "AGPApotters", "AIDAmira")
        tx.inline_policies.add(an_inline_policy("AGPApotters", "read-own", account=ACCOUNT, document=own))
        tx.inline_policies.add(an_inline_policy("AROAkiln", "all", account=ACCOUNT, document=policy(allow("s3:*"))))

    (tmp_path / "data").mkdir()
    store = open_store(f"sqlite:///{tmp_path}/data/ostiary.db")
    store.write(furnish, actor="test", now=1)
    store.close()
    return tmp_path


def test_every_example_prints_what_the_page_says(installation: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(installation)
    blocks = BLOCK.findall(PAGE.read_text())
    assert [kind for kind, _ in blocks] == ["python", "text"] * (len(blocks) // 2)
    names: dict[str, object] = {}
    for (_, code), (_, expected) in zip(blocks[::2], blocks[1::2], strict=True):
        with redirect_stdout(StringIO()) as printed:
            exec(compile(code, str(PAGE), "exec"), names)
        assert printed.getvalue() == expected
    assert len(blocks) > 2
