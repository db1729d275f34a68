#!/bin/sh
# The whole suite on SQLite, then on a PostgreSQL of its own. Arguments go to pytest.
# CI=true: a part that cannot run on this machine is a failure instead of a notice.
set -u
# One process more than two cores have: each waits for a browser, a database or another process
# now and then. Files stay whole, in the order that conftest.py gives them.
status=0
python=.venv/bin/python

echo "== Tests on SQLite"
env -u DATABASE_URL "$python" -m pytest -n 3 --dist loadfile --no-loadscope-reorder "$@" || status=1

echo
echo "== Tests on PostgreSQL, in a throwaway cluster"
"$python" scripts/with_postgres.py "$python" -m pytest -n 3 --dist loadfile --no-loadscope-reorder \
    "$@"
case $? in
0) ;;
69) [ "${CI:-}" = true ] && status=1
    echo "NOT RUN on PostgreSQL. Install it to test on both: apt-get install postgresql" ;;
*) status=1 ;;
esac

if ! command -v chromium-headless-shell >/dev/null && ! command -v chromium >/dev/null &&
    ! command -v chromium-browser >/dev/null && ! command -v google-chrome >/dev/null; then
    echo "NOT RUN in a browser. Install one to test there as well:" \
        "apt-get install chromium fonts-noto-core fonts-noto-cjk"
fi
[ "$status" = 0 ] || echo "Tests failed; see above." >&2
exit "$status"
