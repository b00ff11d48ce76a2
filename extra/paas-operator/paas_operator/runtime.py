"""The running operator: all parts, put together, started in order and ended in order."""

import asyncio
import os
import re
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from paas_operator.charts.builtin import BuiltinCharts
from paas_operator.charts.catalog import Charts
from paas_operator.charts.check import ChartCheck
from paas_operator.charts.pinned import PinnedClient
from paas_operator.charts.remote import RemoteCharts
from paas_operator.helm.runner import Helm
from paas_operator.helm.storage import HelmStorage
from paas_operator.kube.cache import ClusterCache, Store
from paas_operator.kube.client import KubeClient
from paas_operator.kube.watches import cluster_watches, intent_watch
from paas_operator.postrender.rules import Rules
from paas_operator.releases.converge import Converger
from paas_operator.releases.events import EventSender
from paas_operator.releases.explainer import Explainer
from paas_operator.releases.figures import Figures
from paas_operator.releases.follow import Changes, Follower, Ingress
from paas_operator.releases.inspect import Inspector
from paas_operator.releases.leases import Leases
from paas_operator.releases.leftovers import Leftovers
from paas_operator.releases.namespaces import Identity, Namespaces
from paas_operator.releases.preview.dry_run import DryRun
from paas_operator.releases.preview.previews import Previews, Sources
from paas_operator.releases.reconciler import Reconciler
from paas_operator.releases.references import References
from paas_operator.releases.removal import Removal
from paas_operator.releases.service import Releases
from paas_operator.releases.store import IntentStore
from paas_operator.releases.telling import Teller
from paas_operator.releases.usage import Usage
from paas_operator.releases.view import View
from paas_operator.releases.worker import Tools
from paas_operator.settings import Settings
from paas_operator.steady import steadily

Json = dict[str, Any]


class Runtime:
    """What the routes use."""

    def __init__(self, settings: Settings, client: KubeClient, helm: Helm, facts: Json, identity: Identity) -> None:
        self.settings = settings
        self._facts = facts
        self.cache = ClusterCache(self._service_changed)
        self.intents = Store(self._intent_changed)
        self.intents.on_remove = self._intent_removed
        key = settings.events_key()
        self.sender = EventSender(str(settings.events_url), key) if key else None
        self.view = View(self.intents, settings.namespace, self.cache, self._status_changed)
        self._changes = Changes()
        self._synced = False
        leases = self._leases = Leases(client, settings.namespace, f"{os.uname().nodename}_{uuid.uuid4()}")
        self._teller = Teller(self.sender, leases) if self.sender else None
        store = IntentStore(client, settings.namespace, self.intents, leases.identity)
        self.namespaces = Namespaces(client, self.cache, leases, store, identity)
        self.usage = Usage(client, self.cache)
        site = _site_rules(settings)
        self._pinned = PinnedClient(refused=settings.refused_networks)
        self._remote = RemoteCharts(self._pinned, settings.chart_repositories, settings.cache_dir)
        self.charts = Charts(BuiltinCharts(settings.builtin_charts), self._remote)
        self.chart_check = ChartCheck(self.charts, helm, site)
        storage = HelmStorage(client)
        self.releases = Releases(store, self.view, self.namespaces, self.charts)
        references = References(store, self.charts, self.cache)
        self.inspector = Inspector(client, self.cache, storage, store, references, self.view)
        converger = Converger(helm, storage, Leftovers(client, storage))
        self.previews = Previews(
            Sources(
                store=store,
                namespaces=self.namespaces,
                charts=self.charts,
                helm=helm,
                storage=storage,
                references=references,
                dry_run=DryRun(client, Path(settings.helm).name),
                site=site,
                kube_version=facts["kubernetes_version"],
            )
        )
        self._ingress = Ingress(str(settings.ingress_url) if settings.ingress_url else None)
        explainer = Explainer(client, self.cache)
        tools = Tools(
            store=store,
            namespaces=self.namespaces,
            charts=self.charts,
            converger=converger,
            storage=storage,
            references=references,
            follower=Follower(client, self.cache, self._changes, explainer),
            explainer=explainer,
            ingress=self._ingress,
            removal=Removal(client, self.namespaces, converger),
            site=site,
        )
        self._reconciler = Reconciler(tools, leases)
        self._watches = [
            *cluster_watches(client, self.cache, self._is_ours),
            intent_watch(client, settings.namespace, self.intents),
        ]
        self.figures = Figures(self.view.statuses, self._watches, leases, facts)

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Runtime"]:
        """Watch, reconcile and send for as long as the context lasts."""
        await asyncio.to_thread(self._remote.clear)
        tasks = [asyncio.create_task(watch.run()) for watch in self._watches]
        works = [self._begin, self.usage.run, self._leases.sweep]
        works += [self.sender.run, self.sender.greet] if self.sender else []
        tasks += [asyncio.create_task(steadily(work)) for work in works]
        try:
            yield self
        finally:
            await self._reconciler.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._ingress.close()
            await self._remote.close()
            await self._pinned.close()
            if self.sender:
                await self.sender.close()

    def is_ready(self) -> bool:
        """Whether every watch has been read and is connected."""
        return self._synced and all(watch.connected for watch in self._watches)

    def info(self) -> Json:
        now = {"metrics": self.usage.available, "tls": self.settings.tls}
        return self._facts | now | {"charts": self.charts.builtin.catalogue()}

    async def _begin(self) -> None:
        """Nothing is decided before everything was seen once."""
        for watch in self._watches:
            await watch.synced.wait()
        self._synced = True
        self.intents.tell_all()
        if self._teller:
            await self._teller.lead(self.view.statuses)

    def _is_ours(self, namespace: str) -> bool:
        return re.fullmatch(re.escape(self.settings.prefix) + "[1-9][0-9]*", namespace) is not None

    def _service_changed(self, namespace: str, service: str, version: int) -> None:
        self._changes.tell(namespace, service)
        if self._synced:
            self.view.refresh(namespace, service, version)

    def _intent_changed(self, meta: Json) -> None:
        key = self.view.intent_changed(meta)
        if self._synced:
            self._reconciler.wake(*key)

    def _intent_removed(self, meta: Json) -> None:
        key = self.view.intent_removed(meta)
        if self._synced:
            self._reconciler.wake(*key)

    def _status_changed(self, status: Json, writer: str | None) -> None:
        if self._teller is None or not self._synced:
            return
        if writer is None:
            self._teller.service_changed(status)
        else:
            self._teller.intent_changed(status, writer)


def _site_rules(settings: Settings) -> Rules:
    """What the post-renderer is told for every service alike; the place is that of no service."""
    return Rules(
        namespace=f"{settings.prefix}1",
        service=f"{settings.prefix}1-check",
        report="",
        ingress_class=settings.ingress_class,
        registries=settings.image_registries,
        tls=settings.tls,
        tls_issuer=settings.tls_issuer,
        images=settings.images(),
    )
