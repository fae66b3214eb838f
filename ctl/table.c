/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/table.h"

#include "daemon/log.h"

#include <math.h>
#include <string.h>
#include <time.h>

#define SHORT 12

void table_head(FILE *f)
{
    fprintf(f, "%-12s %-8s %-12s %-5s %-5s %8s %8s %6s %7s %7s %8s %7s %-9s %s\n", "time", "runner",
            "sensor", "side", "gait", "contact", "stride", "steps", "peak", "axial", "rise",
            "atten.", "surface", "");
    fprintf(f, "%-12s %-8s %-12s %-5s %-5s %8s %8s %6s %7s %7s %8s %7s\n", "", "", "", "", "", "ms",
            "ms", "/min", "g", "g", "g/s", "dB");
}

/* Seconds of a recording, or the time of day of Unix time. */
static void put_time(FILE *f, int64_t t_ns)
{
    time_t s = (time_t)(t_ns / 1000000000);
    struct tm local;

    if (s < 100000000) {
        fprintf(f, "%-12.3f ", (double)t_ns * 1e-9);
        return;
    }
    localtime_r(&s, &local);
    fprintf(f, "%02d:%02d:%02d.%03d ", local.tm_hour, local.tm_min, local.tm_sec,
            (int)(t_ns / 1000000 % 1000));
}

static void put_number(FILE *f, double x, int width, int decimals)
{
    if (isfinite(x))
        fprintf(f, " %*.*f", width, decimals, x);
    else
        fprintf(f, " %*s", width, "-");
}

/* A long id by its end, which tells it from others of its kind. */
static const char *short_id(char ret[SHORT + 1], const char *id)
{
    size_t n = strlen(id);
    if (n <= SHORT)
        return id;
    memcpy(ret, "..", 2);
    memcpy(ret + 2, id + n - (SHORT - 2), SHORT - 1);
    return ret;
}

static double span_ms(int64_t from_ns, int64_t to_ns)
{
    return to_ns == GAIT_NO_TIME ? (double)NAN : (double)(to_ns - from_ns) * 1e-6;
}

static void put_stride(FILE *f, const struct gait_event *e)
{
    const char *side = gait_side_name(e->side);
    char id[SHORT + 1];

    fprintf(f, "%-8s %-12s %-5s %-5s", e->runner, short_id(id, e->sensor), side ? side : "-",
            gait_state_name(e->state));
    put_number(f, span_ms(e->t_ns, e->u.step.toe_off_ns), 8, 1);
    put_number(f, span_ms(e->t_ns, e->u.step.next_contact_ns), 8, 1);
    put_number(f, (double)e->u.step.cadence_spm, 6, 1);
    put_number(f, (double)e->impact.peak_g, 7, 2);
    put_number(f, (double)e->impact.axial_g, 7, 2);
    put_number(f, (double)e->impact.rise_gps, 8, 0);
    put_number(f, (double)e->u.step.stance.attenuation_db, 7, 1);
    fprintf(f, " %-9s%s%s\n", e->u.step.surface, e->impact.clipped ? " clipped" : "",
            e->impact.gap ? " gap" : "");
}

static void put_sensor(FILE *f, const struct gait_event *e)
{
    fprintf(f, "%-8s %-12s is at %s, %s, ", e->runner, e->sensor,
            gait_placement_name(e->u.sensor.is.placement), e->u.sensor.is.dialect);
    if (e->u.sensor.is.rate_hz > 0)
        fprintf(f, "%.1f Hz, ", (double)e->u.sensor.is.rate_hz);
    if (e->u.sensor.is.range_g > 0)
        fprintf(f, "range %.0f g, ", (double)e->u.sensor.is.range_g);
    fprintf(f, "loss %.2f %%\n", 100 * (double)e->u.sensor.loss);
}

static void put_speed(FILE *f, const struct gait_event *e)
{
    fprintf(f, "%-8s at ", e->runner);
    if (isfinite(e->u.speed.speed_ms))
        fprintf(f, "%.2f m/s", (double)e->u.speed.speed_ms);
    else
        fputs("no known speed", f);
    if (isfinite(e->u.speed.slope_deg))
        fprintf(f, ", slope %+.1f deg", (double)e->u.speed.slope_deg);
    fputc('\n', f);
}

/* A hole shorter than this is told by the marks on the strides it touches, and by the sensor's
 * loss. */
static const double gap_told_ms = 250;

static bool is_told(const struct gait_event *e)
{
    switch (e->kind) {
    case GAIT_EVENT_IMPACT:
    case GAIT_EVENT_STEP:
    case GAIT_EVENT_CADENCE:
    case GAIT_EVENT_SUMMARY:
    case GAIT_EVENT_COMPARISON:
    case GAIT_EVENT_DRIFT:
    case GAIT_EVENT_SPECTRUM:
    case GAIT_EVENT_STORED:
    case GAIT_EVENT_HEARD:
    case GAIT_EVENT_REFUSED:
    case GAIT_EVENT_LISTENING:
        return false;
    case GAIT_EVENT_GAP:
        return span_ms(e->u.gap.from_ns, e->u.gap.to_ns) >= gap_told_ms;
    default:
        return true;
    }
}

void table_event(FILE *f, const struct gait_event *e)
{
    char surface[2 * GAIT_NAME_MAX], id[SHORT + 1];

    if (!is_told(e))
        return;
    put_time(f, e->t_ns);
    switch (e->kind) {
    case GAIT_EVENT_STRIDE:
        put_stride(f, e);
        break;
    case GAIT_EVENT_GAIT:
        fprintf(f, "%-8s %s\n", e->runner, gait_state_name(e->state));
        break;
    case GAIT_EVENT_GAP:
        fprintf(f, "%-8s %-12s lost %u samples in %.0f ms\n", e->runner,
                short_id(id, e->sensor), e->u.gap.lost,
                span_ms(e->u.gap.from_ns, e->u.gap.to_ns));
        break;
    case GAIT_EVENT_SENSOR:
        put_sensor(f, e);
        break;
    case GAIT_EVENT_SPEED:
        put_speed(f, e);
        break;
    case GAIT_EVENT_SESSION:
        fprintf(f, "%-8s %s\n", e->runner,
                e->u.session.ended ? "the session ended" : "a session begins");
        break;
    default:
        fprintf(f, "%-8s on %s\n", e->runner,
                log_escape(surface, sizeof surface, e->u.surface.surface));
    }
}
