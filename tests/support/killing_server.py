"""Run commands of ours in children that kill themselves where told.

A process of its own: it imports everything once, and then forks a child for
each order, one JSON object a line on its standard input. What became of the
child goes to standard output in the same way. See `tests.support.killing`.
"""

from __future__ import annotations

import gc
import importlib
import json
import mmap
import os
import pkgutil
import signal
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import requests

import ldmjira

_COUNTERS = struct.Struct("qq")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_FILE_EVENTS = {"os.rename", "os.remove", "os.mkdir", "os.link"}


class _Reaper:
    """Count what a child does, and kill it at one number.

    The counts are in memory shared with the parent: they outlive the kill.
    """

    def __init__(self, shared: mmap.mmap, order: dict[str, Any]) -> None:
        self._shared = shared
        self._what: str = order.get("what", "")
        self._number: int = order.get("number", 0)
        self._side: str = order.get("side", "before")
        self._root: str = order["cwd"]
        self._send = requests.Session.send

    def watch(self) -> None:
        """Begin to count."""
        reaper = self

        def send(session: requests.Session, *args: Any, **more: Any) -> Any:
            number = reaper.count(0)
            reaper.strike("request", number, "before")
            try:
                return reaper._send(session, *args, **more)
            finally:  # a refusal is an answer as well
                reaper.strike("request", number, "after")

        requests.Session.send = send  # type: ignore[method-assign]
        if self._what in {"file", "rename"}:
            sys.addaudithook(self._hear)
            os.fsync = self._counted(os.fsync)

    def count(self, place: int) -> int:
        """Count one, and return the number so far."""
        counters = list(_COUNTERS.unpack_from(self._shared))
        counters[place] += 1
        _COUNTERS.pack_into(self._shared, 0, *counters)
        return counters[place]

    def strike(self, what: str, number: int, side: str) -> None:
        """Kill this process if that is the place."""
        if (what, number, side) == (self._what, self._number, self._side):
            os.kill(os.getpid(), signal.SIGKILL)

    def _counted(self, function: Callable[[int], None]) -> Any:
        def counted(handle: int) -> None:
            if self._what == "file":
                self.strike("file", self.count(1), "before")
            function(handle)

        return counted

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Count what changes files below the folder, git's doing too."""
        is_coarse = event in {"os.rename", "subprocess.Popen"}
        if self._what == "rename" and not is_coarse:
            return
        if self._changes_files(event, arguments):
            self.strike(self._what, self.count(1), "before")

    def _changes_files(self, event: str, arguments: tuple[Any, ...]) -> bool:
        if event == "subprocess.Popen":
            return "add" in arguments[1]
        if event == "open":
            path, _, flags = arguments
            is_writing = bool(flags & _WRITING)
        elif event in _FILE_EVENTS:
            path, is_writing = arguments[0], True
        else:
            return False
        if not is_writing or not isinstance(path, str | os.PathLike):
            return False
        return os.fspath(path).startswith(self._root)


def _child(order: dict[str, Any], shared: mmap.mmap) -> NoReturn:
    """Do what is ordered, as a process of its own, and end."""
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["env"])
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    for number, name in ((1, "stdout"), (2, "stderr")):
        file = os.open(order[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, number)
    sys.argv = ["ldmjira", *order["arguments"]]
    code = 70
    try:
        from ldmjira.cli.main import main  # noqa: PLC0415

        _Reaper(shared, order).watch()
        main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:  # noqa: BLE001  (a bug; told as Python does)
        import traceback  # noqa: PLC0415

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _import_all() -> None:
    """Import what a command imports while it runs."""
    for module in pkgutil.walk_packages(ldmjira.__path__, "ldmjira."):
        if ".sandbox" not in module.name and "__main__" not in module.name:
            importlib.import_module(module.name)


def _serve() -> None:
    _import_all()
    gc.freeze()
    replies = os.fdopen(os.dup(1), "w")
    replies.write("ready\n")
    replies.flush()
    for line in sys.stdin:
        order = json.loads(line)
        shared = mmap.mmap(-1, _COUNTERS.size)
        pid = os.fork()
        if pid == 0:
            _child(order, shared)
        _, status = os.waitpid(pid, 0)
        sent, filed = _COUNTERS.unpack_from(shared)
        reply = {
            "code": os.waitstatus_to_exitcode(status),
            "requests": sent,
            "files": filed,
        }
        shared.close()
        replies.write(f"{json.dumps(reply)}\n")
        replies.flush()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    _serve()
