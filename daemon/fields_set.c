/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/fields.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The place of a word in an enum, or -1. name gives the word of each. */
static int place(const char *word, int n, const char *(*name)(int))
{
    for (int i = 0; i < n; i++) {
        const char *s = name(i);
        if (strcmp(word, s ? s : "") == 0)
            return i;
    }
    return -1;
}

static const char *side_at(int i)
{
    return gait_side_name((enum gait_side)i);
}
static const char *state_at(int i)
{
    return gait_state_name((enum gait_state)i);
}
static const char *placement_at(int i)
{
    return gait_placement_name((enum gait_placement)i);
}
static const char *measure_at(int i)
{
    return gait_measure_name((enum gait_measure)i);
}
static const char *verdict_at(int i)
{
    return gait_verdict_name((enum gait_verdict)i);
}

static bool set_word(const struct field *f, void *at, const char *word)
{
    static const struct {
        int n;
        const char *(*name)(int);
    } words[FIELD_TYPES] = {
        [FIELD_SIDE] = {GAIT_SIDE_RIGHT + 1, side_at},
        [FIELD_STATE] = {GAIT_RUN + 1, state_at},
        [FIELD_PLACEMENT] = {GAIT_PLACEMENTS, placement_at},
        [FIELD_MEASURE] = {GAIT_MEASURES, measure_at},
        [FIELD_VERDICT] = {GAIT_VERDICTS, verdict_at},
    };
    int i = place(word, words[f->type].n, words[f->type].name);
    if (i >= 0)
        memcpy(at, &(unsigned){(unsigned)i},
               sizeof(unsigned)); /* every enum here is an unsigned int */
    return i >= 0;
}

static uint8_t axes_of(const char *words)
{
    unsigned axes = 0;
    for (int i = 0; i < 6; i++)
        if (strstr(words, field_channels[i]))
            axes |= 1u << i;
    return (uint8_t)axes;
}

static void up_of(float up[3], const struct field_value *v)
{
    const char *at = v->text + (strncmp(v->text, "up", 2) == 0 ? 2 : 0);
    for (int i = 0; i < 3; i++) {
        char *end;
        float x = strtof(at, &end);
        up[i] = end == at ? NAN : x;
        at = end;
    }
}

static void bands_of(float *band, const struct field_value *v)
{
    const char *at = v->text;
    for (int i = 0; i < GAIT_BANDS; i++) {
        char *end;
        float x = strtof(at, &end);
        band[i] = end == at ? NAN : x;
        at += strspn(at, " ");
        at += strcspn(at, " ");
    }
}

static void set_number(const struct field *f, void *at, double x)
{
    switch (f->type) {
    case FIELD_TIME:
        *(int64_t *)at = fabs(x) < 9e9 ? (int64_t)llround(x * 1e9) : GAIT_NO_TIME;
        break;
    case FIELD_FLOAT:
        *(float *)at = (float)x;
        break;
    case FIELD_KNOWN:
        *(float *)at = isnan(x) ? 0 : (float)x;
        break;
    case FIELD_REAL:
        *(double *)at = x / f->scale;
        break;
    case FIELD_CLOCK:
        *(double *)at = isnan(x) ? 0 : x / f->scale;
        break;
    case FIELD_COUNT:
        *(uint32_t *)at = x > 0 ? (uint32_t)x : 0;
        break;
    case FIELD_BOOL:
        *(bool *)at = x != 0;
        break;
    default: /* derived */
        break;
    }
}

bool field_set(const struct field *f, struct gait_event *e, const struct field_value *v)
{
    void *at = (char *)e + f->offset;

    switch (f->type) {
    case FIELD_TEXT:
        memset(at, 0, f->size);
        memcpy(at, v->text, strnlen(v->text, f->size - 1));
        return true;
    case FIELD_SIDE:
    case FIELD_STATE:
    case FIELD_PLACEMENT:
    case FIELD_MEASURE:
    case FIELD_VERDICT:
        return set_word(f, at, v->text);
    case FIELD_AXES:
        *(uint8_t *)at = axes_of(v->text);
        return true;
    case FIELD_UP:
        up_of(at, v);
        return true;
    case FIELD_BANDS:
        bands_of(at, v);
        return true;
    case FIELD_TIME:
        if (v->time_ns != GAIT_NO_TIME) {
            *(int64_t *)at = v->time_ns;
            return true;
        } /* fall through */
    default:
        set_number(f, at, v->number);
        return true;
    }
}
