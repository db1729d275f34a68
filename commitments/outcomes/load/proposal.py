"""What is proposed for the records: a part of the parsed file, as staff chose and corrected it."""

from dataclasses import dataclass, field, replace
from typing import Any

from commitments.models import Addressee, DocumentKind, Meeting, OutcomeDocument
from commitments.outcomes.load import guess
from commitments.outcomes.load.asking import Asked, addressees, asks_nobody
from commitments.outcomes.load.numbers import numbers_of
from commitments.outcomes.parse.checks import check_part
from commitments.outcomes.parse.model import Outcome, Paragraph, Part, PartKind, Problem, Section


@dataclass(frozen=True)
class NewDocument:
    """The document that an import creates, when its text belongs to none on record."""

    key: str
    symbol: str
    kind: str = DocumentKind.OUTCOME
    title: str = ""
    meeting: str = ""


@dataclass(frozen=True)
class Edit:
    """What somebody corrected in one row; None leaves what was read or guessed."""

    number: str | None = None
    text: str | None = None
    section: str | None = None
    is_operative: bool | None = None
    addressees: tuple[str, ...] | None = None
    left_out: bool | None = None
    named_body: str | None = None
    explanation: str | None = None
    footnotes: str | None = None

    @property
    def said(self) -> dict[str, Any]:
        """What was corrected, by the name of the field."""
        return {name: value for name, value in vars(self).items() if value is not None}


@dataclass(frozen=True)
class Choices:
    """Where the file goes. ``part`` is an index of ``Outcome.parts``.

    ``create_missing``: whether new paragraphs are created in a document that already has some; None
    creates them unless the language is new to the document, where an extra number is more likely a
    misreading. ``replace_headings``: somebody confirmed that headings on record are replaced by
    other ones. ``explanations``: one of ``EXPLANATIONS``, where somebody said which paragraphs
    explain the recommendations; empty takes those that the text shows.
    """

    language: str
    part: int
    document: str = ""
    new: NewDocument | None = None
    create_missing: bool | None = None
    edits: dict[int, Edit] = field(default_factory=dict)
    replace_headings: bool = False
    explanations: str = ""


# Where the paragraphs that explain a recommendation stand; "none": nothing explains it.
EXPLANATIONS = ("above", "below", "none")


@dataclass(frozen=True)
class ProposedRow:
    """One paragraph as proposed; ``index`` is its place in the part.

    ``text``, with tables, and ``footnotes`` go on record, and so does ``explanation`` unless it is
    None: then the file does not say what explains it. ``words`` are the paragraph's own words
    alone.
    """

    index: int
    number: str
    text: str
    section: str
    is_operative: bool
    asked: list[Asked]
    left_out: bool | None
    page: int
    line: int
    words: str
    footnotes: str
    explanation: str | None

    @property
    def texts(self) -> dict[str, str]:
        """What goes on record, by column."""
        texts = {"official_text": self.text, "footnotes": self.footnotes}
        return texts if self.explanation is None else {**texts, "explanation": self.explanation}

    @property
    def explained_in(self) -> str:
        """The numbers of the paragraphs that explain it, such as ``62`` or ``65–66``."""
        return numbers_of(self.explanation or "")

    @property
    def addressees(self) -> list[str]:
        """The kinds of its addressees."""
        return [each.kind for each in self.asked]

    @property
    def named_body(self) -> str:
        """The name of the body that none of the kinds covers; empty without one."""
        return next((each.name for each in self.asked if each.kind == Addressee.NAMED_BODY), "")


@dataclass
class Heading(Section):
    """One heading as proposed: the tables below it are part of its chapeau."""

    level: str = ""

    @property
    def texts(self) -> dict[str, str]:
        """What goes on record, by column."""
        return {"heading": self.heading, "chapeau": self.chapeau, "footnotes": self.footnotes}


@dataclass
class Proposal:
    """Everything that would go on record, and the problems of the file that concern it."""

    choices: Choices
    kind: PartKind
    headings: list[Heading]
    rows: list[ProposedRow]
    problems: list[Problem]


def propose(outcome: Outcome, choices: Choices) -> Proposal:
    """The chosen part with every correction applied. An unknown part proposes nothing."""
    part = outcome.part(choices.part)
    if part is None:
        return Proposal(choices, PartKind.BODY, [], [], list(outcome.problems))
    edits = [choices.edits.get(index, Edit()) for index in range(len(part.paragraphs))]
    edited = replace(part, paragraphs=list(map(_edited, part.paragraphs, edits)))
    taken = [
        paragraph
        for paragraph, edit in zip(edited.paragraphs, edits, strict=True)
        if not edit.left_out
    ]
    is_told = guess.is_told(outcome, choices.part)
    side = choices.explanations or part.explained
    # Problems of the file that are looked for again, or that somebody has decided.
    settled = {problem.code for problem in check_part(part, choices.part)}
    settled |= {"explanation_open"} if choices.explanations else set()
    kept = [
        problem
        for problem in outcome.problems
        if problem.part in (-1, choices.part) and problem.code not in settled
    ]
    return Proposal(
        choices,
        part.kind,
        [_heading(section, part.sections) for section in part.sections],
        [_row(edited, index, edit, side, is_told=is_told) for index, edit in enumerate(edits)],
        [*check_part(replace(part, paragraphs=taken), choices.part), *kept],
    )


def _edited(paragraph: Paragraph, edit: Edit) -> Paragraph:
    changes = {name: edit.said[name] for name in ("number", "section") if name in edit.said}
    if edit.text is not None:
        changes |= {"texts": edit.text.splitlines(), "tables": []}
    return replace(paragraph, **changes)


def _heading(section: Section, sections: list[Section]) -> Heading:
    chapeau = "\n".join(filter(None, [section.chapeau, *section.tables]))
    level = guess.level(section, sections)
    return Heading(**{**vars(section), "chapeau": chapeau, "level": level})


def _row(part: Part, index: int, edit: Edit, side: str, *, is_told: bool) -> ProposedRow:
    """The paragraph at ``index``. ``side`` says where the paragraphs that explain it stand."""
    paragraph = part.paragraphs[index]
    operative = edit.is_operative
    if operative is None:
        operative = guess.is_operative(part, paragraph.section, paragraph.words)
        operative = operative and not (is_told and asks_nobody(paragraph.words))
    explained = {"above": paragraph.above, "below": paragraph.below}.get(side)
    explanation = None if explained is None else "\n".join(explained)
    return ProposedRow(
        index,
        paragraph.number,
        paragraph.body,
        paragraph.section,
        operative,
        _asked(paragraph, edit) if operative else [],
        edit.left_out,
        paragraph.page,
        paragraph.line,
        paragraph.words,
        edit.said.get("footnotes", paragraph.footnotes),
        edit.said.get("explanation", explanation),
    )


def _asked(paragraph: Paragraph, edit: Edit) -> list[Asked]:
    """The addressees that somebody chose, each with the words that the guess rests on; else the
    guess."""
    guessed = addressees(" ".join(paragraph.texts))
    if not edit.addressees:
        return guessed
    words = {each.kind: each.words for each in guessed}
    names = {str(Addressee.NAMED_BODY): edit.named_body or ""}
    return [Asked(kind, words.get(kind, ""), names.get(kind, "")) for kind in edit.addressees]


def likely_choices(outcome: Outcome, *, document: str = "") -> Choices:
    """The choices that most likely are right: part, language, and the document by its symbol."""
    known = OutcomeDocument.objects.filter(
        **({"key": document} if document else {"symbol__iexact": outcome.symbol})
    )
    key = known.values_list("key", flat=True).first() or ""
    new = None if key else _new_document(outcome, document)
    return Choices(outcome.language, outcome.main_part, key, new)


def _new_document(outcome: Outcome, key: str) -> NewDocument:
    part = outcome.part(outcome.main_part) or Part(PartKind.BODY)
    is_list = part.kind == PartKind.RECOMMENDATIONS
    kind = DocumentKind.RECOMMENDATIONS if is_list else DocumentKind.OUTCOME
    meeting = "" if is_list else _meeting(outcome)
    free = meeting and not OutcomeDocument.objects.filter(key=meeting).exists()
    return NewDocument(
        key or (meeting if free else ""), outcome.symbol, kind, part.title[:300], meeting
    )


def _meeting(outcome: Outcome) -> str:
    """The key of the meeting on record that the text names; empty where it names none or another.

    Its number tells, or else its year.
    """
    kind, number = outcome.meeting_kind, outcome.meeting_number
    keys = Meeting.objects.filter(kind=kind).values_list("key", flat=True)
    by_number = keys.filter(key=f"{kind}{number}").first() if number else None
    return by_number or (keys.filter(year=outcome.year).first() if outcome.year else None) or ""
