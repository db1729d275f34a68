"""Where things stand in the form's workbook (``questionnaires.workbook``). No database here: the
process that reads attached files uses it too."""

from questionnaires.form import Form, Kind, Part, Question

# The hidden sheet that says what the workbook is, and the kind of workbook that this is.
ABOUT, VERSION = "_form", "form-1"
FIRST_ROW = 3
KEY, MARK, NUMBER, LABEL, VALUE, LANGUAGE, CONTACT = range(1, 8)


def place_of(form: Form, key: str, choice: str) -> tuple[Question, Part, str] | None:
    """What a key of column A (``question/part/row``) names, with the ``choice`` behind its ``#``;
    None where the form has no such place."""
    name, _slash, rest = key.partition("/")
    part_key, _slash, row = rest.partition("/")
    question = form.by_key.get(name)
    part = next((p for p in question.parts if p.key == part_key), None) if question else None
    if question is None or part is None:
        return None
    rows = {each.key for each in part.rows}
    is_row = row in rows if rows else row.isascii() and row.isdecimal() and len(row) < 6
    if (part.kind == Kind.ROWS) != bool(row) or (row and not is_row):
        return None
    if (part.kind == Kind.CHOICES) != (choice in {each.key for each in part.choices}):
        return None
    return question, part, row
