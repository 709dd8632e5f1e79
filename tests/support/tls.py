"""A server's own authority and certificates on loopback, in files as operators have them."""

from __future__ import annotations

import ssl
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.certificates import DAY, Issued, PrivateKey, authority, issued


@dataclass
class Files:
    """A folder with the files that a server is told of; `put` writes another certificate into them."""

    folder: Path
    root: Issued = field(default_factory=lambda: authority("Root of the tests", now=int(time.time())))

    def __post_init__(self) -> None:
        self.bundle.write_text(self.root.pem)
        self.put()

    @property
    def certificate(self) -> Path:
        return self.folder / "server.pem"

    @property
    def key(self) -> Path:
        return self.folder / "server.key"

    @property
    def bundle(self) -> Path:
        return self.folder / "root.pem"

    def new(self, *, ends: int = DAY, key: PrivateKey | None = None, name: str = "localhost") -> Issued:
        return issued(name, self.root, now=int(time.time()), ends=ends, hosts=("localhost",), key=key)

    def put(self, made: Issued | None = None) -> Issued:
        """Have the files hold *made*, by default a fresh certificate for `localhost`."""
        made = made or self.new()
        self.certificate.write_text(made.pem)
        self.key.touch(mode=0o600)
        self.key.write_text(made.private_key)
        return made

    def trusting(self) -> ssl.SSLContext:
        """Return a client's context that trusts this authority alone."""
        return ssl.create_default_context(cafile=str(self.bundle))
