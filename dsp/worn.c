/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/worn.h>

#include <string.h>

static const int64_t silence_ns = 2000000000;

bool gait_worn_by(const struct gait_worn *s, const char *runner)
{
    return s->used && strcmp(s->is.runner, runner) == 0;
}

const struct gait_worn *gait_worn_trunk(const struct gait_worn all[GAIT_SENSORS_MAX],
                                        const struct gait_worn *limb)
{
    if (gait_placement_kind(limb->is.placement) == GAIT_KIND_TRUNK)
        return NULL;
    for (int i = 0; i < GAIT_SENSORS_MAX; i++)
        if (gait_placement_kind(all[i].is.placement) == GAIT_KIND_TRUNK &&
            gait_worn_by(&all[i], limb->is.runner))
            return &all[i];
    return NULL;
}

bool gait_worn_placed(struct gait_worn *s)
{
    enum gait_placement found = gait_track_state(s->track).is.placement;
    if (s->is.placement == found)
        return false;
    s->is.placement = found;
    gait_recent_reset(&s->attenuation);
    return true;
}

bool gait_worn_limb(const struct gait_worn all[GAIT_SENSORS_MAX], const char *runner)
{
    for (int i = 0; i < GAIT_SENSORS_MAX; i++)
        if (gait_placement_kind(all[i].is.placement) != GAIT_KIND_TRUNK &&
            gait_worn_by(&all[i], runner))
            return true;
    return false;
}

static bool is_heard(const struct gait_worn *s, int64_t now_ns)
{
    int64_t newest_ns = gait_track_state(s->track).newest_ns;
    return (newest_ns == GAIT_NO_TIME ? now_ns : newest_ns) + silence_ns > now_ns;
}

enum gait_state gait_worn_state(const struct gait_worn all[GAIT_SENSORS_MAX], const char *runner,
                                int64_t now_ns)
{
    enum gait_state most = GAIT_STILL;
    for (int i = 0; i < GAIT_SENSORS_MAX; i++)
        if (gait_worn_by(&all[i], runner) && all[i].state > most && is_heard(&all[i], now_ns))
            most = all[i].state;
    return most;
}

bool gait_worn_change(struct gait_worn all[GAIT_SENSORS_MAX], struct gait_worn *s,
                      enum gait_state state, int64_t now_ns)
{
    s->state = state;
    enum gait_state now = gait_worn_state(all, s->is.runner, now_ns), before = s->told;
    for (int i = 0; i < GAIT_SENSORS_MAX; i++)
        if (gait_worn_by(&all[i], s->is.runner))
            all[i].told = now;
    return now != before;
}

int64_t gait_worn_origin(const struct gait_worn all[GAIT_SENSORS_MAX], struct gait_worn *s,
                         int64_t t_ns)
{
    for (int i = 0; i < GAIT_SENSORS_MAX && s->origin_ns == GAIT_NO_TIME; i++)
        if (gait_worn_by(&all[i], s->is.runner))
            s->origin_ns = all[i].origin_ns;
    if (s->origin_ns == GAIT_NO_TIME)
        s->origin_ns = t_ns;
    return s->origin_ns;
}

void gait_worn_declare(struct gait_worn all[GAIT_SENSORS_MAX], struct gait_worn *s,
                       const struct gait_sensor *is, int64_t now_ns)
{
    if (!s->used) {
        s->clock = (struct gait_clock_state){0};
        s->state = GAIT_STILL;
        gait_recent_reset(&s->attenuation);
        s->told = gait_worn_state(all, is->runner, now_ns);
    }
    if (!gait_worn_by(s, is->runner))
        s->origin_ns = GAIT_NO_TIME;
    s->used = true;
    s->is = *is;
    gait_track_declare(s->track, is);
    s->is.placement = gait_track_state(s->track).is.placement; /* told, or found before */
}
