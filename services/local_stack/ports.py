"""Whether the ports of a stack are free, asked before anything is started."""

from __future__ import annotations

import errno
import socket
from collections.abc import Mapping

from services.shared.errors import LocalStackError


class PortTaken(LocalStackError):
    """A port belongs to somebody else, or to two of our own services; the message names the setting."""


def check(ports: Mapping[str, int]) -> None:
    """Raise PortTaken for the first setting (name → port) whose port on 127.0.0.1 cannot be listened on."""
    seen: dict[int, str] = {}
    for setting, port in ports.items():
        if port in seen:
            raise PortTaken(f"{seen[port]} and {setting} are both {port}: give each its own port.")
        seen[port] = setting
    for setting, port in ports.items():
        if reason := why_unusable(port):
            raise PortTaken(f"Port {port} {reason}: set {setting} to a free port, or stop what listens there.")


def why_unusable(port: int) -> str | None:
    """None when 127.0.0.1:port can be listened on, else a short reason."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            probe.listen(1)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return "is already in use"
            return f"cannot be used ({error.strerror})"
        except OverflowError:
            return "is not a port number"
    return None
