"""The whole report on one page: its content, who worked on it and when, and internal comments."""

import pytest
from django.test import Client

from contacts.models import Mail
from reports.models import Comment
from testing.builders import (
    make_commitment,
    make_contact,
    make_cycle,
    make_document,
    make_officer,
    make_own_draft,
    make_section,
    make_state,
)
from testing.reading import words

pytestmark = pytest.mark.django_db
WHOLE = "/my/reports/KEN-2022-1/whole/"
PART = "/my/reports/KEN-2022-1/part/1/"
COMMENTS = "/my/reports/KEN-2022-1/comments/"


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def test_a_report_is_read_and_spoken_of_by_its_own_people_on_one_page():
    kenya, document = make_state("KEN", "Kenya"), make_document("doc")
    commitment = make_commitment(document, "1", section=make_section(document, "i"))
    cycle = make_cycle("2022", document)
    lead = make_contact(kenya, name="Wanjiru")
    editor = signed_in(make_contact(kenya, "editor", name="Otieno"))
    reader = signed_in(make_contact(kenya, "reader", name="Achieng"))
    draft = make_own_draft(lead, cycle)
    typed = dict.fromkeys(("attachment", "page", "link", "seen"), "")
    typed |= {"status": "planned", "narrative": "We plan a law.", "language": "en"}
    row = {f"{commitment.key}-{name}": value for name, value in typed.items()}
    assert editor.post(PART, row).status_code == 302

    page = reader.get(WHOLE)
    seen = words(page)
    assert "We plan a law." in seen
    # Work from the histories: by the writer, and by the person who began the report.
    assert "Otieno last at" in seen
    assert "Wanjiru" in seen.partition("Steps so far")[2]
    assert 'href="/my/reports/KEN-2022-1/submit/"' not in page.content.decode()

    # A person who may not write the report comments on it; a double click posts once.
    for _click in range(2):
        done = reader.post(COMMENTS, {"text": " Ask the ministry\x0b first. "}, follow=True)
    assert "Achieng" in words(done)
    assert [each.text for each in Comment.objects.all()] == ["Ask the ministry\n first."]
    nothing = reader.post(COMMENTS, {"text": " "})
    assert nothing.status_code == 422
    assert "Write something first." in words(nothing)
    page = signed_in(lead).get(WHOLE)
    assert "Ask the ministry" in words(page)
    assert 'href="/my/reports/KEN-2022-1/submit/"' in page.content.decode()

    # The comment is internal: no mail goes out, and others find nothing.
    assert not Mail.objects.exists()
    officer = signed_in(make_officer())
    desk = officer.get(f"/admin/reports/submission/{draft.pk}/change/")
    assert "Ask the ministry" not in desk.content.decode()
    for other in (officer, signed_in(make_contact(make_state("TGO", "Togo")))):
        assert other.get(WHOLE).status_code == 404
        assert other.post(COMMENTS, {"text": "So do we."}).status_code == 404
    assert Comment.objects.count() == 1
