"""Answers of others are read as far as they are needed: who sends without end fills no memory."""

import httpx

PLAIN = {"Accept-Encoding": "identity"}


async def beginning(response: httpx.Response, limit: int) -> bytes:
    """The first `limit` bytes, at most, of an answer that is open (`AsyncClient.stream`) and was asked for `PLAIN`.

    Nothing of one that is packed all the same: a little of it may unpack to very much.
    """
    body = bytearray()
    if "content-encoding" in response.headers:
        return b""
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) >= limit:
            break
    return bytes(body[:limit])
