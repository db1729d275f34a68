"""Carrying out a plan, all or nothing, and taking the last one back."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from commitments.models import (
    Commitment,
    CommitmentAddressee,
    Meeting,
    OutcomeDocument,
    Section,
    commitment_key,
)
from commitments.models.import_log import ImportKind, ImportLog
from commitments.outcomes.load.neutral_titles import neutral_heading, neutral_title
from commitments.outcomes.load.plan import Plan, State, make_plan
from commitments.outcomes.load.proposal import Heading, ProposedRow
from commitments.outcomes.parse.model import Grade, Problem
from common.moments import now_or
from common.progress import Progress, quiet

NEEDED = ("commitments.add_commitment", "commitments.change_commitment")
# Higher than the last position of any document: positions wait here while others are shifted.
AWAY = 20_000
# What the history says about changes made here.
REASON, UNDONE = "Import of", "Undone: import of"


class NotLoaded(Exception):
    """The plan was not carried out; ``problems`` say all that is in the way."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems


def may_import(user: Any) -> bool:
    return bool(user.has_perms(NEEDED))


@transaction.atomic
def load(
    plan: Plan, *, file_name: str, sha256: str, by: Any = None, progress: Progress = quiet
) -> ImportLog:
    """Carry out the plan as the records stand now. Without a user (a command) no right is checked.

    Existing commitments and sections get their official words in one language; nothing else
    of them is touched, and nothing is deleted. ``progress`` is told of each commitment. Raises
    PermissionDenied, or NotLoaded with what is in the way.
    """
    if by is not None and not may_import(by):
        raise PermissionDenied(_("Your account may not import outcome documents."))
    # A second import waits here for the first; its plan is then made again on what the first left.
    OutcomeDocument.objects.select_for_update().filter(key=plan.proposal.choices.document).first()
    plan = make_plan(plan.proposal)
    if plan.errors:
        raise NotLoaded(plan.errors)
    try:
        details = _Writer(plan, file_name, by, progress).write()
    except ValidationError as error:
        problem = Problem("refused", Grade.ERROR, params={"text": " ".join(error.messages)})
        raise NotLoaded([problem]) from error
    return ImportLog.objects.create(
        kind=ImportKind.OUTCOME,
        file_name=file_name[:255],
        sha256=sha256,
        by=by,
        counts=plan.counts,
        details=details,
    )


class _Writer:
    """Writes a plan; collects what undoing it will need."""

    def __init__(self, plan: Plan, file_name: str, by: Any, progress: Progress) -> None:
        self.plan = plan
        self.progress = progress
        self.language = plan.proposal.choices.language
        self.by = by
        self.reason = f"{REASON} {file_name}"
        self.details: dict[str, Any] = {
            "language": self.language,
            "created_document": False,
            "created_sections": [],
            "created_commitments": [],
            "changed": [],
        }

    def write(self) -> dict[str, Any]:
        document = self.plan.document or self._create_document()
        self.details["document"] = document.key
        sections = self._write_sections(document)
        self._write_commitments(document, sections)
        return self.details

    def _create_document(self) -> OutcomeDocument:
        new = self.plan.proposal.choices.new
        assert new is not None  # noqa: S101 - the plan has no errors
        title = {"en": new.symbol}
        if new.title:
            title[self.language] = new.title
        document = OutcomeDocument(
            key=new.key,
            symbol=new.symbol,
            kind=new.kind,
            title=title,
            meeting=Meeting.objects.filter(key=new.meeting).first() if new.meeting else None,
        )
        self.details["created_document"] = True
        self._save(document)
        return document

    def _write_sections(self, document: OutcomeDocument) -> dict[str, Section]:
        """The sections on record by their codes in the file."""
        written: dict[str, Section] = {}
        for planned, position in _placed(self.plan.sections, document.sections):
            code = planned.heading.code
            if planned.record is not None:
                written[code] = planned.record
            if planned.state == State.CHANGED:
                self._change(planned.record, planned.record.code, planned.heading.texts)
            elif planned.state == State.CREATED:
                parent = written.get(planned.heading.parent)
                written[code] = self._create_section(document, planned.heading, parent, position)
        return written

    def _create_section(
        self, document: OutcomeDocument, heading: Heading, parent: Section | None, position: int
    ) -> Section:
        section = Section(
            document=document,
            parent=parent,
            code=heading.code,
            numeral=heading.numeral,
            heading={"en": neutral_heading(heading.code), self.language: heading.heading},
            chapeau=self._texts(heading.chapeau),
            footnotes=self._texts(heading.footnotes),
            level=heading.level,
            position=position,
        )
        self._save(section)
        self.details["created_sections"].append(section.code)
        return section

    def _write_commitments(self, document: OutcomeDocument, sections: dict[str, Section]) -> None:
        placed = _placed(self.plan.commitments, document.commitments)
        for done, (planned, position) in enumerate(placed, 1):
            self.progress(done, len(self.plan.commitments))
            if planned.state == State.CHANGED:
                self._change(planned.record, planned.record.key, planned.row.texts)
            elif planned.state == State.CREATED:
                section = sections.get(planned.row.section)
                self._create_commitment(document, planned.row, section, position)

    def _create_commitment(
        self, document: OutcomeDocument, row: ProposedRow, section: Section | None, position: int
    ) -> None:
        commitment = Commitment(
            key=commitment_key(document.key, row.number),
            document=document,
            section=section,
            number=row.number,
            position=position,
            title=neutral_title(self.plan.proposal.kind, row.number),
            official_text={self.language: row.text},
            footnotes=self._texts(row.footnotes),
            explanation=self._texts(row.explanation),
            explained_in=row.explained_in,
        )
        self._save(commitment)
        for place, asked in enumerate(row.asked, 1):
            self._save(
                CommitmentAddressee(
                    commitment=commitment,
                    position=place,
                    kind=asked.kind,
                    name={"en": asked.name, self.language: asked.name} if asked.name else {},
                    words=self._texts(asked.words),
                )
            )
        self.details["created_commitments"].append(commitment.key)

    def _texts(self, text: str | None) -> dict[str, str]:
        return {self.language: text} if text else {}

    def _change(self, record: Any, key: str, new: dict[str, str]) -> None:
        """Set a record's official words, column by column."""
        kind = record._meta.model_name
        for name, text in new.items():
            texts = dict(getattr(record, name))
            before = texts.pop(self.language, None)
            if text == (before or ""):
                continue
            setattr(record, name, {**texts, **self._texts(text)})
            change = {"kind": kind, "key": key, "field": name, "before": before, "after": text}
            self.details["changed"].append(change)
        self._save(record)

    def _save(self, record: Any) -> None:
        """Save what was changed; positions of records that exist are left to ``_make_room``."""
        is_new = record.pk is None
        _sign(record, self.reason, self.by)
        record.full_clean(validate_unique=is_new, validate_constraints=is_new)
        if is_new:
            record.save()
        else:
            fields = [f.name for f in record._meta.concrete_fields]
            record.save(update_fields=[name for name in fields if name not in ("id", "position")])


def _sign(record: Any, reason: str, by: Any) -> None:
    """Tell the history why the record changes, and by whom."""
    record._change_reason = reason[:100]  # noqa: SLF001 - how the history package takes it
    if by is not None:
        record._history_user = by  # noqa: SLF001


def _placed(planned: Sequence[Any], records: Any) -> Iterator[tuple[Any, int]]:
    """Each heading or row with its position; room is made for those to be created."""
    # ``shifted``: by how many places the records that follow were moved to make room.
    position = shifted = 0
    for one in planned:
        if one.record is not None:
            position = one.record.position + shifted
        elif one.state == State.CREATED:
            position += 1
            shifted += _make_room(records, position)
        yield one, position


def _make_room(records: Any, position: int) -> int:
    """Shift everything from ``position`` on, if that place is taken; returns by how many places."""
    if not records.filter(position=position).exists():
        return 0
    records.filter(position__gte=position).update(position=F("position") + AWAY)
    records.filter(position__gte=AWAY).update(position=F("position") - AWAY + 1)
    return 1


class CannotUndo(Exception):
    """The import stays; the message says what depends on it."""


def last_import() -> ImportLog | None:
    """The latest import of an outcome that changed something and was not undone."""
    made = ImportLog.objects.filter(kind=ImportKind.OUTCOME, undone_at=None)
    return made.filter(Q(counts__created__gt=0) | Q(counts__changed__gt=0)).first()


@transaction.atomic
def undo(log: ImportLog, *, by: Any = None) -> int:
    """Take the last import back; returns the number of records concerned.

    What it created is deleted, the texts it replaced are put back. Raises CannotUndo when it is
    not the last import, or when anything depends on it: responses, links, cycles, later edits.
    """
    if by is not None and not may_import(by):
        raise PermissionDenied(_("Your account may not undo imports."))
    log = ImportLog.objects.select_for_update(of=("self",)).get(pk=log.pk)
    if log.is_undone or log != last_import():
        raise CannotUndo(_("Only the last import can be undone."))
    undone = _put_back(log, by) + _delete_created(log)
    log.undone_at, log.undone_by = now_or(log.at), by
    log.save(update_fields=["undone_at", "undone_by"])
    return undone


def _put_back(log: ImportLog, by: Any) -> int:
    document, language = log.details["document"], log.details["language"]
    records: dict[tuple[str, str], Any] = {}
    for change in log.details["changed"]:
        place = (change["kind"], change["key"])
        if place not in records:
            in_sections = Section.objects.filter(document__key=document, code=change["key"])
            in_commitments = Commitment.objects.filter(key=change["key"])
            is_section = change["kind"] == "section"
            records[place] = (in_sections if is_section else in_commitments).first()
        record = records[place]
        texts = dict(getattr(record, change["field"])) if record else {}
        if record is None or texts.pop(language, "") != change["after"]:
            raise CannotUndo(_("%(key)s was changed since.") % {"key": change["key"]})
        before = {language: change["before"]} if change["before"] else {}
        setattr(record, change["field"], {**texts, **before})
    for record in records.values():
        _sign(record, f"{UNDONE} {log.file_name}", by)
        record.save()
    return len(records)


def _delete_created(log: ImportLog) -> int:
    details = log.details
    document = OutcomeDocument.objects.filter(key=details["document"]).first()
    if document is None:
        raise CannotUndo(_("The document is no longer on record."))
    commitments = document.commitments.filter(key__in=details["created_commitments"])
    sections = document.sections.filter(code__in=details["created_sections"]).order_by("-position")
    records = [*commitments, *sections, *([document] if details["created_document"] else [])]
    doomed = {(type(one), one.pk) for one in records}
    for record in records:
        if blocked := _dependent(record, log, doomed):
            raise CannotUndo(
                _("%(record)s is in use or was changed since: %(what)s.")
                % {"record": record, "what": blocked}
            )
    for record in records:
        record.delete()
    return len(doomed)


def _dependent(record: Any, log: ImportLog, doomed: set[tuple[Any, Any]]) -> str:
    """What would be lost or left behind if ``record`` went; empty for nothing."""
    if blocked := _edited_since([record], log):
        return blocked
    for relation in record._meta.related_objects:
        if relation.related_model is CommitmentAddressee:
            if blocked := _edited_since(record.addressee_records.all(), log):
                return blocked
            continue
        if relation.related_model.__name__.startswith("Historical"):
            continue
        model = relation.related_model
        field = relation.field.name
        for other in model._default_manager.filter(**{field: record.pk})[: len(doomed) + 1]:
            if (model, other.pk) not in doomed:
                return str(model._meta.verbose_name_plural)
    for many in record._meta.many_to_many:
        if many.name != "instruments" and getattr(record, many.name).exists():
            return str(many.verbose_name)
    return ""


def _edited_since(records: Iterable[Any], log: ImportLog) -> str:
    """Says so when one of the records was changed by hand since the import; empty otherwise."""
    ours = Q(history_change_reason__startswith=REASON) | Q(history_change_reason__startswith=UNDONE)
    for record in records:
        since = record.history.filter(history_date__gt=log.at)
        # Only undone imports are later than this one, which is the last that still stands.
        if since.filter(~ours | Q(history_change_reason=None)).exists():
            return _("edited by hand")
    return ""
