"""Links from commitments of a new outcome to earlier ones: suggested, then decided.

A suggestion is computed whenever it is looked at and never stored; the decision is stored, as a
CommitmentLink or a RejectedLink.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from commitments.models import Commitment, CommitmentLink, OutcomeDocument
from commitments.models.rejected_links import RejectedLink
from common.multilingual import DEFAULT_LANGUAGE, LANGUAGE_CODES
from common.similarity import Corpus

LINK = "commitments.add_commitmentlink"
PER_COMMITMENT = 3
LEAST_SCORE = 0.15
# Two documents are compared in the language in which both have the fullest of these texts.
TEXTS = ("official_text", "summary", "title")


@dataclass(frozen=True)
class Suggestion:
    """``commitment`` may follow from ``earlier``: how alike (0 to 1), in which language."""

    commitment: Commitment
    earlier: Commitment
    score: float
    language: str


def earlier_documents(document: OutcomeDocument) -> list[OutcomeDocument]:
    """Outcomes of the years before ``document``'s, the latest first; one query."""
    year = _year(document)
    others = OutcomeDocument.objects.exclude(pk=document.pk).select_related("meeting")
    before = [other for other in others if _year(other) and (not year or _year(other) < year)]
    return sorted(before, key=_year, reverse=True)


def _year(document: OutcomeDocument) -> int:
    """The year of adoption, else of the meeting; 0 when neither is known."""
    if document.adopted_on:
        return document.adopted_on.year
    return document.meeting.year if document.meeting else 0


def suggest(document: OutcomeDocument, *, limit: int = PER_COMMITMENT) -> list[Suggestion]:
    """Undecided predecessors of each operative commitment, in document order, likeliest first.

    Five queries, whatever the size.
    """
    decided = _decided(document)
    commitments = list(document.commitments.operative().in_document_order())
    found: dict[int, list[Suggestion]] = {commitment.pk: [] for commitment in commitments}
    earlier = Commitment.objects.operative().filter(document__in=earlier_documents(document))
    for others in _by_document(earlier).values():
        for suggestion in _compare(commitments, others):
            if (suggestion.commitment.pk, suggestion.earlier.pk) not in decided:
                found[suggestion.commitment.pk].append(suggestion)
    return [
        suggestion
        for suggestions in found.values()
        for suggestion in sorted(suggestions, key=lambda s: -s.score)[:limit]
    ]


def _decided(document: OutcomeDocument) -> set[tuple[int, int]]:
    decided: set[tuple[int, int]] = set()
    for model in (CommitmentLink, RejectedLink):
        pairs = model.objects.filter(commitment__document=document)
        decided.update(pairs.values_list("commitment_id", "earlier_id"))
    return decided


def _by_document(commitments: Any) -> Mapping[int, list[Commitment]]:
    groups: dict[int, list[Commitment]] = {}
    for commitment in commitments:
        groups.setdefault(commitment.document_id, []).append(commitment)
    return groups


def _compare(commitments: list[Commitment], earlier: list[Commitment]) -> list[Suggestion]:
    """Every pair alike enough, compared in the language in which both say most."""
    language, names = common_language(commitments, earlier)
    by_pk = {commitment.pk: commitment for commitment in earlier}
    corpus = Corpus({pk: text_of(other, language, names) for pk, other in by_pk.items()})
    return [
        Suggestion(commitment, by_pk[similar.key], round(similar.score, 3), language)
        for commitment in commitments
        for similar in corpus.rank(
            text_of(commitment, language, names), limit=10, least=LEAST_SCORE
        )
    ]


def common_language(
    commitments: list[Commitment], earlier: list[Commitment]
) -> tuple[str, tuple[str, ...]]:
    """The language to compare two sets in, and the names of the texts that both have in it.

    Official texts before summaries, summaries before titles; English where all is equal.
    """
    codes = sorted(LANGUAGE_CODES, key=lambda code: code != DEFAULT_LANGUAGE)
    for name in TEXTS:
        counts = {
            code: min(_having(commitments, name, code), _having(earlier, name, code))
            for code in codes
        }
        best = max(codes, key=lambda code: counts[code])
        if counts[best]:
            return best, (name, "title") if name != "title" else (name,)
    return DEFAULT_LANGUAGE, ("title",)


def _having(commitments: list[Commitment], name: str, code: str) -> int:
    return sum(code in getattr(commitment, name) for commitment in commitments)


def text_of(commitment: Commitment, language: str, names: tuple[str, ...] = TEXTS) -> str:
    """The named texts of ``commitment`` in ``language``, joined; empty without any."""
    texts = (getattr(commitment, name).get(language, "") for name in names)
    return "\n".join(filter(None, texts))


@transaction.atomic
def accept(commitment: Commitment, earlier: Commitment, kind: str, *, by: Any) -> CommitmentLink:
    """Record the link. Raises PermissionDenied, or ValidationError for an impossible one."""
    _require(by)
    link = CommitmentLink(commitment=commitment, earlier=earlier, kind=kind)
    link.full_clean()
    link.save(force_insert=True)
    return link


def reject(commitment: Commitment, earlier: Commitment, *, by: Any) -> None:
    """Remember that the suggestion is no link; it is not suggested again. Harmless to repeat."""
    _require(by)
    RejectedLink.objects.get_or_create(
        commitment=commitment, earlier=earlier, defaults={"rejected_by": by}
    )


def _require(user: Any) -> None:
    if not user.has_perm(LINK):
        raise PermissionDenied(_("Your account may not link commitments."))
