"""Two transactions at the same moment, with real commits: a test removes what it made."""

import threading
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name
from odoo.tools import mute_logger

PATIENCE = 120  # seconds; on a busy machine two threads meet late


class AtOnceCase(BaseCase):
    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())

    @contextmanager
    def committed(self, user=SUPERUSER_ID):
        """An environment whose transaction is committed in the end."""
        with self.registry.cursor() as cursor:
            yield api.Environment(cursor, user, {})

    def rows_of(self, query, *values):
        """What a query finds now."""
        with self.registry.cursor() as cursor:
            cursor.execute(query, values)
            return cursor.fetchall()

    def both_at_once(self, act, users=(SUPERUSER_ID, SUPERUSER_ID)):
        """What ``act(env, number)`` returned, or raised, in each of two transactions that began together.

        A transaction whose commit fails counts as one that raised.
        """
        ends, both = [None, None], threading.Barrier(2)

        def run(number, env):
            try:
                with env.cr:
                    env.cr.execute("SELECT 1")  # the snapshot is taken before either one writes
                    both.wait(PATIENCE)
                    ends[number] = act(env, number)
                    env.flush_all()
            except Exception as error:
                ends[number] = error

        # made here: the thread that runs the tests holds the registry's lock
        environments = [api.Environment(self.registry.cursor(), user, {}) for user in users]
        threads = [threading.Thread(target=run, args=pair) for pair in enumerate(environments)]
        with mute_logger("odoo.sql_db"):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(PATIENCE)
        self.assertFalse([thread for thread in threads if thread.is_alive()], "a transaction never ended")
        return ends
