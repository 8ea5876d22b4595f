"""Open a site: from its file, from a snapshot, or seeded anew."""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias, TypeVar

from platformdirs import user_cache_path

from .auth import Authenticator
from .site import ADMIN_GROUP, Deployment, Site, SiteSettings
from .store import Store, StoreError

__all__ = ["OpenSite", "SeedName", "open_site"]

SeedName = Literal["rubin", "empty"]

T = TypeVar("T")
Source: TypeAlias = Path | sqlite3.Connection

_HERE = Path(__file__).parent
_KEPT = 4
_SEED: SeedName = "rubin"

ExtraLoader = Callable[[Store, SeedName, Deployment], None]
"""Writes what another part of the sandbox adds to a fresh store."""


@dataclass(frozen=True)
class OpenSite:
    """A site ready to be served, and how to get in."""

    site: Site
    auth: Authenticator
    user: str
    """Login name for basic authentication."""


def open_site(
    settings: SiteSettings,
    *,
    path: Path | None = None,
    wait: float = 5.0,
    seed: SeedName | None = None,
    user: str | None = None,
    token: str | None = None,
    extra: tuple[ExtraLoader, ...] = (),
) -> OpenSite:
    """Open the store and return the site in it.

    Parameters
    ----------
    path
        File of the store; seeded if it is new.  None: in memory.
    wait
        Seconds to wait for another process that has the file open.
    seed
        What the store shall hold; None: what it holds, ``rubin`` if new.
    user, token
        Credentials; made afresh unless given.

    Raises
    ------
    StoreError
        If the file cannot be used.
    """
    deployment = settings.deployment
    if path is None:
        store = _from_snapshot(
            lambda source: Store(None, source=source),
            seed or _SEED,
            deployment,
            extra,
        )
    else:
        store = _open_file(path, wait, seed or _SEED, deployment, extra)
    try:
        _check_deployment(store, deployment)
        _check_seed(store, seed)
        if store.meta("title") is None:
            _personalise(store)
        site = Site(store, settings)
        name = _ensure_user(site, user)
    except BaseException:
        store.close()
        raise
    auth = Authenticator(
        site, user=name, token=token or secrets.token_urlsafe(24)
    )
    row = site.user(name) or {}
    login = user or (row["email"] if site.is_cloud else name)
    return OpenSite(site, auth, login)


def _open_file(
    path: Path,
    wait: float,
    seed: SeedName,
    deployment: Deployment,
    extra: tuple[ExtraLoader, ...],
) -> Store:
    if path.is_dir():
        raise StoreError(f"{path} is a directory. Name a file for the store.")
    try:
        store = Store(path, wait=wait)
    except OSError as exc:
        raise StoreError(
            f"The sandbox store {path} cannot be opened: {exc.strerror}."
        ) from exc
    if store.count("meta"):
        return store
    try:
        _from_snapshot(store.fill_from, seed, deployment, extra)
    except BaseException:
        store.close()
        raise
    return store


def _check_deployment(store: Store, deployment: Deployment) -> None:
    held = store.meta("deployment")
    if held != deployment:
        raise StoreError(
            f"{store.path} holds a {held} site. Open it with --deployment "
            f"{held}, or name another file."
        )


def _check_seed(store: Store, seed: SeedName | None) -> None:
    held = store.meta("seed")
    if seed is not None and held is not None and held != seed:
        raise StoreError(
            f"{store.path} was made with --seed {held}. Leave --seed out to "
            "open it, or name another file."
        )


def _personalise(store: Store) -> None:
    """Give a store what no other store has: its title."""
    with store.transaction():
        store.set_meta("title", f"Sandbox {secrets.token_hex(4)}")
        store.set_meta("secret", secrets.token_hex(16))


def _ensure_user(site: Site, login: str | None) -> str:
    """Return the internal name of the administrator, made if missing."""
    if login is None:
        login = "sandbox@example.invalid" if site.is_cloud else "admin"
    wanted = login.lower()
    for row in site.store.all("user"):
        if wanted in (row["name"].lower(), row["email"].lower()):
            if ADMIN_GROUP not in row["groups"] or not row["active"]:
                groups = list(dict.fromkeys([*row["groups"], ADMIN_GROUP]))
                changed = {**row, "groups": groups, "active": True}
                site.store.put("user", row["name"], changed)
            return str(row["name"])
    name = login.partition("@")[0] if "@" in login else login
    if site.user(name) is not None:
        name = login
    mark = hashlib.sha256(login.encode()).hexdigest()[:24]
    site.store.put(
        "user",
        name,
        {
            "name": name,
            "key": name,
            "accountId": f"712020:{mark}",
            "displayName": "Sandbox Administrator",
            "email": login if "@" in login else f"{login}@example.invalid",
            "active": True,
            "timeZone": "America/Los_Angeles",
            "groups": ["jira-software-users", "administrators", ADMIN_GROUP],
        },
    )
    return name


# -- snapshots ------------------------------------------------------------


def _from_snapshot(
    use: Callable[[Source], T],
    seed: SeedName,
    deployment: Deployment,
    extra: tuple[ExtraLoader, ...],
) -> T:
    """Use a snapshot; one that is broken or gone is built anew."""
    source = _snapshot(seed, deployment, extra)
    try:
        return use(source)
    except sqlite3.Error:
        if not isinstance(source, Path):
            raise
        with suppress(OSError):
            source.unlink()
        return use(_build(seed, deployment, extra))


def _snapshot(
    seed: SeedName, deployment: Deployment, extra: tuple[ExtraLoader, ...]
) -> Source:
    """Return a finished store: its file, or the connection of one.

    The file is in the user's cache; where that cannot be written, the store
    is built each time.
    """
    try:
        folder = user_cache_path("ldmjira") / "sandbox"
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return _build(seed, deployment, extra)
    path = folder / f"{seed}-{deployment}-{_fingerprint()}.sqlite"
    if path.is_file() and path.stat().st_size:
        return path
    built = _build(seed, deployment, extra)
    with suppress(OSError, sqlite3.Error):
        _write(built, path)
        _forget_old(folder, f"{seed}-{deployment}-")
    return built


def _build(
    seed: SeedName, deployment: Deployment, extra: tuple[ExtraLoader, ...]
) -> sqlite3.Connection:
    # Imported late: a store that is opened again does without the seed.
    from .issue_loader import load_issues  # noqa: PLC0415
    from .loader import load_site  # noqa: PLC0415
    from .seed import (  # noqa: PLC0415
        filled_definition,
        rubin_issues,
        site_definition,
    )

    define = filled_definition if seed == "rubin" else site_definition
    store = Store(None)
    with store.transaction():
        store.set_meta("seed", seed)
        load_site(store, define(), deployment=deployment)
        if seed == "rubin":
            load_issues(store, rubin_issues(), deployment=deployment)
        for load in extra:
            load(store, seed, deployment)
    return store.connection


def _write(built: sqlite3.Connection, path: Path) -> None:
    """Write a snapshot, whole or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".new")
    os.close(handle)
    try:
        with closing(sqlite3.connect(name)) as copy:
            built.backup(copy)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _forget_old(folder: Path, prefix: str) -> None:
    """Leave the newest only: other versions of us may use theirs."""
    found = folder.glob(f"{prefix}*.sqlite")
    newest = sorted(found, key=lambda p: p.stat().st_mtime, reverse=True)
    for path in newest[_KEPT:]:
        path.unlink(missing_ok=True)


def _fingerprint() -> str:
    """Return a mark of everything from which snapshots are made."""
    mark = hashlib.sha256()
    for path in sorted(_HERE.rglob("*")):
        if path.suffix in {".py", ".csv"}:
            mark.update(path.name.encode())
            mark.update(path.read_bytes())
    return mark.hexdigest()[:16]
