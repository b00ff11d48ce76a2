"""Intents as they are kept: the last ten of a release, with the secrets they share. No call goes out from here."""

import gzip
import hashlib
import hmac
import json
import secrets as random
from typing import Any, Literal

from pydantic import BaseModel

from paas_operator.charts.reference import ChartReference
from paas_operator.errors import DigestConflict, GenerationConflict, NotFound
from paas_operator.releases.models import Policy, Reference, ReleaseIntent, Tenant
from paas_operator.releases.secrets import resolve
from paas_operator.releases.values import with_secrets
from paas_operator.saying import say

KEPT = 10
SECRET_LIMIT = 900 << 10

Desired = Literal["running", "stopped", "absent"]
Json = dict[str, Any]


class Intent(BaseModel):
    """One generation of a release; `generated` names the secrets that the document holds for all generations."""

    generation: int
    digest: str
    desired: Desired
    action: str
    chart: ChartReference
    values: Json
    given: dict[str, str]
    generated: list[str]
    references: dict[str, Reference] = {}
    hosts: list[str]
    restart_token: str
    tenant: Tenant
    policy: Policy
    keep_data: bool = False

    def said(self) -> Json:
        """What was wished for. Fields that say nothing else than their default are left out.

        So an intent that was written before a field existed says the same as one that is sent today.
        """
        return self.model_dump(mode="json", exclude={"digest", "action"}, exclude_defaults=True)


class Document(BaseModel):
    """What the intent Secret holds."""

    salt: str
    generated: dict[str, str] = {}
    intents: list[Intent] = []

    @property
    def current(self) -> Intent:
        return self.intents[-1]

    def at(self, generation: int) -> Intent:
        """The intent of a generation; raises NotFound when it is no longer kept."""
        for intent in self.intents:
            if intent.generation == generation:
                return intent
        raise NotFound(say("generation_gone", generation=generation))

    def secrets(self, intent: Intent) -> dict[str, str]:
        """All secret values of an intent by dotted key."""
        return {key: self.generated[key] for key in intent.generated} | intent.given

    def every_secret(self) -> dict[str, str]:
        """All secret values of all kept generations; the keys only keep them apart."""
        given = {f"{i.generation} {key}": value for i in self.intents for key, value in i.given.items()}
        return self.generated | given

    def every_given(self) -> dict[str, str]:
        """Given values by key, each as the newest kept intent that has the key says it.

        A key that a newer form left out is among them, so that going back to an older one brings its value back.
        """
        found: dict[str, str] = {}
        for intent in self.intents:
            found = {key: value for key, value in found.items() if key not in intent.generated} | intent.given
        return found

    def values(self, intent: Intent, resolved: Json | None = None) -> Json:
        """The full values, secrets and resolved references in their places."""
        return with_secrets(intent.values, {**self.secrets(intent), **(resolved or {})})

    def dump(self) -> bytes:
        return gzip.compress(self.model_dump_json().encode(), compresslevel=6)

    @classmethod
    def load(cls, data: bytes) -> "Document":
        """What `dump` gave, also when it was a newer operator that knew more fields, as during an update."""
        return cls.model_validate_json(gzip.decompress(data), extra="ignore")


def new_document() -> Document:
    return Document(salt=random.token_hex(16))


def accept(document: Document, request: ReleaseIntent, good_generation: int) -> Document | None:
    """The document with the request as its newest intent, or None when it is held already.

    Raises GenerationConflict for an older generation, DigestConflict when this generation said something else,
    and Invalid when a secret can't be resolved.
    """
    _not_older(document, request.generation)
    planned = plan(document, request)
    return _add(planned.model_copy(update={"intents": document.intents}), planned.current, good_generation)


def plan(document: Document, request: ReleaseIntent) -> Document:
    """The request as the one intent of a document, with secrets that are held or made; raises Invalid."""
    given, generated = resolve(request.secrets, document.every_given(), document.generated)
    intent = Intent(
        digest="",
        given=given,
        generated=sorted(key for key in request.secrets if key not in given),
        **request.model_dump(exclude={"secrets"}),
    )
    planned = document.model_copy(update={"generated": generated, "intents": [intent]})
    planned.values(intent, dict.fromkeys(request.references, ""))
    return planned


def derive(document: Document, source: Intent, good_generation: int, **changes: Any) -> Document | None:
    """The same for an intent made from `source`, one that is held (stop, start, restart, roll back, delete)."""
    _not_older(document, changes["generation"])
    return _add(document, source.model_copy(update=changes), good_generation)


def _not_older(document: Document, generation: int) -> None:
    if document.intents and generation < document.current.generation:
        current = document.current.generation
        raise GenerationConflict(say("generation_older", generation=generation, held=current), current=current)


def _add(document: Document, intent: Intent, good_generation: int) -> Document | None:
    """The document with one intent more, or None when its newest says the same; raises DigestConflict.

    What is held is read anew for that: its own digest may have been made by an older version, in another form.
    """
    digest = _digest(document.salt, intent.said())
    if document.intents and intent.generation == document.current.generation:
        if digest != _digest(document.salt, document.current.said()):
            differs = say("generation_differs", generation=intent.generation)
            raise DigestConflict(differs, current=intent.generation)
        return None
    return _append(document, intent.model_copy(update={"digest": digest}), good_generation)


def _append(document: Document, intent: Intent, good_generation: int) -> Document:
    """Add an intent; older ones leave when there are more than ten or too much text, the good one last of all."""
    intents = [*document.intents, intent]
    while len(intents) > KEPT or (len(intents) > 2 and _size(document, intents) > SECRET_LIMIT):
        intents.remove(next(i for i in intents if i.generation != good_generation))
    return document.model_copy(update={"intents": intents})


def _size(document: Document, intents: list[Intent]) -> int:
    return len(document.model_copy(update={"intents": intents}).dump())


def _digest(salt: str, said: Json) -> str:
    """Keyed by the release's own salt, so that it tells nobody a short password."""
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return "sha256:" + hmac.new(salt.encode(), text.encode(), hashlib.sha256).hexdigest()
