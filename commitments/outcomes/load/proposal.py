"""What is proposed for the records: a part of the parsed file, as staff chose and corrected it."""

from dataclasses import dataclass, field, replace
from typing import Any

from commitments.models import Addressee, DocumentKind, Level, Meeting, OutcomeDocument
from commitments.outcomes.load import guess
from commitments.outcomes.load.asking import Asked
from commitments.outcomes.load.numbers import numbers_of
from commitments.outcomes.parse.checks import check_part
from commitments.outcomes.parse.model import Outcome, Paragraph, Part, PartKind, Problem


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
    words: str = ""
    footnotes: str = ""
    explanation: str | None = None

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


@dataclass(frozen=True)
class Heading:
    """One heading as proposed, in the order of the text."""

    code: str
    numeral: str
    text: str
    chapeau: str
    level: str
    page: int
    line: int
    footnotes: str = ""


@dataclass
class Proposal:
    """Everything that would go on record, and the problems of the file that concern it."""

    outcome: Outcome
    choices: Choices
    kind: PartKind
    headings: list[Heading]
    rows: list[ProposedRow]
    problems: list[Problem]


RECHECKED = {
    "number_missing",
    "number_repeated",
    "numbering_starts_late",
    "paragraph_empty",
    "ends_openly",
    "unreadable_characters",
}


def propose(outcome: Outcome, choices: Choices) -> Proposal:
    """The chosen part with every correction applied. An unknown part proposes nothing."""
    if not 0 <= choices.part < len(outcome.parts):
        return Proposal(outcome, choices, PartKind.BODY, [], [], list(outcome.problems))
    part = outcome.parts[choices.part]
    edited = _edited(part, choices)
    kept = [
        problem
        for problem in outcome.problems
        if problem.part in (-1, choices.part) and problem.code not in _settled(choices)
    ]
    kept_rows = replace(edited, paragraphs=_taken(edited, choices))
    rechecked = [replace(problem, part=choices.part) for problem in check_part(kept_rows)]
    return Proposal(
        outcome,
        choices,
        part.kind,
        _headings(part),
        [
            _row(edited, index, choices, is_told=guess.is_told(outcome, choices.part))
            for index in range(len(edited.paragraphs))
        ],
        [*rechecked, *kept],
    )


def _settled(choices: Choices) -> set[str]:
    """Problems of the file that are looked for again, or that somebody has decided."""
    return RECHECKED | {"explanation_open"} if choices.explanations else RECHECKED


def _edited(part: Part, choices: Choices) -> Part:
    return replace(
        part,
        paragraphs=[
            _apply(paragraph, choices.edits.get(index, Edit()))
            for index, paragraph in enumerate(part.paragraphs)
        ],
    )


def _explanation(part: Part, paragraph: Paragraph, choices: Choices, edit: Edit) -> str | None:
    """What explains a recommendation; None where the file does not say, or nobody decided."""
    if edit.explanation is not None:
        return edit.explanation
    side = choices.explanations or part.explained
    if not side or side == "none":
        return None
    return "\n".join(paragraph.above if side == "above" else paragraph.below)


def _apply(paragraph: Paragraph, edit: Edit) -> Paragraph:
    changes: dict[str, Any] = {}
    if edit.number is not None:
        changes["number"] = edit.number
    if edit.section is not None:
        changes["section"] = edit.section
    if edit.text is not None:
        changes |= {"texts": edit.text.splitlines(), "tables": []}
    return replace(paragraph, **changes)


def _taken(part: Part, choices: Choices) -> list[Paragraph]:
    return [
        paragraph
        for index, paragraph in enumerate(part.paragraphs)
        if not choices.edits.get(index, Edit()).left_out
    ]


def _row(part: Part, index: int, choices: Choices, *, is_told: bool) -> ProposedRow:
    paragraph, edit = part.paragraphs[index], choices.edits.get(index, Edit())
    operative = edit.is_operative
    if operative is None:
        operative = guess.is_operative(part, paragraph.section, paragraph.words)
        operative = operative and not (is_told and guess.asks_nobody(paragraph.words))
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
        paragraph.footnotes if edit.footnotes is None else edit.footnotes,
        _explanation(part, paragraph, choices, edit),
    )


def _asked(paragraph: Paragraph, edit: Edit) -> list[Asked]:
    """The addressees that somebody chose, each with the words that the guess rests on; else the
    guess."""
    guessed = guess.addressees(" ".join(paragraph.texts))
    if not edit.addressees:
        return guessed
    words = {each.kind: each.words for each in guessed}
    name = edit.named_body or ""
    return [
        Asked(kind, words.get(kind, ""), name if kind == Addressee.NAMED_BODY else "")
        for kind in edit.addressees
    ]


def _headings(part: Part) -> list[Heading]:
    headings = []
    for section in part.sections:
        chapeau = "\n".join(filter(None, [section.chapeau, *section.tables]))
        level = guess.level(section, part.sections)
        headings.append(
            Heading(
                section.code,
                section.numeral,
                section.heading,
                chapeau,
                level if level in Level.values else "",
                section.page,
                section.line,
                section.footnotes,
            )
        )
    return headings


def likely_choices(outcome: Outcome, *, document: str = "", language: str = "") -> Choices:
    """The choices that most likely are right: part, language, and the document by its symbol."""
    found = (
        OutcomeDocument.objects.filter(key=document).first()
        if document
        else OutcomeDocument.objects.filter(symbol__iexact=outcome.symbol).first()
    )
    part = outcome.main_part
    new = None if found else _new_document(outcome, document, part)
    return Choices(language or outcome.language, part, found.key if found else "", new)


def _new_document(outcome: Outcome, key: str, part: int) -> NewDocument:
    meeting = _meeting(outcome)
    is_list = 0 <= part < len(outcome.parts) and outcome.parts[part].kind == (
        PartKind.RECOMMENDATIONS
    )
    kind = DocumentKind.RECOMMENDATIONS if is_list else DocumentKind.OUTCOME
    free = meeting and not OutcomeDocument.objects.filter(key=meeting.key).exists()
    title = outcome.parts[part].title if 0 <= part < len(outcome.parts) else ""
    return NewDocument(
        key or (meeting.key if meeting and free and not is_list else ""),
        outcome.symbol,
        kind,
        title[:300],
        meeting.key if meeting and not is_list else "",
    )


def _meeting(outcome: Outcome) -> Any:
    """The meeting that the text names, on record; None when it names none or an unknown one."""
    if not outcome.meeting_kind:
        return None
    known = Meeting.objects.filter(kind=outcome.meeting_kind)
    if outcome.meeting_number:
        found = known.filter(key=f"{outcome.meeting_kind}{outcome.meeting_number}").first()
        if found:
            return found
    return known.filter(year=outcome.year).first() if outcome.year else None
