"""What STS costs by every way in, and what a crowd that signs in costs everybody else: a part of `make bench`.

python -m bench.federation
"""

from __future__ import annotations

import http.client
import json
import multiprocessing
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path
from statistics import median
from typing import Any, Final, Self
from urllib.parse import urlencode

import boto3
from botocore.client import BaseClient

from bench.load import VERSIONS, Figure, connect, exchange, measure, send, signed
from bench.serving import Account, user_name
from tests.support import saml
from tests.support.issuer import CLIENT, Issuer
from tests.support.process import Running, serving

TO_REACH: Final[Mapping[str, str]] = {
    "AssumeRole": "≤ 700",
    "… with web identity": "≤ 1500",
    "… with SAML": "",
    "GetCallerIdentity, session": "≤ 350",
    "GetSessionToken": "",
    "GetFederationToken": "",
    "GetWebIdentityToken": "",
}
AUDIENCE: Final = "https://api.example.com"
CROWD: Final = 50
ROUNDS: Final = 5
SECONDS: Final = 5.0
"""Of each half of a round: some thousand requests, and the crowd comes back five times."""
WARM: Final = 50
PATIENCE: Final = 60.0
SPAWN: Final = multiprocessing.get_context("spawn")
PASSWORD: Final = "Correct-horse-battery-1"  # of users that live for a benchmark


def unsigned(port: int, action: str, **parameters: str) -> bytes:
    """Return the bytes of a call of STS that nobody signs."""
    body = urlencode({"Action": action, "Version": VERSIONS["sts"], **parameters})
    lines = [
        "POST / HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
    ]
    return ("\r\n".join(lines) + f"\r\n\r\n{body}").encode()


@contextmanager
def furnished() -> Iterator[tuple[Running, Account, Issuer]]:
    """Start a server that knows an issuer on this machine."""
    with tempfile.TemporaryDirectory() as folder, Issuer(Path(folder), tls=False) as issuer:
        url = f"localhost:{issuer.port}"
        issuer.issuer = f"http://{url}"
        flags = ("--federation-private-hosts", "localhost", "--federation-http-issuers", url)
        with serving(Path(folder) / "data", arguments=("--root-access-key", *flags)) as server:
            yield server, Account(server), issuer


def client(server: Running) -> BaseClient:
    return boto3.client(
        "iam",
        endpoint_url=server.endpoint,
        region_name="us-east-1",
        aws_access_key_id=server.exports["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=server.exports["AWS_SECRET_ACCESS_KEY"],
    )


def trusting(provider: str, action: str) -> str:
    statement = {"Effect": "Allow", "Action": action, "Principal": {"Federated": provider}}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def calls(server: Running, account: Account, issuer: Issuer) -> Mapping[str, Callable[[], list[bytes]]]:
    """Return what makes the requests of each row."""
    iam: Any = client(server)
    iam.enable_outbound_web_identity_federation()
    provider = iam.create_open_id_connect_provider(Url=f"https://localhost:{issuer.port}", ClientIDList=[CLIENT])
    bearer = trusting(provider["OpenIDConnectProviderArn"], "sts:AssumeRoleWithWebIdentity")
    build = iam.create_role(RoleName="build", AssumeRolePolicyDocument=bearer)["Role"]["Arn"]
    corporate = iam.create_saml_provider(Name="corporate", SAMLMetadataDocument=saml.metadata())["SAMLProviderArn"]
    people = trusting(corporate, "sts:AssumeRoleWithSAML")
    person = iam.create_role(RoleName="person", AssumeRolePolicyDocument=people)["Role"]["Arn"]
    now = int(time.time())
    token = issuer.token(iat=now, exp=now + 3_600).reveal()
    sts: Any = boto3.client(
        "sts",
        endpoint_url=server.endpoint,
        region_name="us-east-1",
        aws_access_key_id=account.keys[0],
        aws_secret_access_key=account.keys[1],
    )
    session = sts.assume_role(RoleArn=account.role, RoleSessionName="bench")["Credentials"]
    keys = (session["AccessKeyId"], session["SecretAccessKey"], session["SessionToken"])

    def assertion(number: int) -> str:
        attributes = saml.said(Role=[f"{person},{corporate}"])
        recipient = f"{server.endpoint}/saml"
        made = saml.assertion(attributes, issued=int(time.time()), identifier=f"_a{number}", recipient=recipient)
        return saml.encoded(saml.response(saml.signed(made, f"_a{number}"), attributes=f' Destination="{recipient}"'))

    numbers = iter(range(1_000_000))
    return {
        "AssumeRole": lambda: (
            [account.request("sts", "AssumeRole", RoleArn=account.role, RoleSessionName="bench")] * 2_000
        ),
        "… with web identity": lambda: (
            [
                unsigned(
                    server.port,
                    "AssumeRoleWithWebIdentity",
                    RoleArn=build,
                    RoleSessionName="bench",
                    WebIdentityToken=token,
                )
            ]
            * 1_000
        ),
        "… with SAML": lambda: [
            unsigned(
                server.port,
                "AssumeRoleWithSAML",
                RoleArn=person,
                PrincipalArn=corporate,
                SAMLAssertion=assertion(next(numbers)),
            )
            for _ in range(300)
        ],
        "GetCallerIdentity, session": lambda: [signed(server.port, keys, "sts", "GetCallerIdentity")] * 3_000,
        "GetSessionToken": lambda: [account.request("sts", "GetSessionToken")] * 2_000,
        "GetFederationToken": lambda: [account.request("sts", "GetFederationToken", Name="guest")] * 2_000,
        "GetWebIdentityToken": lambda: (
            [
                account.request(
                    "sts",
                    "GetWebIdentityToken",
                    SigningAlgorithm="ES384",
                    **{"Audience.member.1": AUDIENCE},
                )
            ]
            * 500
        ),
    }


def row(name: str, one: Figure, eight: Figure) -> None:
    print(f"  {name:<28}{one.cpu:>10.0f}{one.rate:>9.0f}{eight.cpu:>12.0f}{eight.rate:>9.0f}   {TO_REACH[name]}")


# -- a crowd that signs in -----------------------------------------------------------------------------


def p99(port: int, request: bytes) -> float:
    """Send *request* over and over for `SECONDS`, over one connection, and return the 99th percentile in ms."""
    found = []
    with connect(port) as connection:
        for _ in range(WARM):
            exchange(connection, request)
        ends = time.perf_counter() + SECONDS
        while (start := time.perf_counter()) < ends:
            exchange(connection, request)
            found.append(time.perf_counter() - start)
    return sorted(found)[int(len(found) * 0.99)] * 1e3


class Crowd:
    """People who sign in over and over until told to stop."""

    def __init__(self, port: int, account: str, size: int) -> None:
        self._port = port
        self._account = account
        self._stopping = threading.Event()
        self.taken = self.told_to_wait = 0
        self._threads = [threading.Thread(target=self._sign_in, args=(number,)) for number in range(size)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def _sign_in(self, number: int) -> None:
        body = json.dumps({"account": self._account, "userName": user_name(number + 1), "password": PASSWORD})
        while not self._stopping.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
            connection.request("POST", "/signin/api/authenticate", body, {"content-type": "application/json"})
            status = connection.getresponse().status
            connection.close()
            self.taken += status == 200
            self.told_to_wait += status == 429
            if status == 429:  # as `Retry-After` asks for, or they would wait for nothing
                self._stopping.wait(1)


def gather(port: int, account: str, stopping: Event, pipe: Connection) -> None:
    """Be a crowd until *stopping*; say in *pipe* when it is there, and at the end how it fared."""
    with Crowd(port, account, CROWD) as people:
        while not (people.taken or stopping.wait(0.01)):
            pass
        pipe.send(None)
        stopping.wait()
    pipe.send((people.taken, people.told_to_wait))


@contextmanager
def crowded(port: int, account: str) -> Iterator[list[int]]:
    """Have a crowd in a process of its own; at the end the list holds how many signed in, and were told to wait."""
    stopping, (ours, theirs) = SPAWN.Event(), SPAWN.Pipe()
    process = SPAWN.Process(target=gather, args=(port, account, stopping, theirs))
    process.start()
    theirs.close()
    fared: list[int] = []
    try:
        if not ours.poll(PATIENCE):
            raise SystemExit("nobody of the crowd could sign in")
        ours.recv()
        yield fared
        stopping.set()
        fared += ours.recv()
    finally:
        stopping.set()
        process.join()


def crowd(server: Running, account: Account) -> None:
    """Print what GetUser takes alone, and beside people who sign in.

    The clock, the crowd and the server are a process each: threads of one would wait for each other.
    """
    iam: Any = client(server)
    send(account.port, account.new_users(CROWD))
    for number in range(1, CROWD + 1):
        iam.create_login_profile(UserName=user_name(number), Password=PASSWORD)
    request = account.request("iam", "GetUser", UserName=user_name(1))
    print(f"\nGetUser, p99 in ms, while {CROWD} sign in at once (to reach: ≤ 3 times as long as alone)")
    print(f"  load of the machine before: {os.getloadavg()[0]:.1f}; other work slows both, and the ratio flatters")
    print(f"  {'alone':>8}{'beside':>8}{'times':>7}{'signed in':>11}{'told to wait':>14}")
    times = []
    with ProcessPoolExecutor(1, SPAWN) as clock:
        for _ in range(ROUNDS):
            alone = clock.submit(p99, account.port, request).result()
            with crowded(account.port, account.number) as fared:
                beside = clock.submit(p99, account.port, request).result()
            times.append(beside / alone)
            print(f"  {alone:>8.2f}{beside:>8.2f}{times[-1]:>7.1f}{fared[0]:>11}{fared[1]:>14}")
    print(f"  median {median(times):.1f} times as long, from {min(times):.1f} to {max(times):.1f}")


def main() -> None:
    """Print the figures."""
    with furnished() as (server, account, issuer):
        print("\nSTS on SQLite: µs of CPU an operation and requests a second")
        print(f"  {'':<28}{'1 conn.':>10}{'req/s':>9}{'8 conn.':>12}{'req/s':>9}   to reach, µs")
        for name, requests in calls(server, account, issuer).items():
            row(name, measure(account.port, account.pid, requests()), account.measure(requests(), connections=8))
        crowd(server, account)


if __name__ == "__main__":
    main()
