"""Which addresses are dialled: public ones only, and the one that was checked."""

import asyncio

import httpcore
import pytest

from tasks.collect.http.addresses import is_public
from tasks.collect.http.transport import AddressRefusedError, GuardedBackend


def test_a_name_is_resolved_once_and_the_checked_address_is_dialled() -> None:
    answers = [["127.0.0.1"], ["93.184.216.34", "10.0.0.1"]]
    asked: list[str] = []
    dialled: list[str] = []

    async def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return answers[len(asked) - 1]

    class Recorder(httpcore.AnyIOBackend):
        async def connect_tcp(
            self, host: str, port: int, *args: object, **kwargs: object
        ) -> httpcore.AsyncNetworkStream:
            dialled.append(host)
            raise httpcore.ConnectError("no network in tests")

    backend = GuardedBackend(resolve)
    backend._backend = Recorder()
    with pytest.raises(AddressRefusedError):
        asyncio.run(backend.connect_tcp("rebinding.example", 80))
    with pytest.raises(httpcore.ConnectError):
        asyncio.run(backend.connect_tcp("rebinding.example", 80))
    assert asked == ["rebinding.example"] * 2
    assert dialled == ["93.184.216.34"]
    with pytest.raises(AddressRefusedError):
        asyncio.run(backend.connect_unix_socket("/run/docker.sock"))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.9.9.9",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.100.100.200",
        "0.0.0.0",
        "0.1.2.3",
        "192.0.0.8",
        "192.0.2.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "192.88.99.1",
        "168.63.129.16",
        "::",
        "::1",
        "::7f00:1",
        "fe80::1",
        "fec0::1",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "2001:db8::1",
        "2001::1",
        "2002:7f00:1::",
        "2002:808:808::",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "fe80::1%eth0",
        "word",
        "0x7f.0.0.1",
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)
