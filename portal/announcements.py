"""The plans, measures and targets that a report sets out, written here or begun from answers in its
form."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commitments.models import Commitment
from common.multilingual import LANGUAGE_CHOICES, localise
from indicators import announcing
from indicators.models import Announcement, Degree, Plan, PlanKind, PlanStage
from indicators.models.announcements import MEASURE, TARGET
from indicators.models.listed import GROUP, STATE, places_of
from indicators.models.values import plain_number
from indicators.proposing import proposals
from portal.guard import find, for_contacts
from portal.rows import RowsField, RowsWidget
from portal.stepping import OwnForm, day_input, days, made_just_now, say
from questionnaires.filling import language_of_texts
from reports import access
from reports.models import Group, Reporter, ReporterKind, Submission
from reports.refusals import require_being_written

# The fields of each kind, after title, text and language.
ASKED = {
    "plan": (
        *("kind", "covers", "stage", "adopted_on", "adopted_by", "starts_on", "ends_on"),
        "document_url",
    ),
    MEASURE: ("part_of", "measure_number", "responsible", "due_on", "goes_with"),
    TARGET: (
        *("part_of", "indicator", "value", "unit", "due_on", "baseline_value", "baseline_year"),
        *("baseline_text", "milestones", "goes_with"),
    ),
}
# What a new record is besides the fields of its form.
BESIDE_FIELDS = ("kind", "plan_id", "of_number", "as_plan_id", "as_measure_id", "as_target_id")
HEADINGS = {
    "plan": (gettext_lazy("Add a plan"), gettext_lazy("Change a plan")),
    MEASURE: (gettext_lazy("Add a measure"), gettext_lazy("Change a measure")),
    TARGET: (gettext_lazy("Add a target"), gettext_lazy("Change a target")),
}
OF_STATES = (PlanKind.NATIONAL_ACTION_PLAN, PlanKind.STRATEGY)
OF_ORGANISATIONS = (PlanKind.REGIONAL_ROADMAP, PlanKind.REGIONAL_PLAN, PlanKind.STRATEGY)


class AnnouncementForm(OwnForm):
    """One plan, measure or target. ``part_of`` is a plan on record (``plan:KEY``) or one of the
    same report (``number:3``)."""

    document_url = forms.URLField(
        label=gettext_lazy("Link to the document"),
        required=False,
        max_length=500,
        assume_scheme="https",
    )
    part_of = forms.ChoiceField(label=gettext_lazy("Part of the plan"), required=False)
    covers = forms.MultipleChoiceField(
        label=gettext_lazy("States and groups that it covers"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 10}),
        help_text=gettext_lazy("Hold Ctrl (or Cmd) to choose several; on a phone, tap each."),
    )
    milestones = RowsField(
        label=gettext_lazy("milestones of the target"),
        required=False,
        widget=RowsWidget(
            {
                "due_on": (gettext_lazy("Due on"), day_input()),
                "value": (
                    gettext_lazy("Value, in the unit of the target"),
                    forms.TextInput(attrs={"inputmode": "decimal"}),
                ),
                "text": (
                    gettext_lazy("In words"),
                    forms.Textarea(attrs={"rows": 1, "dir": "auto"}),
                ),
            }
        ),
        help_text=gettext_lazy("The steps on the way. Save to get more empty lines."),
    )
    goes_with = RowsField(label=gettext_lazy("Commitments"), required=False)
    changed_since = gettext_lazy(
        "Somebody else has changed this since you opened it. Save again to replace it."
    )

    class Meta:
        model = Announcement
        fields = [
            *("title", "text", "language", "kind", "stage", "starts_on", "ends_on"),
            *("document_url", "measure_number", "responsible", "indicator", "value", "unit"),
            *("due_on", "baseline_value", "baseline_year", "baseline_text", "adopted_on"),
            *("adopted_by", "covers", "milestones", "goes_with"),
        ]
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
            "text": forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
            "baseline_text": forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
            **days("starts_on", "ends_on", "due_on", "adopted_on"),
        }

    def __init__(self, *args: Any, of: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of = of
        asked = (*("title", "text", "language"), *ASKED[of], "seen")
        self.fields = {name: self.fields[name] for name in asked}
        self.fields["language"].choices = LANGUAGE_CHOICES  # type: ignore[attr-defined]
        for name in {"value", "baseline_value"} & set(asked):
            if (stands := getattr(self.instance, name)) is not None:
                self.initial[name] = plain_number(stands)
        getattr(self, f"_ask_{of}")()

    @property
    def submission(self) -> Submission:
        return self.instance.submission

    def _ask_plan(self) -> None:
        kinds = OF_STATES if self.submission.reporter.is_state else OF_ORGANISATIONS
        kind: Any = self.fields["kind"]
        kind.choices = [(each.value, each.label) for each in kinds]
        stage: Any = self.fields["stage"]
        stage.choices, stage.required = PlanStage.choices, True
        if not self.instance.stage:
            self.initial["stage"] = PlanStage.ADOPTED
        if self.submission.reporter.is_state:
            # A State's plan covers the State itself.
            del self.fields["covers"]
        else:
            covers: Any = self.fields["covers"]
            covers.choices = _places()

    def _ask_measure(self) -> None:
        part_of: Any = self.fields["part_of"]
        part_of.choices, part_of.required = self._plans(), True
        self._set_part_of()
        self.fields["goes_with"].widget = RowsWidget(
            {"commitment": (_("Commitment that it carries out"), self._commitments())}
        )

    def _ask_target(self) -> None:
        part_of: Any = self.fields["part_of"]
        part_of.choices = [("", _("no plan")), *self._plans()]
        self._set_part_of()
        self.fields["goes_with"].label = _("Goes with")
        self.fields["goes_with"].help_text = _(
            "A commitment or an SDG target in each line, and how closely the target goes with it,"
            " as you declare it. Save to get more empty lines."
        )
        self.fields["goes_with"].widget = RowsWidget(
            {
                "commitment": (_("Commitment"), self._commitments()),
                "sdg_target": (
                    _("or SDG target, such as 16.4"),
                    forms.TextInput(attrs={"dir": "ltr"}),
                ),
                "degree": (
                    _("How closely"),
                    forms.Select(choices=[("", _("not said")), *Degree.choices]),
                ),
            }
        )

    def _commitments(self) -> forms.Select:
        """The commitments of the cycle, and those that the record already names."""
        named = [link.commitment for link in self.instance.links if link.commitment]
        asked = Q(document__in=self.submission.cycle.documents.all(), is_operative=True)
        found = Commitment.objects.filter(asked | Q(key__in=named))
        found = found.select_related("document").order_by("document__key", "position")
        return forms.Select(choices=[("", "–"), *((each.key, str(each)) for each in found)])

    def _plans(self) -> list[tuple[str, str]]:
        own = Plan.objects.public().filter(
            reporter=self.submission.reporter, is_fictional=self.submission.cycle.is_fictional
        )
        announced = self.submission.announcements.exclude(kind__in=(MEASURE, TARGET))
        # A plan carried into a correction is already on record: it is offered only once.
        became = {each.as_plan_id for each in announced}
        return [
            *((f"number:{each.number}", each.title) for each in announced.order_by("number")),
            *(
                (f"plan:{each.key}", str(localise(each.title)))
                for each in own.order_by("key")
                if each.pk not in became
            ),
        ]

    def _set_part_of(self) -> None:
        if plan := self.instance.plan:
            # If the report changes the plan itself, that change is offered in the plan's place.
            changed = self.submission.announcements.filter(as_plan=plan).first()
            here = f"number:{changed.number}" if changed else f"plan:{plan.key}"
            self.initial["part_of"] = here
        elif self.instance.of_number:
            self.initial["part_of"] = f"number:{self.instance.of_number}"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "part_of" in self.fields:
            where, _colon, which = str(cleaned.get("part_of", "")).partition(":")
            self.instance.plan = Plan.objects.get(key=which) if where == "plan" else None
            self.instance.of_number = int(which) if where == "number" else None
        if self.of != "plan":
            self.instance.kind = self.of
        return cleaned


def _places() -> list[Any]:
    """Groups and States to choose from, by the names that ``listed`` gives them. Two queries."""
    groups = [(f"{GROUP}:{each.kind}:{each.code}", str(each)) for each in Group.objects.all()]
    states = Reporter.objects.filter(kind=ReporterKind.STATE).in_un_order()
    return [
        (_("Groups"), groups),
        (_("States"), [(f"{STATE}:{each.code}", str(each)) for each in states]),
    ]


@for_contacts
@require_safe
def announced(request: HttpRequest, reference: str) -> HttpResponse:
    """The report's plans, measures and targets, and proposals from its form. Twenty-two queries at
    most."""
    submission = find(request, reference)
    rows = list(submission.announcements.select_related("plan", "indicator").order_by("number"))
    may_write = access.may(request.user, access.WRITE, submission) and not submission.is_nil_return
    places = places_of({name for each in rows for name in each.covers})
    titles = {each.number: each.title for each in rows if each.is_plan}
    context = {
        "submission": submission,
        "rows": [(each, titles.get(each.of_number or 0)) for each in rows],
        "places": {name: str(place) for name, place in places.items()},
        "commitments": _named(rows),
        "changeable": _changeable(submission, rows) if may_write else [],
        "proposals": proposals(submission) if may_write else [],
        "may_write": may_write,
        "has_plans": bool(titles)
        or Plan.objects.public().filter(reporter=submission.reporter).exists(),
    }
    return render(request, "portal/announced.html", context)


def _changeable(
    submission: Submission, rows: list[Announcement]
) -> list[tuple[str, str, dict[str, str]]]:
    """Key, kind and title of each record that the report may change. Three queries."""
    found = announcing.changeable(submission, rows)
    return [(announcing.key_of(e), announcing.kind_of(e), e.title) for e in found]


def _named(rows: list[Announcement]) -> dict[str, Commitment]:
    """The commitments that ``rows`` go with, by key. One query."""
    keys = {link.commitment for each in rows for link in each.links}
    found = Commitment.objects.filter(key__in=keys).select_related("document")
    return {each.key: each for each in found}


@for_contacts
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, reference: str, of: str) -> HttpResponse:
    """Add a plan, measure or target. ``?from=`` names the question whose answer it starts from,
    ``?change=`` the record that it changes."""
    submission = _written(request, reference)
    if of not in ASKED:
        raise Http404
    new = Announcement(submission=submission, language=language_of_texts(submission))
    asked = request.GET.get("from")
    told = next((each for each in proposals(submission) if each.question == asked), None)
    if told and asked:
        new.kind, new.stage, new.text = told.kind, told.stage, told.text
        new.language = told.language or new.language
    if key := request.GET.get("change"):
        found = announcing.changeable(submission)
        record = next((e for e in found if announcing.key_of(e) == key), None)
        if record is None or of != announcing.kind_of(record):
            raise Http404
        announcing.start_from(new, record)
    return _form(request, new, of)


@for_contacts
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    submission = _written(request, reference)
    found = get_object_or_404(submission.announcements.select_related("plan"), number=number)
    found.submission = submission
    return _form(request, found, "plan" if found.is_plan else found.kind)


@for_contacts
@require_POST
def remove(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    submission = find(request, reference)
    found = get_object_or_404(submission.announcements, number=number)
    say(request, lambda: announcing.remove(found, by=request.user), _("Removed."))
    return redirect("my:announced", reference)


def _written(request: HttpRequest, reference: str) -> Submission:
    submission = find(request, reference)
    access.require(request.user, access.WRITE, submission)
    require_being_written(submission)
    return submission


@transaction.atomic
def _saved(form: AnnouncementForm, *, by: Any) -> None:
    """Write what the form has into the report; a new record once, however often its button is
    pressed."""
    record = form.instance
    own = record.submission.announcements.all()
    if made_just_now(form, record.submission, own, *BESIDE_FIELDS) is None:
        announcing.save(record, by=by)


def _form(request: HttpRequest, record: Announcement, of: str) -> HttpResponse:
    is_new = record.pk is None
    form = AnnouncementForm(request.POST or None, instance=record, of=of)
    if request.method == "POST" and form.is_valid():
        try:
            _saved(form, by=request.user)
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            messages.success(request, _("Saved."))
            return redirect("my:announced", record.submission.reference)
    context = {
        "form": form,
        "submission": record.submission,
        "heading": HEADINGS[of][0 if is_new and not record.becomes else 1],
    }
    status = 422 if form.errors else 200
    return render(request, "portal/announcement.html", context, status=status)
