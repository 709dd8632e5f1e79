"""The certificate that the server shows, when it speaks TLS itself; replaced while it runs."""

from __future__ import annotations

import ssl
import threading
import time
from pathlib import Path
from typing import Final

import structlog
from cryptography import x509

from ostiary.authn import keyfile
from ostiary.authn.keyfile import UnsafeFileError
from ostiary.server.errors import StartError

_LARGEST: Final = 262_144
"""Bytes of a file."""


class ServerCertificate:
    """A certificate with its chain, and its key, in files. Connections show what was read last."""

    def __init__(self, certificate: Path, key: Path) -> None:
        """Read the files. Raises StartError, which says what is wrong with them."""
        self._certificate = certificate
        self._key = key
        self._lock = threading.Lock()
        self._seen = self._stamp()
        self._current = self._read(int(time.time()))
        self._log = structlog.get_logger("ostiary.tls")
        self.context = self._read(int(time.time()))
        self.context.sni_callback = self._choose

    def reload_if_changed(self) -> None:
        """Do what `reload` does when the files are others than before."""
        if self._stamp() != self._seen:
            self.reload()

    def reload(self) -> None:
        """Read the files again. What is wrong with them is logged, and changes nothing."""
        with self._lock:
            self._seen = self._stamp()
            try:
                self._current = self._read(int(time.time()))
            except StartError as error:
                self._log.error("the new certificate is not used", reason=str(error))
            else:
                self._log.info("certificate read again", path=str(self._certificate))

    def _choose(self, connection: ssl.SSLSocket | ssl.SSLObject, _name: str | None, _: ssl.SSLContext) -> None:
        """Have a connection that begins show what was read last; called for each, whether it names a server or not."""
        connection.context = self._current

    def _stamp(self) -> tuple[object, ...]:
        """Return what changes when a file is replaced or written to; None for one that is not there."""
        return tuple(_stamp(path) for path in (self._certificate, self._key))

    def _read(self, now: int) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_alpn_protocols(["http/1.1"])
        try:
            keyfile.read_private_up_to(self._key, _LARGEST)
            first = x509.load_pem_x509_certificates(self._certificate.read_bytes()[:_LARGEST])[0]
            context.load_cert_chain(self._certificate, self._key, password=_no_password)
        except UnsafeFileError as error:
            raise StartError(f"The key {self._key} {error}") from error
        except ssl.SSLError as error:
            raise StartError(
                f"{self._key} is not the key of the certificate {self._certificate}, or cannot be read: {error.reason}"
            ) from error
        except ValueError as error:
            raise StartError(
                f"{self._certificate} holds no certificate in PEM form, or its key is encrypted"
            ) from error
        except OSError as error:
            raise StartError(f"{error.filename} cannot be read: {error.strerror}") from error
        if not first.not_valid_before_utc.timestamp() <= now < first.not_valid_after_utc.timestamp():
            raise StartError(
                f"The certificate {self._certificate} is good from {first.not_valid_before_utc:%Y-%m-%d}"
                f" until {first.not_valid_after_utc:%Y-%m-%d} only"
            )
        return context


def _no_password() -> str:
    """Nobody is there to be asked for one."""
    raise ValueError("the key is encrypted")


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
