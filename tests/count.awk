# SPDX-License-Identifier: GPL-3.0-or-later
# Reads the output of `ctest -V` and prints "PASSED FAILED SKIPPED", counted in single cases: Criterion says how many a
# program held, and any other test prints a line "ok ...", "FAIL ..." or "skip ..." for each thing it checked. A test that
# failed without naming a case (a crash, a time-out, a sanitizer's report) is one failure. With -v detail=1 it prints the
# output of the tests that failed, and every skip, instead.

# Criterion leaves with 1 where it skipped a case; that is no failure unless a sanitizer spoke as well.
/(Address|Leak|Thread|UndefinedBehavior)Sanitizer|: runtime error: / { sanitizer[$0 + 0] = 1 }

/^ *[0-9]+\/[0-9]+ Test +#[0-9]+: / {
    sub(/.*#/, "")
    id = $1 + 0
    result[id] = /\*\*\*Skipped/ ? "skip" : / Passed +[0-9.]+ sec/ ? "ok" : "FAIL"
    why[id] = $0
    next
}

match($0, /^[0-9]+: /) {
    id = $0 + 0
    line = substr($0, RLENGTH + 1)
    text[id] = text[id] "    " line "\n"
    if (match(line, /Synthesis: Tested: [0-9]+ \| Passing: [0-9]+ \| Failing: [0-9]+ \| Crashing: [0-9]+/)) {
        split(substr(line, RSTART, RLENGTH), part, /[^0-9]+/)
        criterion[id] = 1
        ok[id] += part[3]
        bad[id] += part[2] - part[3] # failing and crashing overlap
    }
    else if (line ~ /^ok([ :]|$)/) ok[id]++
    else if (line ~ /^FAIL([ :]|$)/) bad[id]++
    else if (line ~ /^(skip([ :]|$)|\[SKIP\])/) {
        skip[id]++
        skips = skips name_of(id) ": " line "\n"
    }
}

/^    Start +[0-9]+: / { started[$2 + 0] = $3 }

function name_of(id) { return started[id] == "" ? id : started[id] }

END {
    for (id in started)
        if (!(id in result)) result[id] = "FAIL" # ctest itself was ended
    if (!NR || !length(result)) failed++ # no test ran: that is no success
    for (id in result) {
        excused = why[id] ~ /\*\*\*Failed/ && criterion[id] && skip[id] && !sanitizer[id]
        if (result[id] == "FAIL" && !bad[id] && !excused) bad[id] = 1
        if (result[id] == "ok" && !ok[id] && !bad[id] && !skip[id]) ok[id] = 1
        if (result[id] == "skip" && !skip[id]) skip[id] = 1
        passed += ok[id]; failed += bad[id]; skipped += skip[id]
        if (detail && bad[id]) printf "FAIL  %s\n%s", why[id], text[id]
    }
    if (detail) printf "%s", skips
    else print passed + 0, failed + 0, skipped + 0
}
