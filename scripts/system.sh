#!/usr/bin/env bash
# system.sh PART...   Makes sure that parts of the system are there: chromium, fonts, pango, postgresql, redis.
# Installs what is missing where it may (root with apt-get, or sudo without a password), otherwise
# names it in one line. Exit status: 0 all there, 1 something is missing.
set -uo pipefail

present() {
    case $1 in
        chromium) command -v chromium || command -v chromium-browser || command -v google-chrome ;;
        fonts) command -v fc-list && fc-list :lang=ja family | grep -q . ;;
        pango) python3 -c 'from ctypes.util import find_library as f; import sys; sys.exit(not f("pangoft2-1.0"))' ;;
        postgresql) command -v initdb || ls /usr/lib/postgresql/*/bin/initdb ;;
        redis) command -v redis-server ;;
    esac >/dev/null 2>&1
}

package() {
    case $1 in
        fonts) echo "fonts-noto-cjk fontconfig" ;;
        pango) echo "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" ;;
        redis) echo redis-server ;;
        *) echo "$1" ;;
    esac
}

missing=()
for part in "$@"; do present "$part" || missing+=("$part"); done
[ ${#missing[@]} -gt 0 ] || exit 0

packages=()
for part in "${missing[@]}"; do read -ra names <<<"$(package "$part")"; packages+=("${names[@]}"); done

as_root=()
[ "$(id -u)" = 0 ] || as_root=(sudo -n)
if command -v apt-get >/dev/null && "${as_root[@]}" true 2>/dev/null; then
    echo "Installing ${packages[*]} …" >&2
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive sh -c \
        'apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"' sh "${packages[@]}" >/dev/null 2>&1
fi

status=0
for part in "${missing[@]}"; do
    present "$part" || { echo "Missing: $part. Install it, for example: apt-get install $(package "$part")" >&2; status=1; }
done
exit $status
