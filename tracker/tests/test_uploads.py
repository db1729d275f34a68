"""Large bodies are read only where a file is expected, and only from known senders."""

import io

import pytest
from django.db import connection
from django.test import Client
from openpyxl import Workbook

from benchmarks.trust import samples
from common import turns
from common.turns import UPLOADS, Busy, Turns
from reports.attachments import inspecting, sheets
from reports.models import Submission
from reports.submissions import workflow
from testing.builders import (
    make_commitment,
    make_contact,
    make_cycle,
    make_document,
    make_officer,
    make_own_draft,
    make_state,
    make_upload,
    make_user,
)
from tracker.uploads import TAKES_FILES

pytestmark = pytest.mark.django_db

LARGE = 3_000_000


class NotRead:
    """A body that fails the test when somebody reads it."""

    def read(self, *_size: int) -> bytes:
        raise AssertionError("the body was read")

    readline = read


@pytest.fixture
def draft() -> Submission:
    document = make_document()
    make_commitment(document)
    return make_own_draft(make_contact(make_state("KEN")), make_cycle("2031", document))


def post(client: Client, address: str, length: int = LARGE, **extra):
    kind = "multipart/form-data; boundary=x"
    return client.generic(
        "POST",
        address,
        content_type=kind,
        **{"wsgi.input": NotRead(), "CONTENT_LENGTH": str(length), **extra},
    )


def admin_pages(draft: Submission) -> list[str]:
    return [
        f"/admin/reports/submission/{draft.pk}/files/",
        "/admin/reports/submission/import/",
        "/admin/commitments/importlog/reporters/",
        "/admin/commitments/outcomeproposal/add/",
    ]


def signed_in_without_forgery(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    "address", ["/", "/account/login/", "/fr/search/", "/my/", "/nothing/", "/admin/login/"]
)
def test_where_no_file_is_expected_nothing_large_is_read(address):
    for client in (Client(enforce_csrf_checks=True), signed_in(make_officer(is_superuser=True))):
        response = post(client, address)
        assert response.status_code == 413
        assert response["Cache-Control"] == "no-store"


def signed_in(user) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    return client


def test_nobody_is_read_who_has_not_signed_in(draft):
    for place in ("files", "upload"):
        response = post(Client(), f"/my/reports/{draft.reference}/{place}/")
        assert response.status_code == 302
        assert response["Location"].startswith("/account/login/")
    for address in admin_pages(draft):
        assert post(Client(), address).status_code == 302
        assert post(signed_in(make_user()), address).status_code == 403
    api = f"/api/v1/submissions/{draft.reference}/attachments/"
    assert post(Client(), api).status_code == 401


def test_not_even_a_known_person_sends_without_end(draft, settings):
    client = signed_in(make_officer())
    most = 5 * settings.MAX_UPLOAD_BYTES
    for address in admin_pages(draft):
        assert post(client, address, most + 1).status_code == 413
    api = f"/api/v1/submissions/{draft.reference}/attachments/"
    assert post(client, api, 2 * settings.MAX_UPLOAD_BYTES).status_code == 413


def test_a_body_without_a_length_is_refused():
    response = post(Client(), "/account/login/", 0, HTTP_TRANSFER_ENCODING="chunked")
    assert response.status_code == 411


def test_every_form_that_sends_files_is_known(settings):
    """So that a new one does not fail with the first large file."""
    templates = [*settings.BASE_DIR.glob("*/templates/**/*.html")]
    forms = [path for path in templates if "multipart/form-data" in path.read_text()]
    # A list of reporters is sent, and sent again corrected, to one address; lists of offices, of
    # contacts, of figures and of what reports say are sent with one form; a report is registered
    # with Django's own.
    assert len(forms) + 3 == len(TAKES_FILES)


def test_a_large_file_comes_in_from_its_author(draft):
    author = draft.events.order_by("pk")[0].actor
    client = Client()
    client.force_login(author)
    upload = make_upload("long.txt", b"A line of a report.\n" * 200_000)
    response = client.post(f"/my/reports/{draft.reference}/files/", {"uploads": upload})
    assert response.status_code == 302
    assert draft.attachments.get().size == 4_000_000


def test_so_many_uploads_at_once_and_no_more(draft):
    client = signed_in(draft.events.order_by("pk")[0].actor)
    with UPLOADS.take(), UPLOADS.take():
        response = post(client, f"/my/reports/{draft.reference}/files/")
    assert response.status_code == 503
    assert response["Retry-After"]


class TestTurns:
    def test_places_are_shared_and_given_back(self):
        one = Turns("tried", 1, 0.0)
        with one.take():
            with pytest.raises(Busy):
                one.entered()
            with Turns("another", 1, 0.0).take():
                pass
        with one.take():
            pass

    def test_a_process_that_waits_holds_few_threads(self):
        most = turns.MOST_IN_A_PROCESS["work"]
        held = [Turns(f"kind {number}", 1, 0.0).entered() for number in range(most)]
        with pytest.raises(Busy):
            Turns("one more", 1, 60.0).entered()
        held[0].close()
        with Turns("one more", 1, 0.0).take():
            pass

    def test_without_a_folder_each_process_counts_for_itself(self, settings, tmp_path):
        (tmp_path / "file").write_text("")
        settings.TURNS_DIR = tmp_path / "file"
        with Turns("tried", 1, 0.0).take(), Turns("tried", 1, 0.0).take():
            pass

    def test_who_signs_in_while_too_many_do_is_asked_to_come_back(self, monkeypatch):
        monkeypatch.setattr("accounts.backends.PASSWORDS", Turns("passwords", 1, 0.0))
        form = {"login": "a@example.org", "password": "a-long-password-of-no-use"}
        with Turns("passwords", 1, 0.0).take():
            response = Client().post("/account/login/", form)
        assert response.status_code == 503
        assert response["Retry-After"]
        assert Client().post("/account/login/", form).status_code == 200

    def test_files_of_lists_wait_for_their_turn(self, monkeypatch):
        monkeypatch.setattr("api.reading.exports.FILES", Turns("files", 1, 0.0))
        with Turns("files", 1, 0.0).take():
            for address in ("/api/v1/states/?format=xlsx", "/api/v1/package.zip"):
                response = Client().get(address)
                assert response.status_code == 503
                assert response["Retry-After"]
                assert response["Content-Type"] == "application/problem+json"

    def test_searches_wait_for_their_turn(self, monkeypatch, django_assert_num_queries):
        monkeypatch.setattr("website.searching.SEARCHES", Turns("searches", 1, 0.0, "readers"))
        # The stamp of the data is the one query for whoever is sent away.
        with Turns("searches", 1, 0.0, "readers").take(), django_assert_num_queries(1):
            response = Client().get("/search/?q=kenya")
        assert response.status_code == 503
        assert response["Retry-After"]
        assert Client().get("/search/?q=kenya").status_code == 200

    @pytest.mark.parametrize("address", ["/api/v1/states/?format=csv", "/api/v1/package.zip"])
    def test_a_file_has_its_turn_until_it_is_taken_or_left(self, monkeypatch, address):
        one = Turns("files", 1, 0.0)
        monkeypatch.setattr("api.reading.exports.FILES", one)
        monkeypatch.setattr("django.test.client.closing_iterator_wrapper", lambda each, _end: each)
        taken = Client().get(address)
        with pytest.raises(Busy):
            one.entered()
        assert b"".join(taken)
        # Nobody has closed it.
        with one.take():
            pass
        left = Client().get(address)
        left.close()
        with one.take():
            pass


class TestLocks:
    """While a 21 MB file is inspected for seconds, no writer waits."""

    @pytest.fixture
    def depths(self, monkeypatch) -> list[int]:
        """The number of open transactions at each inspection, without the test's own."""
        found: list[int] = []
        look = inspecting.inspect

        def watched(*arguments, **named):
            found.append(len(connection.savepoint_ids))
            return look(*arguments, **named)

        monkeypatch.setattr("reports.attachments.inspecting.inspect", watched)
        return found

    def test_the_api_locks_after_it_has_looked(self, draft, depths):
        address = f"/api/v1/submissions/{draft.reference}/attachments/"
        client = signed_in_without_forgery(make_officer())
        for number, headers in enumerate(({}, {"Idempotency-Key": "k"})):
            file = make_upload(content=b"%PDF-1.4" + bytes(number))
            answer = client.post(address, {"file": file}, headers=headers)
            assert answer.status_code == 201, answer.content
        assert depths == [0, 0]

    def test_so_do_the_pages(self, draft, depths):
        address = f"/my/reports/{draft.reference}/files/"
        author = signed_in_without_forgery(draft.events.order_by("pk")[0].actor)
        uploads = [make_upload("a.pdf"), make_upload("b.pdf", b"%PDF-1.4 b")]
        author.post(address, {"uploads": uploads})
        assert draft.attachments.count() == 2
        officer = signed_in_without_forgery(make_officer())
        officer.post(admin_pages(draft)[0], {"uploads": make_upload("c.pdf", b"%PDF-1.4 c")})
        assert draft.attachments.count() == 3
        assert depths == [0, 0, 0]


class TestWorkbooks:
    """Workbooks are read by a process of their own, within a limit on their unpacked size."""

    def test_what_unpacks_to_much_is_refused_before_it_is_read(self):
        with pytest.raises(sheets.Unsound) as refusal:
            sheets.read(samples.workbook(), rows=10_000, columns=60)
        assert refusal.value.code == "too_demanding"

    def test_a_list_of_8500_rows_is_read(self):
        book, made = Workbook(write_only=True), io.BytesIO()
        sheet = book.create_sheet("List")
        for number in range(8500):
            sheet.append([f"State {number}", "submitted", number, "A/CONF.192/BMS/2022/1", ""])
        book.save(made)
        found = sheets.read(made.getvalue(), rows=10_000, columns=60).sheets[0]
        assert len(found.rows) == 8500
        assert found.rows[-1][0].value == "State 8499"


def test_what_was_handed_in_is_not_confirmed_again(draft):
    author = draft.events.order_by("pk")[0].actor
    client = signed_in_without_forgery(author)
    address = f"/my/reports/{draft.reference}/confirm/"
    assert client.post(address).status_code == 302
    workflow.submit(draft, by=author, reason="It is complete.")
    assert client.post(address).status_code == 409
