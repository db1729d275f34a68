"""Missing reports of a cycle: shown, exported as a file, and reminded of."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.files.writing.spreadsheets import xlsx_file
from common.files.writing.tables import Column, Row, csv_file
from contacts import chasing, reminders
from contacts.admin import importing
from contacts.chasing import Missing, MissingOfGroup, Standing
from reports import access
from reports.coverage import headline
from reports.models import ReportingCycle, StateStatus

VIEW = "contacts.view_mail"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class MissingReports:
    """The pages, as part of the administration of mail."""

    def __init__(self, model_admin: Any) -> None:
        self.admin = model_admin

    def page(self, request: HttpRequest, code: str) -> HttpResponse:
        """Every missing report by regional group; as a file with ``?format=csv`` or ``xlsx``."""
        cycle = self.cycle(request, code)
        found = chasing.missing(cycle)
        if wanted := request.GET.get("format"):
            return file_of(cycle, found, wanted)
        standing = request.GET.get("standing", "")
        context = {
            "counts": counts(found, standing),
            **expected(found),
            "names_are_known": headline(cycle).names_are_known,
            "groups": only(found, standing) if standing in Standing.values else found,
            "standing": standing,
            "may_send": request.user.has_perm(reminders.SEND),
            "may_import": importing.may_import(request.user),
            "may_register": access.may_register(request.user),
            "why_not": why_not(cycle),
        }
        return self.render(request, cycle, "missing", context)

    def preview(self, request: HttpRequest, code: str) -> HttpResponse:
        """Show which mail would go to whom; nothing is sent."""
        cycle = self.cycle(request, code)
        require_right(request)
        keys = chosen(request)
        return self.preview_of(request, cycle, keys) if keys else self.nothing(request, cycle)

    def send(self, request: HttpRequest, code: str) -> HttpResponse:
        """Send what the preview showed, unless reminders were sent since."""
        cycle = self.cycle(request, code)
        require_right(request)
        keys, seen = chosen(request), request.POST.get("seen", "")
        try:
            sent = reminders.send_to(
                cycle,
                keys,
                by=request.user,
                seen=int(seen) if seen.isdecimal() else -1,
                request=request,
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return self.preview_of(request, cycle, keys, status=409)
        said = ngettext("%(number)s mail was sent.", "%(number)s mails were sent.", len(sent))
        messages.success(request, said % {"number": len(sent)})
        return HttpResponseRedirect(address(cycle))

    def preview_of(
        self, request: HttpRequest, cycle: ReportingCycle, keys: set[int], status: int = 200
    ) -> HttpResponse:
        rows = reminders.chosen_rows(cycle, keys)
        try:
            written = reminders.write(cycle, rows, request=request)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(address(cycle))
        context = {
            "reminders": written,
            "languages": {each.mail.language: each for each in reversed(written)}.values(),
            "without": [row for row in rows if not row.recipients],
            "handed_in": [row for row in rows if row.standing == Standing.HANDED_IN],
            "keys": sorted(keys),
            "seen": reminders.last_sent(cycle),
        }
        return self.render(request, cycle, "preview", context, status)

    def nothing(self, request: HttpRequest, cycle: ReportingCycle) -> HttpResponse:
        messages.warning(request, _("Choose whom to write to."))
        return HttpResponseRedirect(address(cycle))

    def cycle(self, request: HttpRequest, code: str) -> ReportingCycle:
        """The cycle, if the user may see the log of mail."""
        if not request.user.has_perm(VIEW):
            raise PermissionDenied
        return get_object_or_404(ReportingCycle.objects.select_related("meeting"), code=code)

    def render(
        self,
        request: HttpRequest,
        cycle: ReportingCycle,
        name: str,
        context: dict[str, Any],
        status: int = 200,
    ) -> HttpResponse:
        shared = {
            **self.admin.admin_site.each_context(request),
            "title": _("Missing reports: %(cycle)s") % {"cycle": cycle},
            "opts": self.admin.opts,
            "cycle": cycle,
        }
        template = f"admin/contacts/missing/{name}.html"
        return TemplateResponse(request, template, {**shared, **context}, status=status)


def address(cycle: ReportingCycle) -> str:
    return reverse("admin:contacts_mail_missing", args=[cycle.code])


def require_right(request: HttpRequest) -> None:
    if not request.user.has_perm(reminders.SEND):
        raise PermissionDenied


def why_not(cycle: ReportingCycle) -> str:
    """Why nobody can be reminded of that cycle; empty if reminders are possible."""
    try:
        reminders.days_left(cycle, timezone.localdate())
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def chosen(request: HttpRequest) -> set[int]:
    """The keys of the reporters that were ticked."""
    return {int(key) for key in request.POST.getlist("reporter") if key.isdecimal()}


def only(groups: list[MissingOfGroup], standing: str) -> list[MissingOfGroup]:
    """The groups with only the rows of that standing."""
    narrowed = [
        MissingOfGroup(each.group, [row for row in each.rows if row.standing == standing])
        for each in groups
    ]
    return [each for each in narrowed if each.rows]


def counts(groups: list[MissingOfGroup], chosen: str) -> list[tuple[Standing, int, bool]]:
    """The number of rows of each standing, and whether that standing is the one shown."""
    standings = [row.standing for each in groups for row in each.rows]
    return [(each, standings.count(each), each == chosen) for each in Standing]


def expected(groups: list[MissingOfGroup]) -> dict[str, int]:
    """The number of rows of Member States, which the cycle's figures count as missing; and of
    others, who may report but are not expected to."""
    rows = [row.reporter for each in groups for row in each.rows]
    members = sum(reporter.state_status == StateStatus.MEMBER for reporter in rows)
    return {"members": members, "others": len(rows) - members}


# Files

COLUMNS = (
    Column("regional_group"),
    Column("reporter"),
    Column("code"),
    Column("standing"),
    Column("reference"),
    Column("contacts"),
    Column("last_report"),
    Column("last_reminded", "datetime"),
    Column("last_contact", "datetime"),
    Column("invited", "datetime"),
)


def file_of(cycle: ReportingCycle, groups: list[MissingOfGroup], wanted: str) -> HttpResponse:
    """The list as CSV or XLSX, in the language of the page."""
    language = translation.get_language() or "en"
    lines = [line(each, row) for each in groups for row in each.rows]
    name = f"poa-tracker-missing-{cycle.code}"
    if wanted == "csv":
        pieces: Iterator[bytes] = csv_file(COLUMNS, lines, bom=True)
        kind = "text/csv; charset=utf-8"
    elif wanted == "xlsx":
        about = [(_("Cycle"), str(cycle)), (_("Language"), language)]
        if cycle.is_fictional:
            about.append((_("FICTIONAL"), _("Fictional cycle")))
        pieces = xlsx_file(COLUMNS, lines, titles=(_("Data"), _("About")), about=about)
        kind = XLSX
    else:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{name}.{wanted}"'}
    answer: Any = StreamingHttpResponse(pieces, content_type=kind, headers=headers)
    return answer


def line(group: MissingOfGroup, row: Missing) -> Row:
    return [
        str(group.group or ""),
        str(row.reporter),
        row.reporter.code,
        str(row.standing.label),
        row.submission.reference if row.submission else "",
        "; ".join(map(str, row.recipients)),
        row.last.reference if row.last else "",
        row.reminded.queued_at.isoformat() if row.reminded else None,
        row.contacted.queued_at.isoformat() if row.contacted else None,
        row.invited.invited_at.isoformat() if row.invited else None,
    ]
