"""Importing an outcome document in the administration: upload, look over, correct, accept, undo."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from commitments.models.import_log import digest
from commitments.models.outcome_proposal import OutcomeProposal
from commitments.outcomes import messages as sentences
from commitments.outcomes.forms import ChoicesForm, RowForm, UploadForm
from commitments.outcomes.load import apply
from commitments.outcomes.load.plan import plan_of
from commitments.outcomes.load.proposal import Choices, Edit, likely_choices
from commitments.outcomes.parse.model import Outcome, from_json
from commitments.outcomes.reading import read
from common.admin_desk import Task, names_tasks
from common.files.reading import Refused

FOLDER = "admin/commitments/outcomeproposal"


@admin.register(OutcomeProposal)
class OutcomeProposalAdmin(admin.ModelAdmin):
    """Files that were read and not yet accepted. Adding one is uploading it."""

    list_display = ["file_name", "target", "language", "created_at", "created_by"]
    list_select_related = ["created_by"]
    search_fields = ["file_name", "sha256"]
    date_hierarchy = "created_at"

    def get_queryset(self, request: HttpRequest) -> Any:
        # The parsed text of every file in a list would be megabytes.
        return super().get_queryset(request).defer("parsed")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return apply.may_import(request.user)

    has_add_permission = has_change_permission

    @admin.display(description=gettext_lazy("document"))
    def target(self, proposal: OutcomeProposal) -> str:
        new = proposal.choices.get("new") or {}
        return str(proposal.choices["document"] or new.get("key", ""))

    @admin.display(description=gettext_lazy("language"))
    def language(self, proposal: OutcomeProposal) -> str:
        return str(proposal.choices["language"])

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/rows/<int:index>/", view(self.row_view), name=_name("row")),
            path("<int:pk>/accept/", view(require_POST(self.accept_view)), name=_name("accept")),
            path("undo/", view(require_POST(self.undo_view)), name=_name("undo")),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The first step: the file."""
        _require_right(request)
        form = UploadForm(request.POST or None, request.FILES or None)
        is_sent = request.method == "POST" and form.is_valid()
        if is_sent and (proposal := _receive(request, form)):
            return HttpResponseRedirect(_url("change", proposal.pk))
        context = {
            **self._context(request, _("Import an outcome document")),
            "form": form,
            "undoable": apply.last_import(),
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, f"{FOLDER}/upload.html", context, status=status)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """The second: everything that would be written, and where it goes."""
        _require_right(request)
        proposal = _proposal(object_id)
        outcome, choices = _parsed(proposal)
        form = ChoicesForm(
            request.POST or None, outcome=outcome, initial=ChoicesForm.initial_of(choices)
        )
        if request.method == "POST" and form.is_valid():
            _keep(proposal, form.choices(choices))
            return HttpResponseRedirect(_url("change", proposal.pk))
        plan = plan_of(outcome, choices)
        context = {
            **self._context(request, _("Import: preview")),
            "problems": list(map(sentences.described, plan.problems)),
            "counts": plan.counts,
            "proposal": proposal,
            "form": form,
            "plan": plan,
            "language": choices.language,
            "left": [(left, sentences.REASONS[left.reason]) for left in outcome.left],
        }
        return TemplateResponse(request, f"{FOLDER}/preview.html", context)

    def row_view(self, request: HttpRequest, pk: int, index: int) -> HttpResponse:
        """One paragraph, to correct what was read or guessed."""
        _require_right(request)
        proposal = _proposal(pk)
        outcome, choices = _parsed(proposal)
        plan = plan_of(outcome, choices)
        if index >= len(plan.commitments):
            raise Http404
        planned = plan.commitments[index]
        form = RowForm(request.POST or None, proposal=plan.proposal, row=planned.row)
        if request.method == "POST" and form.is_valid():
            # Earlier corrections of the row stay, unless this one says otherwise.
            before, now = choices.edits.get(index, Edit()), form.edit()
            edit = replace(before, **{**now.said, "left_out": now.left_out})
            edits = {**choices.edits, index: edit}
            _keep(proposal, replace(choices, edits=edits))
            return HttpResponseRedirect(f"{_url('change', proposal.pk)}#row-{index}")
        context = {
            **self._context(request, _("Import: one paragraph")),
            "proposal": proposal,
            "form": form,
            "planned": planned,
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, f"{FOLDER}/row.html", context, status=status)

    def accept_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Write it all, or say what is in the way."""
        _require_right(request)
        proposal = _proposal(pk)
        plan = plan_of(*_parsed(proposal))
        try:
            log = apply.load(
                plan, file_name=proposal.file_name, sha256=proposal.sha256, by=request.user
            )
        except apply.NotLoaded as error:
            for problem in error.problems:
                messages.error(request, sentences.described(problem))
            return HttpResponseRedirect(_url("change", proposal.pk))
        proposal.delete()
        text = _("%(created)s created, %(changed)s changed, %(unchanged)s unchanged.")
        messages.success(request, text % log.counts)
        return HttpResponseRedirect(reverse("document", args=[log.details["document"]]))

    def undo_view(self, request: HttpRequest) -> HttpResponse:
        _require_right(request)
        log = apply.last_import()
        if log is None or str(log.pk) != request.POST.get("log"):
            messages.error(request, _("Only the last import can be undone."))
            return HttpResponseRedirect(_url("add"))
        try:
            count = apply.undo(log, by=request.user)
        except apply.CannotUndo as error:
            messages.error(request, str(error))
        else:
            text = ngettext(
                "Undone: %(count)s record is as it was before the import.",
                "Undone: %(count)s records are as they were before the import.",
                count,
            )
            messages.success(request, text % {"count": count})
        return HttpResponseRedirect(_url("add"))

    def _context(self, request: HttpRequest, title: str) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "title": title, "opts": self.opts}


def _require_right(request: HttpRequest) -> None:
    if not apply.may_import(request.user):
        raise PermissionDenied


def _name(name: str) -> str:
    return f"commitments_outcomeproposal_{name}"


def _url(name: str, *args: Any) -> str:
    return reverse(f"admin:{_name(name)}", args=args)


def _proposal(pk: int | str) -> OutcomeProposal:
    proposal = OutcomeProposal.objects.filter(pk=pk).first() if str(pk).isdecimal() else None
    if proposal is None:
        raise Http404
    return proposal


def _receive(request: HttpRequest, form: UploadForm) -> OutcomeProposal | None:
    """The uploaded file as a proposal; None, with the reason on the form, when it is refused."""
    file = form.cleaned_data["file"]
    data = file.read()
    try:
        outcome = read(data, file.name, form.cleaned_data["language"])
    except Refused as refused:
        form.add_error("file", sentences.refusal(refused))
        return None
    return OutcomeProposal.objects.create(
        file_name=file.name[:255],
        sha256=digest(data),
        parsed=asdict(outcome),
        choices=asdict(likely_choices(outcome)),
        created_by=request.user,
    )


def _parsed(proposal: OutcomeProposal) -> tuple[Outcome, Choices]:
    return from_json(Outcome, proposal.parsed), from_json(Choices, proposal.choices)


def _keep(proposal: OutcomeProposal, choices: Choices) -> None:
    proposal.choices = asdict(choices)
    proposal.save(update_fields=["choices"])


@names_tasks
def tasks(user: Any) -> Iterator[Task]:
    """Files that were read, and neither accepted nor given up."""
    if apply.may_import(user):
        page = reverse("admin:commitments_outcomeproposal_changelist")
        waiting = OutcomeProposal.objects.count()
        yield Task(gettext_lazy("imports of outcome documents, to accept"), waiting, page)
