"""Which network addresses a fetch may dial: public ones, and nothing of the machine or network it runs in.

An address that carries another inside (IPv4-mapped, NAT64, 6to4, Teredo) is judged by both.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

ALLOWED_PORTS = frozenset({80, 443, 8080, 8443})

_NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
"""RFC 6052 and RFC 8215: the last 32 bits are an IPv4 address (of the second only by habit, so all of it is refused)."""
_REFUSED = (
    # In Python's registry some of these count as global, or did in some of its versions.
    ipaddress.ip_network("0.0.0.0/8"),
    ipaddress.ip_network("100.64.0.0/10"),  # carrier-grade NAT, where some clouds keep their metadata
    ipaddress.ip_network("168.63.129.16/32"),  # Azure's wire server
    ipaddress.ip_network("192.0.0.0/24"),
    ipaddress.ip_network("192.88.99.0/24"),  # 6to4 relays
    ipaddress.ip_network("198.18.0.0/15"),
    ipaddress.ip_network("240.0.0.0/4"),
    _NAT64[1],
    ipaddress.ip_network("fec0::/10"),  # site-local
    ipaddress.ip_network("2001::/23"),  # protocol assignments, Teredo among them
    ipaddress.ip_network("2002::/16"),  # 6to4
    ipaddress.ip_network("::/96"),  # IPv4-compatible, unspecified, loopback
    ipaddress.ip_network("5f00::/16"),
    ipaddress.ip_network("3fff::/20"),
)


def is_public(address: str | Address) -> bool:
    """Whether an address is a public unicast one, judged with the addresses that it carries inside.

    False for what is not an address.
    """
    try:
        parsed = ipaddress.ip_address(address) if isinstance(address, str) else address
    except ValueError:
        return False
    return all(_is_public_itself(one) for one in (parsed, *_inside(parsed)))


def _is_public_itself(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and (address.ipv4_mapped or address in _NAT64[0]):
        return True  # what counts is the address inside
    if getattr(address, "scope_id", None):
        return False
    if any(address.version == network.version and address in network for network in _REFUSED):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved and not address.is_unspecified


def _inside(address: Address) -> Iterator[ipaddress.IPv4Address]:
    """The IPv4 addresses that an IPv6 address carries."""
    if not isinstance(address, ipaddress.IPv6Address):
        return
    if address.ipv4_mapped:
        yield address.ipv4_mapped
    if address.sixtofour:
        yield address.sixtofour
    if address in _NAT64[0]:
        yield ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
