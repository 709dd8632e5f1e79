"""The how-to on identity providers, run as it stands by a shell with the AWS CLI on its path."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.support.cli import Aws, Keys
from tests.support.parts import ROOT
from tests.support.process import serving
from tests.support.saml import metadata

BLOCK = re.compile(r"^```bash\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_every_command_of_the_page_does_what_it_is_there_for(tmp_path: Path) -> None:
    commands = BLOCK.findall((ROOT / "docs/how-to/identity-providers.md").read_text())
    (tmp_path / "metadata.xml").write_text(metadata())
    with serving(tmp_path / "data", arguments=("--root-access-key",)) as server:
        aws = Aws(server.endpoint, Keys(server.exports["AWS_ACCESS_KEY_ID"], server.exports["AWS_SECRET_ACCESS_KEY"]))
        account = aws("sts", "get-caller-identity")["Account"]
        script = "\n".join(["set -e", *commands]).replace("123456789012", account)
        done = subprocess.run(
            ["bash", "-u", "-c", script],
            env=aws.environment(),
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=110,
        )
        assert (done.returncode, done.stderr.strip()) == (0, "")
        arn = f"arn:aws:iam::{account}"
        saml = aws("iam", "get-saml-provider", "--saml-provider-arn", f"{arn}:saml-provider/corporate")
        issuer = "idp.example.com/realms/one"
        which = ("--open-id-connect-provider-arn", f"{arn}:oidc-provider/{issuer}")
        oidc = aws("iam", "get-open-id-connect-provider", *which)
    assert (saml["AssertionEncryptionMode"], len(saml["PrivateKeyList"])) == ("Required", 1)
    assert saml["SAMLMetadataDocument"] == metadata()
    assert (oidc["Url"], oidc["ClientIDList"], len(oidc["ThumbprintList"])) == (issuer, ["my-app", "other-app"], 1)
