"""Reading a page as a visitor does."""

import html
import re
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils.translation import override

from reports import facts

# The pages of the starting facts, one or more of each type.
PAGES = [
    "",
    "states/",
    "states/?not_reported_in=2022",
    "states/KEN/",
    "states/USA/",
    "states/VAT/",
    "organisations/",
    "organisations/recsa/",
    "cycles/",
    "cycles/trend-report/",
    "cycles/2022/",
    "cycles/2014/",
    "meetings/",
    "meetings/bms8/",
    "meetings/revcon4/",
    "documents/",
    "documents/bms8/",
    "documents/iti/",
    "documents/bms8/1/",
    "documents/bms8/25/",
    "documents/bms8/60/",
    "instruments/",
    "instruments/att/",
    "instruments/unroca/",
    "sources/",
    "sources/sg-2014/",
    "questionnaires/",
    "questionnaires/poa-national-report/1/",
    "questionnaires/poa-national-report/1/2022/national-coordination-body/",
    "plans/",
    "plans/?in_force_on=2024-01-01",
    "targets/",
    "cooperation/",
    "cooperation/regimes/",
    "cooperation/projects/",
    "cooperation/projects/?recipient=MLI",
    "cooperation/requests/",
    "cooperation/offers/",
    "cooperation/funds/unscar/",
    "indicators/",
    "indicators/sdg-16-4-2/",
    "coverage/",
    "coverage/?cycle=2014",
    "search/",
    "search/?q=kenya",
    "search/?q=tracing&kind=commitments&page=2",
    "search/?q=nothing-of-the-kind&status=planned",
    "data/",
    "data/translations/",
    "about/",
    "compare/?state=KEN&state=NOR&group=african&group=europe",
    "embed/groups/2022/",
]
# What else is public, and no page.
FILES = [
    "feeds/reports.atom",
    "feeds/deadlines.ics",
    "states/KEN/reports.atom",
    "organisations/recsa/reports.atom",
    "states/KEN/brief.json",
    "cycles/trend-report.docx",
    "cooperation/years/2014.docx",
    "states/KEN/brief.pdf",
    "organisations/recsa/brief.docx",
    "questionnaires/poa-national-report/1/2022/national-coordination-body.csv",
    "indicators/all.sdmx.csv",
    "indicators/sdg-16-4-2.sdmx.json",
    "cooperation/requests.docx",
    "robots.txt",
    "sitemap.xml",
    "sitemap-reporters.xml",
    "charts/groups/2022.svg",
    "charts/trend/all.png",
]
PREFIXES = {"ar": "ar/", "zh": "zh/", "en": "", "fr": "fr/", "ru": "ru/", "es": "es/"}


def load_facts() -> None:
    """The records in fixtures/."""
    facts.load(settings.BASE_DIR / "fixtures", progress=str)


def get(address: str, **extra: Any) -> Any:
    return Client().get(address, **extra)


def words(response: Any) -> str:
    """The text of a page without its tags, with single spaces."""
    body = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body))).replace(" .", ".")


def links(response: Any) -> list[str]:
    """The addresses that a page leads to, external ones left out."""
    found = re.findall(r'<a [^>]*?href="([^"]+)"', response.content.decode())
    return [html.unescape(address) for address in found if not address.startswith("http")]


def tasks_on(page: Any) -> dict[str, tuple[int, str]]:
    """The tasks on the start page of the administration, in English: how many each counts, and its
    address; by the label as its filter has it."""
    body = page.content.decode().partition("desk-piles desk-tasks")[2].partition("</ul>")[0]
    lines = re.findall(r'<a href="([^"]+)">([^<]+): <strong>(\d+)</strong></a>', body)
    return {
        html.unescape(label[0].lower() + label[1:]): (int(count), html.unescape(url))
        for url, label, count in lines
    }


def route_of(address: str) -> str:
    """The pattern that an address without a language's prefix belongs to; empty where there is
    none. Whatever language an earlier request left active."""
    with override("en"):
        try:
            return resolve(f"/{address}".partition("?")[0]).route
        except Resolver404:
            return ""
