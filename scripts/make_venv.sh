#!/bin/sh
# Make .venv and install the pinned packages of the named requirement files into it.
# A plain Debian has python3 without the venv module; the message then says what to install.
set -eu
PYTHON=${PYTHON:-python3}

fail() {
    echo "make: $*" >&2
    exit 1
}

command -v "$PYTHON" >/dev/null 2>&1 ||
    fail "$PYTHON not found. Install Python 3.11 or newer: apt-get install python3 python3-venv"
"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "the PoA Tracker needs Python 3.11 or newer; $PYTHON is $("$PYTHON" -V 2>&1). Name another with: make PYTHON=python3.12"

# A venv left by another Python, or cut short while it was made, is made anew.
if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    rm -rf .venv
    "$PYTHON" -m venv .venv >/dev/null 2>&1 || {
        rm -rf .venv
        fail "$PYTHON cannot make a virtual environment. Install it: apt-get install python3-venv"
    }
fi

for requirements in "$@"; do
    echo "Installing the pinned packages of $requirements"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --requirement "$requirements"
done
