"""TXT records, asked for with time limits: the proof that somebody holds a domain."""

import ipaddress

import dns.exception
import dns.resolver

from ..api.errors import ApiError

PORT = 53
PER_SERVER = 2.0
ALTOGETHER = 4.0


class DnsUnavailable(ApiError):
    """No name server answered, so that nothing is known, neither yes nor no."""

    status = 503
    code = "dns_unavailable"


def texts_at(name, resolvers, translate):
    """The texts of the TXT records at ``name``, an empty set if there are none.

    ``resolvers`` are addresses of name servers, with a port after a hash if it is not 53; none are this machine's
    own. Raises ``DnsUnavailable`` when none answers within four seconds.
    """
    try:
        answer = _resolver(resolvers).resolve(name, "TXT", search=False, lifetime=ALTOGETHER)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return set()
    except (dns.exception.DNSException, OSError) as error:
        sentence = translate("The name servers do not answer just now. Try again in a moment.")
        raise DnsUnavailable(sentence) from error
    return {b"".join(record.strings).decode(errors="replace") for record in answer}


def server_of(text):
    """Address and port of ``192.0.2.1`` or ``192.0.2.1#5353``; ValueError if it is neither."""
    address, _hash, port = text.strip().partition("#")
    number = int(port) if port else PORT
    if not 0 < number < 65536:
        raise ValueError(text)
    return str(ipaddress.ip_address(address)), number


def _resolver(resolvers):
    """A resolver without a cache, since people wait for what they changed a moment ago."""
    if not resolvers:
        resolver = dns.resolver.Resolver()
    else:
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers = [dns.nameserver.Do53Nameserver(*server_of(text)) for text in resolvers]
    resolver.timeout = PER_SERVER
    return resolver
