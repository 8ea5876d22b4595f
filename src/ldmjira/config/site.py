"""The site and its secrets: from the environment or the keyring."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AliasChoices,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from ldmjira.exceptions import ConfigurationError

__all__ = ["KEYRING_SERVICE", "SiteSettings"]

KEYRING_SERVICE = "ldmjira"
"""Service name under which ``keyring set ldmjira USER`` stores a token."""


class SiteSettings(BaseSettings):
    """Address and account of Jira and of Zephyr Scale.

    The names that Rubin's docsteady uses are understood as well.
    """

    model_config = SettingsConfigDict(
        extra="ignore", frozen=True, env_ignore_empty=True
    )

    url: str | None = Field(None, validation_alias=AliasChoices("LDMJIRA_URL"))
    user: str | None = Field(
        None, validation_alias=AliasChoices("LDMJIRA_USER", "JIRA_USER")
    )
    token: SecretStr | None = Field(
        None, validation_alias=AliasChoices("LDMJIRA_TOKEN", "JIRA_PASSWORD")
    )
    auth: Literal["auto", "basic", "bearer"] = Field(
        "auto", validation_alias=AliasChoices("LDMJIRA_AUTH")
    )
    ca_bundle: str | None = Field(
        None, validation_alias=AliasChoices("LDMJIRA_CA_BUNDLE")
    )
    zephyr_url: str | None = Field(
        None, validation_alias=AliasChoices("LDMJIRA_ZEPHYR_URL")
    )
    zephyr_token: SecretStr | None = Field(
        None,
        validation_alias=AliasChoices("LDMJIRA_ZEPHYR_TOKEN", "ZEPHYR_TOKEN"),
    )
    sandbox: str | None = Field(
        None, validation_alias=AliasChoices("LDMJIRA_SANDBOX")
    )

    @field_validator("*", mode="before")
    @classmethod
    def _strip(cls, value: Any) -> Any:
        # A secret of CI often comes with the line break of its file.
        return value.strip() if isinstance(value, str) else value

    @classmethod
    def from_environment(cls) -> Self:
        """Read the environment.

        Raises
        ------
        ConfigurationError
            If a variable says what cannot be, or a site has no token. The
            message holds names only, never a value.
        """
        try:
            settings = cls()
        except ValidationError as error:
            faults = "; ".join(
                sorted(
                    f"{fault['loc'][0]}: {fault['msg']}"
                    for fault in error.errors(include_input=False)
                )
            )
            raise ConfigurationError(
                f"The environment says what cannot be: {faults}"
            ) from None
        if settings.url is not None:
            _check_address("LDMJIRA_URL", settings.url)
        _check_file("LDMJIRA_CA_BUNDLE", settings.ca_bundle)
        _check_secret("LDMJIRA_TOKEN", settings.token)
        _check_secret("LDMJIRA_ZEPHYR_TOKEN", settings.zephyr_token)
        if settings.zephyr_url is not None:
            _check_address("LDMJIRA_ZEPHYR_URL", settings.zephyr_url)
        return settings

    def require_token(self) -> SecretStr:
        """Token of the site, from the environment or else the keyring.

        Raises
        ------
        ConfigurationError
            If there is none.
        """
        if self.token is not None:
            return self.token
        stored = _token_from_keyring(self.user or "token")
        if stored is None:
            raise ConfigurationError(
                f"No token for {self.url}",
                hint=(
                    "Set LDMJIRA_TOKEN, or run "
                    f"`keyring set {KEYRING_SERVICE} {self.user or 'token'}`."
                ),
            )
        return stored


def _check_address(name: str, address: str) -> None:
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        host = None
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not host:
        raise ConfigurationError(
            f"{name} is not an address",
            hint="Give it like https://rubinobs.atlassian.net",
        )
    if parts.username or parts.password:
        raise ConfigurationError(
            f"{name} holds a user or password",
            hint="Take it out; use LDMJIRA_USER and LDMJIRA_TOKEN.",
        )
    if parts.scheme == "http" and not _is_loopback(host):
        raise ConfigurationError(
            f"{name} would send the token unencrypted to {host}",
            hint="Use https://; plain http is for this machine only.",
        )


def _check_file(name: str, path: str | None) -> None:
    if path is not None and not Path(path).exists():
        raise ConfigurationError(
            f"{name} names {path}, which does not exist",
            hint="Name a file of certificates, or a folder of such files.",
        )


def _check_secret(name: str, secret: SecretStr | None) -> None:
    if secret is not None and not secret.get_secret_value().isprintable():
        raise ConfigurationError(
            f"{name} holds a line break or another control character",
            hint="Set it again, without what is not part of the token.",
        )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _token_from_keyring(user: str) -> SecretStr | None:
    # Imported when used: it is slow, and most runs have a token already.
    import keyring  # noqa: PLC0415
    from keyring.errors import KeyringError  # noqa: PLC0415

    try:
        stored = keyring.get_password(KEYRING_SERVICE, user)
    except (KeyringError, RuntimeError):
        return None
    return SecretStr(stored) if stored else None
