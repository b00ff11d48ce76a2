"""Charts of OCI registries: the distribution API's manifests, blobs and tags, anonymously.

Source: the OCI Distribution Specification 1.1 and Helm's media types for charts.
"""

import json
import re
from typing import Any
from urllib.parse import quote, urlencode

from paas_operator.charts.pinned import Answer, PinnedClient, join
from paas_operator.charts.reference import ChartReference
from paas_operator.charts.sources import CHART_LIMIT, ChartVersion, Packed
from paas_operator.errors import ChartNotFound
from paas_operator.saying import say

SCHEME = "oci://"
DOCUMENT_LIMIT = 1 << 20
PAGES = 10

_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
_CHART = "application/vnd.cncf.helm.chart.content.v1.tar+gzip"
_DIGEST = re.compile(r"^sha256:[0-9a-f]{64}$")
_PARAMETER = re.compile(r'(\w+)="([^"]*)"')
_TOKEN = re.compile(r"^[\x21-\x7e]{1,8192}$")
_NEXT = re.compile(r'<([^>]+)>\s*;\s*rel="?next"?')

Json = dict[str, Any]


class OciRegistries:
    """Speaks to registries as anybody may: with the anonymous token that public ones hand out."""

    def __init__(self, client: PinnedClient) -> None:
        self._client = client

    async def fetch(self, reference: ChartReference) -> Packed:
        """The chart layer of the manifest that the version's tag names; OCI tags have `_` where SemVer has `+`."""
        tag = reference.version.replace("+", "_")
        base = _address(reference.repository, reference.name)
        manifest = _json((await self._get(f"{base}/manifests/{quote(tag)}", DOCUMENT_LIMIT, _MANIFEST)).require())
        digest = _chart_layer(manifest)
        blob = await self._get(f"{base}/blobs/{digest}", CHART_LIMIT, "*/*")
        return Packed(blob.require(), digest)

    async def versions(self, repository: str, name: str) -> list[ChartVersion]:
        base = _address(repository, name)
        url, found = f"{base}/tags/list?n=1000", []
        for _ in range(PAGES):
            answer = await self._get(url, DOCUMENT_LIMIT, "application/json")
            found += _tags(_json(answer.require()))
            following = _NEXT.search(answer.headers.get("link", ""))
            if following is None:
                break
            url = join(url, following.group(1))
        return [ChartVersion(tag.replace("_", "+")) for tag in found]

    async def _get(self, url: str, limit: int, accept: str) -> Answer:
        """The answer, after fetching a token when the registry asks for one."""
        answer = await self._client.get(url, limit, {"Accept": accept})
        challenge = answer.headers.get("www-authenticate", "")
        if answer.status != 401 or not challenge.lower().startswith("bearer "):
            return answer
        token = await self._token(dict(_PARAMETER.findall(challenge)))
        return await self._client.get(url, limit, {"Accept": accept, "Authorization": f"Bearer {token}"})

    async def _token(self, challenge: dict[str, str]) -> str:
        query = urlencode({name: challenge[name] for name in ("service", "scope") if name in challenge})
        realm = challenge.get("realm", "")
        given = _json((await self._client.get(f"{realm}?{query}", DOCUMENT_LIMIT)).require())
        token = given.get("token") or given.get("access_token")
        if not isinstance(token, str) or not _TOKEN.match(token):
            raise ChartNotFound(say("chart_no_token"))
        return token


def _address(repository: str, name: str) -> str:
    host, _, path = repository.removeprefix(SCHEME).rstrip("/").partition("/")
    return f"https://{host}/v2/{path}/{name}" if path else f"https://{host}/v2/{name}"


def _json(body: bytes) -> Json:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise ChartNotFound(say("chart_bad_answer"))
    return found


def _chart_layer(manifest: Json) -> str:
    layers = manifest.get("layers")
    for layer in layers if isinstance(layers, list) else []:
        if isinstance(layer, dict) and layer.get("mediaType") == _CHART and _DIGEST.match(str(layer.get("digest"))):
            return str(layer["digest"])
    raise ChartNotFound(say("chart_no_chart"))


def _tags(listed: Json) -> list[str]:
    tags = listed.get("tags")
    return [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []
