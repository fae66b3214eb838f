#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# golden.sh BUILD-FOLDER [compare|rebuild|view] [FIXTURE...]: the recordings in fixtures/ and what is expected of them.
#
#   compare   (also without a verb, as ./test does) each fixture's files against what the command in its NOTE makes, and
#             its events.jsonl against what gaitctl run prints, to the byte; what differs is shown
#   rebuild   makes both anew. A golden that changed is a commit of its own, with the reason.
#   view      the golden as a table for people: one line a step, then what was said of the whole
# shellcheck disable=SC2317  # compare, rebuild and view are called by name
set -euo pipefail
gaitctl=$(realpath "$1")/gaitctl
cd "$(dirname "$(realpath "$0")")/../fixtures"
verb=${2-compare}
shift $(($# > 2 ? 2 : $#))
[ $# -gt 0 ] || set -- */
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

judge() { # WHAT DIFFERENCE: none where it is as expected
    if [ -z "$2" ]; then
        echo "ok    $1"
    else
        echo "FAIL  $1"
        printf '%s\n' "$2"
        failed=1
    fi
}

synth() { # FIXTURE FOLDER: what its NOTE says makes it, in a folder of our choice
    local command
    command=$(sed -n 's/^    gaitctl synth \(.*\) \.$/\1/p' "$1/NOTE")
    # shellcheck disable=SC2086  # words
    "$gaitctl" synth $command "$2" 2>&1
}

same_files() { # FIXTURE: prints what differs
    local made=$work/$1.made name
    synth "$1" "$made" || return 0
    for name in "$made"/* "$1"/*.{wav,csv,ini}; do
        cmp "$made/${name##*/}" "$1/${name##*/}" 2>&1 || true
    done
}

same_events() { # FIXTURE: prints what differs
    if [ ! -s "$1/events.jsonl" ]; then
        echo "  fixtures/$1/events.jsonl is missing: tests/golden.sh BUILD-FOLDER rebuild $1"
    elif ! "$gaitctl" run "$1" --json >"$work/events.jsonl" 2>"$work/why"; then
        cat "$work/why"
    elif ! cmp -s "$1/events.jsonl" "$work/events.jsonl"; then
        diff -U 0 --label expected --label found "$1/events.jsonl" "$work/events.jsonl" >"$work/diff" || true
        head -n 20 "$work/diff"
        echo "  $(grep -c '^[-+][^-+]' "$work/diff") lines differ"
    fi
}

compare() {
    judge "$1: its files are what its NOTE makes" "$(same_files "$1")"
    judge "$1: its events are the golden ones" "$(same_events "$1")"
}

rebuild() {
    synth "$1" "$1" || return 1
    "$gaitctl" run "$1" --json >"$work/events.jsonl"
    cp "$work/events.jsonl" "$1/events.jsonl"
    echo "$1: $(wc -l <"$1/events.jsonl") events"
}

view() {
    echo "== $1"
    awk -F '[,{}]' 'function of(name,  i) {
            for (i = 1; i <= NF; i++)
                if (index($i, "\"" name "\":") == 1) {
                    gsub(/"/, "", $i)
                    return substr($i, length(name) + 2)
                }
            return "-"
        }
        { type = of("type"); count[type]++ }
        type == "step" {
            printf "%9.3f s  %-11s %-5s %-4s %8s ms %8s g%s\n", of("t_s"), of("sensor"), of("side"), of("gait"),
                of("contact_ms"), of("peak_g"), of("gap") == "true" ? "  gap" : ""
        }
        type == "gait" { printf "%9.3f s  -- %s\n", of("t_s"), of("state") }
        type == "surface" { printf "%9.3f s  -- on %s\n", of("t_s"), of("surface") }
        type == "gap" { printf "%9.3f s  %-11s lost %s\n", of("t_s"), of("sensor"), of("lost") }
        type == "summary" { printf "%-16s %-10s n %4s  mean %s\n", of("measure"), of("surface"), of("n"), of("mean") }
        type == "comparison" { printf "%-16s %s against %s: %s\n", of("measure"), of("b"), of("a"), of("verdict") }
        END { for (type in count) printf "%5d %s\n", count[type], type }' "$1/events.jsonl"
}

case $verb in compare | rebuild | view) ;; *) sed -n '3,9s/^# //p' "$0" >&2 && exit 2 ;; esac
for fixture; do
    $verb "${fixture%/}"
done
exit $failed
