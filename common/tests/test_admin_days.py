"""Days in the administration: one way to type them, in every language."""

import pytest
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import translation

from common.admin_days import DayField

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
