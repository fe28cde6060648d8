"""A TCP proxy between the app and a server: it counts round trips, delays them and goes silent."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


class Clock:
    """Seconds that pass when something says so."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


class SlowNetwork:
    """Hands bytes on between a client and a server.

    Attributes
    ----------
    trips : int
        Round trips so far: how often the client spoke after the server, or first.
    on_trip : callable
        Called at each, for instance to let a clock of the tests go on.
    silent : threading.Event
        While set, what the client says is taken and goes nowhere, as on a dead line.
    silent_from : bytes
        The line goes dead at the client's first message that holds this.
    """

    def __init__(self, port: int) -> None:
        self._server_port = port
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        self.trips = 0
        self.on_trip: Callable[[], None] = lambda: None
        self.silent = threading.Event()
        self.silent_from = b""
        self._open: list[socket.socket] = []
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):  # the door is closed at the end
            while True:
                client, _ = self._door.accept()
                server = socket.create_connection(("127.0.0.1", self._server_port))
                self._open += [client, server]
                asking = threading.Event()
                for work in (self._forth, self._back):
                    threading.Thread(
                        target=work, args=(client, server, asking), daemon=True
                    ).start()

    def _forth(self, client: socket.socket, server: socket.socket, asking: threading.Event) -> None:
        with suppress(OSError):
            while said := client.recv(65536):
                if not asking.is_set():
                    asking.set()
                    with self._lock:
                        self.trips += 1
                        self.on_trip()
                if self.silent_from and self.silent_from in said:
                    self.silent.set()
                if not self.silent.is_set():
                    server.sendall(said)
            server.shutdown(socket.SHUT_WR)

    def _back(self, client: socket.socket, server: socket.socket, asking: threading.Event) -> None:
        with suppress(OSError):
            while answered := server.recv(65536):
                asking.clear()
                if not self.silent.is_set():
                    client.sendall(answered)
            client.shutdown(socket.SHUT_WR)

    def cut(self) -> None:
        """Close every connection there is; new ones can be made."""
        for end in self._open:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._open.clear()

    def close(self) -> None:
        """Cut all and take no more connections."""
        self._door.close()
        self.cut()


@contextmanager
def slow_network(port: int) -> Iterator[SlowNetwork]:
    """A proxy in front of a server on this machine."""
    network = SlowNetwork(port)
    try:
        yield network
    finally:
        network.close()
