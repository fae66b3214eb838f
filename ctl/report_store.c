/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/report_store.h"

#include "ctl/results.h"

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

static int add_session(struct report *r, struct store *s, const struct store_session *is, char *why,
                       size_t why_size)
{
    struct totals t;
    int i = 0;
    while (i < r->weeks && !(is->begun_ns >= r->week[i].monday_ns &&
                             is->begun_ns < monday(r->week[i].monday_ns, 1)))
        i++;
    if (i == r->weeks)
        return 0;
    if (totals_of(s, is, TOTALS_SUMMARIES, &t, why, why_size) < 0)
        return -1;
    struct report_week *week = &r->week[i];
    week->sessions++;
    week->shock_g += isfinite(t.shock_g) ? t.shock_g : 0;
    for (int k = 0; k < t.surfaces; k++)
        week->landings[report_surface(r, t.surface[k].name)] += t.surface[k].landings;
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
    static const enum gait_event_kind kinds[] = {GAIT_EVENT_SENSOR, GAIT_EVENT_STRIDE,
                                                 GAIT_EVENT_GAP, GAIT_EVENT_SPECTRUM};
    ret->is = *is;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (store_read(s, is->id, kinds[i], take, ret, why, why_size) < 0)
            return -1;
    if (results_of(s, is, false, take, ret, why, why_size) < 0)
        return -1;
    if (report_done(ret) < 0) {
        snprintf(why, why_size, "no memory");
        return -1;
    }
    if (totals_of(s, is, TOTALS_STRIDES, &ret->totals, why, why_size) < 0)
        return -1;
    if (read_weeks(ret, s, why, why_size) < 0)
        return -1;
    return findings_of(s, is, &ret->findings, why, why_size) < 0 ? -1 : 0;
}
