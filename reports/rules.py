"""Rules that span tables, held by the database itself through triggers.

Check and unique constraints (in the models) see one table. What remains is here, once, for
both engines: nothing (no form, no API call, no import, no ``bulk_create``) goes around it.
Whoever breaks one gets an IntegrityError with the rule's name in the message.

The triggers are installed after every ``migrate`` and dropped before one on SQLite, where
Django rebuilds tables and would lose or trip over them.
"""

from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_migrate, pre_migrate

from reports import revisions

BEING_WRITTEN = "('draft', 'returned')"


@dataclass(frozen=True)
class Rule:
    """``condition`` is SQL, the same on both engines, true for the row that must not be."""

    name: str
    table: str
    event: str
    condition: str


def submission_of(row: str, condition: str) -> str:
    """SQL: the submission of a child row meets ``condition`` (in terms of ``s``)."""
    # Every part is a constant of this module.
    return (
        "EXISTS (SELECT 1 FROM reports_submission s"  # noqa: S608
        f" WHERE s.id = {row}.submission_id AND {condition})"
    )


def changed(*columns: str) -> str:
    """SQL: one of ``columns`` differs between OLD and NEW."""
    return "(" + " OR ".join(f"OLD.{c} IS DISTINCT FROM NEW.{c}" for c in columns) + ")"


def frozen(row: str) -> str:
    return submission_of(row, f"s.status NOT IN {BEING_WRITTEN}")


IDENTITY = ("reporter_id", "cycle_id", "version", "reference")
CONTENT = (
    "channel",
    "languages",
    "received_on",
    "received_no_later_than",
    "source",
    "is_nil_return",
    "reporter_remarks",
)
RESPONSE_CONTENT = (
    "submission_id",
    "commitment_id",
    "status",
    "narrative",
    "language",
    "attachment_id",
    "page",
    "evidence_url",
    "is_carried_over",
)
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

RULES = [
    Rule(
        "nil_return_takes_no_response",
        "reports_response",
        "INSERT",
        submission_of("NEW", "s.is_nil_return"),
    ),
    Rule(
        "report_with_responses_is_no_nil_return",
        "reports_submission",
        "UPDATE",
        "NEW.is_nil_return AND NOT OLD.is_nil_return AND EXISTS"
        " (SELECT 1 FROM reports_response r WHERE r.submission_id = NEW.id)",
    ),
    Rule(
        "carried_over_answers_are_confirmed_before_submission",
        "reports_submission",
        "UPDATE",
        "NEW.status = 'submitted' AND OLD.status <> 'submitted' AND EXISTS"
        " (SELECT 1 FROM reports_response r"
        " WHERE r.submission_id = NEW.id AND r.is_carried_over)",
    ),
    Rule(
        "response_is_in_the_scope_of_its_cycle",
        "reports_response",
        "INSERT",
        OUT_OF_SCOPE,
    ),
    Rule(
        "response_stays_in_the_scope_of_its_cycle",
        "reports_response",
        "UPDATE",
        f"{changed('commitment_id', 'submission_id')} AND {OUT_OF_SCOPE}",
    ),
    Rule(
        "evidence_is_of_the_same_submission",
        "reports_response",
        "INSERT",
        FOREIGN_EVIDENCE,
    ),
    Rule(
        "evidence_stays_of_the_same_submission",
        "reports_response",
        "UPDATE",
        FOREIGN_EVIDENCE,
    ),
    Rule("response_is_added_while_written", "reports_response", "INSERT", frozen("NEW")),
    Rule(
        "response_is_changed_while_written",
        "reports_response",
        "UPDATE",
        f"{changed(*RESPONSE_CONTENT)} AND {frozen('OLD')}",
    ),
    Rule("response_is_removed_while_written", "reports_response", "DELETE", frozen("OLD")),
    Rule(
        "attachment_is_added_while_written",
        "reports_attachment",
        "INSERT",
        frozen("NEW"),
    ),
    Rule(
        "attachment_is_changed_while_written",
        "reports_attachment",
        "UPDATE",
        f"{changed('submission_id', 'file', 'sha256')} AND {frozen('OLD')}",
    ),
    Rule(
        "attachment_is_removed_while_written",
        "reports_attachment",
        "DELETE",
        frozen("OLD"),
    ),
    Rule(
        "submission_keeps_its_identity",
        "reports_submission",
        "UPDATE",
        changed(*IDENTITY),
    ),
    Rule(
        "submitted_content_is_frozen",
        "reports_submission",
        "UPDATE",
        f"OLD.status NOT IN {BEING_WRITTEN} AND {changed(*CONTENT)}",
    ),
    Rule("submission_is_withdrawn_not_deleted", "reports_submission", "DELETE", "1 = 1"),
    Rule("event_is_never_changed", "reports_submissionevent", "UPDATE", "1 = 1"),
    Rule("event_is_never_removed", "reports_submissionevent", "DELETE", "1 = 1"),
    Rule("message_is_never_changed", "reports_message", "UPDATE", "1 = 1"),
    Rule("message_is_never_removed", "reports_message", "DELETE", "1 = 1"),
]


def install_rules(connection: BaseDatabaseWrapper) -> None:
    """Create or replace every trigger; safe to repeat."""
    statements = _postgresql if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        for rule in RULES:
            for statement in statements(rule):
                cursor.execute(statement)
        for statement in revisions.statements(connection.vendor):
            cursor.execute(statement)


def drop_rules(connection: BaseDatabaseWrapper) -> None:
    """Remove every trigger; only for a table rebuild or an emptying of a test database."""
    on = {"postgresql": " ON {}"}.get(connection.vendor, "")
    tables = set(connection.introspection.table_names())
    triggers = {rule.name: rule.table for rule in RULES} | revisions.TRIGGERS
    with connection.cursor() as cursor:
        for name, table in triggers.items():
            if table in tables:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on.format(table)}")


def _sqlite(rule: Rule) -> list[str]:
    return [
        f"DROP TRIGGER IF EXISTS {rule.name}",
        f"CREATE TRIGGER {rule.name} BEFORE {rule.event} ON {rule.table} FOR EACH ROW"
        f" WHEN {rule.condition} BEGIN SELECT RAISE(ABORT, 'rule {rule.name}'); END",
    ]


def _postgresql(rule: Rule) -> list[str]:
    row = "OLD" if rule.event == "DELETE" else "NEW"
    return [
        f"CREATE OR REPLACE FUNCTION {rule.name}() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN IF {rule.condition} THEN RAISE EXCEPTION 'rule {rule.name}'"
        f" USING ERRCODE = 'check_violation', CONSTRAINT = '{rule.name}'; END IF;"
        f" RETURN {row}; END $$",
        f"CREATE OR REPLACE TRIGGER {rule.name} BEFORE {rule.event} ON {rule.table}"
        f" FOR EACH ROW EXECUTE FUNCTION {rule.name}()",
    ]


def _before_migrate(*, using: str, plan: list[Any], **kwargs: Any) -> None:
    from django.db import connections

    if plan and connections[using].vendor == "sqlite":
        drop_rules(connections[using])


def _after_migrate(*, using: str, **kwargs: Any) -> None:
    from django.db import connections

    connection = connections[using]
    if {rule.table for rule in RULES} <= set(connection.introspection.table_names()):
        install_rules(connection)


def connect(sender: Any) -> None:
    """Keep the triggers in step with ``sender``'s migrations."""
    pre_migrate.connect(_before_migrate, sender=sender, dispatch_uid="rules_step_aside")
    post_migrate.connect(_after_migrate, sender=sender, dispatch_uid="rules_in_force")
