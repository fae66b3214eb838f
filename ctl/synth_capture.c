/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/synth_capture.h"

#include "ctl/dialect.h"
#include "ctl/exact.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ABOUT_S 10.0  /* a sensor says what it is so often */
#define BOOTED_S 3600 /* before the recording began, on the device's clock */
#define TWIN_S 0.001  /* least time between a datagram and its double */
#define DRAWS 4       /* of chance for each packet */

enum kind { ABOUT, ROWS, TWIN };

struct datagram {
    int64_t arrival_ns;
    int sensor;
    enum kind kind;
    long first; /* row */
};

struct post {
    struct wear *const *wear;
    struct recording_sensor *is;
    struct datagram *all;
    long n, room;
};

static long batch_of(const struct wear *w)
{
    const struct wear_settings *s = wear_settings(w);
    return s->batch > 1 ? (long)s->batch : 1;
}

static double row_s(const struct recording_sensor *r, long i)
{
    return r->start_s + (double)i / r->rate_hz;
}

/* The last of the packet's rows that was sent; -1: none. */
static long last_sent(const struct wear *w, const struct recording_sensor *r, long first)
{
    const uint8_t *fate = wear_fates(w);
    long last = -1;
    for (long i = first; i < first + batch_of(w) && i < r->rows; i++)
        if (fate[i] == WEAR_ARRIVED || fate[i] == WEAR_ASLEEP)
            last = i;
    return last;
}

static bool comes_twice(const struct wear *w, long first)
{
    return wear_chance(w, (uint64_t)first * DRAWS) < wear_settings(w)->duplicate;
}

static double lateness_s(const struct wear *w, long first, uint64_t draw)
{
    double u = wear_chance(w, (uint64_t)first * DRAWS + draw);
    return wear_settings(w)->delay_s - wear_settings(w)->late_s * exact_log(1 - u);
}

/* Once whole seconds of boot, about and step are counted alike: how many have passed. */
static double passed(double t_s, double every_s)
{
    return every_s > 0 ? floor(t_s / every_s) : 0;
}

/* Device time: nominal, from the last start of the device, with its jumps. */
static int64_t device_ns(const struct wear *w, double t_s)
{
    const struct wear_settings *s = wear_settings(w);
    double boots = passed(t_s, s->reboot_every_s);
    double boot_s = boots > 0 ? boots * s->reboot_every_s + s->reboot_s : -BOOTED_S;
    double steps = passed(t_s, s->step_every_s) - passed(fmax(boot_s, 0), s->step_every_s);
    double device_s = (t_s - boot_s) * (1 + s->skew_ppm * 1e-6) + steps * s->step_s;
    return llround(fmax(0, device_s) * 1e9);
}

static void post(struct post *p, struct datagram d)
{
    if (p->n < p->room)
        p->all[p->n] = d;
    p->n++;
}

static void post_sensor(struct post *p, int k)
{
    const struct wear *w = p->wear[k];
    const struct recording_sensor r = wear_recording(w);
    double about_due_s = -1, boots = 0;
    for (long i = 0; i < r.rows; i += batch_of(w)) {
        long last = last_sent(w, &r, i);
        if (last < 0)
            continue;
        double sent_s = row_s(&r, last), booted = passed(sent_s, wear_settings(w)->reboot_every_s);
        double come_s = sent_s + lateness_s(w, i, 1);
        if (sent_s >= about_due_s || booted > boots) {
            post(p, (struct datagram){llround(come_s * 1e9), k, ABOUT, i});
            about_due_s = sent_s + ABOUT_S;
            boots = booted;
        }
        post(p, (struct datagram){llround(come_s * 1e9), k, ROWS, i});
        if (comes_twice(w, i)) {
            come_s += TWIN_S + lateness_s(w, i, 2);
            post(p, (struct datagram){llround(come_s * 1e9), k, TWIN, i});
        }
    }
}

static int earlier(const void *a, const void *b)
{
    const struct datagram *x = a, *y = b;
    if (x->arrival_ns != y->arrival_ns)
        return x->arrival_ns < y->arrival_ns ? -1 : 1;
    if (x->sensor != y->sensor)
        return x->sensor - y->sensor;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    return (int)x->kind - (int)y->kind;
}

struct recording_sensor synth_capture_sensor(const struct wear *w, const char *runner)
{
    struct recording_sensor s = wear_recording(w);
    s.rate_hz = wear_settings(w)->rate_hz;
    s.is.rate_hz = (float)s.rate_hz;
    s.rows = 0;
    s.row = NULL;
    gait_name_copy(s.is.runner, runner);
    return s;
}

static void fill(const struct post *p, const struct datagram *d, struct packet *ret)
{
    const struct dialect *native = dialect_find("native");
    const struct wear *w = p->wear[d->sensor];
    const struct recording_sensor r = wear_recording(w), *is = &p->is[d->sensor];
    packet_clear(ret);
    if (d->kind == ABOUT) {
        native->about(ret, is);
        return;
    }
    packet_bundle(ret, 1);
    for (long i = d->first; i < d->first + batch_of(w) && i < r.rows; i++) {
        if (isnan(r.row[i * 6]))
            continue;
        size_t element = packet_open(ret);
        dialect_sample(ret, native, is, device_ns(w, row_s(&r, i)), r.row + i * 6);
        packet_close(ret, element);
    }
}

/* Twice over the sensors: to count, and to keep. */
static int post_all(struct post *p, int n)
{
    for (int round = 0; round < 2; round++) {
        p->n = 0;
        for (int k = 0; k < n; k++)
            post_sensor(p, k);
        if (round == 0 && !(p->all = malloc((size_t)(p->n + 1) * sizeof *p->all)))
            return -1;
        p->room = p->n;
    }
    qsort(p->all, (size_t)p->n, sizeof *p->all, earlier);
    return 0;
}

static int write_post(const struct post *p, FILE *f)
{
    struct packet packet;
    int fault = 0;
    for (long i = 0; i < p->n && !fault; i++) {
        fill(p, &p->all[i], &packet);
        fault = packet.size > PACKET_MAX
                    ? -EMSGSIZE
                    : capture_write(f, p->all[i].arrival_ns, packet.bytes, packet.size);
    }
    return fault;
}

static int finish(FILE *f, int fault, const char *folder, const char *name, char *why,
                  size_t why_size)
{
    if (f && ferror(f) && !fault)
        fault = -EIO;
    if (f && fclose(f) != 0 && !fault)
        fault = -errno;
    if (fault)
        snprintf(why, why_size, "%s/%s cannot be written: %s", folder, name, strerror(-fault));
    return fault ? -1 : 0;
}

static FILE *open_in(const char *folder, const char *name)
{
    char *path = NULL;
    FILE *f = asprintf(&path, "%s/%s", folder, name) < 0 ? NULL : fopen(path, "wb");
    free(path);
    return f;
}

int synth_capture_write(const char *folder, struct wear *const *wear, int n, const char *runner,
                        char *why, size_t why_size)
{
    struct recording_sensor is[GAIT_SENSORS_MAX];
    struct post p = {.wear = wear, .is = is};
    for (int i = 0; i < n; i++)
        is[i] = synth_capture_sensor(wear[i], runner);
    if (post_all(&p, n)) {
        snprintf(why, why_size, "%s/capture.osc cannot be written: out of memory", folder);
        return -1;
    }
    FILE *f = open_in(folder, "capture.osc");
    int fault = f ? write_post(&p, f) : -errno;
    free(p.all);
    return finish(f, fault, folder, "capture.osc", why, why_size);
}

static void put_lost(FILE **f, const char *folder, double t_s, const char *id, const char *what,
                     long rows)
{
    if (!*f && (*f = open_in(folder, "truth-lost.csv")))
        fputs("t_s,sensor,what,rows\n", *f);
    long long n = llround(t_s * 1e5);
    if (*f)
        fprintf(*f, "%lld.%05lld,%s,%s,%ld\n", n / 100000, n % 100000, id, what, rows);
}

int synth_lost_write(const char *folder, struct wear *const *wear, int n, bool capture, char *why,
                     size_t why_size)
{
    static const char *const words[] = {"arrived", "lost", "asleep", "rebooting"};
    FILE *f = NULL;
    bool any = false;
    for (int k = 0; k < n; k++) {
        const struct recording_sensor r = wear_recording(wear[k]);
        const uint8_t *fate = wear_fates(wear[k]);
        for (long i = 0, end; i < r.rows; i = end) {
            for (end = i; end < r.rows && fate[end] == fate[i]; end++) {
                if (!capture || end % batch_of(wear[k]) || last_sent(wear[k], &r, end) < 0 ||
                    !comes_twice(wear[k], end))
                    continue;
                put_lost(&f, folder, row_s(&r, end), r.is.id, "twice", batch_of(wear[k]));
                any = true;
            }
            if (fate[i] == WEAR_ARRIVED)
                continue;
            put_lost(&f, folder, row_s(&r, i), r.is.id, words[fate[i]], end - i);
            any = true;
        }
    }
    return finish(f, any && !f ? -EIO : 0, folder, "truth-lost.csv", why, why_size);
}
