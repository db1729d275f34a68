"""No page type is missing from the lists of all page types."""

import importlib.util
from collections.abc import Iterable

import pytest
from django.conf import settings

from testing.reading import PAGES, route_of
from website.tests.test_browser_pages import LONG, PAGE_TYPES


def routes(addresses: Iterable[str]) -> set[str]:
    return set(map(route_of, addresses))


def pictured() -> Iterable[str]:
    """The addresses in scripts/screenshots.py."""
    path = settings.BASE_DIR / "scripts" / "screenshots.py"
    spec = importlib.util.spec_from_file_location("screenshots", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    addresses: dict[str, str] = module.PAGES
    return addresses.values()


@pytest.mark.parametrize("looked_at", ["browser tests", "pictures"])
def test_every_page_type_is_looked_at(looked_at: str) -> None:
    found = pictured() if looked_at == "pictures" else [*PAGE_TYPES[:-1], *LONG]
    assert routes(PAGES) - routes(found) == set()
