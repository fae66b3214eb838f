/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/fields.h"

#include "daemon/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define IMPACT (1u << GAIT_EVENT_IMPACT)
#define STEP (1u << GAIT_EVENT_STEP)
#define STRIDE (1u << GAIT_EVENT_STRIDE)
#define CADENCE (1u << GAIT_EVENT_CADENCE)
#define GAIT (1u << GAIT_EVENT_GAIT)
#define GAP (1u << GAIT_EVENT_GAP)
#define SENSOR (1u << GAIT_EVENT_SENSOR)
#define SURFACE (1u << GAIT_EVENT_SURFACE)
#define SUMMARY (1u << GAIT_EVENT_SUMMARY)
#define COMPARISON (1u << GAIT_EVENT_COMPARISON)
#define DRIFT (1u << GAIT_EVENT_DRIFT)
#define SPEED (1u << GAIT_EVENT_SPEED)
#define SESSION (1u << GAIT_EVENT_SESSION)
#define SPECTRUM (1u << GAIT_EVENT_SPECTRUM)
#define STORED (1u << GAIT_EVENT_STORED)
#define STEPS (STEP | STRIDE)
#define CONTACTS (IMPACT | STEPS)
#define ALL ((1u << GAIT_EVENTS) - 1)

#define AT(member) offsetof(struct gait_event, member)
#define TEXT(member) FIELD_TEXT, AT(member), sizeof(((struct gait_event *)0)->member), 0, 1

/* In the order of the JSON line and of the OSC arguments, which docs/osc.md lists. */
static const struct field table[] = {
    {"t_s", ALL, FIELD_TIME, AT(t_ns), 0, 6, 1},
    {"sensor", CONTACTS | CADENCE | GAP | SENSOR, TEXT(sensor)},
    {"side", CONTACTS, FIELD_SIDE, AT(side), 0, 0, 1},
    {"gait", STEPS, FIELD_STATE, AT(state), 0, 0, 1},
    {"contact_s", STEPS, FIELD_TIME, AT(t_ns), 0, 6, 1},
    {"toe_off_s", STEPS, FIELD_TIME, AT(u.step.toe_off_ns), 0, 6, 1},
    {"next_contact_s", STRIDE, FIELD_TIME, AT(u.step.next_contact_ns), 0, 6, 1},
    {"stride_ms", STRIDE, FIELD_STRIDE, 0, 0, 2, 1},
    {"contact_ms", STEPS, FIELD_CONTACT, 0, 0, 2, 1},
    {"duty", STRIDE, FIELD_DUTY, 0, 0, 4, 1},
    {"cadence_spm", STRIDE, FIELD_FLOAT, AT(u.step.cadence_spm), 0, 2, 1},
    {"peak_g", CONTACTS, FIELD_FLOAT, AT(impact.peak_g), 0, 4, 1},
    {"axial_g", CONTACTS, FIELD_FLOAT, AT(impact.axial_g), 0, 4, 1},
    {"rise_gps", CONTACTS, FIELD_FLOAT, AT(impact.rise_gps), 0, 2, 1},
    {"impact_band_g2", STRIDE, FIELD_FLOAT, AT(u.step.stance.impact_band_g2), 0, 5, 1},
    {"median_hz", STRIDE, FIELD_FLOAT, AT(u.step.stance.median_hz), 0, 3, 1},
    {"attenuation_db", STRIDE, FIELD_FLOAT, AT(u.step.stance.attenuation_db), 0, 3, 1},
    {"clipped", CONTACTS, FIELD_BOOL, AT(impact.clipped), 0, 0, 1},
    {"gap", CONTACTS, FIELD_BOOL, AT(impact.gap), 0, 0, 1},
    {"confidence", STRIDE, FIELD_FLOAT, AT(u.step.confidence), 0, 3, 1},
    {"surface", STRIDE, TEXT(u.step.surface)},
    {"trunk", STEPS, FIELD_BOOL, AT(u.step.trunk), 0, 0, 1},
    {"late", STEPS, FIELD_BOOL, AT(u.step.late), 0, 0, 1},
    {"announced_s", CONTACTS, FIELD_TIME, AT(announced_ns), 0, 6, 1},
    {"attenuation_mean_db", STRIDE, FIELD_FLOAT, AT(u.step.attenuation.mean), 0, 3, 1},
    {"attenuation_sd_db", STRIDE, FIELD_FLOAT, AT(u.step.attenuation.sd), 0, 3, 1},
    {"attenuation_n", STRIDE, FIELD_COUNT, AT(u.step.attenuation.n), 0, 0, 1},
    {"speed_ms", STRIDE, FIELD_FLOAT, AT(u.step.speed_ms), 0, 3, 1},
    {"slope_deg", STRIDE, FIELD_FLOAT, AT(u.step.slope_deg), 0, 2, 1},

    {"spm", CADENCE, FIELD_FLOAT, AT(u.cadence.spm), 0, 2, 1},
    {"sd_spm", CADENCE, FIELD_FLOAT, AT(u.cadence.sd_spm), 0, 2, 1},
    {"resolved", CADENCE, FIELD_BOOL, AT(u.cadence.resolved), 0, 0, 1},

    {"state", GAIT, FIELD_STATE, AT(state), 0, 0, 1},

    {"from_s", GAP, FIELD_TIME, AT(u.gap.from_ns), 0, 6, 1},
    {"to_s", GAP, FIELD_TIME, AT(u.gap.to_ns), 0, 6, 1},
    {"lost", GAP, FIELD_COUNT, AT(u.gap.lost), 0, 0, 1},

    {"placement", SENSOR, FIELD_PLACEMENT, AT(u.sensor.is.placement), 0, 0, 1},
    {"dialect", SENSOR, TEXT(u.sensor.is.dialect)},
    {"rate_hz", SENSOR, FIELD_KNOWN, AT(u.sensor.is.rate_hz), 0, 3, 1},
    {"unit", SENSOR, FIELD_UNIT, 0, 0, 0, 1},
    {"range_g", SENSOR, FIELD_KNOWN, AT(u.sensor.is.range_g), 0, 2, 1},
    {"range_learned", SENSOR, FIELD_BOOL, AT(u.sensor.range_learned), 0, 0, 1},
    {"device_time", SENSOR, FIELD_BOOL, AT(u.sensor.clock.has_device_time), 0, 0, 1},
    {"skew_ppm", SENSOR, FIELD_CLOCK, AT(u.sensor.clock.skew_ppm), 0, 2, 1},
    {"skew_sd_ppm", SENSOR, FIELD_CLOCK, AT(u.sensor.clock.skew_sd_ppm), 0, 2, 1},
    {"delay_ms", SENSOR, FIELD_CLOCK, AT(u.sensor.clock.delay_s), 0, 2, 1000},
    {"loss", SENSOR, FIELD_FLOAT, AT(u.sensor.loss), 0, 5, 1},
    {"axes", SENSOR, FIELD_UP, AT(u.sensor.up), 0, 0, 1},
    {"channels", SENSOR, FIELD_AXES, AT(u.sensor.is.axes), 0, 0, 1},
    {"peak_reads_low_g", SENSOR, FIELD_FLOAT, AT(u.sensor.shortfall.low_g), 0, 2, 1},
    {"clipped_share", SENSOR, FIELD_FLOAT, AT(u.sensor.shortfall.clipped), 0, 4, 1},
    {"why", SENSOR, TEXT(u.sensor.shortfall.why)},

    {"surface", SURFACE, TEXT(u.surface.surface)},

    {"surface", SUMMARY, TEXT(u.summary.surface)},
    {"measure", SUMMARY, FIELD_MEASURE, AT(u.summary.measure), 0, 0, 1},
    {"n", SUMMARY, FIELD_COUNT, AT(u.summary.n), 0, 0, 1},
    {"clean_n", SUMMARY, FIELD_COUNT, AT(u.summary.clean), 0, 0, 1},
    {"mean", SUMMARY, FIELD_REAL, AT(u.summary.mean), 0, 4, 1},
    {"sd", SUMMARY, FIELD_REAL, AT(u.summary.sd), 0, 4, 1},
    {"median", SUMMARY, FIELD_REAL, AT(u.summary.median), 0, 4, 1},
    {"p05", SUMMARY, FIELD_REAL, AT(u.summary.p05), 0, 4, 1},
    {"p95", SUMMARY, FIELD_REAL, AT(u.summary.p95), 0, 4, 1},

    {"measure", COMPARISON, FIELD_MEASURE, AT(u.comparison.measure), 0, 0, 1},
    {"a", COMPARISON, TEXT(u.comparison.a)},
    {"b", COMPARISON, TEXT(u.comparison.b)},
    {"n_a", COMPARISON, FIELD_COUNT, AT(u.comparison.n_a), 0, 0, 1},
    {"n_b", COMPARISON, FIELD_COUNT, AT(u.comparison.n_b), 0, 0, 1},
    {"stretches_a", COMPARISON, FIELD_COUNT, AT(u.comparison.stretches_a), 0, 0, 1},
    {"stretches_b", COMPARISON, FIELD_COUNT, AT(u.comparison.stretches_b), 0, 0, 1},
    {"mean_a", COMPARISON, FIELD_REAL, AT(u.comparison.mean_a), 0, 4, 1},
    {"mean_b", COMPARISON, FIELD_REAL, AT(u.comparison.mean_b), 0, 4, 1},
    {"difference", COMPARISON, FIELD_REAL, AT(u.comparison.difference), 0, 4, 1},
    {"ci95_low", COMPARISON, FIELD_REAL, AT(u.comparison.ci95_low), 0, 4, 1},
    {"ci95_high", COMPARISON, FIELD_REAL, AT(u.comparison.ci95_high), 0, 4, 1},
    {"mdd", COMPARISON, FIELD_REAL, AT(u.comparison.mdd), 0, 4, 1},
    {"adjusted_for", COMPARISON, TEXT(u.comparison.adjusted_for)},
    {"verdict", COMPARISON, FIELD_VERDICT, AT(u.comparison.verdict), 0, 0, 1},
    {"why", COMPARISON, TEXT(u.comparison.why)},
    {"se", COMPARISON, FIELD_REAL, AT(u.comparison.se), 0, 4, 1},
    {"unadjusted", COMPARISON, FIELD_REAL, AT(u.comparison.unadjusted), 0, 4, 1},
    {"clipped_a", COMPARISON, FIELD_FLOAT, AT(u.comparison.clipped_a), 0, 4, 1},
    {"clipped_b", COMPARISON, FIELD_FLOAT, AT(u.comparison.clipped_b), 0, 4, 1},
    {"sessions", COMPARISON, FIELD_COUNT, AT(u.comparison.sessions), 0, 0, 1},
    {"primary", COMPARISON, FIELD_BOOL, AT(u.comparison.primary), 0, 0, 1},
    {"no_relevant_difference", COMPARISON, FIELD_BOOL, AT(u.comparison.no_relevant), 0, 0, 1},
    {"so_far", COMPARISON, FIELD_BOOL, AT(u.comparison.so_far), 0, 0, 1},

    {"measure", DRIFT, FIELD_MEASURE, AT(u.drift.measure), 0, 0, 1},
    {"n", DRIFT, FIELD_COUNT, AT(u.drift.n), 0, 0, 1},
    {"surfaces", DRIFT, FIELD_COUNT, AT(u.drift.surfaces), 0, 0, 1},
    {"minutes", DRIFT, FIELD_REAL, AT(u.drift.minutes), 0, 1, 1},
    {"start", DRIFT, FIELD_REAL, AT(u.drift.start), 0, 4, 1},
    {"change", DRIFT, FIELD_REAL, AT(u.drift.change), 0, 4, 1},
    {"ci95_low", DRIFT, FIELD_REAL, AT(u.drift.ci95_low), 0, 4, 1},
    {"ci95_high", DRIFT, FIELD_REAL, AT(u.drift.ci95_high), 0, 4, 1},
    {"per", DRIFT, FIELD_RUN, 0, 0, 0, 1},
    {"verdict", DRIFT, FIELD_VERDICT, AT(u.drift.verdict), 0, 0, 1},

    {"speed_ms", SPEED, FIELD_FLOAT, AT(u.speed.speed_ms), 0, 3, 1},
    {"slope_deg", SPEED, FIELD_FLOAT, AT(u.speed.slope_deg), 0, 2, 1},

    {"ended", SESSION, FIELD_BOOL, AT(u.session.ended), 0, 0, 1},

    {"surface", SPECTRUM, TEXT(u.spectrum.surface)},
    {"n_limb", SPECTRUM, FIELD_COUNT, AT(u.spectrum.n_limb), 0, 0, 1},
    {"n_trunk", SPECTRUM, FIELD_COUNT, AT(u.spectrum.n_trunk), 0, 0, 1},
    {"limb_db", SPECTRUM, FIELD_BANDS, AT(u.spectrum.limb_db), 0, 2, 1},
    {"trunk_db", SPECTRUM, FIELD_BANDS, AT(u.spectrum.trunk_db), 0, 2, 1},

    {"session", STORED, FIELD_COUNT, AT(u.stored.session), 0, 0, 1},
    {"strides", STORED, FIELD_COUNT, AT(u.stored.strides), 0, 0, 1},
    {"to_s", STORED, FIELD_TIME, AT(u.stored.to_ns), 0, 6, 1},
};
#define ROWS ((int)(sizeof table / sizeof table[0]))

int fields_of(enum gait_event_kind kind, const struct field *ret_fields[FIELDS_MAX])
{
    int n = 0;
    for (int i = 0; i < ROWS && n < FIELDS_MAX; i++)
        if (table[i].kinds & 1u << kind)
            ret_fields[n++] = &table[i];
    return n;
}

char field_tag(const struct field *f)
{
    static const char tags[FIELD_TYPES] = {
        [FIELD_TIME] = 'd',   [FIELD_FLOAT] = 'f',     [FIELD_REAL] = 'f',    [FIELD_KNOWN] = 'f',
        [FIELD_COUNT] = 'i',  [FIELD_BOOL] = 'i',      [FIELD_TEXT] = 's',    [FIELD_SIDE] = 's',
        [FIELD_STATE] = 's',  [FIELD_PLACEMENT] = 's', [FIELD_MEASURE] = 's', [FIELD_VERDICT] = 's',
        [FIELD_AXES] = 's',   [FIELD_UP] = 's',        [FIELD_UNIT] = 's',    [FIELD_CONTACT] = 'f',
        [FIELD_STRIDE] = 'f', [FIELD_DUTY] = 'f',      [FIELD_CLOCK] = 'f',   [FIELD_RUN] = 's',
        [FIELD_BANDS] = 's',
    };
    return tags[f->type];
}

static void text(struct field_value *v, const char *words)
{
    size_t n = words ? strnlen(words, sizeof v->text - 1) : 0;
    if (n > 0)
        memcpy(v->text, words, n);
    v->text[n] = '\0';
    v->none = !*v->text;
}

static void span_ms(struct field_value *v, int64_t from_ns, int64_t to_ns)
{
    bool known = from_ns != GAIT_NO_TIME && to_ns != GAIT_NO_TIME;
    v->number = known ? (double)(to_ns - from_ns) * 1e-6 : (double)NAN;
}

static void up_words(struct field_value *v, const float up[3])
{
    if (isnan(up[0])) {
        text(v, NULL);
        return;
    }
    strcpy(v->text, "up");
    for (int i = 0; i < 3; i++) {
        strcat(v->text, " ");
        number_fixed(v->text + strlen(v->text), (double)up[i], 3);
    }
}

static void bands_words(struct field_value *v, const float *band, int decimals)
{
    size_t n = 0;
    bool any = false;
    for (int i = 0; i < GAIT_BANDS && n + NUMBER_MAX < sizeof v->text; i++) {
        if (i)
            v->text[n++] = ' ';
        n += number_fixed(v->text + n, (double)band[i], decimals);
        any |= isfinite(band[i]) != 0;
    }
    if (!any)
        text(v, NULL);
}

const char *const field_channels[6] = {"ax", "ay", "az", "gx", "gy", "gz"};

static void axes_words(struct field_value *v, uint8_t axes)
{
    for (int i = 0; i < 6; i++)
        if (axes & 1u << i) {
            strcat(v->text, *v->text ? " " : "");
            strcat(v->text, field_channels[i]);
        }
    v->none = !*v->text;
}

static void get_number(const struct field *f, const struct gait_event *e, const void *at,
                       struct field_value *v)
{
    switch (f->type) {
    case FIELD_TIME:
        v->time_ns = *(const int64_t *)at;
        v->number = v->time_ns == GAIT_NO_TIME ? NAN : (double)v->time_ns * 1e-9;
        break;
    case FIELD_FLOAT:
    case FIELD_KNOWN:
        v->number = (double)*(const float *)at;
        if (f->type == FIELD_KNOWN && v->number == 0)
            v->number = NAN;
        break;
    case FIELD_REAL:
        v->number = *(const double *)at * f->scale;
        break;
    case FIELD_CLOCK:
        v->number =
            e->u.sensor.clock.has_device_time ? *(const double *)at * f->scale : (double)NAN;
        break;
    case FIELD_COUNT:
        v->number = *(const uint32_t *)at;
        break;
    case FIELD_BOOL:
        v->number = *(const bool *)at;
        break;
    case FIELD_CONTACT:
        span_ms(v, e->t_ns, e->u.step.toe_off_ns);
        break;
    case FIELD_STRIDE:
        span_ms(v, e->t_ns, e->u.step.next_contact_ns);
        break;
    default: /* FIELD_DUTY */
        v->number = e->t_ns == GAIT_NO_TIME || e->u.step.toe_off_ns == GAIT_NO_TIME ||
                            e->u.step.next_contact_ns <= e->t_ns
                        ? NAN
                        : (double)(e->u.step.toe_off_ns - e->t_ns) /
                              (double)(e->u.step.next_contact_ns - e->t_ns);
    }
    v->none = !isfinite(v->number);
}

void field_get(const struct field *f, const struct gait_event *e, struct field_value *ret)
{
    const void *at = (const char *)e + f->offset;

    ret->tag = field_tag(f);
    ret->none = false;
    ret->number = 0;
    ret->time_ns = GAIT_NO_TIME;
    ret->text[0] = '\0';
    switch (f->type) {
    case FIELD_TEXT:
        text(ret, at);
        break;
    case FIELD_SIDE:
        text(ret, gait_side_name(*(const enum gait_side *)at));
        break;
    case FIELD_STATE:
        text(ret, gait_state_name(*(const enum gait_state *)at));
        break;
    case FIELD_PLACEMENT:
        text(ret, gait_placement_name(*(const enum gait_placement *)at));
        break;
    case FIELD_MEASURE:
        text(ret, gait_measure_name(*(const enum gait_measure *)at));
        break;
    case FIELD_VERDICT:
        text(ret, gait_verdict_name(*(const enum gait_verdict *)at));
        break;
    case FIELD_UNIT:
        text(ret, "m/s2");
        break;
    case FIELD_RUN:
        text(ret, "run");
        break;
    case FIELD_UP:
        up_words(ret, at);
        break;
    case FIELD_BANDS:
        bands_words(ret, at, f->decimals);
        break;
    case FIELD_AXES:
        axes_words(ret, *(const uint8_t *)at);
        break;
    default:
        get_number(f, e, at, ret);
    }
}
