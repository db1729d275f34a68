#!/usr/bin/env python3
"""Exit with 0 when the tracker on this machine is ready, with 1 otherwise."""

import os
import sys
from urllib.error import URLError
from urllib.request import urlopen


def main() -> int:
    """Ask /readyz on PORT."""
    try:
        with urlopen(f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/readyz", timeout=4):
            return 0
    except URLError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
