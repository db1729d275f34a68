"""An officer imports who reported, in a browser: a spreadsheet with traps, meetings' reports."""

import io
from typing import Any

import openpyxl
import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from reports.models import Submission
from testing.axe import violations
from testing.builders import make_cycle, make_reviewer
from tracker.tests.test_journey_admin import PASSWORD, sign_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("database_of_facts"),
    pytest.mark.django_db(transaction=True),
]

# Axe would fetch the administration's style sheets from wrong addresses.
AXE = {"preload": False}
# Twenty-five complete rows.
PLAIN = [
    *("Albania", "Algeria", "Angola", "Argentina", "Armenia", "Austria", "Bahrain", "Belgium"),
    *("Benin", "Bhutan", "Botswana", "Brazil", "Bulgaria", "Cambodia", "Canada", "Chile", "China"),
    *("Colombia", "Croatia", "Cuba", "Cyprus", "Denmark", "Ecuador", "Egypt", "Estonia"),
]
TRAPS: list[list[Any]] = [
    ["Fiji", "pending", None],
    ["Finland", "submitted", "promised for 7 June 2025"],
    ["Gabon", "submitted", "=DATE(2025,5,1)"],
    ["Georgia", "submitted", "2025-05-03"],
    ["Ghanna", "submitted", "2025-05-03"],
]
HIDDEN = 30


def spreadsheet() -> bytes:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.title = "Reports"
    head: list[Any] = ["State", "Report status", "Date received"]
    for row in [head, *rows(), *TRAPS]:
        sheet.append(row)
    assert sheet.cell(HIDDEN, 1).value == "Georgia"
    sheet.row_dimensions[HIDDEN].hidden = True
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def rows() -> list[list[Any]]:
    return [[name, "submitted", "2025-05-02"] for name in PLAIN]


@pytest.fixture
def reviewer() -> User:
    make_cycle("2025", year=2025)
    reviewer = make_reviewer(name="Amina")
    reviewer.set_password(PASSWORD)
    reviewer.save()
    return reviewer


def upload(page: Page, live_server: Any, name: str, content: bytes) -> None:
    page.goto(f"{live_server.url}{reverse('admin:commitments_importlog_reporters')}")
    page.select_option("#id_cycle", "2025")
    page.fill("#id_received_no_later_than", "2025-07-01")
    page.fill("#id_source", "A/TEST/1, para. 15")
    page.locator("#id_file").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    page.locator("input[type=submit].default").click()
    page.wait_for_url("**/reporters/preview/")


def names() -> set[str]:
    return {s.reporter.code for s in Submission.objects.current().filter(cycle__code="2025")}


def test_a_spreadsheet_of_thirty_rows_with_five_traps(
    page: Page, live_server: Any, reviewer: User, complaints: list[str]
) -> None:
    sign_in(page, live_server, reviewer)
    upload(page, live_server, "reports.xlsx", spreadsheet())

    # Each trap is named, and nothing can be recorded.
    main = page.locator("#content-main")
    expect(main).to_contain_text("“promised for 7 June 2025” is not a date that can be read.")
    expect(main).to_contain_text("C29 holds a formula without its value")
    expect(main).to_contain_text("“Ghanna” is probably Ghana")
    expect(main).to_contain_text("The sheet has hidden rows: are they to be read?")
    expect(main).to_contain_text("Rows that say that no report came are left out: Fiji (1).")
    expect(page.locator("input[name=accept]")).to_have_count(0)
    assert violations(page, **AXE) == []

    # The officer answers: the hidden row counts, Finland's promise does not, Gabon's report came.
    page.get_by_label("The sheet has hidden rows").select_option("yes")
    page.get_by_label("Reporter for Finland", exact=True).select_option("-")
    page.get_by_label("Reporter for Gabon", exact=True).select_option("GAB")
    page.get_by_label("Another reporter for Ghanna").fill("Ghana")
    page.get_by_label("Reporter for Albania", exact=True).select_option("-")
    page.get_by_label("Reports with a date of their own").select_option("publish")
    page.get_by_role("button", name="Check again").click()
    expect(page.locator("input[name=accept]")).to_have_value("Record 27 reports")
    page.locator("input[name=accept]").click()
    expect(page.get_by_text("27 reports recorded.")).to_be_visible()

    recorded = names()
    assert len(recorded) == 27
    assert {"GAB", "GEO", "GHA", "AGO"} <= recorded
    assert not {"ALB", "FJI", "FIN"} & recorded
    assert complaints == []


REPORTS = {
    "ru": (
        "15. Следующие государства представили национальные доклады: Албания, Кения и Того.\n\n"
        "16. Доклады были получены также от следующих организаций: Лиги арабских государств.\n\n"
        "17. Следующие государства ещё не представили национальные доклады: Чад и Перу.\n\n"
        "18. Следующие государства представили рабочие документы: Мексика и Нигерия.\n",
        {"ALB", "KEN", "TGO", "league-of-arab-states"},
    ),
    "ar": (
        "15 - قدمت الدول التالية تقارير وطنية: ألبانيا، وكينيا، وتوغو.\n\n"
        "16 - وقدمت المنظمات التالية تقارير: جامعة الدول العربية.\n\n"
        "17 - ولم تقدم الدول التالية تقارير وطنية: تشاد، وبيرو.\n\n"
        "18 - وقدمت الدول التالية ورقات عمل: المكسيك، ونيجيريا.\n",
        {"ALB", "KEN", "TGO", "league-of-arab-states"},
    ),
}


@pytest.mark.parametrize("language", REPORTS)
def test_a_meetings_report_in_russian_and_in_arabic(
    page: Page, live_server: Any, reviewer: User, complaints: list[str], language: str
) -> None:
    text, expected = REPORTS[language]
    sign_in(page, live_server, reviewer, language)
    upload(page, live_server, "report.txt", text.encode())
    expect(page.locator("tr.is-new")).to_have_count(4)
    expect(page.locator("tr.is-no_report")).to_have_count(4)
    assert violations(page, **AXE) == []
    page.locator("input[name=accept]").click()
    page.wait_for_url(f"**{reverse('admin:commitments_importlog_changelist')}")
    assert names() == expected
    assert complaints == []
