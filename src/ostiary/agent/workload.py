"""Ask Roles Anywhere for the credentials of a role: CreateSession, signed with the certificate of this workload.

Certificate and key are read anew each time: whoever issues them, SPIRE for instance, puts newer ones in their place.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from ostiary.agent.credentials import Role, RoleCredentials, read_moment
from ostiary.agent.endpoint import Endpoint
from ostiary.agent.errors import AgentError, UnavailableError
from ostiary.agent.sts import Wanted, refusal, require_lasting
from ostiary.authn.signing import sign_by
from ostiary.model.secret import Secret

SERVICE: Final = "rolesanywhere"
PATH: Final = "/sessions"
_OPERATION: Final = "CreateSession"
_LONGEST: Final = 262_144
"""Bytes of a file of certificates or of a key."""

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class Files:
    """Where the workload's certificate and key are, in PEM. What follows the certificate in its file, and what is in
    *intermediates*, leads to the trust anchor."""

    certificate: Path
    private_key: Path
    intermediates: Path | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """A certificate with its key, as they are now."""

    chain: tuple[x509.Certificate, ...]
    key: PrivateKey

    @classmethod
    def read(cls, files: Files) -> Proof:
        """Read the files. Raises AgentError for what cannot be read, and for a key of another kind than RSA or EC."""
        chain = _certificates(files.certificate)
        more = () if files.intermediates is None else _certificates(files.intermediates)
        try:
            key = load_pem_private_key(_content(files.private_key), password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise AgentError(f"{files.private_key} holds no private key in PEM that has no password") from None
        if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
            raise AgentError(f"The key in {files.private_key} is neither RSA nor on an elliptic curve")
        return cls((*chain, *more), key)

    @property
    def algorithm(self) -> str:
        """How signatures with the key are called."""
        return "AWS4-X509-RSA-SHA256" if isinstance(self.key, rsa.RSAPrivateKey) else "AWS4-X509-ECDSA-SHA256"

    def headers(self) -> tuple[tuple[bytes, bytes], ...]:
        """Return the headers that show the certificate, and what leads to its authority."""
        leaf, *between = (base64.b64encode(one.public_bytes(Encoding.DER)) for one in self.chain)
        shown = (b"x-amz-x509", leaf)
        return (shown, (b"x-amz-x509-chain", b",".join(between))) if between else (shown,)

    def sign(self, text: str, _scope: str) -> bytes:
        """Return the key's signature over *text*."""
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(text.encode(), padding.PKCS1v15(), SHA256())
        return self.key.sign(text.encode(), ec.ECDSA(SHA256()))


class RolesAnywhere(Endpoint):
    """An endpoint of Roles Anywhere."""

    __slots__ = ()

    def create_session(
        self, wanted: Wanted, files: Files, profile: str, trust_anchor: str, now: int
    ) -> RoleCredentials:
        """Return credentials for the workload whose certificate is in *files*; *profile* and *trust_anchor* are ARNs.

        Raises AgentError, RefusedError or UnavailableError.
        """
        proof = Proof.read(files)
        asked: dict[str, object] = {
            "profileArn": profile,
            "roleArn": str(wanted.role.arn),
            "trustAnchorArn": trust_anchor,
        }
        if wanted.duration is not None:
            asked["durationSeconds"] = wanted.duration
        if wanted.session_name:
            asked["roleSessionName"] = wanted.session_name
        call = self.request("application/json", json.dumps(asked).encode(), PATH)
        signed = sign_by(
            replace(call, headers=(*call.headers, *proof.headers())),
            str(proof.chain[0].serial_number),
            proof.sign,
            service=SERVICE,
            region=self.region,
            now=now,
            algorithm=proof.algorithm,
        )
        return self._read(*self.exchange(signed), wanted.role, now)

    def _read(self, status: int, text: str, role: Role, now: int) -> RoleCredentials:
        try:
            answer = json.loads(text)
            if status == 201:
                return require_lasting(_credentials(answer, role, now), now)
            message = str(answer["message"])
        except (ValueError, LookupError, TypeError) as error:
            raise UnavailableError(f"{self.url} did not answer as Roles Anywhere does (status {status})") from error
        raise refusal(_OPERATION, role, status, str(answer.get("__type", status)), message)


def _credentials(answer: Mapping[str, Any], role: Role, now: int) -> RoleCredentials:  # Any: JSON
    made = answer["credentialSet"][0]
    keys = made["credentials"]
    return RoleCredentials(
        role=role,
        access_key_id=str(keys["accessKeyId"]),
        secret=Secret(str(keys["secretAccessKey"])),
        token=Secret(str(keys["sessionToken"])),
        expires=read_moment(keys["expiration"]),
        issued=now,
        role_id=str(made["assumedRoleUser"]["assumedRoleId"]).partition(":")[0],
    )


def _certificates(path: Path) -> tuple[x509.Certificate, ...]:
    try:
        return tuple(x509.load_pem_x509_certificates(_content(path)))
    except ValueError:
        raise AgentError(f"{path} holds no certificate in PEM") from None


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_LONGEST)
    except OSError as error:
        raise AgentError(f"{path} cannot be read: {error.strerror}") from error
