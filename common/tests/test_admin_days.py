"""Days in forms: one way to type them, in every language."""

import importlib
import pkgutil

import pytest
from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import translation

from common.admin_days import DayField
from common.our_apps import our_apps

pytestmark = pytest.mark.once


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_a_day_is_typed_alike_in_every_language(language):
    with translation.override(language):
        field = DayField(required=False)
        assert str(field.clean("2026-06-03")) == "2026-06-03"
        for digits in ("03/06/2026", "3.6.2026", "06-03-2026", "03/06/26", "20260603"):
            with pytest.raises(ValidationError) as refused:
                field.clean(digits)
            assert "2026-06-30" in str(refused.value)


def _days_of(register):
    """Each admin and inline with a day field, and that form field."""
    for model, its_admin in register.items():
        for one in (its_admin, *its_admin.get_inlines(None, None)):
            overrides = one.formfield_overrides
            of = getattr(one, "model", model)
            for field in of._meta.fields:
                if type(field) is models.DateField:
                    yield f"{of.__name__}.{field.name}", overrides


def test_every_day_of_a_record_is_typed_so():
    days = dict(_days_of(admin.site._registry))
    assert len(days) > 30
    plain = {
        name
        for name, overrides in days.items()
        if overrides.get(models.DateField, {}).get("form_class") is not DayField
    }
    assert plain == set()


def _forms(form=forms.BaseForm):
    """Every form of ours, those of the administration made by classes among them."""
    for each in form.__subclasses__():
        yield from _forms(each)
        yield each


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_no_form_takes_a_day_that_two_readers_read_differently(language):
    for app in our_apps():
        for found in pkgutil.walk_packages([app.path], f"{app.name}."):
            if not any(part in found.name for part in (".tests", ".migrations", ".management")):
                importlib.import_module(found.name)
    days = {
        f"{form.__module__}.{form.__name__}.{name}": field
        for form in _forms()
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.DateField)
    }
    ours = {name: field for name, field in days.items() if not name.startswith("django.")}
    assert len(ours) > 10
    with translation.override(language):
        for name, field in ours.items():
            assert str(field.to_python("2026-06-03")) == "2026-06-03", name
            for digits in ("03/06/2026", "3.6.2026", "06-03-2026", "20260603"):
                with pytest.raises(ValidationError):
                    field.to_python(digits)
