/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/season_parts.h>
#include <gait/sentence.h>

#include <math.h>
#include <string.h>

struct text {
    char *to;
    size_t n, room;
};

/* Whole or not at all. */
static void put(struct text *t, const char *from)
{
    size_t n = strlen(from);
    if (t->n + n >= t->room)
        return;
    memcpy(t->to + t->n, from, n + 1);
    t->n += n;
}

static void put_count(struct text *t, uint32_t n)
{
    char digits[11] = "";
    size_t i = sizeof digits - 1;
    do
        digits[--i] = (char)('0' + n % 10);
    while (n /= 10);
    put(t, digits + i);
}

static bool put_part(struct text *t, bool first, uint32_t n, const char *what)
{
    if (n == 0)
        return first;
    put(t, first ? "" : ", ");
    put_count(t, n);
    put(t, what);
    return false;
}

static void put_unused(struct text *t, const struct gait_season_count *c, bool one_surface)
{
    bool first = put_part(t, true, c->not_comparable, " not comparable");
    first = put_part(t, first, c->too_few, " with too few strides");
    first = put_part(t, first, c->loose, " too uncertain");
    if (one_surface)
        put_part(t, first, c->one_surface, " with one of the surfaces");
}

static void append_clause(struct gait_event *ret, const char *clause)
{
    char *why = ret->u.comparison.why;
    struct text t = {.to = why, .n = strlen(why), .room = sizeof ret->u.comparison.why};
    put(&t, clause);
}

static void say_sessions(const struct gait_season_task *t, bool between, struct gait_event *ret)
{
    const struct gait_season_count *c = &t->count;
    char clause[GAIT_SENTENCE_MAX] = "";
    struct text x = {.to = clause, .room = sizeof clause};
    put(&x, "; ");
    put_count(&x, ret->u.comparison.sessions);
    put(&x, ret->u.comparison.sessions == 1 ? " session" : " sessions");
    if (between)
        put(&x, ", none with both surfaces");
    append_clause(ret, clause);
    if (between || !(c->not_comparable || c->too_few || c->loose || c->one_surface))
        return;
    x.n = 0;
    put(&x, "; left out: ");
    put_unused(&x, c, true);
    append_clause(ret, clause);
}

static void say_mounting(struct gait_event *ret)
{
    struct text x = {.to = ret->u.comparison.why, .room = sizeof ret->u.comparison.why};
    put(&x, "never in one session, and re-mounting a sensor alone moves the peak by about a gram: "
            "run both in one session, or 3 sessions of each (so far ");
    put_count(&x, ret->u.comparison.stretches_a);
    put(&x, " of ");
    put(&x, ret->u.comparison.a);
    put(&x, ", ");
    put_count(&x, ret->u.comparison.stretches_b);
    put(&x, " of ");
    put(&x, ret->u.comparison.b);
    put(&x, ")");
}

void gait_season_say(const struct gait_season_task *t, enum gait_season_reason reason, bool between,
                     struct gait_event *ret)
{
    static const struct gait_sentence_facts plain = {.reason = GAIT_SENTENCE_PLAIN};
    struct text x = {.to = ret->u.comparison.why, .room = sizeof ret->u.comparison.why};
    if (reason == GAIT_SEASON_MOUNTING)
        say_mounting(ret);
    else if (reason == GAIT_SEASON_PACE)
        put(&x, "the sessions on one surface were run at another pace than those on the other; "
                "pace alone can do this, so run both in one session");
    else if (reason == GAIT_SEASON_NONE) {
        put(&x, "no session can be compared by itself: ");
        put_unused(&x, &t->count, true);
    } else {
        if (t->count.used != 1)
            gait_sentence(ret, &plain);
        say_sessions(t, between, ret);
    }
}
