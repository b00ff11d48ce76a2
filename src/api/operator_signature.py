"""The signature of the operator's events: HMAC-SHA256 over ``timestamp.body``."""

import hashlib
import hmac
import re
import time

TIMESTAMP = "X-Woow-Timestamp"
DELIVERY = "X-Woow-Delivery"
SIGNATURE = "X-Woow-Signature"
TOLERANCE = 300
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def sign(key, timestamp, body):
    """The value of ``X-Woow-Signature`` for a body (bytes) sent at ``timestamp`` (text, Unix seconds)."""
    mac = hmac.new(key.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"sha256={mac.hexdigest()}"


def is_valid(key, headers, body):
    """Whether ``headers`` carry the signature of ``body``, not older or newer than ``TOLERANCE`` seconds.

    Without a key nothing is valid.
    """
    timestamp = headers.get(TIMESTAMP, "")
    if not key or not re.fullmatch(r"[0-9]{1,12}", timestamp):
        return False
    if abs(time.time() - int(timestamp)) > TOLERANCE:
        return False
    given = headers.get(SIGNATURE, "")
    return hmac.compare_digest(sign(key, timestamp, body).encode(), given.encode("utf-8", "replace"))


def is_delivery(text):
    """Whether ``text`` is the id of a delivery: a UUID in lower case."""
    return bool(_UUID.fullmatch(text))
