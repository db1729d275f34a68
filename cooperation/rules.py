"""Rules of projects that span tables, held by the database on both engines."""

from common.database import triggers
from common.database.triggers import Rule
from cooperation.models import Project

ADDED, CHANGED, REMOVED = triggers.EVENTS
PROJECT = "cooperation_project"
# Every part of these statements is a constant of the program.
# The States that are asked about a project: whose record it is, and who receives it by name.
_ASKED = (
    "SELECT NEW.owner_id AS state WHERE NEW.owner_id IS NOT NULL UNION"
    " SELECT r.place_reporter_id FROM cooperation_recipient r"
    " WHERE r.project_id = NEW.id AND r.place_reporter_id IS NOT NULL"
)
# Nobody can be asked for a group or a territory.
_SOME_PLACE_HAS_NOBODY = (
    "EXISTS (SELECT 1 FROM cooperation_recipient r"
    " WHERE r.project_id = NEW.id AND r.place_reporter_id IS NULL)"
)
# The owner itself has to agree: a record of its own is not published by its silence.
_NOTICE = "SELECT 1 FROM cooperation_notice n WHERE n.project_id = NEW.id"
_SOMEBODY_WAS_NOT_ASKED = (
    f"EXISTS (SELECT 1 FROM ({_ASKED}) asked WHERE NOT EXISTS"  # noqa: S608
    f" ({_NOTICE} AND n.reporter_id = asked.state AND n.answer <> 'objected'"
    " AND (n.answer = 'agreed' OR NEW.owner_id IS NULL OR n.reporter_id <> NEW.owner_id)))"
)
_SOMEBODY_IS_SILENT = f"EXISTS ({_NOTICE} AND n.answer = '')"
_SOME_NOTICE_RUNS = f"EXISTS ({_NOTICE} AND (n.ends_on IS NULL OR n.ends_on > CURRENT_DATE))"
_UNASKED = (
    "NEW.step = 'published' AND NEW.document_id IS NULL AND ("
    f"NOT EXISTS ({_NOTICE}) OR EXISTS ({_NOTICE} AND n.answer = 'objected')"
    f" OR {_SOME_PLACE_HAS_NOBODY} OR {_SOMEBODY_WAS_NOT_ASKED}"
    f" OR ({_SOMEBODY_IS_SILENT} AND ({_SOME_NOTICE_RUNS} OR NEW.is_whole)))"
)
# What those asked were shown: everything but how far the record itself has come.
_STEPS = ("step", "is_whole", "search_text", "id")
CONTENT = tuple(f.column for f in Project._meta.concrete_fields if f.name not in _STEPS)
_CHANGED = "(" + " OR ".join(f"OLD.{c} IS DISTINCT FROM NEW.{c}" for c in CONTENT) + ")"
PARTS = ("recipient", "participatingorg", "result", "projecttheme", "budget", "transaction")


def _under_notice(row: str) -> str:
    """SQL: those concerned were asked about the project of that row as it is."""
    return (
        "EXISTS (SELECT 1 FROM cooperation_notice n JOIN cooperation_project p"  # noqa: S608
        f" ON p.id = n.project_id WHERE n.project_id = {row}.project_id AND p.document_id IS NULL)"
    )


def _of_part(part: str) -> list[Rule]:
    table = f"cooperation_{part}"
    return [
        Rule(f"{part}_is_added_before_the_notice", table, ADDED, _under_notice("NEW")),
        Rule(
            f"{part}_is_changed_before_the_notice",
            table,
            CHANGED,
            f"{_under_notice('OLD')} OR {_under_notice('NEW')}",
        ),
        Rule(f"{part}_is_removed_before_the_notice", table, REMOVED, _under_notice("OLD")),
    ]


def _both(name: str, table: str, condition: str) -> list[Rule]:
    """The rule for rows that are added and for rows that are changed."""
    return [
        Rule(name, table, ADDED, condition),
        Rule(f"{name}_still", table, CHANGED, condition),
    ]


_FOREIGN = (
    "EXISTS (SELECT 1 FROM cooperation_{part} o"
    " WHERE o.id = NEW.{column} AND o.project_id <> NEW.project_id)"
)
_IS_PART_OF_A_PART = (
    "NEW.type = 'parent' AND (EXISTS (SELECT 1 FROM cooperation_relatedproject o"
    " WHERE o.type = 'parent' AND (o.project_id = NEW.other_id OR o.other_id = NEW.project_id)))"
)
_SHARES = (
    "NEW.percentage IS NOT NULL AND NEW.percentage + COALESCE((SELECT SUM(o.percentage)"
    " FROM cooperation_recipient o WHERE o.project_id = NEW.project_id"
    " AND o.id IS DISTINCT FROM NEW.id), 0) > 100"
)
_PUBLISHED = (
    "EXISTS (SELECT 1 FROM cooperation_project p WHERE p.id = {row}.project_id"
    " AND p.step = 'published' AND p.document_id IS NULL)"
)
_SENT = "('sent', 'published')"
_UPDATE_CONTENT = " OR ".join(
    f"OLD.{c} IS DISTINCT FROM NEW.{c}"
    for c in (
        *("project_id", "kind", "stage", "narrative", "language", "spent", "currency"),
        *("starts_on", "ends_on", "period_text", "reporter_id", "body_id", "name"),
    )
)
_STATES_OF_PROJECT = (
    "SELECT r.place_reporter_id FROM cooperation_recipient r"
    " WHERE r.project_id = {project} AND r.place_reporter_id IS NOT NULL"
)
_AGREEMENT = "SELECT 1 FROM cooperation_updateagreement a WHERE a.update_id = NEW.id"
_NOT_AGREED = (
    f"NEW.step = 'published' AND (NOT EXISTS ({_AGREEMENT})"  # noqa: S608
    " OR EXISTS (SELECT 1 FROM cooperation_recipient r"
    " WHERE r.project_id = NEW.project_id AND (r.place_reporter_id IS NULL OR"
    f" NOT EXISTS ({_AGREEMENT} AND a.reporter_id = r.place_reporter_id))))"
)

OF_NOTICES = (
    *_both("project_is_published_after_those_concerned_were_asked", PROJECT, _UNASKED),
    Rule(
        "project_is_changed_before_the_notice",
        PROJECT,
        CHANGED,
        f"OLD.document_id IS NULL AND {_CHANGED} AND EXISTS"  # noqa: S608
        " (SELECT 1 FROM cooperation_notice n WHERE n.project_id = OLD.id)",
    ),
    *(rule for part in PARTS for rule in _of_part(part)),
    Rule(
        "notice_is_of_a_state_concerned",
        "cooperation_notice",
        ADDED,
        "NOT EXISTS (SELECT 1 FROM cooperation_project p WHERE p.id = NEW.project_id"  # noqa: S608
        " AND p.owner_id = NEW.reporter_id) AND NEW.reporter_id NOT IN"
        f" ({_STATES_OF_PROJECT.format(project='NEW.project_id')})",
    ),
    Rule(
        "objection_hides_the_project_first",
        "cooperation_notice",
        CHANGED,
        f"NEW.answer <> 'agreed' AND NEW.answer <> OLD.answer AND {_PUBLISHED.format(row='NEW')}",
    ),
    Rule(
        "notice_of_a_published_project_stays",
        "cooperation_notice",
        REMOVED,
        _PUBLISHED.format(row="OLD"),
    ),
    Rule(
        "notice_keeps_whom_it_asks",
        "cooperation_notice",
        CHANGED,
        "OLD.project_id <> NEW.project_id OR OLD.reporter_id <> NEW.reporter_id",
    ),
)
OF_MONEY = (
    *_both("recipients_share_at_most_all", "cooperation_recipient", _SHARES),
    *(
        rule
        for column, part in (
            ("provider_id", "participatingorg"),
            ("receiver_id", "participatingorg"),
            ("recipient_id", "recipient"),
        )
        for rule in _both(
            f"transaction_{column[:-3]}_is_of_its_project",
            "cooperation_transaction",
            _FOREIGN.format(part=part, column=column),
        )
    ),
    *_both(
        "result_is_of_a_recipient_of_its_project",
        "cooperation_result",
        _FOREIGN.format(part="recipient", column="recipient_id"),
    ),
    *_both("whole_is_no_part_itself", "cooperation_relatedproject", _IS_PART_OF_A_PART),
)
OF_UPDATES = (
    Rule("new_update_is_not_published", "cooperation_update", ADDED, "NEW.step = 'published'"),
    Rule("update_is_published_after_agreement", "cooperation_update", CHANGED, _NOT_AGREED),
    Rule(
        "update_is_changed_before_it_is_sent",
        "cooperation_update",
        CHANGED,
        f"OLD.step IN {_SENT} AND NEW.step IN {_SENT} AND ({_UPDATE_CONTENT})",
    ),
    Rule(
        "update_is_taken_back_with_its_agreements",
        "cooperation_update",
        CHANGED,
        f"NEW.step NOT IN {_SENT} AND EXISTS ({_AGREEMENT})",
    ),
    Rule(
        "agreement_is_of_a_recipient_and_to_what_was_sent",
        "cooperation_updateagreement",
        ADDED,
        "NOT EXISTS (SELECT 1 FROM cooperation_update u WHERE u.id = NEW.update_id"  # noqa: S608
        f" AND u.step IN {_SENT} AND NEW.reporter_id IN"
        f" ({_STATES_OF_PROJECT.format(project='u.project_id')}))",
    ),
    Rule(
        "agreement_to_a_published_update_stays",
        "cooperation_updateagreement",
        REMOVED,
        "EXISTS (SELECT 1 FROM cooperation_update u"
        " WHERE u.id = OLD.update_id AND u.step = 'published')",
    ),
    Rule(
        "agreement_is_never_changed",
        "cooperation_updateagreement",
        CHANGED,
        "OLD.update_id <> NEW.update_id OR OLD.reporter_id <> NEW.reporter_id",
    ),
)
DECISION = "cooperation_duplicatedecision"
OF_DUPLICATES = (
    Rule(
        "decision_on_duplicates_is_never_changed", "cooperation_duplicatedecision", CHANGED, "1 = 1"
    ),
    Rule(
        "decision_on_duplicates_is_never_removed", "cooperation_duplicatedecision", REMOVED, "1 = 1"
    ),
    Rule(
        "pair_is_decided_in_one_order",
        "cooperation_duplicatedecision",
        ADDED,
        "EXISTS (SELECT 1 FROM cooperation_duplicatedecision d"
        " WHERE d.one_id = NEW.other_id AND d.other_id = NEW.one_id)",
    ),
    Rule(
        "project_is_joined_to_one_that_is_not_joined_itself",
        "cooperation_duplicatedecision",
        ADDED,
        "NEW.decision = 'same' AND EXISTS (SELECT 1 FROM cooperation_duplicatedecision d"
        " WHERE d.decision = 'same'"
        " AND (d.other_id IN (NEW.one_id, NEW.other_id) OR d.one_id = NEW.other_id))",
    ),
)
