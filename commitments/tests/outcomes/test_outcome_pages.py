"""The whole path in the administration: upload, preview, correct, accept, see it, undo."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from commitments.models import Commitment, OutcomeDocument
from commitments.models.import_log import ImportLog
from commitments.models.outcome_proposal import OutcomeProposal
from commitments.tests.samples.files import as_docx, as_pdf
from commitments.tests.samples.texts import SAMPLES, SYMBOL
from testing.builders import make_cycle, make_document, make_officer, make_upload, make_user
from testing.reading import tasks_on

pytestmark = pytest.mark.django_db
ADD = "admin:commitments_outcomeproposal_add"
UNDO = "admin:commitments_outcomeproposal_undo"
NEW = {"part": "1", "language": "en", "create_missing": "unknown", "key": "revcon7",
       "symbol": SYMBOL, "kind": "outcome", "title": "Outcome"}  # fmt: skip


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make_officer())
    return client


def upload(staff: Client, content: bytes = b"", name: str = "outcome.docx") -> OutcomeProposal:
    file = make_upload(name, content or as_docx(SAMPLES["en"]))
    response = staff.post(reverse(ADD), {"file": file, "language": ""})
    proposal: OutcomeProposal = OutcomeProposal.objects.latest("pk")
    assert response["Location"] == url(proposal)
    return proposal


def url(proposal: OutcomeProposal, name: str = "change", *args: Any) -> str:
    return reverse(f"admin:commitments_outcomeproposal_{name}", args=[proposal.pk, *args])


def page(staff: Client, address: str) -> str:
    response = staff.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_upload_preview_accept_and_see_it_on_the_site(staff: Client) -> None:
    proposal = upload(staff)
    preview = page(staff, url(proposal))
    assert "Give the new document a key, such as bms9." in preview
    assert "Accept and record" not in preview
    staff.post(url(proposal), NEW)
    preview = page(staff, url(proposal))
    assert "11 to create, 0 to change" in preview
    assert "To repeat that count every second year." in preview
    assert not Commitment.objects.exists()
    response = staff.post(url(proposal, "accept"))
    assert response["Location"] == reverse("document", args=["revcon7"])
    assert "At the national level" in page(staff, response["Location"])
    assert Commitment.objects.count() == 6
    assert not OutcomeProposal.objects.exists()
    log = ImportLog.objects.get()
    assert (log.file_name, log.by.is_staff, len(log.sha256)) == ("outcome.docx", True, 64)


def test_the_start_page_leads_to_exactly_the_imports_that_wait(staff: Client) -> None:
    label = "imports of outcome documents, to accept"
    assert label not in tasks_on(staff.get(reverse("admin:index")))
    waiting = {upload(staff), upload(staff, as_docx(SAMPLES["fr"]))}
    count, address = tasks_on(staff.get(reverse("admin:index")))[label]
    assert (count, set(staff.get(address).context["cl"].queryset)) == (2, waiting)
    OutcomeProposal.objects.all().delete()
    assert label not in tasks_on(staff.get(reverse("admin:index")))


def test_one_paragraph_is_corrected(staff: Client) -> None:
    proposal = upload(staff)
    staff.post(url(proposal), NEW)
    form = page(staff, url(proposal, "row", 3))
    assert "3 bis" in form
    answer = {"number": "3 ter", "section": "ii", "is_operative": "on",
              "addressees": ["secretariat", "states"],
              "text": "Rewritten here.", "left_out": "unknown"}  # fmt: skip
    response = staff.post(url(proposal, "row", 3), answer)
    assert response["Location"].startswith(url(proposal))
    assert "Rewritten here." in page(staff, url(proposal))
    staff.post(url(proposal, "accept"))
    commitment = Commitment.objects.get(key="revcon7-3-ter")
    assert commitment.section.code == "ii"
    assert commitment.addressees == ["states", "secretariat"]
    assert commitment.official_text == {"en": "Rewritten here."}


def test_a_second_correction_keeps_the_first(staff: Client) -> None:
    proposal = upload(staff)
    staff.post(url(proposal), NEW)
    row = {"number": "4", "section": "i-b", "is_operative": "on", "addressees": ["meeting"],
           "text": "Something else.", "left_out": "unknown"}  # fmt: skip
    staff.post(url(proposal, "row", 4), row)
    staff.post(url(proposal, "row", 4), {**row, "number": "40"})
    staff.post(url(proposal, "accept"))
    commitment = Commitment.objects.get(number="40")
    assert commitment.official_text == {"en": "Something else."}
    assert commitment.addressees == ["meeting"]


def test_an_operative_paragraph_needs_an_addressee(staff: Client) -> None:
    proposal = upload(staff)
    row = {"number": "4", "is_operative": "on", "text": "x", "left_out": "unknown"}
    response = staff.post(url(proposal, "row", 4), row)
    assert response.status_code == 422
    assert "directed to somebody" in response.content.decode()


def test_a_paragraph_is_left_out(staff: Client) -> None:
    proposal = upload(staff)
    staff.post(url(proposal), NEW)
    row = {"number": "1", "section": "", "text": "x", "left_out": "true"}
    staff.post(url(proposal, "row", 0), row)
    staff.post(url(proposal, "accept"))
    assert not Commitment.objects.filter(number="1").exists()


def test_another_document_and_language_are_chosen(staff: Client) -> None:
    make_document("elsewhere")
    proposal = upload(staff, as_pdf(SAMPLES["ar"]), "outcome.pdf")
    staff.post(
        url(proposal),
        {"part": "1", "language": "ar", "document": "elsewhere", "create_missing": "true"},
    )
    staff.post(url(proposal, "accept"))
    document = OutcomeDocument.objects.get(key="elsewhere")
    assert document.commitments.count() == 6
    assert set(document.commitments.first().official_text) == {"ar"}


def test_a_corrected_text_shows_what_is_taken_out_and_put_in(staff: Client) -> None:
    accept(staff)
    proposal = upload(staff, as_docx(SAMPLES["en"].replace("a ladder", "two ladders")))
    staff.post(url(proposal), {"part": "1", "language": "en", "document": "revcon7"})
    preview = page(staff, url(proposal))
    assert "<del>ladder</del><ins>ladders</ins>" in preview
    assert "1 to change" in preview


def accept(staff: Client) -> None:
    proposal = upload(staff)
    staff.post(url(proposal), NEW)
    staff.post(url(proposal, "accept"))


def test_the_last_import_is_undone_in_one_click(staff: Client) -> None:
    accept(staff)
    log = ImportLog.objects.get()
    assert "Undo the last import" in page(staff, reverse(ADD))
    staff.post(reverse(UNDO), {"log": log.pk})
    assert not OutcomeDocument.objects.exists()
    assert "Undo the last import" not in page(staff, reverse(ADD))


def test_undo_says_what_depends_on_it(staff: Client) -> None:
    accept(staff)
    make_cycle("2031", OutcomeDocument.objects.get())
    staff.post(reverse(UNDO), {"log": ImportLog.objects.get().pk})
    assert "is in use" in page(staff, reverse(ADD))
    assert OutcomeDocument.objects.exists()


def test_undo_of_another_import_than_the_one_shown_is_refused(staff: Client) -> None:
    accept(staff)
    staff.post(reverse(UNDO), {"log": "0"})
    assert OutcomeDocument.objects.exists()


def test_accepting_with_errors_is_refused_and_says_why(staff: Client) -> None:
    proposal = upload(staff)
    response = staff.post(url(proposal, "accept"), follow=True)
    assert "Give the new document a key" in response.content.decode()
    assert not Commitment.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x89PNG\x00", "none of these"),
        (b"%PDF-1.7 broken", "damaged"),
        (b"a" * 21 * 1024**2, "larger"),
    ],
)
def test_a_hostile_file_is_refused_on_the_form(
    staff: Client, content: bytes, sentence: str
) -> None:
    response = staff.post(reverse(ADD), {"file": make_upload("x.pdf", content)})
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not OutcomeProposal.objects.exists()


def test_nobody_else_gets_in(client: Client, staff: Client) -> None:
    proposal = upload(staff)
    client.force_login(make_user(is_staff=True))
    for address in (reverse(ADD), url(proposal), url(proposal, "row", 0)):
        assert client.get(address).status_code == 403
    for address in (url(proposal, "accept"), reverse(UNDO)):
        assert client.post(address).status_code == 403
    client.logout()
    assert client.get(url(proposal)).status_code == 302


def test_what_is_not_there_is_not_found(staff: Client) -> None:
    proposal = upload(staff)
    assert staff.get(url(proposal, "row", 99)).status_code == 404
    assert (
        staff.get(reverse("admin:commitments_outcomeproposal_change", args=[0])).status_code == 404
    )
    assert staff.get(url(proposal, "accept")).status_code == 405


def test_a_proposal_is_given_up(staff: Client) -> None:
    proposal = upload(staff)
    staff.post(url(proposal, "delete"), {"post": "yes"})
    assert not OutcomeProposal.objects.exists()


def test_the_preview_costs_the_same_for_three_paragraphs_and_three_hundred(
    staff: Client, django_assert_max_num_queries: Any
) -> None:
    for count in (3, 300):
        text = "\n\n".join(f"{n}. States agree to do thing {n}." for n in range(1, count + 1))
        proposal = upload(staff, text.encode(), "outcome.txt")
        with django_assert_max_num_queries(12):
            page(staff, url(proposal))


def test_the_list_costs_the_same_for_three_proposals_and_thirty(
    staff: Client, django_assert_max_num_queries: Any
) -> None:
    address = reverse("admin:commitments_outcomeproposal_changelist")
    proposal = upload(staff)
    for count in (3, 30):
        for _ in range(count):
            proposal.pk = None
            proposal.save()
        with django_assert_max_num_queries(9):
            page(staff, address)


def test_titles_still_to_be_written_are_found(staff: Client) -> None:
    proposal = upload(staff)
    staff.post(url(proposal), NEW)
    staff.post(url(proposal, "accept"))
    Commitment.objects.filter(number="1").update(title={"en": "Paragraph written"})
    address = reverse("admin:commitments_commitment_changelist")
    assert "revcon7-3-bis" in page(staff, f"{address}?texts=title")
    assert "revcon7-1<" not in page(staff, f"{address}?texts=title")
    assert "revcon7-1<" in page(staff, address)


def test_the_words_behind_an_addressee_are_shown_recorded_and_another_is_named(
    staff: Client,
) -> None:
    proposal = upload(staff)
    staff.post(url(proposal), NEW)
    assert "<q " in page(staff, url(proposal))
    form = page(staff, url(proposal, "row", 5))
    assert "Proposed because of these words" in form or "meeting" in form
    row = {"number": "5", "section": "ii", "is_operative": "on", "text": "The museum should count.",
           "addressees": ["named_body", "security_council"], "left_out": "unknown"}  # fmt: skip
    refused = staff.post(url(proposal, "row", 5), row)
    assert refused.status_code == 422
    assert "Name the body." in refused.content.decode()
    staff.post(url(proposal, "row", 5), {**row, "named_body": "The museum"})
    assert "The museum" in page(staff, url(proposal))
    staff.post(url(proposal, "accept"))
    commitment = Commitment.objects.get(key="revcon7-5")
    assert commitment.is_operative
    assert commitment.addressees == ["security_council", "named_body"]
    assert {each.label for each in commitment.addressee_records.all()} == {
        "The museum",
        "the Security Council",
    }
    others = Commitment.objects.exclude(key="revcon7-5")
    assert any(each.words for one in others for each in one.addressee_records.all())
