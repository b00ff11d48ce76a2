"""The applications that are proven here: how each is filled, asked and changed in the way its own clients do it."""

from .mosquitto import Mosquitto
from .node_red import NodeRed
from .odoo import Odoo
from .postgresql import Postgresql
from .valkey import Valkey
from .website import Website

ALL = {application.slug: application for application in (Mosquitto, NodeRed, Odoo, Postgresql, Valkey, Website)}
