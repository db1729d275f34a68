"""Which question on record equals one that was read: by number, by words, by what is filled in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from common.search import normalise
from common.similarity import Corpus
from questionnaires.blank.model import BlankPart, BlankQuestion
from questionnaires.form import Form, Question

# Measured on rewordings of the reporting form: above the first the same question is asked in hardly
# other words; below the second nothing is suggested.
SAME = 0.8
LEAST = 0.3
MOST = 3


@dataclass(frozen=True)
class Suggestion:
    """An earlier question that a new one may continue. ``score`` 0 to 1; 0 where the texts are in
    two languages and the number alone speaks for it. ``unmapped`` are answers of the earlier
    question that this version does not have."""

    earlier: str
    score: float
    unmapped: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        return self.score >= SAME


def suggestions(
    questions: Sequence[BlankQuestion], form: Form, language: str
) -> dict[int, list[Suggestion]]:
    """For each question by its place: the earlier ones that it may continue, the likest first."""
    texts = {q.key: q.text[language] for q in form.questions() if q.text.get(language)}
    exact: dict[str, list[str]] = {}
    for key, text in texts.items():
        exact.setdefault(normalise(text), []).append(key)
    corpus = Corpus(texts)
    found: dict[int, list[Suggestion]] = {}
    for place, question in enumerate(questions):
        ranked: Iterable[tuple[str, float]]
        if same := exact.get(normalise(question.text)):
            ranked = [(key, 1.0) for key in same]
        else:
            listed = corpus.rank(question.text, limit=MOST, least=LEAST)
            ranked = [(each.key, min(each.score, 0.99)) for each in listed]
        found[place] = [_suggestion(form.by_key[key], question, score) for key, score in ranked]
        by_number = form.by_number.get(question.number)
        if not found[place] and by_number is not None and by_number.key not in texts:
            found[place] = [_suggestion(by_number, question, 0.0)]
    return found


def _suggestion(earlier: Question, question: BlankQuestion, score: float) -> Suggestion:
    now = set(question.parts[0].answers) if question.parts else set()
    unmapped = tuple(each for each in earlier.main.answers if each not in now)
    same_kind = bool(question.parts) and question.parts[0].kind == earlier.main.kind
    return Suggestion(earlier.key, score if same_kind else min(score, SAME - 0.01), unmapped)


def shape(question: Question | BlankQuestion) -> list[tuple[str, tuple[str, ...]]]:
    """What is filled in under a question, in its order: kinds, with the boxes of ticks."""
    return [(str(part.kind), tuple(part.answers)) for part in question.parts]


def joined(questions: Sequence[BlankQuestion], form: Form) -> dict[int, str]:
    """For each question in another language, by its place: the key of the question on record that
    it translates, which has the same number. Where no number fits, it is the only one left that
    cites the same paragraphs and is filled in alike."""
    found = {
        place: form.by_number[question.number].key
        for place, question in enumerate(questions)
        if question.number in form.by_number
    }
    free = [each for each in form.questions() if each.key not in found.values()]
    for place, question in enumerate(questions):
        if place in found:
            continue
        alike = [each for each in free if _is_alike(question, each)]
        if len(alike) == 1:
            found[place] = alike[0].key
            free.remove(alike[0])
    return found


def _is_alike(question: BlankQuestion, record: Question) -> bool:
    cites = sorted((each.document, each.paragraph) for each in record.cites)
    return (
        bool(cites)
        and sorted(map(tuple, question.cites)) == cites
        and shape(question) == shape(record)
    )


def same_parts(parts: Sequence[BlankPart], record: Question, language: str) -> dict[int, str]:
    """For each part by its place: the key of the same part on record. The first part is the first
    on record; others are found by their label, or as the only one left of their kind."""
    free = list(record.parts)
    found: dict[int, str] = {}
    if parts and free and parts[0].kind == free[0].kind:
        found[0] = free.pop(0).key
    for place, part in enumerate(parts):
        if place in found:
            continue
        same = [
            p for p in free if p.kind == part.kind and _label(p.label, language) == _plain(part)
        ]
        if part.label and len(same) == 1:
            found[place] = same[0].key
            free.remove(same[0])
    for place, part in enumerate(parts):
        left = [p for p in free if p.kind == part.kind]
        rivals = [n for n, p in enumerate(parts) if n not in found and p.kind == part.kind]
        if place not in found and len(left) == 1 and rivals == [place]:
            found[place] = left[0].key
            free.remove(left[0])
    return found


def _label(label: Mapping[str, str], language: str) -> str:
    return normalise(label.get(language, "")).strip(" .:;")


def _plain(part: BlankPart) -> str:
    return normalise(part.label).strip(" .:;")
