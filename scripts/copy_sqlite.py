#!/usr/bin/env python3
"""Copy a SQLite database while it is in use: scripts/copy_sqlite.py FROM TO."""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

LEFT_OUT = ("django_session", "accounts_cache")


def main() -> None:
    """Copy one consistent state, including the write-ahead log; without sessions and the shared
    cache, which can open accounts and are useless in a copy."""
    source, target = map(Path, sys.argv[1:])
    if not source.exists():
        sys.exit(f"copy_sqlite.py: there is no database {source}")
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
        for table in LEFT_OUT:
            if new.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [table]).fetchone():
                new.execute(f"DELETE FROM {table}")
        new.commit()
        # So that the deleted rows are gone from the file too.
        new.execute("VACUUM")


if __name__ == "__main__":
    main()
