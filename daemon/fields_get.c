/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/fields.h"
#include "daemon/number.h"

#include <math.h>
#include <string.h>

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
