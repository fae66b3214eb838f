/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the daemon is told of sensors, and what it tells of them, through its sockets. */
#include "tests/help_scratch.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static void begin(void)
{
    help_scratch_make();
}

static int sh(const char *script)
{
    char command[6000];
    snprintf(command, sizeof command,
             "cd %s && PATH=%s:$PATH && export GAITD_STORE=$PWD/gaitd.db\n"
             /* start LOG OPTIONS...: gaitd, until it listens; $port is its first one */
             "start() { log=$1; shift; gaitd --config conf \"$@\" 2>$log & gaitd=$!\n"
             "    for i in $(seq 1000); do grep -q 'listening on' $log && break; sleep 0.02; done\n"
             "    port=$(sed -n 's/.*listening on [^ ]* port \\([0-9]*\\).*/\\1/p' $log); }\n"
             "stop() { kill $gaitd; wait $gaitd; }\n"
             /* events FILE: what is published, until a replay ends */
             "events() { gaitctl events --json --until-end --to 127.0.0.1:$port >$1 2>said & "
             "heard=$!\n"
             "    for i in $(seq 1000); do grep -q subscribed said && break; sleep 0.02; done; }\n"
             "printf '[publish]\\nto =\\n' >conf\n%s",
             help_scratch(), GAIT_BINARY_DIR, script);
    int status = system(command);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

/* Lines of a file that have all of up to three texts. */
static int lines(const char *name, const char *a, const char *b, const char *c)
{
    char path[400], line[8192];
    int n = 0;
    snprintf(path, sizeof path, "%s/%s", help_scratch(), name);
    FILE *f = fopen(path, "r");
    cr_assert(f, "%s is missing", name);
    while (fgets(line, sizeof line, f))
        n += strstr(line, a) && (!b || strstr(line, b)) && (!c || strstr(line, c));
    fclose(f);
    return n;
}

static void end(void)
{
    sh("rm -rf run");
    help_scratch_remove();
}

TestSuite(daemon_sensors, .init = begin, .fini = end, .timeout = 90);

#define STRIDE "\"type\":\"stride\"", "\"sensor\":\"shank_left\""

Test(daemon_sensors, a_placed_sensors_strides_carry_its_placement_after_a_restart_too)
{
    cr_assert_eq(sh("gaitctl synth asphalt-easy run --minutes 0.5 --seed 3 >made &&"
                    "start log1 --listen 127.0.0.1:0; events before;"
                    "gaitctl replay run --speed 20 --to 127.0.0.1:$port >sent && wait $heard &&"
                    "gaitctl sensors place shank_left shank_right --to 127.0.0.1:$port >placed &&"
                    "events after;"
                    "gaitctl replay run --speed 20 --to 127.0.0.1:$port >sent && wait $heard &&"
                    "stop; start log2 --listen 127.0.0.1:0; events again;"
                    "gaitctl replay run --speed 20 --to 127.0.0.1:$port >sent && wait $heard &&"
                    "stop"),
                 0);
    int strides = lines("before", STRIDE, "\"side\":\"left\"");
    cr_assert_gt(strides, 20, "%d strides", strides);
    cr_expect_eq(lines("before", STRIDE, "\"side\":\"right\""), 0);
    cr_expect_eq(lines("after", STRIDE, "\"side\":\"right\""), strides);
    cr_expect_eq(lines("after", STRIDE, "\"side\":\"left\""), 0);
    cr_expect_eq(lines("again", STRIDE, "\"side\":\"right\""), strides);
    cr_expect_eq(lines("again", STRIDE, "\"side\":\"left\""), 0);
    cr_expect_eq(lines("sensors.ini", "[sensor shank_left]", NULL, NULL), 1);
    cr_expect_eq(lines("sensors.ini", "placement = shank_right", NULL, NULL), 1);
    cr_expect_eq(lines("after", "\"type\":\"heard\"", NULL, NULL), 0, "nobody asked for these");
}

Test(daemon_sensors, what_is_heard_and_refused_is_told_to_who_asks_for_it)
{
    cr_assert_eq(sh("gaitctl synth asphalt-easy run --minutes 1 --seed 3 >made || exit 1\n"
                    "start log --listen 127.0.0.1:0\n"
                    "gaitctl replay run --to 127.0.0.1:$port >sent & replay=$!\n"
                    "bash -c \"printf 'GET / HTTP/1.1' >/dev/udp/127.0.0.1/$port\"\n"
                    "for i in 1 2 3 4 5 6 7 8 9 10; do\n"
                    "    gaitctl sensors --json --once --to 127.0.0.1:$port >told || exit 2\n"
                    "    grep -q '\"rate_now_hz\":[0-9]' told && break\n"
                    "done\n"
                    "kill $replay; stop"),
                 0);
    cr_expect_eq(lines("told", "\"type\":\"heard\"", "\"sensor\":\"shank_left\"",
                       "\"placement\":\"shank_left\""),
                 1);
    cr_expect_eq(
        lines("told", "\"type\":\"refused\"", "\"what\":\"GET / HTTP/1.1\"", "127.0.0.1:"), 1);
    cr_expect_eq(lines("told", "\"type\":\"listening\"", "\"at\":\"127.0.0.1:",
                       "\"loopback_only\":true"),
                 1);
    cr_expect_eq(lines("told", "\"rate_now_hz\":", "\"from\":\"127.0.0.1:", NULL),
                 lines("told", "\"type\":\"heard\"", NULL, NULL));
    cr_expect_eq(lines("log", "anybody on the network", NULL, NULL), 0);
}

Test(daemon_sensors, who_waits_for_the_end_of_a_replay_in_which_nobody_ran_is_told_it)
{
    cr_assert_eq(sh("gaitctl synth knocks run --minutes 0.2 --seed 3 >made &&"
                    "start log --listen 127.0.0.1:0; events found;"
                    "gaitctl replay run --speed max --to 127.0.0.1:$port >sent && wait $heard &&"
                    "events again;"
                    "gaitctl replay run --dialect orphe-core --speed max --to 127.0.0.1:$port "
                    ">sent &&"
                    "wait $heard; result=$?; stop; exit $result"),
                 0);
    cr_expect_eq(lines("found", STRIDE, NULL), 0);
    cr_expect_eq(lines("found", "\"type\":\"session\"", "\"ended\":true", NULL), 1);
    cr_expect_eq(lines("again", "\"type\":\"session\"", "\"ended\":true", NULL), 1);
    cr_expect_eq(sh("! gaitctl sessions --json 2>said | grep ."), 0, "nothing is kept of it");
}

Test(daemon_sensors, several_addresses_and_ports_are_all_heard)
{
    cr_assert_eq(sh("gaitctl synth asphalt-easy run --minutes 0.5 --seed 3 >made || exit 1\n"
                    "start log --listen 127.0.0.1:0 --listen 127.0.0.2:0 --listen 127.0.0.1:0\n"
                    "sed 's/.*listening on //; s/ port /:/g; s/, /\\n/g' log | grep ^127 >places\n"
                    "events results\n"
                    "last=$(tail -n 1 places)\n"
                    "gaitctl replay run --speed 20 --to $last >sent; wait $heard\n"
                    "for place in $(cat places); do\n"
                    "    gaitctl mark trail --to $place >marked || exit 2\n"
                    "done\n"
                    "gaitctl sensors --json --once --to $last >told\n"
                    "stop"),
                 0);
    cr_expect_eq(lines("places", "127.0.0.1:", NULL, NULL), 2);
    cr_expect_eq(lines("places", "127.0.0.2:", NULL, NULL), 1);
    cr_expect_gt(lines("results", STRIDE, NULL), 20);
    cr_expect_eq(lines("told", "\"type\":\"listening\"", " 127.0.0.2:", NULL), 1);
}

Test(daemon_sensors, every_verb_reaches_a_daemon_that_listens_on_ipv6_alone)
{
    cr_assert_eq(
        sh("gaitctl synth asphalt-easy run --minutes 0.5 --seed 3 >/dev/null\n"
           "start log --listen '[::1]:0'; at=\"[::1]:$port\"\n"
           "gaitctl events --json --until-end --to $at >heard 2>said & heard=$! code=0\n"
           "for i in $(seq 1000); do grep -q subscribed said && break; sleep 0.02; done\n"
           "gaitctl mark road --to $at && gaitctl replay run --speed 20 --to osc.udp://$at >sent &&"
           "gaitctl sensors --json --once --to $at >told && wait $heard || code=1\n"
           "gaitctl doctor --json --seconds 2 --to $at >found; [ $? -lt 2 ] || code=1\n"
           "stop && exit $code"),
        0);
    cr_expect_gt(lines("heard", "\"type\":\"stride\"", NULL, NULL), 50);
    cr_expect_eq(lines("told", "\"type\":\"listening\"", "\"at\":\"[::1]:", NULL), 1);
    cr_expect_eq(lines("found", "no_gaitd", NULL, NULL), 0);
    cr_assert_eq(sh("gaitctl mark road --to '[::1]:9' 2>said; [ $? = 1 ] || exit 1\n"
                    "gaitctl mark road --to ::1:9 2>more; [ $? = 2 ]"),
                 0);
    cr_expect_eq(lines("said", "no gaitd listens on [::1]:9", NULL, NULL), 1);
    cr_expect_eq(lines("more", "HOST:PORT or [IPV6]:PORT", NULL, NULL), 1);
}

Test(daemon_sensors, says_which_address_is_taken_and_that_the_network_may_send)
{
    cr_assert_eq(sh("start log --listen 0.0.0.0:0\n"
                    "gaitd --config conf --listen 127.0.0.1:0 --listen 127.0.0.1:$port 2>taken\n"
                    "code=$?; stop; [ $code = 1 ]"),
                 0);
    cr_expect_eq(lines("taken", "at 127.0.0.1 is in use: another program holds it.", NULL, NULL),
                 1);
    cr_expect_eq(lines("log", "anybody on the network may send to it", NULL, NULL), 1);
}

Test(daemon_sensors, the_configuration_is_checked_for_places_that_cannot_be)
{
    cr_assert_eq(sh("printf '[listen]\\nport = 8000 8000\\n' >twice\n"
                    "printf '[listen]\\nport = 1 2 3\\naddress = 127.0.0.1 ::1 10.0.0.1\\n' >many\n"
                    "printf '[listen]\\nport = 8000 9000\\naddress = 127.0.0.1 ::1\\n' >good\n"
                    "gaitd --config twice --check 2>said1; a=$?\n"
                    "gaitd --config many --check 2>said2; b=$?\n"
                    "gaitd --config good --check >said3; [ $a$b$? = 110 ]"),
                 0);
    cr_expect_eq(lines("said1", "UDP port 8000 at 127.0.0.1 is asked for twice.", NULL, NULL), 1);
    cr_expect_eq(lines("said2", "at most 8 pairs", NULL, NULL), 1);
}

Test(daemon_sensors, a_file_that_cannot_be_read_is_said_and_stops_nothing)
{
    cr_assert_eq(sh("printf 'not what it should be\\n' >sensors.ini\n"
                    "start log --listen 127.0.0.1:0\n"
                    "gaitctl sensors place pod foot_left --to 127.0.0.1:$port >placed\n"
                    "for i in $(seq 1000); do grep -q pod sensors.ini && break; sleep 0.02; done\n"
                    "stop"),
                 0);
    cr_expect_eq(lines("log", "sensors: ", "/sensors.ini: its last line is not", NULL), 1);
    cr_expect_eq(lines("sensors.ini.unread", "not what it should be", NULL, NULL), 1);
    cr_expect_eq(lines("sensors.ini", "[sensor pod]", NULL, NULL), 1);
}

/* A bound socket, as a service manager passes it: fd, kept over exec. */
static uint16_t pass_socket(int fd)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof a;
    int own = socket(AF_INET, SOCK_DGRAM, 0);
    cr_assert_eq(bind(own, (struct sockaddr *)&a, sizeof a), 0);
    cr_assert_eq(getsockname(own, (struct sockaddr *)&a, &size), 0);
    cr_assert_eq(dup2(own, fd), fd);
    if (own != fd)
        close(own);
    return ntohs(a.sin_port);
}

/* gaitd with two sockets passed; its log is in the scratch folder. */
static pid_t start_passed(uint16_t port[2])
{
    char pid[16], log[400];
    snprintf(log, sizeof log, "%s/log", help_scratch());
    int ports[2];
    cr_assert_eq(pipe(ports), 0);
    pid_t child = fork();
    if (child == 0) {
        int out = dup(ports[1]), err = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0644);
        out = fcntl(out, F_DUPFD, 20);
        dup2(err, 2);
        uint16_t passed[2] = {pass_socket(3), pass_socket(4)};
        if (write(out, passed, sizeof passed) != sizeof passed)
            _exit(126);
        close(out);
        snprintf(pid, sizeof pid, "%d", (int)getpid());
        setenv("LISTEN_PID", pid, 1);
        setenv("LISTEN_FDS", "2", 1);
        setenv("GAITD_STORE", "off", 1);
        execl(GAIT_BINARY_DIR "/gaitd", "gaitd", (char *)NULL);
        _exit(127);
    }
    cr_assert_eq(read(ports[0], port, 2 * sizeof *port), (ssize_t)(2 * sizeof *port));
    return child;
}

Test(daemon_sensors, hears_every_socket_that_the_service_manager_passes)
{
    uint16_t port[2] = {0};
    char script[1000], wanted[64];
    int status = -1;
    pid_t gaitd = start_passed(port);
    snprintf(script, sizeof script,
             "for i in $(seq 1000); do grep -q 'listening on' log && break; sleep 0.02; done\n"
             "gaitctl mark trail --to 127.0.0.1:%u >said && "
             "gaitctl mark road --to 127.0.0.1:%u >said &&"
             "gaitctl sensors --json --once --to 127.0.0.1:%u >told",
             port[0], port[1], port[1]);
    int code = sh(script);
    kill(gaitd, SIGTERM);
    waitpid(gaitd, &status, 0);
    cr_expect_eq(code, 0);
    cr_expect_eq(status, 0);
    snprintf(wanted, sizeof wanted, "\"at\":\"127.0.0.1:%u 127.0.0.1:%u\"", port[0], port[1]);
    cr_expect_eq(lines("told", wanted, NULL, NULL), 1, "%s", wanted);
}

/* Sends to a port, in rubbish and in samples, until it is killed. */
static pid_t flood(unsigned port)
{
    pid_t child = fork();
    if (child == 0) {
        struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
        int fd = socket(AF_INET, SOCK_DGRAM, 0);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        for (;;)
            sendto(fd, "/flood\0\0,\0\0", 12, 0, (struct sockaddr *)&to, sizeof to);
    }
    return child;
}

Test(daemon_sensors, hears_the_other_port_and_stops_while_one_is_flooded)
{
    uint16_t port[2] = {0};
    char script[1000];
    int status = -1;
    pid_t gaitd = start_passed(port), flooder = flood(port[0]);
    snprintf(script, sizeof script,
             "for i in $(seq 1000); do grep -q 'listening on' log && break; sleep 0.02; done\n"
             "gaitctl sensors --json --once --to 127.0.0.1:%u >told", port[1]);
    int code = sh(script);
    kill(gaitd, SIGTERM);
    for (int i = 0; i < 500 && waitpid(gaitd, &status, WNOHANG) == 0; i++)
        usleep(20000);
    kill(flooder, SIGKILL);
    waitpid(flooder, NULL, 0);
    cr_expect_eq(code, 0);
    cr_expect_eq(status, 0, "it stopped within 10 s");
    if (status != 0)
        kill(gaitd, SIGKILL);
    cr_expect_geq(lines("told", "\"what\":\"/flood ,\"", NULL, NULL) +
                      lines("told", "\"reason\":\"too_fast\"", NULL, NULL),
                  1);
}
