#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# install.sh BUILD-FOLDER: installs into an empty folder and looks at what came out.
set -euo pipefail
build=$(realpath "$1")
source=$(dirname "$(dirname "$(realpath "$0")")")
failed=0
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

judge() { # SENTENCE COMMAND...
    local sentence=$1 said
    shift
    if said=$("$@" 2>&1); then
        echo "ok    $sentence"
    else
        printf 'FAIL  %s\n%s\n' "$sentence" "$said"
        failed=1
    fi
}
installed() { find "$root" -type f -name "$1"; }
names_installed_files() { # the paths in ExecStart are there
    local path
    for path in $(sed -n 's/^ExecStart=//p' "$(installed gaitd.service)"); do
        case $path in /*) [ -e "$root$path" ] || { echo "no $path" && return 1; } ;; esac
    done
}
printed() { "$build/gaitd" --print-config | diff - "$1"; }

judge "cmake --install works" env DESTDIR="$root" cmake --install "$build"
for name in gaitd gaitctl gaitd.service gaitd.socket gaitd.conf; do
    judge "$name is installed once" [ "$(installed $name | wc -l)" = 1 ]
done
judge "the unit starts what is installed" names_installed_files
judge "the unit has no placeholder left" sh -c "! grep -n '@[A-Z_]*@' '$(installed gaitd.service)'"
judge "the installed configuration is what gaitd --print-config prints" printed "$(installed gaitd.conf)"
judge "the shipped one too" printed "$source/systemd/gaitd.conf"
judge "gaitd accepts it" "$build/gaitd" --config "$source/systemd/gaitd.conf" --check
exit $failed
