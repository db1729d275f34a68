"""Rules that span tables, held by the database itself through triggers.

Check and unique constraints (in the models) see one table. What remains is here, once, for
both engines: nothing (no form, no API call, no import, no ``bulk_create``) goes around it.
Whoever breaks one gets an IntegrityError with the rule's name in the message.

What freezes content is made from the table of columns and the registry of child records. The
triggers are installed after every ``migrate`` and dropped before one on SQLite, where Django
rebuilds tables and would lose or trip over them.
"""

from collections.abc import Iterable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model
from simple_history.models import HistoricalChanges

from common.database import triggers
from common.database.triggers import Rule
from common.our_apps import with_public_records
from reports.models import Submission
from reports.models.children import Child, children
from reports.models.columns import SUBMISSION, Columns, Frozen, frozen
from reports.models.statuses import BEING_WRITTEN
from reports.submissions import revisions

WRITTEN = "({})".format(", ".join(f"'{each.value}'" for each in BEING_WRITTEN))
ADDED, CHANGED, REMOVED = triggers.EVENTS


def submission_of(child: Child, row: str, condition: str) -> str:
    """SQL: the submission of a child's row meets ``condition`` (in terms of ``s``)."""
    # Every part is a constant of the program.
    return (
        "EXISTS (SELECT 1 FROM reports_submission s"  # noqa: S608
        f" WHERE s.id = {child.submission_id(row)} AND {condition})"
    )


def changed(columns: Iterable[str]) -> str:
    """SQL: one of ``columns`` differs between OLD and NEW."""
    return "(" + " OR ".join(f"OLD.{c} IS DISTINCT FROM NEW.{c}" for c in columns) + ")"


def stored(model: type[Model], names: Iterable[str]) -> list[str]:
    """The names of the fields as the database has them, such as ``reporter_id``."""
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    return [field.column for field in fields]


def of_submission(columns: Columns = SUBMISSION) -> list[Rule]:
    table = Submission._meta.db_table
    identity = stored(Submission, frozen(columns, Frozen.ALWAYS))
    content = stored(Submission, frozen(columns, Frozen.WITH_CONTENT))
    return [
        Rule("submission_keeps_its_identity", table, CHANGED, changed(identity)),
        Rule(
            "submitted_content_is_frozen",
            table,
            CHANGED,
            f"OLD.status NOT IN {WRITTEN} AND {changed(content)}",
        ),
        Rule("submission_is_withdrawn_not_deleted", table, REMOVED, "1 = 1"),
    ]


def of_child(child: Child) -> list[Rule]:
    """The rules of every child record, and the further ones of this one."""
    is_closed = f"s.status NOT IN {WRITTEN}"
    before, after = (submission_of(child, row, is_closed) for row in ("OLD", "NEW"))
    content = stored(child.model, frozen(child.columns, Frozen.WITH_CONTENT))
    identity = stored(child.model, frozen(child.columns, Frozen.ALWAYS))
    return [
        Rule(f"{child.name}_is_added_while_written", child.table, ADDED, after),
        *(
            [
                Rule(
                    f"{child.name}_is_changed_while_written",
                    child.table,
                    CHANGED,
                    f"{changed(content)} AND {before}",
                )
            ]
            if content
            else []
        ),
        *(
            [Rule(f"{child.name}_keeps_its_identity", child.table, CHANGED, changed(identity))]
            if identity
            else []
        ),
        Rule(f"{child.name}_is_removed_while_written", child.table, REMOVED, before),
        *(of_nil_return(child) if child.refuses_nil_return else []),
        *child.rules,
    ]


def of_nil_return(child: Child) -> list[Rule]:
    own = child.submission_id("r")
    return [
        Rule(
            f"nil_return_takes_no_{child.name}",
            child.table,
            ADDED,
            submission_of(child, "NEW", "s.is_nil_return"),
        ),
        Rule(
            f"report_with_{child.plural}_is_no_nil_return",
            Submission._meta.db_table,
            CHANGED,
            "NEW.is_nil_return AND NOT OLD.is_nil_return AND EXISTS"  # noqa: S608
            f" (SELECT 1 FROM {child.table} r WHERE {own} = NEW.id)",
        ),
    ]


OUT_OF_SCOPE = (
    "NOT EXISTS (SELECT 1 FROM reports_submission s"
    " JOIN reports_reportingcycle_documents d ON d.reportingcycle_id = s.cycle_id"
    " JOIN commitments_commitment c ON c.document_id = d.outcomedocument_id"
    " WHERE s.id = NEW.submission_id AND c.id = NEW.commitment_id AND c.is_operative)"
)
FOREIGN_EVIDENCE = (
    "NEW.attachment_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM reports_attachment a"
    " WHERE a.id = NEW.attachment_id AND a.submission_id = NEW.submission_id)"
)
# Rules of responses alone; they are registered with them.
OF_RESPONSES = (
    Rule(
        "carried_over_answers_are_confirmed_before_submission",
        "reports_submission",
        CHANGED,
        "NEW.status = 'submitted' AND OLD.status <> 'submitted' AND EXISTS"
        " (SELECT 1 FROM reports_response r"
        " WHERE r.submission_id = NEW.id AND r.is_carried_over)",
    ),
    Rule("response_is_in_the_scope_of_its_cycle", "reports_response", ADDED, OUT_OF_SCOPE),
    Rule(
        "response_stays_in_the_scope_of_its_cycle",
        "reports_response",
        CHANGED,
        f"{changed(['commitment_id', 'submission_id'])} AND {OUT_OF_SCOPE}",
    ),
    Rule("evidence_is_of_the_same_submission", "reports_response", ADDED, FOREIGN_EVIDENCE),
    Rule("evidence_stays_of_the_same_submission", "reports_response", CHANGED, FOREIGN_EVIDENCE),
)
# Rules of records that are appended and never changed.
APPEND_ONLY = (
    Rule("event_is_never_changed", "reports_submissionevent", CHANGED, "1 = 1"),
    Rule("event_is_never_removed", "reports_submissionevent", REMOVED, "1 = 1"),
    Rule("message_is_never_changed", "reports_message", CHANGED, "1 = 1"),
    Rule("message_is_never_removed", "reports_message", REMOVED, "1 = 1"),
)


def of_histories() -> list[Rule]:
    """No history entry is changed or removed. An account that did nothing else may be deleted: then
    the entry loses its link to it (``history_user_id``) and nothing else."""
    return [rule for model in histories() for rule in _of_history(model)]


def histories() -> list[type[Model]]:
    """The histories of the apps that hold what the public may come to see."""
    models = (model for app in with_public_records() for model in app.get_models())
    return [model for model in models if issubclass(model, HistoricalChanges)]


def _of_history(model: type[Model]) -> list[Rule]:
    table = model._meta.db_table
    kept = [f.column for f in model._meta.concrete_fields if f.name != "history_user"]
    return [
        Rule(f"{_short(table)}_is_never_changed", table, CHANGED, changed(kept)),
        Rule(f"{_short(table)}_is_never_removed", table, REMOVED, "1 = 1"),
    ]


def _short(table: str) -> str:
    """A history's table, shorter: PostgreSQL cuts names after 63 characters."""
    return table.replace("_historical", "_past_")


def guards() -> list[triggers.Trigger]:
    """On PostgreSQL no table of the record is emptied at once (TRUNCATE), which no trigger for
    each row sees."""
    tables = {rule.table for rule in (*APPEND_ONLY, *of_histories(), *of_submission())}
    tables |= {child.table for child in children()}
    return [
        triggers.Trigger(
            f"{_short(table)}_is_never_emptied",
            table,
            "BEFORE",
            ("TRUNCATE",),
            calls="refuse_to_be_emptied",
            for_each="STATEMENT",
        )
        for table in sorted(tables)
    ]


_REFUSE = triggers.function(
    "refuse_to_be_emptied",
    "BEGIN RAISE EXCEPTION 'the rows of % stay', TG_TABLE_NAME"
    " USING ERRCODE = 'check_violation'; END",
)

# Rules of later apps' records that belong to no submission.
_ADDED: list[Rule] = []


def add_rules(rules: Iterable[Rule]) -> None:
    """Have a later app's rules put in force with the others; once, however often asked."""
    _ADDED.extend(rule for rule in rules if rule not in _ADDED)


def rules() -> list[Rule]:
    """Every rule: of submissions, of all registered child records, of what is only appended
    (histories too), and those that later apps added."""
    of_children = [rule for child in children() for rule in of_child(child)]
    return [*of_children, *of_submission(), *APPEND_ONLY, *of_histories(), *_ADDED]


def all_triggers() -> list[triggers.Trigger]:
    return [*(rule.trigger() for rule in rules()), *revisions.all_triggers()]


def install_rules(connection: BaseDatabaseWrapper) -> None:
    """Create or replace every trigger, and drop those of rules that are no more; safe to repeat."""
    triggers.drop_outdated_rules(connection, rules())
    triggers.install(connection, all_triggers())
    if connection.vendor == triggers.POSTGRESQL:
        with connection.cursor() as cursor:
            cursor.execute(_REFUSE)
        triggers.install(connection, guards())


def drop_rules(connection: BaseDatabaseWrapper) -> None:
    """Remove every trigger; only for a table rebuild or an emptying of a test database."""
    names = {trigger.name for trigger in (*all_triggers(), *guards())}
    triggers.drop(connection, names.__contains__)


def _install_where_complete(connection: BaseDatabaseWrapper) -> None:
    """Install the rules, but not while the tables that they speak of are still being made one by
    one."""
    tables = {rule.table for rule in (*APPEND_ONLY, *of_histories(), *_ADDED)}
    tables |= {child.table for child in children()}
    if tables <= set(connection.introspection.table_names()):
        install_rules(connection)


def connect(sender: Any) -> None:
    """Keep the triggers in step with ``sender``'s migrations."""
    triggers.keep_in_step(sender, "rules", _install_where_complete, drop_rules)
