/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/synth_truth.h"

#include "ctl/synth_stance.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BEFORE (RUNNER_HZ / 100)      /* moments of the impact window before the contact */
#define AFTER (RUNNER_HZ * 75 / 1000) /* and after */
#define ENDS 2                        /* contacts at each end of a bout that are transients */

/* The peaks of one moment. */
struct sizes {
    double resultant, axial, back, pod, pod_axial;
};

struct row {
    double t_s, toe_off_s, back_stance, attenuation_db, band_g2;
    struct sizes peak;
    bool right, transient;
};

struct side {
    bool down, strapped;
    enum gait_segment_kind limb;
    int sensor; /* that is worn there, -1 none */
    struct sizes past[BEFORE];
    long now;   /* the row of the last contact, -1 none */
    long since; /* moments since it */
    struct stance_signal stance, back;
};

struct truth {
    char folder[512];
    FILE *events;
    const struct runner_bout *bout;
    int bouts;
    long moments, rows, room;
    struct row *row;
    bool full;
    struct side side[2];
};

static double size(const double a[3])
{
    return sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]);
}

static FILE *open_in(const char *folder, const char *name, char *why, size_t why_size)
{
    char *path = NULL;
    FILE *f = asprintf(&path, "%s/%s", folder, name) < 0 ? NULL : fopen(path, "w");
    if (!f)
        snprintf(why, why_size, "%s/%s cannot be written: %s", folder, name, strerror(errno));
    free(path);
    return f;
}

/* Where a sensor really is, whatever it says. */
static void find_limb(struct side *s, const struct preset *p, bool right)
{
    *s = (struct side){.limb = GAIT_KIND_SHANK, .sensor = -1, .now = -1};
    for (int i = PRESET_SENSORS - 1; i >= 0; i--) {
        const struct wear_settings *w = &p->sensor[i];
        enum gait_segment_kind kind = gait_placement_kind(w->placement);
        bool there = (gait_placement_side(w->placement) == GAIT_SIDE_RIGHT) != w->swapped;
        if (!w->id || there != right || (kind != GAIT_KIND_FOOT && kind != GAIT_KIND_SHANK))
            continue;
        s->limb = kind;
        s->sensor = i;
        s->strapped = w->strap_hz > 0 && !w->tumbling;
    }
}

int truth_open(const char *folder, const struct preset *p, const struct runner_bout *bout,
               int bouts, struct truth **ret, char *why, size_t why_size)
{
    struct truth *t = calloc(1, sizeof *t);
    if (!t || strlen(folder) >= sizeof t->folder) {
        snprintf(why, why_size, "%s cannot be made: %s", folder,
                 t ? "its name is too long" : "out of memory");
        free(t);
        return -1;
    }
    strcpy(t->folder, folder);
    t->bout = bout;
    t->bouts = bouts;
    for (int i = 0; i < 2; i++)
        find_limb(&t->side[i], p, i);
    t->events = open_in(folder, "truth.csv", why, why_size);
    if (!t->events) {
        free(t);
        return -1;
    }
    fputs("t_s,event,side\n", t->events);
    *ret = t;
    return 0;
}

/* Whole digits only: the same in every locale. Not measured: nothing. */
static void put(FILE *f, double x, int digits, const char *after)
{
    long long scale = 1;
    for (int i = 0; i < digits; i++)
        scale *= 10;
    if (!isnan(x)) {
        long long n = llround(fabs(x) * (double)scale);
        fprintf(f, "%s%lld.%0*lld", x < 0 && n ? "-" : "", n / scale, digits, n % scale);
    }
    fputs(after, f);
}

static void event(struct truth *t, double t_s, const char *what, bool right)
{
    put(t->events, t_s, 4, ",");
    fprintf(t->events, "%s,%s\n", what, right ? "right" : "left");
}

static struct sizes larger(struct sizes a, struct sizes b)
{
    return (struct sizes){fmax(a.resultant, b.resultant), fmax(a.axial, b.axial),
                          fmax(a.back, b.back), fmax(a.pod, b.pod), fmax(a.pod_axial, b.pod_axial)};
}

static struct sizes sizes_of(const struct side *s, const struct runner_point *limb,
                             const struct runner_moment *m, struct wear *const *wear)
{
    struct sizes z = {size(limb->a_ms2), limb->a_ms2[2], size(m->sacrum.a_ms2), NAN, NAN};
    if (s->strapped) {
        double pod[3];
        wear_pod(wear[s->sensor], pod);
        z.pod = size(pod);
        z.pod_axial = pod[2];
    }
    return z;
}

static void contact(struct truth *t, struct side *s, double t_s)
{
    if (t->rows == t->room) {
        long room = t->room * 2 + 1024;
        struct row *more = realloc(t->row, (size_t)room * sizeof *more);
        if (!more) {
            t->full = true;
            return;
        }
        t->row = more;
        t->room = room;
    }
    s->now = t->rows++;
    s->since = 0;
    s->stance.n = s->back.n = 0;
    struct row *r = &t->row[s->now];
    *r = (struct row){.t_s = t_s,
                      .toe_off_s = NAN,
                      .attenuation_db = NAN,
                      .band_g2 = NAN,
                      .back_stance = NAN,
                      .peak = {-INFINITY, -INFINITY, -INFINITY, NAN, NAN},
                      .right = s == &t->side[1]};
    for (long i = 0; i < BEFORE && i < t->moments; i++)
        r->peak = larger(r->peak, s->past[i]);
}

static void toe_off(struct truth *t, struct side *s, double t_s)
{
    if (s->now < 0)
        return;
    struct row *r = &t->row[s->now];
    r->toe_off_s = t_s;
    stance_measure(&s->stance, &s->back, &r->band_g2, &r->attenuation_db);
}

static void watch(struct truth *t, struct side *s, const struct runner_point *limb,
                  const struct runner_moment *m, struct sizes now)
{
    if (s->now < 0)
        return;
    struct row *r = &t->row[s->now];
    if (s->since++ <= AFTER)
        r->peak = larger(r->peak, now);
    if (!s->down)
        return;
    r->back_stance = fmax(r->back_stance, now.back);
    stance_add(&s->stance, limb->a_ms2);
    stance_add(&s->back, m->sacrum.a_ms2);
}

void truth_push(struct truth *t, const struct runner_moment *m, struct wear *const *wear)
{
    for (int i = 0; i < 2; i++) {
        struct side *s = &t->side[i];
        const struct runner_point *limb = s->limb == GAIT_KIND_FOOT ? &m->foot[i] : &m->shank[i];
        struct sizes now = sizes_of(s, limb, m, wear);
        bool down = m->force_n[i] > TRUTH_CONTACT_N;
        if (t->moments == 0) /* who stands at the start has not just come down */
            s->down = down;
        if (down != s->down) {
            event(t, m->t_s, down ? "contact" : "toe_off", i);
            if (down)
                contact(t, s, m->t_s);
            else
                toe_off(t, s, m->t_s);
        }
        s->down = down;
        watch(t, s, limb, m, now);
        s->past[t->moments % BEFORE] = now;
    }
    t->moments++;
}

/* Bouts that go on at the same gait and speed are one: only the surface changes under way. */
static int group_at(const struct truth *t, double t_s, bool *ret_still)
{
    int group = 0, i = 0;
    for (; i + 1 < t->bouts && t->bout[i + 1].from_s <= t_s; i++) {
        const struct runner_bout *a = &t->bout[i], *b = &t->bout[i + 1];
        double end = a->end_speed_ms > 0 ? a->end_speed_ms : a->speed_ms;
        group += a->gait != b->gait || (b->gait != GAIT_STILL && fabs(end - b->speed_ms) > 1e-9);
    }
    *ret_still = t->bout[i].gait == GAIT_STILL;
    return group;
}

static void mark_transients(struct truth *t)
{
    bool still;
    for (long i = 0, first = 0; i < t->rows; i++) {
        int group = group_at(t, t->row[i].t_s, &still);
        t->row[i].transient = still;
        if (i + 1 < t->rows && group_at(t, t->row[i + 1].t_s, &still) == group)
            continue;
        for (long k = first; k <= i; k++)
            if (k < first + ENDS || k > i - ENDS)
                t->row[k].transient = true;
        first = i + 1;
    }
}

static void put_row(FILE *f, const struct row *r)
{
    double g = GAIT_G_MS2;
    put(f, r->t_s, 5, r->right ? ",right," : ",left,");
    put(f, r->toe_off_s, 5, ",");
    put(f, r->peak.resultant / g, 4, ",");
    put(f, r->peak.axial / g, 4, ",");
    put(f, r->peak.back / g, 4, ",");
    put(f, r->back_stance / g, 4, ",");
    put(f, r->attenuation_db, 3, ",");
    put(f, r->band_g2, 5, r->transient ? ",1," : ",0,");
    put(f, r->peak.pod / g, 4, ",");
    put(f, r->peak.pod_axial / g, 4, "\n");
}

static int close_file(const struct truth *t, FILE *f, const char *name, char *why, size_t why_size)
{
    bool bad = ferror(f) != 0;
    bad = fclose(f) != 0 || bad;
    if (bad)
        snprintf(why, why_size, "%s/%s cannot be finished: %s", t->folder, name, strerror(errno));
    return bad ? -1 : 0;
}

static int put_strides(struct truth *t, char *why, size_t why_size)
{
    FILE *f = open_in(t->folder, "truth-strides.csv", why, why_size);
    if (!f)
        return -1;
    fputs("t_s,side,toe_off_s,peak_g,axial_g,back_impact_g,back_peak_g,attenuation_db,"
          "impact_band_g2,transient,pod_peak_g,pod_axial_g\n",
          f);
    mark_transients(t);
    for (long i = 0; i < t->rows; i++)
        put_row(f, &t->row[i]);
    return close_file(t, f, "truth-strides.csv", why, why_size);
}

int truth_close(struct truth *t, char *why, size_t why_size)
{
    if (!t)
        return 0;
    int fault = close_file(t, t->events, "truth.csv", why, why_size);
    if (!fault && t->full) {
        snprintf(why, why_size, "%s cannot be made: out of memory", t->folder);
        fault = -1;
    }
    if (!fault)
        fault = put_strides(t, why, why_size);
    free(t->row);
    free(t);
    return fault;
}
