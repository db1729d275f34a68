"""``?expand=``: related records in full, under ``expanded``, beside the keys that name them.

The keys stay where they are, so that a record has the same fields with and without it. Each kind of
related record is fetched once for the whole page, however many records are on it.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from rest_framework.serializers import BaseSerializer

from api.reading import records
from publications.records import (
    adhering,
    agreed,
    answered,
    forms,
    measured,
    meetings,
    participating,
    planned,
    plans,
    reported,
)
from reports.models import Reporter

NAME = "expanded"
Record = dict[str, Any]
# The related records of some keys; the flag says whether the caller may see unpublished ones.
Find = Callable[[Collection[str], bool], "QuerySet[Any]"]


class ReporterSerializer(BaseSerializer[Reporter]):
    """A State or an organisation, as its own resource shows it."""

    either = (reported.StateSerializer, reported.OrganisationSerializer)

    def to_representation(self, reporter: Reporter) -> Any:
        state, organisation = self.either
        chosen = state if reporter.is_state else organisation
        return chosen(reporter, context=self.context).data


@dataclass(frozen=True)
class Expansion:
    """Related records that a record can be shown with.

    The field ``needs`` of a record holds keys; its related records are those with one of them in
    their field ``by``. ``is_list``: there may be several. ``is_long``: there may be so many that
    they are shown only with a single record.
    """

    needs: str
    find: Find
    serializer: type[BaseSerializer[Any]]
    by: str = "key"
    is_list: bool = field(default=False, kw_only=True)
    is_long: bool = field(default=False, kw_only=True)

    @property
    def alternatives(self) -> Sequence[type[BaseSerializer[Any]]]:
        """The serializers that a related record may be shown by."""
        return getattr(self.serializer, "either", (self.serializer,))

    def add(self, name: str, shown: Sequence[Record], context: dict[str, Any]) -> None:
        """Add its related records to each record, under ``expanded`` and ``name``."""
        keys = {key for record in shown for key in keys_in(record[self.needs])}
        related = self.related(keys, context)
        for record in shown:
            found = [each for key in keys_in(record[self.needs]) for each in related.get(key, ())]
            record[NAME][name] = found if self.is_list else found[0] if found else None

    def related(self, keys: Collection[str], context: dict[str, Any]) -> Mapping[str, list[Record]]:
        """The related records as shown, by key."""
        serializer = self.serializer(context=context)
        found = defaultdict(list)
        for each in self.find(keys, bool(context.get("private"))) if keys else ():
            record = serializer.to_representation(each)
            found[record[self.by]].append(record)
        return found


def keys_in(value: Any) -> list[str]:
    """The keys that stand in a field: none, one, a list, or a list of links to commitments."""
    if value is None:
        return []
    values = value if isinstance(value, list) else [value]
    return [each if isinstance(each, str) else each["commitment"] for each in values]


def expand(
    shown: Sequence[Record], expansions: Mapping[str, Expansion], context: dict[str, Any]
) -> None:
    """Add ``expanded`` to each of the records. As many queries for one record as for all."""
    for record in shown:
        record[NAME] = {}
    for name, expansion in expansions.items():
        expansion.add(name, shown, context)


def by(
    column: str, queryset: Callable[[], "QuerySet[Any]"], serializer: Any, key: str = "key"
) -> tuple[Find, Any, str]:
    """Public records by the ``column`` of their keys, or of those of the record that they belong
    to. ``key`` is the field with these keys, as the serializer shows it."""

    def find(keys: Collection[str], _is_private: bool) -> "QuerySet[Any]":  # noqa: FBT001
        return queryset().filter(**{f"{column}__in": keys})

    return find, serializer, key


def submissions(keys: Collection[str], is_private: bool) -> "QuerySet[Any]":  # noqa: FBT001
    return records.submissions(is_private=is_private).filter(reference__in=keys)


def responses(keys: Collection[str], is_private: bool) -> "QuerySet[Any]":  # noqa: FBT001
    return (
        records.responses(is_private=is_private)
        .filter(submission__reference__in=keys)
        .order_by("commitment__document__key", "commitment__position")
    )


def submissions_of(keys: Collection[str], is_private: bool) -> "QuerySet[Any]":  # noqa: FBT001
    """Current submissions, earliest cycle first; the same for every caller."""
    return (
        records.submissions().filter(reporter__code__in=keys).order_by("cycle__year", "cycle__code")
    )


def answers(keys: Collection[str], is_private: bool) -> "QuerySet[Any]":  # noqa: FBT001
    found = forms.all_answers() if is_private else forms.answers()
    return found.filter(submission__reference__in=keys).order_by(*forms.IN_ORDER)


def sources(keys: Collection[str], is_private: bool) -> "QuerySet[Any]":  # noqa: FBT001
    """Answers behind the responses of those keys."""
    found = forms.all_sources() if is_private else forms.sources()
    reports = {key.partition(":")[0] for key in keys}
    commitments = {key.partition(":")[2] for key in keys}
    return found.filter(
        response__submission__reference__in=reports, response__commitment__key__in=commitments
    )


COMMITMENTS = by("key", records.commitments, agreed.CommitmentSerializer)
CYCLES = by("code", records.cycles, reported.CycleSerializer, "code")
DOCUMENTS = by("key", records.documents, agreed.DocumentSerializer)
INSTRUMENTS = by("key", records.instruments, agreed.InstrumentSerializer)
MEETINGS = by("key", records.meetings, agreed.MeetingSerializer)
REPORTERS = by("code", records.reporters, ReporterSerializer, "code")
RESPONSES = responses, reported.ResponseSerializer, "submission"
SECTIONS = by("api_key", records.outline, agreed.SectionSerializer)
SUBMISSIONS = submissions, reported.SubmissionSerializer, "reference"
SUBMISSIONS_OF = submissions_of, reported.SubmissionSerializer, "reporter"
THEMES = by("key", records.themes, agreed.ThemeSerializer)

AGENDA = by("api_key", meetings.agenda_items, participating.AgendaItemSerializer)
AGENDA_OF = by("meeting__key", meetings.agenda_items, participating.AgendaItemSerializer, "meeting")
BODIES = by("key", meetings.bodies, participating.BodySerializer)
OFFICERS_OF = by("meeting__key", meetings.officers, participating.OfficerSerializer, "meeting")
PAPERS_OF = by(
    "meeting__key", meetings.meeting_documents, participating.MeetingDocumentSerializer, "meeting"
)
SITTINGS = by("api_key", meetings.sittings, participating.SittingSerializer)
SITTINGS_OF = by("meeting__key", meetings.sittings, participating.SittingSerializer, "meeting")
STATEMENTS_OF = by(
    "reporter__code", meetings.statements, participating.StatementSerializer, "reporter"
)

ANSWERS = answers, answered.AnswerSerializer, "submission"
FORMS = by("api_key", forms.questionnaires, answered.QuestionnaireSerializer)
MAPPINGS_OF = by("question_key", forms.mappings, answered.MappingSerializer, "question")
QUESTIONS = by("api_key", forms.questions, answered.QuestionSerializer)
QUESTIONS_OF = by("form_key", forms.questions, answered.QuestionSerializer, "questionnaire")
ADHERENCES_OF = by("reporter__code", adhering.adherences, adhering.AdherenceSerializer, "reporter")
ADHERENCES_TO = by(
    "instrument__key", adhering.adherences, adhering.AdherenceSerializer, "instrument"
)
TOTALS_OF = by(
    "instrument__key", adhering.adherence_totals, adhering.AdherenceTotalSerializer, "instrument"
)
SOURCES = sources, answered.SourceSerializer, "response"
INDICATORS = by("key", measured.indicators, measured.IndicatorSerializer)
OBSERVATIONS_OF = by(
    "indicator__key", measured.observations, measured.ObservationSerializer, "indicator"
)

MEASURES = by("key", plans.measures, planned.MeasureSerializer)
MEASURES_OF = by("plan__key", plans.measures, planned.MeasureSerializer, "plan")
PLANS = by("key", plans.plans, planned.PlanSerializer)
TARGETS = by("key", plans.targets, planned.TargetSerializer)
TARGETS_OF = by("plan__key", plans.targets, planned.TargetSerializer, "plan")


def one(**related: Any) -> dict[str, Expansion]:
    """Each the one record whose key is in the field of that name."""
    return {name: Expansion(name, *each) for name, each in related.items()}


def several(needs: str = "", *, is_long: bool = False, **related: Any) -> dict[str, Expansion]:
    """Each the records whose keys are in the field of that name; or those that name this record by
    its field ``needs``."""
    return {
        name: Expansion(needs or name, *each, is_list=True, is_long=is_long)
        for name, each in related.items()
    }


OF_REPORTER = several(
    "code",
    is_long=True,
    submissions=SUBMISSIONS_OF,
    statements=STATEMENTS_OF,
    adherences=ADHERENCES_OF,
)
OF_REPORT = one(submission=SUBMISSIONS, reporter=REPORTERS, cycle=CYCLES)
# The related records that each resource can be shown with.
EXPANSIONS: Mapping[str, Mapping[str, Expansion]] = {
    "instruments": {
        **several("key", totals=TOTALS_OF),
        **several("key", is_long=True, adherences=ADHERENCES_TO),
    },
    "adherences": one(instrument=INSTRUMENTS, reporter=REPORTERS),
    "baselines": one(reporter=REPORTERS, plan=PLANS),
    "offices": one(reporter=REPORTERS),
    "meetings": {
        **several(documents=DOCUMENTS, cycles=CYCLES),
        **several("key", officers=OFFICERS_OF, agenda_items=AGENDA_OF, sittings=SITTINGS_OF),
        **several("key", meeting_documents=PAPERS_OF),
    },
    "documents": {**one(meeting=MEETINGS), **several(instruments=INSTRUMENTS)},
    "sections": {**one(document=DOCUMENTS), **several(commitments=COMMITMENTS)},
    "commitments": {
        **one(document=DOCUMENTS, section=SECTIONS),
        **several(themes=THEMES, earlier=COMMITMENTS, later=COMMITMENTS),
    },
    "groups": several(is_long=True, members=REPORTERS),
    "states": OF_REPORTER,
    "organisations": OF_REPORTER,
    "cycles": {**one(meeting=MEETINGS), **several(documents=DOCUMENTS)},
    "published-totals": one(cycle=CYCLES),
    "submissions": {
        **one(reporter=REPORTERS, cycle=CYCLES),
        **several("reference", is_long=True, responses=RESPONSES, answers=ANSWERS),
    },
    "withdrawn-reports": one(reporter=REPORTERS, cycle=CYCLES),
    "responses": {
        **OF_REPORT,
        **one(commitment=COMMITMENTS),
        **several("key", sources=SOURCES),
    },
    "sittings": one(meeting=MEETINGS),
    "agenda-items": one(meeting=MEETINGS),
    "officers": one(meeting=MEETINGS, state=REPORTERS),
    "meeting-documents": one(meeting=MEETINGS, sitting=SITTINGS, document=DOCUMENTS),
    "statements": one(
        meeting=MEETINGS, sitting=SITTINGS, item=AGENDA, reporter=REPORTERS, body=BODIES
    ),
    "questionnaires": {
        **several(cycles=CYCLES),
        **several("key", is_long=True, questions=QUESTIONS_OF),
    },
    "questions": {**one(questionnaire=FORMS), **several("key", mappings=MAPPINGS_OF)},
    "mappings": one(questionnaire=FORMS, question=QUESTIONS, commitment=COMMITMENTS),
    "indicators": {
        **several(commitments=COMMITMENTS),
        **several("key", is_long=True, observations=OBSERVATIONS_OF),
    },
    "observations": one(
        indicator=INDICATORS, reporter=REPORTERS, submission=SUBMISSIONS, cycle=CYCLES
    ),
    "availability": one(
        indicator=INDICATORS, reporter=REPORTERS, submission=SUBMISSIONS, cycle=CYCLES
    ),
    "answers": {**OF_REPORT, **one(question=QUESTIONS)},
    "plans": {
        **one(reporter=REPORTERS),
        **several("key", is_long=True, measures=MEASURES_OF, targets=TARGETS_OF),
    },
    "measures": {
        **one(plan=PLANS),
        **several(commitments=COMMITMENTS, targets=TARGETS),
    },
    "targets": one(reporter=REPORTERS, plan=PLANS),
    "progress": {**OF_REPORT, **one(measure=MEASURES, target=TARGETS)},
}


def expansions_of(resource: str, *, is_alone: bool) -> Mapping[str, Expansion]:
    """The expansions of a record, alone or in a list."""
    possible = EXPANSIONS.get(resource, {})
    return {name: each for name, each in possible.items() if is_alone or not each.is_long}
