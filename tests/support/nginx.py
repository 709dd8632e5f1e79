"""nginx of Debian as a proxy that ends TLS: found or installed, on a free port of loopback, ended at the end."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.parts import debian_program
from tests.support.process import free_port, wait_for_port
from tests.support.tls import Files

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
    process = subprocess.Popen(
        [debian_program("nginx", "nginx-light"), "-c", str(configuration), "-p", str(folder)], stderr=subprocess.DEVNULL
    )
    try:
        wait_for_port(port)
        yield f"https://localhost:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)
