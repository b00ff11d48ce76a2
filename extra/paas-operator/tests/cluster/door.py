"""A door before the API server that a test opens and shuts: what comes through it is handed on as it is."""

import socket
import threading
from contextlib import suppress

from tests.cluster.site import free_port

PIECE = 1 << 16


class Door:
    """A port of this machine behind which nobody listens until the door is opened."""

    def __init__(self, host: str, port: int) -> None:
        self._behind = (host, port)
        self._listening: socket.socket | None = None
        self._pairs: list[socket.socket] = []
        self.port = free_port()

    def open(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._welcome, args=(self._listening,), daemon=True).start()

    def shut(self) -> None:
        """Nobody comes in any more, and who is inside is put out."""
        for one in filter(None, (self._listening, *self._pairs)):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._pairs.clear()

    def _welcome(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                outer, _ = listening.accept()
                inner = socket.create_connection(self._behind)
                self._pairs += [outer, inner]
                for one, other in ((outer, inner), (inner, outer)):
                    threading.Thread(target=_hand_on, args=(one, other), daemon=True).start()


def _hand_on(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while piece := one.recv(PIECE):
            other.sendall(piece)
        other.shutdown(socket.SHUT_WR)
