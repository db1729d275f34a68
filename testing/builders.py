"""Builders for tests: each makes one valid record, and fills in what the test does not care
about."""

import datetime
import itertools
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.models import Group as Role
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, models, transaction

from accounts.models import User
from commitments.models import (
    Addressee,
    Commitment,
    DocumentKind,
    Instrument,
    Meeting,
    MeetingKind,
    OutcomeDocument,
    Section,
    Theme,
    commitment_key,
)
from indicators.models import (
    Adherence,
    AdherenceTotal,
    Indicator,
    Milestone,
    Observation,
    PublishedFigure,
    SourceDocument,
)
from participation.models import AgendaItem, Body, BodyKind, Sitting, Statement
from questionnaires import templates
from questionnaires.models import ReportTemplate
from questionnaires.templates import Loaded
from reports import permissions
from reports.coding import recording
from reports.models import (
    Channel,
    ContactRole,
    Group,
    GroupKind,
    Membership,
    PointOfContact,
    Reporter,
    ReporterKind,
    ReporterList,
    ReportingCycle,
    Response,
    ResponseStatus,
    StateStatus,
    Submission,
)
from reports.submissions import workflow

numbers = itertools.count(1)
# What the keyword of an addressee begins with: ``directed_to_secretariat=True``.
DIRECTED = "directed_to_"
FACTOR_KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def texts(english: str, **others: str) -> dict[str, str]:
    """A text in English and whatever ``others`` there are (``fr="…"``)."""
    return {"en": english, **others}


def make_meeting(key: str = "", **fields: Any) -> Meeting:
    key = key or f"meeting-{next(numbers)}"
    defaults = {
        "kind": MeetingKind.BIENNIAL,
        "name": texts(f"Meeting {key}"),
        "year": 2022,
    }
    return Meeting.objects.create(key=key, **{**defaults, **fields})


def make_document(key: str = "", **fields: Any) -> OutcomeDocument:
    key = key or f"doc{next(numbers)}"
    defaults = {
        "symbol": f"A/TEST/{key.upper()}",
        "kind": DocumentKind.OUTCOME,
        "title": texts(f"Outcome {key}"),
    }
    return OutcomeDocument.objects.create(key=key, **{**defaults, **fields})


def make_instrument(key: str = "", kind: str = "treaty", **fields: Any) -> Instrument:
    key = key or f"instrument-{next(numbers)}"
    defaults = {"name": texts(f"Instrument {key}"), "abbreviation": texts(key), "year": 2001}
    return Instrument.objects.create(key=key, kind=kind, **{**defaults, **fields})


def make_source(key: str = "", **fields: Any) -> SourceDocument:
    key = key or f"source-{next(numbers)}"
    defaults = {"title": texts(f"Source {key}"), "year": 2014}
    return SourceDocument.objects.create(key=key, **{**defaults, **fields})


def make_adherence(
    instrument: Instrument | None = None, reporter: Reporter | None = None, **fields: Any
) -> Adherence:
    """An accession on a known day by a list, unless ``fields`` say otherwise."""
    day = datetime.date(2014, 5, 1)
    defaults = {"act": "accession", "earliest_on": day, "latest_on": day}
    cited = {} if "document" in fields else {"other_source": "A depositary's list"}
    return Adherence.objects.create(
        instrument=instrument or make_instrument(),
        reporter=reporter or make_state(),
        **{**defaults, **cited, **fields},
    )


def make_around(instrument: Instrument, state: Reporter | None = None) -> SourceDocument:
    """One more of everything that is on record of an instrument, all from one source."""
    source, state = make_source(), state or make_state()
    cited = {"document": source, "paragraph": str(next(numbers))}
    key = f"record-{next(numbers)}"
    counted = {"value": 100, "unit": "states", "key": key}
    make_adherence(instrument, state, **cited)
    AdherenceTotal.objects.create(instrument=instrument, counts="parties", **counted, **cited)
    Milestone.objects.create(
        instrument=instrument, kind="adopted", key=key, note=texts("Adopted"), **cited
    )
    PublishedFigure.objects.create(
        instrument=instrument, reporter=state, title=texts("Arms"), **counted, **cited
    )
    return source


def make_sitting(meeting: Meeting | None = None, number: int = 0, **fields: Any) -> Sitting:
    meeting = meeting or make_meeting()
    number = number or meeting.sittings.count() + 1
    return Sitting.objects.create(meeting=meeting, number=number, **fields)


def make_agenda_item(meeting: Meeting, number: int = 0, **fields: Any) -> AgendaItem:
    number = number or meeting.agenda_items.count() + 1
    title = fields.pop("title", texts(f"Item {number}"))
    return AgendaItem.objects.create(meeting=meeting, number=number, title=title, **fields)


def make_body(key: str = "", **fields: Any) -> Body:
    key = key or f"body-{next(numbers)}"
    defaults = {"kind": BodyKind.GROUP, "name": texts(f"Body {key}")}
    return Body.objects.create(key=key, **{**defaults, **fields})


def make_statement(sitting: Sitting | None = None, **fields: Any) -> Statement:
    """A statement of a State on all substantive items, unless ``fields`` say otherwise."""
    sitting = sitting or make_sitting()
    if not {"reporter", "body"} & set(fields):
        fields["reporter"] = make_state()
    fields.setdefault("position", sitting.statements.count() + 1)
    return Statement.objects.create(sitting=sitting, **fields)


def make_proceedings(meeting: Meeting, state: Reporter | None = None, **paper: Any) -> Statement:
    """One more of everything that is on record of a meeting: a sitting, an item, an officer, a
    document (with the fields in ``paper``), and statements of a State (which is returned), of an
    organisation and of a body, each on behalf of others."""
    sitting, item, number = make_sitting(meeting), make_agenda_item(meeting), next(numbers)
    office = meeting.officers.create(role="vice_chair", reporter=make_state(), position=number)
    office.elected_at.add(sitting)
    symbol = f"A/{number}/L.1"
    meeting.papers.create(
        symbol=symbol, kind="agenda", title=texts(symbol), sitting=sitting, position=number, **paper
    )
    speakers: list[dict[str, Any]] = [
        {"reporter": state or make_state()},
        {"reporter": make_organisation()},
        {"body": make_body()},
    ]
    made = [make_statement(sitting, item=item, **who) for who in speakers]
    for statement in made:
        statement.representations.create(body=make_body(), is_also=True)
        statement.representations.create(reporter=make_organisation())
    return made[0]


def make_section(document: OutcomeDocument, code: str = "i", **fields: Any) -> Section:
    defaults = {
        "numeral": code.rsplit("-", maxsplit=1)[-1].upper(),
        "heading": texts(f"Heading {code}"),
        "position": document.sections.count() + 1,
    }
    return Section.objects.create(document=document, code=code, **{**defaults, **fields})


def make_theme(key: str = "", **fields: Any) -> Theme:
    key = key or f"theme-{next(numbers)}"
    return Theme.objects.create(key=key, **{"name": texts(f"Theme {key}"), **fields})


def make_commitment(
    document: OutcomeDocument | None = None, number: str = "", **fields: Any
) -> Commitment:
    """An operative commitment directed to States, unless ``fields`` say otherwise."""
    document = document or make_document()
    position = document.commitments.count() + 1
    number = number or str(position)
    is_operative = fields.pop("is_operative", True)
    directed = {name: fields.pop(name) for name in list(fields) if name.startswith(DIRECTED)}
    if is_operative and not directed:
        directed = {f"{DIRECTED}states": True}
    asked = [name.removeprefix(DIRECTED) for name, is_asked in directed.items() if is_asked]
    defaults = {"position": position, "title": texts(f"Commitment {number}")}
    key = commitment_key(document.key, number)
    made = Commitment.objects.create(
        key=key, document=document, number=number, **{**defaults, **fields}
    )
    return ask(made, *asked)


def ask(commitment: Commitment, *kinds: str) -> Commitment:
    """``commitment``, directed to addressees of these kinds besides."""
    for position, kind in enumerate(kinds, commitment.addressee_records.count() + 1):
        name = texts("A body") if kind == Addressee.NAMED_BODY else {}
        commitment.addressee_records.create(kind=kind, position=position, name=name)
    commitment.refresh_from_db(fields=["is_operative", "addressee_kinds"])
    return commitment


def make_state(code: str = "", name: str = "", **fields: Any) -> Reporter:
    number = next(numbers)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    code = code or "".join(letters[number // 26**place % 26] for place in (2, 1, 0))
    defaults = {
        "kind": ReporterKind.STATE,
        "name": texts(name or f"State {code}"),
        "m49": 1000 + number,
        "state_status": StateStatus.MEMBER,
    }
    return Reporter.objects.create(code=code, **{**defaults, **fields})


def make_organisation(code: str = "", **fields: Any) -> Reporter:
    code = code or f"organisation-{next(numbers)}"
    defaults = {
        "kind": ReporterKind.ORGANISATION,
        "name": texts(f"Organisation {code}"),
    }
    return Reporter.objects.create(code=code, **{**defaults, **fields})


def make_group(code: str = "", *members: Reporter, **fields: Any) -> Group:
    code = code or f"group-{next(numbers)}"
    defaults = {"kind": GroupKind.REGIONAL_GROUP, "name": texts(f"Group {code}")}
    group = Group.objects.create(code=code, **{**defaults, **fields})
    for member in members:
        Membership.objects.create(group=group, reporter=member)
    return group


def seeds(number: int) -> range:
    """What chance begins with in tests of random records: both databases together try all of
    ``number`` seeds, each its own half."""
    return range(connection.vendor == "postgresql", number, 2)


def make_cycle(code: str = "", *documents: OutcomeDocument, **fields: Any) -> ReportingCycle:
    code = code or f"c{next(numbers)}"
    year = int(code) if code.isdigit() else 2022
    cycle = ReportingCycle.objects.create(
        code=code,
        **{
            "year": year,
            "name": texts(f"Cycle {code}"),
            "reporter_list": ReporterList.COMPLETE,
            **fields,
        },
    )
    cycle.documents.set(documents)
    return cycle


def make_user(email: str = "", *roles: str, **fields: Any) -> User:
    user = User.objects.create_user(email or f"user{next(numbers)}@example.org", **fields)
    user.groups.set(Role.objects.filter(name__in=roles))
    return user


def make_officer(**fields: Any) -> User:
    """Staff who may register, code and submit."""
    return make_user("", permissions.OFFICERS, is_staff=True, **fields)


def make_reviewer(**fields: Any) -> User:
    """Staff who may do all that and review, return, publish and withdraw."""
    return make_user("", permissions.REVIEWERS, is_staff=True, **fields)


def make_contact(
    reporter: Reporter,
    role: str = ContactRole.SUBMITTER,
    *,
    has_factor: bool = True,
    **fields: Any,
) -> User:
    """A point of contact of a reporter, whose authenticator app shows ``code_of(FACTOR_KEY)``."""
    user = make_user(**fields)
    if has_factor:
        totp.TOTP.activate(user, FACTOR_KEY)
    PointOfContact.objects.create(user=user, reporter=reporter, role=role)
    return user


def make_draft(
    reporter: Reporter | None = None,
    cycle: ReportingCycle | None = None,
    *,
    by: User | None = None,
    **fields: Any,
) -> Submission:
    """A draft of a paper report received on 1 June 2022."""
    channel = fields.pop("channel", Channel.PAPER)
    if "received_no_later_than" not in fields:
        fields.setdefault("received_on", datetime.date(2022, 6, 1))
    return workflow.register(
        reporter or make_state(),
        cycle or make_cycle(),
        channel,
        by=by or make_officer(),
        **fields,
    )


def make_own_draft(contact: User, cycle: ReportingCycle | None = None, **fields: Any) -> Submission:
    """A draft that a point of contact writes online."""
    reporter = contact.points_of_contact.get().reporter
    return workflow.register(reporter, cycle or make_cycle(), Channel.ONLINE, by=contact, **fields)


def make_published(
    reporter: Reporter | None = None,
    cycle: ReportingCycle | None = None,
    answers: dict[Commitment, str] | None = None,
    **fields: Any,
) -> Submission:
    """A published submission with one response per entry of ``answers`` (status by commitment)."""
    by = make_reviewer()
    submission = make_draft(reporter, cycle, by=by, **fields)
    if answers:
        recording.record(
            submission, [recording.Answer(c.key, s) for c, s in answers.items()], by=by
        )
    return publish(submission, by=by)


def publish(submission: Submission, *, by: User | None = None) -> Submission:
    """Take a draft all the way to published."""
    by = by or make_reviewer()
    workflow.submit(submission, by=by, reason="Tried.")
    workflow.start_review(submission, by=by)
    return workflow.publish(submission, by=by)


def make_response(
    submission: Submission,
    commitment: Commitment,
    status: str = ResponseStatus.IMPLEMENTED,
) -> Response:
    """A response in a submission that is being written."""
    return Response.objects.create(submission=submission, commitment=commitment, status=status)


def make_upload(name: str = "report.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def at_once(number: int, act: Callable[[int], Any]) -> list[Any]:
    """What ``act`` returned to each of ``number`` threads that began at the same moment, over
    connections of their own."""
    barrier = Barrier(number, timeout=60)

    def one(index: int) -> Any:
        barrier.wait()
        try:
            return act(index)
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as threads:
        return list(threads.map(one, range(number)))


def explained(instance: models.Model, code: str | None) -> None:
    """Assert that ``full_clean`` refuses ``instance`` with that code and words for its reader."""
    with pytest.raises(ValidationError) as caught:
        instance.full_clean()
    errors = [error for group in caught.value.error_dict.values() for error in group]
    found = [error for error in errors if error.code == code]
    assert found, [error.code for error in errors]
    assert all(str(text).strip() for error in found for text in error.messages)


def refused(instance: models.Model) -> None:
    """Assert that a bulk write, which calls no validation, is refused by the database."""
    with pytest.raises(IntegrityError), transaction.atomic():
        type(instance)._default_manager.bulk_create([instance])


def denied(change: Callable[..., Any], **values: Any) -> None:
    """Assert that the database refuses a change made past every step."""
    with pytest.raises(IntegrityError), transaction.atomic():
        change(**values)


def inherited_environment() -> dict[str, str]:
    """Environment of this process less what sets the tracker, for a program of a test's own."""
    # The last is set for the browser tests, which may have run before in this process; Django
    # refuses to deploy with it.
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("POA_") and name not in ("DATABASE_URL", "DJANGO_ALLOW_ASYNC_UNSAFE")
    }


# A form of four questions in two sections: a gate, a table, private and public parts.
FORM: list[dict[str, Any]] = [
    {
        "key": "coordination",
        "number": "1",
        "title": texts("Coordination", fr="Coordination"),
        "questions": [
            {
                "key": "body",
                "number": "1.1",
                "text": texts("Is there a coordination body?", fr="Existe-t-il un organe ?"),
                "cites": [["PoA", "II.4"]],
                "parts": [
                    {"key": "tick", "kind": "tick", "answers": ["yes", "no", "developing"]},
                    {"key": "name", "kind": "text", "privacy": "private"},
                    {"key": "women", "kind": "number", "measures": "women"},
                    {"key": "details", "kind": "text"},
                ],
            },
            {
                "key": "contact",
                "number": "1.2",
                "text": texts("Does that body have a point of contact?"),
                "gates": [{"on": "body", "values": ["yes", "developing"]}],
                "parts": [
                    {"key": "tick", "kind": "tick", "answers": ["yes", "no"]},
                    {"key": "details", "kind": "text"},
                ],
            },
        ],
    },
    {
        "key": "collection",
        "number": "2",
        "title": texts("Collection"),
        "questions": [
            {
                "key": "collected",
                "number": "2.1",
                "text": texts("Were weapons collected?"),
                "parts": [
                    {"key": "tick", "kind": "tick", "answers": ["yes", "no"]},
                    {"key": "details", "kind": "text"},
                ],
            },
            {
                "key": "by-type",
                "number": "2.2",
                "text": texts("How many weapons were collected, by type?"),
                "parts": [
                    {
                        "key": "weapons",
                        "kind": "rows",
                        "rows": [
                            {"key": "rifles", "label": texts("Rifles")},
                            {"key": "pistols", "label": texts("Pistols")},
                        ],
                        "columns": [
                            {"key": "seized", "label": texts("Seized"), "kind": "number"},
                            {"key": "remark", "label": texts("Remark")},
                        ],
                    },
                ],
            },
        ],
    },
]


def make_indicator(key: str = "arms", **fields: Any) -> Indicator:
    """A count of arms, by their type, which forms call ``seized``."""
    defaults = {
        "name": texts("Arms"),
        "definition": texts("Arms that were counted."),
        "framework": "poa",
        "kind": "count",
        "unit": "arms",
        "measures": {"seized": {}},
    }
    found: Indicator = Indicator.objects.create(key=key, **{**defaults, **fields})
    return found


def make_figure(indicator: Indicator, reporter: Reporter, value: str, **fields: Any) -> Observation:
    """A published figure of 2021, of a source, unless it is of a submission."""
    defaults: dict[str, Any] = {
        "starts_on": datetime.date(2021, 1, 1),
        "ends_on": datetime.date(2021, 12, 31),
    }
    if "submission" not in fields:
        defaults["source"] = "A/TEST"
    values = {**defaults, **fields}
    found: Observation = Observation.objects.create(
        indicator=indicator, place_reporter=reporter, value=Decimal(value), **values
    )
    return found


def make_form(
    cycle: ReportingCycle,
    mapping: list[tuple[str, Commitment, str, dict[str, str]]] | None = None,
    sections: list[dict[str, Any]] | None = None,
    **fields: Any,
) -> Loaded:
    """A form in use for ``cycle``: ``FORM``, or other sections. ``mapping`` has question,
    commitment, role and what each answer proposes."""
    defaults = {
        "key": f"form{next(numbers)}",
        "title": texts("Reporting form"),
        "kinds": ["state"],
        "languages": ["en"],
        "stage": "in_use",
    }
    template = ReportTemplate.objects.create(**{**defaults, **fields})
    template.cycles.add(cycle)
    questions = templates.write(template, sections or FORM)
    templates.write_mapping(
        questions,
        [
            {"question": question, "commitment": commitment.key, "role": role, "proposes": proposes}
            for question, commitment, role, proposes in mapping or []
        ],
    )
    return templates.load(template)
