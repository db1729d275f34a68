"""Recording projects and funds: a record with all its parts, or nothing of it.

Parts are lists, each given whole. A participant or a place that stays in its list keeps its record,
wherever it stands there, so that a payment still points at its receiver. Parts that nothing points
at are matched by order: the first takes the place of the first on record, and so on.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, ProtectedError
from django.utils.translation import gettext_lazy as _

from common.errors import field_error
from cooperation.access import require
from cooperation.models import Fund, Project, ProjectTheme, RelatedProject, RelationType, Step
from reports.access import may_publish

Parts = Mapping[str, Sequence[Mapping[str, Any]]]
# The parts of a project in the order in which they are written: what is pointed at comes first.
OF_PROJECT = ("participants", "recipients", "results", "budgets", "transactions", "related")
# No project has as many parts of a kind.
AWAY = 10_000
OF_FUND = ("totals", "statements", "calls", "contributions")


def may_change(user: Any, project: Project) -> bool:
    """Whether ``user``, who may change projects, may change this one: reviewers alone may change
    what is published."""
    return not project.is_published or may_publish(user)


@transaction.atomic
def save_project(project: Project, parts: Parts, *, themes: Any = None, by: Any) -> Project:
    """Record what a project is. Raises PermissionDenied; ValidationError with all that is wrong in
    the first list that has something wrong, and for one that States are asked about."""
    if project.pk:
        require(may_change(by, project))
        if project.document_id is None and project.notices.exists():
            message = _("Take the notice to the States concerned back first.")
            raise ValidationError(message, code="under_notice")
    require(project.audience == project._meta.get_field("audience").default or may_publish(by))
    project.full_clean()
    project.save()
    if themes is not None:
        _replace_themes(project, themes)
    shares = [each.get("percentage") or 0 for each in parts.get("recipients", ())]
    if sum(shares) > 100:
        message = _("The recipients share at most 100 per cent.")
        raise field_error("recipients", message, "shares")
    for name in OF_PROJECT:
        if name in parts:
            _replace(project, name, parts[name])
    if not project.participants.exists():
        raise field_error("participants", _("Name somebody who takes part."), "required")
    return project


@transaction.atomic
def remove(project: Project, *, by: Any) -> None:
    """Take one away; its history stays. Raises PermissionDenied, and ValidationError where States
    are asked about it or something points at it."""
    require(may_change(by, project))
    if project.notices.exists():
        message = _("Take the notice to the States concerned back first.")
        raise ValidationError(message, code="under_notice")
    try:
        project.delete()
    except ProtectedError:
        message = _("Something else on record points at this project: it stays.")
        raise ValidationError(message, code="pointed_at") from None


@transaction.atomic
def publish(project: Project, *, by: Any) -> Project:
    """Publish what a document of the United Nations tells. Raises PermissionDenied, and
    ValidationError for anything else, which a notice publishes."""
    require(may_publish(by))
    project.step = Step.PUBLISHED
    project.full_clean()
    project.save()
    return project


@transaction.atomic
def save_fund(fund: Fund, parts: Parts) -> Fund:
    """Record what a fund is. Raises ValidationError with all that is wrong in the first list that
    has something wrong."""
    fund.full_clean()
    fund.save()
    for name in OF_FUND:
        if name in parts:
            _replace_keyed(fund, name, parts[name])
    return fund


def _replace(project: Project, name: str, wanted: Sequence[Mapping[str, Any]]) -> None:
    """Make the parts of that list those of ``wanted``; numbers in it that point at other parts
    become those parts."""
    parts = getattr(project, name)
    held = list(parts.order_by("number"))
    reused = _reused(name, held, wanted)
    kept = {each.pk for each in reused if each}
    gone = [each for each in held if each.pk not in kept]
    _refuse_lost(project, name, gone)
    for each in gone:
        each.delete()
    # Out of the way of the numbers and shares to come, which are checked one row at a time.
    parts.update(number=F("number") + AWAY)
    if name == "recipients":
        parts.update(percentage=None)
    for index, (values, found) in enumerate(zip(wanted, reused, strict=True)):
        part = _anew(parts.model, found, project=project, number=index + 1)
        place = f"{name}.{index}"
        _fill(part, values, place, lambda n, v: _pointed_at(project, n, v))
        if isinstance(part, RelatedProject):
            _refuse_part_of_part(part, place)
        part.save()


# The columns by which a part on record is recognised; the first set that fits decides.
_PARTY = ("reporter", "body", "name")
_SAME: Mapping[str, Sequence[tuple[str, ...]]] = {
    "participants": [(*_PARTY, "role"), _PARTY],
    "recipients": [("place_reporter", "place_group", "territory")],
    "related": [("other",)],
}


def _reused(name: str, held: list[Any], wanted: Sequence[Mapping[str, Any]]) -> list[Any]:
    """For each of ``wanted`` the same part on record, or None for a new one."""
    if name not in _SAME:
        return [held[index] if index < len(held) else None for index in range(len(wanted))]
    found: list[Any] = [None] * len(wanted)
    left = list(held)
    for columns in _SAME[name]:
        for index, values in enumerate(wanted):
            if found[index] is None:
                key = tuple(values.get(column) or None for column in columns)
                same = (e for e in left if tuple(getattr(e, c) or None for c in columns) == key)
                if part := next(same, None):
                    found[index] = part
                    left.remove(part)
    return found


def _refuse_lost(project: Project, name: str, gone: Sequence[Any]) -> None:
    """A part that payments or results point at stays, or they would lose what they say."""
    pointing = {
        "participants": [("transactions", "provider"), ("transactions", "receiver")],
        "recipients": [("transactions", "recipient"), ("results", "recipient")],
    }
    for list_, column in pointing.get(name, ()):
        if getattr(project, list_).filter(**{f"{column}__in": gone}).exists():
            message = _("Something else of this project points at what is left out here.")
            raise field_error(name, message, "pointed_at")


def _refuse_part_of_part(tie: RelatedProject, place: str) -> None:
    """Refuse a whole that is a part itself: amounts would be counted twice."""
    if tie.type != RelationType.PARENT:
        return
    parents: Any = RelatedProject.objects.filter(type=RelationType.PARENT)
    is_part = parents.filter(project=tie.other).exists()
    if is_part or parents.filter(other=tie.project).exists():
        message = _("A whole is no part of another project, and a part has no parts.")
        raise field_error(place, message, "part_of_a_part")


_LISTS = {"provider": "participants", "receiver": "participants", "recipient": "recipients"}


def _pointed_at(project: Project, name: str, number: Any) -> Any:
    """The participant or recipient of that place, from 1, in the project. Raises ValidationError
    where there is none."""
    if name not in _LISTS or number is None:
        return number
    found = list(getattr(project, _LISTS[name]).order_by("number")[: int(number)])
    if not 1 <= number == len(found):
        message = _("There is no part of this number.")
        raise field_error(name, message, "no_such_part")
    return found[-1]


def _replace_keyed(fund: Fund, name: str, wanted: Sequence[Mapping[str, Any]]) -> None:
    """Make the records of that list those of ``wanted``, told apart by their keys."""
    held = {each.key: each for each in getattr(fund, name).all()}
    model = getattr(fund, name).model
    keys = [values["key"] for values in wanted]
    if len(set(keys)) < len(keys):
        raise field_error(name, _("Each key stands once."), "twice")
    for key in held.keys() - set(keys):
        held[key].delete()
    for index, values in enumerate(wanted):
        record = _anew(model, held.get(values["key"]), fund=fund)
        _fill(record, values, f"{name}.{index}", lambda _name, value: value)
        record.save()


def _anew(model: Any, found: Any, **columns: Any) -> Any:
    """A part to be filled in; in the place of ``found``, of which nothing else stays."""
    part = model(pk=found.pk if found else None, **columns)
    part._state.adding = found is None
    return part


def _fill(record: Any, values: Mapping[str, Any], place: str, resolve: Any) -> None:
    """Set the columns and check them; every fault is named by its place in what was sent."""
    try:
        for name, value in values.items():
            setattr(record, name, resolve(name, value))
        record.full_clean(exclude=["number"])
    except ValidationError as error:
        found = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
        named = {f"{place}.{n}" if n not in ("", "__all__") else place: e for n, e in found.items()}
        raise ValidationError(named) from None


def _replace_themes(project: Project, themes: Any) -> None:
    wanted = {theme.pk for theme in themes}
    for tie in project.theme_links.exclude(theme__in=wanted):
        tie.delete()
    held = set(project.theme_links.values_list("theme", flat=True))
    for key in sorted(wanted - held):
        ProjectTheme.objects.create(project=project, theme_id=key)
