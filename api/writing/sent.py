"""What was sent of a report, as the rules take it: responses, answers of its form, decisions,
declared progress and figures. For each, the fields of the body by the codes of the problems."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from api.shared.errors import BadRequest, Fault
from api.writing import bodies
from indicators import declaring, typed
from indicators.models.progress import WORDS
from publications.records import forms
from questionnaires import answering, deriving, templates
from questionnaires.form import Kind
from questionnaires.models import Answer, ReportTemplate
from questionnaires.templates import Loaded
from reports.coding import recording
from reports.models import Attachment, Submission

NO_FILE = 0
OF_RESPONSE = {
    "attachment": "attachment_key",
    **{name: name for name in ("commitment", *bodies.ResponseContent().fields)},
}
OF_ANSWER = {
    **{name: name for name in ("question", "value", "row", "language", "commitment", "status")},
    "attachment": "attachment_key",
    "keeps": "keeps",
    "kept": "status",
}
OF_PROGRESS = {
    name: name for name in ("on", "level", "nothing_new_since", "language", "figures", *WORDS)
}
OF_FIGURE = {
    **{name: name for name in ("indicator", "value", "answer", "confirms", "parts")},
    "breakdown": "parts",
    "names_nobody": "footnote",
}

Rows = Sequence[Mapping[str, Any]]


def attachments_of(submission: Submission) -> dict[str, Attachment]:
    return {attachment.key: attachment for attachment in submission.attachments.all()}


def file_id(attached: Mapping[str, Attachment], key: str | None) -> int | None:
    """The id of the file; one that no file has where the report does not have it, which the rules
    refuse."""
    if key is None:
        return None
    return attached[key].pk if key in attached else NO_FILE


# Responses


def keys_of(submission: Submission) -> set[str]:
    """The keys of the commitments on which the submission has responses."""
    return set(submission.responses.values_list("commitment__key", flat=True))


def responses(submission: Submission, rows: Rows) -> list[recording.Answer]:
    attached = attachments_of(submission)
    return [_response(attached, **row) for row in rows]


def _response(
    attached: Mapping[str, Attachment],
    *,
    commitment: str,
    attachment_key: str | None,
    language: str | None,
    **content: Any,
) -> recording.Answer:
    return recording.Answer(
        commitment,
        attachment_id=file_id(attached, attachment_key),
        language=(language or "") if content["narrative"] else "",
        **content,
    )


def nothing_on(commitment: str) -> recording.Answer:
    """The answer that takes a response away."""
    return recording.Answer(commitment, status="")


# Answers of the form


def templates_of(submission: Submission) -> list[ReportTemplate]:
    """The forms that a report answers, usually one. One query."""
    parts = Answer.objects.filter(submission=submission).values("part")
    found = ReportTemplate.objects.filter(questions__parts__in=parts).distinct()
    return list(found.order_by("key", "version"))


def answers_by_form(
    submission: Submission, rows: Rows
) -> list[tuple[Loaded, list[answering.Given], dict[str, str]]]:
    """The answers to each form, and their places in the body by the key under which ``answering``
    names its problems. Raises BadRequest for a form that such a report does not fill in."""
    serving = ReportTemplate.objects.serving(submission.cycle, submission.reporter.kind)
    known = {forms.form_key(template): template for template in serving}
    rows_of: dict[str, dict[int, Mapping[str, Any]]] = defaultdict(dict)
    faults = []
    for index, row in enumerate(rows):
        form = row["question"].rpartition(":")[0]
        rows_of[form][index] = row
        if form not in known:
            message = _("Reports of this kind and cycle do not fill in this form.")
            faults.append(Fault(f"answers.{index}.question", message, sorted(known)))
    if faults:
        raise BadRequest(faults, bodies.wrong_body())
    return [_to_form(submission, templates.load(known[form]), rows_of[form]) for form in rows_of]


def _to_form(
    submission: Submission, loaded: Loaded, rows: Mapping[int, Mapping[str, Any]]
) -> tuple[Loaded, list[answering.Given], dict[str, str]]:
    attached = attachments_of(submission)
    given = {index: _answer(loaded, attached, **row) for index, row in rows.items()}
    places = {"/".join(filter(None, each.key)): f"answers.{i}" for i, each in given.items()}
    return loaded, list(given.values()), places


def _answer(
    loaded: Loaded,
    attached: Mapping[str, Attachment],
    *,
    question: str,
    part: str | None,
    row: str | None,
    language: str | None,
    attachment_key: str | None,
    contains_contact_data: bool | None,
    **content: Any,
) -> answering.Given:
    """Without a ``part`` it is the main one. Only words can contain contact data: a tick, a number
    or a day cannot."""
    name = question.rpartition(":")[2]
    found = loaded.form.by_key.get(name)
    part = part or (found.main.key if found else "")
    kinds = {each.key: each.kind for each in found.parts} if found else {}
    has_words = kinds.get(part) in (Kind.TEXT, Kind.ROWS)
    return answering.Given(
        name,
        part,
        row=row or "",
        language=language or "",
        attachment_id=file_id(attached, attachment_key),
        contains_contact_data=contains_contact_data if has_words else bool(contains_contact_data),
        **content,
    )


# Decisions on what the form proposes


def decisions_by_form(
    submission: Submission, rows: Rows
) -> list[tuple[Loaded, list[deriving.Decision], dict[str, str]]]:
    """The decisions by the form whose answers propose on the commitment, and their places in the
    body. Decisions without such a form go to the first form, which refuses them."""
    loaded = [templates.load(template) for template in templates_of(submission)]
    if not loaded:
        message = _("No answer speaks of this commitment.")
        places = [f"decisions.{index}.commitment" for index, _row in enumerate(rows)]
        raise BadRequest([Fault(place, message) for place in places], bodies.wrong_body())
    spoken = {
        each.template.pk: {p.commitment.key for p in deriving.proposals(submission, each)}
        for each in loaded
    }
    found: dict[int, dict[str, deriving.Decision]] = defaultdict(dict)
    for index, row in enumerate(rows):
        speaks = (pk for pk, keys in spoken.items() if row["commitment"] in keys)
        form = next(speaks, loaded[0].template.pk)
        found[form][f"decisions.{index}"] = deriving.Decision(
            row["commitment"], row["status"] or "", keeps=row["keeps"]
        )
    return [
        (each, list(decided.values()), {d.commitment: place for place, d in decided.items()})
        for each in loaded
        if (decided := found.get(each.template.pk))
    ]


# Progress and figures


def progress(*, level: str | None, language: str | None, **content: Any) -> declaring.Given:
    """A language without words is dropped."""
    has_words = any(content[name] for name in WORDS)
    language = (language or "") if has_words else ""
    return declaring.Given(level=level or "", language=language, **content)


def figure(row: Mapping[str, Any]) -> typed.Given:
    return typed.Given(
        value=row["value"] or "",
        answered=row["answer"] or "",
        comment=row["footnote"],
        parts={part["breakdown"]: part["value"] for part in row["parts"]},
        confirms=row["confirms"] or "",
        language=row["language"] or "",
        names_nobody=row["names_nobody"],
    )
