/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/rhythm.h>

#include <math.h>
#include <string.h>

static const double found_within = 0.2; /* of the expected interval, while it is being found */
static const double kept_within = 0.35; /* and after: a first running stride is 30 % shorter */

static const float alike = 0.1f; /* a contact to those before it, while it is being found */

void gait_rhythm_forget(struct gait_rhythm *r)
{
    r->count = 0;
    r->live = false;
    r->last = NAN;
}

void gait_rhythm_clear(struct gait_rhythm *r)
{
    gait_contacts_clear(&r->out);
    gait_contacts_clear(&r->done);
    gait_rhythm_forget(r);
}

static void give_out(struct gait_rhythm *r, const struct gait_rhythm_item *item)
{
    gait_contacts_put(&r->out, &item->contact);
    if (item->is_done)
        gait_contacts_put(&r->done, &item->contact);
}

static void hold(struct gait_rhythm *r, const struct gait_contact *c)
{
    if (r->count == GAIT_RHYTHM_HELD)
        memmove(r->held, r->held + 1, (size_t)--r->count * sizeof *r->held);
    r->held[r->count] = (struct gait_rhythm_item){.contact = *c};
    r->held[r->count++].contact.late = true;
}

/* How far off the expected interval the last one was, as a share of it; one contact left out in
 * between is forgiven where `found`. */
static double off_by(double interval, double expected, bool found)
{
    double off = fabs(interval / expected - 1);
    return found ? fmin(off, fabs(interval / (2 * expected) - 1)) : off;
}

/* How many of the newest that are held follow each other as expected. */
static int count_chain(const struct gait_rhythm *r, double expected)
{
    int n = r->count > 0;
    for (int i = r->count - 1; i > 0; i--, n++) {
        const struct gait_contact *c = &r->held[i].contact, *before = &r->held[i - 1].contact;
        if (off_by(c->at - before->at, expected, false) >= found_within || c->quality < alike)
            break;
    }
    return n;
}

void gait_rhythm_contact(struct gait_rhythm *r, const struct gait_contact *c, double expected,
                         int least)
{
    double off = isnan(r->last) ? INFINITY : off_by(c->at - r->last, expected, r->live);
    r->last = c->at;
    if (r->live && off < kept_within) {
        gait_contacts_put(&r->out, c);
        return;
    }
    if (r->live || off > 2 * found_within)
        r->count = 0; /* what was held has nothing to do with what comes */
    r->live = false;
    hold(r, c);
    gait_rhythm_settle(r, expected, least);
}

void gait_rhythm_settle(struct gait_rhythm *r, double expected, int least)
{
    if (r->live || count_chain(r, expected) < least)
        return;
    r->live = true;
    for (int i = 0; i < r->count; i++)
        give_out(r, &r->held[i]);
    r->count = 0;
}

void gait_rhythm_toe_off(struct gait_rhythm *r, const struct gait_contact *c)
{
    for (int i = 0; i < r->count; i++)
        if (r->held[i].contact.at == c->at) {
            r->held[i].contact.toe_off = c->toe_off;
            r->held[i].is_done = true;
            return;
        }
    gait_contacts_put(&r->done, c);
}
