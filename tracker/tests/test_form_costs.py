"""Pages and lists of a form take the same number of queries at 78 and at 780 questions."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from questionnaires import answering
from questionnaires.answering import Given
from questionnaires.models import ReportTemplate
from reports.models import Submission
from testing.builders import (
    FORM,
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_form,
    make_officer,
    make_state,
    publish,
)

pytestmark = pytest.mark.django_db
API = "/api/v1"
OF_STAFF = {"confirm", "derived", "report", "mapping", "template"}


def sections(number: int) -> list[dict[str, Any]]:
    """``number`` questions, in sections of 26."""
    tick = FORM[1]["questions"][0]
    return [
        {
            **FORM[1],
            "key": f"section-{first}",
            "number": str(first // 26 + 1),
            "questions": [
                {**tick, "key": f"q-{place}", "number": f"{first // 26 + 1}.{place - first + 1}"}
                for place in range(first, first + 26)
            ],
        }
        for first in range(0, number, 26)
    ]


def answered(number: int) -> tuple[Submission, ReportTemplate]:
    """A State's draft beside its published report, both with every answer of a form of ``number``
    questions."""
    document = make_document(f"d{number}")
    mapped = [
        (f"q-{place}", make_commitment(document, str(place)), "main", {"yes": "implemented"})
        for place in range(3)
    ]
    cycle = make_cycle(str(2000 + number // 10), document)
    loaded = make_form(cycle, mapped, sections(number), key=f"form{number}")
    officer = make_officer()
    given = [
        Given(question.key, part, value, language="en" if part == "details" else "")
        for question in loaded.form.questions()
        for part, value in (("tick", "yes"), ("details", "The Act of 2003 is in force."))
    ]
    reports = [make_draft(make_state(), cycle) for _each in range(2)]
    for report in reports:
        answering.record(report, loaded, given, by=officer)
    publish(reports[1])
    return reports[0], loaded.template


def addresses(number: int) -> dict[str, str]:
    draft, template = answered(number)
    published = Submission.objects.exclude(pk=draft.pk).get(cycle=draft.cycle)
    form = f"/questionnaires/{template.key}/{template.version}/"
    key = f"{template.key}:{template.version}"
    of_form = f"questionnaire={key}&page_size=50"
    return {
        "confirm": reverse("admin:questionnaires_confirm", args=[draft.pk]),
        "derived": reverse("admin:questionnaires_derived", args=[draft.pk]),
        "report": reverse("admin:reports_submission_change", args=[draft.pk]),
        "mapping": reverse("admin:questionnaires_reporttemplate_mapping", args=[template.pk]),
        "template": reverse("admin:questionnaires_reporttemplate_change", args=[template.pk]),
        "questionnaires": "/questionnaires/",
        "questionnaire": form,
        "question": f"{form}{draft.cycle.code}/q-1/",
        "table of a question": f"{form}{draft.cycle.code}/q-1.csv",
        "State": published.reporter.get_absolute_url(),
        "API: templates": f"{API}/questionnaires/",
        "API: questions": f"{API}/questions/?{of_form}",
        "API: answers": f"{API}/answers/?{of_form}",
        "API: mappings": f"{API}/mappings/?{of_form}",
        "API: crosstab": f"{API}/questions/{key}:q-1/crosstab/?cycle={draft.cycle.code}",
    }


def test_a_form_of_780_questions_takes_the_queries_of_78() -> None:
    staff, anybody = Client(), Client()
    staff.force_login(make_officer())
    counts = []
    # The first cycle is the one with which the others are compared. It also fills everything that a
    # process looks up only once.
    for number in (26, 78, 780):
        found = {}
        for name, address in addresses(number).items():
            who = staff if name in OF_STAFF else anybody
            cache.clear()
            with CaptureQueriesContext(connection) as queries:
                assert who.get(address).status_code == 200, address
            found[name] = len(queries)
        counts.append(found)
    assert counts[1] == counts[2]
    assert counts[1]["confirm"] <= 30, counts[1]
