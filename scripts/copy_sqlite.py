#!/usr/bin/env python3
"""Copy a SQLite database while it is in use: scripts/copy_sqlite.py FROM TO."""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path


def main() -> None:
    """Copy one consistent state, with what is still in the write-ahead log."""
    source, target = map(Path, sys.argv[1:])
    if not source.exists():
        sys.exit(f"copy_sqlite.py: there is no database {source}")
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


if __name__ == "__main__":
    main()
