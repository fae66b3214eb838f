/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contacts of both feet from one accelerometer on the lower back, waist, hip or trunk, whatever its
 * mounting.
 *
 * At contact the body is loaded while it is braked (gait/brake.h): contact is 30 % of the way up to
 * the step's peak of J. Toe-off is an estimate (gait/unload.h). A sensor with one axis shows no
 * braking, and no contact is found with it. Which foot it was is not known here (gait/sides.h).
 *
 * Times are in ticks since the stream's origin, with a fraction. One object handles one sensor;
 * analysis thread; no allocation after _new. Ticks must come with successive indices; after a jump
 * call _reset. */
#ifndef GAIT_TRUNK_H
#define GAIT_TRUNK_H

#include <gait/contact.h>
#include <gait/resample.h>
#include <gait/types.h>

struct gait_trunk_settings {
    double contact_s;  /* from 30 % of J to contact, -0.05 .. 0.05 s */
    double push_share; /* of contact to V falling through 1.1 g, from there to toe-off, 0 .. 1 */
    double minimum_s;  /* from toe-off to the minimum of F, -0.05 .. 0.05 s */
};
extern const struct gait_trunk_settings gait_trunk_defaults;

struct gait_trunk;

const char *gait_trunk_fault(const struct gait_trunk_settings *s);
struct gait_trunk *gait_trunk_new(const struct gait_trunk_settings *s);
void gait_trunk_free(struct gait_trunk *t);
void gait_trunk_reset(struct gait_trunk *t);

/* As gait_limb_gait; stride_ticks is of one foot: steps come twice as often. */
void gait_trunk_gait(struct gait_trunk *t, enum gait_state state, double stride_ticks,
                     int64_t since);
void gait_trunk_push(struct gait_trunk *t, const struct gait_tick *tick);
bool gait_trunk_contact(struct gait_trunk *t, struct gait_contact *ret);
bool gait_trunk_toe_off(struct gait_trunk *t, struct gait_contact *ret);
bool gait_trunk_up(const struct gait_trunk *t, float ret_up[3]);

#endif
