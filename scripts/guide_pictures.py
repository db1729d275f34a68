"""Takes the pictures of the user guides (docs/images/guide/): make guides.

Starts its own server on an empty database with the published data and the fictional cycle, makes an
officer and a State's point of contact, and performs the steps of the guides as them. Every report
in the pictures belongs to the fictional cycle. Arguments select pictures by name.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from playwright.sync_api import Page, sync_playwright
from screenshots import ROOT, free_port, ready

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TARGET = ROOT / "docs" / "images" / "guide"


# The point of contact's answers in the pictures, and the answers carried over.
ANSWERED = (
    ("national-point-of-contact", "answer", "yes"),
    ("point-of-contact-for-tracing", "answer", "no"),
    ("national-action-plan", "answer", "developing"),
    ("marking-at-manufacture", "answer", "yes"),
    ("brokering-laws", "answer", "yes"),
    ("weapons-collected", "answer", "yes"),
    ("tracing-procedures", "answer", "yes"),
    ("regional-instruments", "answer", "yes"),
)
FROM_BEFORE = (
    ("national-coordination-body", "answer", "yes"),
    ("national-coordination-body", "men", "5"),
    ("national-coordination-body", "women", "6"),
)


@dataclass(frozen=True)
class Picture:
    """One picture: the viewer, the address, the steps before, and the part shown (a selector; empty
    for the whole window)."""

    name: str
    who: str
    address: str
    first: Callable[[Page], Any] = lambda page: None
    shown: str = ""
    height: int = 760


@dataclass(frozen=True)
class Records:
    """Session keys by person, and the values in addresses."""

    sessions: dict[str, str]
    cycle: int
    draft: Any
    paper: Any
    file: Any
    form: bytes
    filled: Any
    reading: Any


def records() -> Records:
    """Everything that the pictures show, made as the product itself makes it."""
    import datetime

    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.core.management import call_command
    from django.utils import timezone

    from questionnaires import answering, templates, workbook
    from questionnaires.answering import Given
    from questionnaires.models import ReportTemplate
    from reports.attachments import files
    from reports.coding import recording
    from reports.models import Channel, Reporter, ReportingCycle
    from reports.submissions import messages, workflow
    from testing.builders import make_contact, make_reviewer

    for command in ("migrate", "load_facts", "load_demo"):
        call_command(command, verbosity=0)
    cycle = ReportingCycle.objects.get(code="demo")
    today = timezone.localdate()
    cycle.opens_on, cycle.closes_on = today, today + datetime.timedelta(days=120)
    cycle.due_on = today + datetime.timedelta(days=30)
    cycle.save()
    # Two States without any record in the fictional cycle.
    state, other = Reporter.objects.members().exclude(submissions__cycle=cycle).in_un_order()[:2]
    reviewer = make_reviewer(name="Amina Otieno")
    contact = make_contact(state, name="Catalina Rojas")
    draft = workflow.register(state, cycle, Channel.ONLINE, by=contact, languages=["es"])
    asked = list(cycle.scope(state.kind))
    answers = [
        recording.Answer(
            commitment.key,
            ("implemented", "in_progress", "planned")[number % 3],
            narrative="[Ficticio] La medida está en vigor y su aplicación se revisa cada año.",
            language="es",
        )
        for number, commitment in enumerate(asked[:5])
    ]
    template = ReportTemplate.objects.in_use().get(is_reconstructed=True)
    template.cycles.add(cycle)
    form = templates.load(template)
    answering.record(draft, form, [Given(*each) for each in ANSWERED], by=contact)
    answering.record(
        draft,
        form,
        [Given(*each, is_carried_over=True, is_confirmed=False) for each in FROM_BEFORE],
        by=contact,
    )
    recording.record(draft, answers[:1], by=contact)
    messages.send(
        draft, "Should the regional plan be reported here?", by=contact, commitment=asked[0]
    )
    paper = workflow.register(
        other,
        cycle,
        Channel.EMAIL,
        by=reviewer,
        received_on=today,
        languages=["es"],
    )
    recording.record(paper, answers[:3], by=reviewer)
    text = " ".join(f"[Ficticio] {number}. {answers[0].narrative}" for number in range(1, 40))
    upload = SimpleUploadedFile("informe-nacional.txt", text.encode())
    file = files.attach(paper, upload, by=reviewer, language="es")
    filled, reading = filled_form(cycle, reviewer)
    newcomer = make_contact(other, name="Malik Benali", has_factor=False)
    people = {"staff": reviewer, "contact": contact, "newcomer": newcomer}
    sessions = {who: session_of(user) for who, user in people.items()}
    of_cycle = filled_in(workbook.workbook(draft, form))
    return Records(sessions, cycle.pk, draft, paper, file, of_cycle, filled, reading)


def filled_form(cycle: Any, reviewer: Any) -> tuple[Any, Any]:
    """A report from a filled form, read and accepted, with the first answers confirmed."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.utils import timezone

    from questionnaires import confirming, readings
    from reports.attachments import files
    from reports.models import Channel, Reporter
    from reports.submissions import workflow
    from testing.filled_forms import filled_form
    from testing.read_forms import starting_form

    state = Reporter.objects.members().exclude(submissions__cycle=cycle).in_un_order()[2]
    report = workflow.register(
        state,
        cycle,
        Channel.EMAIL,
        by=reviewer,
        received_on=timezone.localdate(),
        languages=["en"],
    )
    content = filled_form(starting_form(), 7).data
    file = files.attach(report, SimpleUploadedFile("national-report.pdf", content), by=reviewer)
    reading = readings.read(file, by=reviewer)
    readings.accept(reading, by=reviewer)
    loaded = confirming.load(report)
    if loaded is None:
        raise RuntimeError("the report has no form")
    sheet = confirming.sheet(report, loaded)
    posted = {"language": "en"}
    for row in sheet.rows[:12]:
        posted |= {name: str(value) for name, value in row.values.items() if value}
        posted |= {f"{row.key}-seen": row.seen, f"{row.key}-confirmed": "1"}
    confirming.save_what_is_sound(sheet, posted, by=reviewer)
    return report, reading


def filled_in(form: bytes) -> bytes:
    """The workbook with three answers changed."""
    from openpyxl import load_workbook

    from questionnaires.workbook_layout import KEY, LANGUAGE, VALUE

    book, changed = load_workbook(BytesIO(form)), BytesIO()
    for sheet in book.worksheets[:-1]:
        for row in range(1, sheet.max_row + 1):
            key = sheet.cell(row, KEY).value
            if key in ("national-targets/answer", "disaggregated-data/answer"):
                sheet.cell(row, VALUE).value = "Yes"
            elif key == "disaggregated-data/details":
                sheet.cell(row, VALUE).value = "[Ficticio] Se publican cada año."
                sheet.cell(row, LANGUAGE).value = "Español"
    book.save(changed)
    return changed.getvalue()


def session_of(user: Any) -> str:
    """The key of a session in which ``user`` is signed in."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)
    key: str = client.cookies[settings.SESSION_COOKIE_NAME].value
    return key


def pictures(found: Records) -> list[Picture]:
    """In the order of the guides."""
    staff, my = "/admin/reports", "/my/"
    mine = f"{my}reports/{found.draft.reference}/"
    paper = f"{staff}/submission/{found.paper.pk}"
    forms = f"/admin/questionnaires/reading/report/{found.filled.pk}"

    def send_form(page: Page) -> None:
        form = {"name": "form.xlsx", "mimeType": XLSX, "buffer": found.form}
        page.locator("#form-file").set_input_files(form)  # type: ignore[arg-type]
        page.get_by_role("button", name="See what it would change").click()

    return [
        Picture("staff-desk", "staff", "/admin/"),
        Picture("staff-missing", "staff", "/admin/contacts/mail/missing/demo/", height=900),
        Picture("staff-submission", "staff", f"{paper}/change/"),
        Picture("staff-coding", "staff", f"{paper}/coding/"),
        Picture("staff-beside", "staff", f"{paper}/coding/?beside={found.file.pk}"),
        Picture(
            "staff-form-file",
            "staff",
            f"{staff}/submission/{found.filled.pk}/change/",
            shown="#form",
        ),
        Picture(
            "staff-form-reading",
            "staff",
            f"/admin/questionnaires/reading/{found.reading.pk}/accept/",
            height=560,
        ),
        Picture("staff-form-confirm", "staff", f"{forms}/confirm/", height=900),
        Picture("staff-form-derived", "staff", f"{forms}/derived/", height=900),
        Picture("staff-invitation", "staff", "/admin/contacts/invitation/add/"),
        Picture("contact-factor", "newcomer", my, shown="main"),
        Picture("contact-home", "contact", my),
        Picture("contact-form", "contact", mine, height=900),
        Picture("contact-section", "contact", f"{mine}section/1/", height=1000),
        Picture("contact-derived", "contact", f"{mine}derived/", height=900),
        Picture("contact-part", "contact", f"{mine}part/1/", height=900),
        Picture("contact-upload", "contact", mine, send_form),
        Picture("contact-questions", "contact", mine, shown="section:has(> #messages)"),
        Picture("contact-preview", "contact", f"{mine}preview/"),
        Picture("contact-submit", "contact", f"{mine}submit/"),
    ]


def take(page: Page, address: str, picture: Picture) -> None:
    page.set_viewport_size({"width": 1100, "height": picture.height})
    page.goto(f"{address.rstrip('/')}{picture.address}")
    picture.first(page)
    page.wait_for_load_state("networkidle")
    path = TARGET / f"{picture.name}.png"
    if picture.shown:
        page.locator(picture.shown).first.screenshot(path=path)
    else:
        page.screenshot(path=path)


def main(names: list[str]) -> int:
    browsers = ("chromium-headless-shell", "chromium", "google-chrome")
    chromium = next(filter(None, map(shutil.which, browsers)), None)
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="poa-guides-") as folder:
        os.environ |= {"POA_DATA_DIR": folder, "POA_LOG_LEVEL": "ERROR"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "tracker.settings"
        os.environ.pop("DATABASE_URL", None)
        sys.path.insert(0, str(ROOT))
        import django
        from django.conf import settings

        django.setup()
        found = records()
        port = free_port()
        process = subprocess.Popen(
            [sys.executable, "manage.py", "runserver", "--noreload", str(port)],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )
        try:
            address = ready(f"http://localhost:{port}/")
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=chromium, args=["--no-sandbox"]
                )
                for who, key in found.sessions.items():
                    context = browser.new_context(locale="en")
                    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": key, "url": address}
                    context.add_cookies([cookie])  # type: ignore[list-item]
                    page = context.new_page()
                    for picture in pictures(found):
                        if picture.who == who and (not names or picture.name in names):
                            take(page, address, picture)
                            print(picture.name)
                browser.close()
        finally:
            process.terminate()
            process.wait()
    print(f"Pictures are in {TARGET.relative_to(ROOT)}/")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
