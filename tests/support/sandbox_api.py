"""A plain HTTP client for the sandbox, without our own adapters."""

from __future__ import annotations

from typing import Any

import requests

from ldmjira.sandbox.server import SandboxServer

__all__ = ["Api", "adf"]


class Api:
    """Speak to a sandbox as its user does.

    Parameters
    ----------
    version
        Version of the API that addresses are below.
    """

    def __init__(self, server: SandboxServer, version: str) -> None:
        self.server = server
        self.version = version
        self.session = requests.Session()
        self.session.auth = (server.user, server.token)
        self.session.trust_env = False

    def call(self, method: str, path: str, **options: Any) -> Any:
        """Send a request below the version; return the response."""
        if path.startswith("/"):
            url = f"{self.server.url}{path}"
        else:
            url = f"{self.server.url}/rest/api/{self.version}/{path}"
        return self.session.request(method, url, timeout=10, **options)

    def get(self, path: str, **query: Any) -> Any:
        """Return the JSON of a successful GET."""
        response = self.call("GET", path, params=query)
        assert response.status_code == 200, response.text
        return response.json()

    def post(self, path: str, body: Any = None, **query: Any) -> Any:
        """Send a POST with a JSON body; return the response."""
        return self.call("POST", path, json=body, params=query)

    def put(self, path: str, body: Any = None, **query: Any) -> Any:
        """Send a PUT with a JSON body; return the response."""
        return self.call("PUT", path, json=body, params=query)

    def delete(self, path: str, **query: Any) -> Any:
        """Send a DELETE; return the response."""
        return self.call("DELETE", path, params=query)

    def lever(self, name: str, /, **body: Any) -> Any:
        """Pull one of the sandbox's levers."""
        response = self.post(f"/__sandbox__/{name}", body)
        assert response.status_code < 300, response.text
        return response.json() if response.content else None

    def create(self, **fields: Any) -> str:
        """Make a Story in DM; return its key."""
        body = {
            "project": {"key": "DM"},
            "issuetype": {"name": "Story"},
            "summary": "An issue",
            **fields,
        }
        response = self.post("issue", {"fields": body})
        assert response.status_code == 201, response.text
        key: str = response.json()["key"]
        return key

    def field(self, key: str, name: str) -> Any:
        """Return one field of an issue."""
        return self.get(f"issue/{key}", fields=name)["fields"][name]

    def search(self, jql: str, **more: Any) -> list[str]:
        """Return the keys that a query finds."""
        if self.version == "3":
            body = {"jql": jql, "fields": ["key"], "maxResults": 5000, **more}
            response = self.post("search/jql", body)
        else:
            body = {"jql": jql, "fields": ["key"], **more}
            response = self.post("search", body)
        assert response.status_code == 200, response.text
        return [issue["key"] for issue in response.json()["issues"]]


def adf(text: str) -> dict[str, Any]:
    """Return a document of one paragraph."""
    paragraph = {
        "type": "paragraph",
        "content": [{"type": "text", "text": text}],
    }
    return {"type": "doc", "version": 1, "content": [paragraph]}
