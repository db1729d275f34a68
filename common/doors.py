"""The door through which a change came, kept with its entry in the record's history.

The column of the entry's reason keeps both: the reason, if the change has one of its own (the
import of a file, a form, a release of the facts), then the door on a line of its own. Entries from
before doors were kept have none.
"""

from typing import Any

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Left, StrIndex
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from simple_history.signals import pre_create_historical_record

MARK = "door:"
LINE = f"\n{MARK}"
COLUMN = "history_change_reason"
# The column is as the history package makes it.
LONGEST = 100


class Door(models.TextChoices):
    """Where changes come in."""

    ADMIN = "admin", _("administration")
    IMPORT = "import", _("an import in the administration")
    API = "api", _("API")
    OWN = "my", _("My reports")
    SITE = "site", _("another page of the site")
    SERVER = "server", _("a command or chore of the server")


# Parts of the names of the administration's views that import a file.
_IMPORTS = ("import", "outcomeproposal", "adherence_preview")


def door_of(request: Any) -> str:
    """The door of ``request``, with the prefix of its API key, if any. ``None`` stands for no
    request."""
    if request is None:
        return Door.SERVER
    match = getattr(request, "resolver_match", None)
    name, spaces = str(match and match.url_name), (match.namespaces if match else [])
    if request.path.startswith("/api/"):
        prefix = getattr(getattr(request, "auth", None), "prefix", "")
        return f"{Door.API} {prefix}".strip()
    if "admin" in spaces:
        return Door.IMPORT if any(part in name for part in _IMPORTS) else Door.ADMIN
    return Door.OWN if "my" in spaces else Door.SITE


def reason_now() -> str:
    """The door of the current request or command, as entries keep it."""
    return f"{MARK}{door_of(getattr(HistoricalRecords.context, 'request', None))}"


def parts(kept: str | None) -> tuple[str, str]:
    """The reason and the door that an entry keeps; empty for what it does not."""
    text = kept or ""
    if text.startswith(MARK):
        return "", text.removeprefix(MARK)
    reason, line, door = text.rpartition(LINE)
    return (reason, door) if line else (text, "")


def words(kept: str | None) -> str:
    """The door of an entry by its name, with the key's prefix; empty where none is kept."""
    code, _space, key = parts(kept)[1].partition(" ")
    label = str(dict(Door.choices).get(code, code))
    return f"{label} ({key}…)" if key else label


def came_through(door: str) -> Q:
    """The condition that an entry keeps that door."""
    kept = f"{MARK}{door}"
    return Q(**{f"{COLUMN}__startswith": kept}) | Q(**{f"{COLUMN}__contains": f"\n{kept}"})


def unknown() -> Q:
    """The condition that an entry keeps no door."""
    kept = Q(**{f"{COLUMN}__startswith": MARK}) | Q(**{f"{COLUMN}__contains": LINE})
    return Q(**{f"{COLUMN}__isnull": True}) | ~kept


def because_of(reason: str) -> Q:
    """The condition that an entry has exactly that reason, whichever its door."""
    return Q(**{COLUMN: reason}) | Q(**{f"{COLUMN}__startswith": f"{reason}{LINE}"})


def reason_alone() -> Case:
    """The reason of an entry without its door, to compare with columns."""
    place = StrIndex(COLUMN, Value(LINE))
    with_door = When(Q(**{f"{COLUMN}__contains": LINE}), then=Left(COLUMN, place - 1))
    return Case(with_door, default=F(COLUMN), output_field=models.TextField())


def explain(record: Any, reason: str) -> None:
    """Give the latest entry of ``record``'s history a reason, beside its door."""
    entry = record.history.latest()
    entry.history_change_reason = _both(reason, parts(entry.history_change_reason)[1])
    entry.save(update_fields=[COLUMN])


def _both(reason: str, door: str) -> str:
    """As the column keeps them; a reason that leaves no room for the door is cut."""
    room = LONGEST - len(LINE) - len(door)
    return f"{reason[:room]}{LINE}{door}" if door else reason[:LONGEST]


def _note(history_instance: Any, **_kwargs: Any) -> None:
    reason, door = parts(history_instance.history_change_reason)
    if not door:
        now = reason_now()
        with_both = _both(reason, now.removeprefix(MARK)) if reason else now
        history_instance.history_change_reason = with_both


def connect() -> None:
    """Have every history entry that is written together with its record keep the door."""
    pre_create_historical_record.connect(_note, dispatch_uid="door_is_kept")
