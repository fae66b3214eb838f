/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a place's sensor is: its names, its rule, how it was heard. */
#include "daemon/roster.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define NEWS_NS INT64_C(10000000000)

float roster_range_g(const struct roster_place *p)
{
    if (p->rule && p->rule->range_g > 0)
        return p->rule->range_g;
    return p->range_g > 0 ? p->range_g : p->sent.range_g;
}

const char *roster_unit_a(const struct roster_place *p)
{
    return p->rule ? p->rule->unit_a : "";
}

const char *roster_unit_w(const struct roster_place *p)
{
    return p->rule ? p->rule->unit_w : "";
}

void roster_words(struct roster_place *p)
{
    sent_word_a(&p->sent, roster_unit_a(p), p->unit_a);
    sent_word_w(&p->sent, roster_unit_w(p), p->unit_w);
}

/* By its id, by what it calls itself, or by its source with the port. */
static const struct intake_rule *rule_for(const struct intake_settings *s,
                                          const struct roster_place *p)
{
    char source[GAIT_NAME_MAX] = "";
    if (!p->key.id[0])
        roster_source_name(source, p->key.dialect, &p->from);
    for (int i = 0; i < s->rules; i++) {
        const char *id = s->rule[i].id;
        if (strcmp(id, p->id) == 0 || (p->name[0] && strcmp(id, p->name) == 0) ||
            (source[0] && strcmp(id, source) == 0))
            return &s->rule[i];
    }
    return NULL;
}

void roster_apply_rule(struct roster_place *p)
{
    const struct intake_rule *r = p->rule;
    gait_name_copy(p->is.id, r && r->name[0] ? r->name : p->id);
    p->is.placement = r && r->has_placement ? r->placement : p->placement;
    p->is.side = p->side;
    if (r && r->runner[0])
        gait_name_copy(p->is.runner, r->runner);
    if (r && r->rate_hz > 0)
        p->is.rate_hz = r->rate_hz;
    if (!high_holds(&p->high))
        p->is.range_g = roster_range_g(p);
    roster_words(p);
}

void roster_obey(struct roster_place *p, const struct intake_settings *s)
{
    struct gait_sensor was = p->is;
    p->rule = rule_for(s, p);
    roster_apply_rule(p);
    if (p->is.rate_hz > 0 && p->is.rate_hz != was.rate_hz)
        pace_init(&p->pace, (double)p->is.rate_hz);
    if (memcmp(&was, &p->is, sizeof was) != 0)
        p->declared = false;
}

void roster_introduce(struct roster_place *p, const struct intake_settings *s)
{
    memset(&p->is, 0, sizeof p->is);
    gait_name_copy(p->is.dialect, p->key.dialect);
    gait_name_copy(p->is.runner, p->key.runner[0] ? p->key.runner : s->runner);
    if (p->key.id[0])
        gait_name_copy(p->id, p->key.id);
    else
        roster_source_name(p->id, p->key.dialect, &p->key.from);
    p->rule = rule_for(s, p);
    roster_apply_rule(p);
    pace_init(&p->pace, (double)p->is.rate_hz);
}

static bool is_taken(const struct roster *r, const struct roster_place *p, const char *id)
{
    for (int i = 0; i < GAIT_SENSORS_MAX; i++)
        if (&r->place[i] != p && r->place[i].used && strcmp(r->place[i].is.id, id) == 0 &&
            strcmp(r->place[i].is.runner, p->is.runner) == 0)
            return true;
    return false;
}

void roster_name(struct roster *r, struct roster_place *p, const char *name,
                 const struct intake_settings *s)
{
    if (strcmp(p->name, name) == 0)
        return;
    gait_name_copy(p->name, name);
    if (p->samples == 0 && !p->key.id[0] && !is_taken(r, p, name)) {
        gait_name_copy(p->id, name);
        gait_placement_parse(p->id, &p->placement);
    }
    roster_obey(p, s);
}

void roster_count_sample(struct roster_place *p, const struct roster_moment *m)
{
    struct roster_tally *t = &p->tally;
    p->sampled = *m;
    if (t->since_ns == GAIT_NO_TIME || m->now_ns < t->since_ns ||
        m->now_ns - t->since_ns > 2 * ROSTER_STRETCH_NS) {
        t->since_ns = m->now_ns;
        t->stretch = 0;
    } else if (++t->stretch, m->now_ns - t->since_ns >= ROSTER_STRETCH_NS) {
        t->rate_now_hz = (float)(1e9 * t->stretch / (double)(m->now_ns - t->since_ns));
        t->since_ns = m->now_ns;
        t->stretch = 0;
    }
}

void roster_count_motion(struct roster_place *p, const float a_ms2[3], int64_t now_ns)
{
    struct roster_tally *t = &p->tally;
    float x = sqrtf(a_ms2[0] * a_ms2[0] + a_ms2[1] * a_ms2[1] + a_ms2[2] * a_ms2[2]);
    int64_t age_ns = now_ns - t->moves_ns;
    bool anew = p->samples == 0 || age_ns < 0 || age_ns >= 2 * ROSTER_MOVES_NS;
    if (anew || age_ns >= ROSTER_MOVES_NS) {
        t->least_ms2[1] = anew ? x : t->least_ms2[0];
        t->most_ms2[1] = anew ? x : t->most_ms2[0];
        t->least_ms2[0] = t->most_ms2[0] = x;
        t->moves_ns = now_ns;
    }
    t->least_ms2[0] = fminf(t->least_ms2[0], x);
    t->most_ms2[0] = fmaxf(t->most_ms2[0], x);
}

float roster_motion_g(const struct roster_place *p)
{
    const struct roster_tally *t = &p->tally;
    float least = fminf(t->least_ms2[0], t->least_ms2[1]);
    return (fmaxf(t->most_ms2[0], t->most_ms2[1]) - least) / 9.80665f;
}

void roster_count_refused(struct roster_place *p, enum decode_reason reason)
{
    p->tally.refused++;
    p->tally.reason[reason]++;
    p->tally.late += reason == DECODE_LATE || reason == DECODE_REPEATED;
    p->tally.newest = reason;
    p->tally.newest_ns = p->seen.now_ns;
}

void roster_gesture(struct roster_place *p, const char *what, const char *part)
{
    char text[2 * GAIT_NAME_MAX];
    snprintf(text, sizeof text, "%s%s%s", what, part[0] ? ":" : "", part);
    gait_name_copy(p->gesture, text);
}

static bool is_a_fault(enum decode_reason r)
{
    return r == DECODE_OTHER_SOURCE || r == DECODE_NOT_FINITE || r == DECODE_OUT_OF_RANGE ||
           r == DECODE_NO_GRAVITY;
}

#define STILL_G 0.1f
#define REST_LEAST_G 0.8f /* what a bad zero or scale may make of 1 g */
#define REST_MOST_G 1.25f

/* Held still, it must read gravity. A runner is in the air for a fraction of the time looked at. */
static void rest_why(const struct roster_place *p, char why[GAIT_WHY_MAX])
{
    const struct roster_tally *t = &p->tally;
    float rest_g = fminf(t->least_ms2[0], t->least_ms2[1]) / 9.80665f;
    if (p->samples < ROSTER_CONFIRMED || roster_motion_g(p) > STILL_G ||
        (rest_g > REST_LEAST_G && rest_g < REST_MOST_G))
        return;
    snprintf(why, GAIT_WHY_MAX,
             "At rest it reads %.2f g instead of 1: it sends another unit than is taken for it, or "
             "no gravity, or one value again and again.",
             (double)rest_g);
}

void roster_why(const struct roster_place *p, char why[GAIT_WHY_MAX])
{
    const struct roster_tally *t = &p->tally;
    memset(why, 0, GAIT_WHY_MAX);
    sent_why(&p->sent, roster_unit_a(p), roster_unit_w(p), why);
    if (!why[0] && t->refused && is_a_fault(t->newest) && p->seen.now_ns - t->newest_ns < NEWS_NS)
        snprintf(why, GAIT_WHY_MAX, "%s", decode_reason_name(t->newest));
    if (!why[0])
        rest_why(p, why);
}
