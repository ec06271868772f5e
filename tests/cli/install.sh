#!/bin/sh
# Installs into an empty folder and checks what is there, with systemd's own programs where they
# are installed.
#   sh tests/cli/install.sh CMAKE BUILD PREFIX KIOSK    (KIOSK as the option FBRUN_KIOSK)
set -eu
target=$(mktemp -d "${TMPDIR:-/tmp}/fbrun-install-XXXXXX")
trap 'rm -rf "$target"' EXIT
DESTDIR=$target "$1" --install "$2" >"$target/log" || {
    cat "$target/log"
    exit 1
}

# expect FILE: its path, where it was installed
expect() {
    found=$(find "$target" -name "$1" -type f)
    [ -n "$found" ] || {
        echo "$1 was not installed" >&2
        exit 1
    }
    echo "$found"
}

test -x "$(expect fbrun)"
expect fbrun.1 >/dev/null
case $4 in
ON | on | 1 | YES | TRUE) ;;
*)
    [ -z "$(find "$target" -name '*fbrun.service' -o -name '*.rules')" ]
    exit
    ;;
esac
unit=$(expect fbrun.service)
grep -qx "ExecStart=$3/bin/fbrun --kiosk /etc/fbrun/kiosk.lua" "$unit"
rules=$(expect 70-fbrun.rules)
users=$(expect fbrun.conf)
if command -v systemd-analyze >/dev/null; then
    # It wants the program to be there.
    sed 's|^ExecStart=[^ ]*|ExecStart=/bin/true|' "$unit" >"$target/fbrun.service"
    complaints=$(systemd-analyze verify --man=no "$target/fbrun.service" 2>&1 | grep fbrun) || true
    [ -z "$complaints" ] || {
        echo "$complaints" >&2
        exit 1
    }
fi
if command -v systemd-sysusers >/dev/null; then
    systemd-sysusers --dry-run "$users" >/dev/null
fi
if command -v udevadm >/dev/null && udevadm verify --help >/dev/null 2>&1; then
    udevadm verify "$rules"
fi
