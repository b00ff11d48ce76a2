"""The client of the operator's API. All traffic passes ``OperatorClient._call``."""

import logging
import uuid
from urllib.parse import quote

import requests

from ..api.errors import ApiError, OperatorUnavailable
from ..operator_words import say, told

_logger = logging.getLogger(__name__)

CONNECT_TIMEOUT = 3
READ_TIMEOUT = 5


class OperatorTold(OperatorUnavailable):
    """``problem`` is the operator's document, or the same of a sentence of our own: see ``operator_words.kept``."""

    def __init__(self, sentence, problem=None):
        super().__init__(sentence)
        self.problem = problem or {}


class OperatorAway(OperatorTold):
    """The operator or its cluster can't be reached at all, or refuses our key: the next call would fail too."""


class ChartAway(OperatorTold):
    """The operator answers, but the chart's repository does not, or not in time."""


class OperatorFault(OperatorTold):
    """The operator answered this call with something that makes no sense."""


class OperatorRefused(ApiError):
    """The operator understood and says no. ``operator_code`` is its stable word, ``problem`` its whole document."""

    status = 502
    code = "operator_refused"

    def __init__(self, operator_code, detail, problem=None):
        super().__init__(detail)
        self.operator_code = operator_code
        self.problem = problem or {}


class OperatorClient:
    """Calls of the operator's API (``api.md``, "The operator's API"); each has time limits and is not repeated.

    Raises ``OperatorAway``, ``OperatorFault`` or ``OperatorRefused``, whose sentences ``translate`` (``env._``) makes.
    """

    def __init__(self, url, key, translate):
        self._ = translate
        self._url = (url or "").rstrip("/")
        self._key = key
        self._session = requests.Session()
        self._session.trust_env = False  # the operator stands in the cluster: no proxy, no .netrc

    def info(self):
        """Versions, the kind of the cluster, the charts shipped."""
        return self._call("GET", "/api/info")

    def apply_release(self, namespace, name, intent):
        """Say what a release should be; the release's status."""
        return self._call("PUT", f"/api/releases/{namespace}/{name}", json=intent)

    def delete_release(self, namespace, name, generation, keep_data):
        """Say that a release should not be; its status. ``OperatorRefused`` with ``not_found`` if it is not."""
        params = {"generation": generation, "keep_data": "true" if keep_data else "false"}
        return self._call("DELETE", f"/api/releases/{namespace}/{name}", params=params)

    def releases(self, database_uuid):
        """The statuses of all releases of a database."""
        answer = self._call("GET", "/api/releases", params={"database_uuid": database_uuid})
        if not isinstance(answer.get("items"), list):
            raise self._ours(OperatorFault, "operator_list_unread")
        return answer["items"]

    def secret(self, namespace, name, key):
        """The value of one secret of a release."""
        answer = self._call("GET", f"/api/releases/{namespace}/{name}/secrets/{quote(key, safe='')}")
        if not isinstance(answer.get("value"), str):
            raise self._ours(OperatorFault, "operator_answer_unread")
        return answer["value"]

    def resources(self, namespace, name):
        """The tree of a release's objects: ``{"items": [{uid, kind, name, parent, state, message, …}]}``."""
        return self._listed(f"/api/releases/{namespace}/{name}/resources")

    def events(self, namespace, name):
        """What the cluster tells about a release's objects: ``{"items": [{type, about, reason, message, …}]}``."""
        return self._listed(f"/api/releases/{namespace}/{name}/events")

    def revisions(self, namespace, name):
        """Helm's history of a release: ``{"items": [{revision, generation, status, chart_version, …}]}``."""
        return self._listed(f"/api/releases/{namespace}/{name}/revisions")

    def logs(self, namespace, name, **query):
        """Lines of one container, redacted; ``query`` is pod, container, since (a cursor) and limit."""
        return self._call("GET", f"/api/releases/{namespace}/{name}/logs", params=query)

    def metrics(self, namespace, name):
        """CPU and memory of a release's containers now and lately."""
        return self._call("GET", f"/api/releases/{namespace}/{name}/metrics")

    def preview(self, namespace, name, intent):
        """What ``intent`` would change in the cluster.

        ``OperatorRefused`` with ``chart_not_fetched`` while the operator has not got the chart yet.
        """
        return self._call("POST", f"/api/releases/{namespace}/{name}/preview", json=intent)

    def chart_versions(self, repository, name):
        """The exact versions of a chart, newest first: ``{"items": [{version, app_version}]}``."""
        return self._listed("/api/charts/versions", params={"repository": repository, "name": name})

    def chart_values(self, chart):
        """The values.yaml of ``chart`` (repository, name, version): ``{"text", "parsed"}``."""
        return self._call("GET", "/api/charts/values", params=chart)

    def chart_text(self, chart, kind):
        """The ``schema`` or the ``readme`` of ``chart``; empty if it has none."""
        try:
            return self._call("GET", f"/api/charts/{kind}", params=chart).get("text") or ""
        except OperatorRefused as refusal:
            if refusal.operator_code != "not_found":
                raise
            return ""

    def check_chart(self, chart, values, hosts, allow):
        """What the operator finds in ``chart`` with ``values``: digest, images, objects and findings."""
        body = {"chart": chart, "values": values, "hosts": hosts, "policy": {"allow": allow}}
        return self._call("POST", "/api/charts/check", json=body)

    def _listed(self, path, **request):
        answer = self._call("GET", path, **request)
        if not isinstance(answer.get("items"), list):
            raise self._ours(OperatorFault, "operator_answer_unread")
        return answer

    def _call(self, method, path, **request):
        """The only door to the operator: what comes back is a dict, what fails leaves as one of our errors."""
        if not self._url or not self._key:
            raise self._ours(OperatorAway, "operator_not_set")
        request_id = uuid.uuid4().hex  # the operator's log carries it, too: a wish and its effect are found by one word
        try:
            response = self._session.request(
                method, self._url + path, headers={"X-API-Key": self._key, "X-Request-Id": request_id},
                allow_redirects=False, timeout=(CONNECT_TIMEOUT, READ_TIMEOUT), **request,
            )
        except (requests.RequestException, ValueError) as error:
            # only the class: a message may repeat what was sent
            _logger.info("operator: %s %s failed: %s, request %s", method, path, type(error).__name__, request_id)
            raise self._ours(OperatorAway, "operator_silent") from None
        level = logging.DEBUG if method == "GET" and response.ok else logging.INFO
        _logger.log(level, "operator: %s %s: %s, request %s", method, path, response.status_code, request_id)
        return self._read(response)

    def _read(self, response):
        try:
            body = response.json()
        except ValueError:
            body = None
        if response.ok and isinstance(body, dict):
            return body
        problem = body if isinstance(body, dict) else {}
        detail = told(self._, problem.get("said"), str(problem.get("detail") or ""))
        if response.status_code in (401, 403):
            raise self._ours(OperatorAway, "operator_key_refused")
        if problem.get("code") == "chart_unavailable":
            raise ChartAway(detail, problem)
        if response.status_code in (502, 503, 504):
            raise OperatorAway(detail, problem) if detail else self._ours(OperatorAway, "cluster_away")
        if 400 <= response.status_code < 500 and problem.get("code"):
            raise OperatorRefused(str(problem["code"]), detail or self._("The operator refused."), problem)
        raise self._ours(OperatorFault, "operator_status_unread", status=response.status_code)

    def _ours(self, kind, key, **params):
        """An error of ``kind`` with one of our own sentences."""
        own = say(key, **params)
        return kind(told(self._, own["said"], own["message"]), {"detail": own["message"], "said": own["said"]})
