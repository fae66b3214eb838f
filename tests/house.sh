#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# house.sh BUILD-FOLDER: the rules of this code base that a machine can check. Prints every violation with its place.
set -euo pipefail
build=$(realpath "$1")
cd "$(dirname "$(realpath "$0")")/.."
failed=0

judge() { # RULE VIOLATIONS: one line each, none where the rule is kept
    if [ -z "$2" ]; then
        echo "ok    $1"
    else
        echo "FAIL  $1"
        printf '%s\n' "$2"
        failed=1
    fi
}

mapfile -t sources < <(find include dsp daemon ctl tests -name '*.[ch]' | sort)
mapfile -t product < <(printf '%s\n' "${sources[@]}" | grep -v '^tests/')
mapfile -t written < <(find . \( -name .git -o -path './build*' \) -prune -o -type f -size -1024k -print |
    sed 's|^\./||' | grep -vE '\.(wav|osc|csv|png|svg|json|jsonl|golden)$' | sort)

# --- the library of dsp: no I/O, no clock, no threads, no statics, no memory taken after _new

outside() { # what libgait_dsp.a takes from elsewhere
    nm -A -u "$build/libgait_dsp.a" | awk '{ print $NF, $1 }' | sort -u
}
allowed='fftwf_(plan_dft_r2c_1d|plan_r2r_1d|execute|execute_dft_r2c|destroy_plan|malloc|free|alloc_real|alloc_complex)'
allowed+='|gsl_[a-zA-Z0-9_]+'
allowed+='|malloc|calloc|aligned_alloc|free|mem(cpy|move|set|cmp|chr)|bcmp|__mem(cpy|move|set)_chk'
allowed+='|str(len|nlen|cmp|ncmp|chr|rchr)|__stack_chk_fail|__assert_fail|_GLOBAL_OFFSET_TABLE_|_DYNAMIC'
allowed+='|l?l?abs|(a?(sin|cos|tan)h?|atan2|exp|exp2|expm1|log|log2|log10|log1p|pow|sqrt|cbrt|hypot|fabs|fmod|remainder'
allowed+='|floor|ceil|round|trunc|rint|nearbyint|l?lrint|l?lround|fmin|fmax|copysign|ldexp|frexp|lgamma|tgamma'
allowed+='|erfc?|sincos|nan|fma|__isnan|__isinf)f?'
judge "dsp takes nothing from outside but mathematics, memory, FFTW and GSL" \
    "$(outside | grep -vE "^($allowed|gait_[a-z0-9_]+) " | awk '{ print "  " $2, $1 }')"

judge "dsp has no static variables" "$(size -A "$build/libgait_dsp.a" |
    awk '/:$|:  *\(|ex / && /\.o/ { object = $1 }
         /^\.(data|bss|tdata|tbss|data\.rel|data\.rel\.local)(\.[a-zA-Z_][^ ]*)? / && !/^\.data\.rel\.ro/ && $2 > 0 {
             print "  " object, $1, $2 " bytes" }')"

# Functions, by clang-format's layout: the body is between a { and a } that stand alone in the first column.
functions() { # FILE...: "FILE LINE NAME LENGTH"
    awk 'FNR == 1 { name = "" }
         /^[a-zA-Z_].*\(/ && !/^(typedef|#)/ && !/;[ \t]*$/ { name = $0; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name) }
         /^\{/ { start = FNR }
         /^\}/ && start { print FILENAME, start, name, FNR - start - 1; start = 0 }' "$@"
}
judge "dsp takes memory only in functions named _new" "$(find dsp -name '*.c' -exec awk '
    /^[a-zA-Z_].*\(/ && !/;[ \t]*$/ { name = $0; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name) }
    /[^a-z_]([mc]alloc|realloc|aligned_alloc|strdup|fftwf_malloc|fftwf_alloc_[a-z]+) *\(/ && !/^ *(\*|\/[*\/])/ && name !~ /_new$/ {
        print "  " FILENAME ":" FNR ": in " name }' {} +)"

# --- who includes what

included() { # PATTERN FILE...: "FILE:LINE: HEADER" of includes whose header matches
    local pattern=$1
    shift
    awk -v pattern="$pattern" '/^[ \t]*#[ \t]*include/ { header = $2; gsub(/[<>"]/, "", header)
        if (header ~ pattern) print FILENAME ":" FNR ": " header }' "$@"
}
seen_by() { # LIBRARY HEADER-PATTERN FILE-PATTERN
    judge "only $3 sees $1" "$(included "$2" "${product[@]}" | grep -vE "^($3):" | sed 's/^/  /')"
}
seen_by liblo '^lo/' 'daemon/publish\.c'
seen_by FFTW '^fftw3' 'dsp/spectrum\.c'
seen_by GSL '^gsl/' 'dsp/(mixed|student)\.c'
seen_by SQLite '^sqlite3' 'daemon/store[a-z_]*\.c'
seen_by libsndfile '^sndfile' 'daemon/recording[a-z_]*\.c'
seen_by libsystemd '^systemd/' 'daemon/serve(_open)?\.c'
seen_by libinih '^ini\.h' 'daemon/(config|recording[a-z_]*)\.c'

mapfile -t pure < <(printf '%s\n' "${product[@]}" | grep -E '^(dsp|include)/')
mapfile -t daemon < <(printf '%s\n' "${product[@]}" | grep '^daemon/')
judge "dsp includes neither daemon nor ctl" "$(included '^(daemon|ctl)/' "${pure[@]}" | sed 's/^/  /')"
judge "dsp includes no header of the system's" \
    "$(included '^(sys/|netinet/|arpa/|(time|pthread|threads|unistd|fcntl|errno|stdio|signal|poll|locale)[.]h)' "${pure[@]}" | sed 's/^/  /')"
judge "daemon does not include ctl" "$(included '^ctl/' "${daemon[@]}" | sed 's/^/  /')"
judge "nothing includes tests" "$(included '^tests/|^help' "${product[@]}" | sed 's/^/  /')"

# The stages that measure do not know each other. These put stages together, each what stands left of it:
# segment (limb, trunk, cadence), strider, founds and track (one sensor), align (two), compose (events), session, pipeline; settings lists all.
measures='segment|impact|cadence|attenuation|surface'
strangers=$(for file in "${pure[@]}"; do
    own=$(basename "$file" | sed 's/\.[ch]$//; s/_.*//')
    case $own in segment | strider | founds | track | align | compose | session | pipeline | settings) continue ;; esac
    included "^gait/($measures)\.h" "$file" | grep -v ": gait/$own\.h" | sed 's/^/  /' || true
done)
judge "no stage includes a measuring stage" "$strangers"

# --- the four places that rhyme

judge "every dsp/X.c has include/gait/X.h and tests/test_X.c" "$(for file in dsp/*.c; do
    name=$(basename "$file" .c)
    [ -e "include/gait/$name.h" ] || [ -e "include/gait/${name%%_*}.h" ] || echo "  $file:1: no include/gait/$name.h"
    [ -e "tests/test_$name.c" ] || [ -e "tests/test_${name%%_*}.c" ] || echo "  $file:1: no tests/test_$name.c"
done)"

house=$(sed -n '/^## The house/,/^## Rules/p' HACKING.md | grep -oE '[a-z][a-z0-9_]*\*?|_[a-z0-9_]+\*?' | sort -u)
judge "every source stands in HACKING.md's picture" "$(find dsp daemon ctl -name '*.c' | sort | HOUSE=$house awk '
    BEGIN { words = split(ENVIRON["HOUSE"], word, "\n") }
    {
        name = $0
        gsub(/.*\/|\.c$/, "", name)
        for (i = 1; i <= words; i++) { # X itself, X* or, behind its first word, _Y
            pattern = word[i]
            sub(/\*$/, ".*", pattern)
            if (name ~ "^" (pattern ~ /^_/ ? ".*" : "") pattern "$")
                next
        }
        print "  " $0 ":1: name it there"
    }')"

# --- size and form

judge "no function is over 60 lines" "$(functions "${sources[@]}" | awk '$4 > 60 { print "  " $1 ":" $2 ": " $3 " has " $4 " lines" }')"
judge "no file is over 350 lines" "$(awk 'FNR == 1 && file != "" && last > 350 { print "  " file ":" last ": that many lines" }
    { file = FILENAME; last = FNR }
    END { if (last > 350) print "  " file ":" last ": that many lines" }' "${sources[@]}")"
judge "every source says its licence in the first two lines" "$(for file in "${sources[@]}" run test need-packages .ci/run \
    CMakeLists.txt tests/CMakeLists.txt tests/*.sh tests/*.awk systemd/*.in systemd/*.socket; do
    [ ! -e "$file" ] || head -n 2 "$file" | grep -q 'SPDX-License-Identifier: GPL-3.0-or-later' || echo "  $file:1"
done)"
judge "no file names a place of one machine" \
    "$(grep -nE '(^|[^a-zA-Z0-9_.])/(work|tmp/wt|home/[a-z]+|root/[a-z]+)/' "${written[@]}" /dev/null |
        grep -v '^tests/house\.sh:' | sed 's/^/  /' || true)"
exit $failed
