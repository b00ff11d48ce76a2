"""The signature of the operator's events: HMAC-SHA256 over ``timestamp.body``."""

import hashlib
import hmac
import time

TOLERANCE = 300


def sign(key, timestamp, body):
    """The value of ``X-Woow-Signature`` for a body (bytes) sent at ``timestamp`` (text, Unix seconds)."""
    mac = hmac.new(key.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"sha256={mac.hexdigest()}"


def is_valid(key, headers, body):
    """Whether ``headers`` carry the signature of ``body``, not older or newer than ``TOLERANCE`` seconds.

    Without a key nothing is valid.
    """
    timestamp = headers.get("X-Woow-Timestamp", "")
    if not key or not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    if abs(time.time() - int(timestamp)) > TOLERANCE:
        return False
    given = headers.get("X-Woow-Signature", "")
    return hmac.compare_digest(sign(key, timestamp, body).encode(), given.encode("utf-8", "replace"))
