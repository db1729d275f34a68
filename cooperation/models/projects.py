"""Projects: assistance given, each as one source tells it. One sentence of a report is enough."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from commitments.models import Theme
from common.addresses import address
from common.fields import MultilingualField
from common.multilingual import LANGUAGE_CODES, localise
from common.references import random_reference
from common.search import SearchTextField, matching
from cooperation.models.visibility import (
    PUBLIC_SQL,
    Audience,
    Step,
    Visible,
    VisibleManager,
    VisibleQuerySet,
    public_child_sql,
)
from indicators.models.definitions import Indicator
from indicators.models.sources import Cited
from indicators.models.values import Amount, Party, Place, When, constraints_of

TABLE = "cooperation_project"
BREAKDOWN = r"^[A-Z_]+=[A-Z0-9_]+(;[A-Z_]+=[A-Z0-9_]+)*\Z"
OF_A_PUBLIC_PROJECT = public_child_sql(TABLE, "project_id")


def new_reference() -> str:
    return random_reference("PRJ")


class Aid(models.TextChoices):
    """What is given."""

    FINANCE = "finance", pgettext_lazy("kind of aid", "finance")
    EXPERTISE = "expertise", pgettext_lazy("kind of aid", "advice and expertise")
    TRAINING = "training", pgettext_lazy("kind of aid", "training")
    EQUIPMENT = "equipment", pgettext_lazy("kind of aid", "equipment")
    TECHNOLOGY = "technology_transfer", pgettext_lazy("kind of aid", "technology transfer")
    LEGISLATION = "legislation", pgettext_lazy("kind of aid", "help with legislation")
    ASSESSMENT = "assessment", pgettext_lazy("kind of aid", "assessment")
    DESTRUCTION = "destruction", pgettext_lazy("kind of aid", "collection and destruction")
    STORAGE = "storage", pgettext_lazy("kind of aid", "storage and security of stocks")
    TOOLS = "tools", pgettext_lazy("kind of aid", "guides and tools")
    COORDINATION = "coordination", pgettext_lazy("kind of aid", "coordination and awareness")


class Role(models.TextChoices):
    """What a participant does, in IATI's terms."""

    FUNDING = "funding", pgettext_lazy("role in a project", "funds it")
    ACCOUNTABLE = "accountable", pgettext_lazy("role in a project", "accounts for it")
    EXTENDING = "extending", pgettext_lazy("role in a project", "manages it for a funder")
    IMPLEMENTING = "implementing", pgettext_lazy("role in a project", "carries it out")


class ProjectKind(models.TextChoices):
    """A fellowship is places for people, counted and never named (BMS8, para. 83)."""

    PROJECT = "project", _("project")
    FELLOWSHIP = "fellowship", _("fellowship")


class ActivityStatus(models.TextChoices):
    """How far a project has come, in IATI's words."""

    PIPELINE = "pipeline", pgettext_lazy("project", "in preparation")
    IMPLEMENTATION = "implementation", pgettext_lazy("project", "under way")
    FINALISATION = "finalisation", pgettext_lazy("project", "being finished")
    CLOSED = "closed", pgettext_lazy("project", "finished")
    CANCELLED = "cancelled", pgettext_lazy("project", "cancelled")
    SUSPENDED = "suspended", pgettext_lazy("project", "suspended")


class ResultType(models.TextChoices):
    OUTPUT = "output", pgettext_lazy("result", "output")
    OUTCOME = "outcome", pgettext_lazy("result", "outcome")


class ProjectQuerySet(VisibleQuerySet):
    def matching(self, query: str) -> "ProjectQuerySet":
        """Projects published as a whole whose words hold the query: no words find what silence
        published."""
        found: ProjectQuerySet = self.filter(matching(query), is_whole=True)
        return found

    def counted(self) -> "ProjectQuerySet":
        """Without duplicates that people joined to another project that is public: the same is
        counted once."""
        joined = Q(found_before__decision="same") & Q(
            found_before__one__step=Step.PUBLISHED, found_before__one__audience=Audience.PUBLIC
        )
        again = Project.objects.filter(joined).values("pk")
        found: ProjectQuerySet = self.exclude(pk__in=again)
        return found


class ProjectManager(VisibleManager.from_queryset(ProjectQuerySet)):  # type: ignore[misc]
    """Projects are known to the outside by their reference."""


class Project(Visible, When, Cited):
    """Assistance given to somebody, as one source or one giver tells it.

    ``aid`` is empty where the source only says that there was support. When is the day or time
    of which the source speaks. What a document of the United Nations tells is published as it
    is; anything else once those concerned were asked (``Notice``). Where they kept silent,
    ``is_whole`` is false: then actors, days and a title made from kind of aid and themes are
    published, and no text, amount or place.
    """

    # How triggers tell the rows whose writes the public may see.
    moves_the_stamp_where: ClassVar[str] = PUBLIC_SQL

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=new_reference, editable=False
    )
    title = MultilingualField(_("title"), required=["en"])
    description = MultilingualField(_("description"))
    aid = models.CharField(_("kind of aid"), max_length=19, choices=Aid, blank=True)
    kind = models.CharField(
        _("kind"), max_length=10, choices=ProjectKind, default=ProjectKind.PROJECT
    )
    activity_status = models.CharField(
        _("how far it is"), max_length=14, choices=ActivityStatus, blank=True
    )
    iati_identifier = models.CharField(
        _("IATI identifier"),
        max_length=200,
        blank=True,
        help_text=_("Under which whoever gives it publishes it elsewhere."),
    )
    is_whole = models.BooleanField(
        _("published as a whole"),
        default=True,
        editable=False,
        help_text=_("Otherwise without texts, amounts and places: not all recipients agreed."),
    )
    themes: Any = models.ManyToManyField(
        Theme,
        through="ProjectTheme",
        related_name="projects",
        blank=True,
        verbose_name=_("themes"),
    )
    search_text = SearchTextField(sources=["reference", "title", "description"])

    objects: Any = ProjectManager()
    history = HistoricalRecords(excluded_fields=["search_text"])

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["-latest_on", "reference"]
        constraints = [
            *constraints_of(Visible, When, Cited),
            models.CheckConstraint(
                name="project_aid_is_known", condition=Q(aid__in=["", *Aid.values])
            ),
            models.CheckConstraint(
                name="project_words_are_known",
                condition=Q(
                    kind__in=ProjectKind.values, activity_status__in=["", *ActivityStatus.values]
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} · {localise(self.title)}"

    def natural_key(self) -> tuple[str]:
        return (self.reference,)

    def clean(self) -> None:
        """A project that no document tells of is published through notices, not in a form."""
        if self.is_published and self.document is None:
            message = _(
                "What no document of the United Nations tells is published by a notice to the"
                " States concerned."
            )
            raise ValidationError({"step": ValidationError(message, code="no_document")})

    def get_absolute_url(self) -> str:
        return address("project", self.reference)

    @property
    def shown_title(self) -> dict[str, str]:
        """The title by language; of what silence published, one of kind of aid and themes."""
        if self.is_whole:
            title: dict[str, str] = self.title
            return title
        return {code: self._made_title(code) for code in LANGUAGE_CODES}

    def _made_title(self, code: str) -> str:
        with translation.override(translation.get_supported_language_variant(code)):
            themes = ", ".join(str(localise(theme.name, code)) for theme in self.themes.all())
            kind = str(self.get_aid_display() if self.aid else _("support"))
            return f"{kind}: {themes}" if themes else kind

    @property
    def shown_description(self) -> dict[str, str]:
        return self.description if self.is_whole else {}

    @property
    def shown_period_text(self) -> str:
        return self.period_text if self.is_whole else ""

    @property
    def shown_other_source(self) -> str:
        return self.other_source if self.is_whole else ""

    @property
    def source(self) -> str:
        """What tells it; empty for what silence published, of which words need consent."""
        return super().source if self.is_whole else ""

    @property
    def shown_identifier(self) -> str:
        """Empty for what silence published: the identifier leads to the text elsewhere."""
        return self.iati_identifier if self.is_whole else ""


class PartQuerySet(models.QuerySet[Any]):
    def of_whole(self) -> "PartQuerySet":
        """Parts of the projects of which everything is shown."""
        return self.filter(project__is_whole=True)


class PartManager(models.Manager.from_queryset(PartQuerySet)):  # type: ignore[misc]
    """Finds parts by their project's reference and their number in it."""

    def get_by_natural_key(self, reference: str, number: int) -> Any:
        return self.get(project__reference=reference, number=number)


class OfProject(models.Model):
    """A part of a project: as public as the project is. ``number`` counts from 1, in the order of
    the record."""

    moves_the_stamp_where: ClassVar[str] = OF_A_PUBLIC_PROJECT

    project: Any
    number: Any = models.PositiveSmallIntegerField(_("number"), editable=False)

    objects: Any = PartManager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number"], name="%(class)s_number_is_unique_in_project"
            )
        ]

    def natural_key(self) -> tuple[str, int]:
        return (self.project.reference, self.number)

    natural_key.dependencies = ["cooperation.project"]  # type: ignore[attr-defined]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.number is None:
            alike: Any = type(self)._default_manager.filter(project=self.project)
            last = alike.aggregate(last=models.Max("number"))["last"]
            self.number = (last or 0) + 1
        super().save(*args, **kwargs)


class ProjectThemeManager(models.Manager[Any]):
    def get_by_natural_key(self, reference: str, theme: str) -> Any:
        return self.get(project__reference=reference, theme__key=theme)


class ProjectTheme(models.Model):
    """A theme that a project is about: a table of its own, so that it is as public as the
    project."""

    moves_the_stamp_where: ClassVar[str] = OF_A_PUBLIC_PROJECT

    project = models.ForeignKey(Project, models.CASCADE, related_name="theme_links")
    theme = models.ForeignKey(
        Theme, models.PROTECT, related_name="project_links", verbose_name=_("theme")
    )

    objects: Any = ProjectThemeManager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("theme of a project")
        verbose_name_plural = _("themes of a project")
        ordering = ["project", "theme"]
        constraints = [
            models.UniqueConstraint(fields=["project", "theme"], name="theme_of_project_once")
        ]

    def __str__(self) -> str:
        return str(self.theme)

    def natural_key(self) -> tuple[str, str]:
        return (self.project.reference, self.theme.key)


class ParticipatingOrg(OfProject, Party):
    """Somebody who takes part in a project; ``role`` is empty where the source only says that it
    helped."""

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="participants", verbose_name=_("project")
    )
    role = models.CharField(_("role"), max_length=12, choices=Role, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("participant in a project")
        verbose_name_plural = _("participants in a project")
        ordering = ["project", "number"]
        constraints = [
            *constraints_of(OfProject, Party),
            models.CheckConstraint(
                name="participant_role_is_known", condition=Q(role__in=["", *Role.values])
            ),
        ]

    def __str__(self) -> str:
        return self.party_name


class Recipient(OfProject, Place):
    """A place that a project is for. ``percentage`` is its part of the project's money; where it is
    empty, an amount belongs to the project alone and to no place."""

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="recipients", verbose_name=_("project")
    )
    percentage = models.DecimalField(
        _("percentage"), max_digits=5, decimal_places=2, null=True, blank=True
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("recipient of a project")
        verbose_name_plural = _("recipients of a project")
        ordering = ["project", "number"]
        constraints = [
            *constraints_of(OfProject, Place),
            models.CheckConstraint(
                name="recipient_percentage_is_one",
                condition=Q(percentage__isnull=True) | Q(percentage__gt=0, percentage__lte=100),
                violation_error_message=_("More than 0 and at most 100."),
                violation_error_code="percentage",
            ),
            models.UniqueConstraint(
                fields=["project", "place_reporter"],
                condition=Q(place_reporter__isnull=False),
                name="state_receives_a_project_once",
            ),
        ]

    def __str__(self) -> str:
        return self.place_name


class Result(OfProject, Amount, When):
    """What came of a project, as its source counts it: never summed over projects.

    ``target`` is what was aimed at. ``breakdown`` are codes by concept, such as ``SEX=F``.
    ``recipient`` is the place that the result is of, such as a State whose officials took the
    places of a fellowship.
    """

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="results", verbose_name=_("project")
    )
    type = models.CharField(
        pgettext_lazy("result", "type"), max_length=7, choices=ResultType, blank=True
    )
    indicator = models.ForeignKey(
        Indicator,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="project_results",
        verbose_name=_("indicator"),
    )
    target = models.DecimalField(
        _("target"), max_digits=24, decimal_places=6, null=True, blank=True
    )
    breakdown = models.CharField(
        _("breakdown"),
        max_length=200,
        blank=True,
        validators=[
            RegexValidator(
                BREAKDOWN, _("Codes by concept, such as SEX=F, in order of the concepts.")
            )
        ],
    )
    recipient = models.ForeignKey(
        Recipient,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="results",
        verbose_name=_("of"),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("result of a project")
        verbose_name_plural = _("results of a project")
        ordering = ["project", "number"]
        constraints = [
            *constraints_of(OfProject, Amount, When),
            models.CheckConstraint(
                name="result_says_how_much_of_what",
                condition=Q(value__isnull=False) & ~Q(unit=""),
                violation_error_message=_("Give the number and its unit."),
                violation_error_code="result_is_empty",
            ),
            models.CheckConstraint(
                name="result_type_is_known", condition=Q(type__in=["", *ResultType.values])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value} {self.unit}"
