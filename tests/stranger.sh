#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# stranger.sh BUILD-FOLDER: gaitd listens at 0.0.0.0; from another machine (a network namespace at the end of a veth pair)
# everything is sent to it, requests included. Not one packet but ARP's comes back, and what the stranger asks is not obeyed.
set -euo pipefail
build=$(realpath "$1")
skip() {
    echo "skip  a stranger on the network: $1"
    exit 77
}
for tool in ip unshare nsenter; do
    command -v $tool >/dev/null || skip "$tool is not on this machine"
done
[ "$(id -u)" = 0 ] || skip "network namespaces are for root"
work=$(mktemp -d /tmp/stranger.XXXXXX)
failed=0 holder='' daemon=''
clean() {
    [ -z "$daemon" ] || kill "$daemon" 2>/dev/null || true
    [ -z "$holder" ] || kill "$holder" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$work"
}
judge() { # SENTENCE CONDITION...
    local sentence=$1
    shift
    if "$@"; then echo "ok    $sentence"; else
        echo "FAIL  $sentence"
        failed=1
    fi
}

# Both ends in namespaces of their own: nothing of this machine's network is touched.
if [ -z "${GAIT_INSIDE:-}" ]; then
    rm -rf "$work"
    GAIT_INSIDE=1 unshare --net "$0" "$1" 2>/dev/null && exit 0
    code=$?
    [ $code = 77 ] || [ $code = 1 ] || skip "no network namespace may be made here"
    exit $code
fi
trap clean EXIT
unshare --net sleep 120 &
holder=$!
for _ in $(seq 100); do
    [ "$(readlink /proc/$holder/ns/net)" != "$(readlink /proc/$$/ns/net)" ] && break
    sleep 0.05
done
there() { nsenter --net="/proc/$holder/ns/net" "$@"; }
ip link set lo up
ip link add here type veth peer name there netns "$holder" 2>/dev/null || skip "no veth pair may be made here"
ip address add 10.99.0.1/24 dev here
ip link set here up
there ip address add 10.99.0.2/24 dev there
there ip link set there up
there ip link set lo up
printf '[publish]\nto =\n' >"$work/conf"
GAITD_STORE=$work/gaitd.db "$build/gaitd" --config "$work/conf" --listen 0.0.0.0:7000 2>"$work/log" &
daemon=$!
for _ in $(seq 200); do
    grep -q ' port ' "$work/log" && break
    sleep 0.05
done
there "$build/tests/strange" 10.99.0.1 7000 >"$work/strange" 2>&1 || true
judge "a stranger who sends everything hears nothing, by UDP, ICMP or anything else" grep -qx 'sent [0-9]* heard 0' "$work/strange"
kill "$daemon"
wait "$daemon" || failed=1
daemon=
judge "and it was heard" grep -q 'stopped: [0-9]\{4,\} datagrams' "$work/log"
judge "nothing was sent to anybody" grep -q ' 0 messages sent' "$work/log"
judge "nobody was placed by a stranger" test ! -s "$work/sensors.ini"
[ $failed = 0 ] || cat "$work/strange" "$work/log"
exit $failed
