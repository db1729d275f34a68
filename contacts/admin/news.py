"""The page on which an officer chooses how often to get mail about new reports and messages."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts import news
from contacts.models import HowOften
from reports import access


class ChoiceForm(forms.Form):
    how_often = forms.ChoiceField(
        label=gettext_lazy("Tell me by mail"), choices=HowOften.choices, widget=forms.RadioSelect
    )


def page(request: HttpRequest, model_admin: Any) -> HttpResponse:
    """For officers who receive reports: each chooses for themselves."""
    if not access.may_register(request.user):
        raise PermissionDenied
    chosen = news.choice_of(request.user).how_often if request.method != "POST" else ""
    form = ChoiceForm(request.POST or None, initial={"how_often": chosen})
    if request.method == "POST" and form.is_valid():
        news.choose(request.user, form.cleaned_data["how_often"])
        messages.success(request, _("Your choice is kept."))
        return HttpResponseRedirect(reverse("admin:index"))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("News by mail"),
        "opts": model_admin.opts,
        "form": form,
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "admin/contacts/mail/news.html", context, status=status)
