"""A name server on this machine with the TXT records that a test gives it."""

import threading
from unittest.mock import patch

from dnslib import QTYPE, RCODE, RR, TXT
from dnslib.server import BaseResolver, DNSLogger, DNSServer

from ..src.clients import dns_proof
from .at_once import PATIENCE


class NameServer(BaseResolver):
    """``texts`` by name; a name that is not in it does not exist. ``is_ill`` answers SERVFAIL to everything."""

    def __init__(self):
        self.texts, self.is_ill, self.asked = {}, False, []
        quiet = DNSLogger(log="-recv,-send,-request,-reply,-truncated,-error,-data", logf=lambda line: None)
        self._server = DNSServer(self, address="127.0.0.1", port=0, logger=quiet)
        threading.Thread(target=self._server.server.serve_forever, args=(0.02,), daemon=True).start()
        self.address = f"127.0.0.1#{self._server.server.server_address[1]}"

    def close(self):
        self._server.stop()
        self._server.server.server_close()

    def resolve(self, request, handler):
        """The answer to one question."""
        reply, name = request.reply(), str(request.q.qname).rstrip(".")
        self.asked.append((name, QTYPE[request.q.qtype]))
        if self.is_ill:
            reply.header.rcode = RCODE.SERVFAIL
        elif name not in self.texts:
            reply.header.rcode = RCODE.NXDOMAIN
        for text in self.texts.get(name, ()):
            reply.add_answer(RR(request.q.qname, QTYPE.TXT, rdata=TXT(text), ttl=0))
        return reply


def name_server(case):
    """A name server that the settings of ``case`` point to, until the class is done; it is waited for patiently."""
    case.enterClassContext(patch.multiple(dns_proof, PER_SERVER=PATIENCE, ALTOGETHER=PATIENCE))
    server = NameServer()
    case.addClassCleanup(server.close)
    case.env["ir.config_parameter"].set_param("woow_paas_platform.dns_resolvers", server.address)
    return server
