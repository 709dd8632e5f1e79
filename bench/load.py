"""Signed requests made beforehand, sent over kept-alive connections: the client's own work stays out of the figures."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

TICKS = os.sysconf("SC_CLK_TCK")
VERSIONS = {"iam": "2010-05-08", "sts": "2011-06-15"}


@dataclass(frozen=True, slots=True)
class Figure:
    """What one kind of request cost: CPU of the server process in µs an operation, and requests a second."""

    cpu: float
    rate: float


def signed(port: int, keys: tuple[str, str], service: str, action: str, **parameters: str) -> bytes:
    """Return the bytes of one signed request."""
    body = urlencode({"Action": action, "Version": VERSIONS[service], **parameters})
    request = AWSRequest(
        "POST",
        f"http://127.0.0.1:{port}/",
        data=body,
        headers={"Content-Type": "application/x-www-form-urlencoded; charset=utf-8", "Host": f"127.0.0.1:{port}"},
    )
    SigV4Auth(Credentials(*keys), service, "us-east-1").add_auth(request)
    lines = [f"{name}: {value}" for name, value in request.headers.items()]
    head = "\r\n".join(["POST / HTTP/1.1", *lines, f"Content-Length: {len(body)}"])
    return f"{head}\r\n\r\n{body}".encode()


def cpu_seconds(pid: int) -> float:
    """Return the CPU time that a process and its threads have used, user and system."""
    with open(f"/proc/{pid}/stat") as stat:  # noqa: PTH123  # a file of the kernel
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def connect(port: int) -> socket.socket:
    """Return a connection that sends at once what it is given."""
    connection = socket.create_connection(("127.0.0.1", port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def exchange(connection: socket.socket, request: bytes) -> None:
    """Send *request* and read its answer; anything but a 200 ends the benchmark."""
    connection.sendall(request)
    head, _, body = connection.recv(262_144).partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise SystemExit(f"the server answered {head.decode()}\n{body.decode()}")
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
    while len(body) < length:
        body += connection.recv(262_144)


def send(port: int, requests: Sequence[bytes]) -> None:
    """Send requests one after another over one connection, as `exchange` does."""
    with connect(port) as connection:
        for request in requests:
            exchange(connection, request)


def measure(port: int, pid: int, requests: Sequence[bytes], connections: int = 1) -> Figure:
    """Send *requests*, spread over *connections*, and return what they cost."""
    warm = max(1, len(requests) // 10)
    send(port, requests[:warm])
    rest = requests[warm:]
    shares = [rest[number::connections] for number in range(connections)]
    threads = [threading.Thread(target=send, args=(port, share)) for share in shares]
    cpu, start = cpu_seconds(pid), time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Figure((cpu_seconds(pid) - cpu) / len(rest) * 1e6, len(rest) / (time.perf_counter() - start))
