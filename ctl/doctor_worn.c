/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where sensors sit on their runner, and whether one runs. */
#include "ctl/doctor_parts.h"

#include <math.h>
#include <string.h>

#define LIVE_S 3
#define SURE 0.8f
#define ALONG 0.9f /* share of the leg's direction that an axis should have: 26 degrees */

/* How to find out which of several is which. */
#define WHICH "Which one it is: shake one, and see which one moves in `gaitctl sensors`."

static bool is_live(const struct gait_event *e)
{
    return e->u.heard.age_s <= LIVE_S;
}

static void judge_place(const struct gait_event *e, struct doctor_found *f)
{
    const struct gait_hearing *h = &e->u.heard;
    struct doctor_finding *x;
    const char *word = gait_placement_name(h->placement);
    if (h->placement == GAIT_UNKNOWN) {
        x = doctor_add(f, "placement", DOCTOR_HARMS, e->sensor);
        doctor_say(x, "Where %s is worn is not known yet.", e->sensor);
        doctor_do(x,
                  "Run for 20 s and it is found, or say it: "
                  "`gaitctl sensors place %s shank_%s`. " WHICH,
                  e->sensor, strcasestr(e->sensor, "right") ? "right" : "left");
    } else if (h->placement_confidence < SURE) {
        x = doctor_add(f, "placement_unsure", DOCTOR_HARMS, e->sensor);
        doctor_say(x, "%s seems to be worn at %s, by its signal (%.0f %% sure).", e->sensor, word,
                   100 * (double)h->placement_confidence);
        doctor_do(x, "Say where it is: `gaitctl sensors place %s %s`, or what is right.", e->sensor,
                  word);
    } else if (h->placement == GAIT_FOOT || h->placement == GAIT_SHANK) {
        x = doctor_add(f, "side", DOCTOR_NOTE, e->sensor);
        doctor_say(x, "%s is worn on a %s; which side is not known.", e->sensor, word);
        doctor_do(x,
                  "To tell left from right: `gaitctl sensors place %s %s_left`, or _right. " WHICH,
                  e->sensor, word);
    }
}

static void judge_twins(const struct ears_view *v, int i, struct doctor_found *f)
{
    const struct gait_event *a = &v->heard[i];
    enum gait_placement p = a->u.heard.placement;
    for (int j = 0; j < i; j++) {
        const struct gait_event *b = &v->heard[j];
        if (!is_live(b) || b->u.heard.placement != p || strcmp(a->runner, b->runner) != 0)
            continue;
        struct doctor_finding *x = doctor_add(f, "same_placement", DOCTOR_HARMS, a->sensor);
        doctor_say(x, "%s and %s are both worn at %s of %s, it is said.", b->sensor, a->sensor,
                   gait_placement_name(p), a->runner);
        doctor_do(x,
                  "Say where each one is: `gaitctl sensors place %s PLACEMENT`; of two runners, "
                  "`runner` under [sensor %s]. " WHICH,
                  a->sensor, a->sensor);
        return;
    }
}

/* The axis that is most upright, 0 1 2, -1: not known; *ret_share: how much so, with its sign. */
static int upright(const struct gait_event *e, float *ret_share)
{
    const float *up = e->u.heard.up;
    int best = -1;
    for (int i = 0; i < 3; i++)
        if (!isnan(up[i]) && (best < 0 || fabsf(up[i]) > fabsf(up[best])))
            best = i;
    *ret_share = best < 0 ? 0 : up[best];
    return best;
}

static void judge_mounting(const struct ears_view *v, int i, struct doctor_found *f)
{
    const struct gait_event *a = &v->heard[i];
    float share, other;
    int axis = upright(a, &share);
    bool limb = gait_placement_side(a->u.heard.placement) != GAIT_SIDE_NONE;
    if (axis < 0 || !limb)
        return;
    if (fabsf(share) < ALONG && gait_placement_kind(a->u.heard.placement) == GAIT_KIND_SHANK) {
        struct doctor_finding *x = doctor_add(f, "askew", DOCTOR_NOTE, a->sensor);
        doctor_say(x, "%s sits askew: none of its axes lies along the leg (%.0f degrees off).",
                   a->sensor, acos(fmin(1, (double)fabsf(share))) * 57.29577951);
        doctor_do(x, "That is allowed for; see that the strap is tight and the sensor lies flat.");
    }
    for (int j = 0; j < i; j++) {
        const struct gait_event *b = &v->heard[j];
        bool pair =
            is_live(b) && strcmp(a->runner, b->runner) == 0 &&
            gait_placement_side(b->u.heard.placement) != GAIT_SIDE_NONE &&
            gait_placement_kind(b->u.heard.placement) == gait_placement_kind(a->u.heard.placement);
        if (!pair || upright(b, &other) != axis || share * other >= 0)
            continue;
        struct doctor_finding *x = doctor_add(f, "upside_down", DOCTOR_NOTE, a->sensor);
        doctor_say(x, "%s and %s are worn upside down to each other.", b->sensor, a->sensor);
        doctor_do(x,
                  "That is allowed for; wear both the same way round to compare left and right.");
    }
}

static void judge_motion(const struct doctor_view *v, struct doctor_found *f)
{
    int live = 0;
    for (int i = 0; i < v->after.heards; i++)
        live += is_live(&v->after.heard[i]);
    if (live == 0 || v->after.strides > 0)
        return;
    struct doctor_finding *x = doctor_add(f, "no_running", DOCTOR_NOTE, "");
    doctor_say(x, "Nobody ran in these %.0f s (no stride was found).", v->seconds);
    doctor_do(
        x, "Put the sensors on, run a little, and ask again with --seconds 20: clipping, placement "
           "and mounting only show then.");
}

void doctor_worn(const struct doctor_view *v, struct doctor_found *f)
{
    for (int i = 0; i < v->after.heards; i++) {
        const struct gait_event *e = &v->after.heard[i];
        enum gait_placement p = e->u.heard.placement;
        if (!is_live(e))
            continue;
        judge_place(e, f);
        if (p != GAIT_UNKNOWN && p != GAIT_FOOT && p != GAIT_SHANK)
            judge_twins(&v->after, i, f);
        judge_mounting(&v->after, i, f);
    }
    judge_motion(v, f);
}
