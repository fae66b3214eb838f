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

static void count_surface(struct digest *d, const char *name)
{
    int i = 0;
    while (i < d->surfaces && strcmp(d->surface[i].name, name) != 0)
        i++;
    if (i == GAIT_SURFACES_MAX)
        return;
    if (i == d->surfaces)
        gait_name_copy(d->surface[d->surfaces++].name, name);
    d->surface[i].strides++;
}

static int most_first(const void *a, const void *b)
{
    const struct digest_surface *x = a, *y = b;
    return x->strides != y->strides ? (x->strides < y->strides) - (x->strides > y->strides)
                                    : strcmp(x->name, y->name);
}

/* Strides of several sensors overlap: what counts is the time that is new. */
struct line {
    int64_t until_ns;
    double run_s, known_s, metres;
};

static void extend(struct line *l, const struct gait_event *e)
{
    int64_t from_ns = e->t_ns > l->until_ns ? e->t_ns : l->until_ns;
    double s = (double)(e->u.step.next_contact_ns - from_ns) * 1e-9;
    if (e->u.step.next_contact_ns == GAIT_NO_TIME || s <= 0)
        return;
    l->until_ns = e->u.step.next_contact_ns;
    l->run_s += s;
    if (isfinite(e->u.step.speed_ms)) {
        l->known_s += s;
        l->metres += s * (double)e->u.step.speed_ms;
    }
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

struct mean {
    double sum;
    uint32_t n;
};

static void add_peak(struct mean mean[2], const struct gait_event *e)
{
    if (!isfinite(e->impact.peak_g) || !(e->u.step.confidence >= clean_confidence))
        return;
    mean[e->u.step.trunk].sum += (double)e->impact.peak_g;
    mean[e->u.step.trunk].n++;
}

static void sum_up(struct digest *d, const struct line *l, const struct mean mean[2])
{
    d->back = mean[0].n == 0 && mean[1].n > 0;
    d->peak_g = mean[d->back].n ? mean[d->back].sum / mean[d->back].n : (double)NAN;
    d->minutes = l->run_s / 60;
    d->km = l->known_s > 0 ? l->metres / 1000 : (double)NAN;
    d->known = l->run_s > 0 ? l->known_s / l->run_s : 0;
    qsort(d->surface, (size_t)d->surfaces, sizeof *d->surface, most_first);
    for (int i = 0; i < d->surfaces; i++)
        d->surface[i].share = (double)d->surface[i].strides / (double)d->strides;
}

int digest_of(const struct results_strides *r, struct digest *ret)
{
    const struct gait_event **in_order = calloc((size_t)r->n + 1, sizeof *in_order);
    struct line line = {.until_ns = GAIT_NO_TIME};
    struct mean mean[2] = {{0, 0}, {0, 0}};
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
        count_surface(ret, e->u.step.surface);
        extend(&line, e);
        stretch_of(ret, e, &known);
        add_peak(mean, e);
    }
    free(in_order);
    sum_up(ret, &line, mean);
    return 0;
}

void digest_free(struct digest *d)
{
    free(d->stretch);
    *d = (struct digest){0};
}
