"""The child records that this app adds to a submission, for the registry of ``reports``."""

from questionnaires import demo, shown, starting, templates
from questionnaires.checks import findings
from questionnaires.models import Answer, ResponseSource
from questionnaires.models.answers import PUBLIC_ROWS
from questionnaires.rules import OF_ANSWERS, OF_FILES, OF_SOURCES
from reports import demo as reports_demo
from reports import facts
from reports.coding import form_texts
from reports.models.children import Block, Child, exempt
from reports.models.children import register as register_child
from reports.models.columns import (
    NEVER,
    OWNER,
    PART_OF,
    PUBLIC,
    STAFF,
    WITH_CONTENT,
    Column,
    Columns,
)

# The report's answers. A value may be of a private part: it enters a receipt as a digest, and
# ``PUBLIC_ROWS`` says which rows anybody may read.
_WHICH = Column(frozen=WITH_CONTENT, receipt=3, copied=True, compared=False, audience=PUBLIC)
_SAID = Column(frozen=WITH_CONTENT, receipt=3, copied=True, compared=True, audience=OWNER)
# Where and how it was read.
_WHERE = Column(frozen=WITH_CONTENT, receipt=None, copied=True, compared=False, audience=OWNER)
_WORK = Column(frozen=WITH_CONTENT, receipt=None, copied=True, compared=False, audience=STAFF)

ANSWER: Columns = {
    "submission": PART_OF,
    "part": _WHICH,
    "row": _WHICH,
    "state": _SAID,
    "value": _SAID,
    "language": _WHERE,
    "attachment": _WHERE,
    "page": _WHERE,
    "region": _WORK,
    "origin": _WHERE,
    "certainty": _WORK,
    # An answer that turns out to name a person may be hidden from the public at any time.
    "contains_contact_data": Column(
        frozen=NEVER, receipt=None, copied=True, compared=False, audience=OWNER
    ),
    "is_carried_over": _WHERE,
    "confirmed_by": _WORK,
    "confirmed_at": _WORK,
    "search_text": Column(frozen=NEVER, receipt=None, copied=True, compared=False, audience=STAFF),
}

SOURCE: Columns = {
    "response": PART_OF,
    "answer": _WHERE,
    "attachment": _WHERE,
    "page": _WHERE,
    "quotation": _WHERE,
    "role": _WHERE,
    "proposed_status": _WHERE,
    "derived_as": _WORK,
    "is_outdated": _WORK,
}


def register() -> None:
    register_child(
        Child(
            name="answer",
            plural="answers",
            model=Answer,
            columns=ANSWER,
            key=("part", "row"),
            joined=("part__question__template",),
            is_public=PUBLIC_ROWS,
            refuses_nil_return=True,
            checks=findings,
            rules=(*OF_ANSWERS, *OF_FILES),
            in_admin=Block("admin/questionnaires/on_submission.html", shown.on_submission),
        )
    )
    register_child(
        Child(
            name="source",
            plural="sources",
            model=ResponseSource,
            columns=SOURCE,
            via="response__submission",
            key=("response", "answer", "attachment", "page"),
            rules=OF_SOURCES,
            hands=("sources__answer__confirmed_by",),
            in_coding=Block("admin/questionnaires/behind.html", shown.behind_responses),
        )
    )
    exempt("questionnaires.Reading", "what the program reads in a file; nothing until confirmed")
    facts.add_loader(starting.load)
    form_texts.register("questionnaires", templates.texts)
    reports_demo.add_filler(demo.begin)
