"""The broker of docs/how-to/sign-in.md works, and docs/reference/sign-in.md lists the endpoints that there are."""

from __future__ import annotations

import re
import subprocess
import sys

from ostiary.signin import api
from tests.support.accounts import allow, first_account, trust
from tests.support.browser import Browser
from tests.support.parts import ROOT
from tests.support.server import ServerInThread

DOCS = ROOT / "docs"
HOST = "https://iam.example.org"


def test_the_broker_of_the_page_signs_a_browser_in(ostiary: ServerInThread) -> None:
    [broker] = re.findall(r"```python\n(.*?)```", (DOCS / "how-to" / "sign-in.md").read_text(), re.DOTALL)
    account = first_account(ostiary)
    role = account.role("night", trust(account.number))
    keys = account.user("broker", allow("sts:AssumeRole")).assume(role).keys
    given = f"key_id, secret, token = {keys!r}\n"
    done = subprocess.run(
        [sys.executable, "-c", given + broker.replace(HOST, ostiary.endpoint)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    browser = Browser(ostiary)
    page = browser.send("GET", done.stdout.strip().removeprefix(ostiary.endpoint))
    assert (page.status, page.header("location")) == (302, f"{ostiary.endpoint}/console")
    session = browser.get("session").body
    assert session["principal"]["arn"] == f"arn:aws:sts::{account.number}:assumed-role/night/work"
    assert session["issuer"] == "https://broker.example.org"


def test_every_endpoint_is_listed_with_its_method_and_members() -> None:
    rows = re.findall(
        r"^\| `(GET|POST) (/signin/\S+)` \|([^|]*)\|", (DOCS / "reference" / "sign-in.md").read_text(), re.M
    )
    listed = {path: (method, set(re.findall(r"`(\w+)`", members))) for method, path, members in rows}
    assert listed == {
        path.decode(): (endpoint.method, set(endpoint.members)) for path, endpoint in api.ENDPOINTS.items()
    }
