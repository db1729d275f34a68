"""A report before it is public: as the public will see it, and as a document for approval."""

from dataclasses import replace
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.files.writing.blocks import (
    Block,
    Document,
    Heading,
    Inline,
    Paragraph,
    Quote,
    Table,
    Text,
)
from common.files.writing.documents import answer
from common.multilingual import current_language, localise
from common.words import colon, joined, remarked
from indicators.models import Progress, ProgressLevel
from indicators.models.progress import WORDS
from portal.guard import find, for_contacts
from publications.records import plans
from publications.status import Status, beside_of, changes_since, section_rows, status_of
from publications.status_page import status_context
from publications.words import cycle_name, fictional_warning
from questionnaires import showing
from questionnaires.filling import loaded_form
from reports.models import Attachment, Response, Submission
from reports.models.responses import ResponseStatus


@for_contacts
@require_safe
def preview(request: HttpRequest, reference: str) -> HttpResponse:
    """The reporter's public page as it will be once this version is published. As on that page,
    ``answers`` names the section of the form that is unfolded."""
    submission = find(request, reference)
    context = status_context(status_with(submission), request.GET.get("answers", ""))
    return render(request, "portal/preview.html", {**context, "submission": submission})


def status_with(submission: Submission) -> Status:
    """The status of the reporter as if ``submission`` were published."""
    shown = as_public(submission)
    status = status_of(shown.reporter)
    records = [
        replace(record, submission=shown) if record.cycle == shown.cycle else record
        for record in status.records
    ]
    beside = beside_of(shown, status.memberships) if shown.is_coded else None
    return replace(
        status,
        records=records,
        shown=shown,
        sections=section_rows(shown, beside),
        beside=beside,
        changes=changes_since(shown, records) if shown.is_coded else None,
    )


def as_public(submission: Submission) -> Any:
    """The submission as the public will see it: only with its public files; received today if it
    has no day of receipt yet."""
    public = Attachment.objects.filter(is_public=True).order_by("pk")
    shown = (
        Submission.objects.with_is_coded()
        .select_related("reporter", "cycle__meeting")
        .prefetch_related(Prefetch("attachments", queryset=public))
        .get(pk=submission.pk)
    )
    if shown.received_by is None:
        shown.received_on = timezone.localdate()
    return shown


@for_contacts
@require_safe
def draft(request: HttpRequest, reference: str, form: str) -> HttpResponse:
    """The whole report as a document in the language of the address."""
    submission = find(request, reference)
    name = f"{reference}-{submission.status}-{current_language()}"
    address = request.build_absolute_uri()
    return answer(lambda: document(submission, address), form, name)


def document(submission: Submission, address: str) -> Document:
    """Every answer in full; each page says that it is not the published report."""
    status = submission.get_status_display()
    not_public = Text(_("%(status)s: not published") % {"status": status}, is_strong=True)
    return Document(
        title=str(submission.reporter),
        subtitle=cycle_name(submission.cycle),
        language=current_language(),
        header=[not_public, " · ", Text(submission.reference, language="en"), " · ", address],
        blocks=blocks(submission),
    )


def blocks(submission: Submission) -> list[Block]:
    """The whole content of the report, with a notice that it is not public yet."""
    return [
        *opening(submission),
        *answered(submission),
        *answers(submission),
        *declared(submission),
    ]


def opening(submission: Submission) -> list[Block]:
    state = _("DRAFT, for approval. This is not the published report.")
    blocks: list[Block] = [Paragraph([Text(state, is_strong=True)], "lead")]
    if submission.cycle.is_fictional:
        blocks.append(Paragraph([fictional_warning(submission.cycle)], "fictional"))
    if submission.is_nil_return:
        said = _("The report says that there is nothing to report (nil return).")
        blocks.append(Paragraph([said]))
    if submission.reporter_remarks:
        blocks += [Heading(_("Remarks")), Paragraph([submission.reporter_remarks])]
    names = [f"{each.name} (SHA-256 {each.sha256})" for each in submission.attachments.all()]
    if submission.publication_url:
        names.append(submission.publication_url)
    if names:
        blocks.append(Heading(_("Files")))
        blocks += [Paragraph([Text(name, language="en")]) for name in names]
    return blocks


def answered(submission: Submission) -> list[Block]:
    """The form as it was filled in, with the parts that are never published marked."""
    loaded = loaded_form(submission)
    blocks: list[Block] = []
    for each in showing.sections(submission, loaded) if loaded else []:
        number = f"{each.section.number} " if each.section.number else ""
        blocks.append(Heading(f"{number}{localise(each.section.title)}"))
        for question in each.questions:
            mark = Text(question.question.number, language="en", is_strong=True)
            blocks.append(Paragraph([mark, f" {localise(question.question.text)}"]))
            for part in question.parts:
                blocks += part_blocks(part)
    return blocks


def part_blocks(part: showing.ShownPart) -> list[Block]:
    label = part.label
    if not part.is_public:
        label = remarked(label, _("not published"))
    if part.is_waiting:
        label = f"{label} {_('(not confirmed)')}"
    if part.rows:
        rows: list[list[Inline]] = [[[cell] for cell in row] for row in part.rows]
        return [Table([label, *part.head], rows)]
    if part.language:
        return [Paragraph([colon(label)]), Quote(part.lines[0], part.language, [])]
    return [Paragraph([joined(colon(label), ""), Text(" · ".join(part.lines), is_strong=True)])]


def answers(submission: Submission) -> list[Block]:
    blocks: list[Block] = []
    for row in section_rows(submission, None):
        if row.responses:
            blocks.append(Heading(row.section.label))
        for response in row.responses:
            blocks += answer_blocks(response)
    return blocks


def answer_blocks(response: Response) -> list[Block]:
    commitment = response.commitment
    number = Text(commitment.number, language="en", is_strong=True)
    label = str(ResponseStatus(response.status).label)
    title: Inline = [
        number,
        f" {joined(colon(localise(commitment.shown_title)), '')}",
        Text(label, is_strong=True),
    ]
    if response.is_carried_over:
        title = [*title, " ", _("(carried over, not confirmed)")]
    blocks: list[Block] = [Paragraph(title)]
    place = evidence(response)
    if response.narrative:
        blocks.append(Quote(response.narrative, response.language, place))
    elif place:
        blocks.append(Paragraph(place))
    return blocks


def declared(submission: Submission) -> list[Block]:
    """The declared progress on measures and targets, in the report's own words. One query."""
    found = plans.all_progress().filter(submission=submission)
    blocks = [block for each in found for block in declared_blocks(each)]
    return [Heading(_("Plans and targets")), *blocks] if blocks else []


def declared_blocks(progress: Progress) -> list[Block]:
    subject = progress.on
    plan = f"{localise(subject.plan.title)} · " if subject.plan else ""
    level = Text(str(ProgressLevel(progress.level).label), is_strong=True)
    title: Inline = [joined(colon(plan + localise(subject.title)), ""), level]
    if progress.nothing_new_since:
        since = {"year": progress.nothing_new_since}
        title = [*title, " · ", _("Nothing new since %(year)s.") % since]
    if progress.is_carried_over:
        title = [*title, " ", _("(carried over, not confirmed)")]
    said = [(name, text) for name in WORDS if (text := getattr(progress, name))]
    return [
        Paragraph(title),
        *(
            block
            for name, text in said
            for block in (
                Paragraph([label_of(name)]),
                Quote(text, progress.language, []),
            )
        ),
    ]


def label_of(name: str) -> str:
    """The label of a text of a declaration."""
    column: Any = Progress._meta.get_field(name)
    return str(column.verbose_name).capitalize()


def evidence(response: Response) -> Inline:
    """The file with its page, and the link."""
    said = []
    if response.attachment:
        said.append(response.attachment.name)
    if response.page:
        said.append(_("page %(page)s") % {"page": response.page})
    if response.evidence_url:
        said.append(response.evidence_url)
    return [" · ".join(said)] if said else []
