"""Which of the six languages the name of a file gives."""

import re

IN_NAME = re.compile(r"(?:^|[._\-\s(])(ar|zh|en|fr|ru|es)(?=$|[._\-\s)])", re.IGNORECASE)


def language_in_name(name: str) -> str:
    """``fr`` for ``outcome.fr.pdf``; empty for none."""
    found = IN_NAME.findall(name.rpartition("/")[2])
    return found[-1].lower() if found else ""
