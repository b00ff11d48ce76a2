"""The TLS settings of calls to the world outside: reading the certificate authorities takes long, so once."""

import ssl
from functools import cache


@cache
def outside() -> ssl.SSLContext:
    """The system's certificate authorities, host names checked."""
    return ssl.create_default_context()
