"""nginx of Debian as a proxy that ends TLS: found or installed, on a free port of loopback, ended at the end."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.parts import alone, missing
from tests.support.process import free_port, wait_for_port
from tests.support.tls import Files
from tools import debian

CONFIGURATION = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port} ssl;
        ssl_certificate {certificate};
        ssl_certificate_key {key};
        ssl_client_certificate {authority};
        ssl_verify_client optional;
        location / {{
            proxy_pass {upstream};
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_set_header X-Client-Cert $ssl_client_escaped_cert;
        }}
    }}
}}
"""


def program() -> str:
    """Return nginx; skip the test when there is none and none can be had."""
    if shutil.which("nginx") is None and debian.can_install():
        with alone("nginx"):
            if shutil.which("nginx") is None:
                debian.install("nginx-light")
    found = shutil.which("nginx")
    if found is None:
        missing("nginx", "install the package nginx-light")
        raise AssertionError("missing() does not return")
    return found


@contextmanager
def nginx(folder: Path, upstream: str, files: Files) -> Iterator[str]:
    """Run nginx in front of *upstream*; it takes the certificates of clients that the authority of *files* signed."""
    port = free_port()
    configuration = folder / "nginx.conf"
    configuration.write_text(
        CONFIGURATION.format(
            folder=folder,
            port=port,
            certificate=files.certificate,
            key=files.key,
            authority=files.bundle,
            upstream=upstream,
        )
    )
    process = subprocess.Popen([program(), "-c", str(configuration), "-p", str(folder)], stderr=subprocess.DEVNULL)
    try:
        wait_for_port(port)
        yield f"https://localhost:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)
