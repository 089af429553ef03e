"""HTTP connections that another thread can cut, because a time-out of a socket is per read and never a total."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

CONNECTIONS = 16
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Lifeline:
    """The sockets that one thread uses for one attempt."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._is_cut = False

    @contextmanager
    def watching_this_thread(self) -> Iterator[None]:
        """Every connection that this thread opens or takes from a watched session belongs to this lifeline."""
        _current.lifeline = self
        try:
            yield
        finally:
            _current.lifeline = None
            with self._lock:
                while self._sockets:
                    self._sockets.pop().close()

    def watch(self, connected: socket.socket) -> None:
        """Remember a socket; one that comes after the cut is cut at once."""
        with self._lock, suppress(OSError):
            # A duplicate stays ours when TLS takes the descriptor over; shutting it down ends both.
            duplicate = socket.socket(fileno=socket.dup(connected.fileno()))
            self._sockets.append(duplicate)
            if self._is_cut:
                duplicate.shutdown(socket.SHUT_RDWR)

    def cut(self) -> None:
        """End every connection now: whoever reads from it gets an error."""
        with self._lock:
            self._is_cut = True
            for watched in self._sockets:
                with suppress(OSError):
                    watched.shutdown(socket.SHUT_RDWR)


class _Current(threading.local):
    lifeline: Lifeline | None = None


_current = _Current()


def _watch(connected: Any) -> None:
    if connected is not None and _current.lifeline is not None:
        _current.lifeline.watch(connected)


class _WatchedConnection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        connected = super()._new_conn()
        _watch(connected)
        return connected

    def request(self, *args: Any, **kwargs: Any) -> None:
        _watch(self.sock)
        super().request(*args, **kwargs)


class _WatchedTlsConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        connected = super()._new_conn()
        _watch(connected)
        return connected

    def request(self, *args: Any, **kwargs: Any) -> None:
        _watch(self.sock)
        super().request(*args, **kwargs)


class _WatchedPool(HTTPConnectionPool):
    ConnectionCls = _WatchedConnection


class _WatchedTlsPool(HTTPSConnectionPool):
    ConnectionCls = _WatchedTlsConnection


class _WatchedAdapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        _use_watched_pools(self.poolmanager)

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(*args, **kwargs)
        _use_watched_pools(manager)
        return manager


def _use_watched_pools(manager: PoolManager) -> None:
    manager.pool_classes_by_scheme = {"http": _WatchedPool, "https": _WatchedTlsPool}


def watched_session(base_url: str) -> requests.Session:
    """A session for one provider whose connections belong to the lifeline of the thread that uses them."""
    session = requests.Session()
    # A proxy of the environment cannot reach our own loopback, where the sandbox listens.
    session.trust_env = urlsplit(base_url).hostname not in LOOPBACK
    adapter = _WatchedAdapter(pool_maxsize=CONNECTIONS)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session
