#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# report.sh BUILD-FOLDER: a page in a browser, where there is one: every chart is drawn, light and dark, nothing is complained
# of, and a name that is an attack does nothing.
set -uo pipefail
gaitctl=$1/gaitctl
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || {
    echo "skip  no chromium here: NOBODY has looked at the report's charts" >&2
    exit 77
}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0
check() { # WHAT: by the exit code of what ran before
    local code=$?
    [ $code = 0 ] && echo "ok    $1" || { echo "FAIL  $1"; failed=1; }
}
browse() { # PAGE OPTION...: the page after its scripts; complaints into console
    timeout 60 "$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync \
        --disable-background-networking --disable-component-update --user-data-dir="$scratch/profile" \
        --enable-logging=stderr --dump-dom "${@:2}" "file://$1" 2> "$scratch/log" > "$scratch/dom"
    grep -E 'CONSOLE|Uncaught|Refused' "$scratch/log" > "$scratch/console"
}

"$gaitctl" synth asphalt-trail "$scratch/run" --minutes 8 > "$scratch/log" &&
    sed -i 's/,trail$/,<\/script><script>alert(1)/' "$scratch/run/marks.csv" &&
    sed -i 's/^runner = .*/runner = <img src=x onerror=x>/' "$scratch/run/recording.ini" &&
    "$gaitctl" report "$scratch/run" -o "$scratch/page.html"
check "a recording becomes a page"
[ "$(stat -c %s "$scratch/page.html")" -lt 2000000 ]
check "of less than 2 MB"
! "$gaitctl" report "$scratch/run" -o /dev/full 2> "$scratch/log" && grep -q '^gaitctl report: /dev/full cannot be written' "$scratch/log" &&
    [ -c /dev/full ]
check "a full disk is one sentence, and a device stays one"
"$gaitctl" report "$scratch/run" -o - | cmp -s - "$scratch/page.html"
check "standard output gets the same bytes"
for way in "--window-size=390,844" "--window-size=1200,800 --blink-settings=preferredColorScheme=0"; do
    # shellcheck disable=SC2086
    browse "$scratch/page.html" $way
    figures=$(grep -o '<figure data-chart' "$scratch/dom" | wc -l)
    [ "$figures" -ge 9 ] && [ "$figures" = "$(grep -o '<canvas' "$scratch/dom" | wc -l)" ]
    check "each of $figures figures has its chart ($way)"
    ! grep -q '<figure[^>]*hidden' "$scratch/dom"
    check "and none is empty"
    [ ! -s "$scratch/console" ]
    check "nothing is complained of: $(head -c 200 "$scratch/console")"
    [ "$(grep -c '<script' "$scratch/dom")" = 3 ] && ! grep -q '<img' "$scratch/dom"
    check "strangers' names made no element"
done
exit $failed
