"""Projects: assistance given, each as one source tells it. One sentence of a report is enough."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from commitments.models import Theme
from common.fields import MultilingualField
from common.multilingual import localise
from common.references import random_reference
from common.search import SearchTextField
from cooperation.models.visibility import (
    PUBLIC_SQL,
    Step,
    Visible,
    public_child_sql,
)
from indicators.models.sources import Cited
from indicators.models.values import Amount, Party, Place, When, constraints_of

TABLE = "cooperation_project"
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


class Project(Visible, When, Cited):
    """Assistance given to somebody, as one source tells it.

    ``aid`` is empty where the source only says that there was support. When is the day or time
    of which the source speaks. Money and its transactions are not on record. Until the recipients
    are asked beforehand, only what a public document tells can be published.
    """

    # How triggers tell the rows whose writes the public may see.
    moves_the_stamp_where: ClassVar[str] = PUBLIC_SQL

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=new_reference, editable=False
    )
    title = MultilingualField(_("title"), required=["en"])
    description = MultilingualField(_("description"))
    aid = models.CharField(_("kind of aid"), max_length=19, choices=Aid, blank=True)
    themes: Any = models.ManyToManyField(
        Theme,
        through="ProjectTheme",
        related_name="projects",
        blank=True,
        verbose_name=_("themes"),
    )
    search_text = SearchTextField(sources=["reference", "title", "description"])

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
                name="published_project_rests_on_a_document",
                condition=~Q(step=Step.PUBLISHED) | Q(document__isnull=False),
                violation_error_message=_(
                    "Only what a document of the United Nations tells can be published."
                ),
                violation_error_code="no_document",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} · {localise(self.title)}"

    def natural_key(self) -> tuple[str]:
        return (self.reference,)

    def get_absolute_url(self) -> str:
        return reverse("project", args=[self.reference])


class PartManager(models.Manager[Any]):
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


class Result(OfProject, Amount):
    """What came of a project, as its source counts it: never summed over projects."""

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="results", verbose_name=_("project")
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("result of a project")
        verbose_name_plural = _("results of a project")
        ordering = ["project", "number"]
        constraints = [
            *constraints_of(OfProject, Amount),
            models.CheckConstraint(
                name="result_says_how_much_of_what",
                condition=Q(value__isnull=False) & ~Q(unit=""),
                violation_error_message=_("Give the number and its unit."),
                violation_error_code="result_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value} {self.unit}"
