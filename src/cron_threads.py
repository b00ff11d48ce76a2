"""Odoo's threads for scheduled jobs, which end for good when PostgreSQL goes away, and what brings them back."""

import logging
import threading

from odoo.service import server as service
from odoo.tools import config

_logger = logging.getLogger(__name__)

NAME = "odoo.service.cron.cron"
_one_at_a_time = threading.Lock()


def revive():
    """Start the threads again if none lives any more; whether they were started.

    Not where there were none: a server that ends after its start, as for tests and updates, runs no jobs.
    Needed where Odoo runs in one process: with workers, the parent replaces those that end
    (odoo/service/server.py, ``ThreadedServer.cron_thread`` and ``PreforkServer.process_spawn``).
    """
    server = service.server
    runs_jobs = config["max_cron_threads"] and not config["stop_after_init"]
    if not (isinstance(server, service.ThreadedServer) and runs_jobs):
        return False
    with _one_at_a_time:
        if any(thread.name.startswith(NAME) for thread in threading.enumerate()):
            return False
        server.cron_spawn()
    _logger.info("the threads for scheduled jobs had ended and were started again")
    return True
