/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/compare_parts.h"
#include "ctl/compare_strides.h"
#include "ctl/results.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* One session being read. */
struct reading {
    struct compare *c;
    struct compare_session *s;
};

static void note_surface(struct compare *c, const char *surface)
{
    for (int i = 0; i < c->surfaces; i++)
        if (strcmp(c->surface[i], surface) == 0)
            return;
    if (c->surfaces < COMPARE_SURFACES)
        gait_name_copy(c->surface[c->surfaces++], surface);
}

static void take_summary(struct reading *r, const struct gait_event *e)
{
    enum gait_measure m = e->u.summary.measure;
    struct gait_season_side is = {.clean = e->u.summary.clean,
                                  .mean = e->u.summary.mean,
                                  .speed_ms = NAN,
                                  .cadence_spm = NAN,
                                  .contact_ms = NAN};
    note_surface(r->c, e->u.summary.surface);
    if (strcmp(e->u.summary.surface, r->c->a) == 0) {
        r->s->has_a = true;
        r->s->a[m] = is;
    }
    if (strcmp(e->u.summary.surface, r->c->b) == 0) {
        r->s->has_b = true;
        r->s->b[m] = is;
    }
}

static bool take(void *user, const struct gait_event *e)
{
    struct reading *r = user;
    if (e->kind == GAIT_EVENT_SUMMARY)
        take_summary(r, e);
    if (e->kind == GAIT_EVENT_COMPARISON && !e->u.comparison.so_far &&
        strcmp(e->u.comparison.a, r->c->a) == 0 && strcmp(e->u.comparison.b, r->c->b) == 0) {
        r->s->is[e->u.comparison.measure] = true;
        r->s->within[e->u.comparison.measure] = *e;
    }
    return true;
}

static bool compared(const struct compare_session *s)
{
    for (int m = 0; m < GAIT_MEASURES; m++)
        if (s->is[m])
            return true;
    return !(s->has_a && s->has_b);
}

static void set_pace(struct gait_season_side side[GAIT_MEASURES])
{
    for (int m = 0; m < GAIT_MEASURES; m++) {
        bool cadence = side[GAIT_MEASURE_CADENCE].clean, contact = side[GAIT_MEASURE_CONTACT].clean;
        side[m].cadence_spm = cadence ? side[GAIT_MEASURE_CADENCE].mean : (double)NAN;
        side[m].contact_ms = contact ? side[GAIT_MEASURE_CONTACT].mean : (double)NAN;
    }
}

static bool take_sensor(void *user, const struct gait_event *e)
{
    answer_sensors_add(user, e);
    return true;
}

/* From what is kept; from the strides where it says nothing of these two surfaces. */
static int read_one(struct compare *c, struct compare_session *s, char *why, size_t why_size)
{
    struct store *from = s->which->store;
    const struct store_session *is = &s->which->is;
    struct reading r = {.c = c, .s = s};
    if (results_of(from, is, true, take, &r, why, why_size) < 0)
        return -1;
    if (!compared(s) && compare_strides(from, is, c->a, c->b, take, &r, why, why_size) < 0)
        return -1;
    set_pace(s->a);
    set_pace(s->b);
    return store_read(from, is->id, GAIT_EVENT_SENSOR, take_sensor, &s->sensors, why, why_size) < 0
               ? -1
               : 0;
}

static int read_speed(const struct compare_session *s, const char *surface,
                      struct gait_season_side side[GAIT_MEASURES], char *why, size_t why_size)
{
    double speed;
    if (compare_speed(s->which->store, s->which->is.id, surface, &speed, why, why_size) < 0)
        return -1;
    for (int m = 0; m < GAIT_MEASURES; m++)
        side[m].speed_ms = speed;
    return 0;
}

/* Speeds of whole sessions are needed only where sessions are compared with one another. */
static int read_speeds(struct compare *c, char *why, size_t why_size)
{
    for (int i = 0; i < c->n; i++)
        if (c->session[i].has_a && c->session[i].has_b)
            return 0;
    for (int i = 0; i < c->n; i++) {
        struct compare_session *s = &c->session[i];
        if ((s->has_a && read_speed(s, c->a, s->a, why, why_size) < 0) ||
            (s->has_b && read_speed(s, c->b, s->b, why, why_size) < 0))
            return -1;
    }
    return 0;
}

int compare_read(struct compare *c, const struct which *w, char *why, size_t why_size)
{
    bool seen = isatty(STDERR_FILENO);
    c->session = calloc((size_t)w->n + 1, sizeof *c->session);
    if (!c->session) {
        snprintf(why, why_size, "no memory for %d sessions", w->n);
        return -1;
    }
    for (c->n = 0; c->n < w->n; c->n++) {
        c->session[c->n].which = &w->one[c->n];
        if (seen && w->n > 20)
            fprintf(stderr, "\rsession %d of %d", c->n + 1, w->n);
        if (read_one(c, &c->session[c->n], why, why_size) < 0) {
            compare_free(c);
            return -1;
        }
    }
    if (seen && w->n > 20)
        fputc('\n', stderr);
    if (read_speeds(c, why, why_size) < 0) {
        compare_free(c);
        return -1;
    }
    return 0;
}

void compare_free(struct compare *c)
{
    free(c->session);
    c->session = NULL;
    c->n = 0;
}

/* How many sessions the runner has; *ret_any: one of them measured this. */
static int gather(const struct compare *c, const char *runner, enum gait_measure m,
                  struct gait_season_session *session, bool *ret_any)
{
    int n = 0;
    *ret_any = false;
    for (int i = 0; i < c->n; i++) {
        const struct compare_session *s = &c->session[i];
        if (strcmp(s->which->is.runner, runner) != 0)
            continue;
        *ret_any = *ret_any || s->is[m] || s->a[m].clean || s->b[m].clean;
        session[n++] = (struct gait_season_session){
            .within = s->is[m] ? &s->within[m] : NULL, .a = s->a[m], .b = s->b[m]};
    }
    return n;
}

int compare_season(const struct compare *c, const char *runner,
                   struct gait_event ret[GAIT_MEASURES])
{
    struct gait_season_session *session = calloc((size_t)c->n + 1, sizeof *session);
    struct gait_season_use use[GAIT_MEASURES];
    int n = 0;
    for (int m = 0; session && m < GAIT_MEASURES; m++) {
        bool any;
        int sessions = gather(c, runner, (enum gait_measure)m, session, &any);
        if (!any)
            continue;
        gait_season((enum gait_measure)m, c->a, c->b, session, sessions, &ret[n], &use[n]);
        gait_name_copy(ret[n].runner, runner);
        if (!use[n].used) /* the peak at the leg, else at the back */
            ret[n].u.comparison.primary =
                m == GAIT_MEASURE_PEAK || (m == GAIT_MEASURE_BACK_PEAK &&
                                           ret[0].u.comparison.measure != GAIT_MEASURE_PEAK);
        n++;
    }
    free(session);
    gait_season_holm(ret, use, n);
    return n;
}
