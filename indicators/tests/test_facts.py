"""Each of the 246 facts of the four source texts is a record, was held, or is left out with a
reason. ``fixtures/facts.json`` says which."""

import json
from collections import Counter

import pytest
from django.apps import apps
from django.conf import settings

from benchmarks import facts as beside
from indicators.models import Cited, Dimension, SourceDocument
from indicators.models.definitions import NOT_STATED, TOTAL
from indicators.words import when, with_unit

LOADED = pytest.mark.usefixtures("facts", "db")
FACTS = json.loads((settings.BASE_DIR / "fixtures" / "facts.json").read_text(encoding="utf-8"))
REASONS = {
    "regimes": 1,  # mandates of missions that are not named
    "other_body": 11,  # what bodies outside the process did or made
    "panel": 9,  # a panel's advice on one State: nothing about compliance is recorded
    "procedural": 6,  # asks for the very report
    "other_document": 6,  # a publication or report of no meeting here
    "outcome_text": 4,  # stands in an outcome whose paragraphs are not on record
    "incident": 4,  # losses and explosions in a State, without figure or day
    "view": 4,  # an opinion
    "other_resolution": 3,  # a resolution that answers no commitment here
    "no_figure": 2,  # a fraction or a judgement without a number
    "sitting_unknown": 1,  # a statement whose sitting is not given
    "no_actor": 1,  # help of which the text does not say who gave it
    "no_names": 1,  # States that are not named
}


def tally(outcome):
    """How many facts of an outcome there are, by document and kind."""
    return Counter((f["document"], f["kind"]) for f in FACTS if f["outcome"] == outcome)


@pytest.mark.once
def test_every_fact_is_assigned_once():
    assert [fact["fact"] for fact in FACTS] == list(range(1, 247))
    assert Counter(fact["outcome"] for fact in FACTS) == {"left_out": 53, "held": 51, "record": 142}
    for fact in FACTS:
        assert bool(fact.get("records")) == (fact["outcome"] != "left_out"), fact
        assert ("reason" in fact) == (fact["outcome"] == "left_out"), fact
    assert Counter(f["reason"] for f in FACTS if f["outcome"] == "left_out") == REASONS


@pytest.mark.once
def test_each_fact_stands_in_its_paragraph():
    """Its paragraph is there and its number stands in it, where the four texts are at hand."""
    folder = beside.sources()
    if folder is None:
        pytest.skip("the texts are not at hand")
    assert [fact for fact in FACTS if not beside.in_its_paragraph(fact, folder)] == []
    other = {"document": "sg-2014", "paragraph": "33", "quantity": ">1301", "unit": "small arms"}
    assert not beside.in_its_paragraph(other, folder)
    assert not beside.in_its_paragraph({**other, "paragraph": "71"}, folder)


@pytest.mark.once
def test_how_many_of_each_kind_and_document_became_what():
    assert tally("record") == {
        ("sg-2014", "assistance"): 27,
        ("sg-2014", "decision"): 2,
        ("sg-2014", "destruction"): 5,
        ("sg-2014", "document"): 1,
        ("sg-2014", "equipment"): 1,
        ("sg-2014", "fund"): 3,
        ("sg-2014", "indicator"): 1,
        ("sg-2014", "mandate"): 1,
        ("sg-2014", "mechanism"): 2,
        ("sg-2014", "meeting"): 1,
        ("sg-2014", "register"): 4,
        ("sg-2014", "reporting"): 1,
        ("sg-2014", "standard"): 6,
        ("sg-2014", "statistic"): 2,
        ("sg-2014", "stockpile"): 4,
        ("sg-2014", "tool"): 5,
        ("sg-2014", "training"): 19,
        ("sg-2014", "treaty-status"): 4,
        ("sg-2017", "assistance"): 5,
        ("sg-2017", "document"): 1,
        ("sg-2017", "fund"): 5,
        ("sg-2017", "mechanism"): 1,
        ("sg-2017", "regional-plan"): 1,
        ("sg-2017", "project"): 1,
        ("sg-2017", "standard"): 2,
        ("sg-2017", "training"): 8,
        ("s-2008-258", "embargo"): 9,
        ("s-2008-258", "mandate"): 2,
        ("s-2008-258", "instrument"): 2,
        ("s-2008-258", "mechanism"): 1,
        ("s-2008-258", "register"): 3,
        ("s-2008-258", "standard"): 1,
        ("s-2008-258", "statistic"): 7,
        ("s-2008-258", "target"): 1,
        ("s-2008-258", "training"): 1,
        ("s-2008-258", "treaty-status"): 2,
    }
    assert tally("held") == {
        ("bms8", "decision"): 1,
        ("bms8", "document"): 2,
        ("bms8", "mechanism"): 1,
        ("bms8", "meeting"): 13,
        ("bms8", "officer"): 2,
        ("bms8", "reporting"): 2,
        ("bms8", "resolution"): 1,
        ("bms8", "statement"): 1,
        ("bms8", "task"): 4,
        ("s-2008-258", "instrument"): 2,
        ("s-2008-258", "meeting"): 1,
        ("s-2008-258", "recommendation"): 13,
        ("sg-2014", "mandate"): 1,
        ("sg-2014", "meeting"): 1,
        ("sg-2014", "reporting"): 1,
        ("sg-2014", "resolution"): 1,
        ("sg-2017", "document"): 1,
        ("sg-2017", "meeting"): 3,
    }
    assert tally("left_out") == {
        ("bms8", "resolution"): 1,
        ("s-2008-258", "decision"): 1,
        ("s-2008-258", "document"): 1,
        ("s-2008-258", "incident"): 4,
        ("s-2008-258", "mechanism"): 3,
        ("s-2008-258", "observation"): 2,
        ("s-2008-258", "recommendation"): 10,
        ("s-2008-258", "resolution"): 1,
        ("s-2008-258", "standard"): 1,
        ("s-2008-258", "statistic"): 2,
        ("s-2008-258", "tool"): 3,
        ("sg-2014", "decision"): 1,
        ("sg-2014", "document"): 4,
        ("sg-2014", "mandate"): 1,
        ("sg-2014", "mechanism"): 1,
        ("sg-2014", "meeting"): 1,
        ("sg-2014", "reporting"): 1,
        ("sg-2014", "resolution"): 3,
        ("sg-2014", "statement"): 1,
        ("sg-2017", "assistance"): 1,
        ("sg-2017", "decision"): 2,
        ("sg-2017", "document"): 1,
        ("sg-2017", "mechanism"): 2,
        ("sg-2017", "observation"): 1,
        ("sg-2017", "resolution"): 3,
        ("sg-2017", "task"): 1,
    }


@LOADED
def test_each_record_is_there_and_names_its_paragraph():
    cited = 0
    for fact in FACTS:
        for model, *key in fact.get("records", ()):
            record = apps.get_model(model)._default_manager.get_by_natural_key(*key)
            if isinstance(record, Cited):
                assert record.document.key == fact["document"], fact
                assert record.paragraph.split(" ")[0] == fact["paragraph"], fact
                assert record.source_url.endswith(f"#para-{fact['paragraph']}") or "(" in (
                    record.paragraph
                )
                cited += 1
    assert cited == 143


@LOADED
@pytest.mark.parametrize(
    ("model", "key", "words", "days"),
    [
        ("adherencetotal", "isacs-states-2017", "more than 100 States", ""),
        ("adherencetotal", "firearms-protocol-parties-2014", "109 parties", "1 August 2013 – "),
        ("adherencetotal", "unroca-small-arms-share-2014", "about 50%", "1 August 2013 – "),
        ("publishedfigure", "small-arms-made-each-year", "7,500,000 to 8,000,000", "2003"),
        ("publishedfigure", "small-arms-in-the-world", "at least 875,000,000", "2007"),
        # "80% and more", as the text at hand has it.
        ("publishedfigure", "ammunition-trade-unrecorded", "at least 80%", "2006"),
        ("publishedfigure", "nicaragua-homicides-after", "8.7 per 100,000 people", ""),
        ("publishedfigure", "unplanned-explosions-countries", "about 90 countries", ""),
    ],
)
def test_quantities_keep_their_qualifier_and_periods_stand_as_given(model, key, words, days):
    record = apps.get_model("indicators", model).objects.get(key=key)
    assert with_unit(record).startswith(words)
    assert when(record).startswith(days)
    assert bool(when(record)) == bool(days)


@LOADED
def test_two_sources_that_disagree_are_both_kept():
    from indicators.models import Milestone

    found = Milestone.objects.filter(instrument__key="unroca", kind="set_up")
    assert {(m.earliest_on.year, m.document.key) for m in found} == {
        (1991, "s-2008-258"),
        (1992, "sg-2014"),
    }
    assert SourceDocument.objects.count() == 3


@LOADED
def test_each_dimension_has_a_total_and_not_stated_and_says_whose_codes_it_has():
    codes = {
        each.concept: set(each.codes.values_list("code", flat=True))
        for each in Dimension.objects.prefetch_related("codes")
    }
    assert set(codes) == {
        *("SEX", "AGE", "DISABILITY_STATUS"),
        *("ARMS_TYPE", "COLLECTION", "TRACE_METHOD", "PROVENANCE"),
    }
    for concept, found in codes.items():
        assert {TOTAL, NOT_STATED} <= found, concept
    assert codes["COLLECTION"] - {TOTAL, NOT_STATED} == {"SEIZED", "FOUND", "SURRENDERED"}
    official = Dimension.objects.filter(is_official=True)
    assert [(each.concept, bool(each.source)) for each in official] == [("SEX", True)]
