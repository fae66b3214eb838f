/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/digest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const float clean_confidence = 0.5f; /* as in dsp/session.c */

static int by_contact(const void *a, const void *b)
{
    const struct gait_event *x = *(const struct gait_event *const *)a;
    const struct gait_event *y = *(const struct gait_event *const *)b;
    return (x->t_ns > y->t_ns) - (x->t_ns < y->t_ns);
}

static void stretch_of(struct digest *d, const struct gait_event *e, uint32_t *known)
{
    struct digest_stretch *x = d->stretches ? &d->stretch[d->stretches - 1] : NULL;
    if (!x || strcmp(x->surface, e->u.step.surface) != 0) {
        x = &d->stretch[d->stretches++];
        *x = (struct digest_stretch){.from_ns = e->t_ns, .speed_ms = NAN};
        gait_name_copy(x->surface, e->u.step.surface);
        *known = 0;
    }
    x->to_ns = e->t_ns;
    x->strides++;
    if (!isfinite(e->u.step.speed_ms))
        return;
    double before = *known ? x->speed_ms : 0;
    x->speed_ms = before + ((double)e->u.step.speed_ms - before) / ++*known;
}

int digest_of(const struct results_strides *r, struct digest *ret)
{
    const struct gait_event **in_order = calloc((size_t)r->n + 1, sizeof *in_order);
    uint32_t known = 0;
    *ret = (struct digest){.stretch = calloc((size_t)r->n + 1, sizeof *ret->stretch)};
    if (!in_order || !ret->stretch) {
        free(in_order);
        digest_free(ret);
        return -1;
    }
    for (int i = 0; i < r->n; i++)
        in_order[i] = &r->stride[i];
    qsort(in_order, (size_t)r->n, sizeof *in_order, by_contact);
    for (int i = 0; i < r->n; i++) {
        const struct gait_event *e = in_order[i];
        if (e->state != GAIT_RUN) {
            ret->walked++;
            continue;
        }
        ret->strides++;
        ret->clipped += e->impact.clipped;
        ret->gaps += e->impact.gap;
        ret->doubtful += !(e->u.step.confidence >= clean_confidence);
        stretch_of(ret, e, &known);
    }
    free(in_order);
    return 0;
}

void digest_free(struct digest *d)
{
    free(d->stretch);
    *d = (struct digest){0};
}
