/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contacts and toe-offs of one foot from one sensor on that foot or shank, whatever its mounting.
 *
 * A stride candidate is a maximum of the envelope of the 14 Hz high-passed vector. It is taken early
 * when it comes in phase with the strides before it and looks like them, else after 0.45 of a
 * stride. At the shank contact is where the smoothed jerk |da/dt| leaves its valley before the
 * impact (40 % of the way up), moved to where the mean shape of the last eight strides fits best,
 * less a published constant (less of it where the leg was in free fall until then, gait/anchor.h).
 * A landing that lies in a hole is looked for where it is expected. Toe-off: gait/push_off.h. At
 * the foot: gait/shoe.h, gait/shoe_toe_off.h.
 *
 * Times are in ticks since the stream's origin, with a fraction. One object handles one sensor;
 * analysis thread; no allocation after _new. Ticks must come with successive indices; after a jump
 * call _reset. */
#ifndef GAIT_LIMB_H
#define GAIT_LIMB_H

#include <gait/contact.h>
#include <gait/resample.h>
#include <gait/types.h>

struct gait_limb_settings {
    double shank_contact_s; /* from the foot of the jerk to contact at the shank where load came
                               before it, -0.05 .. 0.05 s */
    double foot_contact_s; /* from the valley before the landing to contact at the shoe, the same */
    double toe_off_s;      /* from the minimum after push-off to toe-off at the shank, the same */
    double foot_toe_off_s; /* from the peak of push-off to toe-off at the shoe, the same */
};
extern const struct gait_limb_settings gait_limb_defaults;

struct gait_limb;

const char *gait_limb_fault(const struct gait_limb_settings *s);
struct gait_limb *gait_limb_new(const struct gait_limb_settings *s);
void gait_limb_free(struct gait_limb *l);
void gait_limb_reset(struct gait_limb *l, enum gait_segment_kind kind);

/* The gait as it is believed now: stride period in ticks (0: none, then nothing is found), and
 * since which tick it has been going on; contacts between that tick and now are then filled in. */
void gait_limb_gait(struct gait_limb *l, enum gait_state state, double stride_ticks, int64_t since);

/* Takes one tick. */
void gait_limb_push(struct gait_limb *l, const struct gait_tick *t);

/* What the pushes so far have found: contacts in order, each once (toe_off NaN), and each contact
 * again when its toe-off is known or given up. False: nothing more now. */
bool gait_limb_contact(struct gait_limb *l, struct gait_contact *ret);
bool gait_limb_toe_off(struct gait_limb *l, struct gait_contact *ret);

/* Learned up, unit length, in the sensor's axes; false while unknown. */
bool gait_limb_up(const struct gait_limb *l, float ret_up[3]);

#endif
