/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A packet's way from the sensor to gaitd, and through it. */
#include "ctl/doctor_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The first port that gaitd listens at, or was asked at. */
static int port_of(const struct doctor_view *v)
{
    const char *at = v->answers ? v->after.listening.u.listening.at : v->at;
    size_t first = strcspn(at, " ");
    while (first > 0 && at[first - 1] != ':')
        first--;
    return atoi(at + first);
}

/* "192.168.1.5, 10.0.0.2 and port 8000": what to type into a sensor. */
static void type_this(char text[256], const struct doctor_view *v)
{
    size_t n = 0;
    for (int i = 0; i < v->owns && n < 180; i++)
        n += (size_t)snprintf(text + n, 256 - n, "%s%s", i ? " or " : "", v->own[i]);
    if (n == 0)
        n = (size_t)snprintf(text, 256, "this machine's address (it has none on a network now)");
    snprintf(text + n, 256 - n, " and port %d", port_of(v));
}

static void no_gaitd(const struct doctor_view *v, struct doctor_found *f)
{
    struct doctor_finding *x = doctor_add(f, "no_gaitd", DOCTOR_STOPS, "");
    if (v->listens) {
        doctor_say(x,
                   "Something listens on %s, and it does not tell what it hears: not a gaitd, an "
                   "older one, or too many programs ask it.",
                   v->at);
        doctor_do(x, "See what it is with `ss -ulpn`; end programs that follow gaitd, or raise "
                     "subscribers_max under [publish] in its configuration.");
        return;
    }
    doctor_say(x, "No gaitd runs on %s.", v->at);
    doctor_do(x,
              "Start it with `gaitd --listen 0.0.0.0:%d` (or `./run --listen`), or as a service "
              "with "
              "`systemctl enable --now gaitd.socket`; another port: `gaitctl doctor --to "
              "HOST:PORT`.",
              port_of(v));
}

static bool is_here(const char *from)
{
    return strncmp(from, "127.", 4) == 0 || strncmp(from, "[::1]", 5) == 0 || !*from;
}

/* A live sensor of the network, or any at all. */
static bool hears(const struct doctor_view *v, bool network)
{
    for (int i = 0; i < v->after.heards; i++) {
        const struct gait_hearing *h = &v->after.heard[i].u.heard;
        if (h->age_s < 3 && (!network || !is_here(h->from)))
            return true;
    }
    return false;
}

static void loopback(const struct doctor_view *v, struct doctor_found *f)
{
    char text[256];
    if (!v->after.listening.u.listening.loopback_only || hears(v, false))
        return;
    type_this(text, v);
    struct doctor_finding *x = doctor_add(f, "loopback_only", DOCTOR_STOPS, "");
    doctor_say(x,
               "gaitd hears only this machine (it listens on %s), so no sensor on the network can "
               "reach it.",
               v->after.listening.u.listening.at);
    doctor_do(x,
              "Stop it and start it with `gaitd --listen 0.0.0.0:%d` (or `./run --listen`), or set "
              "`address = 0.0.0.0` under [listen] in its configuration; as a service: the "
              "address in `systemctl edit "
              "gaitd.socket`. Then type into the sensor: %s.",
              port_of(v), text);
}

static void elsewhere(const struct doctor_view *v, struct doctor_found *f)
{
    for (int i = 0; i < v->ports; i++) {
        const struct doctor_port *p = &v->port[i];
        if (p->count == 0)
            continue;
        struct doctor_finding *x = doctor_add(
            f, "other_port", v->answers && hears(v, false) ? DOCTOR_HARMS : DOCTOR_STOPS, "");
        doctor_say(x,
                   "OSC from %s arrives at port %d, where gaitd does not listen (%u messages, the "
                   "newest %s).",
                   p->from, p->port, p->count, p->what);
        if (p->port == port_of(v))
            doctor_do(x, "Start gaitd there: `gaitd --listen 0.0.0.0:%d`.", p->port);
        else
            doctor_do(x,
                      "Type port %d into the sensor, or let gaitd listen at %d as well: stop it "
                      "and start "
                      "it with `gaitd --listen 0.0.0.0:%d --listen 0.0.0.0:%d`, or `port = %d "
                      "%d` under "
                      "[listen] in its configuration.",
                      port_of(v), p->port, port_of(v), p->port, port_of(v), p->port);
    }
}

static bool came_elsewhere(const struct doctor_view *v)
{
    for (int i = 0; i < v->ports; i++)
        if (v->port[i].count)
            return true;
    return false;
}

/* More than the questions of gaitctl and its like, which are datagrams too. */
#define QUESTIONS_HZ 5

/* Samples, refusals or datagrams of something while looking. */
static bool comes(const struct doctor_view *v)
{
    uint32_t before = v->before.listening.u.listening.samples,
             after = v->after.listening.u.listening.samples;
    for (int i = 0; i < v->before.refuseds; i++)
        before += v->before.refused[i].u.refused.count;
    for (int i = 0; i < v->after.refuseds; i++)
        after += v->after.refused[i].u.refused.count;
    uint32_t datagrams = doctor_grown(v->before.listening.u.listening.datagrams,
                                      v->after.listening.u.listening.datagrams);
    return after != before || datagrams > QUESTIONS_HZ * (v->seconds + 1);
}

static void nothing(const struct doctor_view *v, struct doctor_found *f)
{
    const struct gait_ears *a = &v->after.listening.u.listening;
    char text[256];
    if (a->loopback_only || came_elsewhere(v) || comes(v) || hears(v, false))
        return;
    type_this(text, v);
    struct doctor_finding *x = doctor_add(f, "nothing_arrives", DOCTOR_STOPS, "");
    doctor_say(x,
               v->after.heards || a->samples ? "Nothing arrived for %.0f s; before that, it did."
                                             : "Nothing arrives at gaitd (looked for %.0f s).",
               v->seconds);
    doctor_do(
        x,
        "Type into the sensor or the phone: %s, by UDP; see that both are in the same network "
        "(not a guest one), that the sensor is sending, and that no firewall stands between "
        "(`ufw allow %d/udp`).",
        text, port_of(v));
}

static void drops(const struct doctor_view *v, struct doctor_found *f)
{
    const struct gait_ears *a = &v->after.listening.u.listening,
                           *b = &v->before.listening.u.listening;
    if (a->kernel_drops) {
        bool now = doctor_grown(b->kernel_drops, a->kernel_drops) > 0;
        struct doctor_finding *x =
            doctor_add(f, "kernel_drops", now ? DOCTOR_HARMS : DOCTOR_NOTE, "");
        doctor_say(x, "This machine threw away %u packets before gaitd could read them%s.",
                   (unsigned)a->kernel_drops, now ? ", and goes on" : ", none of them now");
        doctor_do(x, "Raise `receive_buffer` under [listen] in gaitd's configuration (and `sysctl "
                     "net.core.rmem_max` to as much), or give the machine less to do.");
    }
    if (a->ring_refused) {
        bool now = doctor_grown(b->ring_refused, a->ring_refused) > 0;
        struct doctor_finding *x = doctor_add(f, "too_slow", now ? DOCTOR_HARMS : DOCTOR_NOTE, "");
        doctor_say(x, "gaitd is too slow here: %u samples were left out%s.",
                   (unsigned)a->ring_refused, now ? ", and it goes on" : ", none of them now");
        doctor_do(x, "Use a faster machine, fewer sensors or a lower rate, and end what else "
                     "runs here.");
    }
}

void doctor_way(const struct doctor_view *v, struct doctor_found *f)
{
    if (!v->answers)
        no_gaitd(v, f);
    else {
        loopback(v, f);
        nothing(v, f);
    }
    elsewhere(v, f);
    if (v->answers)
        drops(v, f);
}
