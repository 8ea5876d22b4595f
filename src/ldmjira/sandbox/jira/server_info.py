"""What the site says of itself."""

from __future__ import annotations

from typing import Any

from ldmjira.sandbox.errors import not_found
from ldmjira.sandbox.http import Call, Reply, Routes

__all__ = ["routes"]

routes = Routes()


@routes.add("GET", "serverInfo")
def server_info(call: Call) -> Reply:
    """Tell address, title, kind and version of the site."""
    site = call.site
    now = call.show.time(site.clock.millis())
    shown: dict[str, Any] = {
        "baseUrl": site.base_url,
        "version": site.jira_version,
        "versionNumbers": site.version_numbers,
        "deploymentType": "Cloud" if site.is_cloud else "Server",
        "buildNumber": 100295 if site.is_cloud else 9120015,
        "buildDate": "2026-10-01T00:00:00.000+0000",
        "serverTime": now,
        "scmInfo": "5a6d7b0c1e",
        "serverTitle": site.store.meta("title"),
    }
    if site.is_cloud:
        shown["displayUrl"] = site.base_url
        shown["serverTimeZone"] = str(site.time_zone(call.user))
    return Reply(200, shown)


@routes.add("GET", "configuration")
def configuration(_call: Call) -> Reply:
    """Tell which features are on."""
    shown = {
        "votingEnabled": True,
        "watchingEnabled": True,
        "unassignedIssuesAllowed": True,
        "subTasksEnabled": True,
        "issueLinkingEnabled": True,
        "timeTrackingEnabled": True,
        "attachmentsEnabled": True,
    }
    return Reply(200, shown)


@routes.add("GET", "attachment/meta")
def attachment_meta(_call: Call) -> Reply:
    """Tell how large an attachment may be."""
    return Reply(200, {"enabled": True, "uploadLimit": 10_485_760})


_PROPERTIES = {
    "jira.clone.prefix": ("The prefix added to cloned issues", "CLONE -"),
    "jira.title": ("The title of the site", ""),
    "jira.date.picker.java.format": ("Format of dates", "d/MMM/yy"),
    "jira.lf.text.headingcolour": ("Colour of headings", "#292929"),
    "jira.lf.favicon.hires.url": (
        "Address of the icon",
        "/jira-favicon-hires.png",
    ),
}


@routes.add("GET", "application-properties")
def application_properties(call: Call) -> Reply:
    """List the settings of the site."""
    call.require_admin()
    wanted = call.query.get("key")
    held = call.site.store.meta("application properties", {})
    shown = [
        {
            "id": key,
            "key": key,
            "value": held.get(key, default),
            "name": text,
            "desc": text,
            "type": "string",
            "defaultValue": default,
        }
        for key, (text, default) in _PROPERTIES.items()
        if wanted in (None, key)
    ]
    if wanted is not None and len(shown) == 1:
        return Reply(200, shown[0])
    return Reply(200, shown)


@routes.add("PUT", "application-properties/{key}")
def set_application_property(call: Call) -> Reply:
    """Change a setting of the site."""
    call.require_admin()
    held = call.site.store.meta("application properties", {})
    key = call.args["key"]
    if key not in _PROPERTIES:
        raise not_found(f"Property with key '{key}' is not editable.")
    changed = {**held, key: call.body.get("value")}
    call.site.store.set_meta("application properties", changed)
    return Reply(200, {"id": key, "key": key, "value": changed[key]})
