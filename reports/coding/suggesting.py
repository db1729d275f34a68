"""Suggesting which commitments an attached report addresses, and deciding on suggestions.

A suggestion is a passage in the State's own words with the commitment that it is about (see
``ranking``). It counts for nothing: accepting it records a response through ``coding``, as
somebody's own. Texts of known forms are no passages: later apps register theirs with
``form_texts``.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.linking import text_of
from commitments.models import Commitment
from common.files.reading import Role
from common.language_of_text import language_of
from common.similarity import grams
from common.written import as_typed
from reports import access
from reports.attachments.documents import document
from reports.attachments.passages import Passage, passages
from reports.coding import recording
from reports.coding.form_texts import FormTexts
from reports.coding.ranking import Concepts, Matcher, weighed
from reports.models import Attachment, CodingSuggestion, SuggestionState


@dataclass(frozen=True)
class Found:
    """A passage that addresses a commitment (by key), and how sure that is (0 to 1)."""

    commitment: str
    passage: Passage
    score: float


@dataclass(frozen=True)
class Scope:
    """What the passages of one report are compared with, by commitment: their texts in its
    language, and the concepts that their texts in every language name."""

    texts: Mapping[str, str]
    concepts: Mapping[str, Concepts]


def find(found: list[Passage], scope: Scope) -> list[Found]:
    """What passages address: each passage at most one commitment, each commitment at most one
    passage, the surest first. Unclear passages give nothing.

    Pure. What is common in the report itself counts for little: its n-grams are part of the
    background against which rarity is measured.
    """
    counted = [grams(passage.text) for passage in found]
    matcher = Matcher(scope.texts, scope.concepts, background=counted)
    best: dict[str, Found] = {}
    for passage, ngrams in zip(found, counted, strict=True):
        first = matcher.first(passage.text, ngrams)
        if first and (first.key not in best or best[first.key].score < first.score):
            best[first.key] = Found(first.key, passage, round(first.score, 3))
    return sorted(best.values(), key=lambda one: (-one.score, one.commitment))


def scope_of(commitments: list[Commitment], language: str) -> Scope:
    """The commitments to compare a report in ``language`` with; wants ``themes`` prefetched."""
    concepts = {
        commitment.key: weighed(
            commitment.title.values(),
            [*commitment.summary.values(), *commitment.official_text.values()],
        )
        for commitment in commitments
    }
    return Scope(commitment_texts(commitments, language), concepts)


def commitment_texts(commitments: list[Commitment], language: str) -> dict[str, str]:
    """What each commitment says of itself in ``language``: texts and themes; by its key.

    Commitments without any text in that language are left out. Wants ``themes`` prefetched.
    """
    texts = {}
    for commitment in commitments:
        if own := text_of(commitment, language):
            themes = [theme.name.get(language, "") for theme in commitment.themes.all()]
            texts[commitment.key] = "\n".join(filter(None, (own, *themes)))
    return texts


def quotable(commitments: Iterable[Commitment]) -> Iterator[str]:
    """The texts of commitments that a report may quote before it answers: they are not its own
    words."""
    for commitment in commitments:
        yield from commitment.official_text.values()
        yield from commitment.summary.values()


@transaction.atomic
def suggest(attachment: Attachment, *, by: Any) -> int:
    """Propose commitments that the file addresses; how many proposals there are now.

    Earlier proposals are replaced; what was accepted or rejected stays decided. Nothing is
    proposed where there is a response already. Raises PermissionDenied, or DocumentRefused (a
    ValueError with a sentence) for a file that cannot be read.
    """
    _require(by)
    submission = attachment.submission
    with attachment.file.open("rb") as stream:
        extracted = document(stream.read())
    lines = [line for line in extracted.lines if line.role == Role.TEXT]
    has_pages = any(line.page > 1 for line in lines) or extracted.pages > 0
    scope = submission.cycle.scope(submission.reporter.kind).prefetch_related("themes")
    commitments = {commitment.key: commitment for commitment in scope}
    forms = FormTexts(quotable(commitments.values()))
    found_passages = passages(lines, forms.__contains__)
    language = attachment.language or language_of("\n".join(p.text for p in found_passages[:200]))
    found = find(found_passages, scope_of(list(commitments.values()), language))
    attachment.suggestions.filter(state=SuggestionState.PROPOSED).delete()
    settled = set(attachment.suggestions.values_list("commitment__key", flat=True))
    settled.update(submission.responses.values_list("commitment__key", flat=True))
    made = CodingSuggestion.objects.bulk_create(
        CodingSuggestion(
            attachment=attachment,
            commitment=commitments[one.commitment],
            passage=as_typed(one.passage.text),
            language=language,
            page=one.passage.page if has_pages else None,
            score=one.score,
        )
        for one in found
        if one.commitment not in settled
    )
    return len(made)


def proposed(submission: Any) -> Any:
    """The open suggestions of all its files, in document order; never counted anywhere."""
    return (
        CodingSuggestion.objects.filter(
            attachment__submission=submission, state=SuggestionState.PROPOSED
        )
        .select_related("commitment", "attachment")
        .order_by("commitment__document", "commitment__position", "-score", "pk")
    )


@transaction.atomic
def accept(suggestion: CodingSuggestion, status: str, *, by: Any) -> recording.Outcome:
    """Record what the suggested passage says as a response of ``status``.

    Raises PermissionDenied; ContentFrozen; ValidationError when it was decided meanwhile, or when
    the commitment has a response by now.
    """
    suggestion = _undecided(suggestion, by)
    answer = recording.Answer(
        suggestion.commitment.key,
        status=status,
        narrative=suggestion.passage,
        language=suggestion.language,
        attachment_id=suggestion.attachment_id,
        page=suggestion.page,
        seen="",
        is_from_suggestion=True,
    )
    if not status:
        raise ValidationError(_("Choose what the report says."), code="no_status")
    outcome = recording.record(suggestion.attachment.submission, [answer], by=by)
    _decide(suggestion, SuggestionState.ACCEPTED, by)
    return outcome


@transaction.atomic
def reject(suggestion: CodingSuggestion, *, by: Any) -> None:
    """Turn it down for good: a new search proposes it no more."""
    _decide(_undecided(suggestion, by), SuggestionState.REJECTED, by)


def _undecided(suggestion: CodingSuggestion, by: Any) -> CodingSuggestion:
    """The suggestion under a lock. Raises ValidationError when somebody has decided on it."""
    _require(by)
    locked: CodingSuggestion = (
        CodingSuggestion.objects.select_for_update(of=("self",))
        .select_related("commitment", "attachment__submission")
        .get(pk=suggestion.pk)
    )
    if locked.state != SuggestionState.PROPOSED:
        raise ValidationError(_("Somebody has decided on this suggestion."), code="decided")
    return locked


def _decide(suggestion: CodingSuggestion, state: str, by: Any) -> None:
    suggestion.state = state
    suggestion.decided_by, suggestion.decided_at = by, timezone.now()
    suggestion.save(update_fields=["state", "decided_by", "decided_at"])


def _require(by: Any) -> None:
    if not access.may_register(by):
        raise PermissionDenied(_("Your account may not code reports."))
