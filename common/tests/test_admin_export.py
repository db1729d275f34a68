"""A list of the administration as a file: the filtered records, with the shown values."""

import csv
import datetime
import io

import openpyxl
import pytest
from django.urls import reverse

from contacts.models import ReporterAddress
from testing.builders import make_cycle, make_draft, make_officer, make_state, make_user

pytestmark = pytest.mark.django_db


def test_a_list_is_taken_away_as_it_is_filtered(client, settings, django_assert_max_num_queries):
    settings.DATA_LICENCE = "CC BY 4.0"
    client.force_login(make_officer(language="fr"))
    cycle, other, day = make_cycle("2031"), make_cycle("2029"), datetime.date(2022, 6, 1)
    make_draft(make_state("KEN", "=Kenya"), cycle, received_on=day)
    make_draft(make_state("TGO"), cycle, received_on=day, is_nil_return=True)
    for number in range(3):
        make_draft(make_state(f"AA{number}"), other, received_on=day)
    page = reverse("admin:reports_submission_changelist")
    assert "?cycle=2031&amp;export=csv" in client.get(page, {"cycle": "2031"}).content.decode()
    with django_assert_max_num_queries(14):
        answer = client.get(page, {"cycle": "2031", "o": "1", "export": "csv"})
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[:2] for row in rows[1:]] == [["KEN-2031-1", "'=Kenya"], ["TGO-2031-1", rows[2][1]]]
    assert rows[0][0] == "référence"
    answer = client.get(page, {"cycle": "2031", "export": "xlsx"})
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    data, about = book.worksheets
    assert data.max_row == 3
    told = {row[1].value for row in about.iter_rows()}
    assert {"CC BY 4.0", "fr", "cycle=2031"} <= told
    assert client.get(page, {"export": "exe"}).status_code == 200


def test_only_who_sees_a_list_takes_it_away(client):
    ReporterAddress.objects.create(reporter=make_state(), email="mission@example.org")
    page = reverse("admin:contacts_reporteraddress_changelist")
    client.force_login(make_user(is_staff=True))
    assert client.get(page, {"export": "csv"}).status_code == 403
    client.force_login(make_officer())
    answer = client.get(page, {"export": "csv"})
    assert b"mission@example.org" in b"".join(answer.streaming_content)
