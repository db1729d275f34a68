"""The administration of instruments, meetings, documents and commitments."""

import pytest
from django.urls import NoReverseMatch, reverse

from commitments.models import Commitment, CommitmentLink, LinkKind, Theme
from common.forms import MultilingualFormField
from common.multilingual import LANGUAGE_CODES
from common.record_admin import version_of
from testing.builders import (
    make_commitment,
    make_document,
    make_meeting,
    make_officer,
    make_reviewer,
    make_section,
    make_theme,
    make_user,
    texts,
)

pytestmark = pytest.mark.django_db

KENYA = {
    "en": "Kenya",
    "ar": "كينيا",
    "zh": "肯尼亚",
    "fr": "École du Kénya",
    "ru": "Жизнь Кении",
    "es": "Señal",
}


@pytest.fixture
def staff(client):
    client.force_login(make_officer())
    return client


def listed(client, model, **query):
    response = client.get(reverse(f"admin:commitments_{model}_changelist"), query)
    assert response.status_code == 200
    return list(response.context["cl"].result_list)


def posted(page, **changes):
    """What a browser would send of a change page, with ``changes``."""
    form = page.context["adminform"].form
    data = {}
    for bound in form:
        value = bound.value()
        if isinstance(bound.field, MultilingualFormField):
            shown = value if isinstance(value, list) else bound.field.widget.decompress(value)
            names = [f"{bound.html_name}_{code}" for code in LANGUAGE_CODES]
            data |= dict(zip(names, shown, strict=True))
        elif value is not None and value is not False:
            data[bound.html_name] = value
    for formset in page.context["inline_admin_formsets"]:
        management = formset.formset.management_form
        data |= {management[name].html_name: management[name].value() for name in management.fields}
    return {**data, **changes}


@pytest.mark.parametrize(
    "query", ["kenya", "كينيا", "肯尼亚", "ecole du kenya", "ЖИЗНЬ", "senal", "كِينيا"]
)
@pytest.mark.parametrize(
    ("model", "make"),
    [
        ("theme", lambda: make_theme("t", name=KENYA)),
        ("meeting", lambda: make_meeting("m", name=KENYA)),
        ("outcomedocument", lambda: make_document("d", title=KENYA)),
        ("commitment", lambda: make_commitment(summary=KENYA)),
        ("section", lambda: make_section(make_document("d"), heading=KENYA)),
    ],
)
def test_a_record_is_found_in_any_language(staff, model, make, query):
    record = make()
    make_theme("other")
    assert listed(staff, model, q=query) == [record]


def test_every_word_must_occur_in_some_column(staff):
    document = make_document("bms8")
    section = make_section(document, "i-1", heading=texts("Marking", fr="Marquage"))
    make_section(document, "i-2", heading=texts("Tracing"))
    assert listed(staff, "section", q="bms8 marquage") == [section]
    assert listed(staff, "section", q="bms8 nothing") == []


def test_links_are_found_by_either_commitment(staff):
    earlier, later = (
        make_commitment(title=texts("Stockpiles")),
        make_commitment(title=texts("Marking")),
    )
    link = CommitmentLink.objects.create(commitment=later, earlier=earlier, kind=LinkKind.REPEATS)
    assert listed(staff, "commitmentlink", q="stockpiles") == [link]
    assert listed(staff, "commitmentlink", q="marking") == [link]


def test_commitments_are_filtered_by_addressee(staff):
    make_commitment()
    asked = make_commitment(directed_to_secretariat=True)
    assert listed(staff, "commitment", addressee="secretariat") == [asked]


def test_a_text_is_edited_in_six_languages(staff):
    theme = make_theme("marking", name=texts("Marking", fr="Marquage"))
    url = reverse("admin:commitments_theme_change", args=[theme.pk])
    page = staff.get(url)
    assert page.content.count(b'class="multilingual-language"') == 6
    assert b'dir="rtl"' in page.content
    data = posted(page, name_ar="الوسم", name_zh="标记", name_en="Marking", name_fr="")
    assert staff.post(url, data).status_code == 302
    theme.refresh_from_db()
    assert theme.name == {"ar": "الوسم", "zh": "标记", "en": "Marking"}
    assert "标记" in theme.search_text


def test_long_texts_have_room_for_lines(staff):
    commitment = make_commitment()
    page = staff.get(reverse("admin:commitments_commitment_change", args=[commitment.pk]))
    assert page.content.count(b"<textarea") == 4 * 6


def test_a_new_commitment_gets_its_key_from_document_and_number(staff):
    document = make_document("bms8")
    url = reverse("admin:commitments_commitment_add")
    data = posted(
        staff.get(url),
        document=document.pk,
        number="9 bis",
        position=9,
        **{
            "addressee_records-TOTAL_FORMS": 1,
            "addressee_records-0-position": 1,
            "addressee_records-0-kind": "states",
        },
        title_en="A title",
    )
    assert staff.post(url, data).status_code == 302
    assert Commitment.objects.get().key == "bms8-9-bis"


def test_what_stands_in_addresses_is_fixed_once_saved(staff):
    theme = make_theme("marking")
    url = reverse("admin:commitments_theme_change", args=[theme.pk])
    staff.post(url, posted(staff.get(url), key="other"))
    assert Theme.objects.get().key == "marking"


def test_history_says_who_changed_what_in_which_language(staff):
    theme = make_theme("marking", name=texts("Marking", fr="Marquage"))
    url = reverse("admin:commitments_theme_change", args=[theme.pk])
    staff.post(url, posted(staff.get(url), name_fr="Le marquage"))
    page = staff.get(reverse("admin:commitments_theme_history", args=[theme.pk]))
    content = page.content.decode()
    assert "Français: Marquage</del>" in content
    assert "Français: Le marquage</ins>" in content
    assert "English: Marking" not in content
    assert str(theme.history.first().history_user) in content


def test_history_has_no_way_back_past_the_rules():
    with pytest.raises(NoReverseMatch):
        reverse("admin:commitments_theme_simple_history", args=[1, 1])


def test_a_change_that_was_not_seen_is_not_overwritten(staff):
    theme = make_theme("marking", name=texts("Marking"))
    url = reverse("admin:commitments_theme_change", args=[theme.pk])
    data = posted(staff.get(url), name_en="Mine")
    theme.name = texts("Theirs")
    theme.save()
    refused = staff.post(url, data)
    assert refused.status_code == 200
    assert "Somebody else has changed this record" in refused.content.decode()
    theme.refresh_from_db()
    assert theme.name == {"en": "Theirs"}
    # What was typed is still there, and saving again is a decision.
    again = posted(refused)
    assert again["seen"] == str(version_of(theme))
    assert again["name_en"] == "Mine"
    assert staff.post(url, again).status_code == 302
    theme.refresh_from_db()
    assert theme.name == {"en": "Mine"}


def test_a_save_without_the_version_that_was_seen_is_refused(staff):
    theme = make_theme("marking")
    url = reverse("admin:commitments_theme_change", args=[theme.pk])
    data = posted(staff.get(url), name_en="Mine")
    del data["seen"]
    assert staff.post(url, data).status_code == 200
    theme.refresh_from_db()
    assert theme.name == texts("Theme marking")


def test_a_paragraph_that_reports_say_something_on_stays_operative(staff):
    from testing.builders import make_cycle, make_draft, make_response

    commitment = make_commitment()
    make_response(make_draft(cycle=make_cycle("2031", commitment.document)), commitment)
    url = reverse("admin:commitments_commitment_change", args=[commitment.pk])
    data = posted(staff.get(url))
    data["addressee_records-0-DELETE"] = "on"
    response = staff.post(url, data)
    assert "it stays operative" in response.content.decode()
    commitment.refresh_from_db()
    assert commitment.is_operative


@pytest.mark.parametrize(
    "model",
    [
        "instrument",
        "meeting",
        "outcomedocument",
        "section",
        "theme",
        "commitment",
        "commitmentlink",
    ],
)
@pytest.mark.parametrize("make", [make_officer, make_reviewer])
def test_both_roles_see_lists_and_forms(client, model, make):
    client.force_login(make())
    for page in ("changelist", "add"):
        assert client.get(reverse(f"admin:commitments_{model}_{page}")).status_code == 200


def test_others_are_sent_to_sign_in(client):
    client.force_login(make_user())
    response = client.get(reverse("admin:commitments_theme_changelist"))
    assert response.status_code == 302
    assert "/login/" in response["Location"]


def test_staff_without_a_role_see_nothing(client):
    client.force_login(make_user(is_staff=True))
    assert client.get(reverse("admin:commitments_theme_changelist")).status_code == 403
