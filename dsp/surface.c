/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gait/surface.h>

#include <gait/tally.h>
#include <gait/verdict.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SIDES = 3, REFUSED = -1, SPILL = GAIT_SURFACE_STRETCHES, LEG_MIN = 2 };

/* Clean strides of one leg in one stretch. */
struct cell {
    uint32_t n, clipped;
    double mean;
};

/* from_ns: when it began; the next one's is its end. surface: index, or REFUSED. */
struct stretch {
    int64_t from_ns;
    int surface;
    bool touched; /* has a value, clean or not */
    struct cell cells[GAIT_MEASURES][SIDES];
};

struct ground {
    char name[GAIT_NAME_MAX];
    struct gait_tally tallies[GAIT_MEASURES];
};

struct gait_surface {
    char now[GAIT_NAME_MAX];
    int last; /* stretch of now; SPILL once there is no room */
    struct gait_surface_state state;
    struct stretch stretches[GAIT_SURFACE_STRETCHES + 1];
    struct ground grounds[GAIT_SURFACES_MAX + 1]; /* 0: unknown */
};

/* Which legs a stretch is valued by. */
enum legs { LEGS_BOTH, LEGS_LEFT, LEGS_RIGHT, LEGS_NONE, LEGS };

struct gait_surface *gait_surface_new(void)
{
    struct gait_surface *s = calloc(1, sizeof *s);
    if (s)
        gait_surface_reset(s);
    return s;
}

void gait_surface_free(struct gait_surface *s)
{
    free(s);
}

static void open_at(struct stretch *st, int64_t from_ns, int surface)
{
    memset(st, 0, sizeof *st);
    st->from_ns = from_ns;
    st->surface = surface;
}

void gait_surface_reset(struct gait_surface *s)
{
    memset(s->grounds, 0,
           sizeof s->grounds[0] * (size_t)(s->state.surfaces ? s->state.surfaces : 1));
    s->state =
        (struct gait_surface_state){.surfaces = 1, .stretches = 1, .newest_ns = GAIT_NO_TIME};
    gait_name_copy(s->now, "unknown");
    gait_name_copy(s->grounds[0].name, "unknown");
    s->last = 0;
    open_at(&s->stretches[0], GAIT_NO_TIME, 0);
}

/* Whether no measure could ever be compared by this stretch. */
static bool thin(const struct stretch *st)
{
    for (int m = 0; m < GAIT_MEASURES; m++)
        if (st->cells[m][0].n + st->cells[m][1].n + st->cells[m][2].n >= GAIT_SURFACE_STRETCH_MIN)
            return false;
    return true;
}

/* The last two stretches are kept whatever they hold, for strides that come late; a thin one before
 * them makes room. */
static void open_stretch(struct gait_surface *s, int64_t t_ns, int surface)
{
    int n = s->state.stretches;
    int64_t from_ns = t_ns > s->stretches[s->last].from_ns ? t_ns : s->stretches[s->last].from_ns;
    if (s->last != SPILL && n >= 2 && thin(&s->stretches[n - 2])) {
        s->stretches[n - 2] = s->stretches[n - 1];
        n--;
    }
    s->last = n < GAIT_SURFACE_STRETCHES ? n : SPILL;
    s->state.stretches = n < GAIT_SURFACE_STRETCHES ? n + 1 : n;
    open_at(&s->stretches[s->last], from_ns, surface);
}

static int find(const struct gait_surface *s, const char *name)
{
    for (int i = 0; i < s->state.surfaces; i++)
        if (strncmp(s->grounds[i].name, name, GAIT_NAME_MAX - 1) == 0)
            return i;
    return REFUSED;
}

bool gait_surface_mark(struct gait_surface *s, int64_t t_ns, const char *surface)
{
    char name[GAIT_NAME_MAX];
    gait_name_copy(name, *surface ? surface : "unknown");
    int index = find(s, name);
    if (strcmp(name, s->now) == 0)
        return index != REFUSED;
    if (index == REFUSED && s->state.surfaces <= GAIT_SURFACES_MAX) {
        index = s->state.surfaces++;
        gait_name_copy(s->grounds[index].name, name);
    }
    s->state.refused_surfaces += index == REFUSED;
    gait_name_copy(s->now, name);
    open_stretch(s, t_ns, index);
    return index != REFUSED;
}

const char *gait_surface_now(const struct gait_surface *s)
{
    return s->now;
}

/* The stretch that a time lies in. */
static int locate(const struct gait_surface *s, int64_t t_ns)
{
    int i = s->last;
    while (i > 0 && s->stretches[i].from_ns > t_ns)
        i = i == SPILL ? s->state.stretches - 1 : i - 1;
    return i;
}

const char *gait_surface_at(const struct gait_surface *s, int64_t t_ns)
{
    int i = locate(s, t_ns), surface = s->stretches[i].surface;
    return i == s->last || surface == REFUSED ? s->now : s->grounds[surface].name;
}

static bool paused(const struct gait_surface *s, int64_t t_ns)
{
    return s->state.newest_ns != GAIT_NO_TIME && t_ns > s->state.newest_ns &&
           (uint64_t)t_ns - (uint64_t)s->state.newest_ns > (uint64_t)GAIT_SURFACE_PAUSE_NS;
}

void gait_surface_add(struct gait_surface *s, int64_t t_ns, enum gait_measure measure,
                      enum gait_side side, double value, bool clean, bool clipped)
{
    if (!isfinite(value))
        return;
    if (paused(s, t_ns) && s->stretches[s->last].touched)
        open_stretch(s, t_ns, s->stretches[s->last].surface);
    s->state.newest_ns = t_ns > s->state.newest_ns ? t_ns : s->state.newest_ns;
    int i = locate(s, t_ns);
    struct stretch *st = &s->stretches[i];
    st->touched = true;
    if (st->surface == REFUSED) {
        s->state.refused_values++;
        return;
    }
    s->state.uncompared += i == SPILL;
    gait_tally_add(&s->grounds[st->surface].tallies[measure], measure, value, clean);
    if (!clean)
        return;
    struct cell *c = &st->cells[measure][side];
    c->n++;
    c->clipped += clipped;
    c->mean += (value - c->mean) / c->n;
}

const char *gait_surface_name(const struct gait_surface *s, int index)
{
    return index >= 0 && index < s->state.surfaces ? s->grounds[index].name : NULL;
}

bool gait_surface_summary(const struct gait_surface *s, int index, enum gait_measure measure,
                          struct gait_event *ret)
{
    const char *name = gait_surface_name(s, index);
    if (!name || s->grounds[index].tallies[measure].n == 0)
        return false;
    const struct gait_tally *t = &s->grounds[index].tallies[measure];
    memset(ret, 0, sizeof *ret);
    ret->kind = GAIT_EVENT_SUMMARY;
    ret->t_ns = ret->announced_ns = s->state.newest_ns;
    gait_name_copy(ret->u.summary.surface, name);
    ret->u.summary.measure = measure;
    ret->u.summary.n = t->n;
    ret->u.summary.clean = t->clean;
    ret->u.summary.mean = t->clean ? t->mean : NAN;
    ret->u.summary.sd = t->clean > 1 ? sqrt(t->m2 / (t->clean - 1)) : NAN;
    ret->u.summary.median = gait_tally_percentile(t, measure, 0.5);
    ret->u.summary.p05 = gait_tally_percentile(t, measure, 0.05);
    ret->u.summary.p95 = gait_tally_percentile(t, measure, 0.95);
    return true;
}

/* The value of a stretch by these legs; false where it has too few of them. */
static bool value_of(const struct stretch *st, enum gait_measure m, enum legs legs,
                     struct cell *ret)
{
    static const enum gait_side side[LEGS] = {
        [LEGS_LEFT] = GAIT_SIDE_LEFT, [LEGS_RIGHT] = GAIT_SIDE_RIGHT, [LEGS_NONE] = GAIT_SIDE_NONE};
    const struct cell *l = &st->cells[m][GAIT_SIDE_LEFT], *r = &st->cells[m][GAIT_SIDE_RIGHT];
    *ret = st->cells[m][side[legs]];
    if (legs == LEGS_BOTH)
        *ret = (struct cell){l->n + r->n, l->clipped + r->clipped, (l->mean + r->mean) / 2};
    if (legs == LEGS_BOTH && (l->n < LEG_MIN || r->n < LEG_MIN))
        return false;
    return ret->n >= GAIT_SURFACE_STRETCH_MIN;
}

static struct gait_verdict_side gather(const struct gait_surface *s, int index, enum gait_measure m,
                                       enum legs legs)
{
    struct gait_verdict_side side = {.surface = s->grounds[index].name};
    struct cell c;
    for (int i = 0; i < s->state.stretches; i++)
        if (s->stretches[i].surface == index && value_of(&s->stretches[i], m, legs, &c)) {
            side.strides += c.n;
            side.clipped += c.clipped;
            gait_verdict_add(&side.value, c.mean);
        }
    return side;
}

static uint32_t fewer(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* The legs that leave most stretches on the poorer surface, then most strides; both legs where
 * nothing decides. */
static enum legs choose(const struct gait_surface *s, int a, int b, enum gait_measure m)
{
    enum legs best = LEGS_BOTH;
    uint64_t most = 0;
    for (int legs = 0; legs < LEGS; legs++) {
        struct gait_verdict_side x = gather(s, a, m, (enum legs)legs);
        struct gait_verdict_side y = gather(s, b, m, (enum legs)legs);
        uint64_t score = (uint64_t)fewer(x.value.n, y.value.n) << 32 | fewer(x.strides, y.strides);
        uint64_t alone = x.strides + y.strides; /* one surface has none: count the other's */
        score = score ? score + (UINT64_C(1) << 31) : alone;
        if (score > most) {
            most = score;
            best = (enum legs)legs;
        }
    }
    return best;
}

/* A pace measure and the value over the stretches that the comparison uses. */
static struct gait_verdict_pace pace(const struct gait_surface *s, int index, enum gait_measure m,
                                     enum legs legs, enum gait_measure by, enum legs by_legs)
{
    struct gait_verdict_pace sums = {0};
    struct cell used, c;
    for (int i = 0; i < s->state.stretches; i++)
        if (s->stretches[i].surface == index && value_of(&s->stretches[i], m, legs, &used) &&
            value_of(&s->stretches[i], by, by_legs, &c))
            gait_verdict_add_pace(&sums, c.mean, used.mean);
    return sums;
}

static uint32_t strides(const struct gait_surface *s, int index, enum gait_measure m)
{
    return s->grounds[index].tallies[m].n;
}

bool gait_surface_compare(const struct gait_surface *s, const char *a, const char *b,
                          enum gait_measure measure, struct gait_event *ret)
{
    int ia = find(s, a), ib = find(s, b);
    if (ia == REFUSED || ib == REFUSED || ia == ib)
        return false;
    if (strides(s, ia, measure) == 0 && strides(s, ib, measure) == 0)
        return false;
    enum legs legs = choose(s, ia, ib, measure);
    enum legs by_cadence = choose(s, ia, ib, GAIT_MEASURE_CADENCE);
    enum legs by_contact = choose(s, ia, ib, GAIT_MEASURE_CONTACT);
    struct gait_verdict_side x = gather(s, ia, measure, legs), y = gather(s, ib, measure, legs);
    x.cadence = pace(s, ia, measure, legs, GAIT_MEASURE_CADENCE, by_cadence);
    y.cadence = pace(s, ib, measure, legs, GAIT_MEASURE_CADENCE, by_cadence);
    x.contact = pace(s, ia, measure, legs, GAIT_MEASURE_CONTACT, by_contact);
    y.contact = pace(s, ib, measure, legs, GAIT_MEASURE_CONTACT, by_contact);
    memset(ret, 0, sizeof *ret);
    ret->t_ns = ret->announced_ns = s->state.newest_ns;
    gait_verdict(measure, &x, &y, ret);
    return true;
}

bool gait_surface_pair(const struct gait_surface *s, int i, const char **ret_a, const char **ret_b)
{
    int a = find(s, "asphalt");
    if (a == REFUSED)
        a = 1;
    int b = i + 1 < a ? i + 1 : i + 2;
    if (i < 0 || b >= s->state.surfaces)
        return false;
    *ret_a = s->grounds[a].name;
    *ret_b = s->grounds[b].name;
    return true;
}

struct gait_surface_state gait_surface_state(const struct gait_surface *s)
{
    return s->state;
}

size_t gait_surface_size(void)
{
    return sizeof(struct gait_surface);
}
