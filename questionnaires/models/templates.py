"""Reporting forms: versions, sections, questions, what is filled in, and when a question is asked.

A question is frozen once a report answers it (``questionnaires.rules``): its number, kind, boxes
and gates stay, its wording and languages may still be corrected. An official form is a new version.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import OuterRef, Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from common.addresses import address
from common.fields import MultilingualField
from common.multilingual import LANGUAGE_CODES
from questionnaires.form import Kind, Privacy
from reports.models import ReporterKind, ReportingCycle

KEY = RegexValidator(
    r"\A[a-z0-9]+(-[a-z0-9]+)*\Z", _("Use small letters, digits and single hyphens.")
)


class Stage(models.TextChoices):
    """A draft is offered to nobody yet; a form in use is offered, read and answered."""

    DRAFT = "draft", _("draft")
    IN_USE = "in_use", _("in use")


class PartKind(models.TextChoices):
    TICK = Kind.TICK.value, _("tick")
    NUMBER = Kind.NUMBER.value, pgettext_lazy("kind of answer", "number")
    DATE = Kind.DATE.value, _("day")
    TEXT = Kind.TEXT.value, pgettext_lazy("kind of answer", "text")
    CHOICES = Kind.CHOICES.value, _("choices")
    ROWS = Kind.ROWS.value, _("rows")


class PartPrivacy(models.TextChoices):
    PUBLIC = Privacy.PUBLIC.value, _("public")
    PRIVATE = Privacy.PRIVATE.value, _("private: persons and how to reach them")
    REQUEST = Privacy.REQUEST.value, _("request for assistance")


class Certainty(models.TextChoices):
    """How sure it is that the form asks this, where the form was put together from reports."""

    SEEN = "A", _("seen in a filled report")
    ATTESTED = "B", _("topic attested")
    GUESSED = "C", _("guessed from outcome documents")


def validate_codes(codes: Any) -> None:
    """Raise ValidationError unless ``codes`` is a list of official language codes."""
    if not isinstance(codes, list) or not set(map(str, codes)) <= set(LANGUAGE_CODES):
        raise ValidationError(_("Choose among the six official languages."))


def validate_kinds(kinds: Any) -> None:
    """Raise ValidationError unless ``kinds`` is a list of kinds of reporter."""
    if not isinstance(kinds, list) or not set(map(str, kinds)) <= set(ReporterKind.values):
        raise ValidationError(_("Choose among the kinds of reporter."))


def require_a_language(texts: Any, name: str) -> None:
    """Raise ValidationError for field ``name`` where its text is there in no language at all. An
    official form may come in any of the six first; English is asked for of our own texts alone."""
    if not texts:
        raise ValidationError(
            {name: ValidationError(_("Enter the text in one language at least."), code="no_text")}
        )


def frozen(name: str = "") -> ValidationError:
    """Why a change of field ``name`` (of the record as a whole by default) is refused."""
    error = ValidationError(
        _(
            "Reports answer this question: its number, its place, its kind and its boxes stay as"
            " they are. Wording and languages may be corrected; anything else is a new version"
            " of the form."
        ),
        code="frozen",
    )
    return ValidationError({name: error}) if name else error


def refuse_changes(record: models.Model, stored: models.Model, names: tuple[str, ...]) -> None:
    """Raise ValidationError where one of the columns differs from what is stored."""
    for name in names:
        if getattr(record, name) != getattr(stored, name):
            raise frozen(name.removesuffix("_id"))


def keys_of(options: Mapping[str, Any]) -> dict[str, list[tuple[str, ...]]]:
    """The keys by which answers are stored: the boxes of a tick, the keys of choices and rows, and
    columns with their kinds. Their labels are wording."""
    return {
        "answers": [(str(each),) for each in options.get("answers", ())],
        "choices": [(each["key"],) for each in options.get("choices", ())],
        "columns": [(each["key"], each.get("kind", "text")) for each in options.get("columns", ())],
        "rows": [(each["key"],) for each in options.get("rows", ())],
    }


class ReportTemplateQuerySet(models.QuerySet["ReportTemplate"]):
    def in_use(self) -> "ReportTemplateQuerySet":
        return self.filter(stage=Stage.IN_USE)

    def serving(self, cycle: Any, kind: str | OuterRef) -> "ReportTemplateQuerySet":
        """The forms that reporters of a kind fill in for a cycle, the newest version first; both
        may be columns of an outer query.
        (Kinds are a short list: every database compares them as text.)"""
        name = Value(kind) if isinstance(kind, str) else kind
        of_cycle: Any = cycle
        quoted = Concat(Value('"'), name, Value('"'), output_field=models.CharField())
        return self.in_use().filter(cycles=of_cycle, kinds__icontains=quoted).order_by("-version")


class ReportTemplateManager(models.Manager.from_queryset(ReportTemplateQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, key: str, version: int) -> "ReportTemplate":
        return self.get(key=key, version=version)


class ReportTemplate(models.Model):
    """One version of a reporting form.

    ``is_reconstructed`` marks a form put together from published reports: it says so wherever it
    shows, until an official form comes as the next version. ``languages`` are those in which
    every text is there.
    """

    key = models.CharField(_("key"), max_length=60, validators=[KEY])
    version = models.PositiveSmallIntegerField(
        _("version"), default=1, validators=[MinValueValidator(1)]
    )
    title = MultilingualField(_("title"))
    languages = models.JSONField(
        _("languages"), default=list, blank=True, validators=[validate_codes]
    )
    kinds = models.JSONField(_("kinds of reporter"), default=list, validators=[validate_kinds])
    # A form that was used for a cycle stays.
    cycles = models.ManyToManyField(
        ReportingCycle, blank=True, related_name="templates", verbose_name=_("cycles")
    )
    source = models.CharField(
        _("source"),
        max_length=300,
        blank=True,
        help_text=_("The document that the form was taken from."),
    )
    is_reconstructed = models.BooleanField(
        _("reconstructed"),
        default=False,
        help_text=_("Put together from published reports; not the official form."),
    )
    stage = models.CharField(_("stage"), max_length=8, choices=Stage, default=Stage.DRAFT)

    objects: Any = ReportTemplateManager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("reporting form")
        verbose_name_plural = _("reporting forms")
        ordering = ["key", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "version"],
                name="form_version_is_unique",
                violation_error_message=_("This version of the form exists already."),
            ),
            models.CheckConstraint(name="form_stage_is_known", condition=Q(stage__in=Stage.values)),
            models.CheckConstraint(
                name="form_version_counts_from_one", condition=Q(version__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.version}"

    def clean(self) -> None:
        super().clean()
        require_a_language(self.title, "title")

    @property
    def is_in_use(self) -> bool:
        return self.stage == Stage.IN_USE

    def natural_key(self) -> tuple[str, int]:
        return (self.key, self.version)

    def get_absolute_url(self) -> str:
        return address("questionnaire", self.key, str(self.version))


class TemplateSection(models.Model):
    """A numbered heading of a form."""

    template = models.ForeignKey(
        ReportTemplate, models.CASCADE, related_name="sections", verbose_name=_("form")
    )
    key = models.CharField(_("key"), max_length=60, validators=[KEY])
    number = models.CharField(_("number"), max_length=10, blank=True)
    title = MultilingualField(_("title"))
    position = models.PositiveSmallIntegerField(_("position"))

    objects: Any = models.Manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("section of a form")
        verbose_name_plural = _("sections of a form")
        ordering = ["template", "position"]
        constraints = [
            models.UniqueConstraint(fields=["template", "key"], name="form_section_is_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.number}"

    def clean(self) -> None:
        super().clean()
        require_a_language(self.title, "title")


def question_address(template: ReportTemplate, cycle: ReportingCycle, key: str) -> str:
    """The page of what was answered to a question in a cycle."""
    return address("question", template.key, str(template.version), cycle.code, key)


class Question(models.Model):
    """One numbered question of one version of a form.

    ``key`` is the same in every version that asks the same; ``number`` is this version's. ``cites``
    are the paragraphs printed beside it, as pairs such as ``["PoA", "II.4"]``: the form's own
    citation, which adds nothing to the scope of a cycle.
    """

    template = models.ForeignKey(
        ReportTemplate, models.CASCADE, related_name="questions", verbose_name=_("form")
    )
    section = models.ForeignKey(
        TemplateSection, models.CASCADE, related_name="questions", verbose_name=_("section")
    )
    key = models.CharField(_("key"), max_length=60, validators=[KEY])
    number = models.CharField(_("number"), max_length=10)
    text = MultilingualField(_("text"))
    position = models.PositiveSmallIntegerField(_("position"))
    cites = models.JSONField(_("cited paragraphs"), default=list, blank=True)
    certainty = models.CharField(_("certainty"), max_length=1, choices=Certainty, blank=True)

    objects: Any = models.Manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["template", "position"]
        constraints = [
            models.UniqueConstraint(fields=["template", "key"], name="question_key_is_unique"),
            models.UniqueConstraint(
                fields=["template", "number"],
                name="question_number_is_unique",
                violation_error_message=_("Another question has this number."),
            ),
            models.CheckConstraint(
                name="question_certainty_is_known",
                condition=Q(certainty__in=["", *Certainty.values]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.number}"

    def url_in(self, cycle: ReportingCycle) -> str:
        """The page of what was answered in a cycle; ``template`` is read."""
        return question_address(self.template, cycle, self.key)

    @property
    def is_answered(self) -> bool:
        """Whether a report answers it: then all of it but its wording is frozen. One query."""
        return bool(self.pk) and self.parts.filter(answers__isnull=False).exists()

    def clean(self) -> None:
        """What ``questionnaires.rules`` has the database refuse, said before it is tried."""
        super().clean()
        require_a_language(self.text, "text")
        stored = Question.objects.filter(pk=self.pk).first() if self.pk else None
        if stored is not None and self.is_answered:
            refuse_changes(self, stored, ("template_id", "key", "number", "position"))


class Part(models.Model):
    """What is filled in under a question: the first part's answer is the question's value.

    ``options`` holds what its kind needs, in the shape of ``questionnaires.form``: ``answers`` of
    a tick, ``choices``, ``columns`` and ``rows``. ``measures`` is the word of what a number counts.
    """

    question = models.ForeignKey(
        Question, models.CASCADE, related_name="parts", verbose_name=_("question")
    )
    key = models.CharField(_("key"), max_length=60, validators=[KEY])
    kind = models.CharField(_("kind"), max_length=8, choices=PartKind)
    label = MultilingualField(_("label"))
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    privacy = models.CharField(
        _("who may read it"), max_length=8, choices=PartPrivacy, default=PartPrivacy.PUBLIC
    )
    options = models.JSONField(_("options"), default=dict, blank=True)
    measures = models.CharField(_("measures"), max_length=40, blank=True)

    objects: Any = models.Manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("part of a question")
        verbose_name_plural = _("parts of a question")
        ordering = ["question", "position"]
        constraints = [
            models.UniqueConstraint(fields=["question", "key"], name="question_part_is_unique"),
            models.UniqueConstraint(
                fields=["question", "position"], name="question_part_has_its_place"
            ),
            models.CheckConstraint(
                name="question_part_kind_is_known", condition=Q(kind__in=PartKind.values)
            ),
            models.CheckConstraint(
                name="question_part_privacy_is_known", condition=Q(privacy__in=PartPrivacy.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question} · {self.key}"

    def natural_key(self) -> tuple[str, int, str, str]:
        template = self.question.template
        return (template.key, template.version, self.question.key, self.key)

    def clean(self) -> None:
        """A part of a question that reports answer keeps its kind and every key under it."""
        super().clean()
        if self.question_id is None or not self.question.is_answered:
            return
        stored = Part.objects.filter(pk=self.pk).first() if self.pk else None
        if stored is None:
            raise frozen()
        refuse_changes(self, stored, ("question_id", "key", "kind"))
        if keys_of(self.options) != keys_of(stored.options):
            raise frozen("options")
        if self.privacy not in (stored.privacy, PartPrivacy.PRIVATE):
            message = _("Reports answer this question: its answers may only become private.")
            raise ValidationError({"privacy": ValidationError(message, code="frozen")})


class Gate(models.Model):
    """A question is asked only where an earlier one has an answer among ``opened_by``."""

    question = models.ForeignKey(
        Question, models.CASCADE, related_name="gates", verbose_name=_("question")
    )
    # The question that opens the gate is deleted with its form alone.
    on = models.ForeignKey(
        Question, models.CASCADE, related_name="opens", verbose_name=_("on the question")
    )
    opened_by = models.JSONField(_("answers that open it"), default=list)

    objects: Any = models.Manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("gate")
        verbose_name_plural = _("gates")
        constraints = [
            models.UniqueConstraint(fields=["question", "on"], name="question_has_a_gate_once"),
            models.CheckConstraint(
                name="question_is_no_gate_of_its_own", condition=~Q(question=models.F("on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question} ← {self.on}"

    def clean(self) -> None:
        """Gates point backwards, in the same form."""
        super().clean()
        if None in (self.on_id, self.question_id):
            return
        if self.on.template_id != self.question.template_id:
            raise ValidationError({"on": _("Choose a question of the same form.")})
        if self.on.position >= self.question.position:
            raise ValidationError({"on": _("Choose an earlier question.")})
        if self.question.is_answered:
            stored = Gate.objects.filter(pk=self.pk).first() if self.pk else None
            if stored is None:
                raise frozen()
            refuse_changes(self, stored, ("question_id", "on_id", "opened_by"))


class Continuation(models.Model):
    """A question of this version asks what one of an earlier version asked.

    ``value_map`` gives the new answer for each old one, where they differ (``{"partly":
    "developing"}``). Splits and merges are several continuations of either question.
    """

    question = models.ForeignKey(
        Question, models.CASCADE, related_name="continues", verbose_name=_("question")
    )
    earlier = models.ForeignKey(
        Question, models.CASCADE, related_name="continued_by", verbose_name=_("earlier question")
    )
    value_map = models.JSONField(_("answers then and now"), default=dict, blank=True)

    objects: Any = models.Manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("continuation")
        verbose_name_plural = _("continuations")
        constraints = [
            models.UniqueConstraint(
                fields=["question", "earlier"], name="question_continues_another_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.earlier} → {self.question}"

    def clean(self) -> None:
        super().clean()
        if None in (self.earlier_id, self.question_id):
            return
        ours, theirs = self.question.template, self.earlier.template
        if ours.key != theirs.key or theirs.version >= ours.version:
            raise ValidationError({"earlier": _("Choose a question of an earlier version.")})
