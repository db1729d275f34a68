"""Whom commitments ask to act: a record for each addressee, with the words it rests on."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.fields import MultilingualField
from common.multilingual import localise


class Addressee(models.TextChoices):
    """Whom a commitment asks to act, by kind."""

    STATES = "states", _("States")
    STATES_IN_A_POSITION = (
        "states_in_a_position_to_do_so",
        _("States in a position to do so"),
    )
    REGIONAL_ORGANISATIONS = "regional_organisations", _("regional organisations")
    SECRETARIAT = "secretariat", _("the Secretariat")
    MEETING = "meeting", _("the meeting itself")
    SECURITY_COUNCIL = "security_council", _("the Security Council")
    PEACE_OPERATIONS = "peace_operations", _("peace operations")
    UN_ENTITIES = "un_entities", _("United Nations entities")
    FUNDS = "funds", _("funds and programmes of financing")
    CIVIL_SOCIETY = "civil_society", _("civil society")
    OTHERS_IN_A_POSITION = (
        "others_in_a_position_to_do_so",
        _("others in a position to do so"),
    )
    NAMED_BODY = "named_body", _("a body named in the text")


# Reports answer for these: each is among the addressees of some kind of reporter
# (reports.models.reporters; a test holds the two together).
ANSWERED_BY_REPORTS = (
    Addressee.STATES,
    Addressee.STATES_IN_A_POSITION,
    Addressee.REGIONAL_ORGANISATIONS,
)
# A paragraph may ask several bodies of one of these kinds, each by its name.
NAMED = (
    Addressee.REGIONAL_ORGANISATIONS,
    Addressee.PEACE_OPERATIONS,
    Addressee.UN_ENTITIES,
    Addressee.FUNDS,
    Addressee.CIVIL_SOCIETY,
    Addressee.NAMED_BODY,
)


def directed_to(*addressees: str) -> Q:
    """The condition that a commitment is directed to one of ``addressees`` or more."""
    condition = Q()
    for addressee in addressees:
        condition |= Q(addressee_kinds__contains=f",{addressee},")
    return condition


class AddresseeManager(models.Manager["CommitmentAddressee"]):
    def get_by_natural_key(self, commitment: str, position: int) -> "CommitmentAddressee":
        return self.get(commitment__key=commitment, position=position)


class CommitmentAddressee(models.Model):
    """One whom a commitment asks to act.

    ``Commitment.is_operative`` follows from these records: a paragraph is operative exactly when
    it has one. Triggers of the database see to it.
    """

    # The starting facts leave a commitment's addressees alone once staff have changed one of them.
    kept_with = "commitment"

    commitment = models.ForeignKey(
        "commitments.Commitment",
        models.CASCADE,
        related_name="addressee_records",
        verbose_name=_("commitment"),
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=1, help_text=_("In the order in which the text names them.")
    )
    kind = models.CharField(_("kind"), max_length=40, choices=Addressee)
    name = MultilingualField(
        _("name"), help_text=_("Of the body that the text names; empty where it names none.")
    )
    words = MultilingualField(
        _("words it rests on"),
        help_text=_("The words of the official text that ask this addressee, once imported."),
    )

    objects: Any = AddresseeManager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("addressee")
        verbose_name_plural = _("addressees")
        ordering = ["commitment", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "position"],
                name="addressee_position_is_unique_in_its_commitment",
                violation_error_message=_("Another addressee has this place."),
                violation_error_code="position_taken",
            ),
            models.UniqueConstraint(
                fields=["commitment", "kind"],
                condition=~Q(kind__in=NAMED),
                name="addressee_without_a_name_is_recorded_once",
                violation_error_message=_("This addressee is already on record."),
                violation_error_code="already_addressed",
            ),
            models.CheckConstraint(
                name="addressee_kind_is_known", condition=Q(kind__in=Addressee.values)
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def natural_key(self) -> tuple[str, int]:
        return self.commitment.key, self.position

    natural_key.dependencies = ["commitments.commitment"]  # type: ignore[attr-defined]

    @property
    def label(self) -> str:
        """The name of the body, or else the kind, in the active language."""
        return str(localise(self.name)) if self.name else str(Addressee(self.kind).label)

    def clean(self) -> None:
        if self.kind == Addressee.NAMED_BODY and not self.name:
            raise ValidationError({"name": ValidationError(_("Name the body."), "name_missing")})
