"""Inconsistencies in a report: looked for before it is submitted, and on demand.

An *error* keeps it from being submitted; a *warning* asks for a word of explanation, which is kept
with the step; an *info* is worth a look. None of them judges what a State did: they are about the
record.
"""

from collections.abc import Callable, Iterable, Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from common.errors import field_error
from common.language_of_text import clear_language_of
from common.words import language_name
from reports.attachments.prose import ends_as_question, is_form_text
from reports.coding.carrying import before
from reports.coding.form_texts import FormTexts
from reports.coding.recording import beyond_the_end
from reports.models import Response, ResponseStatus, Submission
from reports.models.children import children
from reports.models.findings import Finding, Grade
from reports.models.reporters import ADDRESSEES_BY_KIND

# How far a commitment is carried out; statuses that say nothing of it are not compared.
PROGRESS = {
    ResponseStatus.NOT_IMPLEMENTED.value: 0,
    ResponseStatus.PLANNED.value: 1,
    ResponseStatus.IN_PROGRESS.value: 2,
    ResponseStatus.IMPLEMENTED.value: 3,
}


def findings(submission: Submission) -> list[Finding]:
    """Everything that was found in the report and in all its child records, errors first, then
    in document order. Five queries at most, and what those of other apps take."""
    found: list[Finding] = []
    for child in children():
        if child.checks:
            found += child.checks(submission)
    return sorted(found, key=lambda each: list(Grade).index(each.grade))


def of_responses(submission: Submission) -> Iterator[Finding]:
    """What was found in the responses, and in the report with regard to them."""
    responses = list(
        Response.objects.filter(submission=submission)
        .select_related("commitment__document", "attachment")
        .order_by("commitment__document__key", "commitment__position")
    )
    yield from of_report(submission, responses)
    forms = FormTexts() if any(response.narrative for response in responses) else None
    for response in responses:
        yield from (each for rule in RULES if (each := rule(submission, response)))
        if forms and (repeated := repeats_a_form(forms, response)):
            yield repeated
    yield from backwards(submission, responses)


def refuse(submission: Submission, explanation: str) -> None:
    """Raise ValidationError, with every message, where errors keep the report from being
    submitted, or warnings are not explained."""
    found = findings(submission)
    if errors := [each for each in found if each.grade == Grade.ERROR]:
        raise ValidationError([said(each) for each in errors])
    warnings = [each for each in found if each.grade == Grade.WARNING]
    if warnings and not explanation.strip():
        message = _("Say why this is right, or correct it: %(warnings)s")
        told = " ".join(str(said(each).message) for each in warnings)
        raise field_error("reason", message % {"warnings": told}, "explanation_required")


def said(finding: Finding) -> ValidationError:
    about = f"{finding.commitment}: " if finding.commitment else ""
    return ValidationError(f"{about}{finding.message}", code=finding.rule)


# Of the report as a whole


def of_report(submission: Submission, responses: list[Response]) -> Iterator[Finding]:
    if submission.is_nil_return and responses:
        yield Finding(Grade.ERROR, "nil_with_responses", _("A nil return has no responses."))
    if responses and not submission.languages:
        message = _("The languages of the report are not recorded.")
        yield Finding(Grade.INFO, "languages_missing", message)


# Of each response


def not_confirmed(_submission: Submission, response: Response) -> Finding | None:
    if not response.is_carried_over:
        return None
    message = _("It is carried over from the report before and nobody has confirmed it.")
    return Finding(Grade.ERROR, "not_confirmed", message, response.commitment)


def page_beyond_the_end(submission: Submission, response: Response) -> Finding | None:
    """Refused where it is written down; a file may have been changed for another since."""
    pages = response.attachment.page_count if response.attachment else None
    message = beyond_the_end(response.page, pages)
    if not message:
        return None
    return Finding(Grade.ERROR, "page_beyond_the_end", message, response.commitment)


def not_asked(submission: Submission, response: Response) -> Finding | None:
    asked = ADDRESSEES_BY_KIND[submission.reporter.kind]
    if set(response.commitment.addressees) & set(asked):
        return None
    message = _("It answers a commitment that is not directed to this kind of reporter.")
    return Finding(Grade.WARNING, "not_asked", message, response.commitment)


def in_another_language(submission: Submission, response: Response) -> Finding | None:
    seems = clear_language_of(response.narrative)
    if seems in ("", response.language):
        return None
    message = _("The narrative is marked as %(marked)s but seems to be %(seems)s.") % {
        "marked": language_name(response.language),
        "seems": language_name(seems),
    }
    return Finding(Grade.WARNING, "in_another_language", message, response.commitment)


def asks_a_question(_submission: Submission, response: Response) -> Finding | None:
    """A State answers; who asks is the form."""
    if not ends_as_question(response.narrative):
        return None
    message = _("The narrative ends with a question mark: is it the form's question?")
    return Finding(Grade.WARNING, "asks_a_question", message, response.commitment)


def repeats_a_form(forms: FormTexts, response: Response) -> Finding | None:
    """A narrative in the words of a known form, or one that by its looks is only a form's text."""
    narrative = response.narrative
    if not narrative or ends_as_question(narrative):
        return None
    if narrative not in forms and not is_form_text(narrative):
        return None
    message = _("The narrative repeats a form's text and is not in the State's own words.")
    return Finding(Grade.WARNING, "repeats_a_form", message, response.commitment)


def not_a_language_of_the_report(submission: Submission, response: Response) -> Finding | None:
    languages = submission.languages
    if not response.narrative or not languages or response.language in languages:
        return None
    message = _("The narrative is in %(language)s, which is not a language of the report.")
    message %= {"language": language_name(response.language)}
    return Finding(Grade.INFO, "not_a_language_of_the_report", message, response.commitment)


def without_evidence(submission: Submission, response: Response) -> Finding | None:
    if response.status != ResponseStatus.IMPLEMENTED:
        return None
    if response.attachment_id or response.page or response.evidence_url:
        return None
    message = _("It says implemented, and no file, page or link shows it.")
    return Finding(Grade.INFO, "without_evidence", message, response.commitment)


RULES: tuple[Callable[[Submission, Response], Finding | None], ...] = (
    not_confirmed,
    page_beyond_the_end,
    not_asked,
    in_another_language,
    asks_a_question,
    not_a_language_of_the_report,
    without_evidence,
)


# Since the report before


def backwards(submission: Submission, responses: Iterable[Response]) -> Iterator[Finding]:
    """Responses that say less than the same reporter's last published report of an earlier cycle
    did, on the same commitment or on one that it repeats or develops."""
    earlier = before(submission).answers
    for response in responses:
        said = earlier.get(response.commitment_id, ())
        ranks = [PROGRESS[each.status] for each in said if each.status in PROGRESS]
        if ranks and PROGRESS.get(response.status, 9) < max(ranks):
            message = _("The report before said more: %(status)s.")
            names = {rank: ResponseStatus(value).label for value, rank in PROGRESS.items()}
            message %= {"status": names[max(ranks)]}
            yield Finding(Grade.WARNING, "backwards", message, response.commitment)
