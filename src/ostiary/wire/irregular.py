"""Where AWS does not do what its service models say: one row each, with the reason.

Everything else in this room knows kinds of shape only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

PERCENT_ENCODED: Final[Mapping[str, frozenset[str]]] = {
    # The documentation of PolicyVersion, Role, … : the document "is URL-encoded compliant with RFC 3986". In requests
    # the same shape is plain text.
    "iam": frozenset({"policyDocumentType"}),
}
"""By service: string shapes whose text is percent-encoded once more in answers."""

SENSITIVE: Final[Mapping[str, frozenset[str]]] = {
    "iam": frozenset({
        # A one-time code that was not used up by a failed call is still good for a few seconds.
        "authenticationCodeType",
        # What is public has a private key beside it, which is sent in its place by mistake.
        "certificateBodyType",
        "certificateChainType",
        "publicKeyMaterialType",
    }),
    "sts": frozenset({
        # The model marks the secret key and not the token, though a leaked pair is no worse than a leaked three.
        "tokenType",
        "tokenCodeType",
    }),
    # As with the certificates of IAM.
    "rolesanywhere": frozenset({"SourceDataX509CertificateDataString"}),
}  # fmt: skip
"""By service: shapes that are secret although the model does not mark them; never echoed, never logged."""


LONGEST: Final[Mapping[str, Mapping[str, int]]] = {
    "accessanalyzer": {
        # The model sets no bounds. IAM's is taken for documents: none that it refuses for its size can be a policy, and
        # the event of a call holds its parameters.
        "PolicyDocument": 131_072,
        "Token": 2_048,
    },
    "cloudtrail": {"NextToken": 512},
    # What the model says of the one policy that may stand here when it is updated.
    "rolesanywhere": {"String": 100_000},
}
"""By service: how many characters a text may have of which the model does not say it."""


@dataclass(frozen=True, slots=True)
class Omission:
    """Members of *shape* that the answer of an operation leaves out."""

    shape: str
    members: frozenset[str]
    reason: str


_SUBSET: Final = "API reference: resource-listing operations return a subset of the available attributes"

OMITTED: Final[Mapping[tuple[str, str], tuple[Omission, ...]]] = {
    ("iam", "ListUsers"): (Omission("User", frozenset({"PermissionsBoundary", "Tags"}), _SUBSET),),
    ("iam", "ListRoles"): (Omission("Role", frozenset({"PermissionsBoundary", "RoleLastUsed", "Tags"}), _SUBSET),),
    ("iam", "ListPolicies"): (
        Omission("Policy", frozenset({"Tags"}), _SUBSET),
        Omission("Policy", frozenset({"Description"}), "API reference, Policy: not included in ListPolicies"),
    ),
    ("iam", "ListInstanceProfiles"): (Omission("InstanceProfile", frozenset({"Tags"}), _SUBSET),),
    ("iam", "ListVirtualMFADevices"): (Omission("VirtualMFADevice", frozenset({"Tags"}), _SUBSET),),
    ("iam", "CreatePolicyVersion"): (
        Omission("PolicyVersion", frozenset({"Document"}), "API reference, PolicyVersion: not in this answer"),
    ),
    ("iam", "ListPolicyVersions"): (
        Omission("PolicyVersion", frozenset({"Document"}), "API reference, PolicyVersion: not in this answer"),
    ),
}
"""By service and operation: what a list leaves out though its shape has it. Handlers may return whole nouns."""

ARNS: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    # The model asks for 20 characters of anything. AWS's recorded answers refuse what has not six fields, or has no
    # partition, service or resource, before anybody's permissions are looked at.
    ("sts", "AssumeRole"): ("RoleArn",),
}
"""By service and operation: parameters that have to be ARNs."""

IN_BODY_TOO: Final = frozenset({("rolesanywhere", "CreateSession")})
"""By service and operation: parameters of the query string may stand in the body instead.

User guide, "CreateSession API": they are accepted "as URI parameters or as JSON in the request body".
"""

UNDECLARED: Final = frozenset({("rolesanywhere", "CreateSession")})
"""By service and operation: bodies are JSON whatever the request calls them.

AWS's own client (iam-rolesanywhere-session) sends them as a form's. The signature covers the body all the same.
"""

NO_PATTERN: Final = r"[\u0009\u000A\u000D\u0020-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]*"
"""What a string without a pattern may hold: the characters that XML 1.0 can carry back (W3C XML, `Char`).

Anything else could be stored and never be shown again. Written as AWS writes the same set in STS's `arnType`.
"""

ECHOING: Final = frozenset({"sts"})
"""Services whose validation errors repeat the wrong value. Of AWS's recorded answers those of IAM never do."""

MAX_ECHO: Final = 2_048
"""Characters of a wrong value that an error repeats; a longer one is left out, as a sensitive one is.

AWS repeats whatever was sent; a policy of 131,072 characters helps nobody in an error, and costs six times its size
once it is escaped.
"""

FAULT_MEMBERS: Final[Mapping[str, Mapping[str, str]]] = {
    # The model demands a reason. Of its values this one is about parameters, which all our ValidationErrors are.
    "ValidationException": {"reason": "fieldValidationFailed"},
}
"""By code: members of an error of rest-json beside its message."""

UNKNOWN_PARAMETER: Final = "The parameter {name} is not recognized"
"""A parameter that no member of the operation's input explains is refused, with ValidationError and EC2's words.

AWS's IAM ignores it. Here a misspelt `PermissionsBoundary` must not make a user without boundary: what cannot be
understood is refused, and nothing is changed.
"""

ALLOWED_ANYWHERE: Final = frozenset({
    "Action",
    "Version",
    # Signature version 2, which the authentication refuses with its own error, not as a misspelt parameter.
    "AWSAccessKeyId",
    "SecurityToken",
    "Signature",
    "SignatureMethod",
    "SignatureVersion",
    "Timestamp",
    "Expires",
})  # fmt: skip
"""Names that belong to the protocol and are no parameters of any operation."""

ALLOWED_PREFIX: Final = "x-amz-"
"""Presigned requests carry their signature and any header of this prefix in the query; authentication reads them."""
