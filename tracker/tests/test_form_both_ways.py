"""One report comes as a form in PDF; a point of contact fills in another in Arabic. The page of a
question shows both, and leads to each answer."""

import csv
import datetime
import io
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html  # type: ignore[import-untyped]

from portal.tests.test_my_form import signed_in, typed
from questionnaires import readings
from questionnaires.deriving import Decision
from questionnaires.models import Part, Question
from questionnaires.templates import load
from questionnaires.tests.test_confirming import Reads
from reports.attachments import files
from reports.coding.form_texts import FormTexts
from reports.models import Submission
from reports.submissions import workflow
from testing.builders import (
    make_contact,
    make_group,
    make_reviewer,
    make_state,
    make_upload,
    publish,
    texts,
)
from testing.read_forms import paper
from testing.reading import words

pytestmark = pytest.mark.django_db

SECRET, ACT, DECREE = "Amina Otieno", "The Act of 2003 is in force.", "صدر المرسوم عام 2019."
QUESTION = "/questionnaires/{}/1/2022/body/"
ASKED = texts("Is there a coordination body?", ar="هل توجد هيئة تنسيق؟")
LABELS = {
    "name": texts("Name", ar="الاسم"),
    "women": texts("Number of women", ar="عدد النساء"),
    "details": texts("Details", ar="التفاصيل"),
}
RANKS = ("rank", "score", "best", "worst", "top ")


def comes_as_a_pdf(world: Reads) -> Submission:
    """A PDF with drawn ticks is read, confirmed, and published."""
    content = paper(world.loaded.form, {"body/name": SECRET, "body/women": 7})
    world.file = files.attach(world.draft, make_upload("form.pdf", content), by=world.officer)
    readings.accept(readings.read(world.file, by=world.officer), by=world.officer)
    world.save(*world.loaded.form.by_key)
    for key in world.proposals():
        world.confirm(Decision(key))
    return publish(world.draft)


def is_filled_in_in_arabic(world: Reads, state: Any) -> Submission:
    """The point of contact fills in the form online, section by section, and hands it in."""
    contact = make_contact(state)
    client = signed_in(contact)
    begun = client.post(f"/ar/my/{state.code}/2022/begin/", follow=True)
    assert 'lang="ar" dir="rtl"' in begun.content.decode()
    report = Submission.objects.get(reporter=state)
    section = f"/ar/my/reports/{report.reference}/section/1/"
    said = {"body__tick_value": "no", "body__women_value": "5", "body__details_value": DECREE}
    page = client.get(section)
    assert ASKED["ar"] in words(page)
    assert client.post(section, typed(page, **said)).status_code == 302
    handed_in = client.post(f"/ar/my/reports/{report.reference}/submit/", {"reason": "صحيح."})
    assert handed_in.status_code == 302, words(handed_in)[:900]
    report.refresh_from_db()
    assert (report.status, report.languages) == ("submitted", ["ar"])
    return report


def test_a_pdf_and_a_form_filled_in_in_arabic_stand_side_by_side(monkeypatch: Any) -> None:
    world = Reads(monkeypatch)
    world.cycle.due_on = timezone.localdate() + datetime.timedelta(days=10)
    world.cycle.save()
    Question.objects.filter(key="body").update(text=ASKED)
    for key, label in LABELS.items():
        Part.objects.filter(key=key).update(label=label)
    world.loaded = load(world.loaded.template)
    tunisia = make_state("TUN", "Tunisia")
    make_group("south", tunisia, position=1)
    make_group("north", world.state, position=2)
    first = comes_as_a_pdf(world)
    report = is_filled_in_in_arabic(world, tunisia)
    reviewer = make_reviewer()
    workflow.start_review(report, by=reviewer)
    workflow.publish(report, by=reviewer)

    # Exactly the commitments that a confirmed main question supports are addressed.
    addressed = {
        (each.submission_id, each.commitment.key, each.status)
        for one in (first, report)
        for each in one.responses.select_related("commitment")
    }
    assert addressed == {
        *((first.pk, f"d1-{number}", "implemented") for number in (21, 22)),
        (first.pk, "d1-23", "in_progress"),
        (report.pk, "d1-21", "not_implemented"),
    }

    public = Client()
    address = QUESTION.format(world.loaded.template.key)
    page = public.get(address)
    tree = html.fromstring(page.content)
    crosstab = tree.xpath("//table[@class='crosstab']")[0]
    rows = [
        [" ".join(cell.text_content().split()).replace("\u00a0", " ") for cell in row]
        for row in crosstab.xpath("./tbody/tr")
    ]
    # Counts, denominators, shares of the row and of the column; groups in their own order.
    assert rows == [
        ["Group south", "1", "1", "0 → 0% ↓ 0%", "1 → 100% ↓ 100%", "0 → 0%"],
        ["Group north", "1", "1", "1 → 100% ↓ 100%", "0 → 0% ↓ 0%", "0 → 0%"],
        ["All reports", "2", "2", "1 → 50%", "1 → 50%", "0 → 0%"],
    ]
    assert not [word for word in RANKS if word in words(page).casefold()]
    # From a count to States and their own words, and then to the answer on the State's page.
    voices = {a.text_content(): a.get("href") for a in tree.xpath("//ul[@class='quotes']//a")}
    assert set(voices) == {"State KEN", "Tunisia"}
    assert ACT in words(page)
    assert DECREE in words(page)
    for target in voices.values():
        shown = public.get(target.partition("#")[0])
        assert f'id="{target.partition("#")[2]}"' in shown.content.decode()
        assert SECRET not in shown.content.decode()
    # The question as a table, in UN order.
    table = public.get(f"{address[:-1]}.csv").getvalue().decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(table)))
    assert [(row["reporter"], row["tick"], row["women"], row["details"]) for row in lines] == [
        ("KEN", "yes", "7", ACT),
        ("TUN", "no", "5", DECREE),
    ]
    assert SECRET not in page.content.decode() + repr(lines)
    # The form's questions are nobody's own words, and appear in no passage or narrative.
    assert "Does that body have a point of contact?" in FormTexts()
    assert ACT not in FormTexts()
