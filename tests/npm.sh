#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# npm.sh BUILD-FOLDER: the reader and the writer of OSC against osc-min, a library from npm: what it writes is read alike by
# osc.c, and what ctl/packet writes is read alike by it. The library is fetched once, into BUILD-FOLDER/npm, by its lock file.
set -euo pipefail
build=$(realpath "$1")
source=$(dirname "$(realpath "$0")")
work=$build/npm
packets=20000
failed=0

skip() {
    echo "skip  OSC against a library from npm: $1"
    exit 77
}
judge() { # SENTENCE EXPECTED FOUND
    local n
    n=$(wc -l <"$2")
    if [ "$n" = $packets ] && cmp -s "$2" "$3"; then
        echo "ok    $1 ($n packets)"
    else
        echo "FAIL  $1"
        diff "$2" "$3" | head -n 6 | cut -c 1-300
        failed=1
    fi
}

command -v node >/dev/null || skip "node is not on this machine"
command -v npm >/dev/null || skip "npm is not on this machine"
mkdir -p "$work"
cp "$source"/npm/{package.json,package-lock.json,differential.mjs} "$work"
if ! cmp -s "$work/package-lock.json" "$work/fetched"; then
    (cd "$work" && npm ci --ignore-scripts --no-audit --no-fund >npm.log 2>&1) || skip "npm could not fetch it: $(tail -n 1 "$work/npm.log")"
    cp "$work/package-lock.json" "$work/fetched"
fi
cd "$work"
node differential.mjs make $packets "$work"
"$build/tests/osc_print" <packets >read-by-us
judge "packets that osc-min writes are read alike" expected read-by-us
"$build/tests/osc_print" write $packets >ours
node differential.mjs read <ours >read-by-them
"$build/tests/osc_print" <ours >read-by-us
judge "packets written here are read alike by osc-min" read-by-them read-by-us
exit $failed
