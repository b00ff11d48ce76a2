"""A real SMTP server on this machine that keeps what it gets."""

import email
import re
import socket
from contextlib import contextmanager
from email import policy
from unittest.mock import patch

from aiosmtpd.controller import Controller

from .at_once import PATIENCE

HOST = "127.0.0.1"


class Inbox:
    """Handles what aiosmtpd receives: ``messages`` in the order of their arrival."""

    def __init__(self):
        self.messages = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's own name
        """Keep one message with the addresses of its envelope."""
        message = email.message_from_bytes(envelope.content, policy=policy.default)
        message.recipients = envelope.rcpt_tos
        self.messages.append(message)
        return "250 OK"

    def of(self, address):
        """The messages to an address."""
        return [message for message in self.messages if message.recipients == [address]]


def text_of(message, kind="plain"):
    """The text of a message, of its plain or its html part."""
    return message.get_body((kind,)).get_content()


def link_in(message):
    """The path of the invitation's link in a message."""
    return re.search(r"/woow/invitation/[\w-]+", text_of(message, "html"))[0]


class _Controller(Controller):
    """Listens at a socket that is bound already: nobody takes the port meanwhile."""

    def __init__(self, inbox, listening):
        address, port = listening.getsockname()
        super().__init__(inbox, address, port, ready_timeout=PATIENCE, server_hostname="localhost")
        self._listening = listening

    def _create_server(self):
        return self.loop.create_server(self._factory_invoker, sock=self._listening)


@contextmanager
def smtp_inbox(env):
    """An inbox that is Odoo's only outgoing mail server meanwhile."""
    inbox = Inbox()
    controller = _Controller(inbox, socket.create_server((HOST, 0)))
    controller.start()
    try:
        env["ir.mail_server"].search([]).active = False
        env["ir.mail_server"].create({"name": "Inbox", "smtp_host": HOST, "smtp_port": controller.port, "sequence": 1})
        yield inbox
    finally:
        controller.stop()


def send_waiting(env):
    """Send what waits in the queue, for real: Odoo itself sends nothing while it tests."""
    with patch("odoo.modules.module.current_test", False):
        env["mail.mail"].search([("state", "=", "outgoing")], order="id").send()
