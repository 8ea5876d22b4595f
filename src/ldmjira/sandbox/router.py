"""Which call of the API an address is, and what to say if it is none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .errors import problem_document
from .http import Call, Reply, Routes
from .jira import (
    attachments,
    bulk,
    changelog,
    comments,
    components,
    extras,
    filters,
    forms,
    groups,
    issues,
    language,
    links,
    metadata,
    permissions,
    projects,
    properties,
    ranking,
    roles,
    schemes,
    search,
    server_info,
    server_search,
    session,
    tokens,
    transitions,
    users,
    versions,
    worklogs,
)
from .ratelimit import RateLimits
from .site import Site

if TYPE_CHECKING:
    from .app import RawRequest

__all__ = ["Router"]

_API = re.compile(r"/rest/api/(2|3|latest)/(.*)", re.DOTALL)
_TOKENS = re.compile(r"/rest/pat/(?:1\.0|latest)/(.*)", re.DOTALL)
_AUTH = re.compile(r"/rest/auth/(1|latest)/(.*)", re.DOTALL)
_AGILE = re.compile(r"/rest/agile/(1\.0|latest)/(.*)", re.DOTALL)

_FAMILIES = (
    attachments,
    bulk,
    changelog,
    comments,
    components,
    extras,
    filters,
    forms,
    versions,
    server_search,
    roles,
    language,
    groups,
    issues,
    links,
    metadata,
    permissions,
    projects,
    properties,
    schemes,
    search,
    server_info,
    transitions,
    users,
    filters,
    worklogs,
)


def _jira_routes() -> Routes:
    routes = Routes()
    for family in _FAMILIES:
        routes.include(family.routes)
    return routes


class Router:
    """Find the call for a request of a known user, and carry it out."""

    def __init__(self, site: Site, limits: RateLimits) -> None:
        self._site = site
        self._limits = limits
        self._jira = _jira_routes()

    def answer(self, request: RawRequest, path: str, user: str) -> Reply:
        """Answer a request."""
        fixed = self._fixed_page(path)
        if fixed is not None:
            return Reply(200, fixed)
        if path.startswith("/secure/attachment/"):
            return attachments.download(self._call(request, path, user), path)
        match, routes = self._family(path)
        if not self._site.is_cloud and (own := _TOKENS.fullmatch(path)):
            return self._answer_tokens(request, own[1], user)
        if match is None or (match[1] == "3" and not self._site.is_cloud):
            return self._unknown(request, path)
        version = match[1] if match[1] == "3" else "2"
        found = routes.find(
            "GET" if request.method == "HEAD" else request.method,
            match[2],
            deployment=self._site.settings.deployment,
            version=version,
        )
        if found.handler is None:
            return self._unknown(request, path, found.allowed)
        call = self._call(request, path, user, version=version)
        call.args = found.args
        refusal = self._limits.refusal(call)
        return refusal or found.handler(call)

    def _family(self, path: str) -> tuple[re.Match[str] | None, Routes]:
        for pattern, routes in (
            (_API, self._jira),
            (_AUTH, session.routes),
            (_AGILE, ranking.routes),
        ):
            match = pattern.fullmatch(path)
            if match is not None:
                return match, routes
        return None, self._jira

    def _answer_tokens(
        self, request: RawRequest, path: str, user: str
    ) -> Reply:
        """Answer Data Center's calls on personal access tokens."""
        found = tokens.routes.find(
            request.method, path, deployment="datacenter", version="2"
        )
        if found.handler is None:
            return self._unknown(request, request.path, found.allowed)
        call = self._call(request, request.path, user)
        call.args = found.args
        return found.handler(call)

    def _fixed_page(self, path: str) -> Any:
        """Return what stands at an address outside the API proper."""
        match path:
            case "/_edge/tenant_info" if self._site.is_cloud:
                return {"cloudId": self._site.cloud_id}
            case "/rest/applinks/latest/listApplicationlinks":
                return {"list": []}
            case "/rest/project-templates/latest/templates":
                return schemes.TEMPLATES
        return None

    def _call(
        self, request: RawRequest, path: str, user: str, *, version: str = "2"
    ) -> Call:
        return Call(
            site=self._site,
            method=request.method,
            path=path,
            version=version,
            user=user,
            headers=request.headers,
            raw_query=request.query,
            raw_body=request.body,
            path_version=version,
        )

    def _unknown(
        self, request: RawRequest, path: str, allowed: tuple[str, ...] = ()
    ) -> Reply:
        """Answer an address that Jira does not know."""
        status = 405 if allowed else 404
        headers = {"Allow": ", ".join(allowed)} if allowed else {}
        if not self._site.is_cloud:
            text = (
                f"HTTP {status} Method Not Allowed"
                if allowed
                else f"null for uri: {self._site.base_url}{path}"
            )
            body = {"message": text, "status-code": status}
            return Reply(status, body, headers)
        detail = (
            f"Method '{request.method}' is not supported."
            if allowed
            else f"No static resource {path.lstrip('/')}."
        )
        title = "Method Not Allowed" if allowed else "Not Found"
        return Reply(
            status,
            problem_document(status, title, detail, path),
            headers,
            media_type="application/problem+json",
        )
