"""The filters of each resource, by name."""

import operator
from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Concat
from django.utils import timezone

from commitments.models import (
    Addressee,
    Commitment,
    DocumentKind,
    Instrument,
    Level,
    Meeting,
    MeetingKind,
    OutcomeDocument,
    Section,
    Theme,
    directed_to,
)
from commitments.multilingual import LANGUAGE_CODES
from commitments.searching import matching, normalise, texts_of
from reports.models import (
    Channel,
    Group,
    GroupKind,
    Membership,
    Reporter,
    ReporterKind,
    ReportingCycle,
    ResponseStatus,
    StateStatus,
    Submission,
    SubmissionStatus,
)
from tracker.api.parameters import (
    Choices,
    Day,
    Filter,
    Flag,
    Keys,
    Number,
    OneKey,
    Words,
)

YEAR = {"least": 1900, "most": 2200}


def one_of(name: str, about: str, values: Iterable[str], column: str) -> Filter:
    """Records whose ``column`` is one of the words given."""
    return Filter(
        Choices(name, about, list(values)),
        lambda queryset, wanted: queryset.filter(**{f"{column}__in": wanted}),
    )


def of(name: str, about: str, model: Any, resource: str, column: str) -> Filter:
    """Records whose ``column`` refers to one of the records of ``model`` whose keys are given."""
    return Filter(
        Keys(name, about, model.objects.all, key_column(model), resource),
        lambda queryset, wanted: queryset.filter(**{f"{column}__in": wanted}),
    )


def with_any(name: str, about: str, model: Any, resource: str, column: str) -> Filter:
    """The same where a record may have several: each record is found once."""

    def apply(queryset: "QuerySet[Any]", wanted: list[Any]) -> "QuerySet[Any]":
        having = queryset.model.objects.filter(**{f"{column}__in": wanted})
        return queryset.filter(pk__in=having.values("pk"))

    return Filter(Keys(name, about, model.objects.all, key_column(model), resource), apply)


def key_column(model: Any) -> str:
    return "code" if model is ReportingCycle else "key"


def flag(name: str, about: str, condition: Any) -> Filter:
    """Records that meet ``condition``, or those that do not."""
    return Filter(
        Flag(name, about),
        lambda queryset, wanted: queryset.filter(condition if wanted else ~condition),
    )


def year(column: str = "year") -> Filter:
    return Filter(
        Number("year", "Year.", **YEAR),
        lambda queryset, wanted: queryset.filter(**{column: wanted}),
    )


def search(about: str) -> Filter:
    """Every word occurs in the record's texts, in any language, whatever accents and case."""
    return Filter(Words("search", about), lambda queryset, words: queryset.filter(matching(words)))


def search_in(about: str, *columns: str) -> Filter:
    """The same for a small table without a column for it: its texts are compared here."""

    def apply(queryset: "QuerySet[Any]", words: str) -> "QuerySet[Any]":
        wanted = normalise(words).split()
        found = [
            pk
            for pk, *texts in queryset.values_list("pk", *columns)
            if all(word in searchable(texts) for word in wanted)
        ]
        return queryset.filter(pk__in=found)

    return Filter(Words("search", about), apply)


def searchable(values: Iterable[Any]) -> str:
    return normalise("\n".join(text for value in values for text in texts_of(value)))


# What was agreed


def sections() -> "QuerySet[Section]":
    """Sections with their public key as ``api_key``."""
    return Section.objects.annotate(api_key=Concat("document__key", Value(":"), "code"))


def under(queryset: "QuerySet[Any]", wanted: list[Section]) -> "QuerySet[Any]":
    """Commitments in one of the sections or in a section under it."""
    inside = (
        Q(section=section)
        | Q(section__document=section.document_id, section__code__startswith=f"{section.code}-")
        for section in wanted
    )
    return queryset.filter(reduce(operator.or_, inside))


MEETINGS = (
    search("Words in name, abbreviation, place or chair."),
    one_of("kind", "Kind of meeting.", MeetingKind.values, "kind"),
    year(),
)
INSTRUMENTS = (search("Words in name, abbreviation or reference."),)
THEMES = (search("Words in the name."),)
DOCUMENTS = (
    search("Words in symbol or title."),
    one_of("kind", "Kind of document.", DocumentKind.values, "kind"),
    of("meeting", "Keys of meetings.", Meeting, "meetings", "meeting"),
    with_any("instrument", "Keys of instruments.", Instrument, "instruments", "instruments"),
)
DOCUMENT = of("document", "Keys of documents.", OutcomeDocument, "documents", "document")
LEVEL = "Levels of action, from the section."
SECTIONS = (
    search_in("Words in the heading.", "code", "heading"),
    DOCUMENT,
    one_of("level", LEVEL, Level.values, "level"),
)
COMMITMENT_FILTERS = (
    DOCUMENT,
    one_of("level", LEVEL, Level.values, "section__level"),
    Filter(
        Keys(
            "section",
            "Keys of sections; those under them are included.",
            sections,
            "api_key",
            "sections",
        ),
        under,
    ),
    with_any("theme", "Keys of themes.", Theme, "themes", "themes"),
    Filter(
        Choices("addressee", "Whom the commitment asks to act.", Addressee.values),
        lambda queryset, wanted: queryset.filter(directed_to(*wanted)),
    ),
)
COMMITMENTS = (
    search("Words in number, title, summary or official text."),
    *COMMITMENT_FILTERS,
    flag("operative", "Operative paragraphs, or preambular ones.", Q(is_operative=True)),
)


# Who reported


def memberships_today() -> Any:
    return Membership.objects.on(timezone.localdate())


def in_group_today(groups: Any) -> Exists:
    return Exists(memberships_today().filter(reporter=OuterRef("pk"), group__in=groups))


def groups_of(kind: str) -> Callable[[], "QuerySet[Group]"]:
    return lambda: Group.objects.filter(kind=kind)


def state_group(name: str, about: str) -> Filter:
    """States that are today in one of the groups of that kind."""
    return Filter(
        Keys(name, about, groups_of(name), "code", "groups"),
        lambda queryset, wanted: queryset.filter(in_group_today(wanted)),
    )


def state_flag(name: str, about: str) -> Filter:
    """States that are today in the only group of that kind, or those that are not."""

    def apply(queryset: "QuerySet[Any]", wanted: bool) -> "QuerySet[Any]":  # noqa: FBT001
        inside = in_group_today(Group.objects.filter(kind=name))
        return queryset.filter(inside if wanted else ~inside)

    return Filter(Flag(name, about), apply)


def has_report(cycle: Any) -> Exists:
    return Exists(Submission.objects.current().filter(reporter=OuterRef("pk"), cycle=cycle))


def all_reported_in(queryset: "QuerySet[Any]", cycles: list[Any]) -> "QuerySet[Any]":
    return queryset.filter(*(has_report(cycle) for cycle in cycles))


def none_reported_in(queryset: "QuerySet[Any]", cycles: list[Any]) -> "QuerySet[Any]":
    return queryset.filter(*(~has_report(cycle) for cycle in cycles))


def cycles() -> Any:
    return ReportingCycle.objects.all()


REPORTED = (
    Filter(
        Keys(
            "reported_in",
            "Codes of cycles, in all of which there is a published report on record.",
            cycles,
            "code",
            "cycles",
        ),
        all_reported_in,
    ),
    Filter(
        Keys(
            "not_reported_in",
            "Codes of cycles, in none of which there is one.",
            cycles,
            "code",
            "cycles",
        ),
        none_reported_in,
    ),
)
STATE_STATUS = one_of("status", "Status in the United Nations.", StateStatus.values, "state_status")
STATE_REGIONAL_GROUP = state_group("regional_group", "Codes of regional groups.")
STATES = (
    search("Words in name, formal name, code or other names."),
    STATE_STATUS,
    STATE_REGIONAL_GROUP,
    state_group("region", "Codes of M49 regions."),
    state_group("sub_region", "Codes of M49 sub-regions."),
    state_group("intermediate_region", "Codes of M49 intermediate regions."),
    state_flag("ldc", "Least developed countries, or the others."),
    state_flag("lldc", "Landlocked developing countries, or the others."),
    state_flag("sids", "Small island developing States, or the others."),
    *REPORTED,
)
ORGANISATIONS = (
    search("Words in name, formal name, code or other names."),
    one_of(
        "reporter_type",
        "Kind of reporter.",
        [ReporterKind.ORGANISATION, ReporterKind.BLOC],
        "kind",
    ),
    *REPORTED,
)
GROUPS = (
    search_in("Words in the name.", "code", "name"),
    one_of("kind", "Kind of group.", GroupKind.values, "kind"),
)
CYCLES = (
    search_in("Words in code or name.", "code", "name"),
    year(),
    of("meeting", "Keys of meetings.", Meeting, "meetings", "meeting"),
    with_any("document", "Keys of documents.", OutcomeDocument, "documents", "documents"),
    flag("fictional", "Cycles of demonstration data, or real ones.", Q(is_fictional=True)),
)


def in_group_of_the_time(submission: str) -> Callable[[Any, Any], Any]:
    """Records whose reporter was in one of the groups on the reference day of its cycle.

    ``submission`` is the path to the submission, with its underscores. One query more, for the
    days of the cycles.
    """

    def apply(queryset: "QuerySet[Any]", wanted: list[Group]) -> "QuerySet[Any]":
        days = [
            When(**{f"{submission}cycle": cycle}, then=Value(cycle.reference_day))
            for cycle in ReportingCycle.objects.select_related("meeting")
        ]
        if not days:
            return queryset.none()
        of_the_time = Membership.objects.on(OuterRef("reference_day")).filter(
            reporter=OuterRef(f"{submission}reporter"), group__in=wanted
        )
        return queryset.annotate(reference_day=Case(*days)).filter(Exists(of_the_time))

    return apply


def reporters_filters(submission: str) -> tuple[Filter, ...]:
    """What submissions and responses have in common: who reported, and in which cycle."""
    return (
        of("cycle", "Codes of cycles.", ReportingCycle, "cycles", f"{submission}cycle"),
        Filter(
            Keys("state", "Codes of States.", Reporter.objects.states, "code", "states"),
            lambda queryset, wanted: queryset.filter(**{f"{submission}reporter__in": wanted}),
        ),
        Filter(
            Keys(
                "organisation",
                "Codes of organisations and blocs.",
                Reporter.objects.organisations,
                "code",
                "organisations",
            ),
            lambda queryset, wanted: queryset.filter(**{f"{submission}reporter__in": wanted}),
        ),
        one_of(
            "reporter_type",
            "Kind of reporter.",
            ReporterKind.values,
            f"{submission}reporter__kind",
        ),
        Filter(
            Keys(
                "regional_group",
                "Codes of regional groups, as they were on the cycle's reference day.",
                groups_of("regional_group"),
                "code",
                "groups",
            ),
            in_group_of_the_time(submission),
        ),
        flag(
            "fictional",
            "Demonstration data, or real ones.",
            Q(**{f"{submission}cycle__is_fictional": True}),
        ),
    )


SUBMISSIONS = (
    Filter(
        Words("search", "Words in the reporter's names or the reference."),
        lambda queryset, words: queryset.matching(words),
    ),
    *reporters_filters(""),
    one_of("status", "Only published reports are shown.", [SubmissionStatus.PUBLISHED], "status"),
    one_of("channel", "How the report came.", Channel.values, "channel"),
    Filter(
        Day("received_after", "Certainly received on that day or later."),
        lambda queryset, day: queryset.filter(received_on__gte=day),
    ),
    Filter(
        Day("received_before", "Certainly received on that day or earlier."),
        lambda queryset, day: queryset.filter(
            Q(received_on__lte=day) | Q(received_no_later_than__lte=day)
        ),
    ),
    flag("nil", "Nil returns, or the others.", Q(is_nil_return=True)),
    flag(
        "late",
        "Received after the cycle's due day, or not known to be.",
        Q(pk__in=Submission.objects.late().values("pk")),
    ),
    flag("coded", "Coded reports, or the others.", Q(is_coded=True)),
)
RESPONSES = (
    search("Words in the narrative or its translations."),
    *reporters_filters("submission__"),
    Filter(
        Keys(
            "submission",
            "References of submissions.",
            Submission.objects.current,
            "reference",
            "submissions",
        ),
        lambda queryset, wanted: queryset.filter(submission__in=wanted),
    ),
    of("commitment", "Keys of commitments.", Commitment, "commitments", "commitment"),
    of("document", "Keys of documents.", OutcomeDocument, "documents", "commitment__document"),
    with_any("theme", "Keys of themes.", Theme, "themes", "commitment__themes"),
    one_of("status", "What the report says.", ResponseStatus.values, "status"),
    one_of("language", "Languages of the narrative.", LANGUAGE_CODES, "language"),
)
CYCLE = OneKey("cycle", "Code of the cycle; the current one without it.", cycles, "code", "cycles")
ROWS_OF_THE_MATRIX = reporters_filters("")[1:-1]
