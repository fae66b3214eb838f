#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# systemd.sh BUILD-FOLDER: installs the build into a throw-away copy of this machine (an overlay over /, kept in memory),
# boots a real systemd on it in a container that has only a loopback network, and tries the shipped units there. Needs root
# and a kernel with overlayfs; says so and exits with 77 where it cannot run.
set -euo pipefail
build=$(realpath "$1")
failed=0
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

say() { printf '%-5s %s  [%s s]\n' "$1" "$2" "$SECONDS"; }
pass() { say ok "$1"; }
fail() { say FAIL "$1" && failed=1; }
note() { say '' "$1"; } # not a check
judge() { # SENTENCE COMMAND...
    local sentence=$1
    shift
    if "$@" >/dev/null 2>&1; then pass "$sentence"; else fail "$sentence"; fi
}
cannot() {
    say skip "the shipped units were NOT tried under systemd: $1"
    exit 77
}

[ "$(id -u)" = 0 ] || cannot "this needs root"
command -v systemd-nspawn >/dev/null || cannot "systemd-nspawn is missing (package systemd-container)"
[ -x /lib/systemd/systemd ] || cannot "systemd is missing"
unshare --user true 2>/dev/null || cannot "user namespaces cannot be made here (inside a chroot they cannot)"
grep -qw overlay /proc/filesystems || modprobe overlay 2>/dev/null || cannot "this kernel has no overlayfs"

work=$(mktemp -d)
root=$work/memory/root group=$work/cgroup/gaitd-test-$$ nspawn='' init=''
clean_up() {
    local status=$?
    trap - EXIT
    set +e
    # ending the container's PID 1 ends everything in it
    [ -z "$init" ] || kill -KILL "$init" 2>/dev/null
    [ -z "$nspawn" ] || { kill -KILL "$nspawn"; wait "$nspawn"; } 2>/dev/null
    for _ in {1..50}; do
        find "$group" -depth -type d -exec rmdir {} + 2>/dev/null
        [ -d "$group" ] || break
        sleep 0.1
    done
    umount "$work/cgroup" 2>/dev/null
    umount -R "$work/memory" 2>/dev/null || umount -R -l "$work/memory" 2>/dev/null
    rmdir "$work/cgroup" "$work/memory" 2>/dev/null
    rm -f "$work"/*.log "$work"/*.txt
    rmdir "$work"
    exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

lay_out() { # the copy of / with the build installed
    mkdir "$work/memory" "$work/cgroup"
    mount -t cgroup2 cgroup2 "$work/cgroup" 2>/dev/null || cannot "control groups (version 2) cannot be mounted"
    mkdir "$group" 2>/dev/null || cannot "a control group cannot be made"
    mount -t tmpfs -o size=512m,mode=755 tmpfs "$work/memory" 2>/dev/null || cannot "a tmpfs cannot be mounted"
    mkdir "$work/memory/upper" "$work/memory/scratch" "$root"
    mount -t overlay overlay "$root" \
        -o "lowerdir=/,upperdir=$work/memory/upper,workdir=$work/memory/scratch" 2>/dev/null ||
        cannot "an overlay over / cannot be mounted"
    : >"$root/etc/machine-id"
    mkdir -p "$root/etc/systemd/journald.conf.d"
    printf '[Journal]\nStorage=volatile\nForwardToConsole=no\n' >"$root/etc/systemd/journald.conf.d/test.conf"
    DESTDIR=$root cmake --install "$build" >/dev/null
}

boot() {
    # A mount namespace of its own whose /sys/fs/cgroup is version 2 only, and bpf let through: IPAddressDeny= needs both.
    # shellcheck disable=SC2016  # expanded by the inner shell
    unshare -m bash -c '
        echo $$ >"$1/cgroup.procs" || exit 1
        umount -R /sys/fs/cgroup 2>/dev/null
        mount -t cgroup2 cgroup2 /sys/fs/cgroup || exit 1
        SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 exec systemd-nspawn --quiet --register=no --keep-unit --link-journal=no \
            --private-network --capability=CAP_NET_ADMIN,CAP_BPF,CAP_PERFMON --system-call-filter=bpf \
            --hostname=gaitd-test -D "$2" --console=pipe -b systemd.unit=basic.target systemd.mask=systemd-logind.service
        ' boot "$group" "$root" </dev/null >"$work/console.log" 2>&1 &
    nspawn=$!
    for _ in {1..200}; do
        for init in $(cat "/proc/$nspawn/task/$nspawn/children" 2>/dev/null); do
            [ "$(cat "/proc/$init/comm" 2>/dev/null)" != systemd ] || break 2
        done
        init=''
        kill -0 "$nspawn" 2>/dev/null || break
        sleep 0.05
    done
    if [ -z "$init" ]; then
        cat "$work/console.log"
        cannot "systemd does not boot in a container here"
    fi
    for _ in {1..200}; do
        ! inside test -S /run/systemd/private 2>/dev/null || break
        sleep 0.05
    done
    inside systemctl is-system-running --wait >/dev/null 2>&1 || true
}

inside() { nsenter -t "$init" -m -u -i -n -p -r -w -- "$@"; }
property() { inside systemctl show -P "$1" gaitd.service; }
unit_score() {
    inside systemd-analyze security --no-pager --offline=true "$units/gaitd.service" |
        sed -n 's/.*exposure level for .*: \([0-9.]*\).*/\1/p'
}
back_after() { # PID COMMAND...: waits until gaitd is active with another PID
    local old=$1
    for _ in {1..200}; do
        case $(property MainPID) in 0 | "$old") ;; *) [ "$(property ActiveState)" != active ] || return 0 ;; esac
        sleep 0.05
    done
    return 1
}
journal_has() { # TEXT: within 10 s, as the journal is written a little after the fact
    for _ in {1..100}; do
        if inside journalctl -u gaitd.service --no-pager | grep "$1" >/dev/null; then return; fi
        sleep 0.1
    done
    return 1
}

# The strides that listeners get of a replay. $1 is a file for them; what follows is run after the listener has subscribed
# and before the replay starts.
stream() {
    local file=$1
    shift
    "$@"
    inside timeout 90 gaitctl events --json --until-end >"$file" &
    local events=$!
    sleep 1.5 # until it has subscribed, on a busy machine too
    inside timeout 90 gaitctl replay /root/run --to osc.udp://127.0.0.1:8000 --speed 20 >/dev/null 2>&1 || return 1
    wait "$events" || return 1
    [ "$(strides "$file")" -gt 0 ]
}
strides() { grep -c '"type": *"stride"' "$1" || true; }

lay_out
boot
units=/$(cd "$root" && find usr/lib/systemd usr/local/lib/systemd -name gaitd.service | head -n 1 | xargs dirname)
pass "systemd $(inside systemctl --version | awk 'NR == 1 { print $2 }') is up as PID 1 of a container"

judge "systemd-analyze verify finds nothing wrong" \
    inside sh -c "! systemd-analyze verify --man=no $units/gaitd.service $units/gaitd.socket 2>&1 | grep ."
score=$(unit_score)
judge "exposure $score is at most 1.3" awk -v s="$score" 'BEGIN { exit !(s != "" && s <= 1.3) }'

inside gaitctl synth asphalt-trail /root/run --seed 1 >/dev/null || fail "gaitctl synth"
judge "the units start" inside systemctl start gaitd.socket gaitd.service
pid=$(property MainPID)
if [ "$pid" = 0 ]; then # nothing more can be tried
    inside journalctl -u gaitd.service -u gaitd.socket --no-pager | tail -n 30
    exit 1
fi
judge "start returns when gaitd has said READY" [ "$(property ActiveState)/$(property SubState)" = active/running ]
uid=$(inside awk '/^Uid:/ { print $2 }' "/proc/$pid/status" || true)
judge "gaitd runs as a dynamic user (${uid:-none})" [ "${uid:-0}" -ge 61184 ]
judge "its state folder is private" inside test -d /var/lib/private/gaitd
judge "it took systemd's socket" \
    inside sh -c "readlink /proc/$pid/fd/* | grep -qx \"socket:\[\$(awk '\$2 ~ /:1F40\$/ { print \$10 }' /proc/net/udp)\]\""
judge "a replay streamed to it yields strides" stream "$work/plain.txt" true
note "strides: $(strides "$work/plain.txt")"

t=$(date +%s%N)
inside systemctl kill -s KILL gaitd.service
judge "it is back after SIGKILL" back_after "$pid"
note "back after $((($(date +%s%N) - t) / 1000000)) ms"

kill_it() {
    inside systemctl kill -s KILL gaitd.service
    sleep 0.1
    dead=$(property ActiveState)
}

# Dead for a second while a listener subscribes and the replay starts: all of it waits in the socket.
inside sh -c 'mkdir -p /run/systemd/system/gaitd.service.d &&
    printf "[Service]\nRestartSec=1s\n" >/run/systemd/system/gaitd.service.d/test.conf && systemctl daemon-reload'
pid=$(property MainPID)
judge "a replay begun while it is dead yields strides too" stream "$work/dead.txt" kill_it
judge "nothing sent while it was dead is lost ($(strides "$work/dead.txt") of $(strides "$work/plain.txt") strides)" \
    [ "$(strides "$work/dead.txt")" -ge "$(strides "$work/plain.txt")" ] # a busy listener may miss some
judge "it was dead when the replay began (${dead-})" [ "${dead-active}" != active ]

pid=$(property MainPID)
t=$(date +%s%N)
[ "$pid" = 0 ] || inside kill -STOP "$pid"
judge "it is back after a hang" back_after "$pid"
note "back after $((($(date +%s%N) - t) / 1000000)) ms"
judge "it was the watchdog that saw the hang" journal_has 'Watchdog timeout'

# What a listener was told to be stored is there, after all of the above.
acknowledged() { # FILE: of its newest session
    sed -n 's/.*"type":"stored".*"session":\([0-9]*\),"strides":\([0-9]*\).*/\1 \2/p' "$1" | tail -n 1
}
kept() { # SESSION STRIDES
    local n
    n=$(inside gaitctl export "$1" --format jsonl --store /var/lib/gaitd/gaitd.db | grep -c '"gait":"run"') || true
    [ "${n:-0}" -ge "$2" ]
}
judge "its sessions are in /var/lib/gaitd" inside test -s /var/lib/gaitd/gaitd.db
for file in plain dead; do
    read -r session stored <<<"$(acknowledged "$work/$file.txt")" || true
    judge "${stored:-0} strides were acknowledged and are kept ($file, session ${session:-none})" \
        kept "${session:-0}" "${stored:-1}"
done

# Where a sensor is worn is written to the state folder, which is all that the sandbox lets it write to.
live() { # COMMAND...: while a run is under way, as sensors send it
    local sensors status=0
    inside gaitctl replay /root/run --to "osc.udp://127.0.0.1:${port:-8000}" --bare >/dev/null 2>&1 &
    sensors=$!
    sleep 1
    "$@" || status=$?
    { kill "$sensors" && wait "$sensors"; } 2>/dev/null || true
    return "$status"
}
worn() { # PLACEMENT: how shank_left is heard
    inside timeout 20 gaitctl sensors --once --json --to "127.0.0.1:${port:-8000}" |
        grep '"type":"heard"' | grep '"sensor":"shank_left"' | grep -q "\"placement\":\"$1\""
}
judge "a sensor is heard as it says itself" live worn shank_left
judge "a sensor is placed" live inside timeout 20 gaitctl sensors place shank_left foot_left
judge "that is kept in the state folder" \
    inside grep -qx 'placement *= *foot_left' /var/lib/gaitd/sensors.ini
judge "nobody but gaitd and root may read it" [ "$(inside stat -L -c %a /var/lib/gaitd/sensors.ini)" = 600 ]
pid=$(property MainPID)
inside systemctl kill -s KILL gaitd.service
judge "it is back once more after SIGKILL" back_after "$pid"
judge "it knows where the sensor is worn" live worn foot_left

inside sh -c 'mkdir -p /run/systemd/system/gaitd.socket.d &&
    printf "[Socket]\nListenDatagram=127.0.0.1:8010\nListenDatagram=[::1]:8020\n" \
        >/run/systemd/system/gaitd.socket.d/test.conf && systemctl daemon-reload'
judge "it starts again with three sockets" inside systemctl restart gaitd.socket gaitd.service
judge "it says so" journal_has 'listening on 127.0.0.1 port 8000, 127.0.0.1 port 8010, ::1 port 8020'
port=8010
judge "it knows where the sensor is worn after a restart, and hears it at the second port" live worn foot_left

judge "the units stop" inside systemctl stop gaitd.socket gaitd.service
judge "the stop is clean" [ "$(property ActiveState)/$(property Result)" = inactive/success ]
judge "nothing of it is left running" inside sh -c '! grep -lx gaitd /proc/[0-9]*/comm'
[ $failed = 0 ] || inside journalctl -u gaitd.service --no-pager | tail -n 30
exit $failed
