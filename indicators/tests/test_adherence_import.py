"""A depositary's list: read in both layouts, compared, asked about, recorded all or nothing."""

import datetime
import io

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from commitments.models import Instrument
from commitments.models.import_log import ImportLog
from indicators.importing import planning, reading
from indicators.importing.planning import Decision, Request, State
from indicators.importing.reading import Asked
from indicators.models import Act, Adherence
from reports.importing import loading
from testing.builders import make_reviewer, make_state, texts

pytestmark = pytest.mark.django_db

SOURCE = "Depositary's list of 1 May 2024"
# As the United Nations collection lays its tables out, with States of the test's own.
WIDE = """Participant\tSignature\tRatification, Acceptance(A), Approval(AA), Accession(a)
Albania\t 3 Jun 2013\t19 Mar 2014
Bahamas 1\t 3 Jun 2013\t25 Sep 2014 A
Finlandia\t\t 2 Apr 2014 AA
Kazakhstan\t\t 8 Dec 2017 a
"""
LONG = """Participant,Action,Date of Notification/Deposit,Date of Effect
Albania,Signature,03/06/2013,
Albania,Ratification,19/03/2014,24/12/2014
Albania,Declaration,19/03/2014,
Bahamas,Provisional application under article 23,25/09/2014,24/12/2014
"""
REGISTER = """State;Year;Small arms
Albania;2012;yes
Bahamas;2012;no
Kazakhstan;2012;
"""


@pytest.fixture
def att():
    for code, name in (
        ("ALB", "Albania"),
        ("BHS", "Bahamas"),
        ("FIN", "Finland"),
        ("KAZ", "Kazakhstan"),
    ):
        make_state(code, name)
    return make_instrument("att", "treaty")


def make_instrument(key, kind):
    named = {"name": texts(key), "abbreviation": texts(key.upper())}
    return Instrument.objects.create(key=key, kind=kind, year=2013, **named)


def plan_of(text, instrument, name="list.tsv", asked=None, **decided):
    data = text if isinstance(text, bytes) else text.encode()
    read = reading.read(data, name, loading.name_book(), asked or Asked())
    return planning.make_plan(read, Request(instrument, SOURCE, **decided))


def codes(plan):
    return {problem.code for problem in plan.in_the_way}


def load(plan):
    return planning.load(plan, file_name="list.tsv", sha256="0" * 64)


def ledger():
    return {(a.reporter.code, a.act, str(a.day or a.year)) for a in Adherence.objects.all()}


def test_a_column_for_each_act_with_marks_for_several(att):
    plan = plan_of(WIDE, att)
    assert codes(plan) <= {"suggestion", "several_candidates", "may_be"}
    plan = plan_of(WIDE, att, names={"finlandia": "FIN"})
    assert plan.in_the_way == []
    load(plan)
    assert ledger() == {
        ("ALB", "signature", "2013-06-03"),
        ("ALB", "ratification", "2014-03-19"),
        ("BHS", "signature", "2013-06-03"),
        ("BHS", "acceptance", "2014-09-25"),
        ("FIN", "approval", "2014-04-02"),
        ("KAZ", "accession", "2017-12-08"),
    }
    assert {a.source for a in Adherence.objects.all()} == {SOURCE}
    again = plan_of(WIDE, att, names={"finlandia": "FIN"})
    assert again.counts["already"] == 6
    assert again.to_record == []


def test_one_act_a_row_and_dates_that_are_asked_about(att):
    unclear = plan_of(LONG, att, "list.csv")
    assert codes(unclear) == {"date_ambiguous"}
    with pytest.raises(loading.NotLoaded):
        load(unclear)
    plan = plan_of(LONG, att, "list.csv", Asked("dmy"))
    assert [p.code for p in plan.warnings] == ["act_unknown"]
    load(plan)
    assert ledger() == {
        ("ALB", "signature", "2013-06-03"),
        ("ALB", "ratification", "2014-03-19"),
        ("BHS", "provisional_application", "2014-09-25"),
    }


def test_a_workbook_of_a_register_by_year(att):
    unroca = make_instrument("unroca", "register")
    book = openpyxl.Workbook()
    for line in REGISTER.splitlines():
        book.active.append(line.split(";"))
    file = io.BytesIO()
    book.save(file)
    plan = plan_of(file.getvalue(), unroca, "register.xlsx")
    assert plan.in_the_way == []
    load(plan)
    found = {a.reporter.code: a.includes_small_arms for a in Adherence.objects.all()}
    assert found == {"ALB": True, "BHS": False, "KAZ": None}
    assert codes(plan_of(REGISTER, att, "list.csv")) == set()
    assert codes(plan_of(WIDE, unroca)) >= {"act_does_not_fit"}


def test_another_day_is_shown_and_decided_and_nothing_is_removed(att):
    albania = make_act(att, "ALB", "ratification", "2014-03-18")
    make_act(att, "KAZ", "signature", "2013-06-04")
    text = "State\tRatification\nAlbania\t2014-03-19\n"
    plan = plan_of(text, att)
    assert [line.state for line in plan.lines] == [State.DIFFERS]
    assert codes(plan) == {"differs"}
    assert [p.code for p in plan.warnings] == ["not_in_file"]
    key = plan.lines[0].key
    assert plan_of(text, att, decisions={key: Decision.LEAVE}).to_record == []
    load(plan_of(text, att, decisions={key: Decision.BESIDE}))
    days = Adherence.objects.filter(reporter__code="ALB").values_list("earliest_on", flat=True)
    assert set(map(str, days)) == {"2014-03-18", "2014-03-19"}
    Adherence.objects.exclude(pk=albania.pk).filter(reporter__code="ALB").delete()
    log = load(plan_of(text, att, decisions={key: Decision.REPLACE}))
    albania.refresh_from_db()
    assert (str(albania.day), albania.other_source, log.counts["replaced"]) == (
        "2014-03-19",
        SOURCE,
        1,
    )


def make_act(instrument, code, act, day, **fields):
    from reports.models import Reporter

    on = datetime.date.fromisoformat(day) if day else None
    return Adherence.objects.create(
        instrument=instrument,
        reporter=Reporter.objects.get(code=code),
        act=act,
        earliest_on=on,
        latest_on=on,
        **{"other_source": "Another list", **fields},
    )


def test_the_last_import_is_undone_unless_somebody_changed_it(att):
    log = load(plan_of("State\tSignature\nAlbania\t2013-06-03\n", att))
    act = Adherence.objects.get()
    act.includes_small_arms = None
    act.save()
    by = make_reviewer()
    with pytest.raises(planning.CannotUndo):
        planning.undo(log, by=by)
    assert Adherence.objects.count() == 1
    other = load(plan_of("State\tSignature\nBahamas\t2013-06-03\n", att))
    assert planning.undo(other, by=by) == 1
    assert set(Adherence.objects.values_list("act", flat=True)) == {Act.SIGNATURE}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("One\tTwo\nthree\tfour\n", "no_table"),
        ("State\tHat\nAlbania\t3\n", "column_unclear"),
        ("State\tSignature\nAtlantis of the deep\t2013-06-03\n", "not_found"),
        ("State\tSignature\nAlbania\t2999-06-03\n", "in_the_future"),
        ("State\tSignature\nAlbania\tsoon\n", "date_unreadable"),
        ("State\tReport\nAlbania\tyes\n", "no_year"),
        ("State\tYear\nAlbania\tlast\n", "year_unreadable"),
        ("State\tSignature\nAlbania\t2013-06-03\nAlbania\t2013-06-04\n", "days_differ"),
    ],
)
def test_what_is_not_clear_is_in_the_way(att, text, code):
    plan = plan_of(text, att)
    assert code in codes(plan), plan.problems
    with pytest.raises(loading.NotLoaded):
        load(plan)
    assert not Adherence.objects.exists()


def test_the_pages_lead_from_a_file_to_the_ledger_and_back(att):
    client = Client()
    client.force_login(make_reviewer())
    begin, preview = (reverse(f"admin:indicators_adherence_{p}") for p in ("import", "preview"))
    given = {"instrument": "att", "source": SOURCE, "text": WIDE}
    assert client.post(begin, {**given, "text": ""}).status_code == 422
    assert client.post(begin, given).status_code == 302
    page = client.get(preview).content.decode()
    assert "Finlandia" in page
    assert 'name="accept"' not in page
    index = 4
    known = {"instrument": "att", "source": SOURCE, "order": ""}
    page = client.post(preview, {**known, f"other-{index}": "Finland"}).content.decode()
    assert 'name="accept"' in page
    assert client.post(preview, {**known, "accept": "1"}).status_code == 302
    assert Adherence.objects.count() == 6
    log = ImportLog.objects.get()
    client.post(reverse("admin:indicators_adherence_undo"), {"log": log.pk})
    assert not Adherence.objects.exists()
