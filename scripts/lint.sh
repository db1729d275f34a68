#!/bin/sh
# Every static check, to the end, so that one run shows all that is wrong.
set -u
status=0
bin=.venv/bin

check() {
    echo "== $1"
    shift
    "$@" || status=1
}

# The settings of a deployment, without one: the key is made up for this check.
deployed() {
    env -u DATABASE_URL POA_DEBUG=false POA_ALLOWED_HOSTS=poa.example.org \
        POA_EMAIL_URL=smtp://mail.example.org \
        POA_SECRET_KEY="$($bin/python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
        $bin/python manage.py check --deploy --fail-level WARNING
}

# The longest beside the others.
types=$(mktemp)
trap 'rm -f "$types"' EXIT
$bin/mypy . >"$types" 2>&1 &
checking=$!

check "Style" $bin/ruff check .
check "Format" $bin/ruff format --check .
check "Templates" $bin/djlint --lint --quiet .
check "Imports" $bin/lint-imports
check "Migrations" $bin/python manage.py makemigrations --check --dry-run
check "Deployment" deployed
check "Translations" $bin/python scripts/check_translations.py
echo "== Types"
wait $checking || status=1
cat "$types"
[ "$status" = 0 ] && echo "All checks passed." || echo "Checks failed; see above." >&2
exit "$status"
