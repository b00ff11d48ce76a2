"""Tokens that are shown once: what is kept of them, and how a caller's is compared. Pure Python."""

import hashlib
import hmac
import secrets

PREFIX_LENGTH = 12


def new_token(kind=""):
    """A token with 256 random bits; ``kind`` is a word in front that tells people and scanners what it is."""
    return kind + secrets.token_urlsafe(32)


def prefix_of(token):
    """The beginning of ``token``, by which its row is found."""
    return token[:PREFIX_LENGTH]


def hash_of(token):
    """SHA-256 in hexadecimal: enough for a text that nobody can guess."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_token(token, kept_hash):
    """Whether ``token`` is the one that ``kept_hash`` was made of, in constant time; never for an empty hash."""
    return hmac.compare_digest(hash_of(token), kept_hash or hash_of("")) and bool(kept_hash)
