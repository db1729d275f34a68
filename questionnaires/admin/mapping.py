"""The page of the mapping: questions beside commitments, edited with the keyboard, looked over
before it is saved."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from questionnaires.form import Question
from questionnaires.mapping import suggesting, table
from questionnaires.mapping.effects import CONTRADICTORY, Effects, effects
from questionnaires.mapping.suggesting import Why
from questionnaires.mapping.table import Change, Entries, Entry, MappingTable, answers_of
from questionnaires.models import ANSWERED, QuestionMapping, ReportTemplate, Role
from questionnaires.words import TICKS
from reports.models import ResponseStatus

TEMPLATE = "admin/questionnaires/reporttemplate/mapping.html"
PREVIEW = "admin/questionnaires/reporttemplate/mapping_preview.html"
# The keys of the coding table.
KEYS = {
    ResponseStatus.IMPLEMENTED: "i",
    ResponseStatus.IN_PROGRESS: "p",
    ResponseStatus.PLANNED: "l",
    ResponseStatus.NOT_IMPLEMENTED: "n",
    ResponseStatus.NOT_APPLICABLE: "a",
    ResponseStatus.NO_INFORMATION: "o",
}
LABELS = {**TICKS, ANSWERED: gettext_lazy("Answered")}
WHY = {
    Why.SAME_CITATION: gettext_lazy("another question cites it too: %(what)s"),
    Why.LINKED: gettext_lazy("follows up %(what)s"),
    Why.CITED: gettext_lazy("cites the same paragraph"),
    Why.WORDS: gettext_lazy("alike in words"),
}
# So many questions stand on one page; a longer form is shown section by section.
MOST = 200
SHOWN_EFFECTS = 50
SHOWN_HISTORY = 30


def mapping_page(
    request: HttpRequest, template: ReportTemplate, context: dict[str, Any]
) -> HttpResponse:
    """Show the table; on POST add lines to it, show what saving would change, or save."""
    mapping = table.table_of(template)
    may_change = request.user.has_perm(table.CHANGE)
    if request.method != "POST":
        return _table(request, mapping, mapping.entries, context, may_change=may_change)
    if not may_change:
        raise PermissionDenied
    questions = _shown(mapping, request.POST.get("section", ""))
    wanted = _posted(request, mapping, questions)
    wrong = _add(request, mapping, questions, wanted)
    if wrong or {"_add", "_suggested"} & request.POST.keys():
        return _table(request, mapping, wanted, context, problems=wrong)
    shown = [question.key for question in questions]
    if "_save" in request.POST:
        return _save(request, mapping, wanted, shown, context)
    if wrong := table.problems(mapping, wanted):
        return _table(request, mapping, wanted, context, problems=wrong)
    return _preview(request, mapping, wanted, shown, context)


def _shown(mapping: MappingTable, section: str) -> list[Question]:
    """The questions of a section; all of them where none is named and they are not too many."""
    form = mapping.loaded.form
    named = next((each for each in form.sections if each.key == section), None)
    if named is not None:
        return list(named.questions)
    listed = list(form.questions())
    return listed if len(listed) <= MOST else list(form.sections[0].questions)


def _posted(request: HttpRequest, mapping: MappingTable, questions: Iterable[Question]) -> Entries:
    """The lines of the page as they were sent: one without a role is taken away."""
    found: Entries = {}
    for question in questions:
        for commitment in request.POST.getlist(f"line-{question.key}"):
            name = f"{question.key}|{commitment}"
            role = request.POST.get(f"{name}|role", "")
            if not role or commitment not in mapping.commitments:
                continue
            proposes = {
                answer: request.POST.get(f"{name}|{answer}", "")
                for answer in answers_of(question.main)
            }
            entry = table.cleaned(Entry(question.key, commitment, role, proposes))
            found[entry.key] = entry
    return found


def _add(
    request: HttpRequest, mapping: MappingTable, questions: Iterable[Question], wanted: Entries
) -> list[str]:
    """Put new lines into ``wanted``: suggestions that were taken, numbers and keys typed; return
    what was not understood."""
    wrong = []
    by_name = _names(mapping)
    taken = request.POST.get("_suggested", "")
    for question in questions:
        typed = request.POST.get(f"add-{question.key}", "").replace(",", " ").split()
        if taken.startswith(f"{question.key}|"):
            typed.append(taken.partition("|")[2])
        for word in typed:
            key = by_name.get(word.strip().lower(), "")
            if not key:
                text = _("%(number)s: “%(word)s” is no commitment that this form may inform.")
                wrong.append(text % {"number": question.number, "word": word[:60]})
                continue
            wanted.setdefault((question.key, key), Entry(question.key, key, Role.MAIN))
    return wrong


def _names(mapping: MappingTable) -> dict[str, str]:
    """Commitments by their key, and by their number where the scope is one document."""
    found = {each.key: each.key for each in mapping.scope}
    if len({each.document_id for each in mapping.scope}) == 1:
        found |= {each.number.lower().replace(" ", ""): each.key for each in mapping.scope}
    return found


def _table(
    request: HttpRequest,
    mapping: MappingTable,
    entries: Entries,
    context: dict[str, Any],
    *,
    may_change: bool = True,
    problems: Iterable[str] = (),
) -> HttpResponse:
    section = request.POST.get("section", request.GET.get("section", ""))
    questions = _shown(mapping, section)
    form = mapping.loaded.form
    if len(questions) == len(form.by_key):
        section = ""
    elif not section:
        section = form.sections[0].key
    as_wanted = MappingTable(mapping.loaded, entries, mapping.scope, mapping.others)
    open_now = table.completeness(mapping)
    context |= {
        "title": _("Mapping of %(form)s") % {"form": mapping.template},
        "original": mapping.template,
        "rows": _rows(as_wanted, mapping, questions, may_change=may_change),
        "commitments": mapping.scope,
        "statuses": [(s.value, s.label, KEYS[s]) for s in ResponseStatus],
        "sections": form.sections,
        "section": section,
        "seen": request.POST.get("seen") or table.fingerprint(mapping),
        "may_change": may_change,
        "problems": list(problems),
        "open": open_now,
        "is_unsaved": entries != mapping.entries and request.method == "POST",
        "history": _history(mapping.template),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if context["problems"] else HTTPStatus.OK
    return TemplateResponse(request, TEMPLATE, context, status=status)


def _rows(
    mapping: MappingTable, stored: MappingTable, questions: list[Question], *, may_change: bool
) -> list[dict[str, Any]]:
    """One for each question: its lines, the answers that may propose, and suggestions."""
    suggested = suggesting.suggestions(mapping) if may_change else {}
    named = mapping.commitments
    in_scope = {each.key for each in mapping.scope}
    lines: dict[str, list[Entry]] = table.by_question(mapping.entries.values())
    found = []
    for question in questions:
        answers = [(answer, LABELS.get(answer, answer)) for answer in answers_of(question.main)]
        own = sorted(lines.get(question.key, []), key=lambda e: e.role != Role.MAIN)
        found.append(
            {
                "question": question,
                "cites": ", ".join(f"{c.document} {c.paragraph}" for c in question.cites),
                "answers": answers,
                "lines": [
                    {
                        "entry": entry,
                        "commitment": named[entry.commitment],
                        "is_outside": entry.commitment not in in_scope,
                        "is_new": entry.key not in stored.entries,
                        "proposes": [(a, label, entry.proposes.get(a, "")) for a, label in answers],
                    }
                    for entry in own
                ],
                "suggestions": [
                    (each.commitment, WHY[each.why] % {"what": each.what})
                    for each in suggested.get(question.key, [])
                ],
            }
        )
    return found


def _preview(
    request: HttpRequest,
    mapping: MappingTable,
    wanted: Entries,
    shown: list[str],
    context: dict[str, Any],
) -> HttpResponse:
    """What would be saved, and what it would change in reports. Nothing is written."""
    changed = table.changes(mapping, wanted, shown)
    found = effects(mapping, {**_unshown(mapping, shown), **wanted}, changed)
    context |= {
        "title": _("Mapping of %(form)s: what would change") % {"form": mapping.template},
        "original": mapping.template,
        "changes": [_said(each) for each in changed],
        "drafts": [_effect(mapping, each) for each in found.drafts[:SHOWN_EFFECTS]],
        "draft_count": len(found.drafts),
        "kept_text": _kept(found),
        "posted": [
            (name, value)
            for name in request.POST
            if name not in ("csrfmiddlewaretoken", "_preview", "_save", "_add")
            for value in request.POST.getlist(name)
        ],
    }
    return TemplateResponse(request, PREVIEW, context)


def _unshown(mapping: MappingTable, shown: list[str]) -> Entries:
    return {key: entry for key, entry in mapping.entries.items() if key[0] not in set(shown)}


def _kept(found: Effects) -> str:
    """What becomes of reports that were sent or published: nothing."""
    number = found.kept_reports
    if not number:
        return ""
    text = ngettext(
        "%(number)d report that was sent or published would be proposed something else today."
        " Nothing of it is rewritten: it keeps the mapping that it was derived by.",
        "%(number)d reports that were sent or published would be proposed something else today."
        " Nothing of them is rewritten: they keep the mapping that they were derived by.",
        number,
    )
    return text % {"number": number}


def _said(change: Change) -> dict[str, Any]:
    return {
        "question": change.question,
        "commitment": change.commitment,
        "before": _entry_words(change.before),
        "after": _entry_words(change.after),
    }


def _entry_words(entry: Entry | None) -> str:
    """A line in words: its role and what its answers propose."""
    if entry is None:
        return _("not mapped")
    proposed = [
        f"{LABELS.get(answer, answer)} → {_status(status)}"
        for answer, status in entry.proposes.items()
    ]
    return "; ".join([str(Role(entry.role).label), *proposed])


def _status(status: str) -> str:
    if status == CONTRADICTORY:
        return _("answers contradict each other")
    return str(ResponseStatus(status).label) if status else _("nothing")


def _effect(mapping: MappingTable, effect: Any) -> dict[str, Any]:
    return {
        "submission": effect.submission,
        "commitment": mapping.commitments[effect.commitment],
        "before": _status(effect.before),
        "after": _status(effect.after),
    }


def _save(
    request: HttpRequest,
    mapping: MappingTable,
    wanted: Entries,
    shown: list[str],
    context: dict[str, Any],
) -> HttpResponse:
    try:
        changed = table.save(
            mapping.template, wanted, shown, seen=request.POST.get("seen", ""), by=request.user
        )
    except ValidationError as error:
        response = _table(request, mapping, wanted, context, problems=error.messages)
        if error.code == "changed" or any(e.code == "changed" for e in error.error_list):
            # Whoever saves again has seen the present state.
            context["seen"] = table.fingerprint(mapping)
            response.status_code = HTTPStatus.CONFLICT
        return response
    text = ngettext("%(number)d line is saved.", "%(number)d lines are saved.", len(changed))
    messages.success(request, text % {"number": len(changed)})
    section = request.POST.get("section", "")
    return HttpResponseRedirect(request.path + (f"?section={section}" if section else ""))


def _history(template: ReportTemplate) -> list[dict[str, Any]]:
    """The last changes of the mapping, the newest first. Three queries."""
    records = (
        QuestionMapping.history.filter(question__template=template)
        .select_related("question", "commitment", "history_user")
        .order_by("-history_date", "-history_id")[:SHOWN_HISTORY]
    )
    kinds = {"+": _("added"), "~": pgettext("edit", "changed"), "-": _("removed")}
    return [
        {
            "at": each.history_date,
            "by": each.history_user,
            "kind": kinds[each.history_type],
            "number": each.question.number,
            "commitment": each.commitment,
            "words": _entry_words(
                table.cleaned(
                    Entry(each.question.key, each.commitment.key, each.role, each.proposes)
                )
            ),
        }
        for each in records
    ]
