/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a sensor's wearer does (still, walk, run) and where the contacts and toe-offs are, for a
 * sensor on a foot, a shank or the trunk, whatever its mounting. Nothing is given out until the
 * spectrum, the likeness of stride to stride and a row of contacts agree that somebody walks or
 * runs; what was held back then comes marked late. A gap ends the gait after a second. One object
 * handles one sensor; analysis thread; no allocation after _new. */
#ifndef GAIT_SEGMENT_H
#define GAIT_SEGMENT_H

#include <gait/cadence.h>
#include <gait/history.h>
#include <gait/limb.h>
#include <gait/trunk.h>

struct gait_segment;

/* NULL: a setting is wrong or no memory. The cadence object is borrowed and may be shared by
 * segments of one thread. */
struct gait_segment *gait_segment_new(const struct gait_limb_settings *limb,
                                      const struct gait_trunk_settings *trunk,
                                      struct gait_cadence *cadence);
void gait_segment_free(struct gait_segment *s);
void gait_segment_reset(struct gait_segment *s, enum gait_placement placement);

/* Takes the newest tick, which the history already holds. A gap longer than a second, or an index
 * that jumps, ends the gait: what comes after is found anew. */
void gait_segment_push(struct gait_segment *s, const struct gait_tick *t,
                       const struct gait_history *h);

/* What the last push found, each until false: contacts as soon as they are sure enough; the same
 * contacts with toe-off; a change of gait; a new spectral cadence, once a second while in gait. */
bool gait_segment_contact(struct gait_segment *s, struct gait_contact *ret);
bool gait_segment_toe_off(struct gait_segment *s, struct gait_contact *ret);
bool gait_segment_change(struct gait_segment *s, enum gait_state *ret);
bool gait_segment_cadence(struct gait_segment *s, struct gait_cadence_result *ret);

/* What was done over the n ticks from `from` on, a stride of stride_ticks; `now`: what was thought
 * of it, which holds where it is in doubt. */
enum gait_state gait_segment_judge(const struct gait_segment *s, const struct gait_tick *from,
                                   int n, double stride_ticks, enum gait_state now);

enum gait_state gait_segment_state(const struct gait_segment *s);
bool gait_segment_up(const struct gait_segment *s, float ret_up[3]);

#endif
