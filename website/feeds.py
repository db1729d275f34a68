"""Atom feeds of reports as they are published: all of them, and those of one reporter."""

import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from common.written import for_xml
from publications.status_page import feed_of
from reports.models import Reporter, Submission

ENTRIES = 50


class Reports(Feed):
    """The latest versions to be published, newest first; none of a fictional cycle."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, code: str = "") -> Reporter | None:
        return get_object_or_404(Reporter, code=code) if code else None

    def title(self, reporter: Reporter | None) -> str:
        about = str(reporter) if reporter else _("New reports")
        return for_xml(f"{about} · PoA Tracker")

    def subtitle(self, reporter: Reporter | None) -> str:
        return _("Reports on the Programme of Action on small arms and light weapons")

    def link(self, reporter: Reporter | None) -> str:
        return reporter.get_absolute_url() if reporter else reverse("home")

    def feed_url(self, reporter: Reporter | None) -> str:
        return feed_of(reporter)

    def items(self, reporter: Reporter | None) -> Any:
        published = (
            Submission.objects.current()
            .filter(cycle__is_fictional=False)
            .select_related("reporter", "cycle")
            .order_by("-published_at", "-pk")
        )
        return (published.filter(reporter=reporter) if reporter else published)[:ENTRIES]

    def item_title(self, submission: Submission) -> str:
        return for_xml(f"{submission.reporter}, {submission.cycle.code}")

    def item_description(self, submission: Submission) -> str:
        return submission.reference

    def item_guid(self, submission: Submission) -> str:
        """The same in every language: one report is one entry."""
        return f"urn:poa-tracker:{submission.reference}"

    item_guid_is_permalink = False

    def item_pubdate(self, submission: Submission) -> datetime.datetime | None:
        return submission.published_at

    item_updateddate = item_pubdate
