/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/fields.h"


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
#define HEARD (1u << GAIT_EVENT_HEARD)
#define REFUSED (1u << GAIT_EVENT_REFUSED)
#define LISTENING (1u << GAIT_EVENT_LISTENING)
#define STEPS (STEP | STRIDE)
#define CONTACTS (IMPACT | STEPS)
#define ALL ((1u << GAIT_EVENTS) - 1)

#define AT(member) offsetof(struct gait_event, member)
#define TEXT(member) FIELD_TEXT, AT(member), sizeof(((struct gait_event *)0)->member), 0, 1

/* In the order of the JSON line and of the OSC arguments, which docs/osc.md lists. */
static const struct field table[] = {
    {"t_s", ALL, FIELD_TIME, AT(t_ns), 0, 6, 1},
    {"sensor", CONTACTS | CADENCE | GAP | SENSOR | HEARD, TEXT(sensor)},
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
    {"placement_confidence", SENSOR, FIELD_FLOAT, AT(u.sensor.placement_confidence), 0, 3, 1},

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

    {"from", HEARD, TEXT(u.heard.from)},
    {"name", HEARD, TEXT(u.heard.name)},
    {"dialect", HEARD, TEXT(u.heard.dialect)},
    {"placement", HEARD, FIELD_PLACEMENT, AT(u.heard.placement), 0, 0, 1},
    {"placement_confidence", HEARD, FIELD_FLOAT, AT(u.heard.placement_confidence), 0, 3, 1},
    {"rate_hz", HEARD, FIELD_KNOWN, AT(u.heard.rate_hz), 0, 3, 1},
    {"rate_now_hz", HEARD, FIELD_KNOWN, AT(u.heard.rate_now_hz), 0, 1, 1},
    {"unit_a", HEARD, TEXT(u.heard.unit_a)},
    {"unit_w", HEARD, TEXT(u.heard.unit_w)},
    {"channels", HEARD, FIELD_AXES, AT(u.heard.axes), 0, 0, 1},
    {"samples", HEARD, FIELD_COUNT, AT(u.heard.samples), 0, 0, 1},
    {"lost", HEARD, FIELD_COUNT, AT(u.heard.lost), 0, 0, 1},
    {"late", HEARD, FIELD_COUNT, AT(u.heard.late), 0, 0, 1},
    {"loss", HEARD, FIELD_FLOAT, AT(u.heard.loss), 0, 5, 1},
    {"clock", HEARD, TEXT(u.heard.clock)},
    {"skew_ppm", HEARD, FIELD_FLOAT, AT(u.heard.skew_ppm), 0, 2, 1},
    {"delay_ms", HEARD, FIELD_FLOAT, AT(u.heard.delay_ms), 0, 2, 1},
    {"battery", HEARD, FIELD_FLOAT, AT(u.heard.battery), 0, 3, 1},
    {"battery_v", HEARD, FIELD_FLOAT, AT(u.heard.battery_v), 0, 3, 1},
    {"range_g", HEARD, FIELD_KNOWN, AT(u.heard.range_g), 0, 2, 1},
    {"range_learned", HEARD, FIELD_BOOL, AT(u.heard.range_learned), 0, 0, 1},
    {"clipped_share", HEARD, FIELD_FLOAT, AT(u.heard.clipped_share), 0, 4, 1},
    {"axes", HEARD, FIELD_UP, AT(u.heard.up), 0, 0, 1},
    {"age_s", HEARD, FIELD_FLOAT, AT(u.heard.age_s), 0, 1, 1},
    {"refused", HEARD, FIELD_COUNT, AT(u.heard.refused), 0, 0, 1},
    {"why", HEARD, TEXT(u.heard.why)},
    {"motion_g", HEARD, FIELD_FLOAT, AT(u.heard.motion_g), 0, 2, 1},

    {"reason", REFUSED, TEXT(u.refused.reason)},
    {"count", REFUSED, FIELD_COUNT, AT(u.refused.count), 0, 0, 1},
    {"from", REFUSED, TEXT(u.refused.from)},
    {"what", REFUSED, TEXT(u.refused.what)},
    {"why", REFUSED, TEXT(u.refused.why)},

    {"at", LISTENING, TEXT(u.listening.at)},
    {"loopback_only", LISTENING, FIELD_BOOL, AT(u.listening.loopback_only), 0, 0, 1},
    {"datagrams", LISTENING, FIELD_COUNT, AT(u.listening.datagrams), 0, 0, 1},
    {"messages", LISTENING, FIELD_COUNT, AT(u.listening.messages), 0, 0, 1},
    {"samples", LISTENING, FIELD_COUNT, AT(u.listening.samples), 0, 0, 1},
    {"sources", LISTENING, FIELD_COUNT, AT(u.listening.sources), 0, 0, 1},
    {"kernel_drops", LISTENING, FIELD_COUNT, AT(u.listening.kernel_drops), 0, 0, 1},
    {"ring_refused", LISTENING, FIELD_COUNT, AT(u.listening.ring_refused), 0, 0, 1},
    {"sloppy", LISTENING, FIELD_COUNT, AT(u.listening.sloppy), 0, 0, 1},
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

const char *const field_channels[6] = {"ax", "ay", "az", "gx", "gy", "gz"};
