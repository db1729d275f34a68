"""The table of columns: what becomes of each column of a submission and of its child records.

Five answers for every column, in one place: whether it is *frozen*, from which form of the
receipt it is *in the receipt*, whether it is *copied* into a correction, whether it is *compared*
between published versions, and its *audience*. The database's rules, the receipt, the copy, the
comparison, the administration, the API and the data package are made from them. A test names the
column that has no answers. Child records of later apps bring their own (``models.children``).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum


class Frozen(StrEnum):
    """When the database refuses a change of the column."""

    NEVER = "never"
    WITH_CONTENT = "with_content"  # once the report is no longer being written
    ALWAYS = "always"  # from the day of registration


class Audience(StrEnum):
    """Who may read the column; each includes those after it."""

    PUBLIC = "public"
    OWNER = "owner"  # the reporter's points of contact
    STAFF = "staff"


@dataclass(frozen=True, kw_only=True)
class Column:
    """The answers for one column.

    ``receipt`` is the first form of the receipt that holds it, None for never. A form never
    changes once receipts were made under it, so a new column takes the next number.
    ``meaning`` describes in English an optional public text of a submission that every form takes
    and the API, the files and the pages show just as it is; empty for a column that they present
    in a way of their own.
    """

    frozen: Frozen
    receipt: int | None
    copied: bool
    compared: bool
    audience: Audience = Audience.STAFF
    meaning: str = ""


Columns = Mapping[str, Column]

NEVER, WITH_CONTENT, ALWAYS = Frozen
PUBLIC, OWNER, STAFF = Audience

# What says whose report it is. A copy is of the same reporter and cycle, in a version of its own.
_OF_WHOM = Column(frozen=ALWAYS, receipt=None, copied=True, compared=False, audience=PUBLIC)
# Where the record stands here, and since when: moved by steps alone.
_STEP = Column(frozen=NEVER, receipt=None, copied=False, compared=False)
_PUBLIC_STEP = Column(frozen=NEVER, receipt=None, copied=False, compared=False, audience=PUBLIC)
# How and when the report came, as the secretariat recorded it: not the reporter's own words.
_ARRIVAL = Column(frozen=WITH_CONTENT, receipt=None, copied=True, compared=False, audience=PUBLIC)
# The report's own words.
_WORDS = Column(frozen=WITH_CONTENT, receipt=2, copied=True, compared=True, audience=PUBLIC)
# A text of the reporter's that was asked for later.
_LATER_WORDS = replace(_WORDS, receipt=8)
# Who worked on a record here, and how.
_WORK = Column(frozen=NEVER, receipt=None, copied=True, compared=False)
# The report that a child record is part of: a copy is part of the copy.
PART_OF = Column(frozen=WITH_CONTENT, receipt=None, copied=False, compared=False, audience=PUBLIC)
# Read off a stored file, which is never changed: its SHA-256 stands for all of it.
_OF_FILE = Column(frozen=NEVER, receipt=None, copied=True, compared=False, audience=PUBLIC)

SUBMISSION: Columns = {
    "reference": Column(frozen=ALWAYS, receipt=2, copied=False, compared=False, audience=PUBLIC),
    "reporter": _OF_WHOM,
    "cycle": _OF_WHOM,
    "version": Column(frozen=ALWAYS, receipt=None, copied=False, compared=False, audience=PUBLIC),
    "status": _PUBLIC_STEP,
    "channel": _ARRIVAL,
    "languages": _WORDS,
    # Compared as one, by the day on which it had certainly come (``versions.OF_REPORT``).
    "received_on": Column(
        frozen=WITH_CONTENT, receipt=None, copied=True, compared=True, audience=PUBLIC
    ),
    "received_no_later_than": Column(
        frozen=WITH_CONTENT, receipt=None, copied=True, compared=True, audience=PUBLIC
    ),
    "source": _ARRIVAL,
    # Whether the secretariat made this version to put down what a listed report says. It is true of
    # that version alone, and not of a correction of it.
    "is_completion": Column(
        frozen=ALWAYS, receipt=None, copied=False, compared=False, audience=PUBLIC
    ),
    "is_nil_return": _WORDS,
    "reporter_remarks": _WORDS,
    "publication_url": replace(
        _LATER_WORDS,
        meaning="Where the reporter itself has published the report (https), on a site of its own"
        " that nobody here has looked at; may be empty.",
    ),
    "secretariat_remarks": _WORK,
    "created_at": _STEP,
    "submitted_at": _STEP,
    "published_at": _PUBLIC_STEP,
    "withdrawn_at": _STEP,
    # False of every published report: what the public is told is a record of its own.
    "is_shown_withdrawn": Column(
        frozen=NEVER, receipt=None, copied=False, compared=False, audience=OWNER
    ),
    "revision": _STEP,
}

RESPONSE: Columns = {
    "submission": PART_OF,
    # It tells the responses of a report apart, and is compared by that.
    "commitment": Column(
        frozen=WITH_CONTENT, receipt=2, copied=True, compared=False, audience=PUBLIC
    ),
    "status": _WORDS,
    "narrative": _WORDS,
    "language": _WORDS,
    # Translations are made here, also of what is published.
    "translations": Column(
        frozen=NEVER, receipt=None, copied=True, compared=False, audience=PUBLIC
    ),
    # A version has files of its own, which are compared by their content.
    "attachment": Column(
        frozen=WITH_CONTENT, receipt=2, copied=True, compared=False, audience=PUBLIC
    ),
    "page": _WORDS,
    "evidence_url": _WORDS,
    "note": _WORK,
    "coded_by": _WORK,
    "coded_at": _WORK,
    "checked_by": _WORK,
    "checked_at": _WORK,
    "is_from_suggestion": _WORK,
    "is_carried_over": Column(
        frozen=WITH_CONTENT, receipt=None, copied=True, compared=False, audience=OWNER
    ),
    # Made from the narrative and its translations; nobody reads it.
    "search_text": _WORK,
}

ATTACHMENT: Columns = {
    "submission": PART_OF,
    "file": Column(frozen=WITH_CONTENT, receipt=None, copied=True, compared=False, audience=OWNER),
    "name": _OF_FILE,
    "content_type": _OF_FILE,
    "size": _OF_FILE,
    # It stands for the file, in receipts too: whoever has not the file learns nothing from it.
    "sha256": _WORDS,
    "page_count": _OF_FILE,
    "language": _OF_FILE,
    # Whether anybody may download it may change at any time.
    "is_public": Column(frozen=NEVER, receipt=None, copied=True, compared=False, audience=OWNER),
    "added_at": _WORK,
}


def frozen(columns: Columns, when: Frozen) -> list[str]:
    return [name for name, column in columns.items() if column.frozen == when]


def copied(columns: Columns) -> list[str]:
    return [name for name, column in columns.items() if column.copied]


def compared(columns: Columns) -> list[str]:
    return [name for name, column in columns.items() if column.compared]


def shown_as_they_are(columns: Columns) -> dict[str, str]:
    """The public texts that every face takes and shows as they are, with their meaning."""
    return {
        name: column.meaning
        for name, column in columns.items()
        if column.meaning and column.audience == PUBLIC
    }


def forms(tables: Iterable[Columns]) -> int:
    """The newest form of the receipt that any column asks for."""
    return max(column.receipt or 1 for columns in tables for column in columns.values())
