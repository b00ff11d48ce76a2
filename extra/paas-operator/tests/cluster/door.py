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
        self._changing = threading.Lock()
        self.port = free_port()

    def open(self) -> None:
        listening = self._listening = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._welcome, args=(listening,), daemon=True).start()

    def shut(self) -> None:
        """Nobody comes in any more, and who is inside is put out."""
        with self._changing:
            put_out = [*filter(None, (self._listening,)), *self._pairs]
            self._listening = None
            self._pairs.clear()
        for one in put_out:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _welcome(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                outer, _ = listening.accept()
                self._let_in(listening, outer)

    def _let_in(self, listening: socket.socket, outer: socket.socket) -> None:
        """Lead somebody inside, unless the door was shut behind them meanwhile."""
        try:
            inner = socket.create_connection(self._behind)
        except OSError:
            outer.close()
            return
        with self._changing:
            is_open = self._listening is listening
            self._pairs += [outer, inner] if is_open else []
        if not is_open:
            outer.close()
            inner.close()
            return
        for one, other in ((outer, inner), (inner, outer)):
            threading.Thread(target=_hand_on, args=(one, other), daemon=True).start()


def _hand_on(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while piece := one.recv(PIECE):
            other.sendall(piece)
        other.shutdown(socket.SHUT_WR)
