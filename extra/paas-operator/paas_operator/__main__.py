"""`python -m paas_operator`: reads the settings, checks what is needed, serves."""

import asyncio
import gc
import signal
import sys
from importlib import import_module
from typing import Any

import uvloop

from paas_operator.api.front import App, Front
from paas_operator.boot import Boot
from paas_operator.errors import StartupError
from paas_operator.kube.connection import connect
from paas_operator.log import configure_logging
from paas_operator.settings import Settings, load_settings

GRACE = 10


async def serve(settings: Settings) -> None:
    """Serve until a signal ends it; raises StartupError for settings and surroundings that can't be used."""
    keys, metrics_key = settings.api_keys(), settings.metrics_key()
    boot = Boot(settings, connect(settings.kubeconfig))

    def load() -> App:
        # What is loaded stays: looking through it for garbage takes a fifth of the time.
        gc.disable()
        try:
            return import_module("paas_operator.api.app").create_app(keys, boot, metrics_key)
        finally:
            gc.enable()

    try:
        async with asyncio.TaskGroup() as group:
            operator = group.create_task(boot.run())
            uvicorn = await asyncio.to_thread(import_module, "uvicorn")
            front = Front(boot, lambda: group.create_task(asyncio.to_thread(load)))
            await _answer(uvicorn, front, settings)
            operator.cancel()
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None


async def _answer(uvicorn: Any, front: Front, settings: Settings) -> None:
    """Answer calls until a signal comes.

    uvicorn raises the signal once more when it is done; here it has done its work then, and our own end follows.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    config = uvicorn.Config(
        front,
        host=settings.host,
        port=settings.port,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )
    await uvicorn.Server(config).serve()


def main() -> int:
    configure_logging()
    try:
        settings = load_settings()
        configure_logging(settings.log_level, settings.secrets())
        uvloop.run(serve(settings))
    except StartupError as exc:
        sys.stderr.write(f"paas-operator: {exc.detail}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
