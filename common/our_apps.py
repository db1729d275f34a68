"""The product's own applications among those that are installed."""

from pathlib import Path

from django.apps import AppConfig, apps
from django.conf import settings


def our_apps() -> list[AppConfig]:
    """The applications whose folders are in the project itself, in the order of the settings."""
    return [app for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR]


def with_records() -> list[AppConfig]:
    """Those of our applications that keep records."""
    return [app for app in our_apps() if any(app.get_models())]


def with_public_records() -> list[AppConfig]:
    """Our applications whose records may become public: all that do not declare
    ``records_are_private``. An application that declares nothing counts too, so that no public
    answer goes stale by an oversight."""
    return [app for app in with_records() if not getattr(app, "records_are_private", False)]
