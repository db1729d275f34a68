import pytest

from testing.reading import get, words


@pytest.mark.django_db
def test_an_empty_database_has_finished_pages_too():
    for page in ("", "states/", "organisations/", "cycles/", "meetings/", "documents/", "data/"):
        assert get(f"/{page}").status_code == 200
    assert "No reporting cycle is on record yet." in words(get("/"))
    assert "No reporting cycle is on record yet." in words(get("/coverage/"))
