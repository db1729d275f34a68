#!/usr/bin/env python3
"""Print DATABASE_URL as variables for PostgreSQL's client programs, for a shell to eval.

Every user of a machine can read its command lines, and so a password in one.
"""

import os
import shlex
import sys

from psycopg import OperationalError
from psycopg.pq import Conninfo


def main() -> None:
    try:
        options = Conninfo.parse(os.environ["DATABASE_URL"].encode())
    except OperationalError as error:
        sys.exit(f"DATABASE_URL: {error}")
    for option in options:
        if option.val is not None and option.envvar is not None:
            print(f"export {option.envvar.decode()}={shlex.quote(option.val.decode())}")


if __name__ == "__main__":
    main()
