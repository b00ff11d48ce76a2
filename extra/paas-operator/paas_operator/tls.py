"""The TLS settings of calls to the world outside: reading the certificate authorities takes long, so once."""

import ssl
from functools import cache


@cache
def anybody() -> ssl.SSLContext:
    """Without a look at the certificate: for asking whether somebody answers, never for telling anything."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


@cache
def outside() -> ssl.SSLContext:
    """The system's certificate authorities, host names checked."""
    return ssl.create_default_context()
