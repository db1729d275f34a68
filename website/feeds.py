"""Atom feeds of newly published reports: of all reporters, and of one."""

import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.db.models.functions import Coalesce
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
    """The versions that were published or shown as withdrawn most recently, newest first; none of a
    fictional cycle."""

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
        told = (
            Submission.objects.told()
            .filter(cycle__is_fictional=False)
            .select_related("reporter", "cycle")
            .order_by(Coalesce("withdrawn_at", "published_at").desc(), "-pk")
        )
        return (told.filter(reporter=reporter) if reporter else told)[:ENTRIES]

    def item_title(self, submission: Submission) -> str:
        about = f"{submission.reporter}, {submission.cycle.code}"
        if submission.is_shown_withdrawn:
            about = _("Withdrawn: %(report)s") % {"report": about}
        return for_xml(about)

    def item_description(self, submission: Submission) -> str:
        return submission.reference

    def item_guid(self, submission: Submission) -> str:
        """An id that is the same in every language: one report is one entry, and its withdrawal
        another."""
        name = f"urn:poa-tracker:{submission.reference}"
        return f"{name}:withdrawn" if submission.is_shown_withdrawn else name

    item_guid_is_permalink = False

    def item_pubdate(self, submission: Submission) -> datetime.datetime | None:
        return submission.withdrawn_at or submission.published_at

    item_updateddate = item_pubdate
