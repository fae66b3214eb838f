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

static void put_unused(struct text *t, const struct gait_season_use *c)
{
    bool first = put_part(t, true, c->not_comparable, " not comparable");
    first = put_part(t, first, c->too_few, " with too few strides");
    first = put_part(t, first, c->loose, " too uncertain");
    put_part(t, first, c->one_surface, " with one of the surfaces");
}

static void append_clause(struct gait_event *ret, const char *clause)
{
    char *why = ret->u.comparison.why;
    struct text t = {.to = why, .n = strlen(why), .room = sizeof ret->u.comparison.why};
    put(&t, clause);
}

static void say_sessions(const struct gait_season_task *t, struct gait_event *ret)
{
    const struct gait_season_use *u = &t->use;
    char clause[GAIT_SENTENCE_MAX] = "";
    struct text x = {.to = clause, .room = sizeof clause};
    if (!u->used) {
        append_clause(ret, "; none of them with both surfaces");
        return;
    }
    put(&x, "; ");
    put_count(&x, ret->u.comparison.sessions);
    put(&x, ret->u.comparison.sessions == 1 ? " session" : " sessions");
    append_clause(ret, clause);
    if (!(u->not_comparable || u->too_few || u->loose || u->one_surface))
        return;
    x.n = 0;
    put(&x, "; left out: ");
    put_unused(&x, u);
    append_clause(ret, clause);
}

static bool contains(const char *text, const char *word)
{
    size_t n = strlen(word);
    for (; *text; text++)
        if (strncmp(text, word, n) == 0)
            return true;
    return false;
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

static struct gait_sentence_facts facts_of(const struct gait_season_task *t,
                                           const struct gait_event *e, int by_chance)
{
    const char *by = e->u.comparison.adjusted_for;
    enum gait_measure m = e->u.comparison.measure;
    struct gait_sentence_facts f = {.not_in_turn = t->use.used && !t->in_turn,
                                    .apart = !t->use.used,
                                    .by_chance = by_chance,
                                    .pace.known = GAIT_SENTENCE_NOT_KNOWN};
    if (contains(by, "speed"))
        f.pace.known = GAIT_SENTENCE_BY_SPEED;
    else if (m == GAIT_MEASURE_CADENCE || m == GAIT_MEASURE_CONTACT)
        f.pace.known = GAIT_SENTENCE_NOT_ADJUSTED;
    else if (contains(by, "cadence") || contains(by, "contact"))
        f.pace.known = GAIT_SENTENCE_BY_STEPS;
    return f;
}

void gait_season_say(const struct gait_season_task *t, enum gait_season_reason reason,
                     int by_chance, struct gait_event *ret)
{
    struct gait_sentence_facts facts = facts_of(t, ret, by_chance);
    struct text x = {.to = ret->u.comparison.why, .room = sizeof ret->u.comparison.why};
    if (reason == GAIT_SEASON_MOUNTING)
        say_mounting(ret);
    else if (reason == GAIT_SEASON_PACE)
        put(&x, "the sessions on one surface were run at another pace than those on the other; "
                "pace alone can do this, so run both in one session");
    else if (reason == GAIT_SEASON_NONE) {
        put(&x, "no session can be compared by itself: ");
        put_unused(&x, &t->use);
    } else {
        if (t->use.used != 1)
            gait_sentence(ret, &facts);
        say_sessions(t, ret);
    }
}
