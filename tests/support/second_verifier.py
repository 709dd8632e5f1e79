"""What python3-saml says of SAML responses. Run by a Python that has it.

Questions come on standard input and answers go to standard output, both as JSON. It is an oracle only: whatever it
refuses, Ostiary has to refuse.
"""

from __future__ import annotations

import json
import sys
from urllib.parse import urlsplit

from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings
from onelogin.saml2.utils import OneLogin_Saml2_Utils


def main() -> None:
    """Answer for each response, by its name, why it is refused; nothing when it is not."""
    asked = json.load(sys.stdin)
    OneLogin_Saml2_Utils.now = staticmethod(lambda: asked["now"])
    settings = OneLogin_Saml2_Settings(
        {
            "strict": True,
            "sp": {"entityId": asked["audience"], "assertionConsumerService": {"url": asked["recipient"]}},
            "idp": {
                "entityId": asked["issuer"],
                "singleSignOnService": {"url": asked["issuer"]},
                "x509cert": asked["certificate"],
            },
            "security": {"rejectDeprecatedAlgorithm": True},
        }
    )
    address = urlsplit(asked["recipient"])
    request = {"https": "on", "http_host": address.netloc, "script_name": address.path}
    json.dump({name: refusal(settings, sent, request) for name, sent in asked["responses"].items()}, sys.stdout)


def refusal(settings: OneLogin_Saml2_Settings, sent: str, request: dict[str, str]) -> str:
    try:
        OneLogin_Saml2_Response(settings, sent).is_valid(request, raise_exceptions=True)
    except Exception as error:  # of several libraries; each is a refusal
        return f"{type(error).__name__}: {error}"
    return ""


main()
