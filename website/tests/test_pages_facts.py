"""The pages on the starting facts: 88 reports that came in 2022, none of them coded."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pypdfium2
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client, TestCase
from django.utils.translation import override
from django.views.defaults import bad_request, permission_denied, server_error

from commitments.models import Commitment
from reports import demo
from reports.models import ReportingCycle, Submission
from testing.reading import FILES, PAGES, PREFIXES, get, links, route_of, words

pytestmark = pytest.mark.usefixtures("database_of_facts")

META = re.compile(r'<meta property="(og:[a-z_]+)" content="([^"]*)">')
VOID = {"area", "base", "br", "hr", "img", "input", "link", "meta", "rect", "line"}


class Nesting(HTMLParser):
    """Checks that elements close in order, that ids are unique and headings skip no rank."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.ranks: list[int] = [0]

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)
        self.ids.extend(value for name, value in attrs if name == "id")
        assert "style" not in dict(attrs)
        assert not [name for name, _value in attrs if name.startswith("on")]
        if re.fullmatch("h[1-6]", tag):
            assert int(tag[1]) <= self.ranks[-1] + 1, (tag, self.ids[-1:])
            self.ranks.append(int(tag[1]))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@cache
def page_of_facts(address: str) -> Any:
    """The answer of a page, made once for all tests, which change nothing."""
    return get(address)


MOST_OF_A_KIND = 25


def some_of_each_kind(addresses: Iterable[str]) -> Iterator[str]:
    """The first addresses of each view and set of parameters: a list of all States leads to two
    hundred addresses of the same kind."""
    seen: Counter[tuple[str, ...]] = Counter()
    for address in addresses:
        path, _sign, query = address.partition("?")
        language = next((p for p in PREFIXES.values() if p and path[1:].startswith(p)), "")
        kind = (language, route_of(path[1 + len(language) :]), *sorted(dict(parse_qsl(query))))
        seen[kind] += 1
        if seen[kind] <= MOST_OF_A_KIND and not path.startswith("/admin/"):
            yield address


class PagesOfFactsTests(TestCase):
    def test_a_cycle_leads_to_its_forms(self):
        page = get("/cycles/2022/")
        assert "/questionnaires/poa-national-report/1/" in links(page)
        assert "Version 1 · Reconstructed" in words(page)
        assert 'id="forms"' not in get("/cycles/2014/").content.decode()

    def test_every_page_answers_in_every_language_with_sound_markup(self):
        for code, prefix in PREFIXES.items():
            # On PostgreSQL one language of each direction is enough: languages differ in no query.
            if connection.vendor == "postgresql" and code not in {"en", "ar"}:
                continue
            for page in PAGES:
                with self.subTest(page=page, language=code):
                    response = page_of_facts(f"/{prefix}{page}")
                    assert response.status_code == 200
                    body = response.content.decode()
                    nesting = Nesting()
                    nesting.feed(body)
                    assert nesting.open == []
                    assert len(nesting.ids) == len(set(nesting.ids))
                    assert nesting.ranks.count(1) == 1
                    assert "None" not in words(response)
                    assert "{{" not in body
                    assert "{%" not in body
                    assert "<style" not in body
                    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", body, re.DOTALL)
                    assert all(kind == ' type="application/ld+json"' for kind, _data in scripts)
                    assert all(json.loads(data)["@type"] == "Dataset" for _kind, data in scripts)

    def test_every_page_and_file_has_validators_and_sets_nothing_in_the_browser(self):
        for page in (*PAGES, *FILES):
            with self.subTest(page=page):
                answer = page_of_facts(f"/{page}")
                assert answer.status_code == 200
                assert answer["ETag"]
                assert "public" in answer["Cache-Control"]
                assert not answer.cookies

    def test_every_page_has_words_and_a_picture_for_who_shares_it(self):
        for page in PAGES:
            with self.subTest(page=page):
                body = page_of_facts(f"/{page}").content.decode()
                shown = dict(META.findall(body))
                if 'name="robots" content="noindex"' in body:
                    assert shown == {}
                    continue
                assert shown["og:title"]
                assert len(shown["og:description"]) > 30
                assert shown["og:url"].startswith("http://testserver/")
                picture = shown["og:image"].removeprefix("http://testserver/static/")
                assert Path(finders.find(picture)).stat().st_size < 60_000

    def test_pages_that_are_shared_most_have_words_of_their_own(self):
        pages = ("", "states/", "states/KEN/", "cycles/2022/", "documents/bms8/25/", "coverage/")
        shown = [dict(META.findall(get(f"/zh/{page}").content.decode())) for page in pages]
        for name in ("og:title", "og:description", "og:url"):
            assert len({found[name] for found in shown}) == len(pages), name
        assert {found["og:locale"] for found in shown} == {"zh_CN"}

    def test_search_engines_learn_which_data_there_are(self):
        body = get("/data/").content.decode()
        about = json.loads(re.search(r"<script[^>]*>(.*?)</script>", body).group(1))
        assert about["url"] == "http://testserver/data/"
        for file in about["distribution"]:
            response = get(file["contentUrl"])
            assert response.status_code == 200, file
            response.getvalue()
        cycle = get("/fr/cycles/2022/").content.decode()
        assert "submissions/?cycle=2022\\u0026format=csv" in cycle
        assert '"isPartOf": {"@type": "Dataset", "@id": "http://testserver/fr/data/"' in cycle

    @pytest.mark.once
    def test_every_link_of_every_page_leads_somewhere(self):
        found = {address for page in PAGES for address in links(page_of_facts(f"/{page}"))}
        pages = {address.partition("#")[0] for address in found}
        for address in some_of_each_kind(each for each in sorted(pages) if each[:1] == "/"):
            with self.subTest(address=address):
                response = page_of_facts(address)
                assert response.status_code == 200
                # A file that is sent while it is written holds its turn until the end.
                response.getvalue()

    def test_usual_words_for_a_time_are_told_in_the_language_of_the_reader(self):
        fund = words(get("/fr/cooperation/funds/unscar/"))
        assert "depuis 2013" in fund
        assert "période considérée" in fund
        assert "منذ عام 2013" in words(get("/ar/cooperation/funds/unscar/"))

    def test_a_meeting_says_who_took_part(self):
        text = words(get("/meetings/bms8/"))
        assert "200 statements 10 sittings 70 States that spoke 27 organisations" in text
        assert "Chair Enrique Manalo ( Philippines ) Vice-Chairs 11 Algeria El Salvador" in text
        assert "Elected at Sitting 1 · Sitting 10" in text
        assert "Sitting 4 · 28 June 2022 27 statements Costa Rica European Union (EU)" in text
        assert "Ghana also on behalf of Economic Community of West African States" in text
        assert "Mauritania on behalf of Arab Group" in text
        assert "between 30 June 2022 and 1 July 2022 Sitting 9" in text
        assert "A/CONF.192/BMS/2022/INF/2 List of documents" in text
        assert "Egypt 5" in text
        assert "Source A/CONF.192/BMS/2022/1, para. 23, read with para. 22" in text
        meetings = words(get("/meetings/"))
        assert "Who took part 200 statements" in meetings
        assert meetings.index("Ninth") < meetings.index("Eighth") < meetings.index("First Review")

    def test_the_api_counts_what_the_meeting_s_page_counts(self):
        counts = {
            "statements/?meeting=bms8": 200,
            "statements/?item=bms8:6": 63,
            "statements/?sitting=bms8:5": 26,
            "statements/?on_behalf_of=arab-group": 4,
            "statements/?on_behalf_of_organisation=ecowas": 1,
            "officers/?meeting=bms8&role=vice_chair": 11,
            "bodies/?kind=civil_society": 17,
        }
        found = {path: get(f"/api/v1/{path}").json()["count"] for path in counts}
        assert found == counts

    def test_a_reporter_shows_its_part_in_meetings(self):
        suriname = words(get("/states/SUR/")).partition("Part in meetings")[2]
        assert suriname.startswith(" Eighth Biennial Meeting of States 1 statement Item 6")
        assert "Sitting 1 · 27 June 2022 on behalf of Caribbean Community (CARICOM)" in suriname
        assert "Vice-Chair" in words(get("/states/JAM/"))
        assert "Chair · Enrique Manalo" in words(get("/states/PHL/"))
        ecowas = words(get("/organisations/ecowas/"))
        assert "All substantive items Sitting 5 · 29 June 2022" in ecowas
        assert "Statements of others on its behalf Ghana Item 7" in ecowas
        assert "Part in meetings" not in words(get("/states/VAT/"))

    def test_every_anchor_that_is_linked_to_exists(self):
        for page in (
            "meetings/bms8/",
            "documents/bms8/",
            "cycles/2022/",
            "data/",
            "search/?q=tracing",
        ):
            body = get(f"/{page}").content.decode()
            for anchor in re.findall(r'href="#([^"]+)"', body):
                assert f'id="{anchor}"' in body, (page, anchor)

    def test_home_tells_the_state_of_the_current_cycle(self):
        page = words(get("/"))
        assert "80 of 193 Member States reported" in page
        assert "8 organisations reported too" in page
        assert "All 88 reports came in; what they say has not been coded yet." in page
        assert "113 Members without a report, by name" in page
        for figures in ("25 of 54", "16 of 54", "13 of 23", "9 of 33", "17 of 29"):
            assert f"{figures} Members" in page
        assert "80 80 A/CONF.192/BMS/2022/1" in page
        assert re.search(r"– 68 .+ – 120 ", page)

    def test_the_page_of_a_state_whose_report_came_says_so_and_what_is_not_known(self):
        page = words(get("/states/KEN/"))
        assert "received no later than 1 July 2022" in page
        assert "A/CONF.192/BMS/2022/1, para. 15" in page
        assert "what it says has not been coded yet" in page
        assert "the names of the 68 States that reported are not recorded here" in page
        assert "the names of the 120 States that reported are not recorded here" in page
        assert "not reported" not in page.lower()

    def test_the_page_of_a_member_without_a_report_says_so_only_where_names_are_known(self):
        page = words(get("/states/USA/"))
        assert "Not reported" in page
        assert page.count("not reported") == 2  # along the line of cycles, and in the record
        assert page.count("Not known:") == 4

    @pytest.mark.once
    def test_a_brief_has_two_pages_at_most_in_every_language(self):
        demo.load(states=2, organisations=1)
        cycle = ReportingCycle.objects.get(code="demo")
        coded = Submission.objects.filter(cycle=cycle).with_is_coded().filter(is_coded=True)
        state = next(found.reporter for found in coded if found.reporter.is_state)
        for address in (state.get_absolute_url()[1:], "organisations/recsa/"):
            for prefix in PREFIXES.values():
                with self.subTest(address=address, prefix=prefix):
                    response = get(f"/{prefix}{address}brief.pdf?cycle=demo")
                    assert len(pypdfium2.PdfDocument(response.content)) <= 2

    def test_nobody_expects_an_observer_to_report(self):
        page = words(get("/states/VAT/"))
        assert "not reported" not in page.lower()
        assert "No report on record" in page

    def test_no_page_judges_a_state(self):
        for page in PAGES:
            text = words(page_of_facts(f"/{page}")).lower()
            for word in ("breach", "non-compliant", "failed to", "failing", "overdue"):
                assert word not in text, (page, word)

    def test_the_cycle_lists_all_members_without_a_report_by_group(self):
        response = get("/cycles/2022/")
        assert [len(roll.missing) for roll in response.context["rolls"]] == [29, 38, 10, 24, 12]
        silent = response.content.decode().partition('id="not-reported"')[2]
        silent = silent.partition('aria-labelledby="organisations"')[0]
        assert len(re.findall(r'href="/states/[A-Z]{3}/"', silent)) == 113
        file = "/api/v1/states/?not_reported_in=2022&status=member&format=csv&lang=en&bom=1"
        assert file.replace("&", "&amp;") in response.content.decode()
        assert b"".join(Client().get(file)).startswith(b"\xef\xbb\xbf")

    def test_a_cycle_without_names_says_nothing_about_a_single_state(self):
        response = get("/cycles/2014/")
        assert "68" in words(response)
        assert "/states/KEN/" not in response.content.decode()
        assert "Members without a report" not in words(response)

    def test_the_members_without_a_report_can_be_filtered(self):
        response = get("/states/?not_reported_in=2022")
        assert len(response.context["rows"]) == 113
        assert "113 States" in words(response)
        assert len(get("/states/").context["rows"]) == 197

    def test_a_cycle_whose_names_are_not_known_cannot_be_filtered_by(self):
        assert list(get("/states/?not_reported_in=2014").context["rows"]) == []

    def test_states_stand_in_un_order_under_the_reader_s_names(self):
        body = get("/zh/states/").content.decode()
        assert body.index("阿富汗") < body.index("阿尔巴尼亚") < body.index("津巴布韦")

    def test_the_document_has_all_paragraphs_and_its_headings_nest(self):
        body = get("/documents/bms8/").content.decode()
        assert re.findall(r'class="paragraph" id="p(\d+)"', body) == [str(n) for n in range(1, 97)]
        ranks = re.findall(r'<h(\d) id="([iv0-9-]+)"', body)
        assert ("2", "i") in ranks
        assert ("3", "i-1") in ranks
        assert ("4", "i-3-1") in ranks

    def test_a_summary_that_is_missing_is_shown_in_english_and_marked(self):
        paragraph = Commitment.objects.get(key="bms8-25")
        paragraph.summary = {code: paragraph.summary[code] for code in ("en", "zh")}
        paragraph.save()
        body = get("/ar/documents/bms8/25/").content.decode()
        assert re.search(
            r'<p lang="en" dir="ltr">States undertake[^<]+<small class="language">', body
        )
        assert 'lang="en" dir="ltr">States' not in get("/zh/documents/bms8/25/").content.decode()

    def test_a_commitment_says_how_many_reports_await_coding(self):
        page = words(get("/documents/bms8/25/"))
        assert "No coded reports yet: 88 reports came in, and none of them has been coded." in page
        assert "The official text of this paragraph is not loaded here." in page
        assert "Previous paragraph 24" in page
        assert "Next paragraph 26" in page

    def test_a_preambular_paragraph_is_asked_of_nobody(self):
        assert "reports are not asked about it" in words(get("/documents/bms8/1/"))

    def test_coverage_of_uncoded_reports_is_not_applicable_never_zero(self):
        page = words(get("/coverage/"))
        assert "88 reports on record" in page
        assert "Coverage is therefore not applicable yet; it is not zero." in page
        assert "0%" not in page

    def test_search_finds_in_any_language_and_script(self):
        for query, found in {
            "KENYA": "/states/KEN/",
            "КЕНИЯ": "/states/KEN/",
            "肯尼亚": "/states/KEN/",
            "كِينيا": "/states/KEN/",
            "cote d'ivoire": "/states/CIV/",
            "recsa": "/organisations/recsa/",
            "indicator 16.4.2": "/documents/bms8/25/",
            "标识": "/documents/bms8/",
            "A/CONF.192/2012": "/documents/revcon2/",
            "manalo": "/meetings/bms8/",
        }.items():
            with self.subTest(query=query):
                body = Client().get("/search/", {"q": query}).content.decode()
                assert f'href="{found}' in body.partition("<main")[2]

    def test_a_search_without_a_result_says_so_and_repeats_the_query_safely(self):
        response = get("/search/?q=%3Cscript%3Enothing")
        assert "Nothing was found" in words(response)
        assert "<script>" not in response.content.decode()


class LanguageTests(TestCase):
    def test_the_switch_keeps_the_page_and_its_query(self):
        body = get("/states/?regional_group=african&q=ke").content.decode()
        assert 'href="/zh/states/?regional_group=african&amp;q=ke" hreflang="zh-Hans"' in body
        assert 'lang="ar" dir="rtl"' in body
        back = get("/fr/states/?regional_group=african").content.decode()
        assert 'href="/states/?regional_group=african" hreflang="en"' in back

    def test_the_page_says_in_which_language_and_direction_it_is(self):
        for code, prefix in PREFIXES.items():
            body = get(f"/{prefix}states/KEN/").content.decode()
            html_code = "zh-Hans" if code == "zh" else code
            direction = "rtl" if code == "ar" else "ltr"
            assert f'<html lang="{html_code}" dir="{direction}">' in body

    def test_alternates_and_the_canonical_address_have_no_query(self):
        body = get("/ru/cycles/2022/?x=1").content.decode()
        assert '<link rel="canonical" href="http://testserver/ru/cycles/2022/">' in body
        assert body.count('rel="alternate" hreflang=') == 7
        assert 'hreflang="x-default" href="http://testserver/cycles/2022/"' in body
        assert 'hreflang="zh-Hans" href="http://testserver/zh/cycles/2022/"' in body

    def test_state_names_follow_the_language(self):
        assert "肯尼亚" in words(get("/zh/states/KEN/"))
        assert "كينيا" in words(get("/ar/states/KEN/"))
        assert "Кения" in words(get("/ru/states/KEN/"))

    def test_links_stay_in_the_language(self):
        for address in links(get("/ar/states/KEN/")):
            if address.startswith("/") and "/api/" not in address and "/admin/" not in address:
                assert address.startswith(tuple(f"/{p}" for p in PREFIXES.values())), address
        assert "/ar/cycles/2022/" in links(get("/ar/states/KEN/"))


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["/", "/ar/", "/zh/"])
def test_what_does_not_exist_is_a_helpful_404(prefix):
    for page in (
        "nope/",
        "states/XXX/",
        "states/bms8/",
        "organisations/nope/",
        "organisations/KEN/",
        "cycles/1900/",
        "meetings/nope/",
        "documents/nope/",
        "documents/bms8/97/",
        "attachments/KEN-2022-1/1/",
        "attachments/KEN-2022-1/99999999999999999999999/",
    ):
        response = get(f"{prefix}{page}", follow=True)
        assert response.status_code == 404, page
        assert f'href="{prefix}states/"' in response.content.decode()
        assert 'rel="canonical"' not in response.content.decode()


@pytest.mark.parametrize("view", [bad_request, permission_denied, server_error])
def test_every_error_has_a_page_in_the_language_of_the_address(view, rf):
    for code, direction in (("en", "ltr"), ("ar", "rtl")):
        with override(code):
            request = rf.get("/")
            response = view(request) if view is server_error else view(request, Exception())
        body = response.content.decode()
        assert f'<html lang="{code}" dir="{direction}">' in body
        assert body.count("<h1>") == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/states/?q=%00",
        "/states/?regional_group=nope",
        "/states/?special=nope&reported_in=%00",
        "/states/?regional_group=%27%22%3E",
        "/coverage/?cycle=%00",
        "/coverage/?cycle=nope&status=nope&theme=%00&section=%00",
        "/search/?q=%00&kind=%00",
        "/search/?q=" + "a" * 5000,
        "/search/?q=%25%5F%5C",
        "/states/KEN/?cycle=%00",
    ],
)
def test_a_senseless_query_is_answered_calmly(address):
    assert get(address, follow=True).status_code in (200, 404)


@pytest.mark.django_db
def test_pages_take_no_other_method_than_get_and_head():
    for page in ("", "states/", "cycles/", "search/", "data/"):
        assert Client().post(f"/{page}").status_code == 405
        assert Client().head(f"/{page}").status_code == 200


def test_the_stylesheet_is_small_and_has_no_physical_sides():
    css = (settings.BASE_DIR / "common/static/tracker/tracker.css").read_text(encoding="utf-8")
    assert len(css.encode()) < 35_000
    physical = re.findall(
        r"(?:margin|padding|border)-(?:left|right)|(?<![\w-])(?:left|right):", css
    )
    assert physical == []
    assert "url(" not in css
