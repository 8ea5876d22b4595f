"""Make the client: address, account, certificates, and nothing leaked."""

from __future__ import annotations

import base64
import ipaddress
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from jira import JIRA, JIRAError
from pydantic import SecretStr

from ldmjira.constants import VERSION
from ldmjira.exceptions import ConfigurationError
from ldmjira.models.remote import RequestCounts

from .answers import GuardedAdapter
from .retry import RetryPolicy
from .transport import Transport

__all__ = ["Connection", "connect", "is_loopback"]

_CLOUD_HOSTS: Final = (".atlassian.net", ".jira.com")
_GATEWAY: Final = "api.atlassian.com"


@dataclass(frozen=True)
class Connection:
    """Where the site is and who we are.

    Parameters
    ----------
    url
        Address of the site, with its context path; or of the gateway for
        scoped tokens, ``https://api.atlassian.com/ex/jira/CLOUD_ID``.
    token
        API token, personal access token, or password.
    user
        Account that the token belongs to; an e-mail address on Cloud.
    auth
        How to present the token; ``auto`` chooses by host and user.
    ca_bundle
        File of certificates to trust instead of the usual ones.
    timeout
        Seconds to wait for a connection, and for the next bytes.
    """

    url: str
    token: SecretStr
    user: str | None = None
    auth: Literal["auto", "basic", "bearer"] = "auto"
    ca_bundle: str | None = None
    timeout: tuple[float, float] = (5, 60)


def connect(
    connection: Connection,
    *,
    policy: RetryPolicy | None = None,
    counts: RequestCounts | None = None,
    before_write: Callable[[], None] = lambda: None,
) -> Transport:
    """Make the transport of a site.

    Only where nothing else tells how to present the token does this send a
    request: it asks the site, without the token, whether it is a Data
    Center.

    Parameters
    ----------
    connection
        Where the site is and who we are.
    policy
        When requests are repeated.
    counts
        Where requests are counted.
    before_write
        Called before each request that changes anything.

    Returns
    -------
    Transport
        Ready to send.

    Raises
    ------
    ConfigurationError
        If the address would send the token unencrypted, or is none.
    """
    _check_address(connection.url)
    _silence_loggers()
    policy = policy or RetryPolicy()
    counts = counts if counts is not None else RequestCounts()
    auth = _choose_auth(connection, counts)
    token = connection.token.get_secret_value()
    user = connection.user or ""
    secrets = [token]
    if auth == "basic":
        pair = f"{user}:{token}".encode()
        secrets.append(base64.b64encode(pair).decode())
        # As bytes: from text the client would make Latin-1, or fail.
        account = (user.encode(), token.encode())
        client = _build(connection, counts, basic_auth=account)
    else:
        if not token.isascii():
            raise ConfigurationError(
                "The token holds characters that no token has",
                hint="Set LDMJIRA_TOKEN; for a password LDMJIRA_AUTH=basic.",
            )
        client = _build(connection, counts, token_auth=token)
    return Transport(
        client,
        policy=policy,
        counts=counts,
        secrets=secrets,
        login_hint=_login_hint(connection, auth),
        before_write=before_write,
    )


def is_loopback(url: str) -> bool:
    """Whether an address is of this machine.

    Parameters
    ----------
    url
        Address with its scheme.

    Returns
    -------
    bool
        True for ``localhost`` and loopback addresses.
    """
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_address(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ConfigurationError(
            "The site's address is not a web address",
            hint="Give it like https://rubinobs.atlassian.net",
        )
    if parts.username or parts.password:
        raise ConfigurationError(
            "The site's address holds a user or a password",
            hint="Take it out; use LDMJIRA_USER and LDMJIRA_TOKEN.",
        )
    if parts.scheme == "http" and not is_loopback(url):
        raise ConfigurationError(
            f"http://{parts.hostname} would get the token unencrypted",
            hint="Use https://; plain http is for this machine only.",
        )


def _choose_auth(
    connection: Connection, counts: RequestCounts
) -> Literal["basic", "bearer"]:
    if connection.auth != "auto":
        return connection.auth
    if not connection.user:
        return "bearer"
    host = urlsplit(connection.url).hostname or ""
    if host == _GATEWAY or host.endswith(_CLOUD_HOSTS):
        return "basic"
    return "bearer" if _is_data_center(connection, counts) else "basic"


def _login_hint(
    connection: Connection, auth: Literal["basic", "bearer"]
) -> str | None:
    if auth == "basic":
        return None
    if not connection.user:
        return (
            "No user is set, so the token went alone, as to a Data Center. "
            "For Jira Cloud set LDMJIRA_USER to the account's e-mail address."
        )
    return (
        "Check LDMJIRA_TOKEN: it went alone, as a Data Center takes a "
        "personal access token. For a password set LDMJIRA_AUTH=basic."
    )


def _is_data_center(connection: Connection, counts: RequestCounts) -> bool:
    """Ask the site without our token; what does not answer is no proof."""
    client = _build(connection, counts)
    try:
        told = client.server_info().get("deploymentType", "")
    except (JIRAError, OSError, ValueError, AttributeError):
        return False
    finally:
        client.close()  # type: ignore[no-untyped-call]
    return str(told) in {"Server", "Data Center"}


def _build(connection: Connection, counts: RequestCounts, **auth: Any) -> JIRA:
    options: dict[str, Any] = {
        "server": connection.url.rstrip("/"),
        "verify": connection.ca_bundle or True,
        "check_update": False,
        "headers": {
            "Accept": "application/json",
            "User-Agent": f"ldmjira/{VERSION}",
        },
    }
    client = JIRA(
        options=options,
        get_server_info=False,
        max_retries=0,
        timeout=connection.timeout,
        logging=False,
        **auth,
    )
    session = client._session  # noqa: SLF001
    session.mount("https://", GuardedAdapter(counts))
    session.mount("http://", GuardedAdapter(counts))
    if is_loopback(connection.url):
        # A proxy for the outer world must not get what stays in here.
        session.trust_env = False
    return client


def _silence_loggers() -> None:
    """Keep headers and bodies out of logs, whatever level others set."""
    for name in ("jira", "jira.client", "jira.resilientsession"):
        logger = logging.getLogger(name)
        logger.disabled = True
        logger.propagate = False
    logging.getLogger("urllib3").setLevel(logging.ERROR)
