"""Facts about the site on its pages: who keeps it, how errors are corrected, how old the records
are."""

import datetime

import pypdfium2
import pytest
from django.test import override_settings

from common.files.writing.blocks import Paragraph
from publications import provenance
from reports.models import ReportingCycle
from testing.builders import make_cycle, make_published, make_state
from testing.reading import FILES, PAGES, get, links, words

pytestmark = pytest.mark.django_db


@override_settings(CONTACT="Secretariat <poa@example.org>", DATA_LICENCE="CC BY 4.0")
def test_a_reader_learns_whom_to_write_to_and_under_which_licence() -> None:
    make_published(make_state("KEN"), make_cycle("2031"))
    page = get("/about/")
    assert 'href="mailto:poa@example.org">Secretariat</a>' in page.content.decode()
    for path in ("/about/", "/states/"):
        body = get(path).content.decode()
        for part in ("Licence of the data: CC BY 4.0.", "Records last changed on"):
            assert part in body, path
        assert 'href="/about/"' in body
        assert 'href="/api/v1/docs/"' in body
    # Files: documents say it themselves; files of rows have it in a header of the answer.
    for path in ("/api/v1/states/?format=csv", "/api/v1/states/", "/states/KEN/brief.json"):
        assert get(path)["Link"] == '<http://testserver/data/#licence>; rel="license"', path
    assert 'id="licence"' in get("/data/").content.decode()
    for path in ("/states/", "/my/"):
        assert "Link" not in get(path).headers, path
    (line,) = provenance.closing()
    assert isinstance(line, Paragraph)
    assert "Licence of the data: CC BY 4.0." in str(line.content[0])
    assert "Records last changed on" in str(line.content[0])


@pytest.mark.facts
@override_settings(DATA_LICENCE="CC BY 4.0")
def test_every_page_and_file_says_how_old_the_data_are_and_under_which_licence() -> None:
    """Parts of pages to embed lead to a page that says it; files say it in their headers."""
    for path in PAGES:
        body = get(f"/{path}").content.decode()
        if path.startswith("embed/"):
            assert "<bdi>PoA Tracker</bdi></a> · " in body, path
            continue
        assert "Licence of the data: CC BY 4.0." in body, path
        assert "Records last changed on" in body, path
    for path in FILES:
        answer = get(f"/{path}")
        assert answer.status_code == 200, path
        assert "Last-Modified" in answer.headers, path
        if not path.endswith((".txt", ".xml")):
            assert 'rel="license"' in answer.headers.get("Link", ""), path


@pytest.mark.facts
def test_tables_for_excel_carry_its_mark_and_the_language_of_the_page() -> None:
    found = [link for path in PAGES for link in links(get(f"/fr/{path}")) if "format=csv" in link]
    assert len(found) > 10
    for link in found:
        assert {"lang=fr", "bom=1"} <= set(link.partition("?")[2].split("&")), link
    body = b"".join(get(found[0]).streaming_content)
    assert body.startswith(b"\xef\xbb\xbf")


@pytest.mark.facts
def test_pages_that_have_little_say_so_once_and_the_cycles_to_come_are_there() -> None:
    for path in PAGES:
        assert words(get(f"/{path}")).lower().count("not applicable") <= 2, path
    cycles = get("/cycles/").content.decode()
    for code in ("2024", "2026"):
        assert f'href="/cycles/{code}/"' in cycles
    # A brief without coded responses leads on instead of repeating that there are none.
    brief = get("/states/KEN/brief.pdf").content
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(brief))
    assert text.lower().count("not applicable") <= 1


def test_nothing_is_said_that_nobody_has_set() -> None:
    body = get("/about/").content.decode()
    assert "has not named an address yet" in body
    assert "Licence of the data" not in body


def test_home_says_when_the_next_reports_are_due() -> None:
    make_published(cycle=make_cycle("2020", year=2020))
    later = make_cycle("2090", year=2090)
    assert "the day on which they are due is not on record" in words(get("/"))
    ReportingCycle.objects.filter(pk=later.pk).update(
        opens_on=datetime.date(2089, 1, 1), due_on=datetime.date(2090, 3, 4)
    )
    assert "are due 4 March 2090" in words(get("/"))
