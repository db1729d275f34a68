"""Commitments that a question may inform: by the paragraphs that it cites, and by its words."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from commitments.models import Commitment, CommitmentLink
from common.multilingual import localise
from common.similarity import Corpus
from questionnaires.blank import cited
from questionnaires.form import Question
from questionnaires.mapping.table import MappingTable

MOST = 3
# Below this a likeness of words says nothing: most pairs of the starting mapping score more.
LEAST = 0.1
LANGUAGE = "en"


class Why(StrEnum):
    """Why a commitment is suggested: another question that cites the same paragraph informs it; a
    link on record joins it to that paragraph; it is the paragraph, or its text cites it; words are
    alike."""

    SAME_CITATION = "same_citation"
    LINKED = "linked"
    CITED = "cited"
    WORDS = "words"


@dataclass(frozen=True)
class Suggestion:
    commitment: Commitment
    why: Why
    what: str
    score: float


def suggestions(table: MappingTable) -> dict[str, list[Suggestion]]:
    """For each question at most three commitments of the scope that it does not inform yet, the
    likeliest first. Two queries, however many questions."""
    citing = _Citing(table)
    words = _Words(table.scope)
    found = {}
    for question in table.loaded.form.questions():
        mapped = {key[1] for key in table.entries if key[0] == question.key}
        listed = [*citing.of(question), *words.of(question)]
        unique: dict[str, Suggestion] = {}
        for each in listed:
            if each.commitment.key not in mapped:
                unique.setdefault(each.commitment.key, each)
        found[question.key] = list(unique.values())[:MOST]
    return found


class _Citing:
    """Commitments by the paragraphs that belong to them."""

    def __init__(self, table: MappingTable) -> None:
        self.by_paragraph: dict[tuple[str, str], dict[str, Suggestion]] = defaultdict(dict)
        self.scope = {each.key: each for each in table.scope}
        self._from_links()
        self._from_texts()
        self._from_mapping(table)

    def of(self, question: Question) -> Iterable[Suggestion]:
        for each in question.cites:
            yield from self.by_paragraph.get((each.document, each.paragraph), {}).values()

    def _add(self, paragraph: tuple[str, str], key: str, why: Why, what: str) -> None:
        if key in self.scope:
            suggestion = Suggestion(self.scope[key], why, what, 1.0)
            self.by_paragraph[paragraph].setdefault(key, suggestion)

    def _from_links(self) -> None:
        """Commitments that repeat or follow up the paragraph of a document on record, and that
        paragraph itself where it is in the scope."""
        for commitment in self.scope.values():
            document = commitment.document.key
            for name in _names_of(document):
                self._add((name, commitment.number), commitment.key, Why.CITED, "")
        links = CommitmentLink.objects.filter(
            commitment__in=[each.pk for each in self.scope.values()]
        ).select_related("commitment", "earlier__document")
        for link in links:
            for name in _names_of(link.earlier.document.key):
                paragraph = (name, link.earlier.number)
                self._add(paragraph, link.commitment.key, Why.LINKED, " ".join(paragraph))

    def _from_texts(self) -> None:
        for commitment in self.scope.values():
            text = localise(commitment.official_text, LANGUAGE)
            for bracket in cited.BRACKETED.findall(text[:20_000]):
                for each in cited.citations(bracket) or ():
                    paragraph = (each.document, each.paragraph)
                    self._add(paragraph, commitment.key, Why.CITED, " ".join(paragraph))

    def _from_mapping(self, table: MappingTable) -> None:
        for entry in table.entries.values():
            question = table.loaded.form.by_key[entry.question]
            for each in question.cites:
                paragraph = (each.document, each.paragraph)
                what = f"{' '.join(paragraph)} · {question.number}"
                self._add(paragraph, entry.commitment, Why.SAME_CITATION, what)


def _names_of(document: str) -> list[str]:
    """The short names under which forms cite a document, by its key: ``bms8`` is BMS8."""
    name = document.lower()
    known = {"poa": "PoA", "iti": "ITI"}
    if name in known:
        return [known[name]]
    for start, shown in (("bms", "BMS"), ("revcon", "RevCon"), ("rc", "RevCon")):
        if name.startswith(start) and name[len(start) :].isdecimal():
            return [f"{shown}{name[len(start) :]}"]
    return []


class _Words:
    """Commitments by what they say, in English, which both sides have."""

    def __init__(self, scope: list[Commitment]) -> None:
        self.scope = {each.key: each for each in scope}
        texts = {each.key: _text(each) for each in scope}
        self.corpus = Corpus({key: text for key, text in texts.items() if text})

    def of(self, question: Question) -> Iterable[Suggestion]:
        text = question.text.get(LANGUAGE, "")
        for each in self.corpus.rank(text, limit=MOST, least=LEAST) if text else ():
            yield Suggestion(self.scope[each.key], Why.WORDS, "", each.score)


def _text(commitment: Commitment) -> str:
    fields = (commitment.title, commitment.summary, commitment.official_text)
    return " ".join(each[LANGUAGE] for each in fields if each and each.get(LANGUAGE))
