/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/publish.h"

#include "daemon/fields.h"
#include "daemon/log.h"

#include <ctype.h>
#include <lo/lo.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct target {
    lo_address address;
    struct intake_source from; /* of a subscriber */
    bool sensors;              /* it wants what is heard of them, and nothing else */
    int64_t until_ns;          /* INT64_MAX: configured */
    bool told;                 /* its failure is logged */
};

struct publish {
    struct target target[PUBLISH_TARGETS_MAX];
    int targets;
    struct target *subscriber;
    int subscribers, subscribers_max;
    struct publish_counts counts;
};

/* osc.udp://HOST:PORT or the same with a / behind it. liblo's own reader of URLs runs past the end
 * of a short one. */
static lo_address address_of_url(const char *url)
{
    char host[256], port[8] = "";
    const char *from = url + 10,
               *colon = strncmp(url, "osc.udp://", 10) == 0 ? strrchr(from, ':') : NULL;

    if (!colon || colon == from || (size_t)(colon - from) >= sizeof host)
        return NULL;
    size_t digits = strspn(colon + 1, "0123456789");
    if (digits == 0 || digits > 5 || atoi(colon + 1) < 1 || atoi(colon + 1) > 65535)
        return NULL;
    if (strcmp(colon + 1 + digits, "") != 0 && strcmp(colon + 1 + digits, "/") != 0)
        return NULL;
    memcpy(host, from, (size_t)(colon - from));
    host[colon - from] = '\0';
    memcpy(port, colon + 1, digits);
    return lo_address_new_with_proto(LO_UDP, host, port);
}

static bool add_target(struct publish *p, const char *url, char *why, size_t why_size)
{
    if (p->targets == PUBLISH_TARGETS_MAX) {
        snprintf(why, why_size, "[publish] to: expected at most %d addresses", PUBLISH_TARGETS_MAX);
        return false;
    }
    lo_address a = address_of_url(url);
    if (!a) {
        snprintf(why, why_size, "[publish] to = %s: expected osc.udp://HOST:PORT", url);
        return false;
    }
    p->target[p->targets++] = (struct target){.address = a, .until_ns = INT64_MAX};
    return true;
}

struct publish *publish_new(const char *to, int subscribers_max, char *why, size_t why_size)
{
    struct publish *p = calloc(1, sizeof *p);
    char *words = strdup(to), *save = NULL;

    if (p)
        p->subscriber = calloc((size_t)subscribers_max + 1, sizeof *p->subscriber);
    if (!p || !p->subscriber || !words) {
        snprintf(why, why_size, "publish: no memory");
        goto failed;
    }
    p->subscribers_max = subscribers_max;
    for (char *url = strtok_r(words, " \t,", &save); url; url = strtok_r(NULL, " \t,", &save))
        if (!add_target(p, url, why, why_size))
            goto failed;
    free(words);
    return p;
failed:
    free(words);
    publish_free(p);
    return NULL;
}

void publish_free(struct publish *p)
{
    if (!p)
        return;
    for (int i = 0; i < p->targets; i++)
        lo_address_free(p->target[i].address);
    for (int i = 0; i < p->subscribers; i++)
        lo_address_free(p->subscriber[i].address);
    free(p->subscriber);
    free(p);
}

static bool is_loopback(const struct in6_addr *a)
{
    return IN6_IS_ADDR_LOOPBACK(a) || (IN6_IS_ADDR_V4MAPPED(a) && a->s6_addr[12] == 127);
}

static int subscriber_of(const struct publish *p, const struct intake_subscription *w)
{
    for (int i = 0; i < p->subscribers; i++) {
        const struct target *t = &p->subscriber[i];
        if (t->sensors == w->sensors && source_same(&t->from, &w->from))
            return i;
    }
    return -1;
}

static void drop_subscriber(struct publish *p, int i)
{
    lo_address_free(p->subscriber[i].address);
    p->subscriber[i] = p->subscriber[--p->subscribers];
}

static void expire(struct publish *p, int64_t now_ns)
{
    for (int i = p->subscribers - 1; i >= 0; i--)
        if (p->subscriber[i].until_ns < now_ns)
            drop_subscriber(p, i);
}

static lo_address address_of(const struct intake_source *from)
{
    char host[INET6_ADDRSTRLEN], port[8];
    source_host(from, host);
    snprintf(port, sizeof port, "%u", (unsigned)from->port);
    return lo_address_new_with_proto(LO_UDP, host, port);
}

void publish_subscribe(struct publish *p, const struct intake_subscription *wanted, int64_t now_ns)
{
    const struct intake_source *from = &wanted->from;
    int seconds = wanted->seconds;
    expire(p, now_ns);
    int i = subscriber_of(p, wanted);
    if (seconds <= 0) {
        if (i >= 0)
            drop_subscriber(p, i);
        return;
    }
    if (!is_loopback(&from->address) || from->port == 0 ||
        (i < 0 && p->subscribers == p->subscribers_max)) {
        p->counts.refused_subscribers++;
        return;
    }
    if (i < 0) {
        i = p->subscribers;
        p->subscriber[i] = (struct target){
            .address = address_of(from), .from = *from, .sensors = wanted->sensors};
        if (!p->subscriber[i].address)
            return;
        p->subscribers++;
    }
    int held = seconds < PUBLISH_SECONDS_MAX ? seconds : PUBLISH_SECONDS_MAX;
    p->subscriber[i].until_ns = now_ns + held * INT64_C(1000000000);
}

bool publish_wants_sensors(struct publish *p, int64_t now_ns)
{
    expire(p, now_ns);
    for (int i = 0; i < p->subscribers; i++)
        if (p->subscriber[i].sensors)
            return true;
    return false;
}

/* "/gait/RUNNER/KIND"; what must not stand in an OSC address becomes an underscore. */
static void path_of(const struct gait_event *e, char *path, size_t size)
{
    snprintf(path, size, "/gait/%s/%s", *e->runner ? e->runner : "runner",
             gait_event_name(e->kind));
    for (char *c = path + 6; *c && c < path + 6 + strnlen(e->runner, GAIT_NAME_MAX); c++)
        if (!isgraph((unsigned char)*c) || strchr("#*,/?[]{}", *c))
            *c = '_';
}

static lo_message message_of(const struct gait_event *e)
{
    const struct field *fields[FIELDS_MAX];
    int n = fields_of(e->kind, fields);
    lo_message m = lo_message_new();
    bool ok = m != NULL;

    for (int i = 0; i < n && ok; i++) {
        struct field_value v;
        field_get(fields[i], e, &v);
        if (v.tag == 's')
            ok = lo_message_add_string(m, v.text) == 0;
        else if (v.tag == 'i')
            ok = lo_message_add_int32(m, v.number < INT32_MAX ? (int32_t)v.number : INT32_MAX) == 0;
        else if (v.tag == 'd')
            ok = lo_message_add_double(m, v.none ? (double)NAN : v.number) == 0;
        else
            ok = lo_message_add_float(m, v.none ? NAN : (float)v.number) == 0;
    }
    if (!ok && m) {
        lo_message_free(m);
        return NULL;
    }
    return m;
}

static void send_to(struct publish *p, struct target *t, const char *path, lo_message m)
{
    if (lo_send_message(t->address, path, m) >= 0) {
        p->counts.sent++;
        return;
    }
    p->counts.failed++;
    if (!t->told)
        log_line(LOG_WARNING, "publish %s:%s: %s; counted from now on",
                 lo_address_get_hostname(t->address), lo_address_get_port(t->address),
                 lo_address_errstr(t->address));
    t->told = true;
}

void publish_event(struct publish *p, const struct gait_event *e, int64_t now_ns)
{
    char path[2 * GAIT_NAME_MAX + 16];

    bool sensors = e->kind == GAIT_EVENT_HEARD || e->kind == GAIT_EVENT_REFUSED ||
                   e->kind == GAIT_EVENT_LISTENING;
    expire(p, now_ns);
    p->counts.events++;
    if (p->targets + p->subscribers == 0)
        return;
    lo_message m = message_of(e);
    if (!m) {
        p->counts.failed++;
        return;
    }
    path_of(e, path, sizeof path);
    for (int i = 0; i < p->targets && !sensors; i++)
        send_to(p, &p->target[i], path, m);
    for (int i = 0; i < p->subscribers; i++)
        if (p->subscriber[i].sensors == sensors)
            send_to(p, &p->subscriber[i], path, m);
    lo_message_free(m);
}

struct publish_counts publish_counts(const struct publish *p)
{
    struct publish_counts c = p->counts;
    c.subscribers = p->subscribers;
    return c;
}
