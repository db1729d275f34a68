"""Descriptions of the pages' data for search engines, in the vocabulary of schema.org.

The same facts as on the page, as JSON-LD: browsers do not run it, so the content security policy
need not allow it.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common.multilingual import LANGUAGE_CODES, current_language
from reports.models import ReportingCycle
from website.data import DATASETS

CONTEXT = "https://schema.org"
FORMATS = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Characters that could end a script or begin a comment in HTML, with their JSON escapes.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def script(content: Mapping[str, Any]) -> SafeString:
    """``content`` as an element of a page."""
    text = json.dumps(content, ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308


def everything(request: HttpRequest) -> dict[str, Any]:
    """All published data, as one dataset."""
    files = [
        download(request, f"{reverse('api:root')}{dataset.resource}/", str(dataset.name), suffix)
        for dataset in DATASETS
        for suffix in FORMATS
    ]
    package = {
        "@type": "DataDownload",
        "name": _("Open-data package (ZIP)"),
        "encodingFormat": "application/zip",
        "contentUrl": request.build_absolute_uri(reverse("api:package")),
    }
    return described(
        request,
        reverse("data"),
        pgettext("name of the dataset", "PoA Tracker: national reports on small arms"),
        _(
            "Who reported what on the Programme of Action on small arms and light weapons and the "
            "International Tracing Instrument."
        ),
        [package, *files],
    )


def of_cycle(request: HttpRequest, cycle: ReportingCycle) -> dict[str, Any]:
    """The reports of one cycle, as a part of that dataset."""
    address = f"{reverse('api:root')}submissions/?cycle={cycle.code}"
    about = described(
        request,
        cycle.get_absolute_url(),
        str(cycle),
        _("Who reported in which cycle, when and how; the current published versions."),
        [download(request, address, str(cycle), suffix) for suffix in FORMATS],
    )
    whole = request.build_absolute_uri(reverse("data"))
    return about | {
        "temporalCoverage": str(cycle.year),
        "isPartOf": {"@type": "Dataset", "@id": whole, "name": "PoA Tracker", "url": whole},
    }


def described(
    request: HttpRequest, url: str, name: str, about: str, files: list[dict[str, Any]]
) -> dict[str, Any]:
    address = request.build_absolute_uri(url)
    home = request.build_absolute_uri(reverse("home"))
    return {
        "@context": CONTEXT,
        "@type": "Dataset",
        "@id": address,
        "url": address,
        "name": name,
        "description": about,
        "inLanguage": [current_language(), *(c for c in LANGUAGE_CODES if c != current_language())],
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": "PoA Tracker", "url": home},
        "distribution": files,
    }


def download(request: HttpRequest, url: str, name: str, suffix: str) -> dict[str, Any]:
    """A list of the API as a file."""
    mark = "&" if "?" in url else "?"
    return {
        "@type": "DataDownload",
        "name": f"{name} ({suffix.upper()})",
        "encodingFormat": FORMATS[suffix],
        "contentUrl": request.build_absolute_uri(f"{url}{mark}format={suffix}"),
    }
