"""The active language is kept by thread, and Django still keeps it where we think."""

import threading

import pytest
from asgiref.local import Local
from django.test import Client
from django.urls import get_script_prefix, get_urlconf, set_urlconf
from django.utils.translation import get_language, override, trans_real

from tracker.per_thread import KEPT, keep_by_thread


@pytest.mark.parametrize(("module", "name"), KEPT)
def test_what_is_replaced_is_what_django_asks(module, name):
    assert isinstance(getattr(module, name), threading.local)


def test_django_would_keep_it_for_asynchronous_code(monkeypatch):
    """Where it does so no longer, ``tracker/per_thread.py`` can go."""
    from django.utils import timezone

    assert isinstance(timezone._active, Local)


def test_one_thread_does_not_see_the_language_of_another():
    seen = []
    with override("fr"):
        thread = threading.Thread(target=lambda: seen.append(get_language()))
        thread.start()
        thread.join()
        assert get_language() == "fr"
    assert seen == ["en"]


def test_the_addresses_of_one_thread_are_not_those_of_another():
    seen = []
    set_urlconf("tracker.tests.nowhere")
    try:
        thread = threading.Thread(target=lambda: seen.append(get_urlconf()))
        thread.start()
        thread.join()
    finally:
        set_urlconf(None)
    assert seen == [None]


def test_the_prefix_is_carried_over(monkeypatch):
    for module, name in KEPT:
        monkeypatch.setattr(module, name, getattr(module, name))
    prefix = get_script_prefix()
    keep_by_thread()
    assert get_script_prefix() == prefix
    assert trans_real._active.__dict__ == {}


@pytest.mark.django_db
def test_a_page_leaves_no_language_to_the_next():
    client = Client()
    assert b'lang="ar"' in client.get("/ar/about/").content
    assert b'<html lang="en"' in client.get("/about/").content
