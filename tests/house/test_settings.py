"""Production does not start with dangerous settings; the one line says which and why."""

from __future__ import annotations

import pytest

from mentorship.config import DEMO_SECRET, Settings, SettingsRefused

GOOD = {
    "SECRET_KEY": "k" * 48,
    "BASE_URL": "https://hallway.example.org",
    "SMTP_URL": "smtp+starttls://user:hunter2@mail.example.org:587",
}


def test_good_settings_start() -> None:
    settings = Settings.from_environment(GOOD)

    assert settings.production
    assert settings.host == "hallway.example.org"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SECRET_KEY", "", "SECRET_KEY is missing"),
        ("SECRET_KEY", DEMO_SECRET, "SECRET_KEY is the default"),
        ("SECRET_KEY", "short", "too short"),
        ("BASE_URL", "http://hallway.example.org", "https://"),
        ("BASE_URL", "hallway", "BASE_URL"),
        ("SMTP_URL", "", "SMTP_URL is missing"),
        ("SMTP_URL", "mail.example.org", "SMTP_URL must look like"),
        ("SMTP_URL", "smtp://user:hunter2@mail.example.org:99999999", "SMTP_URL must look like"),
        ("DATABASE_URL", "mysql://x/y", "DATABASE_URL"),
        ("APP_ENV", "staging", "APP_ENV"),
        ("PROXIES", "many", "PROXIES"),
        ("INBOX_SECRET", "short", "INBOX_SECRET must be"),
        ("INBOX_URL", "imaps://mail.example.org/INBOX", "INBOX_URL must look like"),
        ("INBOX_URL", "pop3://reader:hunter2@mail.example.org", "INBOX_URL must look like"),
        ("INBOX_URL", "imaps://reader:hunter2@mail.example.org:99999999", "INBOX_URL must look like"),
    ],
)
def test_a_dangerous_setting_is_refused_in_one_line(name: str, value: str, said: str) -> None:
    with pytest.raises(SettingsRefused) as refusal:
        Settings.from_environment({**GOOD, name: value})

    sentence = str(refusal.value)
    assert said in sentence
    assert "\n" not in sentence
    assert "hunter2" not in sentence


def test_a_postgres_address_gets_the_driver_that_is_installed() -> None:
    settings = Settings.from_environment({**GOOD, "DATABASE_URL": "postgres://u@db/hallway"})

    assert settings.database == "postgresql+psycopg://u@db/hallway"


def test_the_demo_needs_nothing() -> None:
    settings = Settings.from_environment({"APP_ENV": "demo"})

    assert settings.mailbox_dir is not None
    assert settings.database.startswith("sqlite:///")
