/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/store_parts.h"

#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct span {
    int64_t session, begun_ns, from_ns, to_ns;
    const char *surface;
    float speed_ms;
    int64_t first_ns, next_ns; /* strides: first within, first after; GAIT_NO_TIME: none */
    struct gait_event after;   /* what holds at the one after */
};

#define WITHIN "session = ?1 AND t_ns >= ?2 AND t_ns < ?3"

/* A mean spectrum is of strides that are not kept: where all of a surface gets another name, so does
 * it; where a part does, nobody can say any more what it would be. */
static const char rename_spectrum[] =
    "UPDATE spectrum SET surface = ?4 WHERE session = ?1 AND surface IS NOT ?4"
    " AND EXISTS (SELECT 1 FROM stride WHERE " WITHIN " AND surface IS spectrum.surface)"
    " AND NOT EXISTS (SELECT 1 FROM stride WHERE " WITHIN " AND surface IS NOT spectrum.surface)"
    " AND NOT EXISTS (SELECT 1 FROM stride WHERE session = ?1 AND NOT (t_ns >= ?2 AND t_ns < ?3)"
    " AND (surface IS spectrum.surface OR surface IS ?4))";
static const char drop_spectra[] =
    "DELETE FROM spectrum WHERE session = ?1"
    " AND EXISTS (SELECT 1 FROM stride WHERE " WITHIN " AND surface IS NOT ?4)"
    " AND (surface IS ?4 OR surface IN (SELECT surface FROM stride WHERE " WITHIN "))";
static const char change_strides[] =
    "UPDATE stride SET surface = ?4, speed_ms = coalesce(?5, speed_ms) WHERE " WITHIN;

/* How many rows it changed, or -1. */
static int run(struct store *s, const struct span *x, const char *sql, char *why, size_t why_size)
{
    sqlite3_stmt *q;

    if (store_prepare(s, sql, &q, why, why_size) < 0)
        return -1;
    sqlite3_bind_int64(q, 1, x->session);
    sqlite3_bind_int64(q, 2, x->from_ns);
    sqlite3_bind_int64(q, 3, x->to_ns);
    sqlite3_bind_text(q, 4, x->surface, -1, SQLITE_TRANSIENT);
    if (isfinite(x->speed_ms))
        sqlite3_bind_double(q, 5, (double)x->speed_ms);
    int code = sqlite3_step(q);
    int n = code == SQLITE_DONE ? sqlite3_changes(s->db)
                                : store_fail(s, "cannot be written", why, why_size);
    sqlite3_finalize(q);
    return n;
}

static bool see_stride(void *user, const struct gait_event *e)
{
    struct span *x = user;
    bool within = e->t_ns >= x->from_ns && e->t_ns < x->to_ns;

    if (within && (x->first_ns == GAIT_NO_TIME || e->t_ns < x->first_ns))
        x->first_ns = e->t_ns;
    if (e->t_ns >= x->to_ns && (x->next_ns == GAIT_NO_TIME || e->t_ns < x->next_ns)) {
        x->next_ns = e->t_ns;
        x->after = *e;
    }
    return true;
}

struct marks {
    struct gait_event *event;
    int n, room;
    bool failed;
};

static bool take(void *user, const struct gait_event *e)
{
    struct marks *m = user;

    if (m->n == m->room) {
        int room = m->room ? 2 * m->room : 64;
        struct gait_event *more = reallocarray(m->event, (size_t)room, sizeof *more);
        if (!more) {
            m->failed = true;
            return false;
        }
        m->event = more;
        m->room = room;
    }
    m->event[m->n++] = *e;
    return true;
}

static struct gait_event mark_at(const struct span *x, enum gait_event_kind kind, bool after)
{
    bool open = x->from_ns < x->begun_ns; /* from before it began */
    int64_t t_ns = after ? x->to_ns : open ? x->first_ns : x->from_ns;
    struct gait_event e = {.kind = kind, .t_ns = t_ns, .announced_ns = t_ns};

    if (kind == GAIT_EVENT_SURFACE) {
        gait_name_copy(e.u.surface.surface, after ? x->after.u.step.surface : x->surface);
    } else {
        e.u.speed.speed_ms = after ? x->after.u.step.speed_ms : x->speed_ms;
        e.u.speed.slope_deg = after ? x->after.u.step.slope_deg : (float)NAN;
    }
    return e;
}

/* What was said, with this stretch said anew: the marks before it, its own, what held after it where
 * nobody said that just there, and the later ones. */
static int write_marks(struct store *s, const struct span *x, enum gait_event_kind kind,
                       const struct marks *m, char *why, size_t why_size)
{
    bool said = x->next_ns == GAIT_NO_TIME;
    int result = 0;
    struct gait_event own = mark_at(x, kind, false), after = mark_at(x, kind, true);

    for (int i = 0; i < m->n; i++)
        said |= m->event[i].t_ns >= x->to_ns && m->event[i].t_ns <= x->next_ns;
    for (int i = 0; i < m->n && result >= 0; i++)
        if (m->event[i].t_ns < x->from_ns)
            result = store_event(s, x->session, &m->event[i], why, why_size);
    if (result >= 0)
        result = store_event(s, x->session, &own, why, why_size);
    if (result >= 0 && !said)
        result = store_event(s, x->session, &after, why, why_size);
    for (int i = 0; i < m->n && result >= 0; i++)
        if (m->event[i].t_ns >= x->to_ns)
            result = store_event(s, x->session, &m->event[i], why, why_size);
    return result;
}

static int change_marks(struct store *s, const struct span *x, enum gait_event_kind kind, char *why,
                        size_t why_size)
{
    struct marks m = {0};
    bool surface = kind == GAIT_EVENT_SURFACE;
    int result = store_read(s, x->session, kind, take, &m, why, why_size);

    if (m.failed) {
        snprintf(why, why_size, "%s: no memory", s->path);
        result = -1;
    }
    if (result >= 0)
        result = run(s, x,
                     surface ? "DELETE FROM surface WHERE session = ?1"
                             : "DELETE FROM speed WHERE session = ?1",
                     why, why_size);
    if (result >= 0)
        result = write_marks(s, x, kind, &m, why, why_size);
    free(m.event);
    return result;
}

static int relabel(struct store *s, struct span *x, char *why, size_t why_size)
{
    if (store_read(s, x->session, GAIT_EVENT_STRIDE, see_stride, x, why, why_size) < 0)
        return -1;
    if (x->first_ns == GAIT_NO_TIME)
        return 0;
    int renamed = run(s, x, rename_spectrum, why, why_size);
    if (renamed < 0 || (renamed == 0 && run(s, x, drop_spectra, why, why_size) < 0))
        return -1;
    int n = run(s, x, change_strides, why, why_size);
    if (n < 0 || change_marks(s, x, GAIT_EVENT_SURFACE, why, why_size) < 0 ||
        (isfinite(x->speed_ms) && change_marks(s, x, GAIT_EVENT_SPEED, why, why_size) < 0))
        return -1;
    return store_forget_results(s, x->session, why, why_size) < 0 ? -1 : n;
}

int store_relabel(struct store *s, int64_t session, int64_t from_ns, int64_t to_ns,
                  const char *surface, float speed_ms, char *why, size_t why_size)
{
    struct span x = {.session = session,
                     .from_ns = from_ns,
                     .to_ns = to_ns,
                     .surface = surface,
                     .speed_ms = speed_ms,
                     .first_ns = GAIT_NO_TIME,
                     .next_ns = GAIT_NO_TIME};
    struct store_session is;
    bool own;

    if (store_enter(s, &own, why, why_size) < 0)
        return -1;
    int result = store_session_get(s, session, &is, why, why_size);
    if (result > 0) {
        x.begun_ns = is.begun_ns;
        result = relabel(s, &x, why, why_size);
    }
    return store_leave(s, own, result, why, why_size);
}
