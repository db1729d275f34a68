"""Which heading of a file is which on record, and whether one would replace another."""

import re
from collections import Counter
from difflib import SequenceMatcher

from commitments.models import Commitment, Section
from commitments.outcomes.load.neutral_titles import neutral_heading
from commitments.outcomes.load.proposal import Heading, Proposal

WORDS = re.compile(r"[\u3400-\u9fff]|[^\W_]+")
# Two spellings of one word are at least this alike; "national" and "regional" are less.
ONE_WORD = 0.75


def matched(
    proposal: Proposal, sections: list[Section], records: list[Commitment]
) -> dict[str, Section]:
    """The section on record for each heading of the file, by its code in the file.

    By its words first, then by its numeral, then by the paragraphs that stand under it: a heading
    that is missing in one of two texts must not shift all that follow. The place alone counts only
    for headings without numeral and paragraphs, which have no words in that language yet.
    """
    language = proposal.choices.language
    held = {
        section.pk: {r.number for r in records if r.section_id == section.pk}
        for section in sections
    }
    own: dict[str, set[str]] = {}
    for row in proposal.rows:
        own.setdefault(row.section, set()).add(row.number)

    def by_words(heading: Heading, section: Section) -> bool:
        return _plain(section.heading.get(language, "")) == _plain(heading.heading) != ""

    def by_numeral(heading: Heading, section: Section) -> bool:
        return bool(heading.numeral) and (section.code, section.numeral) == (
            heading.code,
            heading.numeral,
        )

    def by_paragraphs(heading: Heading, section: Section) -> bool:
        here, there = own.get(heading.code, set()), held[section.pk]
        same_kind = bool(heading.numeral) == bool(section.numeral)
        return same_kind and len(here & there) * 2 > max(len(here), len(there))

    def by_place(heading: Heading, section: Section) -> bool:
        empty = not (own.get(heading.code) or held[section.pk] or heading.numeral)
        return empty and section.code == heading.code and language not in section.heading

    found: dict[str, Section] = {}
    for rule in (by_words, by_numeral, by_paragraphs, by_place):
        for heading in proposal.headings:
            if heading.code in found:
                continue
            taken = {section.pk for section in found.values()}
            fitting = [one for one in sections if one.pk not in taken and rule(heading, one)]
            # Of several, the one with the same code, or else the first.
            fitting.sort(key=lambda section: section.code != heading.code)
            if fitting:
                found[heading.code] = fitting[0]
    return found


def replaces(old: str, new: str, code: str) -> bool:
    """Whether ``new`` is another heading than ``old``, not a correction of its words.

    A correction adds or drops words, or spells some differently.
    """
    if not old or old == neutral_heading(code):
        return False
    before, after = Counter(_words(old)), Counter(_words(new))
    gone, come = list((before - after).elements()), list((after - before).elements())
    if not gone or not come:
        return not (before & after)
    return not all(
        any(SequenceMatcher(None, word, other).ratio() >= ONE_WORD for other in come)
        for word in gone
    )


def _words(text: str) -> list[str]:
    return [word.casefold() for word in WORDS.findall(text)]


def _plain(text: str) -> str:
    return " ".join(_words(text))
