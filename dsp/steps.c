/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/steps.h>

#include <math.h>
#include <string.h>

static struct gait_step *item(struct gait_steps *s, unsigned i)
{
    return &s->item[i % GAIT_STEPS_MAX];
}

void gait_steps_reset(struct gait_steps *s, int apart)
{
    memset(s, 0, sizeof *s);
    s->apart = apart;
}

void gait_steps_contact(struct gait_steps *s, const struct gait_contact *c, int64_t contact_ns,
                        enum gait_state state)
{
    if (s->tail - s->head == GAIT_STEPS_MAX)
        s->head++;
    *item(s, s->tail++) = (struct gait_step){
        .contact = *c, .contact_ns = contact_ns, .toe_off_ns = GAIT_NO_TIME, .state = state};
}

void gait_steps_toe_off(struct gait_steps *s, const struct gait_contact *c, int64_t toe_off_ns)
{
    unsigned i = s->head;
    while (i != s->tail && item(s, i)->contact.at != c->at)
        i++;
    if (i == s->tail)
        return;
    item(s, i)->toe_off_ns = toe_off_ns;
    for (unsigned k = s->head; k != i + 1;
         k++) /* they come in order: what was passed over does not come any more */
        item(s, k)->toe_off_settled = true;
}

struct gait_step *gait_steps_next_impact(struct gait_steps *s, int64_t newest_ns)
{
    for (unsigned i = s->head; i != s->tail; i++) {
        struct gait_step *step = item(s, i);
        if (step->stage != GAIT_STEP_CONTACT)
            continue;
        if (newest_ns <= step->contact_ns + GAIT_IMPACT_AFTER_NS)
            return NULL;
        step->stage = GAIT_STEP_IMPACT;
        return step;
    }
    return NULL;
}

struct gait_step *gait_steps_next_step(struct gait_steps *s)
{
    for (unsigned i = s->head; i != s->tail; i++) {
        struct gait_step *step = item(s, i);
        if (step->stage == GAIT_STEP_CONTACT)
            return NULL;
        if (step->stage != GAIT_STEP_IMPACT)
            continue;
        if (!step->toe_off_settled)
            return NULL;
        step->stage = GAIT_STEP_STEP;
        return step;
    }
    return NULL;
}

struct gait_step *gait_steps_next_stride(struct gait_steps *s, const struct gait_step **ret_next)
{
    if (s->head != s->tail && item(s, s->head)->stage == GAIT_STEP_STRIDE)
        s->head++;
    if (s->tail - s->head <= (unsigned)s->apart || item(s, s->head)->stage != GAIT_STEP_STEP)
        return NULL;
    *ret_next = item(s, s->head + (unsigned)s->apart);
    item(s, s->head)->stage = GAIT_STEP_STRIDE;
    return item(s, s->head);
}

int64_t gait_steps_oldest_ns(const struct gait_steps *s, int *ret_n)
{
    *ret_n = (int)(s->tail - s->head);
    return *ret_n ? s->item[s->head % GAIT_STEPS_MAX].contact_ns : GAIT_NO_TIME;
}

void gait_steps_finish(struct gait_steps *s)
{
    for (unsigned i = s->head; i != s->tail; i++)
        item(s, i)->toe_off_settled = true;
}
