"""Where a request comes from."""

import ipaddress

from odoo.http import request

IPV6_NETWORK = 64  # one subscriber's share: its other addresses are the same caller


def client_address():
    """The caller's address; what a proxy says counts in Odoo's ``proxy_mode`` only. None without a request."""
    return str(_parsed()) if _parsed() else None


def client_network():
    """The address by which callers are counted: IPv4 whole, IPv6 its /64, all unknown ones together."""
    address = _parsed()
    if address and address.version == 6:
        return str(ipaddress.ip_network((address, IPV6_NETWORK), strict=False))
    return str(address or "unknown")


def _parsed():
    try:
        address = ipaddress.ip_address((request.httprequest.remote_addr or "").partition("%")[0]) if request else None
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
