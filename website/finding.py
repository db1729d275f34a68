"""The kinds of results that a search finds on public pages, each with its filters."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.models import Commitment, Meeting, OutcomeDocument, Theme
from common.search import matching, names_in, nearness, normalise, texts_of
from contacts.models import Office
from indicators.models import Plan, Target
from publications.records import plans
from questionnaires.models import Answer
from reports.models import (
    Group,
    Membership,
    Reporter,
    ReportingCycle,
    Response,
    Submission,
)

FIRST_RESULTS = 10
# The texts for searching are most of what is on record.
SHOWN_OF_REPORTS = (
    *("submission__cycle__code", "submission__cycle__is_fictional"),
    *(f"submission__reporter__{name}" for name in Reporter.LINKED),
)
LONG_TEXTS = ("search_text", "explanation", "footnotes")
SHOWN_OF_RESPONSES = (
    *("status", "narrative", "language", "translations", *SHOWN_OF_REPORTS),
    *(f"commitment__{name}" for name in Commitment.LINKED),
)
SHOWN_OF_ANSWERS = (
    *("value", "language", *SHOWN_OF_REPORTS, "part__question__section__key"),
    *(f"part__question__{name}" for name in ("key", "number", "text")),
)
NO_LETTERS = re.compile(r"[\W_]+")
PAGE_RESULTS = 20

Chosen = Mapping[str, Any]
Condition = Callable[[Any], Q]


@dataclass(frozen=True)
class Kind:
    """One kind of result: the records that a query finds, and the filters that apply to it."""

    name: str
    label: Any
    records: Callable[[str], Any]
    conditions: Mapping[str, Condition]

    def find(self, query: str, chosen: Chosen) -> Any:
        """The records that match ``query`` and every filter of ``chosen``; None if a filter does
        not apply to this kind."""
        if not set(chosen) <= set(self.conditions):
            return None
        found = self.records(query)
        for name, value in chosen.items():
            found = found.filter(self.conditions[name](value))
        return found


@dataclass(frozen=True)
class Finding:
    """The results of one kind: their number, and the first results, read when shown."""

    kind: Kind
    count: int
    results: Any

    @property
    def has_more(self) -> bool:
        return self.count > FIRST_RESULTS


def find(query: str, chosen: Chosen) -> list[Finding]:
    """The number of results of each kind that has some. One query for each kind, and one more if
    its results are shown."""
    found = [(kind, kind.find(query, chosen)) for kind in KINDS]
    counts = [(kind, records, records.count()) for kind, records in found if records is not None]
    return [
        Finding(kind, count, records[:FIRST_RESULTS]) for kind, records, count in counts if count
    ]


def page_of(name: str, query: str, chosen: Chosen, number: str) -> Page[Any] | None:
    """A page of results of the kind ``name``: ``number``, or the nearest page that exists. None if
    there are no results. Two queries."""
    kind = next((kind for kind in KINDS if kind.name == name), None)
    records = kind.find(query, chosen) if kind else None
    if records is None:
        return None
    page = Paginator(records, PAGE_RESULTS).get_page(number)
    return page if page.paginator.count else None


# "para 25", "пункт 25", "第25段": the word for a paragraph, and its number.
PARAGRAPH = re.compile(
    normalise(
        "(?:^| )(?:paragraph(?:e)?s?|paras?|par|parrafos?|пункт[а-я]{0,3}|п|الفقرة|فقرة|§|¶|第|段)"
    )
    + r"\.? ?(?P<number>[0-9]+[a-z]?)(?:段)?(?= |$)"
)


def words_beside_paragraph(query: str) -> str:
    """The words of a query beside the number of a paragraph: "marking" of "marking para 25". The
    whole query if it names no paragraph."""
    normal = normalise(query)
    return PARAGRAPH.sub(" ", normal).strip() if PARAGRAPH.search(normal) else query


def commitments(query: str) -> Any:
    """Commitments by their words, or by the number of their paragraph if the query names one; the
    nearest first, then in the order of their documents."""
    named = PARAGRAPH.search(normalise(query))
    if named:
        found = Commitment.objects.matching(words_beside_paragraph(query))
        found = found.filter(number__iexact=named["number"])
        return found.in_document_order().defer(*LONG_TEXTS)
    found = Commitment.objects.matching(query).in_document_order()
    return nearest(found, query, *found.query.order_by).defer(*LONG_TEXTS)


def nearest(found: Any, query: str, *order: str) -> Any:
    """``found``, with the nearest to the whole query first, then in ``order``."""
    return found.order_by(nearness(query), *order)


def reporters(found: Any, query: str) -> Any:
    """The records of ``found`` that match the query: matches of a code or whole name first, then in
    UN order."""
    return nearest(found.matching(query), query, "sort_name", "code")


def groups(query: str) -> Any:
    """Regional groups, regions and groups of countries in special situations, by their names. Three
    queries: there are about forty, and they have no search text."""
    words = normalise(query).split()
    whole = names_in(query)
    named = [
        pk
        for pk, code, name in Group.objects.values_list("pk", "code", "name")
        if _has_words(_plain(" ".join([code, *texts_of(name)])), words, whole)
    ]
    return Group.objects.filter(pk__in=named if words else []).order_by("kind", "position", "code")


# The names of a group in six languages are the same for each query.
_plain = lru_cache(maxsize=200)(normalise)


def _has_words(text: str, words: list[str], whole: set[str]) -> bool:
    """Whether ``text`` has all ``words``, those of ``whole`` not within other words."""
    own = set(NO_LETTERS.split(text))
    return all(word in (own if word in whole else text) for word in words)


def responses(query: str) -> Any:
    """Published responses, those of real cycles first, latest first."""
    return (
        Response.objects.published()
        .matching(query)
        .select_related("submission__reporter", "submission__cycle", "commitment")
        .only(*SHOWN_OF_RESPONSES)
        .order_by(
            "submission__cycle__is_fictional",
            "-submission__cycle__year",
            "submission__reporter__sort_name",
            "commitment__position",
            "pk",
        )
    )


def answers(query: str) -> Any:
    """Public answers of forms by their own words, those of real cycles first, latest first."""
    return (
        Answer.objects.public()
        .answered()
        .matching(query)
        .select_related("submission__reporter", "submission__cycle", "part__question__section")
        .only(*SHOWN_OF_ANSWERS)
        .order_by(
            "submission__cycle__is_fictional",
            "-submission__cycle__year",
            "submission__reporter__sort_name",
            "part__question__position",
            "pk",
        )
    )


def progress(query: str) -> Any:
    """Progress in published reports, by their own words, those of real cycles first, latest
    first."""
    found: Any = plans.progress()
    return found.matching(query).order_by(
        "submission__cycle__is_fictional",
        "-submission__cycle__year",
        "submission__reporter__sort_name",
        "pk",
    )


def offices(query: str) -> Any:
    """Public offices that are there today, by their name, address or mailbox."""
    found = Office.objects.public().on(timezone.localdate()).matching(query)
    return found.select_related("reporter").order_by(
        "is_fictional", "reporter__sort_name", "function", "reference"
    )


def submissions(query: str) -> Any:
    """Current published reports, by their reference or their reporter."""
    return (
        Submission.objects.current()
        .matching(query)
        .select_related("reporter", "cycle")
        .order_by("cycle__is_fictional", "-cycle__year", "reporter__sort_name", "pk")
    )


def in_group(path: str) -> Condition:
    """The condition that the reporter at ``path`` is in a group today."""

    def condition(group: Group) -> Q:
        members = Membership.objects.on(timezone.localdate()).filter(group=group)
        return Q(**{f"{path}__in": members.values("reporter_id")})

    return condition


def in_scope_of(path: str) -> Condition:
    """The condition that the document at ``path`` is in the scope of a cycle."""
    return lambda cycle: Q(**{f"{path}__in": documents_of(cycle)})


def documents_of(cycle: ReportingCycle) -> Any:
    return cycle.documents.order_by().values("pk")


def about(path: str) -> Condition:
    """The condition that the commitment at ``path`` has a theme."""

    def condition(theme: Theme) -> Q:
        tagged = Commitment.themes.through.objects.filter(theme=theme)
        return Q(**{f"{path}__in": tagged.values("commitment_id")})

    return condition


def equal(path: str) -> Condition:
    return lambda value: Q(**{path: value})


KINDS = (
    Kind(
        "states",
        _("States"),
        lambda query: reporters(Reporter.objects.states(), query),
        {"regional_group": in_group("pk")},
    ),
    Kind(
        "organisations",
        _("Organisations"),
        lambda query: reporters(Reporter.objects.organisations(), query),
        {},
    ),
    Kind("groups", _("Groups and regions"), groups, {}),
    Kind(
        "commitments",
        _("Commitments"),
        commitments,
        {"cycle": in_scope_of("document"), "theme": about("pk")},
    ),
    Kind(
        "documents",
        _("Documents"),
        lambda query: OutcomeDocument.objects.filter(matching(query)).order_by(
            nearness(query), "key"
        ),
        {"cycle": in_scope_of("pk")},
    ),
    Kind(
        "meetings",
        _("Meetings"),
        lambda query: nearest(Meeting.objects.filter(matching(query)), query, "-year", "key"),
        {},
    ),
    Kind(
        "responses",
        _("Responses"),
        responses,
        {
            "cycle": equal("submission__cycle"),
            "status": equal("status"),
            "regional_group": in_group("submission__reporter"),
            "language": equal("language"),
            "theme": about("commitment"),
        },
    ),
    Kind(
        "answers",
        _("Answers in the reporting form"),
        answers,
        {
            "cycle": equal("submission__cycle"),
            "regional_group": in_group("submission__reporter"),
            "language": equal("language"),
        },
    ),
    Kind(
        "plans",
        _("Plans"),
        lambda query: Plan.objects.public().matching(query).order_by("is_fictional", "key"),
        {"regional_group": in_group("reporter")},
    ),
    Kind(
        "targets",
        _("Targets"),
        lambda query: Target.objects.public().matching(query).order_by("is_fictional", "key"),
        {"regional_group": in_group("reporter")},
    ),
    Kind(
        "progress",
        _("Progress"),
        progress,
        {
            "cycle": equal("submission__cycle"),
            "regional_group": in_group("submission__reporter"),
            "language": equal("language"),
        },
    ),
    Kind("offices", _("Offices"), offices, {"regional_group": in_group("reporter")}),
    Kind(
        "submissions",
        _("Reports"),
        submissions,
        {"cycle": equal("cycle"), "regional_group": in_group("reporter")},
    ),
)
