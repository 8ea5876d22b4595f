"""Run a sandbox: inside a process, or as one."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import struct
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any, Self, TextIO

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from .app import Sandbox, create_app
from .opening import OpenSite, SeedName, open_site
from .options import checked_path, checked_secret, checked_version
from .site import Deployment, SiteSettings
from .store import Store
from .zephyr import ZephyrPart

__all__ = ["PortError", "SandboxServer", "serve"]

_RESET = struct.pack("ii", 1, 0)
_GRACE = 1.0
_TICK = 0.002


class PortError(OSError):
    """The port cannot be listened to."""


class _Connections:
    """Find the connection of a request, to be able to cut it."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, int], Any] = {}

    def protocol(self) -> type[H11Protocol]:
        """Return a protocol that tells us of its connections."""
        opened = self._open

        class Protocol(H11Protocol):
            def connection_made(self, transport: Any) -> None:
                self._peer = tuple(transport.get_extra_info("peername")[:2])
                opened[self._peer] = transport
                super().connection_made(transport)

            def connection_lost(self, exc: Exception | None) -> None:
                opened.pop(self._peer, None)
                super().connection_lost(exc)

        return Protocol

    def abort(self, client: tuple[str, int]) -> None:
        """Reset a connection: RST instead of an orderly end."""
        transport = self._open.get(client)
        if transport is None:
            return
        sock = transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        transport.abort()


class _Server(uvicorn.Server):
    """A server that notices at once that it shall end."""

    async def main_loop(self) -> None:
        """Tick until told to end."""
        self._loop = asyncio.get_running_loop()
        self._wake = asyncio.Event()
        counter = 0
        while not self.should_exit:
            await self.on_tick(counter)
            counter = (counter + 1) % 864_000
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), 0.1)

    async def shutdown(
        self, sockets: list[socket.socket] | None = None
    ) -> None:
        """End as soon as what is being answered has been answered."""
        for server in self.servers:
            server.close()
        for sock in sockets or []:
            sock.close()
        state = self.server_state
        for connection in list(state.connections):
            connection.shutdown()
        last = self._loop.time() + _GRACE
        while state.connections or state.tasks:
            if self._loop.time() > last:
                break
            await asyncio.sleep(_TICK)
        for task in state.tasks:
            task.cancel()
        await asyncio.sleep(0)

    def end(self) -> None:
        """Tell the server to end, from another thread."""
        self.should_exit = True
        if self.started:
            self._loop.call_soon_threadsafe(self._wake.set)


class SandboxServer:
    """A sandbox on loopback, in a thread of this process.

    Use it as a context manager; all that it knows of itself (`url`, `user`,
    `token`) is there once it is entered.

    Parameters
    ----------
    store
        File to keep the site in; None: in memory, gone at the end.
    seed
        What the site holds; None: what the store holds, ``rubin`` if new.
    user, token
        Credentials; made afresh unless given.
    faults
        Faults from the start, as on the command line.
    random_seed
        Seed for faults that strike at random.
    store_wait
        Seconds to wait for another process that has the store open.

    Raises
    ------
    OptionError
        If an address, a version or a credential makes no sense.
    """

    def __init__(
        self,
        *,
        store: Path | None = None,
        deployment: Deployment = "cloud",
        seed: SeedName | None = None,
        port: int = 0,
        context_path: str = "/",
        jira_version: str = "",
        user: str | None = None,
        token: str | None = None,
        faults: Sequence[str] = (),
        random_seed: int | None = None,
        store_wait: float = 5.0,
    ) -> None:
        self._settings = SiteSettings(
            deployment=deployment,
            jira_version=checked_version(jira_version),
            context_path=checked_path(context_path),
            random_seed=random_seed,
        )
        self._store = store
        self._store_wait = store_wait
        self._seed = seed
        self._port = port
        self._credentials = (
            checked_secret("user", user),
            checked_secret("token", token),
        )
        self._fault_specs = tuple(faults)
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self._opened: OpenSite | None = None
        self.sandbox: Sandbox
        """The application, for tests that look inside."""
        self.url = ""
        """Address with context path."""
        self.user = ""
        self.token = ""
        self.zephyr_url: str | None = None
        self.zephyr_token: str | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.stop()

    @property
    def description(self) -> dict[str, Any]:
        """What the ready line tells."""
        return {
            "url": self.url,
            "user": self.user,
            "token": self.token,
            "zephyr_url": self.zephyr_url,
            "zephyr_token": self.zephyr_token,
        }

    def start(self) -> None:
        """Open the store, bind, and answer from now on."""
        listener = _listen(self._port)
        try:
            self._prepare(listener)
        except BaseException:
            listener.close()
            raise
        server = self._server
        assert server is not None  # noqa: S101
        self._thread = threading.Thread(
            target=server.run,
            kwargs={"sockets": [listener]},
            name="ldmjira-sandbox",
            daemon=True,
        )
        self._thread.start()
        while not server.started and self._thread.is_alive():
            time.sleep(0.001)

    def _prepare(self, listener: socket.socket) -> None:
        port = listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}{self._settings.context_path}"
        self._settings.base_url = self.url
        user, token = self._credentials
        opened = open_site(
            self._settings,
            path=self._store,
            wait=self._store_wait,
            seed=self._seed,
            user=user,
            token=token,
            extra=(_load_zephyr,),
        )
        self._opened = opened
        self.user, self.token = opened.user, opened.auth.token
        parts = []
        if opened.site.is_cloud:
            zephyr = ZephyrPart(opened.site, user=opened.auth.user)
            self.zephyr_url, self.zephyr_token = zephyr.url, zephyr.token
            parts.append(zephyr)
        app = create_app(opened.site, opened.auth, parts)
        self.sandbox = app.state.sandbox
        for spec in self._fault_specs:
            self.sandbox.control.faults.add_text(spec)
        connections = _Connections()
        config = uvicorn.Config(
            app,
            http=connections.protocol(),
            ws="none",
            loop="asyncio",
            lifespan="off",
            access_log=False,
            log_config=None,
            log_level="critical",
            server_header=False,
            timeout_keep_alive=60,
        )
        self.sandbox.abort = connections.abort
        self._server = _Server(config)

    def stop(self) -> None:
        """Stop answering and give back the store."""
        if self._server is not None:
            self.sandbox.control.faults.release_all()
            self._server.end()
        if self._thread is not None:
            self._thread.join()
        if self._opened is not None:
            self._opened.site.store.close()
        self._server = self._thread = self._opened = None


def _load_zephyr(store: Store, seed: SeedName, deployment: Deployment) -> None:
    """Add Zephyr's side to a fresh store."""
    # Imported late: a store that is opened again does without the seed.
    from .zephyr.loader import load_zephyr  # noqa: PLC0415

    load_zephyr(store, seed, deployment)


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError as error:
        listener.close()
        raise PortError(error.errno, error.strerror) from None
    listener.listen(128)
    return listener


def serve(server: SandboxServer, *, out: TextIO | None = None) -> None:
    """Run a sandbox until SIGTERM or Ctrl-C.

    Parameters
    ----------
    out
        Where the ready line goes, standard output by default.
    """
    ended = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        ended.set()

    held = {
        number: signal.signal(number, end)
        for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        with server:
            stream = out or sys.stdout
            stream.write(json.dumps(server.description) + "\n")
            stream.flush()
            while not ended.wait(3600):
                pass
    finally:
        for number, handler in held.items():
            signal.signal(number, handler)
