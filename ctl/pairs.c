/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/pairs.h"
#include "ctl/totals.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int pairs_worn(const struct store_shoes *pair, int n, const struct store_session *session)
{
    int best = -1;
    for (int i = 0; i < n; i++) {
        bool theirs = !*pair[i].runner || strcmp(pair[i].runner, session->runner) == 0;
        if (!theirs)
            continue;
        if (*session->shoes && strcmp(pair[i].name, session->shoes) == 0)
            return i;
        if (*session->shoes || pair[i].retired || pair[i].since_ns > session->begun_ns)
            continue;
        if (best < 0 || pair[i].since_ns >= pair[best].since_ns)
            best = i;
    }
    return best;
}

/* The sessions of one pair, for the line. */
struct life {
    int n;
    struct gait_mileage_session *session;
};

static double kilometres(const struct gait_load_run *r)
{
    struct gait_load_range d = gait_load_distance(r);
    return isfinite(d.is) ? d.is : (d.low + d.high) / 2;
}

static void add_session(struct pair *p, struct life *l, const struct totals *t)
{
    double before_km = p->is.before_km + kilometres(&p->run);
    p->sessions++;
    p->run.landings += t->run.landings;
    p->run.placed += t->run.placed;
    p->run.metres += t->run.metres;
    l->session[l->n++] = (struct gait_mileage_session){
        .km = before_km + kilometres(&t->run) / 2,
        .peak_g = t->back ? NAN : t->peak_g,
        .speed_ms = t->speed_ms,
        .cadence_spm = t->cadence_spm,
        .contact_ms = t->contact_ms,
        .hard = t->hard,
    };
}

static void settle(struct pair *p, const struct life *l)
{
    p->km = gait_load_distance(&p->run);
    if (p->run.landings == 0)
        p->km = (struct gait_load_range){0, 0, 0};
    p->km.is += p->is.before_km;
    p->km.low += p->is.before_km;
    p->km.high += p->is.before_km;
    p->has_line = gait_mileage_line(l->session, l->n, &p->line);
}

/* One pass over the sessions; each is summed up once. */
static int walk(struct store *s, const struct store_session *session, int n,
                const struct store_shoes *shoes, int shoes_n, const char *only, struct pair *pair,
                struct life *life, char *why, size_t why_size)
{
    for (int i = 0; i < n; i++) {
        struct totals t;
        int at = pairs_worn(shoes, shoes_n, &session[i]);
        if (at < 0 || (only && strcmp(shoes[at].name, only) != 0))
            continue;
        if (totals_of(s, &session[i], TOTALS_SUMMARIES, &t, why, why_size) < 0)
            return -1;
        if (t.run.landings > 0)
            add_session(&pair[at], &life[at], &t);
    }
    return 0;
}

static int out_of_memory(char *why, size_t why_size)
{
    snprintf(why, why_size, "out of memory");
    return -1;
}

static int gather(struct store *s, const struct store_session *session, int n,
                  const struct store_shoes *shoes, int shoes_n, const char *only, struct pair **ret,
                  char *why, size_t why_size)
{
    struct pair *pair = calloc((size_t)shoes_n + 1, sizeof *pair);
    struct life *life = calloc((size_t)shoes_n + 1, sizeof *life);
    bool ok = pair && life;
    int result = -1, kept = 0;
    for (int i = 0; ok && i < shoes_n; i++) {
        pair[i].is = shoes[i];
        ok = (life[i].session = calloc((size_t)n + 1, sizeof *life[i].session)) != NULL;
    }
    if (ok)
        result = walk(s, session, n, shoes, shoes_n, only, pair, life, why, why_size);
    else
        out_of_memory(why, why_size);
    for (int i = 0; i < shoes_n && result == 0; i++) {
        settle(&pair[i], &life[i]);
        if (!only || strcmp(pair[i].is.name, only) == 0)
            pair[kept++] = pair[i];
    }
    for (int i = 0; life && i < shoes_n; i++)
        free(life[i].session);
    free(life);
    if (result < 0)
        free(pair);
    *ret = result < 0 ? NULL : pair;
    return result < 0 ? -1 : kept;
}

int pairs_of(struct store *s, const struct store_session *session, const char *only,
             struct pair **ret, char *why, size_t why_size)
{
    struct store_session *all = NULL;
    struct store_shoes *shoes = NULL;
    int64_t until_ns = session ? session->begun_ns + 1 : INT64_MAX;
    *ret = NULL;
    int shoes_n = store_shoes(s, &shoes, why, why_size);
    if (shoes_n <= 0)
        return shoes_n;
    int n = store_sessions(s, INT64_MIN, until_ns, &all, why, why_size), result = -1;
    if (n >= 0)
        result = gather(s, all, n, shoes, shoes_n, only, ret, why, why_size);
    free(all);
    free(shoes);
    return result;
}

int pairs_notice(const struct pair *p)
{
    double km = isfinite(p->km.is) ? p->km.is : p->km.low;
    return (km >= GAIT_MILEAGE_LOOK_KM) + (km >= GAIT_MILEAGE_OLD_KM);
}

void pairs_say(const struct pair *p, char *text, size_t size)
{
    if (isfinite(p->km.is))
        snprintf(text, size, "%.0f km", p->km.is);
    else if (p->km.low > 0.9 * p->km.high)
        snprintf(text, size, "about %.0f to %.0f km", p->km.low, p->km.high);
    else
        snprintf(text, size,
                 "not known, %.0f landings here, about %.0f to %.0f km at 1.0 to 1.5 m a step",
                 p->run.landings, p->km.low, p->km.high);
}
