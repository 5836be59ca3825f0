#!/usr/bin/env bash
# Makes .venv from requirements.lock with the newest Python found (3.11 or later).
set -euo pipefail
cd "$(dirname "$0")/.."

for python in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
    if command -v "$python" >/dev/null && "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        found=$python
        break
    fi
done
[ -n "${found:-}" ] || { echo "Missing: Python 3.11 or later. Install it, for example: apt-get install python3" >&2; exit 1; }

if ! "$found" -c 'import ensurepip' 2>/dev/null; then
    version=$("$found" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq && apt-get install -y -qq "$version-venv" >/dev/null
    else
        echo "Missing: Python's venv. Install it, for example: apt-get install $version-venv" >&2
        exit 1
    fi
fi

echo "Setting up Python packages (about a minute, once) …" >&2
[ -x .venv/bin/python ] || "$found" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock 2>&1 |
    { grep -v '^WARNING: Location' || true; } >&2
.venv/bin/python -c 'import wagtail, playwright'  # a failed install must not look ready
touch .venv/.ready
