/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/help_strides.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define STRIDE_NS 720000000
#define SPEED_MS 2.9
#define WANDER_PHI 0.97 /* of the pace, from stride to stride */

/* Cadence and contact time tell the pace about as well as in people: averaged over 41 strides they
 * leave about a tenth of what pace does to the peak. */
#define CADENCE_SPM 164.0
#define CADENCE_PER_MS 6.0
#define CADENCE_SD_SPM 3.3
#define CONTACT_MS 250.0
#define CONTACT_PER_MS (-51.0)
#define CONTACT_SD_MS 15.0

static uint64_t next(struct help_draw *r)
{
    uint64_t z = r->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

double help_draw_uniform(struct help_draw *r)
{
    return ((double)(next(r) >> 11) + 0.5) / 9007199254740992.0;
}

double help_draw_normal(struct help_draw *r)
{
    double radius = sqrt(-2 * log(help_draw_uniform(r)));
    return radius * cos(6.283185307179586 * help_draw_uniform(r));
}

double help_draw_chi2(struct help_draw *r, int df)
{
    double sum = 0;
    for (int i = 0; i < df; i++) {
        double x = help_draw_normal(r);
        sum += x * x;
    }
    return sum;
}

/* Variance 1, like the normal one beside it. */
static double student3(struct help_draw *r)
{
    return help_draw_normal(r) / sqrt(help_draw_chi2(r, 3));
}

struct wander {
    double share, phi, state; /* of the variance that wanders */
    bool heavy;
};

static struct wander wander_of(const struct help_strides *is, struct help_draw *r)
{
    static const struct wander kinds[] = {
        [HELP_NOISE_HIP] = {.share = 0.33, .phi = 0.95},
        [HELP_NOISE_SWING] = {.share = 0.75, .phi = 0.90},
        [HELP_NOISE_IMPACT] = {.share = 0.15, .phi = 0.97},
        [HELP_NOISE_T3] = {.share = 0.33, .phi = 0.95, .heavy = true}};
    struct wander w = kinds[is->noise];
    if (is->noise == HELP_NOISE_AR)
        w = (struct wander){.share = 1, .phi = is->phi};
    w.state = help_draw_normal(r);
    return w;
}

static double step(struct wander *w, struct help_draw *r)
{
    w->state = w->phi * w->state + sqrt(1 - w->phi * w->phi) * help_draw_normal(r);
    double white = w->heavy ? student3(r) : help_draw_normal(r);
    return sqrt(w->share) * w->state + sqrt(1 - w->share) * white;
}

static void put(const struct help_strides *is, struct help_draw *r, struct help_stride *x,
                double faster_ms, double noise_g)
{
    double minutes = 1e-9 / 60 * (double)x->t_ns;
    double peak = HELP_STRIDES_MEAN_G + noise_g + is->slope_g_per_ms * faster_ms +
                  is->drift_g_per_min * minutes - is->warm_up_g * exp(-minutes / 5) +
                  (x->b ? is->difference_g : 0);
    double cadence = CADENCE_SPM + CADENCE_PER_MS * faster_ms + (x->b ? is->cadence_spm : 0) +
                     CADENCE_SD_SPM * help_draw_normal(r);
    double contact = CONTACT_MS + CONTACT_PER_MS * faster_ms + (x->b ? is->contact_ms : 0) +
                     CONTACT_SD_MS * help_draw_normal(r);
    x->peak_g = (float)peak;
    x->cadence_spm = is->has_pace ? (float)cadence : NAN;
    x->contact_ms = is->has_pace ? (float)contact : NAN;
    x->speed_ms = is->knows_speed ? (float)(SPEED_MS + faster_ms) : NAN;
}

int help_strides_make(const struct help_strides *is, struct help_stride *ret, int room)
{
    struct help_draw r = {is->seed};
    struct wander noise = wander_of(is, &r);
    struct wander pace = {.share = 1, .phi = WANDER_PHI, .state = help_draw_normal(&r)};
    int of[2] = {is->stretches, is->stretches_b ? is->stretches_b : is->stretches}, n = 0;
    for (int k = 0; of[k & 1] > k / 2; k++) {
        double level = is->tau_g * help_draw_normal(&r);
        for (int i = 0; i < is->strides && n < room; i++, n++) {
            ret[n] = (struct help_stride){.t_ns = n * (int64_t)STRIDE_NS, .b = k & 1};
            double faster = is->wander_ms * step(&pace, &r) - (k & 1 ? is->slower_ms : 0);
            put(is, &r, &ret[n], faster, level + HELP_STRIDES_SIGMA_G * step(&noise, &r));
        }
    }
    return n;
}

struct gait_event help_strides_event(const struct help_stride *x, const char *a, const char *b)
{
    struct gait_event e = {.kind = GAIT_EVENT_STRIDE, .side = GAIT_SIDE_LEFT, .state = GAIT_RUN};
    e.t_ns = e.announced_ns = x->t_ns;
    e.impact = (struct gait_impact){.peak_g = x->peak_g, .axial_g = NAN, .rise_gps = NAN};
    e.u.step.confidence = 1;
    e.u.step.stance = (struct gait_stance){NAN, NAN, NAN};
    e.u.step.cadence_spm = x->cadence_spm;
    e.u.step.speed_ms = x->speed_ms;
    e.u.step.slope_deg = NAN;
    e.u.step.toe_off_ns =
        isnan(x->contact_ms) ? GAIT_NO_TIME : e.t_ns + llround(1e6 * (double)x->contact_ms);
    e.u.step.next_contact_ns = e.t_ns + STRIDE_NS;
    gait_name_copy(e.u.step.surface, x->b ? b : a);
    gait_name_copy(e.sensor, "shank_left");
    gait_name_copy(e.runner, "ann");
    return e;
}

void help_strides_feed(struct gait_session *s, const struct help_stride *x, int n, double by_g,
                       const char *a, const char *b)
{
    for (int i = 0; i < n; i++) {
        struct gait_event e = help_strides_event(&x[i], a, b);
        e.impact.peak_g += x[i].b ? (float)by_g : 0;
        if (i == 0 || x[i].b != x[i - 1].b)
            gait_session_mark(s, x[i].t_ns, x[i].b ? b : a);
        gait_session_stride(s, &e, GAIT_SHANK_LEFT);
    }
}

bool help_strides_result(struct gait_session *s, enum gait_measure measure, struct gait_event *ret)
{
    struct gait_event e;
    bool any = false;
    while (gait_session_result(s, &e))
        if (e.kind == GAIT_EVENT_COMPARISON && e.u.comparison.measure == measure) {
            *ret = e;
            any = true;
        }
    return any;
}

bool help_strides_compare(struct gait_session *s, const struct help_strides *is,
                          struct gait_event *ret)
{
    static struct help_stride x[HELP_STRIDES_MAX];
    int n = help_strides_make(is, x, HELP_STRIDES_MAX);
    gait_session_begin(s, "ann");
    gait_session_expect(s, GAIT_SHANK_LEFT);
    help_strides_feed(s, x, n, 0, "asphalt", "trail");
    return help_strides_result(s, GAIT_MEASURE_PEAK, ret);
}
