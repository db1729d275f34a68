"""Suggesting which commitments an attached report addresses, and deciding on suggestions.

A suggestion is the passage most like a commitment's own texts in the report's language. It
counts for nothing: accepting it records a response through ``coding``, as somebody's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.importing.extract import Role
from commitments.linking import text_of
from commitments.models import Commitment
from commitments.similarity import Corpus, grams, language_of
from reports import coding
from reports.importing.documents import document
from reports.models import Attachment, CodingSuggestion, SuggestionState
from reports.passages import Passage, passages
from reports.permissions import REGISTER

# Of a passage's likeliest commitments this many are considered, above this score.
PER_PASSAGE = 3
LEAST_SCORE = 0.1


@dataclass(frozen=True)
class Found:
    """The passage most like a commitment, and how alike they are (0 to 1)."""

    commitment: str
    passage: Passage
    score: float


def find(found: list[Passage], texts: Mapping[str, str]) -> list[Found]:
    """For each commitment (by key, with its texts) at most one passage, the most alike first.

    Pure. What is common in the report itself counts for little: its n-grams are part of the
    background against which rarity is measured.
    """
    counted = [grams(passage.text) for passage in found]
    corpus = Corpus(texts, background=counted)
    best: dict[str, Found] = {}
    for passage, ngrams in zip(found, counted, strict=True):
        for similar in corpus.rank(ngrams, limit=PER_PASSAGE, least=LEAST_SCORE):
            if similar.key not in best or best[similar.key].score < similar.score:
                best[similar.key] = Found(similar.key, passage, round(similar.score, 3))
    return sorted(best.values(), key=lambda one: (-one.score, one.commitment))


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
    found_passages = passages(lines)
    language = attachment.language or language_of("\n".join(p.text for p in found_passages[:200]))
    scope = submission.cycle.scope(submission.reporter.kind).prefetch_related("themes")
    commitments = {commitment.key: commitment for commitment in scope}
    found = find(found_passages, commitment_texts(list(commitments.values()), language))
    attachment.suggestions.filter(state=SuggestionState.PROPOSED).delete()
    settled = set(attachment.suggestions.values_list("commitment__key", flat=True))
    settled.update(submission.responses.values_list("commitment__key", flat=True))
    made = CodingSuggestion.objects.bulk_create(
        CodingSuggestion(
            attachment=attachment,
            commitment=commitments[one.commitment],
            passage=one.passage.text,
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
def accept(suggestion: CodingSuggestion, status: str, *, by: Any) -> coding.Outcome:
    """Record what the suggested passage says as a response of ``status``.

    Raises PermissionDenied; ValidationError when it was decided meanwhile, when the submission
    is frozen, or when the commitment has a response by now.
    """
    suggestion = _undecided(suggestion, by)
    answer = coding.Answer(
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
    outcome = coding.record(suggestion.attachment.submission, [answer], by=by)
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
    if not by.has_perm(REGISTER):
        raise PermissionDenied(_("Your account may not code reports."))
