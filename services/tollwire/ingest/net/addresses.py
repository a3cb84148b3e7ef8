"""Which addresses may be connected to: those of the public network, and what is allowed by name."""

import ipaddress
from collections.abc import Collection

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# What `ipaddress` calls global and is not meant for anybody's news: shared address space (RFC 6598), the
# benchmarks' (RFC 2544), the old 6to4 relays (RFC 7526), discard-only (RFC 6666), and IPv4 within IPv6 by way
# of a translator (RFC 6052, 8215), by which 127.0.0.1 has another name.
_NOBODYS = tuple(
    map(
        ipaddress.ip_network,
        (
            "0.0.0.0/8",
            "100.64.0.0/10",
            "192.0.0.0/24",
            "192.88.99.0/24",
            "198.18.0.0/15",
            "64:ff9b::/96",
            "64:ff9b:1::/48",
            "100::/64",
            "2001::/23",
            "2002::/16",
            "fec0::/10",
        ),
    )
)


def why_not(text: str) -> str | None:
    """Why an IP address must not be connected to, None where it may; what is no address may not."""
    try:
        address: Address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return "no address"
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    for what in ("loopback", "link_local", "multicast", "unspecified", "private", "reserved"):
        if getattr(address, f"is_{what}"):
            return what.replace("_", "-")
    if not address.is_global or any(address in each for each in _NOBODYS if each.version == address.version):
        return "not public"
    return None


def named(host: str, allowed: Collection[str]) -> bool:
    """Whether a host is one of those that may lie in the own network; names are in lower case."""
    return host.lower().rstrip(".").strip("[]") in allowed


def literal(host: str) -> bool:
    """Whether a host is an IP address rather than a name, in any form that resolvers take (`2130706433`)."""
    bare = host.strip("[]").partition("%")[0]
    try:
        ipaddress.ip_address(bare)
    except ValueError:
        return bare.replace(".", "").isdigit() or bare.lower().startswith("0x")
    return True
