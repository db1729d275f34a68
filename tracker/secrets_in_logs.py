"""Addresses that are keys, such as the link of an invitation: whoever reads a log gets none.

Both what Django logs and what gunicorn does pass here; ``deploy/Caddyfile`` does the same in the
proxy's log.
"""

import logging
import re

# What stands behind these in an address opens an account.
_KEYS = re.compile(r"(/account/(?:invitation|password/reset/key)/)[^/\s\"?]+")


def without_keys(text: str) -> str:
    return _KEYS.sub(r"\1…", text)


class WithoutKeys(logging.Filter):
    """Takes keys out of a line before any handler writes it."""

    def filter(self, record: logging.LogRecord) -> bool:
        line = record.getMessage()
        shown = without_keys(line)
        if shown != line:
            record.msg, record.args = shown, None
        return True
