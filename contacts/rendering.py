"""Mail templates: plain ``{variables}``, and no code."""

import re
from collections.abc import Mapping

# A variable in braces; braces have no other use in a template.
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
BRACE = re.compile(r"[{}]")

# The variables of each kind of mail. ``site`` is the tracker's name, ``name`` the addressee's.
_REMINDER = ("name", "reporter", "cycle", "due", "deadline", "days", "standing", "link", "site")
VARIABLES: dict[str, tuple[str, ...]] = {
    "invitation": ("name", "reporter", "role", "link", "expires", "site"),
    "reminder_before": _REMINDER,
    "reminder_after": _REMINDER,
    "returned": ("name", "reporter", "cycle", "reference", "reason", "link", "site"),
    "receipt": ("name", "reporter", "cycle", "reference", "time", "digest", "link", "site"),
    "question": ("name", "reporter", "cycle", "reference", "text", "link", "site"),
    "officer_invitation": ("name", "reporter", "role", "link", "expires", "site"),
    "observer_invitation": ("name", "reporter", "group", "link", "expires", "site"),
    "assistance": ("name", "reference", "text", "link", "site"),
    "notice": ("name", "reporter", "reference", "days", "link", "site"),
    "update_due": ("name", "reporter", "reference", "due", "link", "site"),
    "update_sent": ("name", "reporter", "reference", "link", "site"),
    "news": ("name", "text", "link", "choice", "site"),
}


def unknown_in(text: str, kind: str) -> list[str]:
    """The words in braces in ``text`` that are no variable of that kind of mail, and braces without
    a counterpart."""
    known = VARIABLES.get(kind, ())
    unknown = [f"{{{name}}}" for name in PLACEHOLDER.findall(text) if name not in known]
    return unknown + BRACE.findall(PLACEHOLDER.sub("", text))


def render(text: str, values: Mapping[str, str]) -> str:
    """``text`` with its variables replaced once: braces inside a value are not replaced again. A
    variable without a value is left out."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], ""), text)


def one_line(text: str) -> str:
    """``text`` as the subject of a mail: without line breaks, which would begin a new header."""
    return " ".join(text.split())[:300]
