"""Writing acts of adherence: one by one, each in the version that was read."""

from typing import Any

from django.db import transaction
from rest_framework.request import Request
from rest_framework.response import Response as Answer

from accounts.models import Scope
from api.shared.strict import Body, Day, Key, Text, Truth, Whole, Word
from api.writing import bodies
from api.writing.idempotency import idempotent
from api.writing.versions import locked_record
from api.writing.views import VersionedView, Write
from commitments.models import Instrument
from indicators.models import Act, Adherence, SourceDocument
from reports.models import Reporter

MAY_ADD = "indicators.add_adherence"
MAY_CHANGE = "indicators.change_adherence"
MAY_REMOVE = "indicators.delete_adherence"


class SourceOrNull(Key):
    """A source, or null for one in words."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(SourceDocument, "key", allow_null=True, **kwargs)


class ChangedAdherence(Body):
    """What changes in an act; the rest stays."""

    act = Word(choices=Act.choices, help_text="What was done; it has to fit the instrument.")
    year = Whole(
        required=False,
        allow_null=True,
        min_value=1945,
        max_value=2200,
        help_text="Year that a report is on; null for any other act.",
    )
    includes_small_arms = Truth(
        required=False, allow_null=True, help_text="Whether a report includes small arms."
    )
    earliest_on = Day(required=False, allow_null=True, help_text="Not before this day.")
    latest_on = Day(
        required=False, allow_null=True, help_text="Nor after it; the same day twice if known."
    )
    period_text = Text(
        required=False, allow_blank=True, max_length=120, help_text="The source's own words."
    )
    document = SourceOrNull(required=False, help_text="Key of the source; with its `paragraph`.")
    paragraph = Text(
        required=False, allow_blank=True, max_length=40, help_text="Paragraph of the source."
    )
    other_source = Text(
        required=False,
        allow_blank=True,
        max_length=200,
        help_text="In place of a source and a paragraph: whose list it is, and of which day.",
    )


class NewAdherence(ChangedAdherence):
    """An act of a State or organisation about an instrument."""

    instrument = Key(Instrument, "key", help_text="Key of the instrument, such as `att`.")
    reporter = Key(Reporter, "code", help_text="Code of the State or organisation.")


class WritableAdherences(VersionedView):
    writes = {
        "create": Write(Scope.ADHERENCES, MAY_ADD, NewAdherence, (201,), is_versioned=False),
        "partial_update": Write(Scope.ADHERENCES, MAY_CHANGE, ChangedAdherence),
        "destroy": Write(Scope.ADHERENCES, MAY_REMOVE, statuses=(204,)),
    }

    @idempotent
    def create(self, request: Request) -> Answer:
        """Record an act."""
        values = bodies.read(NewAdherence, request)
        with transaction.atomic():
            return self.saved(Adherence(**values), 201)

    def partial_update(self, request: Request, key: str) -> Answer:
        """Correct an act; its history keeps what stood before."""
        values = bodies.read(ChangedAdherence, request, partial=True)
        with transaction.atomic():
            act = self.locked(request, key)
            for name, value in values.items():
                setattr(act, name, value)
            return self.saved(act)

    def destroy(self, request: Request, key: str) -> Answer:
        """Take an act away that was recorded by mistake; its history stays."""
        with transaction.atomic():
            self.locked(request, key).delete()
            return Answer(status=204)

    def locked(self, request: Request, key: str) -> Any:
        return locked_record(request, Adherence.objects.filter(key=key))

    def saved(self, act: Adherence, status: int = 200) -> Answer:
        act.full_clean(exclude=["key"])
        act.save()
        return self.versioned(self.get_queryset().get(pk=act.pk), status)
