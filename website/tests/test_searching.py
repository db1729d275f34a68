"""Search: matches in each script, and how results are shown, filtered and paged."""

import re
from typing import Any

import pytest
from django.utils.html import strip_tags

from commitments.models import Commitment
from common.search import normalise, texts_of
from questionnaires import answering, settling
from questionnaires.answering import Given
from reports.coding import recording
from reports.models import ReportingCycle, ResponseStatus
from testing.builders import (
    make_commitment,
    make_cycle,
    make_document,
    make_draft,
    make_form,
    make_group,
    make_meeting,
    make_reviewer,
    make_state,
    make_theme,
    publish,
    texts,
)
from testing.reading import get, words
from website.extracts import extract, found_spans, highlight
from website.guessing import is_one_apart

S = ResponseStatus


# Marking matches


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("L’École des armes", "ecole", "École"),
        ("L'ecole des armes", "ÉCOLE", "ecole"),
        ("E\u0301cole des armes", "école", "E\u0301cole"),
        ("Вся Жизнь прошла", "жизнь", "Жизнь"),
        ("учёт оружия", "учет", "учёт"),
        ("武器的标识和追查", "标识", "标识"),
        ("بدأ تَتَبُّعُ الأسلحة", "تتبع", "تَتَبُّعُ"),
        ("بدأ تتبع الأسلحة", "تَتَبُّع", "تتبع"),
        ("بدأ تتـــبع الأسلحة", "تتبع", "تتـــبع"),
        ("a ﬁle of reports", "file", "ﬁle"),
        ("a ﬁle", "f i", "ﬁ"),
        ("ＵＮＯＤＣ helped", "unodc", "ＵＮＯＤＣ"),
        ("STRASSE und Straße", "strasse", "STRASSE|Straße"),
        ("marking and markings", "marking markings", "marking|markings"),
        ("l'arme", "larme", ""),
        ("Nothing here", "", ""),
        ("(a.b) c*", "a.b c*", "a.b|c*"),
    ],
)
def test_the_words_found_are_marked_with_all_their_signs(
    text: str, query: str, marked: str
) -> None:
    spans = [text[start:end] for start, end in found_spans(text, query)]
    assert "|".join(spans) == marked
    assert strip_tags(highlight(text, query)) == text.replace("'", "&#x27;")


def test_an_extract_begins_shortly_before_what_was_found_and_is_safe() -> None:
    text = "word " * 100 + "<b>Traçage</b> des armes " + "end " * 100
    shown = extract(text, "tracage")
    assert "&lt;b&gt;<mark>Traçage</mark>&lt;/b&gt;" in shown
    assert shown.startswith("… word")
    assert shown.endswith(" …")
    assert len(shown) < 320


# The page


@pytest.fixture
def cycle(db: None) -> ReportingCycle:
    """A cycle with two States of two groups, and three responses on two commitments."""
    document = make_document("doc", title=texts("Testing outcome"))
    found = make_cycle("2022", document, name=texts("Cycle of tests"))
    marking = make_commitment(document, title=texts("Testing the marking", ar="اختبار الوسم"))
    marking.themes.add(make_theme("marking"))
    tracing = make_commitment(document, title=texts("Testing the tracing"))
    report(
        found,
        "KEN",
        (marking, S.PLANNED, "en", "Testing began"),
        (tracing, S.IMPLEMENTED, "fr", "Testing, le traçage"),
    )
    report(found, "NOR", (marking, S.PLANNED, "fr", "Testing, la Norvège"))
    make_meeting("bms", name=texts("Testing meeting"))
    return found


def report(cycle: ReportingCycle, code: str, *answers: tuple[Commitment, str, str, str]) -> None:
    by = make_reviewer()
    state = make_state(code, f"Testland {code}")
    make_group(f"group-{code.lower()}", state)
    draft = make_draft(state, cycle, by=by)
    given = [
        recording.Answer(about.key, status, narrative=text, language=language)
        for about, status, language, text in answers
    ]
    recording.record(draft, given, by=by)
    publish(draft, by=by)


def counts(query: str) -> dict[str, int]:
    """How many results of each kind the page names."""
    found = get(f"/search/?{query}").context
    return {finding.kind.name: finding.count for finding in found.get("findings", [])}


def test_every_kind_says_how_many_it_has(cycle: ReportingCycle) -> None:
    assert counts("q=test") == {
        "states": 2,
        "commitments": 2,
        "documents": 1,
        "meetings": 1,
        "responses": 3,
        "submissions": 2,
    }
    page = words(get("/search/?q=test&kind=responses"))
    assert "11 results for test" in page
    assert "States 2" in page
    assert "Testing meeting" not in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status=planned", {"responses": 2}),
        ("q=testing&status=planned&language=fr", {"responses": 1}),
        ("theme=marking", {"commitments": 1, "responses": 2}),
        ("regional_group=group-ken", {"states": 1, "responses": 2, "submissions": 1}),
        ("cycle=2022", {"commitments": 2, "documents": 1, "responses": 3, "submissions": 2}),
        ("cycle=2022&theme=marking&q=marking", {"commitments": 1}),
        ("q=norvege", {"responses": 1}),
        ("q=", {}),
        ("q=%27", {}),
        ("q=test&status=nope", {}),
    ],
)
def test_filters_leave_what_they_say_something_about(
    cycle: ReportingCycle, query: str, expected: dict[str, int]
) -> None:
    assert counts(query) == expected


def test_a_filter_that_does_not_exist_is_named(cycle: ReportingCycle) -> None:
    assert "Select a valid choice" in words(get("/search/?q=test&cycle=nope"))


def test_a_phrase_in_a_response_is_found_and_marked_in_its_language(cycle: ReportingCycle) -> None:
    body = get("/search/?q=TRACAGE").content.decode()
    assert '<span lang="fr" dir="ltr">Testing, le <mark>traçage</mark></span>' in body
    assert 'href="/states/KEN/?cycle=2022#' in body


def test_a_name_found_in_another_language_is_shown_beside_the_reader_s(
    cycle: ReportingCycle,
) -> None:
    body = get("/search/?q=الوَسْم").content.decode()
    assert "Testing the marking" in body
    assert '<span lang="ar" dir="rtl">اختبار <mark>الوسم</mark></span>' in body


def test_many_results_come_in_pages_that_keep_query_and_filters(cycle: ReportingCycle) -> None:
    for number in range(45):
        make_state(name=f"Manyland {number:02}")
    assert "States: all 45 results" in words(get("/search/?q=manyland"))
    first = get("/search/?q=manyland&kind=states")
    assert "Page 1 of 3" in words(first)
    assert 'href="?q=manyland&amp;kind=states&amp;page=2" rel="next"' in first.content.decode()
    last = get("/search/?q=manyland&kind=states&page=99")
    assert "Page 3 of 3" in words(last)
    assert "Manyland 44" in words(last)


def test_no_result_leads_on(cycle: ReportingCycle) -> None:
    response = get("/search/?q=unheard+tracing&status=planned")
    assert "Nothing was found for" in words(response)
    body = response.content.decode()
    assert 'href="?q=unheard+tracing">Search without filters' in body
    assert 'href="?q=tracing&amp;status=planned"' in body


def test_a_kind_without_results_says_where_there_are_some(cycle: ReportingCycle) -> None:
    page = words(get("/search/?q=norvege&kind=states"))
    assert "Nothing of this kind was found" in page
    assert "Responses 1" in page


@pytest.fixture
def answered(cycle: ReportingCycle) -> None:
    """A report of another State that answers the cycle's form: a text, and the words in a table."""
    loaded = make_form(cycle)
    by = make_reviewer()
    draft = make_draft(make_state("TGO", "Togo"), cycle, by=by)
    given = [
        Given("body", "tick", "yes"),
        Given("body", "name", "Whispered office", language="en"),
        Given("body", "details", "Une commission, créée par décret", language="fr"),
        Given("by-type", "weapons", {"seized": "4", "remark": "rusty barrels"}, row="rifles"),
    ]
    answering.record(draft, loaded, given, by=by)
    settling.close(draft, loaded, by=by)
    publish(draft, by=by)


def test_an_answer_of_a_form_is_found_by_its_words_under_a_heading_of_its_own(
    answered: None,
) -> None:
    assert counts("q=decret+CREEE") == {"answers": 1}
    found = get("/search/?q=decret")
    body = found.content.decode()
    assert '<h2 id="answers">Answers in the reporting form <span' in body
    assert 'href="/states/TGO/?cycle=2022&amp;answers=coordination#question-body"' in body
    assert "Togo · 1.1 Is there a coordination body? 2022" in words(found)
    marked = '<span lang="fr" dir="ltr">Une commission, créée par <mark>décret</mark></span>'
    assert f'<p class="extract">{marked}</p>' in body
    assert (
        'id="question-body"' in get("/states/TGO/?cycle=2022&answers=coordination").content.decode()
    )


def test_the_words_in_a_table_are_found_and_private_ones_are_not(answered: None) -> None:
    assert "<mark>rusty</mark> barrels" in get("/search/?q=rusty").content.decode()
    assert counts("q=whispered") == {}
    assert counts("q=commission&regional_group=group-ken") == {}
    assert counts("q=commission&cycle=2022&language=fr") == {"answers": 1}


def firsts(query: str, kind: str) -> list[str]:
    found = get(f"/search/?q={query}").context["findings"]
    return [str(each) for finding in found if finding.kind.name == kind for each in finding.results]


@pytest.mark.django_db
@pytest.mark.facts
@pytest.mark.parametrize(
    ("query", "kind", "first"),
    [
        ("USA", "states", "United States of America"),
        ("uk", "states", "United Kingdom of Great Britain and Northern Ireland"),
        ("DRC", "states", "Democratic Republic of the Congo"),
        ("ML", "states", "Mali"),
        ("niger", "states", "Niger"),
        ("\u200fNige\u00adria", "states", "Nigeria"),
        ("eu", "organisations", "European Union (EU)"),
        ("sub‐saharan", "groups", "Sub-Saharan Africa"),
        ("états d’afrique", "groups", "African States"),
        ("sids", "groups", "Small island developing States"),
    ],
)
def test_codes_and_whole_names_come_first(query: str, kind: str, first: str) -> None:
    assert firsts(query, kind)[0] == first


@pytest.mark.django_db
@pytest.mark.facts
@pytest.mark.parametrize(
    ("queries", "state"),
    [
        ("USA US usa U.S.A. США 美国 EEUU EE.UU.", "United States of America"),
        ("UK GBR GB U.K. 英国", "United Kingdom of Great Britain and Northern Ireland"),
        ("DRC COD CD RDC ДРК", "Democratic Republic of the Congo"),
        ("UAE ARE AE ÉAU ОАЭ", "United Arab Emirates"),
        ("DPRK PRK RPDC КНДР", "Democratic People's Republic of Korea"),
        ("ROK KOR KR", "Republic of Korea"),
        ("PRC CHN CN КНР", "China"),
        ("CAR CAF RCA ЦАР", "Central African Republic"),
        ("RSA ZAF ZA ЮАР", "South Africa"),
        ("KSA SAU", "Saudi Arabia"),
        ("PNG", "Papua New Guinea"),
        ("Vietnam VNM", "Viet Nam"),
        ("Mali", "Mali"),
        ("Oman", "Oman"),
    ],
)
def test_a_code_or_a_usual_short_name_finds_its_state_and_no_other(
    queries: str, state: str
) -> None:
    assert {query: firsts(query, "states") for query in queries.split()} == {
        query: [state] for query in queries.split()
    }


@pytest.mark.django_db
@pytest.mark.facts
@pytest.mark.parametrize(
    ("query", "within"),
    [
        ("USA", "causa"),
        ("oman", "woman"),
        ("us marking", "focus"),
        ("EU", "Europe"),
        ("КНР", "окнр"),
    ],
)
def test_a_code_or_short_name_is_a_whole_word_in_every_kind_of_result(
    query: str, within: str
) -> None:
    """No kind has a result in which the code stands only within other words."""
    word = normalise(query.split(maxsplit=1)[0])
    whole = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
    assert word in normalise(within)
    assert not whole.search(normalise(within))
    for finding in get(f"/search/?q={query}").context["findings"]:
        kind = finding.kind
        for each in kind.find(query, {})[:200]:
            own = " ".join(texts_of(each.name)) if kind.name == "groups" else each
            shown = getattr(each, "search_text", None) or getattr(own, "reference", str(own))
            if kind.name == "submissions":
                shown = f"{each.reference} {each.reporter.search_text}"
            assert whole.search(normalise(str(shown))), (kind.name, str(each))
    # A whole word is found, and other queries still find parts of words.
    made = make_commitment(make_document("x"), title=texts("Con causa", fr="Pour les USA"))
    assert made in get("/search/?q=usa&kind=commitments").context["page"]
    assert made in get("/search/?q=caus&kind=commitments").context["page"]


@pytest.mark.django_db
@pytest.mark.facts
@pytest.mark.parametrize(
    "query", ["Ivory Coast", "Côte d'Ivoire", "cote d’ivoire", "Costa de Marfil"]
)
def test_ivory_coast_is_found_by_each_of_its_names(query: str) -> None:
    assert firsts(query, "states") == ["Côte d'Ivoire"]


@pytest.mark.django_db
@pytest.mark.facts
def test_a_name_within_other_names_finds_them_after_its_own() -> None:
    guineas = firsts("Guinea", "states")
    assert guineas[0] == "Guinea"
    assert set(guineas) > {"Equatorial Guinea", "Guinea-Bissau", "Papua New Guinea"}
    assert "Kenya" in firsts("keny", "states")


@pytest.mark.django_db
@pytest.mark.facts
@pytest.mark.parametrize("query", ["bms8 para 25", "BMS8 para. 25", "пункт 25 bms8", "第25段 bms8"])
def test_a_paragraph_is_found_by_its_number(query: str) -> None:
    response = get(f"/search/?q={query}&kind=commitments")
    assert [each.key for each in response.context["page"]] == ["bms8-25"]
    # "para" is also a Spanish word: the summary is still in the reader's language.
    assert "forma voluntaria" not in response.content.decode()


@pytest.mark.django_db
@pytest.mark.facts
def test_one_wrong_letter_leads_on_and_the_browser_has_names_to_offer() -> None:
    page = get("/search/?q=Nigera")
    assert page.context["guesses"] == ["nigeria", "niger"]
    assert 'href="?q=nigeria"' in page.content.decode()
    assert '<option value="Нигерия" label="NGA"></option>' in get("/ru/search/").content.decode()
    offered = get("/search/").content.decode()
    assert '<option value="United States of America" label="USA, US, EEUU, EUA, США">' in offered


@pytest.mark.django_db
@pytest.mark.facts
def test_a_region_leads_to_its_states() -> None:
    body = get("/search/?q=melanesia").content.decode()
    assert 'href="/states/?region=melanesia"' in body
    page = words(get("/states/?region=melanesia"))
    assert "Fiji" in page
    assert "Kenya" not in page


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("nigera", "nigeria", True),
        ("keyna", "kenya", True),
        ("togo", "tobo", True),
        ("togo", "togo", False),
        ("women", "yemen", False),
        ("kenya", "kenyans", False),
    ],
)
def test_words_one_letter_apart(one: str, other: str, *, expected: bool) -> None:
    assert is_one_apart(one, other) == is_one_apart(other, one) == expected


def test_what_is_not_published_is_not_found(cycle: ReportingCycle) -> None:
    by = make_reviewer()
    draft = make_draft(make_state("TGO"), cycle, by=by, secretariat_remarks="whispered")
    commitment = cycle.scope().first()
    answer: Any = recording.Answer(commitment.key, S.PLANNED, narrative="whispered", language="en")
    recording.record(draft, [answer], by=by)
    assert counts("q=whispered") == {}
    assert counts("q=TGO-2022") == {}
