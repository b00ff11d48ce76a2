"""Odoo's threads for scheduled jobs come back after PostgreSQL was away."""

import threading
from unittest.mock import patch

from odoo.service import server as service
from odoo.tests import BaseCase, tagged
from odoo.tools import config

from ..src import cron_threads


class Server(service.ThreadedServer):
    """A server of one process whose threads only count."""

    def __init__(self):
        self.spawned = 0

    def cron_spawn(self):
        self.spawned += 1


@tagged("post_install", "-at_install")
class TestCronThreads(BaseCase):
    def revive(self, server, threads=2, ends=False):
        options = {"max_cron_threads": threads, "stop_after_init": ends}
        with patch.object(service, "server", server), patch.dict(config.options, options):
            return cron_threads.revive()

    def test_threads_that_ended_are_started_again(self):
        server = Server()
        self.assertTrue(self.revive(server))
        self.assertEqual(server.spawned, 1)

    def test_a_living_thread_is_enough(self):
        over = threading.Event()
        thread = threading.Thread(target=over.wait, name="odoo.service.cron.cron0")
        thread.start()
        server = Server()
        try:
            self.assertFalse(self.revive(server))
        finally:
            over.set()
            thread.join()
        self.assertEqual(server.spawned, 0)

    def test_workers_and_servers_without_jobs_are_left_alone(self):
        server = Server()
        self.assertFalse(self.revive(server, threads=0))
        self.assertFalse(self.revive(server, ends=True))
        self.assertFalse(self.revive(None))
        self.assertEqual(server.spawned, 0)
