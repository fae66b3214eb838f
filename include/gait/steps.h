/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One sensor's contacts on their way to becoming strides: a contact is announced as an impact once
 * its window is whole, becomes a step when its toe-off is known, and a stride at the next contact
 * of the same foot. Keeps the order; holds up to 32 at a time and drops the oldest beyond that. One
 * object handles one sensor; analysis thread; no allocation. */
#ifndef GAIT_STEPS_H
#define GAIT_STEPS_H

#include <gait/limb.h>
#include <gait/types.h>

#define GAIT_STEPS_MAX 32

enum gait_step_stage { GAIT_STEP_CONTACT, GAIT_STEP_IMPACT, GAIT_STEP_STEP, GAIT_STEP_STRIDE };

struct gait_step {
    enum gait_step_stage stage; /* the last one given out */
    struct gait_contact contact;
    int64_t contact_ns, toe_off_ns; /* toe_off_ns: GAIT_NO_TIME while or where unknown */
    bool toe_off_settled;
    enum gait_state state;
    struct gait_impact impact;
};

struct gait_steps {
    struct gait_step item[GAIT_STEPS_MAX];
    unsigned head, tail;
    int apart; /* contacts from one to the next of the same foot: 1 at a limb, 2 at the trunk */
};

void gait_steps_reset(struct gait_steps *s, int apart);
void gait_steps_contact(struct gait_steps *s, const struct gait_contact *c, int64_t contact_ns,
                        enum gait_state state);
void gait_steps_toe_off(struct gait_steps *s, const struct gait_contact *c, int64_t toe_off_ns);

/* The next contact whose window is whole at newest_ns; fill in .impact, its stage is IMPACT from
 * now on. NULL: none. */
struct gait_step *gait_steps_next_impact(struct gait_steps *s, int64_t newest_ns);
/* The next whose toe-off is settled. */
struct gait_step *gait_steps_next_step(struct gait_steps *s);
/* The next whose stride is complete, *ret_next being the contact that ends it; it is dropped at the
 * next call. */
struct gait_step *gait_steps_next_stride(struct gait_steps *s, const struct gait_step **ret_next);
/* Contact of the oldest that is held, and how many are; GAIT_NO_TIME: none. */
int64_t gait_steps_oldest_ns(const struct gait_steps *s, int *ret_n);
/* No more is to come: toe-offs still open are settled as unknown. */
void gait_steps_finish(struct gait_steps *s);

#endif
