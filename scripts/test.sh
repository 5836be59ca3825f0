#!/usr/bin/env bash
# Runs the tests twice: on SQLite, and on PostgreSQL (an own throw-away cluster, or DATABASE_URL).
# What single pages do in a browser does not depend on the database: the second run leaves those
# out, and walks the demo city's whole journeys (tests/e2e) in the browser.
# The largest (122 questions typed by the screens, figures of the editor) run by make e2e and bench.
# A part of the system that is missing skips its tests; with CI=true it is a failure.
set -uo pipefail
cd "$(dirname "$0")/.."

url=${DATABASE_URL:-}
unset DATABASE_URL
status=0
first=(-m "not large")
second=(-m "(not e2e or journey) and not large")
workers=(-n "${WORKERS:-auto}")  # one for each core; how files are spread: tests/spreading.py

if ! bash scripts/system.sh chromium fonts pango postgresql redis && [ "${CI:-}" = true ]; then
    exit 1
fi

echo "== SQLite" >&2
.venv/bin/python -m pytest "${workers[@]}" "${first[@]}" "$@" || status=1

echo "== PostgreSQL" >&2
if [ -n "$url" ]; then
    DATABASE_URL=$url .venv/bin/python -m pytest "${workers[@]}" "${second[@]}" "$@" || status=1
elif bash scripts/system.sh postgresql; then
    bash scripts/with_postgresql.sh .venv/bin/python -m pytest "${workers[@]}" "${second[@]}" "$@" || status=1
elif [ "${CI:-}" = true ]; then
    status=1
else
    echo "The second run was left out: no PostgreSQL." >&2
fi
exit $status
