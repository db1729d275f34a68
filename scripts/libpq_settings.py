#!/usr/bin/env python3
"""Print DATABASE_URL as the variables that PostgreSQL's client programs read, for a shell to eval.

A command line can be read by every user of a machine, and so could a password in it.
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
