"""The site and its secrets, as the environment tells them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ldmjira.config.site import SiteSettings
from ldmjira.exceptions import ConfigurationError

URL = "https://jira.example.org"


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in SiteSettings.model_fields.values():
        for name in getattr(field.validation_alias, "choices", ()):
            monkeypatch.delenv(str(name), raising=False)


def read(monkeypatch: pytest.MonkeyPatch, **values: str) -> SiteSettings:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return SiteSettings.from_environment()


def test_no_variable_means_no_site(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch).url is None


def test_names_of_docsteady_are_understood(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = read(
        monkeypatch, LDMJIRA_URL=URL, JIRA_USER="me", JIRA_PASSWORD="pw"
    )
    assert settings.user == "me"
    assert settings.require_token().get_secret_value() == "pw"


def test_our_own_names_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(
        monkeypatch,
        JIRA_USER="other",
        JIRA_PASSWORD="other",
        LDMJIRA_USER="me",
        LDMJIRA_TOKEN="mine",
    )
    assert settings.user == "me"
    assert settings.require_token().get_secret_value() == "mine"


def test_line_break_of_a_secrets_file_is_no_part_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = read(monkeypatch, LDMJIRA_URL=f" {URL}\n", LDMJIRA_TOKEN="t\n")
    assert settings.url == URL
    assert settings.require_token().get_secret_value() == "t"


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("LDMJIRA_URL", "nonsense", "LDMJIRA_URL is not an address"),
        ("LDMJIRA_URL", "ftp://x", "LDMJIRA_URL is not an address"),
        ("LDMJIRA_URL", "http://x.org", "unencrypted to x.org"),
        ("LDMJIRA_URL", "https://me:SECRET@x.org", "a user or password"),
        ("LDMJIRA_AUTH", "SECRET", "LDMJIRA_AUTH: Input should be 'auto'"),
        ("LDMJIRA_CA_BUNDLE", "/no/such.pem", "/no/such.pem, which does not"),
        ("LDMJIRA_TOKEN", "SEC\nRET", "LDMJIRA_TOKEN holds a line break"),
        ("ZEPHYR_TOKEN", "SEC\nRET", "holds a line break"),
        ("LDMJIRA_ZEPHYR_URL", "x", "LDMJIRA_ZEPHYR_URL is not an address"),
    ],
    ids=[
        "no address",
        "other scheme",
        "plain http",
        "user in address",
        "auth",
        "bundle",
        "token",
        "zephyr token",
        "zephyr address",
    ],
)
def test_fault_is_told_without_the_secret(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, wanted: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read(monkeypatch, **{name: value})
    assert wanted in caught.value.message
    told = f"{caught.value.message} {caught.value.hint}"
    assert "SEC" not in told


def test_token_is_asked_of_the_keyring(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(
        "PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring"
    )
    with pytest.raises(ConfigurationError, match="No token for") as caught:
        read(monkeypatch, LDMJIRA_URL=URL, LDMJIRA_USER="me").require_token()
    assert "keyring set ldmjira me" in caught.value.hint


def test_bundle_may_be_a_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = read(monkeypatch, LDMJIRA_CA_BUNDLE=str(tmp_path))
    assert settings.ca_bundle == str(tmp_path)
