/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/report_store.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A session whose time is not known begins in 1970, and is of no week. */
static const int64_t dated_ns = INT64_C(315532800) * 1000000000;

static bool take(void *user, const struct gait_event *e)
{
    report_take(user, e);
    return true;
}

/* Local midnight of the Monday of that week, and so many weeks later. */
static int64_t monday(int64_t t_ns, int weeks)
{
    time_t at = (time_t)(t_ns / 1000000000);
    struct tm day;
    if (!localtime_r(&at, &day))
        return GAIT_NO_TIME;
    day.tm_mday += 7 * weeks - (day.tm_wday + 6) % 7;
    day.tm_hour = day.tm_min = day.tm_sec = 0;
    day.tm_isdst = -1;
    return (int64_t)mktime(&day) * 1000000000;
}

/* The peaks of one session's summaries, into a week. */
struct weighing {
    struct report *r;
    struct report_week *week;
    enum gait_measure measure;
};

static bool weigh(void *user, const struct gait_event *e)
{
    struct weighing *w = user;
    int s = 0;
    if (e->u.summary.measure != w->measure)
        return true;
    while (s < w->r->surfaces && strcmp(w->r->surface[s], e->u.summary.surface) != 0)
        s++;
    if (s == w->r->surfaces) {
        if (s == REPORT_SURFACES)
            s = REPORT_SURFACES - 1;
        else
            gait_name_copy(w->r->surface[w->r->surfaces++], e->u.summary.surface);
    }
    w->week->load[s].landings += e->u.summary.clean;
    if (isfinite(e->u.summary.mean))
        w->week->load[s].sum_g += e->u.summary.mean * e->u.summary.clean;
    return true;
}

static int add_session(struct report *r, struct store *s, const struct store_session *is,
                       char *why, size_t why_size)
{
    enum gait_measure m = r->has_limb ? GAIT_MEASURE_PEAK : GAIT_MEASURE_BACK_PEAK;
    for (int i = 0; i < r->weeks; i++) {
        struct weighing w = {.r = r, .week = &r->week[i], .measure = m};
        if (is->begun_ns < r->week[i].monday_ns ||
            is->begun_ns >= monday(r->week[i].monday_ns, 1))
            continue;
        r->week[i].sessions++;
        return store_read(s, is->id, GAIT_EVENT_SUMMARY, weigh, &w, why, why_size);
    }
    return 0;
}

/* Only where the store has other sessions of this runner in these weeks. */
static int read_weeks(struct report *r, struct store *s, char *why, size_t why_size)
{
    struct store_session *all = NULL;
    int result = 0, others = 0;
    if (r->is.begun_ns < dated_ns)
        return 0;
    int n = store_sessions(s, monday(r->is.begun_ns, 1 - REPORT_WEEKS), monday(r->is.begun_ns, 1),
                           &all, why, why_size);
    if (n < 0)
        return -1;
    for (int i = 0; i < n; i++)
        others += all[i].id != r->is.id && strcmp(all[i].runner, r->is.runner) == 0;
    r->weeks = others > 0 ? REPORT_WEEKS : 0;
    for (int k = 0; k < r->weeks; k++)
        r->week[k].monday_ns = monday(r->is.begun_ns, k + 1 - REPORT_WEEKS);
    for (int i = 0; r->weeks && i < n && result >= 0; i++)
        if (strcmp(all[i].runner, r->is.runner) == 0)
            result = add_session(r, s, &all[i], why, why_size);
    free(all);
    return result < 0 ? -1 : 0;
}

int report_read(struct report *ret, struct store *s, const struct store_session *is, char *why,
                size_t why_size)
{
    /* Sensors first: a stride is of the place its sensor is worn at. */
    static const enum gait_event_kind kinds[] = {GAIT_EVENT_SENSOR,     GAIT_EVENT_STRIDE,
                                                 GAIT_EVENT_GAP,        GAIT_EVENT_SUMMARY,
                                                 GAIT_EVENT_COMPARISON, GAIT_EVENT_DRIFT,
                                                 GAIT_EVENT_SPECTRUM};
    ret->is = *is;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (store_read(s, is->id, kinds[i], take, ret, why, why_size) < 0)
            return -1;
    if (report_done(ret) < 0) {
        snprintf(why, why_size, "no memory");
        return -1;
    }
    if (read_weeks(ret, s, why, why_size) < 0)
        return -1;
    return findings_of(s, is, &ret->findings, why, why_size) < 0 ? -1 : 0;
}
