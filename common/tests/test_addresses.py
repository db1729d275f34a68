"""Addresses of pages follow the language, even when they are kept."""

from django.urls import reverse, set_script_prefix
from django.utils.translation import override

from common.addresses import address


def test_an_address_is_that_of_the_active_language() -> None:
    for _again in range(2):
        assert address("state", "KEN") == "/states/KEN/"
        for code in ("fr", "ar", "zh-hans"):
            with override(code):
                assert address("state", "KEN") == reverse("state", args=["KEN"]) != "/states/KEN/"


def test_an_address_follows_where_the_tracker_is_mounted() -> None:
    assert address("state", "KEN") == "/states/KEN/"
    set_script_prefix("/poa/")
    try:
        assert address("state", "KEN") == "/poa/states/KEN/"
    finally:
        set_script_prefix("/")
