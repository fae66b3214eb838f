#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# fuzz.sh BUILD-FOLDER [SECONDS [TARGET]]: each fuzz target (or one) for so many seconds under libFuzzer with the address and
# undefined-behaviour sanitizers, and osc and intake for half of that under AFL++ where it is there, two at a time, from seeds
# made anew and what was found before. Without SECONDS a minute in all. osc is the reader, the decoder and an x-IMU3's frames,
# intake any datagrams (an x-IMU3's too) and the time between them, config and recording files. What breaks a target is left
# in BUILD-FOLDER/fuzz/found: fix it, and put the file into tests/fuzz_found/TARGET-WORD, where test_fuzz runs it for ever.
set -euo pipefail
source=$(dirname "$(dirname "$(realpath "$0")")")
build=$(realpath "$1")/fuzz
seconds=${2:-10}
targets=(${3:-osc intake config recording})
failed=0
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1

command -v clang >/dev/null || {
    echo "skip  fuzzing: clang is not on this machine"
    exit 77
}

make_targets() { # NAME LINK-OPTION SANITIZERS COMPILER PROGRAM...: into $build/NAME
    local name=$1 link=$2 sanitize=$3 compiler=$4
    shift 4
    {
        cmake -S "$source" -B "$build/$name" -G Ninja -DCMAKE_C_COMPILER="$compiler" -DCMAKE_BUILD_TYPE=Debug \
            -DCMAKE_C_FLAGS=-O1 -DGAIT_LTO=OFF -DGAIT_TESTS=ON -DGAIT_FUZZ="$link" -DGAIT_SANITIZE="$sanitize" &&
            nice ninja -C "$build/$name" "$@"
    } >"$build/$name.log" 2>&1 || {
        echo "FAIL  the fuzz targets build with $compiler"
        tail -n 30 "$build/$name.log"
        exit 1
    }
}

libfuzzer() { # TARGET: prints executions and coverage
    local log=$build/$1.libfuzzer.log
    mkdir -p "$build/corpus/$1" "$build/found" "$build/again/$1"
    for file in "$source/tests/fuzz_found/$1"-*; do
        [ ! -e "$file" ] || cp "$file" "$build/again/$1"
    done
    if nice "$build/libfuzzer/tests/fuzz_$1" "$build/corpus/$1" "$build/seeds/$1" "$build/again/$1" -max_total_time="$seconds" \
        -max_len=4096 -timeout=5 -rss_limit_mb=1024 -print_final_stats=1 -artifact_prefix="$build/found/$1-" >"$log" 2>&1; then
        awk -v target="$1" '/stat::number_of_executed_units/ { runs = $2 } / cov: / { cov = $4; features = $6 }
            END { printf "ok    %s, libFuzzer: %d executions, %d edges, %d features, nothing found\n", target, runs, cov, features }' "$log"
    else
        echo "FAIL  $1, libFuzzer: see $log and $build/found"
        grep -E 'not so|ERROR|runtime error|SUMMARY|Test unit' "$log" | head -n 8
        return 1
    fi
}

afl() { # TARGET
    local out=$build/afl-out/$1 log=$build/$1.afl.log crashes
    rm -rf "$out"
    mkdir -p "$build/afl-out" "$build/found"
    nice env -u ASAN_OPTIONS -u UBSAN_OPTIONS -u LSAN_OPTIONS AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_UI=1 AFL_NO_AFFINITY=1 AFL_FAST_CAL=1 \
        AFL_CRASH_EXITCODE=1 afl-fuzz -i "$build/seeds/$1" -o "$out" -V $(((seconds + 1) / 2)) -t 2000 -g 1 -G 4096 \
        -- "$build/afl/tests/fuzz_$1" >"$log" 2>&1 || true
    if [ ! -e "$out/default/fuzzer_stats" ]; then
        echo "FAIL  $1, AFL++: it did not run"
        tail -n 20 "$log"
        return 1
    fi
    crashes=$(find "$out/default/crashes" "$out/default/hangs" -type f ! -name README.txt | wc -l)
    awk -v target="$1" -v crashes="$crashes" -F ' *: *' '{ x[$1] = $2 }
        END { printf "%s  %s, AFL++: %d executions, %d edges (%s), %d found\n", crashes ? "FAIL" : "ok  ", target, x["execs_done"],
            x["edges_found"], x["bitmap_cvg"], crashes }' "$out/default/fuzzer_stats"
    [ "$crashes" = 0 ] && return
    for file in "$out/default/crashes"/id* "$out/default/hangs"/id*; do
        [ ! -e "$file" ] || cp "$file" "$build/found/$1-afl-$(sha1sum <"$file" | cut -c 1-12)"
    done
    return 1
}

in_pairs() { # FUNCTION TARGET...
    local what=$1 first second
    shift
    while [ $# -gt 0 ]; do
        "$what" "$1" >"$build/$1.said" & first=$!
        second=
        [ $# = 1 ] || { "$what" "$2" >"$build/$2.said" & second=$!; }
        wait $first || failed=1
        [ -z "$second" ] || wait $second || failed=1
        cat "$build/$1.said"
        [ -z "$second" ] || cat "$build/$2.said"
        shift $(($# > 1 ? 2 : 1))
    done
}

mkdir -p "$build"
make_targets libfuzzer -fsanitize=fuzzer fuzzer-no-link,address,undefined clang fuzz_corpus "${targets[@]/#/fuzz_}"
rm -rf "$build/seeds"
"$build/libfuzzer/tests/fuzz_corpus" "$build/seeds"
in_pairs libfuzzer "${targets[@]}"
both=()
for target in "${targets[@]}"; do
    case $target in osc | intake) both+=("$target") ;; esac
done
if ! command -v afl-fuzz >/dev/null || ! command -v afl-clang-fast >/dev/null; then
    echo "skip  fuzzing under AFL++: afl-fuzz or afl-clang-fast is not on this machine"
elif [ ${#both[@]} -gt 0 ]; then
    make_targets afl -fsanitize=fuzzer "" afl-clang-fast "${both[@]/#/fuzz_}"
    in_pairs afl "${both[@]}"
fi
exit $failed
