"""Removes addresses that work as keys, such as the link of an invitation, from logs.

The logs of both Django and gunicorn pass here; ``deploy/Caddyfile`` does the same for the proxy's
log.
"""

import logging
import re

# The part of an address after one of these opens an account.
_KEYS = re.compile(r"(/account/(?:invitation|password/reset/key)/)[^/\s\"?]+")


def without_keys(text: str) -> str:
    return _KEYS.sub(r"\1…", text)


class WithoutKeys(logging.Filter):
    """Removes keys from a line before any handler writes it."""

    def filter(self, record: logging.LogRecord) -> bool:
        line = record.getMessage()
        shown = without_keys(line)
        if shown != line:
            record.msg, record.args = shown, None
        return True
