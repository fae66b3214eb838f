/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/publish.h"

#include "daemon/fields.h"
#include "daemon/log.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <lo/lo.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MESSAGE_MAX 4096

struct target {
    lo_address address;      /* NULL: over IPv6, which liblo is often built without */
    struct sockaddr_in6 six; /* then */
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
    int six; /* socket of IPv6; -1: not needed so far */
    struct publish_counts counts;
};

static void free_target(struct target *t)
{
    if (t->address)
        lo_address_free(t->address);
}

/* osc.udp://HOST:PORT or the same with a / behind it, an IPv6 HOST in brackets. liblo's own reader
 * of URLs runs past the end of a short one. */
static bool target_of_url(struct target *ret, const char *url)
{
    char host[256], port[8] = "";
    const char *from = url + 10,
               *colon = strncmp(url, "osc.udp://", 10) == 0 ? strrchr(from, ':') : NULL;

    if (!colon || colon == from || (size_t)(colon - from) >= sizeof host)
        return false;
    size_t digits = strspn(colon + 1, "0123456789");
    if (digits == 0 || digits > 5 || atoi(colon + 1) < 1 || atoi(colon + 1) > 65535)
        return false;
    if (strcmp(colon + 1 + digits, "") != 0 && strcmp(colon + 1 + digits, "/") != 0)
        return false;
    memcpy(host, from, (size_t)(colon - from));
    host[colon - from] = '\0';
    memcpy(port, colon + 1, digits);
    if (*host != '[' && strpbrk(host, ":]"))
        return false;
    if (*host != '[') {
        ret->address = lo_address_new_with_proto(LO_UDP, host, port);
        return ret->address != NULL;
    }
    ret->six = (struct sockaddr_in6){.sin6_family = AF_INET6,
                                     .sin6_port = htons((uint16_t)atoi(port))};
    if (colon[-1] != ']')
        return false;
    host[colon - from - 1] = '\0';
    return inet_pton(AF_INET6, host + 1, &ret->six.sin6_addr) == 1;
}

static bool add_target(struct publish *p, const char *url, char *why, size_t why_size)
{
    if (p->targets == PUBLISH_TARGETS_MAX) {
        snprintf(why, why_size, "[publish] to: expected at most %d addresses", PUBLISH_TARGETS_MAX);
        return false;
    }
    struct target t = {.until_ns = INT64_MAX};
    if (!target_of_url(&t, url)) {
        snprintf(why, why_size, "[publish] to = %s: expected osc.udp://HOST:PORT", url);
        return false;
    }
    p->target[p->targets++] = t;
    return true;
}

struct publish *publish_new(const char *to, int subscribers_max, char *why, size_t why_size)
{
    struct publish *p = calloc(1, sizeof *p);
    char *words = strdup(to), *save = NULL;

    if (p)
        p->six = -1;
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
        free_target(&p->target[i]);
    for (int i = 0; i < p->subscribers; i++)
        free_target(&p->subscriber[i]);
    if (p->six >= 0)
        close(p->six);
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
    free_target(&p->subscriber[i]);
    p->subscriber[i] = p->subscriber[--p->subscribers];
}

static void expire(struct publish *p, int64_t now_ns)
{
    for (int i = p->subscribers - 1; i >= 0; i--)
        if (p->subscriber[i].until_ns < now_ns)
            drop_subscriber(p, i);
}

static bool target_of(struct target *ret, const struct intake_subscription *wanted)
{
    const struct intake_source *from = &wanted->from;
    char host[INET6_ADDRSTRLEN], port[8];

    *ret = (struct target){.from = *from, .sensors = wanted->sensors};
    if (!IN6_IS_ADDR_V4MAPPED(&from->address)) {
        ret->six = (struct sockaddr_in6){.sin6_family = AF_INET6,
                                         .sin6_port = htons(from->port),
                                         .sin6_addr = from->address};
        return true;
    }
    source_host(from, host);
    snprintf(port, sizeof port, "%u", (unsigned)from->port);
    ret->address = lo_address_new_with_proto(LO_UDP, host, port);
    return ret->address != NULL;
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
        if (!target_of(&p->subscriber[i], wanted))
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

/* 0 or errno. */
static int send_six(struct publish *p, const struct target *t, const char *path, lo_message m)
{
    uint8_t bytes[MESSAGE_MAX];
    size_t size = lo_message_length(m, path);

    if (size > sizeof bytes)
        return EMSGSIZE;
    lo_message_serialise(m, path, bytes, &size);
    if (p->six < 0)
        p->six = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (p->six < 0)
        return errno;
    ssize_t n = sendto(p->six, bytes, size, 0, (const struct sockaddr *)&t->six, sizeof t->six);
    return n < 0 ? errno : 0;
}

static void say_failed(const struct target *t, int error)
{
    char host[INET6_ADDRSTRLEN];

    if (t->address) {
        log_line(LOG_WARNING, "publish %s:%s: %s; counted from now on",
                 lo_address_get_hostname(t->address), lo_address_get_port(t->address),
                 lo_address_errstr(t->address));
        return;
    }
    inet_ntop(AF_INET6, &t->six.sin6_addr, host, sizeof host);
    log_line(LOG_WARNING, "publish [%s]:%u: %s; counted from now on", host,
             (unsigned)ntohs(t->six.sin6_port), strerror(error));
}

static void send_to(struct publish *p, struct target *t, const char *path, lo_message m)
{
    int error = 0;
    bool sent = t->address ? lo_send_message(t->address, path, m) >= 0
                           : (error = send_six(p, t, path, m)) == 0;
    p->counts.sent += sent;
    p->counts.failed += !sent;
    if (!sent && !t->told)
        say_failed(t, error);
    t->told = t->told || !sent;
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
