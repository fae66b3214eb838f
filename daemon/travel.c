/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/travel.h"

#include "daemon/travel_line.h"

#include <math.h>
#include <string.h>

#define SECOND_NS INT64_C(1000000000)
#define BACK_NS (2 * SECOND_NS)
#define AGAIN_NS (15 * SECOND_NS)
#define OFTEN_NS (2 * SECOND_NS)
#define MARK_NS (5 * SECOND_NS) /* as in gait/speeds.h */
#define NEWS_MS 0.1f
#define NEWS_DEG 1.0f
#define LEAVES_MS 0.3           /* a pod that left its mean */
#define SAME_NS (3 * SECOND_NS) /* a fix may repeat for so long without standing */
#define OFTEN_FIX_NS (SECOND_NS / 2)
#define RUNS_MS 12.0 /* a sprinter's best */
#define JUMP_M 30.0  /* what a fix may be off beside */
#define ODD_MAX 3

static const double degree = 3.14159265358979323846 / 180;

/* ---- words ---- */

static void drop_oldest(struct travel_words *w, int drop)
{
    w->n -= drop;
    memmove(w->fix, w->fix + drop, (size_t)w->n * sizeof w->fix[0]);
}

static void keep(struct travel_words *w, const struct travel_fix *x, int64_t for_ns)
{
    int drop = w->n == TRAVEL_KEPT;
    while (drop < w->n && x->t_ns - w->fix[drop].t_ns > for_ns)
        drop++;
    drop_oldest(w, drop);
    w->fix[w->n++] = *x;
}

/* False: another one is listened to. */
static bool listen_to(struct travel_words *w, const struct in6_addr *from, int64_t t_ns)
{
    bool same = w->heard && memcmp(&w->from, from, sizeof *from) == 0;
    bool live = w->heard && t_ns - w->heard_ns <= TRAVEL_SILENT_NS && t_ns >= w->heard_ns - BACK_NS;
    if (!same && live)
        return false;
    if (!live)
        *w = (struct travel_words){.heard = true, .from = *from};
    if (live && t_ns < w->heard_ns)
        return false; /* overtaken by a later one */
    w->heard_ns = t_ns;
    return true;
}

static double pod_mean(const struct travel_words *w, int from)
{
    double sum = 0;
    for (int i = from; i < w->n; i++)
        sum += w->fix[i].at[0];
    return sum / (w->n - from);
}

/* The newest three all left the mean of those before them to one side. */
static bool pod_left(const struct travel_words *w)
{
    double before = 0;
    int side = 0, n = w->n - 3;
    if (n < 3)
        return false;
    for (int i = 0; i < n; i++)
        before += w->fix[i].at[0] / n;
    for (int i = n; i < w->n; i++) {
        double off = w->fix[i].at[0] - before;
        side += off > LEAVES_MS ? 1 : off < -LEAVES_MS ? -1 : 0;
    }
    return side == 3 || side == -3;
}

/* ---- what holds ---- */

static bool is_live(const struct travel_words *w, int64_t t_ns)
{
    return w->heard && t_ns - w->heard_ns <= TRAVEL_SILENT_NS;
}

static struct travel_speed measured(const struct travel *t, int64_t t_ns)
{
    struct travel_speed is = {t_ns, NAN, NAN};
    double speed_ms = NAN;
    if (is_live(&t->phone, t_ns)) {
        speed_ms = travel_line_speed(&t->phone);
        is.slope_deg = (float)travel_line_slope(&t->phone);
    }
    if (is_live(&t->pod, t_ns))
        speed_ms = t->pod.n < 3 ? (double)NAN : pod_mean(&t->pod, 0);
    if (speed_ms >= TRAVEL_STANDS_MS && speed_ms <= RUNS_MS)
        is.speed_ms = (float)speed_ms;
    if (isnan(is.speed_ms))
        is.slope_deg = NAN; /* of one who stands */
    return is;
}

static struct travel_speed holds(const struct travel *t, int64_t t_ns)
{
    struct travel_speed is = measured(t, t_ns);
    if (t->said && !isnan(t->word.speed_ms))
        is.speed_ms = t->word.speed_ms;
    if (t->said && !isnan(t->word.slope_deg))
        is.slope_deg = t->word.slope_deg;
    /* as marks.csv keeps them */
    is.speed_ms = roundf(is.speed_ms * 1e3f) / 1e3f;
    is.slope_deg = roundf(is.slope_deg * 1e2f) / 1e2f;
    return is;
}

static bool known_else(float a, float b)
{
    return isnan(a) != isnan(b);
}

static bool tell(struct travel *t, const struct travel_speed *is, struct travel_speed *ret)
{
    t->told = true;
    t->last = *ret = *is;
    return true;
}

static bool tell_news(struct travel *t, int64_t t_ns, struct travel_speed *ret)
{
    if (t->said && !isnan(t->word.speed_ms))
        return false;
    struct travel_speed is = holds(t, t_ns), was = {t_ns, NAN, NAN};
    if (t->told)
        was = t->last;
    int64_t since_ns = t_ns - was.t_ns;
    bool known = !isnan(is.speed_ms) || !isnan(is.slope_deg);
    bool now = known_else(is.speed_ms, was.speed_ms) ||
               (known_else(is.slope_deg, was.slope_deg) && since_ns >= OFTEN_NS);
    bool news = fabsf(is.speed_ms - was.speed_ms) >= NEWS_MS ||
                fabsf(is.slope_deg - was.slope_deg) >= NEWS_DEG;
    bool again = known && (since_ns >= AGAIN_NS || since_ns < 0);
    return (now || (news && since_ns >= OFTEN_NS) || again) && tell(t, &is, ret);
}

bool travel_pod(struct travel *t, const struct in6_addr *from, int64_t t_ns, double speed_ms,
                struct travel_speed *ret)
{
    struct travel_fix x = {.t_ns = t_ns, .at = {speed_ms}, .altitude_m = (double)NAN};
    bool stands = !(speed_ms >= TRAVEL_STANDS_MS && speed_ms <= RUNS_MS);
    if ((stands && !t->pod.heard) || !listen_to(&t->pod, from, t_ns))
        return false;
    if (stands)
        t->pod.n = 0; /* a mean with what was before would be of neither */
    else
        keep(&t->pod, &x, TRAVEL_POD_NS);
    if (pod_left(&t->pod))
        drop_oldest(&t->pod, t->pod.n - 3);
    return tell_news(t, t_ns, ret);
}

/* ---- positions ---- */

/* WGS 84, on the ellipsoid: the way run is measured there. */
static void place(double at[3], double latitude_deg, double longitude_deg)
{
    const double a_m = 6378137, e2 = 6.69437999014e-3;
    double s = sin(latitude_deg * degree), c = cos(latitude_deg * degree);
    double n = a_m / sqrt(1 - e2 * s * s);
    at[0] = n * c * cos(longitude_deg * degree);
    at[1] = n * c * sin(longitude_deg * degree);
    at[2] = n * (1 - e2) * s;
}

static double distance_m(const double a[3], const double b[3])
{
    double x = a[0] - b[0], y = a[1] - b[1], z = a[2] - b[2];
    return sqrt(x * x + y * y + z * z);
}

/* Nobody could have run from a to b. */
static bool is_odd(const struct travel_fix *a, const struct travel_fix *b)
{
    return distance_m(a->at, b->at) > JUMP_M + RUNS_MS * 1e-9 * (double)(b->t_ns - a->t_ns);
}

/* Fixes that jumped stand at the end until they agree with each other, ODD_MAX of them, or one
 * comes that agrees with those before. */
static void take_fix(struct travel_words *w, const struct travel_fix *x)
{
    int good = w->n - w->odd;
    if (good > 0 && !is_odd(&w->fix[good - 1], x)) {
        w->n = good;
        w->odd = 0;
    } else if (w->odd > 0 && is_odd(&w->fix[w->n - 1], x)) {
        w->n = good;
        w->odd = 1;
    } else if (good > 0)
        w->odd++;
    keep(w, x, TRAVEL_LINE_KEPT_NS);
    if (w->odd > w->n)
        w->odd = w->n;
    if (w->odd >= ODD_MAX) {
        drop_oldest(w, w->n - w->odd);
        w->odd = 0;
    }
}

bool travel_position(struct travel *t, const struct in6_addr *from, int64_t t_ns,
                     double latitude_deg, double longitude_deg, double altitude_m,
                     struct travel_speed *ret)
{
    struct travel_words *w = &t->phone;
    struct travel_fix x = {.t_ns = t_ns, .altitude_m = altitude_m};
    if (!(fabs(latitude_deg) <= 90 && fabs(longitude_deg) <= 360) || !listen_to(w, from, t_ns))
        return false;
    place(x.at, latitude_deg, longitude_deg);
    if (w->n > 0) {
        int64_t since_ns = t_ns - w->fix[w->n - 1].t_ns;
        bool repeats = distance_m(x.at, w->fix[w->n - 1].at) < 1e-6;
        if (since_ns < OFTEN_FIX_NS || (repeats && since_ns < SAME_NS))
            return false;
    }
    take_fix(w, &x);
    return tell_news(t, t_ns, ret);
}

/* ---- by hand ---- */

bool travel_say(struct travel *t, int64_t t_ns, float speed_ms, float slope_deg,
                struct travel_speed *ret)
{
    t->said = !isnan(speed_ms) || !isnan(slope_deg);
    t->word = (struct travel_speed){t_ns, speed_ms, slope_deg};
    struct travel_speed is = holds(t, t_ns);
    if (!isnan(speed_ms)) /* to the last digit that was said */
        is.speed_ms = speed_ms;
    if (!isnan(slope_deg))
        is.slope_deg = slope_deg;
    return tell(t, &is, ret);
}

bool travel_mark(struct travel *t, int64_t t_ns, const char *surface, struct travel_speed *ret)
{
    bool changes = !t->marked || strcmp(surface, t->surface) != 0;
    t->marked = true;
    gait_name_copy(t->surface, surface);
    if (!changes)
        return false;
    if (t->said && t_ns - t->word.t_ns <= MARK_NS)
        return false; /* it was said of this surface */
    t->said = false;
    struct travel_speed is = measured(t, t_ns);
    if (isnan(is.speed_ms) && isnan(is.slope_deg)) {
        t->last = (struct travel_speed){t_ns, NAN, NAN}; /* which the mark itself makes it */
        return false;
    }
    is = holds(t, t_ns);
    return tell(t, &is, ret);
}

bool travel_tick(struct travel *t, int64_t t_ns, struct travel_speed *ret)
{
    bool known = t->told && (!isnan(t->last.speed_ms) || !isnan(t->last.slope_deg));
    bool heard = t->pod.heard || t->phone.heard;
    if (!known || !heard || is_live(&t->pod, t_ns) || is_live(&t->phone, t_ns))
        return false;
    return tell_news(t, t_ns, ret);
}

void travel_end(struct travel *t)
{
    t->said = t->told = false;
}
