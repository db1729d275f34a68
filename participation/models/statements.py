"""Who spoke at the meetings, on what, and on whose behalf."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.errors import field_error
from participation.models.bodies import Body
from participation.models.finding import FoundBy
from participation.models.proceedings import AgendaItem, Sitting
from participation.models.sources import source_field
from reports.models import Reporter


def either_reporter_or_body(name: str) -> models.CheckConstraint:
    """The constraint that a record names a reporter or another body, never both or neither."""
    return models.CheckConstraint(
        name=name,
        condition=Q(reporter__isnull=False, body__isnull=True)
        | Q(reporter__isnull=True, body__isnull=False),
        violation_error_message=_("Give either a State or organisation, or another body."),
        violation_error_code="reporter_or_body",
    )


class Speaker(models.Model):
    """Mixed into records that name either a reporter or another body."""

    # Nobody is deleted about whom such a record exists.
    reporter = models.ForeignKey(
        Reporter,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("State or organisation"),
    )
    body = models.ForeignKey(
        Body,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("other body"),
    )

    class Meta:
        abstract = True

    @property
    def who(self) -> Reporter | Body:
        """The reporter or the body; there is always one of them."""
        return self.reporter or self.body  # type: ignore[return-value]

    @property
    def who_key(self) -> str:
        """The reporter's code or the body's key."""
        return self.reporter.code if self.reporter else self.body.key  # type: ignore[union-attr]


class Statement(Speaker):
    """A statement at a sitting: one entry in the report's list of those who spoke.

    Without an agenda item it was on all the substantive ones. Whom the speaker spoke for stands in
    its representations; without any, the speaker spoke for itself alone.
    """

    sitting = models.ForeignKey(
        Sitting, models.PROTECT, related_name="statements", verbose_name=_("sitting")
    )
    item = models.ForeignKey(
        AgendaItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="statements",
        verbose_name=_("agenda item"),
        help_text=_("Empty for a statement on all the substantive items."),
    )
    position = models.PositiveSmallIntegerField(
        _("position"),
        help_text=_("Place among the speakers of the sitting, as its source lists them."),
    )
    source = source_field()

    objects: Any = FoundBy("sitting__meeting__key", "sitting__number", "position")
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ["sitting__meeting", "sitting__number", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "position"],
                name="statement_position_is_unique_in_its_sitting",
                violation_error_message=_("Another statement of the sitting has that place."),
                violation_error_code="position_taken",
            ),
            models.CheckConstraint(
                name="statement_positions_count_from_1",
                condition=Q(position__gte=1),
                violation_error_message=_("Positions count from 1."),
                violation_error_code="not_a_number",
            ),
            either_reporter_or_body("statement_has_one_speaker"),
        ]

    def __str__(self) -> str:
        return f"{self.sitting} · {self.who}"

    def natural_key(self) -> tuple[str, int, int]:
        return (*self.sitting.natural_key(), self.position)

    natural_key.dependencies = ["participation.sitting"]  # type: ignore[attr-defined]

    def get_absolute_url(self) -> str:
        return self.sitting.get_absolute_url()

    def clean(self) -> None:
        if self.item and self.sitting_id and self.item.meeting_id != self.sitting.meeting_id:
            raise field_error("item", _("It is on the agenda of another meeting."), "other_meeting")


class RepresentationManager(models.Manager["Representation"]):
    def get_by_natural_key(
        self, meeting: str, sitting: int, position: int, who: str
    ) -> "Representation":
        return self.get(
            Q(reporter__code=who) | Q(body__key=who),
            statement__sitting__meeting__key=meeting,
            statement__sitting__number=sitting,
            statement__position=position,
        )


class Representation(Speaker):
    """On whose behalf a statement was made.

    ``is_also`` tells "also on behalf of", where the speaker spoke for itself too, from "on behalf
    of".
    """

    # A representation is part of its statement.
    statement = models.ForeignKey(
        Statement,
        models.CASCADE,
        related_name="representations",
        verbose_name=_("statement"),
    )
    is_also = models.BooleanField(
        _("also in its own name"),
        default=False,
        help_text=_("The source says “also on behalf of”."),
    )

    objects = RepresentationManager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("representation")
        verbose_name_plural = _("representations")
        ordering = ["statement", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "reporter"],
                name="statement_is_on_behalf_of_a_reporter_once",
                violation_error_message=_("The statement is already on its behalf."),
                violation_error_code="already_represented",
            ),
            models.UniqueConstraint(
                fields=["statement", "body"],
                name="statement_is_on_behalf_of_a_body_once",
                violation_error_message=_("The statement is already on its behalf."),
                violation_error_code="already_represented",
            ),
            either_reporter_or_body("representation_is_of_one"),
        ]

    def __str__(self) -> str:
        return str(self.who)

    def natural_key(self) -> tuple[str, int, int, str]:
        return (*self.statement.natural_key(), self.who_key)

    natural_key.dependencies = ["participation.statement"]  # type: ignore[attr-defined]
