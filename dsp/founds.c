/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/founds.h>

static const int64_t same_contact_ns = 150000000;

void gait_founds_reset(struct gait_founds *f)
{
    f->head = f->tail = 0;
    for (int i = 0; i < GAIT_FOUNDS; i++)
        f->given_ns[i] = f->from_ns[i] = GAIT_NO_TIME;
}

struct gait_found *gait_founds_put(struct gait_founds *f, enum gait_found_kind kind)
{
    if (f->tail - f->head == GAIT_FOUNDS_KEPT)
        f->head++;
    struct gait_found *item = &f->item[f->tail++ % GAIT_FOUNDS_KEPT];
    item->kind = kind;
    return item;
}

static bool has_contact(enum gait_found_kind kind)
{
    return kind == GAIT_FOUND_IMPACT || kind == GAIT_FOUND_STEP || kind == GAIT_FOUND_STRIDE;
}

bool gait_founds_take(struct gait_founds *f, struct gait_found *ret)
{
    while (f->head != f->tail) {
        *ret = f->item[f->head++ % GAIT_FOUNDS_KEPT];
        if (!has_contact(ret->kind))
            return true;
        int64_t contact_ns = ret->step.contact_ns;
        if (contact_ns < f->from_ns[ret->kind])
            continue;
        f->given_ns[ret->kind] = ret->kind == GAIT_FOUND_STRIDE ? ret->next_ns : contact_ns;
        return true;
    }
    return false;
}

void gait_founds_again(struct gait_founds *f)
{
    for (int i = 0; i < GAIT_FOUNDS; i++) {
        int64_t apart_ns = i == GAIT_FOUND_STRIDE ? -same_contact_ns : same_contact_ns;
        if (f->given_ns[i] != GAIT_NO_TIME)
            f->from_ns[i] = f->given_ns[i] + apart_ns;
    }
}
