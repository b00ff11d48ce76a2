"""`python -m paas_operator`: reads the settings, checks what is needed, serves."""

import asyncio
import signal
import sys
from importlib import import_module

import uvicorn
import uvloop

from paas_operator.errors import StartupError
from paas_operator.kube.connection import connect
from paas_operator.log import configure_logging
from paas_operator.runtime import start
from paas_operator.settings import Settings, load_settings

GRACE = 10


async def serve(settings: Settings) -> None:
    """Serve until a signal ends it; raises StartupError before the port is open.

    uvicorn raises the signal once more when it is done; here it has done its work then, and our own end follows.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    keys, metrics_key = settings.api_keys(), settings.metrics_key()
    connection = connect(settings.kubeconfig)
    # Loading the web framework takes as long as asking Helm and the cluster: both at once.
    web = asyncio.create_task(asyncio.to_thread(import_module, "paas_operator.api.app"))
    async with start(settings, connection) as runtime:
        app = (await web).create_app(keys, runtime, metrics_key)
        config = uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
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
