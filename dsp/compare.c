/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows in: order, smoothing, stretches. */
#include <gait/compare.h>

#include <gait/compare_data.h>
#include <gait/verdict.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct gait_compare *gait_compare_new(void)
{
    struct gait_compare *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    gait_mixed_init();
    gait_compare_reset(c);
    return c;
}

void gait_compare_free(struct gait_compare *c)
{
    free(c);
}

/* Only what was used: most of the memory never is. */
void gait_compare_reset(struct gait_compare *c)
{
    for (int i = 0; i <= GAIT_SURFACES_MAX; i++)
        for (int m = 0; m < GAIT_MEASURES; m++)
            if (c->grounds[i][m].sums.n)
                memset(&c->grounds[i][m], 0, sizeof c->grounds[i][m]);
    memset(c->series, 0, sizeof c->series);
    memset(c->measures, 0, sizeof c->measures);
    c->state = (struct gait_compare_state){.newest_ns = GAIT_NO_TIME};
    c->origin_ns = GAIT_NO_TIME;
}

struct gait_compare_state gait_compare_state(const struct gait_compare *c)
{
    return c->state;
}

/* ---- one measure ---- */

static void close_stretch(struct gait_compare *c, enum gait_measure m)
{
    struct gait_compare_measure *now = &c->measures[m];
    struct gait_compare_ground *to = &c->grounds[now->surface][m];
    if (now->open.n == 0)
        return;
    if (now->open.n < GAIT_COMPARE_STRETCH_MIN) {
        c->state.outside += now->open.n;
        memset(&now->open, 0, sizeof now->open);
    } else {
        gait_mixed_close(&to->sums, &now->open);
        gait_compare_tally_add(&to->tally, &now->tally);
        if (now->stretches < GAIT_COMPARE_ORDER)
            now->order[now->stretches] = (uint8_t)now->surface;
        now->stretches++;
    }
    now->tally = (struct gait_compare_tally){0};
    c->state.stretches++;
}

/* The row of a value, less the first one of each column; what is missing is as it was last. */
static void fill_row(struct gait_compare_measure *now, const double raw[GAIT_MIXED_COLUMNS],
                     double row[GAIT_MIXED_COLUMNS])
{
    for (int k = 0; k < GAIT_MIXED_COLUMNS; k++) {
        if (isnan(raw[k])) {
            now->tally.missing[k]++;
        } else {
            if (!now->centred[k])
                now->centre[k] = raw[k];
            now->centred[k] = true;
            now->last[k] = raw[k];
        }
        row[k] = now->centred[k] ? now->last[k] - now->centre[k] : 0;
    }
    row[GAIT_MIXED_ONE] = 1;
    row[GAIT_MIXED_SIDE] = raw[GAIT_MIXED_SIDE];
}

static bool breaks(const struct gait_compare_measure *now, const struct gait_compare_row *r,
                   const struct gait_compare_series *s, double cadence_spm)
{
    double stride_ns = 120e9 / (cadence_spm > 100 && cadence_spm < 300 ? cadence_spm : 160);
    double since_ns = (double)r->t_ns - (double)now->last_ns;
    return now->surface != r->surface || now->run != s->run || now->trunk != r->trunk ||
           since_ns > (double)GAIT_COMPARE_PAUSE_NS || since_ns > GAIT_COMPARE_GAP * stride_ns;
}

static void add_value(struct gait_compare *c, enum gait_measure m,
                      const struct gait_compare_series *s, const struct gait_compare_row *r,
                      double raw[GAIT_MIXED_COLUMNS])
{
    struct gait_compare_measure *now = &c->measures[m];
    double row[GAIT_MIXED_COLUMNS], value = r->value[m];
    bool logarithmic = gait_verdict_logarithmic(m);
    if (!isfinite(value) || (logarithmic && !(value > 0)))
        return;
    if (now->open.n && r->t_ns < now->last_ns) {
        c->state.late++;
        return;
    }
    if (now->open.n && breaks(now, r, s, raw[GAIT_MIXED_CADENCE]))
        close_stretch(c, m);
    now->surface = r->surface;
    now->run = s->run;
    now->trunk = r->trunk;
    now->last_ns = r->t_ns;
    raw[GAIT_MIXED_Y] = logarithmic ? log(value) : value;
    fill_row(now, raw, row);
    now->tally.clipped += r->clipped;
    now->tally.total += value;
    gait_mixed_add(&now->open, row);
}

/* ---- one series ---- */

static bool apart(const struct gait_compare_row *before, const struct gait_compare_row *after)
{
    return before->surface != after->surface ||
           (double)after->t_ns - (double)before->t_ns > (double)GAIT_COMPARE_PAUSE_NS;
}

struct mean {
    double sum;
    int n;
};

static void take(struct mean *cadence, struct mean *contact, const struct gait_compare_row *r)
{
    if (r->clean && isfinite(r->cadence_spm)) {
        cadence->sum += r->cadence_spm;
        cadence->n++;
    }
    if (r->clean && isfinite(r->contact_ms)) {
        contact->sum += r->contact_ms;
        contact->n++;
    }
}

/* Means over the window, inside the stretch. */
static void smooth(const struct gait_compare_series *s, int at, double raw[GAIT_MIXED_COLUMNS])
{
    struct mean cadence = {0, 0}, contact = {0, 0};
    take(&cadence, &contact, &s->rows[at]);
    for (int i = at; i > 0 && i > at - GAIT_COMPARE_WINDOW; i--) {
        if (apart(&s->rows[i - 1], &s->rows[i]))
            break;
        take(&cadence, &contact, &s->rows[i - 1]);
    }
    for (int i = at; i + 1 < s->n && i < at + GAIT_COMPARE_WINDOW; i++) {
        if (apart(&s->rows[i], &s->rows[i + 1]))
            break;
        take(&cadence, &contact, &s->rows[i + 1]);
    }
    raw[GAIT_MIXED_CADENCE] = cadence.n ? cadence.sum / cadence.n : NAN;
    raw[GAIT_MIXED_CONTACT] = contact.n ? contact.sum / contact.n : NAN;
}

static void feed(struct gait_compare *c, struct gait_compare_series *s)
{
    int at = s->next++;
    const struct gait_compare_row *r = &s->rows[at];
    double raw[GAIT_MIXED_COLUMNS] = {0};
    if (at > 0 && apart(&s->rows[at - 1], r))
        s->run++;
    c->state.newest_ns = r->t_ns > c->state.newest_ns ? r->t_ns : c->state.newest_ns;
    if (r->surface < 0 || r->surface > GAIT_SURFACES_MAX || !r->clean)
        return;
    if (c->origin_ns == GAIT_NO_TIME)
        c->origin_ns = r->t_ns;
    c->state.strides++;
    raw[GAIT_MIXED_MINUTES] = ((double)r->t_ns - (double)c->origin_ns) / 60e9 / 10;
    raw[GAIT_MIXED_SPEED] = isfinite(r->speed_ms) ? r->speed_ms : NAN;
    raw[GAIT_MIXED_SLOPE] = isfinite(r->slope_deg) ? r->slope_deg : NAN;
    raw[GAIT_MIXED_SIDE] = r->side == GAIT_SIDE_LEFT ? -0.5 : r->side == GAIT_SIDE_RIGHT ? 0.5 : 0;
    smooth(s, at, raw);
    for (int m = 0; m < GAIT_MEASURES; m++)
        add_value(c, (enum gait_measure)m, s, r, raw);
}

static bool before(const struct gait_compare_row *x, const struct gait_compare_row *y)
{
    return x->t_ns < y->t_ns || (x->t_ns == y->t_ns && x->side < y->side);
}

void gait_compare_add(struct gait_compare *c, const struct gait_compare_row *row)
{
    struct gait_compare_series *s = &c->series[row->trunk];
    int at = s->n;
    while (at > 0 && before(row, &s->rows[at - 1]))
        at--;
    if (at < s->next) {
        c->state.late++;
        return;
    }
    memmove(&s->rows[at + 1], &s->rows[at], sizeof s->rows[0] * (size_t)(s->n - at));
    s->rows[at] = *row;
    s->n++;
    if (s->n - s->next <= GAIT_COMPARE_HELD)
        return;
    feed(c, s);
    if (s->next > GAIT_COMPARE_WINDOW) {
        s->next--;
        s->n--;
        memmove(&s->rows[0], &s->rows[1], sizeof s->rows[0] * (size_t)s->n);
    }
}

void gait_compare_flush(struct gait_compare *c)
{
    for (int i = 0; i < 2; i++) {
        struct gait_compare_series *s = &c->series[i];
        while (s->next < s->n)
            feed(c, s);
        int gone = s->next > GAIT_COMPARE_WINDOW ? s->next - GAIT_COMPARE_WINDOW : 0;
        s->next -= gone;
        s->n -= gone;
        memmove(&s->rows[0], &s->rows[gone], sizeof s->rows[0] * (size_t)s->n);
    }
}
