/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/diary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NONE GAIT_EVENT_STEP /* what is not remembered */

void diary_begin(struct diary *d, const char *source, int64_t quiet_ns)
{
    memset(d, 0, sizeof *d);
    snprintf(d->source, sizeof d->source, "%s", source);
    d->quiet_ns = quiet_ns;
    d->surface.kind = d->speed.kind = NONE;
}

/* NULL: more runners than there are places for. */
static struct diary_runner *runner_of(struct diary *d, const char *name)
{
    for (int i = 0; i < d->runners; i++)
        if (strcmp(d->runner[i].name, name) == 0)
            return &d->runner[i];
    if (d->runners == DIARY_RUNNERS_MAX)
        return NULL;
    struct diary_runner *r = &d->runner[d->runners++];
    *r = (struct diary_runner){.newest_ns = GAIT_NO_TIME, .until_ns = GAIT_NO_TIME};
    gait_name_copy(r->name, name);
    return r;
}

static int keep_one(struct store *s, const struct diary_runner *r, const struct gait_event *e,
                    char *why, size_t why_size)
{
    return store_event(s, r->session, e, why, why_size) < 0 ? -1 : 0;
}

static void remember_gait(struct diary_runner *r, int64_t t_ns, enum gait_state state)
{
    if (r->gaits == DIARY_GAITS)
        memmove(r->gait, r->gait + 1, (size_t)--r->gaits * sizeof *r->gait);
    r->gait[r->gaits++] = (struct diary_gait){t_ns, state};
    r->state = state;
}

static int keep_gaits(struct store *s, struct diary_runner *r, char *why, size_t why_size)
{
    for (int i = 0; i < r->gaits; i++) {
        struct gait_event e = {.kind = GAIT_EVENT_GAIT,
                               .t_ns = r->gait[i].t_ns,
                               .announced_ns = r->gait[i].t_ns,
                               .state = r->gait[i].state};
        gait_name_copy(e.runner, r->name);
        if (keep_one(s, r, &e, why, why_size) < 0)
            return -1;
    }
    return 0;
}

/* What was said before the session began and holds in it. */
static int keep_before(struct diary *d, struct store *s, struct diary_runner *r, char *why,
                       size_t why_size)
{
    for (int i = 0; i < d->sensors; i++)
        if (strcmp(d->sensor[i].runner, r->name) == 0 &&
            keep_one(s, r, &d->sensor[i], why, why_size) < 0)
            return -1;
    if (d->surface.kind != NONE && keep_one(s, r, &d->surface, why, why_size) < 0)
        return -1;
    return d->speed.kind != NONE ? keep_one(s, r, &d->speed, why, why_size) : 0;
}

static void remember_impact(struct diary *d, const struct gait_event *e)
{
    if (d->impacts == DIARY_IMPACTS)
        memmove(d->impact, d->impact + 1, (size_t)--d->impacts * sizeof *d->impact);
    d->impact[d->impacts++] = *e;
}

/* The landings of its first strides, which were known before these. */
static int keep_impacts(struct diary *d, struct store *s, const struct diary_runner *r, char *why,
                        size_t why_size)
{
    int n = 0, result = 0;

    for (int i = 0; i < d->impacts && result == 0; i++) {
        const struct gait_event *e = &d->impact[i];
        if (strcmp(e->runner, r->name) != 0)
            d->impact[n++] = *e;
        else if (e->t_ns >= r->begun_ns)
            result = keep_one(s, r, e, why, why_size);
    }
    d->impacts = n;
    return result;
}

static int open_session(struct diary *d, struct store *s, struct diary_runner *r, int64_t t_ns,
                        char *why, size_t why_size)
{
    struct store_session is = {
        .begun_ns = t_ns, .ended_ns = GAIT_NO_TIME, .newest_ns = GAIT_NO_TIME};

    gait_name_copy(is.runner, r->name);
    snprintf(is.source, sizeof is.source, "%s", d->source);
    if (store_session_new(s, &is, &r->session, why, why_size) < 0)
        return -1;
    r->begun_ns = t_ns;
    r->newest_ns = r->until_ns = GAIT_NO_TIME;
    r->strides = 0;
    r->split = false;
    if (keep_gaits(s, r, why, why_size) < 0)
        return -1;
    if (keep_before(d, s, r, why, why_size) < 0)
        return -1;
    return keep_impacts(d, s, r, why, why_size);
}

static struct diary_stored stored_of(const struct diary *d, const struct diary_runner *r)
{
    return (struct diary_stored){.runner = (int)(r - d->runner),
                                 .session = r->session,
                                 .newest_ns = r->newest_ns,
                                 .strides = r->strides};
}

static int close_session(struct diary *d, struct store *s, struct diary_runner *r, char *why,
                         size_t why_size)
{
    struct store_session is;
    int found = store_session_get(s, r->session, &is, why, why_size);

    if (r->news && d->closeds < DIARY_CLOSED_MAX)
        d->closed[d->closeds++] = stored_of(d, r);
    r->news = false;
    r->session = 0;
    r->until_ns = GAIT_NO_TIME;
    r->gaits = 0;
    if (found > 0)
        remember_gait(r, is.newest_ns == GAIT_NO_TIME ? is.begun_ns : is.newest_ns, r->state);
    if (found <= 0)
        return found; /* somebody took it out of the file */
    is.ended_ns = is.newest_ns == GAIT_NO_TIME ? is.begun_ns : is.newest_ns;
    return store_session_set(s, &is, why, why_size);
}

/* A session that was taken up after a crash goes on where the new strides follow the old. */
static bool follows(const struct diary *d, const struct diary_runner *r, int64_t t_ns)
{
    return r->newest_ns == GAIT_NO_TIME || llabs(t_ns - r->newest_ns) <= d->quiet_ns;
}

/* An event that only a runner in a session has. */
static int take_running(struct diary *d, struct store *s, struct diary_runner *r,
                        const struct gait_event *e, char *why, size_t why_size)
{
    if (r->session && r->until_ns != GAIT_NO_TIME) {
        bool on = follows(d, r, e->t_ns);
        r->until_ns = GAIT_NO_TIME;
        if (!on && close_session(d, s, r, why, why_size) < 0)
            return -1;
        if (on && (store_forget_results(s, r->session, why, why_size) < 0 ||
                   keep_before(d, s, r, why, why_size) < 0))
            return -1;
    }
    return r->session ? 0 : open_session(d, s, r, e->t_ns, why, why_size);
}

static int take_session(struct diary *d, struct store *s, struct diary_runner *r,
                        const struct gait_event *e, char *why, size_t why_size)
{
    if (!e->u.session.ended)
        return take_running(d, s, r, e, why, why_size);
    if (!r->session || r->until_ns != GAIT_NO_TIME)
        return 0;
    return close_session(d, s, r, why, why_size);
}

static bool is_result(enum gait_event_kind kind)
{
    return kind == GAIT_EVENT_SUMMARY || kind == GAIT_EVENT_COMPARISON || kind == GAIT_EVENT_DRIFT;
}

static int take_of(struct diary *d, struct store *s, struct diary_runner *r,
                   const struct gait_event *e, char *why, size_t why_size)
{
    bool stride = e->kind == GAIT_EVENT_STRIDE && e->state == GAIT_RUN;

    if (e->kind == GAIT_EVENT_SESSION)
        return take_session(d, s, r, e, why, why_size);
    if (stride && take_running(d, s, r, e, why, why_size) < 0)
        return -1;
    if (e->kind == GAIT_EVENT_GAIT && !r->session)
        remember_gait(r, e->t_ns, e->state);
    if (e->kind == GAIT_EVENT_SENSOR && !r->session && r->gaits == 0)
        remember_gait(r, e->t_ns, GAIT_STILL);
    r->state = e->kind == GAIT_EVENT_GAIT ? e->state : r->state;
    if (e->kind == GAIT_EVENT_IMPACT && !r->session)
        remember_impact(d, e);
    if (!r->session || r->until_ns != GAIT_NO_TIME || (r->split && is_result(e->kind)))
        return 0;
    if (keep_one(s, r, e, why, why_size) < 0)
        return -1;
    if (stride) {
        r->strides++;
        r->news = true;
        d->strides++;
        if (r->newest_ns == GAIT_NO_TIME || e->t_ns > r->newest_ns)
            r->newest_ns = e->t_ns;
    }
    return 0;
}

static void remember_sensor(struct diary *d, const struct gait_event *e)
{
    int i = 0;
    while (i < d->sensors && (strcmp(d->sensor[i].sensor, e->sensor) != 0 ||
                              strcmp(d->sensor[i].runner, e->runner) != 0))
        i++;
    if (i == GAIT_SENSORS_MAX)
        return;
    d->sensor[i] = *e;
    if (i == d->sensors)
        d->sensors++;
}

bool diary_wants(const struct gait_event *e)
{
    return e->kind == GAIT_EVENT_SESSION || store_keeps(e);
}

int diary_take(struct diary *d, struct store *s, const struct gait_event *e, char *why,
               size_t why_size)
{
    if (!diary_wants(e))
        return 0;
    if (e->kind == GAIT_EVENT_SENSOR)
        remember_sensor(d, e);
    if (e->kind == GAIT_EVENT_SURFACE)
        d->surface = *e;
    if (e->kind == GAIT_EVENT_SPEED)
        d->speed = *e;
    struct diary_runner *r = *e->runner ? runner_of(d, e->runner) : NULL;
    if (r)
        return take_of(d, s, r, e, why, why_size);
    for (int i = 0; i < d->runners && !*e->runner; i++) /* of nobody: of all */
        if (take_of(d, s, &d->runner[i], e, why, why_size) < 0)
            return -1;
    return 0;
}

int diary_recover(struct diary *d, struct store *s, int64_t now_ns, char *why, size_t why_size)
{
    struct store_session *all;
    int n = store_sessions(s, INT64_MIN, INT64_MAX, &all, why, why_size), result = 0;

    for (int i = 0; i < n && result == 0; i++) {
        struct diary_runner *r;
        if (all[i].ended_ns != GAIT_NO_TIME || strcmp(all[i].source, d->source) != 0 ||
            !(r = runner_of(d, all[i].runner)))
            continue;
        if (r->session) /* two of one runner: the later goes on */
            result = close_session(d, s, r, why, why_size);
        r->session = all[i].id;
        r->begun_ns = all[i].begun_ns;
        r->newest_ns = all[i].newest_ns;
        r->strides = all[i].strides;
        r->split = true;
        int64_t at_ns = r->newest_ns == GAIT_NO_TIME ? r->begun_ns : r->newest_ns;
        r->until_ns = at_ns + d->quiet_ns;
        if (result == 0 && (now_ns > r->until_ns || now_ns < at_ns - d->quiet_ns))
            result = close_session(d, s, r, why, why_size);
    }
    free(all);
    return n < 0 ? -1 : result;
}

int diary_check(struct diary *d, struct store *s, char *why, size_t why_size)
{
    for (int i = 0; i < d->runners; i++) {
        struct diary_runner *r = &d->runner[i];
        struct store_session is;
        int found = r->session ? store_session_get(s, r->session, &is, why, why_size) : 1;
        if (found < 0)
            return -1;
        if (r->session && (!found || is.begun_ns != r->begun_ns || strcmp(is.runner, r->name) != 0))
            r->session = 0;
    }
    return 0;
}

int diary_tick(struct diary *d, struct store *s, int64_t now_ns, char *why, size_t why_size)
{
    for (int i = 0; i < d->runners; i++) {
        struct diary_runner *r = &d->runner[i];
        if (r->session && r->until_ns != GAIT_NO_TIME && now_ns > r->until_ns &&
            close_session(d, s, r, why, why_size) < 0)
            return -1;
    }
    return 0;
}

int diary_end(struct diary *d, struct store *s, char *why, size_t why_size)
{
    for (int i = 0; i < d->runners; i++)
        if (d->runner[i].session && close_session(d, s, &d->runner[i], why, why_size) < 0)
            return -1;
    return 0;
}

/* The next one with news, closed ones first. */
static bool next_news(struct diary *d, struct diary_stored *ret)
{
    if (d->closeds > 0) {
        *ret = d->closed[0];
        memmove(d->closed, d->closed + 1, (size_t)--d->closeds * sizeof *d->closed);
        return true;
    }
    for (int i = 0; i < d->runners; i++)
        if (d->runner[i].news) {
            d->runner[i].news = false;
            *ret = stored_of(d, &d->runner[i]);
            return true;
        }
    return false;
}

bool diary_stored(struct diary *d, struct gait_event *ret)
{
    struct diary_stored news;

    if (!next_news(d, &news))
        return false;
    *ret = (struct gait_event){
        .kind = GAIT_EVENT_STORED, .t_ns = news.newest_ns, .announced_ns = news.newest_ns};
    gait_name_copy(ret->runner, d->runner[news.runner].name);
    ret->u.stored.session = (uint32_t)news.session;
    ret->u.stored.strides = news.strides;
    ret->u.stored.to_ns = news.newest_ns;
    return true;
}
