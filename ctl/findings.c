/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/findings_parts.h"

#include "daemon/json.h"
#include "daemon/number.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const float clean_confidence = 0.5f;
static const int64_t before_ns =
    INT64_C(1800) * 1000000000; /* what came earlier is another outing */

void findings_add(struct findings *f, const char *group, const char *name,
                  struct findings_range range, uint32_t n, bool notice, const char *format, ...)
{
    struct finding is = {.group = group, .value = range.is, .low = range.low, .high = range.high};
    va_list ap;
    if (f->n < 0)
        return;
    struct finding *more = realloc(f->item, (size_t)(f->n + 1) * sizeof *more);
    if (!more) {
        free(f->item);
        *f = (struct findings){.n = -1};
        return;
    }
    is.n = n;
    is.notice = notice;
    snprintf(is.name, sizeof is.name, "%s", name);
    va_start(ap, format);
    vsnprintf(is.says, sizeof is.says, format, ap);
    va_end(ap);
    f->item = more;
    f->item[f->n++] = is;
}

void findings_free(struct findings *f)
{
    free(f->item);
    *f = (struct findings){0};
}

/* ---- one pass over the strides ---- */

static struct gait_phases *phases_of(struct findings_strides *s, const struct gait_event *e,
                                     double seconds)
{
    int i = 0;
    while (i < s->sensors && strcmp(s->sensor[i], e->sensor) != 0)
        i++;
    if (i == GAIT_SENSORS_MAX)
        return NULL;
    if (i == s->sensors) {
        s->phases[i] = gait_phases_new();
        s->full |= !s->phases[i];
        gait_name_copy(s->sensor[i], e->sensor);
        s->trunk[i] = e->u.step.trunk;
        s->sensors++;
    }
    s->seconds[i] += seconds;
    return s->phases[i];
}

static void take_form(struct gait_form *form, const struct gait_event *e)
{
    const char *on = e->u.step.surface;
    bool clipped = e->impact.clipped;
    if (e->state != GAIT_RUN || e->impact.gap || e->u.step.confidence < clean_confidence)
        return;
    if (e->u.step.trunk) {
        gait_form_add(form, e->t_ns, on, GAIT_FORM_BACK, GAIT_SIDE_NONE, (double)e->impact.peak_g,
                      clipped);
        return;
    }
    gait_form_add(form, e->t_ns, on, GAIT_FORM_PEAK, e->side, (double)e->impact.peak_g, clipped);
    gait_form_add(form, e->t_ns, on, GAIT_FORM_ATTENUATION, e->side,
                  (double)e->u.step.stance.attenuation_db, clipped);
    gait_form_add(form, e->t_ns, on, GAIT_FORM_CADENCE, e->side, (double)e->u.step.cadence_spm,
                  false);
    if (e->u.step.toe_off_ns != GAIT_NO_TIME)
        gait_form_add(form, e->t_ns, on, GAIT_FORM_CONTACT, e->side,
                      (double)(e->u.step.toe_off_ns - e->t_ns) * 1e-6, false);
}

static bool take_stride(void *user, const struct gait_event *e)
{
    struct findings_strides *s = user;
    double seconds = (double)(e->u.step.next_contact_ns - e->t_ns) * 1e-9;
    seconds /= e->u.step.trunk ? 2 : 1; /* one begins at every contact of either foot */
    struct gait_phases *p = phases_of(s, e, seconds);
    if (p)
        gait_phases_add(p, e, seconds);
    take_form(s->form, e);
    return !s->full;
}

/* ---- before the session ---- */

struct moved {
    int64_t begun_ns, since_ns, walk_ns, first_ns;
    enum gait_state state;
};

static void walk_until(struct moved *m, int64_t t_ns)
{
    int64_t from = m->begun_ns - before_ns;
    from = m->since_ns > from ? m->since_ns : from;
    int64_t to = t_ns < m->begun_ns ? t_ns : m->begun_ns;
    if (m->first_ns != GAIT_NO_TIME && m->state == GAIT_WALK && to > from)
        m->walk_ns += to - from;
}

static bool take_gait(void *user, const struct gait_event *e)
{
    struct moved *m = user;
    walk_until(m, e->t_ns);
    if (m->first_ns == GAIT_NO_TIME)
        m->first_ns = e->t_ns;
    m->since_ns = e->t_ns;
    m->state = e->state;
    return e->t_ns < m->begun_ns;
}

static int look_before(struct store *s, const struct store_session *session,
                       struct findings_before *ret, char *why, size_t why_size)
{
    struct moved m = {.begun_ns = session->begun_ns, .first_ns = GAIT_NO_TIME};
    if (store_read(s, session->id, GAIT_EVENT_GAIT, take_gait, &m, why, why_size) < 0)
        return -1;
    if (m.since_ns < session->begun_ns)
        walk_until(&m, session->begun_ns);
    bool seen = m.first_ns != GAIT_NO_TIME && m.first_ns <= session->begun_ns;
    ret->seen_min = seen ? (double)(session->begun_ns - m.first_ns) / 60e9 : NAN;
    ret->walk_min = (double)m.walk_ns / 60e9;
    return 0;
}

/* ---- all ---- */

static int gather(struct store *s, const struct store_session *session,
                  struct findings_strides *all, struct findings *ret, char *why, size_t why_size)
{
    struct findings_before before;
    struct totals totals;
    if (store_read(s, session->id, GAIT_EVENT_STRIDE, take_stride, all, why, why_size) < 0 ||
        look_before(s, session, &before, why, why_size) < 0 ||
        totals_of(s, session, TOTALS_STRIDES, &totals, why, why_size) < 0)
        return -1;
    findings_phases(ret, all, &before);
    findings_form(ret, all->form);
    if (findings_load(ret, s, session, &totals, why, why_size) < 0)
        return -1;
    return findings_shoes(ret, s, session, why, why_size);
}

int findings_of(struct store *s, const struct store_session *session, struct findings *ret,
                char *why, size_t why_size)
{
    struct findings_strides *all = calloc(1, sizeof *all);
    int result = -1;
    *ret = (struct findings){0};
    snprintf(why, why_size, "out of memory");
    if (all && (all->form = gait_form_new()))
        result = gather(s, session, all, ret, why, why_size);
    if (result == 0 && (all->full || ret->n < 0)) {
        snprintf(why, why_size, "out of memory");
        result = -1;
    }
    for (int i = 0; all && i < all->sensors; i++)
        gait_phases_free(all->phases[i]);
    gait_form_free(all ? all->form : NULL);
    free(all);
    if (result < 0)
        findings_free(ret);
    return result < 0 ? -1 : ret->n;
}

static bool begins(const char *name, const char *with)
{
    return strncmp(name, with, strlen(with)) == 0;
}

bool finding_repeats(const struct finding *f, bool load_table)
{
    if (strcmp(f->group, "form") == 0)
        return strstr(f->name, "_since_min") ||
               (strstr(f->name, "_drift_") && !strstr(f->name, "asymmetry") && f->low <= 0 &&
                f->high >= 0);
    if (strcmp(f->group, "load") != 0)
        return false;
    if (begins(f->name, "landings_"))
        return true;
    return load_table && (begins(f->name, "shock_g") || strcmp(f->name, "landings") == 0 ||
                          (strcmp(f->name, "lost_landings") == 0 && !(f->value > 0)));
}

size_t finding_json(char line[FINDING_LINE_MAX], const struct finding *f)
{
    char value[NUMBER_MAX], low[NUMBER_MAX], high[NUMBER_MAX], says[2 * GAIT_SENTENCE_MAX];
    char name[2 * sizeof f->name];
    number_fixed(value, f->value, 3);
    number_fixed(low, f->low, 3);
    number_fixed(high, f->high, 3);
    json_string(name, sizeof name, f->name);
    json_string(says, sizeof says, f->says);
    int n = snprintf(line, FINDING_LINE_MAX,
                     "{\"type\":\"finding\",\"group\":\"%s\",\"name\":%s,\"value\":%s,"
                     "\"ci95_low\":%s,\"ci95_high\":%s,\"n\":%u,\"notice\":%s,\"says\":%s}",
                     f->group, name, value, low, high, f->n, f->notice ? "true" : "false", says);
    return n > 0 ? (size_t)n : 0;
}
