/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/mileage.h>
#include <gait/student.h>

#include <math.h>
#include <stddef.h>

enum { KM, COVARIATES = 4, PEAK = 1 + COVARIATES, COLUMNS };
enum { SPEED = 1, CADENCE, CONTACT, HARD };

static const double alone = 1e-6; /* share of a column's variance that the others must leave */

/* Sums of squares and products about the means. */
struct sums {
    int n, columns, of[COLUMNS]; /* columns: with the peak as the last one */
    double mean[COLUMNS], s[COLUMNS][COLUMNS];
    double from_km, to_km;
};

static double value(const struct gait_mileage_session *x, int column)
{
    const double is[COLUMNS] = {[KM] = x->km,
                                [SPEED] = x->speed_ms,
                                [CADENCE] = x->cadence_spm,
                                [CONTACT] = x->contact_ms,
                                [HARD] = x->hard,
                                [PEAK] = x->peak_g};
    return is[column];
}

static bool counts(const struct gait_mileage_session *x)
{
    return isfinite(x->km) && isfinite(x->peak_g);
}

static bool varies(const struct gait_mileage_session *x, int n, int column)
{
    double low = INFINITY, high = -INFINITY;
    for (int i = 0; i < n; i++) {
        if (!counts(&x[i]))
            continue;
        if (!isfinite(value(&x[i], column)))
            return false;
        low = fmin(low, value(&x[i], column));
        high = fmax(high, value(&x[i], column));
    }
    return high > low;
}

static void choose(const struct gait_mileage_session *x, int n, struct sums *s,
                   struct gait_mileage *ret)
{
    int room = s->n - 2 - GAIT_MILEAGE_FREEDOM;
    s->of[s->columns++] = KM;
    if (room >= 1 && varies(x, n, SPEED)) {
        s->of[s->columns++] = SPEED;
        ret->by_speed = true;
        room--;
    } else if (room >= 2 && varies(x, n, CADENCE) && varies(x, n, CONTACT)) {
        s->of[s->columns++] = CADENCE;
        s->of[s->columns++] = CONTACT;
        ret->by_strides = true;
        room -= 2;
    }
    if (room >= 1 && varies(x, n, HARD)) {
        s->of[s->columns++] = HARD;
        ret->by_ground = true;
    }
    s->of[s->columns++] = PEAK;
}

static void take(const struct gait_mileage_session *x, int n, struct sums *s)
{
    for (int i = 0; i < n; i++)
        for (int k = 0; counts(&x[i]) && k < s->columns; k++)
            s->mean[k] += value(&x[i], s->of[k]) / s->n;
    for (int i = 0; i < n; i++) {
        if (!counts(&x[i]))
            continue;
        for (int k = 0; k < s->columns; k++)
            for (int j = 0; j < s->columns; j++)
                s->s[k][j] +=
                    (value(&x[i], s->of[k]) - s->mean[k]) * (value(&x[i], s->of[j]) - s->mean[j]);
    }
}

/* Sweeps the covariates out of all others, one by one; km and the peak stay. */
static bool sweep(struct sums *s)
{
    double whole[COLUMNS];
    for (int k = 0; k < s->columns; k++)
        whole[k] = s->s[k][k];
    for (int k = 1; k < s->columns - 1; k++) {
        double pivot = s->s[k][k];
        if (!(pivot > alone * whole[k]))
            return false;
        for (int i = 0; i < s->columns; i++)
            for (int j = 0; i != k && j < s->columns; j++)
                s->s[i][j] -= j == k ? 0 : s->s[i][k] * s->s[k][j] / pivot;
        for (int i = 0; i < s->columns; i++)
            s->s[i][k] = i == k ? pivot : 0;
    }
    return s->s[KM][KM] > alone * whole[KM];
}

bool gait_mileage_line(const struct gait_mileage_session *session, int n, struct gait_mileage *ret)
{
    struct sums s = {.from_km = INFINITY, .to_km = -INFINITY};
    *ret = (struct gait_mileage){0};
    for (int i = 0; i < n; i++) {
        if (!counts(&session[i]))
            continue;
        s.n++;
        s.from_km = fmin(s.from_km, session[i].km);
        s.to_km = fmax(s.to_km, session[i].km);
    }
    ret->n = s.n;
    if (s.n < GAIT_MILEAGE_SESSIONS || !(s.to_km > s.from_km))
        return false;
    choose(session, n, &s, ret);
    take(session, n, &s);
    if (!sweep(&s))
        return false;
    int peak = s.columns - 1, freedom = s.n - s.columns;
    double slope = s.s[KM][peak] / s.s[KM][KM];
    double residual = fmax(0, s.s[peak][peak] - slope * s.s[KM][peak]);
    double span = s.to_km - s.from_km;
    double reach =
        gait_student_quantile(0.975, freedom) * sqrt(residual / freedom / s.s[KM][KM]) * span;
    ret->from_km = s.from_km;
    ret->to_km = s.to_km;
    ret->change = slope * span;
    ret->low = ret->change - reach;
    ret->high = ret->change + reach;
    return true;
}
