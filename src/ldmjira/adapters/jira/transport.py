"""Requests on the client's session: retried, counted, paced, explained."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar
from urllib.parse import quote

from jira import JIRA, JIRAError

from ldmjira.models.remote import RequestCounts

from .answers import is_read
from .errors import jira_errors
from .pacing import Pacer
from .retry import RetryPolicy

__all__ = ["Answer", "Transport", "path_of"]

T = TypeVar("T")


@dataclass(frozen=True)
class Answer:
    """Status and JSON of an answer."""

    status: int
    body: Any


class Transport:
    """Send requests to one site.

    The private parts of the ``jira`` client that we need, its session and
    the making of addresses, are touched here and in `client` alone.

    Parameters
    ----------
    client
        Client of the ``jira`` package, made with ``max_retries=0``.
    policy
        When requests are repeated.
    counts
        Where the client's adapters count requests.
    secrets
        Texts that must not appear in a message.
    login_hint
        What to do if the site does not know us; none for the usual advice.
    before_write
        Called before each request that changes anything; what it raises
        ends the run.
    """

    def __init__(
        self,
        client: JIRA,
        *,
        policy: RetryPolicy,
        counts: RequestCounts,
        secrets: Collection[str] = (),
        login_hint: str | None = None,
        before_write: Callable[[], None] = lambda: None,
    ) -> None:
        self._client = client
        self._policy = policy
        self._pacer = Pacer(sleep=policy.sleep, clock=policy.clock)
        self._secrets = tuple(secrets)
        self._login_hint = login_hint
        self._before_write = before_write
        self.counts = counts

    def __repr__(self) -> str:
        return f"Transport({self.url!r})"

    @property
    def url(self) -> str:
        """Address of the site."""
        return self._client.server_url

    @property
    def version(self) -> str:
        """Version of the API that is spoken: ``2`` or ``3``."""
        return str(self._client._options["rest_api_version"])  # noqa: SLF001

    def speak(
        self,
        *,
        deployment: Literal["cloud", "datacenter"],
        numbers: tuple[int, ...] = (),
    ) -> None:
        """Choose the version of the API that the deployment speaks.

        Parameters
        ----------
        deployment
            What the site says that it is.
        numbers
            Version of Jira.
        """
        self._client._options["rest_api_version"] = (  # noqa: SLF001
            "3" if deployment == "cloud" else "2"
        )
        # What the client would have asked for itself when it was made.
        self._client.deploymentType = (
            "Cloud" if deployment == "cloud" else "Server"
        )
        self._client._version = numbers or (0, 0, 0)  # noqa: SLF001

    def call(
        self,
        function: Callable[[JIRA], T],
        *,
        doing: str,
        is_write: bool = False,
        is_repeatable: bool = False,
        issues: Collection[str] = (),
    ) -> T:
        """Call the client.

        Parameters
        ----------
        function
            Is given the client; sends one request.
        doing
            What it does, for messages: ``ask who we are``.
        is_write
            Whether it changes anything.
        is_repeatable
            Whether it does no more when it is done twice, so that it is
            repeated as a read is.
        issues
            Issues that it changes.

        Returns
        -------
        T
            What the function returns.
        """
        if issues:
            self._pacer.wait(issues)

        def act() -> T:
            if is_write:
                self._before_write()
            return function(self._client)

        with jira_errors(
            doing,
            is_write=is_write,
            secrets=self._secrets,
            login_hint=self._login_hint,
        ):
            return self._policy.call(
                act,
                is_write=is_write and not is_repeatable,
            )

    def get(
        self,
        path: str,
        *,
        doing: str,
        params: Mapping[str, Any] | None = None,
    ) -> Any:
        """Read by GET.

        Parameters
        ----------
        path
            Path below the API's root, made by `path_of`.
        doing
            What it does, for messages.
        params
            Query.

        Returns
        -------
        object
            JSON of the answer.
        """
        return self.send("GET", path, doing=doing, params=params).body

    def send(
        self,
        method: Literal["GET", "POST", "PUT", "DELETE"],
        path: str,
        body: Any = None,
        *,
        doing: str,
        params: Mapping[str, Any] | None = None,
        is_repeatable: bool = False,
        issues: Collection[str] = (),
        accept: Collection[int] = (),
    ) -> Answer:
        """Send a request.

        Parameters
        ----------
        method
            HTTP method.
        path
            Path below the API's root, made by `path_of`.
        body
            To be sent as JSON.
        doing
            What it does, for messages.
        params
            Query.
        is_repeatable
            Whether a write does no more when it is done twice.
        issues
            Issues that it changes.
        accept
            Statuses of an error whose body the caller wants.

        Returns
        -------
        Answer
            Status and JSON.
        """
        data = None if body is None else json.dumps(body).encode("ascii")

        def send_once(client: JIRA) -> Answer:
            try:
                response = client._session.request(  # noqa: SLF001
                    method,
                    client._get_url(path),  # noqa: SLF001
                    data=data,
                    params=params,
                )
            except JIRAError as error:
                if error.status_code not in accept or error.response is None:
                    raise
                response = error.response
            content = response.content
            return Answer(
                response.status_code, response.json() if content else None
            )

        return self.call(
            send_once,
            doing=doing,
            is_write=not is_read(method, f"/{path}"),
            is_repeatable=is_repeatable,
            issues=issues,
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()  # type: ignore[no-untyped-call]


def path_of(*parts: str) -> str:
    """Make a path, whatever its parts hold.

    Parameters
    ----------
    parts
        Names between the slashes.

    Returns
    -------
    str
        Path without a slash at its start.
    """
    return "/".join(quote(part, safe="") for part in parts)
