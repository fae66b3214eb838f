/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/spectra.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { GROUNDS = GAIT_SURFACES_MAX + 1 };

/* Sums of power, g2/Hz. */
struct sum {
    uint32_t n;
    double of[GAIT_BANDS];
};

struct ground {
    char name[GAIT_NAME_MAX];
    int64_t newest_ns;
    struct sum limb_alone;  /* the trunk was not measured */
    struct sum limb, trunk; /* of the same stances */
    struct sum trunk_alone; /* the trunk's own stances */
};

struct gait_spectra {
    int grounds;
    bool has_limb;
    enum gait_segment_kind kind; /* of the limb */
    bool begun;
    int64_t told_ns;
    struct ground ground[GROUNDS];
};

struct gait_spectra *gait_spectra_new(void)
{
    return calloc(1, sizeof(struct gait_spectra));
}

void gait_spectra_free(struct gait_spectra *s)
{
    free(s);
}

void gait_spectra_reset(struct gait_spectra *s)
{
    memset(s->ground, 0, sizeof s->ground[0] * (size_t)s->grounds);
    s->grounds = 0;
    s->has_limb = s->begun = false;
}

static int find(const struct gait_spectra *s, const char *surface)
{
    int i = 0;
    while (i < s->grounds && strncmp(s->ground[i].name, surface, GAIT_NAME_MAX - 1) != 0)
        i++;
    return i;
}

static void add(struct sum *sum, const float power[GAIT_BANDS])
{
    sum->n++;
    for (int i = 0; i < GAIT_BANDS; i++)
        sum->of[i] += (double)power[i];
}

void gait_spectra_add(struct gait_spectra *s, int64_t t_ns, const char *surface,
                      enum gait_placement placement, const struct gait_bands *b)
{
    enum gait_segment_kind kind = gait_placement_kind(placement);
    bool of_limb = kind != GAIT_KIND_TRUNK;
    int i = find(s, surface);
    if (i == GROUNDS || (of_limb && s->has_limb && kind != s->kind))
        return;
    struct ground *g = &s->ground[i];
    if (i == s->grounds) {
        s->grounds++;
        gait_name_copy(g->name, surface);
        g->newest_ns = t_ns;
    }
    if (t_ns > g->newest_ns)
        g->newest_ns = t_ns;
    if (of_limb) {
        s->has_limb = true;
        s->kind = kind;
    }
    if (!of_limb) {
        add(&g->trunk_alone, b->limb);
    } else if (b->has_trunk) {
        add(&g->limb, b->limb);
        add(&g->trunk, b->trunk);
    } else {
        add(&g->limb_alone, b->limb);
    }
}

/* Of both together. */
static void mean_db(const struct sum *a, const struct sum *b, float ret_db[GAIT_BANDS],
                    uint32_t *ret_n)
{
    *ret_n = a->n + (b ? b->n : 0);
    for (int i = 0; i < GAIT_BANDS; i++) {
        double mean = (a->of[i] + (b ? b->of[i] : 0)) / *ret_n;
        ret_db[i] = *ret_n && mean > 0 ? (float)(10 * log10(mean)) : NAN;
    }
}

bool gait_spectra_get(const struct gait_spectra *s, int i, struct gait_event *ret)
{
    static const struct sum nothing;
    if (i < 0 || i >= s->grounds)
        return false;
    const struct ground *g = &s->ground[i];
    bool paired = g->limb.n > 0 && g->limb.n >= g->limb_alone.n;
    const struct sum *trunk = !s->has_limb ? &g->trunk_alone : paired ? &g->trunk : &nothing;
    *ret = (struct gait_event){
        .kind = GAIT_EVENT_SPECTRUM, .t_ns = g->newest_ns, .announced_ns = g->newest_ns};
    gait_name_copy(ret->u.spectrum.surface, g->name);
    mean_db(&g->limb, paired ? NULL : &g->limb_alone, ret->u.spectrum.limb_db,
            &ret->u.spectrum.n_limb);
    mean_db(trunk, NULL, ret->u.spectrum.trunk_db, &ret->u.spectrum.n_trunk);
    return ret->u.spectrum.n_limb > 0 || ret->u.spectrum.n_trunk > 0;
}

bool gait_spectra_due(struct gait_spectra *s, int64_t t_ns, const char *surface,
                      struct gait_event *ret)
{
    if (!s->begun)
        s->told_ns = t_ns;
    s->begun = true;
    if (t_ns < s->told_ns || (uint64_t)t_ns - (uint64_t)s->told_ns < GAIT_SPECTRA_EVERY_NS)
        return false;
    s->told_ns = t_ns;
    return gait_spectra_get(s, find(s, surface), ret);
}
