"""Finding States, organisations, commitments, documents, meetings, responses and reports."""

import re
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from commitments.models import Theme
from common import freshness
from common.charts.canvas import escaped
from common.database.made_once import made_once
from common.multilingual import LANGUAGE_CODES, words_of
from common.reading_once import reading_once
from common.search import normalise
from common.stamp import Stamp
from common.turns import SEARCHES
from common.words import language_name
from reports.models import Reporter, ReporterKind
from website import filter_fields
from website.finding import KINDS, find, page_of
from website.guessing import guesses

# Examples to try first: a word of the subject in each of the six languages.
EXAMPLES = (
    ("en", "tracing"),
    ("fr", "traçage"),
    ("es", "municiones"),
    ("ru", "маркировка"),
    ("zh", "标识"),
    ("ar", "تعقب"),
)


# UK, США, ÉAU.
ABBREVIATION = re.compile(r"[^\W\d_a-zа-я]{2,5}(?<=[A-ZÉА-Я])")


class SearchForm(forms.Form):
    """A query, the kind of which to show all results, and filters."""

    q = forms.CharField(required=False, max_length=200)
    kind = forms.CharField(required=False, max_length=20)
    cycle = filter_fields.cycle(pgettext_lazy("reporting cycle", "Any cycle"))
    regional_group = filter_fields.regional_group()
    theme = filter_fields.theme()
    status = filter_fields.response_status()
    language = forms.ChoiceField(label=_("Language of the response"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data, label_suffix="", auto_id="filter-%s")
        names = [(code, language_name(code)) for code in LANGUAGE_CODES]
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            ("", pgettext_lazy("language", "Any language")),
            *names,
        ]

    @property
    def filters(self) -> list[forms.BoundField]:
        """The fields that narrow the results."""
        return [self[name] for name in self.fields if name not in ("q", "kind")]

    @property
    def chosen(self) -> dict[str, Any]:
        """The filters that were set, by name."""
        values = {field.name: self.cleaned_data.get(field.name) for field in self.filters}
        return {name: value for name, value in values.items() if value}


@require_safe
@reading_once()
def search(request: HttpRequest) -> HttpResponse:
    """Results by kind, in any language and script; with ``kind`` all results of that kind, in
    pages. Two queries for each kind and three more, however many records there are. Raises Busy if
    too many people search at once."""
    form = SearchForm(request.GET)
    query = request.GET.get("q", "").replace("\x00", "")
    context: dict[str, Any] = {"form": form, "query": query, "examples": EXAMPLES}
    if not form.is_valid():
        return render(request, "website/search.html", {**context, "names": names()})
    # Most results are read only when the template shows them; whoever is sent away costs nothing.
    with SEARCHES.take():
        stamp, _tag = freshness.validators_of(request) or (None, "")
        context |= {"names": names(), **results(form, request.GET.get("page", ""), stamp)}
        return render(request, "website/search.html", context)


def names() -> SafeString:
    """What a browser may offer while somebody types, without a script: the names of States,
    organisations and themes in the reader's language, each with the codes and short names that it
    is offered for, too. Written here, since there are hundreds. Two queries."""
    found = {words_of(name): _short_names(*others) for name, *others in _reporter_names()}
    found = {**dict.fromkeys(map(words_of, _theme_names()), ""), **found}
    return mark_safe(  # noqa: S308 (escaped)
        "".join([f"<option {_offered(name, short)}></option>" for name, short in found.items()])
    )


def _offered(name: str, short: str) -> str:
    value = f'value="{escaped(name)}"'
    return f'{value} label="{escaped(short)}"' if short else value


def _short_names(kind: str, code: str, abbreviation: str, other_names: list[str]) -> str:
    """The code of a State and what else is written in capitals for it: "USA, US"."""
    others = filter(ABBREVIATION.fullmatch, [abbreviation, *other_names])
    return ", ".join(dict.fromkeys([*([code] if kind == ReporterKind.STATE else []), *others]))


@made_once
def _reporter_names() -> "QuerySet[Any, Any]":
    found: QuerySet[Any] = Reporter.objects.in_un_order()
    return found.values_list("name", "kind", "code", "abbreviation", "other_names")


@made_once
def _theme_names() -> "QuerySet[Any, Any]":
    return Theme.objects.values_list("name", flat=True)


def results(form: SearchForm, number: str, stamp: Stamp | None) -> dict[str, Any]:
    """The results of the query and filters of a valid ``form``; nothing if it has neither."""
    query, kind = form.cleaned_data["q"], form.cleaned_data["kind"]
    words = normalise(query).split()
    if not words and not form.chosen:
        return {}
    findings = find(query, form.chosen)
    return {
        "was_asked": True,
        "is_filtered": bool(form.chosen),
        "words": words if len(words) > 1 else [],
        "findings": findings,
        "total": sum(finding.count for finding in findings),
        "guesses": [] if findings else guesses(query, stamp),
        "kind": next((known for known in KINDS if known.name == kind), None),
        "page": page_of(kind, query, form.chosen, number) if kind else None,
    }
