/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/sent.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void sent_init(struct sent *s)
{
    memset(s, 0, sizeof *s);
    gait_unit_init(&s->found_a);
    gait_unit_rate_init(&s->found_w);
}

bool sent_learn(struct sent *s, const struct decode_sample *x)
{
    bool a = x->parts & (DECODE_A | DECODE_LINEAR), w = x->parts & DECODE_W, changed = false;
    if (a && !(s->a && s->unit_a == x->unit_a && s->a_unit == x->a_unit)) {
        s->a = changed = true;
        s->unit_a = x->unit_a;
        s->a_unit = x->a_unit;
    }
    if (w && !(s->w && s->unit_w == x->unit_w && s->w_unit == x->w_unit)) {
        s->w = changed = true;
        s->unit_w = x->unit_w;
        s->w_unit = x->w_unit;
    }
    if (a && x->range_g != s->range_g) {
        s->range_g = x->range_g;
        changed = true;
    }
    return changed;
}

/* By a unit that a rule names, for values that were taken for `taken` of SI. */
static double by_rule(const char *word, float taken)
{
    double unit = fabs((double)taken);
    return gait_unit_si(word) / (unit > 0 ? unit : 1);
}

double sent_a_ms2(const struct sent *s, const char *word, float range_g)
{
    if (s->unit_a == DECODE_SCALE)
        return range_g > 0 && s->range_g > 0 ? (double)range_g / (double)s->range_g : 1;
    if (word[0])
        return by_rule(word, s->a_unit);
    return s->unit_a == DECODE_SI ? 1 : s->found_a.si;
}

double sent_w_rads(const struct sent *s, const char *word)
{
    if (word[0] && s->unit_w != DECODE_SCALE)
        return by_rule(word, s->w_unit);
    return s->unit_w == DECODE_OPEN ? s->found_w.si : 1;
}

/* The word for a unit of which one is `taken` in SI. */
static const char *word_of(float taken, const char *const *words, int n)
{
    for (int i = 0; i < n; i++)
        if (fabs(fabs((double)taken) / gait_unit_si(words[i]) - 1) < 1e-3)
            return words[i];
    return "counts";
}

static void copy(char ret[GAIT_UNIT_MAX], const char *word)
{
    memset(ret, 0, GAIT_UNIT_MAX);
    if (word)
        memcpy(ret, word, strnlen(word, GAIT_UNIT_MAX - 1));
}

void sent_word_a(const struct sent *s, const char *word, char ret[GAIT_UNIT_MAX])
{
    static const char *const words[] = {"m/s2", "g", "mg"};
    if (!s->a)
        copy(ret, NULL);
    else if (s->unit_a == DECODE_SCALE)
        copy(ret, "share");
    else if (word[0])
        copy(ret, word);
    else
        copy(ret, s->unit_a == DECODE_OPEN ? s->found_a.word : word_of(s->a_unit, words, 3));
}

void sent_word_w(const struct sent *s, const char *word, char ret[GAIT_UNIT_MAX])
{
    static const char *const words[] = {"rad/s", "deg/s", "deg/ms"};
    if (!s->w)
        copy(ret, NULL);
    else if (s->unit_w == DECODE_SCALE)
        copy(ret, "share");
    else if (word[0])
        copy(ret, word);
    else
        copy(ret, s->unit_w == DECODE_OPEN ? s->found_w.word : word_of(s->w_unit, words, 3));
}

void sent_why(const struct sent *s, const char *word_a, const char *word_w,
              char why[GAIT_WHY_MAX])
{
    why[0] = 0;
    if (s->a && s->unit_a == DECODE_OPEN && !word_a[0]) {
        if (s->found_a.state == GAIT_UNIT_OPEN)
            snprintf(why, GAIT_WHY_MAX,
                     "It does not say whether it sends m/s2, g or mg: stand still for two seconds, "
                     "run for fifteen, or set unit_a for it in gaitd.conf.");
        else if (s->found_a.state == GAIT_UNIT_NO_GRAVITY)
            snprintf(why, GAIT_WHY_MAX,
                     "Gravity was taken out of its acceleration: in the app or device, choose the "
                     "raw accelerometer (not linear or user acceleration), or send gravity too.");
        else if (s->found_a.state == GAIT_UNIT_STRANGE)
            snprintf(why, GAIT_WHY_MAX,
                     "At rest it reads %.3g, which is gravity in neither m/s2, g nor mg: stand "
                     "still for two seconds, or set unit_a for it in gaitd.conf.",
                     s->found_a.rest);
    }
    if (!why[0] && s->w && !s->a)
        snprintf(why, GAIT_WHY_MAX,
                 "It sends its gyroscope and no acceleration with gravity: switch on its "
                 "accelerometer.");
    if (!why[0] && s->w && s->unit_w == DECODE_OPEN && !word_w[0] && !s->found_w.word)
        snprintf(why, GAIT_WHY_MAX,
                 "Its gyroscope waits until running shows whether it sends rad/s, deg/s or deg/ms; "
                 "strides are found without it. Or set unit_w for it in gaitd.conf.");
}
