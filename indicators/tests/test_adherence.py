"""The status that follows from acts, the rules of the ledger, and totals beside it."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from commitments.models import Instrument
from indicators import adherence
from indicators.adherence import Standing
from indicators.models import Act, Adherence, AdherenceTotal
from testing.builders import make_organisation, make_state, texts

pytestmark = pytest.mark.django_db

DAY = datetime.date(2015, 1, 1)


def make_instrument(key="att", kind="treaty"):
    named = {"name": texts(key), "abbreviation": texts(key.upper())}
    return Instrument.objects.create(key=key, kind=kind, year=2013, **named)


def make_act(instrument, reporter, act, *days, **fields):
    first, last = (days * 2)[:2] if days else (None, None)
    made = Adherence(
        instrument=instrument,
        reporter=reporter,
        act=act,
        earliest_on=first and datetime.date.fromisoformat(first),
        latest_on=last and datetime.date.fromisoformat(last),
        **{"other_source": "A list", **fields},
    )
    made.save()
    return made


def status(instrument, day=DAY):
    (found,) = adherence.as_of(instrument, day) or [None]
    return (found and found.standing, found and found.perhaps)


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ([], (None, None)),
        ([("signature", "2013-06-03")], (Standing.SIGNATORY, None)),
        ([("signature", "2013-06-03"), ("approval", "2014-04-02")], (Standing.PARTY, None)),
        ([("provisional_application", "2014-04-02")], (Standing.PROVISIONAL, None)),
        ([("accession", "2014-01-01"), ("withdrawal", "2014-06-01")], (Standing.WITHDRAWN, None)),
        (
            [
                ("accession", "2013-01-01"),
                ("withdrawal", "2014-06-01"),
                ("accession", "2014-07-01"),
            ],
            (Standing.PARTY, None),
        ),
        ([("accession", "2016-01-01")], (None, None)),
        ([("signature", "2013-06-03"), ("ratification",)], (Standing.SIGNATORY, Standing.PARTY)),
        ([("ratification", "2014-12-01", "2015-02-01")], (None, Standing.PARTY)),
        ([("ratification",), ("withdrawal", "2014-06-01")], (Standing.WITHDRAWN, None)),
    ],
)
def test_the_status_on_a_day_follows_from_the_acts(acts, expected):
    att, state = make_instrument(), make_state()
    for position, (act, *days) in enumerate(acts):
        make_act(att, state, act, *days, other_source=f"List {position}")
    found = adherence.as_of(att, DAY)
    assert (found[0].standing, found[0].perhaps) == expected if found else expected == (None, None)


def test_an_act_without_a_day_has_been_done_by_today():
    att, state = make_instrument(), make_state()
    make_act(att, state, Act.ACCESSION)
    assert status(att, timezone.localdate()) == (Standing.PARTY, None)
    assert status(att, DAY) == (None, Standing.PARTY)


def test_a_register_counts_reports_and_a_withdrawal_leaves_them():
    register = make_instrument("unroca", "register")
    state = make_state()
    for year in (2012, 2013):
        make_act(register, state, Act.REPORT, year=year, includes_small_arms=year == 2013)
    (found,) = adherence.as_of(register)
    assert found.standing == Standing.REPORTS
    assert [(r.year, r.includes_small_arms) for r in found.reports] == [(2013, True), (2012, False)]
    assert found.reports[0].key == f"unroca-{state.code.lower()}-report-2013"


def test_a_reporter_has_a_status_for_each_instrument(django_assert_num_queries):
    att, register, state = make_instrument(), make_instrument("unroca", "register"), make_state()
    make_act(att, state, Act.SIGNATURE, "2013-06-03")
    make_act(register, state, Act.REPORT, year=2012)
    with django_assert_num_queries(1):
        found = adherence.of_reporter(state)
        assert [(s.instrument.key, s.label) for s in found] == [
            ("att", "signatory"),
            ("unroca", "reported at least once"),
        ]


def test_totals_stand_beside_the_count_on_the_same_terms():
    att = make_instrument()
    states = [make_state() for _ in range(3)]
    for state in states:
        make_act(att, state, Act.RATIFICATION, "2014-05-01")
    make_act(att, make_organisation(), Act.APPROVAL, "2014-05-01")
    make_act(att, make_state(), Act.ACCESSION, "2016-05-01")

    def total(value, unit, qualifier="exact", counts="parties"):
        made = AdherenceTotal.objects.create(
            key=f"total-{AdherenceTotal.objects.count()}",
            instrument=att,
            counts=counts,
            value=Decimal(value),
            unit=unit,
            qualifier=qualifier,
            earliest_on=DAY,
            latest_on=DAY,
            other_source="A report",
        )
        (beside,) = adherence.totals_beside([made], list(adherence.acts()))
        return beside.recorded, beside.differs

    assert total(4, "parties") == (4, False)
    assert total(4, "states") == (3, True)
    assert total(2, "states", "more_than") == (3, False)
    assert total(3, "states", "more_than") == (3, True)
    assert total(100, "states", "about") == (3, False)
    assert total(50, "per_cent", "about") == (None, False)
    assert total(0, "states", counts="signatories") == (0, False)
    (beside,) = adherence.totals_beside(AdherenceTotal.objects.all()[:1], [])
    assert beside.recorded is None


REFUSED = [
    ("treaty", {"act": "endorsement"}, "adherence_fits_its_instrument"),
    ("register", {"act": "signature"}, "adherence_fits_its_instrument"),
    ("treaty", {"act": "signature", "earliest_on": "2999-01-01", "latest_on": "2999-01-01"},
     "adherence_has_happened"),
    ("register", {"act": "report"}, "adherence_report_has_a_year"),
    ("treaty", {"act": "signature", "year": 2012}, "adherence_report_has_a_year"),
    ("treaty", {"act": "signature", "includes_small_arms": True},
     "adherence_only_report_includes_small_arms"),
    ("treaty", {"act": "hope"}, "adherence_"),
    ("treaty", {"act": "signature", "other_source": ""}, "adherence_says_where_it_stands"),
    ("treaty", {"act": "signature", "paragraph": "13"}, "adherence_says_where_it_stands"),
    ("treaty", {"act": "signature", "earliest_on": "2014-01-01"}, "adherence_days_are_in_order"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "fields", "rule"), REFUSED)
def test_the_database_refuses_what_cannot_be(kind, fields, rule):
    instrument, state = make_instrument(kind=kind), make_state()
    given = {"instrument": instrument, "reporter": state, "other_source": "A list", **fields}
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Adherence.objects.bulk_create([Adherence(key="a", **given)])
    with pytest.raises((ValidationError, TypeError)):
        Adherence(key="a", **given).full_clean()


def test_what_was_sound_is_not_changed_into_what_is_not():
    att, state = make_instrument(), make_state()
    act = make_act(att, state, Act.SIGNATURE, "2013-06-03")
    found = Adherence.objects.filter(pk=act.pk)
    for change, rule in (
        ({"act": "use"}, "adherence_goes_on_fitting_its_instrument"),
        (
            dict.fromkeys(("earliest_on", "latest_on"), datetime.date(2999, 1, 1)),
            "adherence_is_not_moved_into_the_future",
        ),
    ):
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            found.update(**change)
    with (
        pytest.raises(IntegrityError, match="instrument_keeps_a_kind_that_its_adherences_fit"),
        transaction.atomic(),
    ):
        Instrument.objects.update(kind="standard")
    Instrument.objects.update(kind="")


def test_one_source_tells_an_act_once_and_another_may_tell_another_day():
    att, state = make_instrument(), make_state()
    make_act(att, state, Act.SIGNATURE)
    with (
        pytest.raises(IntegrityError, match=r"adherence_is_told_once|UNIQUE"),
        transaction.atomic(),
    ):
        make_act(att, state, Act.SIGNATURE)
    second = make_act(att, state, Act.SIGNATURE, "2013-06-04", other_source="Another list")
    assert second.key.endswith("-signature-2")
    assert adherence.as_of(att)[0].standing == Standing.SIGNATORY
