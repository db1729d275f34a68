"""The page on which a report says how far measures and targets have come: what it shows, what was
typed on it, saved.

As with the table of commitments (``reports.coding.table``): each item carries the fingerprint of
what it was shown with. An unchanged item is left out of a save, so that it never conflicts with the
work of others.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from indicators import carrying, citing, declaring
from indicators.concerning import Subject, concerned, subject_key
from indicators.declaring import Given, fingerprint, of_subject, recorded
from indicators.models import Observation, Plan, Progress
from indicators.models.progress import WORDS
from questionnaires.filling import language_of_texts
from reports.models import Submission
from reports.refusals import ContentFrozen

# Sent with an item that somebody else changed first: which of the two versions is to stand.
WHOSE, THEIRS = "whose", "theirs"


@dataclass
class Item:
    """One measure or target: what is recorded, what was typed instead, what is wrong with that, and
    what the report before said."""

    subject: Subject
    progress: Progress | None
    before: Progress | None = None
    typed: Given | None = None
    figures: list[Observation] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    changed_by_others: bool = False

    @property
    def key(self) -> str:
        return subject_key(self.subject)

    @property
    def name(self) -> str:
        """The name of its controls on the page."""
        return self.key.replace(":", "-")

    @property
    def value(self) -> Any:
        """What the controls show: a Given or a Progress, which name things alike."""
        return self.typed or self.progress or Given(self.key, "")

    @property
    def seen(self) -> str:
        return fingerprint(self.progress)

    @property
    def is_waiting(self) -> bool:
        """Whether it is carried over and nobody has confirmed it."""
        return self.typed is None and bool(self.progress and self.progress.is_carried_over)

    @property
    def has_more(self) -> bool:
        """Whether anything is said beside the words that everybody is asked for."""
        said = any(getattr(self.value, name) for name in (*WORDS[1:], "figures"))
        return said or bool(self.problems)

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """The figures that it may point at: key, words, and whether it does."""
        pointed_at = self.value.figures
        return [(each.key, citing.words(each), each.key in pointed_at) for each in self.figures]


@dataclass
class Sheet:
    """All that one report may speak of, plan by plan."""

    submission: Submission
    parts: list[tuple[Plan | None, list[Item]]]
    report_before: Submission | None = None
    problems: list[str] = field(default_factory=list)
    # The report was handed in meanwhile: nothing of it can be recorded any more.
    is_too_late: bool = False

    @property
    def items(self) -> Iterator[Item]:
        for _plan, items in self.parts:
            yield from items

    @property
    def wrong(self) -> list[Item]:
        return [item for item in self.items if item.problems]

    @property
    def waiting(self) -> int:
        return sum(item.is_waiting for item in self.items)

    @property
    def said(self) -> int:
        """How many items the report speaks of; those that are only carried over do not count."""
        return sum(bool(item.progress) and not item.is_waiting for item in self.items)

    @property
    def total(self) -> int:
        return sum(1 for _item in self.items)

    @property
    def default_language(self) -> str:
        return language_of_texts(self.submission)

    @property
    def may_carry_over(self) -> bool:
        return any(item.before and not item.progress for item in self.items)


def sheet_of(submission: Submission) -> Sheet:
    """The sheet as it stands in the database. Thirteen queries at most."""
    stored = recorded(submission)
    report_before = carrying.before(submission)
    earlier = recorded(report_before) if report_before else {}
    citing.attach(stored.values(), citing.citable(submission))
    citing.attach(earlier.values())
    about = concerned(submission)
    found = citing.candidates(submission, about.subjects)

    def item(subject: Subject) -> Item:
        progress = of_subject(stored, subject)
        figures = {each.key: each for each in progress.cited} if progress else {}
        figures |= {each.key: each for each in found.get(subject_key(subject), ())}
        before = of_subject(earlier, subject)
        return Item(subject, progress, before, figures=list(figures.values()))

    parts = [(plan, [item(each) for each in subjects]) for plan, subjects in about.by_plan]
    return Sheet(submission, parts, report_before)


def touched(sheet: Sheet, item: Item, posted: Mapping[str, str]) -> Given | None:
    """What was typed in an item; None where it was left as it was shown."""
    if f"{item.name}-seen" not in posted or posted.get(f"{item.name}-{WHOSE}") == THEIRS:
        return None
    given = read(sheet, item, posted)
    says_nothing = not any(given.content().values())
    as_shown = "" if says_nothing else fingerprint(Progress(**given.content()))
    return None if as_shown == given.seen else given


def read(sheet: Sheet, item: Item, posted: Mapping[str, str]) -> Given:
    """An item's controls as a declaration; a year that is no number stays as typed, for
    ``declaring`` to refuse."""

    def text(name: str) -> str:
        value = posted.get(f"{item.name}-{name}", "")
        return value.replace("\r\n", "\n").replace("\x00", "").strip()

    words: dict[str, Any] = {name: text(name) for name in WORDS}
    year: Any = text("since")
    return Given(
        item.key,
        level=text("level"),
        nothing_new_since=int(year) if year.isascii() and year.isdecimal() else year or None,
        language=(text("language") or sheet.default_language) if any(words.values()) else "",
        figures=[each.key for each in item.figures if text(f"figure-{each.key}")],
        seen=text("seen"),
        **words,
    )


def save_what_is_sound(sheet: Sheet, posted: Mapping[str, str], *, by: Any) -> set[str]:
    """Record the posted items that can be: the others keep what was typed and their problems in
    ``sheet``. The keys of those recorded. Raises PermissionDenied."""
    for item in sheet.items:
        item.typed = touched(sheet, item, posted)
    given = {item.key: item.typed for item in sheet.items if item.typed}
    problems: dict[str, list[str]] = {}
    while given:
        try:
            declaring.record(sheet.submission, given.values(), by=by)
            break
        except ValidationError as error:
            problems |= error.message_dict
            given = {
                key: each
                for key, each in given.items()
                if key not in problems and "" not in problems
            }
        except ContentFrozen as refusal:
            sheet.is_too_late = True
            problems, given = {"": [str(refusal)]}, {}
    for item in sheet.items:
        if item.key in given:
            item.typed = None
    _take_problems(sheet, problems)
    return set(given)


def _take_problems(sheet: Sheet, problems: dict[str, list[str]]) -> None:
    """Put each problem at its item; what others have changed since is read again, so that saving
    once more replaces what the page then shows."""
    sheet.problems = problems.pop("", [])
    now = recorded(sheet.submission)
    for item in sheet.items:
        item.problems = problems.get(item.key, [])
        item.progress = of_subject(now, item.subject)
        if item.typed and item.typed.seen != item.seen:
            item.changed_by_others = True
